import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { checkOptions, noMore, takes } from "../../diagnose/arguments.js";
import { narrow, reshape, select } from "../../ops/view/view.js";
import { tensor } from "../../tensor/creation.js";
import { showShape } from "../../util/array.js";
import { defaultCollate } from "../collate.js";
import { Dataset } from "../dataset.js";
import { gatherRows } from "../gather.js";
import { isPointwise, type Transform } from "../transforms/simple.js";

/** Options of every dataset of images. */
export interface ImageOptions {
  /** The transform of an image: takes uint8 `[C, H, W]`, usually returns floats. Default null: none. */
  transform?: Transform | null;
  /** The transform of a label. Default null: none. */
  targetTransform?: ((label: number) => number) | null;
}

/** The names of the labels 0, 1, …. */
type ClassNames = readonly string[];

// Those of all datasets of images, since each passes its options on.
const known: ReadonlySet<string> = new Set(["transform", "targetTransform", "train", "download", "mirrors", "seed"]);

/**
 * Images with labels. A sample is `[image, label]`, a batch of a loader `[images, labels]` with int64 labels. If the
 * transform treats a batch like each image (as ToTensor, Normalize and other deterministic transforms do), loaders pass
 * it whole batches.
 *
 * Options, by name: transform = null, targetTransform = null.
 */
export class ImageDataset extends Dataset<[Tensor, number]> {
  static override readonly name: string = /* @__PURE__ */ takes(this, "ImageDataset", "get:index,batch:indices,take:n");
  /** All images: uint8 `[N, H, W]`, or `[N, C, H, W]`. */
  readonly data: Tensor;
  /** All labels: int64 `[N]`. */
  readonly targets: Tensor;
  /** The names of the labels. */
  readonly classes: readonly string[];
  /** The transform of each image, uint8 `[C, H, W]`; null (default) for none. */
  transform: Transform | null;
  /** The transform of each label; null (default) for none. */
  targetTransform: ((label: number) => number) | null;
  private readonly labels: readonly number[];

  /**
   * Images with labels. Options, by name: transform = null, targetTransform = null.
   *
   * @example
   * const pictures = zeros(3, 8, 8, { dtype: "uint8" }), labels = tensor([0, 1, 0]);
   * const set = new datasets.ImageDataset(pictures, labels, ["cat", "dog"], { transform: new transforms.ToTensor() });
   * const [picture, label] = set.get(1);
   * [picture.shape, set.classes[label]].join(" "); // → 1,8,8 dog
   */
  constructor(data: Tensor, labels: Tensor, classes: ClassNames, more: ImageOptions = {}) {
    noMore("ImageDataset", 4, arguments, true);
    super();
    checkOptions(more, known, this.constructor.name);
    if (data.shape[0] !== labels.shape[0])
      fail(
        "data-file",
        `there are ${data.shape[0]} pictures but ${labels.shape[0]} labels`,
        "the two files belong to different parts (training and test) of the dataset.",
      );
    if (labels.shape.length !== 1)
      fail(
        "data-file",
        `labels must have one dimension, but got shape ${showShape(labels.shape)}`,
        "are images and labels swapped?",
      );
    if (data.shape.length < 3)
      fail(
        "data-file",
        `pictures must have at least two dimensions, but got shape ${showShape(data.shape)}`,
        "are images and labels swapped?",
      );
    this.data = data;
    this.targets = labels.long();
    this.labels = this.targets.tolist() as number[];
    const wrong = this.labels.find((l) => l >= classes.length);
    if (wrong !== undefined)
      fail(
        "data-file",
        `there is a label ${wrong}, but there are ${classes.length} classes`,
        "the file is damaged, or belongs to another data set: download it again.",
      );
    this.classes = classes;
    this.transform = more.transform ?? null;
    this.targetTransform = more.targetTransform ?? null;
  }
  get length(): number {
    return this.labels.length;
  }

  private label(i: number): number {
    return this.targetTransform === null ? this.labels[i]! : this.targetTransform(this.labels[i]!);
  }

  get(index: number): [Tensor, number] {
    const i = index < 0 ? index + this.length : index;
    if (!Number.isInteger(i) || i < 0 || i >= this.length)
      fail("index-range", `index ${String(index)} is out of range`, `there are ${this.length} pictures.`);
    const picture = channels(select(this.data, 0, i));
    return [this.transform === null ? picture : this.transform(picture), this.label(i)];
  }

  /** @internal */
  override batch(indices: readonly number[]): [Tensor, Tensor] | null {
    if (this.transform !== null && !isPointwise(this.transform)) return null;
    const list = indices.map((i) => (i < 0 ? i + this.length : i));
    const bad = list.find((i) => !(Number.isInteger(i) && i >= 0 && i < this.length));
    if (bad !== undefined)
      fail("index-range", `index ${String(bad)} is out of range`, `there are ${this.length} pictures.`);
    const rows = gatherRows(this.data, list);
    const pictures =
      rows.shape.length === 3 ? reshape(rows, [rows.shape[0]!, 1, rows.shape[1]!, rows.shape[2]!]) : rows;
    return [
      this.transform === null ? pictures : this.transform(pictures),
      tensor(
        list.map((i) => this.label(i)),
        { dtype: "int64" },
      ),
    ];
  }

  /** @internal */
  override collate(samples: readonly [Tensor, number][]): [Tensor, Tensor] {
    return [
      defaultCollate(samples.map(([picture]) => picture)) as Tensor,
      tensor(
        samples.map(([, label]) => label),
        { dtype: "int64" },
      ),
    ];
  }

  /** The first `n` samples as a separate dataset, for a quick test. */
  take(n: number): ImageDataset {
    const m = Math.min(n, this.length);
    return new ImageDataset(narrow(this.data, 0, 0, m), narrow(this.targets, 0, 0, m), this.classes, {
      transform: this.transform,
      targetTransform: this.targetTransform,
    });
  }

  override toString(): string {
    return `Dataset ${this.constructor.name}\n    Number of datapoints: ${this.length}${this.transform === null ? "" : `\n    Transform: ${String(this.transform).replaceAll("\n", "\n               ")}`}`;
  }
}

/** An image with its channels in front. */
const channels = (x: Tensor): Tensor => (x.shape.length === 2 ? reshape(x, [1, x.shape[0]!, x.shape[1]!]) : x);
