// npm run example:mnist and its like: runs build/examples/<name>/main.js. Arguments go to it.

import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";
import { ensure, stop } from "./setup.mjs";

ensure("examples");

const [name] = process.argv.splice(2, 1);
if (name === undefined || !/^[a-z]+$/.test(name) || !existsSync(path.join(root, "examples", name, "main.ts"))) {
  stop(`usage: node scripts/example.mjs NAME …   (the names are the folders of examples/: gpt, mnist, weekend)`);
}
const program = path.join(root, "build/examples", name ?? "", "main.js");
process.argv[1] = program;
await import(pathToFileURL(program).href);
