// Whatever a program may change of an optimizer while a compiled step is in use: each option of each group, of every
// optimizer there is, also to a number that is another option's; the state; groups; and the numbers that schedulers go by.
// The compiled step must do what the same step does without compile.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { compile, type Compiled, manualSeed, nn, noGrad, optim, randn, type Tensor, tensor, zeros } from "kindling";
import { flat } from "./numbers.js";

type Group = Record<string, unknown> & { params: Tensor[]; lr: number };
type AnyOptimizer = optim.AnyOptimizer & { paramGroups: Group[] };
type OptimizerClass = new (params: unknown, options?: object) => AnyOptimizer;

manualSeed(3);
// In float64, where plans that sum in another order are no further off than 1e-9.
const x = randn(8, 4).double(),
  y = randn(8, 2).double();

/** A model of matrices alone, as Muon wants them, in three groups with rates of their own. */
class Side {
  readonly model: nn.Sequential;
  readonly optimizer: AnyOptimizer;
  readonly step: (x: Tensor, y: Tensor) => Tensor;
  readonly compiled: Compiled<[Tensor, Tensor], Tensor>;
  constructor(make: (params: unknown) => AnyOptimizer, after: (side: Side) => void = () => {}, scale = 1) {
    manualSeed(5);
    this.model = new nn.Sequential(
      new nn.Linear(4, 3, false),
      new nn.Tanh(),
      new nn.Linear(3, 3, false),
      new nn.Linear(3, 2, false),
    ).double();
    this.optimizer = make(
      this.model.parameters().map((p, i) => ({ params: [p], lr: scale * [0.02, 0.01, 0.005][i]! })),
    );
    this.step = (a, b) => {
      this.optimizer.zeroGrad();
      const loss = (this.model(a) as Tensor).sub(b).pow(2).mean();
      loss.backward();
      this.optimizer.step();
      after(this);
      return loss;
    };
    this.compiled = compile(this.step);
  }
  get values(): number[] {
    return this.model.parameters().flatMap(flat);
  }
  get groups(): Group[] {
    return this.optimizer.paramGroups;
  }
}

/** One step of both; gives what eager failed with, which compiled must fail with, too. */
function both(eager: Side, plan: Side, what: string): string | null {
  const run = (f: () => Tensor): [number, string | null] => {
    try {
      return [f().item(), null];
    } catch (e) {
      return [0, String(e)];
    }
  };
  const [want, failed] = run(() => eager.step(x, y)),
    [got, failedToo] = run(() => plan.compiled(x, y));
  assert.equal(failedToo, failed, what);
  if (failed !== null) return failed;
  assert.ok(Object.is(want, got) || Math.abs(want - got) <= 1e-9 * Math.abs(want), `${what}: loss ${got}, not ${want}`);
  const a = plan.values,
    off = eager.values.findIndex(
      (v, i) => !(Object.is(v, a[i]) || Math.abs(v - a[i]!) <= 1e-9 * Math.max(1, Math.abs(v))),
    );
  assert.ok(off < 0, `${what}: weight ${off} is ${a[off]}, not ${eager.values[off]}`);
  return null;
}

/** Numbers in the options of a group. */
const numbersOf = (g: Group): number[] =>
  Object.entries(g).flatMap(([k, v]) =>
    k === "params"
      ? []
      : typeof v === "number"
        ? [v]
        : Array.isArray(v)
          ? v.filter((e): e is number => typeof e === "number")
          : [],
  );

/** Other values that an option may have: numbers near it and those of other options, the other flag, lists with one number changed. */
function others(key: string, v: unknown, g: Group): unknown[] {
  const different = (list: unknown[]): unknown[] => [...new Set(list)].filter((o) => !Object.is(o, v));
  if (typeof v === "boolean") return [!v];
  if (typeof v === "number")
    return different(
      Number.isInteger(v) && v > 1
        ? [v - 1, 1, 2]
        : [v * 0.5, v + 0.003, g.lr, ...numbersOf(g).filter((n) => n > 1e-4 && n < (key === "lr" ? 0.6 : 1))],
    ).slice(0, 5);
  if (Array.isArray(v))
    return v.flatMap((_, i) =>
      [(e: number) => (e > 1 ? 1 + (e - 1) * 0.9 : e * 0.9), (e: number) => (e > 10 ? 1e-4 * e : e * 0.97)].map((f) =>
        v.map((e: number, k) => (k === i ? f(e) : e)),
      ),
    );
  if (key === "adjustLrFn") return ["match_rms_adamw"];
  return assert.fail(`what other values may ${key} have?`);
}

