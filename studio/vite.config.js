import path from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { lean } from "../dist/bundler/lean-node.js";

const here = import.meta.dirname;

// Relative addresses everywhere, so that the built page works from any folder of any server.
export default {
  root: here,
  base: "./",
  plugins: [svelte({ compilerOptions: { runes: true } })],
  resolve: { alias: { kindling: path.join(here, "../dist/browser.js") } },
  worker: {
    format: "es",
    // Maps, arrays and texts have these, too: of tensors they are not called here, or the tests would tell.
    plugins: () => [lean({ drop: ["get", "set", "sort", "split", "repeat", "fix", "mode"] })],
    // Layers and errors are known by the names of their classes, in messages and in .pt files.
    rolldownOptions: { output: { minify: { mangle: { keepNames: { class: true, function: false } }, compress: true, codegen: true } } },
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
