import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  compile,
  complex,
  F,
  imag,
  KindlingError,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  real,
  type Tensor,
  tensor,
} from "kindling";
import { flat, make, type Name, near } from "./numbers.js";

// A step in compile() beside the same step without: the same weights, with a changing learning rate, and a state that is
// loaded in between.

const cases: readonly (readonly [Name, object])[] = [
  ["Adadelta", { weightDecay: 0.01 }],
  ["Adagrad", { lrDecay: 0.1 }],
  ["Adamax", {}],
  ["NAdam", {}],
  ["NAdam", { weightDecay: 0.1, decoupledWeightDecay: true }],
  ["RAdam", { lr: 0.01 }],
  ["RMSprop", {}],
  ["RMSprop", { momentum: 0.9, centered: true }],
  ["Rprop", {}],
  ["ASGD", { t0: 9, lambd: 0.01 }],
  ["Lion", { weightDecay: 0.1 }],
  ["Muon", {}],
];

function setUp(
  name: Name,
  options: object,
): { model: nn.Sequential; optimizer: optim.AnyOptimizer; step: (x: Tensor, y: Tensor) => Tensor } {
  manualSeed(2);
  const model = new nn.Sequential(
    new nn.Linear(6, 5, name !== "Muon"),
    new nn.Tanh(),
    new nn.Linear(5, 3, name !== "Muon"),
  );
  const optimizer = make(name, model.parameters(), options);
  return {
    model,
    optimizer,
    step: (x, y) => {
      optimizer.zeroGrad();
      const loss = F.crossEntropy(model(x) as Tensor, y);
      loss.backward();
      optimizer.step();
      return loss;
    },
  };
}

manualSeed(7);
const x = randn(12, 6),
  y = randint(0, 3, [12]);

describe("compiled steps of each optimizer", () => {
  for (const [name, options] of cases) {
    test(`${name} ${JSON.stringify(options)}`, () => {
      const a = setUp(name, options),
        b = setUp(name, options);
      const step = compile(b.step);
      const { lr } = a.optimizer.paramGroups[0]!;
      let saved: { model: nn.StateDict; optimizer: optim.OptimizerStateDict } | null = null;
      for (let i = 0; i < 40; i++) {
        for (const o of [a.optimizer, b.optimizer]) if (i >= 15) o.paramGroups[0]!.lr = lr / (i - 13);
        const [want, got] = [a.step(x, y).item(), step(x, y).item()];
        assert.ok(Math.abs(want - got) <= 2e-5 * Math.abs(want), `loss ${i}: ${got}, not ${want}`);
        if (i === 20) {
          // copies, since a state dict shares its tensors
          const dict = b.optimizer.stateDict();
          const state = Object.fromEntries(
            Object.entries(dict.state).map(([k, s]) => [
              k,
              Object.fromEntries(Object.entries(s).map(([n, v]) => [n, (v as Tensor).clone()])),
            ]),
          );
          saved = {
            model: new Map([...b.model.stateDict()].map(([k, v]) => [k, v.clone()])) as nn.StateDict,
            optimizer: { ...dict, state },
          };
        }
        if (i === 30)
          for (const { model, optimizer } of [a, b]) {
            model.loadStateDict(saved!.model);
            optimizer.loadStateDict(saved!.optimizer);
          }
      }
      assert.ok(step.explain().startsWith("plan"), step.explain());
      a.model
        .parameters()
        .forEach((p, i) => assert.ok(p.sub(b.model.parameters()[i]!).abs().max().item() < 1e-4, `parameter ${i}`));
      assert.equal(
        String(b.optimizer.stateDict().state["0"]!["step"]),
        String(a.optimizer.stateDict().state["0"]!["step"]),
      );
    });
  }
  test("momentum and betas that change between steps are seen, without a new plan", () => {
    for (const name of ["SGD", "Adam"] as const) {
      const options = name === "SGD" ? { lr: 0.05, momentum: 0.9 } : { lr: 0.01 };
      const a = setUp(name, options),
        b = setUp(name, options);
      const step = compile(b.step);
      for (let i = 0; i < 30; i++) {
        for (const { optimizer } of [a, b]) {
          const g = optimizer.paramGroups[0] as { lr: number; momentum?: number; betas?: readonly number[] };
          if (name === "SGD") g.momentum = 0.9 - 0.01 * i;
          else g.betas = [0.9 - 0.01 * i, 0.999];
        }
        const [want, got] = [a.step(x, y).item(), step(x, y).item()];
        assert.ok(Math.abs(want - got) <= 1e-5 * Math.abs(want), `${name} loss ${i}: ${got}, not ${want}`);
      }
      assert.match(
        step.explain(),
        name === "SGD" ? /^takes anew in each run: momentum, lr$/m : /^takes anew in each run: betas, step, lr$/m,
      );
      assert.doesNotMatch(step.explain(), /plan 2 of/);
      assert.ok(step.explain().startsWith("plan"), step.explain());
    }
  });
  test("both parts of complex weights see a rate that changes", () => {
    const sides = [false, true].map((planned) => {
      const w = complex(tensor([1, -2]), tensor([3, 0.5])).requiresGrad_(),
        o = new optim.SGD([w], { lr: 0.1 });
      const f = (): Tensor => {
        o.zeroGrad();
        const l = w.abs().pow(2).sum();
        l.backward();
        o.step();
        return l;
      };
      return { w, o, f: planned ? compile(f) : f };
    });
    for (let i = 0; i < 14; i++) {
      for (const { o, f } of sides) {
        o.paramGroups[0]!.lr = 0.1 / (i + 1);
        f();
      }
      const [a, b] = sides.map(({ w }) => [...flat(real(w.detach())), ...flat(imag(w.detach()))]);
      near(b!, a!, `step ${i}`);
    }
  });
  test("L-BFGS says that it cannot be compiled", () => {
    const p = randn(3, { requiresGrad: true }),
      optimizer = new optim.LBFGS([p]);
    const step = compile(() =>
      optimizer.step(() => {
        optimizer.zeroGrad();
        const l = p.pow(2).sum();
        l.backward();
        return l;
      }),
    );
    assert.throws(
      step,
      (e) => e instanceof KindlingError && e.code === "compile-value" && e.message.startsWith("LBFGS"),
    );
  });
});
