import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import fc from "fast-check";
import { readArchive, writeArchive } from "#src/serialize/archive.js";
import { concatBytes } from "#src/serialize/bytes.js";
import { unpickle } from "#src/serialize/pickle-read.js";
import { pickle } from "#src/serialize/pickle-write.js";
import type { PyValue } from "#src/serialize/py.js";
import { arange, equal, load, type Tensor } from "kindling";
import { inflateRaw } from "#src/serialize/inflate.js";
import { readZip } from "#src/serialize/zip-read.js";
import { writeZip } from "#src/serialize/zip-write.js";
import { golden, goldenNames, open, show } from "./helpers.js";
import { python, runPython } from "../python.js";
import { trees } from "./trees.js";

const folder = mkdtempSync(join(tmpdir(), "kindling-pt-"));
after(() => rmSync(folder, { recursive: true }));
const path = (name: string): string => join(folder, name);
const write = (name: string, bytes: Uint8Array): string => {
  writeFileSync(path(name), bytes);
  return path(name);
};
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(path(name)));
const noPython = python === undefined ? "no python3 here" : false;
const noTorch = python?.torch === true ? false : "no Python with torch here";

describe("Python's pickle", { skip: noPython }, () => {
  test("reads what is written here, and what it writes again is read here, in protocols 2 to 5", () => {
    const values: PyValue[] = fc.sample(trees, { numRuns: 300, seed: 7 });
    write("trees.bin", concatBytes(values.map(pickle)));
    const protocols = [2, 3, 4, 5];
    runPython(
      `
import pickle, sys
folder = sys.argv[1]
with open(folder + "/trees.bin", "rb") as f:
    trees = [pickle.load(f) for _ in range(${values.length})]
    assert f.read() == b""
for protocol in ${JSON.stringify(protocols)}:
    for i, tree in enumerate(trees):
        with open(f"{folder}/{i}.p{protocol}", "wb") as f:
            pickle.dump(tree, f, protocol)
`,
      folder,
    );
    for (const [i, value] of values.entries()) {
      for (const p of protocols)
        assert.equal(show(unpickle(read(`${i}.p${p}`))), show(value), `tree ${i}, protocol ${p}`);
    }
  });
});

describe("Python's zipfile and unzip", { skip: noPython }, () => {
  const entries = [
    { name: "p/data.pkl", data: new TextEncoder().encode("abc") },
    { name: "p/empty", data: new Uint8Array(0) },
    { name: "p/\u4f60 \u{1f600}", data: [Uint8Array.of(1), Uint8Array.of(2, 3)] },
    { name: "p/data/0", data: new Uint8Array(100_000).fill(7) },
  ];
  const zipBytes = concatBytes(writeZip(entries));

  test("read what is written here", () => {
    const file = write("written.zip", zipBytes);
    const found = runPython(
      `
import sys, zipfile, json
with zipfile.ZipFile(sys.argv[1]) as z:
    assert z.testzip() is None
    print(json.dumps([[n, len(z.read(n)), sum(z.read(n))] for n in z.namelist()]))
`,
      file,
    );
    assert.deepEqual(
      JSON.parse(found),
      entries.map(({ name, data }) => {
        const bytes = data instanceof Uint8Array ? data : concatBytes(data);
        return [name, bytes.length, bytes.reduce((a, b) => a + b, 0)];
      }),
    );
  });

  test("unzip -t finds nothing wrong", (t) => {
    const run = spawnSync("unzip", ["-t", write("test.zip", concatBytes(writeArchive(readArchive(golden("model")))))], {
      encoding: "utf8",
    });
    if (run.error !== undefined) return t.skip("no unzip here");
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.match(run.stdout, /No errors detected/);
  });

  test("what zipfile stores and what it compresses is read here", () => {
    runPython(
      `
import sys, zipfile, io
class Pipe(io.RawIOBase):
    def __init__(self, f): self.f = f
    def writable(self): return True
    def seekable(self): return False
    def write(self, b): return self.f.write(b)
    def tell(self): raise OSError("a pipe")
for name, method, pipe in [("plain", 0, False), ("piped", 0, True), ("small", 8, False), ("small-piped", 8, True)]:
    with open(sys.argv[1] + "/" + name + ".zip", "wb") as f, zipfile.ZipFile(Pipe(f) if pipe else f, "w", method) as z:
        z.writestr("p/a", b"x" * 1000)
        with z.open("p/b\\u4f60", "w", force_zip64=True) as g: g.write(b"y" * 10)
`,
      folder,
    );
    for (const name of ["plain", "piped"]) {
      assert.deepEqual(
        [...readZip(read(`${name}.zip`)).values()].map((e) => [e.name, e.data.length]),
        [
          ["p/a", 1000],
          ["p/b\u4f60", 10],
        ],
        name,
      );
    }
    // Deflated entries, as Python writes them: by Node's zlib, by our own, and where there is neither.
    for (const name of ["small", "small-piped"])
      for (const inflate of [undefined, inflateRaw]) {
        const found = [...readZip(read(`${name}.zip`), inflate).values()];
        assert.deepEqual(
          found.map((e) => [e.name, Buffer.from(e.data).toString()]),
          [
            ["p/a", "x".repeat(1000)],
            ["p/b\u4f60", "y".repeat(10)],
          ],
          name,
        );
      }
    assert.throws(() => readZip(read("small.zip"), null), /compressed \(method 8\)/);
  });
});

