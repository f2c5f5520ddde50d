import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { linalg } from "kindling";
import { hasMethod, problemsOf, readCalls } from "../calls.js";

const { torch, byName } = readCalls("linalg");

describe(`linear algebra as PyTorch ${torch} gives it`, () => {
  for (const [name, cases] of byName) {
    test(name, () => {
      const problems = cases.flatMap((c) => [...problemsOf(c, false), ...(hasMethod(c) ? problemsOf(c, true) : [])]);
      assert.ok(problems.length === 0, `${problems.length} differences\n\n${problems.slice(0, 8).join("\n")}`);
    });
  }
});

test("every function of linalg has goldens", () => {
  assert.deepEqual(
    Object.keys(linalg).filter((name) => !byName.has(`linalg.${name}`)),
    [],
  );
});
