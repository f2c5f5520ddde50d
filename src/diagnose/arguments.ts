import { checkKind, checkKinds, shownValue, snake } from "./argument-kinds.js";
import { fail } from "./error.js";

// The only reader of arguments. Arguments that PyTorch takes by position or by name are given here by position, or by
// name in one object at the end: topk(x, 3), topk(x, { k: 3 }), topk(x, 3, { largest: false }). An object that is not
// last, an unknown name and a duplicate argument are errors: nothing that a caller wrote is ignored.

/** The name of an argument; "src|value" if PyTorch has two names for it, "...dims" if it may be several. */
type Names = string;

const split = new Map<Names, readonly string[]>();
function alternatives(name: Names): readonly string[] {
  let found = split.get(name);
  if (found === undefined) split.set(name, (found = (spreads(name) ? name.slice(3) : name).split("|")));
  return found;
}
const spreads = (name: Names | undefined): boolean => name?.startsWith("...") === true;

/**
 * Whether a value is an object of arguments by name. Tensors, lists, modules, generators and complex numbers are
 * values. An object from another realm (a frame, a vm context) counts too.
 */
export function isNamed(v: unknown): v is Record<string, unknown> {
  if (typeof v !== "object" || v === null) return false;
  const prototype: unknown = Object.getPrototypeOf(v);
  if (prototype !== Object.prototype && prototype !== null && Object.getPrototypeOf(prototype) !== null) return false;
  return !("re" in v) && !Array.isArray(v) && !ArrayBuffer.isView(v);
}

/**
 * All arguments as one object by name. `places` are the names in PyTorch's order; `more` are those accepted only by
 * name.
 *
 * @throws KindlingError `option` for an unknown name, `argument` for a duplicate or an extra one.
 */
export function byName<O extends object>(
  what: string,
  places: readonly (keyof O & string)[],
  args: readonly unknown[],
  more: readonly (keyof O & string)[] = [],
): O {
  const [given, named] = parted(what, places, args, more);
  const out: Record<string, unknown> = {};
  given.forEach((v, i) => {
    if (v === undefined) return;
    const name = alternatives(places[i]!)[0]!;
    checkKind(what, name, v);
    out[name] = v;
  });
  if (named === null) return out as O;
  checkOptions(named, known(places, more), what);
  const first = new Map(places.flatMap((p) => alternatives(p).map((name) => [name, alternatives(p)[0]!] as const)));
  for (const name in named) {
    const value = named[name],
      own = first.get(name) ?? name;
    if (value === undefined) continue;
    if (own in out) twice(what, name);
    out[own] = value;
  }
  return out as O;
}

/** {@link byName} for one function, to be called with its arguments. */
export function readerOf<O extends object>(
  what: string,
  places: readonly (keyof O & string)[],
  more: readonly (keyof O & string)[] = [],
): (args: readonly unknown[]) => O {
  return (args) => byName<O>(what, places, args, more);
}

/**
 * Like {@link byName}, with defaults. Positional arguments without a default are required.
 *
 * @throws KindlingError `argument` for one that is missing.
 */
export function withDefaults<O extends object>(
  what: string,
  places: readonly (keyof O & string)[],
  defaults: Partial<O>,
  args: readonly unknown[],
): O {
  const out = { ...defaults, ...byName<Partial<O>>(what, places, args) } as O;
  for (const name of places) if (!(name in out)) missing(what, name);
  return out;
}

/**
 * All arguments in order; those in `more`, which have no position, as one object at the end.
 *
 * @throws KindlingError `option` for an unknown name, `argument` for a duplicate or an extra one.
 */
export function byPlace(
  what: string,
  places: readonly Names[],
  args: readonly unknown[],
  more: readonly string[] = [],
): unknown[] {
  const [given, named] = parted(what, places, args, more);
  if (named === null) {
    for (let i = 0; i < given.length && i < places.length; i++)
      if (!spreads(places[i])) checkKind(what, alternatives(places[i]!)[0]!, given[i]);
    return given;
  }
  const all = byName<Record<string, unknown>>(what, places, [...given.slice(0, places.length), named], more);
  const out = places.map((p) => {
    const name = alternatives(p)[0]!,
      value = all[name];
    delete all[name];
    return value;
  });
  if (Object.keys(all).length > 0) out.push(all);
  else while (out.length > given.length && out[out.length - 1] === undefined) out.pop();
  return out;
}

/**
 * The required first arguments in order, and the rest unchanged, for the caller's own {@link byName}.
 *
 * @throws KindlingError `argument` for one that is missing, or given twice.
 */
