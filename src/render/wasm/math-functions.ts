import type { Local } from "./assembler.js";
import * as coefficients from "./coefficients.js";
import type { Lanes } from "./lanes.js";

// The mathematical functions, each written once for all kinds of lanes (m says which). No branches: all cases are
// computed, and masks select. Without a named source, the formula is the textbook one. Exponentials and logarithms are
// here; rarely used functions are in functions/, and come with the expression that uses them.

export type One = (m: Lanes, x: Local) => Local;
export type Two = (m: Lanes, x: Local, y: Local) => Local;

/** e^r − 1 − r for |r| ≤ ln 2 / 2. */
const expTail: One = (m, r) => m.mul(m.mul(r, r), m.polynomial(r, coefficients.exp));

const expNear: One = (m, r) => m.add(m.mulAdd(m.mul(r, r), m.polynomial(r, coefficients.exp), r), 1);

/** 0 where x is below `lowest`: a product that underflows is ten times slower than one with zero, and masked attention is full of e^−∞. */
const unlessBelow = (m: Lanes, x: Local, lowest: number, value: Local): Local => m.andNot(value, m.lt(x, lowest));

/** e^x = 2^n · e^r with n = round(x / ln 2), ln 2 subtracted in two parts (Cody & Waite 1980). */
export const exp: One = (m, x) => {
  const [high, low] = m.ln2(coefficients.LN2_TAIL);
  const t = m.clamp(x, m.format.exp);
  const n = m.nearest(m.mul(t, Math.LOG2E));
  const r = m.mulSub(n, low, m.mulSub(n, high, t));
  return m.scale(unlessBelow(m, x, m.format.exp[0], expNear(m, r)), n);
};

/** 2^x = 2^n · e^(r · ln 2), r = x − n. */
export const exp2: One = (m, x) => {
  const t = m.clamp(x, m.format.exp2);
  const n = m.nearest(t);
  const r = m.mul(m.sub(t, n), Math.LN2);
  return m.scale(unlessBelow(m, x, m.format.exp2[0], expNear(m, r)), n);
};

/**
 * (e^x − 1) / 2, which does not overflow where sinh x does not. With s = 2^(n−2), half of it is s·e^r − 1/4 = (s·r + (s
 * − 1/4)) + s·(e^r − 1 − r), in which the cancelling terms are exact, corrected by the rounding error of r.
 */
export const halfExpm1: One = (m, x) => {
  const [high, low] = m.ln2(coefficients.LN2_TAIL);
  const t = m.clamp(x, [m.format.expm1Min, m.format.exp[1]]);
  const n = m.nearest(m.mul(t, Math.LOG2E));
  const near = m.mulSub(n, high, t),
    rest = m.mul(n, low);
  const r = m.sub(near, rest),
    lost = m.sub(m.sub(near, r), rest);
  const s = m.pow2(m.sub(n, 2));
  return m.mul(m.mulAdd(s, m.add(expTail(m, r), lost), m.mulAdd(s, r, m.sub(s, 0.25))), 2);
};

/** For |x| too small to matter (subnormal, −0), x itself. */
export const unlessTiny = (m: Lanes, x: Local, value: Local): Local =>
  m.select(m.lt(m.abs(x), m.format.tiny), x, value);

const expm1: One = (m, x) => unlessTiny(m, x, m.mul(halfExpm1(m, x), 2));

/**
 * ln u = k · ln 2 + ln(1 + t), and plus `more`. With s = t/(2 + t): ln(1 + t) = ln((1 + s)/(1 − s)) = 2s + s·R, which is
 * t − (h − s·(h + R)) for h = t²/2: so the largest term is exact. For positive, finite u.
 */
