import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex } from "../../shape/dtype.js";
import { sameArray, showShape } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { adjoint, conjOf } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { plainFloats } from "../refuse.js";
import { narrow, squeeze, unsqueeze } from "../view/view.js";
import { needFloats, needMatrix } from "./check.js";
import { qrInPlace } from "./qr.js";
import { luSolve, permutation } from "./lu.js";
import { defineMatrices, parts } from "./matrices.js";
import { lowerPart, upperPart, withDiagonal } from "./triangle.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { mul, sub } from "../pointwise/arithmetic.js";

// Factorisations in LAPACK's packed form, and functions that take them, under torch's older names.

/** torch.lu_solve: A X = B from the result of `linalg.luFactor` for A. */
export function luSolveOf(B: Tensor, LU: Tensor, pivots: Tensor): Tensor {
  return luSolve(LU, pivots, B);
}

/** Options of {@link luUnpack}. */
export interface UnpackOptions {
  /** Whether to return L and U; otherwise they are empty. Default true. */
  unpackData?: boolean;
  /** Whether to return P; otherwise it is empty. Default true. */
  unpackPivots?: boolean;
}
/** A flag of {@link luUnpack} by position, or both by name. */
export type UnpackFlag = boolean | UnpackOptions;
/** The result of {@link luUnpack}. */
export type LuParts = NamedTuple<{ P: Tensor; L: Tensor; U: Tensor }>;
/**
 * The matrices P, L and U with A = P L U from the result of {@link linalg.luFactor} for A `[…, m, n]`: `{ P, L, U }`,
 * of shapes `[…, m, m]`, `[…, m, k]` and `[…, k, n]` with k = min(m, n).
 *
 * `unpackData: false` (default true) leaves L and U empty, `unpackPivots: false` (default true) P.
 *
 * @throws KindlingError `lu-pivots` for pivots that are not int32, `matrix-dims`.
 * @example
 * const A = tensor([[1, 2], [4, 4]]), { LU, pivots } = linalg.luFactor(A), { P, L, U } = luUnpack(LU, pivots);
 * P.matmul(L).matmul(U).tolist(); // → 1,2,4,4
 */
export function luUnpack(
  LU: Tensor,
  pivots: Tensor,
  unpackData: UnpackFlag = true,
  unpackPivots?: UnpackFlag,
): LuParts {
  noMore("luUnpack", 4, arguments);
  const o = byName<UnpackOptions>("luUnpack", ["unpackData", "unpackPivots"], [unpackData, unpackPivots]);
  needMatrix(LU, "torch.lu_unpack", "LU_data");
  needTensor(pivots, "luUnpack", "pivots");
  if (pivots.dtype !== "int32")
    fail(
      "lu-pivots",
      "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype.\nNote: this function is intended to be used with the output produced by torch.linalg.lu_factor",
      "pass the pivots from luFactor.",
    );
  const [m, n] = LU.shape.slice(-2) as [number, number],
    k = Math.min(m, n),
    none = (): Tensor => empty([0], LU.dtype);
  return namedTuple({
    P: o.unpackPivots === false ? none() : permutation(pivots, m, LU.dtype),
    L: o.unpackData === false ? none() : cast(withDiagonal(lowerPart(narrow(LU, -1, 0, k)), 1), LU.dtype),
    U: o.unpackData === false ? none() : cast(upperPart(narrow(LU, -2, 0, k)), LU.dtype),
  });
}

const geqrfOp = defineMatrices("geqrf", {
  parts: ([[m, n] = [0, 0]]) => [
    [m, n],
    [Math.min(m, n), 1],
  ],
  complex: {},
  run: ([a], [packed, taus], [[m, n] = [0, 0]], _, __, field) => {
    taus!.set(qrInPlace(field, a!, m, n));
    packed!.set(a!);
  },
  samples: [
    [3, 3],
    [2, 4, 2],
    [2, 4],
  ],
});
/**
 * The QR factorisation as LAPACK packs it: R on and above the diagonal of `a`, below it the reflections whose factors
 * are `tau`; {@link householderProduct} computes Q from them.
 */
