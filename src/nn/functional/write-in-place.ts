import { checkInPlace } from "../../core/dispatch.js";
import { needsGrad } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { clone, copy_ } from "../../ops/pointwise/cast.js";
import { label } from "../../ops/label.js";

/** The option of activations that may write over their input. */
export interface InplaceOptions {
  /** Whether the result is written over the input, which is returned then. Default false. */
  inplace?: boolean;
}

/**
 * f(x), or, where that is asked for, x with f(x) written over it. Gradients of f may read what x was, so that f gets a copy
 * where one is wanted. `gradName` is what PyTorch calls the gradient function of the form in place, where it counts that apart.
 */
export function maybeInPlace(x: Tensor, inplace: boolean, f: (x: Tensor) => Tensor, gradName?: string): Tensor {
  if (!inplace || !(x instanceof Tensor)) return f(x); // f says what is no tensor
  checkInPlace(x);
  const y = f(mode.grad && needsGrad(x) ? clone(x) : x),
    name = gradName ?? y.node?.name;
  const out = copy_(x, y);
  return name === undefined || out.viewOf !== null ? out : label(out, name);
}

/** The flag of a function that has no other option, by place or by name. */
export const isInplace = (what: string, o: boolean | InplaceOptions | undefined): boolean =>
  typeof o === "boolean"
    ? o
    : o === undefined
      ? false
      : (byName<InplaceOptions>(what, ["inplace"], [o]).inplace ?? false);
