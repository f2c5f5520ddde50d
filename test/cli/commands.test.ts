// `npx kindling …` as a user runs it: what it prints, where, and its exit codes.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import {
  equal,
  load,
  nn,
  npy,
  npz,
  ones,
  optim,
  safetensors,
  save,
  SummaryWriter,
  type Tensor,
  tensor,
  version,
} from "kindling";
import { root } from "../package/installed.js";
import { python, runPython } from "../python.js";

const folder = mkdtempSync(path.join(tmpdir(), "kindling-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

interface Done {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
function kindling(...args: string[]): Done {
  const r = spawnSync(process.execPath, [path.join(root, "dist/cli/main-node.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1e8,
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { code: r.status, out: r.stdout, err: r.stderr };
}
/** One line on stderr, nothing on stdout, no stack. */
function refused(done: Done, code: number, message: RegExp): void {
  assert.equal(done.code, code, done.err);
  assert.equal(done.out, "");
  assert.match(done.err, message);
  assert.doesNotMatch(done.err, /\n\s+at /);
  if (code === 1) assert.match(done.err, /^kindling: [^\n]+\n$/);
}

class Net extends nn.Module {
  l1 = new nn.Linear(3, 2);
  norm = new nn.BatchNorm1d(2);
  forward(x: Tensor): Tensor {
    return this.norm(this.l1(x));
  }
}

describe("the command line", () => {
  test("version, help and what does not exist", () => {
    const { version: packaged } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
      version: string;
    };
    assert.equal(version, packaged);
    assert.deepEqual(kindling("--version"), { code: 0, out: `${version}\n`, err: "" });
    for (const args of [[], ["--help"], ["help"]]) {
      const { code, out } = kindling(...args);
      assert.equal(code, 0);
      for (const name of ["new", "inspect", "convert", "plot", "studio", "doctor", "completion"])
        assert.match(out, new RegExp(`^  ${name} `, "m"));
    }
    assert.match(kindling("inspect", "--help").out, /^usage: kindling inspect <file>/);
    assert.match(kindling("help", "convert").out, /^usage: kindling convert/);
    refused(kindling("inspct"), 2, /no command "inspct"/);
    refused(kindling("toString"), 2, /no command "toString"/);
    refused(kindling("inspect"), 2, /The file is missing\.\nusage:/);
    refused(kindling("inspect", "a", "b"), 2, /"b" is an extra argument/);
    refused(kindling("inspect", "--fast", "a"), 2, /Unknown option '--fast'/);
  });

  test("inspect shows names, shapes, dtypes, sizes and classes", () => {
    const model = new Net();
    save(model, at("net.pt"));
    save(
      { model: model.stateDict(), epoch: 3, optimizer: new optim.SGD(model.parameters(), { lr: 0.1 }).stateDict() },
      at("all.pt"),
    );
    safetensors.save(model.stateDict(), at("net.safetensors"), { metadata: { format: "pt" } });
    npz.save({ a: ones(2), b: tensor([1, 2, 3], { dtype: "int64" }) }, at("x.npz"));
    npy.save(ones(2, 2).half(), at("x.npy"));
    const whole = kindling("inspect", "net.pt");
    assert.equal(whole.code, 0, whole.err);
    assert.match(whole.out, /__main__\.Net/);
    assert.match(whole.out, /l1 {2}torch\.nn\.modules\.linear\.Linear/);
    assert.match(whole.out, /weight +parameter float32 \[2, 3\] {2}24 B/);
    assert.match(whole.out, /running_mean +float32 \[2\] {2}8 B/);
    assert.match(whole.out, /^7 tensors, 17 numbers, 72 B$/m);
    assert.match(kindling("inspect", "all.pt").out, /epoch +3\n/);
    const s = kindling("inspect", "net.safetensors").out;
    assert.match(s, /"format": "pt"/);
    assert.match(s, /^7 tensors, 17 numbers, 72 B$/m);
    assert.match(kindling("inspect", "x.npz").out, /b +int64 \[3\] {2}24 B/);
    assert.match(kindling("inspect", "x.npy").out, /float16 \[2, 2\] {2}8 B/);
    const json = JSON.parse(kindling("inspect", "x.npz", "--json").out) as { tensors: number; numbers: number };
    assert.deepEqual([json.tensors, json.numbers], [2, 5]);
  });

  test(
    "inspect runs nothing, and ends with a sentence for any file",
    { skip: python === undefined ? "there is no Python" : false },
    () => {
      runPython(
        `
import sys, os, pickle, zipfile, io
sys.setrecursionlimit(10000)
folder = sys.argv[1]
class Evil:
    def __reduce__(self): return (os.system, ("touch " + folder + "/ran",))
def pt(name, value):
    with zipfile.ZipFile(folder + "/" + name, "w") as z:
        z.writestr("a/data.pkl", pickle.dumps(value, 2)); z.writestr("a/version", "3\\n")
pt("evil.pt", {"model": Evil()})
deep = []
for _ in range(500): deep = [deep]
pt("deep.pt", deep)
me = []; me.append(me)
pt("me.pt", me)
wide = [[]]
for _ in range(40): wide = [wide, wide]
pt("wide.pt", wide)
open(folder + "/empty.pt", "wb").close()
open(folder + "/noise.pt", "wb").write(os.urandom(500))
open(folder + "/zip.pt", "wb").write(b"PK" + os.urandom(300))
`,
        folder,
      );
      const evil = kindling("inspect", "evil.pt");
      assert.equal(evil.code, 0, evil.err);
      assert.match(evil.out, /posix\.system|nt\.system/);
      assert.equal(existsSync(at("ran")), false);
      for (const name of ["deep.pt", "me.pt", "wide.pt"]) {
        const r = kindling("inspect", name);
        assert.ok(r.code === 0 || r.code === 1, `${name}: ${r.err}`);
        assert.ok(r.out.length < 1e7);
        if (r.code === 1) assert.match(r.err, /^kindling: [^\n]+\n$/);
      }
      for (const name of ["empty.pt", "noise.pt", "zip.pt", "missing.pt", "."])
        refused(kindling("inspect", name), 1, /^kindling: /);
      assert.match(kindling("inspect", "missing.pt", "--debug").err, /\n\s+at /);
    },
  );

  test("convert goes from each format to each, and back", () => {
    const state = new Net().stateDict();
    save(new Net(), at("a.pt"));
    save(state, at("state.pt"));
    for (const [from, to] of [
      ["state.pt", "b.safetensors"],
      ["b.safetensors", "c.npz"],
      ["c.npz", "d.pt"],
      ["a.pt", "e.npz"],
    ] as const) {
      const r = kindling("convert", from, to);
      assert.deepEqual([r.code, r.err, r.out], [0, "", `${to}: 7 tensors\n`]);
    }
    const back = load<nn.StateDict>(at("d.pt"));
    for (const [name, t] of state) assert.ok(equal(back.get(name)!, t), name);
    npy.save(ones(3), at("one.npy"));
    assert.equal(kindling("convert", "one.npy", "one.safetensors").code, 0);
    assert.deepEqual(safetensors.load(at("one.safetensors")).get("array")!.tolist(), [1, 1, 1]);
    refused(kindling("convert", "state.pt", "x.onnx"), 2, /extension of x\.onnx is not one of/);
    refused(kindling("convert", "state.pt", "x.npy"), 1, /7 tensors, but a \.npy file holds only one/);
    refused(kindling("convert", "nothere.pt", "x.npz"), 1, /No such file/);
  });

  test("plot draws a table and TensorBoard's files", () => {
    writeFileSync(at("run.csv"), "epoch,train,test\n0,1,1.1\n1,0.5,0.7\n2,0.25,0.6\n");
    assert.match(kindling("plot", "run.csv").out, /• train {3}× test/);
    const r = kindling("plot", "run.csv", "--out", "run.svg", "--log", "--title", "a title");
    assert.equal(r.out, "run.svg\n", r.err);
    assert.match(readFileSync(at("run.svg"), "utf8"), /a title/);
    const w = new SummaryWriter(at("board"));
    for (let i = 0; i < 5; i++) w.addScalars("loss", { a: i, b: 2 * i }, i);
    assert.match(kindling("plot", "board").out, /loss_a\/loss {3}× loss_b\/loss/);
    refused(kindling("plot", "nothere"), 1, /No such file/);
    mkdirSync(at("bare"));
    refused(kindling("plot", "bare"), 1, /no curves/);
    refused(kindling("plot", "run.csv", "--out", "a.jpg"), 1, /\.svg, \.png/);
  });

  test("doctor and completion", () => {
    const d = kindling("doctor");
    assert.equal(d.code, 0, d.err);
    for (const word of [version, process.versions.node, "SIMD", "memory", "compiler"])
      assert.ok(d.out.includes(word), word);
    assert.doesNotMatch(d.out, /\u001b/);
    for (const shell of ["bash", "zsh", "fish"]) {
      const c = kindling("completion", shell);
      assert.equal(c.code, 0);
      assert.match(c.out, /inspect/);
      const there = spawnSync(shell, ["--version"]).status === 0;
      if (there) assert.equal(spawnSync(shell, ["-n"], { input: c.out }).status, 0, shell);
    }
    const bash = spawnSync(
      "bash",
      [
        "-c",
        'eval "$1"; COMP_WORDS=(kindling in); COMP_CWORD=1; _kindling; echo "${COMPREPLY[@]}"',
        "-",
        kindling("completion", "bash").out,
      ],
      { encoding: "utf8" },
    );
    if (bash.status !== null) assert.equal(bash.stdout, "inspect\n", bash.stderr);
    refused(kindling("completion", "tcsh"), 2, /no completion for "tcsh"/);
  });

  test("new makes a project that compiles, trains and passes its tests", () => {
    refused(kindling("new", "Not A Name!"), 2, /cannot be called/);
    const made = kindling("new", "first");
    assert.equal(made.code, 0, made.err);
    refused(kindling("new", "first"), 1, /not empty/);
    const project = at("first");
    mkdirSync(path.join(project, "node_modules/@types"), { recursive: true });
    symlinkSync(root, path.join(project, "node_modules/kindling"));
    symlinkSync(path.join(root, "node_modules/typescript5"), path.join(project, "node_modules/typescript"));
    symlinkSync(path.join(root, "node_modules/@types/node"), path.join(project, "node_modules/@types/node"));
    const run = (...args: string[]): Done => {
      const r = spawnSync(process.execPath, args, { cwd: project, encoding: "utf8" });
      return { code: r.status, out: r.stdout, err: r.stderr };
    };
    const tsc = run("node_modules/typescript/bin/tsc");
    assert.equal(tsc.code, 0, tsc.out);
    const trained = run("dist/train.js");
    assert.equal(trained.code, 0, trained.err);
    const [, right, found] = /right: \[([^\]]*)\] found: \[([^\]]*)\]/.exec(trained.out.replace(/\s+/g, " "))!;
    assert.equal(found!.trim(), right!.trim());
    assert.equal(run("--test", "dist/").code, 0);
    assert.ok(load(path.join(project, "runs/first/step-00001000.pt")));
  });
});
