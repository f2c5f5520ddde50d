import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fail } from "../../diagnose/error.js";
import { checkOptions, noMore } from "../../diagnose/arguments.js";
import * as bytes from "./cifar.js";
import { download } from "./download-node.js";
import { folderOf, isFile, type Root, unpacked } from "./files-node.js";
import { type MnistOptions, mnistOptions } from "./mnist-node.js";

const FOLDER = "cifar-10-batches-bin",
  ARCHIVE = "cifar-10-binary.tar.gz",
  MD5 = "c32a1d4ab5d03f1284b67883e8d87530";
const MIRRORS = ["https://www.cs.toronto.edu/~kriz/"];

/**
 * Small colour photographs, 32 × 32, in ten classes: 50,000 for training and 10,000 for testing.
 *
 * `root` is a folder with the files of the binary version, directly or in `cifar-10-batches-bin` below it. With
 * `download: true`, missing files are downloaded (170 MB). Alternatively, pass the files' bytes.
 *
 * Source: Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images".
 *
 * Options, by name: train = true, download = false, mirrors (the official address), transform = null,
 * targetTransform = null.
 *
 * @throws KindlingError `data-missing`, `data-file`, `data-download`.
 */
export class CIFAR10 extends bytes.CIFAR10 {
  static override readonly name: string = "CIFAR10";
  /**
   * Small colour photographs, 32 × 32, in ten classes: 50,000 for training and 10,000 for testing. Options, by name:
   * train = true, download = false, mirrors (the official address), transform = null, targetTransform = null.
   *
   * @throws KindlingError `data-missing`, `data-file`, `data-download`.
   * @example
   * const file = new Uint8Array(3073); // one picture: its label, then 1024 bytes each of red, green and blue
   * file[0] = 3;
   * const set = new datasets.CIFAR10([file]), [picture, label] = set.get(0);
   * [picture.shape, set.classes[label]].join(" "); // → 3,32,32 cat
   */
  constructor(source: Root | readonly Uint8Array[], options: MnistOptions = {}) {
    noMore("CIFAR10", 2, arguments, true);
    super(filesOf(source, options), options);
  }
}

function filesOf(source: Root | readonly Uint8Array[], o: MnistOptions): readonly Uint8Array[] {
  checkOptions(o, mnistOptions, "CIFAR10");
  const root = folderOf("CIFAR10", source);
  if (root === null) return source as readonly Uint8Array[];
  const names = (o.train ?? true) ? [1, 2, 3, 4, 5].map((i) => `data_batch_${i}.bin`) : ["test_batch.bin"];
  const find = (): string | undefined =>
    [root, path.join(root, FOLDER)].find((folder) => names.every((n) => isFile(path.join(folder, n))));
  let folder = find();
  if (folder === undefined) {
    if (o.download !== true)
      fail(
        "data-missing",
        "Dataset not found or corrupted. You can use download=True to download it",
        `${names.join(", ")} are neither in ${root} nor in ${FOLDER} below it. Pass { download: true } to fetch them, or put them there.`,
      );
    fetchInto(root, o.mirrors ?? MIRRORS);
    folder =
      find() ??
      fail(
        "data-file",
        `${ARCHIVE} does not hold ${names.join(", ")}`,
        "delete the file and download it again: { download: true }.",
      );
  }
  return names.map((n) => new Uint8Array(readFileSync(path.join(folder!, n))));
}

function fetchInto(root: string, mirrors: readonly string[]): void {
  mkdirSync(root, { recursive: true });
  const archive = path.join(root, ARCHIVE);
  if (!isFile(archive))
    download(
      mirrors.map((m) => m + ARCHIVE),
      archive,
      MD5,
      2 ** 28,
    );
  const files = [...entries(unpacked(archive))]; // the archive is complete before anything is written
  mkdirSync(path.join(root, FOLDER), { recursive: true });
  for (const { name, content } of files) {
    const base = path.basename(name); // nothing is written elsewhere, whatever the archive says
    if (!/^(data_batch_[1-5]|test_batch)\.bin$/.test(base)) continue;
    const target = path.join(root, FOLDER, base);
    writeFileSync(`${target}.part`, content);
    renameSync(`${target}.part`, target); // whole or not at all, even if the program ends here
  }
}

/** The files of a tar archive: headers of 512 bytes, and contents padded to a multiple of that. */
function* entries(tar: Uint8Array): Generator<{ name: string; content: Uint8Array }> {
  const text = (from: number, length: number): string =>
    new TextDecoder().decode(tar.subarray(from, from + length)).replace(/\0[\s\S]*$/, "");
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0;) {
    const size = parseInt(text(at + 124, 12).trim(), 8);
    if (!(size >= 0) || at + 512 + size > tar.length)
      fail("data-file", `${ARCHIVE} is damaged`, "delete it and download it again.");
    yield { name: text(at, 100), content: tar.subarray(at + 512, at + 512 + size) };
    at += 512 + Math.ceil(size / 512) * 512;
  }
}
