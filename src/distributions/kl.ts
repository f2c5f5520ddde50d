import type { Tensor } from "../core/tensor.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { sameArray } from "../util/array.js";
import { Distribution } from "./distribution.js";
import { Bernoulli } from "./bernoulli.js";
import { Beta } from "./beta.js";
import { Dirichlet } from "./dirichlet.js";
import { Exponential } from "./exponential.js";
import { Gamma } from "./gamma.js";
import { Independent } from "./independent.js";
import { crossFamilies } from "./kl-cross.js";
import type { Class, Divergence } from "./kl-pair.js";
import { sameFamily } from "./kl-same.js";
import { Normal } from "./normal.js";
import { Poisson } from "./poisson.js";
import { sumRightmost } from "./tools.js";
import { TransformedDistribution } from "./transformed-distribution.js";
import { sameTransforms } from "./transforms/compose.js";

type Function2 = (p: Distribution, q: Distribution) => Tensor;

const own: Divergence[] = [];

/** The depth of a class in its hierarchy: deeper classes are more specific. */
function depth(c: Class): number {
  let n = 0;
  for (let at: unknown = c; at !== null; at = Object.getPrototypeOf(at)) n++;
  return n;
}

/** The function for the most specific pair of classes. */
function found(p: Distribution, q: Distribution): Function2 | undefined {
  let best: Divergence | undefined,
    near = [-1, -1];
  for (const d of [...own, ...sameFamily, ...crossFamilies, ...nested]) {
    if (!(p instanceof d[0] && q instanceof d[1])) continue;
    const at = [depth(d[0]), depth(d[1])];
    if (at[0]! > near[0]! || (at[0] === near[0] && at[1]! > near[1]!)) [best, near] = [d, at];
  }
  return best?.[2] as Function2 | undefined;
}

const families: readonly Class[] = [Bernoulli, Beta, Dirichlet, Exponential, Gamma, Normal, Poisson];
const exponentialFamily = (d: Distribution): boolean => families.some((c) => d instanceof c);

/**
 * The Kullback-Leibler divergence KL(p ‖ q), `[...batchShape]`: how many nats more it takes to describe values of `p` by `q`.
 *
 * PyTorch's table of pairs; more are added by {@link registerKl}.
 *
 * @throws KindlingError `kl-missing` for a pair without a formula.
 * @example
 * distributions.klDivergence(new distributions.Normal(1, 1), new distributions.Normal(0, 1)); // → tensor(0.5000)
 */
export function klDivergence(p: Distribution, q: Distribution): Tensor {
  noMore("klDivergence", 2, arguments);
  for (const d of [p, q] as unknown[])
    if (!(d instanceof Distribution))
      fail(
        "argument",
        "kl_divergence() takes two distributions",
        "klDivergence(new distributions.Normal(1, 1), new distributions.Normal(0, 1)).",
      );
  const divergence = found(p, q);
  if (divergence !== undefined) return divergence(p, q);
  if (exponentialFamily(p) && exponentialFamily(q))
    fail(
      "kl-missing",
      "The cross KL-divergence between different exponential families cannot be computed using Bregman divergences",
      estimate,
    );
  return fail(
    "kl-missing",
    `No KL(p || q) is implemented for p type ${p.constructor.name} and q type ${q.constructor.name}`,
    estimate,
  );
}
const estimate = "estimate it with samples: x = p.rsample([100]); p.logProb(x).sub(q.logProb(x)).mean(0).";

/**
 * Registers a formula of {@link klDivergence} for two classes, and for their subclasses without their own.
 *
 * @example
 * class Mine extends distributions.Normal {}
 * distributions.registerKl(Mine, Mine, (p, q) => p.mean.sub(q.mean).abs());
 * distributions.klDivergence(new Mine(3, 1), new Mine(1, 1)); // → tensor(2.)
 */
export function registerKl<P extends Distribution, Q extends Distribution>(
  p: abstract new (...args: never) => P,
  q: abstract new (...args: never) => Q,
  divergence: (p: P, q: Q) => Tensor,
): void {
  noMore("registerKl", 3, arguments);
  for (const c of [p, q] as unknown[])
    if (typeof c !== "function" || !(c === Distribution || c.prototype instanceof Distribution))
      fail(
        "argument",
        `Expected type_p to be a Distribution subclass but got ${String(c)}`,
        "pass the classes: registerKl(Mine, distributions.Normal, (p, q) => …).",
      );
  if (typeof divergence !== "function")
    fail(
      "argument",
      "register_kl() takes a function of two distributions",
      "for example registerKl(P, Q, (p, q) => …).",
    );
  own.unshift([p, q, divergence as unknown as (p: never, q: never) => Tensor]);
}

const different = (p: Distribution, q: Distribution): never =>
  fail(
    "kl-missing",
    `No KL(p || q) is implemented for p type ${p.constructor.name} and q type ${q.constructor.name} of different form`,
    "both must have the same transforms, and the same shapes.",
  );

/** Divergences computed from those of the base distributions. */
const nested: readonly Divergence[] = [
  [
    TransformedDistribution,
    TransformedDistribution,
    (p: TransformedDistribution, q: TransformedDistribution) =>
      sameTransforms(p.transforms, q.transforms) && sameArray(p.eventShape, q.eventShape)
        ? klDivergence(p.baseDist, q.baseDist)
        : different(p, q),
  ],
  [
    Independent,
    Independent,
    (p: Independent, q: Independent) =>
      p.reinterpretedBatchNdims === q.reinterpretedBatchNdims
        ? sumRightmost(klDivergence(p.baseDist, q.baseDist), p.reinterpretedBatchNdims)
        : different(p, q),
  ],
];
