import { fail } from "../diagnose/error.js";
import {
  type Complex,
  complexType,
  type DType,
  isComplex,
  isFloat,
  readComplex,
  readElement,
  type TypedArray,
} from "../shape/dtype.js";
import { product } from "../util/array.js";
import { formatExponent, formatFixed } from "../util/pyformat.js";
import { noMore, checkOptions } from "../diagnose/arguments.js";

// Prints a tensor as PyTorch does; the rules are those of torch/_tensor_str.py. First the elements that will be seen
// are gathered (all of them, or the edges of a summary), then a format that suits them all is chosen, then they are
// laid out. A large tensor costs no more than its summary.

/** The settings of `setPrintoptions`. */
export interface PrintOptions {
  /** Digits after the point. */
  precision: number;
  /** A tensor with more elements than this is summarised. */
  threshold: number;
  /** The number of elements that a summary shows at either end of each dimension. */
  edgeitems: number;
  /** Characters per line. */
  linewidth: number;
  /** Scientific notation: always, never, or (null) when the values need it. */
  sciMode: boolean | null;
}

/** Arguments of {@link setPrintoptions}: some of the settings, and a profile. */
export type PrintSettings = { [K in keyof PrintOptions]?: PrintOptions[K] | undefined } & {
  /** Sets several at once: `"default"`, `"short"` or `"full"`. */
  profile?: PrintProfile | undefined;
};
/** Named settings: `default`; `short` (2 digits, 2 edge items); `full` (no summary). */
export type PrintProfile = "default" | "short" | "full";

const profiles: { readonly [P in PrintProfile]: Readonly<Omit<PrintOptions, "sciMode">> } = {
  default: { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 },
  short: { precision: 2, threshold: 1000, edgeitems: 2, linewidth: 80 },
  full: { precision: 4, threshold: Infinity, edgeitems: 3, linewidth: 80 },
};

let options: Readonly<PrintOptions> = { ...profiles.default, sciMode: null };

/**
 * Sets how tensors are printed. Settings not given stay as they are, except `sciMode`, which becomes automatic again,
 * as in PyTorch. `profile` is applied first, so the other settings refine it. Throws `print-options` for an invalid
 * value, and then changes nothing.
 *
 * @example
 * setPrintoptions({ precision: 2 });
 * String(tensor([1.12345])); // tensor([1.12])
 * setPrintoptions({ profile: "default" });
 */
export function setPrintoptions(o: PrintSettings): void {
  noMore("setPrintoptions", 1, arguments);
  checkOptions(o, printNames, "setPrintoptions");
  if (o.profile !== undefined && !Object.hasOwn(profiles, o.profile)) {
    fail(
      "print-options",
      `there is no print profile ${JSON.stringify(o.profile)}`,
      `use "default", "short" or "full".`,
    );
  }
  const base = o.profile === undefined ? options : profiles[o.profile];
  const next: PrintOptions = {
    precision: o.precision ?? base.precision,
    threshold: o.threshold ?? base.threshold,
    edgeitems: o.edgeitems ?? base.edgeitems,
    linewidth: o.linewidth ?? base.linewidth,
    sciMode: o.sciMode ?? null,
  };
  const whole = (name: "precision" | "edgeitems", max: number): void => {
    const v = next[name];
    if (!Number.isInteger(v) || v < 0 || v > max) {
      fail(
        "print-options",
        `${name} must be a whole number from 0 to ${max}, not ${String(v)}`,
        "leave it out for the default.",
      );
    }
  };
  whole("precision", 100);
  whole("edgeitems", 2 ** 31);
  for (const name of ["threshold", "linewidth"] as const) {
    if (!(typeof next[name] === "number" && next[name] >= 0)) {
      fail(
        "print-options",
        `${name} must be a number of at least 0, not ${String(next[name])}`,
        `use Infinity for no limit.`,
      );
    }
  }
  options = next;
}

const printNames: ReadonlySet<string> = new Set([
  "precision",
  "threshold",
  "edgeitems",
  "linewidth",
  "sciMode",
  "profile",
]);

