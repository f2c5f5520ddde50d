import assert from "node:assert/strict";
import { type DType, KindlingError, tensor, type Tensor } from "kindling";
import { product } from "#src/util/array.js";
import { compareValues, decode, formula, readGolden, type Value } from "../goldens.js";

// What test/golden/nn.py wrote, and the formulas that both sides know.

export interface Spec {
  shape: number[];
  dtype: DType;
  values: Value[];
}

export interface Golden {
  linear: {
    seed: number;
    in: number;
    out: number;
    bias: boolean;
    dtype: DType;
    weight: number[];
    biasValues: number[] | null;
    next: number;
  }[];
  init: { name: string; shape: number[]; args: (number | string)[]; values: number[]; next: number }[];
  dropout: {
    seed: number;
    p: number;
    shape: number[];
    dtype: DType;
    transposed: boolean;
    values: number[];
    next: number;
  }[];
  losses: {
    name: string;
    x: Spec;
    y: Spec;
    o: Record<string, Spec | number | string>;
    values: Value[];
    shape: number[];
    gradFn: string;
    grad: Value[];
    gradY: Value[] | null;
  }[];
  activations: { name: string; args: (number | string)[]; values: number[]; gradFn: string; grad: number[] }[];
  training: { losses: number[]; outputs: number[]; state: Record<string, number[]> };
  print: Record<string, string>;
  printParameter: string;
  names: {
    stateDict: string[];
    metadata: Record<string, number>;
    prefixed: string[];
    prefixedMetadata: string[];
    parameters: string[];
    buffers: string[];
    modules: string[];
    tiedStateDict: string[];
    tiedParameters: string[];
    tiedModules: string[];
    tiedChildren: string[];
    posWeight: string[];
  };
  load: Record<"missing" | "unexpected" | "size" | "all" | "sizeNotStrict", string>;
  loadNotStrict: { missing: string[]; unexpected: string[] };
  errors: Record<string, string>;
  warnings: [broadcast: string, softmax: string];
}

export const golden = readGolden<Golden>("nn");

/** The tensor that nn.py's `data` makes. */
export function data(shape: number[], seed = 0, lo = -2, hi = 2, dtype: DType = "float32"): Tensor {
  return tensor(formula(product(shape), seed, "float64", lo, hi), { dtype }).reshape(shape);
}

/** The tensor that nn.py's `labels` makes. */
export function labels(shape: number[], classes: number, seed = 0): Tensor {
  return tensor(
    Array.from({ length: product(shape) }, (_, i) => (i * 7 + seed * 3 + 1) % classes),
    { dtype: "int64" },
  ).reshape(shape);
}

export const fromSpec = (s: Spec): Tensor => tensor(s.values.map(decode), { dtype: s.dtype }).reshape(s.shape);

/** The elements as numbers, in row-major order. */
export const flat = (t: Tensor): number[] => Array.from(t.double().contiguous().toTypedArray() as Float64Array);

/** Equal bit for bit, for the dtype. */
export function same(t: Tensor, expected: readonly number[], what?: string): void {
  const round = t.dtype === "float32" ? Math.fround : (x: number): number => x;
  assert.deepEqual(flat(t), expected.map(round), what);
}

/** Equal within PyTorch's own tolerance for the dtype. */
export function close(t: Tensor, expected: readonly Value[], what = ""): void {
  assert.deepEqual(compareValues(what, flat(t), expected, t.dtype), []);
}

/** Runs `f`, which must throw a KindlingError with this code, and gives its message. */
export function failure(code: string, f: () => unknown): string {
  try {
    f();
  } catch (e) {
    assert.ok(e instanceof KindlingError, String(e));
    assert.equal(e.code, code, e.message);
    return e.message;
  }
  return assert.fail("nothing was thrown");
}

/** The first line of a message: PyTorch's sentence. */
export const sentence = (message: string): string => message.split("\n  → ")[0]!;
