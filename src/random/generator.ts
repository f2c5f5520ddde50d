import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { notData, uncloneable } from "../diagnose/not-data.js";
import { MT19937 } from "./mt19937.js";
import { noMore, takes } from "../diagnose/arguments.js";

/** PyTorch's `default_rng_seed_val`: what a new Generator starts from. */
const DEFAULT_SEED = 67280421310721n;
const N = 624;

// Where torch.get_rng_state() keeps what, in bytes, little-endian. The file format is older than the generator: the
// normal_x and normal_rho fields are used only by states of the legacy size.
const SEED = 0,
  LEFT = 8,
  SEEDED = 12,
  NEXT = 16,
  STATE = 24;
const NORMAL_X = 5016,
  NORMAL_Y = 5024,
  NORMAL_RHO = 5032,
  NORMAL_VALID = 5040;
const LEGACY_SIZE = 5048,
  FLOAT_NORMAL = 5048,
  FLOAT_NORMAL_VALID = 5052,
  SIZE = 5056;

/**
 * A stream of random numbers, the same stream as `torch.Generator()` on a CPU: an mt19937 engine, plus one normal
 * sample, kept because normals are drawn in pairs. A new one starts at PyTorch's default seed, 67280421310721.
 *
 * @example
 * const g = new Generator().manualSeed(42);
 * rand(3, { generator: g });
 */
export class Generator {
  /** @internal */ readonly uncloneable: symbol = uncloneable;
  static readonly name: string = /* @__PURE__ */ takes(
    this,
    "Generator",
    "manualSeed:seed,seed,initialSeed,getState,setState:bytes,clone",
  );
  /** @internal */ readonly engine: MT19937 = new MT19937();
  /** @internal The second of a pair of standard normals, waiting for the next draw. */
  nextNormal: number | null = null;
  // Never used on a CPU, but states from elsewhere may hold one, and saving must preserve it.
  private nextFloatNormal: number | null = null;
  private startSeed = DEFAULT_SEED;

  constructor() {
    noMore("Generator", 0, arguments, true);
    this.reseed(DEFAULT_SEED);
  }

  /**
   * Restarts the stream. `seed` is an integer from -2^63 to 2^64 - 1 (a negative one counts as `seed + 2^64`, as in
   * PyTorch); beyond 2^53 pass a bigint. Only its lowest 32 bits choose the stream.
   */
  manualSeed(seed: number | bigint): this {
    this.reseed(checkSeed(seed));
    return this;
  }

  /** Seeds from the system's randomness and returns the seed, an integer from 0 to 2^64 - 1. */
  seed(): bigint {
    const seed = randomSeed();
    this.reseed(seed);
    return seed;
  }

