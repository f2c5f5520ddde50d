import type { FollowPlanning } from "../compile/progress.js";
import { isStrict } from "../diagnose/warn.js";
import { progressOutput } from "./output.js";
import { type ProgressBar, tqdm } from "./progress.js";

/** The planning time, in milliseconds, after which a bar is shown. */
const LONG = 1000;

/** A bar on a terminal for long planning, removed when it is full; none in strict mode. */
export const planningBar: FollowPlanning = (steps, total) => {
  const start = performance.now();
  let done = 0,
    bar: ProgressBar<never> | null = null;
  return () => {
    done++;
    if (
      bar === null &&
      done < total &&
      performance.now() - start > LONG &&
      !isStrict() &&
      progressOutput()?.isTTY === true
    ) {
      bar = tqdm({ desc: `compile: planning ${steps} steps`, total, leave: false, mininterval: 0 });
    }
    bar?.update(done - bar.n);
    if (done === total) bar?.close();
  };
};
