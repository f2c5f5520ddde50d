// Tensors that a plan has moved into WebAssembly's memory, in eager kernels that make that memory grow: with threads (in
// Node) the memory is shared, and arrays within it stay; without them, as in most pages, they are empty after it grew.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, F, noGrad, ones, optim, type Tensor, tensor } from "#src/browser.js";

/** A tensor of these sizes that lies where plans run. */
function moved(size: readonly number[]): Tensor {
  const w = ones([...size], { requiresGrad: true });
  const optimizer = new optim.SGD([w], { lr: 0 });
  const step = compile(() => {
    optimizer.zeroGrad();
    const loss = w.mul(w).sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
  for (let i = 0; i < 3; i++) step();
  return w;
}

test("a product of matrices", () => {
  const w = moved([64, 8]);
  const out = noGrad(() => ones(60_000, 64).matmul(w)); // 32 MB of operands
  assert.deepEqual([out.amin().item(), out.amax().item()], [64, 64]);
});

test("a convolution", () => {
  const w = moved([4, 1, 3, 3]);
  const out = noGrad(() => F.conv2d(ones(300, 1, 64, 64), w, tensor([0, 0, 0, 0])));
  assert.deepEqual([out.amin().item(), out.amax().item()], [9, 9]);
});
