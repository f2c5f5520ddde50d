/** What a code means, and how to get out of it. */
export interface Entry {
  /** A finding is something that `explain()` says, and nothing else. */
  level: "error" | "warning" | "hint" | "finding";
  title: string;
  text: string;
}
