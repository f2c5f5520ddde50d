// detectAnomaly: PyTorch's sentence, the place in the program, and the layer; the same for compiled functions.
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import {
  compile,
  detectAnomaly,
  F,
  full,
  Function,
  type FunctionContext,
  grad,
  isAnomalyEnabled,
  nn,
  ones,
  optim,
  randn,
  setDetectAnomaly,
  type Synchronous,
  tensor,
  type Tensor,
  where,
  zeros,
} from "kindling";
import { readGolden } from "../goldens.js";
import { heard, thrown } from "./both.js";

const theirs = readGolden<Record<string, string | null>>("anomaly");
const leaf = (...shape: number[]): Tensor => zeros(...shape).requiresGrad_(),
  one = (...shape: number[]): Tensor => ones(...shape).requiresGrad_();
const programs: Record<string, () => Tensor> = {
  "0 / 0": () => leaf(3).div(leaf(3)).sum(),
  "sqrt of 0, times 0": () => leaf(3).sqrt().mul(0).sum(),
  "log of 0, times 0": () => leaf(3).log().mul(0).sum(),
  "where over log": () => where(tensor([true, true, true]), ones(3), leaf(3).log()).sum(),
  "inf - inf forwards": () => leaf(3).log().sub(leaf(3).log()).sum(),
  "inf alone": () => leaf(3).sqrt().sum(),
  "nan in the data of a linear": () => F.linear(full([2, 3], NaN), one(2, 3), one(2)).sum(),
  "nan in the weights of a linear": () => F.linear(one(2, 3), full([2, 3], NaN).requiresGrad_(), one(2)).sum(),
  "nan after a linear": () => F.linear(one(2, 3), one(2, 3), one(2)).mul(NaN).sum(),
  "nan after a linear, through relu": () =>
    F.relu(F.linear(one(2, 3), one(2, 3), one(2)))
      .div(leaf(2))
      .mul(0)
      .sum(),
  "nan in the loss's input": () => F.mseLoss(leaf(3).mul(NaN), zeros(3)),
  "a length of 0": () => {
    const x = leaf(3);
    return x.mul(x).sum().sqrt();
  },
  "pow with a negative exponent": () => leaf(3).pow(-1).mul(0).sum(),
  "exp that overflows": () => full([3], 1000).requiresGrad_().exp().mul(0).sum(),
  "all is well": () => F.mseLoss(F.linear(one(2, 3), one(2, 3), one(2)), zeros(2, 2)),
};
afterEach(() => {
  setDetectAnomaly(false);
});

/** What the mode says of a program: the first line of the error, or null. */
function said(f: () => unknown): string | null {
  let message: string | null = null;
  heard(() => {
    try {
      detectAnomaly(f);
    } catch (e) {
      message = (e as Error).message;
    }
  });
  return (message as string | null)?.split("\n")[0] ?? null;
}
/** The line of this file that calls it. */
const here = (): number => Number(/anomaly\.test\.[jt]s:(\d+)/.exec(new Error().stack!.split("\n")[2]!)![1]);

describe("PyTorch's sentences", () => {
  for (const [name, f] of Object.entries(programs)) {
    test(name, () => {
      const step = compile(() => {
        const loss = f();
        loss.backward();
        return loss;
      });
      heard(() => {
        for (let i = 0; i < 4; i++) step();
      }); // there is a plan now
      assert.deepEqual([said(() => f().backward()), said(step)], [theirs[name], theirs[name]]);
    });
  }
  test("none is forgotten", () => {
    assert.deepEqual(Object.keys(theirs), Object.keys(programs));
  });
});

test("the line of the program and the layer", () => {
  let row = 0,
    error = "";
  class Net extends nn.Module {
    net = new nn.Sequential(new nn.Linear(3, 2), new nn.Identity());
    scale = new nn.Identity();
    forward(x: Tensor): Tensor {
      row = here() + 1;
      return this.scale(this.net(x)) as Tensor;
    }
  }
  const model = new Net();
  const data = ones(1, 3).mul(NaN);
  const warnings = heard(() => {
    error = thrown("anomaly", () => detectAnomaly(() => model(data).sum().backward()));
  });
  const at = `anomaly\\.test\\.[jt]s:${row}`;
  assert.match(
    error,
    new RegExp(
      `^Function 'AddmmBackward0' returned nan values in its 2th output\\.\n  → its forward op was called at ${at}:\\d+ in \`net\\.0\` Linear\\(3 → 2\\)\\. In the forward pass already, \`linear\` at ${at}:\\d+ in \`net\\.0\` Linear\\(3 → 2\\) was given nan that was there before: look at the data and the weights\\.$`,
    ),
  );
  assert.equal(warnings.length, 1);
  assert.match(
    warnings[0]!.message,
    /^`linear` at .* in `net\.0` Linear\(3 → 2\) was given nan that was there before: look at the data and the weights\./,
  );
});

