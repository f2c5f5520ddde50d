// The contents of events: values with a tag. Field numbers are those of TensorFlow's summary.proto and tensor.proto,
// and those of the plugins.

import { fail } from "../../diagnose/error.js";
import { Message } from "../../serialize/protobuf.js";

const value = (tag: string): Message => new Message().text(1, tag);
const plugin = (name: string, content?: Message): Message => {
  const data = new Message().text(1, name);
  return new Message().message(1, content === undefined ? data : data.bytes(2, content.done()));
};

/** A number. */
export const scalarValue = (tag: string, v: number): Message => value(tag).float(2, v);

/**
 * The buckets of PyTorch's histograms: 1e-12 to 1e20, each a tenth wider than the previous one, and the same below 0.
 */
function defaultBuckets(): number[] {
  const above: number[] = [];
  for (let v = 1e-12; v < 1e20; v *= 1.1) above.push(v);
  return [...above.map((v) => -v).toReversed(), 0, ...above];
}

/**
 * The number of values in each bucket between increasing limits; the last bucket includes its upper limit, as in NumPy.
 */
export function countsOf(values: Float64Array, limits: readonly number[]): number[] {
  const counts = new Array<number>(limits.length - 1).fill(0);
  for (const v of values) {
    if (!(v >= limits[0]! && v <= limits.at(-1)!)) continue;
    let low = 0,
      high = limits.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (v >= limits[middle]!) low = middle;
      else high = middle;
    }
    counts[low]!++;
  }
  return counts;
}

/** The distribution of numbers. */
export function histogramValue(tag: string, values: Float64Array, bins: number | null): Message {
  const finite = values.filter((v) => Number.isFinite(v));
  if (finite.length === 0) fail("argument", "addHistogram() got no finite numbers", "is the tensor empty, or all NaN?");
  let low = Infinity,
    high = -Infinity,
    sum = 0,
    squares = 0;
  for (const v of finite) {
    low = Math.min(low, v);
    high = Math.max(high, v);
    sum += v;
    squares += v * v;
  }
  const limits = bins === null ? defaultBuckets() : evenLimits(low, high, bins);
  const counts = countsOf(finite, limits);
  const first = counts.findIndex((c) => c > 0),
    last = counts.findLastIndex((c) => c > 0);
  // Only upper limits are written, so an empty bucket stands before the first.
  const shown = first < 0 ? [0] : [0, ...counts.slice(first, last + 1)],
    upper = first < 0 ? [0] : limits.slice(first, last + 2);
  const histogram = new Message()
    .double(1, low)
    .double(2, high)
    .double(3, finite.length)
    .double(4, sum)
    .double(5, squares)
    .doubles(6, upper)
    .doubles(7, shown);
  return value(tag).message(5, histogram);
}

function evenLimits(low: number, high: number, bins: number): number[] {
  if (low === high) {
    low -= 0.5;
    high += 0.5;
  }
  return Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : low + ((high - low) * i) / bins));
}

/** A picture, as PNG. */
export const imageValue = (tag: string, width: number, height: number, channels: number, png: Uint8Array): Message =>
  value(tag).message(4, new Message().int(1, height).int(2, width).int(3, channels).bytes(4, png));

/** A text, in Markdown. */
export const textValue = (tag: string, text: string): Message =>
  value(`${tag}/text_summary`)
    .message(
      8,
      new Message()
        .int(1, 7)
        .message(2, new Message().message(2, new Message().int(1, 1)))
        .bytes(8, new TextEncoder().encode(text)),
    )
    .message(9, plugin("text"));

/** Precision and recall over thresholds. */
export function prCurveValue(tag: string, labels: Float64Array, scores: Float64Array, thresholds: number): Message {
  const right = new Float64Array(thresholds),
    wrong = new Float64Array(thresholds);
  for (let i = 0; i < labels.length; i++) {
    const bucket = Math.floor(scores[i]! * (thresholds - 1));
    right[bucket]! += labels[i]!;
    wrong[bucket]! += 1 - labels[i]!;
  }
  for (let i = thresholds - 2; i >= 0; i--) {
    right[i]! += right[i + 1]!;
    wrong[i]! += wrong[i + 1]!;
  }
  const least = 1e-7;
  const rows = [
    [...right],
    [...wrong],
    [...wrong].map((w) => wrong[0]! - w),
    [...right].map((r) => right[0]! - r),
    [...right].map((r, i) => r / Math.max(least, r + wrong[i]!)),
    [...right].map((r) => r / Math.max(least, right[0]!)),
  ];
  const shape = new Message().message(2, new Message().int(1, 6)).message(2, new Message().int(1, thresholds));
  return value(tag)
    .message(8, new Message().int(1, 1).message(2, shape).floats(5, rows.flat()))
    .message(9, plugin("pr_curves", new Message().int(1, 0).int(2, thresholds)));
}

/** A hyperparameter of a run. */
export type HParam = number | string | boolean;

/** The hyperparameters of a run, and its metrics. */
export function hparamValues(settings: Readonly<Record<string, HParam>>, metrics: readonly string[]): Message[] {
  const experiment = new Message();
  const chosen = new Message();
  for (const [name, v] of Object.entries(settings)) {
    experiment.message(
      4,
      new Message().text(1, name).int(4, typeof v === "string" ? 1 : typeof v === "boolean" ? 2 : 3),
    );
    const held = new Message();
    if (typeof v === "string") held.text(3, v);
    else if (typeof v === "boolean") held.int(4, v);
    else held.double(2, v);
    chosen.message(1, new Message().text(1, name).message(2, held));
  }
  for (const tag of metrics) experiment.message(5, new Message().message(1, new Message().text(2, tag)));
  const parts: [string, Message][] = [
    ["_hparams_/experiment", new Message().message(2, experiment)],
    ["_hparams_/session_start_info", new Message().message(3, chosen)],
    ["_hparams_/session_end_info", new Message().message(4, new Message().int(1, 1))],
  ];
  return parts.map(([tag, content]) => value(tag).message(9, plugin("hparams", content)));
}
