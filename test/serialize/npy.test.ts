// NumPy's files both ways, with NumPy itself, and what is wrong with files.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import {
  arange,
  type DType,
  dtypes,
  equal,
  KindlingError,
  LoadError,
  npy,
  npz,
  ones,
  rand,
  type Tensor,
  zeros,
} from "kindling";
import { runPython } from "../python.js";

const noNumpy =
  spawnSync("/usr/bin/python3", ["-c", "import numpy"]).status === 0 ? false : "there is no Python with NumPy";
const folder = mkdtempSync(path.join(tmpdir(), "kindling-npy-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => path.join(folder, name);

const shapes = [[], [0], [1], [5], [2, 3], [2, 0, 3], [2, 3, 4]];
const kinds = dtypes.filter((d) => d !== "bfloat16");
const sample = (shape: number[], dtype: DType): Tensor => {
  const n = shape.reduce((a, b) => a * b, 1);
  const x = arange(n).sub(2).reshape(shape);
  return dtype === "uint8" || dtype === "bool" ? x.abs().to(dtype) : x.to(dtype);
};

test("what is written is read", () => {
  for (const dtype of kinds)
    for (const shape of shapes) {
      const x = sample(shape, dtype),
        y = npy.load(npy.save(x));
      assert.equal(y.dtype, dtype);
      assert.deepEqual([...y.shape], shape);
      assert.ok(equal(x, y), `${dtype} [${shape}]`);
    }
  const t = arange(6).reshape(2, 3).t();
  assert.deepEqual(npy.load(npy.save(t)).tolist(), t.tolist());
  for (const compressed of [false, true]) {
    const all = npz.load(npz.save({ x: t, "a/b": ones(2), empty: zeros(0) }, { compressed }));
    assert.deepEqual([...all.keys()], ["x", "a/b", "empty"]);
    assert.deepEqual(all.get("x")!.tolist(), t.tolist());
  }
  assert.deepEqual([...npz.load(npz.save([ones(1), zeros(1)])).keys()], ["arr_0", "arr_1"]);
});

describe("NumPy", { skip: noNumpy }, () => {
  test("reads ours, and we read its: every dtype, order and version", () => {
    const all: Record<string, Tensor> = {};
    for (const dtype of kinds) for (const shape of shapes) all[`${dtype}_${shape.join("x")}`] = sample(shape, dtype);
    for (const [name, t] of Object.entries(all)) npy.save(t, at(`${name}.npy`));
    npz.save(all, at("stored.npz"));
    npz.save(new Map(Object.entries(all)), at("small.npz"), { compressed: true });
    runPython(
      `
import sys, io, numpy as np
folder, names = sys.argv[1], sys.argv[2:]
stored, small = np.load(folder + "/stored.npz"), np.load(folder + "/small.npz")
assert sorted(stored.files) == sorted(small.files) == sorted(names)
for name in names:
    dtype, shape = name.split("_")
    shape = tuple(int(n) for n in shape.split("x") if n)
    a = np.load(f"{folder}/{name}.npy")
    want = (np.arange(int(np.prod(shape))) - 2).reshape(shape)
    if dtype in ("uint8", "bool"): want = np.abs(want)
    want = want.astype(dtype)
    for got in (a, stored[name], small[name]):
        assert got.dtype == want.dtype and got.shape == want.shape and np.array_equal(got, want), name
x = np.arange(24).reshape(2, 3, 4)
np.save(folder + "/fortran.npy", np.asfortranarray(x))
np.save(folder + "/big.npy", x.astype(">f4"))
np.save(folder + "/bigcomplex.npy", (x + 1j).astype(">c16"))
np.save(folder + "/u2.npy", np.array([1, 65535], "u2"))
np.save(folder + "/u4.npy", np.array([1, 2**32 - 1], "u4"))
np.save(folder + "/u8.npy", np.array([1, 2**63 - 1], "u8"))
np.save(folder + "/u8big.npy", np.array([1, 2**64 - 1], "u8"))
for v in [(1, 0), (2, 0), (3, 0)]:
    with open(f"{folder}/v{v[0]}.npy", "wb") as f: np.lib.format.write_array(f, x, version=v)
np.save(folder + "/record.npy", np.zeros(2, [("id", "<i4"), ("weight", "<f4", (3,))]))
np.save(folder + "/text.npy", np.array(["a", "bc"]))
np.save(folder + "/date.npy", np.array(["2020-01-01"], "datetime64[D]"))
np.save(folder + "/object.npy", np.array([{}, 1], dtype=object), allow_pickle=True)
np.savez(folder + "/theirs.npz", x, y=x + 1)
np.savez_compressed(folder + "/theirsmall.npz", x, y=x + 1)
`,
      folder,
      ...Object.keys(all),
    );
    const x = arange(24).reshape(2, 3, 4);
    for (const name of ["fortran", "big", "v1", "v2", "v3"])
      assert.deepEqual(npy.load(at(`${name}.npy`)).tolist(), x.tolist(), name);
    assert.equal(npy.load(at("fortran.npy")).isContiguous(), true);
    assert.deepEqual(npy.load(at("bigcomplex.npy")).real.tolist(), x.tolist());
    assert.deepEqual(npy.load(at("bigcomplex.npy")).imag.tolist(), ones(2, 3, 4).tolist());
    for (const [name, dtype, values] of [
      ["u2", "int32", [1, 65535]],
      ["u4", "int64", [1, 2 ** 32 - 1]],
      ["u8", "int64", [1, 2n ** 63n - 1n]],
    ] as const) {
      const t = npy.load(at(`${name}.npy`));
      assert.equal(t.dtype, dtype);
      assert.deepEqual(t.tolist(), values);
    }
    for (const name of ["theirs", "theirsmall"]) {
      const both = npz.load(at(`${name}.npz`));
      assert.deepEqual([...both.keys()].sort(), ["arr_0", "y"]);
      assert.deepEqual(both.get("y")!.tolist(), x.add(1).tolist());
    }
    for (const [name, message] of [
      ["record", /fields "id", "weight" \(a structured dtype\)/],
      ["text", /dtype "<U2"/],
      ["date", /dtype "<M8\[D\]"/],
      ["object", /Python objects/],
      ["u8big", /beyond 2\^63/],
    ] as const)
      assert.throws(
        () => npy.load(at(`${name}.npy`)),
        (e) => e instanceof LoadError && message.test(e.message),
        name,
      );
  });
});

describe("a damaged file", () => {
  const good = npy.save(arange(6).reshape(2, 3));
  const withHeader = (text: string): Uint8Array => {
    const head = `${text}${" ".repeat(128 - 10 - text.length - 1)}\n`;
    return Buffer.concat([
      Buffer.from([0x93]),
      Buffer.from("NUMPY\x01\x00\x76\x00", "latin1"),
      Buffer.from(head),
      Buffer.alloc(24),
    ]);
  };
  test("is refused with a sentence", () => {
    for (const [bytes, code, message] of [
      [new Uint8Array(0), "file-format", /does not begin/],
      [good.subarray(0, 8), "file-truncated", /ends after 8 bytes/],
      [good.subarray(0, 60), "file-truncated", /within its header/],
      [good.subarray(0, good.length - 1), "file-truncated", /48 bytes, but the file has 47/],
      [Buffer.concat([good, Buffer.of(1)]), "file-damaged", /1 bytes follow/],
      [Buffer.from("PK\x03\x04 and more"), "file-format", /npz\.load/],
      [withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}"), null, /./],
      [withHeader("{'descr': '<f4', 'fortran_order': False}"), "file-damaged", /cannot be read/],
      [withHeader("{'descr': '<f4', 'fortran_order': 0, 'shape': (6,)}"), "file-damaged", /cannot be read/],
      [withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (-6,)}"), "file-damaged", /cannot be read/],
      [withHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (9999999999, 9999999999)}"), "file-damaged", /./],
      [withHeader("{'descr': '<f4', 'descr': '<f8', 'fortran_order': False, 'shape': (6,)}"), "file-damaged", /./],
      [withHeader("__import__('os').system('true')"), "file-damaged", /cannot be read/],
      [withHeader("{'descr': 'toString', 'fortran_order': False, 'shape': (6,)}"), "file-format", /dtype/],
    ] as const) {
      if (code === null) {
        assert.deepEqual([...npy.load(bytes).shape], [2, 3]);
        continue;
      }
      assert.throws(
        () => npy.load(bytes),
        (e) => e instanceof LoadError && e.code === code && message.test(e.message),
        String(message),
      );
    }
    assert.throws(
      () => npy.load("missing.npy"),
      (e) => e instanceof LoadError && e.code === "file-access",
    );
    assert.throws(
      () => npz.load(good),
      (e) => e instanceof LoadError && /npy\.load/.test(e.message),
    );
  });
  test("whatever is changed, gives a tensor or a LoadError", () =>
    fc.assert(
      fc.property(
        fc.constantFrom(good, npz.save({ x: rand(3), y: arange(4) }, { compressed: true }), npz.save([ones(2)])),
        fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
        (bytes, changes) => {
          const changed = bytes.slice();
          for (const [i, v] of changes) changed[i % changed.length] = v;
          for (const read of [npy.load, npz.load] as ((b: Uint8Array) => unknown)[]) {
            try {
              read(changed);
            } catch (e) {
              assert.ok(e instanceof LoadError, String(e));
            }
          }
        },
      ),
      { numRuns: 2000 },
    ));
  test("a path is written at once, and read", () => {
    npy.save(ones(3), at("a.npy"));
    assert.deepEqual(npy.load(at("a.npy")).tolist(), [1, 1, 1]);
    assert.equal(readFileSync(at("a.npy")).length, 64 + 64 + 12);
    writeFileSync(at("b.npz"), npz.save({ x: ones(1) }));
    assert.equal(npz.load(at("b.npz")).size, 1);
  });
});

test("what cannot be saved is refused", () => {
  for (const [f, message] of [
    [() => npy.save([1, 2] as never), /takes a tensor/],
    [() => npy.save(ones(2).to("bfloat16")), /no dtype bfloat16/],
    [() => npz.save({ x: 3 as never }), /"x" is not a tensor/],
    [() => npz.save({ "../x": ones(1) }), /cannot be called/],
    [() => npz.save(ones(1) as never), /by name/],
    [() => npy.save(ones(1), "/nowhere/at/all.npy"), /cannot write/],
  ] as const)
    assert.throws(f, (e) => e instanceof KindlingError && message.test(e.message), String(message));
});
