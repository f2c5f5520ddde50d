import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as kindling from "kindling";
import { compile, type DType, F, manualSeed, nn, noGrad, onDiagnosis, rand, Tensor, tensor } from "kindling";
import { product } from "#src/util/array.js";
import { compareValues, decode, formula, readGolden, type Value, valuesOf } from "../goldens.js";
import { failure, sentence } from "./golden.js";

// Runs the cases that test/golden/nn_base.py describes and PyTorch has run: functions and layers with their values and
// gradients, eager and compiled, first values bit for bit, texts, and what is said to bad arguments.

type Spec =
  | { t: number[]; q: number; r: [number, number]; d: DType; g: boolean }
  | { l: number[]; c: number; q: number }
  | { v: Value[]; s: number[]; d: DType; g: boolean };
interface Result {
  s: number[];
  d: DType;
  v: Value[];
}
export interface FunctionCase {
  n: string;
  a: unknown[];
  o: Record<string, unknown>;
  r: Result[];
  f: string;
  seed?: number;
  next?: number;
  g?: (Value[] | null)[];
}
export interface LayerCase {
  n: string;
  c: unknown[];
  ck: Record<string, unknown>;
  seed: number;
  repr: string;
  keys: string[];
  next: number;
  p?: Record<string, string>;
  eval?: true;
  in?: unknown[];
  run?: number;
  r?: Result[];
  g?: (Value[] | null)[];
  pg?: Record<string, Value[] | null>;
  note?: string;
}
interface ErrorCase {
  n: string;
  a?: unknown[];
  o?: Record<string, unknown>;
  c?: unknown[];
  ck?: Record<string, unknown>;
  in?: unknown[];
  e: string;
  code: string | null;
}
export interface Cases {
  functions: FunctionCase[];
  layers: LayerCase[];
  errors: ErrorCase[];
}

type Fn = (...args: unknown[]) => unknown;

/** A spec as the tensor that PyTorch had, an options object and an array element by element; all else as it is. */
export function make(a: unknown): unknown {
  if (Array.isArray(a)) return a.map(make);
  if (typeof a !== "object" || a === null) return a;
  if ("k" in a) return Object.fromEntries(Object.entries(a.k as object).map(([k, v]) => [k, make(v)]));
  const s = a as Spec;
  if ("l" in s)
    return tensor(
      Array.from({ length: product(s.l) }, (_, i) => (i * 7 + s.q * 3 + 1) % s.c),
      { dtype: "int64" },
    ).reshape(s.l);
  const x =
    "t" in s
      ? tensor(formula(product(s.t), s.q, "float64", ...s.r), { dtype: s.d }).reshape(s.t)
      : tensor(s.v.map(decode), { dtype: s.d }).reshape(s.s);
  return x.detach().requiresGrad_(s.g);
}

/** All tensors of a value, in order. */
export function leaves(v: unknown): Tensor[] {
  if (v instanceof Tensor) return [v];
  if (Array.isArray(v)) return v.flatMap(leaves);
  return typeof v === "object" && v !== null ? Object.values(v).flatMap(leaves) : [];
}

/** The sum of all outputs, each element weighted by the formula; null where nothing wants a gradient. */
export function weigh(outs: readonly Tensor[]): Tensor | null {
  const parts = outs
    .filter((o) => o.requiresGrad)
    .map((o) =>
      o
        .double()
        .mul(tensor(formula(o.numel(), 5, "float64", 0.5, 1.5), { dtype: "float64" }).reshape(o.shape))
        .sum(),
    );
  return parts.length === 0 ? null : parts.reduce((a, b) => a.add(b));
}

function sameResults(what: string, outs: readonly Tensor[], want: readonly Result[]): void {
  assert.equal(outs.length, want.length, `${what}: how many tensors`);
  outs.forEach((o, i) => {
    assert.deepEqual(o.shape, want[i]!.s, `${what} ${i}: shape`);
    assert.equal(o.dtype, want[i]!.d, `${what} ${i}: dtype`);
    assert.deepEqual(compareValues(`${what} ${i}`, valuesOf(o), want[i]!.v, o.dtype), []);
  });
}

function sameGradient(what: string, grad: Tensor | null, want: readonly Value[] | null | undefined): void {
  if (want === null || want === undefined) assert.equal(grad, null, `${what}: PyTorch has no gradient`);
  else
    assert.deepEqual(
      compareValues(what, valuesOf(grad ?? assert.fail(`${what}: no gradient`)), want, grad!.dtype, 2),
      [],
    );
}

/** Runs it once as it is, and then compiled until a plan replays it; `check` looks at what came out each time. */
function eagerAndCompiled(
  seed: number | undefined,
  inputs: readonly Tensor[],
  run: () => readonly Tensor[],
  check: (outs: readonly Tensor[], how: string) => void,
): void {
  const step = (): readonly Tensor[] => {
    for (const t of inputs) t.grad = null;
    const outs = run();
    weigh(outs)?.backward();
    return outs;
  };
  const seeded = (f: () => readonly Tensor[]): readonly Tensor[] => {
    if (seed !== undefined) manualSeed(seed);
    return f();
  };
  check(seeded(step), "eager");
  const planned = compile(step);
  for (let i = 0; i < 3; i++) check(seeded(planned), `compiled, run ${i}`);
}

export const quietly = <T>(f: () => T): T => {
  const before = onDiagnosis(() => {});
  try {
    return f();
  } finally {
    onDiagnosis(before);
  }
};
export const lookup = (name: string): Fn => {
  for (const place of [F, kindling, nn.utils, nn.utils.rnn, nn.init] as unknown as Record<string, Fn>[])
    if (place[name] !== undefined) return place[name];
  return assert.fail(`kindling has no ${name}`);
};
const show = (v: unknown): string => JSON.stringify(v, (k, x: unknown) => (k === "v" ? undefined : x)).slice(0, 160);
export const options = (o: Record<string, unknown>): unknown[] => (Object.keys(o).length === 0 ? [] : [make({ k: o })]);

