import { needTensor } from "../../core/check.js";
import { routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { sameArray } from "../../util/array.js";
import { cast, contiguous } from "../pointwise/cast.js";
import { adjoint } from "../complex/parts.js";
import { label } from "../label.js";
import { matmul } from "../product/contract.js";
import { detach, squeeze, unsqueeze } from "../view/view.js";
import { needFloats, needSameType, needSquare, sameBatch } from "./check.js";
import { luInPlace, luSolveInPlace } from "./lu.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import { checkFit } from "./solve-triangular.js";
import { mT } from "./triangle.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { neg } from "../pointwise/arithmetic.js";

// A X = B by the LU factorisation of A.

const solveOp = defineMatrices("solve", {
  rounded: true,
  parts: ([, b], a) => (a["info"] === true ? [b!, []] : [b!]),
  complex: { real: [1] },
  run: ([a, b], [x, info], [[n] = [0, 0], [, k] = [0, 0]], attrs, at, field) => {
    const pivots = new Int32Array(n),
      zero = luInPlace(field, a!, n, n, pivots);
    if (zero > 0 && attrs["check"] !== undefined)
      fail(
        "singular",
        `${attrs["check"] as string}: ${at === null ? "" : `(Batch element ${at}): `}The solver failed because the input matrix is singular.`,
        "its rows are linearly dependent, so there is no unique solution; lstsq finds a least-squares solution.",
      );
    luSolveInPlace(field, a!, n, pivots, b!, k);
    x!.set(b!);
    if (info !== undefined) info[0] = zero;
  },
  // gB = A⁻ᴴ g, gA = −gB Xᴴ.
  grad: [
    (g, s) => neg(matmul(backwards(g, s), adjoint(unpack(s.out, solveOp, s.shapes, s.attrs)[0]!))),
    (g, s) => backwards(g, s),
  ],
  saves: "xo",
  gradName: "LinalgSolveEx",
  domain: [0.5, 2],
  samples: [
    {
      shapes: [
        [3, 3],
        [3, 2],
      ],
    },
    {
      shapes: [
        [2, 3, 3],
        [2, 3, 1],
      ],
    },
    {
      shapes: [
        [0, 0],
        [0, 2],
      ],
    },
    {
      shapes: [
        [2, 2],
        [2, 2],
      ],
      attrs: { info: true },
    },
  ],
});
const backwards = (
  g: Tensor,
  s: { readonly x: Tensor; shapes: readonly (readonly number[])[]; attrs: Readonly<Record<string, unknown>> },
): Tensor => routine(solveOp.op, [adjoint(s.x), unpack(g, solveOp, s.shapes, s.attrs)[0]!]);

/** Options of {@link solve}. */
export interface SolveOptions {
  /** A X = B (default), or X A = B. */
  left?: boolean;
}
/** {@link SolveOptions} of the unchecked version. */
export interface SolveExOptions extends SolveOptions {
  /** Whether a failed factorisation throws; otherwise `info` reports it. Default false. */
  checkErrors?: boolean;
}

function prepare(what: string, A: Tensor, B: Tensor, left: boolean): { a: Tensor; b: Tensor; vector: boolean } {
  needSquare(A, what);
  needFloats(A, what);
  needSameType(A, B, what);
  // A vector for each matrix of the batch, or one vector for a single matrix.
  const vector =
    B.shape.length === 1 || (A.shape.length - 1 === B.shape.length && sameArray(B.shape, A.shape.slice(0, -1)));
  const wide = vector ? unsqueeze(B, -1) : B;
  checkFit(what, A, wide, left || vector);
  const [b, a] = sameBatch(left || vector ? wide : mT(wide), A);
  return { a: left || vector ? a! : mT(a!), b: b!, vector };
}
const restore = (X: Tensor, vector: boolean, left: boolean): Tensor => (vector ? squeeze(X, -1) : left ? X : mT(X));

/**
 * The X with A X = B (X A = B with `left: false`) for a square A `[…, n, n]` and a B `[…, n, k]` or vectors `[…, n]`;
 * leading dimensions broadcast. Complex matrices too.
 *
 * @throws KindlingError `singular`, `matrix-square`, `solve-shape`, `float-only`, `matmul-dtype`.
 * @example
 * linalg.solve(tensor([[2, 1], [1, 3]]), tensor([3, 4])).round().tolist(); // → 1,1
 */
export function solve(A: Tensor, B: Tensor, options?: SolveOptions): Tensor {
  noMore("solve", 3, arguments);
  needTensor(A, "solve");
  needTensor(B, "solve", "B");
  const { left = true } = byName<SolveOptions>("solve", [], [options], ["left"]);
  const { a, b, vector } = prepare("linalg.solve", A, B, left);
  return label(
    contiguous(restore(routine(solveOp.op, [a, b], { check: "torch.linalg.solve" }), vector, left)),
    "LinalgSolveExBackward0",
  );
}

/**
 * {@link solve} that does not throw. `info` (int32, `[…]`) is 0 if there is one solution, else the number of the pivot
 * that is 0, counted from 1.
 *
 * @example
 * linalg.solveEx(tensor([[2, 0], [0, 4]]), tensor([2, 8])).result.tolist(); // → 1,2
 */
export function solveEx(A: Tensor, B: Tensor, options?: SolveExOptions): NamedTuple<{ result: Tensor; info: Tensor }> {
  noMore("solveEx", 3, arguments);
  needTensor(A, "solveEx");
  needTensor(B, "solveEx", "B");
  const { left = true, checkErrors = false } = byName<SolveExOptions>(
    "solveEx",
    [],
    [options],
    ["left", "checkErrors"],
  );
  const { a, b, vector } = prepare("linalg.solve", A, B, left);
  const [X, info] = parts(solveOp, [a, b], "LinalgSolveExBackward0", {
    info: true,
    ...(checkErrors ? { check: "torch.linalg.solve_ex" } : {}),
  });
  return namedTuple({ result: restore(X!, vector, left), info: cast(detach(info!), "int32") });
}
