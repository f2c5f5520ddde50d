// compile(model), and functions whose results are used in a loss outside: the same values and gradients as without.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  clone,
  compile,
  F,
  Function,
  type FunctionContext,
  grad,
  load,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  randint,
  randn,
  saveBytes,
  tensor,
  type Tensor,
  zeros,
} from "kindling";

/** Far enough from 0 to be another number than rounding in another order gives. */
const CLOSE = 2e-5;

function alike(got: Tensor, want: Tensor, what: string): void {
  assert.deepEqual([got.shape, got.dtype], [want.shape, want.dtype], what);
  const [a, b] = [got, want].map((t) => t.detach().double().flatten().tolist() as number[]) as [number[], number[]];
  const scale = Math.max(1, ...b.map(Math.abs));
  a.forEach((v, i) => {
    assert.ok(Object.is(v, b[i]) || Math.abs(v - b[i]!) <= CLOSE * scale, `${what}: element ${i} is ${v}, not ${b[i]}`);
  });
}

class Mlp extends nn.Module {
  l1 = new nn.Linear(6, 8);
  drop = new nn.Dropout(0.4);
  l2 = new nn.Linear(8, 3);
  forward(x: Tensor): Tensor {
    return this.l2(this.drop(F.relu(this.l1(x))));
  }
}
class Conv extends nn.Module {
  conv = new nn.Conv2d(1, 4, 3);
  bn = new nn.BatchNorm2d(4);
  out = new nn.Linear(4 * 16, 3);
  forward(x: Tensor): Tensor {
    return this.out(F.leakyRelu(this.bn(this.conv(x.view(-1, 1, 6, 6)))).flatten(1));
  }
}
class Attention extends nn.Module {
  at = new nn.MultiheadAttention(6, 2, { batchFirst: true });
  norm = new nn.LayerNorm(6);
  out = new nn.Linear(6, 3);
  map: Tensor | null = null;
  forward(x: Tensor): Tensor {
    const [y, map] = this.at(x, x, x);
    this.map = map;
    return this.out(F.gelu(this.norm(x.add(y)))).mean(1);
  }
}
class Recurrent extends nn.Module {
  cell = new nn.LSTMCell(6, 5);
  out = new nn.Linear(5, 3);
  forward(x: Tensor): Tensor {
    let h = zeros(x.shape[0]!, 5),
      c = zeros(x.shape[0]!, 5);
    for (const t of x.split(1, 1)) [h, c] = this.cell(t.squeeze(1), [h, c]);
    return this.out(h);
  }
}

interface Kind {
  readonly make: () => nn.Module;
  readonly input: (batch: number) => Tensor;
}
const kinds: Record<string, Kind> = {
  "an MLP with dropout": { make: () => new Mlp(), input: (n) => randn(n, 6) },
  "a convolutional network with batch norm": { make: () => new Conv(), input: (n) => randn(n, 36) },
  "attention that keeps its map in a field": { make: () => new Attention(), input: (n) => randn(n, 4, 6) },
  "an unrolled LSTM cell": { make: () => new Recurrent(), input: (n) => randn(n, 4, 6) },
  "weight norm and spectral norm": {
    make: () =>
      new nn.Sequential(
        nn.utils.weightNorm(new nn.Linear(6, 5)),
        new nn.Tanh(),
        nn.utils.spectralNorm(new nn.Linear(5, 3)),
      ),
    input: (n) => randn(n, 6),
  },
  "an embedding in float64": {
    make: () => new nn.Sequential(new nn.Embedding(7, 4), new nn.Flatten(), new nn.Linear(12, 3)).double(),
    input: (n) => randint(0, 7, [n, 3]),
  },
};

