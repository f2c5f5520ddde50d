// Plots: the same numbers as text, SVG, PNG and CSV, and the PNG and DEFLATE writers against zlib.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { deflateRawSync, inflateRawSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { KindlingError, plot } from "kindling";
import { deflateRaw } from "#src/serialize/deflate.js";
import { InflateError, inflateRaw } from "#src/serialize/inflate.js";
import { encodePng } from "#src/serialize/png.js";
import { placeOf, scaleOf } from "#src/train/plot/scale.js";

/** The pixels of a PNG file, read by the rules for the one filter that the writer uses. */
function pixelsOf(png: Uint8Array): { width: number; height: number; channels: number; pixels: Uint8Array } {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts: Uint8Array[] = [];
  let width = 0,
    height = 0,
    channels = 0;
  for (let at = 8; at < png.length;) {
    const n = view.getUint32(at),
      name = String.fromCharCode(...png.subarray(at + 4, at + 8)),
      data = png.subarray(at + 8, at + 8 + n);
    if (name === "IHDR") {
      [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
      channels = { 0: 1, 2: 3, 4: 2, 6: 4 }[data[9]!]!;
    }
    if (name === "IDAT") parts.push(data);
    at += 12 + n;
  }
  const raw = inflateSync(Buffer.concat(parts)),
    row = width * channels,
    pixels = new Uint8Array(row * height);
  for (let y = 0; y < height; y++) {
    assert.equal(raw[y * (row + 1)], 2);
    for (let i = 0; i < row; i++)
      pixels[y * row + i] = raw[y * (row + 1) + 1 + i]! + (y > 0 ? pixels[(y - 1) * row + i]! : 0);
  }
  return { width, height, channels, pixels };
}

describe("DEFLATE", () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 2000 }),
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 5000 }).map((a) => Uint8Array.from(a)),
    fc.tuple(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 0, max: 3000 })).map(([a, n]) => {
      const out = new Uint8Array(a.length * n);
      for (let i = 0; i < n; i++) out.set(a, i * a.length);
      return out;
    }),
  );
  test("zlib reads what is written, and what zlib writes is read", () =>
    fc.assert(
      fc.property(bytes, fc.integer({ min: 0, max: 9 }), (b, level) => {
        assert.deepEqual(new Uint8Array(inflateRawSync(deflateRaw(b))), b);
        assert.deepEqual(inflateRaw(deflateRaw(b), b.length), b);
        for (const strategy of [0, 4])
          assert.deepEqual(inflateRaw(deflateRawSync(b, { level, strategy }), b.length), b);
      }),
      { numRuns: 300 },
    ));
  test("damaged streams are refused, and never hang", () =>
    fc.assert(
      fc.property(bytes, fc.uint8Array({ minLength: 1, maxLength: 5 }), fc.nat(), (b, damage, at) => {
        const packed = new Uint8Array(deflateRawSync(b)),
          changed = packed.slice();
        damage.forEach((d, i) => (changed[(at + i) % changed.length]! ^= d));
        try {
          assert.equal(inflateRaw(changed, b.length).length, b.length);
        } catch (e) {
          assert.ok(e instanceof InflateError, String(e));
        }
        assert.throws(() => inflateRaw(packed.subarray(0, packed.length - 1), b.length), InflateError);
        assert.throws(() => inflateRaw(packed, b.length + 1), InflateError);
        if (b.length > 0) assert.throws(() => inflateRaw(packed, b.length - 1), InflateError);
        assert.throws(() => inflateRaw(Buffer.concat([packed, Buffer.of(0)]), b.length), InflateError);
      }),
      { numRuns: 300 },
    ));
});

test("PNG files hold their pixels", () =>
  fc.assert(
    fc.property(
      fc.constantFrom(1, 2, 3, 4),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 20 }),
      fc.infiniteStream(fc.nat({ max: 255 })),
      (channels, width, height, values) => {
        const pixels = Uint8Array.from({ length: width * height * channels }, () => values.next().value as number);
        const read = pixelsOf(encodePng({ width, height, channels: channels as 1 | 2 | 3 | 4, pixels }));
        assert.deepEqual(read, { width, height, channels, pixels });
      },
    ),
  ));

