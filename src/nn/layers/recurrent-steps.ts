import type { Tensor } from "../../core/tensor.js";
import { linear } from "../../ops/product/contract.js";
import { chunk } from "../../ops/view/join.js";
import { relu, sigmoid, tanh } from "../../ops/pointwise/unary.js";
import { add, mul, sub } from "../../ops/pointwise/arithmetic.js";

// One step of each kind of recurrent network. The input's part, x · W_ihᵀ + b, is computed beforehand for all steps at
// once; a step adds the part of the state h.

/** The state from step to step: h, and for an LSTM c. */
export type State = readonly Tensor[];

/** The weights of one layer in one direction. */
export interface Weights {
  readonly ih: Tensor;
  readonly hh: Tensor;
  readonly bIh: Tensor | null;
  readonly bHh: Tensor | null;
  readonly hr: Tensor | null;
}

export interface Kind {
  /** The number of gates: the weights have this many times the rows of h. */
  readonly gates: number;
  /** The input's part of each step: `[n, I]` to `[n, gates · H]`. */
  readonly input: (x: Tensor, w: Weights) => Tensor;
  readonly step: (fromInput: Tensor, s: State, w: Weights) => State;
}

/** The sum of both biases, if they are only added. */
const oneBias = (w: Weights): Tensor | null => (w.bIh === null || w.bHh === null ? null : add(w.bIh, w.bHh));
const joint = (x: Tensor, w: Weights): Tensor => linear(x, w.ih, oneBias(w));

/** `h' = f(W_ih x + b_ih + W_hh h + b_hh)` */
const plain = (f: (x: Tensor) => Tensor): Kind => ({
  gates: 1,
  input: joint,
  step: (x, [h], w) => [f(linear(h!, w.hh, x))],
});

/** `i, f, o = σ(…)`, `g = tanh(…)`, `c' = f · c + i · g`, `h' = o · tanh(c')`; with projection `h' = W_hr (o · tanh(c'))`. */
const lstm: Kind = {
  gates: 4,
  input: joint,
  step: (x, [h, c], w) => {
    const [i, f, g, o] = chunk(linear(h!, w.hh, x), 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const next = add(mul(sigmoid(f), c!), mul(sigmoid(i), tanh(g)));
    const out = mul(sigmoid(o), tanh(next));
    return [w.hr === null ? out : linear(out, w.hr), next];
  },
};

/** `r, z = σ(…)`, `n = tanh(W_in x + b_in + r · (W_hn h + b_hn))`, `h' = (1 − z) · n + z · h` */
const gru: Kind = {
  gates: 3,
  input: (x, w) => linear(x, w.ih, w.bIh),
  step: (x, [h], w) => {
    const [xr, xz, xn] = chunk(x, 3, 1) as [Tensor, Tensor, Tensor],
      [hr, hz, hn] = chunk(linear(h!, w.hh, w.bHh), 3, 1) as [Tensor, Tensor, Tensor];
    const n = tanh(add(xn, mul(sigmoid(add(xr, hr)), hn)));
    return [add(mul(sub(h!, n), sigmoid(add(xz, hz))), n)];
  },
};

/** By PyTorch's names. */
export const kinds = { RNN_TANH: plain(tanh), RNN_RELU: plain(relu), LSTM: lstm, GRU: gru } as const satisfies Record<
  string,
  Kind
>;
export type Mode = keyof typeof kinds;
