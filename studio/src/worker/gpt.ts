// The chapter about a small GPT: the example's model, looked into while it reads a prompt, and trained on any text.

import {
  compile,
  F,
  fromTypedArray,
  Generator,
  getRngState,
  linalg,
  manualSeed,
  multinomial,
  noGrad,
  optim,
  randint,
  saveBytes,
  setRngState,
  type Tensor,
  tensor,
} from "kindling";
import { GPT, trainingStep } from "../../../examples/gpt/model.js";
import { makeText } from "../../../examples/gpt/rhymes.js";
import { BATCH, CONTEXT, HEADS, LAYERS, WIDTH } from "../state/gpt.js";
import { Runner } from "./runner.js";

/** The held-out loss is measured, and the weights are kept, after so many steps; twice as many when a run gets long. */
const EVERY = 20;
/** As many moments of a run are kept at most. */
const MOMENTS = 64;

export interface GptFrame {
  readonly step: number;
  /** Of the last step, over one batch. */
  readonly loss: number;
  /** Over held-out pieces, at the last measured step. */
  readonly heldOut: number;
  readonly running: boolean;
  readonly rate: number;
  /** The steps at which the held-out loss was measured; and the mean loss of the steps before each. */
  readonly measured: readonly number[];
  readonly losses: readonly number[];
  readonly heldOuts: readonly number[];
  /** The steps that can be gone back to. */
  readonly moments: readonly number[];
  /** Whose weights these are. */
  readonly from: "page" | "here" | "nobody";
}

export interface GptLook {
  readonly characters: readonly string[];
  /** By probability, the largest first. */
  readonly next: readonly { readonly character: string; readonly p: number; readonly kept: boolean }[];
  /** By layer and head, `[to][from]`: how much each character takes from those up to itself. */
  readonly attention: readonly (readonly (readonly (readonly number[])[])[])[];
  /** Which row of which head `scores` are of. */
  readonly at: { readonly layer: number; readonly head: number; readonly row: number };
  /** The scores of that row, before softmax. */
  readonly scores: readonly number[];
  /** The embeddings of all characters, `[x, y]`, along the two directions in which they differ most. */
  readonly map: readonly { readonly character: string; readonly at: readonly [number, number] }[];
}

class Session {
  readonly alphabet: string[];
  readonly model: GPT;
  /** A second model, in which other moments are looked at. */
  readonly lens: GPT;
  readonly runner = new Runner(() => this.advance());
  /** The loss of the last step, and the sum and number of those since the last measurement. */
  private last = NaN;
  private sum = 0;
  private count = 0;
  losses: number[] = [];
  measured: number[] = [];
  heldOuts: number[] = [];
  moments: { step: number; values: Float32Array }[] = [];
  step = 0;
  from: GptFrame["from"] = "nobody";
  private every = EVERY;
  private readonly known: Tensor;
  private readonly heldOut: Tensor;
  private readonly optimizer: optim.AdamW;
  private readonly trainStep;
  private readonly answer;
  private shown = -1;
  private map: readonly (readonly [number, number])[] = [];

  constructor(text: string, seed: number, lr: number) {
    this.alphabet = [...new Set(text)].sort();
    const size = { vocabulary: this.alphabet.length, context: CONTEXT, width: WIDTH, heads: HEADS, layers: LAYERS };
    manualSeed(seed);
    this.model = new GPT(size);
    const all = this.encode([...text]),
      cut = Math.floor(all.numel() * 0.9);
    this.known = all.narrow(0, 0, cut);
    this.heldOut = all.narrow(0, cut, all.numel() - cut);
    this.optimizer = new optim.AdamW(this.model.parameters(), { lr });
    this.trainStep = compile(trainingStep(this.model, this.optimizer));
    // The lens draws its first weights from a stream of its own: the run's batches are those of the program beside.
    this.lens = aside(() => new GPT(size));
    this.answer = compile((x: Tensor) => this.lens(x));
    this.keep();
  }

  encode(list: readonly string[]): Tensor {
    return tensor(
      list.map((c) => this.alphabet.indexOf(c)),
      { dtype: "int64" },
    );
  }

  set lr(v: number) {
    for (const g of this.optimizer.paramGroups) g.lr = v;
  }

  private pieces(from: Tensor, starts: Tensor): [Tensor, Tensor] {
    const windows = from.unfold(0, CONTEXT + 1, 1).indexSelect(0, starts);
    return [windows.narrow(1, 0, CONTEXT).contiguous(), windows.narrow(1, 1, CONTEXT).contiguous()];
  }

  private values(): Float32Array {
    const all = new Float32Array(this.model.parameters().reduce((n, p) => n + p.numel(), 0));
    let at = 0;
    for (const p of this.model.parameters()) {
      all.set(p.detach().flatten().tolist() as number[], at);
      at += p.numel();
    }
    return all;
  }

