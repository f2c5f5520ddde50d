import { noGrad } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { checkSettings, checkWhole } from "../diagnose/settings.js";
import { isModule } from "../nn/module-state.js";
import type { Module } from "../nn/module.js";
import { type AnyOptimizer, Optimizer } from "../optim/optimizer.js";
import { clone } from "../ops/pointwise/cast.js";
import { RandomStates } from "./parts.js";
import { type Plot, plot } from "./plot/plot.js";

// The learning rate range test (Smith, "Cyclical Learning Rates for Training Neural Networks", 2015).

/** The inputs and settings of {@link lrFind}. */
export interface LrFindOptions<B> {
  /** The batches; iterated again if there are fewer than steps. */
  data: Iterable<B>;
  /** The loss of a batch. */
  loss: (batch: B) => Tensor;
  /** The optimizer to find a rate for. */
  optimizer: AnyOptimizer;
  /** The first rate; default 1e-7. */
  start?: number | undefined;
  /** The last rate; default 10. */
  end?: number | undefined;
  /** The number of steps between them; default 100. */
  steps?: number | undefined;
  /** The test ends early when the loss exceeds the lowest one by this factor; default 4. */
  diverge?: number | undefined;
}

const settings = { data: "of", loss: "f", optimizer: "o", start: "n", end: "n", steps: "n", diverge: "n" };

/**
 * The result of {@link lrFind}: the rates, and the loss at each.
 *
 * @example
 * const model = new nn.Linear(1, 1), optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
 * const found = lrFind(model, { data: [ones(4, 1)], loss: (x) => model(x).square().mean(), optimizer });
 * found.lrs.length === found.losses.length; // → true
 */
export class LrFound {
  static readonly name: string = "LrFound";
  /** The rates, in increasing order. */
  readonly lrs: readonly number[];
  /** The loss of the batch at each rate. */
  readonly losses: readonly number[];
  /** The moving average of the losses, which determines the suggested rate. */
  readonly smoothed: readonly number[];
  /** The rate at which the loss falls fastest; null if it never falls. */
  readonly suggestion: number | null;

  /** @internal */
  constructor(lrs: readonly number[], losses: readonly number[], smoothed: readonly number[]) {
    this.lrs = lrs;
    this.losses = losses;
    this.smoothed = smoothed;
    this.suggestion = steepest(lrs, smoothed);
  }

