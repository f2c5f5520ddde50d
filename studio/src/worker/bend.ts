// The chapter about layers that bend: a small network over the plane, with all that can be seen of it at any step.

import { compile, manualSeed, nn, noGrad, optim, random, saveBytes, type Tensor, tensor } from "kindling";
import type { BendConfig, BendKind, DataId } from "../state/bend.js";
import { COARSE, EDGE, FINE } from "../state/plane.js";
import { History } from "./history.js";
import { judgeStep } from "./judge.js";
import { Runner } from "./runner.js";

/** Early stopping ends a run when the held-out loss has not improved for this many steps. */
export const PATIENCE = 200;

/** What can be seen of the network at one step. */
export interface BendView {
  readonly step: number;
  readonly trainLoss: number;
  readonly testLoss: number;
  /** Share of held-out points that it answers correctly. */
  readonly accuracy: number;
  /** By Linear layer: `[out][in]` weights. */
  readonly weights: readonly (readonly (readonly number[])[])[];
  readonly biases: readonly (readonly number[])[];
  /** The probability of the second kind, row by row from the bottom left. */
  readonly map: Float32Array;
  /** By hidden layer and unit: what the unit answers, over the same square. */
  readonly units: readonly (readonly Float32Array[])[];
}
export interface BendFrame extends BendView {
  readonly running: boolean;
  /** Rows of the curve that the page does not have yet, and how many of its own it shall keep. */
  readonly keep: number;
  readonly curve: { readonly steps: number[]; readonly losses: number[]; readonly heldOut: number[] };
  /** The step with the smallest held-out loss so far. */
  readonly best: { readonly step: number; readonly loss: number };
  /** Early stopping ended the run. */
  readonly stopped: boolean;
}
export interface BendPoints {
  readonly xs: readonly (readonly number[])[];
  readonly kinds: readonly number[];
}

function point(data: DataId, kind: number): number[] {
  const t = random.random();
  if (data === "rings") {
    const [r, angle] = [kind === 1 ? 0.45 * t : 0.65 + 0.3 * t, random.uniform(0, 2 * Math.PI)];
    return [r * Math.cos(angle), r * Math.sin(angle)];
  }
  if (data === "spiral")
    return [0.95 * t * Math.sin(5.5 * t + kind * Math.PI), 0.95 * t * Math.cos(5.5 * t + kind * Math.PI)];
  const s = random.random();
  if (data === "quarters") {
    const side = kind === 1 ? 1 : -1;
    return t < 0.5 ? [2 * t * 0.9, side * s * 0.9] : [(1 - 2 * t) * 0.9, -side * s * 0.9];
  }
  const middle = kind === 1 ? 0.45 : -0.45;
  return [middle + 0.4 * (t - 0.5), middle + 0.4 * (s - 0.5)];
}

function sample(c: BendConfig, count: number): BendPoints {
  const xs: number[][] = [],
    kinds: number[] = [];
  for (let i = 0; i < count; i++) {
    const [a, b] = point(c.data, i % 2);
    xs.push([a! + random.gauss(0, c.noise), b! + random.gauss(0, c.noise)]);
    kinds.push(i % 2);
  }
  return { xs, kinds };
}

function activation(kind: BendKind): nn.Module | null {
  if (kind === "ReLU") return new nn.ReLU();
  if (kind === "Tanh") return new nn.Tanh();
  return kind === "Sigmoid" ? new nn.Sigmoid() : null;
}

interface Network {
  readonly model: nn.Sequential;
  readonly linears: readonly nn.Linear[];
  /** By hidden layer the number of the module whose result its units show. */
  readonly shown: readonly number[];
}

function network(c: BendConfig): Network {
  const modules: nn.Module[] = [],
    linears: nn.Linear[] = [],
    shown: number[] = [];
  let width = 2;
  for (const size of c.layers) {
    const linear = new nn.Linear(width, size),
      bend = activation(c.activation);
    modules.push(linear);
    linears.push(linear);
    if (bend !== null) modules.push(bend);
    shown.push(modules.length - 1);
    if (c.dropout > 0) modules.push(new nn.Dropout(c.dropout));
    width = size;
  }
  const last = new nn.Linear(width, 1);
  return { model: new nn.Sequential(...modules, last), linears: [...linears, last], shown };
}

/** The middles of the cells of a map, row by row from the bottom left. */
function cells(side: number): Tensor {
  const at = (i: number): number => ((i + 0.5) / side) * 2 * EDGE - EDGE;
  return tensor(Array.from({ length: side * side }, (_, i) => [at(i % side), at(Math.floor(i / side))]));
}

