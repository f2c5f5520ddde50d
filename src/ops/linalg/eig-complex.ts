import { complexField, type Numbers } from "./field.js";
import { reflect, reflector } from "./householder.js";

// A v = λ v for a complex A, whose numbers are pairs. A = Z T Zᴴ with an upper triangle T: reflections leave one diagonal
// below the main one, and QR steps with one shift each make its elements vanish (Golub & Van Loan, Matrix Computations,
// 7.3 and 7.4). Then the eigenvalues stand on T's diagonal, and (T − λ) x = 0 is solved upwards.

const EPS = 2 ** -52;

/** Eigenvalues into `values`. Unless null, `vectors` gets the eigenvectors as columns, of length 1 and with the largest element real. False where it did not converge. */
export function complexEigen(a: Numbers, n: number, values: Numbers, vectors: Numbers | null): boolean {
  let scale = 0;
  for (let i = 0; i < a.length; i++) scale = Math.max(scale, Math.abs(a[i]!));
  if (scale === 0) scale = 1;
  for (let i = 0; i < a.length; i++) a[i]! /= scale;
  const z = new Float64Array(2 * n * n);
  hessenberg(a, n, z);
  if (!triangularise(a, n, z)) return false;
  if (vectors !== null) for (let k = 0; k < n; k++) column(a, n, z, k, vectors);
  for (let k = 0; k < n; k++) complexField.set(values, k, a[2 * (k * n + k)]! * scale, a[2 * (k * n + k) + 1]! * scale);
  return true;
}

/** Clears all below the diagonal's lower neighbour, from both sides; `z`, which comes as zeros, gets what was done. */
function hessenberg(h: Numbers, n: number, z: Numbers): void {
  const w = new Float64Array(2 * n),
    taus = new Float64Array(2 * n),
    turned = new Float64Array(2 * n * n);
  for (let j = 0; j < n - 2; j++) {
    reflector(complexField, h, n, n, j + 1, j, taus, j);
    reflect(complexField, h, n, n, j + 1, j, taus, j, true, h, n, j + 1, w);
    // X H is (Hᴴ Xᴴ)ᴴ; the vector in column j stays where it is.
    adjointInto(h, n, turned, j + 1);
    reflect(complexField, h, n, n, j + 1, j, taus, j, true, turned, n, 0, w);
    adjointInto(turned, n, h, j + 1, true);
  }
  for (let i = 0; i < n; i++) z[2 * (i * n + i)] = 1;
  for (let j = n - 3; j >= 0; j--) reflect(complexField, h, n, n, j + 1, j, taus, j, false, z, n, j + 1, w);
  for (let j = 0; j < n - 2; j++) for (let i = j + 2; i < n; i++) complexField.set(h, i * n + j, 0, 0); // the vectors were kept there
}

/** The columns of `from` from `first` on as the rows of `to`, conjugated; `back`, the other way. */
function adjointInto(from: Numbers, n: number, to: Numbers, first: number, back = false): void {
  for (let i = 0; i < n; i++) {
    for (let j = first; j < n; j++) {
      const at = 2 * (i * n + j),
        over = 2 * (j * n + i),
        [x, y] = back ? [over, at] : [at, over];
      to[y] = from[x]!;
      to[y + 1] = -from[x + 1]!;
    }
  }
}

function triangularise(h: Numbers, n: number, z: Numbers): boolean {
  const size = (i: number, j: number): number => complexField.size(h, i * n + j);
  const cos = new Float64Array(n),
    sin = new Float64Array(2 * n),
    shift = new Float64Array(2);
  let norm = 0;
  for (let i = 0; i < n * n; i++) norm = Math.max(norm, complexField.size(h, i));
  for (let hi = n - 1, tries = 0; hi > 0;) {
    let lo = hi;
    while (lo > 0) {
      const around = size(lo, lo) + size(lo - 1, lo - 1);
      if (size(lo, lo - 1) <= EPS * (around === 0 ? norm : around)) {
        complexField.set(h, lo * n + lo - 1, 0, 0);
        break;
      }
      lo--;
    }
    if (lo === hi) {
      hi--;
      tries = 0;
      continue;
    }
    if (++tries > 60) return false;
    if (tries % 10 === 0)
      complexField.set(shift, 0, h[2 * (hi * n + hi)]! + size(hi, hi - 1), h[2 * (hi * n + hi) + 1]!); // where the usual shifts go round in circles
    else wilkinson(h, n, hi, shift);
    for (let i = lo; i <= hi; i++) move(h, i * n + i, shift, -1);
    for (let k = lo; k < hi; k++) {
      rotation(h, k * n + k, (k + 1) * n + k, cos, sin, k);
      rotate(h, k * n + k, (k + 1) * n + k, 1, n - k, cos[k]!, sin[2 * k]!, sin[2 * k + 1]!);
    }
    for (let k = lo; k < hi; k++) {
      rotate(h, k, k + 1, n, Math.min(k + 2, hi + 1), cos[k]!, sin[2 * k]!, -sin[2 * k + 1]!);
      rotate(z, k, k + 1, n, n, cos[k]!, sin[2 * k]!, -sin[2 * k + 1]!);
    }
    for (let i = lo; i <= hi; i++) move(h, i * n + i, shift, 1);
  }
  return true;
}

