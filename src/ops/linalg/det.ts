import { routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { isComplex } from "../../shape/dtype.js";
import { adjoint, compose, conjOf, imag } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { sum } from "../reduce/reduce.js";
import { log } from "../pointwise/unary.js";
import { detach, unsqueeze } from "../view/view.js";
import { needSquare, needSquareFloats } from "./check.js";
import type { Field } from "./field.js";
import { inverseAnyway } from "./inverse.js";
import { luInPlace, luSolveInPlace } from "./lu.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import type { Numbers } from "./field.js";
import { singularValuesInto } from "./svd.js";
import { mT } from "./triangle.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { noMore } from "../../diagnose/arguments.js";
import { add, mul, sub } from "../pointwise/arithmetic.js";

// Determinants: the product of the pivots, negative for an odd number of exchanges of rows.

/** Factorises in place; gives the sign of the exchanges. */
function pivotSign(field: Field, a: Numbers, n: number, pivots: Int32Array): number {
  luInPlace(field, a, n, n, pivots);
  let sign = 1;
  for (let j = 0; j < n; j++) if (pivots[j] !== j) sign = -sign;
  return sign;
}

const detOp = defineMatrices("det", {
  rounded: true,
  parts: () => [[]],
  complex: {},
  run: ([a], [d], [[n] = [0, 0]], _, __, field) => determinant(field, a!, n, d!),
  // The gradient is the matrix of cofactors, which exists for singular matrices too.
  grad: [
    (g, s) => (s.x.count === 0 ? null : mul(unsqueeze(unsqueeze(g, -1), -1), conjOf(routine(cofactorOp.op, [s.x])))),
  ],
  saves: "x",
  gradName: "LinalgDet",
  samples: [
    [3, 3],
    [2, 3, 3],
    [0, 0],
    [0, 2, 2],
    [1, 1],
  ],
});

/** Below this ratio of the smallest to the largest pivot the inverse is not trusted. */
const SAFE = 1e-7;

const cofactorOp = defineMatrices("cofactor", {
  complex: {},
  parts: ([a]) => [a!],
  run: ([a], [c], [[n] = [0, 0]], _, __, field) => {
    const from = a!.slice(),
      pivots = new Int32Array(n),
      det = new Float64Array(2);
    field.set(det, 0, pivotSign(field, a!, n, pivots), 0);
    let least = Infinity,
      most = 0;
    for (let i = 0; i < n; i++) {
      const p = field.size(a!, i * n + i);
      field.multiply(det, 0, a!, i * n + i);
      least = Math.min(least, p);
      most = Math.max(most, p);
    }
    if (least > SAFE * most) {
      const x = new Float64Array(field.width * n * n);
      for (let i = 0; i < n; i++) field.copy(det, 0, x, i * n + i);
      luSolveInPlace(field, a!, n, pivots, x, n);
      for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) field.copy(x, j * n + i, c!, i * n + j);
    } else cofactorsBySvd(field, from, n, c!);
  },
  grad: [(h, s) => conjOf(routine(curvatureOp.op, [s.x, conjOf(h)]))],
  saves: "x",
  samples: [
    [3, 3],
    [2, 2, 2],
  ],
});

/** A = U Σ Vᴴ, and det U · det Vᴴ, conjugated: a number of size 1. */
function decompose(field: Field, a: Numbers, n: number): { u: Numbers; s: Numbers; vh: Numbers; phase: Numbers } {
  const u = new Float64Array(field.width * n * n),
    s = new Float64Array(n),
    vh = new Float64Array(field.width * n * n);
  singularValuesInto(field, a, n, n, u, s, vh, n);
  const phase = new Float64Array(2),
    other = new Float64Array(2);
  determinant(field, u.slice(), n, phase);
  determinant(field, vh.slice(), n, other);
  field.multiply(phase, 0, other, 0);
  const size = Math.hypot(phase[0]!, phase[1]!);
  return { u, s, vh, phase: Float64Array.of(phase[0]! / size, -phase[1]! / size) };
}