describe("torch", { skip: noTorch }, () => {
  test("reads archives whose entries are compressed, and so does load", () => {
    runPython(
      `
import sys, torch, zipfile
folder = sys.argv[1]
torch.save({"a": torch.arange(1000.), "b": [1, "two"]}, folder + "/stored.pt")
with zipfile.ZipFile(folder + "/stored.pt") as old, zipfile.ZipFile(folder + "/deflated.pt", "w", zipfile.ZIP_DEFLATED) as new:
    for name in old.namelist(): new.writestr(name, old.read(name))
assert torch.equal(torch.load(folder + "/deflated.pt")["a"], torch.arange(1000.))
`,
      folder,
    );
    const found = load<{ a: Tensor; b: unknown[] }>(read("deflated.pt"));
    assert.ok(equal(found.a, arange(1000)));
    assert.deepEqual(found.b, [1, "two"]);
  });

  test("loads every file that was taken apart and put together again, and saves the same values", () => {
    const names = goldenNames.filter((n) => !n.includes("legacy"));
    for (const name of names) {
      const { prefix, records } = readArchive(golden(name));
      const bytes = writeArchive({ prefix, pickle: pickle(open(golden(name)).root), records });
      write(`${name}.pt`, concatBytes(bytes));
    }
    const version = runPython(
      `
import sys, torch
class Scale(torch.nn.Module):
    def forward(self, x): return x * self.weight
class Net(torch.nn.Module):
    def forward(self, x): return self.scale(torch.relu(self.l1(x)))
folder = sys.argv[1]
for name in sys.argv[2:]:
    value = torch.load(f"{folder}/{name}.pt", weights_only=False)
    if "model" in name: value(torch.ones(1, 3)).sum().backward()
    if "model" in name: value.zero_grad(set_to_none=True)
    torch.save(value, f"{folder}/{name}.again.pt")
torch.load(f"{folder}/state_dict.pt", weights_only=True)
print(torch.__version__)
`,
      folder,
      ...names,
    );
    for (const name of names) {
      const before = open(golden(name));
      const after = open(read(`${name}.again.pt`));
      // Later versions give a module more attributes when they load it.
      if (!name.includes("model") || version.startsWith("1.13"))
        assert.equal(show(after.root), show(before.root), name);
      assert.deepEqual(after.storages, before.storages, name);
    }
  });
});
