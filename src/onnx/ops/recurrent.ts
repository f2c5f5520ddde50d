// RNN, GRU and LSTM: [steps, batch, inputs] with the weights of one or two directions.

import {
  add,
  clamp,
  F,
  flip,
  lt,
  mul,
  relu,
  reshape,
  sigmoid,
  split,
  stack,
  sub,
  tanh,
  type Tensor,
  tensor,
  transpose,
  where,
  zeros,
} from "../../index.js";
import { range } from "../../util/array.js";
import { type Call, int64, type Rule, type Rules, type Value } from "../call.js";
import { narrowed } from "./shape.js";

type Activation = (x: Tensor) => Tensor;

/** The activations of each direction, by name, with their own alpha and beta. */
function activations(c: Call, each: number, usual: readonly string[], directions: number): Activation[][] {
  const names = c.texts("activations") ?? range(directions).flatMap(() => usual);
  const alphas = c.floats("activation_alpha") ?? [],
    betas = c.floats("activation_beta") ?? [];
  const all = names.map((name, i): Activation => {
    const a = alphas[i],
      b = betas[i];
    switch (name.toLowerCase()) {
      case "sigmoid":
        return sigmoid;
      case "tanh":
        return tanh;
      case "relu":
        return relu;
      case "affine":
        return (x) => add(mul(x, a ?? 1), b ?? 0);
      case "leakyrelu":
        return (x) => F.leakyRelu(x, a ?? 0.01);
      case "thresholdedrelu":
        return (x) => F.threshold(x, a ?? 1, 0);
      case "scaledtanh":
        return (x) => mul(tanh(mul(x, b ?? 1)), a ?? 1);
      case "hardsigmoid":
        return (x) => clamp(add(mul(x, a ?? 0.2), b ?? 0.5), 0, 1);
      case "elu":
        return (x) => F.elu(x, a ?? 1);
      case "softsign":
        return (x) => F.softsign(x);
      case "softplus":
        return (x) => F.softplus(x);
      default:
        return c.wrong(`the activation "${name}" is unknown`);
    }
  });
  return range(directions).map((d) => all.slice(d * each, (d + 1) * each));
}

/** What stays the same over the steps of one direction. */
interface Direction {
  readonly w: Tensor;
  readonly r: Tensor;
  readonly wb: Tensor | null;
  readonly rb: Tensor | null;
  readonly f: readonly Activation[];
  readonly peepholes: Tensor | null;
}
type State = readonly Tensor[];
/** One step: from the input's share of the gates and the state to the next state, whose first tensor is the output. */
type Step = (d: Direction, xw: Tensor, s: State, clip: (x: Tensor) => Tensor, c: Call) => State;

