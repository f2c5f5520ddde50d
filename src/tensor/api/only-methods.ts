import { backward as runBackward, type BackwardOptions } from "../../autograd/backward.js";
import type { Tensor } from "../../core/tensor.js";
import * as piecewise from "../../ops/piecewise.js";
import * as place from "../../ops/place.js";
import type { Sizes } from "../../shape/shape.js";
import * as convert from "../convert.js";
import { named, type Unary } from "./named.js";

// What is a method of tensors and no function.

/**
 * Computes the gradients of the leaves that this tensor was made of, and adds them to their `grad`. Without `gradient` the
 * tensor must have one element.
 *
 * @throws KindlingError `backward-scalar` for more than one element and no gradient.
 */
export const backward: (x: Tensor, gradient?: Tensor | null | BackwardNamed, options?: BackwardOptions) => void =
  named("backward", ["gradient"], runBackward, ["retainGraph", "createGraph"]);
/** The arguments of backward by name. */
export interface BackwardNamed extends BackwardOptions { gradient?: Tensor | null }
/** The values as nested arrays, of as many levels as there are dimensions; int64 beyond 2^53 as bigint. */
export const tolist = convert.tolist;
/** What `JSON.stringify` writes: nested arrays as `tolist()` gives them, int64 beyond 2^53 as text; JavaScript writes NaN and infinity as null. */
export const toJSON: (x: Tensor) => convert.JsonArray = convert.toJSON;
/** The values in row-major order, as a typed array of their own. */
export const toTypedArray = convert.toTypedArray;
/** Summed over the dimensions that were stretched to reach the tensor's shape: the opposite of expanding. */
export const sumToSize: (x: Tensor, ...size: Sizes) => Tensor = place.sumToSize;
/** 0 within ±`lambd` (default 0.5), x elsewhere. */
export const hardshrink: (x: Tensor, lambd?: number | { lambd?: number }) => Tensor = named("hardshrink", ["lambd"], piecewise.hardshrink);
/** x where it is positive, `weight · x` elsewhere; one weight, or one per channel (dimension 1). */
export const prelu: (x: Tensor, weight: Tensor | { weight: Tensor }) => Tensor = named("prelu", ["weight"], piecewise.prelu);
/** How many dimensions there are: `ndim`. */
export const ndimension: (x: Tensor) => number = named("ndimension", [], (x: Tensor) => x.shape.length);
/** How many elements there are. */
export const nelement: (x: Tensor) => number = named("nelement", [], (x: Tensor) => x.count);
/** The tensor itself: everything is on the CPU. */
export const cpu: Unary = named("cpu", [], (x: Tensor) => x);
