import assert from "node:assert/strict";
import { describe, test } from "node:test";

interface Statement {
  code: string[];
  expected?: string;
  inside?: boolean;
  at: number;
}
const { statements } = (await import(new URL("../../../scripts/doctest.mjs", import.meta.url).href)) as {
  statements: (lines: string[]) => Statement[];
};

const read = (text: string) =>
  statements(text.split("\n"))
    .filter((s) => s.code.join("").trim() !== "")
    .map((s) => ({ code: s.code.join("\n").trim(), expected: s.expected, at: s.at }));

describe("the examples of the documentation", () => {
  test("a value stands behind its statement", () => {
    assert.deepEqual(read("const x = 1;\nx + 1 // → 2\nx; // just a comment"), [
      { code: "const x = 1;", expected: undefined, at: 0 },
      { code: "x + 1", expected: "2", at: 1 },
      { code: "x; // just a comment", expected: undefined, at: 2 },
    ]);
  });

  test("or under it, over several lines", () => {
    assert.deepEqual(read("eye(2)\n// → tensor([[1., 0.],\n//           [0., 1.]])\nf()"), [
      { code: "eye(2)", expected: "tensor([[1., 0.],\n        [0., 1.]])", at: 0 },
      { code: "f()", expected: undefined, at: 3 },
    ]);
  });

  test("a statement goes on while a bracket is open or a line begins with a dot", () => {
    assert.deepEqual(read('f(\n  1, // one\n  ["("],\n)\n  .g() // → 3'), [
      { code: 'f(\n  1, // one\n  ["("],\n)\n  .g()', expected: "3", at: 0 },
    ]);
  });

  test("a value inside a block is told apart: it could not be checked", () => {
    assert.equal(statements(["for (const i of x) {", "  f(i) // → 1", "}"])[0]?.inside, true);
  });
});
