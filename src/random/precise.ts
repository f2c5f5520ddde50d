// log, sin, cos, powers and a fused multiply-add in float64, rounded correctly.
//
// Math.log, Math.sin and Math.cos differ between JavaScript engines (V8's log is off in the last bit for 7% of inputs),
// so a stream that goes through them would depend on the browser. These compute in pairs of doubles (hi + lo, about 100
// bits) and round once. The C library below PyTorch and Python gives the same double in more than 99.7% of cases and
// its neighbour otherwise; after rounding to float32 the difference disappears.
//
// Error-free sums and products are Dekker's and Knuth's (T. J. Dekker, "A floating-point technique for extending the
// available precision", 1971). The results of a pair operation are left in `out`, since a pair returned as an object
// would be allocated.

const out = new Float64Array(2);
const f64 = new Float64Array(1);
const u32 = new Uint32Array(f64.buffer);
const i64 = new BigInt64Array(f64.buffer);

function twoSum(a: number, b: number): void {
  const s = a + b;
  const t = s - a;
  out[0] = s;
  out[1] = a - (s - t) + (b - t);
}

function twoProd(a: number, b: number): void {
  const p = a * b;
  const ca = 134217729 * a,
    ah = ca - (ca - a),
    al = a - ah;
  const cb = 134217729 * b,
    bh = cb - (cb - b),
    bl = b - bh;
  out[0] = p;
  out[1] = al * bl - (p - ah * bh - al * bh - ah * bl);
}

function pairAdd(ah: number, al: number, bh: number, bl: number): void {
  twoSum(ah, bh);
  const s = out[0]!;
  const e = out[1]! + (al + bl);
  out[0] = s + e;
  out[1] = e - (out[0]! - s);
}

function pairMul(ah: number, al: number, bh: number, bl: number): void {
  twoProd(ah, bh);
  const p = out[0]!;
  const e = out[1]! + (ah * bl + al * bh);
  out[0] = p + e;
  out[1] = e - (out[0]! - p);
}

function pairDiv(ah: number, al: number, bh: number, bl: number): void {
  const q = ah / bh;
  twoProd(q, bh);
  const rest = ah - out[0]! - out[1]! + al - q * bl;
  const e = rest / bh;
  out[0] = q + e;
  out[1] = e - (out[0]! - q);
}

/** Horner's scheme: the coefficients before `firstPair` matter so little that plain doubles do. */
function polynomial(xh: number, xl: number, hi: Float64Array, lo: Float64Array, firstPair: number): void {
  let t = hi[hi.length - 1]!;
  let i = hi.length - 2;
  for (; i >= firstPair; i--) t = t * xh + hi[i]!;
  let th = t,
    tl = 0;
  for (; i >= 0; i--) {
    pairMul(th, tl, xh, xl);
    pairAdd(hi[i]!, lo[i]!, out[0]!, out[1]!);
    th = out[0]!;
    tl = out[1]!;
  }
}

// log m = 2 atanh s with s = (m - 1) / (m + 1): the coefficients of s^0, s^2, s^4, … of atanh(s) / s.
const LOG_TERMS = 16;
const logHi = new Float64Array(LOG_TERMS),
  logLo = new Float64Array(LOG_TERMS);
for (let k = 0; k < LOG_TERMS; k++) {
  pairDiv(1, 0, 2 * k + 1, 0);
  logHi[k] = out[0]!;
  logLo[k] = out[1]!;
}

// sin r / r and cos r as series in r^2: ±1 / (2k + 1)! and ±1 / (2k)!.
const TRIG_TERMS = 15;
const sinHi = new Float64Array(TRIG_TERMS),
  sinLo = new Float64Array(TRIG_TERMS);
const cosHi = new Float64Array(TRIG_TERMS),
  cosLo = new Float64Array(TRIG_TERMS);
out[0] = 1;
out[1] = 0;
for (let k = 0; k < TRIG_TERMS; k++) {
  if (k > 0) pairDiv(out[0]!, out[1]!, -2 * k, 0);
  cosHi[k] = out[0]!;
  cosLo[k] = out[1]!;
  pairDiv(out[0]!, out[1]!, 2 * k + 1, 0);
  sinHi[k] = out[0]!;
  sinLo[k] = out[1]!;
}

const LN2 = 0.6931471805599453,
  LN2_LO = 2.3190468138462996e-17;

