// What a model's fields hold is part of what a plan was made from: numbers, flags, lists and objects of them. Changed between
// two calls, or by the function itself, they count as they do without compile.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compile, manualSeed, nn, ones, optim, randint, randn, type Tensor, tensor } from "kindling";

class Settings {
  factor = 2;
  readonly inner = { shift: 1 };
}

/** A model that computes with everything that a field may hold. */
class Net extends nn.Module {
  scale = 2;
  flag = true;
  how = "add";
  big = 3n;
  nothing: number | null | undefined = null;
  declare later: number;
  sizes = [1, 2, 3];
  options: { by: { factor: number }; list: number[] } = { by: { factor: 2 }, list: [1] };
  table = new Map([["a", 1]]);
  set = new Set([1]);
  settings = new Settings();
  weight = tensor([1, 2]);
  inner = new Inner();
  forward(x: Tensor): Tensor {
    let y = x
      .mul(this.scale)
      .add(Number(this.big))
      .add(this.sizes.reduce((a, b) => a + b, 0))
      .mul(this.options.by.factor)
      .add(this.options.list.length);
    if (this.flag) y = y.mul(this.weight);
    y = this.how === "add" ? y.add(this.nothing ?? 7) : y.sub(this.nothing ?? 7);
    return this.inner.forward(
      y
        .add(this.table.get("a")!)
        .add(this.set.size)
        .add(this.settings.factor)
        .mul(this.settings.inner.shift)
        .add(this.later ?? 0),
    );
  }
}
class Inner extends nn.Module {
  scale = 0.5;
  forward(x: Tensor): Tensor {
    return x.mul(this.scale);
  }
}

const changes: Record<string, (m: Net) => void> = {
  "a number": (m) => {
    m.scale = 3;
  },
  "a number to that of another field": (m) => {
    m.scale = m.sizes[0]!;
  },
  NaN: (m) => {
    m.scale = NaN;
  },
  "-0": (m) => {
    m.scale = -0;
  },
  back: (m) => {
    m.scale = 2;
  },
  "a flag": (m) => {
    m.flag = false;
  },
  "a string": (m) => {
    m.how = "sub";
  },
  "a bigint": (m) => {
    m.big = 4n;
  },
  null: (m) => {
    m.nothing = 1;
  },
  undefined: (m) => {
    m.nothing = undefined;
  },
  "a field that was not there": (m) => {
    m.later = 5;
  },
  "a field taken away": (m) => {
    delete (m as { later?: number }).later;
  },
  "an element of a list": (m) => {
    m.sizes[1] = 9;
  },
  "a longer list": (m) => {
    m.sizes.push(1);
  },
  "another list": (m) => {
    m.sizes = [1, 1];
  },
  "a number in an object in an object": (m) => {
    m.options.by.factor = 3;
  },
  "a list in an object": (m) => {
    m.options.list.push(1);
  },
  "a Map's value": (m) => {
    m.table.set("a", 4);
  },
  "a Set": (m) => {
    m.set.add(8);
  },
  "an object of a class": (m) => {
    m.settings.factor = 3;
  },
  "an object in it": (m) => {
    m.settings.inner.shift = 2;
  },
  "another object of the class": (m) => {
    m.settings = new Settings();
  },
  "a tensor": (m) => {
    m.weight = tensor([3, 4]);
  },
  "a tensor in place": (m) => {
    m.weight.mul_(2);
  },
  "a layer's number, where its forward is called by itself": (m) => {
    m.inner.scale = 0.25;
  },
  "another layer": (m) => {
    m.inner = new Inner();
  },
};

test("every kind of value in a field, changed between calls", () => {
  const eager = new Net(),
    planned = new Net(),
    f = compile((x: Tensor) => planned(x));
  const check = (what: string): void => {
    for (let i = 0; i < 4; i++) {
      const x = tensor([i, 1]);
      assert.deepEqual(f(x).tolist(), eager(x).tolist(), what);
    }
  };
  check("at first");
  assert.match(f.explain(), /^plan/);
  for (const [what, change] of Object.entries(changes)) {
    change(eager);
    change(planned);
    check(what);
  }
});

