// The safetensors format: bytes as the format's description has them, there and back, and everything a file can have wrong.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import {
  arange,
  dtypes,
  equal,
  LoadError,
  manualSeed,
  nn,
  ones,
  randn,
  safetensors,
  type Tensor,
  tensor,
  zeros,
} from "kindling";
import * as bytesOnly from "#src/serialize/safetensors.js";
import { python, runPython } from "../python.js";

const text = (bytes: Uint8Array): string => new TextDecoder("latin1").decode(bytes);
/** A file of a header and data, put together by hand. */
function file(header: unknown, data: number[] = [], length?: number): Uint8Array {
  const json = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length ?? json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

test("a file as the format describes it", () => {
  const bytes = safetensors.save(
    { b: tensor([1, 2], { dtype: "uint8" }), a: tensor([[1], [-2]]) },
    { metadata: { format: "pt" } },
  );
  const header =
    '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[2],"data_offsets":[8,10]}}';
  const length = Math.ceil(header.length / 8) * 8;
  assert.equal(text(bytes.subarray(8, 8 + length)), header.padEnd(length));
  assert.deepEqual([...bytes.subarray(0, 8)], [length, 0, 0, 0, 0, 0, 0, 0]);
  assert.deepEqual([...bytes.subarray(8 + length)], [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0, 1, 2]);
});

test("every dtype and form there and back, in place of a model's weights", () => {
  const all: Record<string, Tensor> = {};
  for (const d of dtypes)
    if (d !== "complex128") all[d] = d === "bool" ? tensor([true, false, true]) : arange(6).reshape(2, 3).t().to(d);
  Object.assign(all, { scalar: tensor(3), empty: zeros(0, 4), part: arange(10).narrow(0, 3, 4) });
  const back = safetensors.load(safetensors.save(all));
  assert.equal(back.size, Object.keys(all).length);
  for (const [name, t] of Object.entries(all)) {
    const b = back.get(name)!;
    assert.deepEqual([b.dtype, b.shape], [t.dtype, t.shape], name);
    assert.ok(equal(b, t.contiguous()), name);
  }
  manualSeed(1);
  const [model, other] = [
    new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.BatchNorm2d(2)),
    new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.BatchNorm2d(2)),
  ];
  other.loadStateDict(safetensors.load(safetensors.save(model.stateDict())));
  const x = randn(1, 1, 5, 5);
  assert.ok(equal(model.eval()(x) as Tensor, other.eval()(x) as Tensor));
});