  /** The seed of the stream. */
  initialSeed(): bigint {
    return this.startSeed;
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  /** The whole state in the bytes of PyTorch's `get_state()`: 5056 of them. A copy. */
  getState(): Uint8Array {
    const bytes = new Uint8Array(SIZE);
    const view = new DataView(bytes.buffer);
    view.setBigUint64(SEED, this.startSeed, true);
    view.setInt32(LEFT, this.engine.left, true);
    view.setInt32(SEEDED, 1, true);
    view.setInt32(NEXT, this.engine.next, true);
    for (let i = 0; i < N; i++) view.setInt32(STATE + 8 * i, this.engine.state[i]!, true);
    if (this.nextNormal !== null) {
      view.setFloat64(NORMAL_Y, this.nextNormal, true);
      view.setInt32(NORMAL_VALID, 1, true);
    }
    if (this.nextFloatNormal !== null) {
      view.setFloat32(FLOAT_NORMAL, this.nextFloatNormal, true);
      view.setUint8(FLOAT_NORMAL_VALID, 1);
    }
    return bytes;
  }

  /** Continues from a state made by `getState` here or by `get_state()` in PyTorch (its older 5048 bytes as well). */
  setState(bytes: Uint8Array): this {
    if (!(bytes instanceof Uint8Array))
      fail("random-state", "RNG state must be a torch.ByteTensor", "pass the Uint8Array returned by getState().");
    const size = bytes.length;
    if (size !== SIZE && size !== LEGACY_SIZE) {
      fail(
        "random-state",
        `Expected either a CPUGeneratorImplStateLegacy of size ${LEGACY_SIZE} or a CPUGeneratorImplState of size ${SIZE} but found the input RNG state size to be ${size}`,
        "pass all the bytes of torch.get_rng_state() or of getState().",
      );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, size);
    const left = view.getInt32(LEFT, true);
    const next = view.getInt32(NEXT, true);
    const upper = view.getInt32(NEXT + 4, true);
    // The last condition keeps the draws that are left within the block.
    if (
      view.getInt32(SEEDED, true) !== 1 ||
      left < 1 ||
      left > N ||
      upper !== 0 ||
      next < 0 ||
      next > N ||
      next + left - 1 > N
    ) {
      fail("random-state", "Invalid mt19937 state", "these bytes are not a generator's state, or they are damaged.");
    }
    this.startSeed = view.getBigUint64(SEED, true);
    this.engine.left = left;
    this.engine.next = next;
    for (let i = 0; i < N; i++) this.engine.state[i] = view.getInt32(STATE + 8 * i, true);
    this.nextNormal = null;
    this.nextFloatNormal = null;
    const normalValid = view.getInt32(NORMAL_VALID, true) !== 0;
    if (size === LEGACY_SIZE) {
      // The old format kept the uniform and the radius that the second normal is made from.
      const angle = 2 * Math.PI * view.getFloat64(NORMAL_X, true);
      if (normalValid) this.nextNormal = view.getFloat64(NORMAL_RHO, true) * Math.sin(angle);
    } else {
      if (normalValid) this.nextNormal = view.getFloat64(NORMAL_Y, true);
      if (view.getUint8(FLOAT_NORMAL_VALID) !== 0) this.nextFloatNormal = view.getFloat32(FLOAT_NORMAL, true);
    }
    return this;
  }

  /** An independent generator that continues from here with the same numbers. */
  clone(): Generator {
    const copy = new Generator();
    copy.engine.copyFrom(this.engine);
    copy.nextNormal = this.nextNormal;
    copy.nextFloatNormal = this.nextFloatNormal;
    copy.startSeed = this.startSeed;
    return copy;
  }

  private reseed(seed: bigint): void {
    this.startSeed = seed;
    this.engine.initGenrand(Number(seed & 0xffffffffn));
    this.nextNormal = null;
    this.nextFloatNormal = null;
  }
}

/** The generator that everything draws from by default. As in PyTorch, every run seeds it differently. */
export const defaultGenerator: Generator = new Generator().manualSeed(randomSeed());

/** The generator of an op: the one in its options, or the default one. */
export function generatorOf(options: { readonly generator?: Generator | undefined } | null): Generator {
  const g = options?.generator;
  if (g === undefined || g instanceof Generator) return g ?? defaultGenerator;
  return fail(
    "random-state",
    `expected a torch._C.Generator as generator, but got ${g === null ? "null" : typeof g}`,
    "for example { generator: new Generator().manualSeed(0) }.",
  );
}

/**
 * Seeds the default generator, like `torch.manual_seed`: the same seed gives the same numbers as in PyTorch.
 *
 * @example
 * manualSeed(0);
 * rand(2);   // tensor([0.4963, 0.7682])
 */
export function manualSeed(seed: number | bigint): Generator {
  noMore("manualSeed", 1, arguments);
  return defaultGenerator.manualSeed(seed);
}

/**
 * Seeds the default generator from the system's randomness, and returns the seed.
 *
 * @example
 * const s = seed();
 * s === initialSeed(); // → true
 */
export function seed(): bigint {
  noMore("seed", 0, arguments);
  return defaultGenerator.seed();
}

/**
 * The seed of the default generator.
 *
 * @example
 * manualSeed(3);
 * initialSeed(); // → 3
 */
export function initialSeed(): bigint {
  noMore("initialSeed", 0, arguments);
  return defaultGenerator.initialSeed();
}

/**
 * The state of the default generator, in the bytes of `torch.get_rng_state()`; {@link setRngState} restores it.
 *
 * @example
 * const state = getRngState(), first = rand(2);
 * setRngState(state);
 * equal(rand(2), first); // → true
 */
export function getRngState(): Uint8Array {
  noMore("getRngState", 0, arguments);
  return defaultGenerator.getState();
}

/**
 * Puts the default generator into a state from `getRngState` or `torch.get_rng_state()`.
 *
 * @example
 * const state = getRngState();
 * setRngState(state);
 */
export function setRngState(bytes: Uint8Array): void {
  noMore("setRngState", 1, arguments);
  defaultGenerator.setState(bytes);
}

function randomSeed(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0]!;
}

function checkSeed(seed: number | bigint): bigint {
  if (typeof seed !== "bigint" && !Number.isInteger(seed)) {
    const what = typeof seed === "number" ? "float" : seed === null ? "NoneType" : typeof seed;
    fail(
      "random-seed",
      `manual_seed expected a long, but got ${what}`,
      `a seed is a whole number such as 42; this one is ${shownValue(seed)}.`,
    );
  }
  const value = BigInt(seed);
  if (value < -(2n ** 63n) || value >= 2n ** 64n) {
    fail("random-seed", "Overflow when unpacking long", "a seed lies between -2^63 and 2^64 - 1.");
  }
  if (typeof seed === "number" && !Number.isSafeInteger(seed)) {
    fail(
      "random-seed",
      `manual_seed: ${value} is beyond 2^53, where a JavaScript number no longer holds every integer`,
      `write it as a bigint: manualSeed(${value}n).`,
    );
  }
  return BigInt.asUintN(64, value);
}
