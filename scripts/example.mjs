// npm run example:mnist and its like: runs build/examples/<name>/main.js. Arguments go to it.

import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";
import { ensure, stop } from "./setup.mjs";

ensure("examples");

const [name] = process.argv.splice(2, 1);
const names = readdirSync(path.join(root, "examples")).filter((folder) =>
  existsSync(path.join(root, "examples", folder, "main.ts")),
);
if (!names.includes(name))
  stop(`usage: node scripts/example.mjs NAME …   (the names are the folders of examples/: ${names.sort().join(", ")})`);
const program = path.join(root, "build/examples", name, "main.js");
process.argv[1] = program;
await import(pathToFileURL(program).href);
