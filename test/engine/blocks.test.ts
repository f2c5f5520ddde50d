// Large kernels run in blocks on WebAssembly: each op of elements and each reduction gives there what it gives for a few
// elements at a time in JavaScript. A gradient rule that became one kernel gives what the rule gives, to the bit.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { cat, type DType, grad, manualSeed, ones, rand, randint, Tensor, tensor } from "kindling";
import { elementwise, reduction } from "#src/core/dispatch.js";
import { type Arg, type ElementwiseOp, type ReductionOp, registry } from "#src/core/op.js";
import { listEngines, registerEngine } from "#src/engine/engine.js";
import { inBlocks } from "#src/engine/wasm/blocks.js";
import { wasmEngine } from "#src/engine/wasm/wasm-engine.js";

/** Kernels that blocks took, by name. */
const taken = new Map<string, number>();
const { worthwhile } = listEngines().find((e) => e.name === "wasm")!;
const engine = wasmEngine();
registerEngine({
  name: "counted",
  level: 1,
  worthwhile,
  prepare(kernel) {
    const run = engine.prepare(kernel);
    return run === null || inBlocks(kernel, () => null) === null
      ? run
      : (buffers, ints, params) => {
          const done = run(buffers, ints, params);
          if (done !== false) taken.set(kernel.name, (taken.get(kernel.name) ?? 0) + 1);
          return done;
        };
  },
});

manualSeed(2);
const ROWS = 400,
  COLUMNS = 130; // three blocks and a part of one
/** Values in the op's domain, with those that are no ordinary numbers among them. */
function values(shape: readonly number[], dtype: DType, [low, high]: readonly [number, number]): Tensor {
  if (dtype === "bool") return randint(0, 2, shape).to("bool");
  if (dtype === "int64" || dtype === "int32")
    return randint(Math.max(1, Math.ceil(low)), Math.max(3, Math.floor(high) + 4), shape).to(dtype);
  const x = rand(shape, { dtype: "float64" })
    .mul(high - low)
    .add(low)
    .to(dtype);
  return (shape[1] ?? 0) >= COLUMNS
    ? x.set([5, 7], NaN).set([6, 7], Infinity).set([377, 3], -Infinity).set([399, 129], -0).set([20, 20], 0)
    : x;
}
type Layout = (d: DType, range: readonly [number, number]) => Tensor;
const layouts: Record<string, Layout> = {
  "row-major": (d, r) => values([ROWS, COLUMNS], d, r),
  "a row for all": (d, r) => values([COLUMNS], d, r),
  "a column for all": (d, r) => values([ROWS, 1], d, r),
  "rows of a larger one": (d, r) => values([ROWS, 2 * COLUMNS], d, r).narrow(1, 9, COLUMNS),
  transposed: (d, r) => values([ROWS, COLUMNS], d, r).t().contiguous().t(),
  backwards: (d, r) => values([ROWS, COLUMNS], d, r).flip([0]).narrow(0, 0, ROWS),
};

const drawn = new Map<string, Tensor>();
/** Operand `i`, drawn once for all ops that want such a one: nothing here writes into it. */
function operand(i: number, layout: Layout, d: DType, range: readonly [number, number]): Tensor {
  const key = `${i} ${Object.keys(layouts).find((k) => layouts[k] === layout)!} ${d} ${range.join()}`;
  let t = drawn.get(key);
  if (t === undefined) drawn.set(key, (t = layout(d, range)));
  return t;
}

