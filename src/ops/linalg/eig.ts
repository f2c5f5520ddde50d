import { routine } from "../../core/dispatch.js";
import { needsGrad } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex, isHalf, isSmooth } from "../../shape/dtype.js";
import { contiguous } from "../pointwise/cast.js";
import { adjoint, conj, real, viewAsComplex } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { unsqueeze } from "../view/view.js";
import { needNoPhase, needSquare } from "./check.js";
import { complexEigen } from "./eig-complex.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import type { Numbers } from "./field.js";
import { schurInPlace } from "./schur.js";
import { solve } from "./solve.js";
import { diagonalMatrix, diagonalOf, withDiagonal } from "./triangle.js";
import { noKernel } from "../refuse.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { noMore } from "../../diagnose/arguments.js";
import { add, div, mul, sub } from "../pointwise/arithmetic.js";

// A v = λ v for any square A. From Schur's form A = Z T Zᵀ of a real one the eigenvalues stand on T's diagonal, and the
// eigenvectors of T follow by solving (T − λ) x = 0 upwards. eig-complex.ts has the same for complex numbers.

/** Eigenvalues into `values` (n pairs). Unless null, `vectors` (n × n pairs) gets the eigenvectors as columns, of length 1 and with the largest element real. */
function eigen(a: Numbers, n: number, values: Numbers, vectors: Numbers | null): boolean {
  const z = new Float64Array(n * n);
  let scale = 0,
    norm = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i]!));
  if (scale === 0) scale = 1;
  for (let i = 0; i < a.length; i++) a[i]! /= scale;
  if (!schurInPlace(a, n, z)) return false;
  for (let i = 0; i < a.length; i++) norm = Math.max(norm, Math.abs(a[i]!));
  const re = new Float64Array(n),
    im = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const pair = k + 1 < n && a[(k + 1) * n + k] !== 0;
    const p = a[k * n + k]!;
    if (!pair) {
      values[2 * k] = p;
      if (vectors !== null) {
        re.fill(0);
        im.fill(0);
        re[k] = 1;
        solveUpwards(a, n, k - 1, p, 0, re, im, norm);
        column(z, n, re, im, k, vectors, false);
      }
      continue;
    }
    const b = a[k * n + k + 1]!,
      c = a[(k + 1) * n + k]!,
      q = a[(k + 1) * n + k + 1]!;
    const middle = (p + q) / 2,
      height = Math.sqrt(-(((p - q) / 2) ** 2 + b * c));
    values.set([middle, height, middle, -height], 2 * k);
    if (vectors !== null) {
      re.fill(0);
      im.fill(0);
      // (p − λ) x + b y = 0
      re[k] = b;
      re[k + 1] = middle - p;
      im[k + 1] = height;
      solveUpwards(a, n, k - 1, middle, height, re, im, norm);
      column(z, n, re, im, k, vectors, false);
      column(z, n, re, im, k + 1, vectors, true);
    }
    k++;
  }
  for (let i = 0; i < values.length; i++) values[i]! *= scale;
  return true;
}

