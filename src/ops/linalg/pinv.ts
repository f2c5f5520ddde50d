import { noAttrs, record, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isHalf, isSmooth, partType } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";
import { gt } from "../pointwise/binary.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { amax, sum } from "../reduce/reduce.js";
import { abs, reciprocal } from "../pointwise/unary.js";
import { unsqueeze } from "../view/view.js";
import { needMatrix } from "./check.js";
import { eigh, eigvalsh } from "./eigh.js";
import { defineMatrices } from "./matrices.js";
import { needFinite, singularValuesInto, svd, svdvals } from "./svd.js";
import { add, mul, sub, neg } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// The rank and the pseudoinverse of a matrix, from its singular values. A singular value counts as zero up to max(atol,
// rtol · the largest).

/** The tolerance for zero. By default rtol is max(m, n) times the dtype's machine epsilon, or 0 if atol is given. */
export interface ToleranceOptions {
  /** Singular values up to this count as zero. Default 0. */
  atol?: number | Tensor | null;
  /** Relative to the largest singular value. Both may be tensors, with a number for each matrix of a batch. */
  rtol?: number | Tensor | null;
  /** Whether the matrix is symmetric, so that eigenvalues will do. Default false. */
  hermitian?: boolean;
}

/** max(m, n) · ε: the share of the largest singular value below which one is rounding. */
export function usualShare(A: Tensor): number {
  return (
    (partType(A.dtype) === "float32" ? 2 ** -23 : 2 ** -52) *
    Math.max(A.shape[A.shape.length - 2]!, A.shape[A.shape.length - 1]!)
  );
}

function tolerance(A: Tensor, o: ToleranceOptions): { atol: number | Tensor; rtol: number | Tensor } {
  const atol = o.atol ?? 0,
    usual = usualShare(A);
  return { atol, rtol: o.rtol ?? (atol instanceof Tensor ? where(gt(atol, 0), 0, usual) : atol > 0 ? 0 : usual) };
}

/** Refuses all but float32, float64 and complex numbers. */
export function needSingleOrDouble(A: Tensor): void {
  if (!isSmooth(A.dtype) || isHalf(A.dtype))
    fail(
      "float-only",
      "This function doesn't handle types other than float and double",
      `the matrix is ${A.dtype}: convert it with .float().`,
    );
}

const pinvOp = defineMatrices("pinv", {
  complex: {},
  parts: ([[m, n] = [0, 0]]) => [[n, m]],
  run: ([a], [x], [[m, n] = [0, 0]], attrs, at, field) => {
    needFinite(a!, "linalg.svd", at);
    const k = Math.min(m, n),
      u = new Float64Array(field.width * m * k),
      s = new Float64Array(k),
      vh = new Float64Array(field.width * k * n);
    singularValuesInto(field, a!, m, n, u, s, vh, k);
    const least = Math.max(attrs["atol"] as number, (attrs["rtol"] as number) * (s[0] ?? 0));
    // V diag(1/S) Uᴴ, the conjugate of Σ u_c vh_r / s: of each pair of vectors a product.
    const factor = new Float64Array(2);
    for (let j = 0; j < k && s[j]! > least; j++) {
      for (let c = 0; c < m; c++) {
        field.copy(u, c * k + j, factor, 0);
        field.set(factor, 0, -factor[0]! / s[j]!, -factor[1]! / s[j]!);
        for (let r = 0; r < n; r++) field.subtract(1, factor, 0, vh, j * n + r, x!, r * m + c);
      }
    }
    field.conj(n * m, x!, 0);
  },
  // From dA⁺ = −A⁺ dA A⁺ + A⁺ A⁺ᴴ dAᴴ (1 − A A⁺) + (1 − A⁺ A) dAᴴ A⁺ᴴ A⁺ (Golub & Pereyra 1973), with P = A⁺.
  grad: [(g, { x, out }) => pinvSlope(x, out, g)],
  saves: "xo",
  gradName: "LinalgPinv",
  samples: [
    { shapes: [[3, 2]], attrs: { atol: 0, rtol: 1e-5 } },
    { shapes: [[2, 2, 3]], attrs: { atol: 0, rtol: 1e-5 } },
    { shapes: [[0, 3]], attrs: { atol: 0, rtol: 1e-5 } },
  ],
});

/** What a gradient of P = A⁺ is to A. */
export function pinvSlope(A: Tensor, P: Tensor, g: Tensor): Tensor {
  const Ph = adjoint(P),
    gh = adjoint(g);
  const inverse = neg(matmul(matmul(Ph, g), Ph));
  const left = matmul(sub(gh, matmul(A, matmul(P, gh))), matmul(P, Ph));
  const right = matmul(matmul(Ph, P), sub(gh, matmul(matmul(gh, P), A)));
  return add(inverse, add(left, right));
}

/** The pseudoinverse with explicit tolerances, under the name that backward shows. */
export const pseudoinverse = (A: Tensor, atol: number, rtol: number, name = "LinalgPinvBackward0"): Tensor =>
  label(routine(pinvOp.op, [A], { atol, rtol }), name);

