import { needTensors } from "../../core/check.js";
import { noAttrs, record, routine } from "../../core/dispatch.js";
import type { Differentiable } from "../../core/node.js";
import type { Tensor } from "../../core/tensor.js";
import { pythonType, shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex, isFloat, isHalf } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";
import { cast, clone, zeroGradient } from "../pointwise/cast.js";
import { complex } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { cat } from "../view/join.js";
import { expand, narrow, squeeze, unsqueeze } from "../view/view.js";
import { noKernel } from "../refuse.js";
import { needSquare } from "./check.js";
import { inv } from "./inverse.js";
import { defineMatrices } from "./matrices.js";
import type { Numbers } from "./field.js";
import { embed, identity, mT } from "./triangle.js";
import { noMore } from "../../diagnose/arguments.js";
import { mul } from "../pointwise/arithmetic.js";

// Products of many matrices: powers, the exponential, chains.

/**
 * A · A · … · A, n times; for n = 0 the identity, for negative n powers of the inverse. A is `[…, m, m]`.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `argument`, `singular`.
 * @example
 * linalg.matrixPower(tensor([[1, 1], [0, 1]]), 5).tolist(); // → 1,5,0,1
 */
export function matrixPower(A: Tensor, n: number): Tensor {
  noMore("matrixPower", 2, arguments);
  needSquare(A, "linalg.matrix_power");
  if (!Number.isInteger(n))
    fail(
      "argument",
      `linalg_matrix_power(): argument 'n' (position 2) must be int, not ${pythonType(n)}`,
      `it is ${shownValue(n)}: powers of matrices are whole numbers.`,
    );
  const size = A.shape[A.shape.length - 1]!;
  // The gradient of a constant is zeros, not nothing.
  if (n === 0) return record(powerZero, [A], noAttrs, clone(expand(identity(size, A.dtype), A.shape)));
  // By squaring: the binary digits of n say which squares to multiply.
  let square = n < 0 ? inv(A) : A,
    out: Tensor | null = null;
  for (let left = Math.abs(n); left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) out = out === null ? square : matmul(out, square);
    if (left > 1) square = matmul(square, square);
  }
  return out === A ? clone(A) : out!;
}

const powerZero: Differentiable = { gradName: "LinalgMatrixPower", saves: "", grad: [zeroGradient] };

/** Terms of the series; with ‖A‖ ≤ 1/2 what is left out is below 10⁻²². */
const TERMS = 18;

/** e^a into `out`, both n × n: the series at A / 2^s, squared s times. */
function exponential(a: Numbers, n: number, out: Numbers): void {
  let norm = 0;
  for (let j = 0; j < n; j++) {
    let column = 0;
    for (let i = 0; i < n; i++) column += Math.abs(a[i * n + j]!);
    norm = Math.max(norm, column);
  }
  if (!Number.isFinite(norm)) {
    out.fill(NaN);
    return;
  }
  const squarings = norm > 0.5 ? Math.ceil(Math.log2(norm)) + 1 : 0;
  const x = a.map((v) => v / 2 ** squarings);
  let sum = new Float64Array(n * n),
    next = new Float64Array(n * n);
  const swap = (): void => {
    [sum, next] = [next, sum];
  };
  for (let i = 0; i < n; i++) sum[i * n + i] = 1;
  for (let k = TERMS; k >= 1; k--) {
    // 1 + x/1 (1 + x/2 (1 + x/3 (…)))
    multiply(x, sum, n, next);
    for (let i = 0; i < next.length; i++) next[i]! /= k;
    for (let i = 0; i < n; i++) next[i * n + i]! += 1;
    swap();
  }
  for (let s = 0; s < squarings; s++) {
    multiply(sum, sum, n, next);
    swap();
  }
  out.set(sum);
}

function multiply(a: Numbers, b: Numbers, n: number, out: Numbers): void {
  out.fill(0);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < n; k++) {
      const f = a[i * n + k]!;
      if (f !== 0) for (let j = 0; j < n; j++) out[i * n + j]! += f * b[k * n + j]!;
    }
  }
}

const expOp = defineMatrices("matrixExp", {
  parts: ([a]) => [a!],
  run: ([a], [out], [[n] = [0, 0]]) => exponential(a!, n, out!),
  // The derivative of e^X at Aᵀ in the direction g is the upper right corner of e^[[Aᵀ, g], [0, Aᵀ]] (Mathias 1996).
  grad: [
    (g, { x }) => {
      const At = mT(x),
        n = x.shape[x.shape.length - 1]!;
      const block = cat([cat([At, g], -1), cat([mul(At, 0), At], -1)], -2);
      return narrow(narrow(routine(expOp.op, [block]), -2, 0, n), -1, n, n);
    },
  ],
  saves: "x",
  gradName: "LinalgMatrixExp",
  samples: [
    [3, 3],
    [2, 2, 2],
    [0, 0],
    [0, 2, 2],
  ],
});

/**
 * The exponential of square matrices `[…, n, n]`: 1 + A + A²/2 + A³/6 + … Complex matrices too.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.matrixExp(tensor([[0, 1], [0, 0]])).tolist(); // → 1,1,0,1
 */
