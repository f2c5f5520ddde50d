import type { ExprBuilder } from "../ir/builder.js";
import type { Expr, ReduceFn } from "../ir/expr.js";
import type { Executable } from "../engine/engine.js";
import type { DType } from "../shape/dtype.js";
import type { Layout } from "../shape/layout.js";
import type { ScalarValue } from "../shape/promotion.js";
import type { Saved } from "./node.js";
import type { Tensor } from "./tensor.js";

// The record of a primitive op. Everything follows from it: eager execution, gradient, tests, gradcheck.

/** What an op takes besides tensors: dimensions, sizes, flags. Plain data, so that a trace can hold it. */
export type Attrs = Readonly<Record<string, unknown>>;

/**
 * A number that plans take anew in each run, in the place of a scalar. Called, it gives what it is in the run that is being
 * recorded. Only optimizers meet it, and only within a recording.
 */
export type Live = (() => number) & { readonly live: true };

export type Arg = Tensor | ScalarValue;
/** What an op computes with. */
export type Operand = Arg | Live;

/** The gradient for one input, from the output's gradient `g`. Broadcasting and casts are undone by the engine room. */
export type GradRule = (g: Tensor, s: Saved, i: number) => Tensor | null;

/** A shape to test with, or several for several inputs. Values are drawn by the test from `domain`. */
export interface Sample {
  readonly shapes: readonly (readonly number[])[];
  readonly attrs?: Attrs;
  readonly scalars?: readonly (ScalarValue | undefined)[];
  /** For an input of int64 indices: the number below which they lie. Undefined for the others. */
  readonly indices?: readonly (number | undefined)[];
}

interface OpBase {
  readonly name: string;
  /** What `grad_fn` is called: `Sin` gives `<SinBackward0>`. */
  readonly gradName: string;
  /** One rule per input, the last one repeated; null where an input has no gradient. Absent: not differentiable. */
  readonly grad?: readonly (GradRule | null)[];
  /** Where PyTorch's function has the gradient of each input, if it counts them otherwise. */
  readonly order?: readonly number[];
  /** What the rules read: inputs by their letter (x, y, z; * for the others), the output as o. */
  readonly saves: string;
  readonly samples: readonly Sample[];
  /** Interval that test values are drawn from, where the op is smooth. Default −2 … 2. */
  readonly domain: readonly [number, number];
  /** Whether the second derivative exists where the first does. */
  readonly twice: boolean;
}

/** One output element from one element of each input, broadcast together. */
export interface ElementwiseOp extends OpBase {
  readonly kind: "elementwise";
  readonly arity: number;
  /**
   * What operand i is loaded as: "promote" (the common dtype), "float" (the common dtype, integers as the default
   * float), "bool", or a dtype. The output has the dtype of the lowered expression.
   */
  readonly operands: readonly ("promote" | "float" | "bool" | DType)[];
  readonly lower: (k: ExprBuilder, ...xs: Expr[]) => Expr;
  /** The output's dtype for these operand dtypes. */
  readonly infer: (loads: readonly DType[]) => DType;
  /** Operand and output dtypes by the types of the arguments. */
  readonly types: Map<number, OperandTypes>;
  /** Prepared kernels by dtypes, then by pattern. */
  readonly kernels: Map<number, Map<number | string, Prepared>>;
  /** Prepared kernels of one flat loop over float32; bit i of the place says that operand i is a scalar. */
  readonly flat: (Prepared | undefined)[];
  /** Gradient rules that became one kernel, by input, then by the numbers among the arguments; null for a rule that does not. */
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

/** Many elements into one. Several inputs are broadcast together first. */
export interface ReductionOp extends OpBase {
  readonly kind: "reduction";
  readonly arity: number;
  /** The dtype in which a reduction of this dtype is computed; throws for a dtype that cannot be. */
  readonly accumulate: (dtype: DType) => DType;
  /** The output's dtype for this accumulating dtype. */
  readonly infer: (dtype: DType) => DType;
  /** What `infer` gave so far. */
  readonly types: Partial<Record<DType, DType>>;
  /** `r(fn, x)` reduces; `n` is how many elements meet, as a value of the accumulating dtype. */
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
  /** The dtype that elements are seen as; their own where it is absent. */
  readonly dtype?: (dtype: DType) => DType;
}

/** What has no loop-nest form: plain TypeScript over typed arrays. Inputs come dense. */
export interface RoutineOp extends OpBase {
  readonly kind: "routine";
  readonly infer: (
    inputs: readonly Tensor[],
    attrs: Attrs,
  ) => { readonly shape: readonly number[]; readonly dtype: DType };
  /** What it does to complex numbers is what it does to their real and imaginary parts, each alone: it moves and adds. */
  readonly linear?: boolean;
  /** How it takes complex inputs, if it does: as pairs of floats, with a last dimension of 2, which the output has too. `grad` holds for those too. */
  readonly pairs?: Pick<RoutineOp, "infer" | "run">;
  /** The output's shape depends on the values of the inputs. */
  readonly dataShape?: boolean;
  /** Fills `out`, which comes as zeros. */
  readonly run: (inputs: readonly Tensor[], out: Tensor, attrs: Attrs) => void;
}

export type Op = ElementwiseOp | ReductionOp | ContractionOp | ViewOp | RoutineOp;

/** A compiled kernel and what dispatch must know to call it. */
export interface Prepared {
  readonly run: Executable;
  /** dtype of the output. */
  readonly dtype: DType;
  /** dtype of each scalar argument. */
  readonly params: readonly DType[];
}

/** Every record, by name. Filled by the builders in `define.ts`; the conformance tests walk it. */
export const registry = new Map<string, Op>();
