import assert from "node:assert/strict";
import { test } from "node:test";
import { gradcheck, KindlingError, manualSeed, ones, pcaLowrank, rand, svdLowrank, tensor } from "kindling";
import { product } from "#src/util/array.js";
import { compareValues, formula, readGolden, type Value, valuesOf } from "../goldens.js";

// svdLowrank and pcaLowrank with PyTorch's random vectors (test/golden/ops_more.py). Signs of vectors are free.

interface Case {
  call: "svd_lowrank" | "pca_lowrank";
  shape: number[];
  args: Record<string, never>;
  seed: number;
  S: Value[];
  A: Value[];
  V: Value[];
  next: number;
}
const { lowrank } = readGolden<{ lowrank: Case[] }>("ops_more");

for (const c of lowrank) {
  test(`${c.call} of ${c.shape.join("x")}, ${JSON.stringify(c.args)}`, () => {
    const x = tensor(formula(product(c.shape), c.seed, "float64", -2, 2), { dtype: "float64" }).reshape(c.shape);
    manualSeed(c.seed);
    const { U, S, V } = (c.call === "svd_lowrank" ? svdLowrank : pcaLowrank)(x, c.args);
    assert.equal(rand(1, { dtype: "float64" }).item(), c.next, "the stream's position");
    assert.deepEqual(compareValues("S", valuesOf(S), c.S, "float64", 10), []);
    assert.deepEqual(compareValues("U S V", valuesOf(U.mul(S.unsqueeze(-2)).matmul(V.mT)), c.A, "float64", 10), []);
    assert.deepEqual(compareValues("V", valuesOf(V.abs()), c.V, "float64", 100), []);
  });
}

test("bad arguments", () => {
  const says = (code: string, sentence: string, f: () => unknown): void =>
    assert.throws(f, (e) => e instanceof KindlingError && e.code === code && e.message.split("\n")[0] === sentence);
  says("lowrank", "q(=9) must be non-negative integer and not greater than min(m, n)=4", () =>
    pcaLowrank(ones(6, 4), 9),
  );
  says("lowrank", "niter(=-1) must be non-negative integer", () => pcaLowrank(ones(6, 4), 2, { niter: -1 }));
  says("lowrank", "q(=5) must be non-negative integer and not greater than min(m, n)=4", () =>
    svdLowrank(ones(6, 4), 5),
  );
  says("matrix-dims", "svdLowrank: The input tensor A must have at least 2 dimensions.", () => svdLowrank(ones(6)));
});

test("gradients", () => {
  const x = tensor(
    [
      [1, 2, 0.5],
      [0, 3, 1],
      [2, -1, 1],
      [0.5, 0.1, 2],
    ],
    { dtype: "float64", requiresGrad: true },
  );
  gradcheck(
    (a) => {
      manualSeed(1);
      return svdLowrank(a!, 3).S;
    },
    [x],
  );
  gradcheck(
    (a) => {
      manualSeed(1);
      return pcaLowrank(a!, 3).S;
    },
    [x],
  );
});
