import { noGrad } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { checkOptions, noMore } from "../diagnose/arguments.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { clipGradsWithNorm_, getTotalNorm } from "../nn/utils/clip-grad.js";
import { pow } from "../ops/pointwise/binary.js";
import { allReduce } from "./collectives-node.js";
import { current } from "./group-node.js";

/** Options of {@link clipGradNorm}. */
export interface ClipOptions {
  /** Which norm. Default 2; Infinity takes the largest element. */
  normType?: number;
  /** Whether a norm that is NaN or infinite is an error. Default false. */
  errorIfNonfinite?: boolean;
  /** Whether each rank has parameters of its own, whose gradients count together. Default false: all ranks have the same. */
  sharded?: boolean;
}
const optionNames: ReadonlySet<string> = new Set(["normType", "errorIfNonfinite", "sharded"]);

/**
 * Scales all gradients down together so that their norm, as of one long vector, is at most `maxNorm`, by the same factor on all
 * ranks. Gives the norm that they had. Between `backward()` and the optimizer's step.
 *
 * The gradients of a `DistributedDataParallel` model are the same on all ranks, and count once. With `sharded: true` each rank
 * has other parameters, and the norm is that of all ranks' gradients together.
 *
 * Options, by name: normType = 2, errorIfNonfinite = false, sharded = false.
 *
 * @throws KindlingError `grad-nonfinite` for a norm that is NaN or infinite, if `errorIfNonfinite` says so; `mpi-group`.
 * @example
 * initProcessGroup();
 * const w = tensor([3, 4], { requiresGrad: true });
 * w.mul(w).sum().backward(); // the gradient is [6, 8]
 * clipGradNorm([w], 1, { sharded: true }).item(); // → 10
 * w.grad!; // → tensor([0.6000, 0.8000])
 * destroyProcessGroup();
 */
export function clipGradNorm(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  options: ClipOptions = {},
): Tensor {
  noMore("clipGradNorm", 3, arguments);
  checkOptions(options, optionNames, "clipGradNorm");
  if (typeof maxNorm !== "number" || Number.isNaN(maxNorm))
    fail(
      "argument",
      `clipGradNorm() takes the largest norm as its second argument, but got ${shownValue(maxNorm)}`,
      "for example clipGradNorm(model.parameters(), 1).",
    );
  current("clipGradNorm");
  const { normType = 2, errorIfNonfinite = false, sharded = false } = options;
  const list = parameters instanceof Tensor ? [parameters] : [...parameters],
    gradients = list.map((p) => p.grad).filter((g): g is Tensor => g !== null);
  const total = noGrad(() => {
    const own = getTotalNorm(gradients, { normType, errorIfNonfinite: errorIfNonfinite && !sharded });
    if (!sharded) return own;
    if (normType === Infinity) return allReduce(own, { op: "max" });
    return getTotalNorm([pow(allReduce(pow(own, normType)), 1 / normType)], { normType, errorIfNonfinite });
  });
  clipGradsWithNorm_(list, maxNorm, total);
  return total;
}
