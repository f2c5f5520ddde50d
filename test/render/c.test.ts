// Kernels in C against the js engine: those of every op's record, and random ones, one by one and as vectors. Each suite
// is one run of the compiler.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type DType, KindlingError } from "kindling";
import { type Op, registry, type Sample } from "#src/core/op.js";
import { registerEngine } from "#src/engine/engine.js";
import { k } from "#src/ir/builder.js";
import { kernelKey } from "#src/ir/equal.js";
import { type Expr, nodesOf } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import { printKernel } from "#src/ir/print.js";
import { CUnit, NoRenderingInC } from "#src/render/c/c.js";
import { cSchedule } from "#src/render/c/schedule.js";
import { printSchedule } from "#src/render/nest/print.js";
import { plainSchedule, type Schedule } from "#src/render/nest/schedule.js";
import { nestOf } from "#src/render/nest/build.js";
import { dtypeInfo, isFloat, readElement, type TypedArray } from "#src/shape/dtype.js";
import { assertSame, compileJs, copyBuffers } from "../ir/check.js";
import { fill, kernels } from "../ir/random-kernels.js";
import { assertNear } from "../ir/wasm.js";
import { call, inputs } from "../ops/samples.js";
import { type Call, callAll, compiler } from "./native.js";

const skip = compiler === null ? "there is no C compiler (cc, gcc, clang) on this machine" : false;

/** A call of a kernel, and what the js engine gave for it; null for a division of integers by zero. */
interface Case extends Omit<Call, "fn"> {
  readonly wanted: readonly TypedArray[] | null;
}
/** How a case runs in C, and whether to the reference's bits. */
interface Way {
  readonly schedule: Schedule;
  readonly exact: boolean;
}

/** Runs all cases in all ways. */
function compare(
  cases: readonly Case[],
  ways: (kernel: Kernel, i: number) => readonly Way[],
  flags: readonly string[],
): number {
  const unit = new CUnit(),
    names: string[] = [],
    calls: Call[] = [],
    checks: ((i: number) => void)[] = [];
  let outcomes: ReturnType<typeof callAll> = [];
  const done = new Map<string, number>();
  cases.forEach((c, i) => {
    for (const { schedule, exact } of ways(c.kernel, i)) {
      const nest = nestOf(c.kernel, schedule),
        key = JSON.stringify(nest, (_, v: unknown) =>
          typeof v === "bigint"
            ? `${v}n`
            : Object.is(v, -0)
              ? "-0"
              : typeof v === "number" && !Number.isFinite(v)
                ? String(v)
                : v,
        );
      let fn = done.get(key);
      if (fn === undefined) {
        try {
          unit.add(nest, `k${names.length}`);
        } catch (e) {
          if (e instanceof NoRenderingInC) continue;
          throw e;
        }
        done.set(key, (fn = names.length));
        names.push(`k${fn}`);
      }
      calls.push({ ...c, fn });
      checks.push((n) => {
        const { bad, buffers } = outcomes[n]!;
        assert.equal(bad, c.wanted === null, `divides by zero: ${printKernel(c.kernel)}`);
        c.wanted?.forEach((wanted, o) => {
          const { dtype } = c.kernel.outputs[o]!;
          try {
            if (exact) assertSame(c.kernel, dtype, buffers[o]!, wanted);
            else near(c.kernel, dtype, buffers[o]!, wanted);
          } catch (e) {
            (e as Error).message += `\n${printSchedule(schedule)}`;
            throw e;
          }
        });
      });
    }
  });
  outcomes = callAll(unit, names, calls, flags);
  checks.forEach((check, n) => check(n));
  return names.length;
}

/** As {@link assertNear}; half floats may round to the other side. */
function near(kernel: Kernel, dtype: DType, got: TypedArray, wanted: TypedArray): void {
  if (dtype !== "float16" && dtype !== "bfloat16") {
    assertNear(kernel, dtype, got, wanted);
    return;
  }
  const step = dtype === "float16" ? 2 ** -10 : 2 ** -7;
  for (let i = 0; i < wanted.length; i++) {
    const x = readElement(got, dtype, i) as number,
      y = readElement(wanted, dtype, i) as number;
    if (x !== y && !(Number.isNaN(x) && Number.isNaN(y)) && !(Math.abs(x - y) <= step * Math.abs(y)))
      assert.fail(`element ${i}: ${x}, not ${y}\n${printKernel(kernel)}`);
  }
}

