// Enough of TypeScript's grammar to colour a short program.

export interface Token {
  readonly kind: "text" | "keyword" | "string" | "number" | "comment";
  readonly text: string;
}

const pattern =
  /(\/\/[^\n]*)|("(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\b(import|from|type|const|let|class|extends|return|new|for|of|if|else|function|export|async|await|while)\b|\b(\d[\d_.]*(?:e[-+]?\d+)?)\b/g;

/** The lines of a program, each in coloured pieces. */
export function highlight(source: string): Token[][] {
  const lines: Token[][] = [[]];
  const add = (kind: Token["kind"], text: string): void => {
    text.split("\n").forEach((piece, i) => {
      if (i > 0) lines.push([]);
      if (piece !== "") lines.at(-1)!.push({ kind, text: piece });
    });
  };
  let at = 0;
  for (const m of source.trimEnd().matchAll(pattern)) {
    add("text", source.slice(at, m.index));
    add(
      m[1] !== undefined ? "comment" : m[2] !== undefined ? "string" : m[3] !== undefined ? "keyword" : "number",
      m[0],
    );
    at = m.index + m[0].length;
  }
  add("text", source.trimEnd().slice(at));
  return lines;
}