/** The same for 20 rows at a time: those are computed elsewhere. */
function few(f: (...xs: Arg[]) => Tensor, xs: readonly Arg[]): Tensor {
  const parts: Tensor[] = [];
  for (let r = 0; r < ROWS; r += 20)
    parts.push(
      f(...xs.map((x) => (x instanceof Tensor && x.ndim === 2 && x.shape[0] === ROWS ? x.narrow(0, r, 20) : x))),
    );
  return cat(parts);
}
function same(got: Tensor, want: Tensor, what: string): void {
  assert.deepEqual([got.dtype, got.shape], [want.dtype, want.shape], what);
  const a = got.toTypedArray() as Float64Array,
    b = want.toTypedArray() as Float64Array;
  const near = got.dtype === "float32" ? 3e-6 : got.dtype === "float64" ? 1e-12 : 0;
  const off = a.findIndex(
    (v, i) => !(Object.is(v, b[i]) || v === b[i] || Math.abs(v - b[i]!) <= near * Math.max(Math.abs(b[i]!), 1)),
  );
  assert.ok(off < 0, `${what}: element ${off} is ${String(a[off])}, not ${String(b[off])}`);
}

/** Their values jump: near such a place, the last bit decides. */
const jumps = new Set(["floorDivide", "divFloor", "divTrunc", "remainder", "fmod"]);
const ofElements = [...registry.values()].filter((op): op is ElementwiseOp => op.kind === "elementwise");
describe("ops of elements", () => {
  for (const op of ofElements) {
    if (jumps.has(op.name) || op.samples.length === 0) continue;
    test(op.name, () => {
      const scalars = op.samples[0]!.scalars ?? [];
      for (const dtype of ["float32", "float64", "int64", "bool"] as const) {
        for (const layout of dtype === "float32" ? Object.values(layouts) : [layouts["row-major"]!]) {
          const args = Array.from(
            { length: op.arity },
            (_, i) =>
              scalars[i] ??
              operand(
                i,
                i === 0 ? layouts["row-major"]! : layout,
                op.operands[i] === "bool" ? "bool" : dtype,
                op.domain,
              ),
          );
          if (op.arity === 1) args[0] = operand(0, layout, dtype, op.domain).expand([ROWS, COLUMNS]);
          let want: Tensor;
          try {
            want = few((...xs) => elementwise(op, xs), args);
          } catch {
            continue;
          } // a dtype that it does not take
          for (const call of [1, 2]) same(elementwise(op, args), want, `${op.name} of ${dtype}, call ${call}`);
        }
      }
    });
  }
});
describe("reductions of rows", () => {
  for (const op of [...registry.values()].filter(
    (o): o is ReductionOp => o.kind === "reduction" && o.samples.length > 0,
  )) {
    test(op.name, () => {
      for (const dtype of ["float32", "float64", "int64"] as const) {
        const args = Array.from({ length: op.arity }, (_, i) => operand(i, layouts["row-major"]!, dtype, op.domain));
        let want: Tensor;
        try {
          want = few((...xs) => reduction(op, xs as Tensor[], [1], false), args);
        } catch {
          continue;
        }
        for (const call of [1, 2]) {
          const got = reduction(op, args, [1], false);
          if (got.dtype === "bool" || got.dtype === "int64") {
            same(got, want, `${op.name} of ${dtype}, call ${call}`);
            continue;
          }
          const tiny = /sum|mean|product|var|square|norm/i.test(op.name)
            ? got.isfinite().logicalAnd(want.isfinite())
            : got.isfinite().logicalOr(true);
          // Sums may be taken in another order.
          assert.ok(
            got
              .sub(want)
              .abs()
              .le(want.abs().mul(2e-5).add(2e-4))
              .logicalOr(got.eq(want))
              .logicalOr(tiny.logicalNot())
              .logicalOr(got.isnan().logicalAnd(want.isnan()))
              .all()
              .item(),
            `${op.name} of ${dtype}, call ${call}`,
          );
        }
      }
    });
  }
});
test("most of them were taken", () => {
  assert.ok(taken.size > 100, `${taken.size}: ${[...taken.keys()].join()}`);
  for (const name of ["exp", "gelu", "add", "where", "eq", "softmaxSlope"]) assert.ok(taken.has(name), name);
});

