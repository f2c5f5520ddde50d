// Helpers that commands share.

import { parseArgs } from "node:util";
import type * as Kindling from "../node.js";
import type * as Onnx from "../onnx/index-node.js";

/** A command of `npx kindling`. */
export interface Command {
  readonly about: string;
  /** The arguments after its name. */
  readonly usage: string;
  /** Its options, for completion. */
  readonly options?: readonly string[];
  run(args: readonly string[]): Promise<void> | void;
}

/** An invalid call: exit code 2. */
export class UsageError extends Error {
  static override readonly name: string = "UsageError";
}
/** The command failed, with the reason in a sentence: exit code 1. */
export class Refused extends Error {
  static override readonly name: string = "Refused";
}

/** The library, as programs import it. */
export const library = async (): Promise<typeof Kindling> =>
  (await import(new URL("../bundle/node.js", import.meta.url).href)) as typeof Kindling;

/** "kindling/onnx", as programs import it. */
export const onnxLibrary = async (): Promise<typeof Onnx> =>
  (await import(new URL("../bundle/onnx.js", import.meta.url).href)) as typeof Onnx;

/** The arguments of a command: so many by place, and options that are texts or flags. */
export function read(
  args: readonly string[],
  places: readonly string[],
  options: Readonly<Record<string, "string" | "boolean">> = {},
): { readonly given: readonly string[]; readonly named: Readonly<Record<string, string | boolean | undefined>> } {
  let found;
  try {
    found = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: Object.fromEntries(Object.entries(options).map(([name, type]) => [name, { type }])),
    });
  } catch (e) {
    throw new UsageError(`${(e as Error).message.split(". ")[0]!}.`);
  }
  if (found.positionals.length < places.length)
    throw new UsageError(`The ${places[found.positionals.length]!} is missing.`);
  if (found.positionals.length > places.length)
    throw new UsageError(`"${found.positionals[places.length]!}" is an extra argument.`);
  return { given: found.positionals, named: found.values as Record<string, string | boolean | undefined> };
}

/** Rows of cells as lines; columns are as wide as their longest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((w, r) => r.map((c, i) => Math.max(w[i] ?? 0, c.length)), []);
  return rows.map((r) =>
    r
      .map((c, i) => (i === r.length - 1 ? c : c.padEnd(widths[i]! + 2)))
      .join("")
      .trimEnd(),
  );
}

/** A size in bytes as readable text. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  for (const [unit, n] of [
    ["GB", 1e9],
    ["MB", 1e6],
    ["KB", 1e3],
  ] as const)
    if (bytes >= n) return `${(bytes / n).toFixed(bytes >= 100 * n ? 0 : 1)} ${unit}`;
  return `${bytes} B`;
}

/** Bold text, if the terminal supports it and plain text is not requested (https://no-color.org). */
export function bold(text: string): string {
  const plain = process.env["NO_COLOR"] !== undefined && process.env["NO_COLOR"] !== "";
  return process.stdout.isTTY && !plain && process.env["TERM"] !== "dumb" ? `\u001b[1m${text}\u001b[22m` : text;
}
