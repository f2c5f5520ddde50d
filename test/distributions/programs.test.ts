// Programs with distributions, eager and compiled: samples and gradients agree, the checks run in plans, too, and nothing that a
// caller gives is ignored.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  compile,
  distributions as D,
  eye,
  grad,
  KindlingError,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  tensor,
  type Tensor,
  zeros,
} from "kindling";

const refuses = (f: () => unknown, code: string, text: RegExp): void => {
  assert.throws(f, (e: unknown) => {
    assert.ok(e instanceof KindlingError, String(e));
    assert.equal(e.code, code);
    assert.match(e.message, text);
    return true;
  });
};

describe("compiled", () => {
  /** Runs a training with and without compile(): the parameters, step by step. */
  function both(train: (p: Tensor[]) => Tensor, ...start: Tensor[]): void {
    const run = (wrap: (f: () => Tensor) => () => Tensor): string[] => {
      const p = start.map((t) => new nn.Parameter(t.clone())),
        o = new optim.SGD(p, { lr: 0.05 });
      const step = wrap(() => {
        o.zeroGrad();
        const loss = train(p);
        loss.backward();
        o.step();
        return loss;
      });
      manualSeed(4);
      return Array.from(
        { length: 12 },
        () =>
          `${step().item().toFixed(4)} ${p.map((t) => (t.tolist() as number[]).map((v) => v.toFixed(4)).join()).join(" ")}`,
      );
    };
    assert.deepEqual(
      run((f) => compile(f) as unknown as () => Tensor),
      run((f) => f),
    );
  }

  test("a variational normal", () => {
    both(
      ([loc, raw]) => {
        const q = new D.Normal(loc!, raw!.exp());
        return D.klDivergence(q, new D.Normal(zeros(3), ones(3)))
          .sum()
          .sub(q.rsample([4]).square().mean());
      },
      tensor([0.5, -1, 2]),
      tensor([0, 0.5, -0.5]),
    );
  });
  test("implicit gradients of gamma, beta and Dirichlet samples", () => {
    both(
      ([a, b]) =>
        new D.Gamma(a!.exp(), 1)
          .rsample([5])
          .mean()
          .add(new D.Beta(a!.exp(), b!.exp()).rsample().sum())
          .add(new D.Dirichlet(b!.exp()).rsample([2]).square().sum()),
      tensor([0.1, 1, 2]),
      tensor([0.5, 0, -1]),
    );
  });
  test("a policy that samples actions", () => {
    both(
      ([logits]) => {
        const d = new D.Categorical({ logits: logits! }),
          action = noGrad(() => d.sample([16]));
        return d.logProb(action).mul(action.float().sub(1)).mean().neg().sub(d.entropy().mul(0.01));
      },
      tensor([0.2, 0, -0.3]),
    );
  });
  test("a batch of multivariate normals", () => {
    both(
      ([loc, raw]) => {
        const d = new D.MultivariateNormal(loc!, { scaleTril: new D.LowerCholeskyTransform()(raw!.reshape(2, 2)) });
        return d
          .logProb(ones(3, 2))
          .mean()
          .neg()
          .add(D.klDivergence(d, new D.MultivariateNormal(zeros(2), eye(2))).mul(0.1));
      },
      tensor([0.5, -0.5]),
      tensor([0.1, 0, 0.3, -0.2]),
    );
  });

  test("a parameter that becomes wrong in a later run is refused there", () => {
    const f = compile((x: Tensor, scale: Tensor) => new D.Normal(zeros(2), scale).logProb(x));
    const x = tensor([0, 1]),
      good = tensor([1, 2]);
    for (let i = 0; i < 5; i++) f(x, good);
    refuses(
      () => f(x, tensor([1, -2])),
      "distribution-argument",
      /^Expected parameter scale \(Tensor of shape \(2,\)\) .*GreaterThan\(lower_bound=0\.0\).*\ntensor\(\[ 1\., -2\.\]\)/,
    );
    refuses(
      () => f(tensor([NaN, 1]), good),
      "distribution-value",
      /^Expected value argument \(Tensor of shape \(2,\)\)/,
    );
    assert.equal(String(f(x, good)), String(new D.Normal(zeros(2), good).logProb(x)));
  });
  test("what needs a value says so", () => {
    refuses(
      () => compile((p: Tensor) => new D.Binomial(3, p).entropy())(tensor(0.5)),
      "compile-value",
      /the entropy of a Binomial/,
    );
  });
});

