import path from "node:path";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { lean } from "./lean.js";

const here = import.meta.dirname;

// Relative addresses everywhere, so that the built page works from any folder of any server.
export default {
  root: here,
  base: "./",
  plugins: [svelte({ compilerOptions: { runes: true } })],
  resolve: { alias: { kindling: path.join(here, "../dist/browser.js") } },
  worker: {
    format: "es",
    plugins: () => [lean({ library: path.join(here, "../dist"), studio: path.join(here, "src/worker") })],
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