export function required<P extends readonly unknown[]>(
  what: string,
  names: readonly string[],
  args: readonly unknown[],
): [...P, ...unknown[]] {
  const last = args[args.length - 1],
    named = isNamed(last) ? { ...last } : null;
  const byPosition = named === null ? args : args.slice(0, -1);
  if (byPosition.some(isNamed)) early(what);
  const first = names.map((name, i) => {
    const positionValue = byPosition[i],
      value = named?.[name];
    if (named !== null) delete named[name];
    if (positionValue !== undefined && value !== undefined) twice(what, name);
    checkKind(what, name, positionValue ?? value ?? (positionValue === null || value === null ? null : undefined));
    return positionValue ?? value ?? (positionValue === null || value === null ? null : missing(what, name, named));
  });
  return [...first, ...byPosition.slice(names.length), ...(named === null ? [] : [named])] as unknown as [
    ...P,
    ...unknown[],
  ];
}

/** {@link required} for a function that takes nothing else. */
export function exactly<P extends readonly unknown[]>(
  what: string,
  names: readonly string[],
  args: readonly unknown[],
): P {
  const all = required<P>(what, names, args);
  byName(what, [], all.slice(names.length));
  return all as unknown as P;
}

/**
 * Makes methods of a class read their arguments by {@link byPlace}; returns the class's name. `table` lists the methods
 * and their arguments: "train:mode,stateDict/prefix/keepVars" is train(mode) and stateDict({ prefix, keepVars }). A "!"
 * marks a first argument that may be an object.
 */
export function takes(cls: { readonly prototype: object }, name: string, table: string): string {
  for (const line of table.split(",")) {
    const [start, ...more] = line.split("/"),
      [method, ...places] = start!.split(":"),
      free = places[0]?.startsWith("!") ? 1 : 0;
    const f = Object.getOwnPropertyDescriptor(cls.prototype, method!)?.value as
      | ((...args: unknown[]) => unknown)
      | undefined;
    if (f === undefined) continue;
    Object.defineProperty(cls.prototype, method!, {
      value(this: unknown, ...args: unknown[]): unknown {
        return f.apply(
          this,
          args.length === 0
            ? args
            : [...args.slice(0, free), ...byPlace(method!, places.slice(free), args.slice(free), more)],
        );
      },
      writable: true,
      configurable: true,
    });
  }
  pythonNames(cls.prototype, name);
  return name;
}

/**
 * Makes members with Python's names report their names here. A program's own class may define them. The names are
 * behind the class's own prototype, whose properties are found as fast as before.
 */
export function pythonNames(members: object, cls: string): void {
  const behind = Object.create(Object.getPrototypeOf(members) as object | null) as object;
  for (const name of [...Object.getOwnPropertyNames(members), "cuda"]) {
    const python = snake(name);
    if (python in members) continue;
    const refuse = (): never =>
      fail(
        "option",
        `'${cls}' object has no attribute '${python}'`,
        name === python
          ? "leave it out: everything is computed on the CPU."
          : `it is called ${name} here: PyTorch's names in camelCase.`,
      );
    Object.defineProperty(behind, python, {
      get: refuse,
      configurable: true,
      set(this: object, value: unknown) {
        if (cls === "Tensor") refuse();
        else Object.defineProperty(this, python, { value, writable: true, enumerable: true, configurable: true });
      },
    });
  }
  Object.setPrototypeOf(members, behind);
}

/**
 * Rejects arguments after the `count` arguments that `what` takes. A function of one argument may be passed to `map`,
 * which adds an index and the array; `exact` rejects those too. With names instead of a count, their types are checked.
 *
 * @throws KindlingError `option` for an object of options, `argument` for an extra one.
 */
export function noMore(
  what: string,
  takes: number | readonly string[],
  given: ArrayLike<unknown>,
  exact?: boolean,
): void {
  const count = typeof takes === "number" ? takes : takes.length;
  if (given.length > count) surplus(what, count, given, exact ?? count > 1);
  if (typeof takes !== "number") checkKinds(what, takes, given);
}

function surplus(what: string, count: number, given: ArrayLike<unknown>, exact: boolean): void {
  const more: unknown[] = Array.prototype.slice.call(given, count);
  const options = more.find(isNamed);
  if (options !== undefined) checkOptions(options, new Set(), what);
  if (more.every((v) => v === undefined)) return;
  const mapped = isMapped(given);
  if (!mapped || exact) excess(what, count, "", given.length, mapped ? mapFix(what) : undefined);
}

/**
 * Whether these are the arguments from `map` and similar methods: an element, its index and the list; or from `reduce`,
 * with a value before them.
 */
function isMapped(args: ArrayLike<unknown>): boolean {
  const n = args.length,
    list = args[n - 1];
  return (
    (n === 3 || n === 4) &&
    Array.isArray(list) &&
    typeof args[n - 2] === "number" &&
    list[args[n - 2] as number] === args[n - 3]
  );
}
/** Like {@link isMapped}, without the element: an index and the list. */
const isTail = (args: readonly unknown[]): boolean => {
  const [i, list] = args.slice(-2);
  return Array.isArray(list) && Number.isInteger(i) && list.length > (i as number);
};
const mapFix = (what: string): string =>
  `map hands its function an index and the array, too: write map((x) => ${what}(x)).`;

