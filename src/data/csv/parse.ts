// Comma-separated values (RFC 4180), read in one pass over the bytes. Numbers are computed from their digits if that is
// exact, which it nearly always is; a million rows take a second or two.

import { fail } from "../../diagnose/error.js";
import { quote as shown } from "../../serialize/load-error.js";

/** The type of a column: numbers, texts as categories, or plain texts. */
export type ColumnType = "float" | "int" | "bool" | "category" | "text";

/** The handling of missing values: refuse the file, drop the row, or replace them by NaN or another number. */
export type Missing = "refuse" | "drop" | "nan" | number;

/** A column as it is read. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Numbers, or codes of categories; empty for texts. */
  readonly values: Float64Array;
  /** The texts of categories by code; of a column of texts, every one. */
  readonly texts: readonly string[];
  /** Whether all numbers are whole. */
  readonly whole: boolean;
}

/** How a file is read. */
export interface CsvForm {
  readonly delimiter: string;
  readonly header: boolean;
  readonly types: Readonly<Record<string, ColumnType>>;
  /** The columns to read; null: all. */
  readonly wanted: readonly string[] | null;
  readonly missing: Missing;
}

const NEWLINE = 10,
  RETURN = 13,
  QUOTE = 34,
  SPACE = 32;
/** Fields that mark missing values, as in pandas. */
const none = new Set(["", "NA", "N/A", "n/a", "NaN", "nan", "null", "NULL", "None", "<NA>", "#N/A"]);
const powers = Array.from({ length: 23 }, (_, i) => 10 ** i);
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A column while it is read. */
class Reading {
  readonly name: string;
  readonly declared: ColumnType | undefined;
  readonly wanted: boolean;
  type: ColumnType | undefined;
  values = new Float64Array(1024);
  texts: string[] = [];
  private codes = new Map<string, number>();
  whole = true;

  constructor(name: string, declared: ColumnType | undefined, wanted: boolean) {
    this.name = name;
    this.declared = this.type = declared;
    this.wanted = wanted;
  }
  set(row: number, v: number): void {
    if (row >= this.values.length) {
      const more = new Float64Array(2 * this.values.length);
      more.set(this.values);
      this.values = more;
    }
    this.values[row] = v;
  }
  codeOf(text: string): number {
    let code = this.codes.get(text);
    if (code === undefined) {
      this.codes.set(text, (code = this.texts.length));
      this.texts.push(text);
    }
    return code;
  }
  done(rows: number): Column {
    let values = this.values.slice(0, rows),
      texts: readonly string[] = this.texts;
    const type = this.type ?? "float";
    // Categories are numbered in the order of their texts, not of the rows: the same for every file with the same ones.
    if (type === "category") {
      const order = texts.map((_, i) => i).sort((a, b) => (texts[a]! < texts[b]! ? -1 : 1)),
        place = new Float64Array(order.length);
      order.forEach((code, i) => (place[code] = i));
      values = values.map((v) => (Number.isNaN(v) ? v : place[v]!));
      texts = order.map((i) => texts[i]!);
    }
    return { name: this.name, type, values: type === "text" ? new Float64Array(0) : values, texts, whole: this.whole };
  }
}

