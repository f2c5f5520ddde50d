// What `npm publish` would publish, tried as a user would: packed, unpacked into an empty project, run and type-checked.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { check, install, npm } from "./installed.js";

const program = `
import { F, Tensor, load, manualSeed, nn, optim, save, tensor } from "kindling";

class Net extends nn.Module {
  l1 = new nn.Linear(2, 1);
  forward(x: Tensor): Tensor { return F.relu(this.l1(x)); }
}

manualSeed(5);
const x = tensor([[1, 0], [0, 1], [1, 1]]);
const y = tensor([[1], [2], [3]]);
const model = new Net();
const criterion = new nn.MSELoss();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
for (let i = 0; i < 500; i++) {
  optimizer.zeroGrad();
  criterion(model(x), y).backward();
  optimizer.step();
}
save(model, "net.pt");
const loaded = load("net.pt", { Net });
const value: number = Number(loaded(tensor([[1, 1]])).item());
process.stdout.write(value.toFixed(2));
`;

describe("the package", () => {
  const { app, tarball, files, remove } = install();
  after(remove);

  test("holds the compiled library, its types, the studio if it is built, what npm shows, and nothing else", () => {
    const junk = files.filter(
      (f) =>
        !/^(dist\/[\w/-]+\.js|dist\/types\/[\w/-]+\.d\.ts|dist\/bundle\/\w+\.(cjs|d\.cts)|docs\/[\w-]+\.md|docs\/scaling\/[\w-]+\.svg|studio\/dist\/[\w./-]+\.(html|js|css|svg|bin)|README\.md|LICENSE|package\.json)$/.test(
          f,
        ),
    );
    assert.deepEqual(junk, []);
    for (const needed of [
      "dist/node.js",
      "dist/types/node.d.ts",
      "dist/browser.js",
      "dist/types/browser.d.ts",
      "dist/bundle/node.js",
      "dist/bundle/browser.js",
      "README.md",
      "LICENSE",
    ]) {
      assert.ok(files.includes(needed), `${needed} is missing`);
    }
    const { size } = statSync(tarball);
    assert.ok(size < 2_950_000, `the tarball has ${size} bytes`); // a look at each growth: the last ones were the native engine, the command line and kindling/onnx
  });

  test("has no dependency and no install script", () => {
    const manifest = JSON.parse(readFileSync(path.join(app, "node_modules/kindling/package.json"), "utf8")) as Record<
      string,
      Record<string, string> | undefined
    >;
    for (const kind of ["dependencies", "optionalDependencies", "bundleDependencies"])
      assert.equal(manifest[kind], undefined);
    // What the native engine calls compiled code with, for programs that have it: npm installs an optional peer for nobody.
    assert.deepEqual(Object.keys(manifest["peerDependencies"]!), ["koffi"]);
    assert.deepEqual(manifest["peerDependenciesMeta"], { koffi: { optional: true } });
    for (const script of ["preinstall", "install", "postinstall"])
      assert.equal(manifest["scripts"]?.[script], undefined);
    assert.match(npm(["ls", "--all", "--parseable"], app), /^[^\n]*app\n[^\n]*kindling\n$/);
  });

  test("type-checks and runs in an empty project", () => {
    writeFileSync(
      path.join(app, "main.ts"),
      `declare const process: { stdout: { write(text: string): void } };\n${program}`,
    );
    // No @types/node in this project: the declarations have to stand on their own.
    assert.equal(check(app, ["main.ts"], { module: "nodenext", lib: ["es2023"] }), "");
    assert.equal(execFileSync(process.execPath, ["main.js"], { cwd: app, encoding: "utf8" }), "3.00");
    rmSync(path.join(app, "main.ts"));
  });

  test("refuses a wrong call at compile time", () => {
    writeFileSync(path.join(app, "wrong.ts"), 'import { nn } from "kindling";\nnew nn.Linear("ten", 1);\n');
    assert.match(check(app, ["wrong.ts"], { module: "nodenext", noEmit: true }), /wrong\.ts\(2,15\)|wrong\.ts:2:15/);
    rmSync(path.join(app, "wrong.ts"));
  });

  test("gives bundlers the preset for browsers, and that one needs nothing of Node", () => {
    writeFileSync(
      path.join(app, "browser.ts"),
      'import { tensor } from "kindling";\nexport const three: string = String(tensor([1, 2]).sum());\n',
    );
    assert.equal(check(app, ["browser.ts"], { module: "esnext", moduleResolution: "bundler", noEmit: true }), "");
    rmSync(path.join(app, "browser.ts"));
    for (const from of ["./node_modules/kindling/dist/browser.js", "kindling/browser"]) {
      const code = `import { tensor } from '${from}'; process.stdout.write(String(tensor([1, 2]).sum()))`;
      assert.equal(
        execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: app, encoding: "utf8" }),
        "tensor(3.)",
      );
    }
  });

  test("is found alike by Node, bundlers and compilers", async () => {
    const { problems } = (await checkPackage(createPackageFromTarballData(readFileSync(tarball)))) as {
      problems: { kind: string; resolutionKind?: string }[];
    };
    // TypeScript's oldest way of finding modules does not read `exports`.
    assert.deepEqual(
      problems.filter((p) => p.resolutionKind !== "node10"),
      [],
    );
    assert.deepEqual(
      (await publint({ pkgDir: path.join(app, "node_modules/kindling"), strict: true, pack: false })).messages,
      [],
    );
  });

  for (const name of ["kindling", "kindling/browser"]) {
    test(`require("${name}") gives the library that import gives`, () => {
      writeFileSync(
        path.join(app, "both.cjs"),
        `const k = require("${name}");
        import("${name}").then((m) => console.log(m.Tensor === k.Tensor, Object.keys(m).length === Object.keys(k).length, String(k.tensor([1, 2]).sum())));`,
      );
      assert.equal(
        execFileSync(process.execPath, ["--no-warnings", "both.cjs"], { cwd: app, encoding: "utf8" }),
        "true true tensor(3.)\n",
      );
    });
  }
  test("the plugin for bundlers, too, comes by require", () => {
    assert.equal(
      execFileSync(process.execPath, ["--no-warnings", "-p", 'require("kindling/lean").lean().name'], {
        cwd: app,
        encoding: "utf8",
      }),
      "kindling-lean\n",
    );
  });
});
