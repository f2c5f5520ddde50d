import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { KindlingError } from "#src/diagnose/error.js";
import { concatBytes } from "#src/serialize/bytes.js";
import { unpickle, unpickleAt } from "#src/serialize/pickle-read.js";
import type { UnpickleOptions } from "#src/serialize/pickle-read.js";
import { pickle } from "#src/serialize/pickle-write.js";
import {
  children,
  deeperThan,
  Global,
  Instance,
  Persistent,
  PyByteArray,
  PyComplex,
  PyDict,
  PyFloat,
  PySet,
  PyTuple,
  Reduce,
} from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";
import { assemble, everything, refuses, show } from "./helpers.js";
import { trees } from "./trees.js";

const read = (bytes: Uint8Array, options: UnpickleOptions = { allow: everything }): PyValue => unpickle(bytes, options);
/** A pickle of protocol 2 with these opcodes. */
const program = (...parts: (string | number)[]): Uint8Array => assemble("PROTO", 2, ...parts, "STOP");
const again = (value: PyValue): PyValue => read(pickle(value));
const same = (value: PyValue): void => assert.equal(show(again(value)), show(value));

describe("pickle: values", () => {
  test("any tree comes back", () => {
    fc.assert(fc.property(trees, same), { numRuns: 500 });
  });

  test("ints keep every digit, and are numbers where these are exact", () => {
    const edges = [
      0n,
      1n,
      -1n,
      127n,
      128n,
      -128n,
      -129n,
      255n,
      256n,
      65535n,
      65536n,
      2n ** 31n - 1n,
      2n ** 31n,
      -(2n ** 31n),
      -(2n ** 31n) - 1n,
      2n ** 53n - 1n,
      2n ** 53n,
      -(2n ** 53n),
      2n ** 63n,
      2n ** 64n,
      -(2n ** 64n),
      2n ** 2039n,
      2n ** 2040n,
      -(2n ** 2047n),
      2n ** 30000n,
    ];
    for (const n of edges) {
      const got = again(n);
      assert.equal(typeof got, n < 2n ** 53n && n > -(2n ** 53n) ? "number" : "bigint", String(n));
      assert.equal(BigInt(got as number | bigint), n);
    }
  });

  test("a float stays a float", () => {
    for (const x of [0, -0, 1, 0.1, Infinity, -Infinity, NaN, 5e-324]) {
      const got = again(new PyFloat(x));
      assert.ok(got instanceof PyFloat && Object.is(got.value, x), String(x));
    }
    // numbers that no int can be are written as floats
    for (const x of [0.5, -0, NaN, 2 ** 60]) assert.ok(again(x) instanceof PyFloat);
  });

  test("strings: any characters, lone surrogates, a leading byte order mark", () => {
    for (const s of ["", "\0", "é", "你", "😀", "\ufeffx", "\ud800", "a\udfffb", "\udc00\ud800", "😀\ud83d"])
      assert.equal(again(s), s);
  });

  test("__proto__ and constructor are keys like others", () => {
    const got = again(
      new PyDict([
        ["__proto__", 1],
        ["constructor", 2],
      ]),
    ) as PyDict;
    assert.deepEqual(
      [...got.entries],
      [
        ["__proto__", 1],
        ["constructor", 2],
      ],
    );
    assert.equal(({} as Record<string, unknown>)["1"], undefined);
  });

  test("objects, calls, persistent ids, states, items and elements", () => {
    const net = new Instance(new Global("__main__", "Net"), new PyTuple([1]), new PyDict([["x", 1]]));
    const call = new Reduce(new Global("torch", "Size"), new PyTuple([new PyTuple([2, 3])]), "state");
    call.items = new Map<PyValue, PyValue>([
      ["k", 1],
      ["l", 2],
    ]);
    call.appended = [1, 2, 3];
    const stored = new Persistent(new PyTuple(["storage", "0"]));
    same([net, call, stored, new PyDict([["a", net]], true, new PyDict([["_metadata", 1]]))]);
  });

  test("what is one object stays one object", () => {
    const shared = new PyDict([["a", new PyTuple([1])]]);
    const [a, b] = again([shared, shared]) as PyValue[];
    assert.equal(a, b);
  });

  test("values that contain themselves", () => {
    const list: PyValue[] = [];
    list.push(list);
    same(list);
    const inner: PyValue[] = [];
    for (const tuple of [new PyTuple([inner]), new PyTuple([inner, 1, 2, 3])]) {
      inner.length = 0;
      inner.push(tuple, tuple);
      same(tuple);
      const got = again(tuple) as PyTuple;
      assert.equal((got.items[0] as PyValue[])[0], got);
    }
    const node = new Instance(new Global("m", "Node"));
    node.state = new PyDict([["self", node]]);
    same(node);
    const args: PyValue[] = [];
    const call = new Reduce(new Global("m", "f"), new PyTuple([args]), 1);
    args.push(call);
    same(call);
  });

  test("lists and dicts of more than a batch", () => {
    const many = Array.from({ length: 2001 }, (_, i) => i);
    same(many);
    same(new PyDict(many.map((i) => [i, String(i)])));
    for (const n of [999, 1000, 1001]) same(many.slice(0, n));
  });

  test("many equal byte strings", () => {
    same(Array.from({ length: 20 }, () => new Uint8Array(1000).fill(7)));
  });

  test("nesting up to 1000 levels, and no deeper", () => {
    const nest = (levels: number): PyValue => {
      let value: PyValue[] = [];
      for (let i = 1; i < levels; i++) value = [value];
      return value;
    };
    const deep = pickle(nest(1000));
    assert.ok(!deeperThan(read(deep), 1000));
    const tooDeep = (e: unknown): boolean => e instanceof KindlingError && e.code === "save-nesting";
    assert.throws(() => pickle(nest(1001)), tooDeep);
    assert.throws(() => pickle(nest(200_000)), tooDeep);
    // a tuple that contains only itself is no value at all
    const items: PyValue[] = [];
    const tuple = new PyTuple(items);
    items.push(tuple);
    assert.throws(() => pickle(tuple), tooDeep);
  });

  test("what is no data is refused by the writer", () => {
    for (const value of [undefined, () => 1, Symbol("x"), new Date(), {}]) {
      assert.throws(
        () => pickle([value as unknown as PyValue]),
        (e) => e instanceof KindlingError && e.code === "save-value",
      );
    }
  });

  test("children are what a walk meets", () => {
    const dict = new PyDict([["k", 1]], true, new PyDict());
    assert.deepEqual(children(dict), ["k", 1, dict.state]);
    assert.deepEqual(children(new PySet([1, 2])), [1, 2]);
    assert.deepEqual(children("text"), []);
  });
});

