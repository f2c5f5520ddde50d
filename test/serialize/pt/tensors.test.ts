import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  arange,
  dtypes,
  fromTypedArray,
  KindlingError,
  load,
  LoadError,
  nn,
  noGrad,
  ones,
  saveBytes,
  tensor,
  type Tensor,
  zeros,
} from "kindling";
import type { Container } from "#src/serialize/container.js";
import { readContainer } from "#src/serialize/container.js";
import { pickle } from "#src/serialize/pickle-write.js";
import { PyDict } from "#src/serialize/py.js";
import type { PyValue } from "#src/serialize/py.js";
import { StorageRef } from "#src/serialize/storage-ref.js";
import { TensorReader } from "#src/serialize/pt/tensors.js";
import { itemSize } from "#src/serialize/pt/dtypes.js";
import { writeZip } from "#src/serialize/zip-write.js";
import { concatBytes } from "#src/serialize/bytes.js";
import { golden, everything, refuses } from "../helpers.js";
import { call, eight, fileOf, floats, pythonGlobal, ordered, parameterNode, tensorNode, tuple } from "./files.js";

const again = <T>(value: T): T => load<T>(saveBytes(value));
const read = (root: PyValue): Tensor => load<Tensor>(fileOf(root, eight));

test("memory of more elements than kernels count is refused, however few of them a tensor shows", () => {
  const over = new Uint8Array(2 ** 31 + 100); // never written to, and so never there
  const stored = (type: string, numel: number): { ref: StorageRef; file: Container } => {
    const cls = pythonGlobal(`torch.${type}`),
      ref = new StorageRef(cls, "0", numel);
    return {
      ref,
      file: {
        format: "zip",
        root: null,
        byteorder: "little",
        storages: new Map([["0", { type: cls, numel, bytes: over }]]),
      },
    };
  };
  for (const type of ["ByteStorage", "BoolStorage", "CharStorage"]) {
    const { ref, file } = stored(type, over.length);
    refuses(
      () => new TensorReader(file).v2([ref, over.length - 3, tuple(3), tuple(1), false, ordered()]),
      "file-format",
      /at most 2\^31/,
    );
    refuses(() => new TensorReader(file).storage(ref), "file-format", /at most 2\^31/);
  }
  for (const make of [
    () => fromTypedArray(over),
    () => fromTypedArray(over, [2, over.length / 2]),
    () => zeros(2 ** 16, 2 ** 15),
    () => zeros(2 ** 30, { dtype: "complex64" }),
  ]) {
    assert.throws(make, (e) => e instanceof KindlingError && e.code === "too-large");
  }
});

