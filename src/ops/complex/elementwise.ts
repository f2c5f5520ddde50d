import { isComplexArg, rawPart } from "../../core/complex.js";
import { elementwise, noAttrs, record } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Saved } from "../../core/node.js";
import type { Arg, ElementwiseOp, GradRule } from "../../core/op.js";
import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo } from "../../shape/dtype.js";
import * as arithmetic from "../pointwise/arithmetic.js";
import * as bin from "../pointwise/binary.js";
import { label } from "../label.js";
import { clamp } from "../pointwise/select.js";
import * as un from "../pointwise/unary.js";
import { compose, conjOf } from "./parts.js";
import { where } from "../pointwise/where.js";

// Elementwise ops on complex operands. Values are computed from the parts by real ops, outside the graph; the step is
// recorded as a whole. If f has a complex derivative, the gradient is g times its conjugate.

const { add, sub, mul, div } = arithmetic,
  { eq, ne, logicalAnd, logicalOr } = bin;

/** The parts of an operand; a real one's imaginary part is 0. */
type Parts = readonly [re: Arg, im: Arg];
const partsOf = (a: Arg): Parts => (isComplexArg(a) ? [rawPart(a as Tensor, 0), rawPart(a as Tensor, 1)] : [a, 0]);
const join = ([re, im]: Parts): Tensor => compose(re as Tensor, im as Tensor);

type Form = (op: ElementwiseOp, args: readonly Arg[]) => Tensor;

/** The op itself on the real and the imaginary parts, with its own gradient rules: for ops that only move and add. */
const partwise =
  (places: readonly number[]): Form =>
  (op, args) =>
    record(
      op,
      args,
      noAttrs,
      noGrad(() => {
        const onePart = (i: 0 | 1): Tensor =>
          elementwise(
            op,
            args.map((a, at) => (places.includes(at) ? partsOf(a)[i] : a)),
          );
        return join([onePart(0), onePart(1)]);
      }),
    );

/** Computed from parts, with its own gradient rules. */
const own =
  (gradName: string, saves: string, values: (...xs: Parts[]) => Parts, ...grad: GradRule[]): Form =>
  (_, args) =>
    record(
      { gradName, saves, grad },
      args,
      noAttrs,
      noGrad(() => join(values(...args.map(partsOf)))),
    );

/** A function of one complex number with a complex derivative, given as a function of x or of the result. */
const analytic = (
  gradName: string,
  values: (re: Tensor, im: Tensor) => Parts,
  slope: (s: Saved) => Tensor,
  saves = "x",
): Form =>
  own(
    gradName,
    saves,
    ([re, im]) => values(re as Tensor, im as Tensor),
    (g, s) => mul(g, conjOf(slope(s))),
  );

/** One expression of other ops. */
const composite =
  (f: (...args: Arg[]) => Tensor): Form =>
  (op, args) =>
    label(f(...args), `${op.gradName}Backward0`);

// ---- values from parts ----

/** √(re² + im²) without overflow. */
function size(re: Arg, im: Arg): Tensor {
  const a = un.abs(re as Tensor),
    b = un.abs(im as Tensor);
  const big = bin.maximum(a, b),
    ratio = div(bin.minimum(a, b), where(eq(big, 0), 1, big));
  // ∞ / ∞ is NaN, but the absolute value is infinite.
  return where(logicalOr(un.isinf(a), un.isinf(b)), Infinity, mul(big, un.sqrt(add(un.square(ratio), 1))));
}

function product([a, b]: Parts, [c, d]: Parts): Parts {
  if (d === 0) return [mul(a, c), mul(b, c)];
  if (b === 0) return [mul(a, c), mul(a, d)];
  return [sub(mul(a, c), mul(b, d)), add(mul(a, d), mul(b, c))];
}

/** (a + ib) / (c + id), both multiplied by the conjugate and scaled by the larger of c and d, so that squares do not overflow. */
function ratio([a, b]: Parts, [c, d]: Parts): Parts {
  if (d === 0 && typeof c !== "object") return [div(a, c), div(b, c)];
  if (d === 0) {
    // scaled as below, so that a division by 0 gives NaN
    const x = div(c, un.abs(mul(c, 1))),
      below = mul(c, x);
    return [div(mul(a, x), below), div(mul(b, x), below)];
  }
  const scale = bin.maximum(un.abs(c as Tensor), un.abs(d as Tensor)),
    x = div(c, scale),
    y = div(d, scale);
  const below = add(mul(c, x), mul(d, y));
  return [div(add(mul(a, x), mul(b, y)), below), div(sub(mul(b, x), mul(a, y)), below)];
}

