import { Tensor } from "../../core/tensor.js";
import { noMore } from "../../diagnose/arguments.js";
import { isNamed } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { checkSettings } from "../../diagnose/settings.js";
import { StateDict } from "../../nn/state-dict.js";
import { concatBytes } from "../bytes.js";
import { filesFor } from "../files.js";
import { inflateRaw } from "../inflate.js";
import { quote, refuse } from "../load-error.js";
import { type FilePath, isPath } from "../pt/save.js";
import { inflater, readZip } from "../zip-read.js";
import { writeZip } from "../zip-write.js";
import { deflatedZip } from "./deflated-zip.js";
import { decodeNpy, encodeNpy } from "./format.js";
import { bytesFrom } from "./source.js";

/** Tensors by name; those of a list are called `arr_0`, `arr_1`, …, as in `numpy.savez`. */
export type NpzTensors = ReadonlyMap<string, Tensor> | Readonly<Record<string, Tensor>> | readonly Tensor[];

/** Settings of {@link save}. */
export interface NpzOptions {
  /** Whether the entries are compressed, as by `numpy.savez_compressed`. Default false. */
  compressed?: boolean | undefined;
}

/**
 * Tensors by name as NumPy's archive (.npz), for `numpy.load`: the bytes, or, in Node, written to a path. A list's tensors are
 * called `arr_0`, `arr_1`, …. Options, by name: compressed = false.
 *
 * @throws KindlingError `save-value` for a value that is not a tensor, or for dtype bfloat16, which NumPy does not
 * have.
 * @example
 * npz.save({ x: rand(3), y: arange(3) }, "data.npz");
 * const bytes = npz.save([zeros(2), ones(2)], { compressed: true });
 */
export function save(tensors: NpzTensors, options?: NpzOptions): Uint8Array;
/** Writes tensors to NumPy's archive. */
export function save(tensors: NpzTensors, path: FilePath, options?: NpzOptions): void;
export function save(tensors: NpzTensors, to: FilePath | NpzOptions = {}, options: NpzOptions = {}): Uint8Array | void {
  noMore("save", 3, arguments);
  const o = isPath(to) ? options : to;
  checkSettings("npz.save", o, { compressed: "b" });
  const entries = named(tensors).map(([name, t]) => ({ name: `${name}.npy`, data: encodeNpy(t, "npz.save") }));
  const chunks = o.compressed === true ? deflatedZip(entries) : writeZip(entries);
  if (!isPath(to)) return concatBytes(chunks);
  filesFor("npz.save").write(to, chunks);
}

/**
 * Reads NumPy's archive (.npz), stored or compressed: the bytes, or, in Node, a path. Returns the tensors by name.
 *
 * @throws LoadError for any problem with the file, and for structured dtypes, texts and Python objects.
 * @example
 * npz.load(npz.save({ x: tensor([1, 2]) })).get("x")!.tolist(); // → 1,2
 */
export function load(source: FilePath | Uint8Array): StateDict {
  noMore("load", 1, arguments);
  const bytes = bytesFrom("npz.load", source);
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b)
    refuse("file-format", "it does not begin like a zip archive, which .npz files are.", "npy.load reads .npy files.");
  const found = new StateDict();
  for (const { name, data } of readZip(bytes, inflater() ?? inflateRaw).values()) {
    if (!name.endsWith(".npy"))
      refuse(
        "file-format",
        `archive entry ${quote(name)} is not a .npy file, so this is not a .npz file.`,
        "load() reads .pt files, which are zip archives, too.",
      );
    found.set(name.slice(0, -4), decodeNpy(data, `archive entry ${quote(name)}`));
  }
  return found;
}

function named(tensors: NpzTensors): [string, Tensor][] {
  const entries: [string, Tensor][] =
    tensors instanceof Map
      ? [...(tensors as ReadonlyMap<string, Tensor>)]
      : Array.isArray(tensors)
        ? (tensors as readonly Tensor[]).map((t, i) => [`arr_${i}`, t])
        : isNamed(tensors)
          ? Object.entries(tensors as Readonly<Record<string, Tensor>>)
          : fail(
              "save-value",
              `npz.save() takes tensors by name, but got ${shownValue(tensors)}`,
              "for example npz.save({ x }).",
            );
  for (const [name, t] of entries) {
    if (typeof name !== "string" || name === "" || /(^|\/)(\.{0,2})(\/|$)|\0/.test(name))
      fail("save-value", `an entry of a .npz file cannot be called ${shownValue(name)}.`, "give it another name.");
    if (!(t instanceof Tensor))
      fail(
        "save-value",
        `${quote(name)} is not a tensor, and a .npz file holds only tensors.`,
        "tensor(…) makes one from a list.",
      );
  }
  return entries;
}