/**
 * Rejects unknown options of `what`. TypeScript does so before the program runs; in JavaScript a misspelt or snake_case
 * option would otherwise be ignored silently.
 */
export function checkOptions(
  options: unknown,
  names: ReadonlySet<string>,
  what: string,
  check: typeof checkKind = checkKind,
): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    fail(
      "option",
      `${what} takes its options as an object, but got ${Array.isArray(options) ? "an array" : shownValue(options)}`,
      names.size > 0 ? `for example { ${[...names][0]}: … }.` : "leave it out: there are no options.",
    );
  }
  for (const name in options) {
    if (!names.has(name)) unknown(name, names, what);
    check(what, name, (options as Record<string, unknown>)[name]);
  }
}

const known = (places: readonly Names[], more: readonly string[]): ReadonlySet<string> =>
  new Set([...places.flatMap(alternatives), ...more]);

/** The positional arguments, and the final object of names. */
function parted(
  what: string,
  places: readonly Names[],
  args: readonly unknown[],
  more: readonly string[] = [],
): [given: unknown[], named: Record<string, unknown> | null] {
  let n = args.length;
  while (n > 0 && args[n - 1] === undefined) n--;
  const last = args[n - 1],
    named = isNamed(last) ? last : null;
  const byPosition = args.slice(0, named === null ? n : n - 1);
  if (byPosition.length > places.length && !spreads(places[places.length - 1])) {
    if (places.length === 0 && more.length > 0) checkOptions(byPosition[0], known(places, more), what);
    excess(
      what,
      places.length,
      ` (${places.map((p) => alternatives(p)[0]).join(", ")})`,
      byPosition.length,
      isTail(byPosition) ? mapFix(what) : atTheEnd,
    );
  }
  if (byPosition.some(isNamed)) early(what);
  return [byPosition, named];
}

const atTheEnd = "pass arguments by name in one object at the end.";

function excess(what: string, most: number, names: string, given: number, fix = "leave the others out."): never {
  return fail(
    "argument",
    `${what}() takes ${most === 0 ? "no arguments" : `at most ${most} argument${most === 1 ? "" : "s"}${names}`} here, but ${given} ${given === 1 ? "was" : "were"} given`,
    fix,
  );
}

function early(what: string): never {
  return fail("argument", `${what}() got its options before other arguments`, atTheEnd);
}

function twice(what: string, name: string): never {
  return fail(
    "argument",
    `${what}() got multiple values for argument '${name}'`,
    "pass it by position or by name, not both.",
  );
}

function missing(what: string, name: string, named: object | null = null): never {
  for (const key in named) if (plain(key) === plain(name)) unknown(key, new Set([name]), what);
  return fail(
    "argument",
    `${what}() missing 1 required positional argument: '${name}'`,
    `pass it by position or by name: { ${name}: … }.`,
  );
}

const plain = (name: string): string => name.replaceAll("_", "").toLowerCase();

function unknown(name: string, names: ReadonlySet<string>, what: string): never {
  const meant = [...names].find((k) => plain(k) === plain(name));
  return fail(
    "option",
    `${what} got an unexpected keyword argument '${name}'`,
    meant !== undefined
      ? `it is called ${meant} here: PyTorch's names in camelCase.`
      : names.size === 0
        ? "leave it out: there are no options."
        : name === "device"
          ? `leave it out: everything is computed on the CPU. The options are ${[...names].join(", ")}.`
          : `the options are ${[...names].join(", ")}.`,
  );
}

// The types of such arguments

/**
 * Optional positional arguments, with a final object for the remaining ones.
 *
 * `never[]`, which only an empty list fits, keeps an editor from writing out every member as a signature of its own
 * (`options_0: number | undefined, options_1: …`): it shows `...options: ConvArguments`, and one signature.
 */
export type Rest<P extends readonly unknown[], O> = never[] | Next<P, O>;
type Next<P extends readonly unknown[], O> = P extends readonly [infer First, ...infer More]
  ? [] | [options: O] | [First | undefined, ...Next<More, O>]
  : [] | [options: O];

/** The first arguments of a list. */
type Prefix<T extends readonly unknown[]> = T extends readonly [...infer R, unknown] ? T | Prefix<R> : readonly [];
/** Arguments in PyTorch's order, any number of them, and the others by name in a final object. */
export type Arguments<T extends readonly unknown[], O> =
  | Prefix<T>
  | readonly [...places: Prefix<T>, options: Partial<O>];

/**
 * Arguments of which the first are required and positional, and later ones by position or by name; or all of them by
 * name. `K` are the names of the required ones. An editor shows two signatures.
 */
export type Placed<Needed extends readonly unknown[], More extends readonly unknown[], O, K extends keyof O> =
  | [...Needed, ...{ [I in keyof More]?: More[I] | Partial<O> }]
  | [options: Pick<O, K> & Partial<O>];