function move(a: Numbers, i: number, by: Numbers, sign: 1 | -1): void {
  a[2 * i]! += sign * by[0]!;
  a[2 * i + 1]! += sign * by[1]!;
}

/** The eigenvalue of the 2 × 2 block that ends at `hi` which is nearer to its corner. */
function wilkinson(h: Numbers, n: number, hi: number, shift: Numbers): void {
  const at = (i: number, j: number): [number, number] => [h[2 * (i * n + j)]!, h[2 * (i * n + j) + 1]!];
  const [ar, ai] = at(hi - 1, hi - 1),
    [br, bi] = at(hi - 1, hi),
    [cr, ci] = at(hi, hi - 1),
    [dr, di] = at(hi, hi);
  const pr = br * cr - bi * ci,
    pi = br * ci + bi * cr,
    xr = (ar - dr) / 2,
    xi = (ai - di) / 2;
  const qr = xr * xr - xi * xi + pr,
    qi = 2 * xr * xi + pi,
    length = Math.hypot(qr, qi);
  let sr = Math.sqrt((length + Math.abs(qr)) / 2),
    si = sr === 0 ? 0 : qi / (2 * sr);
  if (qr < 0) [sr, si] = [Math.abs(si), qi < 0 ? -sr : sr];
  if (xr * sr + xi * si < 0) {
    sr = -sr;
    si = -si;
  } // x + √… without cancellation
  // d − bc / (x ± √(x² + bc))
  const yr = xr + sr,
    yi = xi + si;
  complexField.set(shift, 0, dr, di);
  if (yr === 0 && yi === 0) return;
  const q = Float64Array.of(pr, pi);
  complexField.divide(q, 0, Float64Array.of(yr, yi), 0);
  move(shift, 0, q, -1);
}

/** cos and sin with [c, s; −s̄, c] (f, g) = (r, 0). */
function rotation(h: Numbers, f: number, g: number, cos: Numbers, sin: Numbers, k: number): void {
  const fr = h[2 * f]!,
    fi = h[2 * f + 1]!,
    gr = h[2 * g]!,
    gi = h[2 * g + 1]!,
    df = Math.hypot(fr, fi),
    dg = Math.hypot(gr, gi),
    r = Math.hypot(df, dg);
  if (dg === 0) {
    cos[k] = 1;
    complexField.set(sin, k, 0, 0);
    return;
  }
  if (df === 0) {
    cos[k] = 0;
    complexField.set(sin, k, gr / dg, -gi / dg);
    return;
  }
  cos[k] = df / r;
  const ur = fr / df,
    ui = fi / df; // (f / |f|) ḡ / r
  complexField.set(sin, k, (ur * gr + ui * gi) / r, (ui * gr - ur * gi) / r);
}

/** (x, y) ← (c x + s y, −s̄ x + c y), of `count` numbers each, `step` apart. */
function rotate(
  a: Numbers,
  x: number,
  y: number,
  step: number,
  count: number,
  c: number,
  sr: number,
  si: number,
): void {
  for (let e = 0, p = 2 * x, q = 2 * y; e < count; e++, p += 2 * step, q += 2 * step) {
    const xr = a[p]!,
      xi = a[p + 1]!,
      yr = a[q]!,
      yi = a[q + 1]!;
    a[p] = c * xr + sr * yr - si * yi;
    a[p + 1] = c * xi + sr * yi + si * yr;
    a[q] = c * yr - sr * xr - si * xi;
    a[q + 1] = c * yi - sr * xi + si * xr;
  }
}

/** The eigenvector of T's k-th eigenvalue, times Z. */
function column(t: Numbers, n: number, z: Numbers, k: number, vectors: Numbers): void {
  const x = new Float64Array(2 * n),
    v = new Float64Array(2 * n),
    below = new Float64Array(2),
    own = Float64Array.of(t[2 * (k * n + k)]!, t[2 * (k * n + k) + 1]!);
  x[2 * k] = 1;
  for (let i = k - 1; i >= 0; i--) {
    for (let j = i + 1; j <= k; j++) complexField.subtract(1, t, i * n + j, x, j, x, i);
    complexField.copy(t, i * n + i, below, 0);
    move(below, 0, own, -1);
    if (complexField.size(below, 0) < EPS) complexField.set(below, 0, EPS, 0); // equal eigenvalues: as if they differed by rounding
    complexField.divide(x, i, below, 0);
    const size = complexField.size(x, i);
    if (size > 1e100) for (let j = 2 * i; j <= 2 * k + 1; j++) x[j]! /= size;
  }
  let sum = 0,
    largest = 0,
    place = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= k; j++) complexField.subtract(1, z, i * n + j, x, j, v, i);
    const size = Math.hypot(v[2 * i]!, v[2 * i + 1]!);
    sum = Math.hypot(sum, size);
    if (size > largest * (1 + 1e-14)) {
      largest = size;
      place = i;
    }
  }
  const direction = Float64Array.of((v[2 * place]! / largest) * sum, (v[2 * place + 1]! / largest) * sum);
  for (let i = 0; i < n; i++) {
    complexField.divide(v, i, direction, 0);
    if (i === place) v[2 * i + 1] = 0;
    complexField.copy(v, i, vectors, i * n + k);
  }
}
