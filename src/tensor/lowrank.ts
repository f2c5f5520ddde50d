import { needTensor } from "../core/check.js";
import type { Tensor } from "../core/tensor.js";
import { byName, noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { matmul } from "../ops/product/contract.js";
import { needMatrix } from "../ops/linalg/check.js";
import { qr } from "../ops/linalg/qr.js";
import { svd } from "../ops/linalg/svd.js";
import { mean } from "../ops/reduce/reduce.js";
import { transpose } from "../ops/view/view.js";
import { isFloat } from "../shape/dtype.js";
import { randn } from "./creation.js";
import { namedTuple } from "../util/named-tuple.js";
import { sub } from "../ops/pointwise/arithmetic.js";

// The dominant directions of a matrix, found by multiplying random vectors by it (Halko, Martinsson & Tropp 2009,
// algorithms 4.4 and 5.1). The vectors are PyTorch's for the same seed.

/** Options of {@link svdLowrank}. */
export interface LowRankOptions {
  /** The number of directions, at most min(m, n). Default 6. */
  q?: number | null;
  /** The number of iterations that refine the directions. Default 2. */
  niter?: number | null;
  /** A matrix to subtract first. Default: none. */
  M?: Tensor | null;
}
/** Options of {@link pcaLowrank}. */
export interface PcaOptions {
  /** The number of directions. Default: 6, or min(m, n). */
  q?: number | null;
  /** Whether to subtract the mean of the rows first. Default true. */
  center?: boolean;
  /** As in {@link svdLowrank}. */
  niter?: number;
}
/** A ≈ U diag(S) Vᵀ: `[..., m, q]`, `[..., q]` and `[..., n, q]`. */
export interface LowRank extends Iterable<Tensor> {
  readonly U: Tensor;
  readonly S: Tensor;
  readonly V: Tensor;
}

const mT = (x: Tensor): Tensor => transpose(x, -1, -2);

/** (A − M) X */
const times = (A: Tensor, M: Tensor | null, X: Tensor): Tensor =>
  M === null ? matmul(A, X) : sub(matmul(A, X), matmul(M, X));

/** Orthonormal columns that approximately span the range of A − M. */
function basis(A: Tensor, q: number, niter: number, M: Tensor | null): Tensor {
  const At = mT(A),
    Mt = M === null ? null : mT(M);
  let Q = qr(
    times(A, M, randn([A.shape[A.shape.length - 1]!, q], { dtype: isFloat(A.dtype) ? A.dtype : "float32" })),
  ).Q;
  for (let i = 0; i < niter; i++) Q = qr(times(A, M, qr(times(At, Mt, Q)).Q)).Q;
  return Q;
}

function checkNumbers(A: Tensor, q: number, niter: number): void {
  const [m, n] = A.shape.slice(-2) as [number, number],
    most = Math.min(m, n);
  if (!(Number.isInteger(q) && q >= 0 && q <= most))
    fail(
      "lowrank",
      `q(=${q}) must be non-negative integer and not greater than min(m, n)=${most}`,
      "choose a smaller q.",
    );
  if (!(Number.isInteger(niter) && niter >= 0))
    fail("lowrank", `niter(=${niter}) must be non-negative integer`, "leave niter out: it is 2.");
}

function lowRank(A: Tensor, q: number, niter: number, M: Tensor | null): LowRank {
  const [m, n] = A.shape.slice(-2) as [number, number];
  if (m < n || n > q) {
    // the transpose is the smaller problem
    const Q = basis(mT(A), q, niter, M === null ? null : mT(M));
    const { U, S, Vh } = svd(times(A, M, Q), false);
    return namedTuple({ U, S, V: matmul(Q, mT(Vh)) });
  }
  const Q = basis(A, q, niter, M);
  const { U, S, Vh } = svd(mT(times(mT(A), M === null ? null : mT(M), Q)), false);
  return namedTuple({ U: matmul(Q, U), S, V: mT(Vh) });
}

/**
 * The largest `q` singular values of a matrix [..., m, n] of low rank and their vectors, approximately: A ≈ U diag(S)
 * Vᵀ. Draws normal numbers from the default generator, like PyTorch. Further arguments: q, niter, M. Differentiable.
 *
 * @throws KindlingError `lowrank`, `matrix-dims`.
 * @example
 * svdLowrank(ones(4, 3), 1).S.item().toFixed(3); // → "3.464"
 */
export function svdLowrank(
  A: Tensor,
  q?: number | null | LowRankOptions,
  niter?: number | LowRankOptions,
  M?: Tensor | null,
): LowRank {
  noMore("svdLowrank", 4, arguments);
  needMatrix(A, "svdLowrank");
  const o = byName<LowRankOptions>("svdLowrank", ["q", "niter", "M"], [q, niter, M]),
    rank = o.q ?? 6,
    rounds = o.niter ?? 2;
  if (o.M !== undefined && o.M !== null) needTensor(o.M, "svdLowrank", "M");
  checkNumbers(A, rank, rounds);
  return lowRank(A, rank, rounds, o.M ?? null);
}

/**
 * The principal components of data in rows [..., m, n], approximately: columns of V are the directions in which the
 * rows vary most, and S² / (m − 1) their variances. Further arguments: q, center, niter. Draws normal numbers, like
 * PyTorch.
 *
 * @throws KindlingError `lowrank`, `matrix-dims`, `float-only`.
 * @example
 * pcaLowrank(tensor([[1, 2], [2, 4], [3, 6]]), 1).V.abs().mul(100).round().tolist(); // → 45,89
 */
export function pcaLowrank(
  A: Tensor,
  q?: number | null | PcaOptions,
  center?: boolean | PcaOptions,
  niter?: number,
): LowRank {
  noMore("pcaLowrank", 4, arguments);
  needMatrix(A, "pcaLowrank");
  const o = byName<PcaOptions>("pcaLowrank", ["q", "center", "niter"], [q, center, niter]);
  const rank = o.q ?? Math.min(6, ...A.shape.slice(-2)),
    rounds = o.niter ?? 2;
  checkNumbers(A, rank, rounds);
  return lowRank(o.center === false ? A : sub(A, mean(A, { dim: [-2], keepdim: true })), rank, rounds, null);
}
