// Syntax trees (ESTree), as far as they are used, and edits of a text.

/** A node. */
export interface Tree {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}
/** The replacement of a range of the text. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** An identifier's name, or a string's value. */
export function nameOf(node: unknown): string {
  const { name, value } = node as { readonly name?: string; readonly value?: unknown };
  return name ?? String(value);
}

export const isTree = (v: unknown): v is Tree =>
  typeof v === "object" && v !== null && typeof (v as Tree).type === "string";

/** The nodes right below one, in the order of their fields. */
export function treesIn(node: Tree): Tree[] {
  const found: Tree[] = [];
  for (const [key, v] of Object.entries(node)) {
    if (key === "parent") continue;
    if (Array.isArray(v)) found.push(...v.filter(isTree));
    else if (isTree(v)) found.push(v);
  }
  return found;
}

/** Calls `look` for a node and all below it. */
export function walkTree(node: Tree, look: (node: Tree) => void): void {
  look(node);
  for (const child of treesIn(node)) walkTree(child, look);
}

/** The text with all edits; an edit within an earlier one is skipped. */
export function edit(code: string, edits: readonly Edit[]): string {
  let out = "",
    at = 0;
  for (const { start, end, text } of [...edits].sort(
    (a, b) => a.start - b.start || b.end - b.start - (a.end - a.start),
  )) {
    if (start < at) continue; // within a removed range
    out += code.slice(at, start) + text;
    at = end;
  }
  return out + code.slice(at);
}
