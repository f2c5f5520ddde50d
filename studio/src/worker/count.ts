// Chapter 1: the weekend program, one step of which is compiled.

import { compile, manualSeed, nn, noGrad, optim, random, relu, type Tensor, tensor } from "kindling";
import { History } from "./history.js";
import type { Judged } from "./judge.js";
import { Runner } from "./runner.js";
import { genData, Net } from "./weekend.js";

export interface CountStart {
  seed: number;
  lr: number;
  /** The number of lists in a step; 100 are all. */
  batch: number;
  /** The list that is answered. */
  bits: readonly number[];
  step?: number | undefined;
  weights?: number[] | null | undefined;
}

/** The model at one step, and what it answers. */
export interface CountSnapshot {
  readonly step: number;
  /** Ten weights and the bias. */
  readonly weights: readonly number[];
  readonly loss: number;
  /** The loss over a hundred lists that are never trained with. */
  readonly unseen: number;
  /** The answers to all lists. */
  readonly outputs: readonly number[];
  /** The bits that the reader set, what each adds, their sum with the bias, and after relu. */
  readonly answer: {
    readonly bits: readonly number[];
    readonly shares: readonly number[];
    readonly sum: number;
    readonly out: number;
  };
}

export interface CountFrame extends CountSnapshot {
  readonly running: boolean;
  readonly rate: number;
  /** Rows of the history that the page does not have yet, and how many of its own it shall keep. */
  readonly keep: number;
  readonly curve: { steps: number[]; losses: number[]; unseen: number[] };
}

const MOST_STEPS = 100_000_000;

interface Lists {
  readonly x: Tensor;
  readonly y: Tensor;
}
const lists = (x: number[][], y: number[]): Lists => ({ x: tensor(x), y: tensor(y).unsqueeze(1) });

class Session {
  readonly x: number[][];
  readonly y: number[];
  readonly model: Net;
  readonly history = new History(12);
  readonly runner = new Runner((n) => this.advance(n));
  bits: readonly number[];
  steps = 0;
  /** The weights were put there, and with them every answer was 0 at once. */
  private putDead = false;
  /** Rows that the page has. */
  shown = 0;
  /** Training ends before this step. */
  stop = MOST_STEPS;
  private readonly known: Lists;
  private readonly unseen: Lists;
  private batches: Lists[] = [];
  private readonly criterion = new nn.MSELoss();
  private readonly optimizer: optim.SGD;
  private readonly trainStep;

  constructor({ seed, lr, batch, bits, step = 0, weights }: CountStart) {
    this.bits = bits;
    random.seed(seed);
    manualSeed(seed);
    [this.x, this.y] = genData(100, 10);
    this.known = lists(this.x, this.y);
    this.unseen = lists(...genData(100, 10));
    this.batch = batch;
    this.model = new Net();
    this.optimizer = new optim.SGD(this.model.parameters(), { lr });
    this.trainStep = compile((x: Tensor, y: Tensor) => {
      const output = this.model(x);
      this.optimizer.zeroGrad();
      const loss = this.criterion(output, y);
      loss.backward();
      this.optimizer.step();
      return loss;
    });
    if (weights != null) {
      this.set(weights);
      this.steps = step;
    } else {
      for (let left = step; left > 0;) left -= this.advance(left);
    }
  }

  set batch(n: number) {
    this.batches = Array.from({ length: 100 / n }, (_, i) => ({
      x: this.known.x.narrow(0, i * n, n),
      y: this.known.y.narrow(0, i * n, n),
    }));
  }

  set lr(v: number) {
    for (const g of this.optimizer.paramGroups) g.lr = v;
  }

  weights(): number[] {
    return [...(this.model.l1.weight.flatten().tolist() as number[]), this.model.l1.bias!.item() as number];
  }

  /** `put`: by the reader. */
  set(values: ArrayLike<number>, put = true): void {
    const v = Array.from(values);
    noGrad(() => {
      this.model.l1.weight.copy_(tensor([v.slice(0, 10)]));
      this.model.l1.bias!.copy_(tensor([v[10]!]));
    });
    this.putDead = put && this.dead;
  }

  /** Whether every answer is 0. */
  private get dead(): boolean {
    return noGrad(() => this.model(this.known.x).sum().item() === 0);
  }

  /** What the library says to how it goes. Null where it is the reader's doing: weights that were put there. */
  async judge(): Promise<string[] | null> {
    if (this.putDead && this.dead) return null;
    return (await import("./judge.js")).judge(this.judged());
  }
  async judgeStep(): Promise<string | null> {
    return (await import("./judge.js")).judgeStep(
      this.judged(),
      () => new optim.SGD(this.model.parameters(), { lr: this.optimizer.paramGroups[0]!.lr }),
    );
  }
  private judged(): Judged {
    return {
      model: this.model,
      optimizer: this.optimizer,
      loss: () => this.criterion(this.model(this.known.x), this.known.y),
    };
  }

