// A training that goes on where it was. Arguments: the folder, then a rank to be killed and after how many milliseconds, if any.
// Rank 0 prints a hash of the weights in the end.
import { createHash } from "node:crypto";
import { Worker } from "node:worker_threads";
import { data, F, manualSeed, nn, optim, rand, type Tensor } from "kindling";
import {
  Checkpoint,
  checkSameWeights,
  destroyProcessGroup,
  DistributedDataParallel,
  DistributedSampler,
  getRank,
  initProcessGroup,
} from "kindling/distributed";

const [folder, rank, ms] = process.argv.slice(2);
initProcessGroup();
// A thread of its own, so that it may happen in the middle of a call.
if (rank !== undefined && Number(rank) === getRank())
  new Worker(
    `setTimeout(() => {
      require("node:fs").writeSync(2, "killed at " + Date.now() + "\\n");
      process.kill(process.pid, "SIGKILL");
    }, ${Number(ms)})`,
    { eval: true },
  ).unref();

manualSeed(5);
const inputs = rand(96, 8),
  set = new data.TensorDataset(inputs, inputs.sum(1, { keepdim: true }));
const model = new DistributedDataParallel(
  new nn.Sequential(new nn.Linear(8, 16), new nn.ReLU(), new nn.Dropout(0.2), new nn.Linear(16, 1)),
);
manualSeed(1000 + getRank()); // each rank drops out others
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const sampler = new DistributedSampler(set),
  loader = new data.DataLoader(set, { batchSize: 4, sampler });
const checkpoint = new Checkpoint(folder!, { model, optimizer }, { every: 5 });
const resumed = checkpoint.resume();
if (getRank() === 0) console.log(`from ${resumed?.step ?? 0}`);
// Not compiled: the first two calls of a compiled step run as they are written, and may differ from the plan in the last digits.
const step = (x: Tensor, y: Tensor): Tensor => {
  optimizer.zeroGrad();
  const loss = F.mseLoss((model as unknown as (x: Tensor) => Tensor)(x), y);
  loss.backward();
  optimizer.step();
  return loss;
};
for (const epoch of checkpoint.epochs(10)) {
  sampler.setEpoch(epoch);
  for (const [x, y] of checkpoint.batches(loader)) step(x!, y!);
}
checkSameWeights(model);
if (getRank() === 0) {
  const hash = createHash("sha256");
  for (const [, t] of model.stateDict()) hash.update(String(t.tolist()));
  console.log(`weights ${hash.digest("hex")}`);
}
destroyProcessGroup();
