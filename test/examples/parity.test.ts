// The weekend program in TypeScript and in Python: same data, same first weights, same losses.
// Runs in 2 parts.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { F, manualSeed, nn, optim, random, type Tensor, tensor } from "kindling";
import { goldenFile, readGolden } from "../goldens.js";
import { python } from "../python.js";

class Net extends nn.Module {
  l1 = new nn.Linear(10, 1);
  forward(x: Tensor): Tensor {
    return F.relu(this.l1(x));
  }
}

function weekend(
  seed: number,
  steps: number,
): { values: number[][]; labels: number[]; first: number[]; last: number[]; losses: Float64Array } {
  random.seed(seed);
  manualSeed(seed);
  const values: number[][] = [],
    labels: number[] = [];
  for (let i = 0; i < 100; i++) {
    const ones = random.randint(0, 10);
    const data = [...Array<number>(ones).fill(1), ...Array<number>(10 - ones).fill(0)];
    random.shuffle(data);
    labels.push(data.filter((d) => d === 1).length);
    values.push(data);
  }
  const x = tensor(values),
    y = tensor(labels);
  const net = new Net();
  const weights = (): number[] => [
    ...(net.l1.weight.flatten().tolist() as number[]),
    ...(net.l1.bias!.tolist() as number[]),
  ];
  const first = weights();
  const criterion = new nn.MSELoss();
  const optimizer = new optim.SGD(net.parameters(), { lr: 0.01 });
  const losses = new Float64Array(steps);
  for (let i = 0; i < steps; i++) {
    const output = net(x);
    optimizer.zeroGrad();
    const loss = criterion(output, y.unsqueeze(1));
    loss.backward();
    optimizer.step();
    losses[i] = loss.item();
  }
  return { values, labels, first, last: weights(), losses };
}

interface Head {
  seed: number;
  values: number[][];
  labels: number[];
  first: number[];
  last: number[];
}

function compare(ours: ReturnType<typeof weekend>, theirs: Head, losses: Iterable<readonly [number, number]>): void {
  assert.deepEqual(ours.values, theirs.values, "the data");
  assert.deepEqual(ours.labels, theirs.labels, "the labels");
  assert.deepEqual(ours.first, theirs.first, "the first weights, bit for bit");
  let compared = 0;
  for (const [i, l] of losses) {
    const mine = ours.losses[i]!;
    assert.ok(Math.abs(mine - l) <= 1e-8 + 1e-5 * Math.abs(l), `loss of step ${i}: ${mine} here, ${l} in PyTorch`);
    compared++;
  }
  assert.ok(compared >= 300);
  ours.last.forEach((w, i) =>
    assert.ok(Math.abs(w - theirs.last[i]!) < 1e-4, `last weight ${i}: ${w} here, ${theirs.last[i]} in PyTorch`),
  );
}

test("data, first weights and losses equal PyTorch's goldens", () => {
  const golden = readGolden<Head & { losses: [number, number][] }>("weekend");
  compare(weekend(golden.seed, 100_000), golden, golden.losses);
});

test(
  "every one of 100,000 losses equals a live PyTorch's",
  { skip: python?.torch !== true ? "no Python with PyTorch is installed" : false },
  () => {
    const folder = mkdtempSync(join(tmpdir(), "kindling-parity-"));
    try {
      const out = join(folder, "weekend.bin");
      const run = spawnSync(python!.command, [fileURLToPath(goldenFile("weekend.py")), "12", out], {
        encoding: "utf8",
      });
      assert.equal(run.status, 0, run.stderr);
      const bytes = readFileSync(out);
      const line = bytes.indexOf(10);
      const head = JSON.parse(bytes.subarray(0, line).toString()) as Head;
      const losses = new Float64Array(bytes.buffer.slice(bytes.byteOffset + line + 1, bytes.byteOffset + bytes.length));
      assert.equal(losses.length, 100_000);
      compare(weekend(12, losses.length), head, losses.entries());
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
