// Runs also without code from text.
// Whole programs on WebAssembly against the same programs kernel by kernel.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { kernelByKernel } from "#src/engine/engine.js";
import type { Holder, Program, ProgramBuffer, Runner } from "#src/engine/program.js";
import { startMachine } from "#src/engine/wasm/machine.js";
import { planRunner } from "#src/engine/wasm/plans.js";
import { nodeThreads } from "#src/engine/wasm/threads-node.js";
import { k } from "#src/ir/builder.js";
import type { Expr } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import type { DType, TypedArray } from "#src/shape/dtype.js";
import "kindling"; // registers the engines

const F = "float32";
const load = (input: number, strides: number[], offset = 0): Expr<number> => k.load(input, F, { offset, strides });
const num = (v: number): Expr<number> => k.const(v, F);
function kernel(
  name: string,
  parallel: number[],
  reducing: number[],
  strides: number[],
  value: Expr<number>,
  inputs: DType[],
  params: DType[] = [],
): Kernel<number> {
  return {
    name,
    params,
    inputs,
    ints: 0,
    axes: [
      ...parallel.map((size) => ({ size, kind: "parallel" as const })),
      ...reducing.map((size) => ({ size, kind: "reduce" as const })),
    ],
    outputs: [{ dtype: value.dtype, index: { offset: 0, strides }, value }],
  };
}
const outside = (holder: Holder): ProgramBuffer => ({
  dtype: F,
  count: holder.data.length,
  place: { kind: "external", holder },
  constant: null,
});
const inside = (offset: number, count: number, constant: TypedArray | null = null): ProgramBuffer => ({
  dtype: F,
  count,
  place: { kind: "arena", offset },
  constant,
});

/** One step of gradient descent on a linear layer with relu, with the learning rate as a scalar. */
function descent(): { program: Program; holders: Holder[]; loss: number } {
  const bits = Float32Array.from({ length: 300 }, (_, i) => ((i * 7919) % 13 < 6 ? 1 : 0));
  const x: Holder = { data: bits },
    y: Holder = {
      data: Float32Array.from({ length: 30 }, (_, i) => bits.subarray(i * 10, i * 10 + 10).reduce((a, b) => a + b)),
    };
  const w: Holder = { data: new Float32Array(10).fill(0.2) },
    b: Holder = { data: new Float32Array(1) };
  const dot = k.reduce("sum", [1], k.mul(load(0, [10, 1]), load(1, [0, 1])));
  const off = k.sub(load(0, [1]), load(1, [1]));
  return {
    holders: [w, b],
    loss: 6,
    program: {
      arena: 512,
      buffers: [
        outside(x),
        outside(y),
        outside(w),
        outside(b),
        inside(0, 30),
        inside(128, 30),
        inside(256, 1),
        inside(320, 1, Float32Array.of(2 / 30)),
      ],
      steps: [
        {
          kind: "kernel",
          buffers: [4, 0, 2, 3],
          offsets: [0, 0, 0, 0],
          params: [],
          kernel: kernel("forward", [30], [10], [1, 0], k.max(k.add(dot, load(2, [0, 0])), num(0)), [F, F, F]),
        },
        {
          kind: "kernel",
          buffers: [6, 4, 1],
          offsets: [0, 0, 0],
          params: [],
          kernel: kernel("loss", [], [30], [0], k.div(k.reduce("sum", [0], k.mul(off, off)), num(30)), [F, F]),
        },
        {
          kind: "kernel",
          buffers: [5, 4, 1, 7],
          offsets: [0, 0, 0, 0],
          params: [],
          kernel: kernel(
            "slope",
            [30],
            [],
            [1],
            k.where(k.le(load(0, [1]), num(0)), num(0), k.mul(off, load(2, [0]))),
            [F, F, F],
          ),
        },
        {
          kind: "kernel",
          buffers: [2, 5, 0, 2],
          offsets: [0, 0, 0, 0],
          params: [0],
          kernel: kernel(
            "weights",
            [10],
            [30],
            [1, 0],
            k.sub(
              load(2, [1, 0]),
              k.mul(k.param(0, F), k.reduce("sum", [1], k.mul(load(0, [0, 1]), load(1, [1, 10])))),
            ),
            [F, F, F],
            [F],
          ),
        },
        {
          kind: "kernel",
          buffers: [3, 5, 3],
          offsets: [0, 0, 0],
          params: [0],
          kernel: kernel(
            "bias",
            [],
            [30],
            [0],
            k.sub(load(1, [0]), k.mul(k.param(0, F), k.reduce("sum", [0], load(0, [1])))),
            [F, F],
            [F],
          ),
        },
      ],
    },
  };
}

const floats = (h: Holder): Float32Array => h.data as Float32Array;
const near = (a: TypedArray, b: TypedArray): void => {
  for (let i = 0; i < b.length; i++)
    assert.ok(Math.abs(Number(a[i]) - Number(b[i])) < 1e-4, `${String(a)} against ${String(b)}`);
};