export function matrixExp(A: Tensor): Tensor {
  noMore("matrixExp", 1, arguments);
  needSquare(A, "linalg.matrix_exp");
  if (isComplex(A.dtype)) {
    // [A, −B; B, A] multiplies and adds as A + iB does
    const n = A.shape[A.shape.length - 1]!,
      half = narrow(matrixExp(embed(A)), -1, 0, n);
    return label(complex(narrow(half, -2, 0, n), narrow(half, -2, n, n)), "LinalgMatrixExpBackward0");
  }
  if (A.dtype === "bfloat16") return cast(matrixExp(cast(A, "float32")), A.dtype);
  if (isHalf(A.dtype)) noKernel("matrix_exp", A.dtype);
  if (!isFloat(A.dtype))
    fail(
      "float-only",
      `matrix_exp: Expected a floating point or complex tensor as input. Got ${dtypeInfo[A.dtype].scalarType}`,
      "convert first: x.float().",
    );
  return routine(expOp.op, [A]);
}

/**
 * The product of two or more matrices, multiplied in the order that takes the fewest multiplications. The first and the
 * last may be vectors.
 *
 * @throws KindlingError `multi-dot`, `matmul-shapes`, `matmul-dtype`.
 * @example
 * linalg.multiDot([ones(2, 3), ones(3, 4), ones(4)]).tolist(); // → 12,12
 */
export function multiDot(tensors: readonly Tensor[]): Tensor {
  noMore("multiDot", 1, arguments);
  needTensors(tensors, "multiDot");
  const n = tensors.length;
  if (n < 2)
    fail("multi-dot", `multi_dot(): expected at least 2 tensors but got ${n}`, "for example multiDot([a, b]).");
  const first = tensors[0]!,
    last = tensors[n - 1]!;
  const edge = (t: Tensor, which: string): void => {
    if (t.shape.length < 1 || t.shape.length > 2)
      fail(
        "multi-dot",
        `multi_dot(): the ${which} tensor must be 1D or 2D but got ${t.shape.length}D`,
        "reshape it to a vector or a matrix.",
      );
  };
  edge(first, "first");
  edge(last, "last");
  const list = [
    first.shape.length === 1 ? unsqueeze(first, 0) : first,
    ...tensors.slice(1, -1),
    last.shape.length === 1 ? unsqueeze(last, 1) : last,
  ];
  list.forEach((t, i) => {
    if (t.shape.length !== 2)
      fail(
        "multi-dot",
        `multi_dot(): tensor ${i} must be 2D but got ${t.shape.length}D`,
        "only the first and the last may be vectors.",
      );
    if (t.dtype !== first.dtype)
      fail(
        "matmul-dtype",
        `multi_dot(): all tensors must have be the same dtype but tensor 0 is ${dtypeInfo[first.dtype].scalarType.toLowerCase()} and tensor ${i} ${dtypeInfo[t.dtype].scalarType.toLowerCase()}`,
        "convert all to one dtype: t.to(first.dtype).",
      );
    if (i > 0 && list[i - 1]!.shape[1] !== t.shape[0])
      fail(
        "matmul-shapes",
        `multi_dot(): tensors ${i - 1} and ${i} with shapes ${showShape(tensors[i - 1]!.shape)} and ${showShape(tensors[i]!.shape)} cannot be multiplied`,
        "each matrix needs as many columns as the next has rows.",
      );
  });
  let out = inOrder(list);
  if (first.shape.length === 1) out = squeeze(out, 0);
  return last.shape.length === 1 ? squeeze(out, -1) : out;
}

/** Multiplies in the cheapest order, found by dynamic programming (Cormen et al., Introduction to Algorithms, 15.2). */
function inOrder(list: readonly Tensor[]): Tensor {
  const n = list.length,
    sizes = [list[0]!.shape[0]!, ...list.map((t) => t.shape[1]!)];
  const cost = Array.from({ length: n }, () => Array<number>(n).fill(0)),
    cut = Array.from({ length: n }, () => Array<number>(n).fill(0));
  for (let span = 1; span < n; span++) {
    for (let i = 0; i + span < n; i++) {
      const j = i + span;
      cost[i]![j] = Infinity;
      for (let k = i; k < j; k++) {
        const c = cost[i]![k]! + cost[k + 1]![j]! + sizes[i]! * sizes[k + 1]! * sizes[j + 1]!;
        if (c < cost[i]![j]!) {
          cost[i]![j] = c;
          cut[i]![j] = k;
        }
      }
    }
  }
  const product = (i: number, j: number): Tensor =>
    i === j ? list[i]! : matmul(product(i, cut[i]![j]!), product(cut[i]![j]! + 1, j));
  return product(0, n - 1);
}

/**
 * The product of matrices `[n, m] · [m, p] · …`, multiplied in the order with the fewest operations:
 * {@link linalg.multiDot} with each matrix as a separate argument.
 *
 * @throws KindlingError `multi-dot` for no matrices or other dimensions, `matmul-shapes`, `matmul-dtype`.
 * @example
 * chainMatmul(ones(1, 2), ones(2, 3), ones(3, 1)).item(); // → 6
 */
export function chainMatmul(...matrices: Tensor[]): Tensor {
  if (matrices.length === 0)
    fail("multi-dot", "chain_matmul(): Expected one or more matrices", "for example chainMatmul(a, b).");
  needTensors(matrices, "chainMatmul", "matrices");
  for (const t of matrices)
    if (t.shape.length !== 2)
      fail("multi-dot", `Tensor dimension is ${t.shape.length}, expected 2 instead.`, "reshape it to a matrix.");
  return matrices.length === 1 ? matrices[0]! : multiDot(matrices);
}
