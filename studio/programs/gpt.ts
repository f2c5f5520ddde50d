// A small GPT learns to write: it reads characters and says which one comes next.
import { readFileSync } from "node:fs";
import {
  arange,
  compile,
  F,
  manualSeed,
  multinomial,
  nn,
  noGrad,
  optim,
  randint,
  save,
  tensor,
  type Tensor,
} from "kindling";

const seed = 0;
const lr = 0.003;
const steps = 300;
const context = 32; // how many characters it sees at once
const width = 32;
const heads = 4;
const layers = 2;
const batch = 16;

const text = readFileSync("text.txt", "utf8");
const alphabet = [...new Set(text)].sort();
const encode = (s: string) =>
  tensor(
    [...s].map((c) => alphabet.indexOf(c)),
    { dtype: "int64" },
  );

// Every character asks the ones before it, and takes from those whose key fits its query.
class Attention extends nn.Module {
  query = new nn.Linear(width, width);
  key = new nn.Linear(width, width);
  value = new nn.Linear(width, width);
  out = new nn.Linear(width, width);

  forward(x: Tensor) {
    const [n, time] = x.shape as [number, number, number];
    const split = (t: Tensor) => t.view(n, time, heads, width / heads).transpose(1, 2);
    const y = F.scaledDotProductAttention(split(this.query(x)), split(this.key(x)), split(this.value(x)), {
      isCausal: true,
    });
    return this.out(y.transpose(1, 2).reshape(n, time, width));
  }
}

// Look around, then think; what is found is added to what was there.
class Block extends nn.Module {
  norm1 = new nn.LayerNorm(width);
  attention = new Attention();
  norm2 = new nn.LayerNorm(width);
  up = new nn.Linear(width, 4 * width);
  down = new nn.Linear(4 * width, width);

  forward(x: Tensor) {
    const y = x.add(this.attention(this.norm1(x)));
    return y.add(this.down(F.gelu(this.up(this.norm2(y)))));
  }
}

class GPT extends nn.Module {
  token = new nn.Embedding(alphabet.length, width);
  place = new nn.Embedding(context, width);
  blocks = new nn.ModuleList(Array.from({ length: layers }, () => new Block()));
  norm = new nn.LayerNorm(width);
  head = new nn.Linear(width, alphabet.length);

  forward(characters: Tensor) {
    let x = this.token(characters).add(this.place(arange(characters.shape[1]!)));
    for (const block of this.blocks) x = block(x);
    return this.head(this.norm(x)); // scores for the next character
  }
}

manualSeed(seed);
const model = new GPT();
const optimizer = new optim.AdamW(model.parameters(), { lr });
const all = encode(text);
const cut = Math.floor(all.numel() * 0.9);
const known = all.narrow(0, 0, cut);
const heldOut = all.narrow(0, cut, all.numel() - cut); // never trained with

// Pieces from anywhere in the text, and for each character the one that follows.
function pieces(from: Tensor, starts: Tensor): [Tensor, Tensor] {
  const windows = from.unfold(0, context + 1, 1).indexSelect(0, starts);
  return [windows.narrow(1, 0, context).contiguous(), windows.narrow(1, 1, context).contiguous()];
}
const surprise = (x: Tensor, y: Tensor) => F.crossEntropy(model(x).view(-1, alphabet.length), y.view(-1));

const trainStep = compile((x: Tensor, y: Tensor) => {
  optimizer.zeroGrad();
  const loss = surprise(x, y);
  loss.backward();
  nn.utils.clipGradNorm_(model.parameters(), 1);
  optimizer.step();
  return loss;
});
for (let step = 0; step < steps; step++) {
  const [x, y] = pieces(known, randint(0, known.numel() - context, [batch]));
  trainStep(x, y);
}

noGrad(() => {
  // Sixteen pieces spread evenly over what it has not seen.
  const places = heldOut.numel() - context;
  const [x, y] = pieces(
    heldOut,
    tensor(
      Array.from({ length: 16 }, (_, i) => Math.floor((i * places) / 16)),
      { dtype: "int64" },
    ),
  );
  console.log(surprise(x, y).item());
  const temperature = 0.7;
  let written = text.slice(0, 8);
  for (let i = 0; i < 120; i++) {
    const scores = model(encode(written.slice(-context)).unsqueeze(0)).select(1, -1);
    written += alphabet[multinomial(F.softmax(scores.div(temperature), -1), 1).item()]!;
  }
  console.log(written);
});
save(model.stateDict(), "gpt.pt");
