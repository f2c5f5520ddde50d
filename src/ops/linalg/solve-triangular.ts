import { needTensor } from "../../core/check.js";
import { routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { label } from "../label.js";
import { contiguous } from "../pointwise/cast.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { needFloats, needMatrix, needSquare, sameBatch } from "./check.js";
import type { Field } from "./field.js";
import { defineMatrices } from "./matrices.js";
import type { Numbers } from "./field.js";
import { lowerPart, mT, upperPart } from "./triangle.js";
import { neg } from "../pointwise/arithmetic.js";

// A X = B for a triangular A: one unknown after the other, from the row that has only one.

/** Replaces `b` (n × k) by the solution. Only A's triangle is read; its diagonal counts as ones where `unit`. */
export function triangularSolveInPlace(
  field: Field,
  a: Numbers,
  n: number,
  b: Numbers,
  k: number,
  upper: boolean,
  unit: boolean,
): void {
  for (let step = 0; step < n; step++) {
    const i = upper ? n - 1 - step : step;
    for (let s = 0; s < step; s++) {
      const j = upper ? n - 1 - s : s;
      field.subtract(k, a, i * n + j, b, j * k, b, i * k);
    }
    if (!unit) for (let c = 0; c < k; c++) field.divide(b, i * k + c, a, i * n + i);
  }
}

const triangularOp = defineMatrices("solveTriangular", {
  rounded: true,
  parts: ([, b]) => [b!],
  complex: {},
  run: ([a, b], [x], [[n] = [0, 0], [, k] = [0, 0]], attrs, _, field) => {
    triangularSolveInPlace(field, a!, n, b!, k, attrs["upper"] as boolean, attrs["unit"] as boolean);
    x!.set(b!);
  },
  // gB = A⁻ᴴ g, gA = −gB Xᴴ within the triangle.
  grad: [
    (g, s) => {
      const upper = s.attrs["upper"] as boolean,
        unit = s.attrs["unit"] as boolean;
      const full = neg(matmul(leftSolve(adjoint(s.x), g, !upper, unit), adjoint(s.out)));
      return upper ? upperPart(full, unit ? 1 : 0) : lowerPart(full, unit ? -1 : 0);
    },
    (g, s) => leftSolve(adjoint(s.x), g, !(s.attrs["upper"] as boolean), s.attrs["unit"] as boolean),
  ],
  saves: "xo",
  gradName: "LinalgSolveTriangular",
  domain: [0.5, 2],
  samples: [
    {
      shapes: [
        [3, 3],
        [3, 2],
      ],
      attrs: { upper: true, unit: false },
    },
    {
      shapes: [
        [2, 3, 3],
        [2, 3, 1],
      ],
      attrs: { upper: false, unit: false },
    },
    {
      shapes: [
        [3, 3],
        [3, 2],
      ],
      attrs: { upper: true, unit: true },
    },
    {
      shapes: [
        [0, 3, 3],
        [0, 3, 2],
      ],
      attrs: { upper: true, unit: true },
    },
  ],
});
const leftSolve = (a: Tensor, b: Tensor, upper: boolean, unit: boolean): Tensor =>
  routine(triangularOp.op, [a, b], { upper, unit });

/** Options of {@link solveTriangular}. */
export interface TriangularOptions {
  /** Whether A is upper triangular; the other half is ignored. */
  upper: boolean;
  /** A X = B (default), or X A = B. */
  left?: boolean;
  /** Whether to treat the diagonal as ones. Default false. */
  unitriangular?: boolean;
}

/** {@link solveTriangular} of operands that are already checked and have the same leading dimensions. */
export function triangularSolve(
  A: Tensor,
  B: Tensor,
  { upper, left = true, unitriangular: unit = false }: TriangularOptions,
): Tensor {
  return left ? leftSolve(A, B, upper, unit) : mT(leftSolve(mT(A), mT(B), !upper, unit));
}

/**
 * Solves A X = B (or X A = B, `left: false`) for a triangular A. Shapes `[…, n, n]` and `[…, n, k]`, leading dimensions
 * broadcast. A zero on the diagonal gives infinities.
 *
 * @throws KindlingError `matrix-square`, `solve-shape`, `float-only`.
 * @example
 * linalg.solveTriangular(tensor([[2, 1], [0, 4]]), tensor([[4], [8]]), { upper: true }).tolist(); // → 1,2
 */
export function solveTriangular(A: Tensor, B: Tensor, options: TriangularOptions): Tensor {
  noMore("solveTriangular", 3, arguments);
  const what = "linalg.solve_triangular";
  needSquare(A, what);
  needMatrix(B, what, "B");
  needFloats(A, what);
  const { upper, left = true } = byName<TriangularOptions>(
    "solveTriangular",
    [],
    [options],
    ["upper", "left", "unitriangular"],
  );
  if (typeof upper !== "boolean")
    fail(
      "argument",
      'linalg_solve_triangular() missing 1 required positional arguments: "upper"',
      "pass { upper: true } for an upper triangular A, or { upper: false } for a lower one.",
    );
  checkFit(what, A, B, left);
  const [b, a] = sameBatch(B, A);
  return label(contiguous(triangularSolve(a!, b!, { ...options, left })), "LinalgSolveTriangularBackward0");
}

/** Rejects a B whose number of rows (columns for X A = B) differs from A's. */
export function checkFit(what: string, A: Tensor, B: Tensor, left: boolean): void {
  needTensor(B, what, "B");
  const n = A.shape[A.shape.length - 1]!,
    [rows, columns] = B.shape.slice(-2) as [number, number];
  if (n === (left ? rows : columns)) return;
  fail(
    "solve-shape",
    `${what}: Incompatible shapes of A and B for the equation ${left ? "AX = B" : "XA = B"} (${n}x${n} and ${rows}x${columns})`,
    `B needs ${n} ${left ? "rows" : "columns"}.`,
  );
}
