import { describe, test } from "node:test";
import assert from "node:assert/strict";
import * as kindling from "kindling";
import { type DType, dtypes, KindlingError, type Tensor, tensor } from "kindling";
import { compareValues, decode, valuesOf } from "../goldens.js";
import { golden } from "./golden.js";

// The dtype that every pair of dtypes meets in, for tensors with and without dimensions and beside JavaScript numbers,
// with the values that come out; and every conversion from one dtype to another.

type Binary = (x: Tensor, y: Tensor | number | boolean) => Tensor;
const functions = kindling as unknown as Record<string, Binary>;
const left = [7, -7, 5, 0],
  right = [2, 2, 3, 3];
const vector = (v: number[], d: DType): Tensor => tensor(v, { dtype: "int64" }).to(d);

/** Pairs are stored as two letters, a … j in the order of `dtypes`. */
const pairs = (text: string): [DType, DType][] =>
  text.split(" ").map((p) => [dtypes[p.charCodeAt(0) - 97]!, dtypes[p.charCodeAt(1) - 97]!]);

describe("type promotion", () => {
  for (const [name, rows] of Object.entries(golden.tables)) {
    const f = functions[name]!;
    for (const [kind, operands] of [
      ["vv", (x: Tensor, y: Tensor) => f(x, y)],
      ["v0", (x: Tensor, y: Tensor) => f(x, y.get(0))],
      ["00", (x: Tensor, y: Tensor) => f(x.get(0), y.get(0))],
    ] as const) {
      test(`${name}, ${{ vv: "two vectors", v0: "a vector and a 0-d tensor", "00": "two 0-d tensors" }[kind]}`, () => {
        const problems: string[] = [];
        for (const [want, list] of Object.entries(rows[kind])) {
          for (const [a, b] of pairs(list)) {
            const got = operands(vector(left, a), vector(right, b)).dtype;
            if (got !== want) problems.push(`${a} and ${b}: ${got}, PyTorch gives ${want}`);
          }
        }
        assert.deepEqual(problems, []);
      });
    }
    test(`${name}, values`, () => {
      const problems: string[] = [];
      for (const [text, list] of Object.entries(rows.values)) {
        const want = text.split(",").map((v) => (/^-?\d{1,15}$/.test(v) ? Number(v) : v));
        for (const [a, b] of pairs(list)) {
          const got = f(vector(left, a), vector(right, b));
          problems.push(...compareValues(`${a} and ${b}`, valuesOf(got), want, got.dtype));
        }
      }
      assert.deepEqual(problems, []);
    });
    test(`${name}, beside a number`, () => {
      const problems: string[] = [];
      for (const [key, [dtype, ...want]] of Object.entries(rows.scalar)) {
        const [a, s] = key.split(",") as [DType, string];
        const got = f(vector(left, a), s === "True" ? true : Number(s));
        if (got.dtype !== dtype) problems.push(`${key}: ${got.dtype}, PyTorch gives ${dtype}`);
        else problems.push(...compareValues(key, valuesOf(got), want, dtype));
      }
      assert.deepEqual(problems, []);
    });
  }
});

test("what PyTorch refuses is an error, never a result", () => {
  // A pair that the table leaves out is one that PyTorch has no kernel for. Here it may work, or say so.
  for (const [name, rows] of Object.entries(golden.tables)) {
    const known = new Set(Object.values(rows.vv).flatMap((l) => l.split(" ")));
    for (const a of dtypes) {
      for (const b of dtypes) {
        if (known.has("abcdefghij"[dtypes.indexOf(a)]! + "abcdefghij"[dtypes.indexOf(b)]!)) continue;
        try {
          functions[name]!(vector(left, a), vector(right, b));
        } catch (e) {
          assert.ok(e instanceof KindlingError && e.code !== "internal", `${name} of ${a} and ${b}: ${String(e)}`);
        }
      }
    }
  }
});

describe("conversion", () => {
  for (const d of dtypes) {
    test(`from ${d}`, () => {
      const problems: string[] = [];
      for (const [from, to, values, want] of golden.casts) {
        if (from !== d) continue;
        const x = tensor(values.map(decode), { dtype: from });
        problems.push(
          ...compareValues(`${from} to ${to}`, valuesOf(x.to(to)), want, to).map((p) => `${p} for [${values.join()}]`),
        );
        // Writing into a tensor of the other dtype converts by the same rules, and so does making one.
        const y = tensor(
          values.map(() => 0),
          { dtype: to },
        );
        y.copy_(x);
        problems.push(...compareValues(`${from} copied into ${to}`, valuesOf(y), want, to));
      }
      assert.deepEqual(problems, []);
    });
  }
});
