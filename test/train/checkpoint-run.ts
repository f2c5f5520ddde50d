// A training that is kept by a Checkpoint, as a program of its own: node checkpoint-run.js FOLDER EPOCHS WORKERS [stop-after-steps].
// Prints what it ends with. test/train/checkpoint.test.ts kills it.

import {
  Checkpoint,
  data,
  EarlyStopping,
  F,
  Generator,
  manualSeed,
  metrics,
  nn,
  optim,
  rand,
  random,
  type Tensor,
} from "kindling";

const [folder, epochs, workers, kind = "sync"] = process.argv.slice(2) as [string, string, string, string?];
manualSeed(1);
random.seed(2);
const model = new nn.Sequential(
  new nn.Linear(4, 16),
  new nn.BatchNorm1d(16),
  new nn.ReLU(),
  new nn.Dropout(0.3),
  new nn.Linear(16, 1),
);
const optimizer = new optim.AdamW(model.parameters(), { lr: 0.01 });
const scheduler = new optim.lrScheduler.CosineAnnealingLR(optimizer, 20);
const own = new Generator().manualSeed(9);
const losses: number[] = [];
const mean = new metrics.Mean();
const stopping = new EarlyStopping({ patience: 100, restoreBest: model });
const progress = { rng: 0 };

class Noisy extends data.Dataset<[Tensor, Tensor]> {
  get length(): number {
    return 40;
  }
  get(i: number): [Tensor, Tensor] {
    const x = rand(4).add(i / 40); // drawn anew each time, also in threads
    return [x, x.sum().reshape(1)];
  }
}
const loader = new data.DataLoader(new Noisy(), {
  batchSize: 8,
  shuffle: true,
  ...(Number(workers) > 0
    ? { numWorkers: Number(workers), workerModule: new URL("./checkpoint-set.js", import.meta.url) }
    : {}),
});
const checkpoint = new Checkpoint(
  folder,
  { model, optimizer, scheduler, own, losses, mean, stopping, progress },
  { every: 3, keep: 2 },
);
checkpoint.resume();

function step([x, y]: readonly Tensor[]): void {
  const noise = rand(1, { generator: own }).item();
  const loss = F.mseLoss(model(x!), y!.add(0.01 * noise + 0.01 * random.random()));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  losses.push(loss.item());
  mean.update(loss);
  progress.rng = random.random();
}
for (const _ of checkpoint.epochs(Number(epochs))) {
  model.train();
  if (kind === "async") for await (const batch of checkpoint.batches(loader)) step(batch as Tensor[]);
  else for (const batch of checkpoint.batches(loader)) step(batch as Tensor[]);
  scheduler.step();
  checkpoint.report(losses.at(-1)!);
  stopping.step(losses.at(-1)!);
}
console.log(
  JSON.stringify([
    checkpoint.epoch,
    checkpoint.step,
    losses,
    mean.compute(),
    progress,
    scheduler.getLastLr(),
    stopping.best,
    [...model.stateDict().values()].map((t) => t.tolist()),
    rand(3).tolist(),
    random.random(),
  ]),
);
