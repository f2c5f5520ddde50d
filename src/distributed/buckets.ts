import type { Tensor } from "../core/tensor.js";
import { type DType, dtypeInfo } from "../shape/dtype.js";

// Which gradients are sent together. A message costs a fixed time besides that for its bytes, so small ones share one; a large one
// gains nothing by that, and goes alone, from where it lies.

/** From so many bytes on a gradient goes alone. */
export const ALONE = 128 * 1024;

/** Gradients that are reduced in one call. */
export interface Bucket {
  readonly dtype: DType;
  /** Their parameters, by their numbers among all of the model that want gradients. */
  readonly members: readonly number[];
  /** Where each begins, in elements (pairs, for complex dtypes). */
  readonly offsets: readonly number[];
  readonly count: number;
}

/** The buckets of a model: its last parameters first, since backward finishes those first. `cap`: bytes that small ones fill at most. */
export function bucketsOf(parameters: readonly Tensor[], cap: number): Bucket[] {
  const buckets: { dtype: DType; members: number[]; offsets: number[]; count: number }[] = [];
  const open = new Map<DType, (typeof buckets)[number]>();
  for (let i = parameters.length - 1; i >= 0; i--) {
    const { dtype, count } = parameters[i]!,
      width = dtypeInfo[dtype].bytes;
    if (count * width >= Math.min(ALONE, cap)) {
      buckets.push({ dtype, members: [i], offsets: [0], count });
      continue;
    }
    let b = open.get(dtype);
    if (b === undefined || (b.count + count) * width > cap) {
      b = { dtype, members: [], offsets: [], count: 0 };
      buckets.push(b);
      open.set(dtype, b);
    }
    b.members.push(i);
    b.offsets.push(b.count);
    b.count += count;
  }
  return buckets;
}
