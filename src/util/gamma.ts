import { erfc } from "./special.js";
import { logGamma as nearTwo } from "./special-coefficients.js";

// The incomplete gamma functions, the zeta function of Hurwitz, and the greatest common divisor: functions whose number
// of steps depends on the values, so that a kernel's expression cannot express them.

/** B₂ⱼ / (2j)! for j = 1 … 12, the coefficients of the Euler-Maclaurin formula. */
const eulerMaclaurin = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
  43867 / 5109094217170944000,
  -174611 / 802857662698291200000,
  77683 / 14101100039391805440000,
  -236364091 / 1693824136731743669452800000,
] as const;

/**
 * ζ(s, q) = Σ (q + n)^−s over n ≥ 0, for s > 1. The first terms are added up as they are, the rest is the integral with
 * the corrections of Euler and Maclaurin. q = 0, −1, … is a pole; below 0, s must be whole.
 */
export function zeta(s: number, q: number): number {
  if (s === 1) return Infinity;
  if (Number.isNaN(q) || !(s > 1)) return NaN;
  if (q <= 0) {
    if (Number.isInteger(q)) return Infinity;
    if (!Number.isInteger(s)) return NaN;
    // The terms below 0 are those of ζ(s, 1 − f) up to −q, with the sign of (−1)^s; f is the fraction of q.
    const f = q - Math.floor(q);
    return zeta(s, f) + (s % 2 === 0 ? 1 : -1) * (zeta(s, 1 - f) - zeta(s, 1 - q));
  }
  let a = q,
    sum = 0;
  for (let n = 0; n < 9 || a < 10; n++, a++) {
    // counted, since a + 1 is a from 2^53 on
    const term = a ** -s;
    sum += term;
    if (term < sum * 1e-17) return sum;
  }
  const last = a ** -s;
  sum += (last * a) / (s - 1) + last / 2;
  // s (s + 1) … (s + 2j − 2) · a^(−s − 2j + 1)
  let factor = (s * last) / a;
  for (let j = 0; j < eulerMaclaurin.length; j++) {
    const term = eulerMaclaurin[j]! * factor;
    sum += term;
    if (Math.abs(term) < Math.abs(sum) * 1e-17) break;
    factor *= ((s + 2 * j + 1) * (s + 2 * j + 2)) / (a * a);
  }
  return sum;
}

/** ln Γ(x) − ((x − 1/2) ln x − x + ln √2π), by Stirling's series: for x ≥ 10. */
function stirlingRest(x: number): number {
  const z = 1 / (x * x);
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * (1 / 1188 - z * (691 / 360360 - z / 156)))))) / x;
}

/** ln Γ(1 + a) for a ≥ 0, exact also for a near 0. */
function logGammaOfNext(a: number): number {
  if (a <= 0.5) {
    // ln Γ(2 + a) − ln(1 + a)
    const t = 2 * a;
    return a * nearTwo.reduceRight((sum, c) => sum * t + c, 0) - Math.log1p(a);
  }
  let product = 1,
    x = 1 + a;
  for (; x < 10; x++) product *= x;
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + stirlingRest(x) - Math.log(product);
}

/** d − ln(1 + d), exact also for d near 0: ln(1 + d) = 2 artanh y with y = d / (2 + d), and d − 2y = d · y. */
function lessLog1p(d: number): number {
  if (Math.abs(d) > 0.5) return d - Math.log1p(d);
  const y = d / (2 + d),
    z = y * y;
  let sum = 0,
    power = y * z;
  for (let n = 3; Math.abs(power) > 1e-18 * Math.abs(y * z); n += 2, power *= z) sum += power / n;
  return d * y - 2 * sum;
}

/** x^a e^−x / Γ(a + 1). For large a by Stirling's formula, in which the large parts of the exponent cancel beforehand. */
function density(a: number, x: number): number {
  if (a < 10) return Math.exp(a * Math.log(x) - x - logGammaOfNext(a));
  return Math.exp(-a * lessLog1p((x - a) / a) - stirlingRest(a)) / Math.sqrt(2 * Math.PI * a);
}

