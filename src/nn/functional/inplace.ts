import type { Tensor } from "../../core/tensor.js";
import { elu, leakyRelu, relu } from "./activation.js";
import { celu, hardtanh, rrelu, selu, threshold } from "./piecewise.js";
import { noMore } from "../../diagnose/arguments.js";

// The activations that write over their input, PyTorch's names with a trailing underscore.

const inplace = { inplace: true } as const;

/** {@link relu} over its input. */
export function relu_(x: Tensor): Tensor { noMore("relu_", 1, arguments); return relu(x, inplace); }
/** {@link elu} over its input. */
export function elu_(x: Tensor, alpha = 1): Tensor { noMore("elu_", 2, arguments); return elu(x, alpha, inplace); }
/** {@link celu} over its input. */
export function celu_(x: Tensor, alpha = 1): Tensor { noMore("celu_", 2, arguments); return celu(x, alpha, inplace); }
/** {@link selu} over its input. */
export function selu_(x: Tensor): Tensor { noMore("selu_", 1, arguments); return selu(x, inplace); }
/** {@link leakyRelu} over its input. */
export function leakyRelu_(x: Tensor, negativeSlope = 0.01): Tensor { noMore("leakyRelu_", 2, arguments); return leakyRelu(x, negativeSlope, inplace); }
/** {@link hardtanh} over its input. */
export function hardtanh_(x: Tensor, minVal = -1, maxVal = 1): Tensor { noMore("hardtanh_", 3, arguments); return hardtanh(x, minVal, maxVal, inplace); }
/** {@link threshold} over its input. */
export function threshold_(x: Tensor, limit: number, value: number): Tensor { noMore("threshold_", 3, arguments); return threshold(x, limit, value, inplace); }
/** {@link rrelu} over its input. */
export function rrelu_(x: Tensor, lower = 1 / 8, upper = 1 / 3, training = false): Tensor { noMore("rrelu_", 4, arguments); return rrelu(x, lower, upper, training, inplace); }
