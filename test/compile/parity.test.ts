// Compiled training against PyTorch: every one of 300 losses, from the goldens and from a live PyTorch.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { compile, F, manualSeed, nn, optim, type Tensor, tensor } from "kindling";
import { weekend } from "../browser/weekend.js";
import { goldenFile, readGolden } from "../goldens.js";
import { python } from "../python.js";

const STEPS = 300,
  BATCHES = 7;

/** The pictures and labels of test/golden/mlp.py. */
const label = (k: number): number => (k * 7) % 10;
const picture = (k: number): number[] =>
  Array.from(
    { length: 784 },
    (_, i) =>
      ((i * 7919 + k * 104729 + ((i * (k % 53)) % 101) * 31) % 997) / 498.5 - 1 + (i % 10 === label(k) ? 0.25 : 0),
  );
const batch = (b: number): number[] => Array.from({ length: 64 }, (_, k) => 64 * b + k);

class Net extends nn.Module {
  l1 = new nn.Linear(784, 128);
  l2 = new nn.Linear(128, 10);
  forward(x: Tensor): Tensor {
    return this.l2(F.relu(this.l1(x)));
  }
}

function mlp(seed: number): number[] {
  manualSeed(seed);
  const model = new Net(),
    optimizer = new optim.Adam(model.parameters(), { lr: 1e-4 }),
    criterion = new nn.CrossEntropyLoss();
  const xs = Array.from({ length: BATCHES }, (_, b) => tensor(batch(b).map(picture))),
    ys = Array.from({ length: BATCHES }, (_, b) => tensor(batch(b).map(label), { dtype: "int64" }));
  const step = compile((x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = criterion(model(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const losses = Array.from({ length: STEPS }, (_, i) => step(xs[i % BATCHES]!, ys[i % BATCHES]!).item());
  assert.match(step.explain(), /^plan 1 of 1/);
  return losses;
}

function compare(got: readonly number[], want: readonly number[], relative = 1e-5): void {
  assert.equal(want.length, STEPS);
  want.forEach((l, i) =>
    assert.ok(Math.abs(got[i]! - l) <= relative * Math.abs(l), `loss of step ${i}: ${got[i]} here, ${l} in PyTorch`),
  );
}

interface Golden {
  seed: number;
  losses: number[];
}
const live = { skip: python?.torch !== true ? "no Python with PyTorch is installed" : false };

/** What a Python program of test/golden/ writes for a seed and what else it takes. */
function inPython(script: string, ...args: number[]): Buffer {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-parity-"));
  try {
    const out = path.join(folder, "out");
    const run = spawnSync(
      python!.command,
      [fileURLToPath(goldenFile(script)), String(args[0]), out, ...args.slice(1).map(String)],
      { encoding: "utf8" },
    );
    assert.equal(run.status, 0, run.stderr);
    return readFileSync(out);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("the weekend program, compiled", () => {
  test("has the losses of PyTorch's goldens", () => {
    const { seed, losses } = readGolden<{ seed: number; losses: [number, number][] }>("weekend");
    compare(
      weekend(seed, STEPS),
      losses.slice(0, STEPS).map(([, l]) => l),
    );
  });
  test("has those of a live PyTorch", live, () => {
    const bytes = inPython("weekend.py", 3, STEPS / 100),
      line = bytes.indexOf(10);
    compare(
      weekend(3, STEPS),
      Array.from({ length: STEPS }, (_, i) => bytes.readDoubleLE(line + 1 + 8 * i)),
    );
  });
});

describe("784-128-10 with Adam in batches of 64, compiled", () => {
  test("has the losses of PyTorch's goldens", () => {
    const { seed, losses } = readGolden<Golden>("mlp");
    compare(mlp(seed), losses);
  });
  // PyTorch's own losses differ by 8e-6 when the pictures of a batch change places, and may on another machine.
  test("has those of a live PyTorch", live, () =>
    compare(mlp(1), (JSON.parse(inPython("mlp.py", 1).toString()) as Golden).losses, 2e-5),
  );
});
