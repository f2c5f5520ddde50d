// explain(): what it finds in trainings that go wrong, that it finds nothing in those that do not, and that it changes nothing.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import {
  compile,
  detectAnomaly,
  explain,
  F,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  randn,
  random,
  type Tensor,
  tensor,
  zeros,
} from "kindling";
import { codes as explanations } from "#src/diagnose/codes.js";
import { heard, labels, lists, thrown } from "./both.js";

class Net extends nn.Module {
  l1 = new nn.Linear(10, 32);
  l2 = new nn.Linear(32, 1);
  forward(x: Tensor): Tensor {
    return this.l2(F.relu(this.l1(x)));
  }
}
interface Case {
  model: nn.Module;
  loss: () => Tensor;
  optimizer?: optim.Optimizer<{ lr: number }>;
}
const classes = (n: number, c: number): Tensor => labels(Array.from({ length: n }, (_, i) => i % c));

/** A healthy training. */
function healthy(lr = 0.01): Case & { model: Net; optimizer: optim.SGD; x: Tensor; y: Tensor } {
  const model = new Net(),
    [x, y] = lists(100);
  return { model, loss: () => F.mseLoss(model(x), y), optimizer: new optim.SGD(model.parameters(), { lr }), x, y };
}
/** What is found, by code and path. */
function found({ model, loss, optimizer }: Case): string[] {
  const e = explain(model, loss, optimizer === undefined ? {} : { optimizer });
  for (const f of e.findings)
    assert.ok(f.code in explanations && f.message.endsWith(".") && f.fix.endsWith("."), JSON.stringify(f));
  return e.findings.map((f) => `${f.level} ${f.code}${f.path === "" ? "" : ` ${f.path}`}`);
}

