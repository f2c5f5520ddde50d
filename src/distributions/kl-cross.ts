import type { Tensor } from "../core/tensor.js";
import { gt, le, logicalOr, lt, pow } from "../ops/pointwise/binary.js";
import { digamma, lgamma } from "../ops/special/gamma.js";
import { erf, exp, log, reciprocal, square } from "../ops/pointwise/unary.js";
import { Bernoulli } from "./bernoulli.js";
import { Beta } from "./beta.js";
import { Binomial } from "./binomial.js";
import { Exponential } from "./exponential.js";
import { Gamma } from "./gamma.js";
import { Gumbel } from "./gumbel.js";
import type { Divergence } from "./kl-pair.js";
import { filled } from "./kl-same.js";
import { Laplace } from "./laplace.js";
import { Normal } from "./normal.js";
import { Pareto } from "./pareto.js";
import { Poisson } from "./poisson.js";
import { EULER, like } from "./tools.js";
import { Uniform } from "./uniform.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

// Divergences of distributions of different kinds: PyTorch's formulas (torch/distributions/kl.py).

const half = (x: Tensor): Tensor => mul(0.5, x);
const xlogx = (x: Tensor): Tensor => mul(x, log(x));

const bernoulliPoisson = (p: Bernoulli, q: Poisson): Tensor =>
  sub(neg(p.entropy()), sub(mul(p.probs, log(q.rate)), q.rate));

const betaExponential = (p: Beta, q: Exponential): Tensor =>
  add(sub(neg(p.entropy()), log(q.rate)), mul(q.rate, p.mean));
function betaGamma(p: Beta, q: Gamma): Tensor {
  const total = add(p.concentration1, p.concentration0),
    t2 = sub(lgamma(q.concentration), mul(q.concentration, log(q.rate)));
  const t3 = mul(sub(q.concentration, 1), sub(digamma(p.concentration1), digamma(total))),
    t4 = div(mul(q.rate, p.concentration1), total);
  return add(sub(add(neg(p.entropy()), t2), t3), t4);
}
function betaNormal(p: Beta, q: Normal): Tensor {
  const { mean } = p,
    v = square(q.scale),
    t2 = half(log(mul(mul(v, 2), Math.PI)));
  const t3 = half(add(div(mul(mean, sub(1, mean)), add(add(p.concentration1, p.concentration0), 1)), square(mean)));
  return add(add(neg(p.entropy()), t2), div(add(sub(t3, mul(q.loc, mean)), half(square(q.loc))), v));
}
const betaUniform = (p: Beta, q: Uniform): Tensor =>
  filled(add(neg(p.entropy()), log(sub(q.high, q.low))), logicalOr(gt(q.low, 0), lt(q.high, 1)), Infinity);

function exponentialGamma(p: Exponential, q: Gamma): Tensor {
  const ratio = div(q.rate, p.rate),
    t1 = mul(neg(q.concentration), log(ratio));
  return sub(add(add(add(t1, ratio), lgamma(q.concentration)), mul(q.concentration, EULER)), 1 + EULER);
}
function exponentialGumbel(p: Exponential, q: Gumbel): Tensor {
  const product = mul(p.rate, q.scale),
    ratio = div(q.loc, q.scale),
    t2 = div(mul(exp(ratio), product), add(product, 1));
  return add(add(sub(sub(log(product), 1), ratio), t2), reciprocal(product));
}
function exponentialNormal(p: Exponential, q: Normal): Tensor {
  const v = square(q.scale),
    rate2 = square(p.rate),
    t1 = half(log(mul(mul(mul(rate2, v), 2), Math.PI)));
  return add(sub(t1, 1), div(add(sub(reciprocal(rate2), div(q.loc, p.rate)), half(square(q.loc))), v));
}

const gammaExponential = (p: Gamma, q: Exponential): Tensor =>
  add(sub(neg(p.entropy()), log(q.rate)), div(mul(q.rate, p.concentration), p.rate));
function gammaGumbel(p: Gamma, q: Gumbel): Tensor {
  const product = mul(p.rate, q.scale),
    ratio = div(q.loc, q.scale),
    a = p.concentration;
  const t1 = sub(sub(mul(sub(a, 1), digamma(a)), lgamma(a)), a),
    t2 = add(log(product), div(a, product));
  return add(add(t1, t2), sub(mul(exp(ratio), pow(add(1, reciprocal(product)), neg(a))), ratio));
}
function gammaNormal(p: Gamma, q: Normal): Tensor {
  const a = p.concentration,
    v = square(q.scale),
    rate2 = square(p.rate);
  const t1 = sub(sub(half(log(mul(mul(mul(rate2, v), 2), Math.PI))), a), lgamma(a)),
    t2 = div(half(add(square(a), a)), rate2);
  return add(
    add(t1, mul(sub(a, 1), digamma(a))),
    div(add(sub(t2, div(mul(q.loc, a), p.rate)), half(square(q.loc))), v),
  );
}

