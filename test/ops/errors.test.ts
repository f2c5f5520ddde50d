import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import {
  arange,
  asStrided,
  cat,
  clamp,
  eye,
  F,
  fromTypedArray,
  full,
  gather,
  get,
  KindlingError,
  lerp,
  linspace,
  matmul,
  multinomial,
  normal,
  ones,
  rand,
  randint,
  randperm,
  scatter,
  set,
  slice,
  stack,
  type Tensor,
  tensor,
  where,
  zeros,
} from "kindling";
import { nll } from "#src/ops/reduce/loss.js";
import { golden, runCase } from "./golden.js";

// Wrong input is an error with a sentence, never a result. Sentences that PyTorch has are compared with PyTorch's in
// goldens.test.ts; here are those that only a JavaScript caller meets, and the count that no code goes untested.

const x = (): Tensor =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const i64 = (...v: number[]): Tensor => tensor(v, { dtype: "int64" });
const wrong = (v: unknown): never => v as never;

type Row = readonly [code: string, sentence: string, f: () => unknown];
const rows: Row[] = [
  // sizes
  ["size-type", "size must be integers, but got 1.5 in [1.5]", () => zeros(1.5)],
  ["size-type", "size must be integers, but got NaN in [2, NaN]", () => zeros(2, NaN)],
  ["size-type", 'size must be integers, but got "3" in ["3"]', () => zeros(wrong("3"))],
  ["size-type", "size must be integers, but got undefined", () => zeros(wrong(undefined))],
  ["size-type", "sizes are given either as numbers or as one array", () => zeros(wrong([2]), wrong(3))],
  ["size-type", "shape must be integers, but got 1.5 in [1.5, 4]", () => x().view(1.5, 4)],
  ["size-type", "shape must be integers, but got NaN in [NaN]", () => x().reshape(NaN)],
  [
    "operand-dtype",
    "expected dtype float for `weight` but got dtype double",
    () => tensor([1]).lerp(tensor([2]), tensor([0.5], { dtype: "float64" })),
  ],
  ["operand-dtype", "Float did not match Double", () => tensor([1]).isclose(tensor([1], { dtype: "float64" }))],
  [
    "size-type",
    "randint takes (high, size) or (low, high, size), but got (3, undefined)",
    () => randint(wrong(3), wrong(undefined)),
  ],
  ["negative-size", "Trying to create tensor with negative dimension -1: [-1]", () => ones(-1)],
  ["negative-size", "Trying to create tensor with negative dimension -1: [-1]", () => randperm(-1)],
  ["negative-size", "m must be greater or equal to 0, got -2", () => eye(2, -2)],
  [
    "too-large",
    "a tensor of shape [100000, 100000] would have more than 2^31 − 1 elements",
    () => zeros(100000, 100000),
  ],
  [
    "too-large",
    "a tensor of shape [1000000, 3000] would have more than 2^31 − 1 elements",
    () => ones(1).expand(1000000, 3000),
  ],
  ["too-large", "a tensor of shape [10000000000] would have more than 2^31 − 1 elements", () => ones(1).expand(1e10)],
  ["too-large", "a result of 10000000000 elements is more than 2^31 − 1", () => ones(100000, 1).add(ones(1, 100000))],
  [
    "too-large",
    "a tensor of shape [3000000000] would have more than 2^31 − 1 elements",
    () => asStrided(ones(1), [3e9], [0]),
  ],
  ["too-large", "a tensor of shape [4000000000] would have more than 2^31 − 1 elements", () => arange(4e9)],
  ["reshape-size", "shape '[2, 2]' is invalid for input of size 3", () => fromTypedArray(new Float32Array(3), [2, 2])],
  ["close-tolerance", "rtol must be greater than or equal to zero, but got -1", () => x().isclose(x(), { rtol: -1 })],
  // dimensions
  ["dim-type", "dim must be an integer, but got 0.5", () => x().sum(0.5)],
  ["dim-type", "dim must be an integer, but got NaN", () => x().unsqueeze(NaN)],
  ["dim-type", "dim must be an integer, but got undefined", () => x().transpose(0, wrong(undefined))],
  ["dim-repeated", "dim 1 appears multiple times in the list of dims", () => x().sum([1, -1])],
  // data
  ["data-type", "a tensor holds numbers, but got undefined", () => tensor(wrong([1, undefined]))],
  ["data-type", "a tensor holds numbers, but got null", () => tensor(wrong([1, null]))],
  ["data-type", 'a tensor holds numbers, but got string "2"', () => tensor(wrong([1, "2"]))],
  ["data-type", "a tensor holds numbers, but got object {}", () => tensor(wrong({}))],
  ["data-type", "cannot make a tensor of a DataView", () => tensor(wrong(new DataView(new ArrayBuffer(8))))],
  ["data-type", "a Float32Array cannot hold int64", () => fromTypedArray(new Float32Array(2), [2], { dtype: "int64" })],
  ["data-type", "the dtype of this Uint16Array is not known", () => fromTypedArray(new Uint16Array(2))],
  ["ragged", "expected sequence of length 2 at dim 1 (got 1)", () => tensor([[1, 2], [3]])],
  ["ragged", "expected sequence of length 2 at dim 1 (got number)", () => tensor(wrong([[1, 2], 3]))],
  [
    "ragged",
    "expected sequence of length 2 at dim 1 (got 3)",
    () =>
      tensor([
        [1, 2],
        [3, 4, 5],
      ]),
  ],
  ["ragged", "expected sequence of length 0 at dim 1 (got 2)", () => tensor(wrong([1, [2, 3]]))],
  ["dtype-name", '"float" is not a dtype', () => zeros(2, { dtype: wrong("float") })],
  ["dtype-name", '"flaot32" is not a dtype', () => x().to(wrong("flaot32"))],
  ["dtype-name", "undefined is not a dtype", () => x().type(wrong(undefined))],
  ["dtype-name", '"constructor" is not a dtype', () => tensor([1], { dtype: wrong("constructor") })],
  ["overflow", "value cannot be converted to type uint8 without overflow", () => tensor([300], { dtype: "uint8" })],
  ["overflow", "value cannot be converted to type int64 without overflow", () => tensor([NaN], { dtype: "int64" })],
  ["overflow", "value cannot be converted to type int64 without overflow", () => tensor([1e20], { dtype: "int64" })],
  [
    "overflow",
    "value cannot be converted to type int64 without overflow",
    () => tensor([2n ** 63n], { dtype: "int64" }),
  ],
  ["overflow", "value cannot be converted to type uint8_t without overflow", () => full([2], 256, { dtype: "uint8" })],
  [
    "overflow",
    "value cannot be converted to type int without overflow",
    () => zeros(2, { dtype: "int32" }).fill_(Infinity),
  ],
  [
    "overflow",
    "value cannot be converted to type int8_t without overflow",
    () => zeros(2, { dtype: "int8" }).set([0], 128),
  ],
  [
    "grad-dtype",
    "Only Tensors of floating point and complex dtype can require gradients",
    () => zeros(2, { dtype: "int64", requiresGrad: true }),
  ],
  ["float-only", "\"uniform_\" not implemented for 'Long'", () => rand(2, { dtype: "int64" })],
  ["float-only", "\"normal_kernel_cpu\" not implemented for 'Long'", () => normal(0, 1, [2], { dtype: "int64" })],
  ["float-only", "\"lerp_kernel_scalar\" not implemented for 'Long'", () => lerp(i64(1), i64(2), 1)],
  ["multinomial", "prob_dist must be 1 or 2 dim", () => multinomial(ones(2, 2, 2), 1)],
  [
    "data-assign",
    "data set to a tensor that requires gradients must be floating point or complex dtype",
    () => {
      (x().requiresGrad_() as { data: Tensor }).data = i64(1);
    },
  ],
  ["detach-view", "Can't detach views in-place. Use detach() instead.", () => x().view(6).detach_()],
  ["arange", "unsupported range: 0 -> nan", () => arange(NaN)],
  ["arange", "step must be nonzero", () => arange(0, 1, NaN)],
  ["linspace", "number of steps must be non-negative", () => linspace(0, 1, 2.5)],
  // indices
  [
    "index-type",
    "tensors used as indices must be long, byte or bool tensors; indices must be integers, but got 0.5",
    () => get(x(), 0.5),
  ],
  [
    "index-type",
    "tensors used as indices must be long, byte or bool tensors; indices must be integers, but got NaN",
    () => x().get(NaN),
  ],
  ["index-type", '"a:b" is not an index', () => x().get("a:b")],
  ["index-type", '"1" is not an index', () => x().get("1")],
  ["index-type", "undefined is not an index", () => x().get(wrong(undefined))],
  ["index-type", "indices must be integers, but got 0.5", () => x().get([0, 0.5])],
  ["index-type", "indices must be integers, but got undefined", () => x().select(0, wrong(undefined))],
  ["index-type", "slice indices must be integers, but got 0.5", () => x().get(slice(0.5, 2))],
  [
    "slice-bounds",
    "slice(3) may end there, as in Python, or begin there, as with JavaScript's arrays",
    () => x().get(slice(...([3] as never))),
  ],
  ["index-type", "narrow() takes whole numbers, but got start 0.5 and length 1", () => x().narrow(0, 0.5, 1)],
  ["index-count", "an index can only have a single ellipsis ('...')", () => x().get("...", 0, "...")],
  ["index-range", "index 2 is out of bounds for dimension 0 with size 2", () => set(x(), [2], 1)],
  [
    "index-mask",
    "The shape of the mask [3] at index 0 does not match the shape of the indexed tensor [2, 3] at index 0",
    () => x().get([true, false, true]),
  ],
  ["index-0d", "iteration over a 0-d tensor", () => [...tensor(1)]],
  ["index-dtype", "gather(): Expected dtype int64 for index", () => gather(x(), 1, ones(1, 1))],
  ["index-dtype", "tensors used as indices must be long, byte or bool tensors", () => x().set([ones(2)], 1)],
  [
    "scatter-dtype",
    "scatter(): Expected self.dtype to be equal to src.dtype",
    () => scatter(x(), 0, i64(0).view(1, 1), ones(1, 1, { dtype: "float64" })),
  ],
  ["target-range", "Target 3 is out of bounds.", () => nll(x(), i64(0, 3), null, "mean", -100)],
  // ops
  ["matmul-shapes", "mat1 and mat2 shapes cannot be multiplied (4x8 and 10x1)", () => matmul(ones(4, 8), ones(10, 1))],
  [
    "where-condition",
    "where expected condition to be a boolean tensor, but got a tensor with dtype Float",
    () => where(ones(2), ones(2), ones(2)),
  ],
  [
    "mask-dtype",
    "masked_fill only supports boolean masks, but got mask with dtype float32",
    () => x().maskedFill(ones(2, 3), 1),
  ],
  ["clamp-bounds", "torch.clamp: At least one of 'min' or 'max' must not be None", () => clamp(x())],
  [
    "rounding-mode",
    "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found 'ceil'",
    () => x().div(2, { roundingMode: wrong("ceil") }),
  ],
  [
    "as-strided-grad",
    "as_strided() of a tensor that is not contiguous has no gradient here",
    () =>
      asStrided(ones(2, 3, { requiresGrad: true }).t(), [2], [1])
        .sum()
        .backward(),
  ],
  [
    "inplace-layout",
    "the base of this view was reshaped in place (transpose_, squeeze_ …) and then changed, so the view's history cannot be found",
    () => {
      const y = ones(2, 3, { requiresGrad: true }).mul(1),
        row = y.get(0);
      y.t_().mul_(2);
      return row.gradFn;
    },
  ],
  ["cat-empty", "torch.cat(): expected a non-empty list of Tensors", () => cat([])],
  [
    "stack-shape",
    "stack expects each tensor to be equal size, but got [1] at entry 0 and [2] at entry 1",
    () => stack([ones(1), ones(2)]),
  ],
  ["zero-division", "ZeroDivisionError", () => i64(1).remainder(0)],
];

