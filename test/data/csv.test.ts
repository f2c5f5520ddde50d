// CSV files against Python's csv module, and what is wrong with them by line and column.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { data, KindlingError } from "kindling";
import { parseCsv } from "#src/data/csv/parse.js";

const bytes = (s: string): Uint8Array => new TextEncoder().encode(s);
const read = (s: string, o: data.CSVOptions = {}): data.CSVDataset => new data.CSVDataset(bytes(s), o);
const refused = (s: string, o: data.CSVOptions, message: RegExp): void =>
  assert.throws(
    () => read(s, o),
    (e) => e instanceof KindlingError && message.test(e.message),
    `${JSON.stringify(s)} ${String(message)}`,
  );

describe("CSVDataset", () => {
  test("finds out what columns hold", () => {
    const set = read("a,b,name,ok\n1,0.5,x,true\r\n-2,1e3,y,false\n\n3,.5,x,true");
    assert.equal(set.length, 3);
    assert.deepEqual(set.columns, ["a", "b", "name", "ok"]);
    assert.deepEqual(set.tensors[0]!.tolist(), [
      [1, 0.5, 0, 1],
      [-2, 1000, 1, 0],
      [3, 0.5, 0, 1],
    ]);
    assert.deepEqual(
      [set.column("a").dtype, set.column("b").dtype, set.column("name").dtype],
      ["int64", "float32", "int64"],
    );
    assert.deepEqual(set.categories("name"), ["x", "y"]);
    assert.deepEqual(set.categories("ok"), ["false", "true"]);
  });
  test("has a target, and loaders take batches of it", () => {
    const set = read("x,y,label\n1,2,cat\n3,4,dog\n5,6,cat\n", { target: "label" });
    assert.deepEqual(
      [...new data.DataLoader(set, { batchSize: 2 })].map((b) => b.map((t) => t.tolist())),
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
          [0, 1],
        ],
        [[[5, 6]], [0]],
      ],
    );
    assert.equal(read("x,y\n1,0.5\n", { target: "y" }).tensors[1]!.dtype, "float32");
    assert.equal(read("x,y\n1,5\n", { target: "y" }).tensors[1]!.dtype, "int64");
    assert.deepEqual(read("x,y,z\n1,2,3\n", { columns: ["z", "x"] }).tensors[0]!.tolist(), [[3, 1]]);
  });
  test("quotes, delimiters, a byte order mark and a file without header", () => {
    const set = read('\ufeffid;"the text"\n1;"a ""b"";\nc"\n2;""\n', { delimiter: ";", types: { "the text": "text" } });
    assert.deepEqual(set.texts("the text"), ['a "b";\nc', ""]);
    assert.deepEqual(set.columns, ["id"]);
    assert.deepEqual(read("1,2\n3,4", { header: false, target: "1" }).tensors[1]!.tolist(), [2, 4]);
    assert.deepEqual(read('a\n"1"\n" 2 "').tensors[0]!.tolist(), [[1], [2]]);
    assert.deepEqual(read("n\n0012\n+3\n-0.25\n1.\n12345678901234567890.5\ninf\n").tensors[0]!.flatten().tolist(), [
      12,
      3,
      -0.25,
      1,
      Math.fround(12345678901234567890.5),
      Infinity,
    ]);
  });
  test("missing values are refused by line, dropped, or replaced", () => {
    const table = "a,b\n1,2\n,3\n4,NA\n5,6\n";
    refused(table, {}, /line 3, column "a": the value is missing/);
    const dropped = read(table, { missing: "drop" });
    assert.deepEqual(dropped.tensors[0]!.tolist(), [
      [1, 2],
      [5, 6],
    ]);
    assert.equal(dropped.dropped, 2);
    const nan = read(table, { missing: "nan" }).tensors[0]!.tolist() as number[][];
    assert.deepEqual(nan, [
      [1, 2],
      [NaN, 3],
      [4, NaN],
      [5, 6],
    ]);
    assert.equal(read(table, { missing: "nan" }).column("a").dtype, "float32");
    assert.deepEqual(read(table, { missing: 0 }).column("b").tolist(), [2, 3, 0, 6]);
    refused('a\n"x\ny"\n\n"z"\nNA\n', {}, /line 6, column "a": the value is missing/);
    // A value is missing also where it is in no column that is wanted: then nobody asks for it.
    assert.equal(read(table, { columns: ["b"], missing: "drop" }).length, 3);
  });
  test("says what is wrong, by line and column", () => {
    refused("a,b\n1,2\n3\n", {}, /line 3 has 1 fields, but there are 2 columns/);
    refused("a\n1\n2\nx\n", {}, /line 4, column "a": "x" is not a number/);
    refused("a\n1.5\n", { types: { a: "int" } }, /line 2, column "a": "1\.5" is not a whole number/);
    refused("a\n9007199254740993\n", {}, /beyond 2\^53/);
    refused("a\nmaybe\n", { types: { a: "bool" } }, /"maybe" is not a bool/);
    refused('a\n"1\n', {}, /quote opened in line 2 is never closed/);
    refused('a\n"1"2\n', {}, /follows a closing quote/);
    refused("a,a\n1,2\n", {}, /two columns are called "a"/);
    refused("", {}, /no lines/);
    refused("a\n1\n", { target: "b" }, /there is no column "b".*the columns are "a"/s);
    refused("a\nx\n", { types: { a: "text" }, columns: ["a"] }, /holds text/);
    refused("a\n1\n", { delimiter: ",," }, /delimiter/);
    refused("a\n1\n", { missing: "skip" as never }, /missing/);
    refused("a\n1\n", { types: { a: "date" as never } }, /type of "a"/);
    assert.throws(() => new data.CSVDataset(Uint8Array.of(97, 10, 0xff)), /not UTF-8/);
  });
  test("reads whatever a writer wrote", () => {
    const cell = fc.string({ maxLength: 8 });
    const form = (s: string): string => (/[",\r\n]/.test(s) || s === "" ? `"${s.replaceAll('"', '""')}"` : s);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 20 }), fc.constantFrom("\n", "\r\n"), (rows, end) => {
        const text = `a,b${end}${rows.map((r) => r.map(form).join(",") + end).join("")}`;
        const { columns } = parseCsv(bytes(text), {
          delimiter: ",",
          header: true,
          types: { a: "text", b: "text" },
          wanted: null,
          missing: "refuse",
        });
        assert.deepEqual(
          rows.map((_, i) => columns.map((c) => c.texts[i])),
          rows,
        );
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.float({ noNaN: true })), { minLength: 1 }),
        (numbers) => {
          const { columns } = parseCsv(bytes(`a\n${numbers.join("\n")}`), {
            delimiter: ",",
            header: true,
            types: { a: "float" },
            wanted: null,
            missing: "refuse",
          });
          assert.deepEqual(
            [...columns[0]!.values].map((v) => v + 0),
            numbers.map((v) => v + 0),
          );
        },
      ),
    );
  });
});
