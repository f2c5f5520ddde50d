// Not against plans: it computes with numbers alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { allReduce, allReduces, calibrate, gpt2, messages, stepTime } from "../../bench/scaling/model.js";

const link = { name: "test", latency: 1e-5, bandwidth: 1e9 };

describe("the cost model of bench/scaling", () => {
  it("finds the numbers that made the measurements", () => {
    const adding = 8e9;
    const made = [1e3, 1e4, 1e5, 1e6, 1e7].map((bytes) => ({
      bytes,
      seconds: allReduces.tree(bytes, 2, link, adding),
    }));
    const found = calibrate(made, adding);
    assert.ok(Math.abs(found.latency / link.latency - 1) < 0.05, String(found.latency));
    assert.ok(Math.abs(found.bandwidth / link.bandwidth - 1) < 0.05, String(found.bandwidth));
  });
  it("prefers few messages for few bytes, and few bytes for many", () => {
    assert.ok(allReduces.tree(100, 64, link, 8e9) < allReduces.ring(100, 64, link, 8e9));
    assert.ok(allReduces.ring(1e9, 64, link, 8e9) < allReduces.tree(1e9, 64, link, 8e9));
    const c = (nodes: number): Parameters<typeof allReduce>[1] => ({
      nodes,
      ranksPerNode: 1,
      between: link,
      within: link,
      adding: 8e9,
    });
    assert.equal(allReduce(1e6, c(1)), 0);
    assert.ok(allReduce(1e6, c(64)) > allReduce(1e6, c(8)));
  });
  it("puts small gradients together", () => {
    assert.deepEqual(messages([10, 500, 20, 30], 1000, 400), [500, 60]);
    assert.deepEqual(messages([300, 300, 300], 700, 400), [600, 300]);
    const parameters = gpt2().reduce((a, b) => a + b, 0) / 4;
    assert.ok(parameters > 123e6 && parameters < 125e6, String(parameters));
    const alone = { nodes: 1, ranksPerNode: 1, between: link, within: link, adding: 8e9 };
    assert.equal(stepTime({ name: "", gradients: [], computing: 2 }, alone, [1e6]), 2);
  });
});
