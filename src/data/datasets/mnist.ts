import { fail } from "../../diagnose/error.js";
import { readIdx } from "./idx.js";
import { ImageDataset, type ImageOptions } from "./images.js";
import { noMore } from "../../diagnose/arguments.js";

/** Arguments of {@link MnistBytes}, by name. */
interface ImagesLabelsNamed {
  /** The file of images, in the IDX format. */
  readonly images: string;
  /** The file of labels, in the IDX format. */
  readonly labels: string;
}
/** The two files of a part of MNIST, or of a dataset in its format: their unpacked bytes. */
export interface MnistBytes {
  /** The file of images, in the IDX format. */
  readonly images: Uint8Array;
  /** The file of labels, in the IDX format. */
  readonly labels: Uint8Array;
  /** The files' names in errors. */
  readonly names?: ImagesLabelsNamed;
}

const digits = [
  "0 - zero",
  "1 - one",
  "2 - two",
  "3 - three",
  "4 - four",
  "5 - five",
  "6 - six",
  "7 - seven",
  "8 - eight",
  "9 - nine",
];

class Idx extends ImageDataset {
  constructor(source: MnistBytes, classes: readonly string[], o: ImageOptions) {
    if (
      typeof source !== "object" ||
      source === null ||
      !(source.images instanceof Uint8Array) ||
      !(source.labels instanceof Uint8Array)
    ) {
      fail(
        "no-files",
        "a browser has no folders; the dataset takes the bytes of its files.",
        "new datasets.MNIST({ images, labels }), each a Uint8Array of an unpacked IDX file: await datasets.gunzip(new Uint8Array(await (await fetch(url)).arrayBuffer())).",
      );
    }
    super(
      readIdx(source.images, source.names?.images ?? "the file of images"),
      readIdx(source.labels, source.names?.labels ?? "the file of labels"),
      classes,
      o,
    );
  }
}

/**
 * Handwritten digits, 28 × 28, 60,000 for training and 10,000 for testing.
 *
 * Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
 *
 * Options, by name: transform = null, targetTransform = null.
 */
export class MNIST extends Idx {
  static override readonly name: string = "MNIST";
  /**
   * Handwritten digits, 28 × 28, 60,000 for training and 10,000 for testing. Options, by name: transform = null,
   * targetTransform = null.
   *
   * @example
   * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6); // an IDX file of one picture, 2 × 2
   * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5);
   * const [picture, label] = new datasets.MNIST({ images, labels }).get(0);
   * [picture.shape, label].join(" "); // → 1,2,2 5
   */
  constructor(source: MnistBytes, options: ImageOptions = {}) {
    noMore("MNIST", 2, arguments, true);
    super(source, digits, options);
  }
}

/**
 * Ten classes of clothes in the format of MNIST.
 *
 * Source: Xiao, Rasul & Vollgraf 2017, "Fashion-MNIST".
 *
 * Options, by name: transform = null, targetTransform = null.
 */
export class FashionMNIST extends Idx {
  static override readonly name: string = "FashionMNIST";
  /**
   * Ten classes of clothes in the format of MNIST. Options, by name: transform = null, targetTransform = null.
   *
   * @example
   * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6); // an IDX file of one picture, 2 × 2
   * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5);
   * const set = new datasets.FashionMNIST({ images, labels });
   * set.classes[set.get(0)[1]]; // → Sandal
   */
  constructor(source: MnistBytes, options: ImageOptions = {}) {
    noMore("FashionMNIST", 2, arguments, true);
    super(
      source,
      ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"],
      options,
    );
  }
}

/**
 * Ten cursive Japanese characters in the format of MNIST.
 *
 * Source: Clanuwat et al. 2018, "Deep Learning for Classical Japanese Literature".
 *
 * Options, by name: transform = null, targetTransform = null.
 */
export class KMNIST extends Idx {
  static override readonly name: string = "KMNIST";
  /**
   * Ten cursive Japanese characters in the format of MNIST. Options, by name: transform = null, targetTransform = null.
   *
   * @example
   * const images = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 9, 8, 7, 6); // an IDX file of one picture, 2 × 2
   * const labels = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 1, 5);
   * const set = new datasets.KMNIST({ images, labels });
   * set.classes[set.get(0)[1]]; // → ha
   */
  constructor(source: MnistBytes, options: ImageOptions = {}) {
    noMore("KMNIST", 2, arguments, true);
    super(source, ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"], options);
  }
}
