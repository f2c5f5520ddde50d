import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { readContainer } from "#src/serialize/container.js";
import type { Container } from "#src/serialize/container.js";
import { LoadError } from "#src/serialize/load-error.js";
import type { FileFault } from "#src/serialize/load-error.js";
import { opcodes as op } from "#src/serialize/opcodes.js";
import type { GlobalUse } from "#src/serialize/pickle-read.js";
import {
  Global,
  Persistent,
  PyByteArray,
  PyComplex,
  PyDict,
  PyFloat,
  PySet,
  PyTuple,
  Reduce,
} from "#src/serialize/py.js";
import type { Instance, PyValue } from "#src/serialize/py.js";
import { goldenFile } from "../goldens.js";

export const goldenNames = readdirSync(goldenFile("pt/"))
  .filter((f) => f.endsWith(".pt"))
  .map((f) => f.slice(0, -3));

/** The bytes of `test/golden/pt/<name>.pt`. */
export function golden(name: string): Uint8Array {
  return new Uint8Array(readFileSync(goldenFile(`pt/${name}.pt`)));
}

/** Lets a pickle do everything with every name. */
export const everything = (): GlobalUse => ({ call: true, create: true, state: true, items: true, append: true });

const sizes: Readonly<Record<string, number>> = {
  Float: 4,
  Double: 8,
  Half: 2,
  BFloat16: 2,
  Long: 8,
  Int: 4,
  Short: 2,
  Char: 1,
  Byte: 1,
  Bool: 1,
};
export const itemSize = (type: Global): number | undefined => sizes[type.name.replace("Storage", "")];

export function open(bytes: Uint8Array): Container {
  return readContainer(bytes, everything, itemSize);
}

/** Runs what must fail with a LoadError, and compares its code and message. */
export function refuses(run: () => unknown, code: FileFault, message: RegExp): void {
  assert.throws(run, (e) => {
    assert.ok(e instanceof LoadError, `expected a LoadError, got ${String(e)}`);
    assert.equal(e.code, code, e.message);
    assert.match(e.message, message);
    return true;
  });
}

/**
 * A tree as text: kinds, values and which objects are the same one (`@n` is the nth object, seen before). Two trees with
 * the same text are the same for Python. Sets are sorted, since their order means nothing.
 */
export function show(root: PyValue): string {
  const seen = new Map<object, number>();
  const pairs = (entries: Iterable<[PyValue, PyValue]>): string =>
    [...entries].map(([k, v]) => `${walk(k)}: ${walk(v)}`).join(", ");
  const list = (values: readonly PyValue[]): string => values.map(walk).join(", ");
  const made = (v: Reduce | Instance): string =>
    (v.appended === undefined ? "" : ` appended [${list(v.appended)}]`) +
    (v.items === undefined ? "" : ` items {${pairs(v.items)}}`) +
    (v.state === undefined ? "" : ` state ${walk(v.state)}`);
  const walk = (v: PyValue): string => {
    if (v === null) return "None";
    if (typeof v === "string") return JSON.stringify(v);
    if (typeof v === "number" || typeof v === "bigint" || typeof v === "boolean") return `${typeof v} ${String(v)}`;
    if (v instanceof PyFloat) return `float ${Object.is(v.value, -0) ? "-0" : String(v.value)}`;
    if (v instanceof Global) return `<${String(v)}>`;
    // Python itself shares these, or does not, as it likes
    if (v instanceof Uint8Array) return `bytes [${v.join(" ")}]`;
    if (v instanceof PyTuple && v.items.length === 0) return "()";
    const known = seen.get(v);
    if (known !== undefined) return `@${known}`;
    seen.set(v, seen.size);
    if (Array.isArray(v)) return `[${list(v)}]`;
    if (v instanceof PyTuple) return `(${list(v.items)})`;
    if (v instanceof PyDict)
      return `${v.ordered ? "OrderedDict" : ""}{${pairs(v.entries)}}${v.state === undefined ? "" : ` state ${walk(v.state)}`}`;
    if (v instanceof PySet) return `${v.frozen ? "frozenset" : "set"}{${[...v.items].map(walk).sort().join(", ")}}`;
    if (v instanceof PyByteArray) return `bytearray [${v.bytes.join(" ")}]`;
    if (v instanceof PyComplex) return `complex ${v.re} ${v.im}`;
    if (v instanceof Persistent) return `persistent ${walk(v.id)}`;
    if (v instanceof Reduce) return `${String(v.fn)}${walk(v.args)}${made(v)}`;
    return `new ${String(v.cls)}${walk(v.args)}${made(v)}`;
  };
  return walk(root);
}

/** Bytes from opcodes' names, numbers and raw text: `assemble("PROTO", 2, "EMPTY_LIST", "STOP")`, text as `"'abc"`. */
export function assemble(...parts: readonly (string | number)[]): Uint8Array {
  const bytes: number[] = [];
  for (const part of parts) {
    if (typeof part === "number") bytes.push(part);
    else if (part.startsWith("'")) bytes.push(...new TextEncoder().encode(part.slice(1)));
    else {
      assert.ok(part in op, `no opcode ${part}`);
      bytes.push(op[part as keyof typeof op]);
    }
  }
  return Uint8Array.from(bytes);
}

/** A copy with other bytes at `at`. */
export function patched(bytes: Uint8Array, at: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, at);
  return copy;
}
