import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../cast.js";
import { byName } from "../by-name.js";
import { narrow, squeeze } from "../view.js";
import { needFloats, needMatrix } from "./check.js";
import { qrInPlace } from "./qr.js";
import { luSolve, permutation } from "./lu.js";
import { defineMatrices, parts } from "./matrices.js";
import { lowerPart, upperPart, withDiagonal } from "./triangle.js";

// Factorisations in the packed form of LAPACK, and what takes them: torch's older names.

/** torch.lu_solve: A X = B from what `linalg.luFactor` gave for A. */
export function luSolveOf(B: Tensor, LU: Tensor, pivots: Tensor): Tensor { return luSolve(LU, pivots, B); }

/** Options of {@link luUnpack}. */
export interface UnpackOptions {
  /** Whether to give L and U; they are empty otherwise. Default true. */
  unpackData?: boolean;
  /** Whether to give P; it is empty otherwise. Default true. */
  unpackPivots?: boolean;
}
/**
 * P, L and U with A = P L U from what `linalg.luFactor` gave.
 *
 * @throws KindlingError `lu-pivots`, `matrix-dims`.
 * @example
 * const A = tensor([[1, 2], [4, 4]]), { LU, pivots } = linalg.luFactor(A), { P, L, U } = luUnpack(LU, pivots);
 * P.matmul(L).matmul(U).tolist(); // → 1,2,4,4
 */
export function luUnpack(LU: Tensor, pivots: Tensor, unpackData: boolean | UnpackOptions = true, unpackPivots?: boolean | UnpackOptions): { P: Tensor; L: Tensor; U: Tensor } {
  const o = byName<UnpackOptions>("luUnpack", [unpackData, unpackPivots], ["unpackData", "unpackPivots"]);
  needMatrix(LU, "torch.lu_unpack", "LU_data");
  needTensor(pivots, "luUnpack", "pivots");
  if (pivots.dtype !== "int32") fail("lu-pivots", "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: this function is intended to be used with the output produced by torch.linalg.lu_factor", "give the pivots that luFactor gave.");
  const [m, n] = LU.shape.slice(-2) as [number, number], k = Math.min(m, n), none = (): Tensor => empty([0], LU.dtype);
  return {
    P: o.unpackPivots === false ? none() : permutation(cast(pivots, LU.dtype), m),
    L: o.unpackData === false ? none() : withDiagonal(lowerPart(narrow(LU, -1, 0, k)), 1),
    U: o.unpackData === false ? none() : upperPart(narrow(LU, -2, 0, k)),
  };
}

const geqrfOp = defineMatrices("geqrf", {
  parts: ([[m, n] = [0, 0]]) => [[m, n], [Math.min(m, n), 1]],
  run: ([a], [packed, taus], [[m, n] = [0, 0]]) => {
    taus!.set(qrInPlace(a!, m, n));
    packed!.set(a!);
  },
  samples: [[3, 3], [2, 4, 2], [2, 4]],
});
/**
 * The QR factorisation as LAPACK packs it: R on and above the diagonal of `a`, below it the reflections whose factors are
 * `tau`; {@link householderProduct} makes Q of them. Without gradients: `linalg.qr` has them.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * geqrf(tensor([[3, 1], [4, 2]])).tau.shape; // → 2
 */
export function geqrf(A: Tensor): { a: Tensor; tau: Tensor } {
  needTensor(A, "geqrf");
  if (A.shape.length < 2) fail("matrix-dims", "torch.geqrf: input must have at least 2 dimensions.", "matrices lie in the last two dimensions.");
  needFloats(A, "torch.geqrf");
  const [a, tau] = parts(geqrfOp, [A], "GeqrfBackward0");
  return { a: a!, tau: squeeze(tau!, -1) };
}
