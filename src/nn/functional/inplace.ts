import type { Tensor } from "../../core/tensor.js";
import { elu, leakyRelu, relu } from "./activation.js";
import { celu, hardtanh, rrelu, selu, threshold as thresholded } from "./piecewise.js";
import { noMore } from "../../diagnose/arguments.js";

// The activations that write over their input, PyTorch's names with a trailing underscore.

const inplace = { inplace: true } as const;

/**
 * In place: {@link relu} written over its input, which is returned.
 *
 * @example
 * const x = tensor([-1, 2]);
 * F.relu_(x);
 * x.tolist(); // → 0,2
 */
export function relu_(x: Tensor): Tensor {
  noMore("relu_", 1, arguments);
  return relu(x, inplace);
}
/**
 * In place: {@link elu} written over its input, which is returned.
 *
 * @example
 * const x = tensor([-1000, 2]);
 * F.elu_(x);
 * x.tolist(); // → -1,2
 */
export function elu_(x: Tensor, alpha = 1): Tensor {
  noMore("elu_", ["x", "alpha"], arguments);
  return elu(x, alpha, inplace);
}
/**
 * In place: {@link celu} written over its input, which is returned.
 *
 * @example
 * const x = tensor([-1000, 3]);
 * F.celu_(x, 2);
 * x.tolist(); // → -2,3
 */
export function celu_(x: Tensor, alpha = 1): Tensor {
  noMore("celu_", ["x", "alpha"], arguments);
  return celu(x, alpha, inplace);
}
/**
 * In place: {@link selu} written over its input, which is returned.
 *
 * @example
 * const x = tensor([0]);
 * F.selu_(x);
 * x.tolist(); // → 0
 */
export function selu_(x: Tensor): Tensor {
  noMore("selu_", 1, arguments);
  return selu(x, inplace);
}
/**
 * In place: {@link leakyRelu} written over its input, which is returned.
 *
 * @example
 * const x = tensor([-2, 2]);
 * F.leakyRelu_(x, 0.5);
 * x.tolist(); // → -1,2
 */
export function leakyRelu_(x: Tensor, negativeSlope = 0.01): Tensor {
  noMore("leakyRelu_", ["x", "negativeSlope"], arguments);
  return leakyRelu(x, negativeSlope, inplace);
}
/**
 * In place: {@link hardtanh} written over its input, which is returned.
 *
 * @example
 * const x = tensor([-3, 0.5, 3]);
 * F.hardtanh_(x);
 * x.tolist(); // → -1,0.5,1
 */
export function hardtanh_(x: Tensor, minVal = -1, maxVal = 1): Tensor {
  noMore("hardtanh_", ["x", "minVal", "maxVal"], arguments);
  return hardtanh(x, minVal, maxVal, inplace);
}
/**
 * In place: {@link threshold} written over its input, which is returned.
 *
 * @example
 * const x = tensor([1, 2, 3]);
 * F.threshold_(x, 1.5, 0);
 * x.tolist(); // → 0,2,3
 */
export function threshold_(x: Tensor, threshold: number, value: number): Tensor {
  noMore("threshold_", ["x", "threshold", "value"], arguments);
  return thresholded(x, threshold, value, inplace);
}
/**
 * In place: {@link rrelu} written over its input, which is returned.
 *
 * @example
 * const x = tensor([-2, 2]);
 * F.rrelu_(x, 0.25, 0.75);
 * x.tolist(); // → -1,2
 */
export function rrelu_(x: Tensor, lower = 1 / 8, upper = 1 / 3, training = false): Tensor {
  noMore("rrelu_", ["x", "lower", "upper", "training"], arguments);
  return rrelu(x, lower, upper, training, inplace);
}
