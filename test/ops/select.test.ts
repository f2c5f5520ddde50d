import { test } from "node:test";
import assert from "node:assert/strict";
import { selectRow, sortRow } from "#src/ops/sort/rows.js";

test("a few of many by a heap are the first that sorting gives, ties and NaN included", () => {
  const n = 100,
    keys = Float64Array.from({ length: n }, (_, i) => {
      const u = (i * 7919) % 31;
      return u === 5 ? NaN : u;
    });
  for (const descending of [false, true]) {
    const sorted = sortRow(keys, 0, 1, n, descending, new Int32Array(n), new Int32Array(n));
    for (const k of [1, 2, 7, 50, 100]) assert.deepEqual(selectRow(keys, 0, 1, n, descending, k), sorted.slice(0, k));
  }
});