/** With A = U Σ Vᴴ the cofactors are the conjugate of U diag(∏ of the other σ) Vᴴ, times det U · det Vᴴ. */
function cofactorsBySvd(field: Field, a: Numbers, n: number, c: Numbers): void {
  const { u, s, vh, phase } = decompose(field, a, n),
    diagonal = new Float64Array(field.width * n * n);
  for (let k = 0; k < n; k++)
    field.set(
      diagonal,
      k * n + k,
      phase[0]! * s.reduce((p, v, j) => (j === k ? p : p * v), 1),
      phase[1]! * s.reduce((p, v, j) => (j === k ? p : p * v), 1),
    );
  c.set(between(field, u, diagonal, vh, n));
}

/**
 * How the cofactors of A change in a direction H, the second derivative of the determinant, which exists for singular
 * matrices too. In the bases of A = U Σ Vᴴ, where P_ij is the product of all σ but the i-th and the j-th:
 * [i, i] is Σ_j≠i H_jj P_ij, and [i, j] is −H_ji P_ij, all times det U · det Vᴴ.
 */
const curvatureOp = defineMatrices("detCurvature", {
  complex: {},
  parts: ([a]) => [a!],
  run: ([a, h], [c], [[n] = [0, 0]], _, __, field) => {
    const { u, s, vh, phase } = decompose(field, a!, n),
      r = new Float64Array(field.width * n * n),
      others = new Float64Array(2);
    const rotated = within(field, u, h!, vh, n);
    field.conj(n * n, rotated, 0); // as `between` takes it
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        if (i === j) continue;
        const rest = s.reduce((p, v, k) => (k === i || k === j ? p : p * v), 1);
        field.set(others, 0, rest * phase[0]!, rest * phase[1]!);
        field.subtract(1, others, 0, rotated, j * n + i, r, i * n + j);
        field.set(others, 0, -rest * phase[0]!, -rest * phase[1]!);
        field.subtract(1, others, 0, rotated, j * n + j, r, i * n + i);
      }
    }
    c!.set(between(field, u, r, vh, n));
  },
  // It is symmetric in the directions of both derivatives. The third derivative, with M = A⁻¹, is for regular matrices alone.
  grad: [
    (g, s) => {
      const k = conjOf(g),
        M = inverseAnyway(s.x),
        h = s.y,
        MhM = matmul(M, matmul(h, M)),
        MkM = matmul(M, matmul(k, M));
      const scalar = (t: Tensor): Tensor => unsqueeze(unsqueeze(t, -1), -1),
        inner = (p: Tensor, q: Tensor): Tensor => scalar(sum(mul(p, mT(q)), { dim: [-2, -1] }));
      const a = inner(M, h),
        b = inner(M, k),
        ab = sub(mul(a, b), inner(MhM, k));
      const terms = sub(sub(mul(ab, M), mul(b, MhM)), mul(a, MkM));
      return conjOf(
        mul(
          scalar(routine(detOp.op, [s.x])),
          mT(add(terms, add(matmul(MhM, matmul(k, M)), matmul(MkM, matmul(h, M))))),
        ),
      );
    },
    (g, s) => conjOf(routine(curvatureOp.op, [s.x, conjOf(g)])),
  ],
  saves: "xy",
  domain: [0.5, 2],
  samples: [
    {
      shapes: [
        [3, 3],
        [3, 3],
      ],
    },
    {
      shapes: [
        [2, 2, 2],
        [2, 2, 2],
      ],
    },
    {
      shapes: [
        [1, 1],
        [1, 1],
      ],
    },
  ],
});

/** The conjugate of U · X · Vᴴ. */
function between(field: Field, u: Numbers, x: Numbers, vh: Numbers, n: number): Numbers {
  const ux = new Float64Array(x.length),
    out = new Float64Array(x.length); // both signs change twice
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) field.subtract(n, u, i * n + k, x, k * n, ux, i * n);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) field.subtract(n, ux, i * n + k, vh, k * n, out, i * n);
  field.conj(n * n, out, 0);
  return out;
}

