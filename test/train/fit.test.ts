// fit() against the loop that it stands for.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  Checkpoint,
  data,
  EarlyStopping,
  F,
  fit,
  type FitOptions,
  KindlingError,
  manualSeed,
  metrics,
  nn,
  noGrad,
  optim,
  rand,
  type Tensor,
} from "kindling";

const quiet = { progress: false };

function problem(): {
  readonly model: nn.Sequential;
  readonly optimizer: optim.Adam;
  readonly loader: data.DataLoader<[Tensor, Tensor]>;
  readonly held: [Tensor, Tensor][];
} {
  manualSeed(3);
  const model = new nn.Sequential(new nn.Linear(3, 8), new nn.Dropout(0.2), new nn.ReLU(), new nn.Linear(8, 2));
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
  const x = rand(50, 3),
    y = x.sum(1).gt(1.5).long();
  const loader = new data.DataLoader(new data.TensorDataset(x, y), { batchSize: 8, shuffle: true });
  const z = rand(20, 3);
  return { model, optimizer, loader, held: [[z, z.sum(1).gt(1.5).long()]] };
}

/** The same training, written out. */
function written(epochs: number): { readonly losses: number[]; readonly heldOut: number[] } {
  const { model, optimizer, loader, held } = problem();
  const losses: number[] = [],
    heldOut: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    model.train();
    let sum = 0,
      count = 0;
    for (const [x, y] of loader) {
      const loss = F.crossEntropy(model(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      sum += loss.item() * y.length;
      count += y.length;
    }
    losses.push(sum / count);
    model.eval();
    const [[x, y]] = held as [[Tensor, Tensor]];
    heldOut.push(noGrad(() => F.crossEntropy(model(x), y).item()));
  }
  return { losses, heldOut };
}

describe("fit", () => {
  for (const compile of [false, true])
    test(`does what the loop does${compile ? ", compiled" : ""}`, async () => {
      const expected = written(4),
        { model, optimizer, loader, held } = problem();
      const seen: number[] = [];
      const history = await fit(model, {
        data: loader,
        validation: held,
        loss: new nn.CrossEntropyLoss(),
        optimizer,
        epochs: 4,
        metrics: { accuracy: new metrics.Accuracy() },
        compile,
        onEpoch: (epoch, values) => seen.push(epoch, values.valLoss!),
        ...quiet,
      });
      assert.deepEqual(Object.keys(history), ["loss", "valLoss", "accuracy"]);
      const near = (a: readonly number[], b: readonly number[]): void => {
        assert.equal(a.length, b.length);
        a.forEach((v, i) => assert.ok(Math.abs(v - b[i]!) < 1e-5, `${v} and ${b[i]}`));
      };
      near(history.loss, expected.losses);
      near(history.valLoss!, expected.heldOut);
      near(
        seen.filter((_, i) => i % 2 === 1),
        expected.heldOut,
      );
      assert.ok(!model.training);
    });
  test("takes batches as promises, several inputs, and metrics without held-out batches", async () => {
    class Both extends nn.Module {
      l = new nn.Linear(2, 1);
      forward(a: Tensor, b: Tensor): Tensor {
        return this.l(a.add(b));
      }
    }
    const model = new Both();
    async function* batches(): AsyncGenerator<Tensor[]> {
      for (let i = 0; i < 3; i++) yield await Promise.resolve([rand(4, 2), rand(4, 2), rand(4, 1)]);
    }
    const history = await fit(model, {
      data: batches(),
      loss: F.mseLoss,
      optimizer: new optim.SGD(model.parameters(), { lr: 0.1 }),
      metrics: { mae: new metrics.MAE() },
      ...quiet,
    });
    assert.deepEqual(Object.keys(history), ["loss", "mae"]);
    assert.ok(history.mae[0]! > 0);
  });
  test("ends early, and steps a schedule after each epoch", async () => {
    const { model, optimizer, loader, held } = problem();
    const common = { data: loader, validation: held, loss: new nn.CrossEntropyLoss(), optimizer, epochs: 9, ...quiet };
    const scheduler = new optim.lrScheduler.ExponentialLR(optimizer, 0.5);
    const history = await fit(model, { ...common, scheduler, onEpoch: (epoch) => epoch < 1 });
    assert.equal(history.loss.length, 2);
    assert.ok(Math.abs(optimizer.paramGroups[0]!.lr! - 0.0025) < 1e-9);
    const stopped = await fit(model, { ...common, stopping: new EarlyStopping({ patience: 1, minDelta: 1e9 }) });
    assert.equal(stopped.loss.length, 2);
    const plateau = new optim.lrScheduler.ReduceLROnPlateau(optimizer, { patience: 0, threshold: 1e9 });
    await fit(model, { ...common, scheduler: plateau, epochs: 3 });
    assert.ok(optimizer.paramGroups[0]!.lr! < 0.001);
  });
  test("resumes from a checkpoint to the bit", async () => {
    const weights = async (parts: readonly number[]): Promise<unknown> => {
      const files = new Map<string, Uint8Array>();
      let last: unknown;
      for (const epochs of parts) {
        const { model, optimizer, loader } = problem();
        const checkpoint = new Checkpoint(files, { model, optimizer }, { quiet: true });
        await fit(model, { data: loader, loss: new nn.CrossEntropyLoss(), optimizer, epochs, checkpoint, ...quiet });
        last = [...model.parameters()].map((p) => p.tolist());
      }
      return last;
    };
    assert.deepEqual(await weights([2, 5]), await weights([5]));
  });
  test("explains what it cannot use", async () => {
    const { model, optimizer, loader } = problem();
    const good = { data: loader, loss: new nn.CrossEntropyLoss(), optimizer, ...quiet };
    const refused = async (of: unknown, o: object | undefined, sentence: RegExp): Promise<void> => {
      await assert.rejects(
        fit(of as nn.Module, o as FitOptions),
        (e) => e instanceof KindlingError && sentence.test(e.message),
      );
    };
    await refused(3, good, /takes a model/);
    await refused(model, undefined, /takes options/);
    await refused(model, { ...good, epoch: 3 }, /epoch/);
    await refused(model, { ...good, epochs: 1.5 }, /whole number/);
    await refused(model, { ...good, data: 5 }, /data/);
    await refused(model, { ...good, validation: {} }, /validation/);
    await refused(model, { ...good, loss: undefined }, /loss to be a function/);
    await refused(model, { ...good, optimizer: {} }, /optimizer/);
    await refused(model, { ...good, data: [[rand(2, 3)]] }, /the target last/);
    await refused(model, { ...good, loss: () => 3 }, /return a tensor/);
  });
});
