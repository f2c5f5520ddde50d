import { fail } from "../diagnose/error.js";
import { showShape } from "../util/array.js";
import type { Shape } from "./shape.js";

/**
 * The shape that both operands broadcast to: aligned at the last dimension, sizes are equal or one of them is 1.
 * PyTorch: aten/src/ATen/ExpandUtils.cpp.
 */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  if (a === b) return a;
  const n = a.length > b.length ? a.length : b.length;
  let same = a.length === b.length;
  if (same) {
    for (let i = 0; i < n; i++)
      if (a[i] !== b[i]) {
        same = false;
        break;
      }
    if (same) return a;
  }
  const out = new Array<number>(n);
  for (let i = 1; i <= n; i++) {
    const x = i <= a.length ? a[a.length - i]! : 1;
    const y = i <= b.length ? b[b.length - i]! : 1;
    if (x !== y && x !== 1 && y !== 1) mismatch(a, b, n - i, x, y);
    out[n - i] = x === 1 ? y : x;
  }
  return out;
}

/** The shape that several shapes broadcast to, or null if there is none. */
export function commonShape(shapes: readonly Shape[]): Shape | null {
  const nd = Math.max(0, ...shapes.map((s) => s.length));
  const out = Array<number>(nd).fill(1);
  for (const s of shapes) {
    for (let i = 1; i <= s.length; i++) {
      const n = s[s.length - i]!,
        known = out[nd - i]!;
      if (n !== known && n !== 1 && known !== 1) return null;
      if (known === 1) out[nd - i] = n;
    }
  }
  return out;
}

function mismatch(a: Shape, b: Shape, dim: number, x: number, y: number): never {
  fail(
    "broadcast",
    `The size of tensor a (${x}) must match the size of tensor b (${y}) at non-singleton dimension ${dim}`,
    `the shapes are ${showShape(a)} and ${showShape(b)}; seen from the last dimension, sizes must be equal or one of them 1.`,
  );
}

/** Whether `from` broadcasts to `to`. */
export function broadcastsTo(from: Shape, to: Shape): boolean {
  if (from.length > to.length) return false;
  for (let i = 1; i <= from.length; i++) {
    const f = from[from.length - i]!;
    if (f !== 1 && f !== to[to.length - i]) return false;
  }
  return true;
}

/** As NumPy lets `x[0] = row` have leading sizes of 1 too many: without those beyond `ndim` dimensions. */
export function dropLeadingOnes(shape: Shape, ndim: number): Shape {
  let out = shape;
  while (out.length > ndim && out[0] === 1) out = out.slice(1);
  return out;
}