/** Options whose change is not felt, and why. */
const unfelt: Record<string, string> = {
  "Rprop.lr": "the first step alone reads it",
  "Adagrad.initialAccumulatorValue": "the first step alone reads it",
  "ASGD.t0": "the averages are in the state alone",
};

const classes = Object.entries(optim as Record<string, unknown>).filter(
  (e): e is [string, OptimizerClass] => typeof e[1] === "function" && e[1].prototype instanceof optim.Optimizer,
);

describe("each option of each optimizer, changed in the middle of a plan", () => {
  test("all optimizers are here", () => assert.ok(classes.length >= 14, classes.map(([name]) => name).join()));
  const variants: Record<string, object[]> = {
    SGD: [{}, { momentum: 0.9 }, { momentum: 0.5, dampening: 0.1 }],
    RMSprop: [{}, { momentum: 0.5, centered: true }],
    NAdam: [{}, { weightDecay: 0.1 }],
    RAdam: [{}, { weightDecay: 0.1 }],
    ASGD: [{}, { t0: 2, lambd: 0.5 }],
    Adam: [{}, { betas: [0.5, 0.3] }],
    AdamW: [{}, { betas: [0.5, 0.3] }],
  };
  for (const [name, Class] of classes.filter(([n]) => n !== "LBFGS")) {
    // which no compiled function takes
    test(name, () => {
      const felt = new Set<string>(),
        all = new Set<string>();
      for (const options of variants[name] ?? [{}]) {
        const side = (): Side =>
          new Side(
            (p) => new Class(p, options),
            () => {},
            name === "Adadelta" ? 40 : 1,
          );
        const keys = Object.keys(side().groups[0]!).filter((k) => k !== "params");
        for (const key of keys) {
          all.add(key);
          for (const at of [0, 1, 2]) {
            let eager = side(),
              plan = side(),
              steady = side();
            for (let i = 0; i < 6; i++) {
              both(eager, plan, `${key} ${i}`);
              steady.step(x, y);
            }
            const start = eager.groups[at]![key];
            for (const value of others(key, start, eager.groups[at]!)) {
              const what = `${JSON.stringify(options)}: ${key} of group ${at} from ${JSON.stringify(start)} to ${JSON.stringify(value)}`;
              for (const v of [value, start]) {
                for (const s of [eager, plan]) s.groups[at]![key] = v;
                for (let i = 0; i < 4; i++) {
                  const failed = both(eager, plan, `${what}, step ${i} with ${JSON.stringify(v)}`);
                  steady.step(x, y);
                  const a = steady.values;
                  if (eager.values.some((w, k) => Math.abs(w - a[k]!) > 1e-6 * Math.max(1, Math.abs(w)))) felt.add(key);
                  if (failed === null) continue;
                  [eager, plan, steady] = [side(), side(), side()]; // a step that failed half-way
                  break;
                }
              }
            }
          }
        }
      }
      assert.deepEqual(
        [...all].filter((key) => !felt.has(key) && !(`${name}.${key}` in unfelt)),
        [],
        "a change of these changes nothing, so this test of them can't fail",
      );
    });
  }
});

const ownOptions = { lr: 0.01, power: 2, flip: false, range: [0.5, 2], deep: { by: { factor: 1 } } };
type OwnOptions = typeof ownOptions;
const readOwn = (g: Group): OwnOptions => g as unknown as OwnOptions;

/** What a user's own optimizer needs to be one. */
abstract class Own extends optim.Optimizer<OwnOptions> {
  protected override readonly names = {};
  protected override readonly extras = {};
  constructor(params: unknown) {
    super(params as Iterable<Tensor>, structuredClone(ownOptions));
  }
  protected override check(): void {
    /* anything goes */
  }
  protected override update(group: optim.ParamGroup<OwnOptions>): void {
    for (const p of group.params) if (p.grad !== null) this.move(p, p.grad, group as unknown as Group);
  }
  protected move(_p: Tensor, _g: Tensor, _group: Group): void {
    /* the class says */
  }
}