for (const [name, threads] of [
  ["one thread", null],
  ["several threads", nodeThreads],
] as const)
  describe(`programs on wasm, ${name}`, () => {
    const machine = startMachine(threads)!;
    test("train as they do kernel by kernel, and the scalars count", () => {
      const [ours, theirs] = [descent(), descent()];
      const a = planRunner(machine, ours.program),
        b = kernelByKernel(theirs.program);
      for (let i = 0; i < 50; i++) {
        const lr = [i < 25 ? 0.02 : 0.005];
        a.run(lr);
        b.run(lr);
        near(a.data(ours.loss), b.data(theirs.loss));
      }
      ours.holders.forEach((h, i) => near(h.data, theirs.holders[i]!.data));
      assert.ok((a.data(ours.loss)[0] as number) < 0.5);
    });
    test("what lies outside is written from both sides", () => {
      const { program, holders } = descent();
      const runner = planRunner(machine, program);
      runner.run([0]);
      const before = holders[0]!.data.slice();
      runner.run([0.01]);
      assert.notDeepEqual(holders[0]!.data, before);
      floats(holders[0]!).fill(1);
      floats(holders[1]!).fill(0);
      runner.run([0]);
      assert.equal(runner.data(6)[0], 0); // the exact answer
    });
    test("several programs share what lies outside, also when the memory grows", () => {
      const make = (p: Program): Runner => planRunner(machine, p);
      const first = descent();
      const a = make(first.program);
      a.run([0.01]);
      const weights = first.holders[0]!.data.slice();
      const big: Holder = { data: new Float32Array(3_000_000).fill(1) };
      const sum = make({
        arena: 64,
        buffers: [outside(big), outside(first.holders[0]!), inside(0, 1)],
        steps: [
          {
            kind: "kernel",
            buffers: [2, 0, 1],
            offsets: [0, 0, 0],
            params: [],
            kernel: kernel("sum", [], [3_000_000], [0], k.add(k.reduce("sum", [0], load(0, [1])), load(1, [0])), [
              F,
              F,
            ]),
          },
        ],
      });
      sum.run([]);
      assert.ok(Math.abs((sum.data(2)[0] as number) - 3_000_000 - Number(weights[0])) < 1);
      assert.deepEqual(first.holders[0]!.data, weights);
      a.run([0.01]);
      assert.notDeepEqual(first.holders[0]!.data, weights);
    });
    test("steps that only JavaScript can do run in their place, on the same memory", () => {
      const x: Holder = { data: Float32Array.of(3, 1, 2) };
      const double = (name: string): Kernel<number> => kernel(name, [3], [], [1], k.mul(load(0, [1]), num(2)), [F]);
      const runner = planRunner(machine, {
        arena: 192,
        buffers: [outside(x), inside(0, 3), inside(64, 3), inside(128, 3)],
        steps: [
          { kind: "kernel", buffers: [1, 0], offsets: [0, 0], params: [], kernel: double("before") },
          {
            kind: "call",
            name: "sort",
            buffers: [1, 2],
            run: ([from, to]) => {
              (to as Float32Array).set((from as Float32Array).slice().sort());
            },
          },
          { kind: "kernel", buffers: [3, 2], offsets: [0, 0], params: [], kernel: double("after") },
        ],
      });
      runner.run([]);
      assert.deepEqual([...runner.data(3)], [4, 8, 12]);
      floats(x).set([0, 5, 1]);
      runner.run([]);
      assert.deepEqual([...runner.data(3)], [0, 4, 20]);
    });
    test("a kernel without a rendering runs on another engine, between those that have one", () => {
      const x: Holder = { data: Float32Array.of(1, 7, 3) };
      const runner = planRunner(machine, {
        arena: 128,
        buffers: [
          outside(x),
          { dtype: "int64", count: 1, place: { kind: "arena", offset: 0 }, constant: null },
          inside(64, 1),
        ],
        steps: [
          {
            kind: "kernel",
            buffers: [1, 0],
            offsets: [0, 0],
            params: [],
            kernel: kernel("argmax", [], [3], [0], k.reduce("argmax", [0], load(0, [1])), [F]),
          },
          {
            kind: "kernel",
            buffers: [2, 1],
            offsets: [0, 0],
            params: [],
            kernel: kernel("cast", [], [], [], k.cast(k.load(0, "int64", { offset: 0, strides: [] }), F), ["int64"]),
          },
        ],
      });
      runner.run([]);
      assert.equal(runner.data(2)[0], 1);
    });
    test("equal kernels are one function, wherever they read and write, up and down, in however many calls", () => {
      const n = 5,
        count = 2500,
        scale: Holder = { data: Float32Array.of(3) };
      const index = { offset: 0, strides: [1] },
        down = { offset: n - 1, strides: [-1] };
      const mirrored = kernel(
        "mirrored",
        [n],
        [],
        [1],
        k.add(
          k.mul(k.load(0, F, down), k.load(1, F, { offset: 0, strides: [0] })),
          k.mul(k.load(0, F, index), k.param(0, F)),
        ),
        [F, F],
        [F],
      );
      const program = (steps: number, x: Holder, y: Holder): Program => ({
        arena: 0,
        buffers: [outside(x), outside(y), outside(scale)],
        steps: Array.from({ length: steps }, (_, i) => ({
          kind: "kernel",
          buffers: [1, 0, 2],
          offsets: [n * i, 2 * i, 0],
          params: [i % 2],
          kernel: mirrored,
        })),
      });
      const x: Holder = { data: Float32Array.from({ length: 2 * count + n }, (_, i) => (i * 37) % 101) },
        [y, z] = [{ data: new Float32Array(n * count) }, { data: new Float32Array(n * count) }];
      const ours = planRunner(machine, program(count, x, y));
      ours.run([0.5, 2]);
      kernelByKernel(program(count, x, z)).run([0.5, 2]);
      assert.deepEqual(y.data.slice(), z.data.slice());
      const bytes = (steps: number): number => parseInt(planRunner(machine, program(steps, x, y)).size!);
      assert.ok(bytes(110) - bytes(10) < 100 * 30, `${bytes(10)} bytes for 10, ${bytes(110)} for 110`);
    });
    test("large kernels that are equal are shared among threads, each over its own memory", () => {
      const n = 1 << 16,
        x: Holder = { data: Float32Array.from({ length: 3 * n }, (_, i) => i % 1013) };
      const twice = kernel("twice", [n], [], [1], k.mul(load(0, [1]), num(2)), [F]);
      const sums = kernel(
        "sums",
        [64],
        [n / 64],
        [1, 0],
        k.reduce("sum", [1], k.mul(load(0, [n / 64, 1]), load(0, [0, 1]))),
        [F],
      );
      const program = (): Program => ({
        arena: 12 * n + 768,
        buffers: [outside(x), inside(0, 3 * n), inside(12 * n, 192)],
        steps: [0, 1, 2].flatMap((i) => [
          { kind: "kernel" as const, buffers: [1, 0], offsets: [i * n, (2 - i) * n], params: [], kernel: twice },
          { kind: "kernel" as const, buffers: [2, 1], offsets: [i * 64, i * n], params: [], kernel: sums },
        ]),
      });
      const [a, b] = [planRunner(machine, program()), kernelByKernel(program())];
      a.run([]);
      b.run([]);
      assert.deepEqual(a.data(1).slice(), b.data(1).slice());
      const relative = (i: number): number => Math.abs(Number(a.data(2)[i]) / Number(b.data(2)[i]) - 1);
      for (let i = 0; i < 192; i++)
        assert.ok(relative(i) < 1e-5, `sum ${i}: ${String(a.data(2)[i])}, not ${String(b.data(2)[i])}`);
    });
    test("many kernels without a rendering are found in one go", () => {
      const kernels = Array.from({ length: 50 }, (_, i) =>
        kernel(`argmax ${i}`, [], [3 + i], [0], k.cast(k.reduce("argmin", [0], k.cast(load(0, [1]), "float16")), F), [
          F,
        ]),
      );
      const x: Holder = { data: Float32Array.from({ length: 60 }, (_, i) => (i * 7) % 60) };
      const program: Program = {
        arena: 256,
        buffers: [outside(x), inside(0, 50)],
        steps: kernels.map((of, i) => ({ kind: "kernel", buffers: [1, 0], offsets: [i, 1], params: [], kernel: of })),
      };
      const runner = planRunner(machine, program),
        plain = kernelByKernel(program);
      runner.run([]);
      plain.run([]);
      assert.ok(runner.places!().every((p) => p === "js"));
      assert.deepEqual(runner.data(1).slice(), plain.data(1).slice());
    });
    test("products too large to be read where they are, with something done to each number, over what they read at that point", () => {
      const m = 40,
        n = 2048,
        inner = 128;
      const values = (count: number, seed: number): Float32Array =>
        Float32Array.from({ length: count }, (_, i) => ((i * 31 + seed) % 7) - 3);
      const dot = k.reduce("sum", [2], k.mul(load(0, [inner, 0, 1]), load(1, [0, 1, n])));
      const [a, b, c] = [{ data: values(m * inner, 1) }, { data: values(inner * n, 2) }, { data: values(m * n, 3) }];
      const expected = c.data.slice();
      for (let i = 0; i < m; i++)
        for (let j = 0; j < n; j++) {
          let s = 0;
          for (let p = 0; p < inner; p++) s += a.data[i * inner + p]! * b.data[p * n + j]!;
          expected[i * n + j]! -= Math.max(s, 0);
        }
      const update = kernel("update", [m, n], [inner], [n, 1, 0], k.sub(load(2, [n, 1, 0]), k.max(dot, num(0))), [
        F,
        F,
        F,
      ]);
      planRunner(machine, {
        arena: 0,
        buffers: [outside(a), outside(b), outside(c)],
        steps: [{ kind: "kernel", buffers: [2, 0, 1, 2], offsets: [0, 0, 0, 0], params: [], kernel: update }],
      }).run([]);
      assert.deepEqual(c.data, expected);
    });
  });
