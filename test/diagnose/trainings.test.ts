// explain() of whole trainings: those that are finished, those whose gradients are never set to zero, those with a rate that
// is far too high, and those that go well; with many optimizers, models and seeds.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compile, type Explanation, explain, F, manualSeed, nn, optim, rand, randn, type Tensor } from "kindling";
import { heard, labels, lists } from "./both.js";

type Names =
  | "SGD"
  | "Adam"
  | "AdamW"
  | "RMSprop"
  | "Adagrad"
  | "Adamax"
  | "NAdam"
  | "RAdam"
  | "Rprop"
  | "Adadelta"
  | "ASGD"
  | "Lion";
const make = (name: Names, model: nn.Module, options: object): optim.AnyOptimizer =>
  new (optim[name] as unknown as new (p: unknown, o: object) => optim.AnyOptimizer)(model.parameters(), options);

/** Models, each with a task that it can learn. */
const tasks: Record<string, () => { model: nn.Module; loss: () => Tensor }> = {
  "a line": () => {
    const model = new nn.Linear(10, 1),
      [x, y] = lists(50);
    return { model, loss: () => F.mseLoss(model(x), y) };
  },
  "two layers": () => {
    const model = new nn.Sequential(new nn.Linear(10, 32), new nn.ReLU(), new nn.Linear(32, 1)),
      [x, y] = lists(50);
    return { model, loss: () => F.mseLoss(model(x) as Tensor, y) };
  },
  classes: () => {
    const model = new nn.Sequential(new nn.Linear(6, 24), new nn.Tanh(), new nn.Linear(24, 3)),
      x = randn(20, 6),
      y = labels(Array.from({ length: 20 }, (_, i) => i % 3));
    return { model, loss: () => F.crossEntropy(model(x) as Tensor, y) };
  },
  "small labels": () => {
    const model = new nn.Linear(4, 2),
      x = randn(20, 4),
      y = x.narrow(1, 0, 2).mul(0.01);
    return { model, loss: () => F.mseLoss(model(x), y) };
  },
};
const codes = (e: Explanation): string[] => e.findings.map((f) => `${f.code} ${f.path}: ${f.message} ${f.fix}`);
function train(
  steps: number,
  { loss }: { loss: () => Tensor },
  o: optim.AnyOptimizer,
  clear = true,
  way: (f: () => Tensor) => () => Tensor = (f) => f,
): () => Tensor {
  const step = way(() => {
    if (clear) o.zeroGrad();
    const l = loss();
    l.backward();
    o.step();
    return l;
  });
  let last!: Tensor;
  for (let i = 0; i < steps; i++) last = step();
  void last;
  return step;
}

describe("finished trainings, and those on the way, have nothing wrong", () => {
  const rates: [Names, object][] = [
    ["SGD", { lr: 0.05 }],
    ["SGD", { lr: 0.02, momentum: 0.9 }],
    ["Adam", { lr: 0.02 }],
    ["AdamW", { lr: 0.02, weightDecay: 0 }],
    ["RMSprop", { lr: 0.002 }],
    ["Adagrad", { lr: 0.2 }],
    ["Adamax", { lr: 0.02 }],
    ["NAdam", { lr: 0.02 }],
    ["RAdam", { lr: 0.02 }],
    ["Rprop", {}],
    ["Adadelta", { lr: 1 }],
    ["ASGD", { lr: 0.05 }],
  ];
  for (const [task, setUp] of Object.entries(tasks)) {
    for (const [name, options] of rates) {
      if (task === "classes" && name === "Rprop") continue; // whose steps grow as long as gradients keep their sign, though next to nothing is left of them
      test(`${task} with ${name} ${JSON.stringify(options)}`, () => {
        manualSeed(1);
        const t = setUp(),
          o = make(name, t.model, options);
        heard(() => {
          let step: (() => Tensor) | undefined;
          for (const more of [30, 300, 2000, 4000]) {
            step ??= compile(() => {
              o.zeroGrad();
              const l = t.loss();
              l.backward();
              o.step();
              return l;
            });
            step.call(null);
            (step as ReturnType<typeof compile<[], Tensor>>).repeat(more);
            assert.deepEqual(
              codes(explain(t.model, t.loss, { optimizer: o })),
              [],
              `after ${more} steps more, at ${t.loss().item()}`,
            );
            assert.deepEqual(codes(explain(t.model, t.loss())), []);
          }
        });
      });
    }
  }
  test("a line that has come as far as float32 goes", () => {
    for (const seed of [0, 1, 2, 3]) {
      manualSeed(seed);
      const t = tasks["a line"]!(),
        o = make("SGD", t.model, { lr: 0.05 });
      heard(() => {
        train(4000, t, o, true, compile);
        assert.ok(t.loss().item() < 1e-9);
        assert.deepEqual(codes(explain(t.model, t.loss, { optimizer: o })), []);
      });
    }
  });
  test("a loss that cannot fall further, since the labels are noise", () => {
    manualSeed(3);
    const model = new nn.Linear(2, 1),
      x = randn(40, 2),
      y = randn(40, 1),
      t = { loss: () => F.mseLoss(model(x), y) },
      o = make("SGD", model, { lr: 0.1 });
    heard(() => {
      train(1000, t, o, true, compile);
      assert.deepEqual(codes(explain(model, t.loss, { optimizer: o })), []);
    });
  });
  test("but one whose rate is next to nothing is told so, wherever it stands", () => {
    for (const steps of [0, 20]) {
      manualSeed(1);
      const t = tasks["two layers"]!(),
        good = make("SGD", t.model, { lr: 0.01 });
      heard(() => {
        train(steps, t, good);
      });
      assert.deepEqual(
        explain(t.model, t.loss, { optimizer: make("SGD", t.model, { lr: 1e-11 }) }).findings.map((f) => f.code),
        ["step-small"],
      );
    }
  });
});

