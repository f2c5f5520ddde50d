import { warn } from "../../diagnose/warn.js";
import { productOf } from "../../render/wasm/product.js";
import type { Accelerator } from "../accelerator.js";
import { codeRefused } from "../codegen.js";
import { chosen, type Engine } from "../engine.js";
import { inBlocks } from "./blocks.js";
import { eagerKernel, sumsUp } from "./kernels.js";
import { type Machine, startMachine } from "./machine.js";
import { planRunner } from "./plans.js";
import { multiply } from "./products.js";
import { setAvailable, type Threads } from "./team.js";
import { withCompile } from "../../util/features.js";

/**
 * The engine for large kernels and for whole programs, on SIMD and, given `threads`, on several of them. An eager
 * kernel's operands are copied into the engine's memory and its result out of it: a small cost compared with a matrix
 * product, which reads every number many times.
 */
export function wasmEngine(threads: Threads | null = null, accelerator: Accelerator | null = null): Engine {
  if (threads !== null) setAvailable(threads.available);
  let machine: Machine | null | undefined; // made when first needed
  const get = (): Machine | null => (machine === undefined ? (machine = startMachine(threads, accelerator)) : machine);
  return {
    name: "wasm",
    level: 1,
    // Compared with the interpreter, a copy pays off sooner.
    get worthwhile() {
      return codeRefused() ? 1 << 10 : 1 << 15;
    },
    blocksFrom: 1 << 14,
    prepare(kernel) {
      const product = productOf(kernel);
      if (machine === null) return null;
      if (product === null) {
        const alone = codeRefused(),
          blocks = inBlocks(kernel, get),
          whole = alone || sumsUp(kernel) ? eagerKernel(kernel, get, alone) : null;
        if (blocks === null || whole === null) return blocks ?? whole;
        return (buffers, ints, params) =>
          whole(buffers, ints, params) === false ? blocks(buffers, ints, params) : undefined;
      }
      return (buffers, ints) => {
        const m = get();
        return m !== null && multiply(m, kernel, product, buffers, ints) ? undefined : false;
      };
    },
    program(program, choice = chosen.engine) {
      if (!withCompile) return null;
      const m = get();
      try {
        return m === null ? null : planRunner(m, program, choice);
      } catch (e) {
        if (e instanceof RangeError) {
          // no room: then kernel by kernel
          warn(
            "wasm-memory",
            `WebAssembly's memory is full (${e.message}), so a compiled function runs in plain JavaScript, which is slower.`,
            "",
          );
          return null;
        }
        throw e;
      }
    },
  };
}
