import type { Tensor } from "../../core/tensor.js";
import { elu, leakyRelu, relu } from "./activation.js";
import { celu, hardtanh, rrelu, selu, threshold } from "./piecewise.js";

// The activations that write over their input, PyTorch's names with a trailing underscore.

const inplace = { inplace: true } as const;

/** {@link relu} over its input. */
export function relu_(x: Tensor): Tensor { return relu(x, inplace); }
/** {@link elu} over its input. */
export function elu_(x: Tensor, alpha = 1): Tensor { return elu(x, alpha, inplace); }
/** {@link celu} over its input. */
export function celu_(x: Tensor, alpha = 1): Tensor { return celu(x, alpha, inplace); }
/** {@link selu} over its input. */
export function selu_(x: Tensor): Tensor { return selu(x, inplace); }
/** {@link leakyRelu} over its input. */
export function leakyRelu_(x: Tensor, negativeSlope = 0.01): Tensor { return leakyRelu(x, negativeSlope, inplace); }
/** {@link hardtanh} over its input. */
export function hardtanh_(x: Tensor, minVal = -1, maxVal = 1): Tensor { return hardtanh(x, minVal, maxVal, inplace); }
/** {@link threshold} over its input. */
export function threshold_(x: Tensor, limit: number, value: number): Tensor { return threshold(x, limit, value, inplace); }
/** {@link rrelu} over its input. */
export function rrelu_(x: Tensor, lower = 1 / 8, upper = 1 / 3, training = false): Tensor { return rrelu(x, lower, upper, training, inplace); }
