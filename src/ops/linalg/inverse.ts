import { routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../pointwise/cast.js";
import { adjoint } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { label } from "../label.js";
import { detach } from "../view/view.js";
import { needSquareFloats } from "./check.js";
import { luInPlace, luSolveInPlace } from "./lu.js";
import { defineMatrices, parts, unpack } from "./matrices.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { neg } from "../pointwise/arithmetic.js";

// A⁻¹ is the X with A X = I.

const invOp = defineMatrices("inv", {
  rounded: true,
  parts: ([a], attrs) => (attrs["info"] === true ? [a!, []] : [a!]),
  complex: { real: [1] },
  run: ([a], [x, info], [[n] = [0, 0]], attrs, at, field) => {
    const pivots = new Int32Array(n),
      zero = luInPlace(field, a!, n, n, pivots);
    if (zero > 0 && attrs["check"] !== undefined) {
      fail(
        "singular",
        `${attrs["check"] as string}: ${at === null ? "" : `(Batch element ${at}): `}The diagonal element ${zero} is zero, the inversion could not be completed because the input matrix is singular.`,
        "its rows are linearly dependent; pinv computes a pseudo-inverse.",
      );
    }
    for (let i = 0; i < n; i++) field.set(x!, i * n + i, 1, 0);
    luSolveInPlace(field, a!, n, pivots, x!, n);
    if (info !== undefined) info[0] = zero;
  },
  grad: [
    (g, s) => {
      const Xt = adjoint(unpack(s.out, invOp, s.shapes, s.attrs)[0]!);
      return neg(matmul(Xt, matmul(unpack(g, invOp, s.shapes, s.attrs)[0]!, Xt)));
    },
  ],
  saves: "o",
  gradName: "LinalgInvEx",
  domain: [0.5, 2],
  samples: [[3, 3], [2, 3, 3], [0, 0], [0, 2, 2], { shapes: [[2, 2]], attrs: { info: true } }],
});

/**
 * The inverse of square matrices `[…, n, n]`. To solve equations use {@link solve}: it is faster and more accurate.
 * Complex matrices too.
 *
 * @throws KindlingError `singular`, `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.inv(tensor([[2, 0], [0, 4]])).tolist(); // → 0.5,0,0,0.25
 */
export function inv(A: Tensor): Tensor {
  noMore("inv", 1, arguments);
  needSquareFloats(A, "linalg.inv");
  return label(routine(invOp.op, [A], { check: "linalg.inv" }), "LinalgInvExBackward0");
}

/** Arguments of {@link invEx}, by name. */
interface CheckErrorsNamed {
  /** Whether a singular matrix throws. Default false: `info` reports it. */
  checkErrors?: boolean;
}
/**
 * {@link inv} that does not throw. `info` (int32, `[…]`) is 0 if there is an inverse, else the number of the pivot that
 * is 0, counted from 1.
 *
 * @throws KindlingError `matrix-square`, `matrix-dims`, `float-only`.
 * @example
 * linalg.invEx(tensor([[1, 2], [2, 4]])).info.item(); // → 2
 */
export function invEx(A: Tensor, options?: CheckErrorsNamed): NamedTuple<{ inverse: Tensor; info: Tensor }> {
  noMore("invEx", 2, arguments);
  needSquareFloats(A, "linalg.inv");
  const { checkErrors = false } = byName<{ checkErrors?: boolean }>("invEx", [], [options], ["checkErrors"]);
  const [inverse, info] = parts(invOp, [A], "LinalgInvExBackward0", {
    info: true,
    ...(checkErrors ? { check: "linalg.inv_ex" } : {}),
  });
  return namedTuple({ inverse: inverse!, info: cast(detach(info!), "int32") });
}

/** A⁻¹, of singular matrices with infinities: for rules whose own function does not fail there. */
export const inverseAnyway = (A: Tensor): Tensor => routine(invOp.op, [A]);
