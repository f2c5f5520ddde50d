import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
  bernoulli,
  bernoulliTensor,
  dropoutNoise,
  exponential,
  multinomial,
  normal,
  normal16,
  normalOneByOne,
  randint,
  randperm,
  uniform,
  uniform16,
} from "#src/random/distributions.js";
import { Generator } from "#src/random/generator.js";
import type { IntegerOut } from "#src/random/integers.js";

const g = new Generator().manualSeed(1);
const f32 = (n = 3): Float32Array => new Float32Array(n);
const f64 = (n = 3): Float64Array => new Float64Array(n);

/** Checks the sentence, and that a refused call draws nothing. */
function refused(sentence: string, call: () => void): void {
  const before = g.getState();
  assert.throws(call, (e: Error) => {
    assert.equal(e.message.split("\n")[0], sentence);
    return true;
  });
  assert.deepEqual(g.getState(), before, sentence);
}

test("parameters that describe no distribution get PyTorch's sentence", () => {
  refused("uniform_ expects to return a [from, to) range, but found from=2 > to=1", () => uniform(g, f32(), 2, 1));
  refused("from is out of bounds for float", () => uniform(g, f32(), NaN, 1));
  refused("from is out of bounds for float", () => uniform(g, f32(), -1e39, 1));
  refused("to is out of bounds for float", () => uniform(g, f32(), 0, Infinity));
  refused("to is out of bounds for double", () => uniform(g, f64(), 0, NaN));
  refused("to is out of bounds for c10::Half", () => uniform16(g, new Uint16Array(3), "float16", 0, 1e5));
  refused(
    "uniform_ expects to-from <= std::numeric_limits<Float>::max(), but found to=3e+38 and from=-3e+38 which result in to-from to exceed the limit",
    () => uniform(g, f32(), -3e38, 3e38),
  );
  refused("normal expects std >= 0.0, but found std -1", () => normal(g, f32(), 0, -1));
  refused("normal expects std >= 0.0, but found std nan", () => normal(g, f64(20), 0, NaN));
  refused("normal expects std >= 0.0, but found std -inf", () => normalOneByOne(g, f64(20), 0, -Infinity));
  refused("normal expects std >= 0.0, but found std -0.5", () => normal16(g, new Uint16Array(20), "bfloat16", 0, -0.5));
  refused("bernoulli_ expects p to be in [0, 1], but got p=1.5", () => bernoulli(g, f32(), 1.5));
  refused("bernoulli_ expects p to be in [0, 1], but got p=nan", () => bernoulli(g, f32(), NaN));
  refused("Expected p_in >= 0 && p_in <= 1 to be true, but got false.", () =>
    bernoulliTensor(g, f32(2), Float32Array.of(0.5, NaN)),
  );
  refused("dropout probability has to be between 0 and 1, but got 1.5", () => dropoutNoise(g, f32(), 1.5));
  refused("exponential_ expects lambda >= 0.0, but found lambda=-1", () => exponential(g, f32(), -1));
});

test("integer ranges that cannot be drawn get PyTorch's sentence", () => {
  const into = (out: IntegerOut, low: number | bigint, high: number | bigint, dtype?: "bool" | "float16") => (): void =>
    randint(g, out, low, high, dtype);
  refused("random_ expects 'from' to be less than 'to', but got from=5 >= to=5", into(new BigInt64Array(2), 5, 5));
  refused("to - 1 is out of bounds for unsigned char", into(new Uint8Array(2), 0, 300));
  refused("from is out of bounds for unsigned char", into(new Uint8Array(2), -1, 300));
  refused("from is out of bounds for signed char", into(new Int8Array(2), -129, 3));
  refused("to - 1 is out of bounds for short", into(new Int16Array(2), 0, 2 ** 15 + 1));
  refused("to - 1 is out of bounds for int", into(new Int32Array(2), 0, 2 ** 31 + 1));
  refused("to - 1 is out of bounds for bool", into(new Uint8Array(2), 0, 3, "bool"));
  refused("to - 1 is out of bounds for c10::Half", into(f32(2), 0, 2n ** 60n, "float16"));
  refused("Overflow when unpacking long", into(new BigInt64Array(2), 0, 2n ** 63n));
  refused("randint(): argument 'low' must be int, not float", into(new BigInt64Array(2), NaN, 3));
  refused("randint(): argument 'high' must be int, not float", into(new BigInt64Array(2), 0, 3.5));
  refused(
    "randint(): argument 'high' must be int, not string",
    into(new BigInt64Array(2), 0, "3" as unknown as number),
  );
});

