import { fail } from "../../diagnose/error.js";
import { checkOptions } from "../../diagnose/options.js";

/** The first so many of a list of arguments. */
type Prefix<T extends readonly unknown[]> = T extends readonly [...infer R, unknown] ? T | Prefix<R> : readonly [];

/** Arguments in PyTorch's order, as many of them as one likes, and the others by name in an object behind them. */
export type Arguments<T extends readonly unknown[], O> = Prefix<T> | readonly [...Prefix<T>, Partial<O>];

/** All arguments by name. `order`: their names as PyTorch has them; what has no default must be given. */
export function byName<O extends object>(what: string, order: readonly (keyof O & string)[], defaults: Partial<O>, args: readonly unknown[]): O {
  const list = args.slice();
  const last = list[list.length - 1];
  const named = (isPlain(last) ? list.pop() : {}) as Partial<O>;
  checkOptions(named, new Set(order), what);
  if (list.length > order.length) fail("argument", `${what} takes ${order.length} arguments, but ${list.length} were given`, `they are ${order.join(", ")}.`);
  const out: Partial<O> = { ...defaults };
  order.forEach((name, i) => {
    const value = (list[i] ?? named[name]) as O[typeof name] | undefined;
    if (value !== undefined) out[name] = value;
    else if (!(name in out)) fail("argument", `${what} missing 1 required positional argument: '${name}'`, `for example new ${what}(optimizer, …, { ${name}: … }).`);
  });
  return out as O;
}

function isPlain(v: unknown): boolean {
  if (typeof v !== "object" || v === null) return false;
  const prototype: unknown = Object.getPrototypeOf(v);
  return prototype === Object.prototype || prototype === null;
}