describe("in a program", () => {
  test("probabilities are learned by their logarithms", () => {
    manualSeed(0);
    const data = new D.Normal(3, 0.5).sample([256]),
      loc = tensor(0, { requiresGrad: true }),
      log = tensor(0, { requiresGrad: true });
    const o = new optim.Adam([loc, log], { lr: 0.1 });
    for (let i = 0; i < 300; i++) {
      o.zeroGrad();
      new D.Normal(loc, log.exp()).logProb(data).mean().neg().backward();
      o.step();
    }
    assert.ok(
      Math.abs(loc.item() - data.mean().item()) < 0.01 && Math.abs(log.exp().item() - data.std().item()) < 0.01,
      `${loc.item()} ${log.exp().item()}`,
    );
  });

  test("what reads a distribution's logits again after a step sees them as they were, as in PyTorch", () => {
    const p = tensor([0.25, 0.5]),
      d = new D.Bernoulli(p);
    const before = d.logits;
    assert.equal(d.logits, before);
  });

  test("the slope of a cumulative distribution is its density", () => {
    const at = tensor([0.3, 1.2, 2.5], { dtype: "float64", requiresGrad: true }),
      one = (v: number): Tensor => tensor(v, { dtype: "float64" });
    for (const d of [
      new D.Gamma(one(2.5), one(1.5)),
      new D.Chi2(one(3)),
      new D.Normal(one(1), one(2)),
      new D.Laplace(one(1), one(2)),
      new D.Cauchy(one(1), one(2)),
      new D.Exponential(one(1.5)),
      new D.LogNormal(one(0), one(1)),
      new D.HalfNormal(one(2)),
      new D.HalfCauchy(one(2)),
      new D.Gumbel(one(0), one(1)),
      new D.Weibull(one(1), one(2)),
    ] as D.Distribution[]) {
      const slope = grad(d.cdf(at).sum(), [at])[0]!,
        density = noGrad(() => d.logProb(at).exp());
      assert.ok(slope.sub(density).abs().max().item() < 1e-9, `${String(d)}: ${String(slope)} ${String(density)}`);
    }
  });

  test("implicit gradients are the slopes of the inverse of the cumulative distribution", () => {
    // A gamma sample x of the shape a keeps its cdf when a changes: dx/da = −(∂cdf/∂a) / density.
    for (const a of [0.2, 0.7, 1.5, 6, 8.5, 40]) {
      const shape = tensor(a, { dtype: "float64", requiresGrad: true });
      manualSeed(2);
      const x = new D.Gamma(shape, tensor(1, { dtype: "float64" })).rsample([40]),
        h = 1e-4 * a,
        fixed = x.detach();
      const cdf = (b: number): Tensor => new D.Gamma(tensor(b, { dtype: "float64" }), 1).cdf(fixed);
      const want = cdf(a - h)
        .sub(cdf(a + h))
        .div(2 * h)
        .div(new D.Gamma(shape, 1).logProb(fixed).exp().detach());
      for (let i = 0; i < 40; i++) {
        const [g] = grad(x.get(i), [shape], { retainGraph: true }) as [Tensor],
          w = want.get(i).item();
        assert.ok(
          Math.abs(g.item() - w) < 2e-3 * Math.abs(w) + 1e-6,
          `shape ${a}, sample ${fixed.get(i).item()}: ${g.item()}, ${w}`,
        );
      }
    }
  });

  test("second derivatives of implicit gradients are refused, not wrong", () => {
    const a = tensor([2], { requiresGrad: true }),
      [g] = grad(new D.Gamma(a, 1).rsample().sum(), [a], { createGraph: true }) as [Tensor];
    refuses(() => g.sum().backward(), "no-derivative", /_standard_gamma_grad/);
  });

  test("odd sizes: no samples, no batch, empty batches", () => {
    assert.deepEqual(new D.Normal(zeros(0), ones(0)).sample([2]).shape, [2, 0]);
    assert.deepEqual(new D.Normal(0, 1).sample([0]).shape, [0]);
    assert.deepEqual(new D.Gamma(ones(2), 1).sample([0, 3]).shape, [0, 3, 2]);
    assert.deepEqual(new D.Dirichlet(ones(0, 3)).sample([2]).shape, [2, 0, 3]);
    assert.deepEqual(new D.Bernoulli(0.5).sample([]).shape, []);
  });
});

