import { edgeOf, needsGrad } from "../core/graph.js";
import { mode, noGrad } from "../core/modes.js";
import { failChanged, failFreed, Node } from "../core/node.js";
import { Tensor } from "../core/tensor.js";
import { noAttrs } from "../core/dispatch.js";
import { fail } from "../diagnose/error.js";
import { isFloat } from "../shape/dtype.js";

/** What a custom function's `forward` leaves for its `backward`. Any property may be set on it besides. */
export class FunctionContext {
  [key: string]: unknown;
  /** The tensors that `saveForBackward` was given. */
  savedTensors: readonly Tensor[] = [];
  /** Whether each argument of `forward` wants a gradient. */
  needsInputGrad: readonly boolean[] = [];
  private versions: readonly number[] = [];
  /** A backward without retainGraph has let go of what was saved. */
  private released = false;

  /** Keeps tensors for backward, which notices if one is changed in place before then. */
  saveForBackward(...tensors: Tensor[]): void {
    this.savedTensors = tensors;
    this.versions = tensors.map((t) => t.storage.version);
  }

  /** @internal */
  release(): void {
    this.released = this.savedTensors.length > 0;
    this.savedTensors = [];
  }

  /** @internal */
  check(name: string): void {
    if (this.released) failFreed();
    this.savedTensors.forEach((t, i) => {
      if (t.storage.version !== this.versions[i]) {
        failChanged(t, this.versions[i]!, `${name} saved this tensor (number ${i}) before it was changed: change a clone() instead.`);
      }
    });
  }
}

type Forward = (ctx: FunctionContext, ...args: never[]) => Tensor;

/**
 * An op of one's own: subclass with static `forward(ctx, …args)`, which computes without recording, and static
 * `backward(ctx, grad)`, which gives one gradient per argument (null for what is no tensor), and call
 * `MyFunction.apply(…args)`. One output tensor.
 *
 * @example
 * class Cube extends Function {
 *   static forward(ctx: FunctionContext, x: Tensor) { ctx.saveForBackward(x); return x.pow(3); }
 *   static backward(ctx: FunctionContext, g: Tensor) { return [g.mul(ctx.savedTensors[0]!.pow(2)).mul(3)]; }
 * }
 * const x = tensor(2, { requiresGrad: true });
 * (Cube.apply(x) as Tensor).backward();
 * x.grad!.item(); // → 12
 */
export class Function {
  /** Runs `forward` and records the step. */
  static apply<C extends { forward: Forward; backward(ctx: FunctionContext, grad: Tensor): readonly (Tensor | null)[]; readonly name: string }>(
    this: C, ...args: C["forward"] extends (ctx: FunctionContext, ...a: infer A) => Tensor ? A : never
  ): Tensor {
    const inputs = args as readonly unknown[];
    const ctx = new FunctionContext();
    ctx.needsInputGrad = inputs.map((a) => a instanceof Tensor && needsGrad(a));
    const result = noGrad(() => (this.forward as (ctx: FunctionContext, ...a: readonly unknown[]) => Tensor)(ctx, ...inputs));
    if (!(result instanceof Tensor)) fail("function-output", `${this.name}.forward must return a Tensor, but got ${typeof result}`);
    if (!mode.grad || !ctx.needsInputGrad.includes(true)) return result;
    if (!isFloat(result.dtype)) return result;
    // An input given back as it is becomes a new tensor, so that it can have a history of its own.
    const out = inputs.includes(result) || result.viewOf !== null || result.node !== null || result.wantsGrad ? new Tensor(result.storage, result.shape, result.strides, result.offset) : result;
    const tensors = inputs.map((a, i) => (a instanceof Tensor && ctx.needsInputGrad[i] === true ? edgeOf(a) : null));
    const { name } = this;
    const op = {
      gradName: name, saves: "",
      release: () => ctx.release(),
      gradAll: (g: Tensor): readonly (Tensor | null)[] => {
        ctx.check(`${name}Backward`);
        const grads = this.backward(ctx, g);
        const list = Array.isArray(grads) ? grads as readonly (Tensor | null)[] : [grads as unknown as Tensor];
        // What the user's code has seen it may keep, so no .grad may live there.
        g.storage.claimed = true;
        for (const t of list) if (t instanceof Tensor) t.storage.claimed = true;
        if (list.length < inputs.length || list.slice(inputs.length).some((t) => t !== null && t !== undefined)) fail("function-grads", `function ${name}Backward returned an incorrect number of gradients (expected ${inputs.length}, got ${list.length})`, "return one entry per argument of forward; null for what needs none.");
        return list;
      },
    };
    const args2 = inputs.map((a) => (a instanceof Tensor ? a : 0));
    out.node = new Node(op, args2, tensors, noAttrs, out);
    out.node.label = `${name}Backward`;
    return out;
  }
}
