import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { fft } from "kindling";
import { problemsOf, readCalls } from "../calls.js";

const { torch, byName } = readCalls("fft");

describe(`Fourier transforms as PyTorch ${torch} gives them`, () => {
  for (const [name, cases] of byName) {
    test(name, () => {
      const problems = cases.flatMap((c) => problemsOf(c, false));
      assert.ok(problems.length === 0, `${problems.length} differences\n\n${problems.slice(0, 8).join("\n")}`);
    });
  }
});

test("every function of fft has goldens", () => {
  assert.deepEqual(
    Object.keys(fft).filter((name) => !byName.has(`fft.${name}`)),
    [],
  );
});
