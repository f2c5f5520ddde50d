import type { Tensor } from "../core/tensor.js";
import { denseOf, empty } from "../core/dispatch.js";
import { fillBy } from "../core/recorder.js";
import { region } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { softplus } from "../ops/pointwise/activation.js";
import { eq, gt, logicalOr, lt } from "../ops/pointwise/binary.js";
import { digamma, lgamma } from "../ops/special/gamma.js";
import { solveTriangular } from "../ops/linalg/solve-triangular.js";
import { sum } from "../ops/reduce/reduce.js";
import { maskedFill } from "../ops/pointwise/select.js";
import { abs, exp, log, log1p, square } from "../ops/pointwise/unary.js";
import { detach, expand, reshape, unsqueeze } from "../ops/view/view.js";
import { broadcastShapes } from "../shape/broadcast.js";
import { sameArray } from "../util/array.js";
import { Bernoulli } from "./bernoulli.js";
import { Beta } from "./beta.js";
import { Binomial } from "./binomial.js";
import { Categorical } from "./categorical.js";
import { Cauchy } from "./cauchy.js";
import { Dirichlet } from "./dirichlet.js";
import { Exponential } from "./exponential.js";
import { Gamma } from "./gamma.js";
import { Geometric } from "./geometric.js";
import { Gumbel } from "./gumbel.js";
import { HalfNormal } from "./half-normal.js";
import type { Divergence } from "./kl-pair.js";
import { Laplace } from "./laplace.js";
import { batchMahalanobis, halfLogDet, MultivariateNormal } from "./multivariate-normal.js";
import { Normal } from "./normal.js";
import { OneHotCategorical } from "./one-hot-categorical.js";
import { Pareto } from "./pareto.js";
import { Poisson } from "./poisson.js";
import { EULER } from "./tools.js";
import { Uniform } from "./uniform.js";
import { add, div, mul, sub, neg } from "../ops/pointwise/arithmetic.js";

// Divergences of distributions of the same kind: PyTorch's formulas (torch/distributions/kl.py).

/** The broadcast mask fills in a value. */
export const filled = (x: Tensor, mask: Tensor, value: number): Tensor => maskedFill(x, mask, value);

function bernoulli(p: Bernoulli, q: Bernoulli): Tensor {
  const t1 = mul(p.probs, sub(softplus(neg(q.logits)), softplus(neg(p.logits))));
  const t2 = mul(sub(1, p.probs), sub(softplus(q.logits), softplus(p.logits)));
  return add(
    filled(filled(t1, eq(q.probs, 0), Infinity), eq(p.probs, 0), 0),
    filled(filled(t2, eq(q.probs, 1), Infinity), eq(p.probs, 1), 0),
  );
}

function beta(p: Beta, q: Beta): Tensor {
  const [a, b, c, d] = [p.concentration1, p.concentration0, q.concentration1, q.concentration0],
    P = add(a, b),
    Q = add(c, d);
  const t1 = add(add(lgamma(c), lgamma(d)), lgamma(P)),
    t2 = add(add(lgamma(a), lgamma(b)), lgamma(Q));
  return add(add(add(sub(t1, t2), mul(sub(a, c), digamma(a))), mul(sub(b, d), digamma(b))), mul(sub(Q, P), digamma(P)));
}

function binomial(p: Binomial, q: Binomial): Tensor {
  fillBy("counts", [denseOf(detach(lt(p.totalCount, q.totalCount)))], empty([], "bool"), ([less]) => {
    if ((region(less!) as Uint8Array).some((v) => v !== 0))
      fail(
        "kl-missing",
        "KL between Binomials where q.total_count > p.total_count is not implemented",
        "estimate it from samples: p.logProb(x).sub(q.logProb(x)).mean().",
      );
  });
  const kl = mul(
    p.totalCount,
    sub(add(mul(p.probs, sub(p.logits, q.logits)), log1p(neg(p.probs))), log1p(neg(q.probs))),
  );
  return filled(kl, gt(p.totalCount, q.totalCount), Infinity);
}

function categorical(p: Categorical, q: Categorical): Tensor {
  const t = mul(p.probs, sub(p.logits, q.logits));
  return sum(filled(filled(t, eq(q.probs, 0), Infinity), eq(p.probs, 0), 0), { dim: -1 });
}

function dirichlet(p: Dirichlet, q: Dirichlet): Tensor {
  const [a, b] = [p.concentration, q.concentration],
    last = { dim: -1 } as const,
    A = sum(a, last),
    B = sum(b, last);
  const t1 = sub(lgamma(A), lgamma(B)),
    t2 = sum(sub(lgamma(a), lgamma(b)), last);
  return add(sub(t1, t2), sum(mul(sub(a, b), sub(digamma(a), unsqueeze(digamma(A), -1))), last));
}

