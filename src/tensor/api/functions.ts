import { needTensor } from "../../core/check.js";
import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import * as broadcast from "../../ops/view/broadcast.js";
import * as compare from "../../ops/pointwise/compare.js";
import type { IsinOptions } from "../../ops/pointwise/compare.js";
import * as join from "../../ops/view/join.js";
import * as products from "../../ops/product/matrix-products.js";
import * as search from "../../ops/sort/search.js";
import * as triangle from "../../ops/view/triangle.js";
import type { Complex, DType } from "../../shape/dtype.js";
import type { ScalarValue } from "../../shape/promotion.js";
import * as creation from "../creation.js";
import * as functions from "../functions.js";
import type { AddNamed, AlphaOptions } from "./pointwise.js";
import type { RandomOptions, TensorOptions } from "../creation.js";
import { type By, type Flag, type Int, type More, publicFunction, type Size, wholly } from "./argument-types.js";

// Functions that are not methods and take arguments by name.

/** The tensors that {@link cat} and {@link stack} join, or all arguments by name. */
export type Joined =
  | readonly Tensor[]
  | {
      /** The tensors to join. */
      tensors: readonly Tensor[];
      /** The dimension. Default 0. */
      dim?: number;
    };

/** Arguments of {@link cat}, by name. */
interface DimAxisNamed {
  /** The dimension. Default 0. */
  dim?: number;
  /** Another name of `dim`. */
  axis?: number;
}
/**
 * Joins tensors along an existing dimension `dim` (default 0). All other sizes must agree; dtypes are promoted. An
 * empty list `[0]` is compatible with any shape.
 *
 * @throws KindlingError `cat-empty` for no tensors, `cat-0d` for scalars, `cat-dims`, `cat-shape`, `dim-range`.
 * @example
 * cat([ones(2, 1), zeros(2, 2)], 1).tolist(); // → 1,0,0,1,0,0
 */
export const cat: (tensors: Joined, dim?: number | DimAxisNamed) => Tensor = wholly(
  "tensors",
  publicFunction("cat", ["dim|axis"], join.cat),
);
/** Arguments of {@link stack}, by name. */
interface DimNamed {
  /** The new dimension. Default 0. */
  dim?: number;
}
/**
 * Joins tensors of one shape along a new dimension `dim` (default 0). Dtypes are promoted.
 *
 * @throws KindlingError `cat-empty` for no tensors, `stack-shape`, `dim-range`.
 * @example
 * stack([tensor([1, 2]), tensor([3, 4])], 1).tolist(); // → 1,3,2,4
 */
export const stack: (tensors: Joined, dim?: number | DimNamed) => Tensor = wholly(
  "tensors",
  publicFunction("stack", ["dim"], join.stack),
);
/** The arguments of {@link combinations} by name. */
export interface CombinationsNamed {
  /** The number of elements to take. Default 2. */
  r?: number;
  /** Whether an element may be taken more than once. Default false. */
  withReplacement?: boolean;
}
/**
 * Every way to take `r` (default 2) elements of a list, as rows `[count, r]` in the list's order. `withReplacement` (default
 * false) may take an element more than once.
 *
 * @throws KindlingError `meshgrid` unless `x` is a list and r is not negative, `too-large`.
 * @example
 * combinations(tensor([1, 2, 3])).tolist(); // → 1,2,1,3,2,3
 */
export const combinations: (
  x: Tensor,
  r?: Int<CombinationsNamed>,
  withReplacement?: Flag<CombinationsNamed>,
) => Tensor = publicFunction("combinations", ["r", "withReplacement"], broadcast.combinations);
/** The arguments of {@link cdist} by name. */
export interface CdistNamed {
  /** The other points `[…, R, M]`. */
  x2: Tensor;
  /** The order of the norm. Default 2. */
  p?: number;
  /** How PyTorch computes distances. It does not affect the result. */
  computeMode?: string;
}
/**
 * The p-distances between all rows of one matrix and all of another: `[…, P, M]` and `[…, R, M]` give `[…, P, R]`. `p` is 2 by
 * default; batches broadcast; `computeMode` has no effect.
 *
 * @throws KindlingError `distance` for integers, other sizes of rows, fewer than two dimensions or a negative p; `broadcast`.
 * @example
 * cdist(tensor([[0, 0]]), tensor([[3, 4], [0, 1]])).tolist(); // → 5,1
 */
