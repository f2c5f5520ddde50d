// The native engine's products and convolutions against the reference, and that neither tiles nor threads show in their bits.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import {
  compile,
  engines,
  F,
  getNumThreads,
  KindlingError,
  manualSeed,
  matmul,
  randn,
  setEngine,
  setNumThreads,
  type Tensor,
} from "kindling";
import { noNative } from "./native.js";

const skip = noNative();

/** What `f` gives on an engine. */
function on<R>(engine: "native" | "wasm" | "js", f: () => R): R {
  setEngine(engine);
  try {
    return f();
  } finally {
    setEngine("wasm");
  }
}
/** Whole numbers from −4 to 4: every sum is exact, so any order of adding gives the same bits. */
function whole(seed: number, ...shape: number[]): Tensor {
  manualSeed(seed);
  return randn(...shape)
    .mul(2)
    .round()
    .clamp(-4, 4);
}
function same(what: string, f: () => Tensor): void {
  const a = on("native", f),
    b = on("js", f);
  assert.deepEqual(a.shape, b.shape, what);
  assert.deepEqual(a.contiguous().toTypedArray(), b.contiguous().toTypedArray(), what);
}

describe("products of matrices", { skip }, () => {
  // Sizes around the tiles and slices of all widths of vectors.
  const sizes = [
    [40, 41, 42],
    [64, 64, 64],
    [1, 130, 300],
    [300, 1, 130],
    [2, 2, 5000],
    [5, 1700, 3],
    [129, 17, 256],
    [130, 70, 515],
    [15, 33, 257],
    [700, 31, 1],
    [337, 65, 1030],
  ] as const;
  for (const dtype of ["float32", "float64"] as const)
    for (const aT of [false, true])
      for (const bT of [false, true])
        test(`${dtype}: ${aT ? "Aᵀ" : "A"} · ${bT ? "Bᵀ" : "B"}`, () => {
          for (const [m, n, k] of sizes) {
            const a = aT ? whole(1, k, m).t() : whole(1, m, k),
              b = bT ? whole(2, n, k).t() : whole(2, k, n);
            same(`${m} × ${n} × ${k}`, () => matmul(a.to(dtype), b.to(dtype)));
          }
        });
  test("batches, shared operands, views with gaps, bias", () => {
    const a = whole(1, 7, 40, 30),
      b = whole(2, 7, 30, 50);
    same("batch", () => matmul(a, b));
    same("large batch", () => matmul(whole(3, 3, 150, 200), whole(4, 3, 200, 190)));
    same("one b", () => matmul(a, b.select(0, 3)));
    same("one a", () => matmul(a.select(0, 2), b));
    same("two batch dimensions", () => matmul(whole(1, 3, 1, 33, 34), whole(2, 1, 4, 34, 35)));
    same("gaps", () =>
      matmul(whole(5, 90, 90).narrow(0, 3, 60).narrow(1, 5, 70), whole(6, 80, 100).narrow(0, 4, 70).narrow(1, 7, 81)),
    );
    same("every second", () => matmul(whole(5, 80, 40, 2).select(2, 1), whole(6, 40, 90)));
    same("bias", () => F.linear(whole(1, 70, 100), whole(2, 50, 100), whole(3, 50)));
    same("a vector", () => F.linear(whole(1, 1, 400), whole(2, 90, 400), whole(3, 90)));
    same("into a transposed place", () => matmul(whole(1, 60, 70), whole(2, 70, 80)).t());
  });
  test("nan, infinity, and sums of nothing", () => {
    const a = randn(40, 50),
      b = randn(50, 60);
    on("native", () => {
      const x = matmul(a.mul(Infinity), b);
      assert.equal(x.isfinite().any().item(), false);
      assert.equal(matmul(a.mul(NaN), b).isnan().all().item(), true);
      assert.equal(matmul(randn(200, 0), randn(0, 300)).abs().sum().item(), 0);
    });
  });
  test("any shape", () => {
    const size = fc.integer({ min: 1, max: 90 });
    fc.assert(
      fc.property(size, size, size, fc.boolean(), fc.boolean(), (m, n, k, aT, bT) => {
        const a = aT ? whole(m, k, m).t() : whole(m, m, k),
          b = bT ? whole(n, n, k).t() : whole(n, k, n);
        same(`${m} × ${n} × ${k}`, () => matmul(a, b));
      }),
      { numRuns: 60 },
    );
  });
});

