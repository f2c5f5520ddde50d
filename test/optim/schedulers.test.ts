import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import {
  compile,
  type Diagnosis,
  KindlingError,
  load,
  onDiagnosis,
  optim,
  resetDiagnosis,
  save,
  type Tensor,
  zeros,
} from "kindling";
import { readGolden } from "../goldens.js";
import { python, runPython } from "../python.js";
import { near, ours } from "./numbers.js";

const { lrScheduler, swaUtils } = optim;
type Steps = {
  step(metric?: number): void;
  getLastLr(): number[];
  stateDict(): Record<string, unknown>;
  loadStateDict(s: Record<string, unknown>): void;
};
type Group = { lr: number; momentum?: number; betas?: readonly number[] };

interface Case {
  name: string;
  args: unknown[];
  options: Record<string, unknown>;
  optimizer: "SGD" | "Adam";
  trace: number[][];
  state: Record<string, unknown> | null;
  last: number[];
}
const golden = readGolden<{ cases: Case[] }>("schedulers");

function optimizerOf(kind: "SGD" | "Adam" = "SGD"): optim.SGD | optim.Adam {
  const groups = [
    { params: [zeros(1, { requiresGrad: true })] },
    { params: [zeros(1, { requiresGrad: true })], lr: 0.3 },
  ];
  return kind === "SGD" ? new optim.SGD(groups, { lr: 1, momentum: 0.9 }) : new optim.Adam(groups, { lr: 1 });
}
/** As in schedulers.py. */
const metric = (i: number): number => (i < 8 ? 1 / (i + 1) : 0.13 + 0.01 * (i % 3) - (i === 25 ? 0.2 : 0));
const lambdas: Record<string, (e: number) => number> = { halves: (e) => 0.5 ** e, inverse: (e) => 1 / (e + 1) };
const lookup = (a: unknown): unknown =>
  Array.isArray(a) ? a.map(lookup) : typeof a === "string" ? (lambdas[a] ?? a) : a;

const composites: Record<string, (o: optim.AnyOptimizer) => Steps> = {
  chained: (o) =>
    new lrScheduler.ChainedScheduler([
      new lrScheduler.ConstantLR(o, 0.1, 3),
      new lrScheduler.ExponentialLR(o, { gamma: 0.9 }),
      new lrScheduler.StepLR(o, 10, 0.5),
    ]),
  sequential: (o) =>
    new lrScheduler.SequentialLR(
      o,
      [
        new lrScheduler.LinearLR(o, 0.1, { totalIters: 5 }),
        new lrScheduler.CosineAnnealingLR(o, 10),
        new lrScheduler.ExponentialLR(o, 0.8),
      ],
      { milestones: [5, 20] },
    ),
  "sequential restarts": (o) =>
    new lrScheduler.SequentialLR(
      o,
      [
        new lrScheduler.ConstantLR(o, 0.5, 4),
        new lrScheduler.CosineAnnealingWarmRestarts(o, 4, 2),
        new lrScheduler.StepLR(o, 3),
      ],
      [4, 24],
    ),
  swa: (o) => new swaUtils.SWALR(o, 0.05),
  "swa linear": (o) => new swaUtils.SWALR(o, [0.05, 0.5], { annealEpochs: 4, annealStrategy: "linear" }),
  "swa at once": (o) => new swaUtils.SWALR(o, { swaLr: 0.05, annealEpochs: 0 }),
};
function scheduler(c: Case, o: optim.AnyOptimizer): Steps {
  const composite = composites[c.name];
  if (composite !== undefined) return composite(o);
  const Class = lrScheduler[c.name as "StepLR"] as unknown as new (o: optim.AnyOptimizer, ...args: unknown[]) => Steps;
  // The names of T_max and its like keep their capital.
  const options = Object.keys(c.options).length === 0 ? [] : [ours(c.options)];
  return new Class(o, ...c.args.map(lookup), ...options);
}
const look = (o: optim.AnyOptimizer): number[] => {
  const groups = o.paramGroups as Group[];
  return [...groups.map((g) => g.lr), ...groups.map((g) => g.momentum ?? g.betas![0]!)];
};

