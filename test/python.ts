import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

export interface Python {
  readonly command: string;
  readonly torch: boolean;
}

/** A Python to compare with: one with torch if there is any, first of all the one named by KINDLING_PYTHON. `undefined` where there is none. */
export const python: Python | undefined = ((): Python | undefined => {
  const own = process.env["KINDLING_PYTHON"];
  const commands = [...(own === undefined || own === "" ? [] : [own]), "/usr/bin/python3", "python3"];
  const works = (command: string, program: string): boolean => spawnSync(command, ["-c", program]).status === 0;
  const withTorch = commands.find((c) => works(c, "import torch"));
  if (withTorch !== undefined) return { command: withTorch, torch: true };
  const plain = commands.find((c) => works(c, "import pickle, zipfile"));
  return plain === undefined ? undefined : { command: plain, torch: false };
})();

/** Runs a Python program, which must succeed, and gives back what it printed. */
export function runPython(program: string, ...args: string[]): string {
  assert.ok(python);
  const { status, stdout, stderr } = spawnSync(python.command, ["-c", program, ...args], { encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}
