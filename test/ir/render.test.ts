import { describe, test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { KindlingError } from "kindling";
import { erf } from "#src/functions/erf.js";
import { sin } from "#src/functions/trigonometry.js";
import { k } from "#src/ir/builder.js";
import type { Expr } from "#src/ir/expr.js";
import type { Axis, Kernel } from "#src/ir/kernel.js";
import { printKernel } from "#src/ir/print.js";
import { verify } from "#src/ir/verify.js";
import { type DType, dtypeInfo, dtypes, type TypedArray, writeElement } from "#src/shape/dtype.js";
import { type Schedule, scheduleFor } from "#src/render/js.js";
import { assertSame, compileJs, copyBuffers, copyData } from "./check.js";
import { interpret } from "./interpret.js";

// Random kernels: whatever the loops, strides, dtypes and tiles, the rendered function does what the kernel says.

interface Case {
  kernel: Kernel;
  sizes: number[];
  inputs: DType[];
  seed: number;
  tile: number[];
}

const floatTypes: readonly DType[] = ["float32", "float64"];

/** An expression of dtype `d` from a list of random choices; `open` are the reducing axes that it may move along. */
function expression(
  choice: () => number,
  d: DType,
  depth: number,
  axes: readonly Axis[],
  open: ReadonlySet<number>,
  inputs: readonly DType[],
): Expr {
  const pick = <T>(list: readonly T[]): T => list[choice() % list.length]!;
  const sub = (dtype: DType = d): Expr => expression(choice, dtype, depth - 1, axes, open, inputs);
  const float = d.includes("float");
  const closed = axes.flatMap((a, i) => (a.kind === "reduce" && !open.has(i) ? [i] : []));
  if (depth <= 0) {
    const candidates = inputs.flatMap((t, i) => (t === d ? [i] : []));
    if (candidates.length > 0 && choice() % 4 > 0) {
      const strides = axes.map((a, i) => (a.kind === "reduce" && !open.has(i) ? 0 : pick([0, 1, 2, 3])));
      return k.load(pick(candidates), d, { offset: pick([0, 1, 5]), strides });
    }
    if (d === "int64" && axes.length > 0 && axes[0]!.kind === "parallel") return k.axis(0);
    return k.const(d === "bool" ? choice() % 2 === 0 : float ? (choice() % 9) / 2 - 2 : choice() % 5, d);
  }
  const reduces = closed.length > 0 && d !== "bool";
  switch (choice() % (reduces ? 8 : 6)) {
    case 0:
      return float
        ? pick([k.neg, k.abs, k.sign, k.floor, k.ceil, k.round, k.trunc, sin, k.tanh, erf])(sub())
        : d === "bool"
          ? k.not(sub())
          : k[pick(["neg", "abs", "sign", "not", "floor"] as const)](sub());
    case 1:
    case 2:
      if (float) return k[pick(["add", "sub", "mul", "div", "max", "min"] as const)](sub(), sub());
      return d === "bool"
        ? k[pick(["and", "or", "xor", "max", "min", "add", "mul"] as const)](sub(), sub())
        : k[pick(["add", "sub", "mul", "max", "min", "and", "or", "xor"] as const)](sub(), sub());
    case 3:
      return d === "bool"
        ? k[pick(["eq", "ne", "lt", "le", "gt", "ge"] as const)](
            ...((t: DType): [Expr, Expr] => [sub(t), sub(t)])(pick(inputs)),
          )
        : k.where(sub("bool"), sub(), sub());
    case 4:
      return k.cast(sub(pick(inputs)), d);
    case 5:
      return sub();
    default: {
      const over = closed.slice(0, 1 + (choice() % closed.length));
      const inner = (t: DType): Expr => expression(choice, t, depth - 1, axes, new Set([...open, ...over]), inputs);
      if (d === "int64" && choice() % 3 === 0)
        return k.reduce(pick(["argmax", "argmin"] as const), over, inner(pick(inputs)));
      return k.reduce(pick(["sum", "prod", "max", "min"] as const), over, inner(d));
    }
  }
}

function build(parallel: number[], reducing: number[], inputs: DType[], out: DType, choices: number[]): Kernel {
  let c = 0;
  const choice = (): number => choices[c++ % choices.length]! + c;
  const axes: Axis[] = [
    ...parallel.map((size): Axis => ({ size, kind: "parallel" })),
    ...reducing.map((size): Axis => ({ size, kind: "reduce" })),
  ];
  const strides: number[] = Array<number>(axes.length).fill(0);
  for (let i = parallel.length - 1, s = 1; i >= 0; i--) {
    strides[i] = s;
    s *= parallel[i]!;
  }
  const value = k.cast(expression(choice, out, 4, axes, new Set(), inputs), out);
  return {
    name: "random",
    axes,
    inputs,
    params: [],
    ints: 0,
    outputs: [{ dtype: out, index: { offset: 0, strides }, value }],
  };
}

const kernels: fc.Arbitrary<Case> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
    reducing: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 2 }),
    inputs: fc.array(
      fc.constantFrom<DType>(...dtypes.filter((d) => !d.startsWith("complex") && (!d.includes("16") || d === "int16"))),
      { minLength: 1, maxLength: 3 },
    ),
    out: fc.constantFrom<DType>(...floatTypes, "int64", "int32", "int16", "int8", "uint8", "bool"),
    choices: fc.array(fc.nat(1000), { minLength: 12, maxLength: 60 }),
    seed: fc.nat(1000),
    tile: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ sizes, reducing, inputs, out, choices, seed, tile }) => ({
    kernel: build(sizes, reducing, inputs, out, choices),
    sizes,
    inputs,
    seed,
    tile,
  }));

/** Small values with a NaN here and there among the floats. */
function fill(d: DType, n: number, seed: number): TypedArray {
  const data = new dtypeInfo[d].array(n);
  for (let i = 0; i < n; i++) {
    const u = (i * 7919 + seed * 104729) % 1009;
    writeElement(
      data,
      d,
      i,
      d === "bool" ? u % 2 === 0 : d.includes("float") ? (u === 5 ? NaN : u / 200 - 2) : (u % 41) - 20,
    );
  }
  return data;
}

const plain: Schedule = { tile: new Map(), unroll: new Set() };

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
        plain,
        {
          tile: new Map(sizes.map((_, i) => [i, tile[i]!])),
          unroll: new Set(kernel.axes.flatMap((a, i) => (a.kind === "reduce" && seed % 2 === 0 ? [i] : []))),
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
