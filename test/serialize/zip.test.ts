import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { concatBytes, viewOf } from "#src/serialize/bytes.js";
import { crc32 } from "#src/serialize/crc32.js";
import { inflateRaw } from "#src/serialize/inflate.js";
import { centralHeader, descriptor, endRecords, localHeader, readExtra } from "#src/serialize/zip-format.js";
import { readZip } from "#src/serialize/zip-read.js";
import { writeZip } from "#src/serialize/zip-write.js";
import type { ZipInput } from "#src/serialize/zip-write.js";
import { golden, patched, refuses } from "./helpers.js";

const text = (s: string): Uint8Array => new TextEncoder().encode(s);
const zip = (...entries: ZipInput[]): Uint8Array => concatBytes(writeZip(entries));
const two = zip({ name: "p/a", data: text("first") }, { name: "p/b", data: text("second, longer") });

/** Where the directory starts and where its records are. */
function layout(bytes: Uint8Array): { view: DataView; start: number; records: number[]; end64: number; end: number } {
  const view = viewOf(bytes);
  const end = bytes.length - 22;
  const start = view.getUint32(end + 16, true);
  const records: number[] = [];
  for (let at = start; view.getUint32(at, true) === 0x02014b50;) {
    records.push(at);
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return { view, start, records, end64: end - 76, end };
}

/** Puts an archive together from parts that need not fit: hostile archives come from here. */
function raw(files: readonly Uint8Array[], records: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(files);
  const directory = concatBytes(records);
  return concatBytes([body, directory, endRecords(records.length, directory.length, body.length)]);
}

function file(
  name: string,
  data: Uint8Array,
  offset: number,
  crc = crc32(data),
): { bytes: Uint8Array; record: Uint8Array } {
  const entry = { name: text(name), size: data.length, crc, offset };
  return {
    bytes: concatBytes([localHeader(entry.name, data.length, offset, 64), data, descriptor(entry)]),
    record: centralHeader(entry),
  };
}

describe("zip: writing and reading", () => {
  test("payloads are views of the archive at multiples of 64 bytes", () => {
    const entries = readZip(two);
    assert.deepEqual([...entries.keys()], ["p/a", "p/b"]);
    for (const { data, offset } of entries.values()) {
      assert.equal(data.buffer, two.buffer);
      assert.equal(offset % 64, 0);
    }
    assert.deepEqual(entries.get("p/b")!.data, text("second, longer"));
  });

  test("what PyTorch wrote is written again byte for byte", () => {
    for (const name of ["tensor", "model", "dtypes", "many", "empty", "nested"]) {
      const bytes = golden(name);
      assert.deepEqual(concatBytes(writeZip([...readZip(bytes).values()])), bytes, name);
    }
  });

  test("any names and contents come back, in pieces or whole", () => {
    const segment = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
      .filter((s) => !/[/\0]|^\.\.?$/.test(s));
    const name = fc.array(segment, { minLength: 1, maxLength: 3 }).map((s) => s.join("/"));
    const entry = fc.record({
      name,
      data: fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.array(fc.uint8Array({ maxLength: 40 }))),
    });
    fc.assert(
      fc.property(fc.uniqueArray(entry, { selector: (e) => e.name, maxLength: 8 }), (entries) => {
        const found = readZip(zip(...entries));
        assert.deepEqual(
          [...found.keys()],
          entries.map((e) => e.name),
        );
        for (const { name: n, data } of entries) {
          assert.deepEqual(found.get(n)!.data, data instanceof Uint8Array ? data : concatBytes(data));
        }
      }),
      { numRuns: 200 },
    );
  });

  test("the archive may lie anywhere in a larger buffer", () => {
    const inside = concatBytes([new Uint8Array(7), two]).subarray(7);
    assert.deepEqual(readZip(inside).get("p/a")!.data, text("first"));
  });

  test("folders are left out, and must be empty", () => {
    const folder = file("p/", new Uint8Array(0), 0);
    const a = file("p/a", text("x"), folder.bytes.length);
    assert.deepEqual([...readZip(raw([folder.bytes, a.bytes], [folder.record, a.record])).keys()], ["p/a"]);
    const full = file("p/", text("x"), 0);
    refuses(() => readZip(raw([full.bytes], [full.record])), "file-unsafe", /"p\/".*folder/);
  });

  test("an archive without entries", () => assert.equal(readZip(zip()).size, 0));
});

