// Elements chosen by number, mask or value.

import {
  add,
  arange,
  eq,
  full,
  gather,
  indexSelect,
  lt,
  mul,
  nonzero,
  reshape,
  scatter,
  scatterReduce,
  type Tensor,
  tensor,
  transpose,
  unique,
  where,
  zeros,
} from "../../index.js";
import { cast } from "../../ops/pointwise/cast.js";
import { expand } from "../../ops/view/view.js";
import { product, range } from "../../util/array.js";
import { type Call, int64, type Rules, type Value } from "../call.js";

/** Places as int64 from 0 on; negative ones count from the end. */
const places = (index: Tensor, n: number): Tensor => {
  const i = cast(index, "int64");
  return where(lt(i, 0), add(i, n), i);
};

function gathered(c: Call): Tensor {
  const [x, index] = [c.x(), c.x(1)],
    dim = c.axis(c.int("axis", 0), x.shape.length);
  const flat = indexSelect(x, dim, reshape(places(index, x.shape[dim]!), [-1]));
  return reshape(flat, [...x.shape.slice(0, dim), ...index.shape, ...x.shape.slice(dim + 1)]);
}

function gatherElements(c: Call): Tensor {
  const [x, index] = [c.x(), c.x(1)],
    dim = c.axis(c.int("axis", 0), x.shape.length);
  return gather(x, dim, places(index, x.shape[dim]!));
}

/** Places in the first dimensions of `x`, from tuples in the last dimension of `index`, as places in those dimensions flattened. */
function flatPlaces(index: Tensor, sizes: readonly number[]): Tensor {
  const parts = sizes.map((n, k) => places(index.select(-1, k), n));
  return parts.reduce((at, p, k) => add(mul(at, sizes[k]!), p));
}

function gatherND(c: Call): Tensor {
  const [x, index] = [c.x(), c.x(1)],
    b = c.int("batch_dims", 0),
    k = index.shape.at(-1)!;
  const batch = x.shape.slice(0, b),
    sizes = x.shape.slice(b, b + k),
    rest = x.shape.slice(b + k),
    n = product(batch);
  const flat = reshape(x, [n * product(sizes), ...rest]);
  let at = reshape(flatPlaces(index, sizes), [n, -1]);
  if (b > 0) at = add(at, reshape(mul(arange(n, int64), product(sizes)), [n, 1]));
  return reshape(indexSelect(flat, 0, reshape(at, [-1])), [...index.shape.slice(0, -1), ...rest]);
}

const reductions: Readonly<Record<string, "sum" | "prod" | "amax" | "amin">> = {
  add: "sum",
  mul: "prod",
  max: "amax",
  min: "amin",
};

function scatterElements(c: Call): Tensor {
  const [x, index, updates] = [c.x(), c.x(1), c.x(2)],
    dim = c.axis(c.int("axis", 0), x.shape.length),
    at = places(index, x.shape[dim]!);
  const how = c.text("reduction", "none");
  if (how === "none") return scatter(x, dim, at, updates);
  return scatterReduce(x, dim, at, updates, reductions[how] ?? c.wrong(`the reduction "${how}" is unknown`));
}

function scatterND(c: Call): Tensor {
  const [x, index, updates] = [c.x(), c.x(1), c.x(2)],
    k = index.shape.at(-1)!,
    sizes = x.shape.slice(0, k),
    rest = x.shape.slice(k);
  const n = product(sizes),
    m = product(rest);
  const at = reshape(flatPlaces(index, sizes), [-1, 1]),
    spread = expand(at, [at.shape[0]!, m]);
  const flat = reshape(x, [n, m]),
    new_ = reshape(updates, [-1, m]);
  const how = c.text("reduction", "none");
  const out =
    how === "none"
      ? scatter(flat, 0, spread, new_)
      : scatterReduce(flat, 0, spread, new_, reductions[how] ?? c.wrong(`the reduction "${how}" is unknown`));
  return reshape(out, [...x.shape]);
}

