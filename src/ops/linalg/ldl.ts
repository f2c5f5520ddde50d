import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isFloat } from "../../shape/dtype.js";
import { sameArray, showShape } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { underivable } from "../refuse.js";
import { detach, expand, unsqueeze } from "../view/view.js";
import { needMatrix, needSquareFloats, sameBatch } from "./check.js";
import { defineMatrices, parts } from "./matrices.js";
import type { Numbers } from "./field.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";

// A = P L D Lᵀ Pᵀ for symmetric matrices that need not be positive: D has blocks of one or two rows on its diagonal, so
// that rows are exchanged only where the numbers would grow (Bunch & Kaufman 1977; LAPACK's sytf2 and sytrs, lower form).

const ALPHA = (1 + Math.sqrt(17)) / 8;

/** The row at or after `from` whose element in `column` is the largest, by size. */
function largestBelow(a: Numbers, n: number, from: number, column: number): number {
  let best = from;
  for (let i = from + 1; i < n; i++) if (Math.abs(a[i * n + column]!) > Math.abs(a[best * n + column]!)) best = i;
  return best;
}

function swap(a: Numbers, i: number, j: number): void {
  const t = a[i]!;
  a[i] = a[j]!;
  a[j] = t;
}

/** The row that goes to place k, and how many rows the block has. */
function choose(a: Numbers, n: number, k: number): [row: number, rows: 1 | 2] {
  const own = Math.abs(a[k * n + k]!);
  if (k === n - 1) return [k, 1];
  const i = largestBelow(a, n, k + 1, k),
    column = Math.abs(a[i * n + k]!);
  if (own >= ALPHA * column || own !== own) return [k, 1];
  let row = 0; // the largest element of row i beside its diagonal
  for (let j = k; j < i; j++) row = Math.max(row, Math.abs(a[i * n + j]!));
  for (let j = i + 1; j < n; j++) row = Math.max(row, Math.abs(a[j * n + i]!));
  if (own >= ALPHA * column * (column / row)) return [k, 1];
  return Math.abs(a[i * n + i]!) >= ALPHA * row ? [i, 1] : [i, 2];
}

/** Factorises the lower triangle in place. Gives the number (from 1) of the first block of D that is zero, 0 if none is. */
function ldlInPlace(a: Numbers, n: number, pivots: Numbers): number {
  let zero = 0;
  for (let k = 0; k < n;) {
    const [p, rows] = choose(a, n, k),
      last = k + rows - 1;
    if (p !== last) {
      // rows and columns `last` and p of what is left
      for (let i = p + 1; i < n; i++) swap(a, i * n + last, i * n + p);
      for (let i = last + 1; i < p; i++) swap(a, i * n + last, p * n + i);
      swap(a, last * n + last, p * n + p);
      if (rows === 2) swap(a, (k + 1) * n + k, p * n + k);
    }
    if (rows === 1) {
      const d = a[k * n + k]!;
      pivots[k] = p + 1;
      if (d === 0) {
        if (zero === 0) zero = k + 1;
      } else {
        for (let j = k + 1; j < n; j++) {
          const f = a[j * n + k]! / d;
          for (let i = j; i < n; i++) a[i * n + j]! -= f * a[i * n + k]!;
        }
        for (let j = k + 1; j < n; j++) a[j * n + k]! /= d;
      }
    } else {
      pivots[k] = pivots[k + 1] = -(p + 1);
      const off = a[(k + 1) * n + k]!,
        d11 = a[(k + 1) * n + k + 1]! / off,
        d22 = a[k * n + k]! / off,
        scale = 1 / (d11 * d22 - 1) / off;
      for (let j = k + 2; j < n; j++) {
        const u = scale * (d11 * a[j * n + k]! - a[j * n + k + 1]!),
          v = scale * (d22 * a[j * n + k + 1]! - a[j * n + k]!);
        for (let i = j; i < n; i++) a[i * n + j]! -= a[i * n + k]! * u + a[i * n + k + 1]! * v;
        a[j * n + k] = u;
        a[j * n + k + 1] = v;
      }
    }
    k += rows;
  }
  return zero;
}