test("files by path, complete or not at all", () => {
  const folder = mkdtempSync(join(tmpdir(), "safetensors-"));
  try {
    const path = join(folder, "a.safetensors"),
      model = new nn.Linear(3, 2);
    assert.equal(safetensors.save(model.stateDict(), path, { metadata: { format: "pt" } }), undefined);
    assert.deepEqual(
      new Uint8Array(readFileSync(path)),
      safetensors.save(model.stateDict(), { metadata: { format: "pt" } }),
    );
    assert.ok(equal(safetensors.load(path).get("weight")!, model.weight));
    assert.ok(equal(safetensors.load(pathToFileURL(path)).get("bias")!, model.bias!));
    // What cannot be saved leaves the old file, and nothing beside it.
    assert.throws(() => safetensors.save({ n: 3 as unknown as Tensor }, path), { code: "save-value" });
    assert.throws(() => safetensors.save({ n: ones(1) }, join(folder, "no/such.safetensors")), {
      code: "save-file",
      message: /Parent directory .* does not exist/,
    });
    assert.throws(() => safetensors.load(join(folder, "nothing")), LoadError);
    assert.deepEqual(readdirSync(folder), ["a.safetensors"]);
    assert.equal(safetensors.load(path).size, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the browser's functions refuse paths", () => {
  assert.throws(() => bytesOnly.save({ a: ones(1) }, "a.safetensors" as never), {
    code: "no-files",
    message: /browsers have no file paths/,
  });
  for (const path of ["a.safetensors", new URL("file:///a")])
    assert.throws(() => bytesOnly.load(path as never), { code: "no-files" });
});

test("what cannot be saved", () => {
  const model = new nn.Linear(1, 1) as unknown as Record<string, Tensor>;
  assert.throws(() => safetensors.save(model), {
    code: "save-value",
    message: /safetensors\.save\(model\.stateDict\(\)\)/,
  });
  for (const no of [null, undefined, 3, "a", [ones(1)], ones(1), new Map([[1, ones(1)]])])
    assert.throws(() => safetensors.save(no as never), { code: "save-value" });
  for (const metadata of [{ epoch: 3 }, { a: null }, "text", [1], null])
    assert.throws(() => safetensors.save({ a: ones(1) }, { metadata } as never), { code: "save-value" });
  assert.throws(() => safetensors.save({ z: ones(2, { dtype: "complex128" }) }), {
    code: "save-value",
    message: /complex128, which the safetensors format does not have/,
  });
  assert.throws(() => safetensors.save({ n: 3 as unknown as Tensor }), { code: "save-value" });
  assert.throws(() => safetensors.save({ __metadata__: ones(1) }), { code: "save-value" });
  assert.throws(() => safetensors.save({ a: ones(1) }, { metadata: { epoch: 3 as unknown as string } }), {
    code: "save-value",
    message: /must be strings/,
  });
});

test("a file with something wrong is refused, and says what", () => {
  const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  const good = file({ a: entry }, [0, 0, 128, 63]);
  assert.equal(safetensors.load(good).get("a")!.item(), 1);
  const cases: [Uint8Array, string, RegExp][] = [
    [new Uint8Array(3), "file-truncated", /takes 8/],
    [file("{}", [], 1e9), "file-format", /does not begin like/],
    [file("{}", [], 100), "file-truncated", /header should have 100 bytes/],
    [file("{a:1}"), "file-damaged", /not JSON/],
    [file("word"), "file-format", /not JSON/],
    [file("[1]"), "file-format", /not a JSON object/],
    [file({ a: null }), "file-damaged", /entry of tensor "a"/],
    [file({ a: { ...entry, dtype: "F4" } }, [0, 0, 0, 0]), "file-format", /dtype "F4"/],
    [file({ a: { ...entry, shape: [-1] } }, [0, 0, 0, 0]), "file-damaged", /entry of tensor "a"/],
    [file({ a: { ...entry, shape: [2 ** 40] } }, [0, 0, 0, 0]), "file-damaged", /cannot be at bytes 0 to 4/],
    [file({ a: { ...entry, data_offsets: [4, 8] } }, Array<number>(8).fill(0)), "file-damaged", /cannot be at bytes/],
    [file({ a: entry, b: entry }, Array<number>(8).fill(0)), "file-damaged", /cannot be at bytes/],
    [
      file(`{"a":${JSON.stringify(entry)},"a":${JSON.stringify(entry)}}`, [0, 0, 0, 0]),
      "file-damaged",
      /two tensors called "a"/,
    ],
    [
      file(`{"\\u0061":${JSON.stringify(entry)},"a":${JSON.stringify(entry)}}`, [0, 0, 0, 0]),
      "file-damaged",
      /two tensors called "a"/,
    ],
    [
      file('{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
      "file-damaged",
      /entry of tensor "a"/,
    ],
    [file({ __metadata__: { n: 1 }, a: entry }, [0, 0, 0, 0]), "file-damaged", /__metadata__/],
    [file({ __metadata__: [], a: entry }, [0, 0, 0, 0]), "file-damaged", /__metadata__/],
    [file('{"__metadata__":{},"__metadata__":{}}'), "file-damaged", /two __metadata__/],
    [file(`{"a":{"x":${"[".repeat(1e6)}`), "file-unsafe", /nested/],
    [file("[".repeat(1e6)), "file-format", /not a JSON object/],
    [file(`{"a":${"[".repeat(1e6)}`), "file-unsafe", /nested/],
    [file('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x', [0, 0, 0, 0]), "file-damaged", /not JSON/],
    [
      file('{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}', [0, 0, 0, 0]),
      "file-damaged",
      /entry of tensor "a"/,
    ],
    [file({ a: { dtype: "U8", shape: [2 ** 31], data_offsets: [0, 2 ** 31] } }), "file-format", /more than 2\^31/],
    [file({ a: { dtype: "C64", shape: [2 ** 30], data_offsets: [0, 2 ** 33] } }), "file-format", /more than 2\^31/],
    [good.subarray(0, good.length - 1), "file-truncated", /should have 4 bytes, but the file has only 3/],
    [file({ a: entry }, Array<number>(9).fill(0)), "file-damaged", /5 bytes follow/],
  ];
  for (const [bytes, code, message] of cases)
    assert.throws(
      () => safetensors.load(bytes),
      (e) => e instanceof LoadError && e.code === code && message.test(e.message),
      String(message),
    );
  assert.throws(() => safetensors.load(7 as unknown as Uint8Array), { code: "load-source" });
});

test("PyTorch sees the same numbers", { skip: python?.torch === true ? false : "no Python with torch here" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "kindling-safetensors-"));
  try {
    manualSeed(2);
    const t = randn(3, 4);
    writeFileSync(
      join(folder, "w.safetensors"),
      safetensors.save({ w: t, half: t.to("float16"), b: t.to("bfloat16") }),
    );
    // The format read by its description, since the package may not be installed.
    const out = runPython(
      `
import json, struct, sys, torch
raw = open(sys.argv[1] + "/w.safetensors", "rb").read()
n, = struct.unpack("<Q", raw[:8])
head = json.loads(raw[8:8 + n])
kinds = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16}
torch.manual_seed(2)
t = torch.randn(3, 4)
for name, e in sorted(head.items()):
    a, b = e["data_offsets"]
    x = torch.frombuffer(bytearray(raw[8 + n + a:8 + n + b]), dtype=kinds[e["dtype"]]).reshape(e["shape"])
    print(name, torch.equal(x, t.to(x.dtype)))
`,
      folder,
    );
    assert.equal(out.trim(), "b True\nhalf True\nw True");
  } finally {
    rmSync(folder, { recursive: true });
  }
});
