// SyncBatchNorm against a batch norm over the whole batch: results, gradients, running values; as it is written and compiled.
import assert from "node:assert/strict";
import { cat, compile, manualSeed, nn, optim, rand, type Tensor } from "kindling";
import {
  allGather,
  checkSameWeights,
  destroyProcessGroup,
  DistributedDataParallel,
  getRank,
  getWorldSize,
  initProcessGroup,
  SyncBatchNorm,
} from "kindling/distributed";

initProcessGroup();
const rank = getRank(),
  size = getWorldSize();
const near = (a: Tensor, b: Tensor, what: string): void => {
  assert.deepEqual(a.shape, b.shape, what);
  const far = a.sub(b).abs().max().item();
  assert.ok(far < 1e-5, `${what}: off by ${far}`);
};
const make = (): nn.Sequential =>
  new nn.Sequential(
    new nn.Conv2d(1, 3, 3),
    new nn.BatchNorm2d(3),
    new nn.ReLU(),
    new nn.Flatten(),
    new nn.Linear(48, 1),
  );

for (const compiled of [false, true]) {
  manualSeed(3);
  const reference = make();
  const own = SyncBatchNorm.convertSyncBatchnorm(make());
  own.loadStateDict(reference.stateDict());
  assert.ok(own.get(1) instanceof SyncBatchNorm);
  assert.equal([...own.stateDict().keys()].join(), [...reference.stateDict().keys()].join());
  const model = new DistributedDataParallel(own);
  const optimizers = [
    new optim.SGD(model.parameters(), { lr: 0.1 }),
    new optim.SGD(reference.parameters(), { lr: 0.1 }),
  ];
  const stepOf = (m: (x: Tensor) => Tensor, optimizer: optim.SGD): ((x: Tensor) => Tensor) => {
    const step = (x: Tensor): Tensor => {
      optimizer.zeroGrad();
      const out = m(x);
      out.pow(2).mean().backward();
      optimizer.step();
      return out.detach();
    };
    return compiled ? compile(step) : step;
  };
  const part = stepOf(model as never, optimizers[0]!),
    whole = stepOf(reference as never, optimizers[1]!);
  for (let i = 0; i < 5; i++) {
    const x = rand(4 * size, 1, 6, 6).mul(i + 1);
    const outs = cat(allGather(part(x.narrow(0, 4 * rank, 4))));
    near(outs, whole(x), `step ${i}`);
  }
  const [mine, theirs] = [own.stateDict(), reference.stateDict()];
  for (const [key, t] of theirs) near((mine.get(key) as Tensor).float(), t.float(), key);
  checkSameWeights(model);
  model.eval();
  reference.eval();
  const x = rand(2, 1, 6, 6);
  near((model as never as (x: Tensor) => Tensor)(x), (reference as never as (x: Tensor) => Tensor)(x), "eval");
}
// Ranks with other numbers of samples.
{
  const sizes = Array.from({ length: size }, (_, r) => r + 1),
    all = rand(
      sizes.reduce((a, b) => a + b),
      2,
    ),
    from = sizes.slice(0, rank).reduce((a, b) => a + b, 0);
  const mine = new SyncBatchNorm(2)(all.narrow(0, from, rank + 1));
  near(mine, new nn.BatchNorm1d(2)(all).narrow(0, from, rank + 1), "other sizes");
}
assert.throws(() => new SyncBatchNorm(3)(rand(2, 2)), { code: "norm-shape" });
if (rank === 0) console.log(`all is right for ${size} ranks`);
destroyProcessGroup();
