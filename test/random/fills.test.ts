import { describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  bernoulli,
  compile,
  type DType,
  F,
  full,
  manualSeed,
  normal,
  poisson,
  rand,
  randintLike,
  randLike,
  randnLike,
  type Tensor,
  zeros,
} from "kindling";
import { product, range } from "#src/util/array.js";
import { compareValues, readGolden, type Value, valuesOf } from "../goldens.js";

// What fills tensors in place, and what draws in the shape of a tensor: PyTorch's numbers in PyTorch's order, whatever
// the layout, and the generator left where PyTorch leaves it.

interface Case {
  n: string;
  s: number[];
  d: DType;
  l: "c" | "t" | "s" | "p";
  a: number[];
  v: Value[];
  next: number;
}
const cases = readGolden<Case[]>("random_fills");

function layout({ s, d, l }: Case): Tensor {
  switch (l) {
    case "t":
      return zeros(s.toReversed(), { dtype: d }).permute(range(s.length).toReversed());
    case "s":
      return zeros([...s.slice(0, -1), 2 * s[s.length - 1]!], { dtype: d })
        .unflatten(-1, [-1, 2])
        .select(-1, 0);
    case "p":
      return zeros([s[1]!, s[2]!, s[0]!], { dtype: d }).permute(2, 0, 1);
    default:
      return zeros(s, { dtype: d });
  }
}

/** 0, 1, 2 … in the shape of a tensor, row by row. */
function counting(x: Tensor, dtype: DType): Tensor {
  const out = zeros(product(x.shape), { dtype });
  for (let i = 0; i < out.numel(); i++) out.set([i], i);
  return out.reshape(x.shape);
}

const functions: Record<string, (x: Tensor) => Tensor> = {
  randLike: (x) => randLike(x),
  randnLike: (x) => randnLike(x),
  randintLike: (x) => randintLike(x, 0, 100),
  bernoulli: (x) => bernoulli(x.add_(0.4)),
  bernoulliOf: (x) => bernoulli(x, 0.3),
  bernoulliBy: (x) => x.bernoulli_(counting(x, x.dtype).div(x.numel())),
  poisson: (x) => poisson(counting(x, x.dtype).mul(3)),
  dropout: (x) => F.dropout(x.add_(1), 0.4),
  normalStd: (x) => normal(x.add(1), 2),
  normalMean: (x) => normal(1.5, x.add(2)),
  normalBoth: (x) => normal(x, x.add(2)),
  normalWide: (x) => normal(x.narrow(0, 0, 1), x.add(2)),
};

describe("filled from PyTorch's streams", () => {
  for (const name of new Set(cases.map((c) => c.n))) {
    test(name, () => {
      const problems = cases
        .filter((c) => c.n === name)
        .flatMap((c) => {
          manualSeed(5);
          const x = layout(c);
          const out =
            functions[name]?.(x) ?? (x as unknown as Record<string, (...a: number[]) => Tensor>)[name]!(...c.a);
          const what = `${name}(${c.a.join()}) of ${c.d} [${c.s.join()}] ${c.l}`;
          const wrong = compareValues(what, valuesOf(out), c.v, c.d);
          return wrong.length === 0 && rand(1, { dtype: "float64" }).item() !== c.next
            ? [`${what}: the generator is elsewhere`]
            : wrong;
        });
      assert.deepEqual(problems, []);
    });
  }
});

test("a compiled function draws anew in each run", () => {
  const draw = (): Tensor =>
    zeros(3, 2)
      .t()
      .geometric_(0.3)
      .add(poisson(full([2, 3], 4)));
  manualSeed(1);
  const eager = [draw(), draw(), draw()].map((t) => t.tolist());
  const step = compile(draw);
  manualSeed(1);
  assert.deepEqual(
    [step(), step(), step()].map((t) => t.tolist()),
    eager,
  );
});
