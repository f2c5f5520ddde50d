import { needsGrad } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { isComplex } from "../../shape/dtype.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { unsqueeze } from "../view/view.js";
import { needNoPhase, needSquare } from "./check.js";
import { complexField, type Field, type Numbers } from "./field.js";
import { defineMatrices, only, parts, unpack } from "./matrices.js";
import { needFinite, rotate, singularValuesInto } from "./svd.js";
import { diagonalMatrix, diagonalOf, quotient, withDiagonal } from "./triangle.js";
import { plainFloats } from "../refuse.js";
import { namedTuple } from "../../util/named-tuple.js";
import { add, mul, sub } from "../pointwise/arithmetic.js";

// A = V diag(L) Vᴴ for a symmetric or Hermitian A. Of a symmetric one: reflections on both sides leave three diagonals; then the QR algorithm with
// Wilkinson's shifts makes the outer two vanish (Golub & Van Loan, Matrix Computations, 8.3).

const EPS = 2 ** -52;

/**
 * Eigenvalues of the symmetric `a` (n × n, overwritten) into `values`, the smallest first, and, unless null, the
 * eigenvectors as the rows of `rows`.
 */
export function symmetricEigen(a: Numbers, n: number, values: Numbers, rows: Numbers | null): void {
  let scale = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i]!));
  if (scale === 0) scale = 1;
  for (let i = 0; i < a.length; i++) a[i]! /= scale;
  const q = rows === null ? null : new Float64Array(n * n),
    e = new Float64Array(n);
  tridiagonalise(a, n, values, e, q);
  diagonalise(values, e, n, q);
  const order = Array.from({ length: n }, (_, i) => i).sort((x, y) => values[x]! - values[y]!);
  const found = values.slice();
  order.forEach((j, place) => {
    values[place] = found[j]! * scale;
    if (rows !== null) for (let i = 0; i < n; i++) rows[place * n + i] = q![j * n + i]!;
  });
}

/** Qᵀ A Q with only the diagonal `d` and its neighbour `e`; `q` gets Qᵀ. */
function tridiagonalise(a: Numbers, n: number, d: Numbers, e: Numbers, q: Numbers | null): void {
  const v = new Float64Array(n),
    w = new Float64Array(n);
  if (q !== null) for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let k = 0; k < n - 1; k++) {
    // The reflection that clears column k below its neighbour of the diagonal.
    let rest = 0,
      all = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k]!;
      all += v[i]! * v[i]!;
      if (i > k + 1) rest += v[i]! * v[i]!;
    }
    if (rest === 0) {
      e[k] = v[k + 1]!;
      continue;
    }
    const beta = v[k + 1]! > 0 ? -Math.sqrt(all) : Math.sqrt(all);
    e[k] = beta;
    v[k + 1]! -= beta;
    const tau = 2 / (rest + v[k + 1]! * v[k + 1]!);
    // A ← H A H = A − v wᵀ − w vᵀ with w = τ A v − (τ² vᵀ A v / 2) v.
    let vAv = 0;
    for (let i = k + 1; i < n; i++) {
      let s = 0;
      for (let j = k + 1; j < n; j++) s += a[i * n + j]! * v[j]!;
      w[i] = tau * s;
      vAv += v[i]! * w[i]!;
    }
    for (let i = k + 1; i < n; i++) w[i]! -= ((tau * vAv) / 2) * v[i]!;
    for (let i = k + 1; i < n; i++) for (let j = k + 1; j < n; j++) a[i * n + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
    if (q === null) continue;
    // Qᵀ ← H Qᵀ
    w.fill(0);
    for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) w[j]! += v[i]! * q[i * n + j]!;
    for (let i = k + 1; i < n; i++) for (let j = 0; j < n; j++) q[i * n + j]! -= tau * v[i]! * w[j]!;
  }
  for (let i = 0; i < n; i++) d[i] = a[i * n + i]!;
}

