import { denseOf } from "../core/dispatch.js";
import { region, type Tensor } from "../core/tensor.js";
import { isComplex, readElement } from "../shape/dtype.js";

// Statistics of a tensor's numbers.

/** All elements in row-major order; of complex ones, both parts. */
export function numbersOf(t: Tensor): Float64Array {
  const dense = denseOf(t),
    { storage, offset, count, dtype } = dense;
  if (dtype === "float32" || dtype === "float64") return new Float64Array(region(dense) as Float64Array);
  const width = isComplex(dtype) ? 2 : 1,
    out = new Float64Array(width * count);
  for (let i = 0; i < out.length; i++)
    out[i] =
      width === 2 ? (storage.data[width * offset + i] as number) : Number(readElement(storage.data, dtype, offset + i));
  return out;
}

/** The root of the mean square of all numbers; 0 for none. */
export function sizeOf(lists: readonly Float64Array[]): number {
  let sum = 0,
    count = 0;
  for (const list of lists) {
    for (let i = 0; i < list.length; i++) sum += list[i]! ** 2;
    count += list.length;
  }
  return count === 0 ? 0 : Math.sqrt(sum / count);
}

/** The number of nan and infinite values. */
export function badOf(numbers: Float64Array): number {
  let bad = 0;
  for (const v of numbers) if (v - v !== 0) bad++;
  return bad;
}

/** Along dimension `dim` of a shape: 1 for each place where some element is not 0. */
export function alivePlaces(numbers: Float64Array, shape: readonly number[], dim: number): Uint8Array {
  const places = shape[dim]!,
    inner = shape.slice(dim + 1).reduce((a, b) => a * b, 1);
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