export function geqrf(A: Tensor): NamedTuple<{ a: Tensor; tau: Tensor }> {
  needTensor(A, "geqrf");
  if (A.shape.length < 2)
    fail(
      "matrix-dims",
      "torch.geqrf: input must have at least 2 dimensions.",
      "the last two dimensions hold the matrices.",
    );
  needFloats(A, "torch.geqrf");
  const [a, tau] = parts(geqrfOp, [A], "GeqrfBackward0");
  return namedTuple({ a: a!, tau: squeeze(tau!, -1) });
}

/** Options of {@link ormqr}. */
export interface OrmqrOptions {
  /** Whether Q is on the left of the other matrix. Default true. */
  left?: boolean;
  /** Whether to use Qᵀ (for complex numbers Qᴴ). Default false. */
  transpose?: boolean;
}
/** Q times `other` `[…, m, n]`, Qᵀ (of complex numbers Qᴴ), or `other` times one of them, where the whole Q = H₀ H₁ … is given by its reflections, as {@link geqrf} gives them: Q itself is never made. */
export function ormqr(
  A: Tensor,
  tau: Tensor,
  other: Tensor,
  left: boolean | OrmqrOptions = true,
  transpose?: boolean | OrmqrOptions,
): Tensor {
  const what = "torch.ormqr",
    o = byName<OrmqrOptions>("ormqr", ["left", "transpose"], [left, transpose]),
    before = o.left ?? true;
  needTensor(A, "ormqr");
  needTensor(tau, "ormqr", "tau");
  needTensor(other, "ormqr", "other");
  const nd = A.shape.length,
    side = before ? -2 : -1,
    wrong = (sentence: string): never => fail("householder", `${what}: ${sentence}`, "pass the result of geqrf.");
  if (nd < 2) fail("matrix-dims", `${what}: input must have at least 2 dimensions.`, "add a dimension: unsqueeze(0).");
  if (other.shape.length < 2)
    fail("matrix-dims", `${what}: other must have at least 2 dimensions.`, "add a dimension: unsqueeze(0).");
  const k = tau.shape[tau.shape.length - 1] ?? 0,
    size = other.shape[other.shape.length + side]!;
  if (size < k) wrong(`other.shape[${side}] must be greater than or equal to tau.shape[-1]`);
  if (size !== A.shape[nd - 2]) wrong(`other.shape[${side}] must be equal to input.shape[-2]`);
  if (k > A.shape[nd - 1]!) wrong("tau.shape[-1] must be less than or equal to input.shape[-1]");
  if (tau.shape.length !== nd - 1)
    wrong(
      `Expected tau to have one dimension less than input, but got tau.ndim equal to ${tau.shape.length} and input.ndim is equal to ${nd}`,
    );
  if (other.shape.length !== nd)
    wrong(
      `Expected other to have the same number of dimensions as input, but got other.ndim equal to ${other.shape.length} and input.ndim is equal to ${nd}`,
    );
  const batch = A.shape.slice(0, -2);
  for (const [name, t, own] of [
    ["tau", tau, 1],
    ["other", other, 2],
  ] as const) {
    const have = t.shape.slice(0, t.shape.length - own);
    if (!sameArray(have, batch))
      wrong(`Expected batch dimensions of ${name} to be equal to input.shape[:-2], but got ${showShape(have)}`);
    if (t.dtype !== A.dtype)
      fail(
        "matmul-dtype",
        `${what}: Expected input and ${name} to have the same dtype, but input has dtype${dtypeInfo[A.dtype].scalarType} and ${name} has dtype ${dtypeInfo[t.dtype].scalarType}`,
        `convert it: .to("${A.dtype}").`,
      );
  }
  if (!isComplex(A.dtype)) plainFloats(A, "ormqr_cpu");
  const V = withDiagonal(lowerPart(A, -1), 1);
  let C = other;
  // Q C ends with the first reflection, C Q begins with it; Qᵀ is the product the other way round.
  for (let i = 0; i < k; i++) {
    const j = before === (o.transpose ?? false) ? i : k - 1 - i;
    const v = narrow(V, -1, j, 1),
      t = unsqueeze(narrow(o.transpose === true ? conjOf(tau) : tau, -1, j, 1), -1);
    C = before ? sub(C, matmul(mul(v, t), matmul(adjoint(v), C))) : sub(C, matmul(matmul(C, mul(v, t)), adjoint(v)));
  }
  return label(C, "OrmqrBackward0");
}
