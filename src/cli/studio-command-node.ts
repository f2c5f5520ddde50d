// `kindling studio`: its arguments, which end where those of the program begin.

import { UsageError } from "./command-node.js";
import { serveStudio } from "./studio-node.js";

/** Serves the studio. */
export async function studio(args: readonly string[]): Promise<void> {
  let port: number | undefined;
  let runs = false;
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === "--port") {
      port = Number(args[++i] ?? "");
      if (args[i] === undefined || args[i] === "" || !Number.isInteger(port) || port < 0 || port > 65_535)
        throw new UsageError(`--port takes a number from 0 to 65535, but got ${args[i] ?? "nothing"}.`);
    } else if (arg === "--run") runs = true;
    // The first word that is not an option is the program; everything after it belongs to the program.
    else if (runs && (arg === "--" || !arg.startsWith("-"))) {
      const run = args.slice(arg === "--" ? i + 1 : i);
      if (run.length > 0) return serveStudio(port, run);
    } else if (!arg.startsWith("-"))
      throw new UsageError(
        `kindling studio takes no argument "${arg}". To run your program: kindling studio --run ${arg}`,
      );
    else
      throw new UsageError(
        `kindling studio has no option "${arg}".${runs ? " Options of the program go after its name." : ""}`,
      );
  }
  if (runs) throw new UsageError("--run takes the program to run, for example --run train.js");
  return serveStudio(port);
}
