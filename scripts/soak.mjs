// `npm run soak`: what strangers' files, Node's options, hostile sizes, kills and long runs do, as one table; some minutes.
// `npm run soak -- short` takes some seconds, `--seed N` changes files in other ways. What is found is printed with the
// seed and the number that make it again.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { root } from "./files.mjs";
import { ensure } from "./setup.mjs";

ensure("src", "test");
process.exitCode =
  spawnSync(
    process.execPath,
    ["--conditions=kindling-source", path.join(root, "build/test/soak/soak.js"), ...process.argv.slice(2)],
    { stdio: "inherit" },
  ).status ?? 1;
