import { needTensor } from "../../core/check.js";
import { rawPart } from "../../core/complex.js";
import { defineView } from "../../core/define.js";
import { empty, noAttrs, overwrite, record, view } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import { complexType, dtypeInfo, isComplex, isFloat, partType } from "../../shape/dtype.js";
import { select } from "../view/view.js";
import { noMore } from "../../diagnose/arguments.js";
import { neg } from "../pointwise/arithmetic.js";

// Complex numbers and their parts. The gradient of a real L for a complex z is dL/d re z + i dL/d im z, as in PyTorch.

const realOp = defineView("real", {
  view: (l) => ({ shape: l.shape, strides: l.strides.map((s) => 2 * s), offset: 2 * l.offset }),
  dtype: partType,
  grad: [(g) => compose(g, null)],
});
const imagOp = defineView("imag", {
  view: (l) => ({ shape: l.shape, strides: l.strides.map((s) => 2 * s), offset: 2 * l.offset + 1 }),
  dtype: partType,
  grad: [(g) => compose(null, g)],
});

/**
 * The real parts, as a view: a float tensor over the same memory. A tensor that is not complex is its own real part.
 *
 * @example
 * real(complex(tensor([1, 2]), tensor([3, 4]))).tolist(); // → 1,2
 */
export function real(x: Tensor): Tensor {
  noMore("real", 1, arguments);
  needTensor(x, "real");
  return isComplex(x.dtype) ? view(realOp, x, noAttrs) : x;
}

/**
 * The imaginary parts, as a view: a float tensor over the same memory.
 *
 * @throws KindlingError `complex-only`.
 * @example
 * imag(complex(tensor([1, 2]), tensor([3, 4]))).tolist(); // → 3,4
 */
export function imag(x: Tensor): Tensor {
  noMore("imag", 1, arguments);
  needTensor(x, "imag");
  if (!isComplex(x.dtype))
    fail(
      "complex-only",
      "imag is not implemented for tensors with non-complex dtypes.",
      `the tensor is ${x.dtype}: its imaginary part would be zeros.`,
    );
  return view(imagOp, x, noAttrs);
}

const composeStep: Differentiable = { gradName: "Complex", saves: "", grad: [(g) => real(g), (g) => imag(g)] };
const realStep: Differentiable = { gradName: "Complex", saves: "", grad: [(g) => real(g)] };
const imagStep: Differentiable = { gradName: "Complex", saves: "", grad: [(g) => imag(g)] };

/** re + i · im, broadcast together, either of which may be null for zeros. */
export function compose(re: Tensor | null, im: Tensor | null): Tensor {
  const first = (re ?? im)!;
  const out = empty(
    re === null || im === null ? first.shape : broadcastShapes(re.shape, im.shape),
    complexType(first.dtype),
  );
  if (re !== null) overwrite(rawPart(out, 0), re);
  if (im !== null) overwrite(rawPart(out, 1), im);
  return re === null
    ? record(imagStep, [im!], noAttrs, out)
    : im === null
      ? record(realStep, [re], noAttrs, out)
      : record(composeStep, [re, im], noAttrs, out);
}

export function needParts(a: Tensor, b: Tensor, what: string): void {
  const kind = (t: Tensor): string => dtypeInfo[t.dtype].scalarType;
  const floats = (t: Tensor): boolean => t.dtype === "float32" || t.dtype === "float64";
  if (isFloat(a.dtype) && isFloat(b.dtype) && a.dtype === "float16")
    fail("float-only", `${what} is not implemented for Half: there is no complex32`, "convert with .float().");
  if (!floats(a) || !floats(b))
    fail(
      "float-only",
      `Expected both inputs to be Half, Float or Double tensors but got ${kind(a)} and ${kind(b)}`,
      `${what} makes complex64 of float32 and complex128 of float64: ${isComplex(a.dtype) || isComplex(b.dtype) ? "take real(x) or imag(x) first." : "convert with .float() or .double()."}`,
    );
  if (a.dtype !== b.dtype)
    fail(
      "matmul-dtype",
      `Expected object of scalar type ${kind(a)} but got scalar type ${kind(b)} for second argument`,
      `convert one: .to("${a.dtype}").`,
    );
}

/**
 * Complex numbers of real and imaginary parts, which broadcast together: complex64 of float32, complex128 of float64.
 *
 * @throws KindlingError `float-only` for other dtypes, `matmul-dtype` if the dtypes differ, `broadcast`.
 * @example
 * complex(tensor([1, 2]), tensor([3, 4])); // → tensor([1.+3.j, 2.+4.j])
 */
