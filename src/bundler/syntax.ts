// Syntax trees (ESTree), as far as they are looked at, and changes of a text.

/** A node. */
export interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}
/** What takes the place of a stretch of the text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An identifier's name, or a text's value. */
export function nameOf(node: unknown): string {
  const { name, value } = node as { readonly name?: string; readonly value?: unknown };
  return name ?? String(value);
}

/** The text with all changes; one within another that was made before is left out. */
export function edit(code: string, edits: readonly Edit[]): string {
  let out = "",
    at = 0;
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    if (start < at) continue; // within what was cut
    out += code.slice(at, start) + text;
    at = end;
  }
  return out + code.slice(at);
}
