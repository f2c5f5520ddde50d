// The discrete Fourier transform of any length, X_k = Σ_j x_j e^(−2πi jk/n), over arrays of float64. Lengths with small
// prime factors use Cooley and Tukey's algorithm, one factor at a time; others use Bluestein's.

/**
 * Transforms numbers in place, with separate `re` and `im`. The same call with the arrays swapped is the inverse,
 * without 1/n.
 */
export type Transform = (re: Float64Array, im: Float64Array) => void;

/** The largest prime factor that is computed directly. */
const LARGEST = 31;
/** Transforms are cached for the last lengths. */
const KEPT = 32;
const known = new Map<number, Transform>();

/** The transform of length n. */
export function transformOf(n: number): Transform {
  let t = known.get(n);
  if (t === undefined) {
    const factors = factorsOf(n);
    t = factors[factors.length - 1]! > LARGEST ? bluestein(n) : mixedRadix(n, factors);
    if (known.size >= KEPT) known.delete(known.keys().next().value!);
    known.set(n, t);
  }
  return t;
}

/**
 * Rounding errors of float64 sums that should be 0, such as 1e-16 next to 1, would show up in single precision. So they
 * become 0 in results of single precision. (Double precision has nothing better.)
 */
export function quieten(re: Float64Array, im: Float64Array, result: ArrayLike<number>): void {
  if (!(result instanceof Float32Array)) return;
  let most = 0;
  for (let i = 0; i < re.length; i++) most = Math.max(most, Math.abs(re[i]!), Math.abs(im[i]!));
  if (!Number.isFinite(most)) return;
  const least = most * (1 + Math.log2(re.length)) * 2 ** -51;
  for (let i = 0; i < re.length; i++) {
    if (Math.abs(re[i]!) < least) re[i] = 0;
    if (Math.abs(im[i]!) < least) im[i] = 0;
  }
}

/** Fours first, then the primes, the smallest first; [1] for 1. */
function factorsOf(n: number): number[] {
  const out: number[] = [];
  let left = n;
  while (left % 4 === 0) {
    out.push(4);
    left /= 4;
  }
  for (let p = 2; p * p <= left; p++)
    while (left % p === 0) {
      out.push(p);
      left /= p;
    }
  if (left > 1 || out.length === 0) out.push(left);
  return out;
}

/**
 * With n = p · m: p transforms of every p-th number, each of length m, then for each k the p results k of them, turned by
 * w^(rk), go through a transform of length p (decimation in time).
 */