class Session {
  readonly config: BendConfig;
  readonly train: BendPoints;
  readonly heldOut: BendPoints;
  readonly runner = new Runner((n) => this.advance(n));
  readonly history: History;
  readonly model: nn.Sequential;
  step = 0;
  /** Rows that the page has. */
  known = 0;
  early = false;
  stopped = false;
  best = { step: 0, loss: Infinity };
  private readonly net: Network;
  private readonly x: Tensor;
  private readonly y: Tensor;
  private readonly xs: Tensor;
  private readonly ys: Tensor;
  private readonly fine = cells(FINE);
  private readonly coarse = cells(COARSE);
  private readonly criterion = new nn.BCEWithLogitsLoss();
  private readonly optimizer: optim.Adam | optim.SGD;
  private readonly trainStep;
  private cost = 1;

  constructor(c: BendConfig) {
    this.config = c;
    random.seed(c.seed);
    manualSeed(c.seed);
    this.train = sample(c, c.points);
    this.heldOut = sample(c, 200);
    const column = (p: BendPoints): Tensor => tensor(p.kinds.map((k) => [k]));
    [this.x, this.y] = [tensor(this.train.xs as number[][]), column(this.train)];
    [this.xs, this.ys] = [tensor(this.heldOut.xs as number[][]), column(this.heldOut)];
    this.net = network(c);
    this.model = this.net.model;
    this.history = new History(1 + this.model.parameters().reduce((n, p) => n + p.numel(), 0));
    this.optimizer = this.fresh();
    this.trainStep = compile((x: Tensor, y: Tensor) => {
      this.optimizer.zeroGrad();
      const loss = this.criterion(this.model(x) as Tensor, y);
      loss.backward();
      this.optimizer.step();
      return loss;
    });
  }

  fresh(): optim.Adam | optim.SGD {
    const { lr, weightDecay, optimizer } = this.config;
    return optimizer === "Adam"
      ? new optim.Adam(this.model.parameters(), { lr, weightDecay })
      : new optim.SGD(this.model.parameters(), { lr, weightDecay });
  }

  set lr(v: number) {
    for (const g of this.optimizer.paramGroups) g.lr = v;
  }
  set weightDecay(v: number) {
    for (const g of this.optimizer.paramGroups) (g as { weightDecay: number }).weightDecay = v;
  }

  judgeStep(): string | null {
    return judgeStep(
      {
        model: this.model,
        optimizer: this.optimizer,
        loss: () => this.criterion(this.model(this.x) as Tensor, this.y),
      },
      () => this.fresh(),
    );
  }

  private parameters(): number[] {
    return this.model.parameters().flatMap((p) => p.detach().flatten().tolist() as number[]);
  }

  /** Other weights, in the order of the parameters. */
  restore(values: ArrayLike<number>): void {
    let at = 0;
    noGrad(() => {
      for (const p of this.model.parameters()) {
        const n = p.numel();
        p.copy_(tensor(Array.from({ length: n }, (_, i) => values[at + i]!)).reshape(p.shape));
        at += n;
      }
    });
  }

  /** One weight of a unit, or its bias where `input` is −1. */
  set(layer: number, unit: number, input: number, v: number): void {
    const { weight, bias } = this.net.linears[layer]!;
    const of = input < 0 ? bias! : weight,
      values = of.detach().flatten().tolist() as number[];
    values[input < 0 ? unit : unit * weight.shape[1]! + input] = v;
    noGrad(() => {
      of.copy_(tensor(values).reshape(of.shape));
    });
  }

  /** Runs `f` without dropout and gradients. */
  private still<T>(f: () => T): T {
    this.model.eval();
    try {
      let result!: T;
      noGrad(() => {
        result = f();
      });
      return result;
    } finally {
      this.model.train();
    }
  }

  private losses(): { train: number; held: number } {
    return this.still(() => ({
      train: this.criterion(this.model(this.x) as Tensor, this.y).item(),
      held: this.criterion(this.model(this.xs) as Tensor, this.ys).item(),
    }));
  }

  advance(most: number): number {
    if (this.stopped) return 0;
    const stride = History.stride(this.step);
    if (this.step % stride === 0) {
      const { train, held } = this.losses();
      this.history.add(this.step, train, [held, ...this.parameters()]);
      if (held < this.best.loss) this.best = { step: this.step, loss: held };
      if (this.early && this.step - this.best.step >= PATIENCE) {
        this.stopped = true;
        this.back(this.best.step);
        return 0;
      }
    }
    const n = Math.min(most, stride - (this.step % stride), Math.max(1, Math.floor(8 / this.cost)));
    const from = performance.now();
    this.trainStep.repeat(n, this.x, this.y);
    if (this.step > 2) this.cost = Math.max(0.005, (performance.now() - from) / n);
    this.step += n;
    return n;
  }

