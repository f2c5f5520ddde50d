import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readArchive, writeArchive } from "#src/serialize/archive.js";
import { concatBytes, viewOf } from "#src/serialize/bytes.js";
import { readContainer } from "#src/serialize/container.js";
import { unpickle } from "#src/serialize/pickle-read.js";
import { pickle } from "#src/serialize/pickle-write.js";
import { Instance, PyDict, PyTuple, Reduce } from "#src/serialize/py.js";
import type { PyFloat, PyValue } from "#src/serialize/py.js";
import { StorageRef } from "#src/serialize/storage-ref.js";
import { readZip } from "#src/serialize/zip-read.js";
import { writeZip } from "#src/serialize/zip-write.js";
import { everything, golden, goldenNames, itemSize, open, refuses, show } from "./helpers.js";

const isLegacy = (name: string): boolean => name.includes("legacy");
const dict = (value: PyValue | undefined): PyDict => {
  assert.ok(value instanceof PyDict);
  return value;
};
/** The storage of a tensor: the first argument of _rebuild_tensor_v2, perhaps inside a _rebuild_parameter. */
function storageOf(value: PyValue | undefined): StorageRef {
  assert.ok(value instanceof Reduce);
  const first = value.args.items[0];
  return first instanceof StorageRef ? first : storageOf(first);
}
const text = (s: string): Uint8Array => new TextEncoder().encode(s);

describe("files written by PyTorch", () => {
  test("all of them are read", () => {
    assert.ok(goldenNames.length >= 17);
    for (const name of goldenNames) assert.equal(open(golden(name)).format, isLegacy(name) ? "legacy" : "zip", name);
  });

  test("the pickles are written again byte for byte", () => {
    for (const name of goldenNames.filter((n) => !isLegacy(n) && n !== "nested_protocol4")) {
      const { pickle: bytes } = readArchive(golden(name));
      assert.deepEqual(pickle(unpickle(bytes, { allow: everything })), bytes, name);
      assert.deepEqual(pickle(open(golden(name)).root), bytes, `${name}, with storages`);
    }
  });

  test("plain data, in protocols 2 and 4", () => {
    const root = dict(open(golden("nested")).root);
    assert.equal(show(root), show(open(golden("nested_protocol4")).root));
    assert.deepEqual(root.get("ints"), [
      0,
      255,
      256,
      65535,
      65536,
      -1,
      2 ** 31 - 1,
      2 ** 31,
      -(2 ** 31),
      -(2 ** 31) - 1,
      2 ** 53 - 1,
      2n ** 53n,
      2n ** 70n,
      -(2n ** 70n),
    ]);
    assert.deepEqual(
      (root.get("floats") as PyFloat[]).map((f) => f.value),
      [1, -0, 0.1, Infinity, NaN],
    );
    const shown = (key: PyValue): string => show(root.get(key)!);
    assert.equal(shown("none"), "None");
    assert.equal(shown("bools"), "(boolean true, boolean false)");
    assert.equal(root.get("text"), "h\u00e9 \u4f60 \u{1f600}");
    assert.equal(root.get("lone"), "\ud800");
    assert.equal(shown("bytes"), "bytes [0 127 128 255]");
    assert.equal(shown("no bytes"), "bytes []");
    assert.equal(shown("bytearray"), "bytearray [97 98]");
    assert.equal(shown("complex"), "complex 1 -2");
    assert.equal(
      shown("tuples"),
      "((), (number 1), (number 1, number 2), (number 1, number 2, number 3), (number 1, number 2, number 3, number 4))",
    );
    assert.equal(shown("set"), "set{number 1, number 2}");
    assert.equal(shown("frozenset"), 'frozenset{"x"}');
    assert.equal(shown("empty"), "[[], {}, set{}]");
    assert.equal(root.get(1), "int key");
    assert.ok(
      [...root.entries].some(([k, v]) => k instanceof PyTuple && show(k) === '(number 1, "a")' && v === "tuple key"),
    );
    assert.equal(shown("ordered"), 'OrderedDict{"b": number 1, "a": number 2}');
    assert.equal(root.get("__proto__"), "harmless");
    assert.deepEqual(
      root.get("long"),
      Array.from({ length: 1001 }, (_, i) => i),
    );
    const [first, second] = root.get("same") as PyValue[];
    assert.equal(first, second);
    assert.equal(shown("cycle"), "[(@0)]");
  });

  test("a state dict: order, metadata, storages", () => {
    const { root, storages, byteorder } = open(golden("state_dict"));
    const state = dict(root);
    assert.ok(state.ordered);
    assert.deepEqual([...state.entries.keys()], ["l1.weight", "l1.bias", "scale.weight", "scale.steps"]);
    assert.deepEqual([...dict(state.state?.get("_metadata")).entries.keys()], ["", "l1", "scale"]);
    assert.equal(byteorder, "little");
    const weight = storageOf(state.get("l1.weight"));
    assert.deepEqual(
      [weight.type.name, weight.key, weight.location, weight.numel, weight.view],
      ["FloatStorage", "0", "cpu", 6, undefined],
    );
    const { bytes } = storages.get(storageOf(state.get("scale.weight")).key)!;
    assert.deepEqual([viewOf(bytes).getFloat32(0, true), viewOf(bytes).getFloat32(4, true)], [1.5, -2]);
  });

  test("a whole module: objects with states, no classes", () => {
    const { root } = open(golden("model"));
    assert.ok(root instanceof Instance);
    assert.equal(String(root.cls), "__main__.Net");
    const modules = dict(dict(root.state).get("_modules"));
    assert.deepEqual(
      [...modules.entries].map(([k, m]) => `${String(k)} ${String((m as Instance).cls)}`),
      ["l1 torch.nn.modules.linear.Linear", "scale __main__.Scale"],
    );
  });

  test("shared storages are one storage", () => {
    const root = dict(open(golden("shared")).root);
    const keys = ["a", "b", "t", "scalar"].map((k) => storageOf(root.get(k)).key);
    assert.deepEqual(keys, ["0", "0", "0", "1"]);
  });

  test("every dtype's storage has its bytes", () => {
    const { storages } = open(golden("dtypes"));
    assert.deepEqual(
      [...storages.values()].map((s) => `${s.type.name} ${s.bytes.length}`),
      [
        "FloatStorage 12",
        "DoubleStorage 24",
        "HalfStorage 6",
        "BFloat16Storage 6",
        "LongStorage 24",
        "IntStorage 12",
        "ShortStorage 6",
        "CharStorage 3",
        "ByteStorage 3",
        "BoolStorage 3",
      ],
    );
  });

  test("the legacy format gives the same kind of tree", () => {
    const { root, storages } = open(golden("legacy"));
    const tensors = dict(root);
    assert.equal(storageOf(tensors.get("tensor")).key, storageOf(tensors.get("part")).key);
    const { bytes, numel } = storages.get(storageOf(tensors.get("tensor")).key)!;
    assert.equal(numel, 12);
    assert.deepEqual(
      Array.from({ length: 12 }, (_, i) => viewOf(bytes).getFloat32(4 * i, true)),
      Array.from({ length: 12 }, (_, i) => i),
    );
    assert.equal(show(tensors.get("nested")!), '[number 1, float 1, "x"]');
    const model = open(golden("legacy_model")).root;
    assert.ok(model instanceof Instance); // its class comes with source code, which is left where it is
    assert.equal(String(model.cls), "__main__.Scale");
  });
});