export const cdist: (
  x1: Tensor,
  x2: Tensor | CdistNamed,
  p?: Int<CdistNamed>,
  computeMode?: string | More<CdistNamed>,
) => Tensor = publicFunction("cdist", ["x2", "p", "computeMode"], products.cdist);
/** The arguments of {@link bucketize} by name. */
export interface BucketizeNamed {
  /** The borders of the buckets, in ascending order. */
  boundaries: Tensor;
  /** Whether indices are int32 instead of int64. Default false. */
  outInt32?: boolean;
  /** Whether a value on a border belongs to the bucket below it. Default false. */
  right?: boolean;
}
/**
 * The index of the bucket between sorted boundaries, a list, that each element falls into: the number of boundaries
 * that are smaller or, with `right` (default false), not larger. Returns int64 in the input's shape, int32 with
 * `outInt32`.
 *
 * @throws KindlingError `searchsorted` for boundaries that are not a list.
 * @example
 * bucketize(tensor([2, 9]), tensor([1, 3, 5])).tolist(); // → 1,3
 */
export const bucketize: (
  x: Tensor | number,
  boundaries: Tensor | BucketizeNamed,
  options?: More<BucketizeNamed>,
) => Tensor = publicFunction(
  "bucketize",
  ["boundaries"],
  (x: Tensor | number, boundaries: Tensor, o?: search.SearchOptions) => {
    if (typeof x !== "number") needTensor(x, "bucketize");
    return search.bucketize(x, boundaries, o);
  },
  ["outInt32", "right"],
);
/** The arguments of {@link isin} by name. */
export interface IsinNamed extends IsinOptions {
  /** The values to look for. */
  testElements: Arg;
}
/**
 * Tests whether each element is among `testElements`: bool, in the shape of `elements`. Either may be a number, but not
 * both.
 *
 * `invert` (default false) tests whether it is not; `assumeUnique` has no effect on the result.
 *
 * @throws KindlingError `argument` if both are numbers, `no-complex`.
 * @example
 * isin(tensor([1, 2, 3]), tensor([2, 5])).tolist(); // → false,true,false
 */
export const isin: (elements: Arg, testElements: Arg | IsinNamed, options?: More<IsinNamed>) => Tensor = publicFunction(
  "isin",
  ["testElements"],
  compare.isin,
  ["assumeUnique", "invert"],
);
/** The value of {@link full}: a number, bigint, boolean or complex number. */
export type Fill = ScalarValue | Complex;
/** The arguments of {@link full} and {@link fullLike} by name. */
export interface FullNamed extends TensorOptions {
  /** The value of all elements. */
  fillValue: Fill;
}
/** The arguments of {@link full}: by place, or from some place on by name. */
export type FullArguments =
  | [size: Size, fillValue: Fill | FullNamed, options?: TensorOptions]
  | [
      named: FullNamed & {
        /** The shape of the result. */
        size: Size;
      },
    ];
/**
 * A tensor of the shape `size` filled with one value. The dtype is float32 for a number (see `setDefaultDtype`), bool
 * for a boolean, int64 for a bigint and complex64 for `{ re, im }`, unless `dtype` sets another. `requiresGrad` is
 * false by default.
 *
 * @throws KindlingError `negative-size`, `size-type`, `dtype-name`.
 * @example
 * full([2, 2], 7).tolist(); // → 7,7,7,7
 * full({ size: [2], fillValue: 7 }).tolist(); // → 7,7
 */
export const full: (...args: FullArguments) => Tensor = wholly(
  "size",
  publicFunction("full", ["fillValue"], creation.full, ["dtype", "requiresGrad", "device"]),
);
/**
 * A tensor filled with one value, of the shape and dtype of `t`, unless `dtype` sets another. `requiresGrad` is false
 * by default.
 *
 * @throws KindlingError `dtype-name`.
 * @example
 * fullLike(tensor([1, 2]), 7).tolist(); // → 7,7
 */
export const fullLike: (t: Tensor, fillValue: Fill | FullNamed, options?: TensorOptions) => Tensor = publicFunction(
  "fullLike",
  ["fillValue"],
  creation.fullLike,
  ["dtype", "requiresGrad", "device"],
);
/** The arguments of {@link linspace} by name. */
export interface LinspaceNamed extends TensorOptions {
  /** The last value. */
  end: number;
  /** The number of values. */
  steps: number;
}
/** The arguments of {@link linspace} and {@link logspace}: by place, or from some place on by name. */
export type Spaced<N, More extends readonly unknown[] = []> =
  | [start: number, ...args: By<[end: number, steps: number, ...more: More], N>]
  | [
      named: N & {
        /** The first value. */
        start: number;
      },
    ];
/**
 * A list of `steps` values from `start` to `end`, both included, evenly spaced. The dtype is the default float unless `dtype` sets
 * another; `requiresGrad` is false by default.
 *
 * @throws KindlingError `linspace` for a number of steps that is negative or not an integer, `dtype-name`.
 * @example
 * linspace(0, 1, 5).tolist(); // → 0,0.25,0.5,0.75,1
 */
