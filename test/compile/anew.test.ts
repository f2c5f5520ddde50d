// explain() says in the program's words why a call was recorded although there is a plan, and what a run did otherwise.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { compile, nn, noGrad, onDiagnosis, ones, optim, rand, type Tensor, tensor } from "kindling";

class Net extends nn.Module {
  scale = 2;
  sizes = [1, 2];
  options = { deep: { factor: 1 } };
  table = new Map([["a", 1]]);
  shift = ones(1);
  l = new nn.Linear(3, 2);
  dropout = new nn.Dropout(0);
  attn: Tensor | null = null;
  forward(x: Tensor): Tensor {
    return (this.attn = this.dropout(this.l(x)).mul(this.scale).mul(this.options.deep.factor))
      .add(this.shift)
      .add(this.table.get("a")!);
  }
}

/** A training step that has a plan, and all that one may change. */
function trained() {
  const net = new Net(),
    optimizer = new optim.SGD(net.parameters(), { lr: 0.1, momentum: 0.9 });
  const step = compile((x: Tensor, options: { weight: number; by: Tensor[] }, how = "sum") => {
    optimizer.zeroGrad();
    const loss = net(x).mul(options.weight).mul(options.by[0]!)[how as "sum"]();
    loss.backward();
    optimizer.step();
    return loss;
  });
  const args = { x: ones(4, 3), weight: 1, by: [ones(2)], how: "sum" };
  const call = (): void => {
    step(args.x, { weight: args.weight, by: args.by }, args.how);
  };
  for (let i = 0; i < 4; i++) call();
  return { net, optimizer, step, given: args, call };
}
type Trained = ReturnType<typeof trained>;

const changes: Record<string, readonly [change: (t: Trained) => void, said: RegExp]> = {
  "a shape": [
    (t) => {
      t.given.x = ones(5, 3);
    },
    /- argument 1 is float32 \[5, 3\], not float32 \[4, 3\]/,
  ],
  "a dtype in a list": [
    (t) => {
      t.given.by = [ones(2, { dtype: "float64" })];
    },
    /- argument 2\.by\[0\] is float64 \[2\], not float32 \[2\]/,
  ],
  "a longer list": [
    (t) => {
      t.given.by = [ones(2), ones(2)];
    },
    /- argument 2\.by has 2 elements, not 1/,
  ],
  "a number": [
    (t) => {
      t.given.weight = 3;
    },
    /- argument 2\.weight is 3, not 1/,
  ],
  "a text": [
    (t) => {
      t.given.how = "mean";
    },
    /- argument 3 is "mean", not "sum"/,
  ],
  strides: [
    (t) => {
      t.given.x = ones(3, 4).t();
    },
    /- argument 1 has strides \[1, 4\]/,
  ],
  "a field": [
    (t) => {
      t.net.scale = 3;
    },
    /- `scale` of Net is 3, not 2/,
  ],
  "an element of a list in a field": [
    (t) => {
      t.net.sizes[1] = 7;
    },
    /- `1` of Array is 7, not 2/,
  ],
  "a number in an object in an object": [
    (t) => {
      t.net.options.deep.factor = 4;
    },
    /- `factor` is 4, not 1/,
  ],
  "a Map": [
    (t) => {
      t.net.table.set("a", 5);
    },
    /- a Map in a field holds something else/,
  ],
  "another tensor": [
    (t) => {
      t.net.shift = ones(1);
    },
    /- `shift` of Net is another: a tensor/,
  ],
  "a field more": [
    (t) => {
      (t.net as unknown as { more: number }).more = 1;
    },
    /- there are \d+ fields of Net, not \d+/,
  ],
  "a field that a run leaves a tensor in": [
    (t) => {
      t.net.attn = null;
    },
    /- `attn` of Net is no tensor of the kind that it was/,
  ],
  "another layer": [
    (t) => {
      t.net.dropout = new nn.Dropout(0);
    },
    /- `dropout` of Net is another: a function/,
  ],
  "the mode": [
    (t) => {
      t.net.eval();
    },
    /- `training` is false, not true/,
  ],
  "an option of the optimizer": [
    (t) => {
      t.optimizer.paramGroups[0]!["nesterov"] = true;
    },
    /- `nesterov`.* is true, not false/,
  ],
  "a frozen weight": [
    (t) => {
      t.net.l.weight.requiresGrad_(false);
    },
    /- a tensor of shape \[2, 3\] requires no gradient any more/,
  ],
  "a default dtype, or noGrad": [
    (t) => {
      const { call } = t;
      t.call = () => {
        noGrad(() => {
          assert.throws(call);
        });
      };
    },
    /- gradients are off, as in noGrad\(\)/,
  ],
};

describe("what a plan is not for any more", () => {
  for (const [what, [change, said]] of Object.entries(changes)) {
    test(what, () => {
      const t = trained();
      assert.doesNotMatch(t.step.explain(), /calls that none/);
      change(t);
      t.call();
      assert.match(t.step.explain(), /calls that none of the plans was for, and why:\n/);
      assert.match(t.step.explain(), said);
    });
  }
});

test("no optimizer gets another plan because a schedule has changed its rate", () => {
  for (const name of [
    "SGD",
    "Adam",
    "AdamW",
    "Adadelta",
    "Adagrad",
    "RMSprop",
    "Adamax",
    "NAdam",
    "RAdam",
    "ASGD",
  ] as const) {
    const layer = new nn.Linear(3, 1),
      optimizer = new optim[name](layer.parameters(), { lr: 0.01 }),
      schedule = new optim.lrScheduler.StepLR(optimizer, 10, { gamma: 0.5 }),
      x = rand(4, 3);
    const step = compile(() => {
      optimizer.zeroGrad();
      const loss = layer(x).pow(2).mean();
      loss.backward();
      optimizer.step();
      return loss;
    });
    for (let i = 0; i < 40; i++) {
      step();
      schedule.step();
    }
    assert.match(step.explain(), /^plan 1 of 1/, name);
    assert.doesNotMatch(step.explain(), /calls that none/, name);
  }
});