  /** Puts weights, all parameters one after the other, into a model. */
  private put(model: GPT, values: Float32Array): void {
    let at = 0;
    noGrad(() => {
      for (const p of model.parameters()) p.copy_(fromTypedArray(values.slice(at, (at += p.numel())), [...p.shape]));
    });
    if (at !== values.length) throw new Error(`they are ${values.length} numbers, and ${at} are needed`);
  }

  /** Remembers the weights of now, and what they make of the held-out text. */
  private keep(): void {
    this.moments.push({ step: this.step, values: this.values() });
    this.measured.push(this.step);
    this.heldOuts.push(this.judge());
    this.losses.push(this.sum / this.count); // NaN, and not drawn, before the first step
    this.sum = this.count = 0;
    if (this.moments.length <= MOMENTS) return;
    this.every *= 2;
    this.moments = this.moments.filter((m) => m.step % this.every === 0);
  }

  private judge(): number {
    const places = this.heldOut.numel() - CONTEXT;
    const starts = tensor(
      Array.from({ length: 16 }, (_, i) => Math.floor((i * places) / 16)),
      { dtype: "int64" },
    );
    return noGrad(() => {
      const [x, y] = this.pieces(this.heldOut, starts);
      return F.crossEntropy(this.model(x).view(-1, this.alphabet.length), y.view(-1)).item();
    });
  }

  adopt(values: Float32Array, step: number): void {
    this.put(this.model, values);
    this.step = step;
    this.from = "page";
    this.shown = -1;
    [this.losses, this.measured, this.heldOuts, this.moments] = [[], [], [], []];
    this.keep();
  }

  advance(): number {
    const [x, y] = this.pieces(this.known, randint(0, this.known.numel() - CONTEXT, [BATCH]));
    this.last = this.trainStep(x, y).item();
    this.sum += this.last;
    this.count++;
    this.step++;
    this.from = "here";
    if (this.step % this.every === 0) this.keep();
    return 1;
  }

  back(step: number): void {
    const at = this.moments.findLast((m) => m.step <= step);
    if (at === undefined) return;
    this.put(this.model, at.values);
    this.optimizer.state.clear();
    this.step = at.step;
    this.moments = this.moments.filter((m) => m.step <= at.step);
    const n = this.measured.filter((s) => s <= at.step).length;
    this.measured.length = this.heldOuts.length = this.losses.length = n;
    this.sum = this.count = 0;
    this.shown = -1;
  }

  /** The lens with the weights of a moment; of now where it is null. */
  private look(step: number | null): GPT {
    const at = step === null ? null : this.moments.findLast((m) => m.step <= step);
    if (at == null) {
      this.put(this.lens, this.values());
      this.shown = -1;
    } else if (this.shown !== at.step) {
      this.put(this.lens, at.values);
      this.shown = at.step;
    }
    return this.lens;
  }

  /** Scores for the character after these, of which the last `CONTEXT` are seen. */
  private scoresAfter(numbers: readonly number[]): number[] {
    const seen = numbers.slice(-CONTEXT);
    const padded = [...seen, ...Array<number>(CONTEXT - seen.length).fill(0)];
    const all = noGrad(() => this.answer(tensor([padded], { dtype: "int64" })));
    return all
      .select(1, seen.length - 1)
      .flatten()
      .tolist() as number[];
  }

  /** Probabilities from scores: divided by the temperature, and all but the `topK` largest left out. */
  private chances(scores: readonly number[], temperature: number, topK: number): { p: number[]; kept: boolean[] } {
    const order = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
    const kept = scores.map(() => false);
    for (const i of order.slice(0, topK)) kept[i] = true;
    const most = scores[order[0]!]!;
    const raw = scores.map((s, i) => (kept[i] === true ? Math.exp((s - most) / temperature) : 0));
    const sum = raw.reduce((a, b) => a + b, 0);
    return { p: raw.map((v) => v / sum), kept };
  }

  /** `chosen`: whose scores are wanted; row −1 is the last. */
  read(prompt: string, chosen: GptLook["at"], o: Sampling, step: number | null): GptLook {
    const model = this.look(step);
    const characters = [...prompt].filter((c) => this.alphabet.includes(c)).slice(-CONTEXT);
    const numbers = characters.map((c) => this.alphabet.indexOf(c));
    // The prompt may have become shorter since the row was chosen.
    const last = numbers.length - 1,
      at = { ...chosen, row: chosen.row < 0 ? last : Math.min(chosen.row, last) };
    if (last < 0) return { characters, next: [], attention: [], at, scores: [], map: this.embeddings() };
    const { p, kept } = this.chances(this.scoresAfter(numbers), o.temperature, o.topK);
    const next = p.map((v, i) => ({ character: this.alphabet[i]!, p: v, kept: kept[i]! })).sort((a, b) => b.p - a.p);
    let scores: number[] = [];
    const attention = noGrad(() => {
      const n = numbers.length,
        depth = WIDTH / HEADS;
      const split = (t: Tensor): Tensor => t.view(n, HEADS, depth).transpose(0, 1);
      let x = model.token(tensor(numbers, { dtype: "int64" })).add(
        model.place(
          tensor(
            numbers.map((_, i) => i),
            { dtype: "int64" },
          ),
        ),
      );
      return [...model.blocks].map((block, l) => {
        const seen = block.norm1(x),
          a = block.attention;
        const products = split(a.query(seen))
          .matmul(split(a.key(seen)).transpose(1, 2))
          .div(Math.sqrt(depth));
        const lists = products.tolist() as number[][][];
        if (l === at.layer) scores = lists[at.head]![at.row]!.slice(0, at.row + 1);
        x = block(x.unsqueeze(0)).squeeze(0);
        return lists.map((rows) => rows.map((row, i) => softmaxOf(row.slice(0, i + 1))));
      });
    });
    return { characters, next, attention, at, scores, map: this.embeddings() };
  }

