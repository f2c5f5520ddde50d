import type { DType } from "../shape/dtype.js";

// The scalar expressions of the kernel IR: frozen data, no behaviour. A renderer is a table over these names, complete
// by type.

/** Functions of one scalar. Results have the operand's dtype, except `isnan` and `not` on bool. */
export const unaryFns = [
  "neg",
  "abs",
  "sign",
  "floor",
  "ceil",
  "round",
  "trunc",
  "sqrt",
  "exp",
  "exp2",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "erf",
  "not",
  "isnan",
] as const;
export type UnaryFn = (typeof unaryFns)[number];
/** Rarely used functions: `functions/` creates expressions with them and registers their implementations. */
export type RareUnaryFn =
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "asinh"
  | "acosh"
  | "atanh"
  | "erf";

/**
 * Functions of two scalars of one dtype. `div` on integers truncates; `floordiv` and `mod` follow Python (the sign of
 * the divisor), `fmod` follows C. `max` and `min` give NaN if either operand is NaN. The last ones cannot be expressed
 * by the others: `gcd` of integers; `nextafter`, Hurwitz's `zeta` and the incomplete gamma functions of floats.
 */
export const binaryFns = [
  "add",
  "sub",
  "mul",
  "div",
  "floordiv",
  "mod",
  "fmod",
  "pow",
  "atan2",
  "max",
  "min",
  "and",
  "or",
  "xor",
  "shl",
  "shr",
  "gcd",
  "nextafter",
  "zeta",
  "igamma",
  "igammac",
] as const;
export type BinaryFn = (typeof binaryFns)[number];
/** Like {@link RareUnaryFn}. */
export type RareBinaryFn =
  | "pow"
  | "floordiv"
  | "mod"
  | "fmod"
  | "atan2"
  | "gcd"
  | "nextafter"
  | "zeta"
  | "igamma"
  | "igammac";

/** Comparisons of two scalars of one dtype; the result is bool. */
export const compareFns = ["eq", "ne", "lt", "le", "gt", "ge"] as const;
export type CompareFn = (typeof compareFns)[number];

/**
 * Reductions. Floats narrower than float64 are accumulated at least in their own precision. `max`/`min` propagate NaN;
 * `argmax`/`argmin` give the int64 position (row-major over the reduced axes) of the first extremum, NaN counting as one.
 */
export const reduceFns = ["sum", "prod", "max", "min", "argmax", "argmin"] as const;
export type ReduceFn = (typeof reduceFns)[number];

/** A size, stride or offset: known, or the kernel's integer argument number `arg`. */
export type Dim = number | { readonly arg: number };

/** Element `offset + Σ axis · stride` of a buffer; one stride per axis of the kernel. */
export interface IndexMap<D extends Dim = Dim> {
  readonly offset: D;
  readonly strides: readonly D[];
}

/** An expression. `Expr<number>` is one of a kernel whose sizes are all known. */
export type Expr<D extends Dim = Dim> =
  | { readonly kind: "const"; readonly dtype: DType; readonly value: number | bigint | boolean }
  /** The kernel's scalar argument number `param`. */
  | { readonly kind: "param"; readonly dtype: DType; readonly param: number }
  | { readonly kind: "load"; readonly dtype: DType; readonly input: number; readonly index: IndexMap<D> }
  /** The counter of an axis. */
  | { readonly kind: "axis"; readonly dtype: DType; readonly axis: number }
  | { readonly kind: "unary"; readonly dtype: DType; readonly fn: UnaryFn; readonly x: Expr<D> }
  | { readonly kind: "binary"; readonly dtype: DType; readonly fn: BinaryFn; readonly x: Expr<D>; readonly y: Expr<D> }
  | {
      readonly kind: "compare";
      readonly dtype: "bool";
      readonly fn: CompareFn;
      readonly x: Expr<D>;
      readonly y: Expr<D>;
    }
  | { readonly kind: "where"; readonly dtype: DType; readonly cond: Expr<D>; readonly x: Expr<D>; readonly y: Expr<D> }
  | { readonly kind: "cast"; readonly dtype: DType; readonly x: Expr<D> }
  /** `x` reduced over the listed reducing axes. */
  | {
      readonly kind: "reduce";
      readonly dtype: DType;
      readonly fn: ReduceFn;
      readonly axes: readonly number[];
      readonly x: Expr<D>;
    };

/** The operands of an expression, in order. */
export function operands<D extends Dim>(e: Expr<D>): readonly Expr<D>[] {
  switch (e.kind) {
    case "unary":
    case "cast":
    case "reduce":
      return [e.x];
    case "binary":
    case "compare":
      return [e.x, e.y];
    case "where":
      return [e.cond, e.x, e.y];
    default:
      return [];
  }
}

/**
 * The distinct nodes of some expressions, operands first. All walks should use this one, or visit each node once: an
 * expression used twice within one that is used twice, and so on, is reached along exponentially many paths.
 */
export function nodesOf<D extends Dim>(...roots: readonly Expr<D>[]): readonly Expr<D>[] {
  const seen = new Set<Expr<D>>(),
    nodes: Expr<D>[] = [];
  const visit = (e: Expr<D>): void => {
    if (seen.has(e)) return;
    seen.add(e);
    for (const x of operands(e)) visit(x);
    nodes.push(e);
  };
  roots.forEach(visit);
  return nodes;
}

/** Whether a node for which `test` holds is in the expression. */
export const contains = <D extends Dim>(e: Expr<D>, test: (e: Expr<D>) => boolean): boolean => nodesOf(e).some(test);