/** The elements `from` … 0 of x with (T − λ) x = 0, from those below them. Two rows at a time where T has a block. */
function solveUpwards(
  t: Numbers,
  n: number,
  from: number,
  lr: number,
  li: number,
  re: Numbers,
  im: Numbers,
  norm: number,
): void {
  const tiny = Math.max(norm, 1) * 2 ** -52; // equal eigenvalues: as if they differed by rounding
  const rest = (i: number, below: number): readonly [number, number] => {
    let x = 0,
      y = 0;
    for (let j = below; j < n; j++) {
      x -= t[i * n + j]! * re[j]!;
      y -= t[i * n + j]! * im[j]!;
    }
    return [x, y];
  };
  for (let i = from; i >= 0; i--) {
    if (i > 0 && t[i * n + i - 1] !== 0) {
      // [p − λ, b; c, q − λ] (x, y) = (r, s), by Cramer's rule
      const p = t[(i - 1) * n + i - 1]! - lr,
        b = t[(i - 1) * n + i]!,
        c = t[i * n + i - 1]!,
        q = t[i * n + i]! - lr;
      const [rr, ri] = rest(i - 1, i + 1),
        [sr, si] = rest(i, i + 1);
      let dr = p * q - li * li - b * c;
      const di = -li * (p + q);
      if (Math.hypot(dr, di) < tiny * tiny) dr = tiny * tiny;
      const d = dr * dr + di * di;
      const xr = q * rr + li * ri - b * sr,
        xi = q * ri - li * rr - b * si,
        yr = p * sr + li * si - c * rr,
        yi = p * si - li * sr - c * ri;
      re[i - 1] = (xr * dr + xi * di) / d;
      im[i - 1] = (xi * dr - xr * di) / d;
      re[i] = (yr * dr + yi * di) / d;
      im[i] = (yi * dr - yr * di) / d;
      i--;
      continue;
    }
    let dr = t[i * n + i]! - lr;
    if (Math.hypot(dr, li) < tiny) dr = tiny;
    const [x, y] = rest(i, i + 1),
      d = dr * dr + li * li;
    re[i] = (x * dr - y * li) / d;
    im[i] = (y * dr + x * li) / d;
    const size = Math.hypot(re[i]!, im[i]!);
    if (size > 1e100)
      for (let j = i; j < n; j++) {
        re[j]! /= size;
        im[j]! /= size;
      }
  }
}

/** Z x (or its conjugate) as column k, of length 1, turned so that its largest element is real. */
function column(z: Numbers, n: number, re: Numbers, im: Numbers, k: number, vectors: Numbers, mirrored: boolean): void {
  const x = new Float64Array(n),
    y = new Float64Array(n);
  let sum = 0,
    largest = 0,
    place = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      x[i]! += z[i * n + j]! * re[j]!;
      y[i]! += z[i * n + j]! * im[j]!;
    }
    const size = Math.hypot(x[i]!, y[i]!);
    sum = Math.hypot(sum, size);
    if (size > largest * (1 + 1e-14)) {
      largest = size;
      place = i;
    }
  }
  // Divided by its length, and by the direction of the largest element unless all are real.
  const turn = y.some((v) => v !== 0),
    c = turn ? x[place]! / largest : 1,
    s = turn ? y[place]! / largest : 0;
  for (let i = 0; i < n; i++) {
    vectors[2 * (i * n + k)] = (x[i]! * c + y[i]! * s) / sum;
    const down = turn && i === place ? 0 : (y[i]! * c - x[i]! * s) / sum;
    vectors[2 * (i * n + k) + 1] = mirrored ? -down : down;
  }
}

function needFiniteMatrix(a: Numbers): void {
  if (a.some((v) => !Number.isFinite(v)))
    fail(
      "matrix-finite",
      "torch.linalg.eig: input tensor should not contain infs or NaNs.",
      "isfinite(x).all() checks for them.",
    );
}
const notConverged = (at: number | null): never =>
  fail(
    "matrix-finite",
    `linalg.eig: ${at === null ? "" : `(Batch element ${at}): `}The algorithm failed to converge because the input matrix is ill-conditioned or has too many repeated eigenvalues.`,
    "look for very large or nearly equal entries; float64 may help: A.double().",
  );

const eigOp = defineMatrices("eig", {
  parts: ([[n] = [0, 0]]) => [
    [n, 2],
    [n, n, 2],
  ],
  run: ([a], [values, vectors], [[n] = [0, 0]], _, at) => {
    needFiniteMatrix(a!);
    if (!eigen(a!, n, values!, vectors!)) notConverged(at);
  },
  grad: [
    (g, s) =>
      real(
        slope(
          unpack(s.out, eigOp, s.shapes, s.attrs).map(asComplex),
          unpack(g, eigOp, s.shapes, s.attrs).map(asComplex),
        ),
      ),
  ],
  saves: "o",
  gradName: "LinalgEig",
  samples: [], // vectors whose phase is free: test/linalg checks what does not depend on it
});
const complexOp = defineMatrices("eigComplex", {
  complex: {},
  parts: ([[n] = [0, 0]]) => [[n], [n, n]],
  run: ([a], [values, vectors], [[n] = [0, 0]], attrs, at) => {
    needFiniteMatrix(a!);
    if (!complexEigen(a!, n, values!, attrs["vectors"] === false ? null : vectors!)) notConverged(at);
  },
  grad: [(g, s) => slope(unpack(s.out, complexOp, s.shapes, s.attrs), unpack(g, complexOp, s.shapes, s.attrs))],
  saves: "o",
  gradName: "LinalgEig",
  samples: [], // as above
});

