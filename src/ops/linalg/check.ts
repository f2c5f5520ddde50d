import { needTensor } from "../../core/check.js";
import { denseOf } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import { unheard } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { commonShape } from "../../shape/broadcast.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { sameArray, showShape } from "../../util/array.js";
import { imag } from "../complex/parts.js";
import { expand } from "../view/view.js";

// Argument checks of this folder's functions, in PyTorch's words (aten/src/ATen/native/LinearAlgebraUtils.h).

/** Rejects tensors that are not a matrix or batch of matrices. */
export function needMatrix(x: Tensor, what: string, name = "A"): void {
  needTensor(x, what.replace(/^(torch\.)?linalg\./, ""), name);
  if (x.shape.length < 2)
    fail(
      "matrix-dims",
      `${what}: The input tensor ${name} must have at least 2 dimensions.`,
      `it is ${showShape(x.shape)}: the last two dimensions hold the matrices.`,
    );
}

/** Rejects matrices that are not square. */
export function needSquare(x: Tensor, what: string, name = "A"): void {
  needMatrix(x, what, name);
  const [m, n] = x.shape.slice(-2);
  if (m !== n)
    fail(
      "matrix-square",
      `${what}: ${name} must be batches of square matrices, but they are ${m} by ${n} matrices`,
      `it is ${showShape(x.shape)}: the last two sizes must be equal.`,
    );
}

/** Rejects whole numbers and float16; accepts complex numbers. */
export function needFloats(x: Tensor, what: string): void {
  const { category, scalarType } = dtypeInfo[x.dtype];
  if (category === "complex") return;
  if (category !== "float")
    fail(
      "float-only",
      `${what}: Expected a floating point or complex tensor as input. Got ${scalarType}`,
      "convert first: x.float().",
    );
  if (x.dtype !== "float32" && x.dtype !== "float64")
    fail("float-only", `${what}: Low precision dtypes not supported. Got ${scalarType}`, "convert first: x.float().");
}

/** Square matrices of float32 or float64, or of complex numbers. */
export function needSquareFloats(x: Tensor, what: string): void {
  needSquare(x, what);
  needFloats(x, what);
}

export function needSameType(a: Tensor, b: Tensor, what: string, [x, y] = ["A", "B"]): void {
  if (a.dtype !== b.dtype)
    fail(
      "matmul-dtype",
      `${what}: Expected ${x} and ${y} to have the same dtype, but found ${x} of type ${dtypeInfo[a.dtype].scalarType} and ${y} of type ${dtypeInfo[b.dtype].scalarType} instead`,
      `convert one: .to("${a.dtype}").`,
    );
}

/**
 * For gradient rules: rejects results that depend on the arbitrary phase of complex vectors and so have no derivative.
 * That is the case if the imaginary part of `x` is not zero.
 */
export function needNoPhase(x: Tensor, what: string): void {
  const off = unheard(() => noGrad(() => region(denseOf(imag(x)))));
  if ((off as Float64Array).some((v) => Math.abs(v) > 1e-2))
    fail(
      "phase",
      `${what} in the complex case are specified up to multiplication by e^{i phi}. The specified loss function depends on this quantity, so it is ill-defined.`,
      "use a quantity that does not depend on the factor e^{i phi}, such as abs().",
    );
}

/** The tensors with their leading dimensions (all but the last two) broadcast to a common shape. */
export function sameBatch(...tensors: Tensor[]): Tensor[] {
  const batch = commonShape(tensors.map((t) => t.shape.slice(0, -2)));
  if (batch === null) return mismatch(tensors[0]!, tensors[1]!);
  return tensors.map((t) => (sameArray(t.shape.slice(0, -2), batch) ? t : expand(t, [...batch, ...t.shape.slice(-2)])));
}

function mismatch(a: Tensor, b: Tensor): never {
  const x = a.shape.slice(0, -2),
    y = b.shape.slice(0, -2),
    nd = Math.max(x.length, y.length);
  let d = nd - 1;
  const size = (s: readonly number[]): number => s[d - (nd - s.length)] ?? 1;
  while (d > 0 && (size(x) === size(y) || size(x) === 1 || size(y) === 1)) d--;
  return fail(
    "broadcast",
    `The size of tensor a (${size(x)}) must match the size of tensor b (${size(y)}) at non-singleton dimension ${d}`,
    `the batches are ${showShape(x)} and ${showShape(y)}.`,
  );
}