const logarithm = (a: Tensor, b: Tensor): Parts => [un.log(size(a, b)), bin.atan2(b, a)];
const exponential = (a: Tensor, b: Tensor): Parts => {
  const e = un.exp(a);
  return [mul(e, un.cos(b)), mul(e, un.sin(b))];
};

/** The root with a real part of 0 or more. The larger part by a root, the smaller by a division, so that nothing cancels. */
function root(a: Tensor, b: Tensor): Parts {
  const large = un.sqrt(mul(add(un.abs(a), size(a, b)), 0.5));
  const small = div(mul(un.abs(b), 0.5), where(eq(large, 0), 1, large));
  const right = bin.ge(a, 0);
  return [where(right, large, small), mul(where(right, small, large), where(bin.lt(b, 0), -1, 1))];
}

/** tanh(a + ib) = (sinh 2a + i sin 2b) / (cosh 2a + cos 2b); beyond ±20 it is 1 to every digit, and cosh would overflow. */
function hyperbolicTangent(a: Tensor, b: Tensor): Parts {
  const x = mul(clamp(a, -20, 20), 2),
    y = mul(b, 2),
    below = add(un.cosh(x), un.cos(y));
  return [div(un.sinh(x), below), div(un.sin(y), below)];
}

// Kahan, "Branch cuts for complex elementary functions": no cancellation, and the cuts where the C library has them.
/** √(1 − z) and √(1 + z). */
const roots = (a: Tensor, b: Tensor): [p: Parts, q: Parts] => [root(sub(1, a), arithmetic.neg(b)), root(add(1, a), b)];
function arcSine(a: Tensor, b: Tensor): Parts {
  const [[pr, pi], [qr, qi]] = roots(a, b);
  return [bin.atan2(a, sub(mul(pr, qr), mul(pi, qi))), un.asinh(sub(mul(pr, qi), mul(pi, qr)))];
}
function arcCosine(a: Tensor, b: Tensor): Parts {
  const [[pr, pi], [qr, qi]] = roots(a, b);
  return [mul(bin.atan2(pr, qr), 2), un.asinh(sub(mul(qr, pi), mul(qi, pr)))];
}
function hyperbolicArcCosine(a: Tensor, b: Tensor): Parts {
  const [pr, pi] = root(sub(a, 1), b),
    [qr, qi] = root(add(a, 1), b);
  return [un.asinh(add(mul(pr, qr), mul(pi, qi))), mul(bin.atan2(pi, qr), 2)];
}
function hyperbolicArcTangent(a: Tensor, b: Tensor): Parts {
  const left = sub(1, a),
    square = un.square(b);
  return [
    mul(un.log1p(div(mul(a, 4), add(un.square(left), square))), 0.25),
    mul(bin.atan2(mul(b, 2), sub(mul(left, add(1, a)), square)), 0.5),
  ];
}
/** f(iz) / i of a function given by parts: asin for asinh, atanh for atan. */
const turned =
  (f: (a: Tensor, b: Tensor) => Parts) =>
  (a: Tensor, b: Tensor): Parts => {
    const [re, im] = f(arithmetic.neg(b), a);
    return [im, arithmetic.neg(re as Tensor)];
  };

// ---- forms by op ----

const onEachPart =
  (f: (x: Tensor) => Tensor, join2: (a: Tensor, b: Tensor) => Tensor): Form =>
  (_, [x]) =>
    noGrad(() => {
      const [re, im] = partsOf(x!);
      return join2(f(re as Tensor), f(im as Tensor));
    });
const alike =
  (same: boolean): Form =>
  (_, [x, y]) =>
    noGrad(() => {
      const [a, b] = partsOf(x!),
        [c, d] = partsOf(y!);
      return same ? logicalAnd(eq(a, c), eq(b, d)) : logicalOr(ne(a, c), ne(b, d));
    });

/** z / |z|, and 0 for 0. */
function direction(x: Tensor): Tensor {
  const a = un.abs(x),
    zero = noGrad(() => eq(a, 0));
  return label(where(zero, 0, div(x, where(zero, 1, a))), "SgnBackward0");
}

