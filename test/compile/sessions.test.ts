// Random training sessions: a model, an optimizer, a train step and an eval step, all compiled, beside the same without; in
// between, what users do. After each deed, losses and weights are the same.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  compile,
  F,
  loadWeights,
  manualSeed,
  nn,
  noGrad,
  onDiagnosis,
  optim,
  randint,
  randn,
  saveBytes,
  type Tensor,
  zeros,
} from "kindling";

type Layer = () => nn.Module;
/** Layers of five features in and out. */
const layers: readonly Layer[] = [
  () => new nn.Linear(5, 5),
  () => new nn.Linear(5, 5, { bias: false }),
  () => new nn.Tanh(),
  () => new nn.ReLU(),
  () => new nn.Sigmoid(),
  () => new nn.GELU(),
  () => new nn.SiLU(),
  () => new nn.Softmax(1),
  () => new nn.LogSoftmax(1),
  () => new nn.Dropout(0.3),
  () => new nn.Identity(),
  () => new nn.ELU(0.5),
  () => new nn.Softplus(),
  () => new Scaled(),
  () => new Counted(),
  () => new nn.Sequential(new nn.Linear(5, 7), new nn.LeakyReLU(0.1), new nn.Linear(7, 5)),
];

/** A parameter of its own, used twice, and a view of it. */
class Scaled extends nn.Module {
  scale = new nn.Parameter(zeros(2, 5).add(0.9));
  forward(x: Tensor): Tensor {
    return x.mul(this.scale.get(0)).add(this.scale.sum(0).mul(x.detach()), { alpha: 0.01 });
  }
}
/** A buffer that changes in place while training, and is used in place. */
class Counted extends nn.Module {
  mean = this.registerBuffer("mean", zeros(5));
  forward(x: Tensor): Tensor {
    if (this.training) noGrad(() => this.mean.mul_(0.9).add_(x.detach().mean(0), { alpha: 0.1 }));
    const y = x.sub(this.mean);
    y.narrow(1, 0, 2).mul_(1.5);
    return y;
  }
}

type Params = Tensor[];
interface AnyOptimizer {
  readonly paramGroups: { lr: number }[];
  step(): unknown;
  zeroGrad(o?: { setToNone?: boolean }): void;
}
const optimizers: readonly ((p: Params) => AnyOptimizer)[] = [
  (p) => new optim.SGD(p, { lr: 0.05 }),
  (p) => new optim.SGD(p, { lr: 0.02, momentum: 0.9, weightDecay: 0.01 }),
  (p) => new optim.SGD(p, { lr: 0.02, momentum: 0.8, nesterov: true }),
  (p) => new optim.Adam(p, { lr: 0.01 }),
  (p) => new optim.Adam(p, { lr: 0.01, amsgrad: true }),
  (p) => new optim.AdamW(p, { lr: 0.01 }),
  (p) => new optim.RMSprop(p, { lr: 0.003, momentum: 0.5 }),
  (p) => new optim.Adagrad(p, { lr: 0.02 }),
  (p) => new optim.SGD(p.length > 1 ? [{ params: p.slice(1), lr: 0.01 }, { params: [p[0]!] }] : p, { lr: 0.03 }),
];
const losses: readonly ((out: Tensor, y: Tensor) => Tensor)[] = [
  (out, y) => F.crossEntropy(out, y),
  (out, y) => F.nllLoss(F.logSoftmax(out, 1), y, { reduction: "sum" }).mul(0.1),
  (out, y) => F.mseLoss(out, F.oneHot(y, 5).float()),
  (out, y) => F.smoothL1Loss(out.sigmoid(), F.oneHot(y, 5).float()),
];

interface Session {
  readonly model: nn.Sequential;
  readonly optimizer: AnyOptimizer;
  readonly train: (batch: { x: Tensor; y: Tensor }) => { loss: Tensor; parts: [Tensor, Tensor] };
  readonly score: (x: Tensor) => [Tensor, { best: Tensor }];
}
function session(which: readonly number[], opt: number, loss: number): Session {
  manualSeed(1);
  const model = new nn.Sequential(new nn.Linear(5, 5), ...which.map((w) => layers[w % layers.length]!()));
  const optimizer = optimizers[opt % optimizers.length]!(model.parameters()),
    criterion = losses[loss % losses.length]!;
  return {
    model,
    optimizer,
    train: ({ x, y }) => {
      optimizer.zeroGrad();
      const out = model(x) as Tensor,
        l = criterion(out, y);
      l.backward();
      optimizer.step();
      return { loss: l, parts: [out.detach().mean(), model.parameters()[0]!.grad!.abs().sum()] };
    },
    score: (x) =>
      noGrad(() => {
        const out = model(x) as Tensor;
        return [out.mul(2), { best: out.argmax(1) }];
      }),
  };
}

