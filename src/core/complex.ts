import { fail } from "../diagnose/error.js";
import { isComplex, partType } from "../shape/dtype.js";
import type { Arg, Attrs, ContractionOp, ElementwiseOp, Operand, ReductionOp, RoutineOp } from "./op.js";
import { Tensor } from "./tensor.js";

// Complex tensors. A complex tensor has a storage of floats, with alternating real and imaginary parts, and its strides
// and offset count pairs. Kernels only know real numbers: every op on a complex tensor is computed on its parts, which
// are real tensors over the same storage with doubled strides. Dispatch passes ops with complex operands to these
// forms, from ops/complex/.

/** The complex version of each kind of op; each returns a result that is recorded in the graph. */
export interface ComplexForms {
  elementwise(op: ElementwiseOp, args: readonly Arg[]): Tensor;
  reduction(op: ReductionOp, args: readonly Tensor[], dims: readonly number[], keepdim: boolean): Tensor;
  /** Not recorded in the graph: the caller records it, as for real operands. */
  contraction(op: ContractionOp, a: Tensor, b: Tensor, rest: readonly Arg[]): Tensor;
  routine(op: RoutineOp, inputs: readonly Tensor[], attrs: Attrs): Tensor;
  /** Writes `from` over `x`, with gradients: the last step of in-place ops. */
  copy(x: Tensor, from: Tensor): Tensor;
  conj(x: Tensor): Tensor;
  real(x: Tensor): Tensor;
  imag(x: Tensor): Tensor;
}

const none = (): never =>
  fail(
    "no-complex",
    "complex tensors are not in this program.",
    'kindling/lean omits them if a program never mentions them; keep them: lean({ keep: ["complex"] }).',
  );
export let complexForms: ComplexForms = {
  elementwise: none,
  reduction: none,
  contraction: none,
  routine: none,
  copy: none,
  conj: none,
  real: none,
  imag: none,
};
/** `wiring.ts` provides the forms, from ops/complex/forms.ts, since dispatch must not import ops. */
export function setComplexForms(forms: ComplexForms): void {
  complexForms = forms;
}

/** Whether an operand is a complex tensor. */
export const isComplexArg = (a: Operand): boolean => typeof a === "object" && isComplex(a.dtype);

/** The real (0) or imaginary (1) parts as a tensor over the same storage; without a place in the graph. */
export function rawPart(x: Tensor, part: 0 | 1): Tensor {
  return new Tensor(
    x.storage,
    x.shape,
    x.strides.map((s) => 2 * s),
    2 * x.offset + part,
    partType(x.dtype),
  );
}