describe("convolutions", { skip }, () => {
  for (const [name, x, w, o] of [
    ["a usual one", [4, 8, 20, 21], [16, 8, 3, 3], {}],
    ["padded, in steps", [3, 6, 17, 19], [10, 6, 5, 3], { stride: 2, padding: 2 }],
    ["dilated", [2, 5, 30, 30], [7, 5, 3, 3], { dilation: 2 }],
    ["in groups", [2, 8, 20, 20], [16, 2, 3, 3], { groups: 4 }],
    ["depthwise", [2, 16, 24, 24], [16, 1, 3, 3], { groups: 16, padding: 1 }],
  ] as const) {
    test(`${name}: values and gradients`, () => {
      const run = (): Tensor[] => {
        const a = whole(1, ...x).requiresGrad_(),
          b = whole(2, ...w).requiresGrad_(),
          c = whole(3, w[0]).requiresGrad_();
        const y = F.conv2d(a, b, c, o);
        y.mul(whole(4, ...y.shape))
          .sum()
          .backward();
        return [y.detach(), a.grad!, b.grad!, c.grad!];
      };
      const native = on("native", run),
        js = on("js", run);
      native.forEach((t, i) => assert.deepEqual(t.toTypedArray(), js[i]!.toTypedArray(), `result ${i}`));
    });
  }
});

test("the number of threads changes no bit", { skip }, () => {
  const before = getNumThreads();
  after(() => {
    setNumThreads(before);
  });
  manualSeed(0);
  const a = randn(333, 777),
    b = randn(777, 555),
    many = randn(40, 50, 60),
    v = randn(777, 1),
    x = randn(9, 16, 30, 30),
    w = randn(24, 16, 3, 3);
  const all = (): Tensor[] => [matmul(a, b), matmul(many, many.transpose(1, 2)), matmul(a, v), F.conv2d(x, w)];
  const results = [1, 2, 3, 5, 16].map((n) => {
    setNumThreads(n);
    return on("native", all);
  });
  for (const r of results) r.forEach((t, i) => assert.deepEqual(t.toTypedArray(), results[0]![i]!.toTypedArray()));
});

test("what is written over an operand is computed first", { skip }, () => {
  const a = whole(1, 64, 64),
    b = whole(2, 64, 64);
  const expected = matmul(a, b);
  on("native", () => a.copy_(matmul(a, b)));
  assert.deepEqual(a.toTypedArray(), expected.toTypedArray());
});

test("an engine that does not exist is refused, with those that do", () => {
  for (const wrong of ["cuda", 3, undefined, null, {}])
    assert.throws(
      () => setEngine(wrong as "js"),
      (e) => e instanceof KindlingError && e.code === "engine",
    );
  assert.throws(
    () => compile((x: Tensor) => x, { engine: "gpu" as "js" }),
    (e) => e instanceof KindlingError && e.code === "engine",
  );
  assert.throws(
    () => compile((x: Tensor) => x, { motor: "js" } as object),
    (e) => e instanceof KindlingError && e.code === "option",
  );
});

test("a plan changes over to the engine that is chosen, with the same values", () => {
  const w = randn(30, 30),
    step = compile((x: Tensor) => matmul(x, w).tanh().sum(0)),
    x = randn(40, 30);
  const expected = matmul(x, w).tanh().sum(0);
  const close = (y: Tensor): void => assert.ok(Number(y.sub(expected).abs().max().item()) < 1e-5);
  for (let i = 0; i < 4; i++) close(step(x));
  for (const engine of ["js", "wasm", ...(skip === undefined ? ["native"] : []), "auto", "js", "wasm"] as const) {
    setEngine(engine as "js");
    for (let i = 0; i < 3; i++) close(step(x));
  }
  assert.ok(engines().length >= 2);
});
