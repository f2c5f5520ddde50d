// The WebAssembly engine against the reference: every product of matrices that it takes over, and those it leaves alone.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Executable } from "#src/engine/engine.js";
import { jsEngine } from "#src/engine/js/js-engine.js";
import { wasmEngine } from "#src/engine/wasm/wasm-engine.js";
import { productOf } from "#src/render/wasm/product.js";
import { k } from "#src/ir/builder.js";
import type { Dim } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import fc from "fast-check";
import { F, getNumThreads, manualSeed, matmul, rand, randn, setNumThreads, tensor } from "kindling";

interface Shape {
  batch: number;
  m: number;
  n: number;
  k: number;
  aT: boolean;
  bT: boolean;
  bias: boolean;
  gap: number;
  offset: number;
  sharedB: boolean;
}

/** The kernel of a product with these sizes, and arguments with numbers that are exact in float32 sums. */
function product(s: Shape): { kernel: Kernel; ints: number[]; buffers: Float32Array[] } {
  const aRow = s.aT ? 1 : s.k + s.gap,
    aCol = s.aT ? s.m + s.gap : 1;
  const bRow = s.bT ? 1 : s.n + s.gap,
    bCol = s.bT ? s.k + s.gap : 1;
  const aSize = (s.aT ? s.k : s.m) * ((s.aT ? s.m : s.k) + s.gap),
    bSize = (s.bT ? s.n : s.k) * ((s.bT ? s.k : s.n) + s.gap);
  const sizes: [number, "parallel" | "reduce"][] = [
    [s.batch, "parallel"],
    [s.m, "parallel"],
    [s.n, "parallel"],
    [s.k, "reduce"],
  ];
  const ints: number[] = [];
  const arg = (v: number): Dim => {
    if (v === 0 || v === 1) return v;
    ints.push(v);
    return { arg: ints.length - 1 };
  };
  const axes = sizes.map(([n, kind]) => ({ size: arg(n), kind }));
  const a = k.load(0, "float32", { offset: arg(s.offset), strides: [arg(aSize), arg(aRow), 0, arg(aCol)] });
  const b = k.load(1, "float32", {
    offset: arg(s.offset),
    strides: [s.sharedB ? 0 : arg(bSize), 0, arg(bCol), arg(bRow)],
  });
  const sum = k.reduce("sum", [3], k.mul(a, b));
  const value = s.bias ? k.add(sum, k.load(2, "float32", { offset: 0, strides: [0, 0, 1, 0] })) : sum;
  const out = { offset: arg(s.offset), strides: [arg(s.m * (s.n + s.gap)), arg(s.n + s.gap), 1, 0] };
  const kernel: Kernel = {
    name: "product",
    axes,
    inputs: ["float32", "float32", "float32"].slice(0, s.bias ? 3 : 2) as "float32"[],
    params: [],
    ints: ints.length,
    outputs: [{ dtype: "float32", index: out, value }],
  };
  let seed = 1;
  // Small whole numbers: every sum is exact, so any order of adding gives the same bits.
  const fill = (n: number): Float32Array =>
    Float32Array.from({ length: n }, () => {
      seed = (seed * 16807) % 2147483647;
      return (seed % 9) - 4;
    });
  return {
    kernel,
    ints,
    buffers: [
      new Float32Array(s.offset + s.batch * s.m * (s.n + s.gap)).fill(99),
      fill(s.offset + s.batch * aSize),
      fill(s.offset + (s.sharedB ? 1 : s.batch) * bSize),
      fill(s.n),
    ],
  };
}

function run(prepared: Executable | null, s: Shape): { done: boolean; out: Float32Array } {
  const { ints, buffers } = product(s);
  const done = prepared!(buffers, ints, []) !== false;
  return { done, out: buffers[0]! };
}

function same(s: Shape): void {
  const { kernel } = product(s);
  const expected = run(jsEngine.prepare(kernel), s),
    actual = run(wasmEngine().prepare(kernel), s);
  assert.ok(actual.done, "the engine takes it");
  assert.deepEqual(actual.out, expected.out);
}

