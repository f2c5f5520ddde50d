// Chapter 8: a network that the reader builds, trained on a table of the reader's; and what is inside of a .pt file.

import {
  compile,
  fromTypedArray,
  LoadError,
  load,
  loadWeights,
  manualSeed,
  nn,
  noGrad,
  optim,
  randperm,
  safetensors,
  saveBytes,
  softmax,
  Tensor,
  tensor,
} from "kindling";
import type { YoursConfig } from "../state/yours.js";
import { History } from "./history.js";
import { judgeStep } from "./judge.js";
import { Runner } from "./runner.js";
import { Snapshots } from "./snapshots.js";

export interface YoursFrame {
  readonly step: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  /** Share of right answers for the held-out rows; null where a number is predicted. */
  readonly accuracy: number | null;
  readonly running: boolean;
  readonly steps: number[];
  readonly losses: number[];
  readonly testLosses: number[];
}

export interface Inside {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  readonly picture: number[][];
}

interface Score {
  readonly trainLoss: number;
  readonly testLoss: number;
  readonly accuracy: number | null;
}

class Session {
  readonly model: nn.Sequential;
  readonly runner = new Runner((n) => this.advance(n));
  private readonly history = new History(1);
  private readonly train: { x: Tensor; y: Tensor };
  private readonly test: { x: Tensor; y: Tensor };
  private readonly mean: Tensor;
  private readonly std: Tensor;
  private readonly criterion: nn.MSELoss | nn.CrossEntropyLoss;
  private readonly optimizer: optim.Adam | optim.SGD;
  private readonly fresh: (lr: number) => optim.Adam | optim.SGD;
  private readonly trainStep;
  private readonly classify: boolean;
  readonly past: Snapshots;
  /** Rows that are never learned from. */
  readonly held: readonly number[];
  private step = 0;
  private scored: { readonly step: number; readonly score: Score } | null = null;
  /** Training ends before this step. */
  end = Infinity;
  /** How long a step takes, in milliseconds: a large table must not keep the page waiting. */
  private cost = 1;

  constructor(rows: readonly (readonly number[])[], outputs: number, c: YoursConfig) {
    const inputs = rows[0]!.length - 1;
    this.classify = c.classify;
    manualSeed(c.seed);
    const order = randperm(rows.length).tolist() as number[];
    const cut = Math.floor(rows.length * 0.8);
    const part = (from: number, to: number): { x: Tensor; y: Tensor } => {
      const picked = order.slice(from, to).map((i) => rows[i]!);
      return {
        x: tensor(picked.map((r) => r.slice(0, inputs))),
        y: c.classify
          ? tensor(
              picked.map((r) => r[inputs]!),
              { dtype: "int64" },
            )
          : tensor(picked.map((r) => [r[inputs]!])),
      };
    };
    this.held = order.slice(cut);
    this.train = part(0, cut);
    this.test = part(cut, rows.length);
    this.mean = this.train.x.mean(0);
    this.std = this.train.x.std(0).add(1e-6);
    for (const p of [this.train, this.test]) p.x = p.x.sub(this.mean).div(this.std);
    let width = inputs;
    const layers: nn.Module[] = c.layers.map((l) => {
      if (l.kind === "Linear") {
        const layer = new nn.Linear(width, l.size);
        width = l.size;
        return layer;
      }
      if (l.kind === "Dropout") return new nn.Dropout(l.p);
      return l.kind === "ReLU"
        ? new nn.ReLU()
        : l.kind === "Tanh"
          ? new nn.Tanh()
          : l.kind === "Sigmoid"
            ? new nn.Sigmoid()
            : new nn.GELU();
    });
    this.model = new nn.Sequential(...layers, new nn.Linear(width, outputs));
    this.criterion = c.classify ? new nn.CrossEntropyLoss() : new nn.MSELoss();
    this.fresh = (lr) =>
      c.optimizer === "Adam"
        ? new optim.Adam(this.model.parameters(), { lr })
        : new optim.SGD(this.model.parameters(), { lr });
    this.optimizer = this.fresh(c.lr);
    this.past = new Snapshots(this.model, this.optimizer, 5);
    this.trainStep = compile((x: Tensor, y: Tensor) => {
      this.optimizer.zeroGrad();
      const loss = this.criterion(this.answers(x), y);
      loss.backward();
      this.optimizer.step();
      return loss;
    });
  }

  set lr(v: number) {
    for (const g of this.optimizer.paramGroups) g.lr = v;
  }

  /** What the next step leads to, if to something wrong. */
  judgeStep(): string | null {
    const {
      model,
      optimizer,
      train: { x, y },
    } = this;
    return judgeStep({ model, optimizer, loss: () => this.criterion(this.answers(x), y) }, () =>
      this.fresh(optimizer.paramGroups[0]!.lr),
    );
  }

