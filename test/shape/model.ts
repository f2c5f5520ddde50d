import fc from "fast-check";
import type { Tensor } from "kindling";

// A tensor as plain nested arrays: what views and indexing mean, without strides.

export type Nested = number | Nested[];
export interface Model {
  readonly shape: readonly number[];
  readonly data: Nested;
}

export const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

/** Builds a model by asking for each element. */
export function build(shape: readonly number[], at: (index: number[]) => number): Model {
  const fill = (prefix: number[]): Nested =>
    prefix.length === shape.length
      ? at(prefix)
      : Array.from({ length: shape[prefix.length]! }, (_, i) => fill([...prefix, i]));
  return { shape: [...shape], data: fill([]) };
}

export const read = (m: Model, index: readonly number[]): number =>
  index.reduce<Nested>((d, i) => (d as Nested[])[i]!, m.data) as number;

/** Row-major index of a flat position. */
export function unravel(i: number, shape: readonly number[]): number[] {
  const out: number[] = [];
  for (let d = shape.length - 1, rest = i; d >= 0; d--) {
    out.unshift(rest % shape[d]!);
    rest = Math.floor(rest / shape[d]!);
  }
  return out;
}

export const ravel = (index: readonly number[], shape: readonly number[]): number =>
  index.reduce((p, i, d) => p * shape[d]! + i, 0);

/** All elements in row-major order. */
export const flat = (m: Model): number[] =>
  Array.from({ length: product(m.shape) }, (_, i) => read(m, unravel(i, m.shape)));

export const counted = (shape: readonly number[]): Model => build(shape, (i) => ravel(i, shape));

/** The tensor's elements in row-major order, by its own reading. */
export const elements = (t: Tensor): number[] => ([t.tolist()] as unknown[]).flat(Infinity) as number[];

/** Small shapes, with 0 and 1 among the sizes. */
export const shapes = (max = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.constantFrom(0, 1, 1, 2, 3, 4), { maxLength: max });
export const filledShapes = (max = 4): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: max });
