import { compile } from "../compile/compile.js";
import { noGrad } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { checkSettings, checkWhole } from "../diagnose/settings.js";
import { isModule } from "../nn/module-state.js";
import type { Module } from "../nn/module.js";
import { ReduceLROnPlateau } from "../optim/lr-scheduler/reduce-lr-on-plateau.js";
import type { LRScheduler } from "../optim/lr-scheduler/scheduler.js";
import { type AnyOptimizer, Optimizer } from "../optim/optimizer.js";
import type { Checkpoint } from "./checkpoint.js";
import type { EarlyStopping } from "./early-stopping.js";
import { interruptible } from "./interrupt.js";
import { Mean } from "./metrics/mean.js";
import type { Metric } from "./metrics/metric.js";
import { type ProgressBar, tqdm } from "./progress.js";

// The loop that most programs write, for those who do not want to. It uses nothing but the public pieces, so that a program
// that outgrows it can write the loop out.

/** A batch: the model's inputs in order, and the target last. */
export type FitBatch = readonly Tensor[];
/** Where batches come from: a DataLoader, with or without worker threads, or a list of batches. */
export type FitData = Iterable<FitBatch> | AsyncIterable<FitBatch>;

/** The numbers of one epoch, by name. */
export type FitValues<M extends string> = { readonly [K in "loss" | M]: number } & { readonly valLoss?: number };
/** The numbers of all epochs, by name. `valLoss` is there if there are held-out batches. */
export type FitHistory<M extends string> = { readonly [K in "loss" | M]: number[] } & { readonly valLoss?: number[] };

/** What {@link fit} needs, and its settings. */
export interface FitOptions<M extends string = never> {
  /** Batches to train on: `[input, target]`, or several inputs and the target last. */
  data: FitData;
  /** The loss of a batch, such as `new nn.MSELoss()`: a function of the model's output and the target. */
  loss: (output: Tensor, target: Tensor) => Tensor;
  /** The optimizer of the model's parameters. */
  optimizer: AnyOptimizer;
  /** Number of passes through the data. Default 1. */
  epochs?: number | undefined;
  /** Held-out batches, evaluated after each epoch. */
  validation?: FitData | undefined;
  /** Metrics by name, computed on the held-out batches (or on the training batches, if there are none). */
  metrics?: Readonly<Record<M, Metric>> | undefined;
  /** A learning-rate schedule, stepped after each epoch; `ReduceLROnPlateau` gets the epoch's loss. */
  scheduler?: LRScheduler | ReduceLROnPlateau | undefined;
  /** Ends training early; it gets the epoch's held-out loss (or training loss). */
  stopping?: EarlyStopping | undefined;
  /** Saves while training, and resumes from what is there. */
  checkpoint?: Checkpoint | undefined;
  /** Whether to compile the training step. Default false. */
  compile?: boolean | undefined;
  /** Called after each epoch with its numbers by name. Training ends if it returns false. */
  onEpoch?: ((epoch: number, values: FitValues<M>) => unknown) | undefined;
  /** Whether to show a progress bar. Default true. */
  progress?: boolean | undefined;
}

const settings = {
  data: "o",
  loss: "f",
  optimizer: "o",
  epochs: "n",
  validation: "o",
  metrics: "o",
  scheduler: "o",
  stopping: "o",
  checkpoint: "o",
  compile: "b",
  onEpoch: "f",
  progress: "b",
};

/**
 * Trains a model: the loop over epochs and batches that a program would otherwise write itself. Gives the numbers of each epoch by
 * name: `loss` (the mean over the training samples), `valLoss` (over the held-out samples, if there are any), and each metric.
 *
 * The model is in training mode while it trains and in evaluation mode afterwards. Ctrl-C ends training after the running step.
 * With a `checkpoint`, the run resumes from the latest saved state.
 *
 * Options, by name: data, loss and optimizer, which it needs; epochs = 1, validation, metrics, scheduler, stopping, checkpoint,
 * compile = false, onEpoch, progress = true.
 *
 * @throws KindlingError `argument` for a model, loss or batch that is not one.
 *
 * @example
 * manualSeed(0);
 * const x = rand(64, 2), set = new data.TensorDataset(x, x.sum(1, { keepdim: true }));
 * const loader = new data.DataLoader(set, { batchSize: 8, shuffle: true });
 * const model = new nn.Linear(2, 1), optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });
 * const history = await fit(model, { data: loader, loss: new nn.MSELoss(), optimizer, epochs: 20, progress: false });
 * history.loss.length; // → 20
 * history.loss.at(-1)! < 0.01; // → true
 */