describe("pickle: opcodes of other writers", () => {
  test("Python 2's strings", () => {
    assert.equal(read(program("SHORT_BINSTRING", 2, "'ab")), "ab");
    assert.equal(read(program("BINSTRING", 2, 0, 0, 0, "'ab")), "ab");
  });
  test("protocols 3 to 5", () => {
    const p4 = assemble(
      "PROTO",
      4,
      "FRAME",
      8,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      "SHORT_BINUNICODE",
      1,
      "'x",
      "MEMOIZE",
      "BINGET",
      0,
      "TUPLE2",
      "STOP",
    );
    assert.equal(show(read(p4)), '("x", "x")');
    assert.equal(show(read(assemble("PROTO", 3, "SHORT_BINBYTES", 1, 255, "STOP"))), "bytes [255]");
    assert.equal(show(read(assemble("PROTO", 3, "BINBYTES", 1, 0, 0, 0, 255, "STOP"))), "bytes [255]");
    assert.equal(
      show(read(assemble("PROTO", 5, "BYTEARRAY8", 1, 0, 0, 0, 0, 0, 0, 0, 255, "STOP"))),
      "bytearray [255]",
    );
    assert.equal(
      show(read(assemble("PROTO", 4, "EMPTY_SET", "MARK", "BININT1", 1, "ADDITEMS", "STOP"))),
      "set{number 1}",
    );
    assert.equal(show(read(assemble("PROTO", 4, "MARK", "BININT1", 1, "FROZENSET", "STOP"))), "frozenset{number 1}");
    assert.equal(
      show(
        read(assemble("PROTO", 4, "SHORT_BINUNICODE", 1, "'m", "SHORT_BINUNICODE", 1, "'n", "STACK_GLOBAL", "STOP")),
      ),
      "<m.n>",
    );
  });
  test("OrderedDict with its pairs as an argument, bytearray with a codec", () => {
    const pairs = program(
      "GLOBAL",
      "'collections\nOrderedDict\n",
      "EMPTY_LIST",
      "EMPTY_LIST",
      "MARK",
      "SHORT_BINSTRING",
      1,
      "'k",
      "BININT1",
      1,
      "APPENDS",
      "APPEND",
      "TUPLE1",
      "REDUCE",
    );
    assert.equal(show(read(pairs)), 'OrderedDict{"k": number 1}');
    const array = program(
      "GLOBAL",
      "'__builtin__\nbytearray\n",
      "SHORT_BINSTRING",
      1,
      "'a",
      "SHORT_BINSTRING",
      7,
      "'latin-1",
      "TUPLE2",
      "REDUCE",
    );
    assert.equal(show(read(array)), "bytearray [97]");
  });
  test("POP of a value and of a mark", () => {
    assert.equal(read(program("NONE", "BININT1", 1, "POP", "MARK", "POP", "MARK", "NONE", "POP_MARK")), null);
  });
  test("a long memo index", () => {
    assert.equal(
      show(read(program("BININT1", 1, "LONG_BINPUT", 3, 0, 0, 0, "LONG_BINGET", 3, 0, 0, 0, "TUPLE2"))),
      "(number 1, number 1)",
    );
  });
  test("a pickle among other bytes", () => {
    const bytes = concatBytes([Uint8Array.of(9, 9), program("BININT1", 5), Uint8Array.of(7)]);
    assert.deepEqual(unpickleAt(bytes, 2), { value: 5, end: 7 });
  });
});

