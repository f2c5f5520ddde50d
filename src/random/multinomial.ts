import { fail } from "../diagnose/error.js";
import type { Generator } from "./generator.js";
import { exponential } from "./uniform.js";

/**
 * Draws `samples` category numbers per row with the row's weights as relative probabilities, PyTorch's `multinomial`.
 * Categories of weight 0, if there are not enough others, come last and in order; PyTorch does not specify their order.
 * `weights` holds `rows × categories` numbers, `out` receives `rows × samples`.
 */
export function multinomial(
  gen: Generator,
  weights: Float32Array | Float64Array,
  rows: number,
  categories: number,
  samples: number,
  replacement: boolean,
  out: BigInt64Array,
): void {
  if (!(samples > 0)) fail("random-range", "cannot sample n_sample <= 0 samples", `it is ${samples}.`);
  if (!replacement && samples > categories) {
    fail(
      "random-range",
      "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
      `there are ${categories} categories to take ${samples} from; draw fewer, or pass { replacement: true }.`,
    );
  }
  if (categories > 2 ** 24)
    fail(
      "random-range",
      "number of categories cannot exceed 2^24",
      "use searchsorted to find uniform random numbers in the cumsum of the weights.",
    );
  if (replacement) withReplacement(gen, weights, rows, categories, samples, out);
  else withoutReplacement(gen, weights, rows, categories, samples, out);
}

const SUM = "invalid multinomial distribution (sum of probabilities <= 0)";

/**
 * The categories with the largest p / q, where each q is exponentially distributed, are a fair draw without replacement
 * (P. Efraimidis and P. Spirakis, "Weighted random sampling with a reservoir", 2006).
 */
function withoutReplacement(
  gen: Generator,
  weights: Float32Array | Float64Array,
  rows: number,
  categories: number,
  samples: number,
  out: BigInt64Array,
): void {
  const total = rows * categories;
  for (let i = 0; i < total; i++) {
    if (!(weights[i]! >= 0 && weights[i]! < Infinity)) {
      fail(
        "random-probability",
        "probability tensor contains either `inf`, `nan` or element < 0",
        `element ${i} is ${weights[i]}.`,
      );
    }
  }
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let j = 0; j < categories; j++) sum += weights[row * categories + j]!;
    if (sum === 0) fail("random-probability", SUM, `every weight of row ${row} is 0.`);
  }
  const scores = weights instanceof Float32Array ? new Float32Array(total) : new Float64Array(total);
  exponential(gen, scores, 1);
  for (let i = 0; i < total; i++) scores[i] = weights[i]! / scores[i]!;
  for (let row = 0; row < rows; row++) {
    const line = scores.subarray(row * categories, (row + 1) * categories);
    if (samples === 1) {
      let best = 0;
      for (let j = 1; j < categories; j++) if (line[j]! > line[best]!) best = j;
      out[row] = BigInt(best);
    } else {
      const order = Array.from(line.keys()).sort((a, b) => line[b]! - line[a]!);
      for (let k = 0; k < samples; k++) out[row * samples + k] = BigInt(order[k]!);
    }
  }
}

/** Each sample is a uniform number looked up in the row's cumulative weights, which are summed in the weights' dtype. */
function withReplacement(
  gen: Generator,
  weights: Float32Array | Float64Array,
  rows: number,
  categories: number,
  samples: number,
  out: BigInt64Array,
): void {
  const cumulative = weights instanceof Float32Array ? new Float32Array(categories) : new Float64Array(categories);
  for (let row = 0; row < rows; row++) {
    let sum = 0;
    for (let j = 0; j < categories; j++) {
      const w = weights[row * categories + j]!;
      if (!(w >= 0)) {
        const what = Number.isNaN(w)
          ? "encountering probability entry = infinity or NaN"
          : "encountering probability entry < 0";
        fail("random-probability", `invalid multinomial distribution (${what})`, `element ${j} of row ${row} is ${w}.`);
      }
      if (w === Infinity) {
        fail(
          "random-probability",
          "invalid multinomial distribution (encountering probability entry = infinity or NaN)",
          `element ${j} of row ${row} is infinite.`,
        );
      }
      cumulative[j] = sum + w;
      sum = cumulative[j]!;
    }
    if (!(sum > 0)) fail("random-probability", SUM, `every weight of row ${row} is 0.`);
    for (let j = 0; j < categories; j++) cumulative[j] = cumulative[j]! / sum;
    cumulative[categories - 1] = 1; // rounding must not leave a gap at the end
    for (let k = 0; k < samples; k++) {
      const u = gen.engine.u53();
      let left = 0;
      let right = categories;
      while (left < right) {
        const middle = (left + right) >>> 1;
        if (cumulative[middle]! < u) left = middle + 1;
        else right = middle;
      }
      out[row * samples + k] = BigInt(left);
    }
  }
}