/**
 * A copy of the current settings of {@link setPrintoptions}.
 *
 * @example
 * getPrintoptions().precision; // → 4
 */
export function getPrintoptions(): PrintOptions {
  noMore("getPrintoptions", 0, arguments);
  return { ...options };
}

/** The parts of a tensor needed to print it. Strides and offset count elements. */
export interface Printable {
  readonly data: TypedArray;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
}

/** The suffixes printed after the values. */
export interface PrintSuffixes {
  /** Name of the node that made the tensor, e.g. `ReluBackward0`. */
  gradFn?: string | undefined;
  /** Printed where there is no `gradFn`. */
  requiresGrad?: boolean | undefined;
  /** Printed unless it is `cpu`. */
  device?: string | undefined;
  /** The float dtype that is not printed; default `float32`. */
  defaultDtype?: DType | undefined;
}

/**
 * A tensor as PyTorch 1.13 prints it. Source: torch/_tensor_str.py; with `edgeitems: 0`, where 1.13 prints every
 * element after the dots, the newer versions' `[...]`.
 *
 * @example
 * formatTensor({ data: new Float32Array([1, 2, 3, 4]), dtype: "float32", shape: [2, 2], strides: [2, 1], offset: 0 }, {});
 * // tensor([[1., 2.],
 * //         [3., 4.]])
 */
export function formatTensor(t: Printable, extra: PrintSuffixes = {}): string {
  const prefix = "tensor(";
  const defaultDtype = extra.defaultDtype ?? "float32";
  const count = product(t.shape);
  const suffixes: string[] = [];
  if (extra.device !== undefined && extra.device !== "cpu") suffixes.push(`device='${extra.device}'`);
  if (count === 0) {
    if (t.shape.length !== 1) suffixes.push(`size=(${t.shape.join(", ")})`);
    // No element shows the dtype of an empty tensor, so even int64 and bool are named.
    if (t.dtype !== defaultDtype) suffixes.push(`dtype=torch.${t.dtype}`);
  } else if (
    t.dtype !== defaultDtype &&
    t.dtype !== complexType(defaultDtype) &&
    t.dtype !== "int64" &&
    t.dtype !== "bool"
  ) {
    suffixes.push(`dtype=torch.${t.dtype}`);
  }
  if (extra.gradFn !== undefined) suffixes.push(`grad_fn=<${extra.gradFn}>`);
  else if (extra.requiresGrad === true) suffixes.push("requires_grad=True");
  return addSuffixes(prefix + formatValues(t, count, prefix.length), suffixes, prefix.length);
}

function formatValues(t: Printable, count: number, indent: number): string {
  if (count === 0) return "[]";
  const summarise = count > options.threshold;
  const values: Value[] = [];
  gather(t, 0, t.offset, summarise, values);
  const format = isComplex(t.dtype)
    ? complexFormat(values as Complex[])
    : isFloat(t.dtype)
      ? floatFormat(values as number[])
      : plainFormat(values);
  return layOut({ shape: t.shape, summarise, values, next: 0, format }, 0, indent);
}

type Value = number | bigint | boolean | Complex;

/** The number of elements of a dimension that are left out of the middle; 0 if all are shown. */
function skipped(size: number, summarise: boolean): number {
  return summarise && size > 2 * options.edgeitems ? size - 2 * options.edgeitems : 0;
}

/** Collects the elements that will be printed, in the order in which they will be. */
function gather(t: Printable, dim: number, at: number, summarise: boolean, into: Value[]): void {
  if (dim === t.shape.length) {
    into.push(isComplex(t.dtype) ? readComplex(t.data, at) : readElement(t.data, t.dtype, at));
    return;
  }
  const size = t.shape[dim]!;
  const skip = skipped(size, summarise);
  for (let i = 0; i < size; i++) {
    if (skip > 0 && i === options.edgeitems) i += skip;
    if (i < size) gather(t, dim + 1, at + i * t.strides[dim]!, summarise, into);
  }
}

/** One format for all elements. */
interface Format {
  /** The width of an element when lines are filled. */
  readonly width: number;
  /** The width to which elements are padded on the left, if not `width`. */
  readonly pad?: number;
  text(v: Value): string;
}

