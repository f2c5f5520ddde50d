import type { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { isNamed, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkSettings } from "../../diagnose/settings.js";
import { quote } from "../../serialize/load-error.js";
import { bytesFrom } from "../../serialize/npy/source.js";
import type { FilePath } from "../../serialize/pt/save.js";
import { fromTypedArray } from "../../tensor/creation.js";
import { TensorDataset } from "../dataset.js";
import { type Column, type ColumnType, type Missing, parseCsv } from "./parse.js";

/** Settings of {@link CSVDataset}. */
export interface CSVOptions {
  /** The columns that are the input, in this order. Default: all but the target and texts. */
  columns?: readonly string[] | undefined;
  /** The column to predict: int64 if it holds whole numbers, categories or bools, else float32. */
  target?: string | undefined;
  /** The types of columns, by name. Other columns are detected: numbers, or texts, which become categories. */
  types?: Readonly<Record<string, ColumnType>> | undefined;
  /** Missing values: `"refuse"` (default), `"drop"` their rows, or replace them by `"nan"` or a number. */
  missing?: Missing | undefined;
  /** Whether the first line has the names of the columns. Default true; otherwise columns are called "0", "1", … */
  header?: boolean | undefined;
  /** The separator of fields. Default `","`. */
  delimiter?: string | undefined;
}

const settings = { columns: "o", target: "s", types: "o", missing: "ns", header: "b", delimiter: "s" };
const typeNames: readonly ColumnType[] = ["float", "int", "bool", "category", "text"];

/**
 * A table of comma-separated values as a dataset: sample i is row i, its input columns as one float32 tensor `[F]`, and
 * its target, if there is one. Loaders fetch whole batches at once.
 *
 * Columns of numbers are detected; columns of texts become categories, numbered in the order of their texts. Missing
 * values, texts among numbers and lines with too few fields are errors that name the line and column.
 *
 * Options, by name: columns (all but the target and texts), target, types, missing = "refuse", header = true, delimiter = ",".
 */
export class CSVDataset extends TensorDataset<readonly Tensor[]> {
  static override readonly name: string = "CSVDataset";
  /** The names of the input columns, in the order of the input's elements. */
  readonly columns: readonly string[];
  /** The name of the target; undefined without one. */
  readonly target: string | undefined;
  /** The number of dropped rows. */
  readonly dropped: number;
  private readonly read: ReadonlyMap<string, Column>;

  /**
   * Reads a table of comma-separated values: a path (Node), or the bytes of a file. Options, by name: columns (all but the
   * target and texts), target, types, missing = "refuse", header = true, delimiter = ",".
   *
   * @throws KindlingError `csv` for errors in the table, with line and column; LoadError for a file that cannot be
   * read.
   * @example
   * const table = "size,color,price\n1.5,red,10\n2,blue,12\n";
   * const set = new data.CSVDataset(new TextEncoder().encode(table), { target: "price" });
   * set.columns; // → size,color
   * set.get(0).map((t) => t.tolist()); // → 1.5,1,10
   * set.categories("color"); // → blue,red
   */
  constructor(source: FilePath | Uint8Array, options: CSVOptions = {}) {
    noMore("CSVDataset", 2, arguments, true);
    checkSettings("CSVDataset", options, settings);
    const { columns, target, types = {}, missing = "refuse", header = true, delimiter = "," } = options;
    if (
      columns !== undefined &&
      (!Array.isArray(columns) || columns.length === 0 || !columns.every((c) => typeof c === "string"))
    )
      fail(
        "argument",
        `CSVDataset() expects columns to be a list of names, but got ${shownValue(columns)}`,
        'for example { columns: ["size", "color"] }.',
      );
    if (!isNamed(types))
      fail(
        "argument",
        `CSVDataset() expects types by name, but got ${shownValue(types)}`,
        'for example { types: { color: "category" } }.',
      );
    for (const [name, t] of Object.entries(types))
      if (!typeNames.includes(t as ColumnType))
        fail(
          "argument",
          `CSVDataset() expects the type of ${quote(name)} to be ${typeNames.map((n) => JSON.stringify(n)).join(", ")}, but got ${shownValue(t)}`,
          `choose one of these, or leave the column out of types.`,
        );
    if (typeof missing === "string" && !["refuse", "drop", "nan"].includes(missing))
      fail(
        "argument",
        `CSVDataset() expects missing to be "refuse", "drop", "nan" or a number, but got ${JSON.stringify(missing)}`,
        "leave it out to refuse missing values.",
      );
    if (!/^[^"\r\n]$/.test(delimiter) || delimiter.charCodeAt(0) > 127)
      fail(
        "argument",
        `CSVDataset() expects delimiter to be one character, but got ${JSON.stringify(delimiter)}`,
        'for example ";" or "\\t".',
      );
    if (columns?.includes(target!) === true)
      fail(
        "argument",
        `CSVDataset() got ${quote(target!)} as an input and as the target`,
        "leave it out of one of them.",
      );
    const wanted = columns === undefined ? null : [...columns, ...(target === undefined ? [] : [target])];
    const {
      columns: found,
      rows,
      skipped,
    } = parseCsv(bytesFrom("CSVDataset", source), {
      delimiter,
      header,
      types: types as Readonly<Record<string, ColumnType>>,
      wanted,
      missing,
    });
    const read = new Map(found.map((c) => [c.name, c]));
    if (target !== undefined && !read.has(target))
      fail("csv", `there is no column ${quote(target)}`, `the columns are ${[...read.keys()].map(quote).join(", ")}.`);
    const inputs = columns ?? found.flatMap((c) => (c.name === target || c.type === "text" ? [] : [c.name]));
    for (const name of [...inputs, ...(target === undefined ? [] : [target])])
      if (read.get(name)!.type === "text")
        fail(
          "csv",
          `column ${quote(name)} holds text, not numbers`,
          'give it the type "category", or leave it out of the columns; set.texts(name) returns the texts.',
        );
    const features = new Float32Array(rows * inputs.length);
    inputs.forEach((name, j) => {
      const { values } = read.get(name)!;
      for (let i = 0; i < rows; i++) features[i * inputs.length + j] = values[i]!;
    });
    const tensors = [fromTypedArray(features, [rows, inputs.length])];
    if (target !== undefined) tensors.push(columnTensor(read.get(target)!));
    super(...tensors);
    this.columns = inputs;
    this.target = target;
    this.dropped = skipped;
    this.read = read;
  }

  /** A column as a tensor: float32, or int64 if it holds whole numbers, categories or bools. */
  column(name: string): Tensor {
    noMore("column", 1, arguments, true);
    return columnTensor(this.found(name));
  }
  /** The texts of a column of categories, by their numbers. */
  categories(name: string): readonly string[] {
    noMore("categories", 1, arguments, true);
    const c = this.found(name);
    return c.type === "category"
      ? c.texts
      : fail("csv", `column ${quote(name)} has no categories: it holds ${c.type}`, `give it the type "category".`);
  }
  /** The texts of a column of type `"text"`, row by row. */
  texts(name: string): readonly string[] {
    noMore("texts", 1, arguments, true);
    const c = this.found(name);
    return c.type === "text"
      ? c.texts.slice(0, this.length)
      : fail("csv", `column ${quote(name)} has no texts: it holds ${c.type}`, `give it the type "text".`);
  }

  private found(name: string): Column {
    return (
      this.read.get(name) ??
      fail(
        "csv",
        `there is no column ${quote(String(name))}`,
        `the columns are ${[...this.read.keys()].map(quote).join(", ")}.`,
      )
    );
  }
}

function columnTensor(c: Column): Tensor {
  if (c.type === "text")
    fail("csv", `column ${quote(c.name)} holds text, not numbers`, "set.texts(name) returns the texts.");
  const whole =
    c.type === "category" ||
    c.type === "bool" ||
    c.type === "int" ||
    (c.whole && c.values.every((v) => Number.isInteger(v)));
  return whole ? fromTypedArray(int64Of(c.values)) : fromTypedArray(Float32Array.from(c.values));
}

/** Whole numbers as int64, by 32-bit halves: a bigint for each would take most of the reading time. */
function int64Of(values: Float64Array): BigInt64Array {
  const out = new BigInt64Array(values.length),
    halves = new Int32Array(out.buffer);
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    halves[2 * i] = v; // modulo 2^32
    halves[2 * i + 1] = Math.floor(v / 2 ** 32);
  }
  return out;
}