/** Turns three diagonals into one by shifted QR steps, from the lower end upwards; the rows of `q` turn with them. */
function diagonalise(d: Numbers, e: Numbers, n: number, q: Numbers | null): void {
  const zero = (i: number): boolean => Math.abs(e[i]!) <= EPS * (Math.abs(d[i]!) + Math.abs(d[i + 1]!));
  let steps = 0;
  for (let hi = n - 1; hi > 0;) {
    if (zero(hi - 1)) {
      hi--;
      continue;
    }
    if (steps++ > 60 * n) break; // two or three per eigenvalue are usual
    let lo = hi - 1;
    while (lo > 0 && !zero(lo - 1)) lo--;
    // Wilkinson's shift: the eigenvalue of the last 2 × 2 block that is nearer to its corner.
    const half = (d[hi - 1]! - d[hi]!) / 2,
      side = e[hi - 1]!;
    const shift = d[hi]! - (side * side) / (half + (half < 0 ? -1 : 1) * Math.hypot(half, side));
    let x = d[lo]! - shift,
      z = e[lo]!;
    for (let k = lo; k < hi; k++) {
      // chases the one element beside the diagonals down and out
      const r = Math.hypot(x, z),
        cos = r === 0 ? 1 : x / r,
        sin = r === 0 ? 0 : z / r;
      if (k > lo) e[k - 1] = r;
      const d1 = d[k]!,
        d2 = d[k + 1]!,
        off = e[k]!;
      d[k] = cos * cos * d1 + 2 * cos * sin * off + sin * sin * d2;
      d[k + 1] = sin * sin * d1 - 2 * cos * sin * off + cos * cos * d2;
      e[k] = cos * sin * (d2 - d1) + (cos * cos - sin * sin) * off;
      x = e[k]!;
      if (k < hi - 1) {
        z = sin * e[k + 1]!;
        e[k + 1]! *= cos;
      }
      if (q !== null) rotate(q, k * n, (k + 1) * n, n, cos, -sin);
    }
  }
}

/** The symmetric or Hermitian matrix that one triangle of `a` stands for. The imaginary part of the diagonal counts as 0. */
function mirror(field: Field, a: Numbers, n: number, upper: boolean): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const from = upper ? j * n + i : i * n + j,
        to = upper ? i * n + j : j * n + i;
      field.copy(a, from, a, to);
      field.conj(1, a, to);
    }
    field.set(a, i * n + i, a[field.width * (i * n + i)]!, 0);
  }
}

/**
 * {@link symmetricEigen} of a Hermitian matrix, whose eigenvectors come as columns. A + σ is positive definite for a large
 * enough σ, and of such a matrix the singular vectors are the eigenvectors; the eigenvalues are then vᴴ A v.
 */
function hermitianEigen(a: Numbers, n: number, values: Numbers, vectors: Numbers | null): void {
  let norm = 0;
  for (let i = 0; i < n; i++) {
    let row = 0;
    for (let j = 0; j < n; j++) row += complexField.size(a, i * n + j);
    norm = Math.max(norm, row);
  }
  const shifted = a.slice(),
    s = new Float64Array(n),
    vh = new Float64Array(2 * n * n),
    Av = new Float64Array(2 * n * n),
    value = new Float64Array(2);
  for (let i = 0; i < n; i++) shifted[2 * (i * n + i)]! += norm === 0 ? 1 : 1.5 * norm;
  singularValuesInto(complexField, shifted, n, n, null, s, vh, 0);
  const found = Array.from({ length: n }, (_, j) => {
    for (let i = 0; i < n; i++) {
      Av.fill(0, 2 * i, 2 * i + 2);
      complexField.subtractDot(n, a, i * n, vh, j * n, Av, i);
    } // −A v
    value.fill(0);
    for (let i = 0; i < n; i++) complexField.subtract(1, vh, j * n + i, Av, i, value, 0);
    return value[0]!;
  });
  Array.from({ length: n }, (_, j) => j)
    .sort((x, y) => found[x]! - found[y]!)
    .forEach((j, place) => {
      values[place] = found[j]!;
      if (vectors === null) return;
      for (let i = 0; i < n; i++) complexField.copy(vh, j * n + i, vectors, i * n + place);
    });
  if (vectors !== null) complexField.conj(n * n, vectors, 0);
}

