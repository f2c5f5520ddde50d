import { describe, test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { KindlingError } from "kindling";
import { sin } from "#src/functions/trigonometry.js";
import { k } from "#src/ir/builder.js";
import type { Expr } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import { printKernel } from "#src/ir/print.js";
import { verify } from "#src/ir/verify.js";
import { type DType, dtypeInfo } from "#src/shape/dtype.js";
import { scheduleFor } from "#src/render/js/schedule.js";
import { nestOf } from "#src/render/nest/build.js";
import { printNest, printSchedule } from "#src/render/nest/print.js";
import { plainSchedule } from "#src/render/nest/schedule.js";
import { assertSame, compileJs, copyBuffers, copyData } from "./check.js";
import { interpret } from "./interpret.js";
import { fill, kernels } from "./random-kernels.js";

// Random kernels: whatever the loops, strides, dtypes and tiles, the rendered function does what the kernel says.

test("a random kernel, however tiled, computes what the interpreter says", () => {
  fc.assert(
    fc.property(kernels, ({ kernel, sizes, inputs, seed, tile }) => {
      verify(kernel);
      const out = kernel.outputs[0]!.dtype;
      const buffers = [
        new dtypeInfo[out].array(sizes.reduce((a, b) => a * b, 1)),
        ...inputs.map((d, i) => fill(d, 96, seed + i)),
      ];
      const expected = copyBuffers(buffers);
      interpret(kernel, expected, [], []);
      for (const schedule of [
        scheduleFor(kernel),
        plainSchedule(kernel.axes),
        {
          ...plainSchedule(kernel.axes),
          // Of a reducing axis, points have sums of their own: exact where float32 is summed up in float64, or nearly so.
          tile: kernel.axes.map((a, i) => (a.kind === "parallel" ? tile[i]! : 1)),
          unroll: kernel.axes.flatMap((a, i) => (a.kind === "reduce" && seed % 2 === 0 ? [i] : [])),
          together: seed % 3 === 0,
        },
      ]) {
        for (const form of [kernel, copyData(kernel)]) {
          const got = copyBuffers(buffers);
          compileJs(form, schedule)(got, [], []);
          assertSame(kernel, out, got[0]!, expected[0]!);
        }
      }
    }),
    { numRuns: 400, seed: 20240601 },
  );
});

test("sizes, strides and offsets may be arguments", () => {
  // out[2 i + j] = Σ_r in[o + 6 i + 3 j + s r], three steps of stride s
  const index = { offset: { arg: 0 }, strides: [6, 3, { arg: 2 }] };
  const kernel: Kernel = {
    name: "window",
    axes: [
      { size: { arg: 1 }, kind: "parallel" },
      { size: 2, kind: "parallel" },
      { size: 3, kind: "reduce" },
    ],
    inputs: ["float32"],
    params: ["float32"],
    ints: 3,
    outputs: [
      {
        dtype: "float32",
        index: { offset: 0, strides: [2, 1, 0] },
        value: k.mul(k.reduce("sum", [2], k.load(0, "float32", index)), k.param(0, "float32")),
      },
    ],
  };
  verify(kernel);
  const data = Float32Array.from({ length: 30 }, (_, i) => i);
  const out = new Float32Array(4),
    same = new Float32Array(4);
  compileJs(kernel)([out, data], [4, 2, 1], [2]);
  interpret(kernel, [same, data], [4, 2, 1], [2]);
  assert.deepEqual([...out], [30, 48, 66, 84]);
  assert.deepEqual(out, same);
});

describe("verify states the grammar", () => {
  const load = (strides: number[], d: DType = "float32"): Expr => k.load(0, d, { offset: 0, strides });
  const kernel = (value: Expr, o: Partial<Kernel> = {}): Kernel => ({
    name: "bad",
    axes: [
      { size: 3, kind: "parallel" },
      { size: 2, kind: "reduce" },
    ],
    inputs: ["float32"],
    params: [],
    ints: 0,
    outputs: [{ dtype: "float32", index: { offset: 0, strides: [1, 0] }, value }],
    ...o,
  });
  const refused: Record<string, Kernel> = {
    "a load along a reducing axis outside its reduction": kernel(load([1, 1])),
    "an index map with too few strides": kernel(load([1])),
    "a load in another dtype than the input has": kernel(k.cast(load([1, 0], "int32"), "float32")),
    "operands of two dtypes": kernel(k.add(load([1, 0]), k.const(1, "float64"))),
    "a bitwise operation on floats": kernel(k.and(load([1, 0]), load([1, 0]))),
    "a sine of integers": kernel(k.cast(sin(k.const(1, "int32")), "float32")),
    "a condition that is not bool": kernel(k.where(load([1, 0]), load([1, 0]), load([1, 0]))),
    "a reduction over a parallel axis": kernel(k.reduce("sum", [0], load([1, 0]))),
    "a reduction over an axis that is being reduced": kernel(k.reduce("sum", [1], k.reduce("sum", [1], load([1, 1])))),
    "a reduction over nothing": kernel(k.reduce("sum", [], load([1, 0]))),
    "a value of another dtype than the output": kernel(k.cast(load([1, 0]), "float64")),
    "an unknown parameter": kernel(k.param(0, "float32")),
    "an axis that does not exist": kernel(k.cast(k.axis(7), "float32")),
    "an argument that does not exist": kernel(k.load(0, "float32", { offset: { arg: 2 }, strides: [1, 0] })),
    "a size that is no whole number": kernel(load([1, 0]), {
      axes: [
        { size: 1.5, kind: "parallel" },
        { size: 2, kind: "reduce" },
      ],
    }),
    "a parallel axis after a reducing one": kernel(load([0, 1]), {
      axes: [
        { size: 2, kind: "reduce" },
        { size: 3, kind: "parallel" },
      ],
      outputs: [{ dtype: "float32", index: { offset: 0, strides: [0, 1] }, value: load([0, 1]) }],
    }),
    "no output": kernel(load([1, 0]), { outputs: [] }),
  };
  for (const [what, bad] of Object.entries(refused)) {
    test(`refuses ${what}`, () =>
      assert.throws(
        () => verify(bad),
        (e) => e instanceof KindlingError && e.code === "internal" && e.message.includes("invalid kernel"),
      ));
  }
  test("and accepts a row sum", () => verify(kernel(k.reduce("sum", [1], load([2, 1])))));
});

test("a kernel prints as a reader would write it", () => {
  const x = k.load(0, "float32", { offset: 0, strides: [{ arg: 0 }, 1] });
  const kernel: Kernel = {
    name: "rowMean",
    axes: [
      { size: { arg: 1 }, kind: "parallel" },
      { size: 4, kind: "reduce" },
    ],
    inputs: ["float32"],
    params: ["float32"],
    ints: 2,
    outputs: [
      {
        dtype: "float32",
        index: { offset: 0, strides: [1, 0] },
        value: k.div(k.reduce("sum", [1], k.exp(x)), k.param(0, "float32")),
      },
    ],
  };
  assert.equal(
    printKernel(kernel),
    [
      "rowMean(in0: float32, p0: float32)",
      "  for i0 < n1",
      "    out0[i0] = div(sum over r1 < 4 of exp(in0[n0*i0 + r1]), p0)",
    ].join("\n"),
  );
});

test("a schedule and its nest print as a reader would write them", () => {
  const x = k.load(0, "float32", { offset: 0, strides: [{ arg: 0 }, 1] });
  const kernel: Kernel = {
    name: "rowMean",
    axes: [
      { size: { arg: 1 }, kind: "parallel" },
      { size: 64, kind: "reduce" },
    ],
    inputs: ["float32"],
    params: ["float32"],
    ints: 2,
    outputs: [
      {
        dtype: "float32",
        index: { offset: 0, strides: [1, 0] },
        value: k.div(k.reduce("sum", [1], k.exp(x)), k.param(0, "float32")),
      },
    ],
  };
  const schedule = { ...plainSchedule(kernel.axes), lanes: [1, 8], sums: { part: 512 } };
  assert.equal(printSchedule(schedule), "loops over i0; 8 lanes of axis 1; sums in parts of 512");
  assert.equal(
    printNest(nestOf(kernel, schedule)),
    [
      "for i0 from 0 to n1, one by one",
      "  a0: float32×8 = sum of nothing",
      "  q1 = i0*n0",
      "  for i1 from 0 to 64, 8 at a time",
      "    q2 = q1 + i1",
      "    v3: float32×8 = in0[q2, +1…]",
      "    v4: float32×8 = exp(v3)",
      "    a0 takes v4",
      "  v5: float32 = result of a0 across its lanes",
      "  v6: float32 = div(v5, p0)",
      "  q7 = i0",
      "  out0[q7] = v6",
    ].join("\n"),
  );
});
