#!/usr/bin/env node
// `npx kindling …`: the command line of the package. A command is an entry of the table below; its module is loaded on
// demand. Exit codes: 0 for success, 1 for a failure, 2 for an invalid call.

import { KindlingError } from "../diagnose/error.js";
import { version } from "../version.js";
import { type Command, Refused, table, UsageError } from "./command-node.js";

const commands: Readonly<Record<string, Command>> = {
  new: {
    about: "creates a project that is ready to train",
    usage: "<name>",
    run: async (args) => (await import("./new-node.js")).makeProject(args),
  },
  inspect: {
    about: "shows what is in a file: .pt, .safetensors, .npy, .npz, .onnx",
    usage: "<file> [--json]",
    options: ["--json"],
    run: async (args) => (await import("./inspect-node.js")).inspect(args),
  },
  convert: {
    about: "converts weights by file extension: .pt, .safetensors, .npz, .npy; also from .onnx",
    usage: "<in> <out>",
    run: async (args) => (await import("./convert-node.js")).convert(args),
  },
  plot: {
    about: "plots the curves of a run: a CSV file, or TensorBoard's files in a folder",
    usage: "<run> [--out picture.svg] [--log] [--title text]",
    options: ["--out", "--log", "--title"],
    run: async (args) => (await import("./plot-node.js")).plotRun(args),
  },
  studio: {
    about: "serves a page that shows what goes on inside a network while it learns",
    usage: "[--port N] [--run program.js [arguments …]]",
    options: ["--port", "--run"],
    run: async (args) => (await import("./studio-command-node.js")).studio(args),
  },
  cache: {
    about: "prints the folder of the native engine's compiled code; cache clear empties it",
    usage: "[clear]",
    run: async (args) => {
      const said = (await import("./cache-node.js")).cacheCommand(args);
      if (said === null) throw new UsageError(`kindling cache has no command "${args.join(" ")}".`);
      console.log(said);
    },
  },
  doctor: {
    about: "reports what this machine supports, and what is missing",
    usage: "",
    run: async (args) => (await import("./doctor-node.js")).doctor(args),
  },
  completion: {
    about: "prints a script for shell completion",
    usage: "bash|zsh|fish",
    run: async (args) => (await import("./completion-node.js")).completion(args, commands),
  },
};

const usageOf = (name: string): string => `usage: kindling ${name} ${commands[name]!.usage}`.trimEnd();

function usage(): string {
  return [
    "usage: kindling <command> [arguments]",
    "",
    ...table(Object.entries(commands).map(([name, c]) => [`  ${name}`, c.about])),
    "",
    "kindling <command> --help shows a command's arguments. --version prints the version; --debug adds stack traces to errors.",
  ].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const about = name === "help" && rest[0] !== undefined ? rest[0] : null;
    if (about !== null && Object.hasOwn(commands, about))
      console.log(`${usageOf(about)}\n\n  ${commands[about]!.about}`);
    else console.log(usage());
    return 0;
  }
  if (name === "--version" || name === "-v" || name === "version") {
    console.log(version);
    return 0;
  }
  if (!Object.hasOwn(commands, name)) {
    console.error(`kindling has no command "${name}".\n\n${usage()}`);
    return 2;
  }
  // Arguments after a program to run belong to the program.
  const own = rest.includes("--run") ? rest.slice(0, rest.indexOf("--run")) : rest;
  if (own.includes("--help") || own.includes("-h")) {
    console.log(`${usageOf(name)}\n\n  ${commands[name]!.about}`);
    return 0;
  }
  try {
    await commands[name]!.run(rest);
    return Number(process.exitCode ?? 0);
  } catch (e) {
    if (e instanceof UsageError) {
      console.error(`${e.message}\n${usageOf(name)}`);
      return 2;
    }
    throw e;
  }
}

/** An error in one line; its stack only on request. */
function told(e: unknown): string {
  if (!(e instanceof Error)) return String(e);
  if (e instanceof KindlingError || e.name === "KindlingError" || e.name === "LoadError" || e instanceof Refused)
    return e.message.replace(/\s*\n\s*→ /, " ").replaceAll("\n", " ");
  return e.message.split("\n")[0]!;
}

const debug = process.argv.includes("--debug");
// A reader such as `head` may have closed the pipe.
process.stdout.on("error", (e: NodeJS.ErrnoException) => {
  if (e.code === "EPIPE") process.exit(0);
  throw e;
});
try {
  process.exitCode = await main(
    process.argv.slice(2).filter((a, i, all) => a !== "--debug" || all.slice(0, i).includes("--run")),
  );
} catch (e) {
  console.error(debug && e instanceof Error ? e.stack : `kindling: ${told(e)}`);
  process.exitCode = 1;
}
