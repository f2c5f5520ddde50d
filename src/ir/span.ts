import type { IndexMap } from "./expr.js";
import type { Axis } from "./kernel.js";

/** The lowest and the highest element that an index map reaches over these non-empty axes. */
export function spanOf(
  axes: readonly Axis<number>[],
  { offset, strides }: IndexMap<number>,
): readonly [number, number] {
  let low = offset,
    high = offset;
  for (let i = 0; i < axes.length; i++) {
    const reach = Math.max(0, axes[i]!.size - 1) * strides[i]!;
    if (reach > 0) high += reach;
    else low += reach;
  }
  return [low, high];
}

/** The number of points of a kernel. */
export const pointsOf = (axes: readonly Axis<number>[]): number => axes.reduce((n, a) => n * a.size, 1);
