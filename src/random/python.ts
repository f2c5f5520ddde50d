import { checkKind, checkKinds, shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { notData, uncloneable } from "../diagnose/not-data.js";
import { MT19937 } from "./mt19937.js";
import { cos, log, sin } from "./precise.js";
import { seedWords, type PythonSeed } from "./pythonSeed.js";
import { noMore, checkOptions, byName, isNamed } from "../diagnose/arguments.js";

/** A state as returned by Python's `getstate()` (tuples as arrays), so that one can be transferred as JSON. */
export type RandomState = readonly [version: 3, words: readonly number[], gaussNext: number | null];

/** Anything that has a length and elements: arrays, typed arrays, strings. */
type Sequence<T> = ArrayLike<T>;

/** A list that {@link Random.shuffle} shuffles: an array, or an array-like object. */
export interface Shuffled<T> {
  /** The number of elements. */
  readonly length: number;
  [i: number]: T;
}
interface NormalOptions {
  /** The mean. Default 0. */
  mu?: number;
  /** The standard deviation. Default 1. */
  sigma?: number;
}
interface BigOption {
  /** true for a bigint, which holds more than 53 bits. */
  big: true;
}
interface SampleOptions {
  /** How often each element is there. Default: once. */
  counts?: Sequence<number>;
}
/** The arguments of {@link Random.triangular} by name. */
export interface TriangularOptions {
  /** The lower end. Default 0. */
  low?: number;
  /** The upper end. Default 1. */
  high?: number;
  /** The most probable number. Default null: the middle. */
  mode?: number | null;
}
/** What may be given, by position or by name: low = 0, high = 1, mode = the middle. */
export type TriangularArguments = [low?: number, high?: number, mode?: number | null] | [options: TriangularOptions];

const bigNames: ReadonlySet<string> = new Set(["big"]),
  choiceNames: ReadonlySet<string> = new Set(["weights", "cumWeights", "k"]),
  sampleNames: ReadonlySet<string> = new Set(["counts"]);

interface ChoicesOptions {
  /** Relative weights, one per element. Default: all equal. */
  weights?: Sequence<number> | null;
  /** The same as running sums, which saves summing them on every call. */
  cumWeights?: Sequence<number> | null;
  /** How many to draw. Default 1. */
  k?: number;
}

/**
 * Python's `random.Random` (3.11): the same seed gives the same numbers as in Python. Unseeded, it starts somewhere else
 * on every run.
 *
 * @example
 * const r = new Random(42);
 * r.randint(1, 6);   // 6, as in Python
 */
export class Random {
  /** @internal */ readonly uncloneable: symbol = uncloneable;
  static readonly name: string = "Random";
  private readonly engine = new MT19937();
  private gaussNext: number | null = null;

  constructor(seed?: PythonSeed | null) {
    noMore("Random", 1, arguments, true);
    this.seed(seed);
  }

  /**
   * Starts the stream anew from an integer of any size (the sign does not count; beyond 2^53 give a bigint), a float, a
   * string or bytes; from the system's randomness without one.
   */
  seed(seed?: PythonSeed | null): void {
    noMore("seed", 1, arguments);
    this.engine.initByArray(
      seed === undefined || seed === null ? crypto.getRandomValues(new Uint32Array(624)) : seedWords(seed),
    );
    this.gaussNext = null;
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  /** The state as Python's `getstate()` gives it. */
  getstate(): RandomState {
    noMore("getstate", 0, arguments);
    const { state, left, next } = this.engine;
    return [3, [...new Uint32Array(state.buffer), left === 1 ? 624 : next], this.gaussNext];
  }

  /** Continues from a state made by `getstate` here or in Python. */
  setstate(state: RandomState): void {
    noMore("setstate", 1, arguments);
    const [version, words, gaussNext] = state;
    if (version !== 3)
      fail(
        "random-state",
        `state with version ${String(version)} passed to Random.setstate() of version 3`,
        "pass the result of getstate().",
      );
    if (words.length !== 625)
      fail("random-state", "state vector is the wrong size", "it has 625 numbers: 624 words and the position.");
    const position = words[624]!;
    if (!words.every((w) => Number.isInteger(w) && w >= 0 && w < 2 ** 32) || position > 624)
      fail("random-state", "invalid state", "pass the result of getstate().");
    this.engine.state.set(words.slice(0, 624));
    this.engine.left = 625 - position;
    this.engine.next = position;
    this.gaussNext = gaussNext;
  }

  /** A number in [0, 1), with 53 random bits. */
  random(): number {
    if (arguments.length > 0) noMore("random", 0, arguments);
    return this.engine.res53();
  }

  /** An integer of `k` random bits; more than 53 only as a bigint: `getrandbits(64, { big: true })`. */
  getrandbits(k: number): number;
  /** A bigint of `k` random bits. */
  getrandbits(k: number, options: BigOption): bigint;
  getrandbits(k: number, options?: BigOption): number | bigint {
    noMore("getrandbits", 2, arguments);
    checkOptions(options, bigNames, "getrandbits");
    checkKind("getrandbits", "k", k);
    if (!Number.isInteger(k))
      fail(
        "random-range",
        `'${typeof k === "number" ? "float" : typeof k}' object cannot be interpreted as an integer`,
        "give a whole number.",
      );
    if (k < 0) fail("random-range", "number of bits must be non-negative", "choose k ≥ 0.");
    if (options?.big) return this.bigBits(k);
    if (k > 53)
      fail(
        "random-range",
        `getrandbits: ${k} bits do not fit a JavaScript number, which holds 53`,
        `ask for a bigint: getrandbits(${k}, { big: true }).`,
      );
    return this.bits(k);
  }

  /** `n` random bytes. */
  randbytes(n: number): Uint8Array {
    noMore("randbytes", ["n"], arguments, true);
    if (!Number.isInteger(n) || n < 0)
      fail(
        "random-range",
        `randbytes(): argument 'n' must be a whole number of bytes, but got ${shownValue(n)}`,
        "choose n ≥ 0.",
      );
    const bytes = new Uint8Array(n);
    for (let i = 0; i < n; i += 4) {
      const rest = Math.min(4, n - i);
      const word = this.engine.random32() >>> (32 - 8 * rest);
      for (let j = 0; j < rest; j++) bytes[i + j] = word >>> (8 * j);
    }
    return bytes;
  }

  /**
   * A whole number from `a` to `b`, both included. With bigints any size is possible.
   *
   * @example
   * random.randint(0, 1);
   */
  randint(a: number, b: number): number;
  /** A whole number from `a` to `b`, both included, as a bigint. */
  randint(a: bigint, b: bigint): bigint;
  randint(a: number | bigint, b: number | bigint): number | bigint {
    if (arguments.length > 2 || typeof a !== "number" || typeof b !== "number")
      noMore("randint", ["a", "b"], arguments);
    if (b === undefined)
      fail(
        "argument",
        "randint() missing 1 required positional argument: 'b'",
        "random.randint(a, b) returns a whole number from a to b inclusive; random.randrange(n), one below n.",
      );
    if (typeof a === "bigint" || typeof b === "bigint")
      return this.bigRange(toBigint(a, "arg 1"), toBigint(b, "stop") + 1n, 1n);
    return this.numberRange(a, b + 1, 1);
  }

  /** A whole number from 0 up to, but not including, `stop`. */
  randrange(stop: number): number;
  /** An element of Python's `range(start, stop, step)`: `stop` is not included; `step` is 1 by default. */
  randrange(start: number, stop: number, step?: number): number;
  /** A bigint from 0 up to, but not including, `stop`. */
  randrange(stop: bigint): bigint;
  /** An element of Python's `range(start, stop, step)`, as a bigint. */
  randrange(start: bigint, stop: bigint, step?: bigint): bigint;
  randrange(start: number | bigint, stop?: number | bigint, step: number | bigint = 1): number | bigint {
    noMore("randrange", 3, arguments);
    if (isNamed(stop) || isNamed(step)) noMore("randrange", 0, [stop, step]);
    if (typeof start !== "number" || typeof stop !== "number" || typeof step !== "number")
      checkKinds("randrange", ["start", "stop", "step"], arguments);
    if (stop === undefined) {
      if (start <= 0)
        fail(
          "random-empty",
          "empty range for randrange()",
          `there is no number from 0 up to, but not including, ${start}.`,
        );
      return typeof start === "bigint" ? this.bigBelow(start) : this.below(toInteger(start, "arg 1"));
    }
    if (typeof start === "bigint" || typeof stop === "bigint" || typeof step === "bigint") {
      return this.bigRange(toBigint(start, "arg 1"), toBigint(stop, "stop"), toBigint(step, "step"));
    }
    return this.numberRange(start, stop, step);
  }

  /** One element of an array, typed array or string. */
  choice<T>(seq: Sequence<T>): T {
    noMore("choice", 1, arguments);
    const items = sequence(seq);
    if (items.length === 0)
      fail("random-empty", "Cannot choose from an empty sequence", "for example random.choice([1, 2]).");
    return items[this.below(items.length)]!;
  }

  /** `k` elements drawn with replacement: `choices(a, [3, 1], { k: 10 })` or `choices(a, { weights: [3, 1], k: 10 })`. */
  choices<T>(population: Sequence<T>, options?: ChoicesOptions): T[];
  /** `k` elements (1 by default) drawn with replacement, with probabilities in proportion to the weights. */
  choices<T>(population: Sequence<T>, weights: Sequence<number> | null, options?: Omit<ChoicesOptions, "weights">): T[];
  choices<T>(
    population: Sequence<T>,
    second: ChoicesOptions | Sequence<number> | null = {},
    third: ChoicesOptions = {},
  ): T[] {
    noMore("choices", 3, arguments);
    if (typeof second === "number") {
      fail(
        "random-range",
        `The number of choices must be a keyword argument: k=${second}`,
        `write choices(population, { k: ${second} }).`,
      );
    }
    const options: ChoicesOptions = second === null || "length" in second ? { ...third, weights: second } : second;
    checkOptions(options, choiceNames, "choices");
    const { weights, cumWeights, k = 1 } = options;
    const items = sequence(population);
    const n = items.length;
    if (weights && cumWeights)
      fail("random-range", "Cannot specify both weights and cumulative weights", "give weights or cumWeights.");
    if (!weights && !cumWeights) {
      if (n === 0 && k > 0)
        fail("random-empty", "list index out of range", "choices cannot draw from an empty sequence.");
      return Array.from({ length: k }, () => items[Math.floor(this.random() * n)]!);
    }
    let sum = 0;
    const sums = cumWeights ? Array.from(cumWeights) : Array.from(weights!, (w) => (sum += w));
    if (sums.length !== n)
      fail(
        "random-range",
        "The number of weights does not match the population",
        `${sums.length} weights for ${n} elements.`,
      );
    if (n === 0) fail("random-empty", "list index out of range", "choices cannot draw from an empty sequence.");
    const total = sums[n - 1]!;
    if (total <= 0)
      fail("random-range", "Total of weights must be greater than zero", "choose weights ≥ 0, one of them above 0.");
    if (!Number.isFinite(total)) fail("random-range", "Total of weights must be finite", "choose finite weights.");
    return Array.from({ length: k }, () => items[bisect(sums, this.random() * total, n - 1)]!);
  }

  /** Puts the elements of an array into random order, in place. */
  shuffle<T>(x: Shuffled<T>): void {
    noMore("shuffle", 1, arguments);
    for (let i = x.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      const kept = x[i]!;
      x[i] = x[j]!;
      x[j] = kept;
    }
  }

  /** `k` different elements, in the order they were drawn. `counts` says how often each element stands in the pool. */
  sample<T>(population: Sequence<T>, k: number, options: SampleOptions = {}): T[] {
    noMore("sample", 3, arguments);
    checkKind("sample", "k", k);
    checkOptions(options, sampleNames, "sample");
    const items = sequence(population);
    if (!options.counts) return this.sampleIndices(items.length, k).map((i) => items[i]!);
    let sum = 0;
    const sums = Array.from(options.counts, (c) => (sum += c));
    if (sums.length !== items.length)
      fail(
        "random-range",
        "The number of counts does not match the population",
        `${sums.length} counts for ${items.length} elements.`,
      );
    if (!Number.isInteger(sum)) fail("random-range", "Counts must be integers", "round them.");
    if (sum <= 0)
      fail("random-range", "Total of counts must be greater than zero", "choose counts ≥ 0, one of them above 0.");
    return this.sampleIndices(sum, k).map((i) => items[bisect(sums, i, sums.length - 1)]!);
  }

  /** A number between `a` and `b`. */
  uniform(a: number, b: number): number {
    if (arguments.length > 2 || typeof a !== "number" || typeof b !== "number")
      noMore("uniform", ["a", "b"], arguments);
    return a + (b - a) * this.random();
  }

  /** From the triangular distribution between `low` and `high` with its peak at `mode` (default: the middle). */
  triangular(...options: TriangularArguments): number {
    const o = byName<TriangularOptions>("triangular", ["low", "high", "mode"], options),
      { mode } = o;
    let { low = 0, high = 1 } = o;
    let u = this.random();
    if (mode !== undefined && mode !== null && high === low) return low;
    let c = mode === undefined || mode === null ? 0.5 : (mode - low) / (high - low);
    if (u > c) {
      u = 1 - u;
      c = 1 - c;
      [low, high] = [high, low];
    }
    return low + (high - low) * Math.sqrt(u * c);
  }

  /** From the normal distribution with mean `mu` and standard deviation `sigma`; two are made at a time, one is kept. */
  gauss(...options: [mu?: number, sigma?: number] | [options: NormalOptions]): number {
    const { mu = 0, sigma = 1 } = byName<{ mu?: number; sigma?: number }>("gauss", ["mu", "sigma"], options);
    let z = this.gaussNext;
    this.gaussNext = null;
    if (z === null) {
      const angle = this.random() * (2 * Math.PI);
      const radius = Math.sqrt(-2 * log(1 - this.random()));
      z = cos(angle) * radius;
      this.gaussNext = sin(angle) * radius;
    }
    return mu + z * sigma;
  }

  /** From the same distribution as `gauss`, by Kinderman and Monahan's ratio of uniforms (1977), as in Python. */
  normalvariate(...options: [mu?: number, sigma?: number] | [options: NormalOptions]): number {
    const { mu = 0, sigma = 1 } = byName<{ mu?: number; sigma?: number }>("normalvariate", ["mu", "sigma"], options);
    const magic = 1.7155277699214135; // 4 e^(-1/2) / √2
    for (;;) {
      const u1 = this.random();
      const u2 = 1 - this.random();
      const z = (magic * (u1 - 0.5)) / u2;
      if ((z * z) / 4 <= -log(u2)) return mu + z * sigma;
    }
  }

  /** From the exponential distribution with mean `1 / lambd`. */
  expovariate(lambd: number): number {
    noMore("expovariate", ["lambd"], arguments, true);
    if (lambd === 0)
      fail(
        "random-range",
        "float division by zero",
        "lambd is 1 divided by the mean that you want, so it cannot be 0.",
      );
    return -log(1 - this.random()) / lambd;
  }

  /** Up to 53 random bits; further words go on top. */
  private bits(k: number): number {
    if (k <= 32) return k === 0 ? 0 : this.engine.random32() >>> (32 - k);
    const low = this.engine.random32();
    return (this.engine.random32() >>> (64 - k)) * 2 ** 32 + low;
  }

  private bigBits(k: number): bigint {
    let value = 0n;
    for (let shift = 0; shift < k; shift += 32) value |= BigInt(this.bits(Math.min(32, k - shift))) << BigInt(shift);
    return value;
  }

  /** A whole number in [0, n): draws as many bits as n has until they are below n. */
  private below(n: number): number {
    const k = n < 2 ** 32 ? 32 - Math.clz32(n) : 64 - Math.clz32(n / 2 ** 32);
    let r = this.bits(k);
    while (r >= n) r = this.bits(k);
    return r;
  }

  private bigBelow(n: bigint): bigint {
    const k = n.toString(2).length;
    let r = this.bigBits(k);
    while (r >= n) r = this.bigBits(k);
    return r;
  }

  private numberRange(start: number, stop: number, step: number): number {
    toInteger(start, "arg 1");
    toInteger(stop, "stop");
    toInteger(step, "step");
    const width = stop - start;
    toInteger(width, "width");
    if (step === 0) fail("random-range", "zero step for randrange()", "step is 1, or negative to count down.");
    const n = step === 1 ? width : Math.ceil(width / step);
    if (n <= 0) emptyRange(start, stop, width, step);
    return start + step * this.below(n);
  }

  private bigRange(start: bigint, stop: bigint, step: bigint): bigint {
    const width = stop - start;
    if (step === 0n) fail("random-range", "zero step for randrange()", "step is 1, or negative to count down.");
    const n = step > 0n ? (width + step - 1n) / step : (width + step + 1n) / step;
    if (n <= 0n) emptyRange(start, stop, width, step);
    return start + step * this.bigBelow(n);
  }

  /** Small populations are drawn from a shrinking list, large ones by drawing again what was drawn already. */
  private sampleIndices(n: number, k: number): number[] {
    if (!(k >= 0 && k <= n))
      fail(
        "random-range",
        "Sample larger than population or is negative",
        `got k = ${k} for ${n} elements; to draw with replacement, use choices.`,
      );
    const result: number[] = [];
    // Python's guess at which takes less memory; it decides which numbers are drawn.
    const limit = 21 + (k > 5 ? 4 ** Math.ceil(Math.log2(k * 3) / 2) : 0);
    if (n <= limit) {
      const pool = Array.from({ length: n }, (_, i) => i);
      for (let i = 0; i < k; i++) {
        const j = this.below(n - i);
        result.push(pool[j]!);
        pool[j] = pool[n - i - 1]!;
      }
    } else {
      const selected = new Set<number>();
      for (let i = 0; i < k; i++) {
        let j = this.below(n);
        while (selected.has(j)) j = this.below(n);
        selected.add(j);
        result.push(j);
      }
    }
    return result;
  }
}

/** How many of the ascending `sums`, the last not counted, are at most `x`. */
function bisect(sums: readonly number[], x: number, high: number): number {
  let low = 0;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x < sums[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

function sequence<T>(seq: Sequence<T>): Sequence<T> {
  // A string by its characters, not by the halves that JavaScript cuts an emoji into.
  if (typeof seq === "string") return Array.from(seq) as unknown as Sequence<T>;
  if (typeof seq?.length !== "number") {
    fail(
      "random-range",
      "Population must be a sequence.  For dicts or sets, use sorted(d).",
      "turn it into an array first: [...set] or Object.keys(object).",
    );
  }
  return seq;
}

function toInteger(x: number, name: string): number {
  if (!Number.isInteger(x))
    fail(
      "random-range",
      `non-integer ${name} for randrange()`,
      `it is ${String(x)}; randint and randrange take whole numbers.`,
    );
  if (!Number.isSafeInteger(x)) {
    fail(
      "random-range",
      `randrange: the ${name}, ${BigInt(x)}, is beyond 2^53, where a JavaScript number no longer holds every integer`,
      "use bigints: randint(0n, 10n ** 20n).",
    );
  }
  return x;
}

function toBigint(x: number | bigint, name: string): bigint {
  return typeof x === "bigint" ? x : BigInt(toInteger(x, name));
}

function emptyRange(
  start: number | bigint,
  stop: number | bigint,
  width: number | bigint,
  step: number | bigint,
): never {
  const detail = BigInt(step) === 1n ? ` (${start}, ${stop}, ${width})` : "";
  fail(
    "random-empty",
    `empty range for randrange()${detail}`,
    `no number from ${start} in steps of ${step} comes before ${stop}; for randint(a, b), b must not be below a.`,
  );
}

/** An instance whose methods can be taken out of it: `const { randint, shuffle } = random`. */
function withBoundMethods(r: Random): Random {
  for (const name of Object.getOwnPropertyNames(Random.prototype) as (keyof Random)[]) {
    const method: unknown = r[name];
    if (name !== ("constructor" as string) && typeof method === "function")
      Object.defineProperty(r, name, { value: method.bind(r) });
  }
  return r;
}

/**
 * Python's `random` module: one shared stream, and its functions by Python's names.
 *
 * @example
 * random.seed(0);
 * random.randint(1, 6);          // 4, as in Python
 * const list = [1, 2, 3];
 * random.shuffle(list);
 */
export const random: Random = withBoundMethods(new Random());