  private answers(x: Tensor): Tensor {
    return this.model(x) as Tensor;
  }

  /** Losses without dropout, as they count. */
  private score(): Score {
    if (this.scored?.step === this.step) return this.scored.score;
    this.model.eval();
    const score = noGrad(() => {
      const out = this.answers(this.test.x);
      const right = this.classify ? out.argmax(1).eq(this.test.y).sum().item() : null;
      return {
        trainLoss: this.criterion(this.answers(this.train.x), this.train.y).item(),
        testLoss: this.criterion(out, this.test.y).item(),
        accuracy: right === null ? null : right / this.test.y.numel(),
      };
    });
    this.model.train();
    this.scored = { step: this.step, score };
    return score;
  }

  /** Other weights, if they fit. */
  adopt(weights: StateDict): void {
    this.model.loadStateDict(weights);
    this.scored = null;
  }

  advance(most: number): number {
    const stride = Math.max(1, History.stride(this.step));
    if (this.step >= this.end) return 0;
    const n = Math.min(
      most,
      stride - (this.step % stride),
      this.end - this.step,
      Math.max(1, Math.floor(8 / this.cost)),
    );
    if (this.step % stride === 0) {
      const { trainLoss, testLoss } = this.score();
      this.history.add(this.step, trainLoss, [testLoss]);
    }
    this.past.look(this.step);
    const from = performance.now();
    this.trainStep.repeat(n, this.train.x, this.train.y);
    // Not the first step: it makes the plan.
    if (this.step > 2) this.cost = Math.max(0.005, (performance.now() - from) / n);
    this.step += n;
    return n;
  }

  /** Goes back to a step; what came after it is forgotten. */
  fork(step: number): void {
    const at = this.past.fork(step);
    if (at === null) return;
    this.step = at;
    this.history.cut(at);
    this.scored = null;
  }

  frame(): YoursFrame {
    const { steps, losses } = this.history.curve(0);
    return {
      step: this.step,
      ...this.score(),
      running: this.runner.active,
      steps,
      losses,
      testLosses: steps.map((s) => this.history.at(s)!.values[0]!),
    };
  }

  /** For raw inputs: the prediction, or the probability of each class; at a step of the past, where one is given. */
  private raw(inputs: Tensor, step: number | null): Tensor {
    this.model.eval();
    const out = this.past.during(step, () =>
      noGrad(() => {
        const raw = this.answers(inputs.sub(this.mean).div(this.std));
        return this.classify ? softmax(raw, 1) : raw;
      }),
    );
    this.model.train();
    return out;
  }
  predict(inputs: readonly (readonly number[])[], step: number | null): number[][] {
    return this.raw(tensor(inputs as number[][]), step).tolist() as number[][];
  }
  /** Over a plane of two inputs, `n` × `n` points, row by row from the lowest: the prediction; or the best class and its probability. */
  plane(n: number, [a, b]: readonly (readonly [number, number])[], step: number | null): Plane {
    const points = new Float32Array(n * n * 2);
    for (let i = 0; i < n * n; i++) {
      points[2 * i] = a![0] + ((a![1] - a![0]) * ((i % n) + 0.5)) / n;
      points[2 * i + 1] = b![0] + ((b![1] - b![0]) * (Math.floor(i / n) + 0.5)) / n;
    }
    const out = this.raw(fromTypedArray(points, [n * n, 2]), step);
    if (!this.classify) return { best: null, share: Float32Array.from(out.flatten().tolist() as number[]) };
    const best = out.argmax(1);
    return {
      best: Uint16Array.from(best.tolist() as number[]),
      share: Float32Array.from(out.amax(1).tolist() as number[]),
    };
  }
}

export interface Plane {
  readonly best: Uint16Array | null;
  readonly share: Float32Array;
}

let session: Session | null = null;
/** The weights of the file that was looked into last, if it holds some. */
let file: StateDict | null = null;
type StateDict = ReturnType<typeof loadWeights>;

/** A picture of a tensor: its first matrix, at most 24 by 24, as the mean of what falls into each cell. */
function pictureOf(t: Tensor): number[][] {
  const wide = t.shape.length === 0 ? 1 : t.shape.at(-1)!,
    tall = wide === 0 ? 0 : Math.min(t.numel() / wide, 512);
  const values = t.flatten().tolist() as number[];
  const [rows, cols] = [Math.min(24, tall), Math.min(24, wide)];
  return Array.from({ length: rows }, (_, r) =>
    Array.from({ length: cols }, (_, c) => {
      let sum = 0,
        n = 0;
      for (let i = Math.floor((r / rows) * tall); i < Math.floor(((r + 1) / rows) * tall); i++) {
        for (let j = Math.floor((c / cols) * wide); j < Math.floor(((c + 1) / cols) * wide); j++) {
          sum += Number(values[i * wide + j]);
          n++;
        }
      }
      return n === 0 ? 0 : sum / n;
    }),
  );
}