describe("arguments of methods", () => {
  const d = (): D.Distribution => new D.Bernoulli(tensor([0.25, 0.75])),
    any = (x: unknown): Record<string, (...args: unknown[]) => unknown> => x as never;
  test("options that do not exist are refused", () => {
    for (const [name, args] of [
      ["sample", [[2]]],
      ["rsample", [[2]]],
      ["logProb", [ones(2)]],
      ["cdf", [ones(2)]],
      ["icdf", [ones(2)]],
      ["entropy", []],
      ["perplexity", []],
      ["enumerateSupport", []],
      ["expand", [[2]]],
    ] as [string, unknown[]][]) {
      refuses(() => any(d())[name]!(...args, { bogusThing: 1 }), "option", /bogusThing/);
    }
    const t = any(new D.ExpTransform());
    for (const [name, args] of [
      ["forward", [ones(2)]],
      ["forwardShape", [[2]]],
      ["inverseShape", [[2]]],
      ["equals", [1]],
    ] as [string, unknown[]][])
      refuses(() => t[name]!(...args, { bogusThing: 1 }), "option", /bogusThing/);
  });
  test("by name", () => {
    manualSeed(0);
    const a = d().sample([3]).tolist();
    manualSeed(0);
    assert.deepEqual(
      d()
        .sample({ sampleShape: [3] })
        .tolist(),
      a,
    );
    assert.deepEqual(d().expand({ batchShape: [3, 2] }).batchShape, [3, 2]);
    assert.deepEqual(d().enumerateSupport({ expand: false }).shape, [2, 1]);
    assert.equal(String(new D.Normal({ scale: 2, loc: 1 })), "Normal(loc: 1.0, scale: 2.0)");
  });
  test("of the wrong kind", () => {
    refuses(() => any(d())["sample"]!(3), "argument", /sample\(\[3\]\)/);
    refuses(() => any(d())["logProb"]!(1), "distribution-value", /must be a Tensor[\s\S]*tensor\(1\)/);
    refuses(() => any(d())["sample"]!([1.5]), "size-type", /./);
    refuses(() => new D.Normal([1, 2] as never, 1), "argument", /./);
    refuses(() => new D.Categorical([0.5, 0.5] as never), "argument", /./);
    refuses(() => D.klDivergence(d(), rand(2) as never), "argument", /two distributions/);
  });
  test("checks can be left out, for one or for all", () => {
    assert.ok(Number.isNaN(new D.Normal(0, -1, { validateArgs: false }).logProb(tensor(0)).item()));
    D.Distribution.setDefaultValidateArgs(false);
    try {
      assert.ok(Number.isNaN(new D.Normal(0, -1).logProb(tensor(0)).item()));
    } finally {
      D.Distribution.setDefaultValidateArgs(true);
    }
    refuses(() => new D.Normal(0, -1), "distribution-argument", /./);
  });
  test("a formula of one's own", () => {
    class Mine extends D.Normal {}
    assert.equal(D.klDivergence(new Mine(1, 1), new Mine(0, 1)).item(), 0.5);
    D.registerKl(Mine, D.Normal, (p, q) => p.loc.sub(q.loc));
    assert.equal(D.klDivergence(new Mine(1, 1), new Mine(0, 1)).item(), 1);
    assert.equal(D.klDivergence(new D.Normal(1, 1), new Mine(0, 1)).item(), 0.5);
  });
});
