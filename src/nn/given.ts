import { checkOptions } from "../diagnose/options.js";

/**
 * What a caller gave as one set of options: values by position under the names listed, and objects of options, which may
 * stand in any place: `hardtanh(x, -2, 2)`, `hardtanh(x, -2, { maxVal: 2 })`, `hardtanh(x, { maxVal: 2 })`.
 *
 * @throws KindlingError `option` for an option that is not among the names.
 */
export function given<O extends object>(what: string, names: readonly (keyof O & string)[], args: readonly unknown[]): Partial<O> {
  const out: Record<string, unknown> = {};
  for (let i = 0; i < args.length; i++) {
    const a = args[i];
    if (a === undefined) continue;
    if (isOptions(a)) {
      checkOptions(a, new Set(names), what);
      for (const [name, value] of Object.entries(a)) if (value !== undefined) out[name] = value;
    } else {
      const name = names[i];
      if (name === undefined) checkOptions(a, new Set(names), what);
      else out[name] = a;
    }
  }
  return out as Partial<O>;
}

/** A plain object; tensors, arrays, generators and modules are values. */
export function isOptions(v: unknown): v is object {
  if (typeof v !== "object" || v === null) return false;
  const p: unknown = Object.getPrototypeOf(v);
  return p === Object.prototype || p === null;
}