describe("pickle: names", () => {
  const call = program("GLOBAL", "'os\nsystem\n", "BINUNICODE", 2, 0, 0, 0, "'ls", "TUPLE1", "REDUCE");

  test("what nobody allowed is refused by name", () => {
    refuses(
      () => read(call, {}),
      "file-unsafe",
      /^Unsupported global: GLOBAL os\.system was not an allowed global by default \(the pickle, byte 2\)/,
    );
  });
  test("a name may be allowed to stand there and not to be called", () => {
    refuses(() => read(call, { allow: () => ({}) }), "file-unsafe", /calls "os\.system"/);
    refuses(() => read(call, { allow: () => ({ create: true }) }), "file-unsafe", /calls "os\.system"/);
  });
  test("what is allowed is written down, not done", () => {
    assert.equal(show(read(call, { allow: () => ({ call: true }) })), 'os.system("ls")');
  });
  test("asked once for each name, by Python 3's names", () => {
    const asked: string[] = [];
    const allow = (module: string, name: string): object => (asked.push(`${module}.${name}`), {});
    read(
      program(
        "MARK",
        "GLOBAL",
        "'__builtin__\nprint\n",
        "GLOBAL",
        "'builtins\nprint\n",
        "GLOBAL",
        "'copy_reg\nx\n",
        "TUPLE",
      ),
      { allow },
    );
    assert.deepEqual(asked, ["builtins.print", "copyreg.x"]);
  });
  test("dicts, sets, bytes and the like need no leave", () => {
    const value = [
      new PyDict([], true),
      new PySet([1]),
      new PySet([1], true),
      Uint8Array.of(1),
      new Uint8Array(0),
      new PyByteArray(Uint8Array.of(2)),
      new PyComplex(1, 2),
    ];
    assert.equal(show(unpickle(pickle(value))), show(value));
  });
  test("their calls take only what Python writes", () => {
    for (const [name, ...args] of [
      ["collections\nOrderedDict", "BININT1", 1, "TUPLE1"],
      ["collections\nOrderedDict", "EMPTY_LIST", "NONE", "APPEND", "TUPLE1"],
      ["builtins\nset", "NONE", "TUPLE1"],
      ["builtins\nset", "EMPTY_LIST", "EMPTY_LIST", "APPEND", "TUPLE1"],
      ["builtins\nbytes", "BININT1", 9, "TUPLE1"],
      ["builtins\nbytearray", "BININT", 255, 255, 255, 127, "TUPLE1"],
      ["builtins\ncomplex", "EMPTY_TUPLE"],
      ["_codecs\nencode", "SHORT_BINSTRING", 1, "'a", "SHORT_BINSTRING", 3, "'hex", "TUPLE2"],
      ["_codecs\nencode", "BINUNICODE", 3, 0, 0, 0, "'你", "SHORT_BINSTRING", 6, "'latin1", "TUPLE2"],
    ] as const) {
      refuses(
        () => read(program("GLOBAL", `'${name}\n`, ...args, "REDUCE")),
        "file-damaged",
        /arguments that Python does not write/,
      );
    }
  });
  test("strange names", () => {
    for (const name of ["'a b\nc\n", "'\nc\n", "'m\n\x1b[31m\n", "'m\n\u202e\n"])
      refuses(() => read(program("GLOBAL", name)), "file-damaged", /is no name/);
    refuses(() => read(program("GLOBAL", `'${"x".repeat(5000)}\n`)), "file-damaged", /has no end/);
    refuses(() => read(program("GLOBAL", "'m\n", 255, 10)), "file-damaged", /not UTF-8/);
    refuses(() => read(program("NONE", "NONE", "STACK_GLOBAL")), "file-damaged", /not a string/);
  });
  test("the hook for persistent ids", () => {
    const bytes = pickle([new Persistent("x"), new Persistent("x")]);
    assert.deepEqual(unpickle(bytes, { persistentLoad: (id) => `<${String(id)}>` }), ["<x>", "<x>"]);
    assert.deepEqual(unpickle(bytes, { persistentLoad: () => null }), [null, null]);
  });
});