/** Optimizers that users write, each reading its options in another way. */
const subclasses: Record<string, OptimizerClass> = {
  "reads options in update()": class extends Own {
    protected override move(p: Tensor, g: Tensor, group: Group): void {
      p.sub_(g.mul(group.lr).mul(readOwn(group).power));
    }
  },
  "does arithmetic": class extends Own {
    protected override move(p: Tensor, g: Tensor, group: Group): void {
      const o = readOwn(group);
      p.add_(g, { alpha: -group.lr * 2 ** o.power * o.range[1]! * o.deep.by.factor });
    }
  },
  branches: class extends Own {
    protected override move(p: Tensor, g: Tensor, group: Group): void {
      const o = readOwn(group);
      p.add_(o.flip ? g : g.neg(), { alpha: group.lr > 0.015 ? 0.02 : o.range[0]! > 0.6 ? 0.001 : 0.005 });
    }
  },
  "has a step() of its own": class extends Own {
    override step(): undefined {
      noGrad(() => {
        for (const g of this.paramGroups)
          for (const p of g.params) if (p.grad !== null) p.sub_(p.grad.mul(g.lr * g.power));
      });
    }
  },
  "keeps counts in the state": class extends Own {
    protected override move(p: Tensor, g: Tensor, group: Group): void {
      const s = this.stateOf(p, () => ({ t: 0 }));
      s.t++;
      p.add_(g, { alpha: s.t > 9 ? -group.lr : -group.lr / s.t });
    }
  },
  "counts with nextState(), and branches on it": class extends Own {
    protected override move(p: Tensor, g: Tensor, group: Group): void {
      const s = this.nextState(p, () => ({ step: 0 }));
      p.add_(g, { alpha: s.step < 11 ? -group.lr : 0 });
    }
  },
  "counts in a field of its own": class extends Own {
    private steps = 0;
    override step(): undefined {
      this.steps++;
      noGrad(() => {
        for (const g of this.paramGroups)
          for (const p of g.params) if (p.grad !== null) p.sub_(p.grad.mul(this.steps > 10 ? g.lr : g.lr * 2));
      });
    }
  },
  "keeps its state by itself": class extends Own {
    override step(): undefined {
      noGrad(() => {
        for (const g of this.paramGroups) {
          for (const p of g.params) {
            const { rate } = (this.state.get(p) ?? { rate: g.lr }) as { rate: number };
            this.state.set(p, { rate: rate * 0.9 });
            p.sub_(p.grad!.mul(rate));
          }
        }
      });
    }
  },
  "anneals its own options": class extends Own {
    override step(): undefined {
      noGrad(() => {
        for (const g of this.paramGroups) {
          for (const p of g.params) p.sub_(p.grad!.mul(g.lr));
          g.lr *= 0.9;
        }
      });
    }
  },
  "extends SGD and reads what SGD takes live": class extends optim.SGD {
    constructor(p: unknown) {
      super(p as Iterable<Tensor>, { lr: 0.01, momentum: 0.9 });
    }
    protected override update(group: optim.ParamGroup<optim.SGDOptions>): void {
      for (const p of group.params) p.mul_(1 - group.lr * 0.1).mul_(group.momentum > 0.5 ? 1 : 0.99);
      super.update(group);
    }
  } as unknown as OptimizerClass,
  "extends Adam and counts along": class extends optim.Adam {
    protected override update(group: optim.ParamGroup<optim.AdamOptions>): void {
      super.update(group);
      for (const p of group.params) p.mul_((this.state.get(p)!["step"] as number) > 8 ? 0.9 : 1);
    }
  } as unknown as OptimizerClass,
};

