// 100 training steps of a CNN, an LSTM and a transformer against PyTorch's losses: test/golden/training.py has the same
// models, data, optimizers and schedules. Dropout is on, so every step stands at the same place in the random stream.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compile, F, full, manualSeed, nn, noGrad, optim, type Tensor, tensor, triu } from "kindling";
import { readGolden } from "../goldens.js";

const STEPS = 100;
const golden = readGolden<Record<"cnn" | "lstm" | "transformer", number[]>>("training");

const formula = (shape: readonly number[], seed: number): Tensor =>
  tensor(
    Array.from(
      { length: shape.reduce((a, b) => a * b, 1) },
      (_, i) => (((i * 7919 + seed * 3571 + 1234) % 10007) / 10007) * 2 - 1,
    ),
  ).reshape(shape);
const labels = (n: number, c: number, seed: number): Tensor =>
  tensor(
    Array.from({ length: n }, (_, i) => (i * 7 + seed * 3 + ((i * i) % 5)) % c),
    { dtype: "int64" },
  );

class CNN extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 3, 1);
  conv2 = new nn.Conv2d(6, 8, 3, 1);
  dropout1 = new nn.Dropout(0.25);
  dropout2 = new nn.Dropout(0.5);
  fc1 = new nn.Linear(8 * 4 * 4, 24);
  fc2 = new nn.Linear(24, 10);
  forward(x: Tensor): Tensor {
    x = F.relu(this.conv1(x));
    x = F.relu(this.conv2(x));
    x = F.maxPool2d(x, 2);
    x = this.dropout1(x).flatten(1);
    x = F.relu(this.fc1(x));
    return F.logSoftmax(this.fc2(this.dropout2(x)), 1);
  }
}

class Reader extends nn.Module {
  embed = new nn.Embedding(11, 6, { paddingIdx: 0 });
  lstm = new nn.LSTM(6, 10, { numLayers: 2, batchFirst: true, dropout: 0.2, bidirectional: true });
  norm = new nn.BatchNorm1d(20);
  out = new nn.Linear(20, 4);
  forward(x: Tensor): Tensor {
    const [y] = this.lstm(this.embed(x));
    return this.out(this.norm(y.select(1, -1)));
  }
}

class Encoder extends nn.Module {
  embed = new nn.Embedding(13, 16);
  encoder = new nn.TransformerEncoder(
    new nn.TransformerEncoderLayer(16, 4, 32, { dropout: 0.1, activation: "gelu", batchFirst: true, normFirst: true }),
    2,
    new nn.LayerNorm(16),
  );
  out = new nn.Linear(16, 13);
  forward(x: Tensor, mask: Tensor): Tensor {
    return this.out(this.encoder(this.embed(x), mask));
  }
}

interface Run {
  model: nn.Module;
  optimizer: { zeroGrad(): void; step(): unknown };
  scheduler: { step(): void };
  batches: readonly [Tensor, Tensor][];
  loss: (x: Tensor, y: Tensor) => Tensor;
}

const runs: Record<keyof typeof golden, () => Run> = {
  cnn() {
    manualSeed(1);
    const model = new CNN(),
      optimizer = new optim.Adadelta(model.parameters(), { lr: 1 });
    return {
      model,
      optimizer,
      scheduler: new optim.lrScheduler.StepLR(optimizer, 25, { gamma: 0.7 }),
      batches: [0, 1, 2, 3].map((b) => [formula([8, 1, 12, 12], b), labels(8, 10, b)]),
      loss: (x, y) => F.nllLoss(model(x), y),
    };
  },
  lstm() {
    manualSeed(2);
    const model = new Reader(),
      optimizer = new optim.Adam(model.parameters(), { lr: 0.01, weightDecay: 1e-4 });
    return {
      model,
      optimizer,
      scheduler: new optim.lrScheduler.OneCycleLR(optimizer, 0.02, { totalSteps: STEPS }),
      batches: [0, 1, 2].map((b) => [labels(42, 11, b).reshape(6, 7), labels(6, 4, b)]),
      loss: (x, y) => F.crossEntropy(model(x), y),
    };
  },
  transformer() {
    manualSeed(3);
    const model = new Encoder(),
      optimizer = new optim.AdamW(model.parameters(), { lr: 3e-3 });
    const mask = triu(full([9, 9], -Infinity), 1);
    return {
      model,
      optimizer,
      scheduler: new optim.lrScheduler.CosineAnnealingLR(optimizer, STEPS),
      batches: [0, 1, 2].map((b) => {
        const x = labels(40, 13, b).reshape(4, 10);
        return [x.narrow(1, 0, 9), x.narrow(1, 1, 9)];
      }),
      loss: (x, y) => F.crossEntropy(model(x, mask).reshape(-1, 13), y.reshape(-1)),
    };
  },
};

for (const [name, want] of Object.entries(golden) as [keyof typeof golden, number[]][]) {
  describe(`${name}, 100 steps`, () => {
    for (const how of ["eager", "compiled"]) {
      test(`${how}: PyTorch's losses`, () => {
        const { model, optimizer, scheduler, batches, loss } = runs[name]();
        const step = (x: Tensor, y: Tensor): Tensor => {
          optimizer.zeroGrad();
          const value = loss(x, y);
          value.backward();
          nn.utils.clipGradNorm_(model.parameters(), 1);
          optimizer.step();
          return value;
        };
        const planned = compile(step),
          run = how === "eager" ? step : planned;
        const got: number[] = [];
        for (let i = 0; i < STEPS; i++) {
          got.push(run(...batches[i % batches.length]!).item());
          scheduler.step();
        }
        model.eval();
        got.push(noGrad(() => loss(...batches[0]!)).item());
        if (how === "compiled") assert.match(planned.explain(), /^plan 1 of 1/);
        assert.equal(want.length, STEPS + 1);
        // What rounding differs in grows from step to step.
        want.forEach((l, i) =>
          assert.ok(
            Math.abs(got[i]! - l) <= 1e-4 * Math.max(Math.abs(l), 0.1),
            `loss ${i}: ${got[i]} here, ${l} in PyTorch`,
          ),
        );
      });
    }
  });
}
