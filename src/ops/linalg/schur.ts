import { realField, type Numbers } from "./field.js";
import { reflect, reflector } from "./householder.js";

// A = Z T Zᵀ for any real A: T is an upper triangle but for 2 × 2 blocks on its diagonal, one for each pair of complex
// eigenvalues. Reflections leave one diagonal below the main one (Hessenberg's form); then Francis's double-shift QR steps
// make its elements vanish (Golub & Van Loan, Matrix Computations, 7.4 and 7.5).

const EPS = 2 ** -52;

/** Turns `h` (n × n) into T and fills `z`, which comes as zeros, with Z. Gives false where it did not converge. */
export function schurInPlace(h: Numbers, n: number, z: Numbers): boolean {
  hessenberg(h, n, z);
  let norm = 0;
  for (let i = 0; i < h.length; i++) norm = Math.max(norm, Math.abs(h[i]!));
  for (let hi = n - 1, tries = 0; hi > 0;) {
    let lo = hi;
    while (lo > 0) {
      const size = Math.abs(h[lo * n + lo]!) + Math.abs(h[(lo - 1) * n + lo - 1]!);
      if (Math.abs(h[lo * n + lo - 1]!) <= EPS * (size === 0 ? norm : size)) {
        h[lo * n + lo - 1] = 0;
        break;
      }
      lo--;
    }
    if (lo === hi) {
      hi--;
      tries = 0;
      continue;
    }
    if (lo === hi - 1) {
      splitBlock(h, n, lo, z);
      hi -= 2;
      tries = 0;
      continue;
    }
    if (++tries > 60) return false;
    francis(h, n, lo, hi, z, tries % 10 === 0);
  }
  return true;
}

/** Clears all below the diagonal's lower neighbour, from both sides. */
function hessenberg(h: Numbers, n: number, z: Numbers): void {
  const w = new Float64Array(n),
    taus = new Float64Array(Math.max(0, n - 1));
  for (let j = 0; j < n - 2; j++) {
    reflector(realField, h, n, n, j + 1, j, taus, j);
    const tau = taus[j]!;
    if (tau === 0) continue;
    reflect(realField, h, n, n, j + 1, j, taus, j, true, h, n, j + 1, w);
    for (let i = 0; i < n; i++) {
      // the same from the right
      let s = h[i * n + j + 1]!;
      for (let k = j + 2; k < n; k++) s += h[i * n + k]! * h[k * n + j]!;
      s *= tau;
      h[i * n + j + 1]! -= s;
      for (let k = j + 2; k < n; k++) h[i * n + k]! -= s * h[k * n + j]!;
    }
  }
  for (let i = 0; i < n; i++) z[i * n + i] = 1;
  for (let j = n - 3; j >= 0; j--) reflect(realField, h, n, n, j + 1, j, taus, j, false, z, n, j + 1, w);
  for (let j = 0; j < n - 2; j++) for (let i = j + 2; i < n; i++) h[i * n + j] = 0; // the vectors were kept there
}

/** One step on the rows lo … hi: both shifts at once, so that complex ones need no complex numbers. */
function francis(h: Numbers, n: number, lo: number, hi: number, z: Numbers, exceptional: boolean): void {
  const at = (i: number, j: number): number => h[i * n + j]!;
  let sum = at(hi - 1, hi - 1) + at(hi, hi),
    product = at(hi - 1, hi - 1) * at(hi, hi) - at(hi - 1, hi) * at(hi, hi - 1);
  if (exceptional) {
    // where the usual shifts go round in circles
    const s = Math.abs(at(hi, hi - 1)) + Math.abs(at(hi - 1, hi - 2));
    sum = 1.5 * s;
    product = s * s;
  }
  let x = at(lo, lo) * at(lo, lo) + at(lo, lo + 1) * at(lo + 1, lo) - sum * at(lo, lo) + product;
  let y = at(lo + 1, lo) * (at(lo, lo) + at(lo + 1, lo + 1) - sum),
    v = at(lo + 1, lo) * at(lo + 2, lo + 1);
  for (let k = lo; k < hi; k++) {
    const three = k < hi - 1;
    const scale = Math.abs(x) + Math.abs(y) + (three ? Math.abs(v) : 0);
    if (scale !== 0) {
      // H = 1 − τ (1, b, c)ᵀ (1, b, c) turns (x, y, v) into (β, 0, 0).
      const c0 = x / scale,
        c1 = y / scale,
        c2 = three ? v / scale : 0;
      const norm = Math.hypot(c0, c1, c2),
        beta = c0 > 0 ? -norm : norm;
      const b = c1 / (c0 - beta),
        c = c2 / (c0 - beta),
        tau = (beta - c0) / beta;
      for (let j = Math.max(k - 1, lo); j < n; j++) {
        const s = tau * (at(k, j) + b * at(k + 1, j) + (three ? c * at(k + 2, j) : 0));
        h[k * n + j]! -= s;
        h[(k + 1) * n + j]! -= b * s;
        if (three) h[(k + 2) * n + j]! -= c * s;
      }
      turnColumns(h, n, Math.min(k + 3, hi) + 1, k, tau, b, c, three);
      turnColumns(z, n, n, k, tau, b, c, three);
      if (k > lo) {
        h[(k + 1) * n + k - 1] = 0;
        if (three) h[(k + 2) * n + k - 1] = 0;
      }
    }
    x = at(k + 1, k);
    if (k < hi - 1) y = at(k + 2, k);
    if (k < hi - 2) v = at(k + 3, k);
  }
}

function turnColumns(
  a: Numbers,
  n: number,
  rows: number,
  k: number,
  tau: number,
  b: number,
  c: number,
  three: boolean,
): void {
  for (let i = 0, p = k; i < rows; i++, p += n) {
    const s = tau * (a[p]! + b * a[p + 1]! + (three ? c * a[p + 2]! : 0));
    a[p]! -= s;
    a[p + 1]! -= b * s;
    if (three) a[p + 2]! -= c * s;
  }
}

/** A 2 × 2 block with real eigenvalues becomes a triangle by a rotation. */
function splitBlock(h: Numbers, n: number, k: number, z: Numbers): void {
  const a = h[k * n + k]!,
    b = h[k * n + k + 1]!,
    c = h[(k + 1) * n + k]!,
    d = h[(k + 1) * n + k + 1]!;
  const half = (a - d) / 2,
    inside = half * half + b * c;
  if (inside < 0) return;
  // (λ − d, c) is an eigenvector; λ is the eigenvalue further from d, so that nothing cancels.
  const x = half + (half < 0 ? -1 : 1) * Math.sqrt(inside),
    r = Math.hypot(x, c),
    cos = x / r,
    sin = c / r;
  for (let j = k; j < n; j++) {
    const u = h[k * n + j]!,
      v = h[(k + 1) * n + j]!;
    h[k * n + j] = cos * u + sin * v;
    h[(k + 1) * n + j] = cos * v - sin * u;
  }
  for (const [m, rows] of [
    [h, k + 2],
    [z, n],
  ] as const) {
    for (let i = 0, p = k; i < rows; i++, p += n) {
      const u = m[p]!,
        v = m[p + 1]!;
      m[p] = cos * u + sin * v;
      m[p + 1] = cos * v - sin * u;
    }
  }
  h[(k + 1) * n + k] = 0;
}
