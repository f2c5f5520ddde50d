// A table of numbers from pasted text: CSV (comma, semicolon or tab) or JSON. Errors name the line that cannot be read.

export interface Table {
  readonly columns: readonly string[];
  /** Rows of numbers; a class is the number of its name in `classes`. */
  readonly rows: readonly (readonly number[])[];
  /** For a column of words: the words, in the order in which they appear. */
  readonly classes: ReadonlyMap<number, readonly string[]>;
  /** What the reader should know: rows left out, and why. */
  readonly remarks: readonly string[];
}

/** @throws Error with a sentence where the text is no table at all. */
export function readTable(text: string): Table {
  const trimmed = text.replace(/^\ufeff/, "").trim();
  if (trimmed === "") throw new Error("There is nothing to read yet: paste rows of numbers, such as 1,0,1,2.");
  if (trimmed.startsWith("[") || trimmed.startsWith("{")) return fromCells(...jsonCells(trimmed));
  const lines = trimmed
    .split(/\r?\n/)
    .map((line, i) => ({ line, at: i + 1 }))
    .filter((l) => l.line.trim() !== "");
  const separator =
    [";", "\t", ","].find((s) => lines[0]!.line.includes(s)) ?? (/\S\s+\S/.test(lines[0]!.line) ? " " : ",");
  const cells = lines.map(({ line, at }) => ({ at, cells: split(line, separator) }));
  const first = cells[0]!.cells;
  // A header is a first row of which no cell is a number, above one that has some.
  const header = first.every((c) => !isNumber(c)) && (cells[1]?.cells.some(isNumber) ?? false);
  const names = header ? first.map((n, i) => n || `column ${i + 1}`) : first.map((_, i) => `column ${i + 1}`);
  return fromCells(names, header ? cells.slice(1) : cells);
}

const isNumber = (c: string): boolean => c !== "" && Number.isFinite(Number(c.replace(/^(-?\d+),(\d+)$/, "$1.$2")));
const toNumber = (c: string): number => Number(c.replace(/^(-?\d+),(\d+)$/, "$1.$2"));

/** Cells of a line; "a ""quoted"" cell, with a comma" is one. */
function split(line: string, separator: string): string[] {
  if (separator === " ") return line.trim().split(/\s+/);
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '"') {
      if (quoted && line[i + 1] === '"') cell += line[++i];
      else quoted = !quoted;
    } else if (c === separator && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += c;
  }
  cells.push(cell.trim());
  return cells;
}

interface Line {
  readonly at: number;
  readonly cells: readonly string[];
}

function jsonCells(text: string): [string[], Line[]] {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (e) {
    throw new Error(
      `This starts like JSON but cannot be read as such (${(e as Error).message}). CSV works too: one row in each line.`,
      { cause: e },
    );
  }
  if (!Array.isArray(data) || data.length === 0)
    throw new Error('JSON has to be an array of rows here: [[1, 0, 1], …] or [{ "x": 1, "y": 2 }, …].');
  const word = (v: unknown): string =>
    typeof v === "boolean" ? String(Number(v)) : v === null || v === undefined ? "" : String(v as string | number);
  if (data.every((r) => Array.isArray(r)))
    return [
      (data[0] as unknown[]).map((_, i) => `column ${i + 1}`),
      (data as unknown[][]).map((r, i) => ({ at: i + 1, cells: r.map(word) })),
    ];
  if (data.every((r) => typeof r === "object" && r !== null)) {
    const names = [...new Set((data as object[]).flatMap((r) => Object.keys(r)))];
    return [
      names,
      (data as Record<string, unknown>[]).map((r, i) => ({ at: i + 1, cells: names.map((n) => word(r[n])) })),
    ];
  }
  throw new Error(
    'The rows of this JSON are neither arrays nor objects. [[1, 0, 1], …] works, or [{ "x": 1, "y": 2 }, …].',
  );
}

function fromCells(columns: readonly string[], lines: readonly Line[]): Table {
  const remarks: string[] = [];
  const width = columns.length;
  const leave = (bad: readonly Line[], what: string): void => {
    if (bad.length > 0)
      remarks.push(
        `${
          bad.length === 1
            ? `Row ${bad[0]!.at} is`
            : `${bad.length} rows (${bad
                .slice(0, 4)
                .map((l) => l.at)
                .join(", ")}${bad.length > 4 ? ", …" : ""}) are`
        } left out: ${what}.`,
      );
  };
  leave(
    lines.filter((l) => l.cells.length !== width),
    `there are ${width} columns, and they have another number of cells`,
  );
  const even = lines.filter((l) => l.cells.length === width);
  const holes = (l: Line): boolean => l.cells.some((c) => c === "" || /^(na|nan|null|none|\?|-)$/i.test(c));
  leave(even.filter(holes), `a cell is empty. Fill it, or leave it so`);
  const whole = even.filter((l) => !holes(l));
  const classes = new Map<number, string[]>();
  // A column is of words if most of its cells are; a word in a column of numbers is a slip.
  const wordy = columns.map((_, c) => whole.filter((l) => !isNumber(l.cells[c]!)).length > whole.length / 2);
  const slip = (l: Line): boolean => l.cells.some((cell, c) => !wordy[c] && !isNumber(cell));
  leave(whole.filter(slip), `something that is no number stands where the rest of the column has numbers`);
  const good = whole.filter((l) => !slip(l));
  const rows = good.map((l) =>
    l.cells.map((cell, c) => {
      if (!wordy[c]) return toNumber(cell);
      const known = classes.get(c) ?? [];
      classes.set(c, known);
      const at = known.indexOf(cell);
      return at >= 0 ? at : known.push(cell) - 1;
    }),
  );
  if (width < 2)
    throw new Error("That is one column. At least two are needed: what goes in, and what should come out (the last).");
  if (lines.length < 2 && wordy.every(Boolean))
    throw new Error("That is a row of names, and no rows of numbers below it. At least four are needed.");
  if (rows.length < 4)
    throw new Error(
      `Only ${rows.length === 1 ? "one row" : `${rows.length} rows`} can be used${remarks.length > 0 ? ` (${remarks.join(" ")})` : ""}, and at least four are needed.`,
    );
  return { columns, rows, classes, remarks };
}
