// The memory of plans, in a runtime without shared memory, where growing takes every view of it away (a page that is not
// isolated, say): what users hold stays theirs.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compile, nn, ones, optim, randn, type Tensor, zeros } from "kindling";
import { listEngines } from "#src/engine/engine.js";
import { wasmEngine } from "#src/engine/wasm/wasm-engine.js";

// The engine of Node has threads, and so shared memory; this one, in its place, has neither.
const alone = wasmEngine();
Object.assign(
  listEngines().find((e) => e.name === "wasm")!,
  { program: alone.program!.bind(alone) },
);

const values = (t: Tensor): number[] => Array.from(t.toTypedArray() as Float32Array);
/** Makes the memory of plans larger. */
function grow(): void {
  const w = zeros(3_000_000),
    f = compile(() => {
      w.add_(1);
      return w.sum();
    });
  for (let i = 0; i < 3; i++) f();
}

test("weights, gradients and results outlive the growth of the memory", () => {
  const w = ones(4, { requiresGrad: true }),
    optimizer = new optim.SGD([w], { lr: 0.5, momentum: 0.5 });
  const step = compile((x: Tensor) => {
    optimizer.zeroGrad();
    const loss = w.mul(x).sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
  let loss = step(ones(4));
  for (let i = 0; i < 3; i++) loss = step(ones(4));
  const g = w.grad!;
  grow();
  assert.deepEqual(values(g), [1, 1, 1, 1]);
  assert.deepEqual(values(w.grad!), [1, 1, 1, 1]);
  assert.equal(loss.item(), 4 * (1 - 0.5 - 0.75 - 0.875));
  assert.deepEqual(values(w), Array(4).fill(1 - 0.5 - 0.75 - 0.875 - 0.9375));
  optimizer.step(); // outside, with the gradient that the plan left
  assert.deepEqual(values(w), Array(4).fill(1 - 0.5 - 0.75 - 0.875 - 0.9375 - 0.96875));
});

test("a plan that goes gives its memory back at once, and leaves gradients as they are", () => {
  const w = ones(50_000, { requiresGrad: true });
  const slope = compile((x: Tensor) => {
    w.grad = null;
    w.mul(x.sum()).sum().backward();
  });
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const memory = (): number => {
    collect();
    collect();
    return process.memoryUsage().arrayBuffers;
  }; // buffers are swept after the first
  for (let i = 0; i < 3; i++) slope(ones(1));
  for (let n = 2; n < 24; n++) for (let i = 0; i < 3; i++) slope(ones(n)); // 16 plans are kept
  assert.equal(w.grad!.get(7).item(), 23);
  const before = memory();
  for (let round = 0; round < 30; round++) for (let n = 1; n < 40; n++) slope(ones(n));
  assert.ok(memory() - before < 20e6, `${((memory() - before) / 1e6).toFixed(1)} MB more`);
  assert.equal(w.grad!.get(7).item(), 39);
});

test("a model that is trained and scored in turns, with memory growing in between", () => {
  const model = new nn.Linear(3, 2),
    optimizer = new optim.Adam(model.parameters());
  const train = compile((x: Tensor) => {
    optimizer.zeroGrad();
    const loss = model(x).pow(2).sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
  const score = compile((x: Tensor) => model(x).detach());
  for (let i = 0; i < 8; i++) {
    train(randn(5, 3));
    if (i % 3 === 2) grow();
    const x = randn(2, 3),
      want = values(x.matmul(model.weight.t()).add(model.bias!));
    values(score(x)).forEach((v, j) => assert.ok(Math.abs(v - want[j]!) < 1e-5));
    assert.equal(model.weight.grad!.numel(), 6);
    assert.ok(Number.isFinite(model.weight.grad!.sum().item()));
  }
});
