// Handwritten digits, as in PyTorch's own MNIST example: Adadelta, a learning rate that falls with each epoch, the
// accuracy on held-out digits, and finally the digits it still gets wrong.
import { writeFileSync } from "node:fs";
import {
  compile,
  data,
  getRngState,
  load,
  manualSeed,
  noGrad,
  optim,
  save,
  setRngState,
  type Tensor,
  tqdm,
} from "kindling";
import {
  DistributedDataParallel,
  DistributedSampler,
  destroyProcessGroup,
  getRank,
  getWorldSize,
  initProcessGroup,
} from "kindling/distributed";
import { findDigits } from "./digits.js";
import { columnsOf, sayErrors } from "../command-line.js";
import { models } from "./models.js";
import { readOptions } from "./options.js";
import { confusionMatrix, type Mistake, mosaic, pictures } from "./show.js";
import { averageOf, trainEpoch, trainingStep } from "./training.js";

sayErrors();
const o = readOptions();
// `mpirun -n 2 npm run example:mnist` trains with two processes that share each batch; without mpirun there is one.
initProcessGroup();
const ranks = getWorldSize(),
  first = getRank() === 0;
const say = (text: string): void => {
  if (first) console.log(text);
};
const color = process.stdout.isTTY;
const columns = columnsOf(120);
const bold = (s: string): string => (color ? `\x1b[1m${s}\x1b[22m` : s);

const { train, test, source } = findDigits(o);
say(`${bold("digits")}  ${source}:\n        ${train.length} to train with, ${test.length} to test with`);

manualSeed(o.seed);
const model = new models[o.model]();
if (ranks > 1) manualSeed(o.seed + 1 + getRank()); // dropout is another on each rank
const trained = ranks === 1 ? model : new DistributedDataParallel(model);
const optimizer = new optim.Adadelta(model.parameters(), { lr: o.lr });
const average = averageOf(model, o.decay);
const scheduler = new optim.lrScheduler.StepLR(optimizer, 1, { gamma: o.gamma });
say(
  `${bold("model")}   ${String(model).replaceAll("\n", "\n        ")}, ${model.parameters().reduce((n, p) => n + p.numel(), 0)} parameters\n`,
);

/** Everything needed to continue as if nothing had happened. */
interface Checkpoint {
  model: Parameters<typeof model.loadStateDict>[0];
  average: Checkpoint["model"];
  optimizer: optim.OptimizerStateDict;
  scheduler: optim.SchedulerStateDict;
  epoch: number;
  random: Uint8Array;
}

let done = 0;
if (o.resume) {
  const c = load<Checkpoint>(o.checkpoint);
  model.loadStateDict(c.model);
  average.loadStateDict(c.average);
  optimizer.loadStateDict(c.optimizer);
  scheduler.loadStateDict(c.scheduler);
  setRngState(c.random);
  done = c.epoch;
  say(`${o.checkpoint} is at epoch ${done}.\n`);
}

const sampler = ranks === 1 ? null : new DistributedSampler(train, { seed: o.seed });
const trainLoader = new data.DataLoader(
  train,
  sampler === null
    ? { batchSize: o.batchSize, shuffle: true }
    : { batchSize: Math.max(1, Math.round(o.batchSize / ranks)), sampler },
);
const testLoader = new data.DataLoader(test, { batchSize: 1000 });

const step = trainingStep(trained, optimizer);
const predict = compile((x: Tensor) => noGrad(() => average(x)));

interface Score {
  readonly accuracy: number;
  readonly loss: number;
  readonly confusion: number[][];
  readonly mistakes: Mistake[];
}

function evaluate(): Score {
  average.eval();
  const confusion = Array.from({ length: 10 }, () => Array<number>(10).fill(0));
  const mistakes: Mistake[] = [];
  let loss = 0,
    right = 0,
    index = 0;
  for (const [x, y] of tqdm(testLoader, { desc: "testing", leave: false })) {
    const output = predict(x);
    const guesses = output.argmax(1).tolist() as number[],
      truths = y.tolist() as number[];
    const losses = output.gather(1, y.unsqueeze(1)).squeeze(1).neg().tolist() as number[];
    guesses.forEach((guess, i) => {
      const truth = truths[i]!;
      confusion[truth]![guess]!++;
      loss += losses[i]!;
      if (guess === truth) right++;
      else
        mistakes.push({
          index,
          truth,
          guess,
          loss: losses[i]!,
          pixels: test.data.get(index).toTypedArray() as Uint8Array,
        });
      index++;
    });
  }
  mistakes.sort((a, b) => b.loss - a.loss);
  return { accuracy: right / index, loss: loss / index, confusion, mistakes };
}

let score: Score | null = null;
for (let epoch = done + 1; epoch <= o.epochs; epoch++) {
  const started = performance.now();
  sampler?.setEpoch(epoch);
  const bar = tqdm(trainLoader, { desc: `epoch ${epoch}/${o.epochs}`, leave: false });
  const trainLoss = trainEpoch(bar, model, step, average, (loss, steps) => {
    if (steps % 20 === 0) bar.setPostfix({ loss });
  });
  const seconds = (performance.now() - started) / 1000;
  score = evaluate();
  say(
    `epoch ${epoch}: train loss ${trainLoss.toFixed(4)}, test loss ${score.loss.toFixed(4)}, accuracy ${bold(`${(100 * score.accuracy).toFixed(2)} %`)}, ${seconds.toFixed(1)} s, lr ${scheduler.getLastLr()[0]!.toPrecision(3)}`,
  );
  scheduler.step();
  if (!first) continue;
  save(
    {
      model: model.stateDict(),
      average: average.stateDict(),
      optimizer: optimizer.stateDict(),
      scheduler: scheduler.stateDict(),
      epoch,
      random: getRngState(),
    } satisfies Checkpoint,
    o.checkpoint,
  );
}

const { accuracy, confusion, mistakes } = score ?? evaluate();
say(`\n${bold("What is taken for what")}\n${confusionMatrix(confusion, color)}\n`);
const worst = mistakes.slice(0, 50);
if (first) writeFileSync(o.mistakes, mosaic(worst));
say(
  `${bold("The worst mistakes")} of ${mistakes.length}\n${pictures(worst.slice(0, Math.max(4, Math.floor(columns / 30))), columns, color)}`,
);
say(
  `${bold(`${(100 * accuracy).toFixed(2)} %`)} of ${test.length} digits are right.\nsaved as ${o.checkpoint}, the ${worst.length} worst mistakes as ${o.mistakes}`,
);
destroyProcessGroup();
