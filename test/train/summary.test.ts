// summary() against what torchinfo prints, and against what PyTorch's own counts give.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { F, KindlingError, manualSeed, nn, rand, summary, tensor, type Tensor } from "kindling";

class Net extends nn.Module {
  conv1 = new nn.Conv2d(1, 10, 5);
  conv2 = new nn.Conv2d(10, 20, 5);
  conv2Drop = new nn.Dropout2d();
  fc1 = new nn.Linear(320, 50);
  fc2 = new nn.Linear(50, 10);
  forward(x: Tensor): Tensor {
    x = F.relu(F.maxPool2d(this.conv1(x), 2));
    x = F.relu(F.maxPool2d(this.conv2Drop(this.conv2(x)), 2));
    x = F.relu(this.fc1(x.view(-1, 320)));
    return F.logSoftmax(this.fc2(x), 1);
  }
}

describe("summary", () => {
  // torchinfo's README shows this network and these figures.
  test("of torchinfo's example has its figures", () => {
    const s = summary(new Net(), { inputSize: [16, 1, 28, 28] });
    assert.deepEqual([s.parameters, s.trainable, s.multAdds], [21_840, 21_840, 7_688_000]);
    const mega = (n: number): string => (n / 1e6).toFixed(2);
    assert.deepEqual([mega(s.inputBytes), mega(s.passBytes), mega(s.parameterBytes)], ["0.05", "0.91", "0.09"]);
    assert.deepEqual(
      s.layers.map((l) => [l.layer, l.depth, l.index, l.outputShape]),
      [
        ["Net", 0, 1, [16, 10]],
        ["Conv2d", 1, 1, [16, 10, 24, 24]],
        ["Conv2d", 1, 2, [16, 20, 8, 8]],
        ["Dropout2d", 1, 3, [16, 20, 8, 8]],
        ["Linear", 1, 4, [16, 50]],
        ["Linear", 1, 5, [16, 10]],
      ],
    );
    const text = String(s);
    assert.match(text, /^├─Conv2d: 1-1 +\[16, 10, 24, 24\] +260 +2,304,000 +True$/m);
    assert.match(text, /^Total mult-adds \(M\): 7\.69$/m);
    assert.match(text, /^Trainable params: 21,840$/m);
  });

  test("shows shared layers once, lists above what is called of them, and what is frozen in brackets", () => {
    class Shared extends nn.Module {
      l = new nn.Linear(4, 4);
      list = new nn.ModuleList([new nn.Linear(4, 4), new nn.Sequential(new nn.ReLU())]);
      forward(x: Tensor): Tensor {
        x = this.l(this.l(x));
        for (const m of this.list) x = m(x) as Tensor;
        return x;
      }
    }
    const model = new Shared();
    for (const p of model.l.parameters()) p.requiresGrad_(false);
    const s = summary(model, { inputSize: [2, 4] });
    assert.equal(s.parameters, 40);
    assert.equal(s.trainable, 20);
    assert.equal(s.multAdds, 3 * 32); // the shared layer computes twice
    assert.deepEqual(
      s.layers.map((l) => `${l.layer} ${l.depth}-${l.index}${l.again ? " again" : ""}`),
      ["Shared 0-1", "Linear 1-1", "Linear 1-1 again", "ModuleList 1-2", "Linear 2-1", "Sequential 2-2", "ReLU 3-1"],
    );
    const text = String(s);
    assert.match(text, /Linear: 1-1 .*\(20\)/);
    assert.match(text, /Linear: 1-1 .*\(recursive\)/);
    const cut = String(summary(model, { inputSize: [2, 4], depth: 1 }));
    assert.match(cut, /ModuleList: 1-2 +-- +20 /);
    assert.doesNotMatch(cut, /Sequential/);
  });

  test("leaves the model, its modes and the random stream as they were", () => {
    const model = new nn.Sequential(new nn.BatchNorm1d(3), new nn.Dropout(0.5));
    model.get(1).eval();
    const before = JSON.stringify(model.stateDict());
    manualSeed(3);
    const next = rand(2).tolist();
    manualSeed(3);
    summary(model, { inputSize: [4, 3], mode: "eval" });
    assert.deepEqual(rand(2).tolist(), next);
    assert.equal(JSON.stringify(model.stateDict()), before);
    assert.deepEqual([model.training, model.get(0).training, model.get(1).training], [true, true, false]);
    assert.throws(() => summary(model, { inputSize: [4, 5] }), KindlingError);
    assert.deepEqual([model.training, model.get(1).training], [true, false]);
    model(rand(2, 3)); // no hook is left
  });

  test("takes several inputs, whole numbers, data, and no input", () => {
    class Two extends nn.Module {
      e = new nn.Embedding(10, 4);
      l = new nn.LSTM(4, 3, { batchFirst: true });
      forward(ids: Tensor, x: Tensor): [Tensor, Tensor] {
        const [out] = this.l(this.e(ids));
        return [out, x];
      }
    }
    const s = summary(new Two(), { inputSize: [[2, 5], [7]], dtypes: ["int64", "float32"] });
    assert.deepEqual(s.layers[0]!.outputShape, [[2, 5, 3], [7]]);
    assert.equal(s.inputBytes, 2 * 5 * 8 + 7 * 4);
    assert.equal(s.layers[2]!.multAdds, 2 * 5 * (4 * 3 * 4 + 4 * 3 * 3));
    assert.equal(summary(new nn.Linear(2, 1), { inputData: tensor([[1, 2]]) }).layers[0]!.outputShape!.length, 2);
    assert.match(String(summary(new Net())), /Conv2d: 1-2 +-- +5,020/);
  });

  test("refuses what is no model, and sizes that are none", () => {
    const refused = (f: () => unknown, message: RegExp): void =>
      assert.throws(f, (e) => e instanceof KindlingError && message.test(e.message));
    refused(() => summary(3 as never), /takes a model/);
    refused(() => summary(new Net(), { inputSize: [1, -2] }), /whole numbers/);
    refused(() => summary(new Net(), { inputSize: 3 as never }), /inputSize/);
    refused(() => summary(new Net(), { inputSize: [1], inputData: tensor(1) }), /not both/);
    refused(() => summary(new Net(), { mode: "best" as never }), /mode/);
  });
});
