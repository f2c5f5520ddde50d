import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { padAs, type PadMode, padWith } from "../../ops/window/pad-modes.js";
import type { ScalarValue } from "../../shape/promotion.js";

export { padAs, type PadMode } from "../../ops/window/pad-modes.js";

/** Options of {@link pad}. */
export interface PadOptions {
  /** Default `"constant"`. */
  mode?: PadMode;
  /** The value added in the mode `constant`. Default 0. */
  value?: ScalarValue | null;
}

const read = readerOf<PadOptions>("pad", ["mode", "value"]);

/** Further arguments, by position or by name: mode = "constant", value = 0. */
export type PadArguments = Rest<[mode: PadMode, value: ScalarValue | null], PadOptions>;
/**
 * A tensor with elements added around it. `padding` lists the numbers of elements before and after, the last dimension
 * first: `[left, right, top, bottom]`; negative numbers remove elements. The modes other than `constant` pad the
 * spatial dimensions of `[N, C, …]` (or of one sample without the batch).
 *
 * Further arguments, by position or by name: mode = "constant", value = 0.
 *
 * @throws KindlingError `pad-size`, `pad-mode`.
 * @example
 * F.pad(tensor([[1, 2, 3]]), [1, 2]).tolist(); // → 0,1,2,3,0,0
 * F.pad(tensor([[1, 2, 3]]), [2, 1], "reflect").tolist(); // → 3,2,1,2,3,2
 */
export function pad(x: Tensor, padding: readonly number[], ...options: PadArguments): Tensor {
  needTensor(x, "pad");
  const { mode = "constant", value = null } = read(options);
  if (!Array.isArray(padding) || !padding.every((p) => Number.isInteger(p)))
    fail(
      "pad-size",
      `pad(): argument 'pad' must be tuple of ints, but got ${String(padding)}`,
      "for the last dimension [before, after], for the last two [left, right, top, bottom].",
    );
  if (padding.length % 2 !== 0)
    fail("pad-size", "Padding length must be divisible by 2", "each dimension has two numbers: before and after.");
  if (padding.length > 2 * x.shape.length)
    fail(
      "pad-size",
      "Padding length too large",
      `the tensor has ${x.shape.length} dimensions, so at most ${2 * x.shape.length} numbers.`,
    );
  if (mode === "constant") return padWith(x, padding, value ?? 0);
  if (value !== null && value !== 0)
    fail(
      "pad-mode",
      `Padding mode "${mode}" doesn't take in value argument`,
      'leave value out: only "constant" uses it.',
    );
  return padAs(x, padding, mode);
}
