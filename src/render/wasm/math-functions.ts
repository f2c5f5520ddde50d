import type { Local } from "./assembler.js";
import { HALF_PI, LN2_TAIL } from "./coefficients.js";
import { power } from "./math-pow.js";
import type { Lanes } from "./lanes.js";

// The mathematical functions, each written once for all kinds of lanes (m says which). No branches: all cases are
// computed, and masks choose. Where no source is named, the formula is the textbook one.

type One = (m: Lanes, x: Local) => Local;
type Two = (m: Lanes, x: Local, y: Local) => Local;

/** e^r − 1 − r for |r| ≤ ln 2 / 2. */
const expTail: One = (m, r) => m.mul(m.mul(r, r), m.polynomial(r, m.coefficients.exp));

const expNear: One = (m, r) => m.add(m.mulAdd(m.mul(r, r), m.polynomial(r, m.coefficients.exp), r), 1);

/** 0 where x is below `lowest`: a product that underflows is ten times slower than one with zero, and masked attention is full of e^−∞. */
const unlessBelow = (m: Lanes, x: Local, lowest: number, value: Local): Local => m.andNot(value, m.lt(x, lowest));

/** e^x = 2^n · e^r with n = round(x / ln 2), ln 2 subtracted in two parts (Cody & Waite 1980). */
const exp: One = (m, x) => {
  const [high, low] = m.ln2(LN2_TAIL);
  const t = m.clamp(x, m.format.exp);
  const n = m.nearest(m.mul(t, Math.LOG2E));
  const r = m.mulSub(n, low, m.mulSub(n, high, t));
  return m.scale(unlessBelow(m, x, m.format.exp[0], expNear(m, r)), n);
};

/** 2^x = 2^n · e^(r · ln 2), r = x − n. */
const exp2: One = (m, x) => {
  const t = m.clamp(x, m.format.exp2);
  const n = m.nearest(t);
  const r = m.mul(m.sub(t, n), Math.LN2);
  return m.scale(unlessBelow(m, x, m.format.exp2[0], expNear(m, r)), n);
};

/**
 * (e^x − 1) / 2, which does not overflow where sinh x does not. With s = 2^(n−2), half of it is s·e^r − 1/4 =
 * (s·r + (s − 1/4)) + s·(e^r − 1 − r), in which what cancels is exact, with the rounding error of r made good.
 */
const halfExpm1: One = (m, x) => {
  const [high, low] = m.ln2(LN2_TAIL);
  const t = m.clamp(x, [m.format.expm1Min, m.format.exp[1]]);
  const n = m.nearest(m.mul(t, Math.LOG2E));
  const near = m.mulSub(n, high, t), rest = m.mul(n, low);
  const r = m.sub(near, rest), lost = m.sub(m.sub(near, r), rest);
  const s = m.pow2(m.sub(n, 2));
  return m.mul(m.mulAdd(s, m.add(expTail(m, r), lost), m.mulAdd(s, r, m.sub(s, 0.25))), 2);
};

/** For |x| too small to matter (subnormal, −0), x itself. */
const unlessTiny = (m: Lanes, x: Local, value: Local): Local => m.select(m.lt(m.abs(x), m.format.tiny), x, value);

const expm1: One = (m, x) => unlessTiny(m, x, m.mul(halfExpm1(m, x), 2));

/**
 * ln u = k · ln 2 + ln(1 + t), and plus `more`. With s = t/(2 + t): ln(1 + t) = ln((1 + s)/(1 − s)) = 2s + s·R, which is
 * t − (h − s·(h + R)) for h = t²/2: so the largest term is exact. For positive, finite u.
 */
function finiteLog(m: Lanes, u: Local, more?: Local): Local {
  const [high, low] = m.ln2(LN2_TAIL);
  const { k, m: f } = m.split(u);
  const t = m.sub(f, 1), s = m.div(t, m.add(f, 1)), z = m.mul(s, s);
  const h = m.mul(m.mul(t, t), 0.5);
  const small = m.mulAdd(s, m.mulAdd(z, m.polynomial(z, m.coefficients.log), h), more ? m.mulAdd(k, low, more) : m.mul(k, low));
  return m.mulAdd(k, high, m.sub(t, m.sub(h, small)));
}

/** −∞ at 0, NaN below, and ∞ at ∞ for a logarithm of u. u·∞ + ∞ is NaN for all but positive numbers. */
function orPole(m: Lanes, u: Local, value: Local): Local {
  const regular = m.and(m.gt(u, 0), m.lt(u, Infinity));
  return m.select(regular, value, m.select(m.eq(u, 0), -Infinity, m.add(m.mul(u, Infinity), Infinity)));
}

