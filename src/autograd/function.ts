import { edgeOf, needsGrad } from "../core/graph.js";
import { mode, noGrad } from "../core/modes.js";
import { failChanged, failFreed } from "../core/node.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { differentiable, giveHistories, giveHistory } from "./outputs.js";

/**
 * Passes data from the `forward` of a custom {@link Function} to its `backward`. Any other property may be set on it.
 *
 * @example
 * class Square extends Function {
 *   static forward(ctx: FunctionContext, x: Tensor) { ctx.saveForBackward(x); return x.mul(x); }
 *   static backward(ctx: FunctionContext, g: Tensor) { return [g.mul(ctx.savedTensors[0]!).mul(2)]; }
 * }
 */
export class FunctionContext {
  static readonly name: string = "FunctionContext";
  [key: string]: unknown;
  /** The tensors saved by `saveForBackward`. */
  savedTensors: readonly Tensor[] = [];
  /** Whether each argument of `forward` needs a gradient. */
  needsInputGrad: readonly boolean[] = [];
  /** @internal */
  materializes = true;
  private versions: readonly number[] = [];
  /** A backward without retainGraph has freed the saved tensors. */
  private released = false;

  /** Saves tensors for backward, which detects if one is changed in place before then. */
  saveForBackward(...tensors: Tensor[]): void {
    this.savedTensors = tensors;
    this.versions = tensors.map((t) => t.storage.version);
  }

  /** Whether backward gets zeros (the default) or null for an unused output, in functions with several outputs. */
  setMaterializeGrads(value: boolean): void {
    this.materializes = value;
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
        failChanged(
          t,
          this.versions[i]!,
          `${name} saved this tensor (number ${i}) before it was changed: change a clone() instead.`,
        );
      }
    });
  }
}

type Grads = readonly (Tensor | null | undefined)[] | Tensor | null;
interface FunctionClass {
  readonly name: string;
  forward(ctx: FunctionContext, ...args: never[]): unknown;
  backward(ctx: FunctionContext, ...grads: Tensor[]): Grads;
}

/**
 * An op of your own: subclass with static `forward(ctx, …args)`, which computes without recording, and static
 * `backward(ctx, grad)`, which returns one gradient per argument (null for anything that is not a tensor), and call
 * `MyFunction.apply(…args)`.
 *
 * `forward` may return an array of several outputs; `backward` is then called once with a gradient for each, zeros for
 * unused ones.
 *
 * @throws KindlingError `function-output` if forward returns no tensor, `function-grads` if backward returns too few
 * gradients.
 * @example
 * class Cube extends Function {
 *   static forward(ctx: FunctionContext, x: Tensor) { ctx.saveForBackward(x); return x.pow(3); }
 *   static backward(ctx: FunctionContext, g: Tensor) { return [g.mul(ctx.savedTensors[0]!.pow(2)).mul(3)]; }
 * }
 * const x = tensor(2, { requiresGrad: true });
 * Cube.apply(x).backward();
 * x.grad!.item(); // → 12
 */
export class Function {
  static readonly name: string = "Function";
  /** Runs `forward` and records the step. */
  static apply<C extends FunctionClass>(
    this: C,
    ...args: C["forward"] extends (ctx: FunctionContext, ...a: infer A) => unknown ? A : never
  ): ReturnType<C["forward"]> {
    const inputs = args as readonly unknown[];
    const ctx = new FunctionContext();
    ctx.needsInputGrad = inputs.map((a) => a instanceof Tensor && needsGrad(a));
    const result = noGrad<unknown>(() =>
      (this.forward as (ctx: FunctionContext, ...a: readonly unknown[]) => unknown)(ctx, ...inputs),
    );
    const several = Array.isArray(result);
    const outputs = several ? (result as readonly unknown[]) : [result];
    if (!outputs.some((t) => t instanceof Tensor))
      fail(
        "function-output",
        `${this.name}.forward must return a Tensor, but got ${several ? "an array without one" : typeof result}`,
        "did you forget `return`?",
      );
    if (!mode.grad || !ctx.needsInputGrad.includes(true) || !outputs.some(differentiable))
      return result as ReturnType<C["forward"]>;
    const tracked = outputs.map((t) => (differentiable(t) ? apart(t, inputs) : t));
    const label = `${this.name}Backward`;
    const args2 = inputs.map((a) => (a instanceof Tensor ? a : 0));
    const next = inputs.map((a, i) => (a instanceof Tensor && ctx.needsInputGrad[i] === true ? edgeOf(a) : null));
    const call = (grads: (Tensor | null)[]): readonly (Tensor | null)[] => {
      ctx.check(label);
      return checked(label, this.backward(ctx, ...(grads as Tensor[])), grads, inputs.length);
    };
    const release = (): void => ctx.release();
    const op = { gradName: this.name, saves: "", release };
    if (!several) giveHistory(tracked[0] as Tensor, op, call, args2, next, label);
    else giveHistories(tracked, op, call, args2, next, label, ctx.materializes);
    return (several ? tracked : tracked[0]) as ReturnType<C["forward"]>;
  }
}

/** An output that is an input, or already in a graph, becomes a new tensor, so that it can have its own history. */
function apart(t: Tensor, inputs: readonly unknown[]): Tensor {
  return inputs.includes(t) || t.viewOf !== null || t.node !== null || t.wantsGrad
    ? new Tensor(t.storage, t.shape, t.strides, t.offset, t.dtype)
    : t;
}

/** The result of backward, as one gradient or null for each argument of forward. */
function checked(
  label: string,
  fromUser: Grads,
  grads: readonly (Tensor | null)[],
  count: number,
): readonly (Tensor | null)[] {
  const list = (Array.isArray(fromUser) ? fromUser : [fromUser]) as readonly (Tensor | null | undefined)[];
  // The user's code may keep a tensor it has seen, so no .grad may share it.
  for (const g of grads) if (g !== null) g.storage.claimed = true;
  for (const t of list) {
    if (t instanceof Tensor) t.storage.claimed = true;
    else if (t !== null && t !== undefined)
      fail(
        "function-grads",
        `function ${label} returned a ${typeof t} where a gradient is expected`,
        "return one gradient per argument of forward, or null for arguments that need none.",
      );
  }
  if (list.length < count || list.slice(count).some((t) => t !== null && t !== undefined))
    fail(
      "function-grads",
      `function ${label} returned an incorrect number of gradients (expected ${count}, got ${list.length})`,
      "return one gradient per argument of forward, or null for arguments that need none.",
    );
  return list.map((t) => t ?? null);
}
