// npm run studio: builds the studio where its sources changed, and serves it on this machine.
// npm run studio:build builds alone. Arguments go to the server: npm run studio -- --port 8080

import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root, walk } from "./files.mjs";
import { alone, ensure, install, installed, run, say, stop } from "./setup.mjs";

const site = path.join(root, "studio/dist");

/** Installs the studio's own packages (not those of kindling: `npm start` does without them) and builds the page. */
export function ensureStudio() {
  ensure("src");
  if (fresh()) return;
  alone(() => {
    if (!installed("studio")) install("studio");
    if (fresh()) return;
    say("Building the studio …");
    const print = fingerprint();
    const done = run(process.execPath, ["node_modules/vite/bin/vite.js", "build", "--logLevel", "warn"], {
      cwd: path.join(root, "studio"),
    });
    if (done.status !== 0)
      stop(`${done.stdout ?? ""}${done.stderr ?? ""}\nThe studio could not be built: the lines above say why.`.trim());
    writeFileSync(path.join(site, ".stamp"), print);
  });
}

function fresh() {
  try {
    return (
      existsSync(path.join(site, "index.html")) && readFileSync(path.join(site, ".stamp"), "utf8") === fingerprint()
    );
  } catch {
    return false;
  }
}

/** Names, dates and sizes of what the page is made of: its sources and the library. */
function fingerprint() {
  const hash = createHash("sha256");
  const add = (name) => {
    const { mtimeMs, size } = statSync(path.join(root, name));
    hash.update(`${name}\n${mtimeMs}\n${size}\n`);
  };
  for (const name of [
    "index.html",
    "offline.js",
    "package.json",
    "package-lock.json",
    "vite.config.js",
    "svelte.config.js",
    "tsconfig.json",
  ])
    add(`studio/${name}`);
  for (const folder of ["studio/src", "studio/programs", "studio/public", "src", "examples/mnist"]) {
    for (const f of walk(path.join(root, folder))) if (!f.folder) add(`${folder}/${f.name}`);
  }
  return hash.digest("hex");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  ensureStudio();
  if (process.argv[2] !== "--build") {
    const server = path.join(root, "dist/cli/main-node.js");
    process.argv.splice(1, 1, server, "studio");
    await import(pathToFileURL(server).href);
  }
}
