import type { Kernel } from "../../ir/kernel.js";
import { plainSchedule, type Schedule } from "../nest/schedule.js";

/**
 * The schedule for V8: four points along the last parallel axis, or 2 × 4 if the kernel is a two-dimensional
 * contraction; an axis of known small size is unrolled. Sums are taken in float64, JavaScript's own numbers.
 */
export function scheduleFor(kernel: Kernel): Schedule {
  const plain = plainSchedule(kernel.axes),
    tile = [...plain.tile];
  let { unroll } = plain;
  const known = (i: number): number => {
    const n = kernel.axes[i]!.size;
    return typeof n === "number" ? n : Infinity;
  };
  const reducing = kernel.axes.flatMap((a, i) => (a.kind === "reduce" ? [i] : []));
  if (reducing.length === 0) {
    // One flat loop: four elements per turn, which saves counting and comparing.
    if (kernel.axes.length === 1 && known(0) === Infinity) tile[0] = 4;
  } else {
    const wide = plain.order.filter((i) => known(i) >= 4).slice(-2);
    const last = wide[wide.length - 1];
    if (reducing.length === 1 && known(reducing[0]!) <= MAX_UNROLL && known(reducing[0]!) !== 0) {
      unroll = reducing;
      if (last !== undefined) tile[last] = 4;
    } else if (last !== undefined) {
      if (wide.length === 1 && known(last) <= MAX_UNROLL) tile[last] = known(last);
      else wide.forEach((a, i) => (tile[a] = i === wide.length - 1 ? 4 : 2));
    }
  }
  return { ...plain, tile, unroll };
}
const MAX_UNROLL = 12;
