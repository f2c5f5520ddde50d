// SummaryWriter's files, read by a reader of its own (Python, from the format), and against NumPy's numbers.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { KindlingError, manualSeed, rand, randn, SummaryWriter, tensor } from "kindling";

const hasNumpy = spawnSync("/usr/bin/python3", ["-c", "import numpy"]).status === 0;
const top = mkdtempSync(path.join(tmpdir(), "kindling-tensorboard-"));
after(() => rmSync(top, { recursive: true, force: true }));

/** Reads event files: records with both checksums, then protocol buffers by field number. */
const reader = `
import sys, struct, json, os, zlib
import numpy as np
table = []
for n in range(256):
    c = n
    for _ in range(8): c = (c >> 1) ^ 0x82f63b78 if c & 1 else c >> 1
    table.append(c)
def crc(data):
    c = 0xffffffff
    for b in data: c = (c >> 8) ^ table[(c ^ b) & 255]
    c ^= 0xffffffff
    return (((c >> 15) | (c << 17)) + 0xa282ead8) & 0xffffffff
def records(path):
    data = open(path, "rb").read()
    at = 0
    while at < len(data):
        n, = struct.unpack_from("<Q", data, at)
        assert struct.unpack_from("<I", data, at + 8)[0] == crc(data[at:at + 8])
        body = data[at + 12:at + 12 + n]
        assert len(body) == n and struct.unpack_from("<I", data, at + 12 + n)[0] == crc(body)
        yield body
        at += 16 + n
def fields(data):
    out, at = {}, 0
    def varint():
        nonlocal at
        v = s = 0
        while True:
            b = data[at]; at += 1
            v |= (b & 127) << s; s += 7
            if b < 128: return v
    while at < len(data):
        key = varint(); kind = key & 7
        if kind == 0: v = varint()
        elif kind == 1: v, = struct.unpack_from("<d", data, at); at += 8
        elif kind == 5: v, = struct.unpack_from("<f", data, at); at += 4
        else:
            assert kind == 2
            n = varint(); v = data[at:at + n]; at += n
            assert len(v) == n
        out.setdefault(key >> 3, []).append(v)
    return out
def png(data):
    at, idat = 8, b""
    while at < len(data):
        n, = struct.unpack_from(">I", data, at)
        if data[at + 4:at + 8] == b"IHDR": w, h, _, color = struct.unpack_from(">IIBB", data, at + 8)
        if data[at + 4:at + 8] == b"IDAT": idat += data[at + 8:at + 8 + n]
        at += 12 + n
    c = {0: 1, 2: 3, 6: 4}[color]
    raw = np.frombuffer(zlib.decompress(idat), np.uint8).reshape(h, w * c + 1)
    assert (raw[:, 0] == 2).all()
    return np.cumsum(raw[:, 1:], axis=0, dtype=np.uint8).reshape(h, w, c)
def events(folder):
    for dirpath, _, files in sorted(os.walk(folder)):
        for f in sorted(files):
            for body in records(os.path.join(dirpath, f)):
                e = fields(body)
                yield os.path.relpath(dirpath, folder), e
def values(folder):
    for run, e in events(folder):
        for s in e.get(5, []):
            for v in fields(s)[1]:
                yield run, e.get(2, [None])[0], fields(v)
folder = sys.argv[1]
`;

function python(program: string, folder: string): unknown {
  const r = spawnSync("/usr/bin/python3", ["-c", reader + program, folder], { encoding: "utf8" });
  assert.equal(r.status, 0, r.stderr);
  return JSON.parse(r.stdout);
}

