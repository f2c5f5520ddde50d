// Functions that must be over when they return: an async one, a generator, or one that gives a promise is refused by
// TypeScript (each `@ts-expect-error` is a test of that) and at run time.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  compile,
  detectAnomaly,
  enableGrad,
  explain,
  F,
  Function,
  type FunctionContext,
  gradcheck,
  gradgradcheck,
  isGradEnabled,
  KindlingError,
  nn,
  noGrad,
  ones,
  optim,
  setGradEnabled,
  tensor,
  type Tensor,
} from "kindling";

const model = new nn.Linear(2, 1),
  x = ones(3, 2),
  wanted = tensor([1, 2], { dtype: "float64", requiresGrad: true });
const optimizer = (): optim.SGD => new optim.SGD(model.parameters(), { lr: 0 });
const loss = (): Tensor => model(x).sum();
const backward = (f: (m: nn.Linear) => void): void => {
  const m = new nn.Linear(2, 1);
  f(m);
  m(ones(1, 2, { requiresGrad: true }))
    .sum()
    .backward();
};
class Late extends Function {
  static forward(_ctx: FunctionContext, v: Tensor, f: () => unknown): Tensor {
    return f() === undefined ? v.mul(2) : (f() as Tensor);
  }
  static backward(_ctx: FunctionContext, g: Tensor): (Tensor | null)[] {
    return [g, null];
  }
}
class LateBack extends Function {
  static forward(_ctx: FunctionContext, v: Tensor): Tensor {
    return v.mul(2);
  }
  static backward(): never {
    return Promise.resolve([null]) as never;
  }
}

/** Each function that takes such a one: called with `f`, and everything done that makes it run. */
const takers: Record<string, (f: never) => unknown> = {
  noGrad: (f) => noGrad(f),
  enableGrad: (f) => enableGrad(f),
  setGradEnabled: (f) => setGradEnabled(false, f),
  detectAnomaly: (f) => detectAnomaly(f),
  compile: (f) => (compile(f) as () => unknown)(),
  cached: (f) => nn.utils.parametrize.cached(f),
  gradcheck: (f) => gradcheck(f, [wanted]),
  gradgradcheck: (f) => gradgradcheck(f, [wanted]),
  "SGD.step": (f) => optimizer().step(f),
  "Adam.step": (f) => new optim.Adam(model.parameters()).step(f),
  "LBFGS.step": (f) => new optim.LBFGS(model.parameters()).step(f),
  explain: (f) => explain(model, f),
  "Module.apply": (f) => model.apply(f),
  registerForwardPreHook: (f) => {
    backward((m) => m.registerForwardPreHook(f));
  },
  registerForwardHook: (f) => {
    backward((m) => m.registerForwardHook(f));
  },
  registerFullBackwardHook: (f) => {
    backward((m) => m.registerFullBackwardHook(f));
  },
  registerHook: (f) => {
    const w = ones(2, { requiresGrad: true });
    w.registerHook(f);
    w.sum().backward();
  },
  LambdaLR: (f) => new optim.lrScheduler.LambdaLR(optimizer(), f),
  MultiplicativeLR: (f) => {
    const o = optimizer(),
      s = new optim.lrScheduler.MultiplicativeLR(o, f);
    o.step();
    s.step();
  },
  avgFn: (f) => {
    const a = new optim.swaUtils.AveragedModel(model, { avgFn: f });
    a.updateParameters(model);
    a.updateParameters(model);
  },
};
const kinds: Record<string, () => unknown> = {
  "an async function": async () => {
    await Promise.resolve();
    return loss();
  },
  "a generator function": function* () {
    yield loss();
  },
  "an async generator function": async function* () {
    await Promise.resolve();
    yield loss();
  },
  "one that gives a promise": () => Promise.resolve(loss()),
  "one whose promise fails": () => Promise.reject(new Error("this is not the mistake to be shown")),
  "one that gives something to wait for": () => ({
    // oxlint-disable-next-line unicorn/no-thenable -- what this test is about
    then: (f: (v: unknown) => void) => {
      f(1);
    },
  }),
};
/** Where a result is only looked at as a number, a promise gives NaN: what makes one is refused, what gives one is not. */
const byKind = new Set(["LambdaLR", "MultiplicativeLR"]);

