// examples/dcgan as a user runs it, and its training beside that of dcgan.py.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { manualSeed, optim, randint } from "kindling";
import { Discriminator, firstWeights, Generator, trainingStep } from "../../examples/dcgan/model.js";
import { small } from "../../examples/mnist/digits.js";
import { digits, folder, noTorch, runExample, sameLosses, twin, ways } from "./twin.js";

test("learns, shows what it draws, and saves", () => {
  const { stdout, stderr } = runExample(
    "dcgan",
    "--steps",
    "80",
    "--batch",
    "16",
    "--synthetic",
    "300",
    "--save",
    "dcgan.pt",
  );
  assert.match(
    stdout,
    /digits that kindling draws itself: 300 to train with, made small \(16 × 16\)\nmodel {2}a generator of 24929 weights against a discriminator of 9041\nsteps {2}80, each with 16 digits\n/,
  );
  assert.equal([...stdout.matchAll(/:\n([▀▄█ ]{106}\n){8}/g)].length, 3, stdout);
  const [, before, after] = /nearest digit: ([0-9.]+) before, ([0-9.]+) after; from a real one: [0-9.]+\n/.exec(
    stdout,
  )!;
  assert.ok(Number(before) > 14 && Number(after) < 10, `${before} to ${after}`);
  assert.match(stderr, /100% 80\/80 \[/);
  assert.ok(existsSync(join(folder, "dcgan.pt")));
});

describe("50 steps: PyTorch's losses", { skip: noTorch }, () => {
  const real = small(digits(64)).mul(2).sub(1);
  let theirs: number[] | undefined;
  for (const [name, way] of ways) {
    test(name, () => {
      theirs ??= twin<number[]>("dcgan", { digits: real });
      manualSeed(0);
      const generator = new Generator(8, 4),
        discriminator = new Discriminator(4),
        options = { lr: 1e-3, betas: [0.5, 0.999] as [number, number] };
      firstWeights(generator);
      firstWeights(discriminator);
      const step = way(
        trainingStep(
          generator,
          discriminator,
          new optim.Adam(generator.parameters(), options),
          new optim.Adam(discriminator.parameters(), options),
          8,
        ),
      );
      const losses = Array.from({ length: 50 }, () =>
        step(real.indexSelect(0, randint(0, 64, [8]))).map((l) => l.item()),
      ).flat();
      // Both players are smooth, and few steps are not yet a game that chance decides.
      // The largest difference seen was 5e-7.
      sameLosses(losses, theirs, 1e-5);
    });
  }
});