function inside(name: string, t: Tensor): Inside {
  const values = t.numel() === 0 ? [NaN] : (t.flatten().tolist() as number[]);
  let [least, most, sum] = [Infinity, -Infinity, 0];
  for (const raw of values) {
    const v = Number(raw);
    if (v < least) least = v;
    if (v > most) most = v;
    sum += v;
  }
  return {
    name,
    dtype: t.dtype,
    shape: [...t.shape],
    least,
    most,
    mean: sum / values.length,
    picture: t.numel() === 0 ? [] : pictureOf(t),
  };
}

/** Tensors wherever they are in what a file holds, by their path in it; other values as text. */
function walk(value: unknown, path: string, found: Inside[], others: string[]): void {
  if (found.length + others.length > 400) return;
  if (value instanceof Tensor) found.push(inside(path || "(the tensor)", value.detach()));
  else if (value instanceof Map)
    for (const [k, v] of value) walk(v, path === "" ? String(k) : `${path}.${String(k)}`, found, others);
  else if (Array.isArray(value)) value.forEach((v, i) => walk(v, `${path}[${i}]`, found, others));
  else if (typeof value === "object" && value !== null && !(value instanceof Uint8Array))
    for (const [k, v] of Object.entries(value)) walk(v, path === "" ? k : `${path}.${k}`, found, others);
  else others.push(`${path || "(the value)"} = ${typeof value === "string" ? JSON.stringify(value) : String(value)}`);
}

export const yours = {
  "yours.open": (
    rows: number[][],
    outputs: number,
    c: YoursConfig,
  ): { numbers: number; held: number[]; frame: YoursFrame } => {
    session?.runner.stop();
    session = new Session(rows, outputs, c);
    return {
      held: [...session.held],
      numbers: session.model.parameters().reduce((n, p) => n + p.numel(), 0),
      frame: session.frame(),
    };
  },
  /** Trains until it is told to pause, slowly enough to be watched; or to a step, as fast as it goes. */
  "yours.run": (until: number | null) => {
    if (session === null) return;
    session.end = until ?? Infinity;
    session.runner.start(until === null ? 1000 : Infinity);
  },
  "yours.pause": () => {
    session?.runner.stop();
    return session!.frame();
  },
  /** The step, not after `step`, of which the weights are known. */
  "yours.at": (step: number): number | null => session!.past.stepAt(step),
  "yours.fork": (step: number): YoursFrame => {
    session!.runner.stop();
    session!.fork(step);
    return session!.frame();
  },
  "yours.frame": () => session!.frame(),
  "yours.lr": (v: number) => {
    if (session !== null) session.lr = v;
  },
  "yours.judgeStep": (): string | null => session?.judgeStep() ?? null,
  "yours.predict": (inputs: number[][], step: number | null) => session!.predict(inputs, step),
  "yours.plane": (n: number, spans: [number, number][], step: number | null): Plane => session!.plane(n, spans, step),
  /** A whole model, which `torch.load` reads without any class of ours; or its weights. */
  "yours.save": (what: "model" | "weights" | "safetensors"): Uint8Array => {
    session!.model.eval();
    const bytes =
      what === "model"
        ? saveBytes(session!.model)
        : what === "weights"
          ? saveBytes(session!.model.stateDict())
          : safetensors.save(session!.model.stateDict());
    session!.model.train();
    return bytes;
  },
  /** What was looked into last, as a file again. */
  "yours.again": (what: "weights" | "safetensors"): Uint8Array =>
    what === "weights" ? saveBytes(file) : safetensors.save(file!),
  /** The weights of that file into the network that was built; it stays as it is where they do not fit. */
  "yours.adopt": (): YoursFrame => {
    session!.runner.stop();
    session!.adopt(file!);
    return session!.frame();
  },
  "yours.look": (bytes: Uint8Array): { tensors: Inside[]; others: string[]; weights: boolean } => {
    const tensors: Inside[] = [];
    const others: string[] = [];
    let content: unknown;
    file = null;
    // A safetensors file begins with the length of its header, a JSON object; a .pt file with "PK".
    if (bytes[8] === 0x7b && bytes[0] !== 0x50) file = safetensors.load(bytes);
    try {
      content = file ??= loadWeights(bytes);
    } catch (e) {
      if (!(e instanceof LoadError)) throw e;
      content = load(bytes); // no model and no state dict, perhaps: tensors in another container
    }
    walk(content, "", tensors, others);
    return { tensors, others, weights: file !== null };
  },
};
