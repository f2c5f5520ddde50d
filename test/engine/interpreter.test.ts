// What runs where no code may be made from text (Node's flag for it does what a page's Content-Security-Policy does), with
// WebAssembly and without. That the interpreter gives the js engine's bits for every record is tested in test/ops/records.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";
import { describe, test } from "node:test";
import { interpreterEngine } from "#src/engine/interpreter/interpreter.js";
import { k } from "#src/ir/builder.js";
import type { Kernel } from "#src/ir/kernel.js";

const root = path.resolve(import.meta.dirname, "../../..");

/** Runs a program with all of kindling in scope, as users have it; gives what it printed, and what it said aside. */
function run(program: string, { refused = true, wasm = true } = {}): { out: string; said: string[] } {
  const text = `${wasm ? "" : "delete globalThis.WebAssembly;"} const kindling = await import("kindling"); with_(kindling);
  async function with_({ tensor, arange, zeros, randn, softmax, floorDivide, nn, F, optim, manualSeed, compile, matmul, saveBytes, load, data }) { ${program} }`;
  const done = spawnSync(
    process.execPath,
    [...(refused ? ["--disallow-code-generation-from-strings"] : []), "--input-type=module", "-e", text],
    { cwd: root, encoding: "utf8" },
  );
  assert.equal(done.status, 0, done.stderr);
  return { out: done.stdout, said: done.stderr.split("\n").filter((line) => line !== "") };
}

const training = `
  manualSeed(1);
  const net = new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.BatchNorm2d(4), new nn.ReLU(), new nn.MaxPool2d(2), new nn.Flatten(), new nn.Linear(100, 10));
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.05, momentum: 0.9 }), x = randn(32, 1, 12, 12), y = arange(32).remainder(10).long();
  const step = () => { optimizer.zeroGrad(); const loss = F.crossEntropy(net(x), y); loss.backward(); optimizer.step(); return loss; };
  const losses = [];
  for (let i = 0; i < 4; i++) losses.push(step().item());
  const fast = compile(step);
  for (let i = 0; i < 5; i++) losses.push(fast().item());
  console.log(JSON.stringify(losses));
  console.log(JSON.stringify(load(saveBytes(net.stateDict())).get("5.bias").tolist()));
  console.log(/WebAssembly/.test(fast.explain()));`;

describe("where no code may be made from text", () => {
  for (const wasm of [true, false]) {
    test(`training, compiling and saving give the same, ${wasm ? "with" : "without"} WebAssembly; that it is slower is said once`, () => {
      const here = run(training, { refused: false, wasm }),
        there = run(training, { wasm });
      const [losses, bias, plan] = there.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown);
      const [wanted, wantedBias] = here.out
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as unknown);
      (wanted as number[]).forEach((w, i) =>
        assert.ok(
          Math.abs((losses as number[])[i]! - w) <= 1e-4 * Math.abs(w),
          `loss ${i}: ${(losses as number[])[i]}, not ${w}`,
        ),
      );
      (wantedBias as number[]).forEach((w, i) => assert.ok(Math.abs((bias as number[])[i]! - w) <= 1e-5, `bias ${i}`));
      assert.equal(plan, wasm);
      assert.deepEqual(here.said, []);
      assert.equal(there.said.length, 1);
      assert.match(there.said[0]!, /^kindling warning: .*'wasm-unsafe-eval'.*\[no-code\]$/);
    });
  }

  const sizes = `
    for (const n of [5, 5000]) for (let i = 0; i < 3; i++) {
      const a = arange(n).to("int32");
      try { floorDivide(a, zeros(n, { dtype: "int32" })); console.log("no error"); } catch (e) { console.log(e.code); }
      for (const d of ["float64", "float32", "float16", "bfloat16", "int64", "uint8", "bool"]) {
        const v = a.remainder(7).to(d), grid = v.reshape(5, -1);
        console.log(d, v.mul(v).add(v).add(2).sum().item(), grid.t().contiguous().select(1, 3).sum().item(), a.double().mean().item());
        if (d !== "bool") v.add_(1);
        console.log(v.narrow(0, 1, n - 2).max().item(), grid.argmax(1).tolist().join());
      }
    }`;
  for (const wasm of [true, false]) {
    test(`ops of small and larger tensors, ${wasm ? "with" : "without"} WebAssembly`, () => {
      const there = run(sizes, { wasm });
      assert.equal(there.out, run(sizes, { refused: false, wasm }).out);
      assert.equal(there.said.length, 1);
    });
  }

  test("a loader gives its batches", () => {
    const program = `const loader = new data.DataLoader(new data.TensorDataset(arange(8), arange(8)), { batchSize: 4 }); for (const [x] of loader) console.log(x.tolist().join());`;
    assert.equal(run(program).out, run(program, { refused: false }).out);
  });
});

test("a value that does not change along an axis is computed once, a row's maximum as any other", () => {
  // out[i, j] = exp(x[i, j] − max over k of x[i, k]): without keeping the maximum, n² steps for a row.
  const n = 4000;
  const row = (axis: number): readonly number[] => [0, 1, 2].map((a) => (a === 0 ? n : a === axis ? 1 : 0));
  const x = k.load(0, "float32", { offset: 0, strides: row(1) });
  const max = k.reduce("max", [2], k.load(0, "float32", { offset: 0, strides: row(2) }));
  const kernel: Kernel = {
    name: "peak",
    axes: [
      { size: 2, kind: "parallel" },
      { size: n, kind: "parallel" },
      { size: n, kind: "reduce" },
    ],
    inputs: ["float32"],
    params: [],
    ints: 0,
    outputs: [{ dtype: "float32", index: { offset: 0, strides: row(1) }, value: k.sub(x, max) }],
  };
  let reads = 0;
  const data = Float32Array.from({ length: 2 * n }, (_, i) => i % 17);
  const watched = new Proxy(data, {
    get: (d, at) => {
      reads++;
      return Reflect.get(d, at, d) as unknown;
    },
  });
  const out = new Float32Array(2 * n);
  interpreterEngine.prepare(kernel)!([out, watched], [], []);
  assert.deepEqual(
    [...out],
    [...data].map((v) => v - 16),
  );
  assert.equal(reads, 4 * n);
});
