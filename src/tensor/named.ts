import { byPlace } from "../diagnose/arguments.js";

// Arguments that have a place in PyTorch's signature may be given by name as well, in the object at the end:
// flip(x, [0]) and flip(x, { dims: [0] }). What the functions themselves take stays a plain list of parameters.

/** What an argument is called in PyTorch, in camelCase; several where torch and torch.Tensor call it differently. */
type Place = string | readonly string[];
type NameIn<P> = P extends readonly string[] ? P[number] : P;
/** The arguments of `Rest` under the names in `Places`. */
type ByName<Rest extends readonly unknown[], Places extends readonly Place[]> = {
  [I in keyof Places & `${number}` as NameIn<Places[I]> & string]?: I extends keyof Required<Rest> ? Required<Rest>[I] : Rest[number];
};
/** The options that the function takes as an object of its own, after those places. */
type Own<Rest extends readonly unknown[], Places extends readonly Place[]> =
  `${Places["length"]}` extends keyof Required<Rest> ? Extract<Required<Rest>[`${Places["length"]}`], object> : unknown;
/** The first 0, 1, 2, … of the arguments. */
type Prefixes<T extends readonly unknown[]> = T extends readonly [infer A, ...infer B] ? [] | [A, ...Prefixes<B>] : T extends readonly [] ? [] : T;
/** A function of a tensor (or list of tensors) whose further arguments may also be given by name. */
export type Named<X, Rest extends readonly unknown[], R, Places extends readonly Place[]> =
  (x: X, ...args: Rest | [...Prefixes<Required<Rest>>, ByName<Rest, Places> & Own<Rest, Places>]) => R;

/**
 * `f`, whose arguments after the first may be given by name. `places` says what they are called, in order; `more`
 * lists the options that `f` takes as an object of its own after them.
 */
export function named<X, Rest extends readonly unknown[], R, const Places extends readonly Place[]>(
  what: string, f: (x: X, ...rest: Rest) => R, places: Places, more: readonly string[] = [],
): Named<X, Rest, R, Places> {
  const names = places.map((p) => (typeof p === "string" ? p : p.join("|")));
  return (x, ...args) => f(x, ...byPlace(what, names, args, more) as never);
}
