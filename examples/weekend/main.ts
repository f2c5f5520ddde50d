// What `npm start` runs: the post's two programs, one after the other, with a look at what was learned.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { manualSeed, noGrad, random, sparkline } from "kindling";
import { columnsOf, CommandLine, sayErrors } from "../command-line.js";

const bold = (s: string): string => (process.stdout.isTTY ? `\x1b[1m${s}\x1b[22m` : s);
const dim = (s: string): string => (process.stdout.isTTY ? `\x1b[2m${s}\x1b[22m` : s);
// What does not fit into a line would wrap in the middle of a number.
const columns = columnsOf(Infinity);
const wide = columns >= 116;
const say = (label: string, text: string): void => console.log(`${bold(label.padEnd(9))} ${text}`);

sayErrors();
const seed = new CommandLine("usage: npm start -- [--seed N]   (N: a whole number from 0 up; default 1)", {
  seed: { type: "string" },
}).number("seed", 1, { least: 0 });
manualSeed(seed);
random.seed(seed);

console.log(`${bold("kindling")}: a network that learns to count the ones in a list\n`);
// Importing the program runs it.
const { losses, model, x, xTensor, y } = await import("./train.js");

say("data", `${x.length} lists like [${x[0]!.join(", ")}] → ${y[0]}   ${dim(`seed ${seed}`)}`);
say(
  "model",
  String(model)
    .split("\n")
    .map((s) => s.trim())
    .join(" "),
);

// The progress bar counts epochs, so the curve does too.
const perEpoch = x.length,
  epochs = losses.length / perEpoch,
  drawn = Math.min(30, epochs),
  shown = losses.slice(0, drawn * perEpoch);
const curve = `${shown[0]!.toPrecision(3)} ${sparkline(shown, { width: Math.min(48, Math.max(8, columns - 26)), log: true })} ${shown.at(-1)!.toPrecision(3)}`;
const scale = `epochs 1 to ${drawn} on a log scale; ${losses.at(-1)!.toPrecision(3)} after ${epochs}`;
say(
  "loss",
  10 + curve.length + 3 + scale.length <= columns
    ? `${curve}   ${dim(scale)}`
    : `${curve}\n${" ".repeat(10)}${dim(scale)}`,
);

const outputs = noGrad(() => model(xTensor));
if (outputs.eq(0).all().item()) {
  console.log(`
${bold("This model was born dead.")} With seed ${seed} the first random weights make the sum inside the network negative for
every list, relu turns all of them into 0, and the slope of relu is 0 there: no gradient flows, so training
changes nothing (the loss above never moves). It is chance, not a mistake of yours: about 1 seed in 40 does it.

Try another seed:  ${bold(`npm start -- --seed ${seed + 1}`)}
Or drop the last relu in examples/weekend/train.ts: without it there is always a gradient.`);
  process.exit(1);
}

const number = (v: number): string => (wide ? v.toFixed(4).padStart(8) : v.toFixed(2).padStart(5));
const weights = model.l1.weight.tolist() as number[][];
say("learned", `${weights[0]!.map(number).join("")}   bias ${number(model.l1.bias!.item())}`);
say("exact", `${weights[0]!.map(() => number(1)).join("")}   bias ${number(0)}`);
say("saved", `cnn.pt, ${statSync("cnn.pt").size} bytes ${dim("(PyTorch can load it too)")}\n`);

console.log("A second program loads cnn.pt and is asked for [1, 1, 1, 0, 1, 1, 1, 0, 0, 0]:");
const second = spawnSync(process.execPath, [fileURLToPath(new URL("./predict.js", import.meta.url))], {
  encoding: "utf8",
  stdio: ["ignore", "pipe", "inherit"],
});
if (second.status !== 0) process.exit(second.status ?? 1);
const answer = /-?\d+(\.\d+)?(e[-+]\d+)?/.exec(second.stdout)?.[0];
console.log(`  ${second.stdout.trim()}\n  so the answer is ${bold(String(Math.round(Number(answer))))}.`);

console.log(`
${bold("What next?")}
  examples/weekend/train.ts     the program: change it, run npm start again
  npm start -- --seed 7         other data, other first weights
  npm run example:mnist         the next step: handwritten digits
  npm test                      everything that is promised here, checked
  README.md                     how to use kindling in your own project`);
