// Runs also without code from text.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import * as kindling from "kindling";
import * as api from "#src/tensor/api.js";
import { readGolden, torchNames } from "../goldens.js";
import { type Case, golden, hasForm, problemsOf } from "./golden.js";

// Values, dtypes, shapes, strides, gradients, names of gradient functions and sentences of errors, as PyTorch has them.

const byName = new Map<string, Case[]>();
for (const c of golden.cases) byName.set(c.n, [...(byName.get(c.n) ?? []), c]);

describe(`what PyTorch ${golden.torch} gives`, () => {
  for (const [name, cases] of byName) {
    test(name, () => {
      const problems = cases.flatMap((c) => [
        ...problemsOf(c, "method", true),
        ...(hasForm(c, "function") ? problemsOf(c, "function", false) : []),
      ]);
      assert.ok(problems.length === 0, `${problems.length} differences\n\n${problems.slice(0, 8).join("\n")}`);
    });
  }
});

/** What no golden can hold, and where it is tested instead. */
const elsewhere: Record<string, string> = {
  rand: "random",
  randn: "random",
  randint: "random",
  randperm: "random",
  randLike: "random",
  randnLike: "random",
  randintLike: "random",
  normal: "random",
  bernoulli: "random",
  multinomial: "random",
  geometric_: "random",
  cauchy_: "random",
  logNormal_: "random",
  random_: "random",
  uniform_: "random",
  normal_: "random",
  exponential_: "random",
  bernoulli_: "random",
  finfo: "tensor/type-info",
  iinfo: "tensor/type-info",
  isTensor: "tensor/type-info",
  resultType: "tensor/type-info",
  empty: "its values are open",
  emptyLike: "its values are open",
  tensor: "every case begins with it",
  fromTypedArray: "shape",
  toTypedArray: "shape",
  numpy: "shape",
  slice: "shape",
  registerHook: "autograd",
  detach_: "autograd",
  type: "errors",
  svdLowrank: "ops/lowrank",
  pcaLowrank: "ops/lowrank",
  toString: "tensor/format",
  toJSON: "the tests of JavaScript's traps",
  constructor: "no op",
};

// An op that PyTorch does not have is held by its record's tests (records.test.ts) and the example of its documentation.
test("every op of PyTorch's has goldens, as a function and as a method", () => {
  const inTorch = torchNames("torch", "torch.Tensor", "torch.special");
  const used = new Set(golden.cases.flatMap((c) => c.s.map((s) => s[1])));
  for (const file of ["linalg", "complex"])
    for (const c of readGolden<{ cases: { n: string }[] }>(file).cases) used.add(c.n); // in calls of another form
  const isOp = (f: unknown): boolean => typeof f === "function";
  const ops = Object.entries(api)
    .filter(([name, f]) => /^[a-z]/.test(name) && isOp(f))
    .map(([name]) => name);
  const methods = Object.getOwnPropertyNames(kindling.Tensor.prototype).filter((name) =>
    isOp(Object.getOwnPropertyDescriptor(kindling.Tensor.prototype, name)!.value),
  );
  const settings = new Set([
    "getDefaultDtype",
    "setDefaultDtype",
    "getPrintoptions",
    "setPrintoptions",
    "getRngState",
    "setRngState",
    "initialSeed",
    "manualSeed",
    "seed",
    "promoteTypes",
  ]);
  assert.deepEqual(
    [...new Set([...ops, ...methods])].filter(
      (n) => inTorch.has(n) && !used.has(n) && elsewhere[n] === undefined && !settings.has(n),
    ),
    [],
  );
});
