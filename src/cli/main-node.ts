#!/usr/bin/env node
// `npx kindling …`: what the package does from a command line.

import { cacheCommand } from "./cache-node.js";
import { serveStudio } from "./studio-node.js";

const usage = `usage: kindling studio [--port N] [--run program.js [arguments …]]
       kindling cache [clear]

  studio    serves a page, to this machine only, that shows the inside of a network while it learns
  --port    the port (default: 4321, or the next free one)
  --run     runs one of your programs with Node, and shows its training in the page
  cache     prints the folder of the native engine's compiled code; cache clear deletes what is in it`;

const [command, ...rest] = process.argv.slice(2);

if (command === "studio") await studio(rest);
else if (command === "cache") cache(rest);
else {
  const asked = command === undefined || command === "--help" || command === "-h" || command === "help";
  (asked ? console.log : console.error)(asked ? usage : `kindling has no command "${command}".\n\n${usage}`);
  process.exitCode = asked ? 0 : 2;
}

async function studio(args: readonly string[]): Promise<void> {
  let port: number | undefined;
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "--help" || args[i] === "-h") {
      console.log(usage);
      return;
    }
    if (args[i] === "--port") {
      port = Number(args[++i] ?? "");
      if (args[i] === undefined || !Number.isInteger(port) || port < 0 || port > 65_535)
        return refuse(`--port wants a number from 0 to 65535, but got ${args[i] ?? "nothing"}.`);
    } else if (args[i] === "--run") {
      const run = args.slice(i + 1);
      if (run.length === 0) return refuse("--run wants the program to run, for example --run train.js");
      return serveStudio(port, run);
    } else return refuse(`kindling studio has no option "${args[i]}".`);
  }
  return serveStudio(port);
}

function cache(args: readonly string[]): void {
  const said = cacheCommand(args);
  if (said === null) refuse(`kindling cache has no command "${args.join(" ")}".`);
  else console.log(said);
}

function refuse(sentence: string): void {
  console.error(`${sentence}\n\n${usage}`);
  process.exitCode = 2;
}
