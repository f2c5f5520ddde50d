// Each element by itself, inputs broadcast together.

import { isFloat, isComplex } from "../../shape/dtype.js";
import { cast } from "../../ops/pointwise/cast.js";
import {
  abs,
  acos,
  acosh,
  add,
  asin,
  asinh,
  atan,
  atanh,
  bitwiseAnd,
  bitwiseLeftShift,
  bitwiseNot,
  bitwiseOr,
  bitwiseRightShift,
  bitwiseXor,
  ceil,
  clampMax,
  clampMin,
  cos,
  cosh,
  div,
  eq,
  erf,
  exp,
  floor,
  fmod,
  full,
  ge,
  gt,
  isinf,
  isnan,
  le,
  log,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  lt,
  maximum,
  minimum,
  mul,
  neg,
  pow,
  reciprocal,
  relu,
  remainder,
  reshape,
  round,
  sigmoid,
  sign,
  sin,
  sinh,
  sqrt,
  sub,
  tan,
  tanh,
  type Tensor,
  where,
} from "../../index.js";
import * as F from "../../nn/functional/index.js";
import { dtypeOf } from "../format/tensors.js";
import { by, type Call, type Rule, type Rules } from "../call.js";

/** Two tensors of one dtype, or any number of them, one after the other. */
const fold =
  (f: (x: Tensor, y: Tensor) => Tensor): Rule =>
  (c) =>
    c.all().reduce(f);

/** Two tensors broadcast together; before opset 7, the second one along an axis that the node names. */
const binary =
  (f: (x: Tensor, y: Tensor) => Tensor): Rule =>
  (c) => {
    const [x, y] = [c.x(), c.x(1)];
    if (c.opset >= 7 || !c.has("axis")) return f(x, y);
    return f(
      x,
      reshape(y, [...y.shape, ...x.shape.slice(c.axis(c.int("axis"), x.shape.length) + y.shape.length).map(() => 1)]),
    );
  };

const isWhole = (t: Tensor): boolean => !isFloat(t.dtype) && !isComplex(t.dtype);

function clip(c: Call): Tensor {
  let x = c.x();
  const [low, high] = c.opset < 11 ? [null, null] : [c.maybe(1), c.maybe(2)];
  if (low !== null) x = maximum(x, low);
  else if (c.has("min")) x = clampMin(x, c.float("min"));
  if (high !== null) x = minimum(x, high);
  else if (c.has("max")) x = clampMax(x, c.float("max"));
  return x;
}

