const N = 624;
const M = 397;
const UPPER = 0x80000000 | 0;
const LOWER = 0x7fffffff;

/**
 * The Mersenne Twister (Matsumoto and Nishimura, 1998), the engine below both PyTorch's CPU generator and Python's
 * `random`. The two differ only in how they seed it and in how they cut its 32-bit words into numbers.
 *
 * `left` and `next` are PyTorch's own counters, kept apart because its saved states hold both: one draw takes one from
 * `left`; when it reaches 0 a new block of 624 words is made.
 */
export class MT19937 {
  /** The 624 words. Signed, because V8 keeps int32 values unboxed; the bits are what counts. */
  readonly state: Int32Array = new Int32Array(N);
  left = 1;
  next = 0;

  constructor(seed = 5489) {
    this.initGenrand(seed);
  }

  /** Seeds from one 32-bit word, as PyTorch does (`init_genrand`). */
  initGenrand(seed: number): void {
    const s = this.state;
    s[0] = seed | 0;
    for (let i = 1; i < N; i++) {
      const before = s[i - 1]!;
      s[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    this.left = 1;
    this.next = 0;
  }

  /** Seeds from any number of 32-bit words, as Python does (`init_by_array`). */
  initByArray(key: ArrayLike<number>): void {
    const s = this.state;
    this.initGenrand(19650218);
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      const before = s[i - 1]!;
      s[i] = (s[i]! ^ Math.imul(before ^ (before >>> 30), 1664525)) + key[j]! + j;
      if (++i === N) {
        s[0] = s[N - 1]!;
        i = 1;
      }
      if (++j === key.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      const before = s[i - 1]!;
      s[i] = (s[i]! ^ Math.imul(before ^ (before >>> 30), 1566083941)) - i;
      if (++i === N) {
        s[0] = s[N - 1]!;
        i = 1;
      }
    }
    s[0] = UPPER;
  }

  private refill(): void {
    const s = this.state;
    let k = 0;
    for (; k < N - M; k++) s[k] = s[k + M]! ^ twist(s[k]!, s[k + 1]!);
    for (; k < N - 1; k++) s[k] = s[k + M - N]! ^ twist(s[k]!, s[k + 1]!);
    s[N - 1] = s[M - 1]! ^ twist(s[N - 1]!, s[0]!);
    this.left = N;
    this.next = 0;
  }

  /** The next 32 bits as a signed integer: for callers that only mask it. */
  bits(): number {
    if (--this.left === 0) this.refill();
    return temper(this.state[this.next++]!);
  }

  /** The next uint32. */
  random32(): number {
    return this.bits() >>> 0;
  }

  /** The next two words as one uint64, the first on top. */
  random64(): bigint {
    const high = this.random32();
    return (BigInt(high) << 32n) | BigInt(this.random32());
  }

  /** PyTorch's float32 uniform in [0, 1): the low 24 bits of one word. */
  u24(): number {
    return (this.bits() & 0xffffff) * 2 ** -24;
  }

  /** PyTorch's float64 uniform in [0, 1): the low 53 bits of `random64`. */
  u53(): number {
    const high = this.bits() & 0x1fffff;
    return (high * 2 ** 32 + this.random32()) * 2 ** -53;
  }

  /**
   * Writes `hit` where `u53() < p`, else 0, drawing as often. Of the 53 bits the upper 21 nearly always decide, so the
   * second word of a pair is rarely looked at; and the choice is a product, because nobody can predict it as a branch.
   */
  chances(out: { [i: number]: number; readonly length: number }, p: number, hit: number): void {
    const s = this.state,
      n = out.length,
      bound = Math.ceil(p * 2 ** 53),
      high = Math.floor(bound / 2 ** 32);
    for (let i = 0; i < n;) {
      const pairs = Math.min((this.left - 1) >> 1, n - i);
      if (pairs === 0) {
        out[i++] = this.u53() < p ? hit : 0;
        continue;
      }
      for (let k = this.next, end = k + 2 * pairs; k < end; k += 2) {
        const h = temper(s[k]!) & 0x1fffff;
        out[i++] = hit * (h === high ? Number(temper(s[k + 1]!) >>> 0 < bound - high * 2 ** 32) : (h - high) >>> 31);
      }
      this.left -= 2 * pairs;
      this.next += 2 * pairs;
    }
  }

  /** Python's uniform in [0, 1): the top 27 bits of one word and the top 26 of the next. */
  res53(): number {
    const a = this.bits() >>> 5;
    return (a * 2 ** 26 + (this.bits() >>> 6)) * 2 ** -53;
  }

  /** Takes over another engine's state. */
  copyFrom(other: MT19937): void {
    this.state.set(other.state);
    this.left = other.left;
    this.next = other.next;
  }
}

/** Spreads the bits of a word, so that each of them is as random as the others. */
function temper(y: number): number {
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return y ^ (y >>> 18);
}

/** Joins the top bit of one word with the rest of the next and multiplies by the twister's matrix. */
function twist(u: number, v: number): number {
  return (((u & UPPER) | (v & LOWER)) >>> 1) ^ (-(v & 1) & 0x9908b0df);
}