/** V⁻ᴴ (diag gL + (Vᴴ gV − Vᴴ V diag Re(Vᴴ gV)) / Ē) Vᴴ with E_ij = l_j − l_i (Boeddeker et al., arXiv:1701.00392): the gradient of A; of a real A its real part. */
function slope([L, V]: Tensor[], [gL, gV]: Tensor[]): Tensor {
  const Vh = adjoint(V!),
    M = matmul(Vh, gV!);
  needNoPhase(diagonalOf(M), "linalg_eig_backward: The eigenvectors");
  const numerator = sub(M, mul(matmul(Vh, V!), unsqueeze(real(diagonalOf(M)), -2)));
  const E = conj(sub(unsqueeze(L!, -2), unsqueeze(L!, -1)));
  const inner = withDiagonal(div(numerator, withDiagonal(E, 1)), 0);
  return solve(Vh, matmul(add(inner, diagonalMatrix(gL!)), Vh));
}

const valuesOp = defineMatrices("eigvals", {
  parts: ([[n] = [0, 0]]) => [[n, 2]],
  run: ([a], [values], [[n] = [0, 0]], _, at) => {
    needFiniteMatrix(a!);
    if (!eigen(a!, n, values!, null)) notConverged(at);
  },
  samples: [
    [1, 1],
    [0, 2, 2],
  ],
});

/** Pairs as complex numbers; what comes out of `unpack` may lie where that needs a copy. */
const asComplex = (x: Tensor): Tensor => viewAsComplex(contiguous(x));

function needEig(A: Tensor, what: string): void {
  needSquare(A, what);
  if (isHalf(A.dtype)) noKernel("linalg_eig_out_cpu", A.dtype);
  if (!isSmooth(A.dtype))
    fail("float-only", `Unknown Complex ScalarType for ${dtypeInfo[A.dtype].scalarType}`, "convert first: x.float().");
}
const NAME = "LinalgEigBackward0";
const both = (A: Tensor): Tensor[] =>
  isComplex(A.dtype) ? parts(complexOp, [A], NAME) : parts(eigOp, [A], NAME).map((x) => label(viewAsComplex(x), NAME));

/**
 * Eigenvalues `[…, n]` and eigenvectors (the columns of `[…, n, n]`) of square matrices, complex both: complex64, or
 * complex128 for float64 and complex128. Vectors have length 1 and a real largest element; their order, and the sign of
 * real ones, may differ from PyTorch's. Gradients exist if the eigenvalues differ, for results that do not depend on
 * the vectors' phase. For symmetric matrices use {@link eigh}.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `matrix-finite`, `float-only`, `phase`.
 * @example
 * linalg.eig(tensor([[0, -1], [1, 0]])).eigenvalues; // → tensor([0.+1.j, 0.-1.j])
 */
export function eig(A: Tensor): NamedTuple<{ eigenvalues: Tensor; eigenvectors: Tensor }> {
  noMore("eig", 1, arguments);
  needEig(A, "linalg.eig");
  const [eigenvalues, eigenvectors] = both(A);
  return namedTuple({ eigenvalues: eigenvalues!, eigenvectors: eigenvectors! });
}

/**
 * Only the eigenvalues, as in {@link eig}: complex `[…, n]`. Gradients exist even if those of the eigenvectors do not.
 *
 * @example
 * linalg.eigvals(tensor([[0, -1], [1, 0]])); // → tensor([0.+1.j, 0.-1.j])
 */
export function eigvals(A: Tensor): Tensor {
  noMore("eigvals", 1, arguments);
  needEig(A, "linalg.eigvals");
  if (mode.grad && needsGrad(A)) return both(A)[0]!;
  return isComplex(A.dtype)
    ? parts(complexOp, [A], NAME, { vectors: false })[0]!
    : viewAsComplex(routine(valuesOp.op, [A]));
}
