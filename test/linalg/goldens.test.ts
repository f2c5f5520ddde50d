import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { linalg } from "kindling";
import { type Call, golden, hasMethod, problemsOf } from "./calls.js";

const byName = new Map<string, Call[]>();
for (const c of golden.cases) byName.set(c.n, [...(byName.get(c.n) ?? []), c]);

describe(`linear algebra as PyTorch ${golden.torch} gives it`, () => {
  for (const [name, cases] of byName) {
    test(name, () => {
      const problems = cases.flatMap((c) => [...problemsOf(c, false), ...(hasMethod(c) ? problemsOf(c, true) : [])]);
      assert.ok(problems.length === 0, `${problems.length} differences\n\n${problems.slice(0, 8).join("\n")}`);
    });
  }
});

test("every function of linalg has goldens", () => {
  assert.deepEqual(Object.keys(linalg).filter((name) => !byName.has(`linalg.${name}`)), []);
});