  /** The loss over the rate. */
  plot(): Plot {
    noMore("plot", 0, arguments, true);
    const title =
      this.suggestion === null ? "the loss never falls" : `steepest at lr = ${this.suggestion.toPrecision(2)}`;
    return plot({ loss: { x: this.lrs, y: this.smoothed } }, { logX: true, title, xLabel: "learning rate" });
  }
  /** The plot for a terminal, and the suggestion. */
  toString(): string {
    return this.plot().toString();
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** The point at which the moving average falls fastest over the logarithm of the rate; its beginning is only noise. */
function steepest(lrs: readonly number[], smoothed: readonly number[]): number | null {
  let best: number | null = null,
    fall = 0;
  const from = Math.min(10, Math.floor(lrs.length / 4));
  for (let i = Math.max(1, from); i + 1 < lrs.length; i++) {
    const slope = (smoothed[i + 1]! - smoothed[i - 1]!) / 2;
    if (slope < fall) {
      fall = slope;
      best = lrs[i]!;
    }
  }
  return best;
}

/**
 * Finds a learning rate: trains for `steps` steps while the rate rises geometrically from `start` to `end`, and finds
 * where the loss falls fastest. Afterwards, model, optimizer, gradients and random streams are restored. The result
 * prints as a plot.
 *
 * Options, by name: data, loss and optimizer (required); start = 1e-7, end = 10, steps = 100, diverge = 4.
 *
 * @example
 * const model = new nn.Sequential(new nn.Linear(4, 8), new nn.ReLU(), new nn.Linear(8, 1));
 * const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
 * const set = new data.TensorDataset(rand(64, 4), rand(64, 1)), loader = new data.DataLoader(set, { batchSize: 16, shuffle: true });
 * const found = lrFind(model, { data: loader, loss: ([x, y]) => F.mseLoss(model(x!), y!), optimizer });
 * console.log(String(found.plot()));
 */
export function lrFind<B>(model: Module, options: LrFindOptions<B>): LrFound {
  noMore("lrFind", 2, arguments);
  if (!isModule(model))
    fail(
      "argument",
      `lrFind() takes a model, but got ${shownValue(model)}`,
      "for example lrFind(model, { data, loss, optimizer }).",
    );
  if (typeof options !== "object" || options === null)
    fail("argument", `lrFind() takes options, but got ${shownValue(options)}`, "it needs { data, loss, optimizer }.");
  checkSettings("lrFind", options, settings);
  checkWhole("lrFind", "steps", options.steps, 2);
  const { data, loss, optimizer, start = 1e-7, end = 10, steps = 100, diverge = 4 } = options;
  if (typeof (data as Partial<Iterable<B>> | undefined)?.[Symbol.iterator] !== "function")
    fail(
      "argument",
      `lrFind() expects data to be batches, but got ${shownValue(data)}`,
      "a DataLoader, or a list of batches.",
    );
  if (typeof loss !== "function")
    fail(
      "argument",
      `lrFind() expects loss to be a function, but got ${shownValue(loss)}`,
      "for example ([x, y]) => F.mseLoss(model(x), y).",
    );
  if (!(optimizer instanceof Optimizer))
    fail(
      "argument",
      `lrFind() expects optimizer to be an optimizer, but got ${shownValue(optimizer)}`,
      "for example new optim.SGD(model.parameters(), { lr: 0.1 }).",
    );
  if (!(start > 0 && end > start && end < Infinity))
    fail(
      "argument",
      `lrFind() expects 0 < start < end, but got start = ${start} and end = ${end}`,
      "for example { start: 1e-7, end: 10 }.",
    );
  if (!(diverge > 1))
    fail("argument", `lrFind() expects diverge to be more than 1, but got ${diverge}`, "for example { diverge: 4 }.");
  const before = new Before(model, optimizer);
  const lrs: number[] = [],
    losses: number[] = [],
    smoothed: number[] = [];
  let average = 0,
    lowest = Infinity;
  try {
    const batches = endless(data);
    for (let i = 0; i < steps; i++) {
      const lr = start * (end / start) ** (i / (steps - 1));
      for (const g of optimizer.paramGroups as { lr: number }[]) g.lr = lr;
      const value = loss(batches.next().value as B);
      if (!(value instanceof Tensor))
        fail(
          "argument",
          `lrFind() expects loss to return a tensor, but it returned ${shownValue(value)}`,
          "return the loss itself, before .item().",
        );
      optimizer.zeroGrad();
      value.backward();
      optimizer.step();
      const v = Number(value.item());
      average = 0.9 * average + 0.1 * v;
      const here = average / (1 - 0.9 ** (i + 1));
      if (!Number.isFinite(here)) break;
      lrs.push(lr);
      losses.push(v);
      smoothed.push(here);
      lowest = Math.min(lowest, here);
      if (i > 0 && here > diverge * lowest) break;
    }
  } finally {
    before.restore();
  }
  return new LrFound(lrs, losses, smoothed);
}

function* endless<B>(data: Iterable<B>): Generator<B, never, undefined> {
  for (;;) {
    let any = false;
    for (const batch of data) {
      any = true;
      yield batch;
    }
    if (!any) fail("argument", "lrFind() got no batches", "is the dataset empty?");
  }
}

/** A copy of the previous state. */
class Before {
  private readonly optimizer: AnyOptimizer;
  private readonly tensors: readonly (readonly [Tensor, Tensor])[];
  private readonly gradients: readonly (readonly [Tensor, Tensor | null])[];
  private readonly state: unknown;
  private readonly random = new RandomStates();
  private readonly states = this.random.save([]);

  constructor(model: Module, optimizer: AnyOptimizer) {
    this.optimizer = optimizer;
    const own = new Set<Tensor>([
      ...model.parameters(),
      ...model.buffers(),
      ...optimizer.paramGroups.flatMap((g) => g.params),
    ]);
    this.tensors = [...own].map((t) => [t, noGrad(() => clone(t))] as const);
    this.gradients = [...own].map((t) => [t, t.gradient] as const);
    this.state = copied(optimizer.stateDict());
    for (const t of own) t.gradient = null;
  }
  restore(): void {
    noGrad(() => {
      for (const [t, was] of this.tensors) t.copy_(was);
    });
    this.optimizer.loadStateDict(this.state as never);
    for (const [t, g] of this.gradients) t.gradient = g;
    this.random.restore(this.states, []);
  }
}

/** A copy of a state dict. */
function copied(v: unknown): unknown {
  if (v instanceof Tensor) return noGrad(() => clone(v));
  if (Array.isArray(v)) return v.map(copied);
  if (v instanceof Map) return new Map([...v].map(([k, e]) => [k, copied(e)] as const));
  if (typeof v !== "object" || v === null) return v;
  return Object.fromEntries(Object.entries(v).map(([k, e]) => [k, copied(e)]));
}