describe("an axis", () => {
  test("has ticks at round numbers, within its ends", () =>
    fc.assert(
      fc.property(fc.array(fc.double(), { maxLength: 20 }), fc.boolean(), (values, log) => {
        const s = scaleOf(values, log, 5);
        assert.ok(s.low < s.high && s.ticks.length <= 50, JSON.stringify(s));
        for (const t of s.ticks)
          assert.ok(placeOf(s, t.value) > -0.01 && placeOf(s, t.value) < 1.01, JSON.stringify(s));
        for (const v of values)
          if (Number.isFinite(v) && (!log || v > 0))
            assert.ok(placeOf(s, v) > -1e-6 && placeOf(s, v) < 1 + 1e-6, `${v} ${JSON.stringify(s)}`);
      }),
    ));
  test("of 0 to 1 goes by fifths", () =>
    assert.deepEqual(
      scaleOf([0, 1], false, 5).ticks.map((t) => t.label),
      ["0", "0.2", "0.4", "0.6", "0.8", "1"],
    ));
  test("of decades shows them", () =>
    assert.deepEqual(
      scaleOf([1e-3, 10], true, 5).ticks.map((t) => t.label),
      ["0.001", "0.01", "0.1", "1", "10"],
    ));
});

describe("plot", () => {
  test("draws one curve in Braille, several with marks and their names", () => {
    const text = String(plot([3, 2, 1], { title: "falling", rows: 6, columns: 40 }));
    assert.match(text, /falling/);
    assert.match(text, /[\u2801-\u28ff]/);
    assert.ok(text.split("\n").every((l) => l.length <= 40));
    const two = String(plot({ train: [3, 2, 1], test: [3, 2.5, 2] }, { rows: 6 }));
    assert.match(two, /•/);
    assert.match(two, /×/);
    assert.match(two, /• train {3}× test$/);
  });
  test("SVG and PNG have the size that is asked for, and something in each color", () => {
    const p = plot({ "a<b": [1, 2], b: { x: [0, 1], y: [2, 1] } }, { width: 300, height: 200 });
    assert.match(p.svg(), /^<svg [^>]*width="300" height="200"/);
    assert.match(p.svg(), /a&#60;b/);
    assert.match(p.svg(), /#0072b2/);
    const { width, height, pixels } = pixelsOf(p.png());
    assert.deepEqual([width, height], [300, 200]);
    const has = (r: number, g: number, b: number): boolean => {
      for (let i = 0; i < pixels.length; i += 3)
        if (pixels[i] === r && pixels[i + 1] === g && pixels[i + 2] === b) return true;
      return false;
    };
    assert.ok(has(0x00, 0x72, 0xb2) && has(0xd5, 0x5e, 0x00));
  });
  test("keeps spikes of long curves, and leaves gaps where there is no number", () => {
    const long = new Float32Array(100_000).fill(1);
    long[54_321] = 5;
    assert.match(String(plot(long)).split("\n")[0]!, /[\u2801-\u28ff]/);
    const path = /<path d="(M[^"]*)" fill="none" stroke="#0072b2"/.exec(plot([1, NaN, 2, 3]).svg())![1]!;
    assert.equal(path.match(/M/g)!.length, 2);
    const thin = plot(long).svg();
    assert.ok(thin.length < 100_000, String(thin.length));
    assert.equal(plot([]).svg().includes("NaN"), false);
    assert.equal(plot([NaN, Infinity]).svg().includes("NaN"), false);
    plot([]).png();
  });
  test("CSV has every number", () =>
    assert.equal(plot({ a: [1, 2], 'b"': [NaN] }).csv(), 'curve,x,y\na,0,1\na,1,2\n"b""",0,NaN\n'));
  test("is saved by its ending", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kindling-plot-"));
    try {
      const p = plot([1, 2]);
      for (const [ending, want] of [
        ["svg", p.svg()],
        ["csv", p.csv()],
        ["txt", `${p}\n`],
      ] as const) {
        p.save(path.join(folder, `p.${ending}`));
        assert.equal(readFileSync(path.join(folder, `p.${ending}`), "utf8"), want);
      }
      p.save(path.join(folder, "p.PNG"));
      assert.equal(pixelsOf(readFileSync(path.join(folder, "p.PNG"))).width, 800);
      assert.throws(
        () => p.save("p.jpg"),
        (e) => e instanceof KindlingError && /\.svg, \.png/.test(e.message),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  test("refuses what is no curve", () => {
    for (const [f, message] of [
      [() => plot(3 as never), /lists of numbers/],
      [() => plot({ a: "b" as never }), /curve "a"/],
      [() => plot(["1" as never]), /found "1"/],
      [() => plot({ x: [1], y: [1, 2] }), /1 x and 2 y/],
      [() => plot([1], { rows: 0 }), /rows/],
    ] as const)
      assert.throws(f, (e) => e instanceof KindlingError && message.test(e.message));
  });
});
