// Every optimizer there is, with its default options: it finds the bottom of a bowl, its state goes through a file to another that
// goes on the same way, and what has no gradient stays. What PyTorch computes is in the goldens; for an optimizer that PyTorch does
// not have, these tests and those of its options (options.test.ts) are the ones.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { load, manualSeed, noGrad, optim, randn, saveBytes, type Tensor } from "kindling";
import { camel, flat } from "./numbers.js";

type OptimizerClass = new (params: unknown, options?: object) => optim.AnyOptimizer;
const classes = Object.entries(optim as Record<string, unknown>).filter(
  (e): e is [string, OptimizerClass] => typeof e[1] === "function" && e[1].prototype instanceof optim.Optimizer,
);
test("all optimizers are here", () => assert.ok(classes.length >= 14, classes.map(([name]) => name).join()));

/** How far two matrices are from where a bowl that is steeper along some of its axes has its bottom. */
class Bowl {
  readonly params: Tensor[];
  readonly unused: Tensor;
  readonly optimizer: optim.AnyOptimizer;
  private readonly bottoms: Tensor[];
  private readonly steepness: Tensor[];
  constructor(Class: OptimizerClass, options: object = {}) {
    manualSeed(1);
    const shapes = [
      [3, 4],
      [2, 5],
    ] as const;
    this.bottoms = shapes.map((s) => randn(...s));
    this.steepness = shapes.map((s) =>
      randn(...s)
        .abs()
        .add(0.2),
    );
    this.params = shapes.map((s) => randn(...s).requiresGrad_());
    this.unused = randn(2, 2).requiresGrad_();
    this.optimizer = new Class([...this.params, this.unused], options);
  }
  loss(): Tensor {
    return this.params
      .map((p, i) => p.sub(this.bottoms[i]!).square().mul(this.steepness[i]!).sum())
      .reduce((a, b) => a.add(b));
  }
  /** So many steps; gives the loss before each. */
  steps(n: number): number[] {
    return Array.from({ length: n }, () =>
      Number(
        (
          this.optimizer.step(() => {
            this.optimizer.zeroGrad();
            const loss = this.loss();
            loss.backward();
            return loss;
          }) as unknown as Tensor
        ).item(),
      ),
    );
  }
  get values(): number[][] {
    return this.params.map(flat);
  }
}

for (const [name, Class] of classes) {
  describe(name, () => {
    test("goes down", () => {
      const bowl = new Bowl(Class),
        before = bowl.loss().item();
      for (let i = 0; i < 40; i++) {
        const losses = bowl.steps(25);
        assert.ok(losses.every(Number.isFinite), String(losses));
      }
      const after = bowl.loss().item();
      assert.ok(after < 0.995 * before, `the loss was ${before} at first, and is ${after} after 1000 steps`);
    });
    test("leaves alone what has no gradient", () => {
      const bowl = new Bowl(Class),
        before = flat(bowl.unused);
      bowl.steps(3);
      assert.deepEqual(flat(bowl.unused), before);
    });
    test("its state goes through a file to another, which goes on the same way", () => {
      const one = new Bowl(Class),
        other = new Bowl(Class);
      one.steps(4);
      other.optimizer.loadStateDict(load(saveBytes(one.optimizer.stateDict())) as optim.OptimizerStateDict);
      noGrad(() => {
        other.params.forEach((p, i) => p.copy_(one.params[i]!));
      });
      assert.deepEqual(other.steps(4), one.steps(4));
      assert.deepEqual(other.values, one.values);
    });
    test("its options are in the state dict, by Python's names", () => {
      const { optimizer } = new Bowl(Class),
        [group] = optimizer.stateDict().param_groups as [Record<string, unknown>];
      const there = Object.keys(group).map(camel);
      for (const key of Object.keys(optimizer.defaults))
        assert.ok(there.includes(key), `${key} is not among ${there.join()}`);
      for (const key of Object.keys(group)) assert.match(key, /^[a-z0-9_]+$/);
    });
  });
}
