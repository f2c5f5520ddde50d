// Training on several ranks against one process with the whole batch: the same losses and weights, as it is written and compiled.
import assert from "node:assert/strict";
import {
  compile,
  type Compiled,
  F,
  manualSeed,
  nn,
  noGrad,
  optim,
  rand,
  randint,
  type Tensor,
  tensor,
  zeros,
} from "kindling";
import {
  allGather,
  allReduce,
  checkSameWeights,
  clipGradNorm,
  destroyProcessGroup,
  DistributedDataParallel,
  getRank,
  getWorldSize,
  initProcessGroup,
} from "kindling/distributed";

const steps = Number(process.argv[2] ?? 100),
  deterministic = process.argv[3] === "deterministic";
initProcessGroup({ deterministic });
const rank = getRank(),
  size = getWorldSize();

class Cnn extends nn.Module {
  conv = new nn.Conv2d(1, 4, 3);
  fc = new nn.Linear(4 * 5 * 5, 10);
  forward(x: Tensor): Tensor {
    return this.fc(F.maxPool2d(F.relu(this.conv(x)), 2).flatten(1));
  }
}
type Model = nn.Module & ((x: Tensor) => Tensor);
const cases: Record<string, { make: () => Model; input: number[]; classes: number; adam: boolean }> = {
  weekend: {
    make: () => new nn.Sequential(new nn.Linear(10, 10), new nn.ReLU(), new nn.Linear(10, 1)) as never,
    input: [10],
    classes: 0,
    adam: true,
  },
  mlp: {
    make: () => new nn.Sequential(new nn.Linear(64, 600), new nn.ReLU(), new nn.Linear(600, 10)) as never,
    input: [64],
    classes: 10,
    adam: false,
  },
  cnn: { make: () => new Cnn() as never, input: [1, 12, 12], classes: 10, adam: true },
};
const N = 8 * size;
const lossOf = (out: Tensor, y: Tensor, classes: number): Tensor =>
  classes === 0 ? F.mseLoss(out, y) : F.crossEntropy(out, y);

/** A training step. */
function stepOf(model: Model, adam: boolean, classes: number, compiled: boolean): (x: Tensor, y: Tensor) => Tensor {
  const optimizer = adam
    ? new optim.Adam(model.parameters(), { lr: 0.01 })
    : new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  const step = (x: Tensor, y: Tensor): Tensor => {
    optimizer.zeroGrad();
    const loss = lossOf(model(x), y, classes);
    loss.backward();
    optimizer.step();
    return loss;
  };
  return compiled ? compile(step) : step;
}

for (const [name, { make, input, classes, adam }] of Object.entries(cases)) {
  for (const compiled of [false, true]) {
    const what = `${name}${compiled ? ", compiled" : ""}, ${size} ranks`;
    manualSeed(7);
    const reference = make();
    manualSeed(100 + rank); // other weights on each rank: those of rank 0 hold
    const own = make();
    if (rank === 0) own.loadStateDict(reference.stateDict());
    const model = new DistributedDataParallel(own);
    checkSameWeights(model);
    const whole = stepOf(reference, adam, classes, compiled),
      part = stepOf(model as unknown as Model, adam, classes, compiled);
    manualSeed(1);
    for (let i = 0; i < steps; i++) {
      const x = rand(N, ...input),
        y = classes === 0 ? rand(N, 1) : randint(0, classes, [N]);
      const mine = part(x.narrow(0, 8 * rank, 8), y.narrow(0, 8 * rank, 8)).detach();
      const mean = allReduce(mine.clone(), "avg").item();
      if (rank !== 0) continue;
      const expected = whole(x, y).item();
      assert.ok(
        Math.abs(mean - expected) <= 1e-5 * Math.abs(expected),
        `${what}: step ${i} has loss ${mean}, and one process ${expected}`,
      );
    }
    checkSameWeights(model);
    if (compiled) {
      const [gradient] = [...model.module.parameters()].map((p) => p.grad!);
      const all = allGather(gradient!);
      for (const g of all) assert.ok(g.equal(all[0]!), `${what}: gradients`);
    }
  }
}