/** Uᴴ · X · V. */
function within(field: Field, u: Numbers, x: Numbers, vh: Numbers, n: number): Numbers {
  const ux = new Float64Array(x.length),
    out = new Float64Array(x.length);
  for (let i = 0; i < n; i++) for (let k = 0; k < n; k++) field.subtractConj(n, u, k * n + i, x, k * n, ux, i * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) field.subtractDot(n, ux, i * n, vh, j * n, out, i * n + j);
  return out;
}

/** The determinant of `a`, which is overwritten. */
function determinant(field: Field, a: Numbers, n: number, d: Numbers): void {
  field.set(d, 0, pivotSign(field, a, n, new Int32Array(n)), 0);
  for (let i = 0; i < n; i++) field.multiply(d, 0, a, i * n + i);
}

const slogdetOp = defineMatrices("slogdet", {
  rounded: true,
  parts: () => [[], []],
  complex: { real: [1] },
  run: ([a], [sign, logabs], [[n] = [0, 0]], _, __, field) => {
    const unit = new Float64Array(2),
      { width } = field;
    let sum = 0;
    field.set(sign!, 0, pivotSign(field, a!, n, new Int32Array(n)), 0);
    for (let i = 0; i < n; i++) {
      const at = width * (i * n + i),
        re = a![at]!,
        im = width === 2 ? a![at + 1]! : 0,
        size = Math.hypot(re, im);
      field.set(unit, 0, size === 0 ? 0 : re / size, size === 0 ? 0 : im / size);
      field.multiply(sign!, 0, unit, 0);
      sum += Math.log(size);
    }
    logabs![0] = sum;
  },
  // A⁻ᴴ (g + i Im(s̄ gs)): the direction s turns with the imaginary part of tr A⁻¹ dA, the logarithm grows with the real one.
  grad: [
    (g, s) => {
      const [gs, gl] = unpack(g, slogdetOp, s.shapes, s.attrs),
        [sign] = unpack(s.out, slogdetOp, s.shapes, s.attrs);
      const factor = isComplex(g.dtype) ? compose(gl!, imag(mul(conjOf(sign!), gs!))) : gl!;
      return mul(unsqueeze(unsqueeze(factor, -1), -1), adjoint(inverseAnyway(s.x)));
    },
  ],
  saves: "xo",
  gradName: "LinalgSlogdet",
  domain: [0.4, 2],
  samples: [
    [3, 3],
    [2, 3, 3],
    [0, 0],
    [0, 2, 2],
    [1, 1],
  ],
});

/**
 * The determinant of square matrices `[…, n, n]`: `[…]`.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.det(tensor([[1, 2], [3, 4]])).item(); // → -2
 */
export function det(A: Tensor): Tensor {
  noMore("det", 1, arguments);
  needSquareFloats(A, "linalg.det");
  return label(routine(detOp.op, [A]), "LinalgDetBackward0");
}

/** The sign of real determinants does not change; the direction of complex ones does. */
const directionOf = (sign: Tensor): Tensor => (isComplex(sign.dtype) ? sign : detach(sign));

/**
 * The determinant's sign (−1, 0 or 1; of complex matrices a number of size 1, or 0) and the logarithm of its size,
 * `[…]` each: where the determinant itself would overflow. A singular matrix gives 0 and −inf.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.slogdet(tensor([[2, 0], [0, -0.5]])).sign.item(); // → -1
 */
export function slogdet(A: Tensor): NamedTuple<{ sign: Tensor; logabsdet: Tensor }> {
  noMore("slogdet", 1, arguments);
  needSquareFloats(A, "linalg.slogdet");
  const [sign, logabsdet] = parts(slogdetOp, [A], "LinalgSlogdetBackward0");
  return namedTuple({ sign: directionOf(sign!), logabsdet: logabsdet! });
}

/** The logarithm of the determinant; NaN where that is real and negative, −inf where it is 0. */
export function logdet(A: Tensor): Tensor {
  needSquare(A, "logdet");
  needSquareFloats(A, "linalg.slogdet");
  const [sign, logabsdet] = parts(slogdetOp, [A], "LinalgSlogdetBackward0");
  // PyTorch's sentence and values: log of a real sign is 0, NaN or −inf.
  return label(add(log(directionOf(sign!)), logabsdet!), "LogdetBackward0");
}
