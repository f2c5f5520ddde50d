import { checkKinds, shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { checkOptions, noMore } from "../diagnose/arguments.js";
import { stepAside } from "../diagnose/warn.js";
import { notData } from "../diagnose/not-data.js";
import { BarIterator, Range } from "./loop.js";
import { displayWidth, formatMeter, formatPostfix } from "./meter.js";
import { type ProgressOutput, progressOutput, progressTime } from "./output.js";

// Progress bars with tqdm's appearance and behaviour. Programs call `trange` and `tqdm`, at the end.

/** Settings of a bar, by tqdm's names. */
export interface ProgressOptions {
  /** Text in front of the bar. */
  desc?: string | undefined;
  /** The total number of iterations; default: the iterable's `length` or `size`, else unknown. */
  total?: number | undefined;
  /** Whether to keep the bar when it is done; default true. */
  leave?: boolean | undefined;
  /** Whether to draw only with ASCII characters. */
  ascii?: boolean | undefined;
  /** Whether to draw nothing. */
  disable?: boolean | undefined;
  /** The unit of an iteration; default `it`. */
  unit?: string | undefined;
  /** The number of iterations done before; default 0. */
  initial?: number | undefined;
  /** Width in characters; default: the terminal's. 0: numbers without a bar. */
  ncols?: number | undefined;
  /** The minimum number of seconds between two drawings; default 0.1. */
  mininterval?: number | undefined;
  /** Weight of the newest speed in the displayed one, 0 (mean over all) to 1 (newest only); default 0.3. */
  smoothing?: number | undefined;
}

const known: ReadonlySet<string> = new Set([
  "desc",
  "total",
  "leave",
  "ascii",
  "disable",
  "unit",
  "initial",
  "ncols",
  "mininterval",
  "smoothing",
]);

/** A value of a postfix; of a tensor with one element its `item()` is shown. */
export type PostfixValue = number | bigint | boolean | string | { item(): number | bigint | boolean };

/** The running bars, on any output. */
const activeBars: ProgressBar<unknown>[] = [];

const up = "\u001b[A";

/**
 * An iterable that shows the progress of its loop, created by {@link trange} and {@link tqdm}. It starts and ends with
 * the loop, including `break` and errors; a bar without an iterable starts at once and ends with `close()`.
 *
 * On a terminal the bar is redrawn on one line, nested bars below it; finished bars move up and stay. Elsewhere (a
 * file, a pipe) a plain line is written about every 10 %, for nested bars at most once a second.
 */
export class ProgressBar<T> implements Iterable<T> {
  static readonly name: string = "ProgressBar";
  /** Iterations done. */
  n: number;
  /** The expected number of iterations; undefined if unknown. */
  readonly total: number | undefined;

  private readonly iterable: Iterable<T> | undefined;
  private readonly options: ProgressOptions;
  private description: string;
  private readonly postfixNames: string[] = [];
  private readonly postfixValues: (number | bigint | boolean | string)[] = [];

  private active = false;
  private output: ProgressOutput | undefined;
  /** On a terminal: redrawn in place. Otherwise lines. */
  private inPlace = false;
  /** Lines below the cursor; 0 for an outermost bar. */
  private position = 0;
  private startTime = 0;
  private drawnTime = 0;
  private drawnN = 0;
  /** Width of the text on the line, which the next text must overwrite. */
  private drawnWidth = 0;
  /** Lines written, if the output is not a terminal. */
  private lines = 0;
  private describedTime = -Infinity;
  // Reading the clock costs more than a short loop's body, so it is read only when n reaches `nextCheck`: at every
  // iteration of a slow loop, at every 64th of a fast one. (tqdm estimates how many fit into 0.1 s and has a thread for
  // the case that they become slow; a synchronous loop has no such thread, hence the low limit.)
  private nextCheck = Infinity;
  private checkedTime = 0;
  private stride = 1;
  /** Exponential moving averages of iterations and seconds between drawings, both without the same initial correction. */
  private smoothN = 0;
  private smoothTime = 0;

  constructor(iterable: Iterable<T> | undefined, options: ProgressOptions) {
    this.iterable = iterable;
    this.options = options;
    this.description = options.desc ?? "";
    this.n = options.initial ?? 0;
    const total = options.total ?? sizeOf(iterable);
    this.total = total === Infinity ? undefined : total;
    if (iterable === undefined) this.start();
  }

  [Symbol.iterator](): Iterator<T, undefined> {
    const { iterable } = this;
    if (iterable === undefined) {
      return fail(
        "progress-range",
        "this progress bar has nothing to iterate over",
        "give `tqdm` an iterable, or call `update()` after each step and `close()` at the end.",
      );
    }
    const source = iterable[Symbol.iterator]();
    // A second loop over a running bar: only the values.
    if (this.active) return source as Iterator<T, undefined>;
    this.start();
    return new BarIterator(source, this);
  }

  /** Counts `n` more iterations (default 1), for a bar without a loop. */
  update(n: number = 1): void {
    this.n += n;
    if (this.n >= this.nextCheck) this.check();
  }

  /**
   * Sets the text after the speed, e.g. `loss=0.0123`: numbers with three significant digits, in the order given.
   * It appears with the next drawing.
   */
  setPostfix(values: Readonly<Record<string, PostfixValue>>): void {
    let i = 0;
    for (const name in values) {
      const v = values[name]!;
      this.postfixNames[i] = name;
      // Read now, not when it is drawn, since the tensor may have changed by then.
      this.postfixValues[i++] = typeof v === "object" ? v.item() : v;
    }
    this.postfixNames.length = this.postfixValues.length = i;
  }

  /** Sets the text in front of the bar. It appears at once, or with the next drawing if it has just been changed. */
  setDescription(text: string): void {
    this.description = text;
    if (!this.active || !this.inPlace) return;
    const now = progressTime();
    if (now - this.describedTime < this.minInterval()) return;
    this.describedTime = now;
    this.draw(now);
  }

  /** Writes a line above the bars, to stdout if there is one. */
  write(text: string): void {
    const out = this.output ?? progressOutput();
    if (out === undefined) {
      console.log(text);
      return;
    }
    ProgressBar.aside(
      activeBars.filter((b) => b.output === out),
      () => (out.print ? out.print(text + "\n") : out.write(text + "\n")),
    );
  }

  /** Prints while these bars are off the screen. */
  static aside(bars: readonly ProgressBar<unknown>[], print: () => void): void {
    const shown = bars.filter((b) => b.inPlace);
    for (const b of shown) b.clear();
    print();
    for (const b of shown) b.draw(progressTime());
  }

  /** Draws the bar now (on a terminal only). */
  refresh(): void {
    if (this.active && this.inPlace) this.draw(progressTime());
  }

  /** Ends the bar: a last drawing with the mean speed, or, with `leave: false`, a clean line. A second call does nothing. */
  close(): void {
    const { output: out } = this;
    if (!this.active || out === undefined) return;
    this.active = false;
    this.nextCheck = Infinity;
    activeBars.splice(activeBars.indexOf(this), 1);
    this.smoothTime = 0; // so that the mean over all is shown
    const now = progressTime();
    if (!this.inPlace) {
      const told = this.lines > 0 && this.drawnN === this.n;
      if (!told && (this.lines > 0 || this.mayWriteLine(now))) this.writeLine(now);
    } else if (this.options.leave ?? true) {
      this.show(this.line(now), 0);
      out.write("\n");
    } else {
      this.show("", this.position);
      if (this.position === 0) out.write("\r");
    }
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  private minInterval(): number {
    return this.options.mininterval ?? 0.1;
  }

  private start(): void {
    this.n = this.options.initial ?? 0;
    this.output = this.options.disable === true ? undefined : progressOutput();
    if (this.output === undefined) return;
    this.active = true;
    this.inPlace = this.output.isTTY === true;
    this.position = this.freePosition();
    activeBars.push(this);
    stepAside((print) => ProgressBar.aside(activeBars, print));
    const now = progressTime();
    this.startTime = this.drawnTime = this.checkedTime = now;
    this.describedTime = -Infinity;
    this.drawnN = this.n;
    this.drawnWidth = this.lines = this.smoothN = this.smoothTime = 0;
    this.stride = 1;
    this.nextCheck = this.nextLook();
    if (this.inPlace) this.draw(now);
  }

  /** The first line below the cursor that no running bar has. */
  private freePosition(): number {
    let position = 0;
    while (activeBars.some((b) => b.position === position)) position++;
    return position;
  }

  /** The n at which to check whether a drawing is due. */
  private nextLook(): number {
    const { total } = this;
    if (this.inPlace || total === undefined || total <= 0) return this.n + this.stride;
    // Lines: at each tenth except the last, which `close` writes.
    const tenth = Math.floor((this.n * 10) / total) + 1;
    return tenth < 10 ? Math.ceil((tenth * total) / 10) : Infinity;
  }

  private check(): void {
    const now = progressTime();
    this.stride = now - this.checkedTime < 0.001 ? Math.min(64, 2 * this.stride) : 1;
    this.checkedTime = now;
    this.nextCheck = this.nextLook();
    if (this.inPlace) {
      if (now - this.drawnTime < this.minInterval()) return;
      this.measure(now);
      this.draw(now);
    } else if (this.mayWriteLine(now)) {
      this.measure(now);
      this.writeLine(now);
    }
  }

  /** If the output is not a terminal: outer bars print every tenth, nested ones only as often as a reader can follow. */
  private mayWriteLine(now: number): boolean {
    const tenths = this.total !== undefined && this.total > 0;
    const ended = !this.active;
    if (this.position === 0) return tenths || ended || now - this.drawnTime >= 10;
    return now - this.drawnTime >= (tenths || ended ? 1 : 10);
  }

  /** Updates the average with the speed since the last drawing. */
  private measure(now: number): void {
    const a = this.options.smoothing ?? 0.3;
    this.smoothN = a * (this.n - this.drawnN) + (1 - a) * this.smoothN;
    this.smoothTime = a * (now - this.drawnTime) + (1 - a) * this.smoothTime;
    this.drawnN = this.n;
    this.drawnTime = now;
  }

  private line(now: number): string {
    const { columns } = this.output!;
    const width = columns === undefined || columns < 2 ? undefined : columns - 1; // a full line would wrap
    return formatMeter({
      n: this.n,
      total: this.total,
      elapsed: now - this.startTime,
      columns: this.inPlace ? (this.options.ncols ?? width) : 0,
      description: this.description,
      postfix: this.postfixNames.map((name, i) => `${name}=${postfixText(this.postfixValues[i]!)}`).join(", "),
      unit: this.options.unit ?? "it",
      ascii: this.options.ascii ?? false,
      rate: this.smoothTime > 0 ? this.smoothN / this.smoothTime : undefined,
      initial: this.options.initial ?? 0,
    });
  }

  private draw(now: number): void {
    // Bars below the last row of the screen cannot be reached with the cursor.
    const rows = (this.output!.rows ?? 21) - 1;
    if (this.position >= rows) return;
    this.show(
      this.position === rows - 1 && this.position > 0 ? " ... (more hidden) ..." : this.line(now),
      this.position,
    );
  }

  private writeLine(now: number): void {
    this.lines++;
    this.drawnN = this.n;
    this.drawnTime = now;
    this.output!.write(this.line(now).trimStart() + "\n");
  }

  /** Replaces the text on the line `position` below the cursor, and returns the cursor. */
  private show(text: string, position: number): void {
    const width = displayWidth(text);
    const rest = " ".repeat(Math.max(this.drawnWidth - width, 0));
    this.drawnWidth = width;
    this.output!.write("\n".repeat(position) + "\r" + text + rest + up.repeat(position));
  }

  private clear(): void {
    const blank = " ".repeat(this.drawnWidth);
    this.drawnWidth = 0;
    this.output!.write("\n".repeat(this.position) + "\r" + blank + "\r" + up.repeat(this.position));
  }
}

function sizeOf(iterable: unknown): number | undefined {
  const { length, size } = (iterable ?? {}) as { length?: unknown; size?: unknown };
  return typeof length === "number" ? length : typeof size === "number" ? size : undefined;
}

function postfixText(v: number | bigint | boolean | string): string {
  return typeof v === "number" || typeof v === "bigint" ? formatPostfix(v) : String(v).trim();
}

/**
 * Loops over an iterable with a progress bar on stderr. With only options: a bar moved by `update()`. It looks like
 * Python's tqdm: `desc:  76%|███████▌  | 760/1000 [00:01<00:00, 612.50it/s, loss=0.01]`. Throws `progress-range` for a
 * value that is not iterable.
 *
 * @example
 * const t = tqdm(["a.csv", "bcd.csv"], { desc: "files" });
 * for (const file of t) t.setPostfix({ length: file.length });
 *
 * const bar = tqdm({ total: 50 });
 * bar.update(10);
 * bar.close();
 */
export function tqdm<T>(iterable: Iterable<T>, options?: ProgressOptions): ProgressBar<T>;
/** A progress bar without a loop, moved by `update()`. */
export function tqdm(options: ProgressOptions): ProgressBar<never>;
export function tqdm<T>(subject: Iterable<T> | ProgressOptions, options: ProgressOptions = {}): ProgressBar<T> {
  noMore("tqdm", 2, arguments);
  if (typeof (subject as Partial<Iterable<T>> | null)?.[Symbol.iterator] === "function") {
    checkOptions(options, known, "tqdm");
    return new ProgressBar(subject as Iterable<T>, options);
  }
  if (typeof subject === "object" && subject !== null) {
    checkOptions(subject, known, "tqdm");
    return new ProgressBar<T>(undefined, subject as ProgressOptions);
  }
  return fail(
    "progress-range",
    `'${typeof subject}' object is not iterable`,
    typeof subject === "number"
      ? `use \`trange(${subject})\` to count to a number.`
      : "give `tqdm` an array or another iterable.",
  );
}

/**
 * `tqdm` over Python's `range`: 0 to n - 1, or start towards stop (exclusive) by step (default 1). Throws
 * `progress-range` if one of them is not a whole number, or the step is 0.
 *
 * @example
 * const t = trange(1000);
 * for (const epoch of t) t.setPostfix({ loss: 1 / (epoch + 1) });
 */
export function trange(n: number, options?: ProgressOptions): ProgressBar<number>;
/** `tqdm` over the whole numbers from `start` to `stop` (exclusive). */
export function trange(start: number, stop: number, options?: ProgressOptions): ProgressBar<number>;
/** `tqdm` over the numbers from `start` to `stop` (exclusive) by `step`. */
export function trange(start: number, stop: number, step: number, options?: ProgressOptions): ProgressBar<number>;
export function trange(...args: (number | ProgressOptions | undefined)[]): ProgressBar<number> {
  noMore("trange", 4, args);
  const last = args.at(-1);
  const options = typeof last === "object" && last !== null ? last : {};
  checkOptions(options, known, "trange");
  const numbers = (typeof last === "object" && last !== null ? args.slice(0, -1) : args).filter(
    (x) => x !== undefined,
  ) as number[];
  if (numbers.length === 0) fail("progress-range", "trange needs a number", "for example `trange(1000)`.");
  checkKinds("trange", numbers.length === 1 ? ["stop"] : ["start", "stop", "step"], numbers);
  for (const x of numbers) {
    if (!Number.isSafeInteger(x))
      fail(
        "progress-range",
        `trange counts in whole numbers, not ${shownValue(x)}`,
        "round it first, e.g. with `Math.floor`.",
      );
  }
  const [a, b, step] = numbers as [number, number?, number?];
  if (step === 0) fail("progress-range", "range() arg 3 must not be zero", "choose a step such as 1 or -1.");
  return new ProgressBar(b === undefined ? new Range(0, a, 1) : new Range(a, b, step ?? 1), options);
}
