// examples/diffusion as a user runs it, and its training and its pictures beside those of diffusion.py.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { manualSeed, optim, randint } from "kindling";
import { backwardStep, draw, Schedule, trainingStep, UNet } from "../../examples/diffusion/model.js";
import { small } from "../../examples/mnist/digits.js";
import { digits, folder, noTorch, runExample, sameLosses, twin, ways } from "./twin.js";

test("learns, shows what it draws, and saves", () => {
  const { stdout, stderr } = runExample(
    "diffusion",
    "--steps",
    "50",
    "--batch",
    "8",
    "--noise",
    "25",
    "--synthetic",
    "300",
    "--save",
    "unet.pt",
  );
  assert.match(
    stdout,
    /digits that kindling draws itself: 300 to train with, made small \(16 × 16\)\nmodel {2}a U-Net of \d+ weights; 25 steps from a digit to noise\nsteps {2}50, each with 8 digits\n/,
  );
  assert.equal([...stdout.matchAll(/[:,]\n([▀▄█ ]{106}\n){8}/g)].length, 5, stdout);
  const [, before, after] = /trained with: ([0-9.]+) before, ([0-9.]+) after\n/.exec(stdout)!;
  assert.ok(Number(before) > 0.9 && Number(after) < 0.5, `${before} to ${after}`);
  assert.match(stderr, /learning: 100% 50\/50 \[[^]*drawing: 100% 26\/26 \[/);
  assert.ok(existsSync(join(folder, "unet.pt")));
});

describe("50 steps, and two pictures: PyTorch's", { skip: noTorch }, () => {
  const all = small(digits(64)).mul(2).sub(1);
  let theirs: { losses: number[]; pictures: number[] } | undefined;
  for (const [name, way] of ways) {
    test(name, () => {
      theirs ??= twin<NonNullable<typeof theirs>>("diffusion", { digits: all });
      manualSeed(0);
      const model = new UNet(8),
        schedule = new Schedule(25);
      const step = way(trainingStep(model, schedule, new optim.Adam(model.parameters(), { lr: 1e-3 })));
      // All is smooth: what the two round differently in the last bit stays there. The largest difference seen was 4e-7.
      sameLosses(
        theirs.losses.map(() => step(all.indexSelect(0, randint(0, 64, [4]))).item()),
        theirs.losses,
        1e-5,
      );
      const pictures = [...draw(way(backwardStep(model, schedule)), 25, 2, 16)].at(-1)!.flatten().tolist() as number[];
      // 25 networks one after the other; what they draw is from -1 to 1. The largest difference seen was 6e-7.
      pictures.forEach((p, i) =>
        assert.ok(Math.abs(p - theirs!.pictures[i]!) <= 1e-5, `pixel ${i}: ${p}, PyTorch ${theirs!.pictures[i]}`),
      );
    });
  }
});
