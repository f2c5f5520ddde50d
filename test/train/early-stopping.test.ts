// EarlyStopping by Keras' rules, and the learning rate range test.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EarlyStopping, F, KindlingError, lrFind, manualSeed, nn, noGrad, optim, rand, random, tensor } from "kindling";

describe("EarlyStopping", () => {
  const stops = (o: ConstructorParameters<typeof EarlyStopping>[0], values: number[]): number => {
    const s = new EarlyStopping(o);
    return values.findIndex((v) => s.step(v));
  };
  test("stops after `patience` steps without improvement", () => {
    assert.equal(stops({ patience: 2 }, [1, 2, 0.5, 0.6, 0.6, 9]), 4);
    assert.equal(stops({ patience: 1 }, [1, 1]), 1);
    assert.equal(stops({ patience: 0 }, [1, 0.5, 0.5]), 2);
    assert.equal(stops({ patience: 3 }, [3, 2, 1, 0]), -1);
    assert.equal(stops({ mode: "max", patience: 2 }, [1, 2, 1, 1]), 3);
    assert.equal(stops({ minDelta: 0.5, patience: 2 }, [1, 0.6, 0.3, 0.29, 0.28]), 4);
    assert.equal(stops({ minDelta: 0.5, patience: 2 }, [1, 0.6, 0.5]), 2);
  });
  test("a NaN is no improvement, also as the first number", () => {
    assert.equal(stops({ patience: 2 }, [NaN, NaN]), 1);
    assert.equal(stops({ patience: 2 }, [NaN, 5, NaN, 4, NaN, NaN]), 5);
    assert.equal(stops({ patience: 2 }, [1, -Infinity, 0, 0]), 3);
  });
  test("watches one of several numbers, also tensors", () => {
    const s = new EarlyStopping({ monitor: "loss", patience: 1 });
    assert.equal(s.step({ loss: tensor(1), accuracy: 0 }), false);
    assert.equal(s.step({ loss: tensor(2), accuracy: 1 }), true);
    assert.equal(s.best, 1);
    assert.equal(s.bestStep, 0);
    assert.throws(() => s.step({ accuracy: 1 }), /no "loss"/);
    assert.throws(() => new EarlyStopping().step({ a: 1, b: 2 }), /monitor/);
  });
  test("gives the best weights back", () => {
    const model = new nn.Linear(1, 1),
      s = new EarlyStopping({ patience: 2, restoreBest: model });
    const set = (v: number): void => void noGrad(() => model.weight.fill_(v));
    for (const [v, loss] of [
      [1, 5],
      [2, 1],
      [3, 2],
      [4, 2],
    ] as const) {
      set(v);
      s.step(loss);
    }
    assert.equal(s.stopped, true);
    assert.equal(model.weight.item(), 2);
  });
  test("goes on from its state", () => {
    const model = new nn.Linear(1, 1),
      a = new EarlyStopping({ patience: 2, restoreBest: model });
    noGrad(() => model.weight.fill_(7));
    a.step(1);
    noGrad(() => model.weight.fill_(8));
    a.step(2);
    const b = new EarlyStopping({ patience: 2, restoreBest: model });
    b.loadStateDict(a.stateDict());
    assert.equal(b.step(3), true);
    assert.equal(model.weight.item(), 7);
    assert.throws(() => b.loadStateDict({ best: 1 }), KindlingError);
  });
});

describe("lrFind", () => {
  const model = (): nn.Sequential =>
    new nn.Sequential(new nn.Linear(4, 16), new nn.Dropout(0.1), new nn.Tanh(), new nn.Linear(16, 1));
  test("finds a rate at which the loss falls, and one at which it flies off", () => {
    manualSeed(0);
    const m = model(),
      o = new optim.SGD(m.parameters(), { lr: 0.01, momentum: 0.9 });
    const x = rand(64, 4),
      y = x.sum(1, { keepdim: true });
    const found = lrFind(m, { data: [[x, y]] as const, loss: ([x, y]) => F.mseLoss(m(x), y), optimizer: o, end: 100 });
    assert.ok(found.suggestion !== null && found.suggestion > 1e-4 && found.suggestion < 1, String(found.suggestion));
    assert.ok(found.lrs.length < 100, "it ended early");
    assert.equal(found.lrs[0], 1e-7);
    assert.match(String(found), /steepest at lr = /);
  });
  test("leaves everything as it was", () => {
    manualSeed(0);
    random.seed(0);
    const m = model(),
      o = new optim.Adam(m.parameters(), { lr: 0.01 });
    const step = (): void => {
      o.zeroGrad();
      m(rand(8, 4)).square().mean().backward();
      o.step();
    };
    step();
    const next = (): unknown => {
      const at = [JSON.stringify(m.stateDict()), m.parameters().map((p) => p.grad?.tolist())];
      step();
      return [...at, JSON.stringify(m.stateDict()), rand(2).tolist(), random.random()];
    };
    const state = JSON.stringify([m.stateDict(), o.stateDict()]);
    const found = (): unknown =>
      lrFind(m, { data: [rand(8, 4)], loss: (x) => m(x).square().mean(), optimizer: o, steps: 5 }).losses.length;
    manualSeed(5);
    rand(8, 4); // what the call makes its batch of
    const plain = (() => {
      const twin = model(),
        other = new optim.Adam(twin.parameters(), { lr: 0.01 });
      twin.loadStateDict(m.stateDict());
      other.loadStateDict(o.stateDict());
      return [twin, other];
    })();
    assert.equal(plain.length, 2);
    manualSeed(5);
    found();
    assert.equal(JSON.stringify([m.stateDict(), o.stateDict()]), state);
    const after = next();
    m.loadStateDict((plain[0] as nn.Module).stateDict());
    o.loadStateDict((plain[1] as optim.Adam).stateDict());
    manualSeed(5);
    rand(8, 4);
    random.seed(0);
    const want = next();
    assert.deepEqual((after as unknown[]).slice(2), (want as unknown[]).slice(2));
  });
  test("refuses what it cannot use", () => {
    const m = model(),
      optimizer = new optim.SGD(m.parameters(), { lr: 1 });
    const base = { data: [rand(2, 4)], loss: (x: ReturnType<typeof rand>) => m(x).sum(), optimizer };
    for (const [o, message] of [
      [{ ...base, data: [] }, /no batches/],
      [{ ...base, loss: () => 3 as never }, /return a tensor/],
      [{ ...base, start: 1, end: 0.1 }, /start < end/],
      [{ ...base, optimizer: {} as never }, /an optimizer/],
      [{ ...base, steps: 1 }, /steps/],
    ] as const)
      assert.throws(
        () => lrFind(m, o),
        (e) => e instanceof KindlingError && message.test(e.message),
      );
  });
});
