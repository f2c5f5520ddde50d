import { noMore } from "../diagnose/arguments.js";
import { checkSync, finished, type Synchronous } from "../diagnose/sync.js";

/** Switches that dispatch reads on every op. */
export const mode = {
  /** Whether ops record what backward needs. */
  grad: true,
  /** Trial mode for a training step: optimizers leave the weights unchanged, and backward keeps its graph. */
  trial: false,
  /** For each optimizer step skipped in a trial, whether it had a gradient. */
  trialSteps: [] as boolean[],
  /** Called after each backward pass that accumulated gradients. */
  passed: null as (() => void) | null,
};

/**
 * Runs `fn` without recording gradients and returns its result. The mode ends when `fn` returns, so `fn` must not be
 * async: await before or after it.
 *
 * If your own helper passes its function on, it needs the same type: `<T>(f: () => Synchronous<T>) => noGrad(f)`.
 *
 * @throws KindlingError `not-over` for an async function, a generator, or a function that returns a promise.
 * @example
 * const w = ones(2, { requiresGrad: true });
 * noGrad(() => w.mul(2)).requiresGrad; // → false
 */
export function noGrad<T>(fn: () => Synchronous<T>): T {
  noMore("noGrad", 1, arguments);
  return withGrad(false, fn as () => T, "noGrad");
}

/**
 * Runs `fn` with gradients recorded, also inside {@link noGrad}.
 *
 * @throws KindlingError `not-over` for an async function, a generator, or a function that returns a promise.
 * @example
 * const w = ones(2, { requiresGrad: true });
 * noGrad(() => enableGrad(() => w.mul(2).requiresGrad)); // → true
 */
export function enableGrad<T>(fn: () => Synchronous<T>): T {
  noMore("enableGrad", 1, arguments);
  return withGrad(true, fn as () => T, "enableGrad");
}

/**
 * Runs `fn` with the recording of gradients on or off. The mode is restored when `fn` returns or throws.
 *
 * @throws KindlingError `not-over` for an async function, a generator, or a function that returns a promise.
 * @example
 * const w = ones(2, { requiresGrad: true });
 * setGradEnabled(false, () => w.mul(2).requiresGrad); // → false
 */
export function setGradEnabled<T>(on: boolean, fn: () => Synchronous<T>): T {
  noMore("setGradEnabled", ["on", "fn"], arguments);
  return withGrad(on, fn as () => T, "setGradEnabled");
}

/**
 * Whether operations record gradients; see {@link noGrad}.
 *
 * @example
 * noGrad(() => isGradEnabled()); // → false
 */
export function isGradEnabled(): boolean {
  noMore("isGradEnabled", 0, arguments);
  return mode.grad;
}

function withGrad<T>(on: boolean, fn: () => T, name: string): T {
  checkSync(fn, name);
  const before = mode.grad;
  mode.grad = on;
  try {
    return finished(fn(), name);
  } finally {
    mode.grad = before;
  }
}