for (const [name, take] of Object.entries(takers)) {
  test(name, () => {
    for (const [kind, f] of Object.entries(kinds)) {
      if (byKind.has(name) && kind.startsWith("one")) continue;
      assert.throws(
        () => take(f as never),
        (e) =>
          e instanceof KindlingError &&
          (e.code === "not-over" || e.code === "compile-async") &&
          e.message.includes("() cannot wait for: ") &&
          e.message.includes("await outside of it"),
        `${name} takes ${kind}`,
      );
    }
    assert.equal(isGradEnabled(), true);
  });
}

test("forward and backward of a Function", () => {
  assert.throws(() => Late.apply(ones(1, { requiresGrad: true }), kinds["one that gives a promise"]!), {
    code: "not-over",
    message: /^noGrad\(\) cannot wait/,
  });
  assert.throws(
    () =>
      LateBack.apply(ones(1, { requiresGrad: true }))
        .sum()
        .backward(),
    { code: "function-grads", message: /a gradient is expected/ },
  );
});

test("what is over is as ever", () => {
  assert.equal(
    noGrad(() => 3),
    3,
  );
  assert.equal(
    noGrad(() => null),
    null,
  );
  assert.deepEqual(
    noGrad(() => [1, 2]),
    [1, 2],
  );
  assert.equal(noGrad(() => loss()).requiresGrad, false);
  assert.deepEqual([...noGrad(() => new Map([[1, 2]]).entries())], [[1, 2]]);
  const unknown: unknown = noGrad((): unknown => 1);
  assert.equal(unknown, 1);
  const maybe: Tensor | null = noGrad(() => (Math.random() < 2 ? loss() : null));
  assert.ok(maybe);
});

describe("TypeScript refuses", () => {
  test("async functions and promises", async () => {
    const later = async (): Promise<Tensor> => {
      await Promise.resolve();
      return loss();
    };
    assert.throws(() =>
      // @ts-expect-error -- async
      noGrad(async () => {
        await Promise.resolve();
      }),
    );
    // @ts-expect-error -- gives a promise
    assert.throws(() => noGrad(later));
    // @ts-expect-error -- gives a promise, some times
    assert.throws(() => noGrad(() => (Math.random() < 2 ? later() : 1)));
    assert.throws(() =>
      // @ts-expect-error -- a generator
      noGrad(function* () {
        yield 1;
      }),
    );
    // @ts-expect-error -- async
    assert.throws(() => enableGrad(later));
    // @ts-expect-error -- async
    assert.throws(() => setGradEnabled(false, later));
    // @ts-expect-error -- async
    assert.throws(() => detectAnomaly(later));
    assert.throws(() =>
      // @ts-expect-error -- async
      compile(async (v: Tensor) => {
        await Promise.resolve();
        return v;
      }),
    );
    // @ts-expect-error -- async
    assert.throws(() => nn.utils.parametrize.cached(later));
    // @ts-expect-error -- async
    assert.throws(() => optimizer().step(later));
    // @ts-expect-error -- async
    assert.throws(() => gradcheck(later, [wanted]));
    // @ts-expect-error -- async
    assert.throws(() => explain(model, later));
    // What the message says to write.
    const ready = await later();
    assert.equal(noGrad(() => F.relu(ready)).requiresGrad, false);
    // Types of arguments and results are inferred as before.
    const step = compile((a: Tensor, b: { n: number }) => [a.mul(b.n)] as const);
    const [y] = step(tensor(2), { n: 3 });
    assert.equal(y.item(), 6);
  });
});