describe("tensors are saved and loaded", () => {
  test("of every dtype", () => {
    for (const dtype of dtypes) {
      const t = tensor(
        [
          [0, 1, 2],
          [3, 100, 1],
        ],
        { dtype },
      );
      const back = again(t);
      assert.equal(back.dtype, dtype);
      assert.deepEqual(back.tolist(), t.tolist(), dtype);
    }
    const extremes = tensor([-(2n ** 63n), 2n ** 63n - 1n]);
    assert.deepEqual(again(extremes).tolist(), [-(2n ** 63n), 2n ** 63n - 1n]);
    assert.deepEqual(again(tensor([NaN, Infinity, -Infinity, -0, 1e-45], { dtype: "float32" })).tolist(), [
      NaN,
      Infinity,
      -Infinity,
      -0,
      Math.fround(1e-45),
    ]);
  });

  test("bytes that are seen as truth values too stay the bytes that they are", () => {
    const ref = new StorageRef(pythonGlobal("torch.storage.UntypedStorage"), "0", 4);
    const as = (dtype: string): PyValue =>
      call(
        "torch._utils._rebuild_tensor_v3",
        ref,
        0,
        tuple(4),
        tuple(1),
        false,
        ordered(),
        pythonGlobal(`torch.${dtype}`),
      );
    for (const order of [
      ["uint8", "bool"],
      ["bool", "uint8"],
    ]) {
      const both = load<Tensor[]>(fileOf(order.map(as), new Map([["0", Uint8Array.of(0, 1, 2, 255)]])));
      assert.deepEqual(Object.fromEntries(both.map((t) => [t.dtype, t.tolist()])), {
        uint8: [0, 1, 2, 255],
        bool: [false, true, true, true],
      });
    }
  });

  test("of 0 dimensions, and of no elements", () => {
    assert.equal(again(tensor(2.5)).item(), 2.5);
    assert.deepEqual(again(tensor(2.5)).shape, []);
    for (const shape of [[0], [2, 0, 3]]) assert.deepEqual(again(zeros(shape)).shape, shape);
  });

  test("with their layout: views share what they shared, and the whole storage is there", () => {
    const base = arange(12, { dtype: "float32" });
    const { a, b, t, same } = again({
      a: base.view(3, 4),
      b: base.narrow(0, 4, 4),
      t: base.view(3, 4).t(),
      same: base,
    });
    assert.deepEqual(t!.strides, [1, 4]);
    assert.equal(b!.storageOffset(), 4);
    noGrad(() => a!.fill_(7));
    for (const x of [b!, t!, same!])
      assert.ok(
        x
          .flatten()
          .tolist()
          .toString()
          .split(",")
          .every((v) => v === "7"),
      );
    assert.equal(again(base.narrow(0, 4, 2)).storage.data.length, 12);
    assert.deepEqual(again(ones(1, 3).expand(4, 3)).strides, [0, 1]);
  });

  test("one tensor in two places is one tensor", () => {
    const t = ones(2);
    const [x, y] = again([t, t]);
    assert.equal(x, y);
  });

  test("with requires_grad, as leaves", () => {
    const w = ones(2, { requiresGrad: true });
    const [leaf, computed, plain] = again([w, w.mul(2), w.detach()]);
    assert.equal(leaf!.requiresGrad, true);
    assert.equal(computed!.requiresGrad, true);
    assert.equal(computed!.isLeaf, true);
    assert.equal(plain!.requiresGrad, false);
    computed!.sum().backward();
    assert.deepEqual(computed!.grad!.tolist(), [1, 1]);
  });

  test("parameters stay parameters", () => {
    const [p, frozen] = again([new nn.Parameter(ones(2)), new nn.Parameter(ones(2), false)]);
    assert.ok(p instanceof nn.Parameter && p.requiresGrad);
    assert.ok(frozen instanceof nn.Parameter && !frozen.requiresGrad);
  });

  test("what is loaded is the program's own: neither the file's bytes nor another load share it", () => {
    const bytes = saveBytes(ones(2));
    const before = bytes.slice();
    const first = load<Tensor>(bytes);
    first.fill_(5);
    assert.deepEqual(bytes, before);
    assert.deepEqual(load<Tensor>(bytes).tolist(), [1, 1]);
  });

  test("equal values give equal files", () => {
    assert.deepEqual(saveBytes([ones(2)]), saveBytes([ones(2)]));
  });
});