/** Whether libm computes some of it: JavaScript's functions are others, right to a unit in the last place or so. */
const approximate = (kernel: Kernel): boolean =>
  nodesOf(...kernel.outputs.map((o) => o.value)).some(
    (e) =>
      (e.kind === "unary" && /^(exp|log|a?sin|a?cos|a?tan|erf)/.test(e.fn)) ||
      (e.kind === "binary" && isFloat(e.dtype) && ["pow", "atan2"].includes(e.fn)),
  );
const plain = (kernel: Kernel): Way => ({ schedule: plainSchedule(kernel.axes), exact: !approximate(kernel) });

test("kernels of every op's record", { skip }, () => {
  const cases: Case[] = [],
    seen = new Set<string>();
  registerEngine({
    name: "collecting",
    worthwhile: 0,
    prepare(kernel) {
      const run = compileJs(kernel),
        key = kernelKey(kernel);
      return (buffers, ints, params) => {
        const before = copyBuffers(buffers);
        const fresh = !seen.has(`${key} ${ints.join()}`) && seen.add(`${key} ${ints.join()}`);
        try {
          run(buffers, ints, params);
        } catch (e) {
          if (fresh) cases.push({ kernel, buffers: before, ints: [...ints], params: [...params], wanted: null });
          throw e;
        }
        if (fresh)
          cases.push({
            kernel,
            buffers: before,
            ints: [...ints],
            params: [...params],
            wanted: copyBuffers(buffers.slice(0, kernel.outputs.length)),
          });
      };
    },
  });
  const all: readonly DType[] = ["float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"];
  const attempt = (op: Op, s: Sample, d: DType): void => {
    try {
      call(op, inputs(op, s, d), s);
    } catch (e) {
      if (!(e instanceof KindlingError)) throw e;
    }
  };
  for (const op of registry.values()) {
    for (const s of op.samples) attempt(op, s, "float32");
    for (const d of all) if (op.samples.length > 0) attempt(op, op.samples[0]!, d);
  }
  // Each in one of four ways; without optimization, since the compiler's time is most of this test's.
  const vectors = (kernel: Kernel, bytes: number): Way => ({ schedule: cSchedule(kernel, bytes), exact: false });
  const functions = compare(
    cases,
    (kernel, i) => [i % 4 === 3 ? plain(kernel) : vectors(kernel, [16, 32, 64][i % 4]!)],
    ["-O0"],
  );
  assert.ok(functions > 500, `only ${functions} functions`);
});

/** A schedule that does not change the order of any sum: vectors along parallel axes, and along others where order is all the same. */
function shuffled(kernel: Kernel, seed: number): Schedule {
  const reduces = nodesOf(...kernel.outputs.map((o) => o.value)).filter((e) => e.kind === "reduce");
  const ordered = reduces.some((e) => isFloat(e.x.dtype) || e.fn.startsWith("arg"));
  const divides = nodesOf(...kernel.outputs.map((o) => o.value)).some(
    (e) => e.kind === "binary" && !isFloat(e.dtype) && ["div", "mod", "fmod", "floordiv"].includes(e.fn),
  );
  const parallel = kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : []));
  const place = (seed * 7) % (parallel.length + 1);
  const vector =
    place < parallel.length && !reduces.some((e) => e.fn.startsWith("arg")) && !divides ? parallel[place]! : null;
  const width = [2, 4, 8, 16][seed % 4]!;
  return {
    order: seed % 5 === 0 ? parallel.toReversed() : parallel,
    tile: kernel.axes.map((a, i) => (a.kind === "parallel" || !ordered ? 1 + ((seed >> (2 * i)) % 4) : 1)),
    unroll: [],
    written: seed % 3 === 0 ? kernel.axes.map((_, i) => i) : [],
    lanes: kernel.axes.map((a, i) =>
      i === vector || (a.kind === "reduce" && vector === null && !ordered && !divides && i === kernel.axes.length - 1)
        ? width
        : 1,
    ),
    together: seed % 2 === 0,
    sums: "float64",
    shared: null,
  };
}

