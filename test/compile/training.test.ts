import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  compile,
  type Compiled,
  F,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  randint,
  randn,
  type Tensor,
  tensor,
  zeros,
} from "kindling";

// Compiled training beside eager training: the same losses, weights and random numbers, and everything that is changed
// from outside is seen.

const close = (a: number, b: number, what: string): void =>
  assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1e-3, Math.abs(b)), `${what}: ${a}, not ${b}`);
const sameWeights = (a: nn.Module, b: nn.Module): void => {
  const theirs = b.parameters();
  a.parameters().forEach((p, i) => assert.ok(p.sub(theirs[i]!).abs().max().item() < 1e-5, `parameter ${i}`));
};
const planned = (f: Compiled<never[], unknown>): boolean => f.explain().startsWith("plan");

type Make = (params: Tensor[]) => optim.SGD | optim.Adam;
const optimizers: Record<string, Make> = {
  SGD: (p) => new optim.SGD(p, { lr: 0.05 }),
  "SGD with momentum": (p) => new optim.SGD(p, { lr: 0.02, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
  "SGD, maximizing, dampened": (p) => new optim.SGD(p, { lr: 1e-4, momentum: 0.5, dampening: 0.1, maximize: true }),
  Adam: (p) => new optim.Adam(p, { lr: 0.01 }),
  "Adam with amsgrad": (p) => new optim.Adam(p, { lr: 0.01, amsgrad: true, weightDecay: 0.01 }),
  AdamW: (p) => new optim.AdamW(p, { lr: 0.01 }),
};

class Net extends nn.Module {
  l1 = new nn.Linear(12, 8);
  drop: nn.Dropout;
  l2 = new nn.Linear(8, 3);
  constructor(p = 0) {
    super();
    this.drop = new nn.Dropout(p);
  }
  forward(x: Tensor): Tensor {
    return this.l2(this.drop(F.relu(this.l1(x))));
  }
}

function setUp(
  make: Make,
  p = 0,
): { model: Net; optimizer: optim.SGD | optim.Adam; step: (x: Tensor, y: Tensor) => Tensor } {
  manualSeed(1);
  const model = new Net(p);
  const optimizer = make(model.parameters());
  const criterion = new nn.CrossEntropyLoss();
  return {
    model,
    optimizer,
    step: (x, y) => {
      optimizer.zeroGrad();
      const loss = criterion(model(x), y);
      loss.backward();
      optimizer.step();
      return loss;
    },
  };
}

manualSeed(0);
const x = randn(20, 12),
  y = randint(0, 3, [20]);

describe("a model with dropout and cross entropy", () => {
  for (const [name, make] of Object.entries(optimizers)) {
    test(name, () => {
      const a = setUp(make, 0.3),
        b = setUp(make, 0.3);
      manualSeed(5);
      const wanted = Array.from({ length: 100 }, () => a.step(x, y).item());
      manualSeed(5);
      const step = compile(b.step);
      wanted.forEach((w, i) => close(step(x, y).item(), w, `loss ${i}`));
      assert.ok(planned(step as never), step.explain());
      sameWeights(b.model, a.model);
      for (const [i, p] of b.model.parameters().entries())
        assert.ok(p.grad!.sub(a.model.parameters()[i]!.grad!).abs().max().item() < 1e-5);
      if (a.optimizer instanceof optim.Adam)
        assert.equal(
          String(b.optimizer.stateDict().state["0"]!["step"]),
          String(a.optimizer.stateDict().state["0"]!["step"]),
        );
    });
  }
});

test("repeat runs as many steps as it says", () => {
  const a = setUp(optimizers["Adam"]!),
    b = setUp(optimizers["Adam"]!);
  let last = 0;
  for (let i = 0; i < 50; i++) last = a.step(x, y).item();
  close(compile(b.step).repeat(50, x, y).item(), last, "last loss");
  sameWeights(b.model, a.model);
});

test("what is changed from outside is seen, and what a step changes is seen outside", () => {
  const a = setUp(optimizers["Adam"]!),
    b = setUp(optimizers["Adam"]!);
  const step = compile(b.step);
  for (let i = 0; i < 40; i++) {
    for (const { model, optimizer } of [a, b]) {
      if (i === 10) optimizer.paramGroups[0]!.lr = 0.002;
      if (i === 15) noGrad(() => model.l1.weight.copy_(model.l1.weight.mul(0.5)));
      if (i === 20)
        model.loadStateDict(new Map([...setUp(optimizers["SGD"]!).model.stateDict()].map(([k, v]) => [k, v.add(0.1)])));
      if (i === 25) optimizer.paramGroups[0]!.weightDecay = 0.1;
    }
    close(step(x, y).item(), a.step(x, y).item(), `loss ${i}`);
    assert.ok(b.model.l2.bias!.sub(a.model.l2.bias!).abs().max().item() < 1e-6, `bias after step ${i}`);
  }
});

test("frozen parameters, and ones set free again", () => {
  const a = setUp(optimizers["SGD"]!),
    b = setUp(optimizers["SGD"]!);
  const step = compile(b.step);
  for (let i = 0; i < 30; i++) {
    for (const { model } of [a, b]) model.l1.requiresGrad_(i % 10 < 5);
    close(step(x, y).item(), a.step(x, y).item(), `loss ${i}`);
  }
  sameWeights(b.model, a.model);
});

test("a model converted to another dtype is recorded anew", () => {
  const a = setUp(optimizers["SGD"]!),
    b = setUp(optimizers["SGD"]!);
  const step = compile(b.step);
  for (let i = 0; i < 12; i++) {
    if (i === 6) for (const { model } of [a, b]) model.double();
    const input = i < 6 ? x : x.double();
    close(step(input, y).item(), a.step(input, y).item(), `loss ${i}`);
  }
  sameWeights(b.model, a.model);
});

test("a training and an evaluation step over one model, in turns", () => {
  const a = setUp(optimizers["Adam"]!, 0.5),
    b = setUp(optimizers["Adam"]!, 0.5);
  const score =
    (m: Net) =>
    (v: Tensor): { loss: Tensor; best: Tensor } =>
      noGrad(() => {
        const out = m(v);
        return { loss: F.crossEntropy(out, y), best: out.argmax(1) };
      });
  const step = compile(b.step),
    evaluate = compile(score(b.model));
  const run = (s: (x: Tensor, y: Tensor) => Tensor, e: ReturnType<typeof score>, m: Net): string[] => {
    manualSeed(9);
    const out: string[] = [];
    for (let i = 0; i < 12; i++) {
      m.train();
      out.push(s(x, y).item().toFixed(4), s(x, y).item().toFixed(4));
      m.eval();
      const r = e(x);
      out.push(r.loss.item().toFixed(4), String(r.best.tolist()));
    }
    return out;
  };
  assert.deepEqual(run(step, evaluate, b.model), run(a.step, score(a.model), a.model));
  assert.ok(planned(step as never) && planned(evaluate as never));
});

test("one compiled function in both modes of its model", () => {
  manualSeed(3);
  const drop = new nn.Dropout(0.5);
  const f = compile((t: Tensor) => drop(t));
  for (let i = 0; i < 12; i++) {
    drop.train(i % 2 === 0);
    const out = f(ones(51)); // with dropout a sum of twos
    if (i % 2 === 1) assert.equal(out.sum().item(), 51);
    else assert.notEqual(out.sum().item(), 51);
  }
});

test("new shapes are recorded anew, and the old ones stay", () => {
  const a = setUp(optimizers["SGD"]!),
    b = setUp(optimizers["SGD"]!);
  const step = compile(b.step);
  for (let i = 0; i < 24; i++) {
    const n = [20, 7, 1][i % 3]!;
    close(
      step(x.narrow(0, 0, n), y.narrow(0, 0, n)).item(),
      a.step(x.narrow(0, 0, n), y.narrow(0, 0, n)).item(),
      `loss ${i}`,
    );
  }
  assert.match(step.explain(), /^plan 1 of 3/);
});

describe("gradients that are kept from step to step", () => {
  const accumulate =
    (m: Net) =>
    (v: Tensor, t: Tensor): void => {
      F.crossEntropy(m(v), t).backward();
    };
  test("backward compiled, the optimizer outside", () => {
    const a = setUp(optimizers["SGD"]!),
      b = setUp(optimizers["SGD"]!);
    const compiled = compile(accumulate(b.model));
    for (let i = 0; i < 30; i++) {
      for (const [{ model, optimizer }, back] of [
        [a, accumulate(a.model)],
        [b, compiled],
      ] as const) {
        back(x, y);
        back(x.mul(2), y);
        back(x.mul(3), y);
        if (i % 2 === 0) {
          optimizer.step();
          optimizer.zeroGrad();
        } else if (i % 3 === 0) optimizer.zeroGrad({ setToNone: false });
        else model.zeroGrad();
      }
      sameWeights(b.model, a.model);
    }
    assert.ok(planned(compiled as never), compiled.explain());
  });
  test("all in one function that never clears them", () => {
    const a = setUp(optimizers["SGD"]!),
      b = setUp(optimizers["SGD"]!);
    const whole =
      ({ model, optimizer }: typeof a) =>
      (v: Tensor, t: Tensor): void => {
        F.crossEntropy(model(v), t).backward();
        optimizer.step();
      };
    const compiled = compile(whole(b));
    for (let i = 0; i < 20; i++) {
      whole(a)(x, y);
      compiled(x, y);
    }
    sameWeights(b.model, a.model);
    for (const [i, p] of b.model.parameters().entries())
      assert.ok(p.grad!.sub(a.model.parameters()[i]!.grad!).abs().max().item() < 1e-4);
    assert.ok(planned(compiled as never), compiled.explain());
  });
  test("zeroGrad at the end leaves none, and { setToNone: false } zeros", () => {
    const b = setUp(optimizers["SGD"]!);
    const step = compile((v: Tensor, t: Tensor, setToNone: boolean) => {
      const l = F.crossEntropy(b.model(v), t);
      l.backward();
      b.optimizer.step();
      b.optimizer.zeroGrad({ setToNone });
      return l;
    });
    for (let i = 0; i < 4; i++) step(x, y, true);
    assert.equal(b.model.l1.weight.grad, null);
    for (let i = 0; i < 4; i++) step(x, y, false);
    assert.equal(b.model.l1.weight.grad!.abs().max().item(), 0);
  });
});

test("a value in place: buffers of a model change with each run", () => {
  const count = zeros(3);
  const f = compile((t: Tensor) =>
    noGrad(() => {
      count.add_(t);
      count.get(0).mul_(2);
      return count.clone();
    }),
  );
  const got = Array.from({ length: 6 }, () => String(f(tensor([1, 2, 3])).tolist()));
  assert.deepEqual(got, ["2,2,3", "6,4,6", "14,6,9", "30,8,12", "62,10,15", "126,12,18"]);
});

test("many short loops in one another: a convolution of volumes", () => {
  manualSeed(0);
  const layer = new nn.Conv3d(4, 5, 3, { padding: "same" }),
    x = randn(2, 4, 3, 4, 5, { requiresGrad: true });
  const step = (): Tensor[] => {
    layer.zeroGrad();
    x.grad = null;
    const y = layer(x);
    y.square().sum().backward();
    return [y, x.grad!, layer.weight.grad!];
  };
  const want = step().map((t) => t.clone()),
    f = compile(step);
  for (let i = 0; i < 3; i++)
    f().forEach((t, j) =>
      assert.ok(t.sub(want[j]!).abs().max().item() <= 1e-5 * want[j]!.abs().max().item(), `result ${j} of run ${i}`),
    );
  assert.ok(planned(f));
});