describe("pickle: what is refused", () => {
  const bad = (
    code: "file-damaged" | "file-unsafe" | "file-format" | "file-truncated",
    message: RegExp,
    ...parts: (string | number)[]
  ): void => refuses(() => read(assemble("PROTO", 2, ...parts)), code, message);

  test("the wrong beginning", () => {
    refuses(() => read(new Uint8Array(0)), "file-truncated", /ends after 0 bytes/);
    refuses(() => read(Uint8Array.of(0x80)), "file-truncated", /ends after 1 bytes/);
    for (const p of [0, 1, 6, 255])
      refuses(() => read(assemble("PROTO", p, "NONE", "STOP")), "file-format", /protocol 2 to 5/);
    refuses(() => read(assemble("NONE", "STOP")), "file-format", /protocol 2 to 5/);
  });
  test("the wrong end", () => {
    bad("file-truncated", /byte 3: it should go on, but ends after 3 bytes/, "NONE");
    bad("file-damaged", /stops with 2 values/, "NONE", "NONE", "STOP");
    bad("file-damaged", /stops with 0 values/, "STOP");
    bad("file-damaged", /stops with 1 values/, "NONE", "MARK", "STOP");
    bad("file-damaged", /ends at byte 4, but 1 bytes follow/, "NONE", "STOP", "STOP");
  });
  test("opcodes that are none, or that data does not need", () => {
    bad("file-damaged", /byte 2: 0xff is no pickle opcode/, 0xff, "STOP");
    for (const name of ["INST", "OBJ", "EXT1", "NEWOBJ_EX", "DUP", "INT", "PERSID", "NEXT_BUFFER", "DICT", "LIST"]) {
      bad("file-format", new RegExp(`the opcode ${name} is in no pickle`), name, "STOP");
    }
  });
  test("lengths beyond the file make nothing", () => {
    for (const name of ["BINUNICODE", "BINSTRING", "BINBYTES", "LONG4"])
      bad("file-truncated", /should go on/, name, 255, 255, 255, 255, "STOP");
    for (const name of ["BINUNICODE8", "BINBYTES8", "BYTEARRAY8", "FRAME"]) {
      bad("file-truncated", /should go on/, name, 255, 255, 255, 255, 255, 255, 255, 127, "STOP");
    }
    bad("file-truncated", /should go on/, "BINFLOAT", 1, 2);
    bad("file-truncated", /should go on/, "GLOBAL", "'mod");
  });
  test("values that are not there", () => {
    bad("file-damaged", /takes a value/, "POP", "STOP");
    bad("file-damaged", /takes 2 values/, "NONE", "TUPLE2", "STOP");
    bad("file-damaged", /changes a value/, "EMPTY_DICT", "NONE", "SETITEM", "STOP");
    bad("file-damaged", /looks for a mark/, "NONE", "TUPLE", "STOP");
    bad("file-damaged", /changes a value/, "MARK", "APPENDS", "STOP");
    bad("file-damaged", /takes 1 values/, "NONE", "MARK", "TUPLE1", "STOP"); // not across a mark
    bad("file-damaged", /memo entry 7, which was never written/, "BINGET", 7, "STOP");
  });
  test("targets of the wrong kind", () => {
    const dict = ["EMPTY_DICT"],
      name = ["GLOBAL", "'m\nn\n"];
    bad("file-unsafe", /elements are appended to a dict/, ...dict, "NONE", "APPEND", "STOP");
    bad("file-unsafe", /elements are appended to a dict/, ...dict, "MARK", "NONE", "APPENDS", "STOP");
    bad("file-unsafe", /elements are appended to a tuple/, "EMPTY_TUPLE", "NONE", "APPEND", "STOP");
    bad("file-unsafe", /a key is set on the name "m\.n"/, ...name, "NONE", "NONE", "SETITEM", "STOP");
    bad("file-unsafe", /a key is set on a list/, "EMPTY_LIST", "MARK", "NONE", "NONE", "SETITEMS", "STOP");
    bad(
      "file-unsafe",
      /a key is set on a thing stored outside/,
      "NONE",
      "BINPERSID",
      "NONE",
      "NONE",
      "SETITEM",
      "STOP",
    );
    bad("file-unsafe", /a state is given to an int/, "BININT1", 1, "EMPTY_DICT", "BUILD", "STOP");
    bad("file-unsafe", /a state is given to a dict/, ...dict, ...dict, "BUILD", "STOP");
    bad("file-unsafe", /a state is given to the name/, ...name, ...dict, "BUILD", "STOP");
    bad("file-unsafe", /elements are added to a frozenset/, "MARK", "FROZENSET", "MARK", "ADDITEMS", "STOP");
    bad("file-unsafe", /elements are added to a list/, "EMPTY_LIST", "MARK", "ADDITEMS", "STOP");
    bad("file-unsafe", /a string is called/, "SHORT_BINSTRING", 1, "'x", "EMPTY_TUPLE", "REDUCE", "STOP");
    bad("file-unsafe", /a string is called/, "SHORT_BINSTRING", 1, "'x", "EMPTY_TUPLE", "NEWOBJ", "STOP");
    bad("file-damaged", /called with None/, ...name, "NONE", "REDUCE", "STOP");
    bad(
      "file-unsafe",
      /makes an object of "collections\.OrderedDict"/,
      "GLOBAL",
      "'collections\nOrderedDict\n",
      "EMPTY_TUPLE",
      "NEWOBJ",
      "STOP",
    );
    bad(
      "file-unsafe",
      /state of an OrderedDict is None/,
      "GLOBAL",
      "'collections\nOrderedDict\n",
      "EMPTY_TUPLE",
      "REDUCE",
      "NONE",
      "BUILD",
      "STOP",
    );
    bad(
      "file-unsafe",
      /gets a second state/,
      ...name,
      "EMPTY_TUPLE",
      "NEWOBJ",
      "NONE",
      "BUILD",
      "NONE",
      "BUILD",
      "STOP",
    );
  });
  test("what a name may not be given", () => {
    const make = ["PROTO", 2, "GLOBAL", "'m\nn\n", "EMPTY_TUPLE", "NEWOBJ"];
    const only = { allow: () => ({ create: true }) };
    refuses(
      () => read(assemble(...make, "NONE", "BUILD", "STOP"), only),
      "file-unsafe",
      /a state is given to an object of "m\.n"/,
    );
    refuses(
      () => read(assemble(...make, "NONE", "APPEND", "STOP"), only),
      "file-unsafe",
      /elements are appended to an object/,
    );
    refuses(
      () => read(assemble(...make, "NONE", "NONE", "SETITEM", "STOP"), only),
      "file-unsafe",
      /a key is set on an object/,
    );
  });
  test("keys that cannot be keys", () => {
    bad("file-damaged", /a list is used as a key/, "EMPTY_DICT", "EMPTY_LIST", "NONE", "SETITEM", "STOP");
    bad("file-damaged", /a tuple is used as a key/, "EMPTY_DICT", "EMPTY_LIST", "TUPLE1", "NONE", "SETITEM", "STOP");
    bad("file-damaged", /a dict is used/, "EMPTY_SET", "MARK", "EMPTY_DICT", "ADDITEMS", "STOP");
    bad("file-damaged", /a key without a value/, "EMPTY_DICT", "MARK", "NONE", "SETITEMS", "STOP");
  });
  test("text that is not UTF-8", () => {
    bad("file-damaged", /a string is not UTF-8/, "SHORT_BINSTRING", 1, 0xff, "STOP");
    bad("file-damaged", /a string is not UTF-8/, "SHORT_BINSTRING", 2, 0xed, 0xa0, "STOP");
    bad("file-damaged", /a string is not UTF-8/, "SHORT_BINSTRING", 4, 0xed, 0xa0, 0x80, 0xff, "STOP");
  });

  const repeat = (n: number, ...parts: (string | number)[]): Uint8Array => {
    const once = assemble(...parts);
    return concatBytes(Array.from({ length: n }, () => once));
  };
  const wrap = (...middle: Uint8Array[]): Uint8Array =>
    concatBytes([assemble("PROTO", 2), ...middle, assemble("STOP")]);

  test("nesting without end, built from inside or from outside", () => {
    const deep = 200_000;
    refuses(() => read(wrap(assemble("NONE"), repeat(deep, "TUPLE1"))), "file-unsafe", /nested more than 1000 levels/);
    refuses(
      () => read(wrap(repeat(deep, "EMPTY_LIST"), repeat(deep - 1, "APPEND"))),
      "file-unsafe",
      /nested more than 1000 levels/,
    );
    refuses(
      () => read(wrap(assemble("NONE"), repeat(deep, "BINPERSID"))),
      "file-unsafe",
      /nested more than 1000 levels/,
    );
    refuses(() => read(wrap(repeat(deep, "MARK"))), "file-damaged", /stops with 0 values/);
    assert.equal(
      show(read(wrap(assemble("NONE"), repeat(9, "TUPLE1")), { maxDepth: 9 })),
      "(".repeat(9) + "None" + ")".repeat(9),
    );
    refuses(
      () => read(wrap(assemble("NONE"), repeat(10, "TUPLE1")), { maxDepth: 9 }),
      "file-unsafe",
      /more than 9 levels/,
    );
  });
  test("a billion laughs: doubling again and again makes few objects", () => {
    const laughs = wrap(assemble("NONE", "TUPLE1"), repeat(900, "BINPUT", 0, "BINGET", 0, "TUPLE2"));
    const value = read(laughs);
    assert.ok(!deeperThan(value, 902));
    assert.ok(value instanceof PyTuple && value.hashable);
  });
  test("copying the same thing again and again", () => {
    const text = assemble(
      "BINUNICODE",
      0,
      4,
      0,
      0,
      `'${"a".repeat(1024)}`,
      "BINPUT",
      0,
      "POP",
      "GLOBAL",
      "'_codecs\nencode\n",
      "BINPUT",
      1,
      "POP",
      "SHORT_BINSTRING",
      6,
      "'latin1",
      "BINPUT",
      2,
      "POP",
      "MARK",
    );
    const bytes = wrap(text, repeat(100, "BINGET", 1, "BINGET", 0, "BINGET", 2, "TUPLE2", "REDUCE"), assemble("TUPLE"));
    refuses(() => read(bytes), "file-unsafe", /copies the same values/);
  });
  test("too many objects", () => {
    refuses(
      () => read(wrap(assemble("MARK"), repeat(101, "EMPTY_DICT"), assemble("TUPLE")), { maxObjects: 100 }),
      "file-unsafe",
      /more than 100 objects/,
    );
  });
  test("a memo entry beyond the file", () => {
    bad("file-unsafe", /memo entry 4294967295/, "NONE", "LONG_BINPUT", 255, 255, 255, 255, "STOP");
  });
  test("a giant int", () => {
    const bytes = wrap(assemble("LONG4", 0, 0, 1, 0), new Uint8Array(65536));
    refuses(() => read(bytes), "file-unsafe", /an int of 65536 bytes/);
  });
});
