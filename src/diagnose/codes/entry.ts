/** What a code means, and how to get out of it. */
export interface Entry {
  /** A finding is reported only by `explain()`. */
  level: "error" | "warning" | "hint" | "finding";
  title: string;
  text: string;
}

/** A table of entries. Its type has only the codes, not the texts. */
export const entries = <C extends string>(table: Readonly<Record<C, Entry>>): Readonly<Record<C, Entry>> => table;
