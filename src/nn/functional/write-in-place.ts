import { checkInPlace } from "../../core/dispatch.js";
import { needsGrad } from "../../core/graph.js";
import { mode } from "../../core/modes.js";
import { Tensor } from "../../core/tensor.js";
import { byName } from "../../diagnose/arguments.js";
import { clone, copy_ } from "../../ops/pointwise/cast.js";
import { label } from "../../ops/label.js";

/** The option of activations that can overwrite their input. */
export interface InplaceOptions {
  /** Whether to overwrite the input with the result, and return it. Default false. */
  inplace?: boolean;
}

/**
 * f(x), or, with `inplace`, x overwritten with f(x). Gradients of f may read the old x, so f gets a copy if a gradient
 * is needed. `gradName` is PyTorch's name for the gradient function of the in-place form, if it has its own.
 */
export function maybeInPlace(x: Tensor, inplace: boolean, f: (x: Tensor) => Tensor, gradName?: string): Tensor {
  if (!inplace || !(x instanceof Tensor)) return f(x); // f reports an input that is not a tensor
  checkInPlace(x);
  const y = f(mode.grad && needsGrad(x) ? clone(x) : x),
    name = gradName ?? y.node?.name;
  const out = copy_(x, y);
  return name === undefined || out.viewOf !== null ? out : label(out, name);
}

/** The flag of a function without other options, by position or by name. */
export const isInplace = (what: string, o: boolean | InplaceOptions | undefined): boolean =>
  typeof o === "boolean"
    ? o
    : o === undefined
      ? false
      : (byName<InplaceOptions>(what, ["inplace"], [o]).inplace ?? false);
