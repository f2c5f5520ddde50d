import { needsGrad } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import { empty, routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { isComplex, isHalf } from "../../shape/dtype.js";
import { contiguous } from "../pointwise/cast.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { cat } from "../view/join.js";
import { square } from "../pointwise/unary.js";
import { detach, unsqueeze } from "../view/view.js";
import { needFloats, needMatrix, needNoPhase } from "./check.js";
import type { Field } from "./field.js";
import { defineMatrices, only, parts, unpack } from "./matrices.js";
import type { Numbers } from "./field.js";
import { diagonalMatrix, diagonalOf, quotient, withDiagonal } from "./triangle.js";
import { noKernel } from "../refuse.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { add, mul, sub } from "../pointwise/arithmetic.js";

// A = U diag(S) Vᴴ by one-sided Jacobi (Hestenes 1958): pairs of columns are rotated until all are at right angles. Then
// their lengths are the singular values, the columns themselves U, and the rotations V. Small singular values come out as
// precise as large ones.

const EPS = 2 ** -52;
const SWEEPS = 60;

/**
 * The singular value decomposition of `a` (m × n): `u` (m × uc), `s` (min(m, n), the largest first), `vh` (min(m, n) ×
 * n), each of which may be null. Columns of `u` beyond the rank complete it to an orthonormal set.
 */
export function singularValuesInto(
  field: Field,
  a: Numbers,
  m: number,
  n: number,
  u: Numbers | null,
  s: Numbers,
  vh: Numbers | null,
  uc: number,
): void {
  const k = Math.min(m, n),
    tall = m >= n,
    { width } = field,
    long = width * Math.max(m, n),
    short = width * k;
  // Columns of A, or of Aᵀ where A is wide, one after another; beside them the rotations R. A R has columns at right
  // angles, so A = (A R) Rᴴ, and of a wide A, with Aᵀ = L Σ Rᴴ, A = R̄ Σ Lᵀ.
  const c = new Float64Array(k * long),
    r = u === null && vh === null ? null : new Float64Array(k * short);
  let scale = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i]!));
  if (scale === 0) scale = 1;
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) field.copy(a, i * n + j, c, tall ? j * m + i : i * n + j);
  for (let i = 0; i < c.length; i++) c[i]! /= scale;
  if (r !== null) for (let i = 0; i < k; i++) r[i * short + width * i] = 1;
  rotateUntilOrthogonal(width, c, r, k, long, short);
  const lengths = new Float64Array(k);
  for (let j = 0; j < k; j++) lengths[j] = Math.sqrt(dot(c, j * long, c, j * long, long));
  const order = Array.from({ length: k }, (_, j) => j).sort((x, y) => lengths[y]! - lengths[x]!);
  const left = tall ? u : vh,
    right = tall ? vh : u;
  order.forEach((j, place) => {
    s[place] = lengths[j]! * scale;
  });
  if (r === null) return;
  // The columns, of length 1, and the rotations, in the order of the singular values.
  const wanted = tall ? uc : k,
    basis = new Float64Array(Math.max(k, wanted) * long);
  let known = 0;
  order.forEach((j) => {
    if (lengths[j]! > 0) for (let i = 0; i < long; i++) basis[known * long + i] = c[j * long + i]! / lengths[j]!;
    if (lengths[j]! > 0) known++;
  });
  completeBasis(width, basis, known, wanted, long);
  const size = Math.max(m, n);
  field.conj(k * k, r, 0);
  if (left !== null)
    for (let j = 0; j < wanted; j++)
      for (let i = 0; i < size; i++) field.copy(basis, j * size + i, left, tall ? i * uc + j : j * n + i);
  if (right !== null)
    order.forEach((j, place) => {
      for (let i = 0; i < k; i++) field.copy(r, j * k + i, right, tall ? place * n + i : i * uc + place);
    });
}

/** Rotates pairs of the k columns of `c` (of `long` parts each) until all are at right angles, and those of `r` with them. */
function rotateUntilOrthogonal(
  width: 1 | 2,
  c: Numbers,
  r: Numbers | null,
  k: number,
  long: number,
  short: number,
): void {
  const small = EPS * Math.max(10, Math.sqrt(long));
  for (let sweep = 0, rotated = true; rotated && sweep < SWEEPS; sweep++) {
    rotated = false;
    for (let p = 0; p < k - 1; p++) {
      for (let q = p + 1; q < k; q++) {
        const x = p * long,
          y = q * long;
        const alpha = dot(c, x, c, x, long),
          beta = dot(c, y, c, y, long),
          re = dot(c, x, c, y, long),
          im = width === 1 ? 0 : cross(c, x, c, y, long);
        const gamma = im === 0 ? re : Math.hypot(re, im);
        if (gamma === 0 || Math.abs(gamma) <= small * Math.sqrt(alpha * beta)) continue;
        rotated = true;
        if (im !== 0) {
          // turned so that the product of the two is real, a rotation of their parts does the rest
          turn(c, y, long, re / gamma, im / gamma);
          if (r !== null) turn(r, q * short, short, re / gamma, im / gamma);
        }
        const zeta = (beta - alpha) / (2 * gamma);
        const t = (zeta < 0 ? -1 : 1) / (Math.abs(zeta) + Math.hypot(1, zeta)),
          cos = 1 / Math.hypot(1, t),
          sin = t * cos;
        rotate(c, x, y, long, cos, sin);
        if (r !== null) rotate(r, p * short, q * short, short, cos, sin);
      }
    }
  }
}

