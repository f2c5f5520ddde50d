import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import { recorder } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, partType } from "../../shape/dtype.js";
import { sameArray } from "../../util/array.js";
import { cast, contiguous } from "../pointwise/cast.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { sum } from "../reduce/reduce.js";
import { abs, square } from "../pointwise/unary.js";
import { detach, squeeze, unsqueeze } from "../view/view.js";
import { sameBatch } from "./check.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import { needSingleOrDouble, pinvSlope, pseudoinverse, usualShare } from "./pinv.js";
import { singularValuesInto } from "./svd.js";
import { namedTuple } from "../../util/named-tuple.js";
import { sub } from "../pointwise/arithmetic.js";

// Least squares by singular values: X = V diag(1/S) Uᵀ B over those that are not zero. Among several minimizers it is
// the shortest.

const lstsqOp = defineMatrices("lstsq", {
  parts: ([[m, n] = [0, 0], [, k] = [0, 0]]) => [[n, k], [], [Math.min(m, n)]],
  complex: { real: [1, 2] },
  run: ([a, b], [x, rank, values], [[m, n] = [0, 0], [, k] = [0, 0]], attrs, _, field) => {
    if (a!.some((v) => !Number.isFinite(v))) {
      // as LAPACK, which finds no rank in it
      x!.fill(NaN);
      values!.fill(NaN);
      return;
    }
    const r = Math.min(m, n),
      u = new Float64Array(field.width * m * r),
      s = values!,
      vh = new Float64Array(field.width * r * n),
      row = new Float64Array(field.width * k);
    singularValuesInto(field, a!, m, n, u, s, vh, r);
    const least = (attrs["rcond"] as number) * (s[0] ?? 0);
    let j = 0;
    for (; j < r && s[j]! > least; j++) {
      // row ← −u_jᴴ B / s_j, of which every row of X takes its share
      row.fill(0);
      for (let i = 0; i < m; i++) field.subtractConj(k, u, i * r + j, b!, i * k, row, 0);
      for (let c = 0; c < row.length; c++) row[c]! /= s[j]!;
      for (let i = 0; i < n; i++) field.subtractConj(k, vh, j * n + i, row, 0, x!, i * k);
    }
    rank![0] = j;
  },
  // X = A⁺ B: gB = A⁺ᴴ g, and A⁺ hands g Bᴴ on to A.
  grad: [
    (g, s) => {
      const P = pseudoinverse(s.x, 0, s.attrs["rcond"] as number);
      return pinvSlope(s.x, P, matmul(unpack(g, lstsqOp, s.shapes, s.attrs)[0]!, adjoint(s.y)));
    },
    (g, s) =>
      matmul(adjoint(pseudoinverse(s.x, 0, s.attrs["rcond"] as number)), unpack(g, lstsqOp, s.shapes, s.attrs)[0]!),
  ],
  saves: "xy",
  gradName: "LinalgLstsq",
  samples: [], // rank and singular values have no gradient here: test/linalg checks the solution's
});

/** The result of {@link lstsq}. */
export interface Lstsq extends Iterable<Tensor> {
  /** [..., n, k], or [..., n] where B holds vectors. */
  solution: Tensor;
  /** The squared distances between A X and B, [..., k], where m > n, every rank is n and the driver is not "gelsy"; else empty. */
  residuals: Tensor;
  /** int64 [...]; empty for "gels". */
  rank: Tensor;
  /** [..., min(m, n)] for "gelsd" and "gelss"; else empty. */
  singularValues: Tensor;
}
/** LAPACK's drivers. The solution is the same here; they differ in the additional results. */
export type Driver = "gels" | "gelsy" | "gelsd" | "gelss";
/** Options of {@link lstsq}. */
export interface LstsqOptions {
  /** Singular values up to this fraction of the largest count as zero. Default max(m, n) times the machine epsilon. */
  rcond?: number | null;
  /** Default "gelsy". */
  driver?: Driver | null;
}

/**
 * Least squares: the X `[…, n, k]` that minimizes ‖A X − B‖, for A `[…, m, n]` and B `[…, m, k]` or `[…, m]`; the
 * shortest of several. Leading dimensions broadcast.
 *
 * @throws KindlingError `matrix-dims`, `solve-shape`, `matmul-dtype`, `float-only`, `lstsq-driver`.
 * @example
 * const x = tensor([[1, 0], [1, 1], [1, 2]]); // a line through three points
 * linalg.lstsq(x, tensor([[1], [3], [5]])).solution.round().tolist(); // → 1,2
 */
export function lstsq(A: Tensor, B: Tensor, rcond?: number | LstsqOptions | null, o?: LstsqOptions): Lstsq {
  noMore("lstsq", 4, arguments);
  const options = byName<LstsqOptions>("lstsq", ["rcond"], [rcond ?? undefined, o], ["driver"]);
  needTensor(A, "lstsq");
  needTensor(B, "lstsq", "B");
  if (A.shape.length < 2)
    fail(
      "matrix-dims",
      "torch.linalg.lstsq: input must have at least 2 dimensions.",
      "the last two dimensions hold the matrices.",
    );
  if (B.shape.length < 1)
    fail("matrix-dims", "torch.linalg.lstsq: other must have at least 1 dimension.", "give a vector or a matrix.");
  if (A.dtype !== B.dtype)
    fail(
      "matmul-dtype",
      `torch.linalg.lstsq: Expected input and other to have the same dtype, but got input's dtype ${dtypeInfo[A.dtype].scalarType} and other's dtype ${dtypeInfo[B.dtype].scalarType}`,
      `convert one: .to("${A.dtype}").`,
    );
  const [m, n] = A.shape.slice(-2) as [number, number];
  const vector = A.shape.length - 1 === B.shape.length && sameArray(A.shape.slice(0, -1), B.shape);
  if (!vector) {
    const at = B.shape.length < A.shape.length ? -1 : -2;
    if (B.shape.length < 2 || B.shape[B.shape.length + at] !== m)
      fail("solve-shape", `torch.linalg.lstsq: input.size(-2) should match other.size(${at})`, `B needs ${m} rows.`);
  }
  const driver = options.driver ?? "gelsy";
  if (!["gels", "gelsy", "gelsd", "gelss"].includes(driver))
    fail(
      "lstsq-driver",
      "torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, gelsd, gelss)",
      `it is ${String(driver)}.`,
    );
  needSingleOrDouble(A);
  const [a, b] = sameBatch(A, vector ? unsqueeze(B, -1) : B) as [Tensor, Tensor];
  const [X, rank, values] = parts(lstsqOp, [a, b], "LinalgLstsqBackward0", { rcond: options.rcond ?? usualShare(A) });
  const full = m > n && (driver === "gels" || (driver !== "gelsy" && everyRank(rank!, n)));
  const residuals = full
    ? noGrad(() => sum(square(abs(sub(matmul(a, X!), b))), { dim: -2 }))
    : empty([0], partType(A.dtype));
  return namedTuple({
    solution: vector ? label(contiguous(squeeze(X!, -1)), "LinalgLstsqBackward0") : X!,
    residuals: vector && full ? squeeze(residuals, -1) : residuals,
    rank: driver === "gels" ? empty([0], "int64") : cast(detach(rank!), "int64"),
    singularValues: driver === "gelsd" || driver === "gelss" ? detach(values!) : empty([0], partType(A.dtype)),
  });
}

function everyRank(rank: Tensor, n: number): boolean {
  recorder?.refuse('lstsq() with the driver "gelsd" or "gelss", whose residuals depend on the rank,');
  return region(rank).every((r) => Number(r) === n);
}
