import { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { isNamed, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { notData } from "../../diagnose/not-data.js";
import { checkKindOf } from "../../diagnose/argument-kinds.js";
import { checkChoice, checkSettings, checkWhole } from "../../diagnose/settings.js";
import { concatBytes } from "../../serialize/bytes.js";
import { filesFor } from "../../serialize/files.js";
import { encodePng } from "../../serialize/png.js";
import { Message } from "../../serialize/protobuf.js";
import { tolist } from "../../tensor/convert.js";
import { showShape } from "../../util/array.js";
import { type Metric, metricOf } from "../early-stopping.js";
import { recordOf } from "./records.js";
import {
  type HParam,
  histogramValue,
  hparamValues,
  imageValue,
  prCurveValue,
  scalarValue,
  textValue,
} from "./summaries.js";

/** The path of a folder, or a Map of files by name where there are no folders. */
export type LogFolder = string | Map<string, Uint8Array>;

/** Settings of {@link SummaryWriter}. */
export interface SummaryWriterOptions {
  /** A suffix of the file's name. */
  filenameSuffix?: string | undefined;
}

/** The step and the time of an event. */
export interface EventOptions {
  /** Seconds since 1970; default: now. */
  wallTime?: number | undefined;
}

/** Settings of `addHistogram`. */
export interface HistogramOptions extends EventOptions {
  /** The number of buckets of equal width; default: TensorFlow's buckets, which grow by a tenth. */
  bins?: number | undefined;
}

/** Settings of `addImage` and `addImages`. */
export interface ImageOptions extends EventOptions {
  /**
   * The layout of the dimensions: `"CHW"` (default), `"HWC"` or `"HW"`; for several images `"NCHW"` (default) or
   * `"NHWC"`.
   */
  dataformats?: string | undefined;
}

/** Settings of `addPrCurve`. */
export interface PrCurveOptions extends EventOptions {
  /** The number of thresholds from 0 to 1; default 127, the maximum. */
  numThresholds?: number | undefined;
}

/** The hyperparameters of a run, by name. */
export type HParams = Readonly<Record<string, HParam>>;
/** Settings of `addHparams`. */
export interface HparamOptions {
  /** The folder of the run, inside the writer's; default: the current time. */
  runName?: string | undefined;
}

type Numbers = Tensor | ArrayLike<number>;

let writers = 0;

/**
 * Writes event files, which TensorBoard shows (`tensorboard --logdir runs`), under the names of
 * `torch.utils.tensorboard.SummaryWriter`. Each event is written to the file immediately, so that a crash loses none.
 *
 * Options, by name: filenameSuffix.
 */
export class SummaryWriter {
  static readonly name: string = "SummaryWriter";
  /** The output folder. */
  readonly logDir: string;
  private readonly append: (name: string, bytes: Uint8Array, sync: boolean) => void;
  private readonly join: (...parts: string[]) => string;
  private readonly host: string;
  private readonly suffix: string;
  private readonly folder: LogFolder;
  /** The event file of each subfolder. */
  private readonly files = new Map<string, string>();

  /**
   * Writes event files, which TensorBoard shows (`tensorboard --logdir runs`), into a folder. In browsers, pass a `Map`
   * of files by name instead. Options, by name: filenameSuffix.
   *
   * @example
   * const writer = new SummaryWriter("runs/digits");
   * for (let step = 0; step < 3; step++) writer.addScalar("loss/train", 1 / (step + 1), step);
   * writer.close();
   */
  constructor(folder: LogFolder, options: SummaryWriterOptions = {}) {
    noMore("SummaryWriter", 2, arguments, true);
    checkSettings("SummaryWriter", options, { filenameSuffix: "s" });
    this.suffix = options.filenameSuffix ?? "";
    this.folder = folder;
    if (folder instanceof Map) {
      this.logDir = "";
      this.append = (name, bytes) => void folder.set(name, concatBytes([folder.get(name) ?? new Uint8Array(0), bytes]));
      this.join = (...parts) => parts.filter((p) => p !== "").join("/");
      this.host = "browser";
    } else {
      if (typeof folder !== "string" || folder === "")
        fail(
          "argument",
          `SummaryWriter() takes the path of a folder, but got ${shownValue(folder)}`,
          'for example new SummaryWriter("runs/one").',
        );
      const files = filesFor("SummaryWriter");
      this.logDir = folder;
      this.append = (name, bytes, sync) => files.append(name, bytes, sync);
      this.join = (...parts) => files.join(...parts.filter((p) => p !== ""));
      this.host = files.host();
    }
    this.write("", new Message().text(3, "brain.Event:2"), {}, undefined, false);
  }

  /** @internal */
  toJSON(): never {
    return notData(this);
  }

  /** Adds a number, for a curve. */
  addScalar(tag: string, value: Metric, step?: number, options: EventOptions = {}): void {
    noMore("addScalar", 4, arguments, true);
    checkSettings("addScalar", options, { wallTime: "n" });
    this.add("", [scalarValue(tagOf("addScalar", tag), metricOf("addScalar", "value", value))], step, options);
  }

  /** Adds several numbers by name, for curves in one chart; each is a separate run, as in PyTorch. */
  addScalars(tag: string, values: Readonly<Record<string, Metric>>, step?: number, options: EventOptions = {}): void {
    noMore("addScalars", 4, arguments, true);
    tagOf("addScalars", tag);
    checkSettings("addScalars", options, { wallTime: "n" });
    if (!isNamed(values))
      fail(
        "argument",
        `addScalars() takes numbers by name, but got ${shownValue(values)}`,
        "for example { train: 0.5, test: 0.6 }.",
      );
    for (const [name, v] of Object.entries(values as Readonly<Record<string, Metric>>)) {
      const run = `${tag.replaceAll("/", "_")}_${name}`;
      this.add(run, [scalarValue(tag, metricOf("addScalars", name, v))], step, options);
    }
  }

  /** Adds a histogram of numbers, such as the weights of a layer. Values that are not finite are omitted. */
  addHistogram(tag: string, values: Numbers, step?: number, options: HistogramOptions = {}): void {
    noMore("addHistogram", 4, arguments, true);
    checkSettings("addHistogram", options, { wallTime: "n", bins: "n" });
    checkWhole("addHistogram", "bins", options.bins, 1);
    const list = numbersOf("addHistogram", "values", values);
    this.add("", [histogramValue(tagOf("addHistogram", tag), list, options.bins ?? null)], step, options);
  }

  /** Adds an image: numbers from 0 to 1, or uint8 from 0 to 255, `[C, H, W]` with 1, 3 or 4 channels. */
  addImage(tag: string, image: Tensor, step?: number, options: ImageOptions = {}): void {
    noMore("addImage", 4, arguments, true);
    checkSettings("addImage", options, { wallTime: "n", dataformats: "s" });
    checkChoice("addImage", "dataformats", options.dataformats, ["CHW", "HWC", "HW"]);
    const p = pictureOf("addImage", image, options.dataformats ?? "CHW", 1);
    this.add("", [imageValue(tagOf("addImage", tag), p.width, p.height, p.channels, encodePng(p))], step, options);
  }

  /** Adds several images of one size as one image, eight per row, `[N, C, H, W]`. */
  addImages(tag: string, images: Tensor, step?: number, options: ImageOptions = {}): void {
    noMore("addImages", 4, arguments, true);
    checkSettings("addImages", options, { wallTime: "n", dataformats: "s" });
    checkChoice("addImages", "dataformats", options.dataformats, ["NCHW", "NHWC"]);
    const p = pictureOf("addImages", images, options.dataformats ?? "NCHW", Infinity);
    this.add("", [imageValue(tagOf("addImages", tag), p.width, p.height, p.channels, encodePng(p))], step, options);
  }

  /** Adds text, which is shown as Markdown. */
  addText(tag: string, text: string, step?: number, options: EventOptions = {}): void {
    noMore("addText", 4, arguments, true);
    checkKindOf("addText", "text", "s", text);
    checkSettings("addText", options, { wallTime: "n" });
    this.add("", [textValue(tagOf("addText", tag), text)], step, options);
  }

  /** Adds a precision–recall curve, from labels 0 and 1 and scores from 0 to 1. */
  addPrCurve(tag: string, labels: Numbers, scores: Numbers, step?: number, options: PrCurveOptions = {}): void {
    noMore("addPrCurve", 5, arguments, true);
    checkSettings("addPrCurve", options, { wallTime: "n", numThresholds: "n" });
    checkWhole("addPrCurve", "numThresholds", options.numThresholds, 2);
    const l = numbersOf("addPrCurve", "labels", labels),
      s = numbersOf("addPrCurve", "scores", scores);
    if (l.length !== s.length)
      fail("argument", `addPrCurve() got ${l.length} labels and ${s.length} scores`, "both must have the same length.");
    for (const v of l)
      if (v !== 0 && v !== 1)
        fail("argument", `addPrCurve() expects labels of 0 and 1, but found ${v}`, "for class k, use y.eq(k).");
    for (const v of s)
      if (!(v >= 0 && v <= 1))
        fail(
          "argument",
          `addPrCurve() expects scores from 0 to 1, but found ${v}`,
          "a sigmoid makes them from logits.",
        );
    this.add(
      "",
      [prCurveValue(tagOf("addPrCurve", tag), l, s, Math.min(options.numThresholds ?? 127, 127))],
      step,
      options,
    );
  }

  /** Adds hyperparameters and final metrics, so that runs can be compared. They become a separate run. */
  addHparams(settings: HParams, metrics: Readonly<Record<string, Metric>>, options: HparamOptions = {}): void {
    noMore("addHparams", 3, arguments, true);
    checkSettings("addHparams", options, { runName: "s" });
    for (const [name, list] of [
      ["settings", settings],
      ["metrics", metrics],
    ] as const)
      if (!isNamed(list))
        fail(
          "argument",
          `addHparams() takes ${name} by name, but got ${shownValue(list)}`,
          "for example addHparams({ lr: 0.1 }, { loss: 0.5 }).",
        );
    for (const [name, v] of Object.entries(settings))
      if (!["number", "string", "boolean"].includes(typeof v))
        fail(
          "argument",
          `addHparams() expects ${name} to be a number, a text or a bool, but got ${shownValue(v)}`,
          "String(…) converts it to text.",
        );
    const run = options.runName ?? String(Date.now() / 1000);
    const values = Object.entries(metrics).map(([name, v]) => scalarValue(name, metricOf("addHparams", name, v)));
    this.add(run, hparamValues(settings, Object.keys(metrics)), undefined, {});
    for (const v of values) this.add(run, [v], undefined, {});
  }

  /** Flushes the written data to disk. */
  flush(): void {
    noMore("flush", 0, arguments, true);
    for (const file of this.files.values()) this.append(file, new Uint8Array(0), true);
  }
  /** Closes the files. More events can still be added. */
  close(): void {
    noMore("close", 0, arguments, true);
    this.flush();
  }

  private add(run: string, values: readonly Message[], step: number | undefined, o: EventOptions): void {
    if (step !== undefined && !Number.isSafeInteger(step))
      fail("argument", `a step is a whole number, but got ${shownValue(step)}`, "count them: 0, 1, 2, …");
    for (const v of values) this.write(run, new Message().message(5, new Message().message(1, v)), o, step, false);
  }

  private write(run: string, what: Message, o: EventOptions, step: number | undefined, sync: boolean): void {
    const known = this.files.get(run);
    const seconds = Date.now() / 1000;
    const file = known ?? this.begin(run, seconds);
    const event = new Message().double(1, o.wallTime ?? seconds);
    if (step !== undefined) event.int(2, step);
    this.append(file, recordOf(concatBytes([event.done(), what.done()])), sync);
  }

  /** A new file, in the folder of a run. */
  private begin(run: string, seconds: number): string {
    const folder = this.join(this.logDir, run);
    if (!(this.folder instanceof Map)) filesFor("SummaryWriter").makeFolder(folder);
    const name = `events.out.tfevents.${String(Math.floor(seconds)).padStart(10, "0")}.${this.host}.${writers++}${this.suffix}`;
    const file = this.join(folder, name);
    this.files.set(run, file);
    if (run !== "")
      this.append(file, recordOf(new Message().double(1, seconds).text(3, "brain.Event:2").done()), false);
    return file;
  }
}

function tagOf(what: string, tag: unknown): string {
  checkKindOf(what, "tag", "s", tag);
  return typeof tag === "string" ? tag : fail("argument", `${what}() needs a tag`, `for example ${what}("loss", …).`);
}

function numbersOf(what: string, name: string, values: Numbers): Float64Array {
  const list: unknown = values instanceof Tensor ? (values.ndim === 0 ? [tolist(values)] : tolist(values)) : values;
  if (!Array.isArray(list) && !ArrayBuffer.isView(list))
    fail(
      "argument",
      `${what}() expects ${name} to be a tensor, but got ${shownValue(values)}`,
      "or a list of numbers.",
    );
  const flat = Array.isArray(list)
    ? (list as unknown[]).flat(Infinity)
    : Array.from(list as unknown as ArrayLike<unknown>);
  return Float64Array.from(flat, (v) =>
    typeof v === "object" || typeof v === "string"
      ? fail(
          "argument",
          `${what}() expects ${name} to hold real numbers, but found ${shownValue(v)}`,
          "give numbers, or a real tensor.",
        )
      : Number(v),
  );
}

/** The pixels of one image, or of several next to each other. */
function pictureOf(
  what: string,
  t: Tensor,
  format: string,
  most: number,
): { width: number; height: number; channels: 1 | 3 | 4; pixels: Uint8Array } {
  if (!(t instanceof Tensor))
    fail("argument", `${what}() expects a tensor, but got ${shownValue(t)}`, "for example rand(3, 32, 32).");
  if (t.ndim !== format.length)
    fail(
      "argument",
      `${what}() expects a picture ${format}, but got shape ${showShape(t.shape)}`,
      "name the dimensions: { dataformats: … }.",
    );
  const size = (letter: string): number => (format.includes(letter) ? t.shape[format.indexOf(letter)]! : 1);
  const [n, channels, h, w] = ["N", "C", "H", "W"].map(size) as [number, number, number, number];
  if (![1, 3, 4].includes(channels) || n * h * w === 0 || n > most)
    fail(
      "argument",
      `${what}() expects 1, 3 or 4 channels and no empty dimension, but got shape ${showShape(t.shape)} as ${format}`,
      "name the layout: CHW, HWC, HW, NCHW or NHWC.",
    );
  const columns = Math.min(n, 8),
    rows = Math.ceil(n / columns);
  const width = columns * w,
    height = rows * h;
  const values = numbersOf(what, "image", t),
    scale = t.dtype === "uint8" ? 1 : 255;
  const strides: Record<string, number> = {};
  for (let i = format.length - 1, s = 1; i >= 0; i--) {
    strides[format[i]!] = s;
    s *= t.shape[i]!;
  }
  const pixels = new Uint8Array(width * height * channels);
  for (let k = 0; k < n; k++)
    for (let y = 0; y < h; y++)
      for (let x = 0; x < w; x++)
        for (let c = 0; c < channels; c++) {
          const from = k * (strides["N"] ?? 0) + c * (strides["C"] ?? 0) + y * strides["H"]! + x * strides["W"]!;
          const at = ((Math.floor(k / columns) * h + y) * width + (k % columns) * w + x) * channels + c;
          pixels[at] = Math.max(0, Math.min(255, Math.trunc(values[from]! * scale)));
        }
  return { width, height, channels: channels as 1 | 3 | 4, pixels };
}
