import { given, isOptions } from "./given.js";

// Arguments that PyTorch takes by position or by name: here by position in PyTorch's order, by name in an object, or
// first some by position and then an object with others.

/** Arguments by position, all of them optional, at any place followed by an object of the rest. */
export type Rest<P extends readonly unknown[], O> = P extends readonly [infer First, ...infer More] ? [] | [options: O] | [First | undefined, ...Rest<More, O>] : [] | [options: O];

/** One number for all spatial dimensions, or one for each. */
export type Size = number | readonly number[];

/** Reads the arguments of `what` into one object: `positional` are the names of those that may stand by position, `more` of others. */
export function readerOf<O extends object>(what: string, positional: readonly (keyof O & string)[], more: readonly (keyof O & string)[] = []): (args: readonly unknown[]) => O {
  const names = [...positional, ...more];
  return (args) => given<O>(what, names, args) as O;
}

/** `value` for each of `n` spatial dimensions; null where it is something else than whole numbers for them. */
export function each(value: unknown, n: number): number[] | null {
  if (Number.isInteger(value)) return Array<number>(n).fill(value as number);
  if (!Array.isArray(value) || !value.every((v) => Number.isInteger(v))) return null;
  return value.length === n ? [...value as number[]] : value.length === 1 ? Array<number>(n).fill((value as number[])[0]!) : null;
}

/** Numbers as Python shows a tuple: `(3,)`, `(3, 3)`. */
export const tuple = (v: readonly number[]): string => `(${v.join(", ")}${v.length === 1 ? "," : ""})`;
/** `"True"` or `"False"`, as Python shows it. */
export const pyBool = (v: boolean): string => (v ? "True" : "False");

/** A size as Python shows it: a number, or a tuple. */
export const sizeText = (v: Size): string => (typeof v === "number" ? String(v) : tuple(v));
/** A size that nobody else can change. */
export const keep = (v: Size): Size => (Array.isArray(v) ? [...v as readonly number[]] : v);

/** The arguments in their places: those of `names`, which must be given, may have been named in an object at the first place that is not given by position. */
export function placed<P extends readonly unknown[]>(names: readonly string[], args: readonly unknown[]): [...P, ...unknown[]] {
  const at = args.findIndex((a, i) => i < names.length && isOptions(a));
  if (at < 0) return args as [...P, ...unknown[]];
  const { ...others } = args[at] as Record<string, unknown>;
  const found = names.slice(at).map((name) => {
    const value = others[name];
    delete others[name];
    return value;
  });
  return [...args.slice(0, at), ...found, others, ...args.slice(at + 1)] as unknown as [...P, ...unknown[]];
}
