import { needArg, needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise } from "../../core/dispatch.js";
import type { Arg, GradRule } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { isComplex } from "../../shape/dtype.js";
import type { ExprBuilder } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import { eq, ge, le, logicalAnd, pow } from "../pointwise/binary.js";
import { cast } from "../pointwise/cast.js";
import { floatsOnly } from "../refuse.js";
import { exp, exp2, isnan, log, log1p } from "../pointwise/unary.js";
import { add, div, mul, sub, neg } from "../pointwise/arithmetic.js";
import { defineBinary, defineUnary } from "../pointwise/define.js";
import { where } from "../pointwise/where.js";

// Logarithms of sums, of odds, and beside a factor that may be 0; powers in double precision.

/** log(e^x + e^y), without overflow: the larger is subtracted first. Floats only. */
export const logaddexp = defineBinary("logaddexp", "promote", {
  lower: (k, x, y) => logSum(k, floatsOnly("logaddexp_cpu", x), y, (d) => k.log1p(k.exp(d))),
  grad: [(g, { x, y }) => mul(g, share(exp, x, y)), (g, { x, y }) => mul(g, share(exp, y, x))],
  saves: "xy",
});
/** log₂(2^x + 2^y), without overflow. Floats only. */
export const logaddexp2 = defineBinary("logaddexp2", "promote", {
  lower: (k, x, y) =>
    logSum(k, floatsOnly("logaddexp2_cpu", x), y, (d) => k.mul(k.log1p(k.exp2(d)), k.like(Math.LOG2E, d))),
  grad: [(g, { x, y }) => mul(g, share(exp2, x, y)), (g, { x, y }) => mul(g, share(exp2, y, x))],
  saves: "xy",
});
/** Equal infinities are their own sum; their difference would be NaN. */
function logSum(k: ExprBuilder, x: Expr, y: Expr, rest: (d: Expr) => Expr): Expr {
  const same = k.and(k.eq(x, y), k.eq(k.abs(x), k.like(Infinity, x)));
  return k.where(same, x, k.add(k.max(x, y), rest(k.neg(k.abs(k.sub(x, y))))));
}
/** What x contributes to the sum: e^x / (e^x + e^y), without e^x, which may be infinite. */
const share = (power: (x: Tensor) => Tensor, x: Tensor, y: Tensor): Tensor => div(1, add(power(sub(y, x)), 1));

const nan = (k: ExprBuilder, y: Expr): Expr => k.isnan(y);
const zero = (k: ExprBuilder, x: Expr): Expr => k.eq(x, k.like(0, x));

/** x · log y, and 0 where x is 0 (unless y is NaN). */
export const xlogy = defineBinary("xlogy", "float", {
  lower: (k, x, y) => k.where(k.and(zero(k, x), k.not(nan(k, y))), k.like(0, x), k.mul(x, k.log(y))),
  grad: [(g, { x, y }) => where(logicalAnd(eq(x, 0), le(y, 0)), 0, mul(g, log(y))), (g, { x, y }) => mul(g, div(x, y))],
  domain: [0.3, 2],
  numberLabels: ["XlogyBackward1", "XlogyBackward2"],
});
/** x · log(1 + y), and 0 where x is 0 (unless y is NaN). */
export const xlog1py = defineBinary("xlog1py", "float", {
  lower: (k, x, y) => k.where(k.and(zero(k, x), k.not(nan(k, y))), k.like(0, x), k.mul(x, k.log1p(y))),
  grad: [
    (g, { x, y }) => where(logicalAnd(eq(x, 0), le(y, -1)), 0, mul(g, log1p(y))),
    (g, { x, y }) => mul(g, div(x, add(y, 1))),
  ],
  domain: [0.3, 2],
  gradName: "SpecialXlog1Py",
  numberLabels: ["SpecialXlog1PyBackward1", "SpecialXlog1PyBackward2"],
});

/** −x · log x, and 0 at 0, −∞ below: an event's share of the entropy. */
export const entr = defineUnary("entr", "float", {
  lower: (k, x) =>
    k.where(k.gt(x, k.like(0, x)), k.neg(k.mul(x, k.log(x))), k.where(k.lt(x, k.like(0, x)), k.like(-Infinity, x), x)),
  grad: (g, { x }) => mul(g, sub(neg(log(x)), 1)),
  domain: [0.2, 2],
  gradName: "SpecialEntr",
});

// Outside of [0, 1] the log of the odds has no slope.
const logitGrad: GradRule = (g, { x }) => where(logicalAnd(ge(x, 0), le(x, 1)), div(g, mul(x, sub(1, x))), NaN);
const plainLogit = defineUnary("logit", "float", {
  lower: (k, x) => k.log(k.div(x, k.sub(k.like(1, x), x))),
  grad: logitGrad,
  domain: [0.1, 0.9],
});
const boundLogit = defineElementwise("logitWithin", 2, {
  lower: (k, x, eps) => {
    const high = k.sub(k.like(1, x), eps),
      z = k.where(k.lt(x, eps), eps, k.where(k.gt(x, high), high, x));
    return k.log(k.div(z, k.sub(k.like(1, z), z)));
  },
  operands: ["float", "float"],
  gradName: "Logit",
  // beyond the bounds the output stays as it is
  grad: [
    (g, { x, y }) => where(logicalAnd(ge(x, y), le(x, sub(1, y))), div(g, mul(x, sub(1, x))), where(isnan(x), x, 0)),
    null,
  ],
  saves: "xy",
  domain: [0.2, 0.8],
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 0.1] }],
});
/** log(x / (1 − x)), the inverse of sigmoid. With `eps`, x is first brought into [eps, 1 − eps]. */
export function logit(x: Tensor, eps: number | null = null): Tensor {
  const { op, args } = logitForm(x, eps);
  return elementwise(op, args);
}
/** Which op it is, and its operands. */
export function logitForm(x: Tensor, eps: number | null): { op: typeof boundLogit; args: Arg[] } {
  needTensor(x, "logit");
  return eps === null || eps < 0 ? { op: plainLogit.op, args: [x] } : { op: boundLogit, args: [x, eps] };
}

/** `x` to the power `y` in float64 (complex128 where one is complex), whatever their dtypes. */
export function floatPower(x: Arg, y: Arg): Tensor {
  needArg(x, "floatPower", "input");
  needArg(y, "floatPower", "exponent");
  if (typeof x !== "object" && typeof y !== "object") needTensor(x, "floatPower");
  const wide = (a: Arg): Arg => (typeof a === "object" ? cast(a, isComplex(a.dtype) ? "complex128" : "float64") : a);
  return pow(wide(x), wide(y));
}
