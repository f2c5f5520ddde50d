import type { Tensor } from "../../core/tensor.js";
import * as choleskys from "../../ops/linalg/cholesky.js";
import * as dets from "../../ops/linalg/det.js";
import * as inverses from "../../ops/linalg/inverse.js";
import * as packed from "../../ops/linalg/packed.js";
import * as pinvs from "../../ops/linalg/pinv.js";
import type { PinvArguments } from "../../ops/linalg/pinv.js";
import * as qrs from "../../ops/linalg/qr.js";
import * as svds from "../../ops/linalg/svd.js";
import * as tensors from "../../ops/linalg/tensors.js";
import * as triangle from "../../ops/triangle.js";
import { named, type Unary } from "./named.js";

// Matrices: factorisations, inverses, determinants; more of them in linalg.

/** torch.cholesky: {@link cholesky} with `upper` by place. */
export const cholesky: (x: Tensor, upper?: boolean | { upper?: boolean }) => Tensor = named("cholesky", ["upper"], choleskys.choleskyOf);
/** The arguments of {@link choleskySolve} by name. */
export interface CholeskySolveNamed { input2: Tensor; upper?: boolean }
/**
 * Solves A X = B from A's Cholesky factor `L` (a lower triangle; an upper one with `upper`). Shapes [..., n, k] and
 * [..., n, n].
 *
 * @throws KindlingError `matrix-dims`, `matrix-square`, `solve-shape`, `float-only`.
 * @example
 * choleskySolve(tensor([[8], [17]]), tensor([[2, 0], [1, 2]])).tolist(); // → 0.375,3.25
 */
export const choleskySolve: (x: Tensor, input2: Tensor | CholeskySolveNamed, upper?: boolean | CholeskySolveNamed) => Tensor = named("choleskySolve", ["input2", "upper"], choleskys.choleskySolve);
/**
 * A⁻¹ from A's Cholesky factor [..., n, n] (a lower triangle; an upper one with `upper`).
 *
 * @throws KindlingError `matrix-dims`, `matrix-square`, `float-only`.
 * @example
 * choleskyInverse(tensor([[2, 0], [0, 4]])).tolist(); // → 0.25,0,0,0.0625
 */
export const choleskyInverse: (x: Tensor, upper?: boolean | { upper?: boolean }) => Tensor = named("choleskyInverse", ["upper"], choleskys.choleskyInverse);
/**
 * The determinant of square matrices [..., n, n]: [...].
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.det(tensor([[1, 2], [3, 4]])).item(); // → -2
 */
export const det: Unary = named("det", [], dets.det);
/** The logarithm of the determinant; NaN where that is negative, −inf where it is 0. */
export const logdet: Unary = named("logdet", [], dets.logdet);
/**
 * The determinant's sign (−1, 0 or 1) and the logarithm of its size, [...] each: where the determinant itself would
 * overflow. A singular matrix gives 0 and −inf.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.slogdet(tensor([[2, 0], [0, -0.5]])).sign.item(); // → -1
 */
export const slogdet: (x: Tensor) => { sign: Tensor; logabsdet: Tensor } = named("slogdet", [], dets.slogdet);
/**
 * The inverse of square matrices [..., n, n]. To solve equations use {@link solve}: it is quicker and more precise. Complex matrices too.
 *
 * @throws KindlingError `singular`, `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.inv(tensor([[2, 0], [0, 4]])).tolist(); // → 0.5,0,0,0.25
 */
export const inverse: Unary = named("inverse", [], inverses.inv);
/**
 * The pseudoinverse (Moore–Penrose) of A [..., m, n]: [..., n, m]. Where A has an inverse it is that; A⁺ b is the shortest
 * of the x that come nearest to A x = b. `pinv(A, rcond, hermitian)` or by name. Differentiable where the rank does not
 * change.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * linalg.pinv(tensor([[2, 0], [0, 0]])).tolist(); // → 0.5,0,0,0
 */
export const pinverse: (A: Tensor, ...options: PinvArguments) => Tensor = pinvs.pinv;
/** torch.qr: `some` false gives the complete Q. */
export const qr: (x: Tensor, some?: boolean | { some?: boolean }) => { Q: Tensor; R: Tensor } = named("qr", ["some"], qrs.qrOf);
/** The arguments of {@link svd} by name. */
export interface SvdNamed { some?: boolean; computeUv?: boolean }
/** torch.svd: A = U diag(S) Vᵀ, with V itself. `some` false gives square U and V; without `computeUv` they are zeros. */
export const svd: (x: Tensor, some?: boolean | SvdNamed, computeUv?: boolean | SvdNamed) => { U: Tensor; S: Tensor; V: Tensor } = named("svd", ["some", "computeUv"], svds.svdOf);
/**
 * The QR factorisation as LAPACK packs it: R on and above the diagonal of `a`, below it the reflections whose factors are
 * `tau`; {@link householderProduct} makes Q of them. Without gradients: `linalg.qr` has them.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * geqrf(tensor([[3, 1], [4, 2]])).tau.shape; // → 2
 */
export const geqrf: (x: Tensor) => { a: Tensor; tau: Tensor } = named("geqrf", [], packed.geqrf);
/**
 * Q times `other` [..., m, n], Qᵀ, or `other` times one of them, where the whole Q = H₀ H₁ … is given by its reflections,
 * as {@link geqrf} gives them: Q itself is never made.
 *
 * @throws KindlingError `householder`, `matrix-dims`, `matmul-dtype`, `float-only`.
 * @example
 * const A = tensor([[3, 1], [4, 2]]), { a, tau } = geqrf(A);
 * ormqr(a, tau, a.triu()).round().tolist(); // → 3,1,4,2
 */
export const ormqr: (x: Tensor, ...args: [input2: Tensor, input3: Tensor, left?: boolean, transpose?: boolean] | [named: { input2: Tensor; input3: Tensor; left?: boolean; transpose?: boolean }]) => Tensor = named("ormqr", ["input2", "input3", "left", "transpose"], packed.ormqr);
/** torch.lu_solve: A X = B from what `linalg.luFactor` gave for A. */
export const luSolve: (x: Tensor, ...args: [LUData: Tensor, LUPivots: Tensor] | [named: { LUData: Tensor; LUPivots: Tensor }]) => Tensor = named("luSolve", ["LUData", "LUPivots"], packed.luSolveOf);
/**
 * The first n columns of H₀ H₁ … from the reflections H = 1 − τ v vᵀ that LAPACK's geqrf gives: v below the diagonal of A
 * [..., m, n], with 1 on it, and `tau` [..., k].
 *
 * @throws KindlingError `householder`, `matrix-dims`, `float-only`.
 * @example
 * linalg.householderProduct(zeros(2, 2), zeros(2)).tolist(); // → 1,0,0,1
 */
export const orgqr: (x: Tensor, input2: Tensor | { input2: Tensor }) => Tensor = named("orgqr", ["input2"], tensors.householderProduct);
/** The sum of a matrix's diagonal. */
export const trace: Unary = named("trace", [], triangle.trace);
