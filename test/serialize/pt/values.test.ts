import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { KindlingError, load, nn, ones, optim, saveBytes, tensor, type Tensor } from "kindling";
import { readContainer } from "#src/serialize/container.js";
import { PyComplex, PyDict, PyFloat, PySet } from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";
import { itemSize } from "#src/serialize/pt/dtypes.js";
import { everything, golden, refuses, show } from "../helpers.js";
import { call, fileOf, pythonGlobal, ordered, tuple } from "./files.js";

const again = <T>(value: T): T => load<T>(saveBytes(value));
/** A saved value as text, kinds and all. */
const readBack = (value: unknown): string => show(readContainer(saveBytes(value), everything, itemSize).root);
const read = <T = unknown>(root: PyValue): T => load<T>(fileOf(root));
const plain = (entries: Record<string, unknown>): object => Object.assign(Object.create(null) as object, entries);

describe("plain data", () => {
  test("is written as Python's kinds", () => {
    assert.equal(
      readBack([1, 1.5, 2n ** 70n, "x", true, null, -0]),
      '[number 1, float 1.5, bigint 1180591620717411303424, "x", boolean true, None, float -0]',
    );
    assert.equal(readBack({ b: 1, a: [] }), '{"b": number 1, "a": []}');
    assert.equal(
      readBack(
        new Map<unknown, unknown>([
          [1, "a"],
          ["1", "b"],
          [1.5, "c"],
        ]),
      ),
      '{number 1: "a", "1": "b", float 1.5: "c"}',
    );
    assert.equal(readBack(Object.freeze([1, Object.freeze([])])), "(number 1, ())");
    assert.equal(
      readBack([new Set([1]), Object.freeze(new Set(["x"])), Uint8Array.of(1, 2), Buffer.from([3])]),
      '[set{number 1}, frozenset{"x"}, bytes [1 2], bytes [3]]',
    );
    assert.equal(
      readBack(new nn.Linear(1, 1, false).stateDict()).replace(/torch.*, OrderedDict\{\}\)/, "T"),
      'OrderedDict{"weight": T} state {"_metadata": OrderedDict{"": {"version": number 1}}}',
    );
    assert.equal(readBack({ a: undefined, b: 1 }), '{"b": number 1}', "as JSON has it");
  });

  test("comes back", () => {
    const value = plain({
      numbers: [0, -1, 1.5, 2 ** 53 - 1, 1e300, -Infinity, 2n ** 53n],
      text: ["", "é 你 😀", "\ud800"],
      flags: [true, false, null],
      bytes: Uint8Array.of(0, 255),
      tuple: Object.freeze([1, Object.freeze(["x"])]),
      set: new Set<unknown>([1, "a", null]),
      map: new Map<unknown, unknown>([
        [1, "one"],
        [null, 0],
        [false, [1]],
      ]),
      nested: plain({ deep: plain({ er: [[]] }) }),
    });
    assert.deepEqual(again(value), value);
    assert.ok(Object.isFrozen(again({ t: Object.freeze([1]) }).t));
    assert.ok(!Object.isFrozen(again([1])));
  });

  test("whatever it is", () => {
    const keys = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("__proto__", "constructor", "toString", "0", "-1"),
    );
    const values = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, false),
        fc.double(),
        fc.maxSafeInteger(),
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 90n }),
        fc.string({ unit: "binary" }),
        fc.uint8Array(),
        fc.array(tie("value")),
        fc.array(tie("value")).map((a) => Object.freeze(a)),
        fc.dictionary(keys, tie("value"), { noNullPrototype: false }).map((d) => plain(d as Record<string, unknown>)),
        fc
          .uniqueArray(fc.tuple(fc.maxSafeInteger(), tie("value")), { selector: ([k]) => k, minLength: 1 })
          .map((e) => new Map(e)),
        fc.uniqueArray(fc.string()).map((e) => new Set(e)),
      ),
    })).value;
    fc.assert(
      fc.property(values, (value) => {
        assert.deepEqual(again(value), value);
      }),
      { numRuns: 200 },
    );
  });

  test("objects that occur twice, and in themselves", () => {
    const list: unknown[] = [];
    const object: Record<string, unknown> = { list };
    const inner = Object.freeze([list]);
    list.push(object, inner, list);
    const [o, t, l] = again(list) as [Record<string, unknown>, unknown[], unknown[]];
    assert.equal(o["list"], l);
    assert.equal(t[0], l);
    assert.ok(Object.isFrozen(t));
    const map = new Map<string, unknown>();
    map.set("self", map).set("set", new Set([1]));
    const m = again<unknown>({ map, n: new Map([[1, map]]) }) as {
      map: Record<string, unknown>;
      n: Map<number, unknown>;
    };
    assert.equal(m.n.get(1), m.map);
    assert.equal(m.map["self"], m.map);
  });

  test("what PyTorch wrote", () => {
    for (const name of ["nested", "nested_protocol4"]) {
      refuses(() => load(golden(name)), "file-format", /a complex number, which JavaScript does not have/);
    }
    const root = readContainer(golden("nested"), everything, itemSize).root as PyDict;
    root.entries.delete("complex");
    const value = read<Map<unknown, unknown>>(root);
    assert.ok(value instanceof Map, "it has keys that are no strings");
    assert.deepEqual((value.get("ints") as unknown[]).slice(-4), [2 ** 53 - 1, 2n ** 53n, 2n ** 70n, -(2n ** 70n)]);
    assert.deepEqual(value.get("floats"), [1, -0, 0.1, Infinity, NaN]);
    assert.deepEqual(value.get("tuples"), [[], [1], [1, 2], [1, 2, 3], [1, 2, 3, 4]]);
    assert.deepEqual(
      value.get("ordered"),
      new Map([
        ["b", 1],
        ["a", 2],
      ]),
    );
    assert.deepEqual(value.get("set"), new Set([1, 2]));
    assert.deepEqual(value.get("bytearray"), Uint8Array.of(97, 98));
    assert.equal(value.get("__proto__"), "harmless");
    const cycle = value.get("cycle") as unknown[][];
    assert.equal(cycle[0]![0], cycle);
    const same = value.get("same") as unknown[];
    assert.equal(same[0], same[1]);
  });

  test("names of PyTorch's that are data", () => {
    assert.equal(read(pythonGlobal("torch.float16")), "float16");
    assert.equal(read(call("torch.device", "cpu")), "cpu");
    assert.equal(read(call("torch.device", "cuda", 1)), "cuda:1");
    assert.deepEqual(read(call("torch.Size", tuple(2, 3))), [2, 3]);
  });

  test("`__proto__` is a key like any other", () => {
    const value = read<Record<string, unknown>>(
      new PyDict([
        ["__proto__", new PyDict([["polluted", true]])],
        ["constructor", 1],
      ]),
    );
    assert.deepEqual(Object.keys(value), ["__proto__", "constructor"]);
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    assert.equal((value as { polluted?: unknown }).polluted, undefined);
    assert.deepEqual(again(value), value);
  });
});

