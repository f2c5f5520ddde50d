// npm run example:mnist and its like: runs build/examples/<name>/main.js. Arguments go to it.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";
import { ensure } from "./setup.mjs";

ensure("examples");

const [name] = process.argv.splice(2, 1);
const program = path.join(root, "build/examples", name ?? "", "main.js");
process.argv[1] = program;
await import(pathToFileURL(program).href);