describe("gradients that are never set to zero", () => {
  for (const [task, setUp] of Object.entries(tasks)) {
    for (const name of ["SGD", "Adam", "AdamW", "RMSprop", "Lion"] as const) {
      for (const [how, way] of [
        ["as it is written", (f: () => Tensor) => f],
        ["compiled", compile],
      ] as const) {
        test(`${task} with ${name}, ${how}`, () => {
          for (const seed of [0, 1]) {
            for (const steps of [2, 5, 120]) {
              for (const clear of [true, false]) {
                manualSeed(seed);
                const t = setUp(),
                  o = make(name, t.model, { lr: 0.001 });
                heard(() => {
                  const step = train(steps, t, o, clear, way);
                  const expected = clear ? [] : ["zero-grad"];
                  const said = (e: Explanation): string[] =>
                    e.findings.map((f) => f.code).filter((c) => c === "zero-grad");
                  assert.deepEqual(
                    said(explain(t.model, t.loss, { optimizer: o })),
                    expected,
                    `a function, after ${steps} steps`,
                  );
                  assert.deepEqual(said(explain(t.model, t.loss)), expected);
                  assert.deepEqual(
                    said(explain(t.model, step(), { optimizer: o })),
                    expected,
                    "the loss of the last step",
                  );
                });
              }
            }
          }
        });
      }
    }
  }
  test("several backwards before each step, gradients set to zeros, and two optimizers are no mistake", () => {
    manualSeed(0);
    const t = tasks["two layers"]!(),
      o = make("Adam", t.model, { lr: 0.001 });
    heard(() => {
      for (let i = 0; i < 4; i++) {
        o.zeroGrad({ setToNone: false });
        for (let k = 0; k < 3; k++) t.loss().backward();
        o.step();
      }
      assert.deepEqual(codes(explain(t.model, t.loss, { optimizer: o })), []);
    });
  });
});

describe("a rate that is far too high", () => {
  const nets: Record<string, (last: boolean) => nn.Module> = {
    "one hidden layer": (last) =>
      new nn.Sequential(new nn.Linear(10, 32), new nn.ReLU(), new nn.Linear(32, 1), ...(last ? [new nn.ReLU()] : [])),
    "two hidden layers": (last) =>
      new nn.Sequential(
        new nn.Linear(10, 24),
        new nn.ReLU(),
        new nn.Linear(24, 24),
        new nn.ReLU(),
        new nn.Linear(24, 1),
        ...(last ? [new nn.ReLU()] : []),
      ),
  };
  for (const [net, build] of Object.entries(nets)) {
    for (const [name, options] of [
      ["SGD", { lr: 1 }],
      ["SGD", { lr: 10 }],
      ["SGD", { lr: 0.5, momentum: 0.9 }],
      ["Adam", { lr: 5 }],
      ["AdamW", { lr: 10 }],
      ["RMSprop", { lr: 5 }],
      ["Lion", { lr: 3 }],
    ] as [Names, { lr: number }][]) {
      test(`${net} with ${name} ${JSON.stringify(options)}`, () => {
        for (let seed = 0; seed < 6; seed++) {
          for (const last of [true, false]) {
            manualSeed(seed);
            const model = build(last),
              x = rand(64, 10),
              y = x.sum(1, { keepdim: true }),
              t = { loss: () => F.mseLoss(model(x) as Tensor, y) },
              o = make(name, model, options);
            const fresh = explain(model, t.loss).findings.some((f) => f.code === "dead-relu");
            if (fresh) continue; // this seed's last relu is dead from the beginning
            heard(() => {
              for (const steps of [2, 8, 30]) {
                train(steps, t, o);
                for (const e of [explain(model, t.loss, { optimizer: o }), explain(model, t.loss)]) {
                  const dead = e.findings.filter((f) => f.code === "dead-relu");
                  for (const f of dead) assert.match(f.fix, /learning rate/, codes(e).join("\n"));
                  for (const f of e.findings)
                    assert.doesNotMatch(f.fix, /seed|Raise/, `seed ${seed}, ${steps} steps: ${codes(e).join("\n")}`);
                }
                const e = explain(model, t.loss, { optimizer: o });
                assert.ok(
                  e.findings.some((f) => /learning rate|lr = /.test(f.message + f.fix)),
                  `seed ${seed}, ${steps} steps, ${t.loss().item()}: ${String(e)}`,
                );
              }
            });
          }
        }
      });
    }
  }
  test("a relu that is dead from the beginning is the seed's doing, also after steps that change nothing", () => {
    let found = 0;
    for (let seed = 0; seed < 40 && found < 3; seed++) {
      manualSeed(seed);
      const model = new nn.Sequential(new nn.Linear(10, 1), new nn.ReLU()),
        [x, y] = lists(100),
        t = { loss: () => F.mseLoss(model(x) as Tensor, y) },
        o = make("SGD", model, { lr: 0.01 });
      if (!explain(model, t.loss).findings.some((f) => f.code === "dead-relu")) continue;
      found++;
      for (const steps of [0, 20]) {
        heard(() => {
          train(steps, t, o);
        });
        const [f, ...more] = explain(model, t.loss, { optimizer: o }).findings;
        assert.equal(f!.code, "dead-relu");
        assert.match(f!.fix, /another seed/);
        assert.deepEqual(more, []);
      }
    }
    assert.ok(found > 0);
  });
});