/** The natural logarithm of a positive, finite, normal `x`, correctly rounded. */
export function log(x: number): number {
  f64[0] = x;
  let e = (u32[1]! >>> 20) - 1023;
  u32[1] = (u32[1]! & 0xfffff) | 0x3ff00000;
  let m = f64[0]!;
  if (m > 1.4142135623730951) {
    m /= 2;
    e++;
  }
  twoSum(m, 1);
  pairDiv(m - 1, 0, out[0]!, out[1]!);
  const sh = out[0]!,
    sl = out[1]!;
  pairMul(sh, sl, sh, sl);
  polynomial(out[0]!, out[1]!, logHi, logLo, 7);
  pairMul(out[0]!, out[1]!, 2 * sh, 2 * sl);
  const mh = out[0]!,
    ml = out[1]!;
  twoProd(e, LN2);
  pairAdd(out[0]!, out[1]! + e * LN2_LO, mh, ml);
  return out[0]!;
}

// e^r as a series in r: 1 / k!.
const EXP_TERMS = 24;
/** The coefficients, made on first use: few streams use powers. */
let expTerms: readonly [hi: Float64Array, lo: Float64Array] | null = null;
function exponentials(): readonly [hi: Float64Array, lo: Float64Array] {
  const hi = new Float64Array(EXP_TERMS),
    lo = new Float64Array(EXP_TERMS);
  hi[0] = 1;
  for (let k = 1; k < EXP_TERMS; k++) {
    pairDiv(hi[k - 1]!, lo[k - 1]!, k, 0);
    hi[k] = out[0]!;
    lo[k] = out[1]!;
  }
  return [hi, lo];
}

/** `x ** y` of a positive, finite, normal `x`, correctly rounded where it is neither infinite nor subnormal. */
export function pow(x: number, y: number): number {
  const plain = Math.pow(x, y);
  if (!(plain > 2 ** -1020 && plain < Infinity)) return plain;
  expTerms ??= exponentials();
  log(x);
  pairMul(out[0]!, out[1]!, y, 0);
  const ph = out[0]!,
    pl = out[1]!,
    k = Math.round(ph / LN2);
  twoProd(k, LN2);
  pairAdd(ph, pl, -out[0]!, -(out[1]! + k * LN2_LO));
  polynomial(out[0]!, out[1]!, ...expTerms, 12);
  const half = Math.floor(k / 2); // 2^k itself may be infinite
  return out[0]! * 2 ** half * 2 ** (k - half);
}

const PI_2 = 1.5707963267948966,
  PI_2_MID = 6.123233995736766e-17,
  PI_2_LO = -1.4973849048591833e-33;

/** Leaves `theta - k·π/2` in `out`, at most π/4 in size, and returns k. Three parts of π/2 survive the cancellation. */
function reduce(theta: number): number {
  const k = Math.round(theta / PI_2);
  twoProd(k, PI_2);
  const ph = out[0]!,
    pl = out[1]!;
  twoProd(k, PI_2_MID);
  const qh = out[0]!,
    ql = out[1]! + k * PI_2_LO;
  twoSum(theta - ph, -pl);
  pairAdd(out[0]!, out[1]!, -qh, -ql);
  return k;
}

/** sin or cos of `theta` plus `k` quarter turns, for the reduced angle in `out`. */
function quarter(k: number): number {
  const rh = out[0]!,
    rl = out[1]!;
  pairMul(rh, rl, rh, rl);
  if (k & 1) {
    polynomial(out[0]!, out[1]!, cosHi, cosLo, 6);
  } else {
    polynomial(out[0]!, out[1]!, sinHi, sinLo, 6);
    pairMul(out[0]!, out[1]!, rh, rl);
  }
  return k & 2 ? -out[0]! : out[0]!;
}

/** The sine of an angle from 0 to 2π, correctly rounded. */
export function sin(theta: number): number {
  return quarter(reduce(theta));
}

/** The cosine of an angle from 0 to 2π, correctly rounded. */
export function cos(theta: number): number {
  return quarter(reduce(theta) + 1);
}

/**
 * `a·b + c` with one rounding, as the CPU's instruction that PyTorch's float64 kernels are compiled to. (S. Boldo and
 * G. Melquiond, "Emulation of FMA and correctly rounded sums", 2008: the small parts are first added with rounding to
 * odd, so that the last rounding cannot be misled.) Where the pieces overflow it is the plain expression.
 */
export function fma(a: number, b: number, c: number): number {
  twoProd(a, b);
  const uh = out[0]!,
    ul = out[1]!;
  twoSum(c, ul);
  const th = out[0]!,
    tl = out[1]!;
  twoSum(uh, th);
  const vh = out[0]!,
    vl = out[1]!;
  twoSum(tl, vl);
  f64[0] = out[0]!;
  const rest = out[1]!;
  if (!Number.isFinite(vh + f64[0]! + rest)) return a * b + c;
  if (rest !== 0 && (u32[0]! & 1) === 0) {
    i64[0] = i64[0]! + (rest > 0 === f64[0]! > 0 ? 1n : -1n);
  }
  return vh + f64[0]!;
}
