// Programs share the engine's memory: where a loop makes one model after the other, in one job, those that are not used leave it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, manualSeed, nn, optim, randn, type Tensor } from "kindling";
import { Heap } from "#src/engine/wasm/heap.js";

/** A model of its own with a compiled step. */
function trained(seed: number, size: number): { model: nn.Linear; step: (x: Tensor) => Tensor } {
  manualSeed(seed);
  const model = new nn.Linear(size, 4),
    optimizer = new optim.SGD(model.parameters(), { lr: 0.01, momentum: 0.9 });
  const step = compile((x: Tensor) => {
    optimizer.zeroGrad();
    const loss = model(x).pow(2).mean();
    loss.backward();
    optimizer.step();
    return loss;
  });
  return { model, step };
}

test("thousands of models in a synchronous loop take bounded memory, and the first ones go on where they were", () => {
  const x = randn(8, 300),
    first = trained(1, 300),
    twin = trained(1, 300);
  const losses: number[] = [];
  for (let i = 0; i < 6; i++) losses.push(first.step(x).item());
  const { grow } = WebAssembly.Memory.prototype;
  let pages = 0;
  WebAssembly.Memory.prototype.grow = function (delta: number): number {
    pages += delta;
    return grow.call(this, delta);
  };
  try {
    for (let n = 0; n < 1500; n++) {
      const { step } = trained(n, 300);
      for (let i = 0; i < 3; i++) step(x);
    }
  } finally {
    WebAssembly.Memory.prototype.grow = grow;
  }
  assert.ok(pages * 65536 < 200e6, `${((pages * 65536) / 1e6).toFixed(0)} MB`);
  // Its weights moved out, and its plan settles anew: as if it had never stopped.
  for (let i = 0; i < 6; i++) losses.push(first.step(x).item());
  const want: number[] = [];
  for (let i = 0; i < 12; i++) want.push(twin.step(x).item());
  assert.deepEqual(losses, want);
  assert.deepEqual(first.model.weight.tolist(), twin.model.weight.tolist());
});

test("what several use moves out when the last of them leaves", () => {
  const heap = new Heap(false),
    holder = { data: Float32Array.of(1, 2, 3) },
    own = holder.data;
  const at = heap.adopt(holder);
  assert.equal(heap.adopt(holder), at);
  assert.notEqual(holder.data, own);
  heap.release(holder);
  assert.equal(holder.data.buffer, heap.memory.buffer);
  holder.data[1] = 5;
  heap.release(holder);
  assert.notEqual(holder.data.buffer, heap.memory.buffer);
  assert.deepEqual([...holder.data], [1, 5, 3]);
  heap.release(holder); // once too often
  assert.notEqual(heap.adopt(holder), 0);
});
