// Runs sizes.ts, and counts what came.
import { fileURLToPath } from "node:url";
import { supervise } from "./supervise.js";

export interface Sizes {
  right: number;
  refused: number;
  readonly wrong: string[];
}

/** Of every `every` trials the one at `offset`. */
export async function trySizes(every: number, offset: number): Promise<Sizes> {
  const out: Sizes = { right: 0, refused: 0, wrong: [] };
  await supervise(
    fileURLToPath(new URL("./sizes.js", import.meta.url)),
    [String(every), String(offset)],
    (_, __, got) => {
      if (got === "right" || got === "refused") out[got]++;
    },
    (w) => {
      out.wrong.push(w);
    },
  );
  return out;
}
