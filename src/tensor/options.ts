import { Tensor } from "../core/tensor.js";
import { checkOptions } from "../diagnose/options.js";

/**
 * PyTorch's arguments after the tensor as one set of options: those given by position get their names, an object at the
 * end has the others. `more` lists names that have no position.
 */
export function options<T extends object>(what: string, names: readonly (keyof T & string)[], given: readonly unknown[], more: readonly (keyof T & string)[] = []): Partial<T> {
  const out: Record<string, unknown> = {};
  given.forEach((v, i) => {
    if (typeof v === "object" && v !== null && !(v instanceof Tensor) && !Array.isArray(v)) {
      checkOptions(v, new Set([...names, ...more]), what);
      Object.assign(out, v);
    } else if (v !== undefined && i < names.length) out[names[i]!] = v;
  });
  return out as Partial<T>;
}
