import { routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { add, mul, sub } from "../binary.js";
import { matmul } from "../contract.js";
import { label } from "../label.js";
import { sum } from "../reduce.js";
import { log } from "../unary.js";
import { detach, unsqueeze } from "../view.js";
import { needSquare, needSquareFloats } from "./check.js";
import { inverseAnyway } from "./inverse.js";
import { luInPlace, luSolveInPlace } from "./lu.js";
import { defineMatrices, type Numbers, parts, unpack } from "./matrices.js";
import { singularValuesInto } from "./svd.js";
import { mT } from "./triangle.js";

// Determinants: the product of the pivots, negative for an odd number of exchanges of rows.

/** Factorises in place; gives the sign of the exchanges. */
function pivotSign(a: Numbers, n: number, pivots: Int32Array): number {
  luInPlace(a, n, n, pivots);
  let sign = 1;
  for (let j = 0; j < n; j++) if (pivots[j] !== j) sign = -sign;
  return sign;
}

const detOp = defineMatrices("det", {
  rounded: true,
  parts: () => [[]],
  run: ([a], [d], [[n] = [0, 0]]) => {
    let value = pivotSign(a!, n, new Int32Array(n));
    for (let i = 0; i < n; i++) value *= a![i * n + i]!;
    d![0] = value;
  },
  // The gradient is the matrix of cofactors, which exists for singular matrices too.
  grad: [(g, s) => mul(unsqueeze(unsqueeze(g, -1), -1), routine(cofactorOp.op, [s.x]))],
  saves: "x", gradName: "LinalgDet", samples: [[3, 3], [2, 3, 3], [0, 0], [0, 2, 2], [1, 1]],
});

/** Below this ratio of the smallest to the largest pivot the inverse is not trusted. */
const SAFE = 1e-7;

const cofactorOp = defineMatrices("cofactor", {
  parts: ([a]) => [a!],
  run: ([a], [c], [[n] = [0, 0]]) => {
    const from = a!.slice(), pivots = new Int32Array(n);
    let det = pivotSign(a!, n, pivots), least = Infinity, most = 0;
    for (let i = 0; i < n; i++) {
      const p = a![i * n + i]!;
      det *= p;
      least = Math.min(least, Math.abs(p));
      most = Math.max(most, Math.abs(p));
    }
    if (least > SAFE * most) {
      const x = new Float64Array(n * n);
      for (let i = 0; i < n; i++) x[i * n + i] = det;
      luSolveInPlace(a!, n, pivots, x, n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) c![i * n + j] = x[j * n + i]!;
    } else cofactorsBySvd(from, n, c!);
  },
  grad: [(h, s) => routine(curvatureOp.op, [s.x, h])], saves: "x", samples: [[3, 3], [2, 2, 2]],
});

/** With A = U Σ Vᵀ the cofactors are det U · det V · U diag(∏ of the other σ) Vᵀ. */
function cofactorsBySvd(a: Numbers, n: number, c: Numbers): void {
  const u = new Float64Array(n * n), s = new Float64Array(n), vt = new Float64Array(n * n);
  singularValuesInto(a, n, n, u, s, vt, n);
  const sign = Math.sign(determinant(u, n)) * Math.sign(determinant(vt, n));
  for (let k = 0; k < n; k++) {
    let others = sign;
    for (let j = 0; j < n; j++) if (j !== k) others *= s[j]!;
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) c[i * n + j]! += u[i * n + k]! * others * vt[k * n + j]!;
  }
}

/**
 * How the cofactors of A change in a direction H, the second derivative of the determinant, which exists for singular
 * matrices too. In the bases of A = U Σ Vᵀ, where P_ij is the product of all σ but the i-th and the j-th:
 * [i, i] is Σ_j≠i H_jj P_ij, and [i, j] is −H_ji P_ij, all times det U · det V.
 */
