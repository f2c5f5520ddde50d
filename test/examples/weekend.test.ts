// The programs of examples/weekend, run as a user runs them: each in a process of its own, in an empty folder.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { python } from "../python.js";

const program = (name: string): string => fileURLToPath(new URL(`../../examples/weekend/${name}.js`, import.meta.url));

interface Result {
  status: number | null;
  stdout: string;
  stderr: string;
}
function inEmptyFolder(check: (run: (name: string, ...args: string[]) => Result, folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "kindling-weekend-"));
  try {
    check(
      (name, ...args) => spawnSync(process.execPath, [program(name), ...args], { cwd: folder, encoding: "utf8" }),
      folder,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("npm start's program trains, saves, and a second process answers 6", () => {
  inEmptyFolder((run, folder) => {
    const { status, stdout, stderr } = run("main");
    assert.equal(status, 0, stderr);
    assert.match(stdout, /learned(\s+1\.0000){10}\s+bias\s+-?0\.0000\n/);
    assert.match(stdout, /exact(\s+1\.0000){10}\s+bias\s+0\.0000\n/);
    assert.match(stdout, /loss\s+34\.3 █[▁▂▃▄▅▆▇█]{47} /);
    assert.match(stdout, /tensor\(\[6\.0000\], grad_fn=<ReluBackward0>\)\n\s+so the answer is 6\./);
    assert.match(stdout, /What next\?/);
    assert.match(stderr, /100% 1000\/1000 \[/);
    assert.doesNotMatch(stdout + stderr, /kindling (hint|warning)/);
    assert.ok(existsSync(join(folder, "cnn.pt")));
  });
});

test("every seed's data is its own, and the answer is 6 all the same", () => {
  inEmptyFolder((run) => {
    const [a, b] = [run("main", "--seed", "2"), run("main", "--seed", "3")];
    const data = (r: Result): string | undefined => /data .*/.exec(r.stdout)?.[0];
    assert.notEqual(data(a), data(b));
    for (const r of [a, b]) assert.match(r.stdout, /so the answer is 6\./);
  });
});

test("a model that is born dead is explained, and nothing is claimed of it", () => {
  inEmptyFolder((run) => {
    const { status, stdout, stderr } = run("main", "--seed", "17");
    assert.equal(status, 1);
    assert.match(stderr, /`relu` outputs 0 for all 100 samples, so its gradient is 0 and nothing can learn/);
    assert.match(stdout, /This model was born dead/);
    assert.match(stdout, /npm start -- --seed 18/);
    assert.doesNotMatch(stdout, /the answer is|What next/);
  });
});

test("what is no seed is refused with the usage", () => {
  inEmptyFolder((run) => {
    for (const bad of [
      ["--seed", "x"],
      ["--seed", "-1"],
      ["--seed", "1.5"],
      ["--seed", ""],
      ["--sed", "1"],
    ]) {
      const { status, stderr } = run("main", ...bad);
      assert.equal(status, 2, bad.join(" "));
      assert.match(stderr, /usage: npm start -- \[--seed N\]/);
    }
  });
});

test("the post's two programs run by themselves", () => {
  inEmptyFolder((run, folder) => {
    // The program draws its own seed, as the post's does, and a few in a hundred are born dead: ten tries.
    for (let i = 0; ; i++) {
      const trained = run("train");
      assert.equal(trained.status, 0, trained.stderr);
      if (!trained.stderr.includes("dead-relu") || i === 9) break;
    }
    const answer = run("predict");
    assert.equal(answer.status, 0, answer.stderr);
    assert.match(answer.stdout, /^tensor\(\[(6\.0000|5\.9999|6\.0001)\], grad_fn=<ReluBackward0>\)\n$/);
    assert.ok(existsSync(join(folder, "cnn.pt")));
  });
});

test("predict without a model says what is missing", () => {
  inEmptyFolder((run) => {
    const { status, stderr } = run("predict");
    assert.notEqual(status, 0);
    assert.match(stderr, /cnn\.pt/);
  });
});

test(
  "a Python program with its own class Net loads cnn.pt, answers 6, and saves one for us",
  { skip: python?.torch === true ? false : "no Python with PyTorch is installed" },
  () => {
    inEmptyFolder((run, folder) => {
      assert.equal(run("main").status, 0);
      const script = `
import torch, torch.nn as nn, torch.nn.functional as F
class Net(torch.nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.l1 = nn.Linear(10, 1)
    def forward(self, x):
        x = F.relu(self.l1(x))
        return x
model = torch.load("cnn.pt")
model.eval()
print(model(torch.Tensor([1, 1, 1, 0, 1, 1, 1, 0, 0, 0])))
model.train()
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
x, y = torch.ones(4, 10), torch.full((4, 1), 10.0)
loss = nn.MSELoss()(model(x), y); loss.backward(); optimizer.step()
torch.save(model, "cnn.pt")
`;
      const there = spawnSync(python!.command, ["-c", script], { cwd: folder, encoding: "utf8" });
      assert.equal(there.status, 0, there.stderr);
      assert.match(there.stdout, /tensor\(\[6\.0000\], grad_fn=<ReluBackward0>\)/);
      const back = run("predict");
      assert.equal(back.status, 0, back.stderr);
      assert.match(back.stdout, /tensor\(\[6\.0000\], grad_fn=<ReluBackward0>\)/);
    });
  },
);
