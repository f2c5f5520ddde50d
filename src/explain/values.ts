import { denseOf } from "../core/dispatch.js";
import type { Tensor } from "../core/tensor.js";
import { isComplex, readElement } from "../shape/dtype.js";

// Looks at the numbers of a tensor.

/** All elements in row-major order; of complex ones, both parts. */
export function numbersOf(t: Tensor): Float64Array {
  const { storage, offset, count, dtype } = denseOf(t);
  const width = isComplex(dtype) ? 2 : 1, out = new Float64Array(width * count);
  for (let i = 0; i < out.length; i++) out[i] = width === 2 ? storage.data[width * offset + i] as number : Number(readElement(storage.data, dtype, offset + i));
  return out;
}

/** The root of the mean square; 0 for none. */
export function sizeOf(numbers: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]! ** 2;
  return numbers.length === 0 ? 0 : Math.sqrt(sum / numbers.length);
}

/** How many are nan or infinite. */
export function badOf(numbers: Float64Array): number {
  let bad = 0;
  for (const v of numbers) if (v - v !== 0) bad++;
  return bad;
}

/** Along dimension `dim` of a shape: 1 for each place where some element is not 0. */
export function alivePlaces(numbers: Float64Array, shape: readonly number[], dim: number): Uint8Array {
  const places = shape[dim]!, inner = shape.slice(dim + 1).reduce((a, b) => a * b, 1);
  const alive = new Uint8Array(places);
  for (let i = 0; i < numbers.length; i++) if (numbers[i] !== 0) alive[Math.floor(i / inner) % places] = 1;
  return alive;
}

/** Whether all rows (along the first dimension) are the same. */
export function sameRows(numbers: Float64Array, rows: number): boolean {
  const width = numbers.length / rows;
  for (let i = width; i < numbers.length; i++) if (numbers[i] !== numbers[i % width]) return false;
  return true;
}