const log: One = (m, x) => orPole(m, x, finiteLog(m, x));

/** k + ln f · log₂e, with k apart so that powers of two are exact. */
function finiteLog2(m: Lanes, x: Local): Local {
  const { k, m: f } = m.split(x);
  return m.mulAdd(finiteLog(m, f), Math.LOG2E, k);
}
const log2: One = (m, x) => orPole(m, x, finiteLog2(m, x));

/** log₁₀2 · k in two parts, the first with so few bits that the product is exact. */
const log10: One = (m, x) => {
  const unit = 2 ** m.format.ln2Bits, high = Math.round(unit * Math.LOG10E * Math.LN2) / unit;
  const { k, m: f } = m.split(x);
  const low = m.mulAdd(k, LOG10_2 - high, m.mul(finiteLog(m, f), Math.LOG10E));
  return orPole(m, x, m.mulAdd(k, high, low));
};
const LOG10_2 = 0.3010299956639812;

/** ln(1 + x) = ln u + (x − (u − 1))/u, where u is 1 + x rounded. */
const log1p: One = (m, x) => {
  const u = m.add(x, 1);
  const lost = m.div(m.sub(x, m.sub(u, 1)), u);
  return m.select(m.eq(x, 0), x, orPole(m, u, finiteLog(m, u, lost)));
};

/** x = n · π/2 + r, |r| ≤ π/4 (Cody & Waite, in doubles); for what is large, Payne and Hanek's way, lane by lane. */
function reduce(m: Lanes, x: Local): { n: Local; r: Local } {
  const { f } = m;
  const n = m.nearest(m.mul(x, 2 / Math.PI));
  let r = x;
  for (const part of m.precise ? HALF_PI : HALF_PI.slice(0, 2)) r = m.mulSub(n, part, r);
  const large = m.gt(m.abs(x), 2 ** 20); // n has 20 bits below, and the parts of π/2 have 33
  f.get(large).op("v128.any_true").when(() => {
    const lane = (i: number): Local => { f.get(x).lane("f64x2.extract_lane", i).call(m.module.helper("reduceAngle")); return m.keep(); };
    const [a, b] = [lane(0), lane(1)];
    const pair = (of: readonly number[]): Local => { f.get(a).get(b).shuffle(...of); return m.keep(); };
    const low = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];
    f.get(m.select(large, m.add(pair(low), m.sub(x, x)), r)).set(r); // ∞ − ∞ is NaN
    f.get(m.select(large, pair(low.map((i) => i + 8)), n)).set(n);
  });
  return { n, r };
}

const sinNear = (m: Lanes, r: Local, z: Local): Local => m.mulAdd(m.mul(r, z), m.polynomial(z, m.coefficients.sin), r);
const cosNear = (m: Lanes, z: Local): Local => m.add(m.mulSub(z, 0.5, m.mul(m.mul(z, z), m.polynomial(z, m.coefficients.cos))), 1);

/** sin(r + n · π/2): sine or cosine of r by n's parity, the sign by its next bit. */
function sinQuadrant(m: Lanes, r: Local, n: Local): Local {
  const z = m.mul(r, r);
  return m.xor(m.select(m.odd(n), cosNear(m, z), sinNear(m, r, z)), m.signFromBit1(n));
}
const sin: One = (m, x) => { const { n, r } = reduce(m, x); return unlessTiny(m, x, sinQuadrant(m, r, n)); };
const cos: One = (m, x) => { const { n, r } = reduce(m, x); return sinQuadrant(m, r, m.add(n, 1)); };
/** sin/cos, or −cos/sin in the odd quadrants. */
const tan: One = (m, x) => {
  const { n, r } = reduce(m, x);
  const z = m.mul(r, r), odd = m.odd(n), s = sinNear(m, r, z), c = cosNear(m, z);
  return unlessTiny(m, x, m.xor(m.div(m.select(odd, c, s), m.select(odd, s, c)), m.and(odd, -0)));
};