describe("archives", () => {
  const model = readArchive(golden("model"));
  const savedBytes = (): Uint8Array => concatBytes(writeArchive(model));

  test("what is written is read, and says what the newest PyTorch asks for", () => {
    const back = readArchive(savedBytes());
    assert.deepEqual([back.prefix, back.version, back.byteorder, back.pickle], ["model", 3, "little", model.pickle]);
    assert.deepEqual(back.records, model.records);
  });

  test("the archive is the newest PyTorch's, byte for byte, but for the digits that identify it", () => {
    const bytes = golden("torch2_model");
    const ours = concatBytes(writeArchive(readArchive(bytes)));
    const [theirs, mine] = [bytes, ours].map((b) =>
      [...readZip(b).values()].map((e) => [e.name, e.offset, e.data.length]),
    );
    assert.deepEqual(mine, theirs);
    assert.equal(ours.length, bytes.length);
    // the forty digits, and their CRC-32 in the descriptor and in the directory
    assert.ok(ours.filter((b, i) => b !== bytes[i]).length <= 48);
  });

  test("every payload starts at a multiple of 64 bytes, as mmap needs it", () => {
    const entries = [...readZip(savedBytes()).values()];
    assert.deepEqual(
      entries.map((e) => e.name.slice("model/".length)),
      [
        "data.pkl",
        ".format_version",
        ".storage_alignment",
        "byteorder",
        "data/0",
        "data/1",
        "data/2",
        "data/3",
        "version",
        ".data/serialization_id",
      ],
    );
    for (const { name, offset } of entries) assert.equal(offset % 64, 0, name);
  });

  test("saving twice gives the same bytes, saving something else another id", () => {
    assert.deepEqual(savedBytes(), savedBytes());
    const id = (bytes: Uint8Array): string | undefined => /[0-9]{40}/.exec(String.fromCharCode(...bytes))?.[0];
    const other = concatBytes(
      writeArchive({ ...model, records: [...model.records].map(([k]) => [k, new Uint8Array(4)]) }),
    );
    assert.ok(id(savedBytes()));
    assert.notEqual(id(savedBytes()), id(other));
  });

  test('a file\'s name that is no plain name becomes "archive"', () => {
    const prefixOf = (prefix: string): string => readArchive(concatBytes(writeArchive({ ...model, prefix }))).prefix;
    assert.deepEqual(["net-2", "my net", "..", "", "a/b", "\u4f60", "."].map(prefixOf), [
      "net-2",
      "my net",
      "archive",
      "archive",
      "archive",
      "archive",
      "archive",
    ]);
  });

  const archive = (...files: [string, string | Uint8Array][]): Uint8Array =>
    concatBytes(writeZip(files.map(([name, data]) => ({ name, data: typeof data === "string" ? text(data) : data }))));
  const load = (bytes: Uint8Array): unknown => open(bytes);
  const none = pickle(null);

  test("archives of other kinds", () => {
    refuses(
      () => load(archive(["p/data.pkl", none], ["p/constants.pkl", none], ["p/version", "3\n"])),
      "file-format",
      /TorchScript/,
    );
    refuses(() => load(archive(["p/weights.npy", ""])), "file-format", /no data\.pkl/);
    refuses(() => load(archive()), "file-format", /no data\.pkl/);
    refuses(() => load(archive(["data.pkl", none])), "file-format", /not in the one folder/);
    refuses(
      () => load(archive(["p/data.pkl", none], ["q/version", "3\n"])),
      "file-format",
      /"q\/version" is not in the one folder/,
    );
    refuses(() => load(archive(["p/data.pkl", none])), "file-format", /no version/);
    refuses(
      () => load(archive(["p/data.pkl", none], ["p/version", "11\n"])),
      "file-format",
      /version 11, but the maximum supported version for reading is 10/,
    );
    for (const v of ["", "x", "-1", "0", "1e9", "3\n\n", "9".repeat(50)]) {
      refuses(() => load(archive(["p/data.pkl", none], ["p/version", v])), "file-damaged", /version record/);
    }
    refuses(
      () => load(archive(["p/data.pkl", none], ["p/version", "3"], ["p/byteorder", "middle"])),
      "file-damaged",
      /byteorder/,
    );
  });

  test("the byte order is passed on", () => {
    assert.equal(
      open(archive(["p/data.pkl", none], ["p/.data/version", "3"], ["p/byteorder", "big"])).byteorder,
      "big",
    );
  });

  test("storages that do not fit the pickle", () => {
    const { prefix, pickle: bytes, records } = readArchive(golden("tensor"));
    const files = (data: Uint8Array): Uint8Array =>
      archive([`${prefix}/data.pkl`, bytes], [`${prefix}/data/0`, data], [`${prefix}/version`, "3"]);
    assert.equal(open(files(records.get("0")!)).storages.size, 1);
    refuses(
      () => load(files(new Uint8Array(23))),
      "file-damaged",
      /storage "0" should have 3 elements of 8 bytes, but 23 bytes are stored/,
    );
    refuses(() => load(files(new Uint8Array(32))), "file-damaged", /but 32 bytes are stored/);
    refuses(
      () => load(archive([`${prefix}/data.pkl`, bytes], [`${prefix}/version`, "3"])),
      "file-damaged",
      /storage "0", which is not in it/,
    );
    refuses(
      () => readContainer(files(new Uint8Array(24)), everything, () => undefined),
      "file-unsafe",
      /not a storage type/,
    );
  });

  test("references to storages that torch.save does not write", () => {
    const file = (root: PyValue): Uint8Array =>
      archive(["p/data.pkl", pickle(root)], ["p/data/0", new Uint8Array(8)], ["p/version", "3"]);
    const ref = storageOf(open(golden("tensor")).root);
    const at = (numel: number, view?: PyValue): PyValue =>
      Object.assign(new StorageRef(ref.type, "0", numel), {
        id: new PyTuple(["storage", ref.type, "0", "cpu", numel, ...(view === undefined ? [] : [view])]),
      });
    assert.equal(open(file(at(1))).storages.get("0")!.numel, 1);
    refuses(() => load(file([at(1), at(2)])), "file-damaged", /describes storage "0" in two ways/);
    for (const numel of [-1, 0.5, 2 ** 53])
      refuses(
        () => load(file(at(numel))),
        "file-damaged",
        /something other than a storage type, key, location and size/,
      );
    refuses(() => load(file(at(2 ** 52))), "file-damaged", /should have 4503599627370496 elements/);
    const view = (...items: PyValue[]): PyValue => new PyTuple(items);
    assert.deepEqual((open(file(at(1, view("v", 0, 1)))).root as StorageRef).view, { key: "v", offset: 0, numel: 1 });
    for (const v of [view("v", 1, 1), view("v", -1, 1), view("v", 0, 2), view(1, 0, 1), view(), 7]) {
      refuses(() => load(file(at(1, v))), "file-damaged", /a part of storage "0" that is outside/);
    }
  });
});

