import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import type { Reduction } from "../../ops/reduce/loss.js";
import { mean, sum } from "../../ops/reduce/reduce.js";

// How the losses of all elements are reduced to one, and the arguments that all losses share: by position in PyTorch's
// order, or by name.

export type { Reduction } from "../../ops/reduce/loss.js";
/** Options of every loss. */
export interface LossOptions {
  /** How to reduce the losses of all elements: mean (default), sum, or none. */
  reduction?: Reduction;
  /** PyTorch's old name for the reduction: false is "sum". Default null: `reduction` decides. */
  sizeAverage?: boolean | null;
  /** PyTorch's old name for the reduction: false is "none". Default null: `reduction` decides. */
  reduce?: boolean | null;
}
/**
 * The old names for the reduction: whether losses are averaged, and whether they are reduced; null leaves it to
 * `reduction`.
 */
export type Old = boolean | null;
/** Arguments after input and target, for losses without further options. */
export type LossArguments = Rest<[sizeAverage: Old, reduce: Old, reduction: Reduction], LossOptions>;

/** The reduction from a loss's options. */
export function reductionOf(options: LossOptions, sentence = "is not a valid value for reduction"): Reduction {
  const average = options.sizeAverage ?? null,
    reduce = options.reduce ?? null,
    r = options.reduction ?? "mean";
  // new nn.MSELoss("sum") would be sizeAverage "sum": silently a mean.
  for (const old of [average, reduce])
    if (old !== null && typeof old !== "boolean")
      fail(
        "option",
        `the loss takes its options as an object, but got ${JSON.stringify(old)}`,
        `for example { reduction: ${JSON.stringify(r)} }; the first positional argument is PyTorch's old sizeAverage, a boolean.`,
      );
  if (average !== null || reduce !== null) return reduce === false ? "none" : average === false ? "sum" : "mean";
  return r === "mean" || r === "sum" || r === "none"
    ? r
    : fail("loss-reduction", `${String(r)} ${sentence}`, 'use "mean", "sum" or "none".');
}

/** The losses of all elements as one, or as they are. */
export function reduced(t: Tensor, r: Reduction): Tensor {
  return r === "mean" ? mean(t) : r === "sum" ? sum(t) : reductionOf({ reduction: r }) && t;
}

/** Reads the arguments of a loss, whose names are in PyTorch's order. `sentence`: the message for a wrong reduction. */
export function lossReader<O extends LossOptions>(
  what: string,
  names: readonly (keyof O & string)[],
  sentence?: string,
): (args: readonly unknown[]) => O & { reduction: Reduction } {
  return (args) => {
    const all = byName<O>(what, names, args) as O;
    return { ...all, reduction: reductionOf(all, sentence) };
  };
}

/** The old names and the new one, in their usual order. */
export const reductionNames = ["sizeAverage", "reduce", "reduction"] as const;
/** The message of losses that check the reduction themselves. */
export const PLAIN = "is not valid";
