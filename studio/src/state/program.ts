/** A program with its settings (the lines `const name = …;`) replaced by what the page has now. */
export function withSettings(source: string, settings: Record<string, string | number>): string {
  let text = source;
  for (const [name, value] of Object.entries(settings)) {
    const line = new RegExp(`^const ${name} = [^;]*;`, "m");
    if (!line.test(text)) throw new Error(`the program has no setting ${name}`);
    text = text.replace(line, () => `const ${name} = ${value};`);
  }
  return text;
}

/** A program with some lines replaced (null: commented out), and the numbers, from 1, of those. */
export function edited(
  source: string,
  edits: readonly (readonly [line: string, other: string | null])[],
): { text: string; lit: number[] } {
  let lines = source.split("\n");
  const lit: number[] = [];
  for (const [line, other] of edits) {
    const at = lines.indexOf(line);
    if (at < 0) throw new Error(`the program has no line "${line}"`);
    const put = (other ?? line.replace(/\S.*$/, (code) => `// ${code}`)).split("\n");
    lines = [...lines.slice(0, at), ...put, ...lines.slice(at + 1)];
    put.forEach((_, i) => lit.push(at + 1 + i));
  }
  return { text: lines.join("\n"), lit };
}

/** The position of a call in a program, from a stack: `column` is that of the name before the parenthesis. Both from 1. */
export function placeOf(source: string, call: string): { line: number; column: number } {
  const line = lineOf(source, call),
    text = source.split("\n")[line - 1]!;
  const name = call.slice(0, call.indexOf("("));
  return { line, column: text.indexOf(call) + name.lastIndexOf(".") + 2 };
}

/** The number (from 1) of the first line that holds `part`, beginning at line `from`. */
export function lineOf(source: string, part: string, from = 1): number {
  const lines = source.split("\n");
  const at = lines.findIndex((l, i) => i >= from - 1 && l.includes(part));
  if (at < 0) throw new Error(`the program has no line with ${part}`);
  return at + 1;
}

/** The numbers (from 1) of the lines of the training loop (or of another block that begins with `head`), from its first to its last. */
export function blockOf(source: string, head = "for (let step"): number[] {
  const lines = source.split("\n");
  const from = lines.findIndex((l) => l.startsWith(head));
  const to = lines.findIndex((l, i) => i > from && l.startsWith("}"));
  if (from < 0 || to < 0) throw new Error(`the program has no block ${head}`);
  return Array.from({ length: to - from + 1 }, (_, i) => from + 1 + i);
}
