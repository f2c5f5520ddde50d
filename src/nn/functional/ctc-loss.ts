import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import type { Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { cast } from "../../ops/pointwise/cast.js";
import { ctc } from "../../ops/reduce/ctc.js";
import { squeeze, unsqueeze } from "../../ops/view/view.js";
import { isFloat } from "../../shape/dtype.js";
import { tolist } from "../../tensor/convert.js";
import { tensor } from "../../tensor/creation.js";
import { type LossOptions, lossReader, reduced, type Reduction } from "./reduction.js";
import { div } from "../../ops/pointwise/arithmetic.js";

/** Options of {@link ctcLoss}. */
export interface CtcOptions extends Pick<LossOptions, "reduction"> {
  /** The class of the blank label. Default 0. */
  blank?: number;
  /** Whether infinite losses (the input is too short for the target) count as 0. Default false. */
  zeroInfinity?: boolean;
}
/** Arguments after the lengths, by position or by name: blank = 0, reduction = "mean", zeroInfinity = false. */
export type CtcRest = Rest<[blank: number, reduction: Reduction, zeroInfinity: boolean], CtcOptions>;
export const ctcNames = ["blank", "reduction", "zeroInfinity"] as const;
const read = lossReader<CtcOptions>("ctcLoss", ctcNames);
/** One length for each sample: an array of numbers, or an int64 tensor. */
export type Lengths = readonly number[] | Tensor;

/** Reads lengths. Lengths in a tensor are values, which a compiled function cannot track. */
export function lengthsOf(lengths: Lengths, name: string): number[] {
  if (Array.isArray(lengths)) return [...(lengths as readonly number[])];
  needTensor(lengths, "ctcLoss", name);
  if (isFloat(lengths.dtype))
    fail("lengths", `${name} must be integral`, "lengths are whole numbers: an array, or an int64 tensor.");
  return [tolist(lengths)].flat().map(Number);
}

const argument = "(while checking arguments for ctc_loss_cpu)";

/**
 * Connectionist temporal classification (Graves et al. 2006): minus the log-probability that a long input spells a
 * shorter target, summed over all alignments. `logProbs` is `[T, N, C]` or `[T, C]`, from {@link logSoftmax}; `targets`
 * are int64 `[N, S]`, or `[sum of lengths]` one after another. The lengths, an array or an int64 tensor, give the part
 * of each sample that counts. The mean divides each loss by its target's length first.
 *
 * Further arguments, by position or by name: blank = 0, reduction = "mean", zeroInfinity = false.
 *
 * @throws KindlingError `lengths`, `target-range`, `loss-option`.
 * @example
 * const logProbs = F.logSoftmax(zeros(2, 1, 2), 2); // two steps, one sample, blank or label 1
 * // Of the four paths, three spell the label.
 * F.ctcLoss(logProbs, tensor([[1]], { dtype: "int64" }), [2], [1]).exp().item().toFixed(4); // → 1.3333
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Lengths,
  targetLengths: Lengths,
  ...rest: CtcRest
): Tensor {
  needTensor(logProbs, "ctcLoss", "logProbs");
  needTensor(targets, "ctcLoss", "targets");
  const all = read(rest),
    { reduction } = all;
  const batched = logProbs.shape.length === 3;
  const x = batched ? logProbs : unsqueeze(logProbs, 1),
    [steps, batch, classes] = x.shape as [number, number, number];
  const inputs = lengthsOf(inputLengths, "input_lengths"),
    labels = lengthsOf(targetLengths, "target_lengths");
  const blank = all.blank ?? 0;
  if (!(blank >= 0 && blank < classes))
    fail("loss-option", "blank must be in label range", `with ${classes} classes that is 0 to ${classes - 1}.`);
  if (inputs.length !== batch)
    fail(
      "lengths",
      "input_lengths must be of size batch_size",
      `there are ${batch} samples and ${inputs.length} lengths.`,
    );
  if (labels.length !== batch)
    fail(
      "lengths",
      "target_lengths must be of size batch_size",
      `there are ${batch} samples and ${labels.length} lengths.`,
    );
  for (const n of inputs)
    if (!(n >= 0 && n <= steps))
      fail(
        "lengths",
        n > steps
          ? `Expected input_lengths to have value at most ${steps}, but got value ${n} ${argument}`
          : `Expected input_lengths to have value at least 0, but got value ${n} ${argument}`,
        "log-probabilities are [T, N, C]; inputLengths says how many of the T steps each sample has.",
      );
  for (const n of labels)
    if (!(n >= 0))
      fail(
        "lengths",
        `Expected target_lengths to have value at least 0, but got value ${n} ${argument}`,
        "targetLengths says how many labels each sample has.",
      );
  const x2 = batched || targets.shape.length > 1 ? targets : unsqueeze(targets, 0);
  const starts: number[] = [];
  if (x2.shape.length === 1) {
    let total = 0;
    for (const n of labels) {
      starts.push(total);
      total += n;
    }
    if (total !== x2.count)
      fail(
        "lengths",
        `Expected tensor to have size ${total} at dimension 0, but got size ${x2.count} for argument #2 'targets' ${argument}`,
        "concatenated targets must have as many elements as the sum of targetLengths.",
      );
  } else {
    const width = x2.shape[1]!,
      longest = Math.max(0, ...labels);
    if (x2.shape[0] !== batch)
      fail(
        "lengths",
        `Expected tensor to have size ${batch} at dimension 0, but got size ${x2.shape[0]} for argument #2 'targets' ${argument}`,
        "padded targets are [N, S]: a row for each sample.",
      );
    if (width < longest)
      fail(
        "lengths",
        `Expected tensor to have size at least ${longest} at dimension 1, but got size ${width} for argument #2 'targets' ${argument}`,
        "pad each row to the longest target.",
      );
    for (let b = 0; b < batch; b++) starts.push(b * width);
  }
  const each = ctc(x, cast(x2, "int64"), {
    inputLengths: inputs,
    targetLengths: labels,
    starts,
    blank,
    zeroInfinity: all.zeroInfinity ?? false,
  });
  if (reduction !== "mean") return reduced(reduction === "none" && !batched ? squeeze(each, 0) : each, reduction);
  return reduced(
    div(
      each,
      tensor(
        labels.map((n) => Math.max(1, n)),
        { dtype: x.dtype },
      ),
    ),
    "mean",
  );
}
