// Preloaded (`node --import`) before a test file, this lets all its tests run compiled as well: what each test computes is
// recorded on the way, made into a plan, and the plan, run on what the test began with, must compute the same. So every
// op, layer, loss and optimizer goes through the passes and the engine for plans, as soon as it has any test.

import { afterEach, beforeEach } from "node:test";
import { setRecorder } from "#src/core/recorder.js";
import { listener, Shadow } from "./shadow.js";

/** As many steps become one plan, or a few more, and as many of each test are looked at: gradcheck takes thousands, all alike. */
const STEPS = 80,
  MOST = 160;

let shadow: Shadow | null = null;
let looked = 0;

/** Checks what was recorded so far, and records what follows. */
function next(): void {
  const s = shadow;
  if (s === null) return;
  setRecorder(null);
  shadow = null;
  looked += s.steps;
  if (s.steps > 0) s.check();
  if (looked < MOST) listen();
}

function listen(): void {
  shadow = new Shadow();
  // Never in the middle of an op: the plan's own steps may be ops.
  setRecorder(
    listener(
      () => shadow!,
      () => {
        if (shadow!.steps >= STEPS) next();
      },
    ),
  );
}

beforeEach(() => {
  looked = 0;
  listen();
});
afterEach(() => {
  looked = MOST;
  next();
});