describe("files that are something else", () => {
  test("are named", () => {
    const cases: [string, RegExp][] = [
      ["version https://git-lfs.github.com/spec/v1\n", /Git LFS pointer/],
      ["<!doctype html>", /web page/],
      ["\x1f\x8b\x08", /gzip/],
      ["\x93NUMPY\x01", /NumPy/],
      ["\x89HDF\r\n", /HDF5/],
      ['\x40\0\0\0\0\0\0\0{"a":1}', /safetensors/],
      ["sys_info\0\0\0", /before 0\.1\.10/],
      [`name${"\0".repeat(253)}ustar`, /tar archive/],
      ["hello", /does not begin like/],
    ];
    for (const [start, message] of cases)
      refuses(() => open(Uint8Array.from(start, (c) => c.charCodeAt(0))), "file-format", message);
    refuses(() => open(new Uint8Array(0)), "file-truncated", /the file is empty/);
  });

  test("a pickle that torch.save did not write", () => {
    refuses(
      () => open(pickle(new PyDict([["a", 1]]))),
      "file-format",
      /Invalid magic number.*torch\.save did not write it/s,
    );
    refuses(() => open(pickle(5)), "file-format", /Invalid magic number/);
  });
});

describe("legacy files that are broken", () => {
  const head = [0x1950a86a20f9469cfc6cn, 1001, new PyDict()].map(pickle);
  const i64 = (n: number): Uint8Array => Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 0);
  const ref = storageOf(dict(open(golden("legacy")).root).get("tensor"));
  const object = pickle(new StorageRef(ref.type, "7", 2));
  const file = (...parts: Uint8Array[]): Uint8Array => concatBytes([...head, ...parts]);
  const keys = (...k: PyValue[]): Uint8Array => pickle(k);
  const data = new Uint8Array(8);

  test("the same file, whole", () => {
    const { storages } = readContainer(file(object, keys("7"), i64(2), data), everything, itemSize);
    assert.equal(storages.get("7")!.numel, 2);
  });
  test("with something wrong", () => {
    const bad = (
      code: "file-damaged" | "file-truncated" | "file-format",
      message: RegExp,
      ...parts: Uint8Array[]
    ): void => refuses(() => open(file(...parts)), code, message);
    bad("file-truncated", /inside storage "7"/, object, keys("7"), i64(2), data.subarray(1));
    bad("file-truncated", /inside storage "7"/, object, keys("7"), i64(2).subarray(1));
    bad("file-damaged", /1 bytes follow/, object, keys("7"), i64(2), data, Uint8Array.of(0));
    bad("file-damaged", /should have 2 elements, but says 3/, object, keys("7"), i64(3), data);
    bad(
      "file-damaged",
      /should have 2 elements, but says 18446744073709552000/,
      object,
      keys("7"),
      new Uint8Array(8).fill(255),
      data,
    );
    bad("file-damaged", /lists storage "7" twice/, object, keys("7", "7"), i64(2), data, i64(2), data);
    bad("file-damaged", /lists a storage that its object does not use/, object, keys("8"), i64(2), data);
    bad("file-damaged", /lists a storage that its object does not use/, object, keys([]), i64(2), data);
    bad("file-damaged", /refers to storage "7", which is not in it/, object, keys());
    bad("file-damaged", /no list of its storages/, object, pickle(null));
    refuses(() => open(concatBytes([head[0]!, pickle(1002)])), "file-format", /Invalid protocol version: 1002/);
    refuses(() => open(concatBytes([head[0]!, head[1]!, pickle(1)])), "file-damaged", /record of the machine/);
  });
});
