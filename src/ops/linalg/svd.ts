import { needsGrad } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import { empty, routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { isComplex, isHalf } from "../../shape/dtype.js";
import { add, mul, sub } from "../binary.js";
import { contiguous } from "../cast.js";
import { matmul } from "../contract.js";
import { cat } from "../join.js";
import { square } from "../unary.js";
import { detach, reshape, select, unsqueeze } from "../view.js";
import { needFloats, needMatrix } from "./check.js";
import { defineMatrices, type Numbers, parts, unpack } from "./matrices.js";
import { embed } from "./solve.js";
import { diagonalMatrix, mT, quotient } from "./triangle.js";
import { noKernel } from "../refuse.js";

// A = U diag(S) Vᵀ by one-sided Jacobi (Hestenes 1958): pairs of columns are rotated until all are at right angles. Then
// their lengths are the singular values, the columns themselves U, and the rotations V. Small singular values come out as
// precise as large ones.

const EPS = 2 ** -52;
const SWEEPS = 60;

/**
 * The singular value decomposition of `a` (m × n): `u` (m × uc), `s` (min(m, n), the largest first), `vt` (min(m, n) ×
 * n), each of which may be null. Columns of `u` beyond the rank complete it to an orthonormal set.
 */
export function singularValuesInto(a: Numbers, m: number, n: number, u: Numbers | null, s: Numbers, vt: Numbers | null, uc: number): void {
  const k = Math.min(m, n), long = Math.max(m, n), tall = m >= n;
  // Columns of A, or of Aᵀ where A is wide, one after another; beside them the rotations.
  const c = new Float64Array(k * long), r = u === null && vt === null ? null : new Float64Array(k * k);
  let scale = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i]!));
  if (scale === 0) scale = 1;
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) c[tall ? j * m + i : i * n + j] = a[i * n + j]! / scale;
  if (r !== null) for (let i = 0; i < k; i++) r[i * k + i] = 1;
  rotateUntilOrthogonal(c, r, k, long);
  const lengths = new Float64Array(k);
  for (let j = 0; j < k; j++) lengths[j] = Math.sqrt(dot(c, j * long, c, j * long, long));
  const order = Array.from({ length: k }, (_, j) => j).sort((x, y) => lengths[y]! - lengths[x]!);
  const left = tall ? u : vt, right = tall ? vt : u;
  order.forEach((j, place) => { s[place] = lengths[j]! * scale; });
  if (r === null) return;
  // The columns, of length 1, and the rotations, in the order of the singular values.
  const basis = new Float64Array(Math.max(k, tall ? uc : k) * long);
  let known = 0;
  order.forEach((j) => {
    if (lengths[j]! > 0) for (let i = 0; i < long; i++) basis[known * long + i] = c[j * long + i]! / lengths[j]!;
    if (lengths[j]! > 0) known++;
  });
  const wanted = tall ? uc : k;
  completeBasis(basis, known, wanted, long);
  if (left !== null) for (let j = 0; j < wanted; j++) for (let i = 0; i < long; i++) left[tall ? i * uc + j : j * n + i] = basis[j * long + i]!;
  if (right !== null) order.forEach((j, place) => { for (let i = 0; i < k; i++) right[tall ? place * n + i : i * uc + place] = r[j * k + i]!; });
}

function rotateUntilOrthogonal(c: Numbers, r: Numbers | null, k: number, long: number): void {
  const small = EPS * Math.max(10, Math.sqrt(long));
  for (let sweep = 0, rotated = true; rotated && sweep < SWEEPS; sweep++) {
    rotated = false;
    for (let p = 0; p < k - 1; p++) {
      for (let q = p + 1; q < k; q++) {
        const x = p * long, y = q * long;
        const alpha = dot(c, x, c, x, long), beta = dot(c, y, c, y, long), gamma = dot(c, x, c, y, long);
        if (gamma === 0 || Math.abs(gamma) <= small * Math.sqrt(alpha * beta)) continue;
        rotated = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta)), cos = 1 / Math.hypot(1, t), sin = t * cos;
        rotate(c, x, y, long, cos, sin);
        if (r !== null) rotate(r, p * k, q * k, k, cos, sin);
      }
    }
  }
}

function dot(a: Numbers, i: number, b: Numbers, j: number, n: number): number {
  let s = 0;
  for (let e = 0; e < n; e++) s += a[i + e]! * b[j + e]!;
  return s;
}

