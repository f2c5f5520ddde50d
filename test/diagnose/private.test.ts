// Layers that take part in a training without being found: told of once; and trainings in which layers are left out on purpose.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { F, manualSeed, nn, noGrad, optim, randn, type Tensor } from "kindling";
import { both, heard, type Way } from "./both.js";

const x = randn(8, 4),
  y = randn(8, 1);
function train(way: Way, loss: () => Tensor, ...optimizers: optim.AnyOptimizer[]): string[] {
  const step = way(() => {
    for (const o of optimizers) o.zeroGrad();
    const l = loss();
    l.backward();
    for (const o of optimizers) o.step();
    return l;
  });
  return heard(() => {
    for (let i = 0; i < 6; i++) step();
  }).map((d) => `${d.code}: ${d.message}`);
}
const sgd = (parameters: Iterable<Tensor>): optim.AnyOptimizer => new optim.SGD(parameters, { lr: 0.01 });

class Private extends nn.Module {
  readonly #first = new nn.Linear(4, 6);
  last = new nn.Linear(6, 1);
  forward(v: Tensor): Tensor {
    return this.last(F.relu(this.#first(v)));
  }
}
const outside = new nn.Linear(4, 6);
class Variable extends nn.Module {
  last = new nn.Linear(6, 1);
  forward(v: Tensor): Tensor {
    return this.last(F.relu(outside(v)));
  }
}
class Fresh extends nn.Module {
  last = new nn.Linear(6, 1);
  forward(v: Tensor): Tensor {
    return this.last(F.relu(new nn.Linear(4, 6)(v)));
  }
}
class Deep extends nn.Module {
  net = new nn.Sequential(new Private());
  forward(v: Tensor): Tensor {
    return this.net(v) as Tensor;
  }
}

const cases: Record<string, [string, () => nn.Module]> = {
  "a #private field": ["Private", () => new Private()],
  "a variable": ["Variable", () => new Variable()],
  "a layer that forward makes": ["Fresh", () => new Fresh()],
  "in a model's part": ["Private", () => new Deep()],
};
for (const [name, [owner, make]] of Object.entries(cases)) {
  both(name, (way) => {
    for (const of of [sgd, (p: Iterable<Tensor>) => new optim.AdamW(p)]) {
      const model = make(),
        said = train(way, () => F.mseLoss(model(x) as Tensor, y), of(model.parameters()));
      assert.equal(said.filter((s) => s.startsWith("private-layer")).length, 1, said.join("\n"));
      assert.match(
        said[0]!,
        new RegExp(
          `^private-layer: Linear\\(4 → 6\\) is used in ${owner}, but no public field holds it .* Make it a public field: \`layer = new nn\\.Linear\\(…\\)\`\\.$`,
        ),
      );
    }
  });
}

describe("nothing is said", () => {
  class Net extends nn.Module {
    body = new nn.Linear(4, 6);
    head = new nn.Linear(6, 1);
    forward(v: Tensor): Tensor {
      return this.head(F.relu(this.body(v)));
    }
  }
  class Keeps extends nn.Module {
    readonly #inner: nn.Linear;
    head = new nn.Linear(6, 1);
    constructor(inner: nn.Linear) {
      super();
      this.#inner = inner;
    }
    forward(v: Tensor): Tensor {
      return this.head(this.#inner(v));
    }
  }
  const programs: Record<string, (way: Way) => string[]> = {
    "of a model": (way) => {
      const m = new Net();
      return train(way, () => F.mseLoss(m(x), y), sgd(m.parameters()));
    },
    "of a head that is trained alone": (way) => {
      const m = new Net();
      return train(way, () => F.mseLoss(m(x), y), sgd(m.head.parameters()));
    },
    "of a frozen body": (way) => {
      const m = new Net();
      m.body.requiresGrad_(false);
      return train(way, () => F.mseLoss(m(x), y), sgd(m.parameters().filter((p) => p.requiresGrad)));
    },
    "of a body beside it": (way) => {
      const body = new nn.Linear(4, 6),
        head = new nn.Linear(6, 1);
      return train(way, () => F.mseLoss(head(body(x)), y), sgd(head.parameters()));
    },
    "of a private layer that is frozen": (way) => {
      const inner = new nn.Linear(4, 6),
        m = new Keeps(inner.requiresGrad_(false));
      return train(way, () => F.mseLoss(m(x), y), sgd(m.parameters()));
    },
    "of a private layer that an optimizer has": (way) => {
      const inner = new nn.Linear(4, 6),
        m = new Keeps(inner);
      return train(way, () => F.mseLoss(m(x), y), sgd([...m.parameters(), ...inner.parameters()]));
    },
    "of one that a second optimizer has": (way) => {
      const inner = new nn.Linear(4, 6),
        m = new Keeps(inner);
      return train(way, () => F.mseLoss(m(x), y), sgd(m.parameters()), sgd(inner.parameters()));
    },
    "of a teacher": (way) => {
      const m = new Net(),
        teacher = new Net();
      class Both extends nn.Module {
        student = m;
        readonly #teacher = teacher;
        forward(v: Tensor): Tensor {
          return F.mseLoss(
            this.student(v),
            noGrad(() => this.#teacher(v)),
          );
        }
      }
      const pair = new Both();
      return train(way, () => pair(x), sgd(m.parameters()));
    },
    "of a GAN": (way) => {
      const G = new Net(),
        D = new nn.Sequential(new nn.Linear(1, 4), new nn.Tanh(), new nn.Linear(4, 1)),
        g = sgd(G.parameters()),
        d = sgd(D.parameters());
      const step = way(() => {
        d.zeroGrad();
        const fake = G(x),
          real = F.softplus(D(y).neg())
            .mean()
            .add(F.softplus(D(fake.detach())).mean());
        real.backward();
        d.step();
        g.zeroGrad();
        const l = F.softplus(D(fake).neg()).mean();
        l.backward();
        g.step();
        return l;
      });
      return heard(() => {
        for (let i = 0; i < 6; i++) step();
      }).map((s) => s.code);
    },
    "of layers in lists, which is another hint": (way) => {
      class Listed extends nn.Module {
        layers = [new nn.Linear(4, 6)];
        head = new nn.Linear(6, 1);
        forward(v: Tensor): Tensor {
          return this.head(this.layers[0]!(v));
        }
      }
      const m = new Listed();
      let parameters: Tensor[] = [];
      heard(() => {
        parameters = m.parameters();
      });
      return train(way, () => F.mseLoss(m(x), y), sgd(parameters));
    },
    "of recurrent and other layers made of layers": (way) => {
      const m = new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8 }),
        rnn = new nn.GRU(4, 1, { batchFirst: true }),
        v = randn(2, 8, 4);
      return train(way, () => rnn(m(v))[0].pow(2).mean(), sgd([...m.parameters(), ...rnn.parameters()]));
    },
  };
  for (const [name, f] of Object.entries(programs))
    both(name, (way) => {
      manualSeed(3);
      assert.deepEqual(f(way), []);
    });
});