const curvatureOp = defineMatrices("detCurvature", {
  parts: ([a]) => [a!],
  run: ([a, h], [c], [[n] = [0, 0]]) => {
    const u = new Float64Array(n * n), s = new Float64Array(n), vt = new Float64Array(n * n);
    singularValuesInto(a!, n, n, u, s, vt, n);
    const sign = Math.sign(determinant(u, n)) * Math.sign(determinant(vt, n));
    const rotated = product3(u, h!, vt, n, true), r = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        let others = sign;
        for (let k = 0; k < n; k++) if (k !== i && k !== j) others *= s[k]!;
        r[i * n + i]! += rotated[j * n + j]! * others;
        r[i * n + j]! -= rotated[j * n + i]! * others;
      }
    }
    c!.set(product3(u, r, vt, n, false));
  },
  // It is symmetric in the directions of both derivatives. The third derivative, with M = A⁻¹, is for regular matrices alone.
  grad: [(k, s) => {
    const M = inverseAnyway(s.x), h = s.y, MhM = matmul(M, matmul(h, M)), MkM = matmul(M, matmul(k, M));
    const scalar = (t: Tensor): Tensor => unsqueeze(unsqueeze(t, -1), -1), inner = (p: Tensor, q: Tensor): Tensor => scalar(sum(mul(p, mT(q)), { dim: [-2, -1] }));
    const a = inner(M, h), b = inner(M, k), ab = sub(mul(a, b), inner(MhM, k));
    const terms = sub(sub(mul(ab, M), mul(b, MhM)), mul(a, MkM));
    return mul(scalar(routine(detOp.op, [s.x])), mT(add(terms, add(matmul(MhM, matmul(k, M)), matmul(MkM, matmul(h, M))))));
  }, (k, s) => routine(curvatureOp.op, [s.x, k])],
  saves: "xy", domain: [0.5, 2], samples: [{ shapes: [[3, 3], [3, 3]] }, { shapes: [[2, 2, 2], [2, 2, 2]] }, { shapes: [[1, 1], [1, 1]] }],
});

/** U · X · Vᵀ of square matrices; with `back`, Uᵀ · X · V. */
function product3(u: Numbers, x: Numbers, vt: Numbers, n: number, back: boolean): Float64Array {
  const ux = new Float64Array(n * n), out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) { const f = back ? u[k * n + i]! : u[i * n + k]!; for (let j = 0; j < n; j++) ux[i * n + j]! += f * x[k * n + j]!; }
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) { const f = ux[i * n + k]!; for (let j = 0; j < n; j++) out[i * n + j]! += f * (back ? vt[j * n + k]! : vt[k * n + j]!); }
  return out;
}

function determinant(a: Numbers, n: number): number {
  const lu = a.slice();
  let d = pivotSign(lu, n, new Int32Array(n));
  for (let i = 0; i < n; i++) d *= lu[i * n + i]!;
  return d;
}

const slogdetOp = defineMatrices("slogdet", {
  rounded: true,
  parts: () => [[], []],
  run: ([a], [sign, logabs], [[n] = [0, 0]]) => {
    let s = pivotSign(a!, n, new Int32Array(n)), sum = 0;
    for (let i = 0; i < n; i++) {
      s *= Math.sign(a![i * n + i]!);
      sum += Math.log(Math.abs(a![i * n + i]!));
    }
    sign![0] = s;
    logabs![0] = sum;
  },
  grad: [(g, s) => mul(unsqueeze(unsqueeze(unpack(g, slogdetOp, s.shapes, s.attrs)[1]!, -1), -1), mT(inverseAnyway(s.x)))],
  saves: "x", gradName: "LinalgSlogdet", domain: [0.4, 2], samples: [[3, 3], [2, 3, 3], [0, 0], [0, 2, 2], [1, 1]],
});

/**
 * The determinant of square matrices [..., n, n]: [...].
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.det(tensor([[1, 2], [3, 4]])).item(); // → -2
 */
export function det(A: Tensor): Tensor {
  needSquareFloats(A, "linalg.det");
  return label(routine(detOp.op, [A]), "LinalgDetBackward0");
}

/**
 * The determinant's sign (−1, 0 or 1) and the logarithm of its size, [...] each: where the determinant itself would
 * overflow. A singular matrix gives 0 and −inf.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.slogdet(tensor([[2, 0], [0, -0.5]])).sign.item(); // → -1
 */
export function slogdet(A: Tensor): { sign: Tensor; logabsdet: Tensor } {
  needSquareFloats(A, "linalg.slogdet");
  const [sign, logabsdet] = parts(slogdetOp, [A], "LinalgSlogdetBackward0");
  return { sign: detach(sign!), logabsdet: logabsdet! };
}

/** The logarithm of the determinant; NaN where that is negative, −inf where it is 0. */
export function logdet(A: Tensor): Tensor {
  needSquare(A, "logdet");
  needSquareFloats(A, "linalg.slogdet");
  const [sign, logabsdet] = parts(slogdetOp, [A], "LinalgSlogdetBackward0");
  // PyTorch's sentence and values: log of the sign is 0, NaN or −inf.
  return label(add(log(detach(sign!)), logabsdet!), "LogdetBackward0");
}