export function complex(re: Tensor, im: Tensor): Tensor {
  noMore("complex", 2, arguments);
  needTensor(re, "complex", "real");
  needTensor(im, "complex", "imag");
  needParts(re, im, "complex");
  return compose(re, im);
}

const asRealOp = defineView("viewAsReal", {
  view: (l) => ({ shape: [...l.shape, 2], strides: [...l.strides.map((s) => 2 * s), 1], offset: 2 * l.offset }),
  dtype: partType,
  grad: [(g) => asComplex(g)],
});
const asComplexOp = defineView("viewAsComplex", {
  view: (l) => ({
    shape: l.shape.slice(0, -1),
    strides: l.strides.slice(0, -1).map((s) => s / 2),
    offset: l.offset / 2,
  }),
  dtype: complexType,
  grad: [(g) => viewAsReal(g)],
});

/**
 * A view of complex numbers as pairs of floats: [..., 2], real part first.
 *
 * @throws KindlingError `complex-only`.
 * @example
 * viewAsReal(complex(tensor([1, 2]), tensor([3, 4]))).tolist(); // → 1,3,2,4
 */
export function viewAsReal(x: Tensor): Tensor {
  noMore("viewAsReal", 1, arguments);
  needTensor(x, "viewAsReal");
  if (!isComplex(x.dtype))
    fail("complex-only", "view_as_real is only supported for complex tensors", `the tensor is ${x.dtype}.`);
  return view(asRealOp, x, noAttrs);
}

/** The reason why pairs in the last dimension cannot be viewed as complex numbers; null if they can. */
function obstacle(x: Tensor): string | null {
  const n = x.shape.length - 1;
  if (x.shape[n] !== 2) return "Tensor must have a last dimension of size 2";
  if (x.strides[n] !== 1) return "Tensor must have a last dimension with stride 1";
  if (x.strides.slice(0, n).some((s, d) => s % 2 !== 0 && x.shape[d] !== 1))
    return "Tensor must have a stride divisible by 2 for all but last dimension";
  return x.offset % 2 !== 0 ? "Tensor must have a storage_offset divisible by 2" : null;
}

/**
 * A view of pairs of floats `[…, 2]` as complex numbers `[…]`: complex64 of float32, complex128 of float64.
 *
 * @throws KindlingError `float-only` for other dtypes, `complex-view` if the last dimension is not 2 or its pairs are
 * not contiguous.
 * @example
 * viewAsComplex(tensor([[1, 3], [2, 4]])); // → tensor([1.+3.j, 2.+4.j])
 */
export function viewAsComplex(x: Tensor): Tensor {
  noMore("viewAsComplex", 1, arguments);
  needTensor(x, "viewAsComplex");
  if (x.dtype === "float16")
    fail(
      "float-only",
      "view_as_complex is not implemented for Half: there is no complex32",
      "convert first: x.float().",
    );
  if (x.dtype !== "float32" && x.dtype !== "float64")
    fail(
      "float-only",
      `view_as_complex is only supported for half, float and double tensors, but got a tensor of scalar type: ${dtypeInfo[x.dtype].scalarType}`,
      isComplex(x.dtype) ? "it is complex already." : "convert first: x.float().",
    );
  if (x.shape.length === 0)
    fail("complex-view", "Input tensor must have one or more dimensions", "its last dimension holds pairs: [..., 2].");
  const why = obstacle(x);
  if (why !== null)
    fail(
      "complex-view",
      why,
      "the pairs must be in the last dimension, next to each other in memory: use contiguous().",
    );
  return view(asComplexOp, x, noAttrs);
}

/** {@link viewAsComplex} that copies if the pairs are not contiguous. */
function asComplex(x: Tensor): Tensor {
  return obstacle(x) === null ? view(asComplexOp, x, noAttrs) : compose(select(x, -1, 0), select(x, -1, 1));
}

const conjStep: Differentiable = { gradName: "Conj", saves: "", grad: [(g) => conj(g)] };

/** The complex conjugate: the imaginary part negated. (A copy; PyTorch negates it when it is read.) A tensor that is not complex is its own. */
export function conj(x: Tensor): Tensor {
  needTensor(x, "conj");
  if (!isComplex(x.dtype)) return x;
  const out = empty(x.shape, x.dtype);
  overwrite(rawPart(out, 0), rawPart(x, 0));
  overwrite(
    rawPart(out, 1),
    noGrad(() => neg(rawPart(x, 1))),
  );
  return record(conjStep, [x], noAttrs, out);
}

export { adjoint, conjOf } from "../product/adjoint.js";

/** Whether the elements are complex numbers. */
export function isComplexTensor(x: Tensor): boolean {
  needTensor(x, "isComplex");
  return isComplex(x.dtype);
}
