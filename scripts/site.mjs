// npm run docs: builds the documentation's site and serves it on this machine. npm run docs:build builds alone.
// The site has its own packages (site/package.json), which are installed here and nowhere else.

import path from "node:path";
import { spawn } from "node:child_process";
import { copyFileSync, cpSync, rmSync } from "node:fs";
import { root } from "./files.mjs";
import { alone, ensure, install, installed, run, say, stop } from "./setup.mjs";

const site = path.join(root, "site");

ensure("src");
alone(() => {
  if (!installed("site")) install("site");
  say("Reading the docstrings …");
  const pages = path.join(site, "pages");
  rmSync(pages, { recursive: true, force: true });
  cpSync(path.join(root, "docs"), pages, { recursive: true });
  copyFileSync(path.join(site, "index.md"), path.join(pages, "index.md"));
  step("typedoc/bin/typedoc", [], "The API reference could not be written");
  say("Building the site …");
  step("vitepress/bin/vitepress.js", ["build"], "The site could not be built");
});
if (process.argv[2] !== "--build") {
  const server = spawn(
    process.execPath,
    ["node_modules/vitepress/bin/vitepress.js", "preview", "--host", "127.0.0.1", "--port", "4173"],
    { cwd: site, stdio: "inherit" },
  );
  server.once("exit", (code) => {
    process.exitCode = code ?? 1;
  });
}

/** Runs one of the site's programs; ends with its words where it fails. */
function step(program, args, sentence) {
  const done = run(process.execPath, [path.join("node_modules", program), ...args], { cwd: site });
  if (done.status !== 0) stop(`${done.stdout ?? ""}${done.stderr ?? ""}\n${sentence}: the lines above say why.`.trim());
}
