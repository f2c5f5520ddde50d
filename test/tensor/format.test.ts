import { afterEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import { type DType, dtypeInfo, writeElement } from "#src/shape/dtype.js";
import { type Printable, formatTensor, getPrintoptions, setPrintoptions } from "#src/tensor/format.js";
import { readGolden } from "../goldens.js";

type Raw = number | string | boolean;
interface Case {
  dtype: DType;
  shape: number[];
  strides?: number[];
  offset?: number;
  storage: { raw: Raw[] } | { n: number; a: number; m: number; scale: number; bias: number };
  options?: {
    precision?: number;
    threshold?: number;
    edgeitems?: number;
    linewidth?: number;
    profile?: "default" | "short" | "full";
    sci_mode?: boolean;
  };
  requiresGrad?: boolean;
  gradFn?: string;
  expected: string;
}

const cases = readGolden<Case[]>("print");

function contiguous(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let d = shape.length - 2; d >= 0; d--) strides[d] = strides[d + 1]! * Math.max(shape[d + 1]!, 1);
  return strides;
}

/** A value as print.py wrote it: int64 and what JSON lacks are strings. */
function value(v: Raw, dtype: DType): number | bigint | boolean {
  if (typeof v !== "string") return v;
  if (dtype === "int64") return BigInt(v);
  return v === "nan" ? NaN : v === "inf" ? Infinity : -Infinity;
}

function elements(c: Case): (number | bigint | boolean)[] {
  const s = c.storage;
  if ("raw" in s) return s.raw.map((v) => value(v, c.dtype));
  return Array.from({ length: s.n }, (_, i) => ((i * s.a) % s.m) * s.scale + s.bias);
}

function printable(dtype: DType, shape: readonly number[], values: readonly (number | bigint | boolean)[]): Printable {
  const data = new dtypeInfo[dtype].array(values.length);
  values.forEach((v, i) => writeElement(data, dtype, i, v));
  return { data, dtype, shape, strides: contiguous(shape), offset: 0 };
}

afterEach(() => setPrintoptions({ profile: "default" }));

describe("formatTensor", () => {
  test(`prints ${cases.length} tensors as PyTorch does`, () => {
    assert.ok(cases.length > 300);
    for (const c of cases) {
      const { sci_mode, ...rest } = c.options ?? {};
      setPrintoptions({ profile: "default" });
      setPrintoptions({ ...rest, sciMode: sci_mode });
      const t = printable(c.dtype, c.shape, elements(c));
      const text = formatTensor(
        { ...t, strides: c.strides ?? t.strides, offset: c.offset ?? 0 },
        { gradFn: c.gradFn, requiresGrad: c.requiresGrad },
      );
      assert.equal(text, c.expected, JSON.stringify({ ...c, expected: undefined }));
    }
  });

  test("names the node that made it", () => {
    const t = printable("float32", [2, 2], [1, 2, 3, 4]);
    assert.equal(
      formatTensor(t, { gradFn: "ReluBackward0", requiresGrad: true }),
      "tensor([[1., 2.],\n        [3., 4.]], grad_fn=<ReluBackward0>)",
    );
    assert.equal(formatTensor(t), "tensor([[1., 2.],\n        [3., 4.]])");
  });

  test("names a device other than cpu, before the dtype", () => {
    const t = printable("float64", [1], [0.5]);
    assert.equal(formatTensor(t, { device: "webgpu" }), "tensor([0.5000], device='webgpu', dtype=torch.float64)");
    assert.equal(formatTensor(t, { device: "cpu" }), "tensor([0.5000], dtype=torch.float64)");
  });

  test("does not mention the default dtype, whichever it is", () => {
    assert.equal(formatTensor(printable("float64", [1], [1]), { defaultDtype: "float64" }), "tensor([1.])");
    assert.equal(
      formatTensor(printable("float32", [1], [1]), { defaultDtype: "float64" }),
      "tensor([1.], dtype=torch.float32)",
    );
    assert.equal(
      formatTensor(printable("float32", [0], []), { defaultDtype: "float64" }),
      "tensor([], dtype=torch.float32)",
    );
  });

  test("reads only what a summary shows", () => {
    const reads = new Set<number>();
    const data = new Proxy(new Float32Array(1), {
      get: (_, key) => {
        reads.add(Number(key));
        return Number(key);
      },
    });
    const text = formatTensor({ data, dtype: "float32", shape: [10_000, 10_000], strides: [10_000, 1], offset: 0 });
    assert.equal(reads.size, 36);
    assert.ok(
      text.startsWith(
        "tensor([[0.0000e+00, 1.0000e+00, 2.0000e+00,  ..., 9.9970e+03, 9.9980e+03,\n         9.9990e+03],\n",
      ),
      text,
    );
  });

  test("shows nothing but dots without edge items", () => {
    setPrintoptions({ threshold: 2, edgeitems: 0 });
    assert.equal(formatTensor(printable("float32", [4], [1, 2, 3, 4])), "tensor([...])");
    assert.equal(formatTensor(printable("float32", [2, 2], [1, 2, 3, 4])), "tensor([...])");
  });
});

describe("setPrintoptions", () => {
  test("starts with PyTorch's defaults and gives back a copy", () => {
    const o = getPrintoptions();
    assert.deepEqual(o, { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80, sciMode: null });
    o.precision = 9;
    assert.equal(getPrintoptions().precision, 4);
  });

  test("keeps what is not given, but for sciMode", () => {
    setPrintoptions({ precision: 2, sciMode: true });
    setPrintoptions({ linewidth: 100 });
    assert.deepEqual(getPrintoptions(), { precision: 2, threshold: 1000, edgeitems: 3, linewidth: 100, sciMode: null });
  });

  test("refuses what makes no sense and changes nothing", () => {
    const before = getPrintoptions();
    for (const o of [
      { precision: -1 },
      { precision: 2.5 },
      { precision: 101 },
      { edgeitems: -1 },
      { threshold: NaN },
      { linewidth: -3 },
    ]) {
      assert.throws(() => setPrintoptions({ linewidth: 33, ...o }), { code: "print-options" });
    }
    assert.throws(() => setPrintoptions({ profile: "tiny" as "short" }), { code: "print-options", message: /"tiny"/ });
    assert.deepEqual(getPrintoptions(), before);
  });
});