/** Σ x y of n parts: of complex numbers the real part of Σ x̄ y. */
function dot(a: Numbers, i: number, b: Numbers, j: number, n: number): number {
  let s = 0;
  for (let e = 0; e < n; e++) s += a[i + e]! * b[j + e]!;
  return s;
}

/** The imaginary part of Σ x̄ y, of pairs with n parts. */
function cross(a: Numbers, i: number, b: Numbers, j: number, n: number): number {
  let s = 0;
  for (let e = 0; e < n; e += 2) s += a[i + e]! * b[j + e + 1]! - a[i + e + 1]! * b[j + e]!;
  return s;
}

/** y ← y (cos − i sin) */
function turn(a: Numbers, y: number, n: number, cos: number, sin: number): void {
  for (let e = y; e < y + n; e += 2) {
    const re = a[e]!,
      im = a[e + 1]!;
    a[e] = re * cos + im * sin;
    a[e + 1] = im * cos - re * sin;
  }
}

/** (x, y) ← (cos x − sin y, sin x + cos y). */
export function rotate(a: Numbers, x: number, y: number, n: number, cos: number, sin: number): void {
  for (let e = 0; e < n; e++) {
    const u = a[x + e]!,
      v = a[y + e]!;
    a[x + e] = cos * u - sin * v;
    a[y + e] = sin * u + cos * v;
  }
}