const base: Shape = {
  batch: 1,
  m: 8,
  n: 8,
  k: 8,
  aT: false,
  bT: false,
  bias: false,
  gap: 0,
  offset: 0,
  sharedB: false,
};

describe("products on wasm equal the reference", () => {
  for (const aT of [false, true])
    for (const bT of [false, true])
      for (const bias of [false, true]) {
        test(`${aT ? "Aᵀ" : "A"} · ${bT ? "Bᵀ" : "B"}${bias ? " + bias" : ""}, sizes around the tiles and slices`, () => {
          for (const [m, n, kk] of [
            [1, 2, 3],
            [4, 8, 4],
            [5, 9, 257],
            [3, 7, 1],
            [129, 17, 256],
            [130, 70, 515],
            [64, 64, 64],
          ] as const)
            same({ ...base, m, n, k: kk, aT, bT, bias });
        });
      }
  test("batches, shared operands, gaps between rows, offsets", () => {
    same({ ...base, batch: 3, m: 9, n: 11, k: 13 });
    same({ ...base, batch: 3, m: 9, n: 11, k: 13, sharedB: true, bias: true });
    same({ ...base, m: 20, n: 30, k: 40, gap: 5, offset: 7 });
    same({ ...base, batch: 2, m: 20, n: 30, k: 40, gap: 3, offset: 2, aT: true, bT: true, bias: true });
  });
  test("any sizes and strides", () => {
    const size = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(
        fc.record({
          batch: fc.integer({ min: 1, max: 3 }),
          m: size,
          n: size,
          k: size,
          aT: fc.boolean(),
          bT: fc.boolean(),
          bias: fc.boolean(),
          gap: fc.integer({ min: 0, max: 3 }),
          offset: fc.integer({ min: 0, max: 5 }),
          sharedB: fc.boolean(),
        }),
        (s) => {
          if (productOf(product(s).kernel) === null) return; // an axis of 1 whose stride is unknown to both operands
          same(s);
        },
      ),
      { numRuns: 150, seed: 7 },
    );
  });
});

describe("what it leaves to others", () => {
  const refuses = (change: (kernel: Kernel) => Kernel): void =>
    assert.equal(productOf(change(product({ ...base, m: 9, n: 9, k: 9 }).kernel)), null);
  test("other dtypes, other reductions, other expressions, columns that are not neighbours", () => {
    assert.notEqual(productOf(product({ ...base, m: 9, n: 9, k: 9 }).kernel), null);
    refuses((x) => ({ ...x, outputs: [{ ...x.outputs[0]!, value: k.neg(x.outputs[0]!.value) }] }));
    refuses((x) => {
      const { value } = x.outputs[0]!;
      assert.ok(value.kind === "reduce");
      return { ...x, outputs: [{ ...x.outputs[0]!, value: k.reduce("max", value.axes, value.x) }] };
    });
    refuses((x) => ({
      ...x,
      outputs: [{ ...x.outputs[0]!, index: { ...x.outputs[0]!.index, strides: [0, 9, 2, 0] } }],
    }));
    refuses((x) => ({ ...x, outputs: [x.outputs[0]!, x.outputs[0]!] }));
  });
  test("operands that lie far apart are given back untouched", () => {
    const s = { ...base, m: 9, n: 9, k: 9, gap: 1000 };
    const { done, out } = run(wasmEngine().prepare(product(s).kernel), s);
    assert.equal(done, false);
    assert.ok(out.every((v) => v === 99));
  });
});

