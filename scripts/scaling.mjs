// npm run bench:scaling: bench/scaling.ts, built first.

import path from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./files.mjs";
import { ensure } from "./setup.mjs";

ensure("bench");
await import(pathToFileURL(path.join(root, "build/bench/scaling.js")).href);