describe("learning rates over 40 epochs against PyTorch", () => {
  for (const c of golden.cases) {
    test(`${c.name} ${JSON.stringify(c.args)} ${JSON.stringify(c.options)} ${c.optimizer}`, () => {
      let o = optimizerOf(c.optimizer);
      let s = scheduler(c, o);
      c.trace.forEach((want, i) => {
        near(look(o), want, `epoch ${i}`, 1e-9, 1e-12);
        near(s.getLastLr(), want.slice(0, 2), `getLastLr ${i}`, 1e-9, 1e-12);
        o.step();
        s.step(c.name === "ReduceLROnPlateau" ? metric(i) : undefined);
        if (i !== 12) return;
        const state = s.stateDict();
        for (const [k, v] of Object.entries(state)) {
          const theirs = c.state![k];
          if (c.name === "CosineAnnealingWarmRestarts" && k === "_step_count") continue; // PyTorch does not count there
          if (theirs === undefined)
            assert.ok(
              k === "_anneal_func_type" || k === "use_beta1" || (v as unknown[]).length === 0,
              `PyTorch has no ${k}`,
            );
          else if (typeof v === "number" && typeof theirs === "number") near([v], [theirs], k, 1e-9, 1e-12);
          else if (Array.isArray(v) && typeof v[0] === "number")
            near(v as number[], theirs as number[], k, 1e-9, 1e-12);
        }
        // From here on others take over, with the saved states.
        const next = optimizerOf(c.optimizer),
          later = scheduler(c, next);
        next.loadStateDict(o.stateDict());
        later.loadStateDict(state);
        [o, s] = [next, later];
      });
      near(s.getLastLr(), c.last, "in the end", 1e-9, 1e-12);
    });
  }
});

const folder = mkdtempSync(join(tmpdir(), "kindling-schedulers-"));
after(() => rmSync(folder, { recursive: true }));

test(
  "states of schedulers go to PyTorch and back in .pt files",
  { skip: python?.torch === true ? false : "no Python with torch here" },
  () => {
    const simple: [string, (o: optim.AnyOptimizer) => Steps, string][] = [
      ["step", (o) => new lrScheduler.StepLR(o, 3, 0.5), "s.StepLR(o, 3, 0.5)"],
      ["multi", (o) => new lrScheduler.MultiStepLR(o, [2, 5, 5, 9], 0.5), "s.MultiStepLR(o, [2, 5, 5, 9], 0.5)"],
      ["cosine", (o) => new lrScheduler.CosineAnnealingLR(o, 6), "s.CosineAnnealingLR(o, 6)"],
      [
        "restarts",
        (o) => new lrScheduler.CosineAnnealingWarmRestarts(o, 3, 2),
        "s.CosineAnnealingWarmRestarts(o, 3, 2)",
      ],
      ["onecycle", (o) => new lrScheduler.OneCycleLR(o, 0.5, 30), "s.OneCycleLR(o, 0.5, 30)"],
      ["lambda", (o) => new lrScheduler.LambdaLR(o, (e) => 0.9 ** e), "s.LambdaLR(o, lambda e: 0.9 ** e)"],
      [
        "sequential",
        (o) =>
          new lrScheduler.SequentialLR(o, [new lrScheduler.ConstantLR(o), new lrScheduler.ExponentialLR(o, 0.5)], [7]),
        "s.SequentialLR(o, [s.ConstantLR(o), s.ExponentialLR(o, 0.5)], [7])",
      ],
    ];
    for (const [name, build] of simple) {
      const o = optimizerOf(),
        s = build(o);
      for (let i = 0; i < 4; i++) {
        o.step();
        s.step();
      }
      save({ optimizer: o.stateDict(), scheduler: s.stateDict() }, join(folder, `${name}.pt`));
    }
    runPython(
      `
import collections, sys, warnings, torch
from torch.optim import lr_scheduler as s
warnings.simplefilter("ignore")
for name, build in {${simple.map(([name, , text]) => `"${name}": lambda o: ${text}`).join(", ")}}.items():
    path = sys.argv[1] + "/" + name + ".pt"
    d = torch.load(path)
    p, q = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    o = torch.optim.SGD([{"params": [p]}, {"params": [q], "lr": 0.3}], lr=1.0, momentum=0.9)
    sched = build(o)
    o.load_state_dict(d["optimizer"])
    sched.load_state_dict(d["scheduler"])
    for _ in range(4):
        o.step()
        sched.step()
    state = sched.state_dict()
    if name == "onecycle": del state["anneal_func"]  # code, which PyTorch 1.13 keeps there
    if name == "multi": state["milestones"] = collections.Counter(state["milestones"])  # as it is without a state from here
    torch.save({"optimizer": o.state_dict(), "scheduler": state}, path)
`,
      folder,
    );
    for (const [name, build] of simple) {
      const d = load<{ optimizer: optim.OptimizerStateDict; scheduler: Record<string, unknown> }>(
        join(folder, `${name}.pt`),
      );
      const a = optimizerOf(),
        b = optimizerOf();
      const [s, whole] = [build(a), build(b)];
      a.loadStateDict(d.optimizer);
      s.loadStateDict(d.scheduler);
      for (let i = 0; i < 8; i++) {
        b.step();
        whole.step();
      }
      for (let i = 8; i < 14; i++) {
        near(look(a), look(b), `${name} ${i}`, 1e-9, 1e-12);
        a.step();
        b.step();
        s.step();
        whole.step();
      }
    }
  },
);