describe("what it finds", () => {
  const set = (p: Tensor, v: number): void => {
    noGrad(() => {
      p.fill_(v);
    });
  };
  const cases: Record<string, [expected: string[], make: () => Case]> = {
    "nothing in a healthy training": [[], () => healthy()],
    "every answer compared with every label": [
      ["problem loss-broadcast"],
      () => {
        const h = healthy();
        return { ...h, loss: () => F.mseLoss(h.model(h.x), h.y.squeeze(1)) };
      },
    ],
    "the same in l1Loss, written out, and the other way round": [
      ["problem loss-broadcast"],
      () => {
        const h = healthy();
        return { ...h, loss: () => F.l1Loss(h.model(h.x).squeeze(1), h.y) };
      },
    ],
    "softmax twice": [
      ["problem softmax-twice"],
      () => {
        const m = new nn.Linear(10, 4),
          x = randn(20, 10);
        return { model: m, loss: () => F.crossEntropy(F.softmax(m(x), 1), classes(20, 4)) };
      },
    ],
    "probabilities for NLLLoss": [
      ["problem nll-probabilities"],
      () => {
        const m = new nn.Linear(10, 4),
          x = randn(20, 10);
        return { model: m, loss: () => F.nllLoss(F.softmax(m(x), 1), classes(20, 4)) };
      },
    ],
    "sigmoid twice": [
      ["problem sigmoid-twice"],
      () => {
        const m = new nn.Linear(10, 1),
          x = randn(20, 10);
        return { model: m, loss: () => F.binaryCrossEntropyWithLogits(F.sigmoid(m(x)), ones(20, 1)) };
      },
    ],
    "a layer that is dead": [
      ["problem dead-relu l1"],
      () => {
        const h = healthy();
        set(h.model.l1.weight, -1);
        set(h.model.l1.bias!, -1);
        return h;
      },
    ],
    "a dead relu at the end": [
      ["problem dead-relu"],
      () => {
        const m = new nn.Linear(10, 1),
          [x, y] = lists(100);
        set(m.weight, -1);
        set(m.bias!, -1);
        return { model: m, loss: () => F.mseLoss(F.relu(m(x)), y) };
      },
    ],
    "units that are dead": [
      ["suspicion dead-units l1"],
      () => {
        const h = healthy();
        noGrad(() => {
          h.model.l1.weight.narrow(0, 0, 16).fill_(-1);
          h.model.l1.bias!.narrow(0, 0, 16).fill_(-1);
        });
        return h;
      },
    ],
    "channels that are dead": [
      ["suspicion dead-units 0"],
      () => {
        const m = new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.ReLU(), new nn.Flatten(), new nn.Linear(16, 2)),
          x = rand(20, 1, 4, 4);
        noGrad(() => {
          m[0]!.getParameter("weight").narrow(0, 1, 2).fill_(-1);
          m[0]!.getParameter("bias").narrow(0, 1, 2).fill_(-1);
        });
        return { model: m, loss: () => F.crossEntropy(m(x) as Tensor, classes(20, 2)) };
      },
    ],
    "answers that are all the same": [
      ["suspicion constant-output", "suspicion dead-units l1"],
      () => {
        const h = healthy();
        return { ...h, loss: () => F.mseLoss(h.model(ones(100, 10)), h.y) };
      },
    ],
    "gradients that vanish": [
      ["suspicion constant-output", "suspicion gradient-vanishes 0"],
      () => {
        const m = new nn.Sequential(
            ...Array.from({ length: 12 }, () => [new nn.Linear(16, 16), new nn.Sigmoid()]).flat(),
            new nn.Linear(16, 4),
          ),
          x = rand(20, 16);
        return { model: m, loss: () => F.crossEntropy(m(x) as Tensor, classes(20, 4)) };
      },
    ],
    "gradients that explode": [
      ["suspicion gradient-explodes l2"],
      () => {
        const h = healthy();
        return { model: h.model, loss: () => F.mseLoss(h.model(h.x.mul(1e4)), h.y) };
      },
    ],
    "gradients that are 0": [
      ["problem gradient-zero", "suspicion constant-output"],
      () => {
        const h = healthy();
        return { ...h, loss: () => F.mseLoss(h.model(h.x).clamp(20, 30), h.y) };
      },
    ],
    "parameters without a part": [
      ["suspicion parameter-unused"],
      () => {
        const h = healthy(1e-4);
        return { ...h, loss: () => F.mseLoss(h.model.l2(zeros(100, 32).add(h.x.sum(1, { keepdim: true }))), h.y) };
      },
    ],
    "another model's loss": [["problem loss-elsewhere"], () => ({ ...healthy(), loss: healthy().loss })],
    "no history": [
      ["problem no-grad-fn"],
      () => {
        const h = healthy();
        return { model: h.model, loss: () => h.loss().detach() };
      },
    ],
    noGrad: [
      ["problem no-grad-fn"],
      () => {
        const h = healthy();
        return { model: h.model, loss: () => noGrad(h.loss) };
      },
    ],
    "a frozen model": [
      ["problem nothing-to-learn", "problem no-grad-fn"],
      () => {
        const h = healthy();
        h.model.requiresGrad_(false);
        return { model: h.model, loss: h.loss };
      },
    ],
    "a model without parameters": [
      ["problem nothing-to-learn", "problem no-grad-fn"],
      () => ({ model: new nn.Sequential(new nn.ReLU()), loss: () => ones(3).sum() }),
    ],
    "weights that are nan": [
      ["problem not-finite", "problem not-finite"],
      () => {
        const h = healthy();
        noGrad(() => {
          h.model.l2.bias!.mul_(NaN);
        });
        return h;
      },
    ],
    "gradients that are nan": [
      ["problem not-finite"],
      () => {
        const h = healthy();
        return { ...h, loss: () => F.mseLoss(h.model(h.x), h.y).add(h.model.l1.weight.mul(0).sqrt().mul(0).sum()) };
      },
    ],
    "a learning rate that is too high": [["problem loss-grows"], () => healthy(1)],
    "a learning rate of 0": [["problem step-small"], () => healthy(0)],
    "steps too small to see": [["suspicion step-small"], () => healthy(1e-12)],
    "an optimizer of another model": [
      ["problem optimizer-elsewhere"],
      () => ({ ...healthy(), optimizer: healthy().optimizer }),
    ],
    "an optimizer from before a layer was replaced": [
      ["suspicion optimizer-elsewhere"],
      () => {
        const h = healthy();
        h.model.l2 = new nn.Linear(32, 1);
        return h;
      },
    ],
    "training in evaluation mode": [
      ["suspicion model-mode"],
      () => {
        const m = new nn.Sequential(new nn.Linear(10, 1), new nn.Dropout(0.5)).eval(),
          [x, y] = lists(20);
        return { model: m, loss: () => F.mseLoss(m(x) as Tensor, y) };
      },
    ],
  };
  for (const [name, [expected, make]] of Object.entries(cases)) {
    test(name, () => {
      manualSeed(1);
      heard(() => {
        assert.deepEqual(found(make()), expected);
      });
    });
  }
});