describe("fields that the function itself changes", () => {
  const make: Record<string, () => nn.Module> = {
    "a count": () =>
      new (class extends nn.Module {
        calls = 0;
        forward(x: Tensor): Tensor {
          this.calls++;
          return this.calls > 9 ? x.neg() : x;
        }
      })(),
    "a count in an object": () =>
      new (class extends nn.Module {
        seen = { calls: 0 };
        forward(x: Tensor): Tensor {
          return ++this.seen.calls > 9 ? x.neg() : x;
        }
      })(),
    "a list": () =>
      new (class extends nn.Module {
        seen: number[] = [];
        forward(x: Tensor): Tensor {
          this.seen.push(1);
          return this.seen.length > 9 ? x.neg() : x;
        }
      })(),
    "a rate that decays": () =>
      new (class extends nn.Module {
        rate = 1;
        forward(x: Tensor): Tensor {
          this.rate *= 0.9;
          return x.mul(this.rate);
        }
      })(),
    "a flag for the first call": () =>
      new (class extends nn.Module {
        first = true;
        forward(x: Tensor): Tensor {
          const was = this.first;
          this.first = false;
          return was ? x.neg() : x;
        }
      })(),
    "a state from call to call": () =>
      new (class extends nn.Module {
        last = ones(2);
        forward(x: Tensor): Tensor {
          return (this.last = this.last.mul(0.5).add(x));
        }
      })(),
  };
  for (const [what, of] of Object.entries(make)) {
    test(what, () => {
      const eager = of(),
        planned = of(),
        f = compile((x: Tensor): Tensor => planned(x));
      for (let i = 0; i < 14; i++) {
        const x = tensor([i, 1]);
        assert.deepEqual(f(x).tolist(), (eager(x) as Tensor).tolist(), `call ${i}`);
      }
    });
  }
  test("explain() names the field", () => {
    const m = make["a count"]!(),
      f = compile((x: Tensor): Tensor => m(x));
    for (let i = 0; i < 3; i++) f(ones(1));
    assert.match(f.explain(), /changes `calls` of /);
  });
  test("a flag that is set once, and a tensor that is kept for a look, do not keep a plan away", () => {
    for (const what of ["a flag for the first call"]) {
      const m = make[what]!(),
        f = compile((x: Tensor): Tensor => m(x));
      for (let i = 0; i < 5; i++) f(ones(1));
      assert.match(f.explain(), /plan 1 of 1/);
    }
    const kept = new (class extends nn.Module {
        seen: Tensor | null = null;
        forward(x: Tensor): Tensor {
          return (this.seen = x.mul(2));
        }
      })(),
      g = compile((x: Tensor) => kept(x));
    for (let i = 0; i < 5; i++) g(ones(1));
    assert.match(g.explain(), /plan 1 of 1/);
  });
});

