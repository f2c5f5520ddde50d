import { type DType, isHalf } from "../shape/dtype.js";
import { tableOf } from "../util/table.js";
import {
  type BinaryFn,
  binaryFns,
  type CompareFn,
  compareFns,
  type Dim,
  type Expr,
  type IndexMap,
  type RareBinaryFn,
  type RareUnaryFn,
  type ReduceFn,
  type UnaryFn,
  unaryFns,
} from "./expr.js";

type Unaries = { readonly [F in UnaryFn]: <D extends Dim>(x: Expr<D>) => Expr<D> };
type Binaries = { readonly [F in BinaryFn]: <D extends Dim>(x: Expr<D>, y: Expr<D>) => Expr<D> };
type Compares = { readonly [F in CompareFn]: <D extends Dim>(x: Expr<D>, y: Expr<D>) => Expr<D> };

/**
 * The builder for the expression in an op's `lower`: `k.add(k.mul(x, y), k.const(1, "float32"))`. Functions that few
 * programs need are in `functions/`: `sin(x)`.
 */
export interface ExprBuilder extends Omit<Unaries, RareUnaryFn>, Omit<Binaries, RareBinaryFn>, Compares {
  const<D extends Dim = Dim>(value: number | bigint | boolean, dtype: DType): Expr<D>;
  /** A constant of the same dtype as another expression. */
  like<D extends Dim>(value: number, other: Expr<D>): Expr<D>;
  param<D extends Dim = Dim>(param: number, dtype: DType): Expr<D>;
  load<D extends Dim>(input: number, dtype: DType, index: IndexMap<D>): Expr<D>;
  load(input: number, dtype: DType, index: IndexMap): Expr;
  axis<D extends Dim = Dim>(axis: number): Expr<D>;
  where<D extends Dim>(cond: Expr<D>, x: Expr<D>, y: Expr<D>): Expr<D>;
  cast<D extends Dim>(x: Expr<D>, dtype: DType): Expr<D>;
  reduce<D extends Dim>(fn: ReduceFn, axes: readonly number[], x: Expr<D>): Expr<D>;
}

const frozen = <D extends Dim>(e: Expr<D>): Expr<D> => Object.freeze(e);

const unary: Unaries = tableOf(
  unaryFns,
  (fn) => (x) => frozen({ kind: "unary", fn, x, dtype: fn === "isnan" ? "bool" : x.dtype }),
);
const binary: Binaries = tableOf(binaryFns, (fn) => (x, y) => frozen({ kind: "binary", fn, x, y, dtype: x.dtype }));
const compare: Compares = tableOf(compareFns, (fn) => (x, y) => frozen({ kind: "compare", fn, x, y, dtype: "bool" }));

/** Every function, including rare ones: for `functions/`, and for code that rebuilds expressions. */
export const every: Unaries & Binaries & Compares = { ...unary, ...binary, ...compare };

function constant(value: number | bigint | boolean, dtype: DType): Expr<never> {
  const typed =
    dtype === "int64"
      ? BigInt(value)
      : dtype === "bool"
        ? Boolean(value)
        : dtype === "float32" || isHalf(dtype)
          ? Math.fround(Number(value))
          : Number(value);
  return frozen({ kind: "const", value: typed, dtype });
}

export const k: ExprBuilder = {
  ...every,
  const: constant,
  like: (value, other) => constant(value, other.dtype),
  param: (param, dtype) => frozen({ kind: "param", param, dtype }),
  load: <D extends Dim>(input: number, dtype: DType, index: IndexMap<D>): Expr<D> =>
    frozen({ kind: "load", input, dtype, index }),
  axis: (axis) => frozen({ kind: "axis", axis, dtype: "int64" }),
  where: (cond, x, y) => frozen({ kind: "where", cond, x, y, dtype: x.dtype }),
  cast: (x, dtype) => (x.dtype === dtype ? x : frozen({ kind: "cast", x, dtype })),
  reduce: (fn, axes, x) =>
    frozen({ kind: "reduce", fn, axes, x, dtype: fn === "argmax" || fn === "argmin" ? "int64" : x.dtype }),
};
