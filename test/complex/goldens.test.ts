// Runs also without code from text.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { hasMethod, problemsOf, readCalls } from "../calls.js";

const { torch, byName } = readCalls("complex", "complex_functions", "complex_linalg");

describe(`complex numbers as PyTorch ${torch} computes with them`, () => {
  for (const [name, cases] of byName) {
    test(name, () => {
      const problems = cases.flatMap((c) => [...problemsOf(c, false), ...(hasMethod(c) ? problemsOf(c, true) : [])]);
      assert.ok(problems.length === 0, `${problems.length} differences\n\n${problems.slice(0, 8).join("\n")}`);
    });
  }
});
