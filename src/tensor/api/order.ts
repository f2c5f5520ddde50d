import type { Tensor } from "../../core/tensor.js";
import type { Extremum } from "../../ops/reduce.js";
import * as sorts from "../../ops/sort.js";
import type { Generator } from "../../random/generator.js";
import type { DType } from "../../shape/dtype.js";
import * as creation from "../creation.js";
import * as orders from "../order.js";
import type { Along, BincountOptions, HistcOptions, Keep, Running, SortOptions } from "../order.js";
import { named, type Unary } from "./named.js";

// Sorting, searching, counting, running totals, and draws.

/**
 * The elements in order along a dimension (the last one by default), with the positions they came from. NaN counts as the
 * largest. The gradient goes back to those positions.
 *
 * @throws KindlingError `dim-range`.
 * @example
 * const { values, indices } = sort(tensor([3, 1, 2]));
 * values.tolist(); // → 1,2,3
 * indices.tolist(); // → 1,2,0
 * sort(tensor([3, 1, 2]), { descending: true }).values.tolist(); // → 3,2,1
 */
export const sort: (x: Tensor, dim?: number | SortOptions, descending?: boolean | SortOptions) => Extremum = orders.sort;
/**
 * The int64 positions that {@link sort} gives.
 *
 * @example
 * argsort(tensor([3, 1, 2])).tolist(); // → 1,2,0
 */
export const argsort: (x: Tensor, dim?: number | SortOptions, descending?: boolean | SortOptions) => Tensor = orders.argsort;
/** The most frequent element along a dimension (the last one by default; of equally frequent ones the smallest), and where it is last. */
export const mode: (x: Tensor, dim?: Along, keepdim?: Keep) => Extremum = orders.mode;
/** The arguments of {@link topk} by name. */
export interface TopkNamed { k: number; dim?: number; largest?: boolean; sorted?: boolean }
/**
 * The k largest elements along a dimension (the last one by default), in order, and where they are.
 *
 * @throws KindlingError `topk` for more than there are.
 * @example
 * topk(tensor([3, 9, 1, 7]), 2).values.tolist(); // → 9,7
 */
export const topk: (x: Tensor, k: number | TopkNamed, dim?: number | TopkNamed, largest?: boolean | TopkNamed, sorted?: boolean | TopkNamed) => Extremum = named("topk", ["k", "dim", "largest", "sorted"], orders.topk);
/** The arguments of {@link kthvalue} by name. */
export interface KthvalueNamed { k: number; dim?: Along; keepdim?: Keep }
/**
 * The k-th smallest element along a dimension (the last one by default), k from 1, and where it is.
 *
 * @throws KindlingError `topk` where there is no such element, `reduce-empty`.
 * @example
 * kthvalue(tensor([3, 9, 1, 7]), 2).values.item(); // → 3
 */
export const kthvalue: (x: Tensor, k: number | KthvalueNamed, dim?: Along | KthvalueNamed, keepdim?: Keep | KthvalueNamed) => Extremum = named("kthvalue", ["k", "dim", "keepdim"], orders.kthvalue);
/**
 * Sums of the first 1, 2, … elements along a dimension; whole numbers and bools add up as int64.
 *
 * @example
 * cumsum(tensor([1, 2, 3]), 0).tolist(); // → 1,3,6
 */
export const cumsum: (x: Tensor, dim: Running, o?: { dtype?: DType }) => Tensor = orders.cumsum;
/** Products of the first 1, 2, … elements along a dimension; whole numbers and bools multiply as int64. */
export const cumprod: (x: Tensor, dim: Running, o?: { dtype?: DType }) => Tensor = orders.cumprod;
/** log Σ e^x over the first 1, 2, … elements along a dimension, without overflow. Floats only. */
export const logcumsumexp: (x: Tensor, dim: number | { dim: number }) => Tensor = orders.logcumsumexp;
/** The largest of the first 1, 2, … elements along a dimension, and where it is. */
export const cummax: (x: Tensor, dim: number | { dim: number }) => Extremum = orders.cummax;
/** The smallest of the first 1, 2, … elements along a dimension, and where it is. */
export const cummin: (x: Tensor, dim: number | { dim: number }) => Extremum = orders.cummin;
/**
 * How many elements fall into each of `bins` (100) equal parts of [min, max]; without them, of the elements' own range.
 *
 * @example
 * histc(tensor([1, 2, 1, 4]), 3, 1, 4).tolist(); // → 2,1,1
 */
export const histc: (x: Tensor, bins?: number | HistcOptions, min?: number | HistcOptions, max?: number) => Tensor = orders.histc;
/**
 * How often 0, 1, 2, … occur in a list of whole numbers, or the sums of the weights where they do.
 *
 * @example
 * bincount(tensor([1, 1, 3], { dtype: "int64" })).tolist(); // → 0,2,0,1
 */
export const bincount: (x: Tensor, weights?: Tensor | null | BincountOptions, minlength?: number | BincountOptions) => Tensor = orders.bincount;
/** The elements in order along the first dimension. */
export const msort: Unary = named("msort", [], sorts.msort);
/**
 * 1 with the probability that the input gives for each element, else 0; shape and dtype are the input's. With a number,
 * that is the probability of all.
 *
 * @throws KindlingError `random-probability` for an element outside [0, 1].
 * @example
 * bernoulli(tensor([0, 1, 1])).tolist(); // → 0,1,1
 */
export const bernoulli: (p: Tensor, probability?: number | { generator?: Generator }, o?: { generator?: Generator }) => Tensor = creation.bernoulli;
/** The arguments of {@link multinomial} by name. */
export interface MultinomialNamed { numSamples: number; replacement?: boolean; generator?: Generator }
/**
 * Indices drawn by weight: `[n]` or `[rows, n]` weights give `numSamples` int64 indices each, `[numSamples]` or
 * `[rows, numSamples]`. Weights need not add up to 1. Without `replacement` (default) no index is drawn twice.
 *
 * @throws KindlingError `random-probability`, `random-range`, `multinomial`.
 * @example
 * multinomial(tensor([0, 1, 0]), 1).tolist(); // → 1
 */
export const multinomial: (x: Tensor, numSamples: number | MultinomialNamed, replacement?: boolean | MultinomialNamed, options?: MultinomialNamed) => Tensor = named("multinomial", ["numSamples", "replacement"], creation.multinomial, ["generator"]);
