import { test } from "node:test";
import assert from "node:assert/strict";
import fc from "fast-check";
import { sparkline } from "#src/train/sparkline.js";

test("draws one block per value", () => {
  assert.equal(sparkline([0, 1, 2, 3, 4, 5, 6, 7]), "▁▂▃▄▅▆▇█");
  assert.equal(sparkline([9, 4, 1, 0, 1]), "█▄▁▁▁");
  assert.equal(sparkline(new Float32Array([-1, 0, 1])), "▁▅█");
  assert.equal(sparkline([]), "");
});

test("equal values are in the middle", () => {
  assert.equal(sparkline([3, 3, 3]), "▄▄▄");
  assert.equal(sparkline([0]), "▄");
  assert.equal(sparkline([5e-324, 0]), "▄▄");
});

test("shows the largest of neighbours, so that a spike stays", () => {
  const flat = new Array<number>(1000).fill(0);
  flat[617] = 1;
  assert.equal(sparkline(flat, { width: 10 }), "▁▁▁▁▁▁█▁▁▁");
  assert.equal(sparkline([1, 2, 3, 4, 5], { width: 2 }), "▁█");
  assert.equal(sparkline([1, 2, 3, 4, 5]).length, 5);
  assert.equal(sparkline(flat).length, 60);
});

test("crosses mark what is not finite", () => {
  assert.equal(sparkline([1, NaN, 2, Infinity, -Infinity]), "▁×█××");
  assert.equal(sparkline([NaN, NaN]), "××");
  assert.equal(sparkline([1, 1, NaN, 1, 2, 2], { width: 3 }), "▁×█");
});

test("logarithmic heights make powers of ten a slope", () => {
  assert.equal(sparkline([1e4, 1e3, 100, 10, 1], { log: true }), "█▇▅▃▁");
  assert.equal(sparkline([1e4, 1e3, 100, 10, 1]), "█▁▁▁▁");
  assert.equal(sparkline([10, 1, 0, -5], { log: true }), "█▁▁▁");
  assert.equal(sparkline([0, 0, NaN], { log: true }), "▄▄×");
});

test("spans of any size", () => {
  assert.equal(sparkline([-1.7e308, 0, 1.7e308]), "▁▅█");
});

test("the width must be a whole number", () => {
  for (const width of [0, -1, 2.5, NaN, Infinity])
    assert.throws(() => sparkline([1], { width }), { code: "sparkline-width" });
});

test("has as many blocks as there is room and values for, with the largest on top", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      (values, width, log) => {
        const line = sparkline(values, { width, log });
        assert.equal(line.length, Math.min(values.length, width));
        assert.match(line, /^[▁▂▃▄▅▆▇█]+$/);
        if (!log && line.includes("▁")) assert.ok(line.includes("█"));
      },
    ),
  );
});
