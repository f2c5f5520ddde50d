import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as broadcast from "../../ops/broadcast.js";
import * as compare from "../../ops/compare.js";
import type { IsinOptions } from "../../ops/compare.js";
import * as join from "../../ops/join.js";
import * as products from "../../ops/products.js";
import { vstack } from "../../ops/stack.js";
import * as triangle from "../../ops/triangle.js";
import type { Complex, DType } from "../../shape/dtype.js";
import type { ScalarValue } from "../../shape/promotion.js";
import * as creation from "../creation.js";
import type { RandomOptions, TensorOptions } from "../creation.js";
import * as orders from "../order.js";
import type { SearchOptions } from "../../ops/search.js";
import { named } from "./named.js";

// Functions that are no methods, and whose arguments may be given by name.

/** Tensors one after another along an existing dimension. All other sizes must agree; dtypes are promoted. */
export const cat: (tensors: readonly Tensor[], dim?: number | { dim?: number; axis?: number }) => Tensor = named("cat", ["dim|axis"], join.cat);
/** Tensors of one shape side by side along a new dimension. */
export const stack: (tensors: readonly Tensor[], dim?: number | { dim?: number }) => Tensor = named("stack", ["dim"], join.stack);
/**
 * Every way to take r elements of a list, as rows in the list's order; `withReplacement` may take one more than once.
 *
 * @example
 * combinations(tensor([1, 2, 3])).tolist(); // → 1,2,1,3,2,3
 */
export const combinations: (x: Tensor, ...args: [r?: number, withReplacement?: { withReplacement?: boolean } | boolean] | [named: { r?: number; withReplacement?: { withReplacement?: boolean } | boolean }]) => Tensor = named("combinations", ["r", "withReplacement"], broadcast.combinations);
/**
 * The p-distances between all rows of one matrix and all of another: `[…, P, M]` and `[…, R, M]` give `[…, P, R]`.
 *
 * @throws KindlingError `distance`.
 * @example
 * cdist(tensor([[0, 0]]), tensor([[3, 4], [0, 1]])).tolist(); // → 5,1
 */
export const cdist: (a: Tensor, ...args: [x2: Tensor, p?: number, computeMode?: string] | [named: { x2: Tensor; p?: number; computeMode?: string }]) => Tensor = named("cdist", ["x2", "p", "computeMode"], products.cdist);
/**
 * The number of the bucket between 1-D boundaries that each element falls into.
 *
 * @example
 * bucketize(tensor([2, 9]), tensor([1, 3, 5])).tolist(); // → 1,3
 */
export const bucketize: (x: Tensor | number, boundaries: Tensor | ({ boundaries: Tensor } & SearchOptions), options?: SearchOptions) => Tensor =
  named("bucketize", ["boundaries"], orders.bucketize, ["outInt32", "right"]);
/** Where an element of `elements` is among `testElements`; one of both may be a number. Bool. */
export const isin: (elements: Arg, testElements: Arg | ({ testElements: Arg } & IsinOptions), options?: IsinOptions) => Tensor = named("isin", ["testElements"], compare.isin, ["assumeUnique", "invert"]);
/** A tensor of one value: float32 for a number, bool for a boolean, int64 for a bigint, complex64 for `{ re, im }`. */
export const full: (size: readonly number[], fillValue: ScalarValue | Complex | ({ fillValue: ScalarValue | Complex } & TensorOptions), options?: TensorOptions) => Tensor = named("full", ["fillValue"], creation.full, ["dtype", "requiresGrad", "device"]);
/** One value in the shape and dtype of `t`; `o.dtype` sets another. */
export const fullLike: (t: Tensor, fillValue: ScalarValue | Complex | ({ fillValue: ScalarValue | Complex } & TensorOptions), options?: TensorOptions) => Tensor = named("fullLike", ["fillValue"], creation.fullLike, ["dtype", "requiresGrad", "device"]);
/**
 * `steps` values from `start` to `end`, both included, evenly spaced; the default float unless told otherwise.
 *
 * @example
 * linspace(0, 1, 5).tolist(); // → 0,0.25,0.5,0.75,1
 */
export const linspace: (start: number, ...args: [end: number, steps: number, options?: TensorOptions] | [named: { end: number; steps: number } & TensorOptions]) => Tensor = named("linspace", ["end", "steps"], creation.linspace, ["dtype", "requiresGrad", "device"]);
/**
 * `steps` values from `base` to the power of `start` to that of `end`, both included, each a constant factor further.
 *
 * @example
 * logspace(0, 3, 4).tolist(); // → 1,10,100,1000
 */
export const logspace: (start: number, ...args: [end: number, steps: number, base?: number, options?: TensorOptions] | [named: { end: number; steps: number; base?: number } & TensorOptions]) => Tensor = named("logspace", ["end", "steps", "base"], creation.logspace, ["dtype", "requiresGrad", "device"]);
/** Normal numbers of a mean and a standard deviation, numbers or tensors: `normal(0, 1, [2, 3])`, `normal(means, stds)`; std is 1 unless given. */
export const normal: (mean: number | Tensor, ...args: [std?: number | Tensor, size?: readonly number[], options?: RandomOptions] | [named: { std?: number | Tensor; size?: readonly number[] } & RandomOptions]) => Tensor = named("normal", ["std", "size"], creation.normal, ["dtype", "requiresGrad", "device", "generator"]);
/** The places of the lower triangle of a matrix of `rows` · `cols`, as int64 `[2, count]`: rows, then columns. */
export const trilIndices: (rows: number, ...args: [col: number, offset?: number, options?: { dtype?: DType }] | [named: { col: number; offset?: number; dtype?: DType }]) => Tensor = named("trilIndices", ["col", "offset"], triangle.trilIndices, ["dtype", "device"]);
/** The places of the upper triangle; see {@link trilIndices}. */
export const triuIndices: (rows: number, ...args: [col: number, offset?: number, options?: { dtype?: DType }] | [named: { col: number; offset?: number; dtype?: DType }]) => Tensor = named("triuIndices", ["col", "offset"], triangle.triuIndices, ["dtype", "device"]);
/** The same as {@link cat}. */
export const concat = cat;
/** The same as {@link cat}. */
export const concatenate = cat;
/** The same as {@link vstack}. */
export const rowStack = vstack;
