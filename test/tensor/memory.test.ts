import { test } from "node:test";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

// A synchronous loop never gives finalizers a turn, so memory must not depend on them. The loop runs in a process of
// its own with the collector exposed, so that what is measured is what is really held.

const program = `
import { matmul, noGrad, rand, zeros } from "kindling";

const x = rand(100, 10), y = rand(100, 1);
const w = rand(10, 1, { requiresGrad: true }), b = zeros(1, { requiresGrad: true });
function step() {
  const loss = matmul(x, w).add(b).relu().sub(y).pow(2).mean();
  w.grad = null; b.grad = null;
  loss.backward();
  noGrad(() => { w.sub_(w.grad, { alpha: 1e-3 }); b.sub_(b.grad, { alpha: 1e-3 }); });
  const grown = x.t().get(0).mul(2); // views and copies that are dropped at once
  grown.set([0], 1);
  return loss;
}
// Buffers are swept beside the program, after the collector; the next collection waits for that.
const used = () => { gc(); gc(); const m = process.memoryUsage(); return { heap: m.heapUsed, arrays: m.arrayBuffers, rss: m.rss }; };
const N = Number(process.argv[1]);
for (let i = 0; i < N / 10; i++) step();
const before = used();
let peak = 0;
for (let i = 0; i < N; i++) {
  step();
  if (i % 1000 === 0) peak = Math.max(peak, process.memoryUsage().rss);
}
console.log(JSON.stringify({ before, after: used(), peak }));
`;

test("a synchronous loop of training steps holds on to nothing", () => {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const run = spawnSync(process.execPath, ["--expose-gc", "--input-type=module", "-e", program, "100000"], {
    cwd: root,
    encoding: "utf8",
  });
  assert.equal(run.status, 0, run.stderr);
  type Use = { heap: number; arrays: number; rss: number };
  const { before, after, peak } = JSON.parse(run.stdout) as { before: Use; after: Use; peak: number };
  const mib = 2 ** 20;
  const report = JSON.stringify({ before, after, peak });
  assert.ok(after.heap - before.heap < 2 * mib, `the heap grew: ${report}`); // a tensor kept per step would be 50 MiB
  assert.ok(after.arrays - before.arrays < 2 * mib, `array buffers grew: ${report}`);
  assert.ok(peak - before.rss < 300 * mib, `garbage piled up within the loop: ${report}`);
});