const factorOp = defineMatrices("ldlFactor", {
  rounded: true,
  parts: ([[n] = [0, 0]]) => [[n, n], [n], []],
  run: ([a], [ld, pivots, info], [[n] = [0, 0]], attrs, at) => {
    const zero = ldlInPlace(a!, n, pivots!);
    info![0] = zero;
    if (zero > 0 && attrs["check"] !== undefined) {
      fail(
        "singular",
        `${attrs["check"] as string}: ${at === null ? "" : `(Batch element ${at}): `}D[${zero},${zero}] is zero and using it on ldl_solve would result in a division by zero.`,
        "rows or columns of the matrix are linearly dependent.",
      );
    }
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) ld![i * n + j] = a![i * n + j]!;
  },
  grad: [underivable("derivative for aten::linalg_ldl_factor_ex is not implemented")],
  samples: [
    [3, 3],
    [2, 4, 4],
    [0, 3, 3],
    [0, 0],
  ],
  gradName: "LinalgLdlFactorEx",
});

/** Row `to` −= f · row `from`, of k numbers. */
function subtract(b: Numbers, k: number, to: number, from: number, f: number): void {
  if (f !== 0) for (let c = 0; c < k; c++) b[to * k + c]! -= f * b[from * k + c]!;
}
function swapRows(b: Numbers, k: number, i: number, j: number): void {
  if (i !== j) for (let c = 0; c < k; c++) swap(b, i * k + c, j * k + c);
}

const solveOp = defineMatrices("ldlSolve", {
  parts: ([, , b]) => [[b![0], b![1]]],
  run: ([ld, pivots, b], [x], [[n] = [0, 0], , [, k] = [0, 0]]) => {
    const p = pivots!,
      a = ld!,
      y = b!;
    for (let i = 0; i < n;) {
      // L D
      if (p[i]! > 0) {
        swapRows(y, k, i, p[i]! - 1);
        for (let r = i + 1; r < n; r++) subtract(y, k, r, i, a[r * n + i]!);
        for (let c = 0; c < k; c++) y[i * k + c]! /= a[i * n + i]!;
        i++;
        continue;
      }
      swapRows(y, k, i + 1, -p[i]! - 1);
      for (let r = i + 2; r < n; r++) {
        subtract(y, k, r, i, a[r * n + i]!);
        subtract(y, k, r, i + 1, a[r * n + i + 1]!);
      }
      const off = a[(i + 1) * n + i]!,
        d0 = a[i * n + i]! / off,
        d1 = a[(i + 1) * n + i + 1]! / off,
        below = d0 * d1 - 1;
      for (let c = 0; c < k; c++) {
        const u = y[i * k + c]! / off,
          v = y[(i + 1) * k + c]! / off;
        y[i * k + c] = (d1 * u - v) / below;
        y[(i + 1) * k + c] = (d0 * v - u) / below;
      }
      i += 2;
    }
    for (let i = n - 1; i >= 0;) {
      // Lᵀ
      const rows = p[i]! > 0 ? 1 : 2;
      for (let j = i; j > i - rows; j--) for (let r = i + 1; r < n; r++) subtract(y, k, j, r, a[r * n + j]!);
      swapRows(y, k, i, Math.abs(p[i]!) - 1);
      i -= rows;
    }
    x!.set(y);
  },
  grad: [
    underivable("derivative for aten::linalg_ldl_solve is not implemented"),
    null,
    underivable("derivative for aten::linalg_ldl_solve is not implemented"),
  ],
  gradName: "LinalgLdlSolve",
  samples: [], // takes what ldlFactor gives
});

/** Options of {@link ldlFactor}: for complex matrices in PyTorch; real ones are Hermitian where they are symmetric. */
export interface LdlOptions {
  /** Whether matrices are Hermitian rather than symmetric. Default false. */
  hermitian?: boolean;
}
/** {@link LdlOptions} of the unchecked version. */
export interface LdlExOptions extends LdlOptions {
  /** Whether a failed factorisation throws; otherwise `info` reports it. Default false. */
  checkErrors?: boolean;
}

function factors(A: Tensor, check?: string): Tensor[] {
  needSquareFloats(A, "torch.linalg.ldl_factor_ex");
  const [LD, pivots, info] = parts(factorOp, [A], "LinalgLdlFactorExBackward0", check === undefined ? {} : { check });
  return [LD!, cast(detach(pivots!), "int32"), cast(detach(info!), "int32")];
}

