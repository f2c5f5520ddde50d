import { afterEach, beforeEach, test } from "node:test";
import assert from "node:assert/strict";
import { type Diagnosis, nn, onDiagnosis, ones, resetDiagnosis, setStrict, type Tensor } from "kindling";
import { withoutPlace } from "../diagnose/both.js";

let heard: string[] = [];
let before: (d: Diagnosis) => void;
beforeEach(() => {
  heard = [];
  resetDiagnosis();
  before = onDiagnosis((d) => heard.push(`${d.level} ${d.code}: ${withoutPlace(d)}`));
});
afterEach(() => {
  onDiagnosis(before);
});

class Net extends nn.Module {
  inner = new (class Lists extends nn.Module {
    layers = [new nn.Linear(2, 2)];
    byName = { a: new nn.ReLU() };
    map = new Map([["a", new nn.ReLU()]]);
    weights = [new nn.Parameter(ones(1))];
    w = ones(3, { requiresGrad: true });
  })();
  forward(x: Tensor): Tensor {
    return x;
  }
}

test("layers and weights that are not found are pointed out, once", () => {
  assert.equal(new Net().parameters().length, 0);
  new Net().stateDict();
  assert.deepEqual(heard, [
    "hint module-array: modules in Lists.layers, a plain array, are not registered, so parameters() and stateDict() omit them. Use new nn.ModuleList([…]).",
    "hint module-array: modules in Lists.byName, a plain object, are not registered, so parameters() and stateDict() omit them. Use new nn.ModuleDict({…}).",
    "hint module-array: modules in Lists.map, a plain object, are not registered, so parameters() and stateDict() omit them. Use new nn.ModuleDict(…).",
    "hint module-array: parameters in Lists.weights, a plain array, are not registered, so parameters() and stateDict() omit them. Make each a field, or use this.registerParameter(name, parameter).",
    "hint plain-weight: Lists.w is a plain tensor that requires gradients, so it is not a parameter of the model; write new nn.Parameter(…).",
  ]);
});

test("a list of what is found anyway, data, and strict mode give no hint", () => {
  class Fine extends nn.Module {
    a = new nn.Linear(2, 2);
    order = [this.a, this.a.weight, 3, "x"];
    mean = ones(3);
    options = { lr: 0.1 };
  }
  assert.equal(new Fine().parameters().length, 2);
  setStrict(true);
  try {
    new Net().parameters();
  } finally {
    setStrict(false);
  }
  assert.deepEqual(heard, []);
});