/** asin x for |x| ≤ 1/2, z = x². */
const asinNear = (m: Lanes, x: Local, z: Local): Local => m.mulAdd(m.mul(x, z), m.polynomial(z, m.coefficients.asin), x);
/** For |x| > 1/2: asin x = π/2 − 2 asin √((1 − x)/2). The series' argument and its square, for either case. */
function asinParts(m: Lanes, x: Local): { far: Local; near: Local } {
  const a = m.abs(x), far = m.gt(a, 0.5);
  const z = m.select(far, m.mul(m.sub(1, a), 0.5), m.mul(a, a));
  return { far, near: asinNear(m, m.select(far, m.sqrt(z), a), z) };
}
const asin: One = (m, x) => {
  const { far, near } = asinParts(m, x);
  return m.withSign(m.select(far, m.mulSub(near, 2, Math.PI / 2), near), x);
};
/** π/2 − asin x; beyond 1/2, 2 asin √((1 − x)/2), or π less that for the negative. */
const acos: One = (m, x) => {
  const { far, near } = asinParts(m, x);
  const twice = m.mul(near, 2), negative = m.lt(x, 0);
  return m.select(far, m.select(negative, m.sub(Math.PI, twice), twice), m.sub(Math.PI / 2, m.xor(near, m.signBit(x))));
};

/** atan t for 0 ≤ t ≤ 1; above tan(π/8), π/4 + atan((t − 1)/(t + 1)). */
function atanUnit(m: Lanes, t: Local): Local {
  const upper = m.gt(t, Math.SQRT2 - 1);
  const w = m.select(upper, m.div(m.sub(t, 1), m.add(t, 1)), t), z = m.mul(w, w);
  return m.add(m.mulAdd(m.mul(w, z), m.polynomial(z, m.coefficients.atan), w), m.and(upper, Math.PI / 4));
}
/** For |x| > 1: π/2 − atan(1/|x|). */
const atan: One = (m, x) => {
  const a = m.abs(x), large = m.gt(a, 1);
  const near = atanUnit(m, m.select(large, m.div(1, a), a));
  return m.withSign(m.select(large, m.sub(Math.PI / 2, near), near), x);
};
/** The angle of the smaller to the larger of |y| and |x|, mirrored into its octant. 0/0 counts as 0 and ∞/∞ as 1. */
const atan2: Two = (m, y, x) => {
  const a = m.abs(y), b = m.abs(x), steep = m.gt(a, b);
  const small = m.select(steep, b, a), large = m.select(steep, a, b);
  const t = m.select(m.eq(small, large), m.and(m.ne(large, 0), 1), m.div(small, large));
  const near = atanUnit(m, t);
  const right = m.select(steep, m.sub(Math.PI / 2, near), near);
  const left = m.lt(m.withSign(1, x), 0); // −0 is left, too
  return m.withSign(m.select(left, m.sub(Math.PI, right), right), y);
};

/** Beyond this, 1 + x is x, and x² + 1 is x². */
const HUGE = 2 ** 60;

/** With h = (e^|x| − 1)/2: h + h/(2h + 1), where h above the line is kept from being infinite. */
const sinh: One = (m, x) => {
  const h = halfExpm1(m, m.abs(x));
  return unlessTiny(m, x, m.withSign(m.add(h, m.div(m.clamp(h, [0, HUGE]), m.add(m.add(h, h), 1))), x));
};
/** With h as above: (h + 1/2) + (1/2)/(2h + 1). */
const cosh: One = (m, x) => {
  const h = halfExpm1(m, m.abs(x));
  return m.add(m.add(h, 0.5), m.div(0.5, m.add(m.add(h, h), 1)));
};
/** 1 − 2/(e^2|x| + 1); below 5/8, where that cancels, |x| + |x|³ · polynomial. */
const tanh: One = (m, x) => {
  const a = m.abs(x), z = m.mul(x, x);
  const near = m.mulAdd(m.mul(a, z), m.polynomial(z, m.coefficients.tanh), a);
  const far = m.sub(1, m.div(2, m.add(exp(m, m.add(a, a)), 1)));
  return m.withSign(m.select(m.lt(a, 0.625), near, far), x);
};

/** ln(|x| + √(x² + 1)) as log1p; for huge ones ln|x| + ln 2. */
const asinh: One = (m, x) => {
  const a = m.abs(x), huge = m.gt(a, HUGE), square = m.mul(a, a);
  const rest = m.div(square, m.add(m.sqrt(m.add(square, 1)), 1));
  return m.withSign(m.add(log1p(m, m.select(huge, a, m.add(rest, a))), m.and(huge, Math.LN2)), x);
};
/** ln(x + √(x² − 1)), likewise, with t = x − 1: x² − 1 = t · (t + 2). NaN below 1. */
const acosh: One = (m, x) => {
  const huge = m.gt(x, HUGE), t = m.sub(x, 1);
  const root = m.select(m.lt(t, 0), NaN, m.sqrt(m.mul(t, m.add(t, 2))));
  return m.add(log1p(m, m.select(huge, x, m.add(t, root))), m.and(huge, Math.LN2));
};
/** ln((1 + x)/(1 − x)) / 2 as log1p. */
const atanh: One = (m, x) => {
  const a = m.abs(x);
  return m.withSign(m.mul(log1p(m, m.div(m.add(a, a), m.sub(1, a))), 0.5), x);
};