/**
 * A = P L D Lᵀ Pᵀ of symmetric matrices `[…, n, n]`, of which the lower triangle is read, in LAPACK's packed form: `LD`
 * holds D and below it L, `pivots` (int32, from 1) which rows were exchanged; negative where D has a block of two rows.
 * For {@link ldlSolve}. Without gradients.
 *
 * @throws KindlingError `singular`, `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.ldlFactor(tensor([[4, 2], [2, 3]])).LD.tolist(); // → 4,0,0.5,2
 */
export function ldlFactor(A: Tensor, options?: LdlOptions): NamedTuple<{ LD: Tensor; pivots: Tensor }> {
  noMore("ldlFactor", 2, arguments);
  byName<LdlOptions>("ldlFactor", [], [options], ["hermitian"]);
  const [LD, pivots] = factors(A, "torch.linalg.ldl_factor");
  return namedTuple({ LD: LD!, pivots: pivots! });
}

/**
 * {@link ldlFactor} that does not throw. `info` (int32, `[…]`) is 0 on success, else the number of the first block of D
 * that is 0, counted from 1.
 *
 * @example
 * linalg.ldlFactorEx(tensor([[4, 2], [2, 3]])).info.item(); // → 0
 */
export function ldlFactorEx(
  A: Tensor,
  options?: LdlExOptions,
): NamedTuple<{ LD: Tensor; pivots: Tensor; info: Tensor }> {
  noMore("ldlFactorEx", 2, arguments);
  const { checkErrors } = byName<LdlExOptions>("ldlFactorEx", [], [options], ["hermitian", "checkErrors"]);
  const [LD, pivots, info] = factors(A, checkErrors === true ? "torch.linalg.ldl_factor_ex" : undefined);
  return namedTuple({ LD: LD!, pivots: pivots!, info: info! });
}

/**
 * Solves A X = B, B of shape `[…, n, k]`, from the result of {@link ldlFactor} for A. Without gradients.
 *
 * @throws KindlingError `ldl`, `solve-shape`, `matmul-dtype`, `matrix-square`, `float-only`.
 * @example
 * const { LD, pivots } = linalg.ldlFactor(tensor([[2, 1], [1, 0]]));
 * linalg.ldlSolve(LD, pivots, tensor([[3], [1]])).tolist(); // → 1,1
 */
export function ldlSolve(LD: Tensor, pivots: Tensor, B: Tensor, options?: LdlOptions): Tensor {
  noMore("ldlSolve", 4, arguments);
  const what = "torch.linalg.ldl_solve";
  byName<LdlOptions>("ldlSolve", [], [options], ["hermitian"]);
  needSquareFloats(LD, what);
  needTensor(pivots, "ldlSolve", "pivots");
  needMatrix(B, what, "B");
  if (!sameArray(LD.shape.slice(0, -1), pivots.shape))
    fail(
      "ldl",
      `${what}: Expected LD.shape[:-1] and pivots.shape to be the same, but got pivots with shape ${showShape(pivots.shape)} instead`,
      "pass LD and pivots from ldlFactor.",
    );
  if (isFloat(pivots.dtype))
    fail(
      "ldl",
      `${what}: Expected pivots to be integers. Got ${dtypeInfo[pivots.dtype].scalarType}`,
      "pass the pivots from ldlFactor.",
    );
  if (B.dtype !== LD.dtype)
    fail(
      "matmul-dtype",
      `Expected b and A to have the same dtype, but found b of type ${dtypeInfo[B.dtype].scalarType} and A of type ${dtypeInfo[LD.dtype].scalarType} instead.`,
      `convert one: .to("${LD.dtype}").`,
    );
  const n = LD.shape[LD.shape.length - 1]!,
    [m, k] = B.shape.slice(-2);
  if (m !== n)
    fail(
      "solve-shape",
      `Incompatible matrix sizes for ${what}: each A matrix is ${n} by ${n} but each b matrix is ${m} by ${k}`,
      "give b as many rows as A has.",
    );
  const [b, a] = sameBatch(B, LD) as [Tensor, Tensor];
  const p = unsqueeze(cast(pivots, LD.dtype), -2);
  const [x] = parts(
    solveOp,
    [a, sameArray(a.shape, LD.shape) ? p : expand(p, [...a.shape.slice(0, -2), 1, n]), b],
    "LinalgLdlSolveBackward0",
  );
  return x!;
}
