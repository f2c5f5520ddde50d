import type { Code } from "./codes.js";
import { userPlace } from "./line.js";
import { hint, wasSaid } from "./warn.js";

// A forward pass without gradients in training mode is a mistake in an evaluation, but intended in training: another
// model learns from a GAN's generator or a teacher. The next event decides: a value is read, or backward runs.

interface Waiting {
  readonly code: Code;
  readonly message: string;
  readonly key: string;
  readonly at: () => string | null;
}

/** Hints about forward passes since the last backward. */
export let waiting: Waiting[] | null = null;

/** Prints a hint as soon as a value is read, unless a backward comes first. */
export function hintIfRead(code: Code, message: string, key: string): void {
  if (waiting?.some((w) => w.key === key) === true) return;
  const at = wasSaid(code, key) ? (): null => null : userPlace();
  if (waiting === null) waiting = [{ code, message, key, at }];
  else waiting.push({ code, message, key, at });
}

/** A value is read. */
export function saidLater(): void {
  const list = waiting ?? [];
  waiting = null;
  for (const w of list) hint(w.code, w.message, w.key, w);
}

/** It was training. */
export function dropLater(): void {
  waiting = null;
}