/** x + x · polynomial(x²) up to 1; then 1 − e^(−x²) · polynomial(1/(1 + |x|/2)). */
const erf: One = (m, x) => {
  const a = m.abs(x), z = m.mul(x, x);
  const near = m.mulAdd(x, m.polynomial(z, m.coefficients.erf), x);
  const b = m.clamp(a, [0, 6]);
  const u = m.div(1, m.mulAdd(b, 0.5, 1));
  const far = m.mulSub(exp(m, m.neg(m.mul(b, b))), m.polynomial(u, m.coefficients.erfc), 1);
  return m.select(m.lt(a, 1), near, m.withSign(far, x));
};

/** C's fmod: x − trunc(x/y) · y, exact in float64 for float32 with a quotient of 28 bits, which may be one too large; else long division. */
const fmod: Two = (m, x, y) => {
  const { f } = m;
  const a = m.abs(x), b = m.abs(y);
  const q = m.trunc(m.div(a, b));
  const rest = m.sub(a, m.mul(q, b));
  const r = m.xor(m.add(rest, m.and(m.lt(rest, 0), b)), m.signBit(x));
  // For float64 no product is exact; its lanes are all alike.
  const rare = m.precise ? m.eq(0, 0) : m.not(m.and(m.lt(q, 2 ** 28), m.lt(b, Infinity)));
  f.get(rare).op("v128.any_true").when(() => {
    const lane = (i: number): void => { f.get(x).lane("f64x2.extract_lane", i).get(y).lane("f64x2.extract_lane", i).call(m.module.helper("remainder")); };
    lane(0);
    f.op("f64x2.splat");
    if (!m.precise) { lane(1); f.lane("f64x2.replace_lane", 1); }
    f.get(r).get(rare).op("v128.bitselect").set(r);
  });
  return r;
};

/** Where a remainder's sign is not the divisor's. */
const otherSign = (m: Lanes, r: Local, y: Local): Local => m.and(m.ne(r, 0), m.xor(m.lt(r, 0), m.lt(y, 0)));
/** Python's %: a remainder with the divisor's sign. */
const mod: Two = (m, x, y) => {
  const r = fmod(m, x, y);
  return m.select(otherSign(m, r, y), m.add(r, y), r);
};
/** Python's //: (x − x % y) / y, which is whole but for roundings. As PyTorch, x/y where y is 0, and a zero has the sign of x/y. */
const floordiv: Two = (m, x, y) => {
  const r = fmod(m, x, y), quotient = m.div(x, y);
  const d = m.sub(m.div(m.sub(x, r), y), m.and(otherSign(m, r, y), 1));
  const whole = m.floor(d), up = m.and(m.gt(m.sub(d, whole), 0.5), 1);
  const result = m.select(m.eq(d, 0), m.signBit(quotient), m.add(whole, up));
  return m.select(m.eq(y, 0), quotient, result);
};

const pow: Two = (m, x, y) => power(m, x, y, { exp2, finiteLog2 });

/** A function of one or two operands. */
export type Definition = ({ readonly operands: 1; readonly body: One } | { readonly operands: 2; readonly body: Two }) & {
  /** Whether float32 is computed in float64, two lanes at a time: where it cancels, or reaches far beyond its operands. */
  readonly wide: boolean;
};
const one = (body: One): Definition => ({ operands: 1, body, wide: false });
const wideOne = (body: One): Definition => ({ operands: 1, body, wide: true });
const wideTwo = (body: Two): Definition => ({ operands: 2, body, wide: true });

export const definitions = {
  exp: one(exp), exp2: one(exp2), expm1: one(expm1), log: one(log), log2: wideOne(log2), log10: wideOne(log10), log1p: one(log1p),
  sin: wideOne(sin), cos: wideOne(cos), tan: wideOne(tan), asin: wideOne(asin), acos: wideOne(acos), atan: wideOne(atan),
  sinh: wideOne(sinh), cosh: wideOne(cosh), tanh: one(tanh), asinh: wideOne(asinh), acosh: wideOne(acosh), atanh: wideOne(atanh),
  erf: one(erf), pow: wideTwo(pow), atan2: wideTwo(atan2), fmod: wideTwo(fmod), mod: wideTwo(mod), floordiv: wideTwo(floordiv),
} as const satisfies Readonly<Record<string, Definition>>;

export type MathName = keyof typeof definitions;
