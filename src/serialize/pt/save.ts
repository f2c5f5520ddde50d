import { fail } from "../../diagnose/error.js";
import { checkOptions, noMore } from "../../diagnose/arguments.js";
import { writeArchive } from "../archive.js";
import { concatBytes } from "../bytes.js";
import { pickle } from "../pickle-write.js";
import { ClassNames } from "./classes.js";
import type { Classes } from "./classes.js";
import { Encoder } from "./encode.js";

/** A path, or a `file:` URL. The type has only the used members, so that it needs neither Node's types nor a browser's. */
export type FilePath =
  | string
  | {
      /** The address, as a `URL` has it. */
      readonly href: string;
    };

/** Whether a value is a path or URL of a file. */
export const isPath = (v: unknown): v is FilePath =>
  typeof v === "string" || (typeof v === "object" && v !== null && typeof (v as { href?: unknown }).href === "string");

/** Options of {@link save} and {@link saveBytes}. */
export interface SaveOptions {
  /**
   * The Python names of the model's classes: `{ "mynets.Net": Net }`. Default: each by its own name in `__main__`,
   * where Python looks for classes that the script itself defines.
   */
  readonly classes?: Classes;
}

const known: ReadonlySet<string> = new Set(["classes"]);

/** The file as chunks to write in order; `prefix` is the name of the folder inside it. */
export function encode(value: unknown, options: SaveOptions, prefix?: string): Uint8Array[] {
  checkOptions(options, known, "save");
  const { classes = {} } = options;
  const encoder = new Encoder(new ClassNames(classes));
  const root = encoder.value(value);
  return writeArchive({
    pickle: pickle(root),
    records: encoder.tensors.records(),
    ...(prefix === undefined ? {} : { prefix }),
  });
}

/**
 * The bytes of a `.pt` file that holds the value, for `torch.load` and `load`. It can hold modules, parameters,
 * tensors, state dicts, plain objects, Maps, arrays (a frozen one is a tuple), Sets, strings, numbers (a whole one is
 * an int), bigints, booleans, null and Uint8Arrays (bytes), nested to any depth up to 1000. Objects that occur twice,
 * and tensors that share memory, do so in the file. Undefined entries of plain objects and functions in modules are
 * omitted.
 *
 * @throws KindlingError `save-value` for anything that is not data, with its place; `save-nesting` beyond 1000 levels.
 * @example
 * const bytes = saveBytes({ model: new nn.Linear(10, 1).stateDict(), epoch: 3 });
 * load<{ epoch: number }>(bytes).epoch; // → 3
 */
export function saveBytes(value: unknown, options: SaveOptions = {}): Uint8Array {
  noMore("saveBytes", 2, arguments);
  if (isPath(options))
    fail(
      "argument",
      "saveBytes() returns the bytes of a file and takes no path",
      "save(value, path) writes the file, in Node.",
    );
  return concatBytes(encode(value, options));
}

/**
 * Saves to a path, in Node. Browsers have no file paths: use {@link saveBytes}, and offer the bytes for download.
 *
 * @throws KindlingError `no-files`, always: this is the browser's version.
 */
export function save(_value: unknown, _path: FilePath, _options: SaveOptions = {}): void {
  noMore("save", 3, arguments);
  fail(
    "no-files",
    "browsers have no file paths.",
    "saveBytes(model) returns the bytes: offer them for download (new Blob([bytes])) or send them somewhere.",
  );
}
