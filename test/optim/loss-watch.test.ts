// What is said about a learning rate that is too high, and when nothing is.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { compile, type Diagnosis, onDiagnosis, optim, resetDiagnosis, tensor } from "kindling";

let said: Diagnosis[] = [];
let before: (d: Diagnosis) => void;
beforeEach(() => {
  said = [];
  resetDiagnosis();
  before = onDiagnosis((d) => said.push(d));
});
afterEach(() => {
  onDiagnosis(before);
});

/** Losses of w² · scale, each step with this learning rate; w doubles its distance where lr · scale = 1.5. */
function train(lr: number, steps: number, scale = 1): void {
  const w = tensor([1], { requiresGrad: true });
  const optimizer = new optim.SGD([w], { lr });
  for (let i = 0; i < steps; i++) {
    optimizer.zeroGrad();
    w.mul(w).mul(scale).sum().backward();
    optimizer.step();
  }
}

test("a loss that grows", () => {
  train(1.5, 20);
  assert.deepEqual(said, [
    {
      code: "loss-grows",
      level: "hint",
      message: "loss grew 4× a step from step 1 (lr = 1.5). Try lr = 0.15, or scale the inputs.",
    },
  ]);
});

test("a loss that is inf at once", () => {
  train(1e30, 3);
  assert.deepEqual(
    said.map((d) => d.message),
    ["loss is inf at step 2 (lr = 1e+30). Try lr = 1e+29, or scale the inputs."],
  );
});

test("data that is nan", () => {
  train(0.1, 3, NaN);
  assert.deepEqual(
    said.map((d) => d.message),
    ["loss is nan before the first step: look for nan, inf or very large numbers in the data."],
  );
});

test("nothing is said of a loss that falls, swings, or is not looked at", () => {
  train(0.1, 200);
  train(1, 200);
  const w = tensor([1], { requiresGrad: true });
  const optimizer = new optim.SGD([w], { lr: 1.5 });
  const step = compile(() => {
    optimizer.zeroGrad();
    w.mul(w).sum().backward();
    optimizer.step();
  });
  for (let i = 0; i < 30; i++) step();
  assert.deepEqual(said, []);
});
