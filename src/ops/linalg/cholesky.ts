import { record, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cast, contiguous } from "../pointwise/cast.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { detach } from "../view/view.js";
import { needFloats, needMatrix, needSameType, needSquare, needSquareFloats, sameBatch } from "./check.js";
import type { Field } from "./field.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import type { Numbers } from "./field.js";
import { triangularSolve } from "./solve-triangular.js";
import { identity, lowerPart } from "./triangle.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { add, mul, neg } from "../pointwise/arithmetic.js";

// A = L Lᴴ for a symmetric (complex: Hermitian), positive definite A: row by row, the diagonal is the root of what is left over.

/** Turns the lower triangle of `a` (n × n) into L; gives the order of the first leading minor that is not positive, or 0. */
function choleskyInPlace(field: Field, a: Numbers, n: number): number {
  for (let j = 0; j < n; j++) {
    field.subtractDot(j, a, j * n, a, j * n, a, j * n + j);
    const d = a[field.width * (j * n + j)]!; // of a Hermitian matrix the diagonal is real
    if (!(d > 0)) return j + 1;
    field.set(a, j * n + j, Math.sqrt(d), 0);
    for (let i = j + 1; i < n; i++) {
      field.subtractDot(j, a, i * n, a, j * n, a, i * n + j);
      field.divide(a, i * n + j, a, j * n + j);
    }
  }
  return 0;
}

const choleskyOp = defineMatrices("cholesky", {
  rounded: true,
  parts: ([a], attrs) => (attrs["info"] === true ? [a!, []] : [a!]),
  complex: { real: [1] },
  run: ([a], [l, info], [[n] = [0, 0]], attrs, at, field) => {
    const upper = attrs["upper"] === true;
    // Only one triangle is read. The upper one holds the same numbers with rows and columns exchanged; complex numbers
    // are conjugated, and so is the result until it is written back.
    for (let i = 0; i < n; i++)
      for (let j = 0; j < i; j++) field.copy(a!, upper ? j * n + i : i * n + j, l!, i * n + j);
    for (let i = 0; i < n; i++) field.set(l!, i * n + i, a![field.width * (i * n + i)]!, 0); // only the real part is read
    const minor = choleskyInPlace(field, l!, n);
    if (minor > 0 && attrs["check"] !== undefined) {
      fail(
        "not-positive",
        `${attrs["check"] as string}: ${at === null ? "" : `(Batch element ${at}): `}The factorization could not be completed because the input is not positive-definite (the leading minor of order ${minor} is not positive-definite).`,
        "for a covariance matrix, add a little to its diagonal: A.add(eye(n).mul(1e-6)).",
      );
    }
    if (upper)
      for (let i = 0; i < n; i++)
        for (let j = 0; j < i; j++) {
          field.copy(l!, i * n + j, l!, j * n + i);
          field.set(l!, i * n + j, 0, 0);
        }
    if (info !== undefined) info[0] = minor;
  },
  // gA = L⁻ᴴ Φ(Lᴴ gL) L⁻¹, with Φ the lower triangle and half the diagonal, made symmetric (Murray, arXiv:1602.07527).
  grad: [
    (g, s) => {
      const upper = s.attrs["upper"] === true,
        take = (x: Tensor): Tensor => {
          const t = unpack(x, choleskyOp, s.shapes, s.attrs)[0]!;
          return upper ? adjoint(t) : t;
        };
      const L = take(s.out),
        low = lowerPart(matmul(adjoint(L), take(g)));
      const phi = mul(add(low, adjoint(lowerPart(low, -1))), 0.5);
      return triangularSolve(L, triangularSolve(adjoint(L), phi, { upper: true }), { upper: false, left: false });
    },
  ],
  saves: "o",
  gradName: "LinalgCholeskyEx",
  samples: [], // a random matrix is hardly ever positive definite: test/linalg checks it on A Aᵀ
});

/** Options of {@link cholesky}. */
export interface CholeskyOptions {
  /** Whether to return U = Lᵀ, read from the upper triangle. Default false. */
  upper?: boolean;
}
/** {@link CholeskyOptions} of the unchecked version. */
export interface CholeskyExOptions extends CholeskyOptions {
  /** Whether a failed factorisation throws; otherwise `info` reports it. Default false. */
  checkErrors?: boolean;
}

/**
 * The lower triangle L (or, with `upper`, U = Lᵀ) with A = L Lᵀ, for symmetric, positive definite A `[…, n, n]`. Only
 * that triangle of A is read.
 *
 * @throws KindlingError `not-positive`, `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.cholesky(tensor([[4, 2], [2, 5]])).tolist(); // → 2,0,1,2
 */
export function cholesky(A: Tensor, options?: CholeskyOptions): Tensor {
  noMore("cholesky", 2, arguments);
  needSquareFloats(A, "linalg.cholesky");
  return factorise(
    A,
    byName<CholeskyOptions>("cholesky", [], [options], ["upper"]).upper ?? false,
    "linalg.cholesky",
    "LinalgCholeskyExBackward0",
  );
}
const factorise = (A: Tensor, upper: boolean, check: string, name: string): Tensor =>
  label(routine(choleskyOp.op, [A], { upper, check }), name);