const values = (t: Tensor): number[] => Array.from(t.detach().double().contiguous().toTypedArray() as Float64Array);
function near(a: Tensor, b: Tensor, what: string): void {
  const p = values(a),
    q = values(b);
  assert.equal(p.length, q.length, what);
  p.forEach((v, i) =>
    assert.ok(
      v === q[i] ||
        Math.abs(v - q[i]!) <= 2e-4 * Math.max(1, Math.abs(q[i]!)) ||
        (Number.isNaN(v) && Number.isNaN(q[i]!)),
      `${what}: ${v}, not ${q[i]}`,
    ),
  );
}

/** What a user does between steps: the same to both. */
const deeds: readonly ((s: Session, n: number) => void)[] = [
  ({ optimizer }, n) => {
    optimizer.paramGroups[0]!.lr = 0.001 * (1 + (n % 30));
  },
  ({ model }, n) =>
    noGrad(() => {
      model.parameters()[0]!.mul_(0.9 + (n % 20) / 100);
    }),
  ({ model }) => {
    model.loadStateDict(loadWeights(saveBytes(model.stateDict())) as Map<string, Tensor>);
  },
  ({ model }) => {
    model.eval();
  },
  ({ model }) => {
    model.train();
  },
  ({ model }, n) => {
    model.parameters().forEach((p, i) => p.requiresGrad_(i === 0 || (n >> i) % 2 === 0));
  },
  ({ optimizer }) => optimizer.zeroGrad({ setToNone: false }),
  ({ model }) => {
    (model(randn(2, 5)) as Tensor).sum().backward();
  },
  ({ model }) => {
    String(model.parameters()[0]!.grad);
  },
  ({ model }) => {
    model.double().float();
  },
];

test("random sessions are those of eager", () => {
  const before = onDiagnosis(() => {});
  try {
    fc.assert(
      fc.property(
        fc.array(fc.nat(200), { maxLength: 4 }),
        fc.nat(100),
        fc.nat(100),
        fc.array(fc.tuple(fc.nat(13), fc.nat(1000)), { minLength: 8, maxLength: 28 }),
        (which, opt, loss, script) => {
          const a = session(which, opt, loss),
            c = session(which, opt, loss);
          const b: Session = { ...c, train: compile(c.train), score: compile(c.score) };
          script.forEach(([what, n], i) => {
            const run = <T>(f: (s: Session) => T): [T, T] => {
              manualSeed(n);
              const want = f(a);
              manualSeed(n);
              return [f(b), want];
            };
            manualSeed(n);
            const rows = n % 3 === 0 ? 3 : 4,
              x = randn(rows, 5),
              y = randint(0, 5, [rows]);
            if (what < 6) {
              const [got, want] = run((s) => s.train({ x, y }));
              near(got.loss, want.loss, `loss of ${i}`);
              got.parts.forEach((p, j) => near(p, want.parts[j]!, `part ${j} of ${i}`));
            } else if (what < 8) {
              const [got, want] = run((s) => s.score(n % 2 === 0 ? x : randn(5, 3).t()));
              near(got[0], want[0], `score ${i}`);
            } else run((s) => deeds[n % deeds.length]!(s, n));
            const theirs = a.model.parameters();
            b.model.parameters().forEach((p, j) => {
              near(p, theirs[j]!, `parameter ${j} after ${i}`);
              assert.equal(p.grad === null, theirs[j]!.grad === null, `gradient ${j} after ${i}`);
              if (p.grad !== null) near(p.grad, theirs[j]!.grad!, `gradient ${j} after ${i}`);
            });
            b.model.buffers().forEach((t, j) => near(t, a.model.buffers()[j]!, `buffer ${j} after ${i}`));
          });
        },
      ),
      { numRuns: 50, seed: 3 },
    );
  } finally {
    onDiagnosis(before);
  }
});
