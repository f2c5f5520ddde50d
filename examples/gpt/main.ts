// A small GPT that learns to write, character by character: node main.js [file] [--steps 1000] [--seed 0] [--save gpt.pt]
import {
  compile,
  F,
  manualSeed,
  multinomial,
  noGrad,
  optim,
  randint,
  save,
  sparkline,
  tensor,
  type Tensor,
  trange,
} from "kindling";
import { columnsOf, CommandLine, sayErrors, stop } from "../command-line.js";
import { GPT, surprise, trainingStep } from "./model.js";
import { makeText } from "./rhymes.js";
import { readText } from "./text.js";

sayErrors();
const line = new CommandLine(
  `usage: npm run example:gpt -- [FILE] [options]
  FILE        a text to learn from (default: rhymes that the program makes up)
  --steps N   steps of training (default 500)
  --batch N   pieces of text in a step (default 16)
  --seed N    chooses the first weights and the pieces (default 0)
  --save FILE where to save the trained model (default: nowhere)`,
  { steps: { type: "string" }, seed: { type: "string" }, batch: { type: "string" }, save: { type: "string" } },
  1,
);
const steps = line.number("steps", 500),
  batch = line.number("batch", 16),
  seed = line.number("seed", 0, { least: 0 }),
  context = 64;
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
const known = all.narrow(0, 0, split),
  unknown = all.narrow(0, split, all.numel() - split);
if (unknown.numel() <= context + 1)
  stop(`The text is too short: ${characters.length} characters, and at least ${10 * (context + 2)} are needed.`);

/** Pieces from anywhere in a text, `[batch, context]`, and for each character the one that follows. */
function pieces(from: Tensor, n: number): [Tensor, Tensor] {
  const windows = from.unfold(0, context + 1, 1).indexSelect(0, randint(0, from.numel() - context, [n]));
  return [windows.narrow(1, 0, context).contiguous(), windows.narrow(1, 1, context).contiguous()];
}

const model = new GPT({ vocabulary: alphabet.length, context, width: 64, heads: 4, layers: 4 });
const optimizer = new optim.AdamW(model.parameters(), { lr: 2e-3 });
const step = compile(trainingStep(model, optimizer));

/** Continues the text, one character at a time, each drawn from the model's predictions. */
function write(title: string, start: string, length: number, temperature = 0.7): void {
  const show = (part: string): void => {
    process.stdout.write(part.replaceAll("\n", "\n  "));
  };
  show(`\n${title}\n${start}`.replace(/^\n/, ""));
  const letters = [...start],
    end = letters.length + length;
  noGrad(() => {
    while (letters.length < end) {
      const scores = model(encode(letters.slice(-context)).unsqueeze(0))
        .select(1, -1)
        .div(temperature);
      const next = alphabet[multinomial(F.softmax(scores, -1), 1).item()]!;
      show(next);
      letters.push(next);
    }
  });
  console.log();
}
/** The mean loss on text that it was not trained on. */
const test = (): number => noGrad(() => surprise(model, ...pieces(unknown, 32)).item());

console.log(`text   ${characters.length} characters, ${alphabet.length} kinds
model  ${model.parameters().reduce((n, p) => n + p.numel(), 0)} weights
steps  ${steps}, each with ${batch} pieces of ${context} characters
`);
const start = file === undefined ? "Here is the " : characters.slice(0, 12).join("");
write("Before training it writes:", start, 120);
console.log(
  `\nloss on text it does not know: ${test().toFixed(3)} (guessing blindly: ${Math.log(alphabet.length).toFixed(3)})\n`,
);

const losses: number[] = [];
const t = trange(steps);
for (const i of t) {
  optimizer.paramGroups[0]!.lr = 2e-3 * Math.min(1, (i + 1) / 50) * (1 - 0.9 * (i / steps));
  losses.push(step(...pieces(known, batch)).item());
  t.setPostfix({ loss: losses[i]! });
}

console.log();
write("After training it writes:", start, 400);
const numbers = [losses[0]!, losses.at(-1)!].map((l) => l.toFixed(2)) as [string, string];
console.log(`
loss  ${numbers[0]} ${sparkline(losses, { width: Math.min(60, columnsOf(80) - 17) })} ${numbers[1]}
      steps 1 to ${steps}; ${test().toFixed(3)} on text it does not know`);
if (to !== null) {
  save(model, to);
  console.log(`saved as ${to}`);
}
