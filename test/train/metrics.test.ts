// Metrics against scikit-learn's (test/golden/metrics.py), in one batch and in several.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KindlingError, metrics, tensor, type Tensor } from "kindling";
import { readGolden } from "../goldens.js";

interface Classes extends Record<string, unknown> {
  readonly target: number[];
  readonly scores: number[][];
  readonly found: number[];
  readonly distinct: number[][];
  readonly top: Record<string, number>;
  readonly confusion: number[][];
  readonly accuracy: number;
  readonly auc?: number;
}
interface Numbers {
  readonly y: number[];
  readonly p: number[];
  readonly mae: number;
  readonly r2: number;
}
const golden = readGolden<{ classes: Classes[]; regression: Numbers[] }>("metrics");
const near = (a: number, b: number, what: string, tolerance = 1e-12): void =>
  assert.ok(Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(b)), `${what}: ${a} instead of ${b}`);
const long = (v: number[]): Tensor => tensor(v, { dtype: "int64" });
const double = (v: number[] | number[][]): Tensor => tensor(v, { dtype: "float64" });

/** Gives a metric its samples in batches of `size`. */
function fed<T>(m: { update(a: Tensor, b: Tensor): void; compute(): T }, a: Tensor, b: Tensor, size: number): T {
  for (let i = 0; i < b.shape[0]!; i += size) {
    const n = Math.min(size, b.shape[0]! - i);
    m.update(a.narrow(0, i, n), b.narrow(0, i, n));
  }
  return m.compute();
}

for (const size of [1000, 7]) {
  describe(`scikit-learn's values, in batches of ${size}`, () => {
    golden.classes.forEach((c, i) => {
      const { target, scores, found } = c,
        n = scores[0]!.length;
      test(`case ${i}: ${target.length} samples of ${n} classes`, () => {
        near(fed(new metrics.Accuracy(), double(scores), long(target), size), c.accuracy, "accuracy");
        near(fed(new metrics.Accuracy(), long(found), long(target), size), c.accuracy, "accuracy of class numbers");
        for (const [k, v] of Object.entries(c.top))
          near(fed(new metrics.Accuracy({ topK: Number(k) }), double(c.distinct), long(target), size), v, `top ${k}`);
        assert.deepEqual(
          fed(new metrics.ConfusionMatrix({ numClasses: n }), double(scores), long(target), size).tolist(),
          c.confusion,
        );
        for (const [name, Class] of [
          ["precision", metrics.Precision],
          ["recall", metrics.Recall],
          ["f1", metrics.F1],
        ] as const)
          for (const average of ["macro", "micro", "weighted", "binary"] as const)
            for (const zeroDivision of [0, 1]) {
              const key = `${name} ${average} ${zeroDivision}`;
              if (key in c)
                near(fed(new Class({ average, zeroDivision }), long(found), long(target), size), c[key] as number, key);
            }
        if (c.auc !== undefined)
          near(fed(new metrics.AUC(), double(scores.map((s) => s[1]!)), long(target), size), c.auc, "auc");
      });
    });
    golden.regression.forEach((r, i) =>
      test(`numbers ${i}`, () => {
        near(fed(new metrics.MAE(), double(r.p), double(r.y), size), r.mae, "mae", 1e-9);
        near(fed(new metrics.R2(), double(r.p), double(r.y), size), r.r2, "r2", 1e-9);
      }),
    );
  });
}

describe("metrics", () => {
  test("take scores with further dimensions, columns, bools and halves", () => {
    const m = new metrics.Accuracy();
    m.update(
      tensor([
        [
          [0.9, 0.2],
          [0.1, 0.8],
        ],
      ]),
      long([0]).reshape(1, 1).expand(1, 2),
    );
    assert.equal(m.compute(), 0.5);
    const b = new metrics.Accuracy();
    b.update(tensor([[0.9], [0.2], [0.7]]), tensor([1, 0, 0]));
    assert.equal(b.compute(), 2 / 3);
    const bools = new metrics.Recall();
    bools.update(tensor([true, false]), tensor([true, true]));
    assert.equal(bools.compute(), 0.5);
    const half = new metrics.MAE();
    half.update(tensor([1, 2]).half(), tensor([0, 0]));
    assert.equal(half.compute(), 1.5);
  });
  test("of nothing are NaN, and begin anew", () => {
    for (const m of [
      new metrics.Accuracy(),
      new metrics.MAE(),
      new metrics.R2(),
      new metrics.AUC(),
      new metrics.Mean(),
    ])
      assert.ok(Number.isNaN(m.compute()));
    const m = new metrics.Mean();
    m.update(3);
    m.reset();
    m.update(tensor(1), 3);
    m.update(5);
    assert.equal(m.compute(), 2);
  });
  test("carry their state over", () => {
    for (const make of [
      () => new metrics.Accuracy(),
      () => new metrics.F1(),
      () => new metrics.AUC(),
      () => new metrics.MAE(),
      () => new metrics.R2(),
    ]) {
      const [a, b] = [make(), make()];
      const batch = (): [Tensor, Tensor] => [tensor([1, 0, 1, 0.2]), tensor([1, 0, 0, 1])];
      a.update(...batch());
      b.loadStateDict(a.stateDict());
      a.update(tensor([1]), tensor([0]));
      b.update(tensor([1]), tensor([0]));
      assert.equal(b.compute(), a.compute());
    }
  });
  test("refuse what does not fit, by name", () => {
    const refused = (f: () => unknown, message: RegExp): void =>
      assert.throws(f, (e) => e instanceof KindlingError && message.test(e.message));
    refused(() => new metrics.Accuracy().update(tensor([1, 2, 3]), tensor([1, 2])), /shape \[3\].*shape \[2\]/s);
    refused(() => new metrics.ConfusionMatrix().update(long([-1]), long([0])), /counted from 0.*-1/);
    refused(() => new metrics.ConfusionMatrix({ numClasses: 2 }).update(long([2]), long([0])), /class 2/);
    refused(() => new metrics.AUC().update(tensor([0.5]), tensor([2])), /0 and 1/);
    refused(() => new metrics.AUC().update(tensor([NaN]), tensor([1])), /NaN/);
    refused(() => {
      const m = new metrics.F1();
      m.update(long([0, 1, 2]), long([0, 1, 2]));
      m.compute();
    }, /multiclass.*average="?'?binary|multiclass/);
    refused(() => new metrics.Accuracy().update([1] as never, tensor([1])), /output to be a tensor/);
  });
});
