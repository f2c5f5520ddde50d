import type { Tensor } from "../../core/tensor.js";
import * as choleskys from "../../ops/linalg/cholesky.js";
import * as dets from "../../ops/linalg/det.js";
import * as inverses from "../../ops/linalg/inverse.js";
import * as packed from "../../ops/linalg/packed.js";
import * as pinvs from "../../ops/linalg/pinv.js";
import type { PinvArguments, PinvOptions } from "../../ops/linalg/pinv.js";
import * as qrs from "../../ops/linalg/qr.js";
import * as svds from "../../ops/linalg/svd.js";
import * as tensors from "../../ops/linalg/tensors.js";
import * as triangle from "../../ops/view/triangle.js";
import { type By, type Flag, publicFunction, type Unary } from "./argument-types.js";
import type { NamedTuple } from "../../util/named-tuple.js";

// Matrices: factorisations, inverses, determinants; more of them in linalg. Leading dimensions are batches.

/** Arguments of {@link cholesky}, by name. */
interface UpperNamed {
  /** Whether the factor is an upper triangle. Default false. */
  upper?: boolean;
}
/**
 * The Cholesky factor of positive definite matrices A `[…, n, n]`: the lower triangle L with A = L Lᵀ, or, with `upper`
 * (default false), the upper one. The same as {@link linalg.cholesky}, which takes `upper` by name only.
 *
 * @throws KindlingError `not-positive`, `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * cholesky(tensor([[4, 2], [2, 5]])).tolist(); // → 2,0,1,2
 */
export const cholesky: (x: Tensor, upper?: boolean | UpperNamed) => Tensor = publicFunction(
  "cholesky",
  ["upper"],
  choleskys.choleskyOf,
);
/** The arguments of {@link choleskySolve} by name. */
export interface CholeskySolveNamed {
  /** The Cholesky factor of A. */
  input2: Tensor;
  /** Whether the factor is an upper triangle. Default false. */
  upper?: boolean;
}
/**
 * Solves A X = B, where B is `x` `[…, n, k]` and `input2` `[…, n, n]` is the Cholesky factor of A: a lower triangle, or an
 * upper one with `upper` (default false). X has the shape of B.
 *
 * @throws KindlingError `solve-shape`, `matrix-dims`, `matrix-square`, `matmul-dtype`, `float-only`.
 * @example
 * choleskySolve(tensor([[8], [17]]), tensor([[2, 0], [1, 2]])).tolist(); // → 0.375,3.25
 */
export const choleskySolve: (
  x: Tensor,
  input2: Tensor | CholeskySolveNamed,
  upper?: Flag<CholeskySolveNamed>,
) => Tensor = publicFunction("choleskySolve", ["input2", "upper"], choleskys.choleskySolve);
/**
 * The inverse of A, given the Cholesky factor of A `[…, n, n]`: a lower triangle, or an upper one with `upper` (default
 * false).
 *
 * @throws KindlingError `matrix-dims`, `matrix-square`, `float-only`.
 * @example
 * choleskyInverse(tensor([[2, 0], [0, 4]])).tolist(); // → 0.25,0,0,0.0625
 */
export const choleskyInverse: (x: Tensor, upper?: boolean | UpperNamed) => Tensor = publicFunction(
  "choleskyInverse",
  ["upper"],
  choleskys.choleskyInverse,
);
/**
 * The determinants of square matrices `[…, n, n]`, in the shape `[…]`.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * det(tensor([[1, 2], [3, 4]])).item(); // → -2
 */
export const det: Unary = publicFunction("det", [], dets.det);
/**
 * The logarithms of the determinants of square matrices `[…, n, n]`, in the shape `[…]`: NaN for a negative
 * determinant, −∞ for 0. {@link slogdet} also gives the sign.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * logdet(eye(2)).item(); // → 0
 */
export const logdet: Unary = publicFunction("logdet", [], dets.logdet);
/**
 * The signs (−1, 0 or 1) of the determinants of square matrices `[…, n, n]`, and the logarithms of their absolute values:
 * `{ sign, logabsdet }`, both in the shape `[…]`. It works where the determinant itself would overflow. A singular matrix gives
 * 0 and −∞.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * slogdet(tensor([[2, 0], [0, -0.5]])).sign.item(); // → -1
 */