// noSync: gradients stay here, and are averaged with the next.
{
  const model = new DistributedDataParallel(new nn.Linear(2, 1));
  const x = tensor([[rank, 1]]);
  model.noSync(() => model(x).sum().backward());
  assert.deepEqual(model.module.weight.grad!.tolist(), [[rank, 1]]);
  model(x).sum().backward();
  assert.deepEqual(model.module.weight.grad!.tolist(), [[size - 1, 2]]); // twice the mean of 0 … size − 1
  model(x).sum().backward(); // on top of what is averaged
  assert.deepEqual(model.module.weight.grad!.tolist(), [[1.5 * (size - 1), 3]]);
}
// Parameters that some ranks do not use, or none.
{
  class Two extends nn.Module {
    a = new nn.Linear(1, 1, { bias: false });
    b = new nn.Linear(1, 1, { bias: false });
    c = new nn.Linear(1, 1, { bias: false });
    forward(x: Tensor): Tensor {
      return rank === 0 ? this.a(x).add(this.b(x)) : this.a(x);
    }
  }
  const strict = new DistributedDataParallel(new Two());
  if (size > 1)
    assert.throws(
      () =>
        strict(tensor([[1]]))
          .sum()
          .backward(),
      { code: "ddp-unused", message: /c\.weight/ },
    );
  for (const compiled of [false, true]) {
    const model = new DistributedDataParallel(new Two(), { findUnusedParameters: true });
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
    const plain = (x: Tensor): Tensor => {
      optimizer.zeroGrad();
      const loss = model(x).sum();
      loss.backward();
      optimizer.step();
      return loss;
    };
    const step = compiled ? compile(plain) : plain;
    for (let i = 0; i < 4; i++) step(tensor([[2]]));
    const { a, b, c } = model.module;
    assert.equal(a.weight.grad!.item(), 2);
    assert.ok(Math.abs(b.weight.grad!.item() - 2 / size) < 1e-6);
    assert.equal(c.weight.grad, null, "used by no rank");
    checkSameWeights(model);
  }
}
// Ranks with other numbers of batches.
for (const compiled of [false, true]) {
  const model = new DistributedDataParallel(new nn.Sequential(new nn.Linear(3, 3), new nn.BatchNorm1d(3)));
  const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
  const plain = (x: Tensor): Tensor => {
    optimizer.zeroGrad();
    const loss = (model(x) as Tensor).pow(2).mean();
    loss.backward();
    optimizer.step();
    return loss;
  };
  const step = compiled ? compile(plain) : plain;
  let done = 0;
  model.join(() => {
    for (let i = 0; i < 3 + 2 * rank; i++, done++) step(rand(4, 3));
  });
  assert.equal(done, 3 + 2 * rank);
  checkSameWeights(model);
  for (let i = 0; i < 2; i++) step(rand(4, 3)); // and on without
  checkSameWeights([...model.namedParameters()]);
}
// A model that is compiled alone, its loss outside.
{
  const model = new DistributedDataParallel(new nn.Linear(2, 1)),
    fast = compile(model as unknown as Model);
  for (let i = 0; i < 5; i++) {
    model.zeroGrad();
    fast(tensor([[rank, 2]]))
      .sum()
      .backward();
    assert.deepEqual(model.module.weight.grad!.tolist(), [[(size - 1) / 2, 2]], `call ${i}`);
  }
}
// What computes a gradient writes it where it is sent from: nothing is copied.
if (size > 1) {
  const model = new DistributedDataParallel(cases["mlp"]!.make());
  const step = stepOf(model as unknown as Model, false, 10, true) as Compiled<[Tensor, Tensor], Tensor>;
  for (let i = 0; i < 3; i++) step(rand(8, 64), randint(0, 10, [8]));
  const steps = /^steps:\n([\s\S]*?)\n\n/m
    .exec(step.explain())![1]!
    .split("\n")
    .map((s) => s.trim().split(/ {2,}/)[1]!);
  const from = steps.findIndex((s) => s.startsWith("matmul+reluGrad"));
  assert.equal(steps.filter((s) => s === "allReduce").length, 2, steps.join());
  assert.equal(
    steps.slice(from).some((s) => /^(copy|cat|clone)/.test(s)),
    false,
    steps.join(),
  );
}
// Norms: of the same gradients, and of parts.
{
  const w = zeros(2).requiresGrad_();
  w.grad = tensor([3, 4]);
  assert.ok(Math.abs(clipGradNorm([w], 1).item() - 5) < 1e-6);
  w.grad = tensor([3, 4]);
  const total = clipGradNorm([w], 1, { sharded: true }).item();
  assert.ok(Math.abs(total - 5 * Math.sqrt(size)) < 1e-5);
  assert.ok(Math.abs(w.grad.norm().item() - 1 / Math.sqrt(size)) < 1e-5);
  w.grad = tensor([rank, 4]);
  assert.equal(clipGradNorm([w], 100, { sharded: true, normType: Infinity }).item(), Math.max(4, size - 1));
}
// What differs is named.
if (size > 1) {
  const model = new DistributedDataParallel(new nn.Linear(2, 1));
  if (rank === 1) noGrad(() => model.module.bias!.add_(1));
  assert.throws(() => checkSameWeights(model), {
    code: "ddp-weights",
    message: /module\.bias \(on rank 1\) is not what rank 0 has/,
  });
  assert.throws(() => new DistributedDataParallel(new nn.Linear(2, 1 + rank)), { code: "ddp-model" });
}
assert.throws(() => new DistributedDataParallel(new nn.ReLU()), { code: "ddp-model" });
assert.throws(() => new DistributedDataParallel((() => 1) as never), { code: "argument" });
if (rank === 0) console.log(`all is right for ${size} ranks`);
destroyProcessGroup();
