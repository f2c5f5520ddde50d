import type { Field } from "./field.js";
import type { Numbers } from "./field.js";

// Reflections H = I − τ v vᴴ whose adjoint turns a vector into a multiple of the first unit vector, a real one; v begins
// with 1. The signs are LAPACK's (larfg): what remains has the opposite sign of what was first, so that nothing cancels.

/**
 * The reflection for the column of `a` (row length n) that starts at row `from`: v's tail overwrites the column below,
 * the result its first place. τ goes to taus[at]; it is 0 where the rest is zero already and nothing is to be done.
 */
export function reflector(
  field: Field,
  a: Numbers,
  m: number,
  n: number,
  from: number,
  column: number,
  taus: Numbers,
  at: number,
): void {
  const { width } = field,
    first = width * (from * n + column),
    alpha = a[first]!,
    beside = width === 2 ? a[first + 1]! : 0;
  let rest = Math.abs(beside);
  for (let i = from + 1; i < m; i++)
    for (let p = 0; p < width; p++) rest = Math.max(rest, Math.abs(a[width * (i * n + column) + p]!));
  field.set(taus, at, 0, 0);
  if (rest === 0) return;
  const scale = Math.max(rest, Math.abs(alpha));
  let sum = 0;
  for (let i = from; i < m; i++) for (let p = 0; p < width; p++) sum += (a[width * (i * n + column) + p]! / scale) ** 2;
  const norm = scale * Math.sqrt(sum),
    beta = alpha < 0 || Object.is(alpha, -0) ? norm : -norm;
  field.set(a, from * n + column, alpha - beta, beside);
  for (let i = from + 1; i < m; i++) field.divide(a, i * n + column, a, from * n + column);
  field.set(a, from * n + column, beta, 0);
  field.set(taus, at, (beta - alpha) / beta, -beside / beta);
}

const ONE = Float64Array.of(1, 0);

/**
 * H · target (or, with `adjoint`, Hᴴ · target), for the columns from `first` on: v is 1 in row `from` and below that
 * column `column` of `a`, τ is taus[at]. Both have m rows, of n and of k numbers; `w` has room for k.
 */
export function reflect(
  field: Field,
  a: Numbers,
  m: number,
  n: number,
  from: number,
  column: number,
  taus: Numbers,
  at: number,
  adjoint: boolean,
  target: Numbers,
  k: number,
  first: number,
  w: Numbers,
): void {
  const { width } = field,
    count = k - first;
  if (field.size(taus, at) === 0) return;
  // w ← −vᴴ target, then −τ times that: what is taken from each row, times v.
  w.fill(0, width * first, width * k);
  field.subtract(count, ONE, 0, target, from * k + first, w, first);
  for (let i = from + 1; i < m; i++) field.subtractConj(count, a, i * n + column, target, i * k + first, w, first);
  const factor = Float64Array.of(
    -taus[width * at]!,
    width === 1 ? 0 : adjoint ? taus[2 * at + 1]! : -taus[2 * at + 1]!,
  );
  for (let c = first; c < k; c++) field.multiply(w, c, factor, 0);
  field.subtract(count, ONE, 0, w, first, target, from * k + first);
  for (let i = from + 1; i < m; i++) field.subtract(count, a, i * n + column, w, first, target, i * k + first);
}