/** (x, y) ← (cos x − sin y, sin x + cos y). */
export function rotate(a: Numbers, x: number, y: number, n: number, cos: number, sin: number): void {
  for (let e = 0; e < n; e++) {
    const u = a[x + e]!, v = a[y + e]!;
    a[x + e] = cos * u - sin * v;
    a[y + e] = sin * u + cos * v;
  }
}

/** Adds vectors to `known` orthonormal ones of `length` numbers until there are `wanted`: unit vectors, less what is known of them. */
function completeBasis(basis: Numbers, known: number, wanted: number, length: number): void {
  for (let unit = 0; known < wanted && unit < length; unit++) {
    const at = known * length;
    basis.fill(0, at, at + length);
    basis[at + unit] = 1;
    for (let pass = 0; pass < 2; pass++) { // the second time for what rounding left of the first
      for (let j = 0; j < known; j++) {
        const f = dot(basis, j * length, basis, at, length);
        for (let i = 0; i < length; i++) basis[at + i]! -= f * basis[j * length + i]!;
      }
    }
    const norm = Math.sqrt(dot(basis, at, basis, at, length));
    if (norm < 0.5 / Math.sqrt(length)) continue; // nearly in their span; one of the others is not
    for (let i = 0; i < length; i++) basis[at + i]! /= norm;
    known++;
  }
}

export function needFinite(a: Numbers, what: string, at: number | null): void {
  for (let i = 0; i < a.length; i++) {
    if (!Number.isFinite(a[i]!)) fail("matrix-finite", `${what}: ${at === null ? "" : `(Batch element ${at}): `}The algorithm failed to converge because the input matrix contained non-finite values.`, "there is a NaN or an infinity in it: isfinite(x).all() tells.");
  }
}

const svdOp = defineMatrices("svd", {
  parts: ([[m, n] = [0, 0]]) => { const k = Math.min(m, n); return [[m, k], [k], [k, n]]; },
  run: ([a], [u, s, vt], [[m, n] = [0, 0]], _, at) => {
    needFinite(a!, "linalg.svd", at);
    singularValuesInto(a!, m, n, u!, s!, vt!, Math.min(m, n));
  },
  // gA = U (skew(Uᵀ gU) S/E + S skew(Vᵀ gV)/E + diag gS) Vᵀ + (1 − U Uᵀ) gU S⁻¹ Vᵀ + U S⁻¹ gVᵀ (1 − V Vᵀ), with
  // E_ij = s_j² − s_i² (Giles 2008, and PyTorch's svd_backward).
  grad: [(g, s) => {
    const [m, n] = s.shapes[0]!.slice(-2) as [number, number], k = Math.min(m, n);
    const [U, S, Vt] = unpack(s.out, svdOp, s.shapes, s.attrs) as [Tensor, Tensor, Tensor];
    const [gU, gS, gVt] = unpack(g, svdOp, s.shapes, s.attrs) as [Tensor, Tensor, Tensor];
    const row = unsqueeze(S, -2), col = unsqueeze(S, -1);
    const E = sub(square(row), square(col));
    const skew = (x: Tensor): Tensor => sub(x, mT(x));
    const a = matmul(mT(U), gU), b = matmul(Vt, mT(gVt));
    const inner = add(add(mul(quotient(skew(a), E), row), mul(quotient(skew(b), E), col)), diagonalMatrix(gS));
    let out = matmul(matmul(U, inner), Vt);
    if (m > k) out = add(out, matmul(quotient(sub(gU, matmul(U, a)), row), Vt));
    if (n > k) out = add(out, matmul(U, quotient(sub(gVt, matmul(mT(b), Vt)), col)));
    return out;
  }],
  saves: "o", gradName: "LinalgSvd",
  samples: [], // vectors whose sign is free: test/linalg checks what does not depend on it
});
const valuesOp = defineMatrices("svdvals", {
  parts: ([[m, n] = [0, 0]]) => [[Math.min(m, n)]],
  run: ([a], [s], [[m, n] = [0, 0]], _, at) => {
    needFinite(a!, "linalg.svd", at);
    singularValuesInto(a!, m, n, null, s!, null, 0);
  },
  samples: [[3, 3], [2, 4, 2], [2, 4], [0, 2, 2], [3, 0]],
});
const fullOp = defineMatrices("svdFull", {
  parts: ([[m, k] = [0, 0]]) => [[m, m - k]],
  run: ([u], [rest], [[m, k] = [0, 0]]) => {
    const basis = new Float64Array(m * m);
    for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) basis[j * m + i] = u![i * k + j]!;
    completeBasis(basis, k, m, m);
    for (let i = 0; i < m; i++) for (let j = k; j < m; j++) rest![i * (m - k) + j - k] = basis[j * m + i]!;
  },
  samples: [],
});