const eighOp = defineMatrices("eigh", {
  complex: { real: [0] },
  parts: ([[n] = [0, 0]]) => [[n], [n, n]],
  run: ([a], [values, vectors], [[n] = [0, 0]], attrs, at, field) => {
    needFinite(a!, "linalg.eigh", at);
    mirror(field, a!, n, attrs["upper"] === true);
    if (field.width === 2) return hermitianEigen(a!, n, values!, vectors!);
    const rows = new Float64Array(n * n);
    symmetricEigen(a!, n, values!, rows);
    for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) vectors![i * n + j] = rows[j * n + i]!;
  },
  // gA = V (skew(Vᴴ gV) / E + diag gL) Vᴴ, with E_ij = l_j − l_i.
  grad: [
    (g, s) => {
      const [L, V] = unpack(s.out, eighOp, s.shapes, s.attrs) as [Tensor, Tensor],
        [gL, gV] = unpack(g, eighOp, s.shapes, s.attrs) as [Tensor, Tensor];
      const E = sub(unsqueeze(L, -2), unsqueeze(L, -1)),
        M = matmul(adjoint(V), gV);
      if (isComplex(V.dtype)) needNoPhase(diagonalOf(M), "linalg_eigh_backward: The eigenvectors");
      const beside = withDiagonal(quotient(mul(sub(M, adjoint(M)), 0.5), withDiagonal(E, 1)), 0);
      return matmul(V, matmul(add(beside, diagonalMatrix(gL)), adjoint(V)));
    },
  ],
  saves: "o",
  gradName: "LinalgEigh",
  samples: [], // vectors whose sign is free: test/linalg checks what does not depend on it
});
const valuesOp = defineMatrices("eigvalsh", {
  complex: { real: [0] },
  parts: ([[n] = [0, 0]]) => [[n]],
  run: ([a], [values], [[n] = [0, 0]], attrs, at, field) => {
    needFinite(a!, "linalg.eigh", at);
    mirror(field, a!, n, attrs["upper"] === true);
    if (field.width === 2) hermitianEigen(a!, n, values!, null);
    else symmetricEigen(a!, n, values!, null);
  },
  samples: [
    [3, 3],
    [2, 4, 4],
    [0, 2, 2],
    [1, 1],
  ],
});

/** The triangle of a symmetric matrix to read: the lower or the upper. */
export type Triangle = "L" | "U";

function upperOf(A: Tensor, what: string, triangle: Triangle | { UPLO?: Triangle } | undefined): boolean {
  const side = String(byName<{ UPLO?: Triangle }>(what, ["UPLO"], [triangle]).UPLO ?? "L");
  if (side.toUpperCase() !== "L" && side.toUpperCase() !== "U")
    fail(
      "eigh-triangle",
      `Expected UPLO argument to be 'L' or 'U', but got ${side}`,
      'use "L" for the lower triangle, "U" for the upper.',
    );
  needSquare(A, "linalg.eigh");
  if (!isComplex(A.dtype)) plainFloats(A, "linalg_eigh_cpu");
  return side.toUpperCase() === "U";
}
const both = (A: Tensor, upper: boolean): [Tensor, Tensor] =>
  parts(eighOp, [A], "LinalgEighBackward0", { upper }) as [Tensor, Tensor];

/** Options of {@link eigh} and {@link eigvalsh}. */
export interface EighOptions {
  /** The triangle of A to read. Default "L". */
  UPLO?: Triangle;
}
/** The result of {@link eigh}: eigenvalues `[…, n]` in ascending order, and eigenvectors `[…, n, n]`, in columns. */
export interface Eigh extends Iterable<Tensor> {
  eigenvalues: Tensor;
  eigenvectors: Tensor;
}
/**
 * Eigenvalues (the smallest first, real, `[…, n]`) and eigenvectors (the columns of `[…, n, n]`) of symmetric or
 * Hermitian matrices `[…, n, n]`, reading only one triangle (`UPLO`, default "L"). The signs (or phases) of the vectors
 * are free and may differ from PyTorch's. Gradients exist if the eigenvalues differ.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `matrix-finite`, `float-only`, `eigh-triangle`.
 * @example
 * linalg.eigh(tensor([[2, 0], [0, 1]])).eigenvalues.tolist(); // → 1,2
 */
export function eigh(A: Tensor, UPLO?: Triangle | EighOptions): Eigh {
  noMore("eigh", 2, arguments);
  const [eigenvalues, eigenvectors] = both(A, upperOf(A, "eigh", UPLO));
  return namedTuple({ eigenvalues, eigenvectors });
}

/** Arguments of {@link eigvalsh}, by name. */
interface UPLONamed {
  /** The triangle to read: `"L"` (default) or `"U"`. */
  UPLO?: Triangle;
}
/**
 * Only the eigenvalues, as in {@link eigh}: real `[…, n]`, in ascending order.
 *
 * @example
 * linalg.eigvalsh(tensor([[2, 0], [0, 1]])).tolist(); // → 1,2
 */
export function eigvalsh(A: Tensor, UPLO?: Triangle | UPLONamed): Tensor {
  noMore("eigvalsh", 2, arguments);
  const upper = upperOf(A, "eigvalsh", UPLO);
  return mode.grad && needsGrad(A) ? both(A, upper)[0] : only(valuesOp, [A], { upper });
}
