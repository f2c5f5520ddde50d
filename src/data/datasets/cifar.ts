import { fail } from "../../diagnose/error.js";
import type { Tensor } from "../../core/tensor.js";
import { fromTypedArray } from "../../tensor/creation.js";
import { ImageDataset, type ImageOptions } from "./images.js";
import { noMore } from "../../diagnose/arguments.js";

/** One picture in the binary files: a label, then 1024 bytes each of red, green and blue. */
const RECORD = 1 + 3 * 32 * 32;

/**
 * Small colour photographs, 32 × 32, in ten classes: 50,000 for training and 10,000 for testing.
 *
 * Source: Krizhevsky 2009, "Learning Multiple Layers of Features from Tiny Images".
 *
 * Options, by name: transform = null, targetTransform = null.
 */
export class CIFAR10 extends ImageDataset {
  static override readonly name: string = "CIFAR10";
  /**
   * `files`: the bytes of the files of the binary version (`data_batch_1.bin` … or `test_batch.bin`).
   *
   * @example
   * const file = new Uint8Array(3073); // one picture: its label, then 1024 bytes each of red, green and blue
   * file[0] = 3;
   * const set = new datasets.CIFAR10([file]), [picture, label] = set.get(0);
   * [picture.shape, set.classes[label]].join(" "); // → 3,32,32 cat
   */
  constructor(files: readonly Uint8Array[], options: ImageOptions = {}) {
    noMore("CIFAR10", 2, arguments, true);
    if (!Array.isArray(files) || !files.every((f) => f instanceof Uint8Array)) {
      fail(
        "no-files",
        "a browser has no folders; the dataset takes the bytes of its files.",
        "new datasets.CIFAR10([bytes1, bytes2, …]), from the binary version.",
      );
    }
    const { images, labels } = read(files);
    super(
      images,
      labels,
      ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
      options,
    );
  }
}

function read(files: readonly Uint8Array[]): { images: Tensor; labels: Tensor } {
  files.forEach((f, i) => {
    if (f.length === 0 || f.length % RECORD !== 0)
      fail(
        "data-file",
        `file ${i + 1} of CIFAR10 is damaged: ${f.length} bytes are not a whole number of images (${RECORD} bytes each)`,
        "download it again: it may be truncated, or a different file.",
      );
  });
  const n = files.reduce((a, f) => a + f.length / RECORD, 0);
  const images = new Uint8Array(n * (RECORD - 1)),
    labels = new Uint8Array(n);
  let i = 0;
  for (const f of files) {
    for (let at = 0; at < f.length; at += RECORD, i++) {
      labels[i] = f[at]!;
      images.set(f.subarray(at + 1, at + RECORD), i * (RECORD - 1));
    }
  }
  return { images: fromTypedArray(images, [n, 3, 32, 32]), labels: fromTypedArray(labels, [n]) };
}
