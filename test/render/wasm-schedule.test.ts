// Sums of products of all shapes as tiles of vectors, against the js engine: whatever is left over at an edge, and
// however the operands lie in memory.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { prepare } from "#src/engine/engine.js";
import { k } from "#src/ir/builder.js";
import type { Expr } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import { scheduleOf } from "#src/render/wasm/schedule.js";
import { assertNear, runWasm } from "../ir/wasm.js";
import "kindling"; // registers the engines

const F = "float32";
const sizes = fc.integer({ min: 1, max: 14 });
const helpers = { fused: true, math: () => 0 };

/** Strides of a dense array whose axes lie in memory in some order; 0 for axes that it does not have. */
function dense(
  shape: readonly number[],
  has: readonly boolean[],
  order: readonly number[],
): { strides: number[]; count: number } {
  const strides = shape.map(() => 0);
  let count = 1;
  for (const axis of order)
    if (has[axis]!) {
      strides[axis] = count;
      count *= shape[axis]!;
    }
  return { strides, count };
}

const shuffled = (n: number): fc.Arbitrary<number[]> =>
  fc.shuffledSubarray(
    Array.from({ length: n }, (_, i) => i),
    { minLength: n, maxLength: n },
  );

interface Case {
  readonly parallel: number[];
  readonly reducing: number[];
  readonly a: boolean[];
  readonly b: boolean[];
  readonly orders: number[][];
  readonly fn: "sum" | "max" | "prod";
  readonly after: boolean;
}
const cases: fc.Arbitrary<Case> = fc
  .tuple(fc.array(sizes, { maxLength: 3 }), fc.array(sizes, { minLength: 1, maxLength: 3 }))
  .chain(([parallel, reducing]) => {
    const n = parallel.length + reducing.length;
    const has = fc.array(fc.boolean(), { minLength: n, maxLength: n });
    return fc.record({
      parallel: fc.constant(parallel),
      reducing: fc.constant(reducing),
      a: has,
      b: has,
      orders: fc.tuple(shuffled(n), shuffled(n), shuffled(n)),
      fn: fc.constantFrom("sum" as const, "max" as const, "prod" as const),
      after: fc.boolean(),
    });
  });

function build(c: Case): { kernel: Kernel<number>; counts: number[] } {
  const shape = [...c.parallel, ...c.reducing],
    p = c.parallel.length;
  const [a, b] = [dense(shape, c.a, c.orders[0]!), dense(shape, c.b, c.orders[1]!)];
  const out = dense(
    shape,
    shape.map((_, i) => i < p),
    c.orders[2]!,
  );
  const reduced = k.reduce(
    c.fn,
    c.reducing.map((_, i) => p + i),
    k.mul(k.load(0, F, { offset: 0, strides: a.strides }), k.load(1, F, { offset: 0, strides: b.strides })),
  );
  const value: Expr<number> = c.after ? k.max(k.sub(reduced, k.const(0.25, F)), k.const(0, F)) : reduced;
  const axes = shape.map((size, i) => ({ size, kind: i < p ? ("parallel" as const) : ("reduce" as const) }));
  return {
    kernel: {
      name: "tile",
      axes,
      inputs: [F, F],
      params: [],
      ints: 0,
      outputs: [{ dtype: F, index: { offset: 0, strides: out.strides }, value }],
    },
    counts: [out.count, a.count, b.count],
  };
}

describe("tiles", () => {
  test("of random sums of products", () => {
    fc.assert(
      fc.property(cases, (c) => {
        const { kernel, counts } = build(c);
        const buffers = counts.map((n, b) =>
          Float32Array.from({ length: n }, (_, i) => (((i * 7919 + b * 31) % 23) - 11) / 8),
        );
        const ours = runWasm(kernel, buffers, [], [])!;
        prepare(kernel)(buffers, [], []);
        assertNear(kernel, F, ours[0]!, buffers[0]!);
      }),
      { numRuns: 400, seed: 3 },
    );
  });
  test("a product of matrices keeps several rows and columns in registers; a vector is read four at a time", () => {
    const product = build({
      parallel: [12, 16],
      reducing: [8],
      a: [true, false, true],
      b: [false, true, true],
      orders: [
        [2, 1, 0],
        [1, 2, 0],
        [1, 0, 2],
      ],
      fn: "sum",
      after: false,
    });
    const s = scheduleOf(product.kernel, helpers);
    assert.deepEqual(s.lanes, [1, 4, 1]);
    assert.ok(s.tile[0]! * s.tile[1]! >= 6, JSON.stringify(s.tile));
    const dot = build({
      parallel: [12],
      reducing: [100],
      a: [true, true],
      b: [false, true],
      orders: [
        [1, 0],
        [1, 0],
        [0, 1],
      ],
      fn: "sum",
      after: false,
    });
    const d = scheduleOf(dot.kernel, helpers);
    assert.deepEqual([d.lanes, d.tile[0]], [[1, 4], 4]);
  });
  test("long sums keep what is small beside the whole", () => {
    const n = 3_000_000;
    const kernel: Kernel<number> = {
      name: "long",
      axes: [{ size: n, kind: "reduce" }],
      inputs: [F],
      params: [],
      ints: 0,
      outputs: [
        {
          dtype: F,
          index: { offset: 0, strides: [0] },
          value: k.reduce(
            "sum",
            [0],
            k.mul(k.load(0, F, { offset: 0, strides: [0] }), k.load(0, F, { offset: 0, strides: [0] })),
          ),
        },
      ],
    };
    const [sum] = runWasm(kernel, [new Float32Array(1), Float32Array.of(1.1)], [], [])!;
    assert.ok(Math.abs(Number(sum![0]) / (n * 1.21) - 1) < 2e-5, String(sum![0]));
  });
});
