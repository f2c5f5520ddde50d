import assert from "node:assert/strict";
import { test } from "node:test";
import { arange, compile, manualSeed, nn, randn, tensor } from "kindling";
import { compareValues, readGolden, type Value, valuesOf } from "../goldens.js";
import { readCases, runErrors, runFunctions, runLayers } from "./cases.js";

// Fractional max pooling and the adaptive softmax against PyTorch (test/golden/nn_rare.py).

const golden = readCases("nn_rare");
runFunctions(golden.functions, () => true);
runLayers(golden.layers);
runErrors(golden.errors);

const { adaptive } = readGolden<{
  adaptive: { data: Value[][]; logProb: Value[][]; gradient: Value[][]; predict: number[] };
}>("nn_rare");

test("the logarithms of all probabilities, and the likeliest class, eager and compiled", () => {
  manualSeed(5);
  const m = new nn.AdaptiveLogSoftmaxWithLoss(6, 9, [3, 5], 1.5, true),
    x = randn(7, 6, { requiresGrad: true });
  assert.deepEqual(compareValues("data", valuesOf(x), adaptive.data.flat(), "float32"), []);
  const y = m.logProb(x);
  y.mul(arange(63).reshape(7, 9)).sum().backward();
  assert.deepEqual(compareValues("logProb", valuesOf(y), adaptive.logProb.flat(), "float32"), []);
  assert.deepEqual(compareValues("gradient", valuesOf(x.grad!), adaptive.gradient.flat(), "float32", 4), []);
  const predict = compile((t: typeof x) => m.predict(t));
  for (let i = 0; i < 3; i++) assert.deepEqual(predict(x.detach()).tolist(), adaptive.predict);
  assert.deepEqual(m.predict(x).tolist(), adaptive.predict);
});

test("drawing the weights anew", () => {
  manualSeed(1);
  const m = new nn.AdaptiveLogSoftmaxWithLoss(6, 9, [3, 5], { divValue: 1.5 }),
    before = m.head.weight.clone();
  manualSeed(1);
  m.resetParameters();
  assert.ok(m.head.weight.equal(before));
  assert.equal(m(tensor([[1, 2, 3, 4, 5, 6]]), tensor([8], { dtype: "int64" })).output.shape.join(), "1");
});
