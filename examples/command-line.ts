// Shared by the examples' command lines: options, and errors as sentences. A stack trace helps those who write a
// program, not those who run it.
import { accessSync, constants, existsSync, statSync } from "node:fs";
import path from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { KindlingError } from "kindling";

/** Ends the program with a sentence. */
export function stop(sentence: string, status = 1): never {
  console.error(sentence);
  process.exit(status);
}

/** Errors that explain the problem and the fix are shown without a stack, wherever they are thrown. */
export function sayErrors(): void {
  process.on("uncaughtException", (e) => {
    if (e instanceof KindlingError) stop(`\n${e.message}`);
    const { code } = e as NodeJS.ErrnoException;
    stop(code !== undefined && /^E[A-Z]+$/.test(code) ? `\n${e.message}` : `\n${e.stack ?? String(e)}`);
  });
}

type Values<O extends ParseArgsConfig["options"]> = ReturnType<
  typeof parseArgs<{ options: O & object; allowPositionals: true }>
>["values"];

/** The options of a command line. `--help` shows the usage, and so does anything invalid, which ends the program. */
export class CommandLine<O extends NonNullable<ParseArgsConfig["options"]>> {
  readonly values: Values<O>;
  readonly positionals: readonly string[];
  private readonly usage: string;

  constructor(usage: string, options: O, most = 0) {
    this.usage = usage;
    const all = { ...options, help: { type: "boolean", short: "h" } } as const;
    let parsed: { values: object; positionals: string[] };
    try {
      parsed = parseArgs({ args: joined(process.argv.slice(2)), options: all, allowPositionals: most > 0 });
    } catch (e) {
      this.refuse((e as Error).message.split("\n")[0]!);
    }
    if ((parsed.values as { help?: boolean }).help === true) {
      console.log(usage);
      process.exit(0);
    }
    this.values = parsed.values as Values<O>;
    this.positionals = parsed.positionals;
    if (parsed.positionals.length > most) this.refuse(`Unexpected argument '${parsed.positionals[most]!}'`);
  }

  /** Ends the program with the usage. */
  refuse(sentence: string): never {
    return stop(`${sentence}\n\n${this.usage}`, 2);
  }

  /** A number of an option, from `least` to `most`. */
  number(
    name: keyof O & string,
    otherwise: number,
    { least = 1, most = Number.MAX_SAFE_INTEGER, whole = true } = {},
  ): number {
    const given = (this.values as Record<string, unknown>)[name];
    if (typeof given !== "string") return otherwise;
    const n = Number(given);
    if (given.trim() !== "" && (whole ? Number.isSafeInteger(n) : Number.isFinite(n)) && n >= least && n <= most)
      return n;
    return this.refuse(
      `--${name} cannot be "${given}": ${whole ? "a whole number" : "a number"} ${most < 10 ? `from ${least} to ${most}` : `from ${least} up`}, please.`,
    );
  }

  /** A file to write: checked now, not after the training. */
  target(name: keyof O & string, file: string): string {
    const folder = path.dirname(file);
    if (!existsSync(folder) || !statSync(folder).isDirectory())
      stop(`--${name} ${file}: there is no folder ${folder}.`);
    if (existsSync(file) && statSync(file).isDirectory()) stop(`--${name} ${file}: this is a folder, not a file.`);
    try {
      accessSync(existsSync(file) ? file : folder, constants.W_OK);
    } catch {
      stop(`--${name} ${file}: this program may not write there.`);
    }
    return file;
  }
}

/** `--lr -1` as `--lr=-1`, so that it is parsed and can be rejected with the right error. */
function joined(args: readonly string[]): string[] {
  const out: string[] = [];
  for (const a of args) {
    const last = out.at(-1);
    if (/^-[\d.]/.test(a) && last !== undefined && /^--[a-z-]+$/.test(last)) out[out.length - 1] = `${last}=${a}`;
    else out.push(a);
  }
  return out;
}

/** The number of characters in a line of the terminal; `otherwise` if the output is not a terminal. */
export const columnsOf = (otherwise: number): number => (process.stdout.isTTY ? process.stdout.columns : otherwise);
