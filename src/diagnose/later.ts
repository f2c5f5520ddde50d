import type { Code } from "./codes.js";
import { hint } from "./warn.js";

// A forward pass without gradients in training mode is a mistake in an evaluation, and is meant in training: a GAN's
// generator or a teacher gives what another model learns from. What comes next tells: values are read, or backward runs.

interface Waiting { readonly code: Code; readonly message: string; readonly key: string }

/** Hints about forward passes since the last backward. */
export let waiting: Waiting[] | null = null;

/** Says a hint as soon as a value is read, if no backward comes first. */
export function hintIfRead(code: Code, message: string, key: string): void {
  if (waiting === null) waiting = [{ code, message, key }];
  else if (!waiting.some((w) => w.key === key)) waiting.push({ code, message, key });
}

/** A value is read. */
export function saidLater(): void {
  const list = waiting ?? [];
  waiting = null;
  for (const w of list) hint(w.code, w.message, w.key);
}

/** It was training. */
export function dropLater(): void { waiting = null; }