  /** The plane that shows most of how the embeddings differ; turned as the last one was, so that nothing jumps. */
  private embeddings(): GptLook["map"] {
    const places = noGrad(() => {
      const all = this.lens.token.weight.detach(),
        centred = all.sub(all.mean(0));
      const { Vh } = linalg.svd(centred, { fullMatrices: false });
      return centred.matmul(Vh.narrow(0, 0, 2).t()).tolist() as [number, number][];
    });
    for (const axis of [0, 1] as const) {
      const along = this.map.reduce((sum, at, i) => sum + at[axis] * places[i]![axis], 0);
      if (along < 0) for (const at of places) at[axis] = -at[axis];
    }
    this.map = places;
    return places.map((at, i) => ({ character: this.alphabet[i]!, at }));
  }

  write(prompt: string, length: number, o: Sampling, seed: number, step: number | null): string {
    this.look(step);
    const numbers = [...prompt].map((c) => this.alphabet.indexOf(c)).filter((i) => i >= 0);
    const generator = new Generator().manualSeed(seed),
      start = numbers.length;
    if (start === 0) return "";
    while (numbers.length < start + length) {
      const { p } = this.chances(this.scoresAfter(numbers), o.temperature, o.topK);
      numbers.push(multinomial(tensor(p), 1, { generator }).item());
    }
    return numbers
      .slice(start)
      .map((i) => this.alphabet[i]!)
      .join("");
  }

  frame(): GptFrame {
    return {
      step: this.step,
      loss: this.last,
      heldOut: this.heldOuts.at(-1)!,
      running: this.runner.active,
      rate: this.runner.rate,
      losses: this.losses,
      measured: this.measured,
      heldOuts: this.heldOuts,
      moments: this.moments.map((m) => m.step),
      from: this.from,
    };
  }
}

/** Runs `f`, and puts the default generator back to where it was. */
function aside<T>(f: () => T): T {
  const state = getRngState();
  try {
    return f();
  } finally {
    setRngState(state);
  }
}

export interface Sampling {
  readonly temperature: number;
  readonly topK: number;
}

const softmaxOf = (scores: readonly number[]): number[] => {
  const most = Math.max(...scores),
    raw = scores.map((s) => Math.exp(s - most)),
    sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((v) => v / sum);
};

let session: Session | null = null;

export const gpt = {
  /** The text that the page's own weights were trained on. */
  "gpt.text": (): string => makeText(40_000, 0),
  /** A model for a text, with the page's weights (bfloat16, all parameters one after the other) where it is that text. */
  "gpt.open": (o: {
    text: string;
    seed: number;
    lr: number;
    weights: Uint8Array | null;
    step: number;
  }): { alphabet: string[]; numbers: number; frame: GptFrame } => {
    session?.runner.stop();
    session = new Session(o.text, o.seed, o.lr);
    if (o.weights !== null) {
      const halves = new Uint16Array(o.weights.slice().buffer),
        bits = Uint32Array.from(halves, (h) => h << 16);
      session.adopt(new Float32Array(bits.buffer), o.step);
    }
    return {
      alphabet: session.alphabet,
      numbers: session.model.parameters().reduce((n, p) => n + p.numel(), 0),
      frame: session.frame(),
    };
  },
  "gpt.run": () => session!.runner.start(Infinity),
  "gpt.pause": (): GptFrame => {
    session!.runner.stop();
    return session!.frame();
  },
  "gpt.step": (n: number): GptFrame => {
    session!.runner.once(n);
    return session!.frame();
  },
  "gpt.frame": (): GptFrame => session!.frame(),
  "gpt.lr": (v: number) => {
    session!.lr = v;
  },
  "gpt.fork": (step: number): GptFrame => {
    session!.runner.stop();
    session!.back(step);
    return session!.frame();
  },
  "gpt.read": (...args: Parameters<Session["read"]>): GptLook => session!.read(...args),
  "gpt.write": (...args: Parameters<Session["write"]>): string => session!.write(...args),
  "gpt.save": (): Uint8Array => saveBytes(session!.model.stateDict()),
};