const recurrent =
  (gates: number, usual: readonly string[], states: number, step: Step): Rule =>
  (c) => {
    const batchFirst = c.flag("layout"),
      hidden = c.int("hidden_size", c.x(2).shape.at(-1)),
      way = c.text("direction", "forward"),
      limit = c.has("clip") ? c.float("clip") : null;
    const x = batchFirst ? transpose(c.x(), 0, 1) : c.x(),
      [steps, batch] = x.shape as [number, number];
    const w = c.x(1),
      r = c.x(2),
      bias = c.maybe(3),
      lengths = c.numbers(4),
      directions = w.shape[0]!;
    const fs = activations(c, usual.length, usual, directions);
    const clip = (t: Tensor): Tensor => (limit === null ? t : clamp(t, -limit, limit));
    const uneven = lengths !== null && lengths.some((n) => n !== steps);
    const sequence = tensor(lengths ?? [], int64);
    const outs: Tensor[] = [],
      lasts: State[] = [];
    for (let d = 0; d < directions; d++) {
      const back = way === "reverse" || d === 1;
      const b = bias === null ? null : bias.select(0, d);
      const dir: Direction = {
        w: w.select(0, d),
        r: r.select(0, d),
        wb: b === null ? null : narrowed(b, 0, 0, gates * hidden),
        rb: b === null ? null : narrowed(b, 0, gates * hidden, 2 * gates * hidden),
        f: fs[d]!,
        peepholes: states === 2 ? (c.maybe(7)?.select(0, d) ?? null) : null,
      };
      const xw = F.linear(x, dir.w, dir.wb);
      let state: State = range(states).map((i) => {
        const first = c.maybe(5 + i);
        if (first === null) return zeros([batch, hidden], { dtype: x.dtype });
        return (batchFirst ? transpose(first, 0, 1) : first).select(0, d);
      });
      const ys: Tensor[] = [];
      for (let i = 0; i < steps; i++) {
        const t = back ? steps - 1 - i : i;
        const next = step(dir, xw.select(0, t), state, clip, c);
        if (!uneven) {
          state = next;
          ys.push(next[0]!);
          continue;
        }
        // Where a sequence is over, the state stays and the output is 0.
        const going = reshape(lt(tensor(t, int64), sequence), [batch, 1]),
          before = state;
        state = next.map((s, k) => where(going, s, before[k]!));
        ys.push(where(going, next[0]!, 0));
      }
      const y = stack(ys, 0);
      outs.push(back ? flip(y, [0]) : y);
      lasts.push(state);
    }
    const y = stack(outs, 1); // [steps, directions, batch, hidden]
    const last = (i: number): Tensor =>
      stack(
        lasts.map((s) => s[i]!),
        batchFirst ? 1 : 0,
      );
    const out: Value[] = [batchFirst ? y.permute(2, 0, 1, 3) : y];
    for (let i = 0; i < states; i++) out.push(last(i));
    return out;
  };

const rnnStep: Step = (d, xw, [h], clip) => [d.f[0]!(clip(add(xw, F.linear(h!, d.r, d.rb))))];

const gruStep: Step = (d, xw, [h], clip, c) => {
  const n = h!.shape[1]!,
    [xz, xr, xh] = split(xw, n, 1) as [Tensor, Tensor, Tensor],
    [rz, rr, rh] = split(d.r, n, 0) as [Tensor, Tensor, Tensor],
    [bz, br, bh] = d.rb === null ? [null, null, null] : (split(d.rb, n, 0) as [Tensor, Tensor, Tensor]);
  const z = d.f[0]!(clip(add(xz, F.linear(h!, rz, bz)))),
    r = d.f[0]!(clip(add(xr, F.linear(h!, rr, br))));
  const inner = c.flag("linear_before_reset") ? mul(r, F.linear(h!, rh, bh)) : F.linear(mul(r, h!), rh, bh);
  const hidden = d.f[1]!(clip(add(xh, inner)));
  return [add(mul(sub(1, z), hidden), mul(z, h!))];
};

const lstmStep: Step = (d, xw, [h, cell], clip, call) => {
  const n = h!.shape[1]!;
  const p = d.peepholes === null ? null : split(d.peepholes, n, 0);
  const peep = (x: Tensor, i: number, s: Tensor): Tensor => (p === null ? x : add(x, mul(p[i]!, s)));
  const [gi, go, gf, gc] = split(add(xw, F.linear(h!, d.r, d.rb)), n, 1) as [Tensor, Tensor, Tensor, Tensor];
  const i = d.f[0]!(clip(peep(gi, 0, cell!))),
    f = call.flag("input_forget") ? sub(1, i) : d.f[0]!(clip(peep(gf, 2, cell!)));
  const next = add(mul(f, cell!), mul(i, d.f[1]!(clip(gc))));
  const o = d.f[0]!(clip(peep(go, 1, next)));
  return [mul(o, d.f[2]!(next)), next];
};

export const recurrents: Rules = {
  GRU: recurrent(3, ["Sigmoid", "Tanh"], 1, gruStep),
  LSTM: recurrent(4, ["Sigmoid", "Tanh", "Tanh"], 2, lstmStep),
  RNN: recurrent(1, ["Tanh"], 1, rnnStep),
};
