// examples/lstm as a user runs it, and its training beside that of lstm.py.
import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { manualSeed, optim, tensor, type Tensor, zeros } from "kindling";
import { makeText } from "../../examples/gpt/rhymes.js";
import { CharacterLSTM, type Memory, trainingStep } from "../../examples/lstm/model.js";
import { folder, noTorch, runExample, sameLosses, twin, ways } from "./twin.js";

test("learns, writes before and after, and saves; from its own text or from a file", () => {
  const { stdout, stderr } = runExample("lstm", "--steps", "60", "--batch", "8", "--width", "32", "--save", "lstm.pt");
  assert.match(
    stdout,
    /^text {3}40\d\d\d characters, 30 kinds\nmodel {2}18846 weights\nsteps {2}60, each with 8 pieces of 32 characters\n\nBefore training it writes:\n {2}Here is the [^]+After training it writes:\n {2}Here is the /,
  );
  const [, before, after] = /does not know: ([0-9.]+) before, ([0-9.]+) after \(guessing blindly: 3\.401\)\n/.exec(
    stdout,
  )!;
  assert.ok(Number(before) > 3.3 && Number(after) < 2.7, `${before} to ${after}`);
  assert.match(stderr, /100% 60\/60 \[/);
  assert.ok(existsSync(join(folder, "lstm.pt")));
  // So short that it is read several times.
  writeFileSync(join(folder, "text.txt"), "tick tock, 🕰 goes the clock. ".repeat(12));
  assert.match(
    runExample("lstm", "text.txt", "--steps", "12", "--batch", "2", "--width", "8").stdout,
    /^text {3}348 characters, 14 kinds\n[^]+writes:\n {2}tick tock, 🕰/u,
  );
});

describe("50 steps, the memory passed on: PyTorch's losses", { skip: noTorch }, () => {
  const text = makeText(4 * 401, 0),
    alphabet = [...new Set(text)].sort();
  const columns = tensor(
    [...text].slice(0, 4 * 401).map((c) => alphabet.indexOf(c)),
    { dtype: "int64" },
  ).view(4, 401);
  let theirs: number[] | undefined;
  for (const [name, way] of ways) {
    test(name, () => {
      assert.equal(alphabet.length, 30);
      theirs ??= twin<number[]>("lstm", { columns });
      manualSeed(0);
      const model = new CharacterLSTM(30, 24, 2);
      const step = way(trainingStep(model, new optim.Adam(model.parameters(), { lr: 4e-3 })));
      let memory: Memory = [zeros(2, 4, 24), zeros(2, 4, 24)],
        loss: Tensor;
      const losses = theirs.map((_, i) => {
        [loss, memory] = step(columns.narrow(1, 8 * i, 8), columns.narrow(1, 8 * i + 1, 8), memory);
        return loss.item();
      });
      // Gates are smooth, and gradients are clipped: what the two round differently in the last bit stays there.
      // The largest difference seen was 3e-7.
      sameLosses(losses, theirs, 1e-5);
    });
  }
});
