import { verify } from "../../ir/verify.js";
import { renderJs } from "../../render/js.js";
import type { Engine, Executable } from "../engine.js";
import { runtime } from "./runtime.js";

/** The reference engine: kernels as JavaScript functions. Runs everywhere, supports everything. */
export const jsEngine: Engine = {
  name: "js",
  worthwhile: 0,
  prepare(kernel) {
    verify(kernel);
    // The source is rendered from the IR, whose texts are fixed words and numbers: nothing of a user's data is in it.
    const make = new Function("rt", "fround", "asInt64", renderJs(kernel)) as (rt: typeof runtime, fround: typeof Math.fround, asInt64: typeof BigInt.asIntN) => Executable;
    return make(runtime, Math.fround, BigInt.asIntN);
  },
};
