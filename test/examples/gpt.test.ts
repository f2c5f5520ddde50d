// The program of examples/gpt as a user runs it, for a few steps.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../examples/gpt/main.js", import.meta.url));

test("trains, writes before and after, and saves; on its own text or on a file", () => {
  const folder = mkdtempSync(join(tmpdir(), "kindling-gpt-"));
  try {
    const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } => spawnSync(process.execPath, [program, "--steps", "6", "--batch", "2", ...args], { cwd: folder, encoding: "utf8" });
    const own = run("--save", "gpt.pt");
    assert.equal(own.status, 0, own.stderr);
    assert.match(own.stdout, /^text {3}40\d\d\d characters, 30 kinds\nmodel {2}208030 weights\nsteps {2}6, each with 2 pieces of 64 characters\n/);
    assert.match(own.stdout, /Before training it writes:\n {2}Here is the [^]+After training it writes:\n {2}Here is the /);
    assert.match(own.stdout, /loss {2}3\.\d\d [▁▂▃▄▅▆▇█]{6} 3\.\d\d\n {6}steps 1 to 6; 3\.\d+ on text it does not know\n/);
    assert.match(own.stderr, /100% 6\/6 \[/);
    assert.doesNotMatch(own.stderr, /kindling (hint|warning)/);
    assert.ok(existsSync(join(folder, "gpt.pt")));
    writeFileSync(join(folder, "text.txt"), "tick tock, goes the clock. ".repeat(40));
    const file = run("text.txt");
    assert.equal(file.status, 0, file.stderr);
    assert.match(file.stdout, /^text {3}1080 characters, 13 kinds\n[^]+writes:\n {2}tick tock, g/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