const one = (z: Arg): Tensor => z as Tensor;
const power: Form = own(
  "Pow",
  "xyo",
  ([a, b], [c, d]) => {
    const zero = logicalAnd(eq(a, 0), eq(b, 0)),
      still = where(asMask(zero), 1, a);
    const [re, im] = product(logarithm(still as Tensor, asTensor(b, still as Tensor)), [c, d]),
      [x, y] = exponential(re as Tensor, im as Tensor);
    const none = logicalAnd(eq(c, 0), eq(d, 0)); // 0⁰ is 1, other powers of 0 are 0
    return [where(zero, where(asMask(none), 1, mul(x, 0)), x), where(zero, 0, y)];
  },
  (g, s) => mul(g, conjOf(where(ne(s.y, 0), mul(s.y, bin.pow(s.x, sub(s.y, 1))), 0))),
  (g, s) => mul(g, conjOf(where(eq(s.x, 0), 0, mul(s.out, un.log(where(eq(s.x, 0), 1, s.x)))))),
);
const asMask = (t: Tensor): Tensor => t;
const asTensor = (a: Arg, like: Tensor): Tensor => (a instanceof Tensor ? a : mul(like, 0));

const forms: Record<string, Form> = {
  clone: partwise([0]),
  neg: partwise([0]),
  add: partwise([0, 1]),
  sub: partwise([0, 1]),
  where: partwise([1, 2]),
  maskedFill: partwise([0, 2]),
  addScaled: composite((x, y, alpha) => add(x!, mul(y!, alpha!))),
  addcmul: composite((x, a, b, v) => add(x!, mul(mul(v!, a!), b!))),
  addcdiv: composite((x, a, b, v) => add(x!, div(mul(v!, a!), b!))),
  lerp: composite((x, y, w) => add(x!, mul(w!, sub(y!, x!)))),
  mul: own(
    "Mul",
    "xy",
    product,
    (g, s) => mul(g, conjOf(s.y)),
    (g, s) => mul(g, conjOf(s.x)),
  ),
  div: own(
    "Div",
    "xy",
    ratio,
    (g, s) => div(g, conjOf(s.y)),
    (g, s) => arithmetic.neg(mul(g, conjOf(div(div(s.x, s.y), s.y)))),
  ),
  pow: (op, args) => power(op, args),
  square: composite((x) => mul(x!, x!)),
  reciprocal: composite((x) => div(1, x!)),
  rsqrt: composite((x) => div(1, un.sqrt(one(x!)))),
  silu: composite((x) => mul(x!, un.sigmoid(one(x!)))),
  sigmoid: composite((x) => div(1, add(un.exp(arithmetic.neg(one(x!))), 1))),
  log2: composite((x) => div(un.log(one(x!)), Math.LN2)),
  log10: composite((x) => div(un.log(one(x!)), Math.LN10)),
  log1p: composite((x) => un.log(add(x!, 1))),
  expm1: composite((x) => sub(un.exp(one(x!)), 1)),
  exp: analytic("Exp", exponential, (s) => s.out, "o"),
  log: analytic("Log", logarithm, (s) => un.reciprocal(s.x)),
  sqrt: analytic("Sqrt", root, (s) => div(0.5, s.out), "o"),
  sin: analytic(
    "Sin",
    (a, b) => [mul(un.sin(a), un.cosh(b)), mul(un.cos(a), un.sinh(b))],
    (s) => un.cos(s.x),
  ),
  cos: analytic(
    "Cos",
    (a, b) => [mul(un.cos(a), un.cosh(b)), arithmetic.neg(mul(un.sin(a), un.sinh(b)))],
    (s) => arithmetic.neg(un.sin(s.x)),
  ),
  sinh: analytic(
    "Sinh",
    (a, b) => [mul(un.sinh(a), un.cos(b)), mul(un.cosh(a), un.sin(b))],
    (s) => un.cosh(s.x),
  ),
  cosh: analytic(
    "Cosh",
    (a, b) => [mul(un.cosh(a), un.cos(b)), mul(un.sinh(a), un.sin(b))],
    (s) => un.sinh(s.x),
  ),
  tanh: analytic("Tanh", hyperbolicTangent, (s) => sub(1, mul(s.out, s.out)), "o"),
  // tan z = −i tanh(iz)
  tan: analytic(
    "Tan",
    (a, b) => {
      const [re, im] = hyperbolicTangent(arithmetic.neg(b), a);
      return [im, arithmetic.neg(re as Tensor)];
    },
    (s) => add(1, mul(s.out, s.out)),
    "o",
  ),
  asin: analytic("Asin", arcSine, (s) => un.rsqrt(sub(1, un.square(s.x)))),
  acos: analytic("Acos", arcCosine, (s) => arithmetic.neg(un.rsqrt(sub(1, un.square(s.x))))),
  atan: analytic("Atan", turned(hyperbolicArcTangent), (s) => un.reciprocal(add(un.square(s.x), 1))),
  asinh: analytic("Asinh", turned(arcSine), (s) => un.rsqrt(add(un.square(s.x), 1))),
  acosh: analytic("Acosh", hyperbolicArcCosine, (s) => un.rsqrt(sub(un.square(s.x), 1))),
  atanh: analytic("Atanh", hyperbolicArcTangent, (s) => un.reciprocal(sub(1, un.square(s.x)))),
  sinc: (_, [x]) => {
    const nil = noGrad(() => eq(x!, 0)),
      z = mul(where(nil, 1, x!), Math.PI);
    return label(where(nil, 1, div(un.sin(z), z)), "SincBackward0");
  },
  isreal: (_, [x]) => noGrad(() => eq(rawPart(x as Tensor, 1), 0)),
  keep: partwise([0]),
  abs: (_, [x]) =>
    record(
      { gradName: "Abs", saves: "x", grad: [(g, s) => mul(g, direction(s.x))] },
      [x!],
      noAttrs,
      noGrad(() => size(...partsOf(x!))),
    ),
  sgn: (_, [x]) => direction(one(x!)),
  eq: alike(true),
  ne: alike(false),
  isnan: onEachPart(un.isnan, logicalOr),
  isinf: onEachPart(un.isinf, logicalOr),
  isfinite: onEachPart(un.isfinite, logicalAnd),
};

