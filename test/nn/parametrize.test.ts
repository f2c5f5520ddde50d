import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compile, linalg, load, manualSeed, nn, noGrad, ones, rand, saveBytes, type Tensor, tensor } from "kindling";
import { product } from "#src/util/array.js";
import { compareValues, formula, readGolden, type Value, valuesOf } from "../goldens.js";
import { failure, sentence } from "./golden.js";

// Parametrized layers against PyTorch (test/golden/nn_parametrize.py).

interface Case {
  how: "orthogonal" | "spectralNorm";
  layer: "Linear" | "Conv2d" | "ConvTranspose2d";
  args: number[];
  o: Record<string, never> & { name?: string };
  shape: number[];
  repr: string;
  keys: string[];
  parameters: string[];
  next: number;
  state: Record<string, Value[]>;
  outs: Value[][];
  grads: Value[][][];
  after: Record<string, Value[]>;
  removed: { repr: string; keys: string[]; weight: Value[] };
}
interface Golden {
  cases: Case[];
  errors: { names: (keyof typeof own)[]; e: string }[];
  messages: Record<string, string>;
  two: { repr: string; weight: Value[]; grad: Value[] };
  product: { repr: string; keys: string[] };
}
const golden = readGolden<Golden>("nn_parametrize");
const { parametrize, parametrizations } = nn.utils;

const data = (shape: readonly number[], q: number): Tensor =>
  tensor(formula(product(shape), q, "float64", -2, 2), { dtype: "float32" }).reshape(shape);
const same = (what: string, t: Tensor, want: readonly Value[], slack = 4): void =>
  assert.deepEqual(compareValues(what, valuesOf(t), want, t.dtype, slack), []);
const sameState = (what: string, m: nn.Module, want: Record<string, Value[]>): void => {
  assert.deepEqual([...m.stateDict().keys()], Object.keys(want), what);
  for (const [key, t] of m.stateDict()) same(`${what}: ${key}`, t, want[key]!);
};

describe("orthogonal weights, and weights that stretch nothing", () => {
  for (const c of golden.cases) {
    const made = (): nn.Linear => {
      manualSeed(3);
      const layer = new (nn[c.layer] as unknown as new (...args: number[]) => nn.Linear)(...c.args);
      return parametrizations[c.how](layer, c.o);
    };
    test(`${c.how} of ${c.layer}(${c.args.join(", ")}), ${JSON.stringify(c.o)}`, () => {
      const name = c.o.name ?? "weight";
      for (const how of ["eager", "compiled"]) {
        const m = made(),
          x = data(c.shape, 1);
        assert.equal(String(m), c.repr);
        assert.deepEqual(
          m.namedParameters().map(([n]) => n),
          c.parameters,
        );
        assert.equal(rand(1).item(), Math.fround(c.next), "the stream's position");
        sameState("state", m, c.state);
        const step = (): Tensor => {
          const y = m(x);
          y.mul(data(y.shape, 5)).sum().backward();
          return y;
        };
        const run = how === "eager" ? step : compile(step);
        [true, true, false].forEach((mode, i) => {
          m.train(mode);
          m.zeroGrad();
          same(`${how}, output ${i}`, run(), c.outs[i]!);
          m.parameters().forEach((p, j) =>
            same(`${how}, gradient ${i} of ${c.parameters[j]!}`, p.grad!, c.grads[i]![j]!, 16),
          );
        });
        sameState("afterwards", m, c.after);
        const original = (m as unknown as { parametrizations: nn.ModuleDict }).parametrizations
          .get(name)
          .getParameter("original");
        parametrize.removeParametrizations(m, name);
        assert.equal(m.getParameter(name), original, "the parameter is the same, for optimizers");
        assert.deepEqual([String(m), [...m.stateDict().keys()]], [c.removed.repr, c.removed.keys]);
        same("what is left", (m as unknown as Record<string, Tensor>)[name]!, c.removed.weight);
      }
    });
  }

  test("an assigned weight is made orthogonal, and read again", () => {
    const m = parametrizations.orthogonal(new nn.Linear(3, 3)),
      Q = linalg.qr(data([3, 3], 2)).Q;
    (m as { weight: Tensor }).weight = Q;
    assert.ok(m.weight.sub(Q).abs().max().item() < 1e-5);
    const tall = parametrizations.orthogonal(new nn.Linear(2, 4)),
      q = linalg.qr(data([4, 2], 2)).Q;
    (tall as { weight: Tensor }).weight = q;
    assert.ok(
      tall.weight
        .matmul(ones(2, 1))
        .sub(q.matmul(ones(2, 1)))
        .abs()
        .max()
        .item() < 1e-5,
    );
  });
});

class Symmetric extends nn.Module {
  forward(X: Tensor): Tensor {
    return X.triu().add(X.triu(1).transpose(-1, -2));
  }
}
class Product extends nn.Module {
  forward(x: Tensor, y: Tensor): Tensor {
    return x.mul(y);
  }
  rightInverse(w: Tensor): Tensor[] {
    return [w.sign().mul(w.abs().sqrt()), w.abs().sqrt()];
  }
}
class Cut extends nn.Module {
  forward(X: Tensor): Tensor {
    return X.narrow(0, 0, 1);
  }
}
class Wide extends nn.Module {
  forward(X: Tensor): Tensor {
    return X.double();
  }
}
class Three extends nn.Module {
  forward(): Tensor {
    return 3 as unknown as Tensor;
  }
}
class Odd extends nn.Module {
  forward(X: Tensor): Tensor {
    return X;
  }
  rightInverse(): Tensor {
    return 3 as unknown as Tensor;
  }
}
class WideBack extends nn.Module {
  forward(X: Tensor): Tensor {
    return X;
  }
  rightInverse(X: Tensor): Tensor {
    return X.double();
  }
}
const own = { Symmetric, Product, Cut, Wide, Three, Odd, WideBack };

