import { fail } from "../diagnose/error.js";
import { checkKind, shownValue } from "../diagnose/argument-kinds.js";
import { noMore } from "../diagnose/arguments.js";
// The output of progress bars, and their clock. Node's `process` is accessed through globalThis, so that the same code
// runs in a browser, where bars are silent unless an output is set.

/** An output for progress bars: a terminal, a file, a part of a page. */
export interface ProgressOutput {
  /** Writes the text, which contains line breaks, carriage returns and, for nested bars, cursor movements. */
  write(text: string): void;
  /** Whether `\r` returns to the start of the line. If not (default), bars become a plain line about every 10 %. */
  readonly isTTY?: boolean | undefined;
  /** Width and height in characters, read for every bar drawn; undefined if unknown. */
  readonly columns?: number | undefined;
  /** The height of the terminal, if it is one. */
  readonly rows?: number | undefined;
  /** Writes the lines of a bar's `write(text)`; default: `write` above. */
  print?(text: string): void;
}

let chosen: ProgressOutput | undefined;
let standard: ProgressOutput | undefined;

/**
 * Sends the bars that start from now on to `output`. null restores the default: stderr if there is one (and stdout for
 * `write(text)`), else silence.
 *
 * @example
 * let page = "";
 * setProgressOutput({ write: (text) => { page += text; } });
 * for (const i of trange(3)) void i;
 * setProgressOutput(null);
 * page.includes("100% 3/3"); // → true
 */
export function setProgressOutput(output: ProgressOutput | null): void {
  noMore("setProgressOutput", 1, arguments);
  if (output !== null) {
    if (typeof (output as Partial<ProgressOutput> | undefined)?.write !== "function")
      fail(
        "argument",
        `setProgressOutput() takes an object with a function \`write\`, or null, but got ${shownValue(output)}`,
        "for example { write: (text) => … }.",
      );
    for (const name of ["isTTY", "columns", "rows"] as const) checkKind("setProgressOutput", name, output[name]);
  }
  chosen = output ?? undefined;
}

/** The output for a bar that starts now; undefined: silence. */
export function progressOutput(): ProgressOutput | undefined {
  if (chosen !== undefined) return chosen;
  return (standard ??= standardOutput());
}

function standardOutput(): ProgressOutput | undefined {
  const { stderr, stdout } =
    (globalThis as { process?: { stderr?: ProgressOutput; stdout?: ProgressOutput } }).process ?? {};
  if (typeof stderr?.write !== "function") return undefined;
  return {
    write: (text) => {
      stderr.write(text);
    },
    get isTTY() {
      return stderr.isTTY;
    },
    get columns() {
      return stderr.columns;
    },
    get rows() {
      return stderr.rows;
    },
    print: (text) => {
      (stdout ?? stderr).write(text);
    },
  };
}

const monotonic = (): number => performance.now() / 1000;
let clock = monotonic;

/** Seconds since an arbitrary moment. */
export function progressTime(): number {
  return clock();
}

/** For tests: another clock; null: the real one. */
export function setProgressClock(seconds: (() => number) | null): void {
  clock = seconds ?? monotonic;
}