export const slogdet: (x: Tensor) => NamedTuple<{ sign: Tensor; logabsdet: Tensor }> = publicFunction(
  "slogdet",
  [],
  dets.slogdet,
);
/**
 * The inverses of square matrices `[…, n, n]`. To solve equations, {@link linalg.solve} is faster and more accurate.
 *
 * @throws KindlingError `singular`, `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * inverse(tensor([[2, 0], [0, 4]])).tolist(); // → 0.5,0,0,0.25
 */
export const inverse: Unary = publicFunction("inverse", [], inverses.inv);
/** The relative tolerance of {@link pinverse}, or its arguments by name. */
export type Tolerance = number | Tensor | null | PinvOptions;
/**
 * The pseudoinverses (Moore–Penrose) of matrices A `[…, m, n]`, in the shape `[…, n, m]`. If A is invertible, it is the
 * inverse; A⁺ b is the shortest of all x that minimize |A x − b|.
 *
 * Singular values up to max(`atol`, `rtol` · the largest) count as 0; `rcond` is `rtol`. By default `atol` is 0 and `rtol` is
 * max(m, n) times the dtype's epsilon. `hermitian` (default false) says that A is symmetric. Differentiable where the rank does
 * not change.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * pinverse(tensor([[2, 0], [0, 0]])).tolist(); // → 0.5,0,0,0
 */
export const pinverse: (x: Tensor, rcond?: Tolerance, hermitian?: Flag<PinvOptions>) => Tensor = (x, ...args) =>
  pinvs.pinv(x, ...(args as PinvArguments));
/** Arguments of {@link qr}, by name. */
interface SomeNamed {
  /** Whether to compute only the columns needed. Default true. */
  some?: boolean;
}
/**
 * The QR factorisation A = Q R of matrices `[…, m, n]` into orthonormal columns Q and an upper triangle R: `{ Q, R }`, of shapes
 * `[…, m, k]` and `[…, k, n]` with k = min(m, n), or k = m if `some` is false (default true). {@link linalg.qr} calls these modes
 * "reduced" and "complete".
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * const { Q, R } = qr(tensor([[3, 1], [4, 2]]));
 * matmul(Q, R).round().tolist(); // → 3,1,4,2
 */
export const qr: (x: Tensor, some?: boolean | SomeNamed) => NamedTuple<{ Q: Tensor; R: Tensor }> = publicFunction(
  "qr",
  ["some"],
  qrs.qrOf,
);
/** The arguments of {@link svd} by name. */
export interface SvdNamed {
  /** Whether to compute only the columns needed. Default true. */
  some?: boolean;
  /** Whether to compute U and V as well. Default true. */
  computeUv?: boolean;
}
/** The result of {@link svd}. */
export type Svd = NamedTuple<{ U: Tensor; S: Tensor; V: Tensor }>;
/**
 * The singular value decomposition A = U diag(S) Vᵀ of matrices `[…, m, n]`: `{ U, S, V }`, of shapes `[…, m, k]`, `[…, k]` and
 * `[…, n, k]` with k = min(m, n). S is in descending order.
 *
 * `some: false` (default true) gives square U and V; `computeUv: false` (default true) gives zeros for them.
 * {@link linalg.svd} gives Vᵀ instead.
 *
 * @throws KindlingError `matrix-finite` for NaN or ∞, `matrix-dims`, `float-only`.
 * @example
 * svd(tensor([[0, 3], [2, 0]])).S.tolist(); // → 3,2
 */
export const svd: (x: Tensor, some?: Flag<SvdNamed>, computeUv?: Flag<SvdNamed>) => Svd = publicFunction(
  "svd",
  ["some", "computeUv"],
  svds.svdOf,
);
/**
 * The QR factorisation of matrices `[…, m, n]` as LAPACK packs it: `{ a, tau }` with R on and above the diagonal of
 * `a`, and below it the reflections whose factors are `tau` `[…, min(m, n)]`. {@link orgqr} makes Q from them. Not
 * differentiable; {@link qr} is.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * geqrf(tensor([[3, 1], [4, 2]])).tau.shape; // → 2
 */
