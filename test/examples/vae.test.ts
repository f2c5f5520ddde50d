// examples/vae as a user runs it, and its training beside that of vae.py.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { manualSeed, optim, randint } from "kindling";
import { trainingStep, VAE } from "../../examples/vae/model.js";
import { digits, folder, noTorch, runExample, sameLosses, twin, ways } from "./twin.js";

test("learns, shows what it draws, and saves", () => {
  const { stdout, stderr } = runExample(
    "vae",
    "--steps",
    "60",
    "--batch",
    "32",
    "--synthetic",
    "300",
    "--save",
    "vae.pt",
  );
  assert.match(
    stdout,
    /digits that kindling draws itself: 300 to train with\nmodel {2}652824 weights; 20 numbers stand for a picture of 784 pixels\nsteps {2}60, each with 32 digits\n/,
  );
  assert.equal([...stdout.matchAll(/:\n( {0,106}|[▀▄█ ]{0,106}\n){8}/g)].length, 4, stdout);
  const [, before, after] = /trained with: ([0-9.]+) before, ([0-9.]+) after\n/.exec(stdout)!;
  assert.ok(Number(before) > 500 && Number(after) < 260, `${before} to ${after}`);
  assert.match(stderr, /100% 60\/60 \[/);
  assert.ok(existsSync(join(folder, "vae.pt")));
});

describe("50 steps: PyTorch's losses", { skip: noTorch }, () => {
  const x = digits(64);
  let theirs: number[] | undefined;
  for (const [name, way] of ways) {
    test(name, () => {
      theirs ??= twin<number[]>("vae", { digits: x });
      const all = x.flatten(1);
      manualSeed(0);
      const model = new VAE({ pixels: 784, hidden: 64, latent: 8 });
      const step = way(trainingStep(model, new optim.Adam(model.parameters())));
      // A smooth loss, and few steps: what the two round differently in the last bit stays there.
      // The largest difference seen was 3e-7.
      sameLosses(
        theirs.map(() => step(all.indexSelect(0, randint(0, 64, [16]))).item()),
        theirs,
        1e-5,
      );
    });
  }
});
