import { needTensor } from "../../core/check.js";
import { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { normalizeDim, normalizeDims } from "../../shape/shape.js";
import { range } from "../../util/array.js";
import { cat } from "../view/join.js";
import { diff } from "./statistics.js";
import { narrow, reshape } from "../view/view.js";
import { add, div, mul, sub, neg } from "../pointwise/arithmetic.js";

// Slopes between values on a grid: parabolas through three neighbours inside, lines or parabolas at both ends.

/** Options of {@link gradient}. */
export interface GradientOptions {
  /**
   * The distance of the values: one number, one for each dimension, or the positions along each dimension. Default 1.
   */
  spacing?: number | readonly number[] | readonly Tensor[] | null;
  /** The dimensions. Default: all of them. */
  dim?: number | readonly number[] | null;
  /** 1: lines at both ends; 2: parabolas, which take three values. Default 1. */
  edgeOrder?: number;
}

const wrong = (sentence: string, fix: string): never => fail("gradient", sentence, fix);

/** Σ weights[i] · x[from + i] along a dimension, one slice each; `n` wide. */
function combined(
  x: Tensor,
  dim: number,
  n: number,
  terms: readonly (readonly [from: number, weight: Tensor | number])[],
): Tensor {
  return terms.map(([from, w]) => mul(narrow(x, dim, from, n), w)).reduce((a, b) => add(a, b));
}

/** Equal steps. */
function even(x: Tensor, dim: number, step: number, edge: number): Tensor {
  const n = x.shape[dim]!,
    at = (i: number): Tensor => narrow(x, dim, i, 1);
  const inside = div(sub(narrow(x, dim, 2, n - 2), narrow(x, dim, 0, n - 2)), 2);
  const first =
    edge === 1
      ? sub(at(1), at(0))
      : combined(x, dim, 1, [
          [0, -1.5],
          [1, 2],
          [2, -0.5],
        ]);
  const last =
    edge === 1
      ? sub(at(n - 1), at(n - 2))
      : combined(x, dim, 1, [
          [n - 3, 0.5],
          [n - 2, -2],
          [n - 1, 1.5],
        ]);
  return cat([div(first, step), div(inside, step), div(last, step)], dim);
}

/** Steps between places: the slopes of the parabola through (−d₁, 0, d₂), at its middle and at its ends. */
function uneven(x: Tensor, dim: number, places: Tensor, edge: number): Tensor {
  if (places.shape.length !== 1)
    wrong(
      `torch.gradient expected each element of spacing to have one dimension, but got an element with ${places.shape.length} dimensions!`,
      "flatten() it.",
    );
  const n = x.shape[dim]!,
    steps = diff(places),
    m = steps.count,
    along = x.shape.map((_, d) => (d === dim ? -1 : 1));
  if (m !== n - 1)
    wrong(
      `The size of tensor a (${n}) must match the size of tensor b (${m + 1}) at non-singleton dimension ${dim}`,
      "there is one place for each value along the dimension.",
    );
  const three = (d1: Tensor, d2: Tensor): { both: Tensor; a: Tensor; c: Tensor } => {
    const both = add(d1, d2);
    return { both, a: mul(d1, both), c: mul(d2, both) };
  };
  const d1 = narrow(steps, 0, 0, m - 1),
    d2 = narrow(steps, 0, 1, m - 1),
    { a, c } = three(d1, d2);
  const shaped = (w: Tensor): Tensor => reshape(w, along);
  const inside = combined(x, dim, n - 2, [
    [0, shaped(neg(div(d2, a)))],
    [1, shaped(div(sub(d2, d1), mul(d1, d2)))],
    [2, shaped(div(d1, c))],
  ]);
  const line = (i: number): Tensor =>
    div(sub(narrow(x, dim, i + 1, 1), narrow(x, dim, i, 1)), shaped(narrow(steps, 0, i, 1)));
  const parabola = (i: number, atEnd: boolean): Tensor => {
    const p = narrow(steps, 0, i, 1),
      q = narrow(steps, 0, i + 1, 1),
      t = three(p, q),
      pq = div(t.both, mul(p, q));
    const w = atEnd
      ? [div(q, t.a), neg(pq), div(add(t.both, q), t.c)]
      : [neg(div(add(t.both, p), t.a)), pq, neg(div(p, t.c))];
    return combined(
      x,
      dim,
      1,
      w.map((v, k) => [i + k, shaped(v)] as const),
    );
  };
  return cat(edge === 1 ? [line(0), inside, line(m - 1)] : [parabola(0, false), inside, parabola(m - 2, true)], dim);
}

/**
 * The slopes of values on a grid along its dimensions: an array of tensors of the input's shape, one for each dimension of `dim`
 * (default: all).
 *
 * `spacing` (default 1) is the distance of neighbours, one number or one per dimension, or their places, one list tensor per dimension.
 * Inside, the slopes are central differences; at both ends lines through two values, or with `edgeOrder: 2` (default 1) parabolas
 * through three. Differentiable.
 *
 * @throws KindlingError `gradient` for dimensions that are too small or an unfit `spacing`, `dim-range`, `dim-repeated`.
 * @example
 * gradient(tensor([4, 1, 1, 16]), { spacing: [tensor([-2, -1, 1, 4])] })[0]!.tolist(); // → -3,-2,2,5
 */
export function gradient(x: Tensor, options?: GradientOptions): Tensor[] {
  noMore("gradient", 2, arguments);
  needTensor(x, "gradient");
  const {
      dim = null,
      edgeOrder = 1,
      ...all
    } = byName<GradientOptions>("gradient", [], [options], ["spacing", "dim", "edgeOrder"]),
    spacing = all.spacing ?? 1;
  const nd = x.shape.length,
    list = Array.isArray(spacing) ? (spacing as readonly (number | Tensor)[]) : null;
  if (list === null ? typeof spacing !== "number" : !list.every((s) => typeof s === "number" || s instanceof Tensor))
    wrong(
      "gradient() received an invalid combination of arguments",
      "spacing is a number, a list of numbers, or a list of 1-D tensors.",
    );
  if (x.dtype === "uint8") wrong("torch.gradient does not support uint8 input.", "convert first: x.float().");
  const wanted = dim === null ? range(nd) : typeof dim === "number" ? [normalizeDim(dim, nd)] : dim;
  if (list !== null && list.length !== wanted.length) {
    wrong(
      dim === null
        ? `torch.gradient expected spacing to be unspecified, a scalar or a list of length ${nd} but got a list of length ${list.length}`
        : `torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have the same length, but got a spacing argument of length ${list.length} and a dim argument of length ${wanted.length}.`,
      "give one spacing for each dimension.",
    );
  }
  if (edgeOrder !== 1 && edgeOrder !== 2)
    wrong("torch.gradient only supports edge_order=1 and edge_order=2.", "leave edgeOrder out: it is 1.");
  const dims = wanted.map((d) => normalizeDim(d, nd));
  normalizeDims(wanted, nd);
  if (dims.some((d) => x.shape[d]! < edgeOrder + 1))
    wrong("torch.gradient expected each dimension size to be at least edge_order+1", `it is [${x.shape.join(", ")}].`);
  return dims.map((d, i) => {
    const step = list === null ? (spacing as number) : list[i]!;
    return typeof step === "number" ? even(x, d, step, edgeOrder) : uneven(x, d, step, edgeOrder);
  });
}