describe("trainings in which nothing is wrong", () => {
  const all: Record<string, () => Case> = {
    "a convolutional network with dropout and batch norm": () => {
      const m = new nn.Sequential(
          new nn.Conv2d(1, 8, 3),
          new nn.BatchNorm2d(8),
          new nn.ReLU(),
          new nn.MaxPool2d(2),
          new nn.Flatten(),
          new nn.Dropout(0.5),
          new nn.Linear(8 * 36, 10),
        ),
        x = rand(20, 1, 14, 14);
      return {
        model: m,
        loss: () => F.crossEntropy(m(x) as Tensor, classes(20, 10)),
        optimizer: new optim.AdamW(m.parameters()),
      };
    },
    "an LSTM": () => {
      const m = new nn.LSTM(4, 8, { batchFirst: true }),
        x = randn(6, 5, 4);
      return { model: m, loss: () => m(x)[0].pow(2).mean(), optimizer: new optim.RMSprop(m.parameters()) };
    },
    "a transformer with an embedding": () => {
      class Words extends nn.Module {
        words = new nn.Embedding(30, 16);
        layer = new nn.TransformerEncoderLayer(16, 2, { dimFeedforward: 32, batchFirst: true });
        out = new nn.Linear(16, 30);
        forward(t: Tensor): Tensor {
          return this.out(this.layer(this.words(t)) as Tensor);
        }
      }
      const m = new Words(),
        t = classes(24, 7).reshape(4, 6);
      return {
        model: m,
        loss: () => F.crossEntropy(m(t).flatten(0, 1), t.flatten()),
        optimizer: new optim.Adam(m.parameters()),
      };
    },
    "a part of the model frozen": () => {
      const h = healthy();
      h.model.l1.requiresGrad_(false);
      return { ...h, optimizer: new optim.SGD(h.model.l2.parameters(), { lr: 0.001, momentum: 0.9 }) };
    },
    LBFGS: () => {
      const h = healthy();
      return { ...h, optimizer: new optim.LBFGS(h.model.parameters()) };
    },
    "a loss that has reached 0": () => {
      const m = new nn.Linear(2, 1),
        x = randn(4, 2),
        y = noGrad(() => m(x));
      return { model: m, loss: () => F.mseLoss(m(x), y), optimizer: new optim.SGD(m.parameters(), { lr: 0.1 }) };
    },
  };
  for (const [name, make] of Object.entries(all))
    test(name, () => {
      manualSeed(2);
      assert.deepEqual(found(make()), []);
    });
});