describe("optimizers that users write", () => {
  for (const [name, Class] of Object.entries(subclasses)) {
    test(name, () => {
      const eager = new Side((p) => new Class(p)),
        plan = new Side((p) => new Class(p));
      for (let i = 0; i < 12; i++) both(eager, plan, `step ${i}`);
      const changes: [string, (g: Group) => void][] = [
        [
          "lr",
          (g) => {
            g.lr = 0.02;
          },
        ],
        [
          "lr, the same in all groups",
          (g) => {
            g.lr = 0.01;
          },
        ],
        [
          "power",
          (g) => {
            g["power"] = 1.5;
          },
        ],
        [
          "flip",
          (g) => {
            g["flip"] = true;
          },
        ],
        [
          "range",
          (g) => {
            g["range"] = [0.7, 1.5];
          },
        ],
        [
          "range in place",
          (g) => {
            (g["range"] as number[] | undefined)?.splice(0, 2, 0.4, 3);
          },
        ],
        [
          "deep",
          (g) => {
            g["deep"] = { by: { factor: 0.5 } };
          },
        ],
        [
          "deep in place",
          (g) => {
            const deep = g["deep"] as OwnOptions["deep"] | undefined;
            if (deep !== undefined) deep.by.factor = 0.7;
          },
        ],
        [
          "momentum",
          (g) => {
            g["momentum"] = 0.4;
          },
        ],
        [
          "lr back",
          (g) => {
            g.lr = 0.005;
          },
        ],
      ];
      for (const [what, change] of changes) {
        for (let at = 0; at < 3; at++) {
          for (const side of [eager, plan]) change(side.groups[at]!);
          for (let i = 0; i < 3; i++) both(eager, plan, `${what} of group ${at}, step ${i}`);
        }
      }
      const states = [eager, plan].map(({ optimizer, model }) =>
        JSON.stringify(
          model
            .parameters()
            .map((p) => Object.entries(optimizer.state.get(p) ?? {}).filter(([, v]) => typeof v === "number")),
        ),
      );
      assert.equal(states[1], states[0]);
    });
  }
  test("one that only reads options has a plan, and another where a rate is another", () => {
    const { compiled, groups } = new Side((p) => new subclasses["does arithmetic"]!(p));
    for (let i = 0; i < 4; i++) compiled(x, y);
    assert.match(compiled.explain(), /^plan 1 of 1/);
    groups[1]!.lr = 0.3;
    for (let i = 0; i < 4; i++) compiled(x, y);
    assert.match(compiled.explain(), /^plan 1 of 2/);
  });
  test("one that counts by itself runs as it is written, and says why", () => {
    const { compiled } = new Side((p) => new subclasses["counts in a field of its own"]!(p));
    for (let i = 0; i < 3; i++) compiled(x, y);
    assert.match(compiled.explain(), /changes `steps` of the optimizer/);
  });
});

