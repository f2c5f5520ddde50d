import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { allclose, cat, type DType, dtypes, gradcheck, gradgradcheck, KindlingError, noGrad, stack, Tensor, tensor, zeros } from "kindling";
import { contraction, elementwise, noAttrs, record, reduction, routine, view } from "#src/core/dispatch.js";
import { ruleOf } from "#src/core/node.js";
import { type Arg, type ContractionOp, type Op, registry, type Sample } from "#src/core/op.js";
import { convolutionWeight, convolve, convolveTransposed, type Geometry } from "#src/ops/convolution.js";
import { registerEngine } from "#src/engine/engine.js";
import { product } from "#src/util/array.js";
import { checked } from "../ir/check.js";

// Every op record is tested the day it is born: its samples in every dtype and layout, its gradient and the gradient's
// gradient against finite differences. An engine put in front checks each kernel on the way: that it follows the
// grammar, that a copy of it without shared objects computes the same, and that both agree with the interpreter. Where
// test/compiled.ts is loaded before this file, plans are looked at instead.
if (!process.execArgv.includes("--import")) registerEngine({ name: "checked", worthwhile: 0, prepare: checked });

// ---- calling an op by its record ----

/** The second operand of the linear ops lies transposed. */
const linear = (op: ContractionOp, [x, w, b]: readonly Tensor[]): Tensor => record(op, b ? [x!, w!, b] : [x!, w!], noAttrs, noGrad(() => contraction(op, x!, w!.transpose(-1, -2), b ? [b] : [])));
/** A contraction's record leaves open how its operands lie, so each says it here. */
const contractions: Record<string, (op: ContractionOp, xs: readonly Tensor[], s: Sample) => Tensor> = {
  convolution: (_, [x, w, b], s) => convolve(x!, w!, b!, s.attrs as Geometry), convolutionNoBias: (_, [x, w], s) => convolve(x!, w!, null, s.attrs as Geometry),
  convolutionTransposed: (_, [y, w, b], s) => convolveTransposed(y!, w!, b!, s.attrs as Geometry), convolutionInput: (_, [y, w], s) => convolveTransposed(y!, w!, null, s.attrs as Geometry),
  convolutionWeight: (_, [y, x], s) => convolutionWeight(y!, x!, s.attrs as Geometry),
  matmul: (op, [a, b]) => record(op, [a!, b!], noAttrs, noGrad(() => contraction(op, a!, b!))),
  linear, linearNoBias: linear,
};

function call(op: Op, args: readonly Arg[], s: Sample): Tensor {
  switch (op.kind) {
    case "elementwise": return elementwise(op, args);
    case "reduction": return reduction(op, args as Tensor[], s.attrs!["dims"] as number[], s.attrs!["keepdim"] as boolean);
    case "contraction": return (contractions[op.name] ?? assert.fail(`say in this test how ${op.name} is called`))(op, args as Tensor[], s);
    case "view": return view(op, args[0] as Tensor, s.attrs!);
    case "routine": return routine(op, args as Tensor[], s.attrs ?? noAttrs);
  }
}

// ---- inputs ----

/** Values between the bounds of the domain, all different, in no order. */
function draw(n: number, seed: number, [lo, hi]: readonly [number, number]): number[] {
  return Array.from({ length: n }, (_, i) => lo + (hi - lo) * (((i * 7919 + seed * 3571 + 1234) % 10007) + 0.5) / 10007);
}

/** The dtype in which operand `i` is given, where floats are `float`. */
function operandType(op: Op, s: Sample, i: number, float: DType): DType {
  if (s.indices?.[i] !== undefined) return "int64";
  if (op.kind === "elementwise") {
    const rule = op.operands[i]!;
    if (rule !== "promote" && rule !== "float") return rule;
  }
  return float;
}

