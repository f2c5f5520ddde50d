import { Function, type FunctionContext } from "../autograd/function.js";
import { needsGrad } from "../core/graph.js";
import { mode } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { warn } from "../diagnose/warn.js";
import type { Module } from "./module.js";

/** Runs when the gradients for the inputs of a call are known; may return replacements. */
export type FullBackwardHook = (
  module: Module,
  gradInput: readonly (Tensor | null)[],
  gradOutput: readonly (Tensor | null)[],
) => unknown;

type Grads = readonly (Tensor | null)[];

/** Returns its inputs unchanged. Backward passes through `back` on the way. */
class BackwardHookFunction extends Function {
  static forward(ctx: FunctionContext, back: (grads: Grads) => Grads, ...xs: Tensor[]): Tensor[] {
    ctx.setMaterializeGrads(false);
    ctx["back"] = back;
    return xs;
  }
  static backward(ctx: FunctionContext, ...grads: Tensor[]): (Tensor | null)[] {
    return [null, ...(ctx["back"] as (grads: Grads) => Grads)(grads)];
  }
}

/** Puts the results for the tensors at `places` into a list of `n`, null elsewhere. */
function spread(places: readonly number[], values: Grads, n: number): (Tensor | null)[] {
  const out = Array<Tensor | null>(n).fill(null);
  places.forEach((p, i) => {
    out[p] = values[i] ?? null;
  });
  return out;
}

/**
 * The backward hooks of one call of a module. The inputs and the outputs pass through an identity function: backward
 * reaches the outputs' first, and the inputs' once all their gradients are known.
 */
export class BackwardHooks {
  private readonly module: Module;
  private readonly hooks: readonly FullBackwardHook[];
  private readonly inputs: number;
  /** Whether gradients reach the inputs. */
  private reaches = false;
  private gradOutput: Grads | null = null;

  constructor(module: Module, hooks: readonly FullBackwardHook[], inputs: number) {
    this.module = module;
    this.hooks = hooks;
    this.inputs = inputs;
  }

  /** The arguments, passed through the function if one of them needs a gradient. */
  enter(args: readonly unknown[]): readonly unknown[] {
    const through = this.through(args, (places, grads) => {
      // Without gradients of outputs, this gradient arrived by another path, as in the gradient of a gradient.
      if (this.gradOutput === null) return grads;
      let gradInput = spread(places, grads, this.inputs);
      for (const hook of this.hooks) {
        const fromUser = hook(this.module, gradInput, this.gradOutput);
        if (fromUser === undefined || fromUser === null) continue;
        const list = (Array.isArray(fromUser) ? fromUser : [fromUser]) as (Tensor | null)[];
        if (list.length !== gradInput.length)
          fail(
            "hook-shape",
            `Backward hook returned an invalid number of grad_input, got ${list.length}, but expected ${gradInput.length}`,
            "return one gradient for each argument of forward (null for none), or nothing.",
          );
        gradInput = list;
      }
      this.gradOutput = null;
      return places.map((p) => gradInput[p] ?? null);
    });
    this.reaches = through !== null;
    return through ?? args;
  }

  /** The output, or each tensor of an array of them, passed through the function. */
  leave(output: unknown): unknown {
    const several = Array.isArray(output),
      list = several ? (output as readonly unknown[]) : [output];
    if (!several && !(output instanceof Tensor)) {
      warn(
        "backward-hook",
        `For backward hooks to be called, module output should be a Tensor or a tuple of Tensors but received ${output === null ? "null" : typeof output}`,
      );
      return output;
    }
    const through = this.through(list, (places, grads) => {
      this.gradOutput = spread(places, grads, list.length);
      if (this.reaches) return grads;
      for (const hook of this.hooks) {
        const fromUser = hook(this.module, Array<null>(this.inputs).fill(null), this.gradOutput);
        if (
          fromUser !== undefined &&
          fromUser !== null &&
          !(Array.isArray(fromUser) && fromUser.every((g) => g === null))
        )
          fail(
            "hook-shape",
            "Backward hook for Modules where no input requires gradient should always return None or None for all gradients.",
            "return nothing, or give an input { requiresGrad: true }.",
          );
      }
      this.gradOutput = null;
      return grads;
    });
    return through === null ? output : several ? through : through[0];
  }

  /** The list with its tensors passed through the function; null if none of them needs a gradient. */
  private through(
    list: readonly unknown[],
    back: (places: readonly number[], grads: Grads) => Grads,
  ): unknown[] | null {
    const places: number[] = [],
      tensors: Tensor[] = [];
    list.forEach((v, i) => {
      if (v instanceof Tensor) {
        places.push(i);
        tensors.push(v);
      }
    });
    if (!mode.grad || !tensors.some(needsGrad)) return null;
    const passed = BackwardHookFunction.apply((grads: Grads) => back(places, grads), ...tensors);
    const out = [...list];
    places.forEach((p, i) => {
      out[p] = passed[i];
    });
    return out;
  }
}