/** Trains for 14 steps, some with other batch sizes, some evaluated between; gives all that can be compared. */
function train({ make, input }: Kind, compiled: boolean): Tensor[] {
  manualSeed(1);
  const model = make(),
    net = compiled ? compile(model) : model,
    optimizer = new optim.SGD(net.parameters(), { lr: 0.05, momentum: 0.9 });
  const seen: Tensor[] = [];
  for (let i = 0; i < 14; i++) {
    const n = i % 5 === 4 ? 3 : 5,
      x = input(n),
      y = randint(0, 3, [n]);
    net.train();
    optimizer.zeroGrad();
    const loss = F.crossEntropy(net(x) as Tensor, y);
    loss.backward();
    for (const p of net.parameters()) seen.push(p.grad!.clone());
    optimizer.step();
    seen.push(loss.detach());
    net.eval();
    seen.push(noGrad(() => net(x) as Tensor));
  }
  for (const t of net.stateDict().values()) seen.push(t.clone());
  if (compiled) assert.match((net as unknown as { explain(): string }).explain(), /its backward\n\d+ kernel/);
  return seen;
}

describe("compile(model) trains as the model does, with the loss and the optimizer outside", () => {
  for (const [name, kind] of Object.entries(kinds))
    test(name, () => {
      const eager = train(kind, false);
      train(kind, true).forEach((t, i) => alike(t, eager[i]!, `number ${i}`));
    });
});

/** Makes a plan: three calls of the same kind. */
function warm<R>(f: () => R): R {
  f();
  f();
  return f();
}

