// The installed package in every runtime that README names, in the versions that npm has: the weekend program with its step
// compiled, saving and loading, threads for products and loaders, `import` and `require`. The runtimes are fetched once, as
// npm packages that hold one program each, into build/runtimes.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, describe, test } from "node:test";
import { weekend } from "../browser/weekend.js";
import { install, npm, root } from "./installed.js";

const { platform, arch } = process;
const runtimes: Record<string, { npm: string; version: string; program: string; args: string[] }> = {
  "Node 20": { npm: `node-${platform}-${arch}`, version: "20.19.0", program: "bin/node", args: [] },
  "Node 22": { npm: `node-${platform}-${arch}`, version: "22.23.5", program: "bin/node", args: [] },
  "Node 24": { npm: `node-${platform}-${arch}`, version: "24.22.3", program: "bin/node", args: [] },
  Deno: {
    npm: `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}`,
    version: "2.9.6",
    program: "deno",
    args: ["run", "--allow-all", "--quiet"],
  },
  Bun: {
    npm: `@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}`,
    version: "1.4.5",
    program: "bin/bun",
    args: [],
  },
};

/** The program of a runtime, fetched if it is not there yet; or why there is none. */
function fetched(name: string): { at: string } | { why: string } {
  const r = runtimes[name]!,
    folder = path.join(root, "build/runtimes", name.replace(" ", "-").toLowerCase());
  const at = path.join(folder, "node_modules/runtime", `${r.program}${platform === "win32" ? ".exe" : ""}`);
  const has = (): boolean => existsSync(at) && readFileSync(path.join(folder, "version"), "utf8") === r.version;
  try {
    if (has()) return { at };
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
    npm(
      [
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-save",
        "--no-package-lock",
        "--fetch-retries=0",
        `runtime@npm:${r.npm}@${r.version}`,
      ],
      folder,
    );
    writeFileSync(path.join(folder, "version"), r.version);
    execFileSync(at, ["--version"], { stdio: "ignore" });
    return { at };
  } catch (e) {
    return {
      why: `${r.npm}@${r.version} cannot be installed from npm here, or does not run: ${String(e).split("\n")[0]!.slice(0, 100)}`,
    };
  }
}

const program = `
import { writeFileSync, rmSync } from "node:fs";
import { compile, data, getNumThreads, load, matmul, nn, ones, save, setNumThreads, tensor } from "kindling";
import { weekend } from "./weekend.mjs";

class Net extends nn.Module {
  l1 = new nn.Linear(10, 1);
  forward(x) { return this.l1(x); }
}
const net = new Net(), x = ones(10);
save(net, "net.pt");
save({ net: net.stateDict(), epoch: 3 }, "state.pt");
const loaded = load("net.pt", { Net }), state = load("state.pt");
setNumThreads(2);
const step = compile((a) => matmul(a, a).relu().sum());
const product = [1, 2, 3, 4].map(() => step(ones(300, 300)).item());
const { default: squares } = await import("./squares.mjs");
const batches = [...new data.DataLoader(squares, { batchSize: 2, numWorkers: 2, workerModule: new URL("./squares.mjs", import.meta.url) })].map(([b]) => b.tolist());
console.log("RESULT" + JSON.stringify({
  losses: weekend(1, 300), same: loaded(x).item() === net(x).item() && loaded instanceof Net, epoch: state.epoch, keys: [...state.net.keys()],
  threads: getNumThreads(), eager: matmul(ones(300, 300), ones(300, 300)).sum().item(), product, batches, text: String(tensor([{ re: 1, im: 2 }]).mul(2)),
}));
`;

describe("the installed package", () => {
  const { app, remove } = install();
  after(remove);
  writeFileSync(path.join(app, "weekend.mjs"), readFileSync(path.join(root, "build/test/browser/weekend.js")));
  writeFileSync(path.join(app, "main.mjs"), program);
  writeFileSync(
    path.join(app, "squares.mjs"),
    'import { data, tensor } from "kindling";\nexport default new data.TensorDataset(tensor([1, 2, 3, 4]).square());\n',
  );
  writeFileSync(
    path.join(app, "main.cjs"),
    'const { tensor } = require("kindling");\nconsole.log(String(tensor([1, 2]).sum()));\n',
  );
  writeFileSync(
    path.join(app, "types.ts"),
    'import { nn, type Tensor, ones } from "kindling";\nclass Net extends nn.Module {\n  l1 = new nn.Linear(2, 1);\n  forward(x: Tensor): Tensor { return this.l1(x); }\n}\nconst out: Tensor = new Net()(ones(2));\nconsole.log(out.shape);\n',
  );
  const losses = weekend(1, 300);

  for (const name of Object.keys(runtimes)) {
    const found = fetched(name),
      skip = "why" in found ? found.why : false;
    const run = (file: string): string =>
      execFileSync((found as { at: string }).at, [...runtimes[name]!.args, file], {
        cwd: app,
        encoding: "utf8",
        stdio: ["ignore", "pipe", "inherit"],
      });

    test(`${name}: the weekend program, saving and loading, a compiled function, threads`, { skip }, () => {
      const got = JSON.parse(/RESULT(.*)/.exec(run("main.mjs"))![1]!) as { losses: number[] };
      assert.equal(got.losses.length, losses.length);
      for (const [n, want] of losses.entries())
        assert.ok(
          Math.abs(got.losses[n]! - want) <= 1e-6 + 1e-5 * want,
          `loss ${n}: ${got.losses[n]}, in this Node ${want}`,
        );
      assert.deepEqual(
        { ...got, losses: [] },
        {
          losses: [],
          same: true,
          epoch: 3,
          keys: ["l1.weight", "l1.bias"],
          threads: 2,
          eager: 27000000,
          product: [27000000, 27000000, 27000000, 27000000],
          batches: [
            [1, 4],
            [9, 16],
          ],
          text: "tensor([2.+4.j])",
        },
      );
    });
    test(`${name}: require`, { skip }, () => assert.equal(run("main.cjs"), "tensor(3.)\n"));
    // Node 20 and the first of 22 read no TypeScript.
    if (!/20/.test(name))
      test(`${name}: a program in TypeScript, as it is`, { skip }, () => assert.match(run("types.ts"), /\[\s*1\s*\]/));
  }
});
