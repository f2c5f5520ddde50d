// examples/reinforce as a user runs it, and its training beside that of reinforce.py.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { manualSeed, optim } from "kindling";
import { CartPole, LONGEST } from "../../examples/reinforce/cart-pole.js";
import { padded, play, Policy, trainingStep } from "../../examples/reinforce/model.js";
import { folder, noTorch, runExample, twin, ways } from "./twin.js";

test("learns to balance, shows it, and saves", () => {
  const { stdout, stderr } = runExample("reinforce", "--episodes", "150", "--save", "policy.pt");
  assert.match(stdout, /model {2}898 weights\nplays {2}150 episodes, learning from each\n/);
  const [, before, after] = /\nsteps {2}(\d+) \S+ (\d+)\n/.exec(stdout)!;
  assert.ok(Number(before) < 40 && Number(after) > 100, `${before} to ${after}`);
  assert.match(stderr, /100% 150\/150 \[/);
  assert.ok(existsSync(join(folder, "policy.pt")));
});

test("the cart and the pole move as Gym's do", () => {
  // Three steps of gymnasium 0.29's CartPole-v1 by hand: its equations, in the order of its lines.
  const game = new CartPole();
  game.reset();
  game.state = [0, 0, 0, 0];
  game.step(1);
  assert.deepEqual(
    game.state.map((v) => Number(v.toFixed(6))),
    [0, 0.195122, 0, -0.292683],
  );
  game.state = [2.39, 1, 0, 0];
  assert.equal(game.step(1).done, true, "off the track");
  game.state = [0, 0, 0.208, 1];
  assert.equal(game.step(0).done, true, "fallen");
  game.steps = LONGEST - 1;
  game.state = [0, 0, 0, 0];
  assert.equal(game.step(0).done, true, "the end");
});

describe("50 episodes: PyTorch's losses, and the same games", { skip: noTorch }, () => {
  let theirs: { losses: number[]; lengths: number[] } | undefined;
  for (const [name, way] of ways) {
    test(name, () => {
      theirs ??= twin<{ losses: number[]; lengths: number[] }>("reinforce", {});
      manualSeed(0);
      const game = new CartPole(),
        policy = new Policy(64);
      const step = way(trainingStep(policy, new optim.Adam(policy.parameters(), { lr: 0.01 })));
      theirs.lengths.forEach((n, i) => {
        const episode = play(policy, game);
        assert.equal(episode.states.length, n, `episode ${i}`);
        const loss = step(...padded(episode)).item();
        // The weights add up to 0, so that a loss is a small difference of large sums: it is absolute errors that count.
        assert.ok(Math.abs(loss - theirs!.losses[i]!) < 1e-5, `loss ${i}: ${loss}, PyTorch ${theirs!.losses[i]}`);
      });
    });
  }
});
