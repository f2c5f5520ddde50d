// A variational autoencoder learns to draw digits: npm run example:vae
import {
  compile,
  linspace,
  manualSeed,
  noGrad,
  optim,
  randint,
  randn,
  save,
  sparkline,
  type Tensor,
  trange,
} from "kindling";
import { columnsOf, CommandLine, sayErrors } from "../command-line.js";
import { digitOptions, digitUsage, findDigits, picturesOf, small } from "../mnist/digits.js";
import { printPictures } from "../pictures.js";
import { negativeBound, trainingStep, VAE } from "./model.js";

sayErrors();
const text = { type: "string" } as const;
const line = new CommandLine(
  `usage: npm run example:vae -- [options]
  --steps N     steps of training (default 1500)
  --batch N     digits in a step (default 128)
  --latent N    how many numbers stand for a digit (default 20)
  --seed N      chooses the first weights and the digits of a step (default 0)
  --save FILE   where to save the trained model (default: nowhere)
${digitUsage}`,
  { ...digitOptions, steps: text, batch: text, latent: text, seed: text, save: text },
);
const steps = line.number("steps", 1500),
  batch = line.number("batch", 128),
  latent = line.number("latent", 20),
  seed = line.number("seed", 0, { least: 0 });
const to = line.values.save === undefined ? null : line.target("save", line.values.save);
const { train, test, source } = findDigits({
  data: line.values.data,
  download: line.values.download ?? false,
  limit: 12_000,
  synthetic: line.values.synthetic === undefined ? undefined : line.number("synthetic", 1),
});
const known = picturesOf(train).flatten(1),
  unknown = picturesOf(test).flatten(1).narrow(0, 0, Math.min(1000, test.length));

manualSeed(seed);
const model = new VAE({ pixels: 784, hidden: 400, latent });
const optimizer = new optim.Adam(model.parameters());
const step = compile(trainingStep(model, optimizer));

console.log(`data   ${source}: ${train.length} to train with
model  ${model.parameters().reduce((n, p) => n + p.numel(), 0)} weights; ${latent} numbers stand for a picture of 784 pixels
steps  ${steps}, each with ${batch} digits
`);

/** The loss on digits that it was not trained with. */
const evaluate = (): string =>
  noGrad(() => negativeBound(model, unknown))
    .item()
    .toFixed(1);
/** Logits `[n, 784]` as pictures that fit into a terminal. */
const drawn = (logits: Tensor): Tensor => small(logits.sigmoid().view(-1, 1, 28, 28));

const before = evaluate();
const losses: number[] = [];
const t = trange(steps);
for (const i of t) {
  losses.push(step(known.indexSelect(0, randint(0, train.length, [batch]))).item());
  if (i % 20 === 0 || i === steps - 1) t.setPostfix({ loss: losses[i]! });
}

noGrad(() => {
  const some = unknown.narrow(0, 0, Math.min(8, unknown.shape[0]!)),
    [mean] = model.encode(some);
  printPictures("Digits that it was not trained with:", small(some.view(-1, 1, 28, 28)));
  printPictures(`The same, squeezed into ${latent} numbers and drawn again:`, drawn(model.decode(mean)));
  printPictures("Made up: drawn from random numbers:", drawn(model.decode(randn(8, latent))));
  const [first, last] = [mean.get(0), mean.get(-1)],
    way = linspace(0, 1, Math.max(2, Math.min(8, Math.floor((columnsOf(120) + 2) / 18)))).unsqueeze(1);
  printPictures("From one digit to another, in equal steps:", drawn(model.decode(first.add(last.sub(first).mul(way)))));
});

console.log(`
loss  ${losses[0]!.toFixed(1)} ${sparkline(losses, { width: Math.min(60, columnsOf(80) - 17), log: true })} ${losses.at(-1)!.toFixed(1)}
      nats a digit; on digits that it was not trained with: ${before} before, ${evaluate()} after`);
if (to !== null) {
  save(model, to);
  console.log(`saved as ${to}`);
}
