// Every op record is tested the day it is born, in every dtype and layout.
// Runs in 4 parts.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  allclose,
  cat,
  type DType,
  dtypes,
  grad,
  gradcheck,
  gradgradcheck,
  KindlingError,
  stack,
  Tensor,
  zeros,
} from "kindling";
import { ruleOf } from "#src/core/node.js";
import { type Arg, type GradRule, type Op, registry, type Sample } from "#src/core/op.js";
import { registerEngine } from "#src/engine/engine.js";
import { product } from "#src/util/array.js";
import { checked } from "../ir/check.js";
import { call, inputs, operand } from "./samples.js";

// Every op record is tested the day it is born: its samples in every dtype and layout, its gradient and the gradient's
// gradient against finite differences. An engine put in front checks each kernel on the way: that it follows the
// grammar, that a copy of it without shared objects computes the same, and that both agree with the interpreter. Where
// test/compiled.ts is loaded before this file, plans are looked at instead, and gradients are computed but not held
// against finite differences again.
const compiled = process.execArgv.some((a) => a.endsWith("/compiled.js"));
if (!compiled) registerEngine({ name: "checked", worthwhile: 0, prepare: checked });

/** Whether an input has a gradient to check: some have none, and some refuse. */
const derivable = (rule: GradRule | null): boolean => rule !== null && !("underivable" in rule);

const isTensor = (a: Arg): a is Tensor => a instanceof Tensor;
const each = (args: readonly Arg[], f: (t: Tensor) => Tensor): Arg[] => args.map((a) => (isTensor(a) ? f(a) : a));

/** The same values, elsewhere in memory. */
const layouts: Record<string, (x: Tensor) => Tensor> = {
  "transposed storage": (x) => {
    const order = x.shape.map((_, i) => x.ndim - 1 - i);
    return x.permute(order).clone().permute(order);
  },
  "every second element": (x) => stack([x, zeros(x.shape, { dtype: x.dtype })], -1).select(-1, 0),
  "an offset": (x) =>
    cat([zeros(3, { dtype: x.dtype }), x.reshape(-1)])
      .narrow(0, 3, x.numel())
      .view(x.shape),
};
/** Rows that are all the first one, without a copy. */
const expanded = (x: Tensor): Tensor => (x.ndim === 0 || x.shape[0] === 0 ? x : x.narrow(0, 0, 1).expand(x.shape));

const bits = (t: Tensor): unknown[] => [t.dtype, t.shape, Array.from(t.toTypedArray() as Float64Array)];

/** What one op gives in one dtype: a tensor, or an error that says why not. */
function attempt(op: Op, s: Sample, d: DType): Tensor | KindlingError {
  try {
    return call(op, inputs(op, s, d), s);
  } catch (e) {
    assert.ok(
      e instanceof KindlingError && e.code !== "internal",
      `${op.name} of ${d}: ${e instanceof Error ? e.stack : String(e)}`,
    );
    return e;
  }
}

/** How far a result may be from the float64 one. */
const close: Partial<Record<DType, number>> = { float32: 1e-5, float16: 4e-3, bfloat16: 4e-2 };
/** A rounded input lands on another side of a step. */
const chaotic = new Set([
  "floorDivide",
  "divFloor",
  "divTrunc",
  "remainder",
  "fmod",
  "argmax",
  "argmin",
  "eq",
  "ne",
  "lt",
  "le",
  "gt",
  "ge",
  "isclose",
]);

/** The gradients of an op, or of its gradients: computed only. */
function slopes(f: (...xs: Tensor[]) => Tensor, xs: readonly Tensor[], twice: boolean): void {
  const first = f(...xs);
  if (!first.requiresGrad) return;
  const gs = grad(first.sum(), xs, { createGraph: twice, allowUnused: true }).filter(
    (g) => g !== null && g.requiresGrad,
  ) as Tensor[];
  if (gs.length > 0)
    grad(
      gs.map((g) => g.sum()).reduce((a, b) => a.add(b)),
      xs,
      { allowUnused: true },
    );
}

/** Records without samples, and where they are tested. */
const elsewhere: Record<string, string> = {
  cholesky: "test/linalg",
  luPermutation: "test/linalg",
  svd: "test/linalg",
  svdFull: "test/linalg",
  eig: "test/linalg",
  eigComplex: "test/ops/dtypes",
  eigh: "test/linalg",
  ldlSolve: "test/linalg",
  lstsq: "test/linalg",
  real: "test/complex",
  imag: "test/complex",
  viewAsReal: "test/complex",
  viewAsComplex: "test/complex",
  embed: "as the gradient of slice, select, diagonal, unfold and asStrided",
  inside: "as part of clamp's gradient",
  below: "as part of clamp's gradient",
  above: "as part of clamp's gradient",
};

const label = (s: Sample): string =>
  JSON.stringify(
    [...s.shapes, ...(s.scalars ?? []).filter((v) => v !== undefined)].concat(s.attrs ? [s.attrs as never] : []),
    (_, v: unknown) =>
      typeof v === "bigint" ? String(v) : typeof v === "object" && v !== null && "samples" in v ? "op" : v,
  );

test("every record has samples, or its test is elsewhere", () => {
  const bare = [...registry.values()].filter((op) => op.samples.length === 0).map((op) => op.name);
  assert.deepEqual(
    bare.filter((n) => elsewhere[n] === undefined),
    [],
  );
  assert.deepEqual(
    Object.keys(elsewhere).filter((n) => !bare.includes(n)),
    [],
    "these have samples now, or are gone",
  );
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
          assert.ok(
            allclose(got.double(), exact.double(), { rtol: tolerance, atol: tolerance, equalNan: true }),
            `${d} and float64 differ: ${label(s)}\n${String(got)}\n${String(exact)}`,
          );
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
          if (op.kind !== "view")
            assert.deepEqual(
              bits(call(op, rows, s)),
              bits(
                call(
                  op,
                  each(rows, (x) => x.clone()),
                  s,
                ),
              ),
              `expanded, ${d} ${label(s)}`,
            );
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
      const differentiable = (args: readonly Arg[]): Tensor[] =>
        args.filter((a, i): a is Tensor => isTensor(a) && a.dtype === "float64" && derivable(ruleOf(op, i)));
      const check = (s: Sample, lay: (x: Tensor) => Tensor, twice: boolean): void => {
        const args = each(inputs(op, s, "float64"), (x) => lay(x).detach());
        const wanted = differentiable(args);
        if (wanted.length === 0) return;
        wanted.forEach((x) => x.requiresGrad_());
        const f = (...xs: Tensor[]): Tensor =>
          call(
            op,
            args.map((a) => (wanted.includes(a as Tensor) ? xs[wanted.indexOf(a as Tensor)]! : a)),
            s,
          );
        if (compiled) slopes(f, wanted, twice);
        else (twice ? gradgradcheck : gradcheck)(f, wanted);
      };
      const small = op.samples.filter((s) => s.shapes.every((x) => product(x) <= 60));
      test("gradient", () => {
        for (const s of small) {
          check(s, (x) => x, false);
          if (op.kind !== "view") check(s, layouts["transposed storage"]!, false);
        }
      });
      if (op.twice)
        test("gradient of the gradient", () => {
          for (const s of small) check(s, (x) => x, true);
        });
    }
  });
}
