import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { readArchive } from "#src/serialize/archive.js";
import type { Container } from "#src/serialize/container.js";
import { LoadError } from "#src/serialize/load-error.js";
import { opcodes } from "#src/serialize/opcodes.js";
import { unpickle } from "#src/serialize/pickle-read.js";
import { children, deeperThan } from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";
import { everything, golden, goldenNames, itemSize, open } from "./helpers.js";

/** What `read` gives, or `undefined` if it refuses; any other error fails the test and says for which change. */
function attempt<T>(read: () => T, change: () => string): T | undefined {
  try {
    return read();
  } catch (e) {
    assert.ok(e instanceof LoadError, `${change()}: ${String(e)}`);
    assert.notEqual(e.message, "");
    return undefined;
  }
}

/** A tree that was read from `size` bytes has no more objects than that, and is no deeper than promised. */
function checkTree(root: PyValue, size: number, change: () => string): void {
  const seen = new Set<PyValue>();
  const todo: PyValue[] = [root];
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (typeof value === "object" && value !== null && !seen.has(value)) {
      seen.add(value);
      for (const child of children(value)) todo.push(child);
    }
  }
  assert.ok(seen.size <= size, change());
  assert.ok(!deeperThan(root, 1000), change());
}

function checkContainer({ root, storages }: Container, size: number, change: () => string): void {
  checkTree(root, size, change);
  for (const { type, numel, bytes } of storages.values()) assert.equal(bytes.length, numel * itemSize(type)!, change());
}

/** Calls `use` with the bytes after each single change: a bit, the sign bit, zero, all ones. */
function changes(bytes: Uint8Array, use: (changed: Uint8Array, change: () => string) => void): void {
  const changed = bytes.slice();
  for (let i = 0; i < bytes.length; i++) {
    const b = bytes[i]!;
    for (const value of new Set([b ^ 1, b ^ 0x80, 0, 255])) {
      if (value === b) continue;
      changed[i] = value;
      use(changed, () => `byte ${i} ${b} -> ${value}`);
    }
    changed[i] = b;
  }
}

describe("broken files", () => {
  for (const name of goldenNames) {
    const bytes = golden(name);
    test(`${name}.pt cut short at every byte`, () => {
      for (let n = 0; n < bytes.length; n++) {
        assert.equal(
          attempt(
            () => open(bytes.subarray(0, n)),
            () => `cut at ${n}`,
          ),
          undefined,
          `cut at ${n}`,
        );
      }
    });
    test(`${name}.pt with every byte changed`, () => {
      changes(bytes, (changed, change) => {
        const found = attempt(() => open(changed), change);
        if (found !== undefined) checkContainer(found, bytes.length, change);
      });
    });
  }
});

describe("broken pickles, which no CRC protects", () => {
  const pickles = new Map(
    goldenNames.filter((n) => !n.includes("legacy")).map((n) => [n, readArchive(golden(n)).pickle]),
  );
  const read = (bytes: Uint8Array): PyValue => unpickle(bytes, { allow: everything });

  for (const [name, bytes] of pickles) {
    test(`${name}: cut short at every byte, and every byte changed`, () => {
      for (let n = 0; n < bytes.length; n++) {
        assert.equal(
          attempt(
            () => read(bytes.subarray(0, n)),
            () => `cut at ${n}`,
          ),
          undefined,
          `cut at ${n}`,
        );
      }
      changes(bytes, (changed, change) => {
        const root = attempt(() => read(changed), change);
        if (root !== undefined) checkTree(root, bytes.length, change);
      });
    });
  }

  test("a tensor's pickle with every value for every byte", () => {
    const bytes = pickles.get("tensor")!.slice();
    for (let i = 0; i < bytes.length; i++) {
      const before = bytes[i]!;
      for (let value = 0; value < 256; value++) {
        bytes[i] = value;
        const change = (): string => `byte ${i} ${before} -> ${value}`;
        const root = attempt(() => read(bytes), change);
        if (root !== undefined) checkTree(root, bytes.length, change);
      }
      bytes[i] = before;
    }
  });

  test("random programs", () => {
    const codes = fc.constantFrom(...Object.values(opcodes));
    const common = fc.constantFrom(
      opcodes.MARK,
      opcodes.EMPTY_LIST,
      opcodes.EMPTY_DICT,
      opcodes.NONE,
      opcodes.TUPLE1,
      opcodes.TUPLE,
      opcodes.APPEND,
      opcodes.APPENDS,
      opcodes.SETITEM,
      opcodes.SETITEMS,
      opcodes.REDUCE,
      opcodes.BUILD,
      opcodes.NEWOBJ,
      opcodes.MEMOIZE,
      opcodes.BINGET,
      0,
      1,
      2,
      opcodes.BINPERSID,
    );
    const name = fc
      .constantFrom("collections\nOrderedDict\n", "builtins\nset\n", "_codecs\nencode\n", "m\nn\n")
      .map((s) => [opcodes.GLOBAL, ...new TextEncoder().encode(s)]);
    const piece = fc.oneof(
      { arbitrary: common.map((c) => [c]), weight: 8 },
      { arbitrary: codes.map((c) => [c]), weight: 2 },
      name,
    );
    let whole = 0;
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30, size: "max" }), (pieces) => {
        const bytes = Uint8Array.from([opcodes.PROTO, 4, ...pieces.flat(), opcodes.STOP]);
        const root = attempt(
          () => read(bytes),
          () => bytes.join(" "),
        );
        if (root !== undefined) {
          whole++;
          checkTree(root, bytes.length, () => bytes.join(" "));
        }
      }),
      { numRuns: 5000, seed: 1 },
    );
    assert.ok(whole > 10, "some of the programs are pickles");
  });
});