/** Codes whose tests are elsewhere. */
const elsewhere: Record<string, string> = {
  phase: "complex/linalg",
  "fill-value": "tensor/values",
  "implicit-number": "tensor/implicit",
  "index-brackets": "tensor/implicit",
  "complex-only": "complex",
  "complex-view": "complex",
  "no-complex": "complex",
  "fft-dims": "fft",
  "fft-length": "fft",
  "fft-norm": "fft",
  "fft-real": "fft",
  ...Object.fromEntries(
    [
      "cross-size",
      "eigh-triangle",
      "householder",
      "ldl",
      "lstsq-driver",
      "lu-pivot",
      "lu-pivots",
      "matrix-dims",
      "matrix-finite",
      "matrix-square",
      "multi-dot",
      "norm-dims",
      "norm-dtype",
      "norm-order",
      "not-positive",
      "qr-mode",
      "singular",
      "solve-shape",
      "tensor-inverse",
      "vander-n",
    ].map((code) => [code, "linalg"]),
  ),
  anomaly: "diagnose/anomaly",
  argument: "tensor/arguments",
  option: "tensor/arguments",
  "function-grads": "autograd/function",
  "function-output": "autograd/function",
  "grad-assign": "autograd/backward",
  "grad-input": "autograd/backward",
  "grad-unused": "autograd/backward",
  "bag-offsets": "nn/sequence",
  lowrank: "ops/lowrank",
  "out-of-memory": "nowhere: no machine may be filled up to show it",
  gradcheck: "autograd/backward",
  "gradcheck-input": "autograd/backward",
  "hook-shape": "autograd/hooks",
  "inplace-saved": "autograd/inplace",
  internal: "ir/render",
  "print-options": "tensor/format",
};

