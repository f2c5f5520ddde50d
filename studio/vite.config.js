import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { lean } from "../dist/bundler/lean-node.js";

const here = import.meta.dirname;

/** Writes the service worker, which keeps the whole site, beside it. */
const offline = {
  name: "offline",
  closeBundle() {
    const site = path.join(here, "dist"),
      text = readFileSync(path.join(here, "offline.js"), "utf8");
    const files = readdirSync(site, { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile() && !f.name.startsWith(".") && f.name !== "offline.js")
      .map((f) => path.relative(site, path.join(f.parentPath ?? f.path, f.name)).replaceAll("\\", "/"))
      .sort();
    const print = createHash("sha256").update(text);
    for (const f of files) print.update(f).update(readFileSync(path.join(site, f)));
    writeFileSync(
      path.join(site, "offline.js"),
      text
        .replace('/* version */ ""', JSON.stringify(print.digest("hex").slice(0, 16)))
        .replace("/* files */ []", JSON.stringify(files)),
    );
  },
};

// Relative addresses everywhere, so that the built page works from any folder of any server.
export default {
  root: here,
  base: "./",
  plugins: [svelte({ compilerOptions: { runes: true } }), offline],
  resolve: { alias: { kindling: path.join(here, "../dist/browser.js") } },
  worker: {
    format: "es",
    // Maps, arrays and texts have these, too: of tensors they are not called here, or the tests would tell.
    plugins: () => [
      lean({
        drop: ["get", "set", "sort", "split", "repeat", "fix", "mode", "take", "put", "dist", "inner", "movedim"],
      }),
    ],
    // Layers and errors are known by the names of their classes, in messages and in .pt files.
    rolldownOptions: {
      output: { minify: { mangle: { keepNames: { class: true, function: false } }, compress: true, codegen: true } },
    },
  },
  build: {
    outDir: path.join(here, "dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
};