function plainFormat(values: readonly Value[]): Format {
  const text = (v: Value): string => (v === true ? "True" : v === false ? "False" : String(v));
  return { width: widest(values, text), text };
}

/** Real and imaginary parts, each in the format that suits all of its kind: `1.5000+2.0000j`. */
function complexFormat(values: readonly Complex[]): Format {
  const re = floatFormat(values.map((v) => v.re)),
    im = floatFormat(values.map((v) => v.im));
  const text = (v: Value): string => {
    const { re: a, im: b } = v as Complex,
      sign = im.text(b);
    return `${re.text(a).padStart(re.width)}${/^[+-]/.test(sign) ? "" : "+"}${sign}j`;
  };
  return { width: re.width + im.width + 1, pad: 0, text };
}

/** Integers as `1.`, otherwise fixed, or scientific where the magnitudes are too large, too small or too different. */
function floatFormat(values: readonly number[]): Format {
  const { precision, sciMode } = options;
  const seen = values.filter((v) => Number.isFinite(v) && v !== 0);
  let min = Infinity;
  let max = 0;
  let integers = true;
  for (const v of seen) {
    min = Math.min(min, Math.abs(v));
    max = Math.max(max, Math.abs(v));
    integers &&= Number.isInteger(v);
  }
  const scientific = (v: Value): string => formatExponent(v as number, precision);
  const whole = (v: Value): string => formatFixed(v as number, 0) + (Number.isFinite(v) ? "." : "");
  const fixed = (v: Value): string => formatFixed(v as number, precision);
  const plain = integers ? whole : fixed;
  if (seen.length === 0) return { width: 1, text: whole }; // PyTorch decides before it looks at sciMode
  const spread = max / min > 1000 || max > 1e8 || (!integers && min < 1e-4);
  // PyTorch's order: the width is that of the automatic choice, also where sciMode then overrules it; and zeros, nan
  // and inf do not widen it.
  return { width: widest(seen, spread ? scientific : plain), text: (sciMode ?? spread) ? scientific : plain };
}

function widest(values: readonly Value[], text: (v: Value) => string): number {
  let width = 1;
  for (const v of values) width = Math.max(width, text(v).length);
  return width;
}

interface Layout {
  readonly shape: readonly number[];
  readonly summarise: boolean;
  readonly values: readonly Value[];
  readonly format: Format;
  /** The next of `values` to print. */
  next: number;
}

function layOut(l: Layout, dim: number, indent: number): string {
  const left = l.shape.length - dim;
  if (left === 0) return nextElement(l);
  const size = l.shape[dim]!;
  const skip = skipped(size, l.summarise);
  const parts: string[] = [];
  for (let i = 0; i < size; i++) {
    if (skip > 0 && i === options.edgeitems) {
      parts.push(left === 1 && options.edgeitems > 0 ? " ..." : "...");
      i += skip;
    }
    if (i < size) parts.push(left === 1 ? nextElement(l) : layOut(l, dim + 1, indent + 1));
  }
  const margin = " ".repeat(indent + 1);
  if (left > 1) return `[${parts.join("," + "\n".repeat(left - 1) + margin)}]`;
  const perLine = Math.max(1, Math.floor((options.linewidth - indent) / (l.format.width + 2)));
  const lines: string[] = [];
  for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(", "));
  return `[${lines.join(",\n" + margin)}]`;
}

function nextElement(l: Layout): string {
  return l.format.text(l.values[l.next++]!).padStart(l.format.pad ?? l.format.width);
}

/** A suffix goes on the last line if it fits, else on its own line. */
function addSuffixes(text: string, suffixes: readonly string[], indent: number): string {
  // PyTorch's measure of the last line is two characters too long; the wrapping shows it, so it is kept.
  let length = text.length - text.lastIndexOf("\n") + 1;
  let out = text;
  for (const s of suffixes) {
    if (length + s.length + 2 > options.linewidth) {
      out += ",\n" + " ".repeat(indent) + s;
      length = indent + s.length;
    } else {
      out += ", " + s;
      length += s.length + 2;
    }
  }
  return out + ")";
}
