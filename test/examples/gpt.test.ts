// The program of examples/gpt as a user runs it, for a few steps, and its training beside that of gpt.py.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { manualSeed, optim, randint, tensor } from "kindling";
import { GPT, trainingStep } from "../../examples/gpt/model.js";
import { makeText } from "../../examples/gpt/rhymes.js";
import { noTorch, sameLosses, twin, ways } from "./twin.js";

const program = fileURLToPath(new URL("../../examples/gpt/main.js", import.meta.url));

test("trains, writes before and after, and saves; on its own text or on a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "kindling-gpt-"));
  try {
    const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
      spawnSync(process.execPath, [program, "--steps", "6", "--batch", "2", ...args], {
        cwd: folder,
        encoding: "utf8",
      });
    const own = run("--save", "gpt.pt");
    assert.equal(own.status, 0, own.stderr);
    assert.match(
      own.stdout,
      /^text {3}40\d\d\d characters, 30 kinds\nmodel {2}208030 weights\nsteps {2}6, each with 2 pieces of 64 characters\n/,
    );
    assert.match(
      own.stdout,
      /Before training it writes:\n {2}Here is the [^]+After training it writes:\n {2}Here is the /,
    );
    assert.match(
      own.stdout,
      /loss {2}3\.\d\d [▁▂▃▄▅▆▇█]{6} 3\.\d\d\n {6}steps 1 to 6; 3\.\d+ on text it does not know\n/,
    );
    assert.match(own.stderr, /100% 6\/6 \[/);
    assert.doesNotMatch(own.stderr, /kindling (hint|warning)/);
    assert.ok(existsSync(join(folder, "gpt.pt")));
    writeFileSync(join(folder, "text.txt"), "tick tock, 🕰 goes the clock. ".repeat(40));
    const file = run("text.txt");
    assert.equal(file.status, 0, file.stderr);
    assert.match(file.stdout, /^text {3}1160 characters, 14 kinds\n[^]+writes:\n {2}tick tock, 🕰/u);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("50 steps: PyTorch's losses", { skip: noTorch }, () => {
  const text = [...makeText(2000, 0)],
    alphabet = [...new Set(text)].sort();
  const windows = tensor(
    text.map((c) => alphabet.indexOf(c)),
    { dtype: "int64" },
  )
    .unfold(0, 17, 1)
    .contiguous();
  let theirs: number[] | undefined;
  for (const [name, way] of ways) {
    test(name, () => {
      assert.equal(alphabet.length, 30);
      theirs ??= twin<number[]>("gpt", { windows });
      manualSeed(0);
      const model = new GPT({ vocabulary: 30, context: 16, width: 16, heads: 2, layers: 2 });
      const step = way(trainingStep(model, new optim.AdamW(model.parameters(), { lr: 2e-3 })));
      const losses = theirs.map(() => {
        const some = windows.indexSelect(0, randint(0, windows.shape[0]!, [4]));
        return step(some.narrow(1, 0, 16).contiguous(), some.narrow(1, 1, 16).contiguous()).item();
      });
      // All is smooth: what the two round differently in the last bit stays there.
      sameLosses(losses, theirs, 1e-5);
    });
  }
});
