// REINFORCE (Williams 1992): play an episode by chance, then make what earned more than usual more likely.
import { distributions, F, nn, noGrad, type optim, type Tensor, tensor, zeros } from "kindling";
import { type CartPole, LONGEST, type State } from "./cart-pole.js";

/** States `[…, 4]` to the logits `[…, 2]` of the two actions. */
export class Policy extends nn.Module {
  hidden: nn.Linear;
  out: nn.Linear;

  constructor(hidden: number) {
    super();
    this.hidden = new nn.Linear(4, hidden);
    this.out = new nn.Linear(hidden, 2);
  }

  forward(x: Tensor): Tensor {
    return this.out(F.relu(this.hidden(x)));
  }
}

/** The states that were seen, and what was done in each. */
export interface Episode {
  readonly states: readonly State[];
  readonly actions: readonly number[];
}

/** Plays until the pole falls, each action drawn by the policy's probabilities. */
export function play(policy: Policy, game: CartPole): Episode {
  const states: State[] = [],
    actions: number[] = [];
  let state = game.reset();
  noGrad(() => {
    for (let done = false; !done;) {
      const action = new distributions.Categorical({ logits: policy(tensor(state)) }).sample().item();
      states.push(state);
      actions.push(action);
      ({ done } = game.step(action));
      ({ state } = game);
    }
  });
  return { states, actions };
}

/** What each step earned from there on, `[steps]`: later rewards count less, and the mean over the episode is 0. */
export function advantages(steps: number, discount: number): Tensor {
  const returns: number[] = [];
  for (let i = 0, sum = 0; i < steps; i++) returns.unshift((sum = 1 + discount * sum));
  const r = tensor(returns);
  return r.sub(r.mean()).div(r.std().add(1e-8));
}

/** An episode as tensors of one size, so that one plan serves all: zeros follow, and count for nothing. */
export function padded(
  { states, actions }: Episode,
  discount = 0.99,
): [states: Tensor, actions: Tensor, weights: Tensor] {
  const n = states.length,
    rest = LONGEST - n;
  const weights = zeros(LONGEST);
  weights.narrow(0, 0, n).copy_(advantages(n, discount).div(n));
  return [
    F.pad(tensor(states), [0, 0, 0, rest]),
    tensor([...actions, ...Array<number>(rest).fill(0)], { dtype: "int64" }),
    weights,
  ];
}

/** One step of training with an episode; gives the loss. */
export function trainingStep(
  policy: Policy,
  optimizer: optim.Adam,
): (states: Tensor, actions: Tensor, weights: Tensor) => Tensor {
  return (states, actions, weights) => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(policy(states), actions, { reduction: "none" }).mul(weights).sum();
    loss.backward();
    optimizer.step();
    return loss;
  };
}