/** Applies the op to complex operands. */
export function complexElementwise(op: ElementwiseOp, args: readonly Arg[]): Tensor {
  const form = forms[op.name];
  if (form !== undefined) return form(op, args);
  // Ops that only test for 0 also work for complex numbers.
  if (op.operands.every((o) => o === "bool"))
    return elementwise(
      op,
      args.map((a) => (isComplexArg(a) ? ne(a, 0) : a)),
    );
  return refuseComplex(op.name, args.find(isComplexArg) as Tensor);
}

/** PyTorch's names of kernels that are not named after their op. */
const kernels: Record<string, string> = {
  amax: "max_values_cpu",
  amin: "min_values_cpu",
  erf: "erf_vml_cpu",
  erfc: "erfc_vml_cpu",
  erfinv: "erfinv_vml_cpu",
  lgamma: "lgamma_vml_cpu",
  i0: "i0_vml_cpu",
  round: "round_vml_cpu",
  roundDecimals: "round_cpu",
  roundTens: "round_cpu",
  trigamma: "trigamma",
  polygamma: "polygamma",
  chosen: "median_out",
  floorDivide: "div_floor_cpu",
  digamma: "digamma",
  exp2: "exp2",
  ndtr: "erf_vml_cpu",
  order: "sorting_kernel_method_name",
  histc: "histogram_cpu",
  logcumsumexp: "logcumsumexp_out_cpu",
  bitwiseLeftShift: "lshift_cpu",
  bitwiseRightShift: "rshift_cpu",
};
/** Sentences without a kernel's name. */
const sentences: Record<string, string> = {
  floor: "floor is not supported for complex inputs",
  ceil: "ceil is not supported for complex inputs",
  trunc: "trunc is not supported for complex inputs",
  frac: "frac is not supported for complex inputs",
  maximum: "maximum not implemented for complex tensors.",
  minimum: "minimum not implemented for complex tensors.",
  sign: "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead.",
  heaviside: "heaviside is not yet implemented for complex tensors.",
  nansum: "nansum does not support complex inputs",
  signbit: "signbit is not implemented for complex tensors.",
  deg2rad: "deg2rad is not supported for complex tensors.",
  rad2deg: "rad2deg is not supported for complex tensors.",
  isposinf: "isposinf does not support complex inputs.",
  isneginf: "isneginf does not support complex inputs.",
  fmax: "fmax not implemented for complex tensors.",
  fmin: "fmin not implemented for complex tensors.",
  relu: "clamp is not supported for complex types",
  clamp: "clamp is not supported for complex types",
  clampMin: "clamp is not supported for complex types",
  clampMax: "clamp is not supported for complex types",
};

/** PyTorch's sentence for an op without a complex version, or without one here. */
export function refuseComplex(name: string, x: Tensor): never {
  const kernel = kernels[name] ?? `${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}_cpu`;
  return fail(
    "no-complex",
    sentences[name] ?? `"${kernel}" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
    "take real(x), imag(x) or abs(x) first.",
  );
}