/** Whole numbers for the whole-number dtypes, within the domain where it has any. */
function operand(op: Op, s: Sample, i: number, shape: readonly number[], float: DType): Tensor {
  const d = operandType(op, s, i, float), n = product(shape), bound = s.indices?.[i];
  const values = bound !== undefined ? Array.from({ length: n }, (_, j) => (j * 7 + 1) % bound)
    : d === "bool" ? Array.from({ length: n }, (_, j) => (j * 5 + i) % 3 !== 0)
    : d.includes("float") ? draw(n, i + 1, op.domain) : Array.from({ length: n }, (_, j) => 1 + ((j * 5 + i) % 3));
  return tensor(values as number[], { dtype: d }).reshape(shape).detach();
}

function inputs(op: Op, s: Sample, float: DType): Arg[] {
  const out: Arg[] = [];
  let t = 0;
  const n = Math.max(s.shapes.length, s.scalars?.length ?? 0);
  for (let i = 0; i < n || t < s.shapes.length; i++) {
    const scalar = s.scalars?.[i];
    out.push(scalar !== undefined ? scalar : operand(op, s, i, s.shapes[t++]!, float));
  }
  return out;
}

const isTensor = (a: Arg): a is Tensor => a instanceof Tensor;
const each = (args: readonly Arg[], f: (t: Tensor) => Tensor): Arg[] => args.map((a) => (isTensor(a) ? f(a) : a));

/** The same values, elsewhere in memory. */
const layouts: Record<string, (x: Tensor) => Tensor> = {
  "transposed storage": (x) => { const order = x.shape.map((_, i) => x.ndim - 1 - i); return x.permute(order).clone().permute(order); },
  "every second element": (x) => stack([x, zeros(x.shape, { dtype: x.dtype })], -1).select(-1, 0),
  "an offset": (x) => cat([zeros(3, { dtype: x.dtype }), x.reshape(-1)]).narrow(0, 3, x.numel()).view(x.shape),
};
/** Rows that are all the first one, without a copy. */
const expanded = (x: Tensor): Tensor => (x.ndim === 0 || x.shape[0] === 0 ? x : x.narrow(0, 0, 1).expand(x.shape));

const bits = (t: Tensor): unknown[] => [t.dtype, t.shape, Array.from(t.toTypedArray() as Float64Array)];

/** What one op gives in one dtype: a tensor, or an error that says why not. */
function attempt(op: Op, s: Sample, d: DType): Tensor | KindlingError {
  try {
    return call(op, inputs(op, s, d), s);
  } catch (e) {
    assert.ok(e instanceof KindlingError && e.code !== "internal", `${op.name} of ${d}: ${e instanceof Error ? e.stack : String(e)}`);
    return e;
  }
}

/** How far a result may be from the float64 one. */
const close: Partial<Record<DType, number>> = { float32: 1e-5, float16: 4e-3, bfloat16: 4e-2 };
/** A rounded input lands on another side of a step. */
const chaotic = new Set(["floorDivide", "divFloor", "divTrunc", "remainder", "fmod", "argmax", "argmin", "eq", "ne", "lt", "le", "gt", "ge", "isclose"]);

/** Records without samples, and where they are tested. */
const elsewhere: Record<string, string> = {
  cholesky: "test/linalg", luPermutation: "test/linalg", svd: "test/linalg", svdFull: "test/linalg", eigh: "test/linalg", lstsq: "test/linalg",
  embed: "as the gradient of slice, select, diagonal, unfold and asStrided",
  inside: "as part of clamp's gradient", below: "as part of clamp's gradient", above: "as part of clamp's gradient",
};

const label = (s: Sample): string => JSON.stringify([...s.shapes, ...(s.scalars ?? []).filter((v) => v !== undefined)].concat(s.attrs ? [s.attrs as never] : []), (_, v: unknown) => (typeof v === "bigint" ? String(v) : typeof v === "object" && v !== null && "samples" in v ? "op" : v));

