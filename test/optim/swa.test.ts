import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { manualSeed, nn, noGrad, optim, randn, type Tensor, tensor, zeros } from "kindling";

const { AveragedModel, getEmaAvgFn, updateBn } = optim.swaUtils;
const flat = (m: nn.Module): number[] => m.parameters().flatMap((p) => p.detach().reshape(-1).tolist() as number[]);
const near = (a: number[], b: number[]): void =>
  a.forEach((v, i) => assert.ok(Math.abs(v - b[i]!) < 1e-6, `${a.join()} and ${b.join()}`));

describe("averaged models", () => {
  function run(options: optim.swaUtils.AveragedModelOptions): { average: number[]; models: number[][]; count: number } {
    manualSeed(1);
    const model = new nn.Sequential(new nn.Linear(3, 2), new nn.Tanh(), new nn.Linear(2, 1));
    const averaged = new AveragedModel(model, options);
    const models: number[][] = [];
    for (let i = 0; i < 4; i++) {
      noGrad(() => {
        for (const p of model.parameters()) p.add_(randn(p.shape));
      });
      averaged.updateParameters(model);
      models.push(flat(model));
    }
    return { average: flat(averaged.module), models, count: averaged.nAveraged.item() };
  }
  test("SWA is the mean of the models", () => {
    const { average, models, count } = run({});
    near(
      average,
      models[0]!.map((_, i) => models.reduce((s, m) => s + m[i]!, 0) / 4),
    );
    assert.equal(count, 4);
  });
  test("EMA starts from the first and forgets", () => {
    const { average, models } = run({ avgFn: getEmaAvgFn(0.9) });
    near(
      average,
      models[0]!.map((_, i) => models.slice(1).reduce((s, m) => 0.9 * s + 0.1 * m[i]!, models[0]![i]!)),
    );
  });
  test("the model is copied, and the state dict is PyTorch's", () => {
    const model = new nn.Linear(2, 1);
    const averaged = new AveragedModel(model);
    noGrad(() => model.weight.zero_());
    assert.notEqual(averaged.module.weight, model.weight);
    assert.ok(averaged.module.weight.ne(0).any().item());
    assert.deepEqual([...averaged.stateDict().keys()], ["n_averaged", "module.weight", "module.bias"]);
    assert.equal((averaged(zeros(1, 2)) as Tensor).shape.length, 2);
  });
});

test("a copied module keeps what it shares, its mode, hooks and plain values, and shares nothing with the first", () => {
  class Block extends nn.Module {
    l = new nn.Linear(2, 2);
    tied = this.l;
    sizes = [1, 2];
    mean = this.registerBuffer("mean", tensor([1, 2]));
    act = (x: Tensor): Tensor => x.mul(2);
    forward(x: Tensor): Tensor {
      return this.act(this.l(x)).add(this.mean);
    }
  }
  const model = new nn.Sequential(new Block(), new nn.Dropout(0.3)).eval();
  const copy = nn.copyModule(model);
  assert.equal(String(copy), String(model));
  assert.deepEqual([...copy.stateDict().keys()], [...model.stateDict().keys()]);
  const [a, b] = [model.get(0) as Block, copy.get(0) as Block];
  assert.ok(b instanceof Block && b.tied === b.l && b.l !== a.l && b.sizes !== a.sizes && !b.training);
  const x = randn(3, 2);
  assert.deepEqual((copy(x) as Tensor).tolist(), (model(x) as Tensor).tolist());
  noGrad(() => {
    a.l.weight.zero_();
    a.mean.zero_();
  });
  assert.ok(b.l.weight.ne(0).any().item() && b.mean.ne(0).all().item());
});

test("updateBn computes the statistics of all batches, with equal weight", () => {
  // A layer with BatchNorm's fields and rule.
  class Norm extends nn.Module {
    static override readonly python = {
      names: { runningMean: "running_mean", runningVar: "running_var", numBatchesTracked: "num_batches_tracked" },
    };
    momentum: number | null = 0.1;
    runningMean = this.registerBuffer("runningMean", tensor([7, 7]));
    runningVar = this.registerBuffer("runningVar", tensor([7, 7]));
    numBatchesTracked = this.registerBuffer("numBatchesTracked", tensor(5, { dtype: "int64" }));
    forward(x: Tensor): Tensor {
      if (!this.training) return x;
      this.numBatchesTracked.add_(1);
      const f = this.momentum ?? 1 / this.numBatchesTracked.item();
      this.runningMean.mul_(1 - f).add_(x.mean(0), { alpha: f });
      this.runningVar.mul_(1 - f).add_(x.var(0), { alpha: f });
      return x;
    }
  }
  const norm = new Norm(),
    model = new nn.Sequential(norm).eval();
  const batches = [
    tensor([
      [1, 2],
      [3, 6],
    ]),
    tensor([
      [5, 0],
      [7, 2],
    ]),
    tensor([
      [0, 0],
      [0, 0],
    ]),
  ];
  updateBn(
    batches.map((b) => [b, "label"]),
    model,
  );
  near(norm.runningMean.tolist() as number[], [(2 + 6 + 0) / 3, (4 + 1 + 0) / 3]);
  near(norm.runningVar.tolist() as number[], [(2 + 2 + 0) / 3, (8 + 2 + 0) / 3]);
  assert.equal(norm.momentum, 0.1);
  assert.equal(norm.training, false);
  updateBn([tensor([1])], new nn.Sequential(new nn.Tanh())); // nothing to do
});