function mixedRadix(n: number, factors: readonly number[]): Transform {
  const cos = new Float64Array(n),
    sin = new Float64Array(n); // w^t = cos[t] + i sin[t]
  for (let t = 0; t < n; t++) {
    cos[t] = Math.cos((2 * Math.PI * t) / n);
    sin[t] = -Math.sin((2 * Math.PI * t) / n);
  }
  const fromRe = new Float64Array(n),
    fromIm = new Float64Array(n);
  const a = new Float64Array(LARGEST + 1),
    b = new Float64Array(LARGEST + 1);

  const transformPart = (
    re: Float64Array,
    im: Float64Array,
    to: number,
    from: number,
    stride: number,
    size: number,
    depth: number,
  ): void => {
    if (size === 1) {
      re[to] = fromRe[from]!;
      im[to] = fromIm[from]!;
      return;
    }
    const p = factors[depth]!,
      m = size / p;
    for (let r = 0; r < p; r++) transformPart(re, im, to + r * m, from + r * stride, stride * p, m, depth + 1);
    if (p === 2) butterfly2(re, im, to, m, stride);
    else if (p === 4) butterfly4(re, im, to, m, stride);
    else butterfly(re, im, to, m, stride, p);
  };
  const butterfly2 = (re: Float64Array, im: Float64Array, to: number, m: number, turn: number): void => {
    for (let k = 0, t = 0; k < m; k++, t += turn) {
      const i = to + k,
        j = i + m,
        c = cos[t]!,
        s = sin[t]!;
      const x = re[j]! * c - im[j]! * s,
        y = re[j]! * s + im[j]! * c;
      re[j] = re[i]! - x;
      im[j] = im[i]! - y;
      re[i] = re[i]! + x;
      im[i] = im[i]! + y;
    }
  };
  const butterfly4 = (re: Float64Array, im: Float64Array, to: number, m: number, turn: number): void => {
    for (let k = 0, t = 0; k < m; k++, t += turn) {
      const i0 = to + k,
        i1 = i0 + m,
        i2 = i1 + m,
        i3 = i2 + m;
      const c1 = cos[t]!,
        s1 = sin[t]!,
        c2 = cos[2 * t]!,
        s2 = sin[2 * t]!,
        c3 = cos[3 * t]!,
        s3 = sin[3 * t]!;
      const x1 = re[i1]! * c1 - im[i1]! * s1,
        y1 = re[i1]! * s1 + im[i1]! * c1;
      const x2 = re[i2]! * c2 - im[i2]! * s2,
        y2 = re[i2]! * s2 + im[i2]! * c2;
      const x3 = re[i3]! * c3 - im[i3]! * s3,
        y3 = re[i3]! * s3 + im[i3]! * c3;
      const ar = re[i0]! + x2,
        ai = im[i0]! + y2,
        br = re[i0]! - x2,
        bi = im[i0]! - y2;
      const cr = x1 + x3,
        ci = y1 + y3,
        dr = x1 - x3,
        di = y1 - y3;
      re[i0] = ar + cr;
      im[i0] = ai + ci;
      re[i1] = br + di;
      im[i1] = bi - dr; // −i (d)
      re[i2] = ar - cr;
      im[i2] = ai - ci;
      re[i3] = br - di;
      im[i3] = bi + dr;
    }
  };
  const butterfly = (re: Float64Array, im: Float64Array, to: number, m: number, turn: number, p: number): void => {
    for (let k = 0; k < m; k++) {
      for (let r = 0; r < p; r++) {
        const i = to + r * m + k,
          t = (r * k * turn) % n;
        a[r] = re[i]! * cos[t]! - im[i]! * sin[t]!;
        b[r] = re[i]! * sin[t]! + im[i]! * cos[t]!;
      }
      for (let q = 0; q < p; q++) {
        let x = 0,
          y = 0;
        for (let r = 0; r < p; r++) {
          const t = ((r * q) % p) * (n / p);
          x += a[r]! * cos[t]! - b[r]! * sin[t]!;
          y += a[r]! * sin[t]! + b[r]! * cos[t]!;
        }
        re[to + q * m + k] = x;
        im[to + q * m + k] = y;
      }
    }
  };
  return (re, im) => {
    fromRe.set(re);
    fromIm.set(im);
    transformPart(re, im, 0, 0, 1, n, 0);
  };
}

/**
 * With jk = (j² + k² − (k − j)²) / 2 the sum is a convolution with the chirp e^(πi t²/n), and convolutions are products of
 * transforms of a length that is a power of two (Bluestein 1970).
 */
function bluestein(n: number): Transform {
  const size = 2 ** Math.ceil(Math.log2(2 * n - 1)),
    inner = transformOf(size);
  const cos = new Float64Array(n),
    sin = new Float64Array(n);
  for (let t = 0, square = 0; t < n; t++) {
    // t² modulo 2n, so that the angle stays exact
    cos[t] = Math.cos((Math.PI * square) / n);
    sin[t] = Math.sin((Math.PI * square) / n);
    square = (square + 2 * t + 1) % (2 * n);
  }
  const chirpRe = new Float64Array(size),
    chirpIm = new Float64Array(size);
  for (let t = 0; t < n; t++) {
    chirpRe[t] = cos[t]!;
    chirpIm[t] = sin[t]!;
    if (t > 0) {
      chirpRe[size - t] = cos[t]!;
      chirpIm[size - t] = sin[t]!;
    }
  }
  inner(chirpRe, chirpIm);
  const x = new Float64Array(size),
    y = new Float64Array(size);
  return (re, im) => {
    x.fill(0);
    y.fill(0);
    for (let t = 0; t < n; t++) {
      x[t] = re[t]! * cos[t]! + im[t]! * sin[t]!;
      y[t] = im[t]! * cos[t]! - re[t]! * sin[t]!;
    }
    inner(x, y);
    for (let t = 0; t < size; t++) {
      const u = x[t]! * chirpRe[t]! - y[t]! * chirpIm[t]!;
      y[t] = x[t]! * chirpIm[t]! + y[t]! * chirpRe[t]!;
      x[t] = u;
    }
    inner(y, x); // the inverse
    for (let t = 0; t < n; t++) {
      re[t] = (x[t]! * cos[t]! + y[t]! * sin[t]!) / size;
      im[t] = (y[t]! * cos[t]! - x[t]! * sin[t]!) / size;
    }
  };
}
