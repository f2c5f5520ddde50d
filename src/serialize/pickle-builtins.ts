// The few calls that represent plain data: protocol 2 has no opcodes for sets, bytes, OrderedDicts and Counters, so
// Python writes them as a call of the constructor. The reader knows these; the caller must allow all other calls.

import { encodeLatin1 } from "./bytes.js";
import { isHashable, PyByteArray, PyComplex, PyDict, PyFloat, PySet, PyTuple } from "./py.js";
import type { PyValue } from "./py.js";

/** Creates the result of the call, or `undefined` if no pickle of plain data has these arguments. */
type Maker = (args: readonly PyValue[]) => PyValue | undefined;

const makers = new Map<string, Maker>([
  [
    "collections.OrderedDict",
    (args) => {
      if (args.length === 0) return new PyDict([], true);
      const pairs = args.length === 1 && Array.isArray(args[0]) ? args[0].map(pairOf) : [undefined];
      return pairs.includes(undefined) ? undefined : new PyDict(pairs as [PyValue, PyValue][], true);
    },
  ],
  // MultiStepLR stores its milestones in a Counter. Here it is a dict.
  [
    "collections.Counter",
    ([counts, ...rest]) =>
      counts instanceof PyDict && rest.length === 0 ? new PyDict([...counts.entries]) : undefined,
  ],
  ["builtins.set", (args) => setOf(args, false)],
  ["builtins.frozenset", (args) => setOf(args, true)],
  ["_codecs.encode", latin1],
  ["builtins.bytes", (args) => (args.length === 0 ? new Uint8Array(0) : undefined)],
  [
    "builtins.bytearray",
    (args) => {
      const bytes = args.length === 1 ? args[0] : args.length === 0 ? new Uint8Array(0) : latin1(args);
      return bytes instanceof Uint8Array ? new PyByteArray(bytes) : undefined;
    },
  ],
  [
    "builtins.complex",
    ([re, im, ...rest]) =>
      re instanceof PyFloat && im instanceof PyFloat && rest.length === 0
        ? new PyComplex(re.value, im.value)
        : undefined,
  ],
]);

/** Whether the reader itself knows this function (as `module.name`). */
export const isBuiltin = (fn: string): boolean => makers.has(fn);

/** The result of a call of a known function; `undefined` if Python would not write these arguments. */
export function callBuiltin(fn: string, args: readonly PyValue[]): PyValue | undefined {
  return makers.get(fn)?.(args);
}

/**
 * The number of elements, characters or bytes that a call copies: a file must not be able to copy the same ones
 * repeatedly.
 */
export function copiedBy(args: readonly PyValue[]): number {
  const first = args[0];
  return typeof first === "string" || Array.isArray(first) ? first.length : first instanceof PyDict ? first.size : 0;
}

function pairOf(value: PyValue): [PyValue, PyValue] | undefined {
  const pair = value instanceof PyTuple ? value.items : Array.isArray(value) ? value : [];
  return pair.length === 2 && isHashable(pair[0]!) ? [pair[0]!, pair[1]!] : undefined;
}

function setOf(args: readonly PyValue[], frozen: boolean): PySet | undefined {
  if (args.length === 0) return new PySet([], frozen);
  return args.length === 1 && Array.isArray(args[0]) && args[0].every(isHashable)
    ? new PySet(args[0], frozen)
    : undefined;
}

function latin1(args: readonly PyValue[]): Uint8Array | undefined {
  const [text, codec, ...rest] = args;
  const known = codec === "latin1" || codec === "latin-1";
  return typeof text === "string" && known && rest.length === 0 ? encodeLatin1(text) : undefined;
}