test("reasons are counted", () => {
  const f = compile((x: Tensor) => x.mul(2));
  for (const n of [1, 1, 1, 2, 3, 2]) f(ones(n));
  assert.match(
    f.explain(),
    /- argument 1 is float32 \[2\], not float32 \[1\] \(2 times\)\n- argument 1 is float32 \[3\], not/,
  );
});

describe("what a run did otherwise than the one before", () => {
  const of = (f: (x: Tensor, n: number) => Tensor): string => {
    let n = 0;
    const before = onDiagnosis(() => undefined),
      g = compile((x: Tensor) => f(x, n++)),
      x = ones(4, 2);
    try {
      for (let i = 0; i < 4; i++) g(x);
    } finally {
      onDiagnosis(before);
    }
    return g.explain();
  };
  test("another number", () => {
    assert.match(
      of((x, n) => x.mul(n)),
      /the last one computed `mul` with 3, not 2 as before/,
    );
  });
  test("another size", () => {
    assert.match(
      of((x, n) => x.narrow(0, 0, 1 + n).neg()),
      /the last one computed `neg` over 4×2, not 3×2 as before/,
    );
  });
  test("another op", () => {
    assert.match(
      of((x, n) => (n % 2 === 0 ? x.neg() : x.exp())),
      /the last one computed `exp` where it had computed `neg` before/,
    );
  });
  test("more", () => {
    assert.match(
      of((x, n) => {
        let y = x.neg();
        for (let i = 0; i < n; i++) y = y.exp();
        return y;
      }),
      /the last one went on with `exp` where it had ended before/,
    );
  });
  test("other tensors", () => {
    const w = [1, 2, 3, 4].map((v) => tensor([v, v]));
    assert.match(
      of((x, n) => x.mul(w[n]!)),
      /the last one used other tensors from outside/,
    );
  });
});

test("fields that a run leaves tensors in: they hold the run's, in every call, without another plan", () => {
  class Attention extends nn.Module {
    weights: Tensor | null = null;
    seen: Tensor | null = null;
    readonly parts: { first: Tensor | null; list: (Tensor | null)[] } = { first: null, list: [null, null] };
    q = new nn.Linear(3, 3);
    forward(x: Tensor): Tensor {
      const q = this.q(x),
        p = q.matmul(q.t()).softmax(-1);
      this.weights = p;
      this.seen = x;
      this.parts.first = p.mul(2);
      this.parts.list[1] = p.sum(0);
      return p.matmul(x);
    }
  }
  const eager = new Attention(),
    planned = new Attention();
  planned.loadStateDict(eager.stateDict());
  const f = compile((x: Tensor) => planned(x));
  for (let i = 0; i < 70; i++) {
    const x = rand(4, 3),
      kept = planned.weights?.tolist(),
      last = planned.weights;
    f(x);
    eager(x);
    const of = (a: Attention): Tensor[] => [a.weights!, a.parts.first!, a.parts.list[1]!];
    of(planned).forEach((t, n) => {
      assert.ok(t.allclose(of(eager)[n]!, { atol: 1e-6 }), `call ${i}, field ${n}`);
    });
    assert.equal(planned.seen, x, `call ${i}`);
    if (last !== null) assert.deepEqual(last.tolist(), kept, "what was there before is as it was");
  }
  assert.match(f.explain(), /^plan 1 of 1/);
  assert.match(f.explain(), /leaves tensors in 4 fields: weights of Attention, seen of Attention, first, 1 of Array/);
  assert.doesNotMatch(f.explain(), /calls that none/);
  planned.weights = null; // as at first
  f(ones(4, 3));
  assert.ok(planned.weights !== null);
});

test("weightNorm and spectralNorm, whose weight is another tensor in each call, keep their plan", () => {
  for (const of of [nn.utils.weightNorm, nn.utils.spectralNorm]) {
    const layers = [1, 2].map(() => new nn.Linear(3, 2)) as [nn.Linear, nn.Linear];
    layers[1].loadStateDict(layers[0].stateDict());
    const [eager, planned] = layers.map((l) => of(l)) as [nn.Linear, nn.Linear];
    planned.loadStateDict(eager.stateDict());
    const [a, b] = [eager, planned].map((l) => {
      const optimizer = new optim.SGD(l.parameters(), { lr: 0.1 });
      return (x: Tensor) => {
        optimizer.zeroGrad();
        const loss = l(x).pow(2).mean();
        loss.backward();
        optimizer.step();
        return loss;
      };
    }) as [(x: Tensor) => Tensor, (x: Tensor) => Tensor];
    const f = compile(b);
    for (let i = 0; i < 40; i++) {
      const x = rand(5, 3);
      const [want, got] = [a(x).item(), f(x).item()] as [number, number];
      assert.ok(Math.abs(want - got) <= 1e-5 * Math.max(1, Math.abs(want)), `step ${i}: ${got}, not ${want}`);
      assert.ok(planned.weight.allclose(eager.weight, { rtol: 1e-4, atol: 1e-5 }));
    }
    assert.match(f.explain(), /^plan 1 of 1/);
    assert.doesNotMatch(f.explain(), /calls that none/);
  }
});
