// What the algorithms of this folder do with the numbers of a matrix, so that each is written once: for real numbers, and
// for complex ones, which lie in pairs, real and imaginary part in turn. Places and counts are those of numbers, not of
// their parts. What runs over a row is one call, so that the inner loops know what they compute with.

/** The numbers of a matrix, row by row; complex ones as pairs. They are an algorithm's to change. (A Float32Array where an op asks for it.) */
export type Numbers = Float64Array;

export interface Field {
  /** How many parts a number has. */
  readonly width: 1 | 2;
  /** |x|; of complex numbers |re| + |im|, by which LAPACK chooses pivots. */
  size(a: Numbers, i: number): number;
  /** a[i] ← re + i·im */
  set(a: Numbers, i: number, re: number, im: number): void;
  /** b[j] ← a[i] */
  copy(a: Numbers, i: number, b: Numbers, j: number): void;
  /** a[i] ← a[i] / b[j] */
  divide(a: Numbers, i: number, b: Numbers, j: number): void;
  /** a[i] ← a[i] · b[j] */
  multiply(a: Numbers, i: number, b: Numbers, j: number): void;
  /** y ← y − f x, for n numbers from y[yi], x[xi], and the number f[fi]. */
  subtract(n: number, f: Numbers, fi: number, x: Numbers, xi: number, y: Numbers, yi: number): void;
  /** y ← y − f̄ x */
  subtractConj(n: number, f: Numbers, fi: number, x: Numbers, xi: number, y: Numbers, yi: number): void;
  /** a[at] ← a[at] − Σ x ȳ, for n numbers. */
  subtractDot(n: number, x: Numbers, xi: number, y: Numbers, yi: number, a: Numbers, at: number): void;
  /** x ← x̄, for n numbers from x[i]. */
  conj(n: number, x: Numbers, i: number): void;
  /** n numbers from x[i] change places with those from y[j]. */
  swap(n: number, x: Numbers, i: number, y: Numbers, j: number): void;
}

export const realField: Field = {
  width: 1,
  size: (a, i) => Math.abs(a[i]!),
  set: (a, i, re) => {
    a[i] = re;
  },
  copy: (a, i, b, j) => {
    b[j] = a[i]!;
  },
  divide: (a, i, b, j) => {
    a[i]! /= b[j]!;
  },
  multiply: (a, i, b, j) => {
    a[i]! *= b[j]!;
  },
  subtract(n, f, fi, x, xi, y, yi) {
    const by = f[fi]!;
    if (by !== 0) for (let k = 0; k < n; k++) y[yi + k]! -= by * x[xi + k]!;
  },
  subtractConj(n, f, fi, x, xi, y, yi) {
    realField.subtract(n, f, fi, x, xi, y, yi);
  },
  subtractDot(n, x, xi, y, yi, a, at) {
    let s = a[at]!;
    for (let k = 0; k < n; k++) s -= x[xi + k]! * y[yi + k]!;
    a[at] = s;
  },
  conj() {
    /* real numbers are their own */
  },
  swap(n, x, i, y, j) {
    for (let k = 0; k < n; k++) {
      const t = x[i + k]!;
      x[i + k] = y[j + k]!;
      y[j + k] = t;
    }
  },
};

function subtractPairs(n: number, re: number, im: number, x: Numbers, xi: number, y: Numbers, yi: number): void {
  if (re === 0 && im === 0) return;
  for (let k = 0, p = 2 * xi, q = 2 * yi; k < n; k++, p += 2, q += 2) {
    const u = x[p]!,
      v = x[p + 1]!;
    y[q]! -= re * u - im * v;
    y[q + 1]! -= re * v + im * u;
  }
}

export const complexField: Field = {
  width: 2,
  size: (a, i) => Math.abs(a[2 * i]!) + Math.abs(a[2 * i + 1]!),
  set(a, i, re, im) {
    a[2 * i] = re;
    a[2 * i + 1] = im;
  },
  copy(a, i, b, j) {
    b[2 * j] = a[2 * i]!;
    b[2 * j + 1] = a[2 * i + 1]!;
  },
  divide(a, i, b, j) {
    // scaled by the larger part of b, so that squares do not overflow
    const re = a[2 * i]!,
      im = a[2 * i + 1]!,
      scale = Math.max(Math.abs(b[2 * j]!), Math.abs(b[2 * j + 1]!)),
      c = b[2 * j]! / scale,
      d = b[2 * j + 1]! / scale;
    const below = scale * (c * c + d * d);
    a[2 * i] = (re * c + im * d) / below;
    a[2 * i + 1] = (im * c - re * d) / below;
  },
  multiply(a, i, b, j) {
    const re = a[2 * i]!,
      im = a[2 * i + 1]!,
      c = b[2 * j]!,
      d = b[2 * j + 1]!;
    a[2 * i] = re * c - im * d;
    a[2 * i + 1] = re * d + im * c;
  },
  subtract(n, f, fi, x, xi, y, yi) {
    subtractPairs(n, f[2 * fi]!, f[2 * fi + 1]!, x, xi, y, yi);
  },
  subtractConj(n, f, fi, x, xi, y, yi) {
    subtractPairs(n, f[2 * fi]!, -f[2 * fi + 1]!, x, xi, y, yi);
  },
  subtractDot(n, x, xi, y, yi, a, at) {
    let re = a[2 * at]!,
      im = a[2 * at + 1]!;
    for (let k = 0, p = 2 * xi, q = 2 * yi; k < n; k++, p += 2, q += 2) {
      re -= x[p]! * y[q]! + x[p + 1]! * y[q + 1]!;
      im -= x[p + 1]! * y[q]! - x[p]! * y[q + 1]!;
    }
    a[2 * at] = re;
    a[2 * at + 1] = im;
  },
  conj(n, x, i) {
    for (let k = 2 * i + 1; k < 2 * (i + n); k += 2) x[k] = -x[k]!;
  },
  swap(n, x, i, y, j) {
    realField.swap(2 * n, x, 2 * i, y, 2 * j);
  },
};
