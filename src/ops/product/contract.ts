import { needTensor } from "../../core/check.js";
import { defineContraction } from "../../core/define.js";
import { contraction, noAttrs, record } from "../../core/dispatch.js";
import type { ContractionOp } from "../../core/op.js";
import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { product, showShape } from "../../util/array.js";
import { adjoint, conjOf } from "./adjoint.js";
import { label } from "../label.js";
import { expand, reshape, squeeze, transpose, unsqueeze } from "../view/view.js";
import { noMore } from "../../diagnose/arguments.js";
import { add, mul } from "../pointwise/arithmetic.js";

// Sums of products: matrix products and the linear layer.

/** The last two dimensions exchanged, as plain data: for operands, not for the graph. */
function flipped(x: Tensor): Tensor {
  const n = x.shape.length;
  const [rows, cols] = [x.shape[n - 2]!, x.shape[n - 1]!];
  const [down, right] = [x.strides[n - 2]!, x.strides[n - 1]!];
  if (n === 2) return new Tensor(x.storage, [cols, rows], [right, down], x.offset, x.dtype);
  return new Tensor(
    x.storage,
    [...x.shape.slice(0, -2), cols, rows],
    [...x.strides.slice(0, -2), right, down],
    x.offset,
    x.dtype,
  );
}

/** All leading dimensions as one: `[…, M, K]` to `[… · M, K]`. */
const rows = (x: Tensor): Tensor =>
  x.shape.length === 2 ? x : reshape(x, [product(x.shape.slice(0, -1)), x.shape[x.shape.length - 1]!]);

const matmulOp: ContractionOp = defineContraction("matmul", 2, {
  lower: (_, dot) => dot,
  gradName: "Mm",
  saves: "xy",
  grad: [
    (g, { y }) => product2(g, adjoint(y)),
    // A matrix that served a whole batch gets one product over all rows instead of one per batch, summed.
    (g, { x, y }) => (y.shape.length === 2 ? product2(adjoint(rows(x)), rows(g)) : product2(adjoint(x), g)),
  ],
  samples: [
    {
      shapes: [
        [3, 4],
        [4, 5],
      ],
    },
    {
      shapes: [
        [2, 3, 4],
        [2, 4, 5],
      ],
    },
    {
      shapes: [
        [2, 3, 4],
        [4, 5],
      ],
    },
    {
      shapes: [
        [2, 1, 3, 4],
        [3, 4, 2],
      ],
    },
    {
      shapes: [
        [0, 4],
        [4, 5],
      ],
    },
    {
      shapes: [
        [3, 0],
        [0, 5],
      ],
    },
    {
      shapes: [
        [9, 17],
        [17, 11],
      ],
    },
  ],
});
/** The product of matrices, without recording it in the graph. */
export const plainContraction = (a: Tensor, b: Tensor): Tensor => contraction(matmulOp, a, b);
/** `[…, M, K] · […, K, N]`; shapes are already checked. */
const product2 = (a: Tensor, b: Tensor): Tensor => record(matmulOp, [a, b], noAttrs, contraction(matmulOp, a, b));

const linearOp: ContractionOp = defineContraction("linear", 3, {
  lower: (k, dot, b) => k.add(dot, b!),
  gradName: "Addmm",
  saves: "xy",
  order: [1, 2, 0], // PyTorch's addmm has the bias first
  grad: [
    (g, { y }) => product2(g, conjOf(y)),
    (g, { x }) => product2(transpose(rows(g), 0, 1), rows(conjOf(x))),
    (g) => g,
  ],
  samples: [{ shapes: [[5, 4], [3, 4], [3]] }, { shapes: [[2, 5, 4], [3, 4], [3]] }, { shapes: [[0, 4], [3, 4], [3]] }],
});

const noBiasOp: ContractionOp = defineContraction("linearNoBias", 2, {
  lower: (_, dot) => dot,
  gradName: "Mm",
  saves: "xy",
  grad: linearOp.grad!.slice(0, 2),
  samples: [
    {
      shapes: [
        [5, 4],
        [3, 4],
      ],
    },
    {
      shapes: [
        [2, 5, 4],
        [3, 4],
      ],
    },
  ],
});

/** A scalar type by the name of its C++ type, as some of PyTorch's sentences have it. */
function cName(scalarType: string): string {
  switch (scalarType) {
    case "Long":
      return "long long";
    case "Byte":
      return "unsigned char";
    case "Char":
      return "signed char";
    case "Half":
      return "c10::Half";
    case "BFloat16":
      return "c10::BFloat16";
    case "ComplexFloat":
      return "c10::complex<float>";
    case "ComplexDouble":
      return "c10::complex<double>";
    default:
      return scalarType.toLowerCase();
  }
}

function sameType(what: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== b.dtype) {
    fail(
      "matmul-dtype",
      `expected m1 and m2 to have the same dtype, but got: ${cName(dtypeInfo[a.dtype].scalarType)} != ${cName(dtypeInfo[b.dtype].scalarType)}`,
      `${what}: one is ${a.dtype}, the other ${b.dtype}; expected ${b.dtype} but got ${a.dtype}: use .${b.dtype === "float32" ? "float()" : `to("${b.dtype}")`}.`,
    );
  }
}