describe("PyTorch's files", () => {
  test("all dtypes", () => {
    const all = load<Record<string, Tensor>>(golden("dtypes"));
    assert.equal(Object.keys(all).length, 10);
    for (const [name, t] of Object.entries(all)) {
      assert.equal(`torch.${t.dtype}`, name);
      assert.deepEqual(t.long().tolist(), t.dtype === "bool" ? [0, 1, 1] : [0, 1, 2], name);
    }
  });

  test("shared storages, in the formats of 1.13, 2.x and before 1.6", () => {
    for (const name of ["shared", "torch2_shared"]) {
      const { a, b, t, scalar } = load<Record<string, Tensor>>(golden(name));
      assert.deepEqual(a!.tolist(), [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
      ]);
      assert.deepEqual(b!.tolist(), [4, 5, 6, 7]);
      assert.deepEqual(t!.shape, [4, 3]);
      assert.equal(scalar!.item(), 2.5);
      b!.fill_(0);
      assert.deepEqual(t!.get(2).tolist(), [2, 0, 10]);
    }
    const old = load<{ tensor: Tensor; part: Tensor; ints: Tensor; nested: unknown[] }>(golden("legacy"));
    old.part.fill_(0);
    assert.deepEqual(old.tensor.tolist(), [
      [0, 1, 2, 3],
      [0, 0, 0, 0],
      [8, 9, 10, 11],
    ]);
    assert.deepEqual(old.ints.tolist(), [0, 1, 2]);
    assert.deepEqual(old.nested, [1, 1, "x"]);
  });

  test("no elements, and many storages", () => {
    assert.deepEqual(
      load<Tensor[]>(golden("empty")).map((t) => t.shape),
      [[0], [2, 0, 3]],
    );
    assert.deepEqual(
      load<Tensor[]>(golden("many")).map((t) => t.item()),
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    );
    assert.equal(load<Tensor>(golden("tensor")).dtype, "int64");
  });

  test("older and newer ways to write a tensor", () => {
    const bytes = new StorageRef(pythonGlobal("torch.storage.UntypedStorage"), "0", 32);
    const v3 = (dtype: string, ...more: PyValue[]): Tensor =>
      read(
        call(
          "torch._utils._rebuild_tensor_v3",
          bytes,
          1,
          tuple(2),
          tuple(1),
          false,
          ordered(),
          pythonGlobal(`torch.${dtype}`),
          ...more,
        ),
      );
    assert.deepEqual(v3("float32", null).tolist(), [1, 2]);
    assert.deepEqual(v3("int32").tolist(), [0x3f800000, 0x40000000]);
    const v1 = call("torch._utils._rebuild_tensor", floats(), 3, tuple(2), tuple(2));
    assert.deepEqual(read(v1).tolist(), [3, 5]);
    // Two dtypes over one storage show the same memory.
    const [x, y] = load<Tensor[]>(
      fileOf(
        [
          call(
            "torch._utils._rebuild_tensor_v3",
            bytes,
            0,
            tuple(1),
            tuple(1),
            false,
            ordered(),
            pythonGlobal("torch.float32"),
          ),
          call(
            "torch._utils._rebuild_tensor_v3",
            bytes,
            0,
            tuple(1),
            tuple(1),
            false,
            ordered(),
            pythonGlobal("torch.int32"),
          ),
        ],
        eight,
      ),
    );
    x!.fill_(1);
    assert.equal(y!.item(), 0x3f800000);
    const state = new PyDict([["tag", 3]]);
    const p = read(call("torch._utils._rebuild_parameter_with_state", tensorNode(), true, ordered(), state));
    assert.ok(p instanceof nn.Parameter && p.requiresGrad);
    const typed = call(
      "torch._tensor._rebuild_from_type_v2",
      pythonGlobal("torch._utils._rebuild_tensor_v2"),
      pythonGlobal("torch.Tensor"),
      tuple(floats(), 0, tuple(2), tuple(1), true, ordered()),
      state,
    );
    assert.equal(read(typed).requiresGrad, true);
    assert.deepEqual(read(tensorNode({ size: call("torch.Size", tuple(2)) })).shape, [2]);
    assert.deepEqual(read(floats()).tolist(), [0, 1, 2, 3, 4, 5, 6, 7], "a storage by itself");
  });

  test("a part of a storage under a key of its own, as before 0.4", () => {
    const part = new StorageRef(pythonGlobal("torch.FloatStorage"), "0", 8, "cpu", { key: "v", offset: 4, numel: 3 });
    Object.assign(part, { id: tuple("storage", pythonGlobal("torch.FloatStorage"), "0", "cpu", 8, tuple("v", 4, 3)) });
    const view = (offset: number): Tensor => read(tensorNode({ storage: part, offset }));
    assert.deepEqual(view(1).tolist(), [5, 6]);
    refuses(() => view(2), "file-damaged", /beyond its storage of 3 elements/);
  });

  test("from a GPU, and from a big-endian machine", () => {
    assert.deepEqual(
      read(tensorNode({ storage: new StorageRef(pythonGlobal("torch.FloatStorage"), "0", 8, "cuda:0") })).tolist(),
      [0, 1],
    );
    const text = (s: string): Uint8Array => new TextEncoder().encode(s);
    const swapped = new Uint8Array(eight[0]![1]).slice();
    new DataView(swapped.buffer).setFloat32(0, 1.5, false);
    const file = concatBytes(
      writeZip([
        { name: "a/data.pkl", data: pickle(tensorNode({ size: tuple(1) })) },
        { name: "a/byteorder", data: text("big") },
        { name: "a/data/0", data: swapped },
        { name: "a/version", data: text("3\n") },
      ]),
    );
    assert.deepEqual(load<Tensor>(file).tolist(), [1.5]);
  });

  test("bools are 0 and 1, whatever the file has", () => {
    const ref = new StorageRef(pythonGlobal("torch.BoolStorage"), "0", 3);
    const t = load<Tensor>(fileOf(tensorNode({ storage: ref, size: tuple(3) }), [["0", Uint8Array.of(0, 1, 200)]]));
    assert.deepEqual([...t.toTypedArray()], [0, 1, 1]);
  });
});

