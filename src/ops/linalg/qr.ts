import { empty } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { isHalf } from "../../shape/dtype.js";
import { adjoint, real } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { cat } from "../view/join.js";
import { label } from "../label.js";
import { narrow } from "../view/view.js";
import { needFloats, needMatrix } from "./check.js";
import type { Field } from "./field.js";
import { reflect, reflector } from "./householder.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import type { Numbers } from "./field.js";
import { triangularSolve } from "./solve-triangular.js";
import { diagonalMatrix, diagonalOf, lowerPart } from "./triangle.js";
import { noKernel } from "../refuse.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { add, sub } from "../pointwise/arithmetic.js";

// A = Q R by Householder reflections: each clears one column below the diagonal.

/** Turns `a` (m × n) into R on and above the diagonal and the reflections' vectors below; gives their τ. */
export function qrInPlace(field: Field, a: Numbers, m: number, n: number): Numbers {
  const k = Math.min(m, n),
    taus = new Float64Array(field.width * k),
    w = new Float64Array(field.width * n);
  for (let j = 0; j < k; j++) {
    reflector(field, a, m, n, j, j, taus, j);
    reflect(field, a, m, n, j, j, taus, j, true, a, n, j + 1, w);
  }
  return taus;
}

/** The first k columns of Q = H₀ H₁ … into `q` (m × k, zeros). */
export function formQ(field: Field, a: Numbers, m: number, n: number, taus: Numbers, q: Numbers, k: number): void {
  for (let i = 0; i < k; i++) field.set(q, i * k + i, 1, 0);
  const w = new Float64Array(field.width * k);
  for (let j = Math.min(m, n) - 1; j >= 0; j--) reflect(field, a, m, n, j, j, taus, j, false, q, k, j, w);
}

const qrOp = defineMatrices("qr", {
  parts: ([[m, n] = [0, 0]], attrs) => {
    const k = attrs["mode"] === "complete" ? m : Math.min(m, n);
    return attrs["mode"] === "r"
      ? [[Math.min(m, n), n]]
      : [
          [m, k],
          [k, n],
        ];
  },
  complex: {},
  run: ([a], outs, [[m, n] = [0, 0]], attrs, _, field) => {
    const taus = qrInPlace(field, a!, m, n),
      k = Math.min(m, n);
    const r = outs[outs.length - 1]!;
    for (let i = 0; i < k; i++) for (let j = i; j < n; j++) field.copy(a!, i * n + j, r, i * n + j);
    if (outs.length === 2) formQ(field, a!, m, n, taus, outs[0]!, attrs["mode"] === "complete" ? m : k);
  },
  // For m ≥ n: gA = (gQ + Q sym(tril(R gRᴴ − gQᴴ Q)))R⁻ᴴ, where sym completes a triangle to a Hermitian matrix.
  grad: [
    (g, s) => {
      const [m, n] = s.shapes[0]!.slice(-2) as [number, number];
      if (s.attrs["mode"] === "r")
        fail(
          "qr-mode",
          "The derivative of linalg.qr depends on Q, which is not computed when mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to differentiate through linalg.qr.",
          'pass { mode: "reduced" }.',
        );
      if (s.attrs["mode"] === "complete" && m > n)
        fail(
          "qr-mode",
          "The QR decomposition is not differentiable when mode='complete' and nrows > ncols.",
          'use mode "reduced".',
        );
      const [Q, R] = unpack(s.out, qrOp, s.shapes, s.attrs),
        [gQ, gR] = unpack(g, qrOp, s.shapes, s.attrs);
      const M = sub(matmul(R!, adjoint(gR!)), matmul(adjoint(gQ!), Q!)),
        below = lowerPart(M, -1);
      const sym = add(add(below, adjoint(below)), diagonalMatrix(real(diagonalOf(M))));
      return triangularSolve(adjoint(R!), add(gQ!, matmul(Q!, sym)), { upper: false, left: false });
    },
  ],
  saves: "o",
  gradName: "LinalgQr",
  samples: [
    { shapes: [[4, 3]], attrs: { mode: "reduced" } },
    { shapes: [[2, 3, 3]], attrs: { mode: "complete" } },
    { shapes: [[0, 0]], attrs: { mode: "reduced" } },
    { shapes: [[0, 3, 2]], attrs: { mode: "reduced" } },
  ],
});

/** The part of Q to return: as many columns as R has rows, none, or all m. */
export type QrMode = "reduced" | "r" | "complete";

/** Arguments of {@link qr}, by name. */
interface ModeNamed {
  /** `"reduced"` (default), `"complete"` or `"r"`. */
  mode?: QrMode;
}
/**
 * A = Q R with orthonormal columns in Q and an upper triangle R, for A `[…, m, n]` and k = min(m, n): `[…, m, k]` and
 * `[…, k, n]`; with mode "complete", `[…, m, m]` and `[…, m, n]`; with "r" Q is empty. Signs are LAPACK's.
 * Differentiable except for mode "r", and "complete" if m > n.
 *
 * @throws KindlingError `qr-mode`, `matrix-dims`, `float-only`.
 * @example
 * const A = tensor([[3, 1], [4, 2]]);
 * const { Q, R } = linalg.qr(A);
 * allclose(Q.matmul(R), A); // → true
 */
export function qr(A: Tensor, mode: QrMode | ModeNamed = "reduced"): NamedTuple<{ Q: Tensor; R: Tensor }> {
  noMore("qr", 2, arguments);
  const how = byName<{ mode?: QrMode }>("qr", ["mode"], [mode]).mode ?? "reduced";
  needMatrix(A, "linalg.qr");
  if (isHalf(A.dtype)) noKernel("geqrf_cpu", A.dtype);
  needFloats(A, "linalg.qr");
  if (how !== "reduced" && how !== "complete" && how !== "r")
    fail(
      "qr-mode",
      `qr received unrecognized mode '${String(how)}' but expected one of 'reduced' (default), 'r', or 'complete'`,
      'leave mode out for "reduced".',
    );
  return factor(A, how, "LinalgQrBackward0");
}

/** {@link qr} of floats, under the name that backward shows. */
export function factor(A: Tensor, mode: QrMode, name: string): NamedTuple<{ Q: Tensor; R: Tensor }> {
  const [m, n] = A.shape.slice(-2) as [number, number];
  if (mode === "r") return namedTuple({ Q: empty([0], A.dtype), R: parts(qrOp, [A], name, { mode })[0]! });
  if (m < n) {
    // the first columns decide about Q, and the rest of R is what Q makes of the other columns
    const [Q, R] = parts(qrOp, [narrow(A, -1, 0, m)], name, { mode: "reduced" });
    return namedTuple({ Q: Q!, R: label(cat([R!, matmul(adjoint(Q!), narrow(A, -1, m, n - m))], -1), name) });
  }
  const [Q, R] = parts(qrOp, [A], name, { mode });
  return namedTuple({ Q: Q!, R: R! });
}

/** torch.qr: `some` false gives the complete Q. */
export function qrOf(A: Tensor, some: boolean | { some?: boolean } = true): NamedTuple<{ Q: Tensor; R: Tensor }> {
  return qr(A, byName<{ some?: boolean }>("qr", ["some"], [some]).some === false ? "complete" : "reduced");
}