test("options of layers and losses, changed in the middle of training", () => {
  const sides = [false, true].map((planned) => {
    manualSeed(4);
    const norm = new nn.BatchNorm1d(6),
      dropout = new nn.Dropout(0.2),
      layer = new nn.LayerNorm(6),
      leaky = new nn.LeakyReLU(0.1);
    const model = new nn.Sequential(new nn.Linear(4, 6), norm, dropout, layer, leaky, new nn.Linear(6, 3)),
      loss = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
    const step = (x: Tensor, y: Tensor): Tensor => {
      model.zeroGrad();
      const l = loss(model(x) as Tensor, y);
      l.sum().backward();
      return l;
    };
    return { norm, dropout, layer, leaky, loss, model, run: planned ? compile(step) : step };
  });
  type Side = (typeof sides)[number];
  const set =
    (key: string, v: unknown, of: (s: Side) => object) =>
    (s: Side): void => {
      (of(s) as Record<string, unknown>)[key] = v;
    };
  const edits: Record<string, (s: Side) => void> = {
    "dropout's p": set("p", 0.7, (s) => s.dropout),
    "dropout's p to the smoothing": set("p", 0.1, (s) => s.dropout),
    momentum: set("momentum", 0.5, (s) => s.norm),
    "no momentum": set("momentum", null, (s) => s.norm),
    eps: set("eps", 0.1, (s) => s.norm),
    "eps of the layer": set("eps", 0.3, (s) => s.layer),
    slope: set("negativeSlope", 0.4, (s) => s.leaky),
    "one layer out of training mode": (s) => {
      s.norm.eval();
    },
    all: (s) => {
      s.model.eval();
    },
    "and back": (s) => {
      s.model.train();
    },
    smoothing: set("labelSmoothing", 0.3, (s) => s.loss),
    reduction: set("reduction", "sum", (s) => s.loss),
    "a weight": set("weight", tensor([1, 2, 3]), (s) => s.loss),
    ignoreIndex: set("ignoreIndex", 1, (s) => s.loss),
  };
  manualSeed(9);
  const x = randn(8, 4),
    y = randint(0, 3, [8]);
  const check = (what: string): number[] =>
    Array.from({ length: 4 }, (_, i) => {
      const got = sides.map((s) => {
        manualSeed(50 + i);
        return [
          s.run(x, y).sum().item(),
          ...s.model.parameters().map((p) => p.grad!.sum().item()),
          ...s.model.buffers().map((b) => Number(b.sum().item())),
        ];
      });
      got[0]!.forEach((v, k) =>
        assert.ok(
          Math.abs(v - got[1]![k]!) <= 2e-5 * Math.max(1, Math.abs(v)),
          `${what}, call ${i}, number ${k}: ${got[1]![k]}, not ${v}`,
        ),
      );
      return got[0]![0]!;
    });
  let before = check("at first");
  for (const [what, edit] of Object.entries(edits)) {
    for (const s of sides) edit(s);
    const now = check(what);
    assert.ok(
      /momentum/.test(what) || now.some((v, i) => v !== before[i]),
      `${what} changes nothing, so this test of it can't fail`,
    );
    before = now;
  }
});

test("what was not there when the plan was made: layers, options, children by the hundred", () => {
  const layers = [1, 2].map(() => new nn.Sequential()),
    run = compile((x: Tensor) => layers[1]!(x) as Tensor);
  class Many extends nn.Module {
    list = new nn.ModuleList<nn.LeakyReLU>(Array.from({ length: 200 }, () => new nn.LeakyReLU(0.5)));
    forward(x: Tensor): Tensor {
      return this.list.get(120)(this.list.get(-1)(x));
    }
  }
  const many = [1, 2].map(() => new Many()),
    long = compile((x: Tensor) => many[1]!(x));
  const check = (what: string): void => {
    for (let i = 0; i < 4; i++) {
      const x = tensor([-8, i]);
      assert.deepEqual(run(x).tolist(), layers[0]!(x).tolist(), what);
      assert.deepEqual(long(x).tolist(), many[0]!(x).tolist(), what);
    }
  };
  check("at first");
  for (const l of layers) l.append(new nn.LeakyReLU(0.5));
  for (const m of many) m.list.append(new nn.LeakyReLU(0.25));
  check("a layer more");
  for (const m of many) m.list.get(120).negativeSlope = 0.75;
  check("an option of one of many");

  class Own extends optim.Optimizer<{ lr: number; factor?: number }> {
    declare boost: number | undefined;
    protected override update(group: { lr: number; factor?: number; params: Tensor[] }): void {
      for (const p of group.params)
        if (p.grad !== null) p.add_(p.grad, { alpha: -group.lr * (group.factor ?? 1) * (this.boost ?? 1) });
    }
  }
  const sides = [false, true].map((planned) => {
    const w = tensor([1, 2], { requiresGrad: true }),
      optimizer = new Own([w], { lr: 0.5 });
    const step = (): void => {
      optimizer.zeroGrad();
      w.sum().backward();
      optimizer.step();
    };
    return { w, optimizer, step: planned ? compile(step) : step };
  });
  for (const edit of [
    (): void => {
      /* as made */
    },
    (o: Own): void => {
      o.paramGroups[0]!.factor = 3;
    },
    (o: Own): void => {
      o.boost = 2;
    },
  ]) {
    for (const { optimizer } of sides) edit(optimizer);
    for (let i = 0; i < 4; i++) {
      for (const { step } of sides) step();
      assert.deepEqual(sides[1]!.w.tolist(), sides[0]!.w.tolist());
    }
  }
});