describe("what compile(model) gives is the model", () => {
  test("its parameters, modes, fields, state dict and file", () => {
    const model = new Mlp(),
      net = compile(model);
    assert.ok(net instanceof Mlp && net instanceof nn.Module);
    assert.deepEqual(net.parameters(), model.parameters());
    assert.equal(net.l1, model.l1);
    assert.equal(net.eval(), net);
    assert.equal(model.training, false);
    net.training = true;
    assert.equal(model.drop.training, false);
    assert.equal(model.training, true);
    net.train();
    assert.equal(String(net), String(model));
    assert.deepEqual([...net.stateDict().keys()], ["l1.weight", "l1.bias", "l2.weight", "l2.bias"]);
    warm(() => net(ones(2, 6)));
    net.loadStateDict(new Mlp().stateDict());
    assert.deepEqual(net.l1.weight.tolist(), model.l1.weight.tolist());
    const back = load<Mlp>(saveBytes(net), { Mlp });
    assert.deepEqual(back.l2.weight.tolist(), model.l2.weight.tolist());
    assert.deepEqual(new nn.Sequential(net, new nn.ReLU()).parameters(), model.parameters());
  });
  test("methods meet private fields, and methods of one's own are there", () => {
    class Counted extends nn.Module {
      #scale = 3;
      readonly w = new nn.Parameter(ones(2));
      twice(): number {
        return 2 * this.#scale;
      }
      forward(x: Tensor): Tensor {
        return x.mul(this.w).mul(this.#scale);
      }
    }
    const net = compile(new Counted());
    assert.equal(net.twice(), 6);
    assert.deepEqual(warm(() => net(ones(2))).tolist(), [3, 3]);
    assert.deepEqual(net.forward(ones(2)).tolist(), [3, 3]);
  });
  test("hooks of the model and of its parameters", () => {
    const trained = (compiled: boolean): Tensor[] => {
      manualSeed(2);
      const model = new Mlp().eval(),
        net = compiled ? compile(model) : model;
      net.registerForwardHook((_, __, y) => (y as Tensor).mul(2));
      net.l1.bias!.registerHook((g) => g.mul(10));
      for (let i = 0; i < 5; i++) {
        net.zeroGrad();
        net(ones(2, 6)).sum().backward();
      }
      return net.parameters().map((p) => p.grad!);
    };
    const eager = trained(false);
    trained(true).forEach((g, i) => alike(g, eager[i]!, `gradient ${i}`));
  });
});

describe("gradients outside", () => {
  const w = (): Tensor => tensor([1, 2, 3], { requiresGrad: true });

  test("of several results, of which some are used", () => {
    const run = (compiled: boolean): unknown[] => {
      const a = w(),
        b = w();
      const f = (x: Tensor): { p: Tensor; q: Tensor; count: Tensor } => ({
        p: a.mul(x),
        q: b.pow(2).add(x),
        count: x.gt(0).sum(),
      });
      const g = compiled ? compile(f) : f;
      const seen: unknown[] = [];
      for (let i = 0; i < 6; i++) {
        const { p, q, count } = g(tensor([1, i, 2]));
        (i % 2 === 0 ? p.mul(q).sum() : p.sum().add(q.mul(3).sum())).backward();
        seen.push(a.grad!.tolist(), b.grad!.tolist(), count.item());
      }
      return seen;
    };
    assert.deepEqual(run(true), run(false));
  });
  test("two calls before one backward, and gradients that add up", () => {
    const run = (compiled: boolean): unknown => {
      const a = w(),
        f = (x: Tensor): Tensor => a.mul(x).sigmoid().sum(),
        g = compiled ? compile(f) : f;
      for (let i = 0; i < 5; i++)
        g(tensor([i, 1, 2]))
          .sub(g(tensor([0, -i, 5])))
          .backward();
      return a.grad!;
    };
    alike(run(true) as Tensor, run(false) as Tensor, "the gradient");
  });
  test("that go on into arguments: a leaf, and what was computed before", () => {
    const run = (compiled: boolean): Tensor[] => {
      manualSeed(3);
      const encoder = new nn.Linear(6, 6),
        model = new Mlp().eval(),
        net = compiled ? compile(model) : model;
      const seen: Tensor[] = [];
      for (let i = 0; i < 5; i++) {
        const x = randn(2, 6).requiresGrad_();
        net(x).sum().backward();
        seen.push(x.grad!);
        net(encoder(x)).pow(2).sum().backward();
        seen.push(x.grad!.clone(), encoder.weight.grad!.clone(), ...model.parameters().map((p) => p.grad!.clone()));
      }
      if (compiled) assert.match((net as unknown as { explain(): string }).explain(), /^plan 1 of 1/);
      return seen;
    };
    const eager = run(false);
    run(true).forEach((t, i) => alike(t, eager[i]!, `number ${i}`));
  });
  test("of a tensor that the model leaves in a field", () => {
    class Vae extends nn.Module {
      mu: Tensor = zeros(1);
      maps: Tensor[] = [];
      readonly l = new nn.Linear(3, 2);
      forward(x: Tensor): Tensor {
        this.maps = [];
        const h = this.l(x);
        this.mu = h.tanh();
        for (const k of [1, 2]) this.maps.push(h.mul(k).sigmoid());
        return h.sum();
      }
    }
    const run = (compiled: boolean): unknown => {
      manualSeed(4);
      const model = new Vae(),
        net = compiled ? compile(model) : model;
      const seen: Tensor[] = [];
      for (let i = 0; i < 6; i++) {
        net.zeroGrad();
        const y = net(ones(2, 3).mul(i));
        y.add(net.mu.pow(2).sum()).add(net.maps[1]!.mul(3).sum()).backward();
        seen.push(net.l.weight.grad!.clone(), net.maps[0]!.detach());
      }
      if (compiled)
        assert.match((net as unknown as { explain(): string }).explain(), /^plan 1 of 1.*leaves tensors in 2 fields/s);
      return seen;
    };
    const eager = run(false) as Tensor[];
    (run(true) as Tensor[]).forEach((t, i) => alike(t, eager[i]!, `number ${i}`));
  });
  test("a loss function, with zeroGrad() inside", () => {
    const a = w(),
      optimizer = new optim.SGD([a], { lr: 0.1 });
    const lossOf = compile((x: Tensor) => {
      optimizer.zeroGrad();
      return a.mul(x).pow(2).sum();
    });
    for (let i = 0; i < 5; i++) {
      lossOf(ones(3)).backward();
      optimizer.step();
    }
    alike(a, tensor([1, 2, 3]).mul(0.8 ** 5), "the weights");
    assert.match(lossOf.explain(), /^plan 1 of 1/);
  });
  test("of a frozen layer, and thawed again", () => {
    const model = new Mlp().eval(),
      net = compile(model);
    const step = (): (Tensor | null)[] => {
      net.zeroGrad();
      net(ones(1, 6)).sum().backward();
      return net.parameters().map((p) => p.grad);
    };
    const all = warm(step);
    model.l1.requiresGrad_(false);
    assert.deepEqual(
      warm(step).map((g) => g === null),
      [true, true, false, false],
    );
    model.l1.requiresGrad_(true);
    step().forEach((g, i) => alike(g!, all[i]!, `gradient ${i}`));
  });
  test("nothing is recorded in noGrad, nor where nothing wants a gradient", () => {
    const net = compile(new Mlp().eval());
    for (let i = 0; i < 4; i++) assert.equal(noGrad(() => net(ones(1, 6))).requiresGrad, false);
    const f = compile((x: Tensor) => x.mul(2));
    for (let i = 0; i < 4; i++) assert.equal(f(ones(1)).requiresGrad, false);
  });
  test("an argument that comes back", () => {
    const a = w(),
      f = compile((x: Tensor): [Tensor, Tensor] => [x, x.mul(a)]);
    for (let i = 0; i < 5; i++) {
      const v = ones(3, { requiresGrad: true }),
        [x, y] = f(v.mul(2));
      a.grad = null;
      x.mul(5).add(y).sum().backward();
      assert.deepEqual(
        [v.grad!.tolist(), a.grad!.tolist()],
        [
          [12, 14, 16],
          [2, 2, 2],
        ],
      );
    }
  });
});

describe("PyTorch's errors", () => {
  const a = tensor([1, 2], { requiresGrad: true });
  const f = compile((x: Tensor) => a.exp().mul(x).sum());
  const code = (c: string) => (e: Error & { code?: string }) => e.code === c;

  test("a second backward, but with retainGraph", () => {
    const y = warm(() => f(ones(2)));
    y.backward({ retainGraph: true });
    y.backward();
    assert.throws(() => y.backward(), code("backward-twice"));
  });
  test("a gradient of a gradient", () => {
    const y = warm(() => f(ones(2)));
    assert.throws(() => grad(y, [a], { createGraph: true }), code("compile-twice"));
  });
  test("a weight that was changed before its backward", () => {
    const model = new nn.Sequential(new nn.Linear(2, 2), new nn.Linear(2, 1)),
      net = compile(model);
    warm(() => (net(ones(1, 2)) as Tensor).sum().backward());
    const y = (net(ones(1, 2)) as Tensor).sum();
    noGrad(() => (model[1] as nn.Linear).weight.mul_(2));
    assert.throws(() => y.backward(), code("inplace-saved"));
  });
});

test("a backward that reads values runs as it is written", () => {
  class Read extends Function {
    static forward(_: FunctionContext, x: Tensor): Tensor {
      return x.mul(2);
    }
    static backward(_: FunctionContext, g: Tensor): [Tensor] {
      return [g.mul(g.sum().item())];
    }
  }
  const a = tensor([1, 2], { requiresGrad: true }),
    f = compile((x: Tensor) => Read.apply(a.mul(x)));
  for (let i = 0; i < 5; i++) {
    a.grad = null;
    f(ones(2)).sum().backward();
    assert.deepEqual(a.grad!.tolist(), [2, 2]);
  }
  assert.match(f.explain(), /has a backward of which no plan can be made/);
});

test("backward() inside, on what an argument was computed from", () => {
  const run = (compiled: boolean): unknown => {
    const a = tensor([1, 2], { requiresGrad: true }),
      f = (x: Tensor): Tensor => {
        const loss = x.pow(2).sum();
        loss.backward();
        return loss;
      },
      g = compiled ? compile(f) : f;
    return Array.from({ length: 5 }, (_, i) => [g(a.mul(i)).item(), a.grad!.tolist()]);
  };
  assert.deepEqual(run(true), run(false));
});

test("an evaluation between steps does not disturb what waits for its backward", () => {
  const model = new Mlp().eval(),
    net = compile(model),
    x = rand(4, 6);
  const gradient = (): Tensor => {
    net.zeroGrad();
    const loss = net(x).sum();
    noGrad(() => net(rand(4, 6)));
    net(rand(4, 6));
    loss.backward();
    return clone(model.l1.weight.grad!);
  };
  const first = gradient();
  for (let i = 0; i < 6; i++) alike(gradient(), first, `call ${i}`);
});