describe("parametrizations of one's own", () => {
  test("one after another", () => {
    const l = new nn.Linear(3, 3);
    noGrad(() => l.weight.copy_(data([3, 3], 4)));
    parametrize.registerParametrization(l, "weight", new Symmetric());
    parametrize.registerParametrization(l, "weight", new Symmetric());
    assert.equal(String(l), golden.two.repr);
    same("weight", l.weight, golden.two.weight);
    l.weight
      .mul(data([3, 3], 6))
      .sum()
      .backward();
    same(
      "gradient",
      (l as unknown as { parametrizations: { weight: { original: Tensor } } }).parametrizations.weight.original.grad!,
      golden.two.grad,
    );
  });
  test("from two tensors, and of two parameters", () => {
    const l = parametrize.registerParametrization(new nn.Linear(2, 2), "weight", new Product());
    parametrize.registerParametrization(l, "bias", new nn.Tanh());
    assert.deepEqual([String(l), [...l.stateDict().keys()]], [golden.product.repr, golden.product.keys]);
    const copy = nn.copyModule(l),
      w = l.weight;
    assert.ok(copy.weight.equal(w));
    parametrize.removeParametrizations(copy, "weight");
    parametrize.removeParametrizations(copy, "bias");
    assert.deepEqual(
      [copy.constructor, parametrize.isParametrized(copy), l.constructor.name, l.weight.equal(w)],
      [nn.Linear, false, "ParametrizedLinear", true],
    );
    (l as { weight: Tensor }).weight = data([2, 2], 3);
    assert.ok(
      l.weight
        .sub(data([2, 2], 3))
        .abs()
        .max()
        .item() < 1e-5,
    );
    assert.equal(parametrize.typeBeforeParametrizations(l), nn.Linear);
  });
  test("worked out once inside of cached", () => {
    let runs = 0;
    class Counted extends nn.Module {
      forward(X: Tensor): Tensor {
        runs++;
        return X.mul(2);
      }
    }
    const l = parametrize.registerParametrization(new nn.Linear(2, 2), "weight", new Counted());
    runs = 0;
    assert.equal(
      parametrize.cached(() => parametrize.cached(() => l.weight) === l.weight),
      true,
    );
    assert.notEqual(l.weight, l.weight);
    assert.equal(runs, 3);
  });
  test("state dicts go through files", () => {
    const l = parametrizations.spectralNorm(new nn.Linear(3, 2)),
      other = parametrizations.spectralNorm(new nn.Linear(3, 2));
    other.loadStateDict(load<Map<string, Tensor>>(saveBytes(l.stateDict())));
    l.eval();
    other.eval();
    assert.ok(other.weight.equal(l.weight));
  });
  test("a buffer", () => {
    const bn = parametrize.registerParametrization(new nn.BatchNorm1d(2), "runningMean", new nn.Tanh());
    assert.deepEqual(
      [
        bn.runningMean!.tolist(),
        parametrize.isParametrized(bn, "runningMean"),
        parametrize.isParametrized(bn, "weight"),
      ],
      [[0, 0], true, false],
    );
    parametrize.removeParametrizations(bn, "runningMean", { leaveParametrized: false });
    assert.ok(bn.namedBuffers().some(([name]) => name === "running_mean"));
  });
});

describe("what is said to bad arguments", () => {
  const says = (code: "parametrize" | "dim-range", want: string, f: () => unknown): void =>
    assert.equal(sentence(failure(code, f)), want);
  for (const c of golden.errors) {
    test(c.e, () => {
      const l = new nn.Linear(2, 2);
      for (const name of c.names.slice(0, -1))
        parametrize.registerParametrization(l, "weight", new own[name]() as Symmetric);
      says("parametrize", c.e, () =>
        parametrize.registerParametrization(l, "weight", new own[c.names.at(-1)!]() as Symmetric),
      );
    });
  }
  test("the rest", () => {
    const m = golden.messages,
      l = parametrize.registerParametrization(new nn.Linear(2, 2), "weight", new Symmetric()),
      p = parametrize.registerParametrization(new nn.Linear(2, 2), "weight", new Product());
    says("parametrize", m["missing"]!, () =>
      parametrize.registerParametrization(new nn.Linear(2, 2), "x", new Symmetric()),
    );
    says("parametrize", m["assign"]!, () => {
      (l as { weight: Tensor }).weight = ones(2, 2);
    });
    says("parametrize", m["remove"]!, () => parametrize.removeParametrizations(l, "bias"));
    says("parametrize", m["several"]!, () => parametrize.removeParametrizations(p, "weight", false));
    says("parametrize", m["save"]!, () => saveBytes(l));
    says("parametrize", m["orthogonalName"]!, () => parametrizations.orthogonal(new nn.Linear(2, 2), "q"));
    says("parametrize", m["orthogonalDims"]!, () => parametrizations.orthogonal(new nn.Linear(2, 2), "bias"));
    says("parametrize", m["orthogonalMap"]!, () =>
      parametrizations.orthogonal(new nn.Linear(2, 2), { orthogonalMap: "x" as "cayley" }),
    );
    says("parametrize", m["spectralName"]!, () => parametrizations.spectralNorm(new nn.Linear(2, 2), "q"));
    says("dim-range", m["spectralDim"]!, () => parametrizations.spectralNorm(new nn.Linear(3, 2), { dim: 2 }));
    says("parametrize", m["spectralSteps"]!, () =>
      parametrizations.spectralNorm(new nn.Linear(3, 2), { nPowerIterations: 0 }),
    );
  });
});