test("in place, and into a view, what lies around stays as it was", () => {
  const x = rand(ROWS, 2 * COLUMNS),
    before = x.clone(),
    part = x.narrow(1, 9, COLUMNS),
    flat = rand(ROWS * COLUMNS);
  for (let i = 0; i < 3; i++) part.mul_(2);
  same(part.contiguous(), before.narrow(1, 9, COLUMNS).mul(8).contiguous(), "the part");
  same(x.narrow(1, 0, 9).contiguous(), before.narrow(1, 0, 9).contiguous(), "to its left");
  same(x.narrow(1, 9 + COLUMNS, 100).contiguous(), before.narrow(1, 9 + COLUMNS, 100).contiguous(), "to its right");
  const want = few((y) => (y as Tensor).exp(), [flat.view(ROWS, COLUMNS)]).view(-1);
  for (let i = 0; i < 2; i++) same(flat.clone().exp_(), want, "in place");
  const base = rand(ROWS * COLUMNS + 100),
    at = base.narrow(0, 50, ROWS * COLUMNS),
    kept = base.clone();
  at.exp_();
  same(
    cat([base.narrow(0, 0, 50), base.narrow(0, 50 + ROWS * COLUMNS, 50)]),
    cat([kept.narrow(0, 0, 50), kept.narrow(0, 50 + ROWS * COLUMNS, 50)]),
    "around a part of a row",
  );
});

describe("gradient rules as one kernel", () => {
  for (const op of ofElements.filter((o) => o.grad !== undefined)) {
    test(op.name, () => {
      for (const s of op.samples.slice(0, 2)) {
        const scalars = s.scalars ?? [];
        const args = Array.from(
          { length: op.arity },
          (_, i): Arg =>
            scalars[i] ??
            (op.operands[i] === "bool"
              ? tensor([1, 0, 1, 1, 0, 1]).to("bool")
              : rand(6)
                  .mul(op.domain[1] - op.domain[0])
                  .add(op.domain[0])),
        );
        const leaves = args.map((a) => (a instanceof Tensor && a.dtype === "float32" ? a.requiresGrad_(true) : a));
        const out = elementwise(op, leaves);
        if (!out.requiresGrad) continue;
        const wanted = leaves.filter((a): a is Tensor => a instanceof Tensor && a.requiresGrad),
          g = rand(6).add(0.5);
        const bits = (createGraph: boolean): unknown[] =>
          grad(out, wanted, { gradOutputs: g, createGraph, retainGraph: true, allowUnused: true }).map((t) =>
            t === null ? null : [t.shape, ...(t.detach().toTypedArray() as Float32Array)],
          );
        let want: unknown[];
        try {
          want = bits(true);
        } catch {
          continue;
        } // a rule that refuses
        assert.deepEqual(bits(false), want);
        assert.deepEqual(bits(false), want, "the second time");
      }
    });
  }
  test("some became one", () => {
    const fused = ofElements
      .filter((o) => o.fused.some((m) => m !== null && m !== undefined && [...m.values()].some((r) => r !== null)))
      .map((o) => o.name);
    for (const name of ["gelu", "silu", "sigmoid", "tanh", "softplus", "mish"])
      assert.ok(fused.includes(name), `${name} is not among ${fused.join()}`);
    assert.ok(!fused.includes("add") && !fused.includes("mul"));
  });
  test("numbers among the arguments count, and a changed tensor is still noticed", () => {
    const slope = (alpha: number): number[] => {
      const x = tensor([-3, -2, -1, 1, 2]).requiresGrad_(true);
      elementwise(registry.get("elu") as ElementwiseOp, [x, alpha, 1, 1])
        .sum()
        .backward();
      return x.grad!.tolist() as number[];
    };
    assert.ok(Math.abs(slope(1)[0]! - Math.exp(-3)) < 1e-6 && Math.abs(slope(2)[0]! - 2 * Math.exp(-3)) < 1e-6);
    const x = ones(5).requiresGrad_(true),
      y = x.mul(2),
      z = y.sigmoid();
    z.add_(1);
    assert.throws(() => z.sum().backward(), /modified by an inplace operation/);
  });
});