describe("tensors that cannot be right are refused", () => {
  const cases: readonly (readonly [what: string, node: () => PyValue, message: RegExp])[] = [
    ["a size beyond the storage", () => tensorNode({ size: tuple(9) }), /beyond its storage of 8/],
    ["a stride beyond it", () => tensorNode({ stride: tuple(8) }), /beyond its storage/],
    ["an offset beyond it", () => tensorNode({ offset: 7 }), /beyond its storage/],
    ["a huge stride", () => tensorNode({ stride: tuple(2 ** 53 - 1) }), /beyond its storage/],
    [
      "strides whose products wrap around in 64 bits",
      () => tensorNode({ size: tuple(5, 5), stride: tuple(2 ** 52, 2 ** 52) }),
      /beyond its storage/,
    ],
    [
      "a huge size over a stride of 0",
      () => tensorNode({ size: tuple(2 ** 40), stride: tuple(0) }),
      /more than 2147483647 elements/,
    ],
    [
      "sizes whose product wraps around",
      () => tensorNode({ size: tuple(2 ** 32, 2 ** 32), stride: tuple(0, 0) }),
      /more than 2147483647/,
    ],
    [
      "sizes that are infinite together, and one of 0",
      () =>
        tensorNode({ size: tuple(...Array<number>(25).fill(2 ** 52), 0), stride: tuple(...Array<number>(26).fill(0)) }),
      /more than 2147483647/,
    ],
    ["a negative size", () => tensorNode({ size: tuple(-1) }), /its size has an element that is no count/],
    ["a negative stride", () => tensorNode({ stride: tuple(-1) }), /its stride has an element/],
    ["a negative offset", () => tensorNode({ offset: -1 }), /its offset is no count/],
    ["a size beyond 2^53", () => tensorNode({ size: tuple(2n ** 64n) }), /no count/],
    ["a bool for a size", () => tensorNode({ size: tuple(true) }), /no count/],
    ["fewer strides than sizes", () => tensorNode({ size: tuple(2, 2) }), /2 sizes but 1 strides/],
    [
      "too many dimensions",
      () => tensorNode({ size: tuple(...Array<number>(65).fill(1)), stride: tuple(...Array<number>(65).fill(1)) }),
      /65 dimensions/,
    ],
    ["a list for the size", () => tensorNode({ size: [2] }), /its size is a list, not a tuple/],
    ["no storage", () => tensorNode({ storage: "0" }), /its storage is none/],
    ["hooks", () => tensorNode({ hooks: ordered([[1, 2]]) }), /backward hooks/],
    ["requires_grad of another kind", () => tensorNode({ grad: 1 }), /requires_grad is neither/],
    [
      "whole numbers that require a gradient",
      () => tensorNode({ storage: new StorageRef(pythonGlobal("torch.IntStorage"), "0", 8), grad: true }),
      /dtype torch.int32 and requires a gradient/,
    ],
    [
      "a parameter of whole numbers that requires a gradient",
      () => parameterNode(tensorNode({ storage: new StorageRef(pythonGlobal("torch.IntStorage"), "0", 8) })),
      /requires a gradient/,
    ],
    ["a parameter of something else", () => parameterNode([1]), /data is none/],
    [
      "a parameter with too few arguments",
      () => call("torch._utils._rebuild_parameter", tensorNode()),
      /number of arguments/,
    ],
    [
      "metadata",
      () =>
        call(
          "torch._utils._rebuild_tensor_v2",
          floats(),
          0,
          tuple(2),
          tuple(1),
          false,
          ordered(),
          new PyDict([["neg", true]]),
        ),
      /metadata/,
    ],
    [
      "too many arguments",
      () => call("torch._utils._rebuild_tensor_v2", floats(), 0, tuple(2), tuple(1), false, ordered(), null, 1),
      /too many arguments/,
    ],
    ["no arguments", () => call("torch._utils._rebuild_tensor_v2"), /its storage is none|hooks/],
    [
      "another dtype than the storage's",
      () =>
        call(
          "torch._utils._rebuild_tensor_v3",
          floats(),
          0,
          tuple(2),
          tuple(1),
          false,
          ordered(),
          pythonGlobal("torch.int32"),
        ),
      /dtype torch.int32 has a storage of type torch.FloatStorage/,
    ],
    ["a storage of another size than its record", () => tensorNode({ storage: floats(9) }), /should have 9 elements/],
    ["a storage that is not there", () => tensorNode({ storage: floats(8, "1") }), /not in it/],
    [
      "a tensor of a type that is none",
      () =>
        call(
          "torch._tensor._rebuild_from_type_v2",
          pythonGlobal("torch._utils._rebuild_tensor_v2"),
          pythonGlobal("torch.float32"),
          tuple(),
          new PyDict(),
        ),
      /type/,
    ],
  ];
  for (const [what, node, message] of cases) {
    test(what, () => {
      assert.throws(
        () => load(fileOf(node(), eight)),
        (e) => (e instanceof LoadError && message.test(e.message)) || assert.fail(String(e)),
      );
    });
  }

  test("an empty tensor may lie anywhere, as slices of PyTorch do", () => {
    assert.deepEqual(read(tensorNode({ offset: 100, size: tuple(0, 3), stride: tuple(2 ** 53 - 1, 7) })).shape, [0, 3]);
  });

  test("dtypes that kindling does not have are named", () => {
    for (const [storage, dtype] of [
      ["torch.ComplexHalfStorage", "complex32"],
      ["torch.QInt8Storage", "qint8"],
    ]) {
      refuses(
        () => load(fileOf(tensorNode({ storage: new StorageRef(pythonGlobal(storage!), "0", 4) }), eight)),
        "file-format",
        new RegExp(`dtype torch.${dtype}`),
      );
    }
    const untyped = new StorageRef(pythonGlobal("torch.storage.UntypedStorage"), "0", 32);
    refuses(
      () =>
        load(
          fileOf(
            call(
              "torch._utils._rebuild_tensor_v3",
              untyped,
              0,
              tuple(2),
              tuple(1),
              false,
              ordered(),
              pythonGlobal("torch.uint16"),
            ),
            eight,
          ),
        ),
      "file-format",
      /dtype torch.uint16/,
    );
  });
});

test("storages are numbered by first use, and written whole", () => {
  const a = ones(2),
    b = zeros(3, { dtype: "int64" });
  const { root, storages } = readContainer(saveBytes([b, a, b.view(3, 1)]), everything, itemSize);
  assert.ok(Array.isArray(root));
  assert.deepEqual(
    [...storages].map(([key, s]) => [key, s.type.name, s.numel]),
    [
      ["0", "LongStorage", 3],
      ["1", "FloatStorage", 2],
    ],
  );
});
