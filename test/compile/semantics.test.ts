// Runs also without code from text.
// compile() under a user who does all that one can do: what is changed outside is seen, what cannot be followed is refused
// at its line, and everything else is as without it.
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, test } from "node:test";
import {
  arange,
  cat,
  compile,
  type Compiled,
  type Diagnosis,
  type DType,
  dtypes,
  enableGrad,
  F,
  fromTypedArray,
  Function as AutogradFunction,
  grad,
  KindlingError,
  loadWeights,
  manualSeed,
  nn,
  noGrad,
  onDiagnosis,
  ones,
  optim,
  rand,
  randn,
  randperm,
  resetDiagnosis,
  saveBytes,
  stack,
  Tensor,
  tensor,
  where,
  zeros,
} from "kindling";

type AnyCompiled = Compiled<never[], unknown>;
const planned = (f: unknown): boolean => (f as AnyCompiled).explain().startsWith("plan");
const near = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-5 * Math.max(1, Math.abs(b)) || (Number.isNaN(a) && Number.isNaN(b));
const flat = (t: Tensor): number[] => Array.from(t.detach().double().contiguous().toTypedArray() as Float64Array);
function same(got: Tensor, want: Tensor, what = ""): void {
  assert.deepEqual([got.dtype, got.shape], [want.dtype, want.shape], what);
  const a = flat(got),
    b = flat(want);
  assert.ok(
    a.every((v, i) => near(v, b[i]!)),
    `${what}: ${String(got)}, not ${String(want)}`,
  );
}
/** Calls a function and its compiled self with the same arguments, as often as it takes to be a plan and then some. */
function alike<A extends Tensor[]>(
  f: (...args: A) => Tensor,
  make: (i: number) => Tensor[],
  calls = 6,
): Compiled<A, Tensor> {
  const g = compile(f);
  const args = (i: number): A => {
    manualSeed(100 + i);
    return make(i) as A;
  };
  for (let i = 0; i < calls; i++) same(g(...args(i)), f(...args(i)), `call ${i}`);
  assert.ok(planned(g), g.explain());
  return g;
}
function code(f: () => unknown, want: string, pattern = /./): void {
  assert.throws(f, (e) => {
    assert.ok(e instanceof KindlingError, String(e));
    assert.equal(e.code, want, e.message);
    assert.match(e.message, pattern);
    return true;
  });
}

const said: Diagnosis[] = [];
let before: (d: Diagnosis) => void;
beforeEach(() => {
  said.length = 0;
  resetDiagnosis();
  before = onDiagnosis((d) => said.push(d));
});
afterEach(() => {
  onDiagnosis(before);
});

const line = String.raw`\(at semantics\.test\.[jt]s:\d+:\d+\)`;

describe("values are not given to JavaScript inside", () => {
  const w = ones(2, { requiresGrad: true });
  const forbidden: Record<string, (x: Tensor) => unknown> = {
    "item()": (x) => x.sum().item(),
    "a branch on a value": (x) => {
      if (x.sum().item() > 1) return x;
      return x.mul(2);
    },
    "tolist()": (x) => x.tolist(),
    "toTypedArray()": (x) => x.toTypedArray(),
    "String()": (x) => String(x),
    "a template": (x) => `${x}`,
    "what console.log asks for": (x) => inspect(x),
    "Number()": (x) => Number(x),
    "a comparison by JavaScript": (x) => (x as unknown as number) > 1,
    "an index that is a tensor": (x) => x.get(x.argmax()),
    nonzero: (x) => x.nonzero(),
    maskedSelect: (x) => x.maskedSelect(x.gt(0)),
    "a mask as an index": (x) => x.get(x.gt(0)),
    "oneHot without a number of classes": (x) => F.oneHot(x.long()),
    allclose: (x) => x.allclose(x),
    "tensor([…]) of tensors": (x) => tensor([x.sum(), x.mean()] as never),
    "printing a gradient": (x) => {
      w.mul(x).sum().backward();
      return String(w.grad);
    },
  };
  for (const [what, f] of Object.entries(forbidden)) {
    test(what, () => {
      const g = compile((x: Tensor) => {
        f(x);
        return x.mul(1);
      });
      code(() => g(tensor([1, 2])), "compile-value", new RegExp(line));
      code(() => g(tensor([1, 2])), "compile-value");
      w.grad = null;
    });
  }
  test("the message says the way out", () =>
    code(() => compile((x: Tensor) => x.sum().item())(ones(2)), "compile-value", /return the tensor.*where\(…\)/s));
  test("oneHot with one reads nothing", () => {
    alike(
      (t: Tensor) => F.oneHot(t, 4),
      (i) => [tensor([i % 4, 3], { dtype: "int64" })],
    );
  });
  test("where() decides by values", () => {
    alike(
      (x: Tensor) => where(x.gt(0), x, x.mul(-10)),
      (i) => [tensor([i - 3, 3 - i])],
    );
  });
  test("outside, all is as ever, also between the calls and after a refusal", () => {
    code(() => compile((x: Tensor) => x.item())(tensor(3)), "compile-value");
    assert.equal(tensor(3).item(), 3);
  });
});