  /** Returns to an earlier step, from which the run continues differently. The optimizer starts over there. */
  back(step: number): void {
    const row = this.history.at(step);
    if (row === null) return;
    this.restore(row.values.subarray(1));
    this.history.cut(row.step);
    this.known = Math.min(this.known, this.history.length);
    this.step = row.step;
    this.optimizer.state.clear();
    this.best = { step: 0, loss: Infinity };
    const { steps } = this.history.curve(0);
    this.history.column(0, 0).forEach((loss, i) => {
      if (loss < this.best.loss) this.best = { step: steps[i]!, loss };
    });
  }

  private layersOver(x: Tensor): Tensor[] {
    const results: Tensor[] = [];
    for (const m of this.model) results.push((x = (m as unknown as (x: Tensor) => Tensor)(x)));
    return results;
  }

  view(): BendView {
    const { train, held } = this.losses();
    return this.still(() => {
      const right = (this.model(this.xs) as Tensor).gt(0).eq(this.ys.gt(0.5)).to("float32").mean().item();
      const map = (this.model(this.fine) as Tensor).sigmoid().flatten();
      const over = this.layersOver(this.coarse);
      const units = this.net.shown.map((at) => {
        const columns = over[at]!.t().tolist() as number[][];
        return columns.map((c) => Float32Array.from(c));
      });
      return {
        step: this.step,
        trainLoss: train,
        testLoss: held,
        accuracy: right,
        weights: this.net.linears.map((l) => l.weight.detach().tolist() as number[][]),
        biases: this.net.linears.map((l) => l.bias!.detach().tolist() as number[]),
        map: Float32Array.from(map.tolist() as number[]),
        units,
      };
    });
  }

  /** The network as it was; the run itself stays where it is. */
  at(step: number): BendView {
    const row = this.history.at(step);
    if (row === null) return this.view();
    const now = this.parameters(),
      here = this.step;
    this.restore(row.values.subarray(1));
    this.step = row.step;
    try {
      return this.view();
    } finally {
      this.restore(now);
      this.step = here;
    }
  }

  frame(): BendFrame {
    const keep = Math.min(this.known, this.history.length);
    const { steps, losses } = this.history.curve(keep);
    const heldOut = this.history.column(0, keep);
    this.known = this.history.length;
    return {
      ...this.view(),
      running: this.runner.active,
      keep,
      curve: { steps, losses, heldOut },
      best: this.best,
      stopped: this.stopped,
    };
  }
}

let session: Session | null = null;

export const bend = {
  "bend.open": (c: BendConfig): { train: BendPoints; heldOut: BendPoints; numbers: number; frame: BendFrame } => {
    session?.runner.stop();
    const early = session?.early ?? false;
    session = new Session(c);
    session.early = early;
    return {
      train: session.train,
      heldOut: session.heldOut,
      numbers: session.model.parameters().reduce((n, p) => n + p.numel(), 0),
      frame: session.frame(),
    };
  },
  "bend.run": (perSecond: number) => {
    session!.stopped = false;
    session!.runner.start(perSecond);
  },
  "bend.pause": (): BendFrame => {
    session!.runner.stop();
    return session!.frame();
  },
  "bend.step": (n: number): BendFrame => {
    session!.stopped = false;
    session!.runner.once(n);
    return session!.frame();
  },
  "bend.frame": (): BendFrame => session!.frame(),
  "bend.at": (step: number): BendView => session!.at(step),
  "bend.fork": (step: number): BendFrame => {
    session!.runner.stop();
    session!.stopped = false;
    session!.back(step);
    return session!.frame();
  },
  /** Other weights, by hand. */
  "bend.set": (layer: number, unit: number, input: number, v: number): BendFrame => {
    session!.set(layer, unit, input, v);
    return session!.frame();
  },
  "bend.lr": (v: number) => {
    session!.lr = v;
  },
  "bend.weightDecay": (v: number) => {
    session!.weightDecay = v;
  },
  "bend.early": (on: boolean) => {
    session!.early = on;
    session!.stopped = false;
  },
  "bend.judgeStep": (): string | null => session?.judgeStep() ?? null,
  "bend.save": (): Uint8Array => {
    session!.model.eval();
    try {
      return saveBytes(session!.model);
    } finally {
      session!.model.train();
    }
  },
};