describe("through the library", () => {
  test("large products agree with sums in double", () => {
    manualSeed(0);
    const a = rand(70, 300),
      b = rand(300, 90),
      c = matmul(a, b).tolist() as number[][];
    const [x, y] = [a.tolist() as number[][], b.tolist() as number[][]];
    for (const [i, j] of [
      [0, 0],
      [69, 89],
      [35, 41],
    ] as const) {
      const exact = x[i]!.reduce((s, v, p) => s + v * y[p]![j]!, 0);
      assert.ok(Math.abs(c[i]![j]! - exact) < 1e-3, `${c[i]![j]} against ${exact}`);
    }
  });
  test("nan and infinity go through", () => {
    const a = rand(40, 40),
      b = rand(40, 40);
    a.set([3, 5], NaN);
    a.set([7, 0], Infinity);
    const c = matmul(a, b);
    assert.ok(c.get(3).isnan().all().item());
    assert.ok(c.get(7).isinf().all().item());
    assert.ok(c.get(0).isfinite().all().item());
  });
  test("one and several threads give the same bits", async () => {
    manualSeed(1);
    const a = randn(150, 300),
      b = randn(300, 200),
      w = randn(200, 300),
      bias = randn(200);
    const before = getNumThreads();
    const compute = (): string =>
      [matmul(a, b), matmul(a.t().contiguous().t(), b), F.linear(a, w, bias)]
        .map((t) => Buffer.from(t.toTypedArray().buffer).toString("base64"))
        .join();
    try {
      setNumThreads(1);
      const alone = compute();
      for (const n of [2, 3, 5]) {
        setNumThreads(n);
        for (let i = 0; i < 3; i++) {
          assert.equal(compute(), alone);
          await new Promise((done) => {
            setTimeout(done, 50);
          }); // lets helpers start
        }
      }
    } finally {
      setNumThreads(before);
    }
  });
  test("gradients of a large linear layer agree with the small one's engine", () => {
    manualSeed(2);
    const x = randn(64, 100, { requiresGrad: true }),
      w = randn(80, 100, { requiresGrad: true }),
      b = randn(80, { requiresGrad: true });
    const [x64, w64, b64] = [x, w, b].map((t) => tensor(t.detach(), { dtype: "float64", requiresGrad: true })) as [
      typeof x,
      typeof x,
      typeof x,
    ];
    F.linear(x, w, b).sin().sum().backward();
    F.linear(x64, w64, b64).sin().sum().backward();
    for (const [p, q] of [
      [x, x64],
      [w, w64],
      [b, b64],
    ] as const)
      assert.ok(p.grad!.double().allclose(q.grad!, { rtol: 1e-4, atol: 1e-4 }));
  });
  test("large convolutions and their gradients agree with those in double", () => {
    manualSeed(3);
    const x = randn(4, 8, 30, 31, { requiresGrad: true }),
      w = randn(12, 4, 3, 5, { requiresGrad: true }),
      b = randn(12, { requiresGrad: true });
    const doubles = [x, w, b].map((t) => tensor(t.detach(), { dtype: "float64", requiresGrad: true })) as [
      typeof x,
      typeof x,
      typeof x,
    ];
    const run = ([p, q, r]: readonly [typeof x, typeof x, typeof x]): typeof x =>
      F.conv2d(p, q, r, { padding: 2, groups: 2 });
    const ours = run([x, w, b]),
      exact = run(doubles);
    assert.ok(ours.double().allclose(exact, { rtol: 1e-4, atol: 1e-4 }));
    ours.sin().sum().backward();
    exact.sin().sum().backward();
    for (const [p, q] of [
      [x, doubles[0]],
      [w, doubles[1]],
      [b, doubles[2]],
    ] as const)
      assert.ok(p.grad!.double().allclose(q.grad!, { rtol: 1e-3, atol: 1e-3 }));
  });
  test("a sum into every other element leaves those between as they are", () => {
    const n = 1100,
      kernel: Kernel = {
        name: "rows",
        params: [],
        inputs: ["float32"],
        ints: 0,
        axes: [
          { size: n, kind: "parallel" },
          { size: n, kind: "reduce" },
        ],
        outputs: [
          {
            dtype: "float32",
            index: { offset: 1, strides: [2, 0] },
            value: k.reduce("sum", [1], k.load(0, "float32", { offset: 0, strides: [n, 1] })),
          },
        ],
      };
    const out = new Float32Array(2 * n + 3).fill(7),
      x = Float32Array.from({ length: n * n }, (_, i) => i % 3);
    assert.notEqual(wasmEngine().prepare(kernel)!([out, x], [], []), false);
    for (let i = 0; i < n; i++)
      assert.equal(
        out[2 * i + 1],
        x.subarray(i * n, i * n + n).reduce((p, q) => p + q, 0),
      );
    assert.ok(out.every((v, i) => (i % 2 === 1 && i < 2 * n) || v === 7));
  });
});