/** The columns of a file, and the number of rows. */
export function parseCsv(bytes: Uint8Array, form: CsvForm): { columns: Column[]; rows: number; skipped: number } {
  const comma = form.delimiter.charCodeAt(0);
  const end = bytes.length;
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0,
    line = 1;

  // The last field read: its bytes from `from` to `to`, or, if it had inner quotes, its text.
  let from = 0,
    to = 0,
    quoted = false,
    escaped = false;
  /** Reads a field; returns whether it was the last of its row. */
  const field = (): boolean => {
    quoted = escaped = false;
    if (bytes[at] === QUOTE) {
      quoted = true;
      const began = line;
      from = ++at;
      for (;;) {
        if (at >= end)
          fail(
            "csv",
            `the quote opened in line ${began} is never closed`,
            'write a quote inside quoted text twice: "say ""hello"""; is the delimiter right?',
          );
        const c = bytes[at]!;
        if (c === QUOTE) {
          if (bytes[at + 1] !== QUOTE) break;
          escaped = true;
          at++;
        } else if (c === NEWLINE) line++;
        at++;
      }
      to = at++;
      if (at < end && bytes[at] !== comma && bytes[at] !== NEWLINE && bytes[at] !== RETURN)
        fail(
          "csv",
          `line ${line}: ${shown(textAt(at, Math.min(end, at + 20)))} follows a closing quote`,
          'write a quote inside quoted text twice: "say ""hello""".',
        );
    } else {
      from = at;
      while (at < end && bytes[at] !== comma && bytes[at] !== NEWLINE && bytes[at] !== RETURN) at++;
      to = at;
    }
    if (at >= end) return true;
    if (bytes[at] === comma) {
      at++;
      return false;
    }
    if (bytes[at] === RETURN) {
      at++;
      if (bytes[at] === NEWLINE) at++;
    } else at++;
    return true;
  };
  const textAt = (a: number, b: number): string => {
    let plain = "";
    for (let i = a; i < b; i++) {
      const c = bytes[i]!;
      if (c > 127) {
        try {
          return utf8.decode(bytes.subarray(a, b));
        } catch {
          return fail("csv", `line ${line}: the text is not UTF-8`, "save the file as UTF-8.");
        }
      }
      plain += String.fromCharCode(c);
    }
    return plain;
  };
  const text = (): string => {
    const t = textAt(from, to);
    return escaped ? t.replaceAll('""', '"') : t;
  };
  /** The field as a number, or NaN. Digits up to 2^53 with a power of ten up to 22 are exact. */
  const number = (): number => {
    let i = from,
      stop = to;
    while (i < stop && bytes[i] === SPACE) i++;
    while (stop > i && bytes[stop - 1] === SPACE) stop--;
    const start = i;
    let negative = false;
    if (bytes[i] === 45 || bytes[i] === 43) negative = bytes[i++] === 45;
    let digits = 0,
      value = 0,
      decimals = 0,
      point = false;
    for (; i < stop; i++) {
      const d = bytes[i]! - 48;
      if (d >= 0 && d <= 9) {
        value = value * 10 + d;
        digits++;
        if (point) decimals++;
      } else if (bytes[i] === 46 && !point) point = true;
      else break;
    }
    let power = -decimals;
    if (digits > 0 && i + 1 < stop && (bytes[i]! | 32) === 101) {
      let j = i + 1;
      const sign = bytes[j] === 45 ? -1 : 1;
      if (bytes[j] === 45 || bytes[j] === 43) j++;
      let e = 0;
      const first = j;
      for (; j < stop && j < first + 4; j++) {
        const d = bytes[j]! - 48;
        if (d < 0 || d > 9) break;
        e = 10 * e + d;
      }
      if (j === stop && j > first) {
        power += sign * e;
        i = j;
      }
    }
    if (i === stop && digits > 0 && digits <= 15 && power >= -22 && power <= 22) {
      const v = power < 0 ? value / powers[-power]! : value * powers[power]!;
      return negative ? -v : v;
    }
    const t = textAt(start, stop);
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(t)) return Number(t);
    return /^[+-]?inf(inity)?$/i.test(t) ? (t.startsWith("-") ? -Infinity : Infinity) : NaN;
  };

  const names: string[] = [];
  const begun = at;
  while (at < end && (bytes[at] === NEWLINE || bytes[at] === RETURN)) {
    if (bytes[at] === NEWLINE) line++;
    at++;
  }
  if (at >= end) fail("csv", "the file has no lines", "is it the right file?");
  for (let last = false; !last;) {
    last = field();
    const t = text();
    names.push(form.header ? t.trim() : String(names.length));
  }
  if (form.header) {
    line++;
    names.forEach((n, i) => {
      if (names.indexOf(n) < i)
        fail("csv", `two columns are called ${shown(n)}`, "give each its own name, or pass { header: false }.");
    });
  } else at = begun;
  for (const n of [...(form.wanted ?? []), ...Object.keys(form.types)])
    if (!names.includes(n))
      fail(
        "csv",
        `there is no column ${shown(n)}`,
        `the columns are ${names.slice(0, 20).map(shown).join(", ")}${names.length > 20 ? ", …" : ""}.`,
      );
  const columns = names.map(
    (n) =>
      new Reading(
        n,
        Object.hasOwn(form.types, n) ? form.types[n] : undefined,
        form.wanted === null || form.wanted.includes(n),
      ),
  );

  const count = columns.length;
  let row = 0,
    skipped = 0;
  while (at < end) {
    if (bytes[at] === NEWLINE || bytes[at] === RETURN) {
      if (bytes[at] === NEWLINE) line++;
      at++;
      continue;
    }
    const here = line;
    let fields = 0,
      dropped = false,
      last = false;
    while (!last) {
      last = field();
      if (fields < count) {
        const c = columns[fields]!;
        if (c.wanted && read(c, row, here)) dropped = true;
      }
      fields++;
    }
    line++;
    if (fields !== count)
      fail(
        "csv",
        `line ${here} has ${fields} fields, but there are ${count} columns`,
        "is the delimiter right? Text that contains a comma needs quotes.",
      );
    if (dropped) skipped++;
    else row++;
  }
  return { columns: columns.filter((c) => c.wanted).map((c) => c.done(row)), rows: row, skipped };

  /** Adds the field to a column; returns whether to drop the row. */
  function read(c: Reading, row: number, here: number): boolean {
    if (c.type === "text") {
      c.texts[row] = text();
      return false;
    }
    if (c.type !== "category" && c.type !== "bool") {
      const v = number();
      if (!Number.isNaN(v)) {
        c.type ??= "float";
        if (c.whole && !Number.isInteger(v)) {
          if (c.type === "int")
            fail(
              "csv",
              `line ${here}, column ${shown(c.name)}: ${shown(text())} is not a whole number`,
              `read it as a float: { types: { ${JSON.stringify(c.name)}: "float" } }.`,
            );
          c.whole = false;
        }
        if (c.whole && !Number.isSafeInteger(v)) {
          if (c.declared === "float" || !/^\s*[+-]?\d+\s*$/.test(text())) c.whole = false;
          else
            fail(
              "csv",
              `line ${here}, column ${shown(c.name)}: ${shown(text())} is beyond 2^53, where numbers are not exact`,
              `read it as text: { types: { ${JSON.stringify(c.name)}: "text" } }.`,
            );
        }
        c.set(row, v);
        return false;
      }
    }
    const t = text(),
      trimmed = t.trim();
    if (none.has(trimmed) && !(quoted && trimmed !== "")) return missing(c, row, here);
    if (c.type === "bool") {
      if (!/^(true|false|yes|no|0|1|t|f)$/i.test(trimmed))
        fail(
          "csv",
          `line ${here}, column ${shown(c.name)}: ${shown(t)} is not a bool`,
          "write true, false, yes, no, 1 or 0.",
        );
      c.set(row, /^(true|yes|1|t)$/i.test(trimmed) ? 1 : 0);
      return false;
    }
    if (c.type === "float" || c.type === "int")
      fail(
        "csv",
        `line ${here}, column ${shown(c.name)}: ${shown(t)} is not a number`,
        c.declared === undefined
          ? `the column began with numbers. Correct the line, or read the column as categories: { types: { ${JSON.stringify(c.name)}: "category" } }.`
          : 'correct the line, or give the column another type: "category" or "text".',
      );
    c.type = "category";
    c.set(row, c.codeOf(t));
    return false;
  }

  function missing(c: Reading, row: number, here: number): boolean {
    if (form.missing === "drop") return true;
    if (form.missing === "refuse" || (c.type !== "float" && c.type !== undefined))
      fail(
        "csv",
        `line ${here}, column ${shown(c.name)}: the value is missing`,
        form.missing === "refuse"
          ? 'drop such rows ({ missing: "drop" }), or replace missing values: { missing: "nan" } or { missing: 0 }.'
          : 'only float columns can hold a replacement; { missing: "drop" } drops the row.',
      );
    const v = form.missing === "nan" ? NaN : form.missing;
    if (!Number.isInteger(v)) c.whole = false;
    c.set(row, v);
    return false;
  }
}
