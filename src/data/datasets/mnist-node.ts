import path from "node:path";
import { fileOf, folderOf, type Root } from "./files-node.js";
import { checkOptions, noMore } from "../../diagnose/arguments.js";
import type { ImageOptions } from "./images.js";
import * as bytes from "./mnist.js";
import type { MnistBytes } from "./mnist.js";

/** Options of {@link MNIST} and datasets in its format. */
export interface MnistOptions extends ImageOptions {
  /** Whether to load the training set (true, the default) or the test set. */
  train?: boolean;
  /** Whether to download missing files. Default false. */
  download?: boolean;
  /** Addresses of folders to download from, ending in a slash. Default: the official address. */
  mirrors?: readonly string[];
}

/** Their names. */
export const mnistOptions: ReadonlySet<string> = new Set([
  "transform",
  "targetTransform",
  "train",
  "download",
  "mirrors",
]);

interface Published {
  readonly name: string;
  readonly mirrors: readonly string[];
  readonly md5: Readonly<Record<string, string>>;
}

/** The two files of a part, from the folder, or downloaded into it. */
function sourceOf(source: Root | MnistBytes, o: MnistOptions, set: Published): MnistBytes {
  checkOptions(o, mnistOptions, set.name);
  const root = folderOf(set.name, source);
  if (root === null) return source as MnistBytes;
  const raw = path.join(root, set.name, "raw");
  const folders = [root, raw, path.join(root, "raw"), path.join(root, set.name)];
  const file = (name: string): ReturnType<typeof fileOf> =>
    fileOf(
      set.name,
      name,
      folders,
      raw,
      { name: `${name}.gz`, md5: set.md5[name]!, mirrors: o.mirrors ?? set.mirrors },
      o.download ?? false,
    );
  const prefix = (o.train ?? true) ? "train" : "t10k";
  const images = file(`${prefix}-images-idx3-ubyte`),
    labels = file(`${prefix}-labels-idx1-ubyte`);
  return { images: images.bytes, labels: labels.bytes, names: { images: images.file, labels: labels.file } };
}

const mnist: Published = {
  name: "MNIST",
  mirrors: ["https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/"],
  md5: {
    "train-images-idx3-ubyte": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
    "train-labels-idx1-ubyte": "d53e105ee54ea40749a09fcbcd1e9432",
    "t10k-images-idx3-ubyte": "9fb629c4189551a2d022fa330f9573f3",
    "t10k-labels-idx1-ubyte": "ec29112dd5afa0611ce80d1b7f02629c",
  },
};
const fashion: Published = {
  name: "FashionMNIST",
  mirrors: [
    "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
  ],
  md5: {
    "train-images-idx3-ubyte": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
    "train-labels-idx1-ubyte": "25c81989df183df01b3e8a0aad5dffbe",
    "t10k-images-idx3-ubyte": "bef4ecab320f06d8554ea6380940ec79",
    "t10k-labels-idx1-ubyte": "bb300cfdad3c16e7a12a480ee83cd310",
  },
};
const kmnist: Published = {
  name: "KMNIST",
  mirrors: ["https://codh.rois.ac.jp/kmnist/dataset/kmnist/"],
  md5: {
    "train-images-idx3-ubyte": "bdb82020997e1d708af4cf47b453dcf7",
    "train-labels-idx1-ubyte": "e144d726b3acfaa3e44228e80efcd344",
    "t10k-images-idx3-ubyte": "5c965bf0a639b31b8f53240b1b52f4d7",
    "t10k-labels-idx1-ubyte": "7320c461ea6c1c855c0b718fb2a4b134",
  },
};

/**
 * Handwritten digits, 28 × 28, 60,000 for training and 10,000 for testing.
 *
 * `root` is a folder with the four files, plain or as `.gz`, directly or in `MNIST/raw` below it, as in torchvision.
 * With `download: true`, missing files are downloaded (11 MB), checked, and kept:
 * `new datasets.MNIST("data", { download: true, transform: new transforms.ToTensor() })`. Alternatively, pass the bytes
 * of the two files.
 *
 * Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
 *
 * Options, by name: train = true, download = false, mirrors (the official address), transform = null,
 * targetTransform = null.
 *
 * @throws KindlingError `data-missing`, `data-file`, `data-download`.
 */
export class MNIST extends bytes.MNIST {
  static override readonly name: string = "MNIST";
  /**
   * Handwritten digits, 28 × 28, 60,000 for training and 10,000 for testing. Options, by name: train = true,
   * download = false, mirrors (the official address), transform = null, targetTransform = null.
   *
   * @throws KindlingError `data-missing`, `data-file`, `data-download`.
   * @example
   * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6); // an IDX file of one picture, 2 × 2
   * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5);
   * const [picture, label] = new datasets.MNIST({ images, labels }).get(0);
   * [picture.shape, label].join(" "); // → 1,2,2 5
   */
  constructor(source: Root | MnistBytes, options: MnistOptions = {}) {
    noMore("MNIST", 2, arguments, true);
    super(sourceOf(source, options, mnist), options);
  }
}

/**
 * Ten classes of clothes in the format of {@link MNIST}, with the same `root` and options.
 *
 * Source: Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST".
 *
 * Options, by name: train = true, download = false, mirrors (the official address), transform = null,
 * targetTransform = null.
 */
export class FashionMNIST extends bytes.FashionMNIST {
  static override readonly name: string = "FashionMNIST";
  /**
   * Ten classes of clothes in the format of {@link MNIST}, with the same `root` and options. Options, by name:
   * train = true, download = false, mirrors (the official address), transform = null, targetTransform = null.
   *
   * @example
   * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6); // an IDX file of one picture, 2 × 2
   * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5);
   * const set = new datasets.FashionMNIST({ images, labels });
   * set.classes[set.get(0)[1]]; // → Sandal
   */
  constructor(source: Root | MnistBytes, options: MnistOptions = {}) {
    noMore("FashionMNIST", 2, arguments, true);
    super(sourceOf(source, options, fashion), options);
  }
}

/**
 * Ten cursive Japanese characters in the format of {@link MNIST}, with the same `root` and options.
 *
 * Source: Clanuwat et al. 2018, "Deep Learning for Classical Japanese Literature".
 *
 * Options, by name: train = true, download = false, mirrors (the official address), transform = null,
 * targetTransform = null.
 */
export class KMNIST extends bytes.KMNIST {
  static override readonly name: string = "KMNIST";
  /**
   * Ten cursive Japanese characters in the format of {@link MNIST}, with the same `root` and options. Options, by name:
   * train = true, download = false, mirrors (the official address), transform = null, targetTransform = null.
   *
   * @example
   * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6); // an IDX file of one picture, 2 × 2
   * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5);
   * const set = new datasets.KMNIST({ images, labels });
   * set.classes[set.get(0)[1]]; // → ha
   */
  constructor(source: Root | MnistBytes, options: MnistOptions = {}) {
    noMore("KMNIST", 2, arguments, true);
    super(sourceOf(source, options, kmnist), options);
  }
}