describe("SummaryWriter", { skip: hasNumpy ? false : "there is no Python with NumPy" }, () => {
  test("scalars, texts and settings", () => {
    const folder = path.join(top, "scalars"),
      w = new SummaryWriter(folder);
    w.addScalar("loss/train", 0.5, 0, { wallTime: 12.5 });
    w.addScalar("loss/train", tensor(NaN), 300);
    w.addScalar("Grüße", -1);
    w.addScalars("both", { a: 1, b: 2 }, 7);
    w.addText("note", "**hello** ä", 3);
    w.addHparams({ lr: 0.1, name: "adam", big: true }, { accuracy: 0.9 }, { runName: "h" });
    w.close();
    const got = python(
      `
es = list(events(folder))
assert all(e[1].get(5) or e[1][3] == [b"brain.Event:2"] for e in es)
assert es[0][1][3] == [b"brain.Event:2"]
assert es[1][1][1] == [12.5]
out = []
for run, step, v in values(folder):
    tag = v[1][0].decode()
    if 2 in v: out.append([run, step, tag, repr(v[2][0])])
    elif 8 in v:
        t = fields(v[8][0])
        assert t[1] == [7] and fields(fields(t[2][0])[2][0])[1] == [1] and fields(fields(v[9][0])[1][0])[1] == [b"text"]
        out.append([run, step, tag, t[8][0].decode()])
    else:
        p = fields(fields(v[9][0])[1][0])
        assert p[1] == [b"hparams"]
        c = fields(p[2][0])
        if 2 in c:
            e = fields(c[2][0])
            out.append([[fields(i)[1][0].decode(), fields(i)[4][0]] for i in e[4]] + [fields(fields(m)[1][0])[2][0].decode() for m in e[5]])
        if 3 in c: out.append(sorted([fields(x)[1][0].decode(), {k: u if isinstance(u := w[0], (int, float)) else u.decode() for k, w in fields(fields(x)[2][0]).items()}] for x in fields(c[3][0])[1]))
        if 4 in c: out.append(fields(c[4][0])[1])
print(json.dumps(out))
`,
      folder,
    );
    assert.deepEqual(got, [
      [".", 0, "loss/train", "0.5"],
      [".", 300, "loss/train", "nan"],
      [".", null, "Grüße", "-1.0"],
      [".", 3, "note/text_summary", "**hello** ä"],
      ["both_a", 7, "both", "1.0"],
      ["both_b", 7, "both", "2.0"],
      [["lr", 3], ["name", 1], ["big", 2], "accuracy"],
      [
        ["big", { "4": 1 }],
        ["lr", { "2": 0.1 }],
        ["name", { "3": "adam" }],
      ],
      [1],
      ["h", null, "accuracy", "0.8999999761581421"],
    ]);
  });

  test("histograms and curves have PyTorch's numbers", () => {
    const folder = path.join(top, "histograms"),
      w = new SummaryWriter(folder);
    manualSeed(0);
    const cases = [
      randn(1000),
      randn(50).mul(1e-6),
      tensor([0, 0, 0]),
      tensor([3]),
      tensor([-2, -1, 0, 1, 2]),
      randn(300).abs(),
    ];
    for (const bins of [undefined, 10])
      cases.forEach((x, i) => w.addHistogram("h", x, i, bins === undefined ? {} : { bins }));
    const labels = rand(200).gt(0.4),
      scores = rand(200);
    for (const numThresholds of [127, 11]) w.addPrCurve("pr", labels, scores, 0, { numThresholds });
    w.addHistogram("some", tensor([1, NaN, 2, Infinity]), 0);
    const inputs = JSON.stringify({
      cases: cases.map((x) => x.tolist()),
      labels: labels.tolist(),
      scores: scores.double().tolist(),
    });
    const got = python(
      `
inputs = json.loads('''${inputs}''')
def make(values, bins):  # torch/utils/tensorboard/summary.py
    counts, limits = np.histogram(values, bins=bins)
    cum = np.cumsum(np.greater(counts, 0))
    start, end = np.searchsorted(cum, [0, cum[-1] - 1], side="right")
    start, end = int(start), int(end) + 1
    counts = counts[start - 1:end] if start > 0 else np.concatenate([[0], counts[:end]])
    return counts, limits[start:end + 1]
v, buckets = 1e-12, []
while v < 1e20:
    buckets.append(v)
    v *= 1.1
default = [-b for b in buckets[::-1]] + [0] + buckets
def curve(labels, predictions, n):
    index = np.int32(np.floor(predictions * (n - 1)))
    tp, _ = np.histogram(index, bins=n, range=(0, n - 1), weights=labels)
    fp, _ = np.histogram(index, bins=n, range=(0, n - 1), weights=1 - labels)
    tp, fp = np.cumsum(tp[::-1])[::-1], np.cumsum(fp[::-1])[::-1]
    tn, fn = fp[0] - fp, tp[0] - tp
    return np.stack((tp, fp, tn, fn, tp / np.maximum(1e-7, tp + fp), tp / np.maximum(1e-7, tp + fn)))
got = [v for _, _, v in values(folder)]
want = [(np.array(x), b) for b in (default, 10) for x in inputs["cases"]]
for g, (x, bins) in zip(got, want):
    h = fields(g[5][0])
    assert [h[1][0], h[2][0], h[3][0]] == [x.min(), x.max(), len(x)]
    assert np.allclose([h[4][0], h[5][0]], [x.sum(), x.dot(x)], rtol=1e-12, atol=1e-300)
    counts, limits = make(x, bins)
    assert np.allclose(np.frombuffer(h[6][0]), limits, rtol=1e-12, atol=0), (np.frombuffer(h[6][0]), limits)
    assert np.array_equal(np.frombuffer(h[7][0]), counts)
labels, scores = np.array(inputs["labels"], float), np.array(inputs["scores"])
for g, n in zip(got[len(want):], (127, 11)):
    t = fields(g[8][0])
    assert [fields(d)[1][0] for d in fields(t[2][0])[2]] == [6, n]
    assert np.allclose(np.frombuffer(t[5][0], np.float32).reshape(6, n), curve(labels, scores, n), rtol=1e-6)
    p = fields(fields(g[9][0])[1][0])
    assert p[1] == [b"pr_curves"] and fields(p[2][0])[2] == [n]
assert fields(got[-1][5][0])[3] == [2]
print(json.dumps(len(got)))
`,
      folder,
    );
    assert.equal(got, 15);
  });

  test("pictures", () => {
    const folder = path.join(top, "pictures"),
      w = new SummaryWriter(folder);
    manualSeed(1);
    const x = rand(3, 4, 5),
      many = rand(10, 1, 2, 3).mul(255).to("uint8");
    w.addImage("one", x, 0);
    w.addImage("turned", x.permute(1, 2, 0), 0, { dataformats: "HWC" });
    w.addImage("gray", x.get(0), 0, { dataformats: "HW" });
    w.addImages("many", many, 0);
    const got = python(
      `
x = np.array(json.loads('''${JSON.stringify(x.tolist())}'''), np.float32)
many = np.array(json.loads('''${JSON.stringify(many.tolist())}'''))
pictures = {}
for _, _, v in values(folder):
    i = fields(v[4][0])
    p = png(i[4][0])
    assert [i[1][0], i[2][0], i[3][0]] == list(p.shape)
    pictures[v[1][0].decode()] = p
want = (x * np.float32(255)).clip(0, 255).astype(np.uint8).transpose(1, 2, 0)
assert np.array_equal(pictures["one"], want) and np.array_equal(pictures["turned"], want)
assert np.array_equal(pictures["gray"], want[:, :, :1])
canvas = np.zeros((2 * 2, 8 * 3, 1))
for k in range(10): canvas[k // 8 * 2:k // 8 * 2 + 2, k % 8 * 3:k % 8 * 3 + 3] = many[k].transpose(1, 2, 0)
assert np.array_equal(pictures["many"], canvas)
print(json.dumps(sorted(pictures)))
`,
      folder,
    );
    assert.deepEqual(got, ["gray", "many", "one", "turned"]);
  });

  test("what was added before a kill is in the file", () => {
    const folder = path.join(top, "killed");
    const r = spawnSync(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `import { SummaryWriter } from "kindling"; const w = new SummaryWriter(process.argv[1]); for (let i = 0; i < 50; i++) w.addScalar("a", i, i); process.kill(process.pid, "SIGKILL");`,
        folder,
      ],
      { encoding: "utf8" },
    );
    assert.equal(r.signal, "SIGKILL", r.stderr);
    assert.equal(python("print(json.dumps([step for _, step, _ in values(folder)][-1]))", folder), 49);
  });
});

