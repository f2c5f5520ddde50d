import { checkFunction } from "../diagnose/error.js";

/** Switches that dispatch reads on every op. */
export const mode = {
  /** Whether ops record what backward needs. */
  grad: true,
  /** A look at what a training step does: optimizers leave the weights as they are, and backward keeps its graph. */
  trial: false,
};

/**
 * Runs `fn` without recording gradients and gives its result.
 *
 * @example
 * const w = ones(2, { requiresGrad: true });
 * noGrad(() => w.mul(2)).requiresGrad; // → false
 */
export function noGrad<T>(fn: () => T): T { return withGrad(false, fn); }

/**
 * Runs `fn` with gradients recorded, also inside {@link noGrad}.
 *
 * @example
 * const w = ones(2, { requiresGrad: true });
 * noGrad(() => enableGrad(() => w.mul(2).requiresGrad)); // → true
 */
export function enableGrad<T>(fn: () => T): T { return withGrad(true, fn); }

/** Runs `fn` with recording on or off. The switch is put back when `fn` returns or throws; it does not reach past an await. */
export function setGradEnabled<T>(on: boolean, fn: () => T): T { return withGrad(on, fn); }

/** Whether ops record gradients right now. */
export function isGradEnabled(): boolean { return mode.grad; }

function withGrad<T>(on: boolean, fn: () => T): T {
  if (typeof fn !== "function") checkFunction(fn, "noGrad");
  const before = mode.grad;
  mode.grad = on;
  try {
    return fn();
  } finally {
    mode.grad = before;
  }
}
