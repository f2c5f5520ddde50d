import { codesAToI } from "./codes/a-to-i.js";
import { codesJToZ } from "./codes/j-to-z.js";

export type { Entry } from "./codes/entry.js";

/**
 * One entry per code: what it means in a sentence or two and how to get out of it. `docs/errors.md` is generated from
 * this table (`node scripts/docs.mjs`), so an entry is complete prose, in plain words, for somebody new to the field.
 */
export const codes = { ...codesAToI, ...codesJToZ };

/** The stable name of an error, warning or hint. */
export type Code = keyof typeof codes;
