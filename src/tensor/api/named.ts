import { byPlace, isNamed } from "../../diagnose/arguments.js";
import type { Arg } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";

/** A function of one tensor. */
export type Unary = (x: Tensor) => Tensor;
/** A function of two tensors, or of a tensor and a number, broadcast together. */
export type Binary = (x: Arg, other: Arg | { other: Arg }) => Tensor;

/**
 * A public function. `places` are the names of the arguments after the tensor, in PyTorch's order, by which they may be
 * given, too; `more` those that only a name reaches. `f` takes them in their places, and an object of the others at the end.
 * What is neither is refused.
 */
export function named<F>(what: string, places: readonly string[], f: (x: never, ...args: never[]) => unknown, more: readonly string[] = []): F {
  const run = f as (x: unknown, ...args: unknown[]) => unknown;
  // The short forms are apart, since they are called most: they make no list of what they were given.
  if (places.length === 0 && more.length === 0) {
    return function (x: unknown, ...rest: unknown[]) {
      if (rest.some(isNamed)) byPlace(what, places, rest); // [x, y].map(abs) hands more to a function than it wants
      return run(x);
    } as F;
  }
  if (places.length === 1 && more.length === 0 && !places[0]!.startsWith("...")) {
    return function (x: unknown, y: unknown, ...rest: unknown[]) {
      return rest.length === 0 && !isNamed(y) ? run(x, y) : run(x, ...byPlace(what, places, [y, ...rest]));
    } as F;
  }
  return ((x: unknown, ...args: unknown[]) => run(x, ...byPlace(what, places, args, more))) as F;
}
