import { needTensor } from "../../core/check.js";
import { routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { type DType, isComplex } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { adjoint, conjOf } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { cat } from "../view/join.js";
import { detach, narrow, unsqueeze } from "../view/view.js";
import { needFloats, needMatrix, needSquare, sameBatch } from "./check.js";
import type { Field } from "./field.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import type { Numbers } from "./field.js";
import { checkFit, triangularSolve, triangularSolveInPlace } from "./solve-triangular.js";
import { lowerPart, mT, upperPart, withDiagonal } from "./triangle.js";
import { plainFloats } from "../refuse.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { add, sub } from "../pointwise/arithmetic.js";

// A = P L U with partial pivoting: in each column the largest element goes to the diagonal, so that no multiplier is
// above 1. The multipliers are kept where the zeros would be.

/**
 * Factorises `a` (m × n) in place: U on and above the diagonal, L's multipliers below. `pivots[j]` is the row (from 0)
 * that was exchanged with row j. Gives the number (from 1) of the first pivot that is zero, 0 if none is.
 */
export function luInPlace(field: Field, a: Numbers, m: number, n: number, pivots: Numbers | Int32Array): number {
  const factor = new Float64Array(2);
  let singular = 0;
  for (let j = 0; j < Math.min(m, n); j++) {
    let p = j,
      most = field.size(a, j * n + j);
    for (let i = j + 1; i < m; i++) {
      const size = field.size(a, i * n + j);
      if (size > most) {
        p = i;
        most = size;
      }
    }
    pivots[j] = p;
    if (most === 0) {
      if (singular === 0) singular = j + 1;
      continue;
    }
    if (p !== j) field.swap(n, a, j * n, a, p * n);
    for (let i = j + 1; i < m; i++) {
      field.copy(a, i * n + j, factor, 0); // unrounded, where float32 is computed with
      field.divide(factor, 0, a, j * n + j);
      field.copy(factor, 0, a, i * n + j);
      field.subtract(n - j - 1, factor, 0, a, j * n + j + 1, a, i * n + j + 1);
    }
  }
  return singular;
}

/** Replaces `b` (n × k) by the solution of L U X = P⁻¹ B. */
export function luSolveInPlace(
  field: Field,
  lu: Numbers,
  n: number,
  pivots: Numbers | Int32Array,
  b: Numbers,
  k: number,
): void {
  for (let j = 0; j < n; j++) if (pivots[j] !== j) field.swap(k, b, j * k, b, pivots[j]! * k);
  triangularSolveInPlace(field, lu, n, b, k, false, true);
  triangularSolveInPlace(field, lu, n, b, k, true, false);
}

/** The first k rows and columns. */
const corner = (x: Tensor, k: number): Tensor => narrow(narrow(x, -2, 0, k), -1, 0, k);

const luOp = defineMatrices("luFactor", {
  rounded: true,
  parts: ([[m, n] = [0, 0]]) => [[m, n], [Math.min(m, n)], []],
  complex: { real: [1, 2] },
  run: ([a], [lu, pivots, info], [[m, n] = [0, 0]], attrs, at, field) => {
    const zero = luInPlace(field, a!, m, n, pivots!);
    info![0] = zero;
    if (zero > 0 && attrs["check"] !== undefined) {
      fail(
        "singular",
        `${attrs["check"] as string}: ${at === null ? "" : `(Batch element ${at}): `}U[${zero},${zero}] is zero and using it on lu_solve would result in a division by zero. If you still want to perform the factorization, consider calling linalg.lu(A, pivot) or linalg.lu_factor_ex(A, pivot)`,
        "rows or columns of the matrix are linearly dependent.",
      );
    }
    for (let j = 0; j < pivots!.length; j++) pivots![j]!++; // LAPACK counts from 1
    lu!.set(a!);
  },
  // With PᵀA = L U: for square matrices gA = P L⁻ᴴ (tril(Lᴴ gL, −1) + triu(gU Uᴴ)) U⁻ᴴ. What is left of a tall L (L₂ =
  // A₂ U⁻¹) or a wide U (U₂ = L⁻¹ A₂) hands its gradient on to that square part.
  grad: [
    (g, s) => {
      const [m, n] = s.shapes[0]!.slice(-2) as [number, number],
        k = Math.min(m, n);
      const [lu, pivots] = unpack(s.out, luOp, s.shapes, s.attrs),
        [glu] = unpack(g, luOp, s.shapes, s.attrs);
      const Lt = adjoint(withDiagonal(lowerPart(corner(lu!, k)), 1)),
        Ut = adjoint(upperPart(corner(lu!, k)));
      let gL = lowerPart(corner(glu!, k), -1),
        gU = upperPart(corner(glu!, k));
      let rest: Tensor | null = null;
      if (m > n) {
        rest = triangularSolve(Ut, narrow(glu!, -2, n, m - n), { upper: false, left: false });
        gU = sub(gU, upperPart(matmul(adjoint(narrow(lu!, -2, n, m - n)), rest)));
      } else if (n > m) {
        rest = triangularSolve(Lt, narrow(glu!, -1, m, n - m), { upper: true, unitriangular: true });
        gL = sub(gL, lowerPart(matmul(rest, adjoint(narrow(lu!, -1, m, n - m))), -1));
      }
      const phi = add(lowerPart(matmul(Lt, gL), -1), upperPart(matmul(gU, Ut)));
      const inner = triangularSolve(Ut, triangularSolve(Lt, phi, { upper: true, unitriangular: true }), {
        upper: false,
        left: false,
      });
      return matmul(
        permutation(detach(pivots!), m, lu!.dtype),
        rest === null ? inner : cat([inner, rest], m > n ? -2 : -1),
      );
    },
  ],
  saves: "o",
  gradName: "LinalgLuFactorEx",
  samples: [
    [3, 3],
    [2, 3, 3],
    [4, 2],
    [2, 4],
    [0, 3],
    [3, 0],
  ],
});

const permutationOp = defineMatrices("luPermutation", {
  parts: (_, a) => [[a["rows"] as number, a["rows"] as number]],
  run: ([pivots], [p], _, a) => {
    const m = a["rows"] as number;
    const order = Int32Array.from({ length: m }, (_, i) => i);
    for (let j = 0; j < pivots!.length; j++) {
      const q = pivots![j]! - 1,
        t = order[j]!;
      order[j] = order[q]!;
      order[q] = t;
    }
    for (let i = 0; i < m; i++) p![order[i]! * m + i] = 1;
  },
  samples: [], // in luFactor's gradient
});
/** The permutation matrix P (m × m) of a list of exchanges, `[…, k]`, in a dtype. */
export const permutation = (pivots: Tensor, m: number, dtype: DType): Tensor =>
  cast(routine(permutationOp.op, [unsqueeze(cast(pivots, "float64"), -2)], { rows: m }), dtype);

function needLu(A: Tensor, what: string): void {
  needTensor(A, what);
  if (A.shape.length < 2)
    fail(
      "matrix-dims",
      `${what}: Expected tensor with 2 or more dimensions. Got size: ${showShape(A.shape)} instead`,
      "the last two dimensions hold the matrices.",
    );
  if (!isComplex(A.dtype)) plainFloats(A, "lu_cpu");
}
function needPivoting(pivot: boolean | undefined): void {
  if (pivot === false)
    fail(
      "lu-pivot",
      "linalg.lu_factor: LU without pivoting is not implemented on the CPU",
      "leave pivot out: pivoting keeps the numbers small.",
    );
}
const triple = (A: Tensor, check?: string): Tensor[] =>
  parts(luOp, [A], "LinalgLuFactorExBackward0", check === undefined ? {} : { check });
const int32 = (x: Tensor): Tensor => cast(detach(x), "int32");

/** Options of {@link luFactor}. */
export interface LuOptions {
  /** Whether to exchange rows; only true is supported. Default true. */
  pivot?: boolean;
}
/** {@link LuOptions} of the unchecked version. */
export interface LuExOptions extends LuOptions {
  /** Whether a failed factorisation throws; otherwise `info` reports it. Default false. */
  checkErrors?: boolean;
}

/**
 * The LU factorisation with partial pivoting in one matrix, for {@link luSolve}: U on and above the diagonal, L (whose
 * diagonal is ones) below it; `pivots` (int32, `[…, min(m, n)]`) holds the row that each row was exchanged with,
 * counted from 1. Takes `[…, m, n]`. Differentiable.
 *
 * @throws KindlingError `singular` if U has a zero on its diagonal, `matrix-dims`, `float-only`.
 * @example
 * linalg.luFactor(tensor([[1, 2], [4, 4]])).LU.tolist(); // → 4,4,0.25,1
 */
export function luFactor(A: Tensor, options?: LuOptions): NamedTuple<{ LU: Tensor; pivots: Tensor }> {
  noMore("luFactor", 2, arguments);
  needLu(A, "torch.lu_factor");
  needPivoting(byName<LuOptions>("luFactor", ["pivot"], [options]).pivot);
  const [LU, pivots] = triple(A, "torch.linalg.lu_factor");
  return namedTuple({ LU: LU!, pivots: int32(pivots!) });
}

/**
 * {@link luFactor} that does not throw. `info` (int32, `[…]`) is 0 on success, else the number of the first 0 on the
 * diagonal of U, counted from 1.
 *
 * @example
 * linalg.luFactorEx(tensor([[1, 2], [2, 4]])).info.item(); // → 2
 */
export function luFactorEx(A: Tensor, options?: LuExOptions): NamedTuple<{ LU: Tensor; pivots: Tensor; info: Tensor }> {
  noMore("luFactorEx", 2, arguments);
  needLu(A, "torch.lu_factor");
  const { pivot, checkErrors } = byName<LuExOptions>("luFactorEx", ["pivot"], [options], ["checkErrors"]);
  needPivoting(pivot);
  const [LU, pivots, info] = triple(A, checkErrors === true ? "torch.linalg.lu_factor_ex" : undefined);
  return namedTuple({ LU: LU!, pivots: int32(pivots!), info: int32(info!) });
}

/**
 * A = P L U: a permutation, a lower triangle with ones on the diagonal, an upper triangle. For A `[…, m, n]` and
 * k = min(m, n) they are `[…, m, m]`, `[…, m, k]` and `[…, k, n]`. Differentiable.
 *
 * @throws KindlingError `matrix-dims`, `float-only`.
 * @example
 * const { P, L, U } = linalg.lu(tensor([[1, 2], [4, 4]]));
 * P.matmul(L).matmul(U).tolist(); // → 1,2,4,4
 */
export function lu(A: Tensor, options?: LuOptions): NamedTuple<{ P: Tensor; L: Tensor; U: Tensor }> {
  noMore("lu", 2, arguments);
  needLu(A, "linalg.lu");
  needPivoting(byName<LuOptions>("lu", ["pivot"], [options]).pivot);
  const [LU, pivots] = triple(A);
  const [m, n] = A.shape.slice(-2) as [number, number],
    k = Math.min(m, n);
  return namedTuple({
    P: permutation(detach(pivots!), m, A.dtype),
    L: withDiagonal(lowerPart(narrow(LU!, -1, 0, k)), 1),
    U: upperPart(narrow(LU!, -2, 0, k)),
  });
}

/** Options of {@link luSolve}. */
export interface LuSolveOptions {
  /** Whether A is on the left, as in A X = B; false solves X A = B. Default true. */
  left?: boolean;
  /** Whether to use Aᴴ instead of A. Default false. */
  adjoint?: boolean;
}
/**
 * Solves A X = B (X A = B with `left: false`, Aᴴ X = B with `adjoint`) from the result of {@link luFactor} for a square
 * A. Shapes `[…, n, n]`, `[…, n]` and `[…, n, k]`.
 *
 * @throws KindlingError `lu-pivots`, `matrix-square`, `solve-shape`, `float-only`.
 * @example
 * const { LU, pivots } = linalg.luFactor(tensor([[2, 1], [1, 3]]));
 * linalg.luSolve(LU, pivots, tensor([[3], [4]])).round().tolist(); // → 1,1
 */
export function luSolve(LU: Tensor, pivots: Tensor, B: Tensor, options?: LuSolveOptions): Tensor {
  noMore("luSolve", 4, arguments);
  const what = "linalg.lu_solve";
  needSquare(LU, what, "LU");
  needMatrix(B, what, "B");
  needFloats(LU, what);
  if (!(pivots?.dtype === "int32"))
    fail(
      "lu-pivots",
      "linalg.lu_solve: pivots should be a Tensor of scalar type torch.int32",
      "pass the pivots from luFactor.",
    );
  const { left = true, adjoint: conjugated = false } = byName<LuSolveOptions>(
    "luSolve",
    [],
    [options],
    ["left", "adjoint"],
  );
  checkFit(what, LU, B, left);
  const P0 = permutation(pivots, LU.shape[LU.shape.length - 1]!, LU.dtype);
  const [b, F, P] = sameBatch(left ? B : mT(B), LU, P0) as [Tensor, Tensor, Tensor];
  const lower = { upper: false, unitriangular: true },
    upper = { upper: true };
  // X A = B is Aᵀ Xᵀ = Bᵀ (X Aᴴ = B is Ā Xᵀ = Bᵀ), and Aᵀ = Uᵀ Lᵀ Pᵀ.
  const G = conjugated ? conjOf(F) : F;
  const X =
    conjugated === left
      ? matmul(
          P,
          triangularSolve(mT(G), triangularSolve(mT(G), b, { upper: false }), { upper: true, unitriangular: true }),
        )
      : triangularSolve(G, triangularSolve(G, matmul(mT(P), b), lower), upper);
  return left ? X : mT(X);
}
