import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { arange, fft } from "kindling";
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

test("what PyTorch prints as 0.j after a transform and back is 0", () => {
  for (const n of [3, 5, 6, 7, 8, 12, 37]) {
    const x = arange(n).float();
    assert.equal(fft.ifft(fft.fft(x)).imag.abs().max().item(), 0, String(n));
    assert.notEqual(fft.ifft(fft.fft(x.double())).dtype, "complex64");
  }
  assert.equal(String(fft.ifft(fft.fft(arange(3).float()))), "tensor([0.+0.j, 1.+0.j, 2.+0.j])");
});
