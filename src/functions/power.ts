import type { Local } from "../render/wasm/assembler.js";
import { log2nd, LOG2E_TAIL } from "../render/wasm/coefficients.js";
import type { Lanes, Term } from "../render/wasm/lanes.js";
import { exp2, finiteLog2, type Two } from "../render/wasm/math-functions.js";
import { binary } from "./bring.js";

// Powers. JavaScript has them; for WebAssembly they are computed here.

/** A value in two parts, the second below the rounding of the first. */
interface Pair {
  readonly high: Local;
  readonly low: Local;
}

/** a + b exactly, for |a| ≥ |b| (Dekker 1971). */
function fastSum(m: Lanes, a: Local, b: Local): Pair {
  const high = m.add(a, b);
  return { high, low: m.sub(b, m.sub(high, a)) };
}
/** a · b exactly, by halves of 26 bits (Veltkamp, Dekker 1971). */
function exactProduct(m: Lanes, a: Term, b: Term): Pair {
  const halves = (x: Term): [Local, Local] => {
    const t = m.mul(x, 2 ** 27 + 1),
      h = m.sub(t, m.sub(t, x));
    return [h, m.sub(x, h)];
  };
  const high = m.mul(a, b),
    [ah, al] = halves(a),
    [bh, bl] = halves(b);
  const low = m.add(m.add(m.add(m.sub(m.mul(ah, bh), high), m.mul(ah, bl)), m.mul(al, bh)), m.mul(al, bl));
  return { high, low };
}
/** The product of two pairs, or of a pair and a number with its tail. */
function product(m: Lanes, a: Pair, high: Term, low: Term): Pair {
  const p = exactProduct(m, a.high, high);
  return fastSum(m, p.high, m.add(p.low, m.add(m.mul(a.high, low), m.mul(a.low, high))));
}

/**
 * log₂ x to 64 bits or so, for positive, finite x: `finiteLog` with each of its larger terms in two parts:
 * ln(1 + t) = 2s + s · (2/3 z + z² · polynomial(z)), s = t/(2 + t), z = s².
 */
function preciseLog2(m: Lanes, x: Local): Pair {
  const { k, m: f } = m.split(x);
  const t = m.sub(f, 1),
    down = m.add(f, 1),
    downLow = m.sub(t, m.sub(down, 2));
  const quotient = m.div(t, down),
    back = exactProduct(m, quotient, down);
  const rest = m.sub(m.sub(m.sub(t, back.high), back.low), m.mul(quotient, downLow));
  const s = fastSum(m, quotient, m.div(rest, down));
  const z = product(m, s, s.high, s.low);
  const third = product(m, z, 2 / 3, TWO_THIRDS_TAIL);
  const tail = m.mul(m.mul(z.high, z.high), m.horner(z.high, log2nd));
  const cubic = product(m, s, third.high, m.add(third.low, tail));
  const sum = fastSum(m, m.add(s.high, s.high), cubic.high);
  const ln = fastSum(m, sum.high, m.add(m.add(sum.low, cubic.low), m.add(s.low, s.low)));
  const scaled = product(m, ln, Math.LOG2E, LOG2E_TAIL);
  const whole = fastSum(m, k, scaled.high); // k is 0 or the larger
  return fastSum(m, whole.high, m.add(whole.low, scaled.low));
}
/** 2/3 − the double 2/3. */
const TWO_THIRDS_TAIL = 2 ** -54 * (2 / 3);

/** 2^(y · log₂ a) for positive, finite a, with y · log₂ a in two parts: 11 bits of it are the exponent's. */
function precisePower(m: Lanes, a: Local, y: Local): Local {
  const log = preciseLog2(m, a);
  const p = product(m, log, y, 0);
  const t = m.clamp(p.high, m.format.exp2),
    n = m.nearest(t);
  const r = m.clamp(m.add(m.sub(t, n), p.low), [-1, 1]);
  return m.scale(exp2(m, r), n);
}

/** |y| from where on x^y is 0, 1 or ∞ for every double x. */
const DECISIVE = 2 ** 66;

/** C's pow: 2^(y · log₂|x|), the sign by whether y is odd, and the special cases of the C standard's Annex F. */
const powLanes: Two = (m, x, y) => {
  const a = m.abs(x),
    b = m.clamp(y, [-DECISIVE, DECISIVE]);
  const finite = m.precise ? precisePower(m, a, b) : exp2(m, m.mul(finiteLog2(m, a), b));
  const infinite = m.eq(a, Infinity);
  const extreme = m.and(m.not(m.xor(infinite, m.gt(y, 0))), Infinity); // of 0 and ∞: ∞ or 0
  const size = m.select(m.or(m.eq(a, 0), infinite), extreme, finite);
  const whole = m.eq(m.trunc(y), y);
  const value = m.xor(size, m.and(m.signBit(x), m.and(whole, m.odd(y))));
  const imaginary = m.and(m.lt(x, 0), m.not(m.or(whole, infinite)));
  const nan = m.or(imaginary, m.or(m.ne(x, x), m.ne(y, y)));
  const one = m.or(m.eq(x, 1), m.eq(y, 0)); // also for NaN
  return m.select(one, 1, m.select(nan, NaN, value));
};

// The same for JavaScript, of floats and of whole numbers.

/** Unlike JavaScript's own, 1^y is 1 for every y, and (−1)^±∞ is 1. */
const powNumber = (x: number, y: number): number =>
  x === 1 || (x === -1 && (y === Infinity || y === -Infinity)) ? 1 : x ** y;

function powBig(x: bigint, y: bigint): bigint {
  if (y < 0n) return x === 1n ? 1n : x === -1n ? (y % 2n === 0n ? 1n : -1n) : 0n;
  let out = 1n;
  for (let b = x, e = y; e > 0n; e >>= 1n, b = BigInt.asIntN(64, b * b)) if (e & 1n) out = BigInt.asIntN(64, out * b);
  return out;
}

const powInt = (x: number, y: number): number => Number(BigInt.asIntN(32, powBig(BigInt(x), BigInt(y))));

/** x^y, as C's pow. */
export const pow = binary("pow", { body: powLanes, wide: true }, { pow: powNumber, powInt, powBig });
