// Ctrl-C while a loop runs: the first press lets the loop finish its step; the second ends the program at once, as
// usual. A synchronous loop leaves no time for signal handlers, so Node's preset watches from a thread
// (`interrupt-node.ts`).

import { noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { progressOutput } from "./output.js";

/** Listens for Ctrl-C. */
export interface InterruptWatch {
  /** Whether it was pressed. */
  pressed(): boolean;
  /** Stops listening. */
  close(): void;
  /** The command that starts the program again. */
  readonly command: string;
  /** Ends the program, as after Ctrl-C. */
  exit(): never;
}

let maker: (() => InterruptWatch | null) | null = null;
/** The preset for Node sets how to detect Ctrl-C. */
export function setInterrupts(m: () => InterruptWatch | null): void {
  maker = m;
}

/** Listens until it is closed; null if there is no Ctrl-C, or if the program has its own handler. */
export const watchInterrupts = (): InterruptWatch | null => (maker === null ? null : maker());

/** Prints a sentence where progress bars are shown. */
export function say(sentence: string): void {
  progressOutput()?.write(`${sentence}\n`);
}

/**
 * Loops over an iterable until Ctrl-C is pressed: the current step is finished, then the loop ends normally, so that
 * the program can save its state. A second Ctrl-C ends the program at once. In a browser the loop simply runs to its
 * end.
 *
 * @example
 * let steps = 0;
 * for (const epoch of interruptible([0, 1, 2])) steps += epoch;
 * steps; // → 3
 */
export function interruptible<T>(loop: Iterable<T>): Iterable<T> & { readonly length: number | undefined } {
  noMore("interruptible", 1, arguments);
  if (typeof (loop as Partial<Iterable<T>> | null)?.[Symbol.iterator] !== "function")
    fail(
      "argument",
      `interruptible() takes something to loop over, but got ${shownValue(loop)}`,
      "for example interruptible(trange(10)).",
    );
  const { length } = loop as { length?: number };
  return {
    length,
    *[Symbol.iterator]() {
      const watch = watchInterrupts();
      try {
        for (const value of loop) {
          yield value;
          if (watch?.pressed() === true) {
            say("Interrupted: the step is done, and the loop ends here.");
            return;
          }
        }
      } finally {
        watch?.close();
      }
    },
  };
}
