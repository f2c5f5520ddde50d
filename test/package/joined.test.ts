// dist/bundle, which is what a user's import gives: the same library as the modules that the other tests import, and what
// depends on where a file lies works from there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type * as kindling from "kindling";
import { isPython } from "../every-call.js";

const root = path.resolve(import.meta.dirname, "../../..");
const url = (file: string): string => pathToFileURL(path.join(root, "dist", file)).href;

/** Every name that a module exports, to any depth, with the name that a function or class of it says itself. */
function names(exported: object): string[] {
  return Object.entries(exported)
    .flatMap(([key, value]: [string, unknown]) => {
      if (isPython(key)) return [];
      if (typeof value === "function") return [`${key}: ${value.name}`];
      const module =
        typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Module]";
      return module ? names(value).map((n) => `${key}.${n}`) : [key];
    })
    .sort();
}

for (const file of ["node", "browser"]) {
  test(`${file}.js exports what the module does, and all that has a name keeps it`, async () => {
    const [bundle, module] = await Promise.all(
      [`bundle/${file}.js`, `${file}.js`].map(async (f) => names((await import(url(f))) as object)),
    );
    assert.deepEqual(bundle, module);
  });
}

for (const file of ["node", "browser"]) {
  test(`${file}.js computes with complex numbers`, async () => {
    const { fft, linalg, ones, tensor } = (await import(url(`bundle/${file}.js`))) as typeof kindling;
    assert.equal(String(tensor([{ re: 1, im: 2 }]).mul(2)), "tensor([2.+4.j])");
    assert.equal(String(fft.rfft2(ones(2, 2))), "tensor([[4.+0.j, 0.+0.j],\n        [0.+0.j, 0.+0.j]])");
    assert.equal(
      String(
        linalg
          .eigvals(
            tensor([
              [3, 0],
              [0, 4],
            ]),
          )
          .abs(),
      ),
      "tensor([3., 4.])",
    );
  });
}

describe("a program with the bundle", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-joined-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (program: string): string => {
    writeFileSync(
      path.join(folder, "program.mjs"),
      `import { compile, data, matmul, ones, setNumThreads, tensor } from ${JSON.stringify(url("bundle/node.js"))};\n${program}`,
    );
    return execFileSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8" });
  };

  test("errors in compiled functions name its line", () => {
    assert.match(
      run("const f = compile((x) => x.item());\ntry { f(ones(1)); } catch (e) { console.log(e.message); }"),
      /\(at program\.mjs:2:28\)/,
    );
  });

  test("loaders have threads", () => {
    writeFileSync(
      path.join(folder, "squares.mjs"),
      `import { data, tensor } from ${JSON.stringify(url("bundle/node.js"))};
      export default new data.TensorDataset(tensor([1, 2, 3, 4]).square());`,
    );
    assert.equal(
      run(`const workerModule = new URL("./squares.mjs", import.meta.url);
      const set = new data.TensorDataset(tensor([1, 2, 3, 4]));
      for (const [x] of new data.DataLoader(set, { batchSize: 2, numWorkers: 2, workerModule })) console.log(String(x));`),
      "tensor([1., 4.])\ntensor([ 9., 16.])\n",
    );
  });

  test("large products have threads", () => {
    assert.equal(
      run("setNumThreads(2);\nconsole.log(matmul(ones(300, 300), ones(300, 300)).sum().item());"),
      "27000000\n",
    );
  });
});