describe("the loss as a tensor", () => {
  test("before backward: all but the next step", () => {
    const { model, loss } = healthy(),
      e = explain(model, loss());
    assert.deepEqual([e.healthy, e.unseen], [true, []]);
    assert.deepEqual(
      e.layers.map((l) => [l.path, l.layer, l.gradients! > 0, l.step]),
      [
        ["l1", "Linear(10 → 32)", true, null],
        ["l2", "Linear(32 → 1)", true, null],
      ],
    );
    assert.equal(e.layers[0]!.dead![1], 32);
  });
  test("after backward: what the gradients tell", () => {
    manualSeed(1);
    const { model, loss } = healthy(),
      l = loss();
    const before = explain(model, l);
    l.backward();
    const after = explain(model, l);
    assert.deepEqual(
      after.layers.map((r) => r.gradients),
      before.layers.map((r) => r.gradients),
    );
    assert.deepEqual(after.layers[0]!.dead, before.layers[0]!.dead, "a unit that is always 0 gets no gradient");
    assert.match(after.unseen.join(), /what the relus gave, since backward\(\) has let that go/);
  });
  test("of a compiled step: no history, but gradients", () => {
    const { model, loss, optimizer } = healthy();
    noGrad(() => {
      model.l1.weight.fill_(-1);
      model.l1.bias!.fill_(-1);
    });
    const step = compile(() => {
      optimizer.zeroGrad();
      const l = loss();
      l.backward();
      optimizer.step();
      return l;
    });
    heard(() => {
      for (let i = 0; i < 5; i++) step();
      const e = explain(model, step());
      assert.deepEqual(
        e.findings.map((f) => `${f.code} ${f.path}`),
        ["gradient-zero l1"],
      );
      assert.match(e.unseen.join(), /explain\(model, \(\) => step\(x, y\)\)/);
      // As a function it is run as it is written, its own optimizer step left out.
      const weights = model.l2.weight.tolist(),
        all = explain(model, step, { optimizer });
      assert.deepEqual(
        all.findings.map((f) => `${f.code} ${f.path}`),
        ["dead-relu l1"],
      );
      assert.deepEqual([model.l2.weight.tolist(), all.unseen], [weights, []]);
    });
  });
  test("without anything to go by", () => {
    const { model, loss } = healthy();
    assert.deepEqual(
      explain(model, noGrad(loss)).findings.map((f) => f.code),
      ["no-grad-fn"],
    );
  });
  test("the forgotten zeroGrad", () => {
    const { model, loss, optimizer } = healthy();
    heard(() => {
      loss().backward();
      optimizer.step();
      const l = loss();
      l.backward();
      assert.deepEqual(
        explain(model, l).findings.map((f) => f.code),
        ["zero-grad"],
      );
    });
  });
});

test("nothing is changed", () => {
  manualSeed(3);
  random.seed(3);
  const model = new nn.Sequential(
      new nn.Linear(10, 4),
      new nn.BatchNorm1d(4),
      new nn.Dropout(0.5),
      new nn.Linear(4, 1),
    ),
    [x, y] = lists(20);
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 }),
    scheduler = new optim.lrScheduler.StepLR(optimizer, 1, { gamma: 0.5 });
  const step = (): Tensor => {
    optimizer.zeroGrad();
    const loss = F.mseLoss(model(x) as Tensor, y.add(random.random()));
    loss.backward();
    optimizer.step();
    scheduler.step();
    model.train();
    return loss;
  };
  step();
  model[2]!.eval();
  const state = (): unknown => [
    [...model.stateDict()].map(([k, v]) => [k, v.tolist()]),
    model.parameters().map((p) => p.grad!.tolist()),
    model.modules().map((m) => m.training),
    inspect(optimizer.stateDict(), { depth: 9 }),
    optimizer.stepCount,
    scheduler.getLastLr(),
    scheduler.stateDict(),
    random.getstate(),
  ];
  const gradients = model.parameters().map((p) => p.grad),
    before = state(),
    random0 = (): number[] => [rand(1).item(), random.random()];
  const graph = F.mseLoss(model(x) as Tensor, y); // a graph from before can still be used
  const kept = state();
  manualSeed(7);
  random.seed(7);
  const draws = random0();
  manualSeed(7);
  random.seed(7);
  const stream = random.getstate();
  const said = heard(() => {
    explain(model, step, { optimizer });
    explain(model, graph);
  });
  assert.deepEqual(said, []);
  assert.deepEqual(random.getstate(), stream);
  assert.deepEqual(random0(), draws);
  random.seed(7);
  assert.deepEqual((state() as unknown[]).slice(0, -1), (kept as unknown[]).slice(0, -1));
  assert.notDeepEqual(before, kept, "batch norm did see a batch");
  assert.ok(
    model.parameters().every((p, i) => p.grad === gradients[i]),
    "the gradients are the same tensors",
  );
  graph.backward();
  // Also after an error in the function.
  assert.throws(
    () =>
      explain(model, () => {
        step();
        throw new TypeError("mine");
      }),
    TypeError,
  );
  assert.equal(optimizer.stepCount, 1);
});