function gumbelNormal(p: Gumbel, q: Normal): Tensor {
  const ratio = div(p.scale, q.scale),
    t1 = log(div(ratio, Math.sqrt(2 * Math.PI))),
    t2 = div(square(mul(mul(Math.PI, ratio), 0.5)), 3);
  return sub(add(add(neg(t1), t2), half(square(div(sub(add(p.loc, mul(p.scale, EULER)), q.loc), q.scale)))), EULER + 1);
}
function laplaceNormal(p: Laplace, q: Normal): Tensor {
  const v = square(q.scale),
    ratio = div(square(p.scale), v),
    t1 = half(log(div(mul(2, ratio), Math.PI)));
  return sub(
    add(add(neg(t1), ratio), div(add(sub(half(square(p.loc)), mul(p.loc, q.loc)), half(square(q.loc))), v)),
    1,
  );
}
function normalGumbel(p: Normal, q: Gumbel): Tensor {
  const mean = div(p.loc, q.scale),
    variance = square(div(p.scale, q.scale)),
    loc = div(q.loc, q.scale);
  const t1 = half(log(variance)),
    t2 = sub(mean, loc),
    t3 = exp(add(add(neg(mean), half(variance)), loc));
  return sub(add(add(neg(t1), t2), t3), 0.5 * (1 + Math.log(2 * Math.PI)));
}
function normalLaplace(p: Normal, q: Laplace): Tensor {
  const off = sub(p.loc, q.loc),
    ratio = div(off, p.scale);
  const t2 = mul(mul(Math.sqrt(2 / Math.PI), p.scale), exp(mul(-0.5, square(ratio)))),
    t3 = mul(off, erf(mul(Math.sqrt(0.5), ratio)));
  return sub(add(neg(log(div(p.scale, q.scale))), div(add(t2, t3), q.scale)), 0.5 * (1 + Math.log(0.5 * Math.PI)));
}

function paretoExponential(p: Pareto, q: Exponential): Tensor {
  const product = mul(p.scale, q.rate),
    t1 = log(div(p.alpha, product)),
    t3 = div(mul(p.alpha, product), sub(p.alpha, 1));
  return filled(sub(add(sub(t1, reciprocal(p.alpha)), t3), 1), le(p.alpha, 1), Infinity);
}
function paretoGamma(p: Pareto, q: Gamma): Tensor {
  const common = add(log(p.scale), reciprocal(p.alpha)),
    t1 = sub(log(p.alpha), common),
    t2 = sub(lgamma(q.concentration), mul(q.concentration, log(q.rate)));
  const t3 = mul(sub(1, q.concentration), common),
    t4 = div(mul(mul(q.rate, p.alpha), p.scale), sub(p.alpha, 1));
  return filled(sub(add(add(add(t1, t2), t3), t4), 1), le(p.alpha, 1), Infinity);
}
function paretoNormal(p: Pareto, q: Normal): Tensor {
  const v = mul(2, square(q.scale)),
    common = div(p.scale, sub(p.alpha, 1)),
    t1 = log(div(mul(mul(Math.sqrt(2 * Math.PI), q.scale), p.alpha), p.scale));
  const t3 = div(mul(p.alpha, square(common)), sub(p.alpha, 2)),
    t4 = square(sub(mul(p.alpha, common), q.loc));
  return filled(sub(add(sub(t1, reciprocal(p.alpha)), div(add(t3, t4), v)), 1), le(p.alpha, 2), Infinity);
}

function uniformBeta(p: Uniform, q: Beta): Tensor {
  const size = sub(p.high, p.low),
    a = q.concentration1,
    b = q.concentration0;
  const t2 = div(mul(sub(a, 1), sub(sub(xlogx(p.high), xlogx(p.low)), size)), size);
  const t3 = div(mul(sub(b, 1), add(sub(xlogx(sub(1, p.high)), xlogx(sub(1, p.low))), size)), size);
  const t4 = sub(add(lgamma(a), lgamma(b)), lgamma(add(a, b)));
  return filled(sub(sub(add(t3, t4), log(size)), t2), logicalOr(gt(p.high, 1), lt(p.low, 0)), Infinity);
}
const uniformExponential = (p: Uniform, q: Exponential): Tensor =>
  filled(sub(div(mul(q.rate, add(p.high, p.low)), 2), log(mul(sub(p.high, p.low), q.rate))), lt(p.low, 0), Infinity);