export async function fit<M extends string = never>(model: Module, options: FitOptions<M>): Promise<FitHistory<M>> {
  noMore("fit", 2, arguments);
  check(model, options);
  const { data, loss, optimizer, validation, scheduler, stopping, checkpoint, onEpoch } = options;
  const epochs = options.epochs ?? 1,
    measured = Object.entries<Metric>(options.metrics ?? {});
  const history = new Map<string, number[]>(
    ["loss", ...(validation === undefined ? [] : ["valLoss"]), ...measured.map(([name]) => name)].map((name) => [
      name,
      [],
    ]),
  );

  const trainStep = (batch: FitBatch): { output: Tensor; loss: Tensor } => {
    const output = call(model, batch),
      value = checkLoss(loss(output, batch.at(-1)!));
    optimizer.zeroGrad();
    value.backward();
    optimizer.step();
    return { output, loss: value };
  };
  const step = options.compile === true ? compile(trainStep) : trainStep;
  const testStep = (batch: FitBatch): { output: Tensor; loss: Tensor } =>
    noGrad(() => {
      const output = call(model, batch);
      return { output, loss: checkLoss(loss(output, batch.at(-1)!)) };
    });

  /** One pass through batches: the mean loss over the samples. */
  const pass = async (
    batches: FitData,
    run: typeof trainStep,
    measure: boolean,
    bar: ProgressBar<never> | null,
  ): Promise<number> => {
    const mean = new Mean();
    if (measure) for (const [, metric] of measured) metric.reset();
    for await (const batch of batches) {
      checkBatch(batch);
      const target = batch.at(-1)!,
        result = run(batch);
      mean.update(Number(result.loss.item()), target.shape[0] ?? 1);
      if (measure) for (const [, metric] of measured) metric.update(result.output.detach(), target);
      bar?.setPostfix({ loss: mean.compute() });
      bar?.update(1);
    }
    return mean.compute();
  };

  checkpoint?.resume();
  const rounds = checkpoint?.epochs(epochs) ?? interruptible(Array.from({ length: epochs }, (_, epoch) => epoch));
  for (const epoch of rounds) {
    const batches = checkpoint?.batches(data as Iterable<FitBatch>) ?? data;
    const total = (batches as { readonly length?: number }).length;
    const bar =
      options.progress === false
        ? null
        : tqdm({ desc: `epoch ${epoch + 1}/${epochs}`, ...(typeof total === "number" ? { total } : {}) });
    const values = new Map<string, number>();
    let judged: number;
    try {
      model.train();
      values.set("loss", (judged = await pass(batches, step, validation === undefined, bar)));
      model.eval();
      if (validation !== undefined) values.set("valLoss", (judged = await pass(validation, testStep, true, null)));
      for (const [name, metric] of measured) values.set(name, metric.compute());
      bar?.setPostfix(Object.fromEntries(values));
    } finally {
      bar?.close();
      model.eval();
    }
    for (const [name, value] of values) history.get(name)!.push(value);
    if (scheduler instanceof ReduceLROnPlateau) scheduler.step(judged);
    else scheduler?.step();
    checkpoint?.report(judged);
    const stop = stopping?.step(judged) ?? false;
    if (onEpoch?.(epoch, Object.fromEntries(values) as FitValues<M>) === false || stop) break;
  }
  return Object.fromEntries(history) as FitHistory<M>;
}

const call = (model: Module, batch: FitBatch): Tensor =>
  (model as unknown as (...inputs: Tensor[]) => Tensor)(...batch.slice(0, -1));

function check<M extends string>(model: unknown, options: FitOptions<M>): void {
  if (!isModule(model))
    fail(
      "argument",
      `fit() takes a model, but got ${shownValue(model)}`,
      "for example fit(model, { data, loss, optimizer }).",
    );
  if (typeof options !== "object" || options === null)
    fail("argument", `fit() takes options, but got ${shownValue(options)}`, "it needs { data, loss, optimizer }.");
  checkSettings("fit", options, settings);
  checkWhole("fit", "epochs", options.epochs, 0);
  for (const name of ["data", "validation"] as const) {
    const batches = options[name] as Partial<Iterable<unknown> & AsyncIterable<unknown>> | undefined;
    if (name === "validation" && batches === undefined) continue;
    if (typeof batches?.[Symbol.iterator] !== "function" && typeof batches?.[Symbol.asyncIterator] !== "function")
      fail(
        "argument",
        `fit() expects ${name} to be batches, but got ${shownValue(batches)}`,
        "a DataLoader, or a list of batches.",
      );
  }
  if (typeof options.loss !== "function")
    fail(
      "argument",
      `fit() expects loss to be a function, but got ${shownValue(options.loss)}`,
      "for example new nn.MSELoss().",
    );
  if (!(options.optimizer instanceof Optimizer))
    fail(
      "argument",
      `fit() expects optimizer to be an optimizer, but got ${shownValue(options.optimizer)}`,
      "for example new optim.Adam(model.parameters()).",
    );
}

function checkBatch(batch: unknown): void {
  if (!Array.isArray(batch) || batch.length < 2 || !batch.every((t) => t instanceof Tensor))
    fail(
      "argument",
      `fit() expects batches of tensors, the target last, but got ${shownValue(batch)}`,
      "a TensorDataset of inputs and targets gives such batches.",
    );
}

function checkLoss(value: unknown): Tensor {
  if (value instanceof Tensor) return value;
  return fail(
    "argument",
    `fit() expects loss to return a tensor, but it returned ${shownValue(value)}`,
    "return the loss itself, before .item().",
  );
}
