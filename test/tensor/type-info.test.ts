import { test } from "node:test";
import assert from "node:assert/strict";
import { finfo, iinfo, isTensor, ones, resultType, tensor } from "kindling";

// What PyTorch 1.13 answers to the same questions.

test("finfo", () => {
  const { bits, eps, max, min, tiny, resolution } = finfo();
  assert.deepEqual(
    [bits, eps, max, min, tiny, resolution],
    [32, 1.1920928955078125e-7, 3.4028234663852886e38, -3.4028234663852886e38, 1.1754943508222875e-38, 1e-6],
  );
  assert.deepEqual(
    [finfo("float16").eps, finfo("float16").max, finfo("float16").tiny],
    [0.0009765625, 65504, 0.00006103515625],
  );
  assert.deepEqual(
    [finfo("bfloat16").eps, finfo("bfloat16").resolution, finfo("float64").eps, finfo("float64").tiny],
    [0.0078125, 0.01, 2.220446049250313e-16, 2.2250738585072014e-308],
  );
  assert.throws(() => finfo("int64"), { code: "float-only" });
});

test("iinfo", () => {
  assert.deepEqual(iinfo("int64"), { dtype: "int64", bits: 64, max: 9223372036854775807n, min: -9223372036854775808n });
  assert.deepEqual(
    [iinfo("uint8"), iinfo("int16")],
    [
      { dtype: "uint8", bits: 8, max: 255, min: 0 },
      { dtype: "int16", bits: 16, max: 32767, min: -32768 },
    ],
  );
  assert.throws(() => iinfo("float32"), { code: "int-only" });
});

test("isTensor, resultType", () => {
  assert.deepEqual([isTensor(ones(1)), isTensor([1]), isTensor(null)], [true, false, false]);
  const i = tensor([1, 2], { dtype: "int64" });
  assert.deepEqual(
    [
      resultType(i, 1.5),
      resultType(i, 1),
      resultType(ones(2), i),
      resultType(tensor(1, { dtype: "float64" }), ones(2)),
      resultType(1, true),
      resultType(tensor([true]), 2),
    ],
    ["float32", "int64", "float32", "float32", "int64", "int64"],
  );
});

test("retainsGrad", () => {
  const x = ones(2, { requiresGrad: true }),
    y = x.mul(2);
  assert.equal(y.retainsGrad, false);
  y.retainGrad();
  assert.equal(y.retainsGrad, true);
});
