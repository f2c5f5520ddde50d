import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { checkOptions } from "../diagnose/options.js";

const isOptions = (v: unknown): v is object => typeof v === "object" && v !== null && !Array.isArray(v) && !(v instanceof Tensor);

/**
 * Arguments that may be given by place or by name as one set of options: the last of `args` is an object of them, the
 * others go by the names in `places`. `more` are those that only a name reaches.
 */
export function byName<O extends object>(what: string, args: readonly unknown[], places: readonly (keyof O & string)[], more: readonly (keyof O & string)[] = []): O {
  const out: Record<string, unknown> = {};
  args.forEach((a, i) => {
    if (a === undefined) return;
    if (isOptions(a)) {
      checkOptions(a, new Set([...places, ...more]), what);
      Object.assign(out, a);
    } else out[places[i] ?? fail("argument", `${what}() takes fewer arguments than ${i + 2}`)] = a;
  });
  return out as O;
}
