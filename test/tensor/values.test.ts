import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { type DType, KindlingError, nn, type Tensor, tensor, zeros } from "kindling";
import { hasMethod, problemsOf, readCalls } from "../calls.js";

// Values that were once wrong without a word, and every form of `to`.

const { torch, byName } = readCalls("values");

describe(`fills, pads and comparisons as PyTorch ${torch} has them`, () => {
  for (const [name, cases] of byName) {
    test(name, () => {
      const problems = cases.flatMap((c) => [
        ...problemsOf(c, false),
        ...(hasMethod(c) && !name.startsWith("F.") ? problemsOf(c, true) : []),
      ]);
      assert.ok(problems.length === 0, `${problems.length} differences\n\n${problems.slice(0, 8).join("\n")}`);
    });
  }
});

const refused = (code: string, f: () => unknown): void =>
  assert.throws(f, (e) => e instanceof KindlingError && e.code === code);

test("every form of to gives the dtype that it names", () => {
  const x = tensor([1.5, -2]),
    whole = zeros(1, { dtype: "int64" });
  const forms: [DType, Tensor][] = [
    ["float64", x.to("float64")],
    ["float64", x.to("float64", true)],
    ["float64", x.to("float64", false, true)],
    ["float64", x.to("cpu", "float64")],
    ["float64", x.to("cpu:0", "float64")],
    ["float64", x.to(null, "float64", true, true)],
    ["float64", x.to({ dtype: "float64" })],
    ["float64", x.to({ device: "cpu", dtype: "float64", copy: true, nonBlocking: true })],
    ["float64", x.to("cpu", { dtype: "float64" })],
    ["int64", x.to(whole)],
    ["int64", x.to(whole, false, true)],
    ["int64", x.to(whole, { copy: true })],
    ["float32", x.to("cpu")],
    ["float32", x.to("cpu", null)],
    ["float32", x.to({})],
    ["float32", x.to({ device: "cpu" })],
    ["float32", x.to()],
  ];
  forms.forEach(([dtype, y], i) => assert.equal(y.dtype, dtype, `form ${i}`));
  assert.equal(x.to("cpu"), x);
  assert.equal(x.to({ dtype: "float32" }), x);
  for (const y of [
    x.to("float32", false, true),
    x.to("cpu", null, false, true),
    x.to({ copy: true }),
    x.to(x, false, true),
  ]) {
    assert.notEqual(y.storage, x.storage);
    assert.deepEqual(y.tolist(), x.tolist());
  }
  type Loose = (...args: unknown[]) => unknown;
  const to = (...args: unknown[]): unknown => (x.to as Loose).apply(x, args);
  for (const device of ["cuda", "gpu", "cuda:0", "cpu:1", 3]) refused("dtype-name", () => to(device));
  for (const device of ["cuda", 3]) refused("dtype-name", () => to({ device }));
  refused("dtype-name", () => to("cpu", "float65"));
  refused("option", () => to({ non_blocking: true }));
  refused("option", () => to("float64", { foo: 1 }));
  refused("argument", () => to("float64", "float32"));
  refused("argument", () => to("float64", true, true, true));
});

test("modules take the same forms, without copies", () => {
  const dtypes = (m: nn.Module): DType[] => [...m.parameters(), ...m.buffers()].map((t) => t.dtype);
  const norm = (): nn.BatchNorm1d => new nn.BatchNorm1d(2); // which counts in int64 too
  const want = ["float64", "float64", "float64", "float64", "int64"];
  for (const m of [
    norm().to("float64"),
    norm().to("cpu", "float64"),
    norm().to({ device: "cpu", dtype: "float64" }),
    norm().to(zeros(1, { dtype: "float64" })),
    norm().to("float64", true),
    norm().to({ dtype: "float64", nonBlocking: true }),
  ]) {
    assert.deepEqual(dtypes(m), want);
  }
  for (const m of [norm().to("cpu"), norm().to(), norm().to({})])
    assert.deepEqual(
      dtypes(m),
      want.map((d) => (d === "float64" ? "float32" : d)),
    );
  const complex = new nn.Linear(2, 1).to("complex64"),
    x = tensor([{ re: 1, im: 2 }, 3]);
  assert.equal(complex(x).dtype, "complex64");
  assert.deepEqual(dtypes(complex.to("float32")), ["float32", "float32"]);
  type Loose = (...args: unknown[]) => unknown;
  const to = (...args: unknown[]): unknown => {
    const m = norm();
    return (m.to as Loose).apply(m, args);
  };
  refused("module-dtype", () => to("int64"));
  refused("module-dtype", () => to(zeros(1, { dtype: "int64" })));
  refused("option", () => to({ copy: true }));
  refused("option", () => to({ foo: 1 }));
  refused("dtype-name", () => to("cuda"));
  refused("dtype-name", () => to({ device: "cuda" }));
  refused("argument", () => to("float64", true, true));
});
