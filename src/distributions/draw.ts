import { denseOf, empty, record } from "../core/dispatch.js";
import type { Differentiable } from "../core/node.js";
import { fillBy } from "../core/recorder.js";
import { region, type Tensor } from "../core/tensor.js";
import { cast } from "../ops/pointwise/cast.js";
import { sum } from "../ops/reduce/reduce.js";
import { noKernel, underivable } from "../ops/refuse.js";
import { detach, expand } from "../ops/view/view.js";
import * as binomials from "../random/binomial.js";
import * as gammas from "../random/gamma.js";
import { defaultGenerator } from "../random/generator.js";
import { recordedCall } from "../tensor/recorded-call.js";
import { dirichletSlope, gammaSlope } from "./implicit.js";
import { mul, sub } from "../ops/pointwise/arithmetic.js";

// Random numbers with their own gradients, and draws that only distributions need.

type Floats = Float32Array | Float64Array;
const floats = (t: Tensor): Floats => region(t) as Floats;

/** A tensor of random numbers whose parameters are the elements of other tensors of its shape. */
function drawnBy(name: string, inputs: readonly Tensor[], fill: (out: Floats, ...inputs: Floats[]) => void): Tensor {
  const [first] = inputs as [Tensor, ...Tensor[]];
  for (const x of inputs) if (x.dtype !== "float32" && x.dtype !== "float64") noKernel(name, x.dtype);
  const dense = inputs.map((x) => denseOf(cast(detach(x), first.dtype))),
    out = empty(first.shape, first.dtype);
  fillBy(name, dense, out, (from, to) => fill(floats(to), ...from.map(floats)));
  return out;
}

/** Applies a function of numbers without a gradient. */
function each(name: string, inputs: readonly Tensor[], f: (...xs: number[]) => number): Tensor {
  const [first] = inputs as [Tensor, ...Tensor[]];
  const out = recordedCall(name, inputs, first.shape, first.dtype, (from, to) => {
    const values = from.map(floats),
      into = floats(to);
    for (let i = 0; i < into.length; i++) into[i] = f(...values.map((v) => v[i]!));
  });
  const rule: Differentiable = {
    gradName: name,
    saves: "",
    grad: [underivable(`the derivative for '${name}' is not implemented.`)],
  };
  return record(rule, inputs, {}, out);
}

const gammaRule: Differentiable = {
  gradName: "StandardGamma",
  saves: "xo",
  grad: [(g, { x, out }) => mul(g, each("_standard_gamma_grad", [x, out], gammaSlope))],
};
/** Gamma numbers of the shapes `alpha` and the scale 1, differentiable in `alpha`. */
export function standardGamma(alpha: Tensor): Tensor {
  return record(
    gammaRule,
    [alpha],
    {},
    drawnBy("gamma_cpu", [alpha], (out, a) => {
      gammas.standardGamma(defaultGenerator, out, a);
    }),
  );
}

const dirichletRule: Differentiable = {
  gradName: "_Dirichlet",
  saves: "xo",
  grad: [
    (g, { x, out }) => {
      const total = expand(sum(x, { dim: -1, keepdim: true }), x.shape),
        slope = each("_dirichlet_grad", [out, x, total], dirichletSlope);
      return mul(slope, sub(g, sum(mul(out, g), { dim: -1, keepdim: true })));
    },
  ],
};
/** Numbers that add up to 1 along the last dimension, differentiable in the concentrations. */
export function dirichlet(concentration: Tensor): Tensor {
  const size = concentration.shape[concentration.shape.length - 1]!;
  return record(
    dirichletRule,
    [concentration],
    {},
    drawnBy("dirichlet", [concentration], (out, a) => {
      gammas.dirichlet(defaultGenerator, out, a, size);
    }),
  );
}

/** The number of successes in a number of trials. */
export function binomial(count: Tensor, probability: Tensor): Tensor {
  return drawnBy("binomial_cpu", [count, probability], (out, n, p) => {
    binomials.binomial(defaultGenerator, out, n, p);
  });
}