export const pointwise: Rules = {
  Abs: by(abs),
  Acos: by(acos),
  Acosh: by(acosh),
  Add: binary((x, y) => add(x, y)),
  And: binary((x, y) => logicalAnd(x, y)),
  Asin: by(asin),
  Asinh: by(asinh),
  Atan: by(atan),
  Atanh: by(atanh),
  BitShift: (c) =>
    c.text("direction") === "LEFT" ? bitwiseLeftShift(c.x(), c.x(1)) : bitwiseRightShift(c.x(), c.x(1)),
  BitwiseAnd: binary((x, y) => bitwiseAnd(x, y)),
  BitwiseNot: by(bitwiseNot),
  BitwiseOr: binary((x, y) => bitwiseOr(x, y)),
  BitwiseXor: binary((x, y) => bitwiseXor(x, y)),
  Cast: (c) => cast(c.x(), dtypeOf(c.int("to"), "what Cast makes")),
  CastLike: (c) => cast(c.x(), c.x(1).dtype),
  Ceil: by((x) => (isWhole(x) ? x : ceil(x))),
  Celu: (c) => F.celu(c.x(), c.float("alpha", 1)),
  Clip: clip,
  Cos: by(cos),
  Cosh: by(cosh),
  Div: binary((x, y) => (isWhole(x) ? div(x, y, { roundingMode: "trunc" }) : div(x, y))),
  Elu: (c) => F.elu(c.x(), c.float("alpha", 1)),
  Equal: binary((x, y) => eq(x, y)),
  Erf: by(erf),
  Exp: by(exp),
  Floor: by((x) => (isWhole(x) ? x : floor(x))),
  Gelu: (c) => F.gelu(c.x(), { approximate: c.text("approximate", "none") as "none" | "tanh" }),
  Greater: binary((x, y) => gt(x, y)),
  GreaterOrEqual: binary((x, y) => ge(x, y)),
  HardSigmoid: (c) => {
    const alpha = c.float("alpha", Math.fround(0.2)),
      beta = c.float("beta", 0.5);
    return clampMax(clampMin(add(mul(c.x(), alpha), beta), 0), 1);
  },
  HardSwish: by((x) => F.hardswish(x)),
  IsInf: (c) => {
    const x = c.x(),
      up = c.flag("detect_positive", true),
      down = c.flag("detect_negative", true);
    if (up && down) return isinf(x);
    if (!up && !down) return full([...x.shape], false, { dtype: "bool" });
    return eq(x, up ? Infinity : -Infinity);
  },
  IsNaN: by(isnan),
  LeakyRelu: (c) => F.leakyRelu(c.x(), c.float("alpha", Math.fround(0.01))),
  Less: binary((x, y) => lt(x, y)),
  LessOrEqual: binary((x, y) => le(x, y)),
  Log: by(log),
  Max: fold((x, y) => maximum(x, y)),
  Mean: (c) => {
    const all = c.all();
    return div(
      all.reduce((x, y) => add(x, y)),
      all.length,
    );
  },
  Min: fold((x, y) => minimum(x, y)),
  Mish: by((x) => F.mish(x)),
  Mod: (c) => (c.flag("fmod") ? fmod(c.x(), c.x(1)) : remainder(c.x(), c.x(1))),
  Mul: binary((x, y) => mul(x, y)),
  Neg: by(neg),
  Not: by(logicalNot),
  Or: binary((x, y) => logicalOr(x, y)),
  Pow: (c) => {
    const [x, y] = [c.x(), c.x(1)];
    if (!isWhole(x)) return cast(pow(x, y), x.dtype);
    return cast(pow(isWhole(y) ? x : cast(x, "float64"), y), x.dtype);
  },
  PRelu: (c) => {
    const x = c.x(),
      given = c.x(1);
    const slope =
      c.opset < 7 && given.shape.length === 1 ? reshape(given, [-1, ...x.shape.slice(2).map(() => 1)]) : given;
    return where(lt(x, 0), mul(x, slope), x);
  },
  Reciprocal: by(reciprocal),
  Relu: by(relu),
  Round: by((x) => round(x)),
  Selu: (c) => {
    const alpha = c.float("alpha", 1.6732632423543772),
      gamma = c.float("gamma", 1.0507009873554805);
    return mul(F.elu(c.x(), alpha), gamma);
  },
  Shrink: (c) => {
    const x = c.x(),
      lambd = c.float("lambd", 0.5),
      bias = c.float("bias", 0);
    const low = lt(x, -lambd),
      high = gt(x, lambd);
    return where(low, add(x, bias), where(high, sub(x, bias), mul(x, 0)));
  },
  Sigmoid: by(sigmoid),
  Sign: by(sign),
  Sin: by(sin),
  Sinh: by(sinh),
  Softplus: by((x) => F.softplus(x)),
  Softsign: by((x) => F.softsign(x)),
  Sqrt: by(sqrt),
  Sub: binary((x, y) => sub(x, y)),
  Sum: fold((x, y) => add(x, y)),
  Tan: by(tan),
  Tanh: by(tanh),
  ThresholdedRelu: (c) => F.threshold(c.x(), c.float("alpha", 1), 0),
  Where: by((condition, x, y) => where(condition, x, y)),
  Xor: binary((x, y) => logicalXor(x, y)),
};
