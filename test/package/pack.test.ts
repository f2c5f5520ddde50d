// What `npm publish` would publish, tried as a user would: packed, unpacked into an empty project, run and type-checked.

import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";

const root = path.resolve(import.meta.dirname, "../../..");

/** npm's own entry point when npm runs the tests; otherwise whatever the shell finds. */
function npm(args: string[], cwd: string): string {
  const self = process.env["npm_execpath"];
  return self !== undefined && self.endsWith("npm-cli.js")
    ? execFileSync(process.execPath, [self, ...args], { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
    : execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
}

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
const loaded = load("net.pt", { Net }) as Net;
const value: number = Number(loaded(tensor([[1, 1]])).item());
process.stdout.write(value.toFixed(2));
`;

describe("the package", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-pack-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const [packed] = JSON.parse(npm(["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root)) as [{ filename: string; files: { path: string }[] }];
  const tarball = path.join(folder, packed.filename);
  const app = path.join(folder, "app");
  mkdirSync(app);
  writeFileSync(path.join(app, "package.json"), JSON.stringify({ name: "app", private: true, type: "module" }));
  npm(["install", "--offline", "--no-audit", "--no-fund", tarball], app);

  const tsc = (options: Record<string, unknown>): string => {
    writeFileSync(path.join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: { target: "es2022", strict: true, skipLibCheck: false, ...options }, include: ["*.ts"] }));
    const done = spawnSync(process.execPath, [path.join(root, "node_modules/typescript/bin/tsc"), "-p", app], { encoding: "utf8" });
    return done.stdout + done.stderr;
  };

  test("holds the compiled library, its types, the studio if it is built, what npm shows, and nothing else", () => {
    const junk = packed.files.map((f) => f.path).filter((f) => !/^(dist\/[\w/-]+\.(js|d\.ts)|docs\/[\w-]+\.md|studio\/dist\/[\w./-]+\.(html|js|css|svg|bin)|README\.md|LICENSE|package\.json)$/.test(f));
    assert.deepEqual(junk, []);
    for (const needed of ["dist/node.js", "dist/node.d.ts", "dist/browser.js", "dist/browser.d.ts", "dist/bundle/node.js", "dist/bundle/browser.js", "README.md", "LICENSE"]) {
      assert.ok(packed.files.some((f) => f.path === needed), `${needed} is missing`);
    }
    const { size } = statSync(tarball);
    assert.ok(size < 2_400_000, `the tarball has ${size} bytes`);
  });

  test("has no dependency and no install script", () => {
    const manifest = JSON.parse(readFileSync(path.join(app, "node_modules/kindling/package.json"), "utf8")) as Record<string, Record<string, string> | undefined>;
    for (const kind of ["dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies"]) assert.equal(manifest[kind], undefined);
    for (const script of ["preinstall", "install", "postinstall"]) assert.equal(manifest["scripts"]?.[script], undefined);
    assert.match(npm(["ls", "--all", "--parseable"], app), /^[^\n]*app\n[^\n]*kindling\n$/);
  });

  test("type-checks and runs in an empty project", () => {
    writeFileSync(path.join(app, "main.ts"), `declare const process: { stdout: { write(text: string): void } };\n${program}`);
    // No @types/node in this project: the declarations have to stand on their own.
    assert.equal(tsc({ module: "nodenext", lib: ["es2023"], types: [] }), "");
    assert.equal(execFileSync(process.execPath, ["main.js"], { cwd: app, encoding: "utf8" }), "3.00");
    rmSync(path.join(app, "main.ts"));
  });

  test("refuses a wrong call at compile time", () => {
    writeFileSync(path.join(app, "wrong.ts"), "import { nn } from \"kindling\";\nnew nn.Linear(\"ten\", 1);\n");
    assert.match(tsc({ module: "nodenext", lib: ["es2023"], types: [], noEmit: true }), /wrong\.ts\(2,15\)|wrong\.ts:2:15/);
    rmSync(path.join(app, "wrong.ts"));
  });

  test("gives bundlers the preset for browsers, and that one needs nothing of Node", () => {
    writeFileSync(path.join(app, "browser.ts"), "import { tensor } from \"kindling\";\nexport const three: string = String(tensor([1, 2]).sum());\n");
    assert.equal(tsc({ module: "esnext", moduleResolution: "bundler", lib: ["es2023", "dom"], types: [], noEmit: true }), "");
    rmSync(path.join(app, "browser.ts"));
    for (const from of ["./node_modules/kindling/dist/browser.js", "kindling/browser"]) {
      const code = `import { tensor } from '${from}'; process.stdout.write(String(tensor([1, 2]).sum()))`;
      assert.equal(execFileSync(process.execPath, ["--input-type=module", "-e", code], { cwd: app, encoding: "utf8" }), "tensor(3.)");
    }
  });
});
