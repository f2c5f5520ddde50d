// A training that is stopped, in every way there is, goes on to the bit as if nothing had happened.

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import {
  Checkpoint,
  data,
  interruptible,
  KindlingError,
  load,
  manualSeed,
  nn,
  setProgressOutput,
  tensor,
} from "kindling";
import { root } from "../package/installed.js";

// Programs run on the package as users get it, not on the copy that tests run on.
const program = path.join(root, "build/test/train/checkpoint-run.js");
const top = mkdtempSync(path.join(tmpdir(), "kindling-checkpoint-"));
after(() => rmSync(top, { recursive: true, force: true }));
let made = 0;
const folder = (): string => path.join(top, `run${made++}`);

function run(args: readonly string[]): string {
  const r = spawnSync(process.execPath, [program, ...args], { encoding: "utf8", cwd: root });
  assert.equal(r.status, 0, r.stderr);
  return r.stdout;
}
interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}
/** Starts the program; what it ends with is awaited. */
function start(args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [program, ...args], { cwd: root });
  let out = "",
    err = "";
  child.stdout.on("data", (d) => (out += String(d)));
  child.stderr.on("data", (d) => (err += String(d)));
  return {
    child,
    ended: new Promise((done) => child.on("close", (code, signal) => done({ code, signal, out, err }))),
  };
}
/** Waits until the folder has so many files of steps. */
async function files(at: string, count: number): Promise<void> {
  for (;;) {
    try {
      if (readdirSync(at).filter((f) => f.startsWith("step-")).length >= count) return;
    } catch {
      /* not there yet */
    }
    await new Promise((r) => setTimeout(r, 2));
  }
}

for (const [kind, workers] of [
  ["sync", "0"],
  ["async", "0"],
  ["sync", "2"],
  ["async", "2"],
] as const) {
  test(`killed at random moments, ${kind} with ${workers} threads`, async () => {
    const epochs = workers === "0" ? "24" : "8",
      want = run([folder(), epochs, workers, kind]);
    const at = folder();
    let kills = 0,
      last: Ended;
    for (;;) {
      const { child, ended } = start([at, epochs, workers, kind]);
      // A different moment each time, from before the first save on.
      const timer = setTimeout(() => child.kill("SIGKILL"), 150 + 97 * kills * (1 + (kills % 3)));
      last = await ended;
      clearTimeout(timer);
      if (last.signal !== "SIGKILL") break;
      kills++;
      assert.ok(kills < 100);
    }
    assert.equal(last.code, 0, last.err);
    assert.equal(last.out, want);
    assert.ok(kills > 0);
    assert.match(last.err, /^Resumed from .*step-\d+\.pt: epoch \d+/m);
  });
}

