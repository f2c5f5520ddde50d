import { erfcx } from "./special-coefficients.js";

// Special functions in double precision.

/**
 * The error function, to about one unit in the last place of a double: Maclaurin series for small |x|, the continued
 * fraction of erfc (modified Lentz) for large. Formulas: Abramowitz & Stegun 7.1.6 and 7.1.14.
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return NaN;
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    // 7.1.6: erf(x) = 2/√π · e^(−x²) · Σ 2^n x^(2n+1) / (1·3·…·(2n+1)): all terms have one sign, nothing cancels.
    let term = x,
      sum = x;
    for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  // 7.1.14: √π · e^(x²) · erfc(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))), evaluated backwards.
  let f = a;
  for (let n = 60; n >= 1; n--) f = a + n / 2 / f;
  return Math.sign(x) * (1 - Math.exp(-a * a) / (Math.sqrt(Math.PI) * f));
}

/**
 * The inverse of the error function. A first guess (Winitzki's formula, 2008, good to 2e-3) is made exact by Halley's
 * method, whose step for erf(x) = y is u / (1 + x·u) with u = (erf(x) − y) / erf′(x).
 */
export function erfinv(y: number): number {
  if (!(Math.abs(y) < 1)) return Math.abs(y) === 1 ? y * Infinity : NaN;
  const a = 0.147,
    l = Math.log(1 - y * y),
    c = 2 / (Math.PI * a) + l / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(c * c - l / a) - c);
  for (let i = 0; i < 3; i++) {
    const u = ((erf(x) - y) * Math.sqrt(Math.PI) * Math.exp(x * x)) / 2;
    x -= u / (1 + x * u);
  }
  return x;
}

/** 1 − erf x, to full relative precision however small: e^(−x²) times a polynomial for x ≥ 1/2. */
export function erfc(x: number): number {
  if (!(x >= 0.5)) return 1 - erf(x);
  const t = (x - 3.75) / (x + 3.75);
  return x > 27.3 ? 0 : (Math.exp(-x * x) * erfcx.reduceRight((sum, c) => sum * t + c, 0)) / (1 + 2 * x);
}

const f64 = new Float64Array(1),
  u64 = new BigUint64Array(f64.buffer),
  f32 = new Float32Array(1),
  u32 = new Uint32Array(f32.buffer);

/** The double next to x in the direction of y. */
export function nextafter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  f64[0] = x;
  u64[0]! += y > x === x > 0 ? 1n : -1n; // the bits of floats of one sign are ordered as the floats are
  return f64[0];
}
/** The bfloat16 next to x, a bfloat16, in the direction of y. */
export function nextafterBfloat16(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? 2 ** -133 : -(2 ** -133);
  f32[0] = x;
  u32[0]! += y > x === x > 0 ? 0x10000 : -0x10000; // the upper half of a float32
  return f32[0];
}
/** The float32 next to x in the direction of y. */
export function nextafter32(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (x === y) return y;
  if (x === 0) return y > 0 ? 2 ** -149 : -(2 ** -149);
  f32[0] = x;
  u32[0]! += y > x === x > 0 ? 1 : -1;
  return f32[0];
}