describe("what is refused", () => {
  test("async functions, at once or when one gives a promise", () => {
    code(() => compile((async (x: Tensor) => x) as never), "compile-async");
    code(
      () => compile(((x: Tensor) => Promise.resolve(x)) as never as (x: Tensor) => Tensor)(ones(1)),
      "compile-async",
    );
  });
  test("what is no function", () => {
    for (const wrong of [undefined, null, 3, "f", ones(1)]) code(() => compile(wrong as never), "argument");
    code(() => compile((x: Tensor) => x).repeat(0, ones(1)), "argument");
    code(() => compile((x: Tensor) => x).repeat(1.5, ones(1)), "argument");
  });
  test("Maps and Sets, among arguments and results", () => {
    code(
      () => compile((m: Map<string, Tensor>) => m.get("a")!.mul(2))(new Map([["a", ones(1)]])),
      "compile-container",
      /Object\.fromEntries/,
    );
    code(() => compile((x: Tensor) => new Set([x]))(ones(1)), "compile-container");
  });
  test("a change in place of an argument that another argument shares its memory with", () => {
    const base = arange(6).float();
    const f = compile((x: Tensor, y: Tensor) => {
      x.mul_(2);
      return x.add(y);
    });
    code(() => f(base.narrow(0, 0, 4), base.narrow(0, 2, 4)), "compile-alias", new RegExp(line));
    same(f(ones(4), ones(4)), ones(4).mul(3));
  });
  test("a change in place of what an argument shares its memory with outside", () => {
    const kept = ones(3);
    code(
      () =>
        compile((x: Tensor) => {
          kept.add_(1);
          return x.mul(1);
        })(kept),
      "compile-alias",
    );
    code(
      () =>
        compile((x: Tensor) => {
          const y = kept.mul(2);
          x.add_(1);
          return y;
        })(kept),
      "compile-alias",
    );
    code(
      () =>
        compile((x: Tensor) => {
          x.add_(1);
          return kept.mul(2);
        })(kept),
      "compile-alias",
    );
  });
});

describe("errors inside are those of eager", () => {
  const attempts: Record<string, (x: Tensor) => Tensor> = {
    shapes: (x) => x.matmul(ones(7, 2)),
    broadcasting: (x) => x.add(ones(5)),
    dtypes: (x) => x.long().bitwiseAnd(x as never),
    "an index": (x) => x.select(0, 9),
    "gather's index": (x) => x.gather(0, tensor([[7, 7, 7]], { dtype: "int64" })),
    "an integer division": (x) => x.long().floorDivide(tensor([0, 0, 0], { dtype: "int64" })),
    "backward twice": (x) => {
      const y = ones(3, { requiresGrad: true }).mul(x).pow(2).sum();
      y.backward();
      y.backward();
      return y;
    },
    "a view": (x) => x.t().view(6),
    "an option": (x) => F.mseLoss(x, x, { reduction: "average" as never }),
    "the user's own": () => {
      throw new RangeError("mine");
    },
  };
  const sentence = (f: () => unknown): string => {
    try {
      f();
    } catch (e) {
      return `${(e as Error).name} ${(e as { code?: string }).code}: ${(e as Error).message}`;
    }
    return "nothing";
  };
  for (const [what, f] of Object.entries(attempts)) {
    test(what, () => {
      const x = arange(6).float().view(2, 3),
        g = compile(f);
      const want = sentence(() => f(x));
      assert.notEqual(want, "nothing");
      for (let i = 0; i < 4; i++)
        assert.equal(
          sentence(() => g(x)),
          want,
        );
    });
  }
  test("an index that is out of range only in a later call fails in the plan as it would without", () => {
    const f = (x: Tensor, i: Tensor): Tensor => x.gather(0, i),
      g = compile(f);
    const good = tensor([1, 0], { dtype: "int64" }),
      bad = tensor([1, 9], { dtype: "int64" });
    for (let i = 0; i < 4; i++) g(ones(2), good);
    assert.ok(planned(g));
    assert.equal(
      sentence(() => g(ones(2), bad)),
      sentence(() => f(ones(2), bad)),
    );
    same(g(tensor([5, 6]), good), tensor([6, 5]));
  });
  test("after an error, everything works on, also noGrad and later plans", () => {
    let fails = true;
    const w = ones(2, { requiresGrad: true });
    const g = compile((x: Tensor) => {
      const y = noGrad(() => {
        if (fails) throw new Error("once");
        return x.mul(2);
      });
      return y.add(w);
    });
    assert.throws(() => g(ones(2)), /once/);
    fails = false;
    assert.ok(w.mul(2).requiresGrad);
    for (let i = 0; i < 4; i++) same(g(ones(2)), tensor([3, 3]));
    assert.ok(planned(g));
  });
  test("what a function changed before it failed stays changed", () => {
    const kept = zeros(1),
      given = zeros(1);
    const g = compile((x: Tensor) => {
      kept.add_(1);
      x.add_(1);
      throw new Error("late");
    });
    for (let i = 1; i < 4; i++) {
      assert.throws(() => g(given), /late/);
      assert.deepEqual([kept.item(), given.item()], [i, i]);
    }
  });
});

