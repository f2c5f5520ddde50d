import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { Random, random, type RandomState } from "#src/random/python.js";
import { sha512 } from "#src/random/sha512.js";
import { golden, shortHash, ulps, type PythonGolden } from "./golden.js";

function seedOf([kind, value]: PythonGolden["seed"]): number | bigint | string | Uint8Array {
  if (kind === "float" || kind === "str") return value;
  return kind === "int" ? BigInt(value) : Uint8Array.from(Buffer.from(value, "hex"));
}

/** Equal, or one double apart: Python's logarithms and sines come from the C library. */
function close(got: number[], want: number[], where: string): void {
  assert.equal(got.length, want.length);
  got.forEach((x, i) =>
    assert.ok(ulps(x, want[i]!) <= 1 || Math.abs(x - want[i]!) <= 2 ** -50, `${where} ${i}: ${x} for ${want[i]}`),
  );
}

const repeat = <T>(n: number, f: () => T): T[] => Array.from({ length: n }, f);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** Words as Python's json.dumps writes them. */
const stateHash = (state: RandomState): string => shortHash(`[${state[1].join(", ")}]`);

describe("Python's stream", () => {
  for (const want of golden.python) {
    test(`seed ${want.seed[0]} ${String(want.seed[1]).slice(0, 30)}`, () => {
      const r = new Random(seedOf(want.seed));
      assert.deepEqual(
        repeat(3, () => r.random()),
        want.random,
      );
      assert.deepEqual(
        [
          r.randint(0, 1),
          r.randint(-5, 5),
          r.randint(1, 6),
          r.randint(0, 2 ** 31),
          r.randint(0, 2 ** 32 - 1),
          r.randint(0, 2 ** 52),
          r.randint(3, 3),
        ],
        want.randint,
      );
      assert.deepEqual(
        [
          r.randint(0n, 2n ** 64n - 1n),
          r.randint(-(10n ** 30n), 10n ** 30n),
          r.randrange(0n, 10n ** 25n, 7n),
          r.randrange(5n, -(10n ** 25n), -3n),
        ].map(String),
        want.bigRandint,
      );
      assert.deepEqual(
        [r.randrange(10), r.randrange(3, 30), r.randrange(0, 100, 7), r.randrange(50, 0, -3), r.randrange(-1, -2, -1)],
        want.randrange,
      );
      assert.deepEqual(
        [0, 1, 5, 31, 32, 33, 53].map((k) => r.getrandbits(k)),
        want.getrandbits,
      );
      assert.deepEqual(
        [0, 8, 53, 64, 100].map((k) => String(r.getrandbits(k, { big: true }))),
        want.bigBits,
      );
      assert.deepEqual(
        [0, 1, 3, 4, 7, 16].map((k) => Buffer.from(r.randbytes(k)).toString("hex")),
        want.randbytes,
      );
      const list = range(20);
      r.shuffle(list);
      assert.deepEqual(list, want.shuffle);
      assert.deepEqual(
        repeat(5, () => r.choice("abcdefg")),
        want.choice,
      );
      assert.deepEqual(r.choices(range(10), { k: 6 }), want.choices);
      assert.deepEqual(r.choices(range(5), [1, 2, 0, 4.5, 1], { k: 8 }), want.weighted);
      assert.deepEqual(r.choices(range(3), { cumWeights: [1, 3, 7], k: 8 }), want.cumulative);
      const sizes = [
        [5, 5],
        [21, 3],
        [22, 3],
        [100, 6],
        [84, 6],
        [86, 6],
        [1000, 20],
        [10 ** 6, 50],
        [3, 0],
      ] as const;
      assert.deepEqual(
        sizes.map(([n, k]) => r.sample(range(n), k)),
        want.sample,
      );
      assert.deepEqual(r.sample([10, 20, 30], 4, { counts: [3, 1, 5] }), want.counted);
      assert.deepEqual([r.uniform(-1, 1), r.uniform(3, 2)], want.uniform);
      assert.deepEqual(
        [r.triangular(), r.triangular(1, 4), r.triangular(0, 10, 9), r.triangular(2, 2, 2)],
        want.triangular,
      );
      close([...repeat(4, () => r.gauss()), ...repeat(7, () => r.gauss(3, 2))], want.gauss, "gauss");
      close([...repeat(5, () => r.normalvariate(0, 1)), r.normalvariate(2, 3)], want.normalvariate, "normalvariate");
      close([r.expovariate(0.5), r.expovariate(3)], want.expovariate, "expovariate");
      assert.equal(stateHash(r.getstate()), want.state);
      close([r.getstate()[2]!], [want.waiting!], "the waiting sample");
    });
  }
});

