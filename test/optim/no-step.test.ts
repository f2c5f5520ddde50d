// Trainings that do nothing: without backward(), without step(), with another model's parameters; and trainings that may look so.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import {
  compile,
  type Diagnosis,
  F,
  manualSeed,
  nn,
  noGrad,
  onDiagnosis,
  optim,
  randn,
  resetDiagnosis,
  type Tensor,
  zeros,
} from "kindling";

let said: Diagnosis[] = [];
let before: (d: Diagnosis) => void;
beforeEach(() => {
  said = [];
  manualSeed(0);
  resetDiagnosis();
  before = onDiagnosis((d) => said.push(d));
});
afterEach(() => {
  onDiagnosis(before);
});

const net = (): nn.Linear => new nn.Linear(3, 2);
const lossOf = (m: nn.Linear): Tensor => F.mseLoss(m(randn(4, 3)), zeros(4, 2));
/** What is said of so many rounds. */
function rounds(n: number, round: () => void): [string, string][] {
  for (let i = 0; i < n; i++) round();
  return said.map((d) => [d.code, d.message]);
}
function only(found: readonly [string, string][], code: string, words: RegExp): void {
  assert.deepEqual(
    found.map(([c]) => c),
    [code],
  );
  assert.match(found[0]![1], words);
}

describe("said once", () => {
  test("backward() is forgotten", () => {
    const m = net(),
      o = new optim.Adam(m.parameters());
    only(
      rounds(8, () => {
        o.zeroGrad();
        lossOf(m);
        o.step();
      }),
      "no-gradients",
      /was backward\(\) called before step\(\)\?/,
    );
  });
  test("zeroGrad() between backward() and step()", () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    only(
      rounds(8, () => {
        lossOf(m).backward();
        o.zeroGrad();
        o.step();
      }),
      "no-gradients",
      /zeroGrad\(\) comes between/,
    );
  });
  test("another model's parameters", () => {
    const m = net(),
      o = new optim.SGD(net().parameters());
    only(
      rounds(8, () => {
        o.zeroGrad();
        lossOf(m).backward();
        o.step();
      }),
      "no-gradients",
      /another model/,
    );
  });
  test("step() is forgotten", () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    only(
      rounds(40, () => {
        o.zeroGrad();
        lossOf(m).backward();
      }),
      "never-stepped",
      /step\(\) was never called/,
    );
  });
  test("step() and zeroGrad() are forgotten", () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    only(
      rounds(120, () => lossOf(m).backward()),
      "never-stepped",
      /step\(\) was never called/,
    );
    o.step();
  });
  test("a closure without backward()", () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    only(
      rounds(3, () => {
        o.step(() => {
          o.zeroGrad();
          return lossOf(m);
        });
      }),
      "no-gradients",
      /backward/,
    );
  });
});

describe("nothing is said of", () => {
  const silent = (name: string, n: number, make: () => () => void): void => {
    test(name, () => {
      assert.deepEqual(rounds(n, make()), []);
    });
  };
  silent("a training", 150, () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    return () => {
      o.zeroGrad();
      lossOf(m).backward();
      o.step();
    };
  });
  silent("gradients of several batches", 20, () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    return () => {
      o.zeroGrad();
      for (let i = 0; i < 30; i++) lossOf(m).div(30).backward();
      o.step();
    };
  });
  silent("two optimizers in turn, as in a GAN", 40, () => {
    const g = net(),
      d = new nn.Linear(2, 1),
      og = new optim.Adam(g.parameters()),
      od = new optim.Adam(d.parameters());
    let n = 0;
    return () => {
      od.zeroGrad();
      d(g(randn(4, 3)).detach())
        .mean()
        .backward();
      od.step();
      if (++n % 5 !== 0) return;
      og.zeroGrad();
      d(g(randn(4, 3)))
        .mean()
        .neg()
        .backward();
      og.step();
    };
  });
  silent("parts that are frozen", 20, () => {
    const a = net(),
      b = new nn.Linear(2, 2),
      o = new optim.SGD([...a.parameters(), ...b.parameters()]),
      alone = new optim.SGD(b.parameters());
    b.requiresGrad_(false);
    return () => {
      o.zeroGrad();
      b(a(randn(4, 3)))
        .square()
        .mean()
        .backward();
      o.step();
      alone.step();
    };
  });
  silent("LBFGS", 5, () => {
    const m = net(),
      o = new optim.LBFGS(m.parameters(), { lr: 0.1 });
    return () => {
      o.step(() => {
        o.zeroGrad();
        const loss = lossOf(m);
        loss.backward();
        return loss;
      });
    };
  });
  silent("a schedule that is looked at without a training", 30, () => {
    const o = new optim.SGD(net().parameters()),
      s = new optim.lrScheduler.StepLR(o, 10);
    return () => {
      o.step();
      s.step();
    };
  });
  silent("heads that are trained in turn by optimizers that step together", 40, () => {
    const heads = [net(), net()],
      os = heads.map((h) => new optim.SGD(h.parameters()));
    let n = 0;
    return () => {
      for (const o of os) o.zeroGrad();
      lossOf(heads[n++ % 2]!).backward();
      for (const o of os) o.step();
    };
  });
  silent("an evaluation before a training", 10, () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    noGrad(() => lossOf(m));
    return () => {
      o.zeroGrad();
      lossOf(m).backward();
      o.step();
    };
  });
  silent("a compiled step", 60, () => {
    const m = net(),
      o = new optim.SGD(m.parameters()),
      step = compile((x: Tensor) => {
        o.zeroGrad();
        const loss = F.mseLoss(m(x), zeros(4, 2));
        loss.backward();
        o.step();
        return loss;
      });
    return () => {
      step(randn(4, 3));
    };
  });
  silent("gradients that a program looks at itself, ten times", 10, () => {
    const m = net(),
      o = new optim.SGD(m.parameters());
    return () => {
      o.zeroGrad();
      lossOf(m).backward();
    };
  });
});
