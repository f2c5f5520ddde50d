import fc from "fast-check";
import { PyByteArray, PyComplex, PyDict, PyFloat, PySet, PyTuple } from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";

// Keys that are different in JavaScript and in Python alike (there, 1, 1.0 and True are the same key).
const key = fc.oneof(
  fc.string({ unit: "binary", maxLength: 6 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 80n }),
);

/** Python values that are plain data, with objects that occur more than once. */
export const trees: fc.Arbitrary<PyValue> = fc.letrec<{ value: PyValue }>((tie) => {
  const values = fc.array(tie("value"), { maxLength: 6 });
  const pairs = fc.uniqueArray(fc.tuple(key, tie("value")), { selector: ([k]) => k, maxLength: 6 });
  const leaf = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.integer(),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }),
    fc.bigInt({ min: -(2n ** 200n), max: -(2n ** 53n) }),
    fc.double().map((x) => new PyFloat(x)),
    // "binary" characters are single code points, lone surrogates left out; those are put in beside
    fc.string({ unit: "binary" }),
    fc.constantFrom("\ud800", "x\udc00y"),
    fc.uint8Array(),
    fc.uint8Array().map((b) => new PyByteArray(b)),
    fc.tuple(fc.double(), fc.double()).map(([re, im]) => new PyComplex(re, im)),
    fc.tuple(fc.uniqueArray(key, { maxLength: 5 }), fc.boolean()).map(([items, frozen]) => new PySet(items, frozen)),
  );
  const container = fc.oneof(
    values,
    values.map((items) => new PyTuple(items)),
    fc.tuple(pairs, fc.boolean()).map(([entries, ordered]) => new PyDict(entries, ordered)),
    fc
      .tuple(
        pairs,
        pairs.map((p) => p.map(([, v], i): [PyValue, PyValue] => [`a${i}`, v])).filter((p) => p.length > 0),
      )
      .map(([entries, state]) => new PyDict(entries, true, new PyDict(state))),
    tie("value").map((v) => [v, new PyTuple([v, v])]),
    values.map((items) => (items.push(items), items)),
  );
  return { value: fc.oneof({ maxDepth: 5, depthSize: "small" }, leaf, container) };
}).value;