describe("Ctrl-C", { skip: process.platform === "win32" ? "signals are sent otherwise on Windows" : false }, () => {
  test("finishes the step, saves, says how to go on, and ends with 130; the run goes on to the bit", async () => {
    const want = run([folder(), "60", "0"]);
    const at = folder(),
      { child, ended } = start([at, "60", "0"]);
    await files(at, 1);
    child.kill("SIGINT");
    const first = await ended;
    assert.equal(first.code, 130, first.err);
    const said = /^Interrupted after step (\d+); saved as (.*)\.\nTo go on: (.*)$/m.exec(first.err)!;
    assert.ok(said !== null, first.err);
    assert.equal(load<{ step: number }>(said[2]!).step, Number(said[1]));
    const second = spawnSync(said[3]!, { shell: true, encoding: "utf8", cwd: root });
    assert.equal(second.stdout, want, second.stderr);
    assert.match(second.stderr, new RegExp(`Resumed from .*step ${said[1]}\\.`));
  });
  test("a loop without checkpoint ends after its step, and a second press ends the program", async () => {
    const code = `import { interruptible } from "kindling";
      let n = 0;
      const until = Date.now() + 60_000;
      console.log("begun");
      for (const i of interruptible((function* () { for (let i = 0; ; i++) yield i; })())) {
        n++;
        const end = Date.now() + 20;
        while (Date.now() < end);
        if (Date.now() > until) break;
      }
      console.log("after", n > 0);
      const end = Date.now() + 30_000;
      while (Date.now() < end);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", code], { cwd: root });
    let out = "";
    const heard = (text: string): Promise<void> =>
      new Promise((done) => {
        const look = (): void => {
          if (out.includes(text)) done();
        };
        child.stdout.on("data", look);
        look();
      });
    child.stdout.on("data", (d) => (out += String(d)));
    const ended = new Promise<string | null>((done) => child.on("close", (_, signal) => done(signal)));
    await heard("begun");
    await new Promise((r) => setTimeout(r, 500)); // the thread that listens is there
    child.kill("SIGINT");
    await heard("after true");
    child.kill("SIGINT");
    assert.equal(await ended, "SIGINT"); // which a shell calls 130
  });
});

describe("Checkpoint", () => {
  const silent = { quiet: true };
  test("keeps the last ones and the best", () => {
    const files = new Map<string, Uint8Array>(),
      state = { value: 0 };
    const c = new Checkpoint(files, { state }, { ...silent, keep: 2 });
    for (const epoch of c.epochs(5)) {
      state.value = epoch;
      c.report([3, 1, 2, 5, 4][epoch]!);
    }
    assert.deepEqual([...files.keys()].sort(), ["best.pt", "step-00000004.pt", "step-00000005.pt"]);
    assert.equal(c.best, 1);
    assert.equal(c.loadBest(), true);
    assert.equal(state.value, 1);
    const again = { value: -1 };
    const other = new Checkpoint(files, { state: again }, silent);
    assert.deepEqual(other.resume(), { path: "step-00000005.pt", epoch: 5, step: 5, batch: 0 });
    assert.equal(again.value, 4);
    assert.equal(other.best, 1);
    assert.deepEqual([...other.epochs(5)], []);
    assert.deepEqual([...other.epochs(7)], [5, 6]);
  });
  test("says what it resumed from, and passes over a damaged file", () => {
    const at = folder(),
      list: number[] = [];
    const c = new Checkpoint(at, { list }, silent);
    for (const epoch of c.epochs(3)) list.push(epoch);
    const newest = path.join(at, "step-00000003.pt");
    writeFileSync(newest, readFileSync(newest).subarray(0, 300));
    let said = "";
    setProgressOutput({ write: (t) => (said += t) });
    try {
      const again: number[] = [];
      const r = new Checkpoint(at, { list: again }).resume();
      assert.equal(r?.step, 2);
      assert.deepEqual(again, [0, 1]);
      assert.match(said, /step-00000003\.pt cannot be read and is passed over/);
      assert.match(said, /Resumed from .*step-00000002\.pt: epoch 2, step 2\./);
    } finally {
      setProgressOutput(null);
    }
    assert.equal(new Checkpoint(folder(), { list }, silent).resume(), null);
  });
  test("goes on within the first of two loops over batches, and within the second", () => {
    for (let stop = 1; stop < 12; stop++) {
      const program = (files: Map<string, Uint8Array>, most: number): string[] => {
        manualSeed(0);
        const seen: string[] = [];
        const set = new data.TensorDataset(tensor([0, 1, 2, 3, 4, 5]));
        const a = new data.DataLoader(set, { batchSize: 2, shuffle: true }),
          b = new data.DataLoader([10, 11, 12], { batchSize: 1, shuffle: true });
        const c = new Checkpoint(files, { seen }, { ...silent, every: 1 });
        c.resume();
        try {
          for (const epoch of c.epochs(2)) {
            for (const [x] of c.batches(a)) {
              seen.push(`${epoch}a${String(x!.tolist())}`);
              if (seen.length > most) throw new Error("stop");
            }
            for (const x of c.batches(b)) {
              seen.push(`${epoch}b${String((x as ReturnType<typeof tensor>).tolist())}`);
              if (seen.length > most) throw new Error("stop");
            }
          }
        } catch (e) {
          if ((e as Error).message !== "stop") throw e;
        }
        return seen;
      };
      const want = program(new Map(), Infinity),
        files = new Map<string, Uint8Array>();
      assert.equal(want.length, 12);
      program(files, stop);
      assert.deepEqual(program(files, Infinity), want, `stopped in step ${stop}`);
    }
  });
  test("counts what is left", () => {
    const files = new Map<string, Uint8Array>(),
      c = new Checkpoint(files, {}, { ...silent, every: 2 });
    assert.equal(c.epochs(3).length, 3);
    const loader = new data.DataLoader([1, 2, 3, 4, 5]);
    for (const _ of c.epochs(3)) {
      assert.equal(c.batches(loader).length, 5);
      for (const _ of c.batches(loader)) if (c.step === 3) break;
      break;
    }
    const d = new Checkpoint(files, {}, silent);
    assert.equal(d.resume()!.batch, 2);
    assert.equal(d.batches(loader).length, 3);
    assert.equal([...d.batches(loader)].length, 3);
  });
  test("refuses what it cannot keep, and what is not its own", () => {
    const refused = (f: () => unknown, message: RegExp): void =>
      assert.throws(f, (e) => e instanceof KindlingError && message.test(e.message), String(message));
    refused(() => new Checkpoint(new Map(), { f: () => 1 }), /cannot keep "f": it is a function/);
    refused(() => new Checkpoint(new Map(), { n: 3 as never }), /cannot keep "n": it is 3/);
    refused(() => new Checkpoint(3 as never, {}), /path of a folder/);
    refused(() => new Checkpoint(new Map(), new nn.Linear(1, 1) as never), /object of the parts/);
    refused(() => new Checkpoint(new Map(), {}, { every: 0 }), /every/);
    const files = new Map<string, Uint8Array>();
    new Checkpoint(files, { a: [1] }, silent).save();
    refused(() => new Checkpoint(files, { b: [] }, silent).resume(), /has no "b"/);
    refused(() => new Checkpoint(files, {}).batches(3 as never), /loop over/);
  });
});

test("interruptible hands everything on, and keeps the length", () => {
  assert.deepEqual([...interruptible([1, 2, 3])], [1, 2, 3]);
  assert.equal(interruptible([1, 2]).length, 2);
  assert.throws(() => interruptible(3 as never), KindlingError);
});
