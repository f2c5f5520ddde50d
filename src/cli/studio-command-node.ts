// `kindling studio`: its arguments, which end where those of a program begin.

import { UsageError } from "./command-node.js";
import { serveStudio } from "./studio-node.js";

/** Serves the studio. */
export async function studio(args: readonly string[]): Promise<void> {
  let port: number | undefined;
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--port") {
      port = Number(args[++i] ?? "");
      if (args[i] === undefined || args[i] === "" || !Number.isInteger(port) || port < 0 || port > 65_535)
        throw new UsageError(`--port wants a number from 0 to 65535, but got ${args[i] ?? "nothing"}.`);
    } else if (args[i] === "--run") {
      const run = args.slice(i + 1);
      if (run.length === 0) throw new UsageError("--run wants the program to run, for example --run train.js");
      return serveStudio(port, run);
    } else throw new UsageError(`kindling studio has no option "${args[i]}".`);
  }
  return serveStudio(port);
}