function mismatch(a: Tensor, b: Tensor): never {
  return fail(
    "matmul-shapes",
    `mat1 and mat2 shapes cannot be multiplied (${a.shape.slice(-2).join("x")} and ${b.shape.slice(-2).join("x")})`,
    `the last dimension of the first (${a.shape[a.shape.length - 1]}) must be the first of the second (${b.shape[b.shape.length - 2]}).`,
  );
}

/**
 * The matrix product by PyTorch's rules: vectors · vectors give a number, matrices multiply over the last two
 * dimensions, leading dimensions broadcast.
 *
 * @throws KindlingError `matmul-shapes` if the inner sizes differ, `matmul-dtype` if the dtypes do, `matmul-0d` for a scalar.
 * @example
 * linalg.matmul(tensor([[1, 2], [3, 4]]), tensor([1, 1])).tolist(); // → 3,7
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  if (arguments.length > 2) noMore("matmul", 2, arguments, false);
  needTensor(a, "matmul");
  needTensor(b, "matmul", "other");
  const na = a.shape.length,
    nb = b.shape.length;
  if (na === 0 || nb === 0)
    fail(
      "matmul-0d",
      `both arguments to matmul need to be at least 1D, but they are ${na}D and ${nb}D`,
      "use * (mul) for numbers.",
    );
  if (na === 1 && nb === 1) return dot(a, b);
  if (na === 2 && nb === 2) return mm(a, b);
  sameType("matmul", a, b);
  if (na === 1) {
    const rowsOf = unsqueeze(a, 0);
    if (rowsOf.shape[1] !== b.shape[nb - 2]) mismatch(rowsOf, b);
    return label(squeeze(product2(rowsOf, b), -2), nb === 2 ? "SqueezeBackward3" : "UnsafeViewBackward0");
  }
  if (nb === 1) {
    if (na === 2) return mv(a, b);
    const column = unsqueeze(b, 1);
    if (a.shape[na - 1] !== b.shape[0]) mismatch(a, column);
    return label(squeeze(product2(a, column), -1), "UnsafeViewBackward0");
  }
  if (a.shape[na - 1] !== b.shape[nb - 2]) {
    if (na <= 2 || nb <= 2) mismatch(a, b);
    fail(
      "matmul-shapes",
      `Expected size for first two dimensions of batch2 tensor to be: [${a.shape[0]}, ${a.shape[na - 1]}] but got: [${b.shape[0]}, ${b.shape[nb - 2]}].`,
      `the shapes are ${showShape(a.shape)} and ${showShape(b.shape)}: the last dimension of the first must equal the second to last of the second.`,
    );
  }
  return label(product2(a, b), "UnsafeViewBackward0");
}

/** Matrix · matrix. */
export function mm(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "mm");
  needTensor(b, "mm", "mat2");
  if (a.shape.length !== 2)
    fail(
      "matmul-dims",
      `self must be a matrix`,
      `mm takes two matrices; it got ${showShape(a.shape)} and ${showShape(b.shape)}.`,
    );
  if (b.shape.length !== 2)
    fail(
      "matmul-dims",
      `mat2 must be a matrix`,
      `mm takes two matrices; it got ${showShape(a.shape)} and ${showShape(b.shape)}.`,
    );
  sameType("mm", a, b);
  if (a.shape[1] !== b.shape[0]) mismatch(a, b);
  return product2(a, b);
}

/** Batches of matrices: `[B, M, K] · [B, K, N]`, without broadcasting. */
export function bmm(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "bmm");
  needTensor(b, "bmm", "mat2");
  if (a.shape.length !== 3)
    fail("matmul-dims", "batch1 must be a 3D tensor", "batches of matrices are [B, m, n]: unsqueeze(0) a matrix.");
  if (b.shape.length !== 3)
    fail("matmul-dims", "batch2 must be a 3D tensor", "batches of matrices are [B, m, n]: unsqueeze(0) a matrix.");
  sameType("bmm", a, b);
  if (a.shape[0] !== b.shape[0] || a.shape[2] !== b.shape[1]) {
    fail(
      "matmul-shapes",
      `Expected size for first two dimensions of batch2 tensor to be: [${a.shape[0]}, ${a.shape[2]}] but got: [${b.shape[0]}, ${b.shape[1]}].`,
      "[B, m, k] times [B, k, n]: swap the last two with transpose(1, 2)?",
    );
  }
  return label(product2(a, b), "BmmBackward0");
}

/** Matrix · vector. */
export function mv(a: Tensor, v: Tensor): Tensor {
  needTensor(a, "mv");
  needTensor(v, "mv", "vec");
  if (a.shape.length !== 2 || v.shape.length !== 1)
    fail(
      "matmul-dims",
      `vector + matrix @ vector expected, got 1, ${a.shape.length}, ${v.shape.length}`,
      "mv takes a matrix and a vector.",
    );
  sameType("mv", a, v);
  if (a.shape[1] !== v.shape[0])
    fail(
      "matmul-shapes",
      `size mismatch, got ${a.shape[0]}, ${a.shape.join("x")},${v.shape[0]}`,
      "the matrix must have as many columns as the vector has elements.",
    );
  return label(squeeze(product2(a, unsqueeze(v, 1)), 1), "MvBackward0");
}