function oneHot(c: Call): Tensor {
  const index = c.x(),
    depth = c.number(1)!,
    values = c.x(2),
    dim = c.axis(c.int("axis", -1), index.shape.length + 1);
  const at = cast(index, "int64").unsqueeze(dim);
  const classes = reshape(
    arange(depth, int64),
    range(index.shape.length + 1).map((d) => (d === dim ? depth : 1)),
  );
  return where(eq(where(lt(at, 0), add(at, depth), at), classes), values.select(0, 1), values.select(0, 0));
}

function compressed(c: Call): Tensor {
  const x = c.x(),
    at = reshape(nonzero(c.x(1)), [-1]);
  if (!c.has("axis")) return indexSelect(reshape(x, [-1]), 0, at);
  return indexSelect(x, c.axis(c.int("axis"), x.shape.length), at);
}

/** Each different value or slice once, with the places of the first ones, the way back, and counts. */
function distinct(c: Call): Value[] {
  const x = c.x(),
    named = c.has("axis"),
    dim = named ? c.axis(c.int("axis"), x.shape.length) : 0,
    list = named ? x : reshape(x, [-1]);
  const n = list.shape[dim]!;
  const [values, inverse, counts] = unique(list, {
    dim,
    returnInverse: true,
    returnCounts: true,
  }) as unknown as Tensor[];
  const k = values!.shape[dim]!;
  // The first of each: the least place among those that lead to it.
  const first = scatterReduce(full([k], n, int64), 0, inverse!, arange(n, int64), "amin");
  if (c.flag("sorted", true)) return [values!, first, reshape(inverse!, [-1]), counts!];
  const order = first.argsort(),
    rank = scatter(zeros([k], int64), 0, order, arange(k, int64));
  const ordered = (t: Tensor, d: number): Tensor => indexSelect(t, d, order);
  return [ordered(values!, dim), ordered(first, 0), indexSelect(rank, 0, reshape(inverse!, [-1])), ordered(counts!, 0)];
}

/** Boxes by falling score, but for those that overlap a better one too much. */
function nonMaxSuppression(c: Call): Tensor {
  const boxes = c.x().tolist() as number[][][],
    scores = c.x(1).tolist() as number[][][];
  const most = c.number(2) ?? 0,
    overlap = c.maybe(3) === null ? 0 : Number(c.x(3).item()),
    least = c.maybe(4) === null ? -Infinity : Number(c.x(4).item());
  const centred = c.flag("center_point_box");
  const corners = (b: readonly number[]): [number, number, number, number] => {
    const [p, q, r, s] = b as [number, number, number, number];
    if (centred) return [q - s / 2, p - r / 2, q + s / 2, p + r / 2];
    return [Math.min(p, r), Math.min(q, s), Math.max(p, r), Math.max(q, s)];
  };
  const shared = (a: readonly number[], b: readonly number[]): number => {
    const [t, l, u, r] = corners(a),
      [t2, l2, u2, r2] = corners(b);
    const both = Math.max(0, Math.min(u, u2) - Math.max(t, t2)) * Math.max(0, Math.min(r, r2) - Math.max(l, l2));
    const all = (u - t) * (r - l) + (u2 - t2) * (r2 - l2) - both;
    return all <= 0 ? 0 : both / all;
  };
  const chosen: number[][] = [];
  scores.forEach((classes, batch) =>
    classes.forEach((list, k) => {
      const taken: number[] = [];
      const order = range(list.length)
        .filter((i) => list[i]! > least)
        .toSorted((i, j) => list[j]! - list[i]!);
      for (const i of order) {
        if (taken.length >= most) break;
        if (taken.every((j) => shared(boxes[batch]![i]!, boxes[batch]![j]!) <= overlap)) taken.push(i);
      }
      for (const i of taken) chosen.push([batch, k, i]);
    }),
  );
  return chosen.length === 0 ? zeros([0, 3], int64) : tensor(chosen, int64);
}

export const gathering: Rules = {
  Compress: compressed,
  Gather: gathered,
  GatherElements: gatherElements,
  GatherND: gatherND,
  NonMaxSuppression: nonMaxSuppression,
  NonZero: (c) => transpose(nonzero(c.x()), 0, 1),
  OneHot: oneHot,
  Scatter: scatterElements,
  ScatterElements: scatterElements,
  ScatterND: scatterND,
  Unique: distinct,
};
