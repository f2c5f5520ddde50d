import { formatNumber } from "../../util/pyformat.js";

/** A number, or numbers as Python prints a tuple. */
export function pythonList(v: number | readonly number[] | null | undefined): string {
  if (v === null || v === undefined) return "None";
  if (typeof v === "number") return formatNumber(v);
  return v.length === 1 ? `(${formatNumber(v[0]!)},)` : `(${v.map(formatNumber).join(", ")})`;
}
