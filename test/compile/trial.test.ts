// A function whose plan is slower than itself does not keep it, and calls that never come again are not recorded for ever.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compile,
  F,
  nn,
  noGrad,
  onDiagnosis,
  ones,
  optim,
  rand,
  setProgressOutput,
  setStrict,
  type Tensor,
  tensor,
} from "kindling";
import { followPlanning } from "#src/compile/progress.js";
import { listEngines } from "#src/engine/engine.js";
import { planningBar } from "#src/train/planning.js";

/** Runs `f` with an engine whose plans take so many milliseconds more. */
function withSlowPlans(ms: number, f: () => void): void {
  const engine = listEngines().find((e) => e.name === "wasm")! as {
      program: NonNullable<ReturnType<typeof listEngines>[number]["program"]>;
    },
    before = engine.program;
  engine.program = (program) => {
    const runner = before.call(engine, program)!;
    return {
      ...runner,
      data: (b) => runner.data(b),
      run: (scalars) => {
        for (const end = performance.now() + ms; performance.now() < end;);
        runner.run(scalars);
      },
    };
  };
  try {
    f();
  } finally {
    engine.program = before;
  }
}

/** A training step, and how often its function has run. */
function training(): {
  step: ReturnType<typeof compile<[Tensor, Tensor], Tensor>>;
  runs: () => number;
  weights: () => number[];
} {
  const model = new nn.Linear(3, 1),
    optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
  let runs = 0;
  for (const p of model.parameters()) p.data.fill_(0.5);
  const step = compile((x: Tensor, y: Tensor) => {
    runs++;
    optimizer.zeroGrad();
    const loss = F.mseLoss(model(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  return {
    step,
    runs: () => runs,
    weights: () => model.parameters().flatMap((p) => p.reshape(-1).tolist() as number[]),
  };
}

test("a plan that is slower than its function goes, and explain() says so", () => {
  const slow = training(),
    quick = training(),
    x = rand(4, 3),
    y = rand(4, 1);
  const all = (t: typeof slow): void => {
    for (let i = 0; i < 40; i++) t.step(x, y);
  };
  withSlowPlans(60, () => {
    all(slow);
  });
  all(quick);
  assert.match(
    slow.step.explain(),
    /no plan for \(float32 \[4, 3\], float32 \[4, 1\]\): it took \d+\.\d{3} ms, and the function as it is written \d+\.\d{3} ms/,
  );
  assert.doesNotMatch(slow.step.explain(), /^plan 1/m);
  const before = slow.runs();
  slow.step(x, y);
  assert.equal(slow.runs(), before + 1, "runs as it is written");
  slow.step.repeat(3, x, y);
  assert.equal(slow.runs(), before + 4);
  for (let i = 0; i < 4; i++) quick.step(x, y);
  slow.weights().forEach((w, i) => {
    assert.ok(Math.abs(w - quick.weights()[i]!) < 1e-5);
  });
  slow.step(rand(5, 3), rand(5, 1)); // other shapes have their own chance
  slow.step(rand(5, 3), rand(5, 1));
  assert.match(slow.step.explain(), /^plan 1 of 1, for \(float32 \[5, 3\]/m);
});

test("a plan that is faster stays, and its function runs no more often than to see whether it still does the same", () => {
  // A plan that is faster than the function however cold both are: a thousand ops in one kernel.
  let runs = 0;
  const f = compile((x: Tensor) => {
    runs++;
    let y = x;
    for (let i = 0; i < 1000; i++) y = y.mul(0.99).add(0.01);
    return y;
  });
  const x = ones(8);
  for (let i = 0; i < 60; i++) f(x);
  assert.match(f.explain(), /^plan 1 of 1/);
  assert.ok(runs <= 3 + 3, `${runs} runs`);
});

test("calls that never come again are recorded seldom; those that come again have plans", () => {
  const said: string[] = [],
    before = onDiagnosis((d) => said.push(d.code));
  let recorded = 0;
  try {
    const layer = new nn.Linear(4, 4),
      f = compile((x: Tensor) => noGrad(() => layer(x)));
    for (let n = 1; n <= 200; n++) f(rand(n, 4));
    recorded = (f.explain().match(/no plan yet/g) ?? []).length;
    for (let i = 0; i < 70; i++) f(rand(300 + (i % 2), 4));
    assert.match(f.explain(), /plan \d of \d, for \(float32 \[300, 4\]\)/);
    assert.match(f.explain(), /plan \d of \d, for \(float32 \[301, 4\]\)/);
  } finally {
    onDiagnosis(before);
  }
  assert.ok(recorded <= 16);
  assert.deepEqual(said, ["compile-many"]);
});

test("a mask as an index is refused with what to write instead", () => {
  const uses: Record<string, (x: Tensor) => Tensor> = {
    get: (x) => x.get(x.gt(0)),
    set: (x) => {
      const y = x.clone();
      y.set(y.gt(0), 1);
      return y;
    },
    maskedSelect: (x) => x.maskedSelect(x.gt(0)),
  };
  for (const [what, f] of Object.entries(uses))
    assert.throws(
      () => compile(f)(tensor([1, -2])),
      (e: Error & { code?: string }) =>
        e.code === "compile-value" &&
        /where\(.*maskedFill.*maskedScatter/.test(e.message) &&
        !/nonzero/.test(e.message),
      what,
    );
  const instead = compile((x: Tensor) => x.maskedFill(x.gt(0), 9));
  for (let i = 0; i < 3; i++) assert.deepEqual(instead(tensor([1, -2])).tolist(), [9, -2]);
});

test("what has lost its gradient history in a compiled function says why", () => {
  const model = new nn.Linear(2, 1);
  const step = compile((x: Tensor) => {
    const loss = F.mseLoss(model(x), ones(3, 1));
    loss.backward();
    return loss;
  });
  for (let i = 0; i < 4; i++) {
    const loss = step(ones(3, 2));
    assert.throws(
      () => loss.backward(),
      (e: Error & { code?: string }) =>
        e.code === "no-grad-fn" &&
        /does not have a grad_fn.*a compiled function .* calls backward\(\) itself/s.test(e.message),
    );
  }
});

test("instances of classes among the arguments: explain() says what plans do with them", () => {
  class Batch {
    readonly x: Tensor;
    constructor(x: Tensor) {
      this.x = x;
    }
  }
  const f = compile((b: Batch) => b.x.mul(2)),
    same = new Batch(ones(2));
  assert.deepEqual(f(new Batch(ones(2))).tolist(), [2, 2]);
  assert.match(
    f.explain(),
    /no plan yet for .*: it gets one if the next call gets the same Batch\. .*pass them as arguments, or in a plain object/,
  );
  for (let i = 0; i < 3; i++) f(same);
  assert.match(f.explain(), /^plan 1 of 1/m);
  same.x.add_(1);
  assert.deepEqual(f(same).tolist(), [4, 4]);
  assert.deepEqual(f(new Batch(ones(2))).tolist(), [2, 2]);
});

test("planning that takes long shows a bar, on a terminal, and not in strict mode", () => {
  const shown = (late: number, isTTY: boolean, strict: boolean): string => {
    const clock = performance.now.bind(performance);
    let text = "",
      wait = 0;
    setProgressOutput({
      write: (t) => {
        text += t;
      },
      isTTY,
      columns: 80,
      rows: 20,
    });
    setStrict(strict);
    performance.now = () => clock() + wait;
    try {
      const passed = planningBar(500, 4);
      passed();
      wait = late;
      passed();
      passed();
      passed();
    } finally {
      performance.now = clock;
      setProgressOutput(null);
      setStrict(false);
    }
    return text;
  };
  assert.match(shown(1500, true, false), /compile: planning 500 steps: +50%/);
  assert.equal(shown(0, true, false), "");
  assert.equal(shown(1500, true, true), "");
  assert.equal(shown(1500, false, false), "");
});

test("planning is followed through all its parts", () => {
  const told: number[] = [];
  let parts = 0;
  const before = followPlanning((steps, of) => {
    assert.ok(steps > 0);
    parts = of;
    return () => {
      told.push(told.length + 1);
    };
  });
  try {
    const f = compile((x: Tensor) => x.mul(2).exp());
    for (let i = 0; i < 3; i++) f(ones(2));
  } finally {
    followPlanning(before);
  }
  assert.deepEqual(
    told,
    Array.from({ length: parts }, (_, i) => i + 1),
  );
  assert.equal(before, planningBar);
});