/**
 * {@link cholesky} that does not throw. `info` (int32, `[…]`) is 0 if A is positive definite, else the order of its
 * first leading minor that is not.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.choleskyEx(tensor([[1, 2], [2, 1]])).info.item(); // → 2
 */
export function choleskyEx(A: Tensor, options?: CholeskyExOptions): NamedTuple<{ L: Tensor; info: Tensor }> {
  noMore("choleskyEx", 2, arguments);
  needSquareFloats(A, "linalg.cholesky");
  const { upper = false, checkErrors = false } = byName<CholeskyExOptions>(
    "choleskyEx",
    [],
    [options],
    ["upper", "checkErrors"],
  );
  const [L, info] = parts(choleskyOp, [A], "LinalgCholeskyExBackward0", {
    upper,
    info: true,
    ...(checkErrors ? { check: "linalg.cholesky_ex" } : {}),
  });
  return namedTuple({ L: L!, info: cast(detach(info!), "int32") });
}

/** torch.cholesky: {@link cholesky} with `upper` by place. */
export function choleskyOf(A: Tensor, upper: boolean | CholeskyOptions = false): Tensor {
  needSquare(A, "cholesky");
  needFloats(A, "cholesky");
  return factorise(
    A,
    byName<CholeskyOptions>("cholesky", ["upper"], [upper]).upper ?? false,
    "cholesky",
    "CholeskyBackward0",
  );
}

// In PyTorch's rules for these two A = L Lᵀ of all of L, so that both triangles get a gradient.
const withFactor = (S: Tensor, L: Tensor, upper: unknown): Tensor => neg(upper === true ? matmul(L, S) : matmul(S, L));
const solveStep: Differentiable = {
  gradName: "CholeskySolve",
  saves: "yo",
  grad: [
    (g, s) => choleskySolve(g, s.y, s.attrs["upper"] as boolean),
    (g, s) => {
      const C = matmul(choleskySolve(g, s.y, s.attrs["upper"] as boolean), adjoint(s.out));
      return withFactor(add(C, adjoint(C)), s.y, s.attrs["upper"]);
    },
  ],
};
const inverseStep: Differentiable = {
  gradName: "CholeskyInverse",
  saves: "xo",
  grad: [(g, s) => withFactor(matmul(matmul(s.out, add(g, adjoint(g))), s.out), s.x, s.attrs["upper"])],
};

/** Solves A X = B from A's Cholesky factor `L` (a lower triangle; an upper one with `upper`). */
export function choleskySolve(B: Tensor, L: Tensor, upper: boolean | CholeskyOptions = false): Tensor {
  const up = byName<CholeskyOptions>("choleskySolve", ["upper"], [upper]).upper ?? false;
  for (const [x, name] of [
    [B, "b"],
    [L, "u"],
  ] as const) {
    if (x?.shape?.length < 2)
      fail(
        "matrix-dims",
        `${name} should have at least 2 dimensions, but has ${x.shape.length} dimensions instead`,
        "the last two dimensions hold the matrices.",
      );
  }
  needMatrix(B, "cholesky_solve", "b");
  needMatrix(L, "cholesky_solve", "u");
  const [m, n] = L.shape.slice(-2) as [number, number],
    [rows, columns] = B.shape.slice(-2) as [number, number];
  if (m !== n)
    fail(
      "matrix-square",
      `A must be batches of square matrices, but they are ${m} by ${n} matrices`,
      "pass a factor returned by cholesky: [n, n].",
    );
  if (n !== rows)
    fail(
      "solve-shape",
      `Incompatible matrix sizes for cholesky_solve: each A matrix is ${n} by ${n} but each b matrix is ${rows} by ${columns}`,
      "give b as many rows as A has.",
    );
  needFloats(L, "cholesky_solve");
  needSameType(L, B, "cholesky_solve", ["u", "b"]);
  const [b, F] = sameBatch(B, L) as [Tensor, Tensor];
  const lower = up ? adjoint(F) : F;
  return record(
    solveStep,
    [b, F],
    { upper: up },
    noGrad(() =>
      contiguous(triangularSolve(adjoint(lower), triangularSolve(lower, b, { upper: false }), { upper: true })),
    ),
  );
}

/** A⁻¹ from A's Cholesky factor `[…, n, n]` (a lower triangle; an upper one with `upper`). */
export function choleskyInverse(L: Tensor, upper: boolean | CholeskyOptions = false): Tensor {
  needSquare(L, "cholesky_inverse");
  needFloats(L, "cholesky_inverse");
  const up = byName<CholeskyOptions>("choleskyInverse", ["upper"], [upper]).upper ?? false;
  return record(
    inverseStep,
    [L],
    { upper: up },
    noGrad(() => {
      const [one] = sameBatch(identity(L.shape[L.shape.length - 1]!, L.dtype), L) as [Tensor, Tensor];
      const inverse = triangularSolve(up ? adjoint(L) : L, one, { upper: false });
      return matmul(adjoint(inverse), inverse);
    }),
  );
}
