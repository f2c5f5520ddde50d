// A small GPT: a transformer that reads characters and predicts the next one.
import { arange, F, nn, type optim, type Tensor } from "kindling";

export interface Size {
  /** The number of different characters. */
  vocabulary: number;
  /** The number of characters it sees at once. */
  context: number;
  width: number;
  heads: number;
  layers: number;
}

/** Each position gathers information from those before it. */
class Attention extends nn.Module {
  query: nn.Linear;
  key: nn.Linear;
  value: nn.Linear;
  out: nn.Linear;
  heads: number;

  constructor({ width, heads }: Size) {
    super();
    this.query = new nn.Linear(width, width);
    this.key = new nn.Linear(width, width);
    this.value = new nn.Linear(width, width);
    this.out = new nn.Linear(width, width);
    this.heads = heads;
  }

  forward(x: Tensor): Tensor {
    const [batch, time, width] = x.shape as [number, number, number];
    const split = (t: Tensor): Tensor => t.view(batch, time, this.heads, width / this.heads).transpose(1, 2);
    const y = F.scaledDotProductAttention(split(this.query(x)), split(this.key(x)), split(this.value(x)), {
      isCausal: true,
    });
    return this.out(y.transpose(1, 2).reshape(batch, time, width));
  }
}

/** One layer: look around, then think. What it finds is added to what was there. */
class Block extends nn.Module {
  norm1: nn.LayerNorm;
  attention: Attention;
  norm2: nn.LayerNorm;
  up: nn.Linear;
  down: nn.Linear;

  constructor(size: Size) {
    super();
    this.norm1 = new nn.LayerNorm(size.width);
    this.attention = new Attention(size);
    this.norm2 = new nn.LayerNorm(size.width);
    this.up = new nn.Linear(size.width, 4 * size.width);
    this.down = new nn.Linear(4 * size.width, size.width);
  }

  forward(x: Tensor): Tensor {
    const y = x.add(this.attention(this.norm1(x)));
    return y.add(this.down(F.gelu(this.up(this.norm2(y)))));
  }
}

/** Characters `[batch, time]` (int64) to scores for the one that follows each, `[batch, time, vocabulary]`. */
export class GPT extends nn.Module {
  size: Size;
  token: nn.Embedding;
  place: nn.Embedding;
  blocks: nn.ModuleList<Block>;
  norm: nn.LayerNorm;
  head: nn.Linear;

  constructor(size: Size) {
    super();
    this.size = size;
    this.token = new nn.Embedding(size.vocabulary, size.width);
    this.place = new nn.Embedding(size.context, size.width);
    this.blocks = new nn.ModuleList(Array.from({ length: size.layers }, () => new Block(size)));
    this.norm = new nn.LayerNorm(size.width);
    this.head = new nn.Linear(size.width, size.vocabulary);
  }

  forward(characters: Tensor): Tensor {
    let x = this.token(characters).add(this.place(arange(characters.shape[1]!)));
    for (const block of this.blocks) x = block(x);
    return this.head(this.norm(x));
  }
}

/** The mean loss of the model's predictions of the next characters: `x` and `y` are `[batch, time]`. */
export const surprise = (model: GPT, x: Tensor, y: Tensor): Tensor =>
  F.crossEntropy(model(x).view(-1, model.size.vocabulary), y.view(-1));

/** A step of training: takes characters and those that follow, and returns the loss. */
export function trainingStep(model: GPT, optimizer: optim.Optimizer): (x: Tensor, y: Tensor) => Tensor {
  return (x, y) => {
    optimizer.zeroGrad();
    const loss = surprise(model, x, y);
    loss.backward();
    nn.utils.clipGradNorm_(model.parameters(), 1);
    optimizer.step();
    return loss;
  };
}