describe("zip: sizes beyond 4 GiB, in the fields", () => {
  const big = 5 * 2 ** 30 + 3;
  const far = 6 * 2 ** 30 + 64;
  const name = text("p/data/0");

  test("a large entry: 64-bit sizes in the extra field and the descriptor", () => {
    const record = centralHeader({ name, size: big, crc: 1, offset: 64 });
    const view = viewOf(record);
    assert.deepEqual(
      [view.getUint32(20, true), view.getUint32(24, true), view.getUint32(42, true)],
      [0xffffffff, 0xffffffff, 64],
    );
    const extra = record.subarray(46 + name.length);
    assert.deepEqual(readExtra(extra, 0xffffffff, 0xffffffff, 64), { size: big, packed: big, offset: 64 });
    const after = viewOf(descriptor({ name, size: big, crc: 7, offset: 64 }));
    assert.equal(after.byteLength, 24);
    assert.deepEqual(
      [after.getUint32(4, true), after.getBigUint64(8, true), after.getBigUint64(16, true)],
      [7, BigInt(big), BigInt(big)],
    );
  });

  test("an entry that starts beyond 4 GiB", () => {
    const record = centralHeader({ name, size: 10, crc: 1, offset: far });
    const extra = record.subarray(46 + name.length);
    assert.deepEqual(readExtra(extra, 10, 10, 0xffffffff), { size: 10, packed: 10, offset: far });
    assert.equal(descriptor({ name, size: 10, crc: 7, offset: far }).length, 24);
  });

  test("payloads are aligned there too", () => {
    for (const size of [0, 1, 2 ** 32 - 2, 2 ** 32 - 1, big]) {
      for (const offset of [0, 1, 2 ** 32 - 2, 2 ** 32 - 1, far, far + 13]) {
        assert.equal((offset + localHeader(name, size, offset, 64).length) % 64, 0, `${size} at ${offset}`);
      }
    }
  });

  test("the end records", () => {
    const view = viewOf(endRecords(70000, big, far));
    assert.deepEqual(
      [24, 32, 40, 48].map((at) => Number(view.getBigUint64(at, true))),
      [70000, 70000, big, far],
    );
    assert.equal(Number(view.getBigUint64(56 + 8, true)), far + big);
    assert.deepEqual(
      [view.getUint16(76 + 8, true), view.getUint32(76 + 12, true), view.getUint32(76 + 16, true)],
      [0xffff, 0xffffffff, 0xffffffff],
    );
  });

  test("a malformed extra field is none", () => {
    assert.equal(readExtra(Uint8Array.of(1, 0, 8), 0, 0, 0), undefined);
    assert.equal(readExtra(Uint8Array.of(1, 0, 8, 0, 1), 0, 0, 0), undefined);
    assert.equal(readExtra(new Uint8Array(0), 0xffffffff, 0, 0), undefined);
    assert.equal(readExtra(Uint8Array.of(1, 0, 0, 0, 1, 0, 0, 0), 0, 0, 0), undefined); // twice
  });
});