/** Adds vectors to `known` orthonormal ones of `length` parts until there are `wanted`: unit vectors, less what is known of them. */
function completeBasis(width: 1 | 2, basis: Numbers, known: number, wanted: number, length: number): void {
  for (let unit = 0; known < wanted && unit < length; unit += width) {
    const at = known * length;
    basis.fill(0, at, at + length);
    basis[at + unit] = 1;
    for (let pass = 0; pass < 2; pass++) {
      // the second time for what rounding left of the first
      for (let j = 0; j < known; j++) {
        const from = j * length,
          re = dot(basis, from, basis, at, length),
          im = width === 1 ? 0 : cross(basis, from, basis, at, length);
        for (let i = 0; i < length; i++) basis[at + i]! -= re * basis[from + i]!;
        if (im !== 0)
          for (let i = 0; i < length; i += 2) {
            basis[at + i]! += im * basis[from + i + 1]!;
            basis[at + i + 1]! -= im * basis[from + i]!;
          }
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
    if (!Number.isFinite(a[i]!))
      fail(
        "matrix-finite",
        `${what}: ${at === null ? "" : `(Batch element ${at}): `}The algorithm failed to converge because the input matrix contained non-finite values.`,
        "it contains NaN or infinity: isfinite(x).all() checks for them.",
      );
  }
}

const svdOp = defineMatrices("svd", {
  parts: ([[m, n] = [0, 0]]) => {
    const k = Math.min(m, n);
    return [[m, k], [k], [k, n]];
  },
  complex: { real: [1] },
  run: ([a], [u, s, vh], [[m, n] = [0, 0]], _, at, field) => {
    needFinite(a!, "linalg.svd", at);
    singularValuesInto(field, a!, m, n, u!, s!, vh!, Math.min(m, n));
  },
  // gA = U (skew(Uᴴ gU) S/E + S skew(Vᴴ gV)/E + diag gS) Vᴴ + (1 − U Uᴴ) gU S⁻¹ Vᴴ + U S⁻¹ gVᴴ (1 − V Vᴴ), with
  // E_ij = s_j² − s_i², and for complex numbers diag(skew(Uᴴ gU)) / 2S more (Giles 2008, and PyTorch's svd_backward).
  grad: [
    (g, s) => {
      const [m, n] = s.shapes[0]!.slice(-2) as [number, number],
        k = Math.min(m, n);
      const [U, S, Vh] = unpack(s.out, svdOp, s.shapes, s.attrs) as [Tensor, Tensor, Tensor];
      const [gU, gS, gVh] = unpack(g, svdOp, s.shapes, s.attrs) as [Tensor, Tensor, Tensor];
      const row = unsqueeze(S, -2),
        col = unsqueeze(S, -1);
      const E = withDiagonal(sub(square(row), square(col)), 1);
      const skew = (x: Tensor): Tensor => sub(x, adjoint(x));
      const a = matmul(adjoint(U), gU),
        b = matmul(Vh, adjoint(gVh));
      if (isComplex(U.dtype)) needNoPhase(add(diagonalOf(a), diagonalOf(b)), "svd_backward: The singular vectors");
      const beside = (x: Tensor): Tensor => withDiagonal(quotient(skew(x), E), 0);
      let inner = add(add(mul(beside(a), row), mul(beside(b), col)), diagonalMatrix(gS));
      if (isComplex(U.dtype)) inner = add(inner, diagonalMatrix(quotient(diagonalOf(skew(a)), mul(S, 2))));
      let out = matmul(matmul(U, inner), Vh);
      if (m > k) out = add(out, matmul(quotient(sub(gU, matmul(U, a)), row), Vh));
      if (n > k) out = add(out, matmul(U, quotient(sub(gVh, matmul(adjoint(b), Vh)), col)));
      return out;
    },
  ],
  saves: "o",
  gradName: "LinalgSvd",
  samples: [], // vectors whose sign is free: test/linalg checks what does not depend on it
});
const valuesOp = defineMatrices("svdvals", {
  parts: ([[m, n] = [0, 0]]) => [[Math.min(m, n)]],
  complex: { real: [0] },
  run: ([a], [s], [[m, n] = [0, 0]], _, at, field) => {
    needFinite(a!, "linalg.svd", at);
    singularValuesInto(field, a!, m, n, null, s!, null, 0);
  },
  samples: [
    [3, 3],
    [2, 4, 2],
    [2, 4],
    [0, 2, 2],
    [3, 0],
  ],
});
const fullOp = defineMatrices("svdFull", {
  parts: ([[m, k] = [0, 0]]) => [[m, m - k]],
  complex: {},
  run: ([u], [rest], [[m, k] = [0, 0]], _, __, field) => {
    const basis = new Float64Array(field.width * m * m);
    for (let i = 0; i < m; i++) for (let j = 0; j < k; j++) field.copy(u!, i * k + j, basis, j * m + i);
    completeBasis(field.width, basis, k, m, field.width * m);
    for (let i = 0; i < m; i++) for (let j = k; j < m; j++) field.copy(basis, j * m + i, rest!, i * (m - k) + j - k);
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
const completed = (Q: Tensor): Tensor => {
  const [m, k] = Q.shape.slice(-2);
  return m === k ? Q : cat([Q, routine(fullOp.op, [detach(Q)])], -1);
};

/** Options of {@link svd}. */
export interface SvdMatrices {
  /** Whether U and Vh are square; with false they have min(m, n) columns and rows. Default true. */
  fullMatrices?: boolean;
}
/**
 * The singular value decomposition A = U diag(S) Vh of A `[…, m, n]`. With k = min(m, n): S is `[…, k]`, the largest
 * first, never negative; U is `[…, m, m]` and Vh `[…, n, n]`, or with `fullMatrices: false` `[…, m, k]` and
 * `[…, k, n]`. The signs of U's columns (with Vh's rows; of complex matrices their phases) are free and may differ from
 * PyTorch's. Gradients exist if the singular values differ (and, for U and Vh, are not 0).
 *
 * @throws KindlingError `matrix-dims`, `matrix-finite`, `float-only`.
 * @example
 * linalg.svd(tensor([[3, 0], [0, -4]])).S.tolist(); // → 4,3
 */
export function svd(
  A: Tensor,
  fullMatrices: boolean | SvdMatrices = true,
): NamedTuple<{ U: Tensor; S: Tensor; Vh: Tensor }> {
  noMore("svd", 2, arguments);
  needSvd(A);
  const full = byName<SvdMatrices>("svd", ["fullMatrices"], [fullMatrices]).fullMatrices ?? true;
  const [U, S, Vh] = reduced(A);
  return namedTuple(full ? { U: completed(U), S, Vh: adjoint(completed(adjoint(Vh))) } : { U, S, Vh });
}

/**
 * The singular values of A `[…, m, n]`, the largest first: `[…, min(m, n)]`. Complex matrices too.
 *
 * @throws KindlingError `matrix-dims`, `matrix-finite`, `float-only`.
 * @example
 * linalg.svdvals(tensor([[3, 0], [0, -4]])).tolist(); // → 4,3
 */
export function svdvals(A: Tensor): Tensor {
  noMore("svdvals", 1, arguments);
  needSvd(A);
  return mode.grad && needsGrad(A) ? reduced(A)[1] : only(valuesOp, [A]);
}

/** torch.svd: A = U diag(S) Vᴴ, with V itself. `some` false gives square U and V; without `computeUv` they are zeros. */
export function svdOf(
  A: Tensor,
  some: boolean | SvdOptions = true,
  computeUv?: boolean | SvdOptions,
): NamedTuple<{ U: Tensor; S: Tensor; V: Tensor }> {
  const o = byName<SvdOptions>("svd", ["some", "computeUv"], [some, computeUv]);
  needSvd(A);
  const [m, n] = A.shape.slice(-2) as [number, number],
    batch = A.shape.slice(0, -2);
  if (o.computeUv === false)
    return namedTuple({ U: empty([...batch, m, m], A.dtype), S: svdvals(A), V: empty([...batch, n, n], A.dtype) });
  const { U, S, Vh } = svd(A, o.some === false);
  return namedTuple({ U, S, V: contiguous(adjoint(Vh)) });
}
/** Options of torch.svd. */
export interface SvdOptions {
  some?: boolean;
  computeUv?: boolean;
}