describe("what cannot be saved is named with its place", () => {
  class Thing {}
  const cases: readonly (readonly [value: unknown, code: string, message: RegExp])[] = [
    [
      { state: { 0: { momentum: () => 1 } } },
      "save-value",
      /the value at state\.0\.momentum cannot be saved: the function momentum is code/,
    ],
    [() => 1, "save-value", /the value cannot be saved: a function/],
    [[1, undefined], "save-value", /at 1 .*undefined/],
    [new Map([["a", undefined]]), "save-value", /at a .*undefined/],
    [{ a: [Symbol("x")] }, "save-value", /at a\.0 .*symbol/],
    [{ at: new Date(0) }, "save-value", /at at .*class Date/],
    [new Thing(), "save-value", /class Thing/],
    [new Float32Array(2), "save-value", /Float32Array[^]*tensor\(values\)/],
    [new ArrayBuffer(2), "save-value", /new Uint8Array\(buffer\)/],
    [new optim.SGD([ones(1, { requiresGrad: true })], { lr: 0.1 }), "save-value", /class SGD[^]*stateDict\(\)/],
    [new Map([[[1], 1]]), "save-value", /cannot be a key[^]*Object\.freeze/],
    [new Set([new Map()]), "save-value", /cannot be a key/],
    [
      new Map<unknown, number>([
        [1, 1],
        [true, 2],
      ]),
      "save-value",
      /1 \(number\) and true \(boolean\) are one key/,
    ],
    [new Set([1, 1n]), "save-value", /are one key/],
  ];
  for (const [value, code, message] of cases) {
    test(`${message.source}`, () => {
      assert.throws(
        () => saveBytes(value),
        (e) => (e instanceof KindlingError && e.code === code && message.test(e.message)) || assert.fail(String(e)),
      );
    });
  }

  test("nested too deeply", () => {
    const nest = (depth: number): unknown => {
      let v: unknown = [];
      for (let i = 0; i < depth; i++) v = [v];
      return v;
    };
    assert.throws(() => saveBytes(nest(100_000)), /nested more than 1000 levels deep/);
    assert.deepEqual(again(nest(900)), nest(900));
  });
});

