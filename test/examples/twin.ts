// What the tests of examples share: the program as a user runs it, and its training beside that of its twin, a program in
// Python that lies beside the test and has the same name.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { compile, datasets, save, type Tensor } from "kindling";
import { picturesOf } from "../../examples/mnist/digits.js";
import { python } from "../python.js";

/** Why nothing can be held against PyTorch; `false` where it can. */
export const noTorch = python?.torch === true ? false : "no Python with torch here";

/** A folder for the test, which is removed when it ends. */
export const folder = mkdtempSync(join(tmpdir(), "kindling-example-"));
after(() => rmSync(folder, { recursive: true, force: true }));

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example in a process of its own, where no files of MNIST are. It must succeed, and nothing must seem wrong to the library. */
export function runExample(name: string, ...args: string[]): Result {
  const main = fileURLToPath(new URL(`../../examples/${name}/main.js`, import.meta.url));
  const r = spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, KINDLING_DATA: join(folder, "nothing") },
  });
  assert.equal(r.status, 0, r.stderr);
  assert.doesNotMatch(r.stderr, /kindling (hint|warning)/);
  return r;
}

/** What the twin of an example prints, as JSON, for tensors that it reads from a file. One thread, since others may be at work here. */
export function twin<T>(name: string, inputs: Readonly<Record<string, Tensor>>): T {
  const file = join(folder, `${name}.pt`);
  save({ ...inputs }, file);
  const program = fileURLToPath(new URL(`../../../test/examples/${name}.py`, import.meta.url));
  const { status, stdout, stderr } = spawnSync(python!.command, ["-W", "ignore", program, file], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1" },
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as T;
}

/** Both ways to run a step. */
export const ways = [
  ["eager", <F>(f: F): F => f],
  ["compiled", compile as <F>(f: F) => F],
] as const;

/** Each loss equals PyTorch's, up to `rtol` of it. */
export function sameLosses(ours: readonly number[], theirs: readonly number[], rtol: number): void {
  assert.equal(ours.length, theirs.length);
  ours.forEach((l, i) =>
    assert.ok(Math.abs(l - theirs[i]!) <= rtol * Math.abs(theirs[i]!), `loss ${i}: ${l}, PyTorch ${theirs[i]}`),
  );
}

/** Drawn digits, `[n, 1, 28, 28]`. */
export const digits = (n: number): Tensor => picturesOf(new datasets.SyntheticDigits(n, { seed: 3 }));