function exponential(p: Exponential, q: Exponential): Tensor {
  const ratio = div(q.rate, p.rate);
  return sub(add(neg(log(ratio)), ratio), 1);
}

function gamma(p: Gamma, q: Gamma): Tensor {
  const t1 = mul(q.concentration, log(div(p.rate, q.rate))),
    t2 = sub(lgamma(q.concentration), lgamma(p.concentration));
  const t3 = mul(sub(p.concentration, q.concentration), digamma(p.concentration)),
    t4 = mul(sub(q.rate, p.rate), div(p.concentration, p.rate));
  return add(add(add(t1, t2), t3), t4);
}

function gumbel(p: Gumbel, q: Gumbel): Tensor {
  const ratio = div(p.scale, q.scale),
    Q = div(q.loc, q.scale),
    P = div(p.loc, q.scale);
  const t1 = add(sub(neg(log(ratio)), Q), P),
    t3 = exp(sub(add(Q, lgamma(add(1, ratio))), P));
  return sub(add(add(t1, mul(ratio, EULER)), t3), 1 + EULER);
}

const geometric = (p: Geometric, q: Geometric): Tensor =>
  sub(sub(neg(p.entropy()), div(log1p(neg(q.probs)), p.probs)), q.logits);

function laplace(p: Laplace, q: Laplace): Tensor {
  const ratio = div(p.scale, q.scale),
    distance = abs(sub(p.loc, q.loc));
  return sub(add(add(neg(log(ratio)), div(distance, q.scale)), mul(ratio, exp(div(neg(distance), p.scale)))), 1);
}

function multivariateNormal(p: MultivariateNormal, q: MultivariateNormal): Tensor {
  if (!sameArray(p.eventShape, q.eventShape))
    fail(
      "kl-missing",
      "KL-divergence between two Multivariate Normals with different event shapes cannot be computed",
      "give both the same eventShape.",
    );
  const n = p.eventShape[0]!,
    batch = broadcastShapes(q.factor.shape.slice(0, -2), p.factor.shape.slice(0, -2));
  const root = solveTriangular(expand(q.factor, [...batch, n, n]), expand(p.factor, [...batch, n, n]), {
    upper: false,
  });
  const trace = sum(square(reshape(root, [...batch, n * n])), { dim: -1 });
  return add(
    sub(halfLogDet(q.factor), halfLogDet(p.factor)),
    mul(0.5, sub(add(trace, batchMahalanobis(q.factor, sub(q.loc, p.loc))), n)),
  );
}

function normal(p: Normal, q: Normal): Tensor {
  const ratio = square(div(p.scale, q.scale)),
    t1 = square(div(sub(p.loc, q.loc), q.scale));
  return mul(0.5, sub(sub(add(ratio, t1), 1), log(ratio)));
}

function pareto(p: Pareto, q: Pareto): Tensor {
  const ratio = div(q.alpha, p.alpha),
    t1 = mul(q.alpha, log(div(p.scale, q.scale)));
  return filled(sub(add(sub(t1, log(ratio)), ratio), 1), lt(p.scale, q.scale), Infinity);
}

const poisson = (p: Poisson, q: Poisson): Tensor =>
  sub(mul(p.rate, sub(log(p.rate), log(q.rate))), sub(p.rate, q.rate));

function uniform(p: Uniform, q: Uniform): Tensor {
  return filled(
    log(div(sub(q.high, q.low), sub(p.high, p.low))),
    logicalOr(gt(q.low, p.low), lt(q.high, p.high)),
    Infinity,
  );
}

function cauchy(p: Cauchy, q: Cauchy): Tensor {
  return sub(log(add(square(add(p.scale, q.scale)), square(sub(p.loc, q.loc)))), log(mul(mul(4, p.scale), q.scale)));
}

export const sameFamily: readonly Divergence[] = [
  [Bernoulli, Bernoulli, bernoulli],
  [Beta, Beta, beta],
  [Binomial, Binomial, binomial],
  [Categorical, Categorical, categorical],
  [Cauchy, Cauchy, cauchy],
  [Dirichlet, Dirichlet, dirichlet],
  [Exponential, Exponential, exponential],
  [Gamma, Gamma, gamma],
  [Geometric, Geometric, geometric],
  [Gumbel, Gumbel, gumbel],
  [HalfNormal, HalfNormal, (p: HalfNormal, q: HalfNormal) => normal(p.baseDist as Normal, q.baseDist as Normal)],
  [Laplace, Laplace, laplace],
  [MultivariateNormal, MultivariateNormal, multivariateNormal],
  [Normal, Normal, normal],
  [
    OneHotCategorical,
    OneHotCategorical,
    (p: OneHotCategorical, q: OneHotCategorical) => categorical(p.categorical, q.categorical),
  ],
  [Pareto, Pareto, pareto],
  [Poisson, Poisson, poisson],
  [Uniform, Uniform, uniform],
];