describe("state dicts", () => {
  test("of a model", () => {
    const model = new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU(), new nn.Linear(2, 1));
    const sd = again(model.stateDict());
    assert.ok(sd instanceof nn.StateDict);
    assert.deepEqual([...sd.keys()], ["0.weight", "0.bias", "2.weight", "2.bias"]);
    const { _metadata: metadata } = sd;
    assert.deepEqual(
      [...metadata],
      [
        ["", { version: 1 }],
        ["0", { version: 1 }],
        ["1", { version: 1 }],
        ["2", { version: 1 }],
      ],
    );
    const other = new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU(), new nn.Linear(2, 1));
    other.loadStateDict(sd);
    assert.deepEqual(other(ones(1, 3)).tolist(), model(ones(1, 3)).tolist());
  });

  test("of PyTorch", () => {
    for (const name of ["state_dict", "torch2_state_dict"]) {
      const sd = load<nn.StateDict>(golden(name));
      assert.ok(sd instanceof nn.StateDict, name);
      assert.deepEqual([...sd.keys()], ["l1.weight", "l1.bias", "scale.weight", "scale.steps"]);
      assert.equal(sd.get("scale.steps")!.item(), 7);
    }
  });

  test("an OrderedDict is one if it has versions, or nothing but tensors", () => {
    assert.ok(load(saveBytes(new nn.StateDict([["a", ones(1)]]))) instanceof nn.StateDict);
    assert.ok(!(read(ordered([["a", 1]])) instanceof nn.StateDict));
    assert.ok(!(read(ordered()) instanceof nn.StateDict));
    assert.ok(read(new PyDict([], true, new PyDict([["_metadata", ordered()]]))) instanceof nn.StateDict);
  });

  test("with attributes that are none", () => {
    const cases = [
      new PyDict([["other", 1]]),
      new PyDict([["_metadata", 1]]),
      new PyDict([["_metadata", ordered([["", new PyDict([["version", "x"]])]])]]),
      new PyDict([["_metadata", ordered([[1, new PyDict()]])]]),
    ];
    for (const state of cases) refuses(() => read(new PyDict([], true, state)), "file-damaged", /state dict|_metadata/);
  });
});

describe("optimizers", () => {
  test("PyTorch's state", () => {
    for (const name of ["optimizer", "torch2_optimizer"]) {
      const state = load<{
        state: Map<number, { momentum_buffer: Tensor }>;
        param_groups: { lr: number; params: number[] }[];
      }>(golden(name));
      assert.deepEqual([...state.state.keys()], [0, 1, 2]);
      assert.deepEqual(state.state.get(2)!.momentum_buffer.shape, [2]);
      assert.deepEqual(
        state.param_groups.map((g) => [g.lr, g.params]),
        [[0.1, [0, 1, 2]]],
      );
    }
  });

  test("our state has numbers for keys, where Python looks for them, and continues", () => {
    const w = ones(2, { requiresGrad: true });
    const adam = new optim.Adam([w], { lr: 0.1 });
    const step = (): void => {
      adam.zeroGrad();
      w.mul(w).sum().backward();
      adam.step();
    };
    step();
    const { root } = readContainer(saveBytes(adam.stateDict()), everything, itemSize);
    assert.deepEqual([...((root as PyDict).get("state") as PyDict).entries.keys()], [0]);
    const saved = again({ w: w.detach(), adam: adam.stateDict() });
    step();
    const v = saved.w.requiresGrad_();
    const other = new optim.Adam([v], { lr: 1 });
    other.loadStateDict(saved.adam);
    v.mul(v).sum().backward();
    other.step();
    assert.deepEqual(v.tolist(), w.tolist());
  });
});

test("what a file may not hold", () => {
  refuses(() => read(new PyComplex(1, 2)), "file-format", /complex number/);
  refuses(
    () => read([new PySet([new PyFloat(1)]), pythonGlobal("os.system")]),
    "file-unsafe",
    /Unsupported global: GLOBAL os\.system/,
  );
  refuses(() => read(call("os.system", "true")), "file-unsafe", /GLOBAL os\.system/);
  refuses(() => read(call("builtins.eval", "1")), "file-unsafe", /GLOBAL builtins\.eval/);
  refuses(
    () => read(call("builtins.getattr", pythonGlobal("torch._C._VariableFunctionsClass"), "relu")),
    "file-unsafe",
    /GLOBAL/,
  );
  refuses(() => read(call("numpy.core.multiarray.scalar", 1)), "file-unsafe", /a NumPy number[^]*float\(x\)/);
  refuses(() => read(call("torch._utils._rebuild_sparse_tensor", 1)), "file-unsafe", /sparse[^]*to_dense/);
  refuses(() => read(call("torch.float32", 1)), "file-unsafe", /calls/);
  refuses(() => read(pythonGlobal("torch.nn.functional.relu")), "file-unsafe", /torch\.nn\.functional\.relu/);
  refuses(() => read(pythonGlobal("torch.Tensor")), "file-class", /Tensor/);
});

test("wrong arguments of load", () => {
  const bytes = saveBytes(tensor(1));
  assert.throws(() => load(5 as unknown as Uint8Array), { code: "load-source" });
  assert.throws(() => load(bytes, { Net: 5 } as never), { code: "load-classes" });
  assert.throws(() => load(bytes, 5 as never), { code: "load-classes" });
  assert.equal(load<Tensor>(bytes.buffer as unknown as Uint8Array).item(), 1, "an ArrayBuffer, too");
});
