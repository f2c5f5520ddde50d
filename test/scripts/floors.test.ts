import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";

const script = path.resolve(import.meta.dirname, "../../../scripts/floors.mjs");

const rows =
  "| floor | what |\n| --- | --- |\n| `util/` | helpers |\n| `engine/` | engines |\n| `nn/` | layers |\n| `index.ts` | names |\n| `node.ts`, `browser.ts` | presets |\n";

/** What floors.mjs says of a project with these sources, without the line's explanation. */
function floors(sources: Record<string, string>): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-floors-"));
  try {
    for (const [name, text] of Object.entries({ "docs/architecture.md": rows, ...sources })) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const done = spawnSync(process.execPath, [script, folder], { encoding: "utf8" });
    const lines = done.stdout.split("\n").filter((line) => line !== "");
    assert.equal(done.status, lines.length > 0 ? 1 : 0, done.stderr);
    return lines.map((line) => line.match(/^[^:]+:\d+/)?.[0] ?? line);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe("import directions", () => {
  test("down the table, within a floor, and to the file next door are fine", () => {
    assert.deepEqual(
      floors({
        "src/util/a.ts": 'import { b } from "./b.js";',
        "src/util/b.ts": "export {};",
        "src/nn/layers/linear.ts": "import { a } from \"../util/a.js\";\nexport type { T } from './t.js';",
        "src/nn/t.ts": 'import type { Engine } from "../engine/engine.js";',
        "src/index.ts": 'export { linear } from "./nn/linear.js";',
        "src/node.ts":
          'export * from "./index.js";\nimport "./engine/js/engine.js";\nimport fs from "node:fs";\nimport "./util/file-node.js";',
        "src/util/file-node.ts": 'import { openSync } from "node:fs";',
      }),
      [],
    );
  });

  for (const [what, line] of [
    ["an import", 'import { x } from "../nn/linear.js";'],
    ["a type import", 'import type { X } from "../nn/linear.js";'],
    ["an import over several lines", 'import {\n  x,\n} from "../nn/linear.js";'],
    ["an import for its effect", 'import "../nn/linear.js";'],
    ["a re-export", 'export { x } from "../nn/linear.js";'],
    ["a re-export of everything", 'export * as l from "../nn/linear.js";'],
    ["a dynamic import", 'const x = await import("../nn/linear.js");'],
    ["an import inside a type", 'let x: import("../nn/linear.js").X;'],
    ["an import of the floor's public names", 'import { x } from "../index.js";'],
    ["a package", 'import x from "left-pad";'],
    ["Node", 'import { readFileSync } from "node:fs";'],
    ["a file for Node", 'import { read } from "./file-node.js";'],
    ["an engine", 'import { js } from "../engine/js/engine.js";'],
    ["a floor without a row", 'import { x } from "../cellar/x.js";'],
    ["outside src", 'import { x } from "../../scripts/x.js";'],
  ] as const) {
    test(`up the table: ${what}`, () => {
      assert.deepEqual(floors({ "src/util/a.ts": `// first line\n${line}` }), ["src/util/a.ts:2"]);
    });
  }

  test("an import in a comment or a text is none", () => {
    assert.deepEqual(
      floors({
        "src/util/a.ts":
          '/**\n * import { x } from "../nn/linear.js";\n */\n// import "../nn/linear.js"\nconst s = \'import "../nn/linear.js"\';',
      }),
      [],
    );
  });

  test("a file whose floor has no row", () => {
    assert.deepEqual(floors({ "src/cellar/a.ts": "export {};" }), ["src/cellar/a.ts:1"]);
  });

  test("examples and benchmarks use the public names only", () => {
    assert.deepEqual(
      floors({
        "examples/weekend/net.ts": 'import { nn } from "kindling";',
        "examples/weekend/train.ts": 'import { Net } from "./net.js";\nimport { spawn } from "node:child_process";',
        "examples/weekend/bad.ts": 'import { a } from "../../src/util/a.js";',
        "bench/bad.ts": 'import { a } from "#src/util/a.js";',
      }),
      ["examples/weekend/bad.ts:1", "bench/bad.ts:1"],
    );
  });
});