test("as text", () => {
  manualSeed(1);
  const model = new nn.Linear(2, 1),
    x = tensor([
      [1, 0],
      [0, 1],
      [1, 1],
    ]),
    y = tensor([1, 1, 2]);
  noGrad(() => {
    model.weight.copy_(tensor([[0.5, 0.5]]));
    model.bias!.fill_(0.5);
  });
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
  const e = explain(model, () => F.mseLoss(model(x), y), { optimizer });
  assert.equal(
    String(e),
    `The loss is 0.3056. 1 thing cannot work.

What cannot work
  ✗ the answers have shape [3, 1] and the labels [3], so every answer is compared with every label;
    the best that training can find is one answer for everything.
    → Give both one shape: \`y.unsqueeze(1)\` for the labels. [loss-broadcast]

Layer by layer                 weights  gradients  next step
  (model)       Linear(2 → 1)      0.5       0.21      4.3 %
  (Root mean squares. The next step is relative to the weights: 0.1 % to 1 % is usual.)`,
  );
  assert.equal(inspect(e), String(e));
  const well = healthy();
  assert.match(
    String(explain(well.model, well.loss)),
    /\n\nNothing wrong was found: the gradients reach every layer, and all numbers are finite\.\n\n/,
  );
});

test("what it does not take", () => {
  const { model, loss } = healthy();
  thrown("argument", () => explain(3 as never, loss));
  thrown("argument", () => explain(model, 3 as never));
  thrown("argument", () => explain(model, model as never));
  thrown("argument", () => explain(model, (() => undefined) as never));
  thrown("argument", () => explain(model, zeros(3)));
  thrown("argument", () => explain(model, loss, { optimizer: {} as never }));
  thrown("option", () => explain(model, loss, { optimiser: null } as never));
  thrown("compile-value", () =>
    compile(() => {
      explain(model, loss);
    })(),
  );
  assert.equal(detectAnomaly(() => explain(model, loss)).healthy, true);
});

test("a loop whose step finds no gradient is told so: backward() missing, or zeroGrad() after it; one in the right order is not", () => {
  const { model, optimizer, x, y } = healthy();
  const loops: Record<string, (loss: Tensor) => void> = {
    "no backward": () => {
      optimizer.zeroGrad();
      optimizer.step();
    },
    "zeroGrad after backward": (loss) => {
      loss.backward();
      optimizer.zeroGrad();
      optimizer.step();
    },
    "in order": (loss) => {
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
    },
    "no step": (loss) => {
      optimizer.zeroGrad();
      loss.backward();
    },
  };
  for (const [what, loop] of Object.entries(loops)) {
    const loss = (): Tensor => {
      const l = F.mseLoss(model(x), y);
      loop(l);
      return l;
    };
    const codes = explain(model, loss, { optimizer }).findings.map((f) => f.code);
    assert.equal(
      codes.includes("no-gradients"),
      what === "no backward" || what === "zeroGrad after backward",
      `${what}: ${codes.join()}`,
    );
  }
});