describe("an optimizer's state and groups, changed in the middle of a plan", () => {
  const changes: Record<string, (side: Side) => void> = {
    "state cleared": ({ optimizer }) => {
      optimizer.state.clear();
    },
    "one state deleted": ({ optimizer, groups }) => {
      optimizer.state.delete(groups[1]!.params[0]!);
    },
    "a state replaced": ({ optimizer, groups }) => {
      const p = groups[1]!.params[0]!,
        s = optimizer.state.get(p);
      if (s !== undefined) optimizer.state.set(p, { ...s, step: 1 });
    },
    "a count in it set": ({ optimizer, groups }) => {
      const s = optimizer.state.get(groups[0]!.params[0]!);
      if (s !== undefined && "step" in s) s["step"] = 1;
    },
    "a tensor in it replaced": ({ optimizer, groups }) => {
      const s = optimizer.state.get(groups[0]!.params[0]!) ?? {};
      for (const [k, v] of Object.entries(s)) if (typeof v === "object") s[k] = v.mul(0.5);
    },
    "a parameter taken out of a group": ({ groups }) => {
      groups[1]!.params.pop();
    },
    "a parameter replaced by itself in another order of groups": ({ groups }) => {
      [groups[0]!.params[0], groups[2]!.params[0]] = [groups[2]!.params[0]!, groups[0]!.params[0]!];
    },
    "a group replaced by a copy with another rate": ({ optimizer }) => {
      optimizer.paramGroups[1] = { ...optimizer.paramGroups[1]!, lr: 0.03 };
    },
    "a group taken out": ({ optimizer }) => {
      optimizer.paramGroups.pop();
    },
    "the groups in another order": ({ optimizer }) => {
      optimizer.paramGroups.reverse();
    },
  };
  for (const name of ["SGD", "Adam", "Lion", "RMSprop"]) {
    for (const [what, change] of Object.entries(changes)) {
      test(`${name}: ${what}`, () => {
        const Class = (optim as unknown as Record<string, OptimizerClass>)[name]!,
          options = name === "SGD" ? { momentum: 0.9 } : {};
        const eager = new Side((p) => new Class(p, options)),
          plan = new Side((p) => new Class(p, options));
        for (let i = 0; i < 5; i++) both(eager, plan, `step ${i}`);
        for (const side of [eager, plan]) change(side);
        for (let i = 0; i < 4; i++) both(eager, plan, `step ${i} afterwards`);
        for (const { groups } of [eager, plan]) groups[0]!.lr = 0.001; // a group that took another's place is heard as well
        for (let i = 0; i < 4; i++) both(eager, plan, `step ${i} with another rate`);
      });
    }
  }
  test("a group prints, spreads and compares as the plain object that it looks like", () => {
    const w = zeros(1),
      {
        paramGroups: [g],
      } = new optim.Adam([w]);
    assert.deepEqual(Object.keys(g!), ["lr", "betas", "eps", "weightDecay", "amsgrad", "maximize", "params"]);
    assert.deepEqual(
      { ...g! },
      { lr: 0.001, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, maximize: false, params: [w] },
    );
    assert.match(inspect(g), /^\{\s+lr: 0\.001,\s+betas: \[ 0\.9, 0\.999 \],/);
    assert.equal(JSON.parse(JSON.stringify({ ...g!, params: 0 })).lr, 0.001);
  });
});

type Schedule = optim.LRScheduler;
type Steps = { step(metric?: number): void; getLastLr(): number[] };
const { lrScheduler, swaUtils } = optim;
/** How each scheduler is made; a new one is missed here. */
const schedules: Record<string, (o: optim.AnyOptimizer) => unknown> = {
  ChainedScheduler: (o) =>
    new lrScheduler.ChainedScheduler([new lrScheduler.ConstantLR(o, 0.5, 3), new lrScheduler.ExponentialLR(o, 0.9)]),
  ConstantLR: (o) => new lrScheduler.ConstantLR(o, 0.5, 6),
  CosineAnnealingLR: (o) => new lrScheduler.CosineAnnealingLR(o, 7),
  CosineAnnealingWarmRestarts: (o) => new lrScheduler.CosineAnnealingWarmRestarts(o, 4, 2),
  CyclicLR: (o) => new lrScheduler.CyclicLR(o, 0.001, 0.02, 4),
  ExponentialLR: (o) => new lrScheduler.ExponentialLR(o, 0.9),
  LambdaLR: (o) => new lrScheduler.LambdaLR(o, (e) => 0.95 ** e),
  LinearLR: (o) => new lrScheduler.LinearLR(o, 0.2, 1, 8),
  MultiplicativeLR: (o) => new lrScheduler.MultiplicativeLR(o, () => 0.9),
  MultiStepLR: (o) => new lrScheduler.MultiStepLR(o, [4, 9], 0.3),
  OneCycleLR: (o) => new lrScheduler.OneCycleLR(o, 0.02, 60),
  PolynomialLR: (o) => new lrScheduler.PolynomialLR(o, 30, 2),
  ReduceLROnPlateau: (o) => new lrScheduler.ReduceLROnPlateau(o, { patience: 1 }),
  SequentialLR: (o) =>
    new lrScheduler.SequentialLR(
      o,
      [new lrScheduler.ConstantLR(o, 0.1, 3), new lrScheduler.ExponentialLR(o, 0.9)],
      [5],
    ),
  StepLR: (o) => new lrScheduler.StepLR(o, 4, 0.3),
  SWALR: (o) => new swaUtils.SWALR(o, 0.001),
};

/** For optimizers without momentum. */
const without: Record<string, (o: optim.AnyOptimizer) => unknown> = {
  CyclicLR: (o) => new lrScheduler.CyclicLR(o, 0.001, 0.02, 4, { cycleMomentum: false }),
  OneCycleLR: (o) => new lrScheduler.OneCycleLR(o, 0.02, 60, { cycleMomentum: false }),
};

describe("schedulers beside a compiled step and in it", () => {
  test("all schedulers are here", () => {
    const all = Object.entries({ ...lrScheduler, SWALR: swaUtils.SWALR } as Record<string, unknown>)
      .filter(([name, v]) => typeof v === "function" && name !== "LRScheduler")
      .map(([name]) => name);
    assert.deepEqual(Object.keys(schedules).sort(), all.sort());
  });
  for (const [name, make] of Object.entries(schedules)) {
    for (const where of ["beside", "inside"] as const) {
      if (name === "ReduceLROnPlateau" && where === "inside") continue; // it reads a value, which no compiled function may
      for (const kind of ["SGD", "Adam", "AdamW", "a user's own"]) {
        test(`${name}, ${where}, with ${kind}`, () => {
          const used = new Map<optim.AnyOptimizer, Steps>();
          const Class =
            kind === "a user's own"
              ? subclasses["does arithmetic"]!
              : (optim as unknown as Record<string, OptimizerClass>)[kind]!;
          const metric = name === "ReduceLROnPlateau" ? 1 : undefined; // which never gets better
          const sides = [0, 1].map(
            () =>
              new Side(
                (p) => {
                  const o = new Class(
                    p,
                    kind === "SGD" ? { momentum: 0.9 } : kind === "Adam" ? { betas: [0.9, 0.99] } : {},
                  );
                  used.set(
                    o,
                    (kind === "a user's own" && without[name] !== undefined ? without[name](o) : make(o)) as Steps,
                  );
                  return o;
                },
                ({ optimizer }) => {
                  if (where === "inside") used.get(optimizer)!.step(metric);
                },
              ),
          ) as [Side, Side];
          const [eager, plan] = sides,
            of = (side: Side): Steps => used.get(side.optimizer)!;
          const next = (what: string): void => {
            assert.equal(both(eager, plan, what), null);
            if (where === "beside") for (const side of sides) of(side).step(metric);
            assert.deepEqual(
              plan.groups.map((g) => g.lr),
              eager.groups.map((g) => g.lr),
              what,
            );
            assert.deepEqual(of(plan).getLastLr(), of(eager).getLastLr(), what);
          };
          for (let i = 0; i < 14; i++) next(`step ${i}`);
          if (kind !== "a user's own" && where === "inside") assert.match(plan.compiled.explain(), /^plan/);
          // Every number that the schedule goes by, changed in the middle.
          const fields = Object.entries(of(eager) as object).filter(
            (e): e is [string, number] => typeof e[1] === "number" && !/epoch|count|cur|best|bad/i.test(e[0]),
          );
          for (const [key, v] of fields) {
            for (const side of sides)
              (of(side) as unknown as Record<string, number>)[key] = Number.isInteger(v) ? v + 1 : v * 0.9;
            for (let i = 0; i < 3; i++) next(`${key} changed, step ${i}`);
          }
          for (const side of sides) side.groups[1]!.lr = 0.004;
          for (let i = 0; i < 3; i++) next(`a rate set, step ${i}`);
        });
      }
    }
  }
  test("a rate that the function itself reads is the one of its step", () => {
    for (const read of [
      (o: AnyOptimizer) => o.paramGroups[0]!.lr,
      (_: AnyOptimizer, s: Schedule) => s.getLastLr()[0]!,
      (_: AnyOptimizer, s: Schedule) => s.lastEpoch,
    ]) {
      for (const first of [true, false]) {
        const run = (wrap: <F extends (t: Tensor) => Tensor>(f: F) => (t: Tensor) => Tensor): number[] => {
          const w = tensor([1], { requiresGrad: true }),
            o = new optim.SGD([w], { lr: 0.1 }) as unknown as AnyOptimizer,
            s = new lrScheduler.ExponentialLR(o, 0.9);
          const f = wrap((t: Tensor) => {
            o.zeroGrad();
            w.mul(t).sum().backward();
            o.step();
            if (!first) s.step();
            const out = t.mul(read(o, s));
            if (first) s.step();
            return out;
          });
          return Array.from({ length: 14 }, () => f(tensor([1])).item());
        };
        assert.deepEqual(
          run(compile),
          run((f) => f),
        );
      }
    }
  });
});