describe("bad arguments", () => {
  for (const [code, sentence, f] of rows) {
    test(`${code}: ${f.toString().slice(6)}`, () => {
      assert.throws(f, (e) => {
        assert.ok(e instanceof KindlingError, e instanceof Error ? e.stack : String(e));
        assert.deepEqual([e.message.split("\n")[0], e.code], [sentence, code]);
        return true;
      });
    });
  }
});

describe("an index of more than 32 bits is refused, not cut down to one that fits", () => {
  const rows = (): Tensor => ones(3, 4),
    int64 = (v: bigint[]): Tensor => tensor(v, { dtype: "int64" });
  const calls: Record<string, (i: (n?: number) => Tensor) => unknown> = {
    get: (i) => rows().get(i()),
    set: (i) => rows().set([i()], 5),
    gather: (i) => rows().gather(1, i(3).reshape(3, 1)),
    scatter: (i) => rows().scatter(1, i(3).reshape(3, 1), ones(3, 1)),
    scatterAdd: (i) => rows().scatterAdd(1, i(3).reshape(3, 1), ones(3, 1)),
    scatterReduce: (i) => rows().scatterReduce(1, i(3).reshape(3, 1), ones(3, 1), "sum"),
    take: (i) => rows().take(i()),
    put: (i) => rows().put(i(), ones(1)),
    indexSelect: (i) => rows().indexSelect(0, i()),
    indexAdd: (i) => rows().indexAdd(0, i(), ones(1, 4)),
    indexCopy: (i) => rows().indexCopy(0, i(), ones(1, 4)),
    indexFill: (i) => rows().indexFill(0, i(), 2),
    indexPut: (i) => rows().indexPut([i()], ones(4)),
    takeAlongDim: (i) => rows().takeAlongDim(i(3).reshape(3, 1), 1),
    embedding: (i) => F.embedding(i(), ones(5, 3)),
    embeddingBag: (i) => F.embeddingBag(i(2).reshape(1, 2), ones(5, 3)),
    nllLoss: (i) => F.nllLoss(rows(), i(3)),
    crossEntropy: (i) => F.crossEntropy(rows(), i(3)),
    multiMarginLoss: (i) => F.multiMarginLoss(rows(), i(3)),
    oneHot: (i) => F.oneHot(i(), 4),
    ctcLoss: (i) => F.ctcLoss(ones(4, 1, 3), i(2).reshape(1, 2), int64([4n]), int64([2n])),
    maxUnpool1d: (i) => F.maxUnpool1d(ones(1, 1, 1), i().reshape(1, 1, 1), 2),
    maxUnpool2d: (i) => F.maxUnpool2d(ones(1, 1, 1, 1), i().reshape(1, 1, 1, 1), 2),
    maxUnpool3d: (i) => F.maxUnpool3d(ones(1, 1, 1, 1, 1), i().reshape(1, 1, 1, 1, 1), 2),
  };
  for (const [name, call] of Object.entries(calls))
    test(name, () => {
      for (const v of [2n ** 32n, 2n ** 33n + 1n, -(2n ** 32n), 2n ** 53n + 1n, -(2n ** 63n)])
        assert.throws(
          () => call((n = 1) => int64(Array.from({ length: n }, () => v))),
          (e) => e instanceof KindlingError && e.code !== "internal",
          String(v),
        );
    });
  test("maxUnpool names it, and the gradient finds its way by int64 too", () => {
    assert.throws(
      () => F.maxUnpool1d(ones(1, 1, 1), int64([2n ** 32n]).reshape(1, 1, 1), 2),
      /Found an invalid max index: 4294967296 /,
    );
    const values = tensor([[[3, 5]]]).requiresGrad_(true);
    const wide = F.maxUnpool1d(values, int64([1n, 2n]).reshape(1, 1, 2), 2);
    assert.deepEqual(wide.tolist(), [[[0, 3, 5, 0]]]);
    wide
      .mul(tensor([[[1, 2, 3, 4]]]))
      .sum()
      .backward();
    assert.deepEqual(values.grad!.tolist(), [[[2, 3]]]);
  });
});

test("every code that the shapes, ops and tensors can fail with is tested", () => {
  const tested = new Set([...rows.map(([code]) => code), ...Object.keys(elsewhere)]);
  for (const c of golden.cases) {
    if (c.e === undefined) continue;
    try {
      runCase(c, "method");
    } catch (e) {
      tested.add((e as KindlingError).code);
    }
  }
  const source = new URL("../../../src/", import.meta.url);
  const missing = new Set<string>();
  for (const floor of ["shape", "core", "ops", "tensor", "autograd"]) {
    for (const file of readdirSync(new URL(`${floor}/`, source), { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    )) {
      for (const [, code] of readFileSync(new URL(`${floor}/${file}`, source), "utf8").matchAll(
        /\bfail\(\s*"([a-z0-9-]+)"/g,
      ))
        if (!tested.has(code!)) missing.add(`${code} (${floor}/${file})`);
    }
  }
  assert.deepEqual([...missing], []);
});
