import { shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { notData } from "../diagnose/not-data.js";
import { checkChoice, checkSettings, checkWhole } from "../diagnose/settings.js";
import { DataLoader } from "../data/loader.js";
import { load } from "../serialize/pt/load.js";
import { LoadError } from "../serialize/load-error.js";
import { saveBytes } from "../serialize/pt/save.js";
import { type Metric, metricOf } from "./early-stopping.js";
import { type InterruptWatch, say, watchInterrupts } from "./interrupt.js";
import { partOf, type Part, RandomStates, type SavedStates } from "./parts.js";
import { type Store, storeOf } from "./store.js";

// Training that resumes after a crash, a kill or Ctrl-C, bit for bit as if uninterrupted.

/** Settings of {@link Checkpoint}. */
export interface CheckpointOptions {
  /** The number of steps between saves. Default: saves at the end of each epoch. */
  every?: number | undefined;
  /** The number of latest files to keep; default 3. The best one is kept additionally. */
  keep?: number | undefined;
  /** Whether lower (`"min"`, the default) or higher (`"max"`) numbers passed to `report` are better. */
  mode?: "min" | "max" | undefined;
  /** Whether to print nothing. Default false. */
  quiet?: boolean | undefined;
}

/** The path of a folder, or files by name. */
export type CheckpointFolder = string | Map<string, Uint8Array>;

/**
 * The parts to keep, by name: objects with `stateDict()` and `loadStateDict()`, generators, lists, and plain objects of
 * data.
 */
export type CheckpointParts = Readonly<Record<string, unknown>>;

/** The point at which a run was resumed. */
export interface Resumed {
  /** The file that was loaded. */
  readonly path: string;
  /** The resumed epoch, counted from 0. */
  readonly epoch: number;
  /** The number of completed steps. */
  readonly step: number;
  /** The number of completed batches of the epoch. */
  readonly batch: number;
}

/** The position of a loop over batches. */
interface Position {
  readonly loop: number;
  readonly batch: number;
  /** The random states before the loop began, from which its order is drawn again. */
  readonly start: SavedStates | null;
}

const settings = { every: "n", keep: "n", mode: "s", quiet: "b" };
const FORMAT = 1;

/** A loop over batches, that may be synchronous or not. */
export interface Batches<B> extends Iterable<B>, AsyncIterable<Awaited<B>> {
  /** The number of remaining batches; undefined if unknown. */
  readonly length: number | undefined;
}

/**
 * Saves a training run to disk, so that it can resume after a crash, a kill, Ctrl-C or a power cut. Pass the parts to
 * keep by name: models, optimizers, schedulers and any other objects with `stateDict()` and `loadStateDict()`;
 * generators; lists and plain objects of data. The random streams of `manualSeed` and `random` and the position in the
 * data are saved too, so that the resumed run computes the same bits as an uninterrupted one.
 *
 * Your program keeps its own loops: `epochs(n)` and `batches(loader)` count the steps, save when due, and skip
 * completed ones. In a resumed epoch, the code before its loop over batches runs again. A resumed loop over batches
 * keeps its order: without threads, completed batches are not created again; with threads (and from streams), they are
 * created and discarded. The loader's samples must not depend on anything that is not saved.
 *
 * Files are complete at every moment; a kill loses at most the steps since the last save. Ctrl-C finishes the step,
 * saves, prints the command to resume, and ends the program with exit code 130; a second Ctrl-C ends it immediately.
 *
 * Options, by name: every (steps; default: each epoch), keep = 3, mode = "min", quiet = false.
 */
export class Checkpoint {
  static readonly name: string = "Checkpoint";
  /** The current epoch, counted from 0; between two epochs, the number of completed ones. */
  epoch = 0;
  /** The number of steps so far: batches, or epochs without a loop over batches. */
  step = 0;
  /** The best number passed to `report`; null before the first. */
  best: number | null = null;
  /** @internal */ protected store: Store;
  private readonly parts: readonly (readonly [name: string, part: Part])[];
  /** @internal */ protected random: RandomStates;
  private readonly every: number | undefined;
  private readonly keep: number;
  private readonly mode: "min" | "max";
  private readonly quiet: boolean;
  /** The loops over batches that started in this epoch, and the position of the current one. */
  private loops = 0;
  private position: Position = { loop: 0, batch: 0, start: null };
  /** The position at which the loop over batches resumes, until it has. */
  private resumed: (Position & { readonly now: SavedStates }) | null = null;
  private better = false;
  private savedStep = -1;
  private watch: InterruptWatch | null = null;
  private watching = 0;

  /**
   * Saves a training run to a folder, which is created if needed. In browsers, pass a `Map` of files by name instead.
   * Options, by name: every (steps; default: each epoch), keep = 3, mode = "min", quiet = false.
   *
   * @example
   * const model = new nn.Linear(4, 1), optimizer = new optim.Adam(model.parameters());
   * const set = new data.TensorDataset(rand(64, 4), rand(64, 1)), loader = new data.DataLoader(set, { batchSize: 8, shuffle: true });
   * const checkpoint = new Checkpoint("runs/one", { model, optimizer }, { every: 4, quiet: true });
   * checkpoint.resume();
   * for (const epoch of checkpoint.epochs(2)) {
   *   for (const [x, y] of checkpoint.batches(loader)) {
   *     const loss = F.mseLoss(model(x!), y!);
   *     optimizer.zeroGrad();
   *     loss.backward();
   *     optimizer.step();
   *   }
   * }
   * checkpoint.step; // → 16
   */
  constructor(folder: CheckpointFolder, parts: CheckpointParts, options: CheckpointOptions = {}) {
    noMore("Checkpoint", 3, arguments, true);
    checkSettings("Checkpoint", options, settings);
    checkWhole("Checkpoint", "every", options.every, 1);
    checkWhole("Checkpoint", "keep", options.keep, 1);
    checkChoice("Checkpoint", "mode", options.mode, ["min", "max"]);
    if (typeof parts !== "object" || parts === null || Array.isArray(parts))
      fail(
        "argument",
        `Checkpoint() takes an object of the parts to keep, but got ${shownValue(parts)}`,
        "for example { model, optimizer }.",
      );
    this.store = storeOf(folder);
    this.parts = Object.entries(parts).map(([name, v]) => [name, partOf(name, v)] as const);
    this.random = new RandomStates();
    this.every = options.every;
    this.keep = options.keep ?? 3;
    this.mode = options.mode ?? "min";
    this.quiet = options.quiet ?? false;
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  /**
   * Loads the latest state of the folder and returns its position, or null if there is none. A damaged file is skipped
   * for the previous one, with a message.
   */
  resume(): Resumed | null {
    noMore("resume", 0, arguments, true);
    for (const name of this.saved(-1)) {
      const path = this.store.shown(name);
      let state: Record<string, unknown>;
      try {
        state = load<Record<string, unknown>>(this.store.read(name));
      } catch (e) {
        if (!(e instanceof LoadError)) throw e;
        say(`${path} cannot be read and is passed over: ${e.message.split("\n")[0]}`);
        continue;
      }
      const entries = state instanceof Map ? (Object.fromEntries(state) as Record<string, unknown>) : state;
      this.take(entries, path);
      const resumed = { path, epoch: this.epoch, step: this.step, batch: this.resumed?.batch ?? 0 };
      if (!this.quiet)
        say(
          `Resumed from ${path}: epoch ${resumed.epoch}${resumed.batch > 0 ? `, batch ${resumed.batch}` : ""}, step ${resumed.step}.`,
        );
      return resumed;
    }
    return null;
  }

  /** Saves now and returns the file's path. The loops save automatically. */
  save(): string {
    noMore("save", 0, arguments, true);
    return this.write();
  }

  /** Loads the state of `best.pt`, the best by `report`; returns whether it exists. */
  loadBest(): boolean {
    noMore("loadBest", 0, arguments, true);
    if (!this.store.list().includes("best.pt")) return false;
    const state = load<Record<string, unknown>>(this.store.read("best.pt"));
    const parts = entryOf(state, "parts");
    for (const [name, part] of this.parts) if (hasEntry(parts, name)) part.put(entryOf(parts, name));
    return true;
  }

  /**
   * Reports the model's current score, such as the loss on a held-out set. If it is the best so far, the next save is
   * also written to `best.pt`.
   */
  report(value: Metric): void {
    noMore("report", 1, arguments);
    const v = metricOf("report", "value", value);
    if (Number.isNaN(v) || (this.best !== null && (this.mode === "min" ? v >= this.best : v <= this.best))) return;
    this.best = v;
    this.better = true;
  }

  /**
   * Loops over the remaining epochs of `count`, and saves between them. Without a loop over batches inside, each epoch
   * is a step.
   */
  epochs(count: number): Iterable<number> & { readonly length: number } {
    noMore("epochs", 1, arguments);
    checkWhole("epochs", "count", count, 0);
    if (count === undefined)
      fail("argument", "epochs() needs a number of epochs", "for example checkpoint.epochs(10).");
    const epochs = this.loopEpochs(count);
    return { length: Math.max(0, count - this.epoch), [Symbol.iterator]: () => epochs };
  }

  private *loopEpochs(count: number): Generator<number, undefined, undefined> {
    this.listen();
    try {
      while (this.epoch < count) {
        const before = this.step;
        const within = this.resumed !== null;
        yield this.epoch;
        if (this.step === before && this.loops === 0 && !within) this.step++;
        this.epoch++;
        this.loops = 0;
        this.resumed = null;
        this.position = { loop: 0, batch: 0, start: null };
        this.pause(this.every === undefined || this.epoch === count);
      }
      return undefined;
    } finally {
      this.unlisten();
    }
  }

  /**
   * Loops over the batches of a loader (or any iterable, with `for` or `for await`), and saves between them. Resumes at
   * its last position.
   */
  batches<B>(loader: Iterable<B> | AsyncIterable<B>): Batches<B> {
    noMore("batches", 1, arguments);
    const source = loader as Partial<Iterable<B>> & Partial<AsyncIterable<B>> & { readonly length?: number };
    if (typeof source?.[Symbol.iterator] !== "function" && typeof source?.[Symbol.asyncIterator] !== "function")
      fail(
        "argument",
        `batches() takes something to loop over, but got ${shownValue(loader)}`,
        "for example checkpoint.batches(loader).",
      );
    const { length } = source;
    const done = this.resumed?.loop === this.loops ? this.resumed.batch : 0;
    return {
      length: typeof length === "number" ? Math.max(0, length - done) : undefined,
      [Symbol.iterator]: () => this.loopBatches(loader as Iterable<B>),
      [Symbol.asyncIterator]: () => this.loopPromises(loader),
    };
  }

  /**
   * Starts a loop over batches: the number of batches to skip, and a callback afterwards; null if the loop was already
   * completed.
   */
  private begin(): { readonly skip: number; readonly ready: () => void } | null {
    const loop = this.loops++,
      { resumed } = this;
    if (resumed !== null && loop < resumed.loop) return null;
    if (resumed === null || loop > resumed.loop || resumed.start === null) {
      this.resumed = null;
      this.position = { loop, batch: 0, start: this.random.save(this.parts) };
      return { skip: 0, ready: () => undefined };
    }
    this.resumed = null;
    this.random.restore(resumed.start, this.parts);
    this.position = { loop, batch: resumed.batch, start: resumed.start };
    return { skip: resumed.batch, ready: () => this.random.restore(resumed.now, this.parts) };
  }

  private *loopBatches<B>(loader: Iterable<B>): Generator<B, undefined, undefined> {
    const begun = this.begin();
    if (begun === null) return undefined;
    this.listen();
    const it =
      loader instanceof DataLoader ? (loader.from(begun.skip, begun.ready) as Iterator<B>) : skipped(loader, begun);
    try {
      for (;;) {
        const r = it.next();
        if (r.done === true) break;
        yield r.value;
        this.counted();
      }
      this.ended();
      return undefined;
    } finally {
      it.return?.();
      this.unlisten();
    }
  }

  private async *loopPromises<B>(
    loader: Iterable<B> | AsyncIterable<B>,
  ): AsyncGenerator<Awaited<B>, undefined, undefined> {
    const begun = this.begin();
    if (begun === null) return undefined;
    this.listen();
    const it =
      loader instanceof DataLoader
        ? (loader.fromLater(begun.skip, begun.ready) as AsyncIterator<Awaited<B>>)
        : skippedLater(loader, begun);
    try {
      for (;;) {
        const r = await it.next();
        if (r.done === true) break;
        yield r.value;
        this.counted();
      }
      this.ended();
      return undefined;
    } finally {
      await it.return?.();
      this.unlisten();
    }
  }

  private counted(): void {
    this.step++;
    this.position = { ...this.position, batch: this.position.batch + 1 };
    this.pause(false);
  }
  private ended(): void {
    this.position = { loop: this.position.loop + 1, batch: 0, start: null };
  }

  /** Between two steps: saves if due, or if Ctrl-C was pressed, and in that case ends the program. */
  private pause(due: boolean): void {
    const interrupted = this.interrupted();
    const byStep = this.every !== undefined && this.step % this.every === 0 && this.step !== this.savedStep;
    if (!due && !byStep && !interrupted) return;
    const path = this.write();
    if (!interrupted) return;
    const { command } = this.watch!;
    say(`\nInterrupted after step ${this.step}; saved as ${path}.\nTo go on: ${command}`);
    this.watch!.exit();
  }

  /** @internal Whether Ctrl-C was pressed since the last step. */
  protected interrupted(): boolean {
    return this.watch?.pressed() === true;
  }
  /** @internal How many batches of its loop were done, by what a file says. */
  protected batchesDone(batches: number, _now: SavedStates): number {
    return batches;
  }

  private write(): string {
    const name = `step-${String(this.step).padStart(8, "0")}.pt`;
    const bytes = saveBytes({
      kindling_checkpoint: FORMAT,
      epoch: this.epoch,
      step: this.step,
      best: this.best,
      loop: this.position.loop,
      batch: this.position.batch,
      start: this.position.start,
      now: this.random.save(this.parts),
      parts: Object.fromEntries(this.parts.map(([name, part]) => [name, part.get()])),
    });
    this.store.write(name, bytes);
    this.savedStep = this.step;
    if (this.better) {
      this.better = false;
      this.store.write("best.pt", bytes);
    }
    for (const old of this.saved().slice(0, -this.keep)) if (old !== name) this.store.remove(old);
    return this.store.shown(name);
  }

  /** The files of steps, the latest last (or first). */
  private saved(order: 1 | -1 = 1): string[] {
    const step = (name: string): number => Number(/^step-(\d+)\.pt$/.exec(name)?.[1] ?? -1);
    return this.store
      .list()
      .filter((n) => step(n) >= 0)
      .sort((a, b) => order * (step(a) - step(b)));
  }

  private take(state: Record<string, unknown>, path: string): void {
    if (state["kindling_checkpoint"] !== FORMAT)
      fail(
        "argument",
        `${path} is not a checkpoint of this kind`,
        "choose another folder, or load the file with load().",
      );
    const parts = entryOf(state, "parts");
    for (const [name] of this.parts)
      if (!hasEntry(parts, name))
        fail(
          "argument",
          `${path} has no ${JSON.stringify(name)}`,
          "was it saved by the same program? Choose another folder for a new one.",
        );
    for (const [name, part] of this.parts) part.put(entryOf(parts, name));
    this.epoch = Number(state["epoch"]);
    this.step = this.savedStep = Number(state["step"]);
    this.best = state["best"] === null ? null : Number(state["best"]);
    const start = state["start"] === null ? null : this.random.read(state["start"]);
    const now = this.random.read(state["now"]);
    this.position = { loop: Number(state["loop"]), batch: this.batchesDone(Number(state["batch"]), now), start };
    this.resumed = { ...this.position, now };
    this.loops = 0;
    this.random.restore(now, this.parts);
  }

  private listen(): void {
    if (this.watching++ === 0) this.watch = watchInterrupts();
  }
  private unlisten(): void {
    if (--this.watching > 0) return;
    this.watch?.close();
    this.watch = null;
  }
}

const isMap = (v: unknown): v is Map<string, unknown> => v instanceof Map;
const hasEntry = (of: unknown, name: string): boolean => (isMap(of) ? of.has(name) : Object.hasOwn(of as object, name));
const entryOf = (of: unknown, name: string): unknown =>
  isMap(of) ? of.get(name) : (of as Record<string, unknown>)[name];

/** The values after the first few. */
function skipped<B>(from: Iterable<B>, { skip, ready }: { skip: number; ready: () => void }): Iterator<B> {
  const it = from[Symbol.iterator]();
  for (let i = 0; i < skip; i++) if (it.next().done === true) break;
  ready();
  return it;
}

async function* skippedLater<B>(
  from: Iterable<B> | AsyncIterable<B>,
  { skip, ready }: { skip: number; ready: () => void },
): AsyncGenerator<Awaited<B>, undefined, undefined> {
  let left = skip;
  if (left === 0) ready();
  for await (const b of from) {
    if (left > 0) {
      if (--left === 0) ready();
      continue;
    }
    yield b as Awaited<B>;
  }
}