test("the first nan of a forward pass is a warning, and what made the inf before it is named", () => {
  let row = 0;
  const x = zeros(3),
    warnings = heard(() => {
      detectAnomaly(() => {
        row = here() + 1;
        const a = x.log();
        const b = a.sub(a);
        return b.add(1);
      });
    });
  assert.deepEqual(
    warnings.map((w) => w.code),
    ["anomaly-forward"],
  );
  assert.match(
    warnings[0]!.message,
    new RegExp(
      `^\`sub\` at anomaly\\.test\\.[jt]s:${row + 1}:\\d+ made nan of inf, which \`log\` at anomaly\\.test\\.[jt]s:${row}:\\d+ had made\\. Everything computed from it is nan\\.$`,
    ),
  );
  // An inf alone is no mistake: attention masks are full of them.
  assert.deepEqual(
    heard(() => {
      detectAnomaly(() => F.softmax(randn(3, 3).maskedFill(ones(3, 3).triu(1).bool(), -Infinity), 1));
    }),
    [],
  );
});

test("graphs made before the mode was on", () => {
  const loss = leaf(3).div(leaf(3)).sum();
  assert.match(
    thrown("anomaly", () => detectAnomaly(() => loss.backward())),
    /→ its forward op ran before the mode was on/,
  );
});

test("a custom function, and gradients without backward()", () => {
  class Bad extends Function {
    static forward(_: FunctionContext, a: Tensor, b: Tensor): Tensor {
      return a.add(b);
    }
    static backward(_: FunctionContext, g: Tensor): Tensor[] {
      return [g, g.mul(NaN)];
    }
  }
  assert.equal(
    said(() => Bad.apply(leaf(2), leaf(2)).sum().backward()),
    "Function 'BadBackward' returned nan values in its 1th output.",
  );
  const x = leaf(3);
  assert.equal(
    said(() => grad(x.mul(x).sum().sqrt(), x)),
    theirs["a length of 0"],
  );
});

test("the mode: nested, global, without the check", () => {
  assert.equal(isAnomalyEnabled(), false);
  detectAnomaly(() => {
    assert.equal(isAnomalyEnabled(), true);
    detectAnomaly(() => {}, { checkNan: false });
    assert.equal(isAnomalyEnabled(), true);
  });
  assert.equal(isAnomalyEnabled(), false);
  assert.throws(
    () =>
      detectAnomaly(() => {
        throw new TypeError("mine");
      }),
    TypeError,
  );
  assert.equal(isAnomalyEnabled(), false);
  setDetectAnomaly(true);
  setDetectAnomaly(true);
  heard(() => {
    thrown("anomaly", () => programs["0 / 0"]!().backward());
  });
  setDetectAnomaly(true, false);
  heard(() => programs["0 / 0"]!().backward());
  setDetectAnomaly(false);
  assert.equal(isAnomalyEnabled(), false);
  heard(() => {
    detectAnomaly(() => programs["0 / 0"]!().backward(), { checkNan: false });
  });
  thrown("argument", () => detectAnomaly(3 as never));
  thrown("option", () => detectAnomaly(() => 3, { check_nan: true } as never));
});

test("nothing that is computed changes, and values can be read", () => {
  const run = (mode: <T>(f: () => Synchronous<T>) => T, compiled: boolean): unknown =>
    mode(() => {
      const w = ones(3).mul(0.5).requiresGrad_(),
        optimizer = new optim.Adam([w], { lr: 0.1 });
      let step = (x: Tensor): Tensor => {
        optimizer.zeroGrad();
        const loss = F.dropout(w.mul(x), 0).sub(1).pow(2).mean();
        loss.backward();
        optimizer.step();
        return loss;
      };
      if (compiled) step = compile(step);
      return [1, 2, 3, 4, 5].map((v) => step(tensor([v, 1, 0.5])).item()).concat(w.tolist() as number[]);
    });
  const plain = run(<T>(f: () => Synchronous<T>) => f() as T, false);
  assert.deepEqual(
    run((f) => detectAnomaly(f), false),
    plain,
  );
  assert.deepEqual(
    run((f) => detectAnomaly(f), true),
    plain,
  );
});

test("inside of a compiled function the mode is on in every call", () => {
  const x = leaf(3);
  const step = compile((y: Tensor) =>
    detectAnomaly(() => {
      const loss = x.add(y).sqrt().mul(0).sum();
      loss.backward();
      return loss;
    }),
  );
  for (let i = 0; i < 4; i++) step(ones(3));
  heard(() => {
    thrown("anomaly", () => step(zeros(3)));
  });
});

test("switched on while a function is recorded, it is refused, and nothing is left behind", () => {
  thrown("compile-value", () =>
    compile(() => {
      setDetectAnomaly(true);
      return ones(3);
    })(),
  );
  setDetectAnomaly(false);
  assert.deepEqual(ones(3).tolist(), [1, 1, 1]);
  assert.equal(isAnomalyEnabled(), false);
});
