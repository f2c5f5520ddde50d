// Makes dist/bundle of the built modules: what Node imports as "kindling" (node.js, with the threads' programs and what they
// share), what it imports as "kindling/onnx" (over the same modules, so that a tensor of the one is a tensor of the other), and
// browser.js, the whole library in one file for a page without a bundler. Reading hundreds of small modules
// would take Node several times as long. `node scripts/bundles.mjs` (set-up runs it after the compiler).
//
// Before that, the modules lose the comments that the compiler copied: editors read the .d.ts files, and the package would be a
// sixth larger with them. Lines stay where they are, so the compiler's maps hold.
//
// Names stay as they are written and lines stay lines: an error shows them. What is needed once only, comments, goes.

import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { files, root } from "./files.mjs";
import { makeTypes } from "./types.mjs";

const dist = path.join(root, "dist"),
  done = path.join(dist, "bundle");
/** Made here, and put in place at once: a program may be starting. */
const folder = path.join(dist, ".bundle");
const node = {
  node: "node.js",
  distributed: "distributed/index-node.js",
  "watcher-node": "distributed/watcher-node.js",
  onnx: "onnx/index-node.js",
  "worker-node": "data/worker-node.js",
  "worker-watch-node": "data/worker-watch-node.js",
  "downloader-node": "data/datasets/downloader-node.js",
};
const browser = { browser: "page.js" };

/** The compiler's own maps, so that the bundle's lead to the TypeScript. */
const readMaps = {
  name: "maps",
  load(id) {
    if (!id.startsWith(dist + path.sep)) return null;
    const map = JSON.parse(readFileSync(`${id}.map`, "utf8"));
    return { code: readFileSync(id, "utf8").replace(/^\/\/# sourceMappingURL=.*$/m, ""), map };
  },
};

/** V8 keeps a text with any other letter in two bytes each, and reads it a third more slowly. */
const plainLetters = {
  name: "plain-letters",
  renderChunk: (code) => ({
    code: code.replace(/[^\0-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`),
    map: null,
  }),
};

/**
 * Names that are written as in Python say what they are called here. A namespace has nothing behind it that could say so: it gets an
 * empty object there (src/diagnose/python-modules.ts fills it). The package itself has such names besides its own, without types.
 */
const pythonNames = {
  name: "python-names",
  renderChunk(code, chunk) {
    const open = code.replace(
      "let target = Object.setPrototypeOf({}, null)",
      "let target = Object.setPrototypeOf({}, Object.create(null))",
    );
    const [, list = ""] = /^export \{(.*KindlingError.*)\};?$/m.exec(open) ?? [];
    const error = /([\w$]+) as KindlingError\b/.exec(list)?.[1] ?? "KindlingError";
    if (list === "" || !["node", "browser"].includes(chunk.name)) return { code: open, map: null };
    const taken = new Set(chunk.exports);
    const python = chunk.exports
      .filter((name) => /^[a-z]\w*[A-Z]/.test(name))
      .map((name) => [name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), name])
      .filter(([snake]) => !taken.has(snake));
    const refuse = `const isCalled = (name, python) => () => { throw new ${error}("option", "module 'torch' has no attribute '" + python + "'", { fix: "it is called " + name + " here: PyTorch's names in camelCase." }); };`;
    const lines = python.map(([snake, name]) => `const python_${snake} = isCalled("${name}", "${snake}");`);
    const more = python.map(([snake]) => `python_${snake} as ${snake}`).join(", ");
    return { code: `${open}\n${refuse}\n${lines.join("\n")}\nexport { ${more} };\n`, map: null };
  },
};

/** Whoever imports another entry alone gets what Node's preset sets up, too. */
const preset = {
  name: "preset",
  renderChunk: (code, chunk) =>
    chunk.name === "distributed" ? { code: `import "./node.js"; ${code}`, map: null } : null,
};

async function make(rolldown, platform, entries, minify) {
  const input = Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(dist, file)]));
  const made = await rolldown({
    input,
    platform,
    cwd: root,
    logLevel: "silent",
    plugins: [readMaps, pythonNames, plainLetters, preset],
  });
  await made.write({
    dir: folder,
    format: "esm",
    minify,
    keepNames: true,
    sourcemap: true,
    comments: false,
    entryFileNames: "[name].js",
    chunkFileNames: "shared.js",
  });
  await made.close();
}

makeTypes();
for (const file of files(dist, ".js")) {
  if (file.startsWith("bundle/") || file.startsWith(".")) continue;
  const at = path.join(dist, file),
    text = readFileSync(at, "utf8");
  const docs = /^[ \t]*\/\*\*(?:(?!\*\/|@__)[\s\S])*\*\/[ \t]*$/gm,
    remarks = /^[ \t]*\/\/ .*$/gm;
  const bare = text.replace(docs, (doc) => "\n".repeat(doc.split("\n").length - 1)).replace(remarks, "");
  if (bare !== text) writeFileSync(at, bare);
}
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  const { rolldown } = await import("rolldown");
  await make(rolldown, "node", node, false);
  await make(rolldown, "browser", browser, { mangle: { keepNames: true }, compress: true, codegen: true });
} catch (e) {
  // There is no rolldown for some machines: the modules themselves then.
  if (!/native binding/i.test(`${e?.message} ${e?.cause?.message}`)) throw e;
  for (const [name, file] of [
    ["node", "node.js"],
    ["distributed", "distributed/index-node.js"],
    ["onnx", "onnx/index-node.js"],
    ["browser", "page.js"],
  ])
    writeFileSync(path.join(folder, `${name}.js`), `export * from "../${file}";\n`);
}
// For `require`: Node has been able to load modules by it since 20.19, and these files say so to compilers, which judge by a
// file's ending. There is one library, however it is loaded.
for (const [name, module, types] of [
  ["node", "./node.js", "../types/node.js"],
  ["browser", "./browser.js", "../types/browser.js"],
  ["onnx", "./onnx.js", "../types/onnx/index-node.js"],
  ["lean", "../bundler/lean-node.js", "../types/bundler/lean-node.js"],
  ["distributed", "./distributed.js", "../types/distributed/index-node.js"],
]) {
  writeFileSync(path.join(folder, `${name}.cjs`), `module.exports = require("${module}");\n`);
  writeFileSync(path.join(folder, `${name}.d.cts`), `export * from "${types}";\n`);
}
rmSync(done, { recursive: true, force: true });
renameSync(folder, done);
