// A warning says at which line of the user's it was: in a program that imports the package, with and without source maps, and
// in one that a bundler has made one file of, also minified.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { compile, KindlingError, nn, rand, type Tensor } from "kindling";

type Build = (o: object) => Promise<unknown>;
const build = await import("esbuild" as string).then(
  (m: { build: Build }) => m.build,
  () => null,
);

const root = path.resolve(import.meta.dirname, "../../.."),
  folder = mkdtempSync(path.join(root, "build/lines-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Each warned line ends in a comment with the code. */
const program = `import { compile, nn, F, optim, rand, tensor, noGrad, zeros } from "kindling";
class Net extends nn.Module {
  constructor() { super(); this.l1 = new nn.Linear(3, 1); this.drop = new nn.Dropout(0.5); }
  forward(x) { return this.drop(this.l1(x)); }
}
class Loss extends nn.Module {
  constructor() { super(); this.inner = new nn.L1Loss(); }
  forward(x, y) {
    return this.inner(x, y); // loss-broadcast
  }
}
const model = new Net(), optimizer = new optim.SGD(model.parameters(), { lr: 0.001 }), x = rand(4, 3), own = new Loss();
const criterion = new nn.MSELoss();
const train = (step) => { for (let i = 0; i < 3; i++) step(x); };
train((b) => {
  const loss = criterion(model(b), zeros(4)); // loss-broadcast
  loss.backward();
  optimizer.step(); // zero-grad
});
F.huberLoss(model(x), zeros(1, 4)); // loss-broadcast
own(model(x), zeros(2, 4, 1));
const scheduler = new optim.lrScheduler.StepLR(new optim.SGD([zeros(1)]), 1);
const compiled = compile((b) => {
  return F.l1Loss(b, zeros(1, 1, 3)); // loss-broadcast
});
compiled(zeros(3));
`;
const wanted = program.split("\n").flatMap((l, i) => {
  const code = /\/\/ (\S+)$/.exec(l)?.[1];
  return code === undefined ? [] : [{ code, line: i + 1 }];
});

/** The lines that a run names, each with its code. */
function said(file: string, flags: readonly string[] = []): string[] {
  const { status, stderr } = spawnSync(process.execPath, [...flags, file], { encoding: "utf8", cwd: root });
  assert.equal(status, 0, stderr);
  return [...stderr.matchAll(/\(at (\S+?):(\d+):\d+\) {2}\[([\w-]+)\]/g)].map((m) => `${m[3]} ${m[1]}:${m[2]}`).sort();
}
const lines = (name: string): string[] => wanted.map(({ code, line }) => `${code} ${name}:${line}`).sort();
const source = path.join(folder, "train.mjs");
writeFileSync(source, program);

describe("the package as it is", () => {
  test("in Node", () => assert.deepEqual(said(source), lines("train.mjs")));
  test("with source maps", () => assert.deepEqual(said(source, ["--enable-source-maps"]), lines("train.mjs")));
});

describe("in one file with the library", { skip: build === null ? "there is no esbuild" : false }, () => {
  for (const minify of [false, true]) {
    for (const format of ["esm", "cjs"] as const) {
      test(`${minify ? "minified" : "as it is"}, ${format}, with source maps`, async () => {
        const outfile = path.join(folder, `app-${minify}.${format === "esm" ? "mjs" : "cjs"}`);
        await build!({
          entryPoints: [source],
          bundle: true,
          format,
          platform: "node",
          outfile,
          minify,
          sourcemap: true,
          logLevel: "silent",
          absWorkingDir: root,
          keepNames: false,
        });
        assert.deepEqual(said(outfile, ["--enable-source-maps"]), lines("train.mjs"));
      });
    }
  }
  test("without source maps: the line in the bundle", async () => {
    const outfile = path.join(folder, "plain.mjs");
    await build!({
      entryPoints: [source],
      bundle: true,
      format: "esm",
      platform: "node",
      outfile,
      logLevel: "silent",
      absWorkingDir: root,
    });
    const text = readFileSync(outfile, "utf8").split("\n");
    const found = said(outfile).map((s) => text[Number(/:(\d+)$/.exec(s)![1]) - 1]!.trim());
    const places = [/criterion\(/, /huberLoss\(/, /optimizer\d*\.step\(/, /this\.inner\(/, /l1Loss\(/];
    assert.equal(found.length, places.length);
    for (const p of places)
      assert.ok(
        found.some((l) => p.test(l)),
        found.join("\n"),
      );
  });
});

test("an error's stack begins at the user's line, however deep in the library it was thrown", () => {
  const { stackTraceLimit } = Error;
  const model = new nn.Sequential(new nn.Sequential(new nn.Sequential(new nn.Sequential(new nn.Linear(3, 4)))));
  for (const f of [
    () => rand(3, 4).add(rand(3, 5)),
    () => model(rand(2, 5)),
    () => rand(3).sum(4),
    () => compile((x: Tensor) => model(x))(rand(2, 5)),
  ]) {
    assert.throws(f, (e) => {
      assert.ok(e instanceof KindlingError);
      const lines = e.stack!.split("\n"),
        first = lines.findIndex((l) => /^ +at /.test(l));
      assert.ok(lines[0]!.startsWith(`KindlingError: ${e.message.split("\n")[0]!}`), e.stack);
      assert.match(lines[first]!, /lines\.test\.[jt]s:\d+/);
      assert.ok(lines.length - first <= stackTraceLimit);
      return true;
    });
  }
  assert.equal(Error.stackTraceLimit, stackTraceLimit);
});
