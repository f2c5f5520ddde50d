// A diffusion model learns to make digits out of noise: npm run example:diffusion
import { compile, manualSeed, noGrad, optim, randint, save, sparkline, type Tensor, tqdm, trange } from "kindling";
import { columnsOf, CommandLine, sayErrors } from "../command-line.js";
import { digitOptions, digitUsage, findDigits, picturesOf, small } from "../mnist/digits.js";
import { distanceToNearest, printPictures } from "../pictures.js";
import { backwardStep, draw, noiseLoss, Schedule, trainingStep, UNet } from "./model.js";

sayErrors();
const text = { type: "string" } as const;
const line = new CommandLine(
  `usage: npm run example:diffusion -- [options]
  --steps N     steps of training (default 1500)
  --batch N     digits in a step (default 16)
  --noise N     steps from a digit to noise, and back (default 100)
  --seed N      chooses the first weights, the digits and the noise (default 0)
  --save FILE   where to save the trained model (default: nowhere)
${digitUsage}`,
  { ...digitOptions, steps: text, batch: text, noise: text, seed: text, save: text },
);
const steps = line.number("steps", 1500),
  batch = line.number("batch", 16),
  noise = line.number("noise", 100, { least: 25 }),
  seed = line.number("seed", 0, { least: 0 });
const to = line.values.save === undefined ? null : line.target("save", line.values.save);
const { train, test, source } = findDigits({
  data: line.values.data,
  download: line.values.download ?? false,
  limit: 12_000,
  synthetic: line.values.synthetic === undefined ? undefined : line.number("synthetic", 1),
});
const known = small(picturesOf(train)).mul(2).sub(1),
  unknown = small(picturesOf(test)).narrow(0, 0, Math.min(500, test.length)).mul(2).sub(1);

manualSeed(seed);
const model = new UNet(16),
  schedule = new Schedule(noise);
const rate = 3e-3,
  optimizer = new optim.Adam(model.parameters(), { lr: rate });
const step = compile(trainingStep(model, schedule, optimizer)),
  back = compile(backwardStep(model, schedule));

console.log(`data   ${source}: ${train.length} to train with, made small (16 × 16)
model  a U-Net of ${model.parameters().reduce((n, p) => n + p.numel(), 0)} weights; ${noise} steps from a digit to noise
steps  ${steps}, each with ${batch} digits
`);

const evaluate = (): string =>
  noGrad(() => noiseLoss(model, schedule, unknown))
    .item()
    .toFixed(3);
const before = evaluate();
const losses: number[] = [];
const t = trange(steps, { desc: "learning" });
for (const i of t) {
  // A warm-up, then a cosine down to zero, so that the last steps settle.
  optimizer.paramGroups[0]!.lr = rate * Math.min(1, (i + 1) / 50) * 0.5 * (1 + Math.cos((Math.PI * i) / steps));
  losses.push(step(known.indexSelect(0, randint(0, train.length, [batch]))).item());
  if (i % 10 === 0 || i === steps - 1) t.setPostfix({ loss: losses[i]! });
}

const stages: Tensor[] = [];
for (const x of tqdm(draw(back, noise, 32, 16), { desc: "drawing", total: noise + 1 })) stages.push(x);
const shown = (x: Tensor): Tensor => x.narrow(0, 0, Math.min(12, x.shape[0]!)).add(1).div(2);
printPictures("Real digits:", shown(unknown));
for (const left of [1, 0.2, 0.1]) {
  const n = Math.round(noise * left);
  printPictures(left === 1 ? "From noise alone," : `with ${n} steps left,`, shown(stages[noise - n]!));
}
const made = stages[noise]!;
printPictures("to digits that nobody wrote:", shown(made));

console.log(`
loss      ${losses[0]!.toFixed(2)} ${sparkline(losses, { width: Math.min(60, columnsOf(80) - 21), log: true })} ${losses.at(-1)!.toFixed(2)}
          on digits that it was not trained with: ${before} before, ${evaluate()} after
distance  from a picture to the nearest digit: ${distanceToNearest(made, known)}; from a real one: ${distanceToNearest(unknown.narrow(0, 0, Math.min(64, unknown.shape[0]!)), known)}; from noise: ${distanceToNearest(stages[0]!, known)}`);
if (to !== null) {
  save(model, to);
  console.log(`saved as ${to}`);
}
