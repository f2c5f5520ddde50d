// npm start: the weekend program. Arguments go to it: npm start -- --seed 3

import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";
import { ensure } from "./setup.mjs";

ensure("examples");

// In this process: starting Node a second time would cost as much as the training itself.
const program = path.join(root, "build/examples/weekend/main.js");
process.argv[1] = program;
await import(pathToFileURL(program).href);
