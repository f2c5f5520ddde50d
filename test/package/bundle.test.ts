// The weekend program as a bundler makes it for a browser: what it leaves out was not needed.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { weekend } from "../browser/weekend.js";

const root = path.resolve(import.meta.dirname, "../../..");
const { bundle } = (await import(pathToFileURL(path.join(root, "scripts/bundle.mjs")).href)) as {
  bundle(): Promise<{ code: string } | null>;
};
const made = await bundle();
const wanted = weekend(1, 200);

for (const [where, name] of [
  ["a module", "weekend.mjs"],
  ["a script in which modules have no address", "weekend.cjs"],
] as const) {
  test(
    `the bundled program does what the program does, as ${where}`,
    { skip: made === null ? "there is no rolldown for this machine" : false },
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "kindling-bundle-"));
      try {
        const file = path.join(folder, name);
        const text = name.endsWith(".cjs")
          ? made!.code
              .replaceAll("import.meta", "({})")
              .replace(/export\s*\{\s*([\w$]+) as weekend\s*\};?/, "module.exports.weekend = $1;")
          : made!.code;
        writeFileSync(file, text);
        const bundled = (await import(pathToFileURL(file).href)) as { weekend: typeof weekend };
        assert.deepEqual(bundled.weekend(1, 200), wanted);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
}
