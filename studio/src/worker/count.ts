// Chapter 1: the weekend program, one step of which is compiled.

import { compile, manualSeed, nn, noGrad, optim, random, relu, type Tensor, tensor } from "kindling";
import { History } from "./history.js";
import { Runner } from "./runner.js";
import { genData, Net } from "./weekend.js";

export interface CountStart { seed: number; lr: number; step?: number | undefined; weights?: number[] | null | undefined }

/** The model at one step, and what it answers. */
export interface CountSnapshot {
  readonly step: number;
  /** Ten weights and the bias. */
  readonly weights: readonly number[];
  readonly loss: number;
  /** The answers to all lists. */
  readonly outputs: readonly number[];
  /** Of the bits that the reader set: what each adds, their sum with the bias, and after relu. */
  readonly answer: { readonly shares: readonly number[]; readonly sum: number; readonly out: number };
}

export interface CountFrame extends CountSnapshot {
  readonly running: boolean;
  readonly rate: number;
  /** Rows of the history that the page does not have yet, and how many of its own it shall keep. */
  readonly keep: number;
  readonly curve: { steps: number[]; losses: number[] };
}

const MOST_STEPS = 100_000_000;

class Session {
  readonly x: number[][];
  readonly y: number[];
  readonly model: Net;
  readonly history = new History(11);
  readonly runner = new Runner((n) => this.advance(n));
  bits = [1, 1, 1, 0, 1, 1, 1, 0, 0, 0];
  steps = 0;
  /** Rows that the page has. */
  shown = 0;
  private readonly xTensor: Tensor;
  private readonly yTensor: Tensor;
  private readonly criterion = new nn.MSELoss();
  private readonly optimizer: optim.SGD;
  private readonly trainStep;

  constructor({ seed, lr, step = 0, weights }: CountStart) {
    random.seed(seed);
    manualSeed(seed);
    [this.x, this.y] = genData(100, 10);
    this.xTensor = tensor(this.x);
    this.yTensor = tensor(this.y).unsqueeze(1);
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

  set lr(v: number) { for (const g of this.optimizer.paramGroups) g.lr = v; }

  weights(): number[] {
    return [...this.model.l1.weight.flatten().tolist() as number[], this.model.l1.bias!.item() as number];
  }

  set(values: ArrayLike<number>): void {
    const v = Array.from(values);
    noGrad(() => {
      this.model.l1.weight.copy_(tensor([v.slice(0, 10)]));
      this.model.l1.bias!.copy_(tensor([v[10]!]));
    });
  }

  /** Trains up to `most` steps, no further than the next row of the history; gives how many. */
  advance(most: number): number {
    if (this.steps >= MOST_STEPS) return 0;
    const stride = History.stride(this.steps);
    const due = this.steps % stride === 0;
    const n = Math.min(most, stride - this.steps % stride);
    let left = n;
    if (due) {
      const before = this.weights();
      this.history.add(this.steps, this.trainStep(this.xTensor, this.yTensor).item() as number, before);
      left--;
    }
    if (left > 0) this.trainStep.repeat(left, this.xTensor, this.yTensor);
    this.steps += n;
    return n;
  }

  snapshot(weights = this.weights(), step = this.steps): CountSnapshot {
    return noGrad(() => {
      const weight = tensor([weights.slice(0, 10)]);
      const bias = tensor([weights[10]!]);
      const answers = (x: Tensor): Tensor => relu(x.matmul(weight.t()).add(bias));
      const outputs = answers(this.xTensor);
      const shares = weight.mul(tensor([this.bits]));
      const sum = tensor([this.bits]).matmul(weight.t()).add(bias);
      return {
        step,
        weights,
        loss: this.criterion(outputs, this.yTensor).item() as number,
        outputs: outputs.flatten().tolist() as number[],
        answer: { shares: shares.flatten().tolist() as number[], sum: sum.item() as number, out: relu(sum).item() as number },
      };
    });
  }

  frame(): CountFrame {
    const keep = Math.min(this.shown, this.history.length);
    const curve = this.history.curve(keep);
    this.shown = this.history.length;
    return { ...this.snapshot(), running: this.runner.active, rate: this.runner.rate, keep, curve };
  }
}

let session: Session | null = null;
const current = (): Session => session ??= new Session({ seed: 1, lr: 0.01 });

export const count = {
  /** A new model and new data; `weights` are those of the address, where it holds some. */
  "count.open": (start: CountStart) => {
    session?.runner.stop();
    const bits = session?.bits;
    session = new Session(start);
    if (bits !== undefined) session.bits = bits;
    return { x: session.x, y: session.y, frame: session.frame() };
  },
  "count.run": (perSecond: number) => current().runner.start(perSecond),
  "count.pause": () => { current().runner.stop(); return current().frame(); },
  "count.step": (n: number) => {
    const s = current();
    s.runner.stop();
    for (let left = n; left > 0;) left -= s.advance(left) || left;
    return s.frame();
  },
  "count.frame": () => current().frame(),
  "count.lr": (v: number) => { current().lr = v; },
  "count.bits": (bits: number[]) => { current().bits = bits; },
  /** The model as it was at a step of the history; training is where it was. */
  "count.at": (step: number) => {
    const row = current().history.at(step);
    return row === null ? current().snapshot() : current().snapshot([...row.values], row.step);
  },
  /** Goes back to a step: what came after it is forgotten. */
  "count.fork": (step: number) => {
    const s = current();
    s.runner.stop();
    const row = s.history.at(step);
    if (row !== null) {
      s.set(row.values);
      s.steps = row.step;
      s.history.cut(row.step);
      s.shown = Math.min(s.shown, s.history.length);
    }
    return s.frame();
  },
  "count.set": (weights: number[]) => { current().set(weights); return current().frame(); },
};
