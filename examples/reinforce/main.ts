// A network learns to balance a pole, from nothing but how long it stayed up: npm run example:reinforce
import { compile, manualSeed, optim, save, sparkline, trange } from "kindling";
import { columnsOf, CommandLine, sayErrors } from "../command-line.js";
import { CartPole, LONGEST } from "./cart-pole.js";
import { padded, play, Policy, trainingStep } from "./model.js";

sayErrors();
const text = { type: "string" } as const;
const line = new CommandLine(
  `usage: npm run example:reinforce -- [options]
  --episodes N  how often it plays (default 400)
  --hidden N    hidden units of the network (default 128)
  --seed N      chooses first weights, starts and actions (default 0)
  --save FILE   where to save the trained model (default: nowhere)`,
  { episodes: text, hidden: text, seed: text, save: text },
);
const episodes = line.number("episodes", 400),
  hidden = line.number("hidden", 128),
  seed = line.number("seed", 0, { least: 0 });
const to = line.values.save === undefined ? null : line.target("save", line.values.save);

manualSeed(seed);
const game = new CartPole();
const policy = new Policy(hidden);
const optimizer = new optim.Adam(policy.parameters(), { lr: 0.01 });
const step = compile(trainingStep(policy, optimizer));

console.log(`task   a pole on a cart, pushed left or right 50 times a second; at most ${LONGEST} steps
model  ${policy.parameters().reduce((n, p) => n + p.numel(), 0)} weights
plays  ${episodes} episodes, learning from each
`);

const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;
const lengths: number[] = [];
const t = trange(episodes);
for (const i of t) {
  const episode = play(policy, game);
  lengths.push(episode.states.length);
  step(...padded(episode));
  if (i % 10 === 0 || i === episodes - 1) t.setPostfix({ steps: mean(lengths.slice(-50)) });
}

// The angle of the pole in one more episode.
const { states } = play(policy, game);
const width = Math.min(60, columnsOf(80) - 17);
console.log(`
steps  ${mean(lengths.slice(0, 10)).toFixed(0)} ${sparkline(lengths, { width })} ${mean(lengths.slice(-10)).toFixed(0)}
       of each episode, until the pole falls or the cart leaves the track
angle  ${sparkline(
  states.map((s) => s[2]),
  { width },
)}
       of the pole in one more episode, ${states.length} steps long`);
if (to !== null) {
  save(policy, to);
  console.log(`saved as ${to}`);
}
