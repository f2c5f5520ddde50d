import assert from "node:assert/strict";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { test } from "node:test";

// The script behind docs/coverage.md, on a package and a yardstick made up here.

interface Rows {
  module: string;
  present: string[];
  out: [name: string, reason: string][];
  missing: string[];
}
interface Script {
  camel(name: string): string;
  coverage(kindling: object, names: Record<string, string[]>): Rows[];
  summary(rows: Rows[]): string;
  render(rows: Rows[], version: string): string;
  presentOn(page: string): Set<string>;
  gone(page: string, rows: Rows[]): string[];
}
const script = (await import(
  pathToFileURL(path.resolve(import.meta.dirname, "../../../scripts/coverage.mjs")).href
)) as Script;

const names = {
  torch: ["add", "scatter_add", "atleast_1d", "quantize_per_tensor", "Generator"],
  "torch.Tensor": ["add_", "T", "is_contiguous"],
  "torch.nn": ["Linear", "LSTM"],
};
const kindling = {
  zeros: () => ({ add_: 1, T: 1 }),
  add: 1,
  Generator: 1,
  nn: { Linear: 1, functional: { scatterAdd: 1 } },
};

test("names in camelCase", () => {
  assert.deepEqual(["scatter_add_", "atleast_1d", "T", "conv2d", "log_softmax", "ReLU6"].map(script.camel), [
    "scatterAdd_",
    "atleast1d",
    "T",
    "conv2d",
    "logSoftmax",
    "ReLU6",
  ]);
});

test("present, left out with a reason, not yet", () => {
  const rows = script.coverage(kindling, names);
  assert.deepEqual(
    rows.map((r) => r.present),
    [["add", "Generator", "scatter_add"], ["add_", "T"], ["Linear"]],
  );
  assert.deepEqual(rows[0]!.out, [["quantize_per_tensor", "quantized numbers"]]);
  assert.deepEqual(
    rows.map((r) => r.missing),
    [["atleast_1d"], ["is_contiguous"], ["LSTM"]],
  );
  assert.equal(script.summary(rows), "torch 3/4, torch.Tensor 2/3, torch.nn 1/2");
});

test("a name that the page has and the package lacks is noticed", () => {
  const page = script.render(script.coverage(kindling, names), "1.13");
  assert.deepEqual([...script.presentOn(page)].sort(), [
    "torch.Generator",
    "torch.Tensor.T",
    "torch.Tensor.add_",
    "torch.add",
    "torch.nn.Linear",
    "torch.scatter_add",
  ]);
  assert.deepEqual(script.gone(page, script.coverage(kindling, names)), []);
  const less = { ...kindling, nn: { Linear: 1, functional: {} }, zeros: () => ({ add_: 1 }) };
  assert.deepEqual(script.gone(page, script.coverage(less, names)), ["torch.scatter_add", "torch.Tensor.T"]);
});
