import { verify } from "../../ir/verify.js";
import { renderJs } from "../../render/js/js.js";
import { scheduleFor } from "../../render/js/schedule.js";
import { printRun } from "../../render/nest/print.js";
import { debugging } from "../../util/debug.js";
import { codeRefused, functionOf } from "../codegen.js";
import type { Engine, Executable } from "../engine.js";
import { runtime } from "../runtime.js";
import { withExplain, withVerifiedKernels } from "../../util/features.js";

/** A cache of functions by source text, since kernels of several plans or parameters are often the same. */
const made = new Map<string, Executable>();
const MOST = 1000;

/** The reference engine: kernels as JavaScript functions. Supports everything, if code generation is allowed. */
export const jsEngine: Engine = {
  name: "js",
  worthwhile: 0,
  prepare(kernel) {
    if (codeRefused()) return null;
    if (withVerifiedKernels) verify(kernel);
    if (withExplain && debugging("kernels")) console.log(printRun("js", kernel, scheduleFor(kernel)));
    const text = renderJs(kernel);
    const have = made.get(text);
    if (have !== undefined) return have;
    // The source is rendered from the IR, whose texts are fixed words and numbers: nothing of a user's data is in it.
    const make = functionOf(["rt", "fround", "asInt64"], text) as
      | ((rt: typeof runtime, fround: typeof Math.fround, asInt64: typeof BigInt.asIntN) => Executable)
      | null;
    if (make === null) return null;
    const run = make(runtime, Math.fround, BigInt.asIntN);
    if (made.size === MOST) made.clear();
    made.set(text, run);
    return run;
  },
};