/** P(a, x) = density · Σ xⁿ / ((a + 1) … (a + n)) (Abramowitz & Stegun 6.5.29). */
function lowerSeries(a: number, x: number): number {
  let term = 1,
    sum = 1;
  for (let n = 1; term > sum * 1e-17; n++) sum += term *= x / (a + n);
  return density(a, x) * sum;
}

/** Q(a, x) = density · a / (x + 1 − a − 1 · (1 − a) / (x + 3 − a − …)), by Lentz's method (Abramowitz & Stegun 6.5.31). */
function upperFraction(a: number, x: number): number {
  const front = density(a, x) * a;
  if (front === 0) return 0; // so far out that the fraction would overflow
  let b = x + 1 - a,
    c = Infinity,
    d = 1 / b,
    h = d;
  for (let n = 1; ; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const step = c * d;
    h *= step;
    if (!(Math.abs(step - 1) > 2e-16)) return front * h;
  }
}

/** Q(a, x) for x ≤ 1 and small a, where 1 − P would cancel: 1 − x^a/Γ(1 + a) · (1 + Σ a (−x)ⁿ / ((a + n) n!)). */
function upperSeries(a: number, x: number): number {
  let power = 1,
    sum = 0;
  for (let n = 1; Math.abs(power) > 1e-18; n++) {
    power *= -x / n;
    sum += power / (a + n);
  }
  const log = a * Math.log(x) - logGammaOfNext(a);
  return -Math.expm1(log) - Math.exp(log) * a * sum;
}

/** Beyond this, the series take too many steps, and the first terms of the expansion in 1/a are exact enough. */
const LARGE = 1e7;

/** Q(a, x) for large a (Temme 1979): erfc(η √(a/2)) / 2 with η²/2 = x/a − 1 − ln(x/a), and the first correction. */
function upperAsymptotic(a: number, x: number): number {
  const d = (x - a) / a;
  const eta = Math.sign(d) * Math.sqrt(2 * lessLog1p(d));
  const correction = Math.abs(eta) < 1e-4 ? -1 / 3 + eta / 12 : 1 / d - 1 / eta;
  return erfc(eta * Math.sqrt(a / 2)) / 2 + (Math.exp((-a * eta * eta) / 2) / Math.sqrt(2 * Math.PI * a)) * correction;
}

/** The regularized lower incomplete gamma function P(a, x) = 1/Γ(a) · ∫₀ˣ t^(a−1) e^−t dt. */
export function igamma(a: number, x: number): number {
  if (!(a >= 0 && x >= 0) || (a === 0 && x === 0) || (a === Infinity && x === Infinity)) return NaN;
  if (a === 0 || x === Infinity) return 1;
  if (x === 0 || a === Infinity) return 0;
  if (a > LARGE) return 1 - upperAsymptotic(a, x);
  return x <= a + 1 ? lowerSeries(a, x) : 1 - upperFraction(a, x);
}

/** Its complement Q(a, x) = 1 − P(a, x). */
export function igammac(a: number, x: number): number {
  if (!(a >= 0 && x >= 0) || (a === 0 && x === 0) || (a === Infinity && x === Infinity)) return NaN;
  if (a === 0 || x === Infinity) return 0;
  if (x === 0 || a === Infinity) return 1;
  if (a > LARGE) return upperAsymptotic(a, x);
  if (x > a + 1) return upperFraction(a, x);
  return x <= 1 ? upperSeries(a, x) : 1 - lowerSeries(a, x);
}

/** The greatest common divisor, 0 or more (Euclid). */
export function gcd(x: number, y: number): number {
  let a = Math.abs(x),
    b = Math.abs(y);
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
/** {@link gcd} of 64-bit numbers. */
export function gcdBig(x: bigint, y: bigint): bigint {
  let a = x < 0n ? -x : x,
    b = y < 0n ? -y : y;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}