function needSvd(A: Tensor): void {
  needMatrix(A, "linalg.svd");
  if (isHalf(A.dtype)) noKernel("linalg_svd_cpu", A.dtype);
  needFloats(A, "linalg.svd");
}
const NAME = "LinalgSvdBackward0";
const reduced = (A: Tensor): [U: Tensor, S: Tensor, Vh: Tensor] => parts(svdOp, [A], NAME) as [Tensor, Tensor, Tensor];
/** The columns of Q, and as many more at right angles to them as a square matrix takes. No gradient flows to those. */
const completed = (Q: Tensor): Tensor => { const [m, k] = Q.shape.slice(-2); return m === k ? Q : cat([Q, routine(fullOp.op, [detach(Q)])], -1); };

/** Options of {@link svd}. */
export interface SvdMatrices {
  /** Whether U and Vh are square; with false they have min(m, n) columns and rows. Default true. */
  fullMatrices?: boolean;
}
/**
 * The singular value decomposition A = U diag(S) Vh of A [..., m, n]. With k = min(m, n): S is [..., k], the largest
 * first, never negative; U is [..., m, m] and Vh [..., n, n], or with `fullMatrices: false` [..., m, k] and [..., k, n].
 * The signs of U's columns (with Vh's rows) are free and may differ from PyTorch's. Gradients exist where the singular
 * values differ (and, for U and Vh, are not 0).
 *
 * @throws KindlingError `matrix-dims`, `matrix-finite`, `float-only`.
 * @example
 * linalg.svd(tensor([[3, 0], [0, -4]])).S.tolist(); // → 4,3
 */
export function svd(A: Tensor, fullMatrices: boolean | SvdMatrices = true): { U: Tensor; S: Tensor; Vh: Tensor } {
  needSvd(A);
  const full = byName<SvdMatrices>("svd", ["fullMatrices"], [fullMatrices]).fullMatrices ?? true;
  const [U, S, Vh] = reduced(A);
  return full ? { U: completed(U), S, Vh: mT(completed(mT(Vh))) } : { U, S, Vh };
}

/**
 * The singular values of A [..., m, n], the largest first: [..., min(m, n)]. Complex matrices too.
 *
 * @throws KindlingError `matrix-dims`, `matrix-finite`, `float-only`.
 * @example
 * linalg.svdvals(tensor([[3, 0], [0, -4]])).tolist(); // → 4,3
 */
export function svdvals(A: Tensor): Tensor {
  needMatrix(A, "linalg.svd");
  if (isComplex(A.dtype)) { // [A, −B; B, A] has each of them twice
    const twice = svdvals(embed(A)), shape = twice.shape;
    return select(reshape(twice, [...shape.slice(0, -1), shape[shape.length - 1]! / 2, 2]), -1, 0);
  }
  needSvd(A);
  return mode.grad && needsGrad(A) ? reduced(A)[1] : routine(valuesOp.op, [A]);
}

/** torch.svd: A = U diag(S) Vᵀ, with V itself. `some` false gives square U and V; without `computeUv` they are zeros. */
export function svdOf(A: Tensor, some: boolean | SvdOptions = true, computeUv?: boolean | SvdOptions): { U: Tensor; S: Tensor; V: Tensor } {
  const o = byName<SvdOptions>("svd", ["some", "computeUv"], [some, computeUv]);
  needSvd(A);
  const [m, n] = A.shape.slice(-2) as [number, number], batch = A.shape.slice(0, -2);
  if (o.computeUv === false) return { U: empty([...batch, m, m], A.dtype), S: svdvals(A), V: empty([...batch, n, n], A.dtype) };
  const { U, S, Vh } = svd(A, o.some === false);
  return { U, S, V: contiguous(mT(Vh)) };
}
/** Options of torch.svd. */
export interface SvdOptions { some?: boolean; computeUv?: boolean }
