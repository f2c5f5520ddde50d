// What the tests run on is the bundle that users import, to the letter: scripts/exposed.mjs only adds exports.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "../../..");
const { expose } = (await import(pathToFileURL(path.join(root, "scripts/exposed.mjs")).href)) as {
  expose(): string | undefined;
};
const none = expose(),
  bundle = path.join(root, "dist/bundle"),
  exposed = path.join(root, "build/exposed/dist/bundle");
const at = (file: string): Promise<object> => import(pathToFileURL(file).href) as Promise<object>;

test("the exposed bundle is the bundle with one more line", { skip: none ?? false }, () => {
  for (const name of readdirSync(exposed).filter((f) => f.endsWith(".js") && f !== "node.js")) {
    const text = readFileSync(path.join(exposed, name), "utf8").replace(
      /\nexport \{ [\w$]+ as internal\$.* \};\n\n/,
      "\n",
    );
    assert.equal(
      text.trimEnd(),
      readFileSync(path.join(bundle, name === "whole-node.js" ? "node.js" : name), "utf8").trimEnd(),
      name,
    );
  }
});

test(
  "it exports what the bundle does, and the internals are those that it computes with",
  { skip: none ?? false },
  async () => {
    const kindling = (await at(path.join(exposed, "node.js"))) as { Tensor: unknown };
    assert.deepEqual(Object.keys(kindling), Object.keys(await at(path.join(bundle, "node.js"))));
    const { Tensor } = (await at(path.join(exposed, "src/core/tensor.js"))) as { Tensor: unknown };
    assert.equal(Tensor, kindling.Tensor);
  },
);

test(
  "no computing test is left to the modules but those of what the bundle does not have",
  { skip: none ?? false },
  () => {
    const left = readdirSync(path.join(root, "build/test"), { recursive: true, encoding: "utf8" }).filter(
      (f) => f.endsWith(".test.js") && !existsSync(path.join(root, "build/shipped", f)),
    );
    assert.ok(left.length <= 4, left.join("\n"));
  },
);
