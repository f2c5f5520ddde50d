import type { Numbers } from "./matrices.js";

// Reflections H = I − τ v vᵀ that turn a vector into a multiple of the first unit vector; v begins with 1. The signs are
// LAPACK's (dlarfg): what remains has the opposite sign of what was first, so that nothing cancels.

/**
 * The reflection for the column of `a` (row length n) that starts at row `from`: v's tail overwrites the column below,
 * the result its first place. Gives τ; 0 where the rest is zero already and nothing is to be done.
 */
export function reflector(a: Numbers, m: number, n: number, from: number, column: number): number {
  let scale = 0;
  for (let i = from + 1; i < m; i++) scale = Math.max(scale, Math.abs(a[i * n + column]!));
  if (scale === 0) return 0;
  const alpha = a[from * n + column]!;
  scale = Math.max(scale, Math.abs(alpha));
  let sum = 0;
  for (let i = from; i < m; i++) sum += (a[i * n + column]! / scale) ** 2;
  const norm = scale * Math.sqrt(sum), beta = alpha > 0 ? -norm : norm;
  for (let i = from + 1; i < m; i++) a[i * n + column]! /= alpha - beta;
  a[from * n + column] = beta;
  return (beta - alpha) / beta;
}

/**
 * H · target, for the columns from `first` on: v is 1 in row `from` and below that column `column` of `a`. Both have m
 * rows, of n and of k numbers.
 */
export function reflect(a: Numbers, m: number, n: number, from: number, column: number, tau: number, target: Numbers, k: number, first: number, w: Numbers): void {
  if (tau === 0) return;
  for (let c = first; c < k; c++) w[c] = target[from * k + c]!;
  for (let i = from + 1; i < m; i++) {
    const v = a[i * n + column]!;
    if (v !== 0) for (let c = first; c < k; c++) w[c]! += v * target[i * k + c]!;
  }
  for (let c = first; c < k; c++) target[from * k + c]! -= tau * w[c]!;
  for (let i = from + 1; i < m; i++) {
    const v = tau * a[i * n + column]!;
    if (v !== 0) for (let c = first; c < k; c++) target[i * k + c]! -= v * w[c]!;
  }
}