function finiteLog(m: Lanes, u: Local, more?: Local): Local {
  const [high, low] = m.ln2(coefficients.LN2_TAIL);
  const { k, m: f } = m.split(u);
  const t = m.sub(f, 1),
    s = m.div(t, m.add(f, 1)),
    z = m.mul(s, s);
  const h = m.mul(m.mul(t, t), 0.5);
  const small = m.mulAdd(
    s,
    m.mulAdd(z, m.polynomial(z, coefficients.log), h),
    more ? m.mulAdd(k, low, more) : m.mul(k, low),
  );
  return m.mulAdd(k, high, m.sub(t, m.sub(h, small)));
}

/** −∞ at 0, NaN below, and ∞ at ∞ for a logarithm of u. u·∞ + ∞ is NaN for all but positive numbers. */
function orPole(m: Lanes, u: Local, value: Local): Local {
  const regular = m.and(m.gt(u, 0), m.lt(u, Infinity));
  return m.select(regular, value, m.select(m.eq(u, 0), -Infinity, m.add(m.mul(u, Infinity), Infinity)));
}

const log: One = (m, x) => orPole(m, x, finiteLog(m, x));

/** k + ln f · log₂e, with k apart so that powers of two are exact. */
export function finiteLog2(m: Lanes, x: Local): Local {
  const { k, m: f } = m.split(x);
  return m.mulAdd(finiteLog(m, f), Math.LOG2E, k);
}
const log2: One = (m, x) => orPole(m, x, finiteLog2(m, x));

/** log₁₀2 · k in two parts, the first with so few bits that the product is exact. */
const log10: One = (m, x) => {
  const unit = 2 ** m.format.ln2Bits,
    high = Math.round(unit * Math.LOG10E * Math.LN2) / unit;
  const { k, m: f } = m.split(x);
  const low = m.mulAdd(k, LOG10_2 - high, m.mul(finiteLog(m, f), Math.LOG10E));
  return orPole(m, x, m.mulAdd(k, high, low));
};
const LOG10_2 = 0.3010299956639812;

/** ln(1 + x) = ln u + (x − (u − 1))/u, where u is 1 + x rounded. */
export const log1p: One = (m, x) => {
  const u = m.add(x, 1);
  const lost = m.div(m.sub(x, m.sub(u, 1)), u);
  return m.select(m.eq(x, 0), x, orPole(m, u, finiteLog(m, u, lost)));
};

/** 1 − 2/(e^2|x| + 1); below 5/8, where that cancels, |x| + |x|³ · polynomial. */
const tanh: One = (m, x) => {
  const a = m.abs(x),
    z = m.mul(x, x);
  const near = m.mulAdd(m.mul(a, z), m.polynomial(z, coefficients.tanh), a);
  const far = m.sub(1, m.div(2, m.add(exp(m, m.add(a, a)), 1)));
  return m.withSign(m.select(m.lt(a, 0.625), near, far), x);
};

/** A function of one or two operands. */
export type Definition = (
  | { readonly operands: 1; readonly body: One }
  | { readonly operands: 2; readonly body: Two }
) & {
  /**
   * Whether float32 is computed in float64, two lanes at a time: for cancellation, or results far larger than the
   * operands.
   */
  readonly wide: boolean;
};
const one = (body: One): Definition => ({ operands: 1, body, wide: false });
const wideOne = (body: One): Definition => ({ operands: 1, body, wide: true });

/** The functions that every module can call. */
export const definitions = {
  exp: one(exp),
  exp2: one(exp2),
  expm1: one(expm1),
  log: one(log),
  log2: wideOne(log2),
  log10: wideOne(log10),
  log1p: one(log1p),
  tanh: one(tanh),
} as const satisfies Readonly<Record<string, Definition>>;

const brought = new Map<string, Definition>();
/** Registers a function that is not in {@link definitions}; `functions/` calls this before an expression with it exists. */
export function bringDefinition(name: string, d: Definition): void {
  brought.set(name, d);
}

/** The definition of a function; undefined if there is none of this name. */
export function definitionOf(name: string): Definition | undefined {
  return Object.hasOwn(definitions, name) ? definitions[name as keyof typeof definitions] : brought.get(name);
}
