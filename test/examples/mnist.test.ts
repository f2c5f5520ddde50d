// examples/mnist, run as a user runs it, on digits that kindling draws itself; and its training beside PyTorch's.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { crc32, inflateSync } from "node:zlib";
import { compile, data, datasets, F, manualSeed, type nn, optim, save, type Tensor, transforms } from "kindling";
import { CNN, MLP } from "../../examples/mnist/models.js";
import { python, runPython } from "../python.js";

const program = fileURLToPath(new URL("../../examples/mnist/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "kindling-mnist-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, KINDLING_DATA: join(folder, "nothing") },
  });

/** Size and grey values of a PNG file, its checksums checked. */
function readPng(bytes: Buffer): { width: number; height: number; pixels: Buffer } {
  assert.equal(bytes.subarray(0, 8).toString("latin1"), "\x89PNG\r\n\x1a\n");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at),
      body = bytes.subarray(at + 4, at + 8 + length);
    assert.equal(bytes.readUInt32BE(at + 8 + length), crc32(body));
    chunks.set(body.subarray(0, 4).toString("latin1"), body.subarray(4));
    at += 12 + length;
  }
  const header = chunks.get("IHDR")!,
    width = header.readUInt32BE(0),
    height = header.readUInt32BE(4);
  assert.deepEqual([...header.subarray(8)], [8, 0, 0, 0, 0]);
  return { width, height, pixels: inflateSync(chunks.get("IDAT")!) };
}

describe("the MLP on drawn digits", () => {
  const args = ["--model", "mlp", "--synthetic", "1800"];
  const accuracies = (s: string): number[] => [...s.matchAll(/ accuracy ([0-9.]+) %/g)].map((m) => Number(m[1]));

  test("learns, shows what it gets wrong, saves, and goes on as if it had not stopped", () => {
    const whole = run(...args, "--epochs", "3", "--checkpoint", "whole.pt", "--mistakes", "whole.png");
    assert.equal(whole.status, 0, whole.stderr);
    assert.match(whole.stdout, /digits that kindling draws itself:\n {8}1800 to train with, 300 to test with/);
    assert.match(whole.stderr, /epoch 1\/3: 100% 29\/29 \[/);
    assert.doesNotMatch(whole.stderr, /kindling (hint|warning)/);
    const all = accuracies(whole.stdout);
    assert.equal(all.length, 3);
    assert.ok(all[2]! > 95, `accuracy ${all.join()}`);
    assert.match(whole.stdout, /← taken for\n( {5}[0-9] .* %\n){10}/);
    assert.match(whole.stdout, /[0-9] taken for [0-9] \(no\. [0-9]+\)[^\n]*\n[ ▀▄█]*\n/);
    const { width, height, pixels } = readPng(readFileSync(join(folder, "whole.png")));
    assert.equal(pixels.length, height * (width + 1));
    assert.ok(pixels.includes(255) && pixels.includes(0));

    const first = run(...args, "--epochs", "2", "--checkpoint", "part.pt");
    assert.deepEqual(accuracies(first.stdout), all.slice(0, 2));
    assert.ok(existsSync(join(folder, "mistakes.png")));
    const rest = run(...args, "--epochs", "3", "--checkpoint", "part.pt", "--resume");
    assert.equal(rest.status, 0, rest.stderr);
    assert.match(rest.stdout, /part\.pt is at epoch 2\./);
    assert.deepEqual(accuracies(rest.stdout), all.slice(2));
    const last = (s: string): string | undefined => /epoch 3: train loss .*? %/.exec(s)?.[0];
    assert.equal(last(rest.stdout), last(whole.stdout));
  });
  test("what makes no sense is refused with the usage", () => {
    for (const bad of [
      ["--epochs", "x"],
      ["--model", "rnn"],
      ["--epoch", "3"],
      ["--lr", "-1"],
    ]) {
      const { status, stderr } = run(...bad);
      assert.equal(status, 2, bad.join(" "));
      assert.match(stderr, /usage: npm run example:mnist/);
    }
    assert.match(run("--data", "nowhere").stderr, /^There is no folder nowhere\. --download fetches/);
  });
});

describe(
  "training, shuffled, with dropout, Adadelta and StepLR: PyTorch's losses",
  { skip: python?.torch === true ? false : "no Python with torch here" },
  () => {
    const classes = `
class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.dropout, self.fc2 = nn.Linear(784, 128), nn.Dropout(0.1), nn.Linear(128, 10)
    def forward(self, x): return F.log_softmax(self.fc2(self.dropout(F.relu(self.fc1(x.flatten(1))))), 1)
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3, 1), nn.Conv2d(32, 64, 3, 1)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)
    def forward(self, x):
        x = self.dropout1(F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2)).flatten(1)
        return F.log_softmax(self.fc2(self.dropout2(F.relu(self.fc1(x)))), 1)
`;
    const cases = [
      ["MLP", MLP, 1280, 64, 3],
      ["CNN", CNN, 24, 4, 2],
    ] as const;
    for (const [name, Net, n, batchSize, epochs] of cases) {
      test(`${name}, ${(epochs * n) / batchSize} steps`, () => {
        const transform = new transforms.Compose([
          new transforms.ToTensor(),
          new transforms.Normalize([0.1307], [0.3081]),
        ]);
        const digits = new datasets.SyntheticDigits(n, { seed: 3, transform });
        save({ x: digits.data, y: digits.targets }, join(folder, "digits.pt"));
        manualSeed(1);
        const model = new Net() as nn.Module,
          optimizer = new optim.Adadelta(model.parameters(), { lr: 1 });
        const scheduler = new optim.lrScheduler.StepLR(optimizer, 1, { gamma: 0.7 });
        const loader = new data.DataLoader(digits, { batchSize, shuffle: true });
        const step = compile((x: Tensor, y: Tensor) => {
          optimizer.zeroGrad();
          const loss = F.nllLoss(model(x) as Tensor, y);
          loss.backward();
          optimizer.step();
          return loss;
        });
        const losses: number[] = [];
        for (let epoch = 0; epoch < epochs; epoch++) {
          for (const [x, y] of loader) losses.push(step(x, y).item());
          scheduler.step();
        }
        const theirs = JSON.parse(
          runPython(
            `
import json, sys, warnings
warnings.simplefilter("ignore")
import torch, torch.nn as nn, torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset
${classes}
d = torch.load(sys.argv[1])
loader = DataLoader(TensorDataset((d["x"].unsqueeze(1).float() / 255 - 0.1307) / 0.3081, d["y"]), batch_size=${batchSize}, shuffle=True)
torch.manual_seed(1)
model = ${name}()
optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.7)
losses = []
for epoch in range(${epochs}):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.nll_loss(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    scheduler.step()
print(json.dumps(losses))
`,
            join(folder, "digits.pt"),
          ),
        ) as number[];
        assert.equal(losses.length, theirs.length);
        // Both round in the last bit, and every step lets that grow.
        losses.forEach((l, i) =>
          assert.ok(
            Math.abs(l - theirs[i]!) <= 2e-3 * Math.max(theirs[i]!, 0.05),
            `step ${i}: ${l}, PyTorch ${theirs[i]}`,
          ),
        );
      });
    }
  },
);
