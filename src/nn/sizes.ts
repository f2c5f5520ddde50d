// Sizes of windows and other arguments that are one number for all spatial dimensions, or one for each.

/** One number for all spatial dimensions, or one for each. */
export type Size = number | readonly number[];

/** `value` for each of `n` spatial dimensions; null if they are not whole numbers. */
export function each(value: unknown, n: number): number[] | null {
  if (Number.isInteger(value)) return Array<number>(n).fill(value as number);
  if (!Array.isArray(value) || !value.every((v) => Number.isInteger(v))) return null;
  return value.length === n
    ? [...(value as number[])]
    : value.length === 1
      ? Array<number>(n).fill((value as number[])[0]!)
      : null;
}

/** Numbers as Python prints a tuple: `(3,)`, `(3, 3)`. */
export const tuple = (v: readonly number[]): string => `(${v.join(", ")}${v.length === 1 ? "," : ""})`;
/** `"True"` or `"False"`, as Python prints it. */
export const pyBool = (v: boolean): string => (v ? "True" : "False");

/** A size as Python prints it: a number, or a tuple. */
export const sizeText = (v: Size): string => (typeof v === "number" ? String(v) : tuple(v));
/** A frozen copy of a size. */
export const keep = (v: Size): Size => (Array.isArray(v) ? [...(v as readonly number[])] : v);
