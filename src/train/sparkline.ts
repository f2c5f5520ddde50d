import { fail } from "../diagnose/error.js";
import { checkOptions, noMore } from "../diagnose/arguments.js";

const blocks = "▁▂▃▄▅▆▇█";

/** Settings of {@link sparkline}. */
export interface SparklineOptions {
  /** The maximum number of characters; default 60. */
  width?: number | undefined;
  /** Whether heights are logarithmic: a loss that falls by a constant factor becomes a straight slope. */
  log?: boolean | undefined;
}

const known: ReadonlySet<string> = new Set(["width", "log"]);

/**
 * Draws values as a line of blocks, lowest `▁` to highest `█`. If there are more values than characters, each character
 * shows the largest of a run of neighbours, since a mean would hide spikes. A run with NaN or infinity is a `×`. Equal
 * values are all `▄`. On a logarithmic scale values of 0 and below are lowest. Throws `sparkline-width` if the width is
 * not a whole number of at least 1.
 *
 * @example
 * sparkline([9, 4, 1, 0, 1]); // "█▄▁▁▁"
 */
export function sparkline(values: ArrayLike<number>, options: SparklineOptions = {}): string {
  noMore("sparkline", 2, arguments);
  if (typeof values?.length !== "number")
    fail(
      "argument",
      `sparkline() takes an array of numbers, but got ${values === null ? "null" : typeof values}`,
      "collect the losses in an array: losses.push(loss.item()).",
    );
  checkOptions(options, known, "sparkline");
  const width = options.width ?? 60;
  if (!Number.isSafeInteger(width) || width < 1)
    fail(
      "sparkline-width",
      `a sparkline cannot be ${String(width)} characters wide`,
      "use a whole number, e.g. `{ width: 60 }`.",
    );
  const tops = runs(values, Math.min(width, values.length));
  const heights = options.log === true ? logarithms(tops) : tops;
  let low = Infinity;
  let high = -Infinity;
  for (const h of heights) {
    if (Number.isNaN(h)) continue;
    low = Math.min(low, h);
    high = Math.max(high, h);
  }
  // Halves, since the difference of two large numbers may not be finite.
  const range = high / 2 - low / 2;
  return heights
    .map((h) => {
      if (Number.isNaN(h)) return "×";
      if (!(range > 0)) return blocks[3]!;
      // Slightly more, so that values rounded to just below a step count as on it.
      return blocks[Math.min(7, Math.floor(((h / 2 - low / 2) / range) * 8 + 1e-9))]!;
    })
    .join("");
}

/** The largest value of each of `count` runs of neighbours; NaN for a run that is not all finite. */
function runs(values: ArrayLike<number>, count: number): number[] {
  const tops: number[] = [];
  for (let i = 0; i < count; i++) {
    const end = Math.floor(((i + 1) * values.length) / count);
    let top = -Infinity; // no run is empty: there are no more runs than values
    for (let j = Math.floor((i * values.length) / count); j < end; j++) {
      const v = values[j]!;
      if (!Number.isFinite(v)) {
        top = NaN;
        break;
      }
      top = Math.max(top, v);
    }
    tops.push(top);
  }
  return tops;
}

function logarithms(tops: readonly number[]): number[] {
  let least = Infinity;
  for (const v of tops) if (v > 0) least = Math.min(least, v);
  const floor = least === Infinity ? 1 : least;
  return tops.map((v) => Math.log(Number.isNaN(v) ? NaN : Math.max(v, floor)));
}