/** A model, an optimizer and a step, twice: one of them compiled. */
interface Trained {
  readonly model: nn.Sequential;
  readonly optimizer: optim.Adam;
  readonly step: (x: Tensor, y: Tensor) => Tensor;
}
function trained(p = 0): [Trained, Trained & { step: Compiled<[Tensor, Tensor], Tensor> }] {
  const make = (): Trained => {
    manualSeed(1);
    const model = new nn.Sequential(new nn.Linear(5, 4), new nn.Tanh(), new nn.Dropout(p), new nn.Linear(4, 2));
    const optimizer = new optim.Adam(model.parameters(), { lr: 0.05 });
    return {
      model,
      optimizer,
      step: (x, y) => {
        optimizer.zeroGrad();
        const loss = F.mseLoss(model(x) as Tensor, y);
        loss.backward();
        optimizer.step();
        return loss;
      },
    };
  };
  const b = make();
  return [make(), { ...b, step: compile(b.step) }];
}
manualSeed(3);
const x = randn(7, 5),
  y = randn(7, 2);

describe("changes from outside are seen, and those inside are seen outside", () => {
  const changes: Record<string, (t: Trained) => void> = {
    "a weight in place": ({ model }) => noGrad(() => model.parameters()[0]!.mul_(0.5)),
    "a weight by .data in place": ({ model }) => {
      model.parameters()[1]!.data.fill_(0.3);
    },
    "a weight's memory replaced": ({ model }) => {
      model.parameters()[0]!.data = ones(4, 5).mul(0.1);
    },
    "an element": ({ model }) =>
      noGrad(() => {
        model.parameters()[0]!.set([0, 0], 2);
      }),
    loadStateDict: ({ model }) => {
      model.loadStateDict(Object.fromEntries([...model.stateDict()].map(([k, v]) => [k, v.mul(0.9)])));
    },
    init: ({ model }) => {
      manualSeed(4);
      nn.init.xavierUniform_(model.parameters()[0]!);
    },
    "the learning rate": ({ optimizer }) => {
      optimizer.paramGroups[0]!.lr = 0.01;
    },
    betas: ({ optimizer }) => {
      optimizer.paramGroups[0]!.betas = [0.5, 0.9];
    },
    "weight decay": ({ optimizer }) => {
      optimizer.paramGroups[0]!.weightDecay = 0.1;
    },
    amsgrad: ({ optimizer }) => {
      optimizer.paramGroups[0]!.amsgrad = true;
    },
    "the optimizer's state": ({ optimizer }) => {
      for (const s of optimizer.state.values()) (s["exp_avg"] as Tensor).zero_();
    },
    "the optimizer's state dict": ({ optimizer }) => {
      optimizer.loadStateDict(optimizer.stateDict());
    },
    "a frozen weight": ({ model }) => {
      model.parameters()[0]!.requiresGrad = false;
    },
    "a frozen model": ({ model }) => {
      model.parameters().forEach((p, i) => p.requiresGrad_(i === 3));
    },
    "gradients that were left": ({ model }) => {
      F.mseLoss(model(x) as Tensor, y).backward();
    },
    "eval()": ({ model }) => {
      model.eval();
    },
    "a layer's field": ({ model }) => {
      (model.children()[2] as nn.Dropout).p = 0.7;
    },
    "a layer replaced": ({ model }) => {
      manualSeed(2);
      (model as unknown as Record<string, nn.Module>)["1"] = new nn.Sigmoid();
    },
    "a weight replaced": ({ model }) => {
      manualSeed(2);
      Object.assign(model.children()[3]!, { weight: new nn.Parameter(randn(2, 4)) });
    },
    "a forward hook": ({ model }) => {
      model.children()[1]!.registerForwardHook((_m, _a, out) => (out as Tensor).mul(2));
    },
    "a forward pre-hook": ({ model }) => {
      model.registerForwardPreHook((_m, [v]) => [(v as Tensor).mul(2)]);
    },
    "a hook on a weight": ({ model }) => {
      model.parameters()[0]!.registerHook((g) => g.mul(0.1));
    },
    "to float64 and back": ({ model }) => {
      model.double().float();
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    test(what, () => {
      const [a, b] = trained(0.2);
      for (let i = 0; i < 14; i++) {
        if (i === 5) {
          assert.ok(planned(b.step));
          change(a);
          change(b);
        }
        manualSeed(i);
        const want = a.step(x, y).item();
        manualSeed(i);
        const got = b.step(x, y).item();
        assert.ok(near(got, want), `step ${i}: ${got}, not ${want}`);
        a.model.parameters().forEach((p, j) => same(b.model.parameters()[j]!, p, `parameter ${j} after step ${i}`));
      }
      assert.deepEqual(said, []);
    });
  }
  test("a group of parameters that is added", () => {
    const [a, b] = trained();
    for (let i = 0; i < 12; i++) {
      if (i === 5)
        for (const { optimizer, model } of [a, b]) {
          // one that was left out so far
          const [first, ...rest] = optimizer.paramGroups[0]!.params;
          optimizer.paramGroups[0]!.params = rest;
          optimizer.addParamGroup({ params: [first!], lr: 0.2 });
          assert.equal(model.parameters()[0], first);
        }
      assert.ok(near(b.step(x, y).item(), a.step(x, y).item()), `step ${i}`);
    }
  });
  test("what is printed, saved and loaded in between is what was trained", () => {
    const [a, b] = trained();
    for (let i = 0; i < 9; i++) {
      a.step(x, y);
      b.step(x, y);
      assert.equal(String(b.model.parameters()[1]), String(a.model.parameters()[1]));
      const back = loadWeights(saveBytes(b.model.stateDict())) as Map<string, Tensor>;
      for (const [k, v] of a.model.stateDict()) same(back.get(k)!, v, k);
      if (i === 6) b.model.loadStateDict(back);
    }
  });
  test("gradients can be read, kept, and changed between steps", () => {
    const [a, b] = trained();
    const run = (t: Trained): number[] => {
      const seen: number[] = [];
      const step =
        t === b
          ? compile((v: Tensor, w: Tensor) => F.mseLoss(t.model(v) as Tensor, w).backward())
          : (v: Tensor, w: Tensor): void => F.mseLoss(t.model(v) as Tensor, w).backward();
      let kept: Tensor | null = null;
      for (let i = 0; i < 12; i++) {
        step(x.mul(i + 1), y);
        const g = t.model.parameters()[0]!.grad!;
        seen.push(g.sum().item(), kept === null ? 0 : kept.sum().item());
        kept = i % 2 === 0 ? g.clone() : g;
        if (i % 3 === 1) noGrad(() => g.mul_(0.5));
        if (i % 4 === 3) t.optimizer.step();
        if (i % 4 === 3) t.optimizer.zeroGrad();
      }
      return seen;
    };
    const want = run(a),
      got = run(b);
    assert.ok(
      want.every((v, i) => near(got[i]!, v)),
      `${got.join()}\nnot ${want.join()}`,
    );
  });
});

describe("what a plan is given", () => {
  test("other numbers in each call", () => {
    alike(
      (a: Tensor, b: Tensor) => a.mul(b).sum(0),
      () => [randn(3, 4), randn(4)],
    );
  });
  test("nested containers, both ways", () => {
    const f = ({
      a,
      list: [p, [q]],
    }: {
      a: Tensor;
      list: [Tensor, [Tensor]];
    }): { sum: Tensor; all: [Tensor, { q: Tensor }] } => ({ sum: a.add(p), all: [p.mul(2), { q: q.exp() }] });
    const g = compile(f);
    for (let i = 0; i < 5; i++) {
      const arg = { a: ones(2).mul(i), list: [ones(2).mul(2 * i), [ones(1).mul(i / 10)]] as [Tensor, [Tensor]] };
      const got = g(arg),
        want = f(arg);
      same(got.sum, want.sum);
      same(got.all[0], want.all[0]);
      same(got.all[1].q, want.all[1].q);
    }
    assert.ok(planned(g));
  });
  test("arguments that are the same tensor, and arguments that overlap", () => {
    const base = arange(10).float();
    alike(
      (a: Tensor, b: Tensor) => a.mul(b),
      () => {
        const t = randn(3);
        return [t, t];
      },
    );
    alike(
      (a: Tensor, b: Tensor) => a.mul(b).exp(),
      (i) => [base.narrow(0, i, 4), base.narrow(0, i + 1, 4)],
      6,
    );
    const twice = compile((a: Tensor, b: Tensor) => {
        a.add_(1);
        return a.mul(b);
      }),
      eager = (a: Tensor, b: Tensor): Tensor => {
        a.add_(1);
        return a.mul(b);
      };
    for (let i = 0; i < 5; i++) {
      const [p, q] = [ones(2).mul(i), ones(2).mul(i)];
      same(twice(p, p), eager(q, q));
      same(p, q);
      same(twice(ones(2), p), eager(ones(2), q)); // two tensors: another plan
    }
  });
  test("parameters as arguments", () => {
    const w = randn(3, { requiresGrad: true }),
      v = randn(3, { requiresGrad: true });
    const f = compile((p: Tensor, t: Tensor) => {
      p.grad = null;
      p.mul(t).sum().backward();
      noGrad(() => p.sub_(p.grad!));
      return p.sum();
    });
    for (let i = 0; i < 8; i++) {
      const p = i % 2 === 0 ? w : v,
        was = p.sum().item();
      assert.ok(near(f(p, ones(3).mul(i)).item(), was - 3 * i), `call ${i}`);
    }
    assert.match(f.explain(), /^plan 1 of 2/);
  });
  test("layouts: transposed, every second, expanded, with an offset", () => {
    const lay: ((t: Tensor) => Tensor)[] = [
      (t) => t.t(),
      (t) => stack([t, t.mul(9)], -1).select(-1, 0),
      (t) => t.narrow(0, 0, 1).expand(4, 4),
      (t) => cat([zeros(1, 4), t]).narrow(0, 1, 4),
    ];
    for (const l of lay)
      alike(
        (t: Tensor) => t.mul(2).add(t.t()).matmul(t),
        () => [l(randn(4, 4))],
      );
    const g = compile((t: Tensor) => t.stride()); // what JavaScript asks of the layout is right for each
    for (let i = 0; i < 4; i++) {
      assert.deepEqual(g(ones(2, 3)), [3, 1]);
      assert.deepEqual(g(ones(3, 2).t()), [1, 2]);
    }
  });
  test("no elements, no dimensions", () => {
    alike(
      (t: Tensor) => t.mul(2).sum(0),
      () => [zeros(0, 3)],
    );
    alike(
      (t: Tensor) => t.exp().add(1),
      (i) => [tensor(i)],
    );
    alike(
      (t: Tensor) => cat([t, t.mul(2)]),
      () => [zeros(0)],
    );
  });
  for (const d of dtypes) {
    test(`${d} tensors`, () => {
      alike(
        (t: Tensor) => t.add(t).eq(t),
        (i) => [tensor([0, 1, i % 2], { dtype: d })],
      );
      if (d !== "bool")
        alike(
          (t: Tensor) => t.mul(t).sum(),
          (i) => [tensor([0, 1, i], { dtype: d })],
        );
      alike(
        (t: Tensor) => t.reshape(3, 1).expand(3, 2).float().mean(0),
        (i) => [tensor([0, 1, i % 2], { dtype: d })],
      );
    });
  }
  test("dtypes that change from call to call", () => {
    const f = (t: Tensor): Tensor => t.add(1).sum(),
      g = compile(f);
    const types: DType[] = ["float32", "float64", "int64", "float16"];
    for (let i = 0; i < 24; i++) {
      const t = ones(3, { dtype: types[i % 4]! }).mul(i);
      same(g(t), f(t));
    }
    assert.match(g.explain(), /plan 1 of 4/);
  });
  test("in-place changes of arguments, also of strided ones", () => {
    const f = (t: Tensor): Tensor => {
        t.mul_(2);
        t.get(0).add_(1);
        return t.sum();
      },
      g = compile(f);
    for (let i = 0; i < 6; i++) {
      const [a, b] = [arange(6).float().view(2, 3).add(i).t(), arange(6).float().view(2, 3).add(i).t()];
      same(g(a), f(b));
      same(a, b);
    }
    assert.ok(planned(g));
  });
  test("an argument that is made to require a gradient inside", () => {
    const f = (t: Tensor): Tensor => {
        t.requiresGrad_();
        return t.pow(2).sum();
      },
      g = compile(f);
    for (let i = 0; i < 4; i++) {
      const t = ones(2).mul(i);
      same(g(t), tensor(2 * i * i));
      assert.ok(t.requiresGrad);
    }
    const slope = compile((t: Tensor) => {
      const v = t.detach().requiresGrad_();
      return grad(v.pow(2).sum(), [v])[0];
    });
    for (let i = 0; i < 4; i++) same(slope(ones(2).mul(i)), ones(2).mul(2 * i));
    assert.ok(planned(slope));
  });
  test("arguments with a history run as without compile", () => {
    const w = ones(2, { requiresGrad: true });
    const g = compile((t: Tensor) => t.mul(3).sum());
    for (let i = 0; i < 4; i++) {
      w.grad = null;
      g(w.mul(2)).backward();
      assert.deepEqual(w.grad!.tolist(), [6, 6]);
    }
    alike(
      (t: Tensor) => t.mul(3).sum(),
      () => [w.detach()],
    );
  });
  test("a Float32Array that the user goes on to write", () => {
    const data = new Float32Array([1, 2]),
      t = fromTypedArray(data);
    const g = compile((s: Tensor) => t.mul(s)),
      h = compile((s: Tensor) =>
        noGrad(() => {
          t.add_(s);
          return t.mul(1);
        }),
      );
    for (let i = 1; i < 9; i++) {
      data[1] = i;
      same(g(tensor(2)), tensor([data[0]! * 2, 2 * i]));
    }
    assert.ok(planned(g));
    for (let i = 1; i < 9; i++) {
      data[0] = i;
      same(h(tensor(1)), tensor([i + 1, data[1]!]));
      assert.equal(data[0], i + 1);
    }
    assert.ok(planned(h));
  });
  test("gradients that come as arguments", () => {
    const make = (): { w: Tensor; step: (g: Tensor) => void } => {
      const w = ones(2, { requiresGrad: true }),
        o = new optim.SGD([w], { lr: 0.1, momentum: 0.5 });
      return {
        w,
        step: (g) => {
          w.grad = g;
          o.step();
        },
      };
    };
    const a = make(),
      b = make(),
      step = compile(b.step);
    for (let i = 0; i < 8; i++) {
      const g = tensor([i, 1]);
      a.step(g);
      step(g);
      same(b.w, a.w);
      assert.equal(b.w.grad, g);
    }
    assert.ok(planned(step), step.explain());
  });
  test("numbers: each its plan, but not without end", () => {
    const f = (t: Tensor, n: number): Tensor => t.mul(n),
      g = compile(f);
    for (let i = 0; i < 400; i++) same(g(ones(2), i), f(ones(2), i), `n = ${i}`);
    assert.ok(g.explain().split("no plan yet").length <= 17);
    assert.deepEqual(
      said.map((d) => d.code),
      ["compile-many"],
    );
    for (let i = 0; i < 40; i++) same(g(ones(2), i % 2), f(ones(2), i % 2));
    assert.ok(planned(g), "numbers that come back get plans");
  });
  test("very many shapes, each again and again", () => {
    const f = (t: Tensor): Tensor => t.mul(2).sum(),
      g = compile(f);
    for (let i = 0; i < 600; i++) {
      const t = ones(1 + ((i * 7) % 50));
      same(g(t), f(t));
    }
    assert.ok((g.explain().match(/^plan /gm) ?? []).length <= 16);
  });
  test("flags, strings and objects", () => {
    const f = (t: Tensor, o: { double: boolean; kind: "a" | "b" }): Tensor =>
      (o.double ? t.mul(2) : t).add(o.kind === "a" ? 1 : 10);
    const g = compile(f);
    for (let i = 0; i < 24; i++) {
      const o = { double: i % 2 === 0, kind: i % 3 === 0 ? ("a" as const) : ("b" as const) };
      same(g(ones(1), o), f(ones(1), o));
    }
    assert.match(g.explain(), /plan 1 of 4/);
  });
});

describe("what a plan gives", () => {
  test("results stay what they are after later calls", () => {
    const g = compile((t: Tensor) => ({ twice: t.mul(2), sum: t.sum() }));
    const all = Array.from({ length: 8 }, (_, i) => g(ones(2).mul(i)));
    all.forEach((r, i) => {
      same(r.twice, ones(2).mul(2 * i));
      same(r.sum, tensor(2 * i));
    });
  });
  test("results can be changed in place, and fed back", () => {
    const g = compile((t: Tensor) => t.mul(2));
    let t = ones(2);
    for (let i = 0; i < 8; i++) {
      t = g(t);
      t.add_(1);
    }
    same(t, ones(2).mul(511));
  });
  test("the same tensor twice, views of one, an argument, nothing, numbers", () => {
    const kept = ones(3);
    const f = (t: Tensor): unknown[] => {
      const u = t.mul(2);
      return [u, u, u.get(0), t, kept, kept.get(1), null, undefined, 3, "text", u.shape];
    };
    const g = compile(f);
    for (let i = 0; i < 6; i++) {
      const t = ones(2).mul(i),
        got = g(t),
        want = f(t);
      want.forEach((w, j) => (w instanceof Tensor ? same(got[j] as Tensor, w, `${j}`) : assert.deepEqual(got[j], w)));
      assert.equal(got[0], got[1]);
    }
    assert.ok(planned(g));
  });
  test("a number that is another one each time is never an old one", () => {
    let n = 0;
    const g = compile((t: Tensor): [Tensor, number] => [t.mul(2), n++]);
    for (let i = 0; i < 30; i++) assert.equal(g(ones(1))[1], i);
    assert.deepEqual(
      said.map((d) => d.code),
      ["compile-stale"],
    );
    assert.match(said[0]!.message, /gave back other numbers/);
  });
  test("forward only, and then gradients outside", () => {
    const w = ones(2, { requiresGrad: true });
    const g = compile((t: Tensor) => w.mul(t).sum());
    for (let i = 0; i < 5; i++) {
      assert.equal(g(ones(2)).requiresGrad, true);
      w.mul(2).sum().backward();
    }
    assert.deepEqual(w.grad!.tolist(), [10, 10]);
  });
  test("gradients that the function gives back, first and second ones", () => {
    alike(
      (t: Tensor) => {
        const v = t.clone().requiresGrad_();
        const [g1] = grad(v.pow(3).sum(), [v], { createGraph: true });
        return grad(g1!.sum(), [v])[0]!;
      },
      (i) => [tensor([i, i + 1])],
    );
  });
});

describe("where it is called", () => {
  test("in noGrad and out of it, in turns", () => {
    const w = ones(2, { requiresGrad: true });
    const g = compile((t: Tensor) => {
      const v = w.mul(t);
      return v.requiresGrad ? v.mul(10) : v;
    });
    for (let i = 0; i < 12; i++) {
      const t = ones(2).mul(i);
      same(i % 2 === 0 ? noGrad(() => g(t)) : g(t), t.mul(i % 2 === 0 ? 1 : 10), `call ${i}`);
      same(
        noGrad(() => enableGrad(() => g(t))),
        t.mul(10),
      );
    }
    assert.match(g.explain(), /plan 1 of 2/);
  });
  test("in another compiled function, and by itself", () => {
    const inner = compile((t: Tensor) => t.mul(2));
    const outer = compile((t: Tensor) => inner(t).add(inner(t.add(1))));
    for (let i = 0; i < 6; i++) {
      same(inner(tensor([i])), tensor([2 * i]));
      same(outer(tensor([i])), tensor([4 * i + 2]));
    }
    const down: Compiled<[Tensor, number], Tensor> = compile((t: Tensor, n: number): Tensor =>
      n === 0 ? t : down(t.mul(2), n - 1),
    );
    for (let i = 0; i < 6; i++) same(down(tensor([1]), 5), tensor([32]));
    assert.ok(planned(down));
    const many = compile((t: Tensor) => inner.repeat(3, t));
    for (let i = 0; i < 5; i++) same(many(tensor([i])), tensor([2 * i]));
  });
  test("in a backward hook", () => {
    const scale = compile((g: Tensor) => g.mul(3)),
      w = ones(2, { requiresGrad: true });
    w.registerHook((g) => scale(g));
    for (let i = 1; i < 6; i++) {
      w.grad = null;
      w.mul(i).sum().backward();
      same(w.grad!, ones(2).mul(3 * i));
    }
  });
  test("as a method, with this", () => {
    class Holder {
      factor = tensor(3);
      run = compile((t: Tensor) => t.mul(this.factor));
    }
    const h = new Holder();
    for (let i = 0; i < 5; i++) same(h.run(tensor([i])), tensor([3 * i]));
  });
});

describe("what it may do inside", () => {
  test("hooks on tensors and modules", () => {
    alike(
      (t: Tensor) => {
        const v = t.clone().requiresGrad_(),
          u = v.mul(2);
        u.registerHook((g) => g.mul(5));
        u.sum().backward();
        return v.grad!;
      },
      (i) => [tensor([i, 1])],
    );
    const layer = new nn.Linear(2, 2);
    layer.registerForwardHook((_m, _a, out) => (out as Tensor).relu());
    alike(
      (t: Tensor) => layer(t).detach(),
      () => [randn(3, 2)],
    );
  });
  test("custom functions", () => {
    class Cube extends AutogradFunction {
      static forward(ctx: { saveForBackward(...t: Tensor[]): void }, t: Tensor): Tensor {
        ctx.saveForBackward(t);
        return t.pow(3);
      }
      static backward(ctx: { savedTensors: readonly Tensor[] }, g: Tensor): Tensor {
        return g.mul(ctx.savedTensors[0]!.pow(2).mul(3));
      }
    }
    const w = tensor([2, 3], { requiresGrad: true });
    alike(
      (t: Tensor) => {
        w.grad = null;
        (Cube as unknown as { apply(t: Tensor): Tensor }).apply(w.mul(t)).sum().backward();
        return w.grad!;
      },
      (i) => [tensor([i, 1])],
    );
  });
  test("random numbers of all kinds, from the same stream", () => {
    const f = (t: Tensor): Tensor =>
      stack([
        t.add(rand(3)),
        randn(3),
        F.dropout(t, 0.5),
        randperm(3).float(),
        zeros(3).bernoulli_(0.4),
        zeros(3).uniform_(2, 3),
        zeros(3).normal_(),
      ]);
    const g = compile(f);
    const run = (h: (t: Tensor) => Tensor): number[] => {
      manualSeed(5);
      const out: number[] = [];
      for (let i = 0; i < 9; i++) {
        if (i === 6) manualSeed(8);
        out.push(...flat(h(ones(3).mul(i))), ...flat(rand(1))); // the stream goes on outside
      }
      return out;
    };
    assert.deepEqual(run(g), run(f));
    assert.ok(planned(g));
  });
  test("buffers that change, such as running means", () => {
    const make = (): [Tensor, (t: Tensor) => Tensor] => {
      const mean = zeros(2);
      return [
        mean,
        (t) =>
          noGrad(() => {
            mean.mul_(0.9).add_(t.mean(0), { alpha: 0.1 });
            return t.sub(mean);
          }),
      ];
    };
    const [a, f] = make(),
      [b, h] = make(),
      g = compile(h);
    for (let i = 0; i < 8; i++) {
      const t = ones(3, 2).mul(i);
      same(g(t), f(t));
      same(b, a);
    }
    noGrad(() => {
      a.fill_(7);
      b.fill_(7);
    });
    same(g(ones(3, 2)), f(ones(3, 2)));
  });
  test("tensors that JavaScript makes, the same each time", () => {
    alike(
      (t: Tensor) =>
        t
          .add(tensor([1, 2]))
          .mul(arange(2))
          .add(ones(2)),
      (i) => [tensor([i, i])],
    );
  });
  test("its own training mode is not changed in it, but in the eager way", () => {
    const m = new nn.Dropout(0.5);
    const g = compile((t: Tensor) => {
      m.eval();
      return m(t);
    });
    for (let i = 0; i < 12; i++) {
      m.train();
      same(g(ones(9)), ones(9));
    }
  });
});

describe("what no plan can see is noticed", () => {
  test("a number in a variable", () => {
    let factor = 2;
    const g = compile((t: Tensor) => t.mul(factor));
    for (let i = 0; i < 4; i++) same(g(ones(1)), tensor([2]));
    factor = 3;
    const got = Array.from({ length: 12 }, () => g(ones(1)).item());
    assert.deepEqual(got.slice(-4), [3, 3, 3, 3]);
    assert.deepEqual(
      said.map((d) => [d.code, d.level]),
      [["compile-changed", "warning"]],
    );
  });
  test("a tensor in a variable", () => {
    let batch = ones(1);
    const g = compile((t: Tensor) => t.mul(batch));
    for (let i = 0; i < 4; i++) g(ones(1));
    batch = ones(1).mul(3);
    const got = Array.from({ length: 12 }, () => g(ones(1)).item());
    assert.deepEqual(got.slice(-4), [3, 3, 3, 3]);
    assert.match(said[0]!.message, /used other tensors from outside/);
  });
  test("a tensor in a variable that is another in each call is never an old one", () => {
    let batch = ones(1);
    const g = compile(() => batch.mul(2));
    for (let i = 0; i < 30; i++) {
      batch = tensor([i]);
      same(g(), tensor([2 * i]));
    }
    assert.deepEqual(
      said.map((d) => d.code),
      ["compile-stale"],
    );
  });
  test("nothing is said of functions that stay what they are", () => {
    const [, b] = trained(0.3);
    for (let i = 0; i < 700; i++) b.step(x, y);
    const w = ones(3, { requiresGrad: true });
    const adds = compile((t: Tensor) => {
      w.mul(t).sum().backward();
    });
    for (let i = 0; i < 200; i++) adds(ones(3));
    same(w.grad!, ones(3).mul(200));
    assert.deepEqual(said, []);
  });
});

test("memory stays flat over a million calls", () => {
  const w = zeros(8, { requiresGrad: true }),
    optimizer = new optim.SGD([w], { lr: 1e-4 });
  const step = compile((t: Tensor) => {
    optimizer.zeroGrad();
    const loss = w.sub(t).pow(2).sum();
    loss.backward();
    optimizer.step();
    return loss;
  });
  const batches = Array.from({ length: 16 }, (_, i) => ones(8).mul(i));
  const run = (n: number): void => {
    for (let i = 0; i < n; i++) step(batches[i % 16]!);
  };
  const used = (): number => {
    const m = process.memoryUsage();
    return m.rss;
  };
  run(200_000);
  const start = used();
  run(800_000);
  assert.ok(used() - start < 60e6, `${((used() - start) / 1e6).toFixed()} MB more`);
});