describe("zip: what is refused", () => {
  const { view, start, records, end64, end } = layout(two);
  const secondFile = view.getUint32(records[1]! + 42, true);
  const dataOf = (name: string): number => readZip(two).get(name)!.offset;

  test("empty and short files", () => {
    refuses(() => readZip(new Uint8Array(0)), "file-truncated", /ends after 0 bytes/);
    refuses(() => readZip(text("PK\x03\x04")), "file-truncated", /directory is missing/);
  });

  test("bytes after the end, a comment, a second archive behind the first", () => {
    refuses(() => readZip(concatBytes([two, text("x")])), "file-damaged", /1 bytes follow the end of the archive/);
    refuses(() => readZip(concatBytes([patched(two, end + 20, 2), text("hi")])), "file-damaged", /2 bytes follow/);
    refuses(() => readZip(concatBytes([two, two])), "file-damaged", /zip64 end record/);
  });

  test("two end records with a directory each", () => {
    // the second directory is made to fit, so only the bytes that belong to nobody give the first away
    const moved = two.slice(start);
    const v = viewOf(moved);
    const at = moved.length - 22;
    v.setUint32(at + 16, two.length, true);
    v.setBigUint64(at - 76 + 48, BigInt(two.length), true);
    v.setBigUint64(at - 20 + 8, BigInt(two.length + at - 76), true);
    refuses(() => readZip(concatBytes([two, moved])), "file-damaged", /not what its headers announce/);
  });

  test("bytes before the first entry or between entries", () => {
    refuses(() => readZip(concatBytes([new Uint8Array(64), two])), "file-damaged", /zip64 end record/);
    const a = file("p/a", text("x"), 5);
    refuses(
      () => readZip(raw([text("12345"), a.bytes], [a.record])),
      "file-damaged",
      /bytes 0 to 5 of the archive belong to no entry/,
    );
    const b = file("p/a", text("x"), 0);
    refuses(() => readZip(raw([b.bytes, text("hidden")], [b.record])), "file-damaged", /not what its headers announce/);
    refuses(() => readZip(raw([b.bytes], [])), "file-damaged", /belong to no entry/);
  });

  test("duplicate names", () => {
    const a = file("p/a", text("x"), 0);
    const b = file("p/a", text("y"), a.bytes.length);
    refuses(() => readZip(raw([a.bytes, b.bytes], [a.record, b.record])), "file-unsafe", /two entries called "p\/a"/);
  });

  test("overlapping entries", () => {
    const a = file("p/a", text("x"), 0);
    const b = file("p/b", text("y"), a.bytes.length);
    refuses(() => readZip(raw([a.bytes, b.bytes], [a.record, b.record, a.record])), "file-damaged", /"p\/a"/);
    // an entry inside the payload of another
    const inner = file("p/in", text("z"), 64);
    const outer = file("p/out", inner.bytes, 0);
    const shifted = file("p/in", text("z"), 64);
    refuses(() => readZip(raw([outer.bytes], [outer.record, shifted.record])), "file-damaged", /do not fit/);
  });

  test("entries out of bounds", () => {
    for (const offset of [start, end, two.length, 0x7fffffff, 0xfffffffe]) {
      const moved = two.slice();
      viewOf(moved).setUint32(records[1]! + 42, offset, true);
      refuses(
        () => readZip(moved),
        "file-damaged",
        /inside or after the directory|local header is missing|not what its headers/,
      );
    }
    const large = two.slice();
    viewOf(large).setUint32(records[1]! + 20, 0x7fffffff, true);
    viewOf(large).setUint32(records[1]! + 24, 0x7fffffff, true);
    refuses(() => readZip(large), "file-damaged", /its 2147483647 bytes do not fit/);
  });

  test("a changed payload", () =>
    refuses(() => readZip(patched(two, dataOf("p/b"), 0x53)), "file-damaged", /"p\/b".*CRC-32/));

  test("a CRC-32 that is wrong in the directory", () => {
    refuses(() => readZip(patched(two, records[0]! + 16, 1, 2, 3, 4)), "file-damaged", /"p\/a"/);
  });

  test("a local header that says something else", () => {
    const at = secondFile;
    refuses(() => readZip(patched(two, at + 30, 0x71)), "file-damaged", /"p\/b".*another name/);
    refuses(() => readZip(patched(two, at + 6, 0)), "file-damaged", /other flags/);
    refuses(() => readZip(patched(two, at + 8, 8)), "file-damaged", /another method/);
    refuses(() => readZip(patched(two, at + 14, 9)), "file-damaged", /another size or CRC-32/);
    refuses(() => readZip(patched(two, at + 22, 9)), "file-damaged", /another size or CRC-32/);
    refuses(() => readZip(patched(two, at + 30 + 3, 0xff, 0xff, 0xff, 0xff)), "file-damaged", /extra field/);
  });

  test("a descriptor that says something else", () => {
    const at = dataOf("p/a") + 5;
    for (const i of [0, 4, 8, 12])
      refuses(() => readZip(patched(two, at + i, 0x99)), "file-damaged", /not what its headers announce/);
  });

  test("compressed and encrypted entries, unknown flags", () => {
    refuses(() => readZip(patched(two, records[0]! + 10, 9)), "file-format", /"p\/a" is compressed \(method 9\)/);
    refuses(() => readZip(patched(two, records[0]! + 10, 8), inflateRaw), "file-damaged", /another method/);
    refuses(() => readZip(patched(two, records[0]! + 10, 8), null), "file-format", /"p\/a" is compressed \(method 8\)/);
    refuses(() => readZip(patched(two, records[0]! + 8, 9)), "file-format", /encrypted/);
    refuses(() => readZip(patched(two, records[0]! + 9, 0x28)), "file-format", /unknown flags/);
  });

  test("names that lead out of the folder, or are none", () => {
    for (const name of ["../a", "p/../../a", "/etc/passwd", "p//a", "p/./a", "", "a\0b", "/"]) {
      const a = file(name, text("x"), 0);
      refuses(() => readZip(raw([a.bytes], [a.record])), "file-unsafe", /a name that no archive/);
    }
    refuses(() => readZip(patched(two, records[0]! + 46, 0xff)), "file-damaged", /not UTF-8/);
  });

  test("absurd counts and sizes in the end records", () => {
    const wide = (at: number, value: bigint): Uint8Array => {
      const copy = two.slice();
      viewOf(copy).setBigUint64(at, value, true);
      return copy;
    };
    for (const value of [2n ** 63n, 2n ** 53n, 2n ** 32n, 0n]) {
      for (const field of [24, 32, 40, 48])
        refuses(() => readZip(wide(end64 + field, value)), "file-damaged", /end records.*contradict/);
      refuses(() => readZip(wide(end - 20 + 8, value)), "file-damaged", /zip64 end record/);
    }
    // a narrow field that says "see there" must find a count there that fits
    const many = concatBytes([two.slice(0, end64), endRecords(0xffffff, end64 - start, start)]);
    refuses(() => readZip(many), "file-damaged", /claims 16777215 entries/);
  });

  test("a directory with other records than it counts", () => {
    const a = file("p/a", text("x"), 0);
    const directory = concatBytes([a.record, a.record]);
    const ends = endRecords(1, directory.length, a.bytes.length);
    refuses(() => readZip(concatBytes([a.bytes, directory, ends])), "file-damaged", /belong to no record/);
    refuses(() => readZip(patched(two, records[1]!, 0)), "file-damaged", /record 1 of the archive's directory/);
    refuses(() => readZip(patched(two, records[1]! + 28, 0xff, 0xff)), "file-damaged", /longer than the directory/);
  });

  test("an archive in several parts", () =>
    refuses(() => readZip(patched(two, end + 4, 1)), "file-format", /split over several/));
});
