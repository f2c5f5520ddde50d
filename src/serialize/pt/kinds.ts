// The types of layers' attributes, and their Python forms (see `Kind` in nn/python-form.ts).

import { isModule } from "../../nn/module-state.js";
import type { Kind, KindName } from "../../nn/python-form.js";
import { PyFloat, PyTuple } from "../py.js";
import type { PyValue } from "../py.js";

const isInt = (v: unknown): v is number => typeof v === "number" && Number.isInteger(v);
const isInts = (v: unknown): v is number[] => Array.isArray(v) && v.every(isInt);

const tests: { readonly [K in KindName]: (v: unknown) => boolean } = {
  int: isInt,
  count: (v) => isInt(v) && v >= 0,
  float: (v) => typeof v === "number",
  number: (v) => typeof v === "number",
  bool: (v) => typeof v === "boolean",
  string: (v) => typeof v === "string",
  ints: isInts,
  list: isInts,
  size: (v) => isInt(v) || isInts(v),
  openSize: (v) => [v].flat().every((n) => n === null || isInt(n)),
  floats: (v) => [v].flat().every((n) => typeof n === "number"),
  padding: (v) => v === "same" || v === "valid" || isInts(v),
  module: isModule,
  function: (v) => typeof v === "function",
};

/** Whether a layer can work with this value. */
export function fits(kind: Kind, v: unknown): boolean {
  if (typeof kind !== "string") return kind.includes(v as string);
  return kind.endsWith("?") ? v === null || tests[kind.slice(0, -1) as KindName](v) : tests[kind as KindName](v);
}

/** The Python form, if our value alone does not determine it; `undefined` for other values. */
export function inPython(kind: Kind, v: unknown): PyValue | undefined {
  if (kind === "list" || !fits(kind, v)) return undefined;
  if (typeof kind !== "string" || !kind.startsWith("float"))
    return Array.isArray(v) ? new PyTuple(v as PyValue[]) : undefined;
  return Array.isArray(v)
    ? new PyTuple(v.map((n) => new PyFloat(n as number)))
    : v === null
      ? null
      : new PyFloat(v as number);
}
