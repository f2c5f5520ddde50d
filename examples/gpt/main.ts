// A small GPT that learns to write, character by character: node main.js [file] [--steps 1000] [--seed 0] [--save gpt.pt]
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { compile, F, manualSeed, multinomial, nn, noGrad, optim, randint, save, sparkline, tensor, type Tensor, trange } from "kindling";
import { GPT } from "./model.js";
import { makeText } from "./text.js";

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { steps: { type: "string", default: "500" }, seed: { type: "string", default: "0" }, batch: { type: "string", default: "16" }, save: { type: "string" } },
});
const steps = Number(options.steps), batch = Number(options.batch), context = 64;
manualSeed(Number(options.seed));

// The text as numbers, one for each kind of character; the last tenth is kept for the test.
const [file] = positionals;
const text = file === undefined ? makeText(40_000, Number(options.seed)) : readFileSync(file, "utf8");
const alphabet = [...new Set(text)].sort();
const numberOf = new Map(alphabet.map((c, i) => [c, i]));
const encode = (s: string): Tensor => tensor([...s].map((c) => numberOf.get(c)!), { dtype: "int64" });
const all = encode(text), split = Math.floor(all.numel() * 0.9);
const known = all.narrow(0, 0, split), unknown = all.narrow(0, split, all.numel() - split);
if (unknown.numel() <= context + 1) throw new Error(`the text is too short: ${text.length} characters, and at least ${10 * (context + 2)} are needed.`);

/** Pieces from anywhere in a text, `[batch, context]`, and for each character the one that follows. */
function pieces(from: Tensor, n: number): [Tensor, Tensor] {
  const windows = from.unfold(0, context + 1, 1).indexSelect(0, randint(0, from.numel() - context, [n]));
  return [windows.narrow(1, 0, context).contiguous(), windows.narrow(1, 1, context).contiguous()];
}

const model = new GPT({ vocabulary: alphabet.length, context, width: 64, heads: 4, layers: 4 });
const optimizer = new optim.AdamW(model.parameters(), { lr: 2e-3 });
const surprise = (x: Tensor, y: Tensor): Tensor => F.crossEntropy(model(x).view(-1, alphabet.length), y.view(-1));
const step = compile((x: Tensor, y: Tensor) => {
  optimizer.zeroGrad();
  const loss = surprise(x, y);
  loss.backward();
  nn.utils.clipGradNorm_(model.parameters(), 1);
  optimizer.step();
  return loss;
});

/** Writes on, one character at a time, each drawn from what the model expects. */
function write(start: string, length: number, temperature = 0.7): string {
  let s = start;
  noGrad(() => {
    while (s.length < start.length + length) {
      const scores = model(encode(s.slice(-context)).unsqueeze(0)).select(1, -1).div(temperature);
      s += alphabet[multinomial(F.softmax(scores, -1), 1).item()]!;
    }
  });
  return s;
}
const show = (title: string, s: string): void => console.log(`\n${title}\n${s.split("\n").map((line) => `  ${line}`).join("\n")}`);
/** The mean surprise on text that it was not trained on. */
const test = (): number => noGrad(() => surprise(...pieces(unknown, 32)).item());

console.log(`${text.length} characters, ${alphabet.length} kinds; ${model.parameters().reduce((n, p) => n + p.numel(), 0)} weights; ${steps} steps of ${batch} pieces of ${context} characters`);
const start = file === undefined ? "Here is the " : text.slice(0, 12);
show("Before training it writes:", write(start, 120));
console.log(`\nloss on text it does not know: ${test().toFixed(3)} (guessing blindly: ${Math.log(alphabet.length).toFixed(3)})`);

const losses: number[] = [];
const t = trange(steps);
for (const i of t) {
  optimizer.paramGroups[0]!.lr = 2e-3 * Math.min(1, (i + 1) / 50) * (1 - 0.9 * (i / steps));
  losses.push(step(...pieces(known, batch)).item());
  t.setPostfix({ loss: losses[i]! });
}

show("After training it writes:", write(start, 400));
console.log(`\nloss  ${losses[0]!.toFixed(2)} ${sparkline(losses)} ${losses.at(-1)!.toFixed(2)}; on text it does not know: ${test().toFixed(3)}`);
if (options.save !== undefined) {
  save(model, options.save);
  console.log(`saved as ${options.save}`);
}
