import { backward as runBackward, type BackwardNamed, type BackwardOptions } from "../../autograd/backward.js";
import type { Tensor } from "../../core/tensor.js";
import * as piecewise from "../../ops/pointwise/piecewise.js";
import * as indexPutOps from "../../ops/indexing/index-put.js";
import type { Sizes } from "../../shape/shape.js";
import * as convert from "../convert.js";
import { publicFunction, type Unary } from "./argument-types.js";

// Methods of tensors that are not functions.

/**
 * Computes the gradients of the leaves that this tensor depends on, and adds them to their `grad`. Without `gradient`
 * the tensor must have one element.
 *
 * `gradient` is the gradient with respect to this tensor, in its shape, where the graph continues. `retainGraph`
 * (default: `createGraph`) keeps the graph for another call; `createGraph` (default false) makes the gradients
 * differentiable themselves.
 *
 * @throws KindlingError `backward-scalar` for more than one element and no gradient.
 * @example
 * const w = tensor(3, { requiresGrad: true });
 * w.mul(w).backward();
 * w.grad!.item(); // → 6
 */
export const backward: (x: Tensor, gradient?: Tensor | null | BackwardNamed, options?: BackwardOptions) => void =
  publicFunction("backward", ["gradient"], runBackward, ["retainGraph", "createGraph"]);
/**
 * The values as nested arrays, one level per dimension: numbers, booleans for bool, `{ re, im }` for complex dtypes,
 * and bigints for int64 beyond 2^53. A scalar gives just its value.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).tolist(); // → [[1, 2], [3, 4]]
 */
export const tolist = convert.tolist;
/**
 * The value that `JSON.stringify` writes: nested arrays as from `tolist()`, int64 beyond 2^53 as text; JavaScript
 * writes NaN and infinity as null.
 *
 * @example
 * JSON.stringify(tensor([[1, 2], [3, 4]])); // → [[1,2],[3,4]]
 */
export const toJSON: (x: Tensor) => convert.JsonArray = convert.toJSON;
/**
 * A copy of the values in row-major order, as a typed array: a Float32Array for float32, and so on.
 *
 * @example
 * tensor([[1, 2], [3, 4]]).toTypedArray().length; // → 4
 */
export const toTypedArray = convert.toTypedArray;
/**
 * The sum over the dimensions along which a tensor of the given shape would be expanded to this one's: the reverse of
 * expanding.
 *
 * @throws KindlingError `expand` if that shape does not expand to this one.
 * @example
 * tensor([[1, 2], [3, 4]]).sumToSize(1, 2).tolist(); // → [[4, 6]]
 */
export const sumToSize: (x: Tensor, ...size: Sizes) => Tensor = indexPutOps.sumToSize;
/** Arguments of {@link hardshrink}, by name. */
interface LambdNamed {
  /** The threshold: smaller values, in absolute value, become 0. Default 0.5. */
  lambd?: number;
}
/**
 * 0 where x is within ±`lambd` (default 0.5), x elsewhere. Shape and dtype are the input's.
 *
 * @example
 * tensor([-1, 0.2, 1]).hardshrink().tolist(); // → [-1, 0, 1]
 */
export const hardshrink: (x: Tensor, lambd?: number | LambdNamed) => Tensor = publicFunction(
  "hardshrink",
  ["lambd"],
  piecewise.hardshrink,
);
/** Arguments of {@link prelu}, by name. */
interface WeightNamed {
  /** The slope below 0: one for all, or one for each channel `[C]`. */
  weight: Tensor;
}
/**
 * x where it is positive, `weight · x` elsewhere; one weight, or a list of one per channel (dimension 1).
 *
 * @throws KindlingError `activation-weight` unless there is one weight, or one per channel.
 * @example
 * tensor([-2, 3]).prelu(tensor([0.5])).tolist(); // → [-1, 3]
 */
export const prelu: (x: Tensor, weight: Tensor | WeightNamed) => Tensor = publicFunction(
  "prelu",
  ["weight"],
  piecewise.prelu,
);
/**
 * The number of dimensions: `ndim`.
 *
 * @example
 * zeros(2, 3).ndimension(); // → 2
 */
export const ndimension: (x: Tensor) => number = publicFunction("ndimension", [], (x: Tensor) => x.shape.length);
/**
 * The number of elements: `numel()`.
 *
 * @example
 * zeros(2, 3).nelement(); // → 6
 */
export const nelement: (x: Tensor) => number = publicFunction("nelement", [], (x: Tensor) => x.count);
/**
 * Returns the tensor itself: everything is on the CPU.
 *
 * @example
 * tensor([1, 2]).cpu().device; // → cpu
 */
export const cpu: Unary = publicFunction("cpu", [], (x: Tensor) => x);
