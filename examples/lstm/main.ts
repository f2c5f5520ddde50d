// An LSTM learns to write, character by character: npm run example:lstm
import {
  compile,
  F,
  manualSeed,
  multinomial,
  noGrad,
  optim,
  save,
  sparkline,
  tensor,
  type Tensor,
  trange,
  zeros,
} from "kindling";
import { columnsOf, CommandLine, sayErrors, stop } from "../command-line.js";
import { makeText } from "../gpt/rhymes.js";
import { readText } from "../gpt/text.js";
import { CharacterLSTM, type Memory, trainingStep } from "./model.js";

sayErrors();
const option = { type: "string" } as const;
const line = new CommandLine(
  `usage: npm run example:lstm -- [FILE] [options]
  FILE        a text to learn from (default: rhymes that the program makes up)
  --steps N   steps of training (default 600)
  --batch N   places in the text that are read at once (default 16)
  --width N   how many numbers each layer remembers (default 128)
  --seed N    chooses the first weights and what is written (default 0)
  --save FILE where to save the trained model (default: nowhere)`,
  { steps: option, batch: option, width: option, seed: option, save: option },
  1,
);
const steps = line.number("steps", 600),
  batch = line.number("batch", 16),
  width = line.number("width", 128),
  seed = line.number("seed", 0, { least: 0 }),
  time = 32,
  layers = 2;
const to = line.values.save === undefined ? null : line.target("save", line.values.save);
manualSeed(seed);

// The text as numbers, one for each kind of character; the last tenth is kept for the test.
const [file] = line.positionals;
const text = file === undefined ? makeText(40_000, seed) : readText(file);
const characters = [...text],
  alphabet = [...new Set(characters)].sort();
const numberOf = new Map(alphabet.map((c, i) => [c, i]));
const encode = (list: readonly string[]): Tensor =>
  tensor(
    list.map((c) => numberOf.get(c)!),
    { dtype: "int64" },
  );
const all = encode(characters),
  split = Math.floor(all.numel() * 0.9);
const unknown = all.narrow(0, split, all.numel() - split);
// As many columns as places, each read from left to right; a step reads the next piece of all of them.
const length = Math.floor((split - 1) / batch),
  pieces = Math.floor(length / time);
if (pieces < 1 || unknown.numel() < 2)
  stop(
    `The text is too short: ${characters.length} characters, and at least ${Math.ceil((batch * time + 1) / 0.9)} are needed.`,
  );
const columns = (from: number): Tensor => all.narrow(0, from, batch * length).view(batch, length);
const input = columns(0),
  target = columns(1);

const model = new CharacterLSTM(alphabet.length, width, layers);
const optimizer = new optim.Adam(model.parameters(), { lr: 4e-3 });
const step = compile(trainingStep(model, optimizer));
const nothing = (n: number): Memory => [zeros(layers, n, width), zeros(layers, n, width)];

/**
 * Continues the text, one character at a time, each drawn from the model's predictions; its memory holds what it wrote
 * before.
 */
function write(title: string, start: string, length: number, temperature = 0.6): void {
  const letters = [...start],
    end = letters.length + length;
  noGrad(() => {
    let [scores, memory] = model(encode(letters).unsqueeze(0), nothing(1));
    while (letters.length < end) {
      const next = multinomial(F.softmax(scores.select(1, -1).div(temperature), -1), 1);
      letters.push(alphabet[next.item()]!);
      [scores, memory] = model(next, memory);
    }
  });
  console.log(`${title}\n  ${letters.join("").replaceAll("\n", "\n  ")}\n`);
}
/** The mean loss on the held-out text, read from its beginning. */
const test = (): string =>
  noGrad(() => {
    const n = Math.min(1000, unknown.numel() - 1),
      [scores] = model(unknown.narrow(0, 0, n).unsqueeze(0), nothing(1));
    return F.crossEntropy(scores.squeeze(0), unknown.narrow(0, 1, n))
      .item()
      .toFixed(3);
  });

console.log(`text   ${characters.length} characters, ${alphabet.length} kinds
model  ${model.parameters().reduce((n, p) => n + p.numel(), 0)} weights
steps  ${steps}, each with ${batch} pieces of ${time} characters
`);
const start = file === undefined ? "Here is the " : characters.slice(0, 12).join(""),
  before = test();
write("Before training it writes:", start, 120);

const losses: number[] = [];
let memory = nothing(batch),
  loss: Tensor;
const t = trange(steps);
for (const i of t) {
  // A linear decay, which ends at a tenth.
  optimizer.paramGroups[0]!.lr = 4e-3 * (1 - 0.9 * (i / steps));
  const piece = i % pieces;
  if (piece === 0) memory = nothing(batch);
  [loss, memory] = step(input.narrow(1, piece * time, time), target.narrow(1, piece * time, time), memory);
  losses.push(loss.item());
  if (i % 10 === 0 || i === steps - 1) t.setPostfix({ loss: losses[i]! });
}

console.log();
write("After training it writes:", start, 400);
console.log(`loss  ${losses[0]!.toFixed(2)} ${sparkline(losses, { width: Math.min(60, columnsOf(80) - 17) })} ${losses.at(-1)!.toFixed(2)}
      on text it does not know: ${before} before, ${test()} after (guessing blindly: ${Math.log(alphabet.length).toFixed(3)})`);
if (to !== null) {
  save(model, to);
  console.log(`saved as ${to}`);
}
