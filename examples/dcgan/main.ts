// Two networks compete until one of them draws digits: npm run example:dcgan
import { compile, manualSeed, noGrad, optim, randint, randn, save, sparkline, type Tensor, trange } from "kindling";
import { columnsOf, CommandLine, sayErrors } from "../command-line.js";
import { digitOptions, digitUsage, findDigits, picturesOf, small } from "../mnist/digits.js";
import { distanceToNearest, printPictures } from "../pictures.js";
import { Discriminator, firstWeights, Generator, trainingStep } from "./model.js";

sayErrors();
const text = { type: "string" } as const;
const line = new CommandLine(
  `usage: npm run example:dcgan -- [options]
  --steps N     steps of training (default 1500)
  --batch N     digits in a step (default 64)
  --seed N      chooses the first weights, the digits and the noise (default 0)
  --save FILE   where to save the trained generator (default: nowhere)
${digitUsage}`,
  { ...digitOptions, steps: text, batch: text, seed: text, save: text },
);
const steps = line.number("steps", 1500),
  batch = line.number("batch", 64, { least: 2 }),
  seed = line.number("seed", 0, { least: 0 }),
  noise = 32,
  width = 16;
const to = line.values.save === undefined ? null : line.target("save", line.values.save);
const { train, test, source } = findDigits({
  data: line.values.data,
  download: line.values.download ?? false,
  limit: 12_000,
  synthetic: line.values.synthetic === undefined ? undefined : line.number("synthetic", 1),
});
/** Pictures from -1 to 1, as the generator makes them. */
const known = small(picturesOf(train)).mul(2).sub(1),
  unknown = small(picturesOf(test)).mul(2).sub(1);

manualSeed(seed);
const generator = new Generator(noise, width),
  discriminator = new Discriminator(width);
firstWeights(generator);
firstWeights(discriminator);
const options = { lr: 1e-3, betas: [0.5, 0.999] as [number, number] };
const step = compile(
  trainingStep(
    generator,
    discriminator,
    new optim.Adam(generator.parameters(), options),
    new optim.Adam(discriminator.parameters(), options),
    noise,
  ),
);

const count = (model: Generator | Discriminator): number => model.parameters().reduce((n, p) => n + p.numel(), 0);
console.log(`data   ${source}: ${train.length} to train with, made small (16 × 16)
model  a generator of ${count(generator)} weights against a discriminator of ${count(discriminator)}
steps  ${steps}, each with ${batch} digits
`);

/** The generator's images for the same noise each time. */
const fixed = randn(64, noise);
function draw(): Tensor {
  generator.eval();
  const made = noGrad(() => generator(fixed));
  generator.train();
  return made;
}
const shown = (pictures: Tensor): Tensor => pictures.narrow(0, 0, Math.min(12, pictures.shape[0]!)).add(1).div(2);

// With the statistics of a batch: those of the whole training do not exist yet.
const before = noGrad(() => generator(fixed));
const dLosses: number[] = [],
  gLosses: number[] = [];
const t = trange(steps);
for (const i of t) {
  const [d, g] = step(known.indexSelect(0, randint(0, train.length, [batch])));
  dLosses.push(d.item());
  gLosses.push(g.item());
  if (i % 20 === 0 || i === steps - 1) t.setPostfix({ discriminator: dLosses[i]!, generator: gLosses[i]! });
}

const after = draw();
printPictures("Real digits:", shown(unknown));
printPictures("From noise, before training:", shown(before));
printPictures("From the same noise, after training:", shown(after));
const curve = (losses: readonly number[]): string =>
  `${losses[0]!.toFixed(2)} ${sparkline(losses, { width: Math.min(50, columnsOf(80) - 28) })} ${losses.at(-1)!.toFixed(2)}`;
console.log(`
loss      discriminator ${curve(dLosses)}
          generator     ${curve(gLosses)}
distance  from a picture to the nearest digit: ${distanceToNearest(before, known)} before, ${distanceToNearest(after, known)} after; from a real one: ${distanceToNearest(unknown.narrow(0, 0, Math.min(64, test.length)), known)}`);
if (to !== null) {
  save(generator, to);
  console.log(`saved as ${to}`);
}
