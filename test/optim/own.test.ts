import { test } from "node:test";
import assert from "node:assert/strict";
import { compile, KindlingError, noGrad, optim, type Tensor, tensor } from "kindling";

// Optimizers that users write, with no more than PyTorch asks for.

interface Options {
  lr: number;
  gradScale?: number;
}
class Plain extends optim.Optimizer<Options> {
  constructor(params: Iterable<Tensor>, options: Options) {
    super(params, { lr: 0.1, gradScale: 1 }, options);
  }
  protected override update(group: optim.ParamGroup<Options>): void {
    for (const p of group.params) if (p.grad !== null) p.sub_(p.grad.mul(group.lr * group.gradScale!));
  }
}
class OwnStep extends optim.Optimizer<Options> {
  constructor(params: Iterable<Tensor>, options: Options) {
    super(params, { lr: 0.1 }, options);
  }
  override step(): undefined {
    noGrad(() => {
      for (const g of this.paramGroups) for (const p of g.params) if (p.grad !== null) p.sub_(p.grad.mul(g.lr));
    });
  }
}

for (const make of [(w: Tensor) => new Plain([w], { lr: 0.1 }), (w: Tensor) => new OwnStep([w], { lr: 0.1 })]) {
  test(`${make(tensor([1]).requiresGrad_()).constructor.name}: a rate that is changed is felt, compiled too`, () => {
    const run = (compiled: boolean): number => {
      const w = tensor([1]).requiresGrad_(),
        optimizer = make(w);
      const step = (): void => {
        optimizer.zeroGrad();
        w.mul(2).sum().backward();
        optimizer.step();
      };
      const f = compiled ? compile(step) : step;
      for (let i = 0; i < 6; i++) f();
      optimizer.paramGroups[0]!.lr = 1;
      for (let i = 0; i < 6; i++) f();
      return w.item();
    };
    assert.ok(Math.abs(run(false) - (1 - 6 * 0.2 - 6 * 2)) < 1e-4);
    assert.equal(run(true), run(false));
  });
}

test("its options go through a state dict", () => {
  const a = new Plain([tensor([1]).requiresGrad_()], { lr: 0.5, gradScale: 3 }),
    b = new Plain([tensor([1]).requiresGrad_()], { lr: 0.1 });
  assert.equal((a.stateDict().param_groups[0] as Record<string, unknown>)["grad_scale"], 3);
  b.loadStateDict(a.stateDict());
  assert.deepEqual([b.paramGroups[0]!.lr, b.paramGroups[0]!.gradScale], [0.5, 3]);
});

test("without an update it says so", () => {
  class Empty extends optim.Optimizer<Options> {
    constructor(params: Iterable<Tensor>) {
      super(params, { lr: 0.1 });
    }
  }
  const w = tensor([1]).requiresGrad_(),
    optimizer = new Empty([w]);
  w.sum().backward();
  assert.throws(
    () => optimizer.step(),
    (e) => e instanceof KindlingError && e.code === "optimizer-update" && /Empty/.test(e.message),
  );
});
