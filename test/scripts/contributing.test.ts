// CONTRIBUTING.md, done as it says: its code goes into a copy of the project, which is built, and whose generic tests must find
// each new thing and pass.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";

const root = path.resolve(import.meta.dirname, "../../..");
const page = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");
/** Code blocks that name a file, and whether they go to its end. */
const blocks = [...page.matchAll(/^```ts (\S+?)(, at the end)?\n([^]*?)^```$/gm)].map(([, file, end, code]) => ({
  file: file!,
  end: end !== undefined,
  code: code!,
}));

describe("the code of CONTRIBUTING.md", () => {
  const copy = mkdtempSync(path.join(tmpdir(), "kindling-contributing-"));
  after(() => rmSync(copy, { recursive: true, force: true }));
  const run = (...args: string[]): { status: number | null; said: string } => {
    const done = spawnSync(process.execPath, args, {
      cwd: copy,
      encoding: "utf8",
      env: {
        ...process.env,
        NODE_TEST_CONTEXT: undefined,
        KINDLING_TEST_NAME: undefined,
        KINDLING_TEST_PART: undefined,
      },
    });
    return { status: done.status, said: done.stdout + done.stderr };
  };

  before(() => {
    for (const name of [
      "src",
      "test",
      "examples",
      "bench",
      "scripts",
      "dist",
      "build",
      "docs",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
      "tsconfig.base.json",
      "README.md",
    ])
      // prettier-ignore
      cpSync(path.join(root, name), path.join(copy, name), {
        recursive: true,
        preserveTimestamps: true,
        // Not what tests leave there: other versions of Node alone are hundreds of megabytes.
        filter: (f) =>
          !/^(build\/(?!test|shipped|exposed|examples|bench)|test\/golden\/.*\.py)/.test(
            path.relative(root, f).replaceAll(path.sep, "/"),
          ),
      });
    symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"), "junction");
    for (const { file, end, code } of blocks) {
      const at = path.join(copy, file),
        was = end ? readFileSync(at, "utf8") : "";
      writeFileSync(at, was.endsWith("\n});\n") ? was.replace(/\}\);\n$/, `${code}});\n`) : was + code);
    }
    const built = run("scripts/setup.mjs", "src", "test");
    assert.equal(built.status, 0, built.said);
  });

  test("is an op, a layer, an error and an optimizer, in one file and one line each", () => {
    assert.deepEqual(
      blocks.map((b) => `${b.end ? "+" : ""}${b.file}`),
      [
        "+src/ops/pointwise/unary.ts",
        "+src/tensor/api/pointwise.ts",
        "src/nn/layers/snake.ts",
        "+src/nn/index.ts",
        "+src/diagnose/codes/j-to-z.ts",
        "src/optim/sign-sgd.ts",
        "+src/optim/index.ts",
      ],
    );
    for (const { end, code } of blocks.filter((b) => b.end && b.file.endsWith("index.ts")))
      assert.equal(code.trim().split("\n").length, 1, `${end} ${code}`);
  });

  /** The commands of the page, and tests that look over all there is. */
  const commands = [...page.matchAll(/^npm test -- (\S+) -t (\S+)$/gm)].map(
    ([, words, name]) => [words!, name!] as const,
  );
  test("its commands are found", () => assert.equal(commands.length, 3));
  for (const [words, name] of [
    ...commands,
    ["serialize/pt/modules", "every layer of nn says its name"],
    ["bundler/every-call", "the table of calls"],
    ["ops/goldens", "every op of PyTorch's has goldens"],
    ["package/argument-kinds", "is refused by name"],
  ] as const) {
    test(`npm test -- ${words} -t "${name}"`, () => {
      const { status, said } = run("scripts/test.mjs", words, "-t", name);
      assert.equal(status, 0, said);
      assert.match(said, /^[1-9]\d* passed, 0 failed/m, said);
    });
  }
});
