// A function whose plan is slower than itself does not keep it, and calls that never come again are not recorded for ever.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
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
  zeros,
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
        /does not have a grad_fn.*a compiled function that calls backward\(\)/s.test(e.message),
    );
  }
});

describe("instances of classes among the arguments", () => {
  class Batch {
    readonly x: Tensor;
    readonly parts: readonly Tensor[];
    readonly #scale: number;
    readonly kind: string;
    constructor(x: Tensor, scale = 2, kind = "train") {
      this.x = x;
      this.parts = [x.add(1)];
      this.#scale = scale;
      this.kind = kind;
    }
    scaled(): Tensor {
      return this.x.mul(this.#scale).add(this.parts[0]!);
    }
  }
  const want = (v: number): number[] => [3 * v + 1, 3 * v + 1];

  test("another one in each call, as data loaders give them: one plan for all", () => {
    const f = compile((b: Batch) => b.scaled());
    for (let i = 0; i < 20; i++) {
      const b = new Batch(ones(2).mul(i)),
        { x } = b;
      assert.deepEqual(f(b).tolist(), want(i));
      assert.equal(b.x, x);
    }
    assert.match(f.explain(), /^plan 1 of 1, for \(any Batch \{ x: float32 \[2\], parts: .*\}\)/);
    assert.deepEqual(f(new Batch(ones(3))).tolist(), [4, 4, 4]);
    assert.deepEqual(f(new Batch(ones(2), 2, "test")).tolist(), want(1));
    assert.match(f.explain(), /argument 1\.x is float32 \[3\].*\n.*argument 1\.kind is "test", not "train"/);
  });
  test("the same one in each call: a plan for it, and for others when they come", () => {
    const f = compile((b: Batch) => b.scaled()),
      same = new Batch(ones(2));
    for (let i = 0; i < 4; i++) assert.deepEqual(f(same).tolist(), want(1));
    assert.match(f.explain(), /^plan 1 of 1, for \(one Batch/);
    same.x.add_(1);
    assert.deepEqual(f(same).tolist(), [6, 6]);
    // What is private may differ from one to the next, so a plan for one is none for another.
    assert.deepEqual(f(new Batch(ones(2), 10)).tolist(), [12, 12]);
    assert.match(f.explain(), /argument 1 is another Batch/);
  });
  test("what the function does to it", () => {
    const f = compile((b: Batch) => {
      b.x.mul_(2);
      return b.x.sum();
    });
    for (let i = 0; i < 5; i++) {
      const b = new Batch(ones(2));
      assert.equal(f(b).item(), 4);
      assert.deepEqual(b.x.tolist(), [2, 2]);
    }
    class Counter {
      total = zeros(1);
      calls = 0;
    }
    const g = compile((c: Counter) => {
        c.calls++;
        c.total = c.total.add(1);
        return c.total.mul(2);
      }),
      c = new Counter();
    for (let i = 1; i < 6; i++) assert.deepEqual([g(c).item(), c.calls, c.total.item()], [2 * i, i, i]);
    assert.match(g.explain(), /changes a field of a Counter/);
  });
  test("one whose fields cannot be set, and one that leads back to itself", () => {
    const f = compile((b: Batch) => b.scaled());
    for (let i = 0; i < 5; i++) {
      const b = new Batch(ones(2).mul(i));
      Object.freeze(b);
      assert.deepEqual(f(b).tolist(), want(i));
    }
    class Node {
      readonly next: Node = this;
      readonly x: Tensor;
      constructor(x: Tensor) {
        this.x = x;
      }
    }
    const g = compile((n: Node) => n.next.next.x.mul(2));
    for (let i = 0; i < 5; i++) assert.deepEqual(g(new Node(tensor([i]))).tolist(), [2 * i]);
  });
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