function uniformGamma(p: Uniform, q: Gamma): Tensor {
  const size = sub(p.high, p.low),
    t2 = sub(lgamma(q.concentration), mul(q.concentration, log(q.rate)));
  const t3 = div(mul(sub(1, q.concentration), sub(sub(xlogx(p.high), xlogx(p.low)), size)), size),
    t4 = div(mul(q.rate, add(p.high, p.low)), 2);
  return filled(add(add(add(neg(log(size)), t2), t3), t4), lt(p.low, 0), Infinity);
}
function uniformGumbel(p: Uniform, q: Gumbel): Tensor {
  const common = div(q.scale, sub(p.high, p.low)),
    high = div(sub(p.high, q.loc), q.scale),
    low = div(sub(p.low, q.loc), q.scale);
  return sub(add(log(common), half(add(high, low))), mul(common, sub(exp(neg(high)), exp(neg(low)))));
}
function uniformNormal(p: Uniform, q: Normal): Tensor {
  const size = sub(p.high, p.low),
    t1 = log(div(mul(Math.sqrt(2 * Math.PI), q.scale), size)),
    t3 = square(div(sub(add(p.high, p.low), mul(2, q.loc)), 2));
  return add(t1, div(half(add(div(square(size), 12), t3)), square(q.scale)));
}
function uniformPareto(p: Uniform, q: Pareto): Tensor {
  const size = sub(p.high, p.low),
    t1 = log(mul(mul(q.alpha, pow(q.scale, q.alpha)), size)),
    t2 = div(sub(sub(xlogx(p.high), xlogx(p.low)), size), size);
  return filled(sub(mul(t2, add(q.alpha, 1)), t1), lt(p.low, q.scale), Infinity);
}

/** Values of one are impossible for the other. */
const infinite = (p: { batchShape: readonly number[]; mean: Tensor }): Tensor => like(p.mean, Infinity, p.batchShape);

export const crossFamilies: readonly Divergence[] = [
  [Bernoulli, Poisson, bernoulliPoisson],
  [Beta, Exponential, betaExponential],
  [Beta, Gamma, betaGamma],
  [Beta, Normal, betaNormal],
  [Beta, Pareto, infinite],
  [Beta, Uniform, betaUniform],
  [Exponential, Gamma, exponentialGamma],
  [Exponential, Gumbel, exponentialGumbel],
  [Exponential, Normal, exponentialNormal],
  [Exponential, Beta, infinite],
  [Exponential, Pareto, infinite],
  [Exponential, Uniform, infinite],
  [Gamma, Exponential, gammaExponential],
  [Gamma, Gumbel, gammaGumbel],
  [Gamma, Normal, gammaNormal],
  [Gamma, Beta, infinite],
  [Gamma, Pareto, infinite],
  [Gamma, Uniform, infinite],
  [Gumbel, Normal, gumbelNormal],
  [Gumbel, Beta, infinite],
  [Gumbel, Exponential, infinite],
  [Gumbel, Gamma, infinite],
  [Gumbel, Pareto, infinite],
  [Gumbel, Uniform, infinite],
  [Laplace, Normal, laplaceNormal],
  [Laplace, Beta, infinite],
  [Laplace, Exponential, infinite],
  [Laplace, Gamma, infinite],
  [Laplace, Pareto, infinite],
  [Laplace, Uniform, infinite],
  [Normal, Gumbel, normalGumbel],
  [Normal, Laplace, normalLaplace],
  [Normal, Beta, infinite],
  [Normal, Exponential, infinite],
  [Normal, Gamma, infinite],
  [Normal, Pareto, infinite],
  [Normal, Uniform, infinite],
  [Pareto, Exponential, paretoExponential],
  [Pareto, Gamma, paretoGamma],
  [Pareto, Normal, paretoNormal],
  [Pareto, Beta, infinite],
  [Pareto, Uniform, infinite],
  [Poisson, Bernoulli, infinite],
  [Poisson, Binomial, infinite],
  [Uniform, Beta, uniformBeta],
  [Uniform, Exponential, uniformExponential],
  [Uniform, Gamma, uniformGamma],
  [Uniform, Gumbel, uniformGumbel],
  [Uniform, Normal, uniformNormal],
  [Uniform, Pareto, uniformPareto],
];