/** Vector · vector: the sum of the products. */
export function dot(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "dot");
  needTensor(b, "dot", "other");
  if (a.shape.length !== 1 || b.shape.length !== 1)
    fail(
      "matmul-dims",
      `1D tensors expected, but got ${a.shape.length}D and ${b.shape.length}D tensors`,
      "matmul takes matrices.",
    );
  if (a.dtype !== b.dtype)
    fail(
      "matmul-dtype",
      `dot : expected both vectors to have same dtype, but found ${dtypeInfo[a.dtype].scalarType} and ${dtypeInfo[b.dtype].scalarType}`,
      "convert both to one dtype: b.to(a.dtype).",
    );
  if (a.shape[0] !== b.shape[0])
    fail(
      "matmul-shapes",
      `inconsistent tensor size, expected tensor [${a.shape[0]}] and src [${b.shape[0]}] to have the same number of elements, but got ${a.shape[0]} and ${b.shape[0]} elements respectively`,
      "both need the same number of elements.",
    );
  return label(reshape(product2(unsqueeze(a, 0), unsqueeze(b, 1)), []), "DotBackward0");
}

/** Vector × vector: every product, as a matrix. */
export function outer(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "outer");
  needTensor(b, "outer", "other");
  if (a.shape.length !== 1 || b.shape.length !== 1)
    fail("matmul-dims", `outer: Expected 1-D argument self, but got ${a.shape.length}-D`, "flatten() it.");
  return label(
    a.dtype === b.dtype ? product2(unsqueeze(a, 1), unsqueeze(b, 0)) : mul(unsqueeze(a, 1), b),
    "MulBackward0",
  );
}

/**
 * `x · weightᵀ + bias` over the last dimension (torch.nn.functional.linear). Shapes `[…, in]`, `[out, in]`, `[out]`.
 *
 * @throws KindlingError `matmul-shapes` if the last dimension of `x` is not `in`, `matmul-dtype` if the dtypes differ.
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  needTensor(x, "linear");
  needTensor(weight, "linear", "weight");
  if (bias !== null) needTensor(bias, "linear", "bias");
  const nd = x.shape.length;
  if (nd === 0 || weight.shape.length !== 2)
    fail(
      "matmul-dims",
      `both arguments to linear need to be at least 1D, but they are ${nd}D and ${weight.shape.length}D`,
      "unsqueeze(0) it.",
    );
  if (x.dtype !== weight.dtype) linearTypes(x, weight, bias);
  const inner = weight.shape[1]!;
  if (x.shape[nd - 1] !== inner) {
    const seen = nd === 1 ? [1, x.shape[0]!] : [product(x.shape.slice(0, -1)), x.shape[nd - 1]!];
    fail(
      "matmul-shapes",
      `mat1 and mat2 shapes cannot be multiplied (${seen.join("x")} and ${inner}x${weight.shape[0]})`,
      `its last dimension must be ${inner}.`,
      `linear got ${showShape(x.shape)}`,
    );
  }
  if (nd === 1) {
    const out = squeeze(linear(unsqueeze(x, 0), weight, bias), 0);
    return label(out, bias === null ? "SqueezeBackward3" : "AddBackward0");
  }
  if (bias === null) {
    const out = record(noBiasOp, [x, weight], noAttrs, contraction(noBiasOp, x, flipped(weight)));
    return nd === 2 ? out : label(out, "UnsafeViewBackward0");
  }
  // A bias of another shape must broadcast to the product, or it is an error.
  if (bias.shape.length !== 1 || bias.shape[0] !== weight.shape[0]) {
    const rows = linear(x, weight),
      wide = nd === 2 || bias.shape.length === 1;
    const spread = wide ? expand(bias, [product(rows.shape.slice(0, -1)), rows.shape[nd - 1]!]) : bias;
    return label(add(rows, wide && nd > 2 ? bias : spread), nd === 2 ? "AddmmBackward0" : "AddBackward0");
  }
  const out = record(linearOp, [x, weight, bias], noAttrs, contraction(linearOp, x, flipped(weight), [bias]));
  return nd === 2 ? out : label(out, nd === 3 ? "ViewBackward0" : "AddBackward0");
}
function linearTypes(x: Tensor, weight: Tensor, bias: Tensor | null): never {
  const [a, b] = [dtypeInfo[x.dtype].scalarType, dtypeInfo[weight.dtype].scalarType];
  const convert =
    weight.dtype === "float32" ? ".float()" : weight.dtype === "float64" ? ".double()" : `.to("${weight.dtype}")`;
  return fail(
    "matmul-dtype",
    bias === null
      ? `expected m1 and m2 to have the same dtype, but got: ${cName(a)} != ${cName(b)}`
      : `mat1 and mat2 must have the same dtype, but got ${a} and ${b}`,
    `expected ${weight.dtype} but got ${x.dtype}: use \`${convert}\`.`,
    "linear",
  );
}