export const geqrf: (x: Tensor) => NamedTuple<{ a: Tensor; tau: Tensor }> = publicFunction("geqrf", [], packed.geqrf);
/** The arguments of {@link ormqr} by name. */
export interface OrmqrNamed {
  /** The factors tau returned by geqrf. */
  input2: Tensor;
  /** The matrix to multiply. */
  input3: Tensor;
  /** Whether Q is on the left. Default true. */
  left?: boolean;
  /** Whether Q is transposed. Default false. */
  transpose?: boolean;
}
/** `left` and `transpose` of {@link ormqr} by place, or from here on by name. */
export type QFlag = Flag<OrmqrNamed>;
/**
 * The product of Q and the matrices `input3` `[…, m, n]`, where Q = H₀ H₁ … is given by its reflections `x` and their
 * factors `input2`, as returned by {@link geqrf}. Q itself is never formed.
 *
 * `left` (default true) puts Q on the left; `transpose` (default false) uses Qᵀ.
 *
 * @throws KindlingError `householder`, `matrix-dims`, `matmul-dtype`, `float-only`.
 * @example
 * const A = tensor([[3, 1], [4, 2]]), { a, tau } = geqrf(A);
 * ormqr(a, tau, a.triu()).round().tolist(); // → 3,1,4,2
 */
export const ormqr: (
  x: Tensor,
  ...args: By<[input2: Tensor, input3: Tensor, left?: QFlag, transpose?: QFlag], OrmqrNamed>
) => Tensor = publicFunction("ormqr", ["input2", "input3", "left", "transpose"], packed.ormqr);
/** The arguments of {@link luSolve} by name. */
export interface LuSolveNamed {
  /** The LU factors packed into one matrix. */
  LUData: Tensor;
  /** Their pivots, the exchanged rows. */
  LUPivots: Tensor;
}
/**
 * Solves A X = B, where B is `x` `[…, n, k]`, and `LUData` `[…, n, n]` and `LUPivots` `[…, n]` are
 * {@link linalg.luFactor}'s result for A. X has the shape of B.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `solve-shape`, `lu-pivots`, `matmul-dtype`, `float-only`.
 * @example
 * const { LU, pivots } = linalg.luFactor(tensor([[2, 0], [0, 4]]));
 * luSolve(tensor([[2], [4]]), LU, pivots).tolist(); // → 1,1
 */
export const luSolve: (x: Tensor, ...args: By<[LUData: Tensor, LUPivots: Tensor], LuSolveNamed>) => Tensor =
  publicFunction("luSolve", ["LUData", "LUPivots"], packed.luSolveOf);
/** Arguments of {@link orgqr}, by name. */
interface Input2Named {
  /** The factors tau returned by geqrf. */
  input2: Tensor;
}
/**
 * The first n columns of Q = H₀ H₁ … for reflections H = 1 − τ v vᵀ as returned by {@link geqrf}: v below the diagonal
 * of `x` `[…, m, n]`, with 1 on it, and the factors τ in `input2` `[…, k]`. The same as
 * {@link linalg.householderProduct}.
 *
 * @throws KindlingError `householder`, `matrix-dims`, `matmul-dtype`, `float-only`.
 * @example
 * orgqr(zeros(2, 2), zeros(2)).tolist(); // → 1,0,0,1
 */
export const orgqr: (x: Tensor, input2: Tensor | Input2Named) => Tensor = publicFunction(
  "orgqr",
  ["input2"],
  tensors.householderProduct,
);
/**
 * The sum of a matrix's diagonal, a scalar; int64 for integers.
 *
 * @throws KindlingError `matmul-dims` unless it is a matrix, `float-only` for bools.
 * @example
 * trace(tensor([[1, 2], [3, 4]])).item(); // → 5
 */
export const trace: Unary = publicFunction("trace", [], triangle.trace);