export const linspace: (...args: Spaced<LinspaceNamed>) => Tensor = wholly(
  "start",
  publicFunction("linspace", ["end", "steps"], creation.linspace, ["dtype", "requiresGrad", "device"]),
);
/** The arguments of {@link logspace} by name. */
export interface LogspaceNamed extends LinspaceNamed {
  /** The base of the powers. Default 10. */
  base?: number;
}
/** The base of {@link logspace}, or this and all further arguments by name. */
export type Base = Int<LogspaceNamed>;
/**
 * A list of `steps` values from `base`^`start` to `base`^`end`, both included, each a constant factor times the one
 * before. `base` is 10 by default. The dtype is the default float unless `dtype` sets another; `requiresGrad` is false
 * by default.
 *
 * @throws KindlingError `linspace` for a number of steps that is negative or not an integer, `dtype-name`.
 * @example
 * logspace(0, 3, 4).tolist(); // → 1,10,100,1000
 */
export const logspace: (...args: Spaced<LogspaceNamed, [base?: Base]>) => Tensor = wholly(
  "start",
  publicFunction("logspace", ["end", "steps", "base"], creation.logspace, ["dtype", "requiresGrad", "device"]),
);
/** The arguments of {@link normal} by name. */
export interface NormalArguments extends RandomOptions {
  /** The standard deviation. Default 1. */
  std?: number | Tensor;
  /** The shape of the result, where mean and std are numbers. */
  size?: Size;
}
/** The standard deviation of {@link normal}, or this and all further arguments by name. */
export type Deviation = number | Tensor | More<NormalArguments>;
interface MeanNamed extends NormalArguments {
  /** The mean. */
  mean: number | Tensor;
}
/** The mean of {@link normal}, or all arguments by name. */
export type Mean = number | Tensor | MeanNamed;
/**
 * Draws from normal distributions. For two numbers, `mean` and `std` (default 1), returns a tensor of the shape `size`;
 * for tensors, one number for each of their elements, in the shape to which they broadcast.
 *
 * The dtype is that of the tensors, or the default float; `generator` is the source of random numbers.
 *
 * @throws KindlingError `random-range` for a negative std, `float-only`, `broadcast`, `size-type`.
 * @example
 * normal(0, 1, [2, 3]).shape; // → 2,3
 * normal(tensor([1, 2]), 0).tolist(); // → 1,2
 */
export const normal: (
  mean: Mean,
  std?: Deviation,
  size?: Size | More<NormalArguments>,
  options?: RandomOptions,
) => Tensor = wholly(
  "mean",
  publicFunction("normal", ["std", "size"], creation.normal, ["dtype", "requiresGrad", "device", "generator"]),
);
/** The arguments of {@link trilIndices} and {@link triuIndices} by name. */
export interface TrilNamed {
  /** The number of columns. */
  col: number;
  /** Which diagonal: 0 (default) the main one, 1 the one above, −1 the one below. */
  offset?: number;
  /** The dtype, int64 (default) or int32. */
  dtype?: DType;
}
/** The arguments of {@link trilIndices} and {@link triuIndices}: by place, or from some place on by name. */
export type TrilArguments =
  | [row: number, col: number | TrilNamed, offset?: Int<TrilNamed>, options?: More<TrilNamed>]
  | [
      named: TrilNamed & {
        /** The number of rows. */
        row: number;
      },
    ];
/**
 * The positions of the lower triangle of a matrix of `row` rows and `col` columns, row by row: `[2, count]`, first
 * their rows, then their columns. `offset` (default 0) moves the border, up if it is positive. The dtype is int64, or
 * int32.
 *
 * @throws KindlingError `negative-size`, `int-only` for another dtype.
 * @example
 * trilIndices(2, 2).tolist(); // → 0,1,1,0,0,1
 */
export const trilIndices: (...args: TrilArguments) => Tensor = wholly(
  "row",
  publicFunction("trilIndices", ["col", "offset"], triangle.trilIndices, ["dtype", "device"]),
);
/**
 * The positions of the upper triangle of a matrix of `row` rows and `col` columns, row by row. Otherwise like
 * {@link trilIndices}.
 *
 * @throws KindlingError `negative-size`, `int-only` for another dtype.
 * @example
 * triuIndices(2, 2).tolist(); // → 0,0,1,0,1,1
 */
export const triuIndices: (...args: TrilArguments) => Tensor = wholly(
  "row",
  publicFunction("triuIndices", ["col", "offset"], triangle.triuIndices, ["dtype", "device"]),
);
/**
 * Subtracts in reverse order: other − x, or other − alpha · x. Both are broadcast together; `other` may be a number.
 *
 * @throws KindlingError `bool-arithmetic` for bools, `broadcast` for shapes that do not fit.
 * @example
 * rsub(tensor([1, 2]), 10); // → tensor([9., 8.])
 * rsub(tensor([1, 2]), 10, { alpha: 2 }); // → tensor([8., 6.])
 */
export const rsub: (x: Tensor, other: Arg | AddNamed, options?: AlphaOptions) => Tensor = publicFunction(
  "rsub",
  ["other"],
  functions.rsub,
  ["alpha"],
);
