import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arange,
  F,
  grad,
  linalg,
  scatterReduce,
  special,
  type Tensor,
  tensor,
  viewAsComplex,
  viewAsReal,
} from "kindling";
import { problemsOf, readCalls } from "../calls.js";
import { compareValues, decode, readGolden, type Value, valuesOf } from "../goldens.js";
import { type Cases, runFunctions } from "../nn/cases.js";

// Where numbers are special, large, or few: test/golden/edges.py.

interface Golden extends Cases {
  twice: { n: string; a: number[]; v: Value[]; y: Value[]; g: Value[]; gg: Value[] }[];
  hessians: { A: number[][]; h: number[] }[];
  moved: { n: "reflect" | "replicate" | "circular"; p: number[]; s: number[]; o: number[]; r: Value[]; g: Value[] }[];
  scattered: { n: "sum" | "mean"; own: boolean; r: Value[] }[];
}
const golden = readGolden<Golden>("edges");
const parts = (z: Tensor): (number | bigint)[] => valuesOf(viewAsReal(z));
const pairs = (from: number, shape: number[]): Tensor =>
  viewAsComplex(
    arange(from, from + 2 * shape.reduce((a, b) => a * b, 1))
      .float()
      .reshape([...shape, 2]),
  );

for (const [name, cases] of readCalls("edges").byName)
  test(name, () =>
    assert.deepEqual(
      cases.flatMap((c) => problemsOf(c, false)),
      [],
    ),
  );

runFunctions(golden.functions, (c) => c.n === "pdist");

for (const { n, a, v, y, g, gg } of golden.twice) {
  test(`two derivatives of ${n}(${a.join()}) at special numbers`, () => {
    const f = ({ ...F, ...special } as unknown as Record<string, (x: Tensor, ...a: number[]) => Tensor>)[n]!;
    const x = tensor(v.map(decode), { dtype: "float64", requiresGrad: true });
    const out = f(x, ...a),
      [first] = grad(out.sum(), [x], { createGraph: true }),
      [second] = grad(first!.sum(), [x]);
    assert.deepEqual(
      [
        [out, y],
        [first!, g],
        [second!, gg],
      ].flatMap(([t, want], i) => compareValues(`derivative ${i}`, valuesOf(t as Tensor), want as Value[], "float64")),
      [],
    );
  });
}

/** All derivatives of a vector-valued function at A, a row for each of its numbers. */
const jacobian = (y: Tensor, A: Tensor, createGraph = false): Tensor[] =>
  Array.from(
    { length: y.numel() },
    (_, i) => grad(y.reshape(-1).select(0, i), [A], { retainGraph: true, createGraph })[0]!,
  );
const slopes = (a: number[][]): { A: Tensor; slope: Tensor } => {
  const A = tensor(a, { dtype: "float64", requiresGrad: true });
  return { A, slope: grad(linalg.det(A), [A], { createGraph: true })[0]! };
};

test("the determinant's second derivatives, also of singular matrices", () => {
  for (const { A: a, h } of golden.hessians) {
    const { A, slope } = slopes(a);
    assert.deepEqual(compareValues(JSON.stringify(a), jacobian(slope, A).flatMap(valuesOf), h, "float64"), []);
  }
  const { A, slope } = slopes([
    [0, 0],
    [0, 0],
  ]); // ad − bc has them everywhere, where PyTorch's way over singular values ends in NaN
  assert.deepEqual(
    jacobian(slope, A)
      .flatMap(valuesOf)
      .map((v) => Number(v) + 0),
    [0, 0, 0, 1, 0, 0, -1, 0, 0, -1, 0, 0, 1, 0, 0, 0],
  );
});

test("the determinant's third derivatives: those of det of 3 by 3 are 0 or ±1, by the sign of the permutation", () => {
  const { A, slope } = slopes([
    [2, 1, 0],
    [1, 3, 1],
    [0, 1, 4],
  ]);
  const third = jacobian(slope, A, true).map((row) => jacobian(row, A).map((r) => valuesOf(r).map(Number)));
  third.forEach((rows, p) =>
    rows.forEach((row, q) =>
      row.forEach((v, r) => {
        const at = [p, q, r].sort((a, b) => a - b),
          [i, j, k] = at.map((x) => x % 3) as [number, number, number];
        const each = at.every((x, row) => Math.floor(x / 3) === row),
          sign = ((j - i) * (k - i) * (k - j)) / 2;
        assert.ok(Math.abs(v - (each ? sign : 0)) < 1e-9, `${p}, ${q}, ${r}: ${v}`);
      }),
    ),
  );
});

for (const { n, p, s, o, r, g } of golden.moved) {
  test(`${n} padding ${p.join()} of complex ${s.join()}`, () => {
    const z = pairs(1, s).requiresGrad_(),
      out = F.pad(z, p, n);
    assert.deepEqual(out.shape, o);
    const [slope] = grad(
      viewAsReal(out)
        .mul(arange(2 * out.numel()).reshape([...o, 2]))
        .sum(),
      [z],
    );
    assert.deepEqual(
      [
        ...compareValues("values", parts(out.detach()), r, "float32"),
        ...compareValues("gradient", parts(slope!), g, "float32"),
      ],
      [],
    );
  });
}

test("scatterReduce of complex numbers", () => {
  for (const { n, own, r } of golden.scattered) {
    const out = scatterReduce(pairs(1, [3]), 0, tensor([0, 1, 0, 1], { dtype: "int64" }), pairs(7, [4]), n, {
      includeSelf: own,
    });
    assert.deepEqual(compareValues(`${n}, ${own}`, parts(out), r, "float32"), []);
  }
});
