// scripts/effects.mjs finds the modules that bundlers would leave out although they do something.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "../../..");
const { effectProblems } = (await import(pathToFileURL(path.join(root, "scripts/effects.mjs")).href)) as {
  effectProblems(at?: string): string[];
};

/** The problems of a project with these modules, of which some are listed. */
function problems(modules: Record<string, string>, listed: string[]): string[] {
  const at = mkdtempSync(path.join(tmpdir(), "kindling-effects-"));
  try {
    mkdirSync(path.join(at, "src"));
    for (const [name, text] of Object.entries(modules)) writeFileSync(path.join(at, "src", `${name}.ts`), text);
    writeFileSync(
      path.join(at, "package.json"),
      JSON.stringify({ sideEffects: ["./dist/bundle/*.js", ...listed.map((f) => `./dist/${f}.js`)] }),
    );
    return effectProblems(at).map((p) => p.split(": ", 2).join(": "));
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}

const core =
  "export let form: () => void; export function setForm(f: () => void): void { form = f; } export class Tensor {}";
const node = (text: string): Record<string, string> => ({
  core,
  list: 'export * from "./acts.js";',
  acts: text,
  node: 'export * from "./list.js";',
});
const dropped = ["src/acts.ts:2: does something to another module while it loads, and a bundler may leave it out"];

for (const [what, text] of [
  ["registers itself", "setForm(() => {});"],
  ["extends a class", 'Object.defineProperty(Tensor.prototype, "x", { value: 1 });'],
  ["assigns to a class", "(Tensor as { y?: number }).y = 1;"],
  [
    "does so in a function",
    "for (const f of [1]) add(f);\nfunction add(x: number): void { Object.assign(Tensor.prototype, { x }); }",
  ],
  ["changes what is everybody's", "(globalThis as { y?: number }).y = 1;"],
] as const) {
  test(`a module that ${what} must be listed, and a list must lead to it`, () => {
    const modules = node(
      `import { setForm, Tensor } from "./core.js"; export const one = [setForm, Tensor].length;\n${text}`,
    );
    assert.deepEqual(problems(modules, ["node"]), dropped);
    assert.deepEqual(problems(modules, ["node", "acts"]), [
      "src/acts.ts:2: no chain of listed modules leads from node.ts to it, so a bundler may leave it out",
    ]);
    assert.deepEqual(problems(modules, ["node", "acts", "list"]), []);
  });
}

test("what a module does to itself, or in functions that others call, is nobody's business", () => {
  assert.deepEqual(
    problems(
      node(
        'import { setForm, Tensor } from "./core.js";\nconst table = new Map(); for (const x of [1]) table.set(x, Tensor);\nexport class Own {} Object.defineProperty(Own.prototype, "x", { get() { setForm(() => {}); } });',
      ),
      ["node"],
    ),
    [],
  );
});

test("a listed module exists", () => {
  assert.deepEqual(problems({ node: "export {};" }, ["node", "gone"]), [
    "package.json lists gone.ts among sideEffects, which does not exist",
  ]);
});

test("kindling's own modules are all kept", () => assert.deepEqual(effectProblems(), []));