test("every record has samples, or its test is elsewhere", () => {
  const bare = [...registry.values()].filter((op) => op.samples.length === 0).map((op) => op.name);
  assert.deepEqual(bare.filter((n) => elsewhere[n] === undefined), []);
  assert.deepEqual(Object.keys(elsewhere).filter((n) => !bare.includes(n)), [], "these have samples now, or are gone");
});

for (const op of registry.values()) {
  if (op.samples.length === 0) continue;
  describe(`${op.kind} ${op.name}`, () => {
    test("runs in every dtype, or says why not", () => {
      for (const s of op.samples) {
        const exact = attempt(op, s, "float64");
        for (const d of dtypes) {
          const got = attempt(op, s, d);
          if (!(got instanceof Tensor) || !(exact instanceof Tensor)) continue;
          if (op.name !== "nonzero") assert.deepEqual(got.shape, exact.shape, `${d} ${label(s)}`); // its shape depends on the values
          const tolerance = close[d];
          if (tolerance === undefined || chaotic.has(op.name)) continue;
          assert.ok(allclose(got.double(), exact.double(), { rtol: tolerance, atol: tolerance, equalNan: true }), `${d} and float64 differ: ${label(s)}\n${String(got)}\n${String(exact)}`);
        }
      }
    });

    test("does not care how its inputs lie in memory", () => {
      for (const s of op.samples) {
        if (op.name === "asStrided") continue; // reads the memory itself
        for (const d of ["float32", "int64", "bool", "float16"] as const) {
          const plain = attempt(op, s, d);
          if (!(plain instanceof Tensor)) continue;
          const args = inputs(op, s, d);
          for (const [name, lay] of Object.entries(layouts)) {
            let got: Tensor;
            try {
              got = call(op, each(args, lay), s);
            } catch (e) {
              if (e instanceof KindlingError && e.code === "view-strides") continue; // view refuses some layouts
              throw e;
            }
            assert.deepEqual(bits(got), bits(plain), `${name}, ${d} ${label(s)}`);
          }
          const rows = each(args, expanded);
          if (op.kind !== "view") assert.deepEqual(bits(call(op, rows, s)), bits(call(op, each(rows, (x) => x.clone()), s)), `expanded, ${d} ${label(s)}`);
        }
      }
    });

    if (op.kind === "elementwise") {
      test("takes tensors without elements and without dimensions", () => {
        for (const s of op.samples) {
          const d = (["float64", "int64"] as const).find((t) => attempt(op, s, t) instanceof Tensor);
          if (d === undefined) continue; // beside a fraction, say
          for (const shape of [[0, 3], []]) {
            const args: Arg[] = inputs(op, s, d).map((a, i) => (isTensor(a) ? operand(op, s, i, shape, d) : a));
            assert.deepEqual(call(op, args, s).shape, shape);
          }
        }
      });
    }

    if (op.grad !== undefined) {
      const differentiable = (args: readonly Arg[]): Tensor[] => args.filter((a, i): a is Tensor => isTensor(a) && a.dtype === "float64" && ruleOf(op, i) !== null);
      const check = (s: Sample, lay: (x: Tensor) => Tensor, twice: boolean): void => {
        const args = each(inputs(op, s, "float64"), (x) => lay(x).detach());
        const wanted = differentiable(args);
        if (wanted.length === 0) return;
        wanted.forEach((x) => x.requiresGrad_());
        const f = (...xs: Tensor[]): Tensor => call(op, args.map((a) => (wanted.includes(a as Tensor) ? xs[wanted.indexOf(a as Tensor)]! : a)), s);
        (twice ? gradgradcheck : gradcheck)(f, wanted);
      };
      const small = op.samples.filter((s) => s.shapes.every((x) => product(x) <= 60));
      test("gradient", () => {
        for (const s of small) {
          check(s, (x) => x, false);
          if (op.kind !== "view") check(s, layouts["transposed storage"]!, false);
        }
      });
      if (op.twice) test("gradient of the gradient", () => { for (const s of small) check(s, (x) => x, true); });
    }
  });
}