describe("rules of schedulers", () => {
  const code = (f: () => unknown, want: string, message: RegExp): void =>
    assert.throws(f, (e) => e instanceof KindlingError && e.code === want && message.test(e.message));
  function heard(f: () => void): Diagnosis[] {
    const said: Diagnosis[] = [];
    const before = onDiagnosis((d) => said.push(d));
    resetDiagnosis();
    try {
      f();
    } finally {
      onDiagnosis(before);
      resetDiagnosis();
    }
    return said;
  }
  test("stepping before the optimizer is said, as in PyTorch", () => {
    const said = heard(() => {
      const o = optimizerOf(),
        s = new lrScheduler.StepLR(o, 3);
      s.step();
      o.step();
      s.step();
    });
    assert.deepEqual(
      said.map((d) => d.code),
      ["lr-scheduler-order"],
    );
    assert.match(said[0]!.message, /^Detected call of `lr_scheduler\.step\(\)` before `optimizer\.step\(\)`/);
    assert.deepEqual(
      heard(() => {
        const o = optimizerOf(),
          s = new lrScheduler.ChainedScheduler([new lrScheduler.StepLR(o, 3)]);
        s.step();
      }).map((d) => d.code),
      ["lr-scheduler-order"],
    );
    assert.deepEqual(
      heard(() => {
        const o = optimizerOf(),
          s = new lrScheduler.StepLR(o, 3);
        for (let i = 0; i < 3; i++) {
          o.step();
          s.step();
        }
      }),
      [],
    );
  });
  test("a step of a compiled function counts", () => {
    const p = zeros(1, { requiresGrad: true }),
      o = new optim.SGD([p], { lr: 1 });
    const step = compile((): Tensor => {
      o.zeroGrad();
      const l = p.add(1).pow(2).sum();
      l.backward();
      o.step();
      return l;
    });
    for (let i = 0; i < 4; i++) step();
    assert.deepEqual(
      heard(() => {
        const s = new lrScheduler.StepLR(o, 1);
        step();
        s.step();
      }),
      [],
    );
  });
  test("schedulers step in compiled functions, too", () => {
    const rates: number[][] = [];
    for (const compiled of [false, true]) {
      const p = zeros(1, { requiresGrad: true }),
        o = new optim.SGD([p], { lr: 0.5, momentum: 0.5 });
      const s = new lrScheduler.OneCycleLR(o, 0.4, 30);
      const plain = (): Tensor => {
        o.zeroGrad();
        const l = p.sub(1).pow(2).sum();
        l.backward();
        o.step();
        s.step();
        return l;
      };
      const step = compiled ? compile(plain) : plain;
      rates.push(
        Array.from({ length: 25 }, () => {
          const l = step().item();
          return l + o.paramGroups[0]!.lr + o.paramGroups[0]!.momentum;
        }),
      );
      if (compiled) assert.match((step as ReturnType<typeof compile>).explain(), /^plan 1 of 1/);
    }
    near(rates[1]!, rates[0]!, "losses and rates", 1e-6, 1e-7);
  });
  test("getLr and step(epoch) are discouraged, and step(epoch) goes there", () => {
    const o = optimizerOf(),
      s = new lrScheduler.StepLR(o, 3, 0.5);
    assert.deepEqual(
      heard(() => s.getLr()).map((d) => d.code),
      ["lr-scheduler-get-lr"],
    );
    assert.deepEqual(
      heard(() => {
        o.step();
        s.step(6);
      }).map((d) => d.code),
      ["lr-scheduler-epoch"],
    );
    assert.equal(s.getLastLr()[0], 0.25);
  });
  test("a run that goes on needs the saved groups", () => {
    const o = optimizerOf();
    code(
      () => new lrScheduler.StepLR(o, 3, { lastEpoch: 4 }),
      "lr-scheduler",
      /^param 'initial_lr' is not specified in param_groups\[0\] when resuming an optimizer/,
    );
    const first = new lrScheduler.ExponentialLR(o, 0.5);
    for (let i = 0; i < 3; i++) {
      o.step();
      first.step();
    }
    const next = optimizerOf();
    next.loadStateDict(o.stateDict());
    const s = new lrScheduler.ExponentialLR(next, 0.5, 2);
    assert.equal(s.lastEpoch, 3);
    assert.equal(s.getLastLr()[0], 0.0625);
  });
  test("what makes no sense is refused in PyTorch's words", () => {
    const o = optimizerOf(),
      other = optimizerOf();
    code(() => new lrScheduler.StepLR({} as optim.SGD, 3), "lr-scheduler", /is not an Optimizer/);
    // @ts-expect-error -- the step size is missing
    code(() => new lrScheduler.StepLR(o), "argument", /missing 1 required positional argument: 'stepSize'/);
    code(
      () => new lrScheduler.StepLR(o, 3, { step_size: 2 } as object),
      "option",
      /unexpected keyword argument 'step_size'/,
    );
    code(() => new lrScheduler.LambdaLR(o, [() => 1]), "lr-scheduler", /^Expected 2 lr_lambdas, but got 1/);
    code(
      () => new lrScheduler.ConstantLR(o, 2),
      "lr-scheduler",
      /^Constant multiplicative factor expected to be between 0 and 1\./,
    );
    code(
      () => new lrScheduler.CosineAnnealingWarmRestarts(o, 1.5),
      "lr-scheduler",
      /^Expected positive integer T_0, but got 1\.5/,
    );
    code(() => new lrScheduler.CyclicLR(o, 0.1, [0.5]), "lr-scheduler", /^expected 2 values for max_lr, got 1/);
    code(
      () => new lrScheduler.OneCycleLR(o, 0.1),
      "lr-scheduler",
      /^You must define either total_steps OR \(epochs AND steps_per_epoch\)/,
    );
    code(
      () => new lrScheduler.OneCycleLR(new optim.Adagrad([zeros(1, { requiresGrad: true })]), 0.1, 3),
      "lr-scheduler",
      /^optimizer must support momentum or beta1/,
    );
    code(
      () => {
        const s = new lrScheduler.OneCycleLR(o, 0.1, 3);
        for (let i = 0; i < 4; i++) {
          o.step();
          s.step();
        }
      },
      "lr-scheduler",
      /^Tried to step 5 times\. The specified number of total steps is 3/,
    );
    code(() => new lrScheduler.ReduceLROnPlateau(o, { factor: 1 }), "lr-scheduler", /^Factor should be < 1\.0\./);
    code(() => new lrScheduler.ReduceLROnPlateau(o, "low" as "min"), "lr-scheduler", /^mode low is unknown!/);
    code(
      () => new lrScheduler.SequentialLR(o, [new lrScheduler.StepLR(o, 3), new lrScheduler.StepLR(other, 3)], [3]),
      "lr-scheduler",
      /^Sequential Schedulers expects all schedulers to belong to the same optimizer/,
    );
    code(
      () => new lrScheduler.SequentialLR(o, [new lrScheduler.StepLR(o, 3)], [3]),
      "lr-scheduler",
      /one more than the number of milestone points/,
    );
    code(() => new lrScheduler.StepLR(o, 3).loadStateDict({ last_epoch: "x" }), "lr-scheduler", /last_epoch/);
  });
  test("the printed optimizer has what schedulers keep there", () => {
    const o = optimizerOf();
    assert.equal(new lrScheduler.StepLR(o, 3).lastEpoch, 0);
    assert.match(String(o), /\n {4}initial_lr: 1\n {4}lr: 1\n/);
  });
});