/** PyTorch's names for what made the first output; ours where several of our steps are one of its. */
export function runFunctions(
  cases: readonly FunctionCase[],
  chosen: (c: FunctionCase) => boolean,
  unplanned: (c: FunctionCase) => boolean = () => false,
): void {
  describe("functions", () => {
    for (const [i, c] of cases.entries()) {
      test(`${i} ${c.n}(${show(c.a)}, ${show(c.o)})`, () =>
        quietly(() => {
          const args = c.a.map(make),
            o = options(c.o),
            given = leaves([args, o]),
            f = lookup(c.n);
          const run = (): Tensor[] => leaves(f(...args, ...o));
          const check = (outs: readonly Tensor[], how: string): void => {
            sameResults(how, outs, c.r);
            given.forEach((t, j) => {
              if (c.g !== undefined) sameGradient(`${how}: gradient ${j}`, t.grad, c.g[j]);
            });
            if (c.next !== undefined)
              assert.equal(rand(1).item(), Math.fround(c.next), `${how}: the stream's position`);
          };
          if (c.n.endsWith("_")) {
            if (c.seed !== undefined) manualSeed(c.seed);
            assert.equal(f(...args, ...o), args[0]);
            sameResults("in place", [args[0] as Tensor], c.r);
            return;
          }
          if (chosen(c)) {
            if (c.seed !== undefined) manualSeed(c.seed);
            assert.equal(run()[0]!.gradFn?.name ?? "", c.f);
          }
          if (unplanned(c)) failure("compile-value", compile(run));
          else eagerAndCompiled(c.seed, given, run, check);
        }));
    }
  });
}

/** A layer as its case makes it. */
export function build(c: Pick<LayerCase, "n" | "c" | "ck">): nn.Module {
  const cls =
    (nn as unknown as Record<string, new (...args: unknown[]) => nn.Module>)[c.n] ?? assert.fail(`nn has no ${c.n}`);
  return new cls(...c.c.map(make), ...options(c.ck));
}

/** The numbers behind a string of base64. */
const exactly = (text: string, wide: boolean): number[] => {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return Array.from(wide ? new Float64Array(bytes.buffer) : new Float32Array(bytes.buffer));
};

/** @param about keeps a layer's parameters within a tolerance where they cannot be the same bits. */
export function runLayers(cases: readonly LayerCase[], about: (c: LayerCase) => boolean = () => false): void {
  describe("layers", () => {
    for (const [i, c] of cases.entries()) {
      test(`${i} ${c.n}(${show(c.c)}, ${show(c.ck)})${c.eval ? " in evaluation" : ""}`, () =>
        quietly(() => {
          manualSeed(c.seed);
          const m = build(c);
          const state = m.stateDict();
          assert.equal(String(m), c.repr);
          assert.deepEqual([...state.keys()], c.keys);
          for (const [key, want] of Object.entries(c.p ?? {})) {
            const t = state.get(key)!,
              numbers = exactly(want, t.dtype === "float64");
            if (about(c)) assert.deepEqual(compareValues(key, valuesOf(t), numbers, t.dtype), []);
            else assert.deepEqual(valuesOf(t).map(Number), numbers, key);
          }
          assert.equal(rand(1).item(), Math.fround(c.next), "the stream's position");
          if (c.in === undefined) return;
          if (c.eval) m.eval();
          const inplace = c.ck["inplace"] === true;
          const args = c.in.map(make),
            given = leaves(args);
          if (inplace) {
            if (c.run !== undefined) manualSeed(c.run);
            const y = m(...args);
            assert.equal(y, args[0]);
            sameResults("in place", [y as Tensor], c.r!);
            return;
          }
          const buffers = m.buffers().map((b) => b.clone());
          const check = (outs: readonly Tensor[], how: string): void => {
            sameResults(how, outs, c.r!);
            given.forEach((t, j) => {
              if (c.g !== undefined) sameGradient(`${how}: gradient ${j}`, t.grad, c.g[j]);
            });
            for (const [name, p] of m.namedParameters()) {
              if (c.pg === undefined) continue;
              // A plan computes all clusters, since it does not know which ones have samples; those without get zeros.
              const zeros =
                c.n === "AdaptiveLogSoftmaxWithLoss" &&
                how.startsWith("compiled") &&
                c.pg[name] == null &&
                p.grad !== null;
              sameGradient(
                `${how}: gradient of ${name}`,
                p.grad,
                zeros ? Array<number>(p.numel()).fill(0) : c.pg[name],
              );
            }
            noGrad(() => m.buffers().forEach((b, j) => b.copy_(buffers[j]!)));
          };
          eagerAndCompiled(c.run, [...given, ...m.parameters()], () => leaves(m(...args)), check);
        }));
    }
  });
}

export function runErrors(cases: readonly ErrorCase[]): void {
  describe("what is said to bad arguments", () => {
    for (const [i, c] of cases.entries()) {
      test(`${i} ${c.n}: ${c.e.slice(0, 80)}`, () =>
        quietly(() => {
          const call =
            c.c === undefined
              ? (): unknown => lookup(c.n)(...c.a!.map(make), ...options(c.o!))
              : (): unknown => build({ n: c.n, c: c.c!, ck: c.ck! })(...(c.in ?? []).map(make));
          assert.equal(sentence(failure(c.code ?? "", call)), c.e);
        }));
    }
  });
}

export const readCases = (name: string): Cases => readGolden<Cases>(name);
