import type { ExprBuilder } from "../ir/builder.js";
import type { Expr, ReduceFn } from "../ir/expr.js";
import type { Executable } from "../engine/engine.js";
import type { DType } from "../shape/dtype.js";
import type { Layout } from "../shape/layout.js";
import type { ScalarValue } from "../shape/promotion.js";
import type { Saved } from "./node.js";
import type { Tensor } from "./tensor.js";

// The record of a primitive op. Everything follows from it: eager execution, gradient, tests, gradcheck.

/** An op's arguments besides tensors: dimensions, sizes, flags. Plain data, so that a trace can store it. */
export type Attrs = Readonly<Record<string, unknown>>;

/**
 * A number that plans read in each run, instead of a scalar. Calling it returns its value in the recorded run. Only
 * optimizers use it, and only within a recording.
 */
export type Live = (() => number) & { readonly live: true };

export type Arg = Tensor | ScalarValue;
/** An operand of an op. */
export type Operand = Arg | Live;

/** The gradient for one input, from the output's gradient `g`. `fit` in autograd undoes broadcasting and casts. */
export type GradRule = (g: Tensor, s: Saved, i: number) => Tensor | null;

/** A shape to test with, or several for several inputs. The test draws values from `domain`. */
export interface Sample {
  readonly shapes: readonly (readonly number[])[];
  readonly attrs?: Attrs;
  readonly scalars?: readonly (ScalarValue | undefined)[];
  /** For an input of int64 indices: their exclusive upper bound. Undefined for other inputs. */
  readonly indices?: readonly (number | undefined)[];
}

interface OpBase {
  readonly name: string;
  /** The name of `grad_fn`: `Sin` gives `<SinBackward0>`. */
  readonly gradName: string;
  /** One rule per input, the last one repeated; null if an input has no gradient. Absent: not differentiable. */
  readonly grad?: readonly (GradRule | null)[];
  /** The index of each input's gradient in PyTorch's function, if it differs. */
  readonly order?: readonly number[];
  /** The tensors that the rules read: inputs by their letter (x, y, z; * for the others), the output as o. */
  readonly saves: string;
  readonly samples: readonly Sample[];
  /** Interval for test values, in which the op is smooth. Default −2 … 2. */
  readonly domain: readonly [number, number];
  /** Whether the second derivative exists wherever the first does. */
  readonly twice: boolean;
}

/** One output element from one element of each input, broadcast together. */
export interface ElementwiseOp extends OpBase {
  readonly kind: "elementwise";
  readonly arity: number;
  /**
   * The dtype that operand i is loaded as: "promote" (the common dtype), "float" (the common dtype, integers as the
   * default float), "bool", or a dtype. The output has the dtype of the lowered expression.
   */
  readonly operands: readonly ("promote" | "float" | "bool" | DType)[];
  readonly lower: (k: ExprBuilder, ...xs: Expr[]) => Expr;
  /** The output's dtype for these operand dtypes. */
  readonly infer: (loads: readonly DType[]) => DType;
  /** Operand and output dtypes by the types of the arguments. */
  readonly types: Map<number, OperandTypes>;
  /** Prepared kernels by dtypes, then by pattern. */
  readonly kernels: Map<number, Map<number | string, Prepared>>;
  /** Prepared kernels of one flat loop over float32; bit i of the index means that operand i is a scalar. */
  readonly flat: (Prepared | undefined)[];
  /** Fused gradient rules, by input, then by the numbers among the arguments; null for a rule that cannot be fused. */
  readonly fused: (Map<string, FusedRule | null> | null)[];
}

/** A gradient rule as one op: of the incoming gradient, then of the inputs (or the output) that it reads. */
export interface FusedRule {
  readonly op: ElementwiseOp;
  readonly reads: readonly (number | "out")[];
}

export interface OperandTypes {
  readonly loads: readonly DType[];
  readonly out: DType;
  /** An operand is complex. */
  readonly complex: boolean;
}

/** A reduction. Several inputs are broadcast together first. */
export interface ReductionOp extends OpBase {
  readonly kind: "reduction";
  readonly arity: number;
  /** The dtype in which a reduction of this dtype is computed; throws for a dtype that cannot be. */
  readonly accumulate: (dtype: DType) => DType;
  /** The output's dtype for this accumulating dtype. */
  readonly infer: (dtype: DType) => DType;
  /** The cached results of `infer`. */
  readonly types: Partial<Record<DType, DType>>;
  /** `r(fn, x)` reduces; `n` is the number of elements, as a value of the accumulating dtype. */
  readonly lower: (k: ExprBuilder, xs: readonly Expr[], r: (fn: ReduceFn, x: Expr) => Expr, n: Expr) => Expr;
  readonly kernels: Map<number, Map<number | string, Prepared>>;
}

/** Sums of products over a common dimension, batched. Inputs are `[B, M, K]`, `[B, K, N]` and, for some, a bias. */
export interface ContractionOp extends OpBase {
  readonly kind: "contraction";
  /** 2, or 3 with something added to the product. */
  readonly arity: number;
  readonly lower: (k: ExprBuilder, dot: Expr, ...rest: Expr[]) => Expr;
  readonly kernels: Map<number, Map<number | string, Prepared>>;
}

/** The same storage under another layout. */
export interface ViewOp extends OpBase {
  readonly kind: "view";
  readonly view: (layout: Layout, attrs: Attrs) => Layout;
  /** Shows part of its input, each element once: see `Differentiable`. */
  readonly shows?: true;
  /** The dtype that elements are viewed as; by default their own. */
  readonly dtype?: (dtype: DType) => DType;
}

/** An op without a loop-nest form: plain TypeScript over typed arrays. Inputs are dense. */
export interface RoutineOp extends OpBase {
  readonly kind: "routine";
  readonly infer: (
    inputs: readonly Tensor[],
    attrs: Attrs,
  ) => { readonly shape: readonly number[]; readonly dtype: DType };
  /** For complex numbers, it treats real and imaginary parts separately: it moves and adds. */
  readonly linear?: boolean;
  /**
   * How it takes complex inputs, if supported: as pairs of floats, with a last dimension of 2, which the output has
   * too. `grad` applies to those too.
   */
  readonly pairs?: Pick<RoutineOp, "infer" | "run">;
  /** The output's shape depends on the values of the inputs. */
  readonly dataShape?: boolean;
  /** Fills `out`, which is initialized to zeros. */
  readonly run: (inputs: readonly Tensor[], out: Tensor, attrs: Attrs) => void;
}

export type Op = ElementwiseOp | ReductionOp | ContractionOp | ViewOp | RoutineOp;

/** A compiled kernel and the data that dispatch needs to call it. */
export interface Prepared {
  readonly run: Executable;
  /** dtype of the output. */
  readonly dtype: DType;
  /** dtype of each scalar argument. */
  readonly params: readonly DType[];
}

/** Every record, by name. Filled by the builders in `define.ts`; the conformance tests walk it. */
export const registry = new Map<string, Op>();
