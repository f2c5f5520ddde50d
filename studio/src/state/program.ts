/** A program with its settings (the lines `const name = …;`) replaced by what the page has now. */
export function withSettings(source: string, settings: Record<string, string | number>): string {
  let text = source;
  for (const [name, value] of Object.entries(settings)) {
    const line = new RegExp(`^const ${name} = .*;`, "m");
    if (!line.test(text)) throw new Error(`the program has no setting ${name}`);
    text = text.replace(line, () => `const ${name} = ${value};`);
  }
  return text;
}

/** The number (from 1) of the first line that holds `part`, beginning at line `from`. */
export function lineOf(source: string, part: string, from = 1): number {
  const lines = source.split("\n");
  const at = lines.findIndex((l, i) => i >= from - 1 && l.includes(part));
  if (at < 0) throw new Error(`the program has no line with ${part}`);
  return at + 1;
}