test("weights that describe no distribution get PyTorch's sentence", () => {
  const from =
    (weights: number[], samples: number, replacement = false, rows = 1) =>
    (): void =>
      multinomial(
        g,
        Float32Array.from(weights),
        rows,
        weights.length / rows,
        samples,
        replacement,
        new BigInt64Array(Math.max(0, rows * samples)),
      );
  refused("cannot sample n_sample <= 0 samples", from([1, 2], 0));
  refused("cannot sample n_sample > prob_dist.size(-1) samples without replacement", from([1, 2], 3));
  for (const bad of [-2, Infinity, NaN])
    refused("probability tensor contains either `inf`, `nan` or element < 0", from([1, bad], 1));
  refused("invalid multinomial distribution (sum of probabilities <= 0)", from([1, 2, 0, 0], 1, false, 2));
  refused("invalid multinomial distribution (encountering probability entry < 0)", from([1, -2], 2, true));
  refused(
    "invalid multinomial distribution (encountering probability entry = infinity or NaN)",
    from([1, Infinity], 2, true),
  );
  refused(
    "invalid multinomial distribution (encountering probability entry = infinity or NaN)",
    from([NaN, 1], 2, true),
  );
  refused("invalid multinomial distribution (sum of probabilities <= 0)", from([0, 0], 2, true));
});

describe("properties", () => {
  test("randint stays in its range, in every dtype", () => {
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 63n), 2n ** 63n - 2n), fc.bigInt(1n, 2n ** 40n), (low, width) => {
        const high = low + width > 2n ** 63n - 1n ? 2n ** 63n - 1n : low + width;
        const out = new BigInt64Array(8);
        randint(g, out, low, high);
        return out.every((v) => v >= low && v < high);
      }),
      { seed: 1, numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.bigInt(-(2n ** 62n), 2n ** 62n), fc.bigInt(2n ** 41n, 2n ** 61n), (low, width) => {
        const out = new Float32Array(8);
        randint(g, out, low, low + width);
        return out.every((v) => BigInt(v) >= low && BigInt(v) < low + width);
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  test("uniform stays in its range", () => {
    const bound = fc.double({ min: -1e30, max: 1e30, noNaN: true });
    fc.assert(
      fc.property(bound, bound, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const out = new Float64Array(8);
        uniform(g, out, from, to);
        return out.every((v) => v >= from && v <= to);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  test("randperm is a permutation", () => {
    for (const n of [0, 1, 2, 3, 10, 1000]) {
      const out = new BigInt64Array(n).fill(-1n);
      randperm(g, n, out);
      assert.deepEqual(
        [...out].sort((a, b) => Number(a - b)),
        Array.from({ length: n }, (_, i) => BigInt(i)),
      );
    }
  });

  test("multinomial without replacement repeats nothing and leaves out weight 0 while it can", () => {
    const out = new BigInt64Array(3);
    for (let i = 0; i < 50; i++) {
      multinomial(g, Float32Array.of(0, 1, 5, 0, 2), 1, 5, 3, false, out);
      assert.deepEqual([...out].sort(), [1n, 2n, 4n]);
    }
  });
});

test("nothing is drawn for nothing", () => {
  const before = g.getState();
  uniform(g, f32(0));
  normal(g, f64(0));
  randint(g, new BigInt64Array(0), 0, 2);
  randperm(g, 0, new BigInt64Array(0));
  randperm(g, 1, new BigInt64Array(1));
  bernoulli(g, f32(0));
  dropoutNoise(g, f32(5), 0);
  dropoutNoise(g, f32(5), 1);
  assert.deepEqual(g.getState(), before);
});