  /** Trains up to `most` steps, no further than the next row of the history; gives how many. */
  advance(most: number): number {
    if (this.steps >= this.stop) return 0;
    const stride = History.stride(this.steps);
    const due = this.steps % stride === 0;
    const n = Math.min(most, stride - (this.steps % stride), this.stop - this.steps);
    if (due) this.history.add(this.steps, this.loss(this.known), [...this.weights(), this.loss(this.unseen)]);
    const { batches } = this;
    if (batches.length === 1) this.trainStep.repeat(n, this.known.x, this.known.y);
    else {
      for (let i = this.steps; i < this.steps + n; i++) {
        const { x, y } = batches[i % batches.length]!;
        this.trainStep(x, y);
      }
    }
    this.steps += n;
    return n;
  }

  private loss({ x, y }: Lists): number {
    return noGrad(() => this.criterion(this.model(x), y).item());
  }

  snapshot(weights = this.weights(), step = this.steps): CountSnapshot {
    return noGrad(() => {
      const weight = tensor([weights.slice(0, 10)]);
      const bias = tensor([weights[10]!]);
      const answers = (x: Tensor): Tensor => relu(x.matmul(weight.t()).add(bias));
      const outputs = answers(this.known.x);
      const shares = weight.mul(tensor([this.bits]));
      const sum = tensor([this.bits]).matmul(weight.t()).add(bias);
      return {
        step,
        weights,
        loss: this.criterion(outputs, this.known.y).item() as number,
        unseen: this.criterion(answers(this.unseen.x), this.unseen.y).item() as number,
        outputs: outputs.flatten().tolist() as number[],
        answer: {
          bits: this.bits,
          shares: shares.flatten().tolist() as number[],
          sum: sum.item() as number,
          out: relu(sum).item() as number,
        },
      };
    });
  }

  frame(): CountFrame {
    const keep = Math.min(this.shown, this.history.length);
    const { steps, losses } = this.history.curve(keep);
    this.shown = this.history.length;
    return {
      ...this.snapshot(),
      running: this.runner.active,
      rate: this.runner.rate,
      keep,
      curve: { steps, losses, unseen: this.history.column(11, keep) },
    };
  }
}

let session: Session | null = null;
const current = (): Session =>
  (session ??= new Session({ seed: 1, lr: 0.01, batch: 100, bits: [1, 1, 1, 0, 1, 1, 1, 0, 0, 0] }));

export const count = {
  /** A new model and new data; `weights` are those of the address, where it holds some. */
  "count.open": (start: CountStart) => {
    session?.runner.stop();
    session = new Session(start);
    return { x: session.x, y: session.y, frame: session.frame() };
  },
  "count.run": (perSecond: number) => current().runner.start(perSecond),
  "count.pause": () => {
    current().runner.stop();
    return current().frame();
  },
  "count.step": (n: number) => {
    const s = current();
    s.runner.stop();
    for (let left = n; left > 0;) left -= s.advance(left) || left;
    return s.frame();
  },
  "count.frame": () => current().frame(),
  /** What the library finds wrong now; null where weights that were put there are wrong from the beginning. */
  "count.judge": (): Promise<string[] | null> => current().judge(),
  /** What the next step leads to, if to something wrong. */
  "count.judgeStep": (): Promise<string | null> => current().judgeStep(),
  "count.lr": (v: number) => {
    current().lr = v;
  },
  "count.batch": (n: number) => {
    current().batch = n;
  },
  /** Training ends there; null: it goes on. */
  "count.stop": (step: number | null) => {
    current().stop = Math.min(step ?? MOST_STEPS, MOST_STEPS);
  },
  /** Bits that the reader set, and the model's answer to them. */
  "count.bits": (bits: readonly number[]): CountFrame => {
    current().bits = bits;
    return current().frame();
  },
  /** The model as it was at a step of the history; training is where it was. */
  "count.at": (step: number): CountSnapshot => {
    const row = current().history.at(step);
    return row === null ? current().snapshot() : current().snapshot([...row.values.subarray(0, 11)], row.step);
  },
  /** Goes back to a step: what came after it is forgotten. */
  "count.fork": (step: number) => {
    const s = current();
    s.runner.stop();
    const row = s.history.at(step);
    if (row !== null) {
      s.set(row.values.subarray(0, 11), false);
      s.steps = row.step;
      s.history.cut(row.step);
      s.shown = Math.min(s.shown, s.history.length);
    }
    return s.frame();
  },
  "count.set": (weights: number[]) => {
    current().set(weights);
    return current().frame();
  },
  /**
   * One weight (10 is the bias); the others stay what they are here. What the page shows may be older: who moves two weights
   * faster than the first answer comes wants both moved.
   */
  "count.setOne": (which: number, value: number) => {
    const weights = current().weights();
    weights[which] = value;
    current().set(weights);
    return current().frame();
  },
};