describe("random", () => {
  test("an integer seed counts by its size; number and bigint are one", () => {
    const first = new Random(42).random();
    assert.equal(new Random(-42).random(), first);
    assert.equal(new Random(42n).random(), first);
    random.seed(42);
    assert.equal(random.random(), first);
  });

  test("unseeded, every instance starts elsewhere", () => {
    assert.notEqual(new Random().getrandbits(53), new Random(null).getrandbits(53));
  });

  test("its functions can be taken out of it", () => {
    const { seed, randint, random: uniform } = random;
    seed(0);
    assert.deepEqual([randint(0, 1), randint(0, 1)], [1, 1]);
    assert.ok(uniform() < 1);
  });

  test("a state goes on where it was taken, also through JSON", () => {
    const r = new Random(1);
    for (const n of [0, 1, 311, 312, 700]) {
      for (let i = 0; i < n; i++) r.random();
      r.gauss();
      const state = JSON.parse(JSON.stringify(r.getstate())) as RandomState;
      const want = [r.gauss(), ...repeat(700, () => r.random())];
      const copy = new Random(2);
      copy.setstate(state);
      assert.deepEqual([copy.gauss(), ...repeat(700, () => copy.random())], want);
      r.setstate(state);
      assert.deepEqual(r.getstate(), state);
    }
  });

  test("seeding forgets the waiting sample", () => {
    const r = new Random(1);
    const [first] = [r.gauss(), r.seed(1)];
    assert.equal(r.gauss(), first);
  });

  test("shuffle works on typed arrays, choice on an emoji", () => {
    const list = Int32Array.from(range(20));
    new Random(5).shuffle(list);
    const plain = range(20);
    new Random(5).shuffle(plain);
    assert.deepEqual([...list], plain);
    assert.equal(new Random(0).choice("🎲"), "🎲");
  });

  test("sha512 is Node's", () => {
    for (const n of [0, 1, 111, 112, 127, 128, 1000]) {
      const bytes = Uint8Array.from(range(n));
      assert.equal(Buffer.from(sha512(bytes)).toString("hex"), createHash("sha512").update(bytes).digest("hex"));
    }
  });
});

describe("errors are Python's sentences", () => {
  const r = new Random(0);
  const state = r.getstate();
  const cases: [sentence: string, code: string, call: () => unknown][] = [
    ["empty range for randrange() (5, 2, -3)", "random-empty", () => r.randint(5, 1)],
    ["empty range for randrange() (5, 2, -3)", "random-empty", () => r.randint(5n, 1n)],
    ["empty range for randrange()", "random-empty", () => r.randrange(0)],
    ["empty range for randrange()", "random-empty", () => r.randrange(-3n)],
    ["empty range for randrange() (1, 1, 0)", "random-empty", () => r.randrange(1, 1)],
    ["empty range for randrange()", "random-empty", () => r.randrange(5, 1, 2)],
    ["empty range for randrange()", "random-empty", () => r.randrange(1, 5, -1)],
    ["zero step for randrange()", "random-range", () => r.randrange(1, 5, 0)],
    ["zero step for randrange()", "random-range", () => r.randrange(1n, 5n, 0n)],
    ["non-integer arg 1 for randrange()", "random-range", () => r.randrange(1.5)],
    ["non-integer arg 1 for randrange()", "random-range", () => r.randrange(NaN)],
    ["non-integer stop for randrange()", "random-range", () => r.randint(1, 3.5)],
    ["non-integer step for randrange()", "random-range", () => r.randrange(0, 2, 1.5)],
    [
      "randrange: the stop, 1152921504606846976, is beyond 2^53, where a JavaScript number no longer holds every integer",
      "random-range",
      () => r.randint(0, 2 ** 60),
    ],
    ["Cannot choose from an empty sequence", "random-empty", () => r.choice([])],
    ["list index out of range", "random-empty", () => r.choices([], { k: 2 })],
    ["The number of weights does not match the population", "random-range", () => r.choices([1, 2], [1])],
    ["Total of weights must be greater than zero", "random-range", () => r.choices([1, 2], [0, 0])],
    ["Total of weights must be finite", "random-range", () => r.choices([1, 2], [1, Infinity])],
    [
      "Cannot specify both weights and cumulative weights",
      "random-range",
      () => r.choices([1, 2], { weights: [1, 1], cumWeights: [1, 2] }),
    ],
    ["The number of choices must be a keyword argument: k=2", "random-range", () => r.choices([1, 2], 2 as never)],
    ["Sample larger than population or is negative", "random-range", () => r.sample([1], 2)],
    ["Sample larger than population or is negative", "random-range", () => r.sample([1], -1)],
    ["The number of counts does not match the population", "random-range", () => r.sample([1, 2], 1, { counts: [1] })],
    [
      "Population must be a sequence.  For dicts or sets, use sorted(d).",
      "random-range",
      () => r.sample(new Set([1]) as never, 1),
    ],
    ["number of bits must be non-negative", "random-range", () => r.getrandbits(-1)],
    ["'float' object cannot be interpreted as an integer", "random-range", () => r.getrandbits(1.5)],
    ["getrandbits: 64 bits do not fit a JavaScript number, which holds 53", "random-range", () => r.getrandbits(64)],
    ["The only supported seed types are: None,", "random-seed", () => r.seed([1] as never)],
    ["seed: NaN is not a seed", "random-seed", () => r.seed(NaN)],
    [
      "seed: 1152921504606846976 is beyond 2^53, where a JavaScript number no longer holds every integer",
      "random-seed",
      () => r.seed(2 ** 60),
    ],
    [
      "state with version 2 passed to Random.setstate() of version 3",
      "random-state",
      () => r.setstate([2, [1, 2], null] as never),
    ],
    ["state vector is the wrong size", "random-state", () => r.setstate([3, [1, 2], null])],
    ["invalid state", "random-state", () => r.setstate([3, [...repeat(624, () => 1), 700], null])],
    ["invalid state", "random-state", () => r.setstate([3, [...repeat(624, () => -1), 3], null])],
    ["float division by zero", "random-range", () => r.expovariate(0)],
  ];
  for (const [sentence, code, call] of cases) {
    test(`${sentence} (${String(call).slice(8, 60)})`, () => {
      assert.throws(call, (e: Error & { code: string }) => {
        assert.equal(e.message.split("\n")[0], sentence);
        assert.equal(e.code, code);
        return true;
      });
      assert.deepEqual(r.getstate(), state);
    });
  }
});