/** {@link ToleranceOptions} of {@link pinv}. */
export interface PinvOptions extends ToleranceOptions {
  /** The older name of rtol. */
  rcond?: number | Tensor | null;
}

/**
 * Further arguments, by position or by name: rcond = null, hermitian = false; by name only: atol = 0, rtol = max(m, n)
 * · machine epsilon.
 */
export type PinvArguments = Rest<[rcond: number | Tensor | null, hermitian: boolean], PinvOptions>;
/**
 * The pseudoinverse (Moore–Penrose) of A `[…, m, n]`: `[…, n, m]`. It equals the inverse if there is one; A⁺ b is the
 * shortest x that minimizes ‖A x − b‖. Complex matrices too. `pinv(A, rcond, hermitian)` or by name. Differentiable as
 * long as the rank does not change.
 *
 * Further arguments, by position or by name: rcond = null, hermitian = false; by name only: atol = 0, rtol = max(m, n)
 * · machine epsilon.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * linalg.pinv(tensor([[2, 0], [0, 0]])).tolist(); // → 0.5,0,0,0
 */
export function pinv(A: Tensor, ...options: PinvArguments): Tensor {
  const o = byName<PinvOptions>("pinv", ["rcond", "hermitian"], options, ["atol", "rtol"]);
  if (!(A?.shape?.length >= 2) || !isSmooth(A.dtype) || isHalf(A.dtype)) {
    if (A?.shape !== undefined)
      fail(
        A.shape.length < 2 ? "matrix-dims" : "float-only",
        `linalg.pinv(${dtypeInfo[A.dtype].scalarType}{${showShape(A.shape)}}): expected a tensor with 2 or more dimensions of float, double, cfloat or cdouble types`,
        "matrices are [..., m, n], of floats: x.float().",
      );
    needMatrix(A, "linalg.pinv");
  }
  const { atol, rtol } = tolerance(A, o.rtol === undefined && o.rcond !== undefined ? { ...o, rtol: o.rcond } : o);
  if (o.hermitian !== true && !(atol instanceof Tensor) && !(rtol instanceof Tensor))
    return pseudoinverse(A, atol, rtol);
  // However the values come about, the gradient is that of a pseudoinverse.
  return record(
    pinvOp.op,
    [A],
    noAttrs,
    noGrad(() => {
      if (o.hermitian === true) {
        const { eigenvalues: L, eigenvectors: V } = eigh(A);
        return matmul(mul(V, unsqueeze(inverses(L, largerThan(abs(L), atol, rtol)), -2)), adjoint(V));
      }
      const { U, S, Vh } = svd(A, false);
      return matmul(mul(adjoint(Vh), unsqueeze(inverses(S, largerThan(S, atol, rtol)), -2)), adjoint(U));
    }),
  );
}
const inverses = (x: Tensor, counted: Tensor): Tensor => where(counted, reciprocal(where(counted, x, 1)), 0);

/** Where sizes `[…, k]` are above max(atol, rtol · the largest of each row). */
function largerThan(sizes: Tensor, atol: number | Tensor, rtol: number | Tensor): Tensor {
  const beside = (v: number | Tensor): number | Tensor => (v instanceof Tensor ? unsqueeze(v, -1) : v);
  if (sizes.shape[sizes.shape.length - 1] === 0) return gt(sizes, beside(atol));
  const least = mul(amax(sizes, { dim: -1, keepdim: true }), beside(rtol));
  return gt(sizes, where(gt(least, beside(atol)), least, beside(atol)));
}

/** {@link ToleranceOptions} of {@link matrixRank}. */
export interface RankOptions extends ToleranceOptions {
  /** The older name of atol, with which rtol is 0. */
  tol?: number | Tensor | null;
}

/**
 * Further arguments, by position or by name: tol = null, hermitian = false; by name only: atol = 0, rtol = max(m, n) ·
 * machine epsilon.
 */
export type MatrixRankArguments = Rest<[tol: number | Tensor | null, hermitian: boolean], RankOptions>;
/**
 * The number of singular values that are not zero (see {@link ToleranceOptions}), int64: of A `[…, m, n]` it is `[…]`.
 * `matrixRank(A, tol, hermitian)` or by name.
 *
 * Further arguments, by position or by name: tol = null, hermitian = false; by name only: atol = 0, rtol = max(m, n) ·
 * machine epsilon.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * linalg.matrixRank(tensor([[1, 2], [2, 4]])).item(); // → 1
 */
export function matrixRank(A: Tensor, ...options: MatrixRankArguments): Tensor {
  const o = byName<RankOptions>("matrixRank", ["tol", "hermitian"], options, ["atol", "rtol"]);
  needMatrix(A, "torch.linalg.matrix_rank", "input");
  needSingleOrDouble(A);
  const { atol, rtol } = tolerance(A, o.tol !== undefined && o.tol !== null ? { atol: o.tol, rtol: 0 } : o);
  return noGrad(() => sum(largerThan(o.hermitian === true ? abs(eigvalsh(A)) : svdvals(A), atol, rtol), { dim: -1 }));
}
