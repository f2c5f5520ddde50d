import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { arange, F, KindlingError, manualSeed, nn, type Tensor } from "kindling";
import { compareValues, readGolden, valuesOf } from "../goldens.js";

// Activations and dropouts over their own input, as functions and as layers, by place and by name: values, gradients, names of
// gradient functions and refusals are PyTorch's.

interface Case {
  f?: string;
  layer?: string;
  args: (number | boolean)[];
  before: string;
  value: number[];
  gradient: number[];
  name: string;
  same: boolean;
  error?: string;
}
const before: Record<string, (w: Tensor) => Tensor> = {
  linear: (w) => w.mul(2),
  exp: (w) => w.exp(),
  leaf: (w) => w,
  view: (w) => w.mul(2).reshape(-1).reshape(w.shape),
  half: (w) => w.mul(2).narrow(1, 0, 2),
};
const camel = (name: string): string => name.replace(/_(\w)/g, (_, c: string) => c.toUpperCase());
type Layer = new (...args: unknown[]) => nn.Module;

/** What is called: by place, and where it can be, with `inplace` by name. */
function forms(c: Case): [string, (x: Tensor) => Tensor][] {
  if (c.f !== undefined) {
    const f = F[camel(c.f) as "relu"] as (x: Tensor, ...args: unknown[]) => Tensor;
    return [
      ["by place", (x) => f(x, ...c.args, true)],
      ["by name", (x) => f(x, ...c.args, { inplace: true })],
    ];
  }
  const make = nn[c.layer as "ReLU"] as unknown as Layer,
    last = c.args.at(-1),
    inPlace = last === true;
  const built: [string, () => nn.Module][] = [["by place", () => new make(...c.args)]];
  if (inPlace) built.push(["by name", () => new make(...c.args.slice(0, -1), { inplace: true })]);
  return built.map(([how, build]) => [
    how,
    (x) => {
      const m = build();
      if (c.layer === "RReLU") m.eval();
      return (m as unknown as (x: Tensor) => Tensor)(x);
    },
  ]);
}

const golden = readGolden<{ torch: string; cases: Case[] }>("nn_inplace");
describe(`over the input, as PyTorch ${golden.torch}`, () => {
  for (const c of golden.cases) {
    for (const [how, f] of forms(c)) {
      test(`${c.f ?? c.layer}(${c.args.join(", ")}) ${how}, of ${c.before}`, () => {
        const w = arange(48).div(12.5).sub(2).reshape(2, 3, 2, 2, 2).requiresGrad_();
        const run = (): { y: Tensor; x: Tensor } => {
          manualSeed(3);
          const x = before[c.before]!(w),
            y = f(x);
          y.mul(y)
            .mul(arange(1, y.numel() + 1).reshape(y.shape))
            .sum()
            .backward();
          return { y, x };
        };
        if (c.error !== undefined) return assert.throws(run, (e) => e instanceof KindlingError);
        const { y, x } = run();
        assert.deepEqual(compareValues("the value", valuesOf(y), c.value, "float32"), []);
        assert.deepEqual(compareValues("the gradient", valuesOf(w.grad!), c.gradient, "float32"), []);
        assert.equal(y.gradFn!.name, c.name);
        if (c.same) assert.deepEqual(x.tolist(), y.tolist());
      });
    }
  }
});