test("random kernels, as vectors and tiles of all kinds", { skip }, () => {
  const cases = fc
    .sample(kernels, { numRuns: 400, seed: 7 })
    .filter(
      (c) =>
        !approximate(c.kernel) &&
        !nodesOf(c.kernel.outputs[0]!.value).some((e) => e.kind === "unary" && e.fn === "tanh"),
    )
    .map(({ kernel, sizes, inputs: types, seed }) => {
      const out = kernel.outputs[0]!.dtype;
      const buffers = [
        new dtypeInfo[out].array(sizes.reduce((a, b) => a * b, 1)),
        ...types.map((d, i) => fill(d, 96, seed + i)),
      ];
      const wanted = copyBuffers(buffers);
      compileJs(kernel)(wanted, [], []);
      return { kernel, buffers, ints: [], params: [], wanted: wanted.slice(0, 1) };
    });
  compare(cases, (kernel, i) => [plain(kernel), { schedule: shuffled(kernel, 31 * i + 5), exact: true }], ["-O1"]);
});

/** Kernels as networks have them, with sizes around the vectors' and the parts'. */
function rows(n: number, m: number, symbolic: boolean): Case[] {
  const axes: Kernel["axes"] = [
    { size: symbolic ? { arg: 0 } : n, kind: "parallel" },
    { size: symbolic ? { arg: 1 } : m, kind: "parallel" },
    { size: symbolic ? { arg: 1 } : m, kind: "reduce" },
  ];
  const width = symbolic ? { arg: 1 } : m;
  const x = k.load(0, "float32", { offset: 0, strides: [width, 1, 0] }),
    r = k.load(0, "float32", { offset: 0, strides: [width, 0, 1] });
  const make = (name: string, value: Expr): Kernel => ({
    name,
    axes,
    inputs: ["float32"],
    params: [],
    ints: symbolic ? 2 : 0,
    outputs: [{ dtype: "float32", index: { offset: 0, strides: [width, 1, 0] }, value }],
  });
  const count = k.const(m, "float32"),
    sum = (e: Expr): Expr => k.reduce("sum", [2], e);
  const top = k.reduce("max", [2], r);
  const mean = k.div(sum(r), count),
    centred = k.sub(r, mean);
  const list = [
    make("softmax", k.div(k.exp(k.sub(x, top)), sum(k.exp(k.sub(r, top))))),
    make(
      "norm",
      k.div(k.sub(x, mean), k.sqrt(k.add(k.div(sum(k.mul(centred, centred)), count), k.const(1e-5, "float32")))),
    ),
    make("share", k.add(k.div(x, k.reduce("max", [2], k.abs(r))), k.mul(sum(r), sum(k.mul(r, r))))),
  ];
  const matrix: Kernel = {
    ...make(
      "product",
      k.reduce(
        "sum",
        [2],
        k.mul(
          k.load(0, "float32", { offset: 0, strides: [width, 0, 1] }),
          k.load(1, "float32", { offset: 0, strides: [0, 1, width] }),
        ),
      ),
    ),
    inputs: ["float32", "float32"],
  };
  const line: Kernel = {
    ...make("line", k.reduce("sum", [1], k.load(0, "float32", { offset: 0, strides: [width, 1] }))),
    axes: [axes[0]!, axes[2]!],
    outputs: [
      {
        dtype: "float32",
        index: { offset: 0, strides: [1, 0] },
        value: k.reduce("sum", [1], k.load(0, "float32", { offset: 0, strides: [width, 1] })),
      },
    ],
  };
  const data = (count: number, by: number): Float32Array =>
    Float32Array.from({ length: count }, (_, i) => ((i * 7919 + by) % 1009) / 200 - 2);
  return [...list, ...(m > 300 ? [] : [matrix]), line].map((kernel) => {
    const buffers = [new Float32Array(n * m), data(n * m, 1), ...(kernel.inputs.length > 1 ? [data(m * m, 5)] : [])];
    const wanted = copyBuffers(buffers);
    compileJs(kernel)(wanted, [n, m], []);
    return { kernel, buffers, ints: [n, m], params: [], wanted: wanted.slice(0, 1) };
  });
}

test(
  "softmax, norms, products and long sums, of known and unknown sizes, read nothing beyond their buffers",
  { skip },
  () => {
    const sizes = [
      [3, 5],
      [7, 16],
      [2, 67],
      [5, 130],
      [1, 100_003],
    ] as const;
    const cases = sizes.flatMap(([n, m]) => [false, true].flatMap((symbolic) => rows(n, m, symbolic)));
    compare(
      cases,
      (kernel) => [
        plain(kernel),
        ...[16, 32, 64].map((bytes) => ({ schedule: cSchedule(kernel, bytes), exact: false })),
      ],
      ["-O1", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"],
    );
  },
);
