/** What a code means, and how to get out of it. */
export interface Entry {
  /** A finding is something that `explain()` says, and nothing else. */
  level: "error" | "warning" | "hint" | "finding";
  title: string;
  text: string;
}

/** A table of entries. Its type has the codes alone, not the texts. */
export const entries = <C extends string>(table: Readonly<Record<C, Entry>>): Readonly<Record<C, Entry>> => table;