test("files in a Map, as in a browser", () => {
  const files = new Map<string, Uint8Array>(),
    w = new SummaryWriter(files, { filenameSuffix: ".x" });
  w.addScalar("a", 1, 0);
  w.addScalars("b", { c: 1 }, 0);
  const names = [...files.keys()];
  assert.equal(names.length, 2);
  assert.match(names[0]!, /^events\.out\.tfevents\.\d{10}\.browser\.\d+\.x$/);
  assert.match(names[1]!, /^b_c\/events/);
  assert.ok(files.get(names[0]!)!.length > 40);
});

test("two writers of one folder have files of their own", () => {
  const folder = path.join(top, "two");
  new SummaryWriter(folder).addScalar("a", 1);
  new SummaryWriter(folder).addScalar("a", 1);
  assert.equal(readdirSync(folder).length, 2);
});

test("what cannot be logged is refused", () => {
  const w = new SummaryWriter(new Map());
  for (const [f, message] of [
    [() => new SummaryWriter(3 as never), /path of a folder/],
    [() => w.addScalar("a", "1" as never), /number/],
    [() => w.addScalar(3 as never, 1), /tag/],
    [() => w.addScalar("a", 1, 0.5), /step is a whole number/],
    [() => w.addHistogram("a", tensor([])), /no finite numbers/],
    [() => w.addImage("a", rand(2, 4, 4)), /1, 3 or 4 channels/],
    [() => w.addImage("a", rand(4, 4)), /CHW/],
    [() => w.addPrCurve("a", [0, 2], [0.1, 0.2]), /labels of 0 and 1/],
    [() => w.addPrCurve("a", [0, 1], [0.1, 1.2]), /scores from 0 to 1/],
    [() => w.addHparams({ a: {} as never }, {}), /a to be a number/],
    [() => w.addText("a", 3 as never), /text/],
  ] as const)
    assert.throws(f, (e) => e instanceof KindlingError && message.test(e.message), String(message));
});
