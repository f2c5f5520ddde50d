// The mistakes that beginners make: each is seen, and said in these words, whether the step is compiled or not.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  compile,
  explain,
  F,
  manualSeed,
  nn,
  noGrad,
  ones,
  optim,
  rand,
  randn,
  setStrict,
  type Tensor,
  tensor,
  zeros,
} from "kindling";
import { both, heard, labels, lists, thrown, type Way } from "./both.js";

class Net extends nn.Module {
  net = new nn.Sequential(new nn.Linear(10, 1), new nn.ReLU());
  forward(x: Tensor): Tensor {
    return this.net(x) as Tensor;
  }
}

interface Training {
  lr?: number;
  steps?: number;
  model?: nn.Module;
  clear?: boolean;
  data?: [Tensor, Tensor];
  read?: boolean;
  clip?: boolean;
  optimizer?: optim.SGD;
}
/** The weekend program with something in it changed. */
function train(
  way: Way,
  {
    lr = 0.01,
    steps = 30,
    model = new nn.Linear(10, 1),
    clear = true,
    data = lists(100),
    read = true,
    clip = false,
  }: Training = {},
): void {
  const optimizer = new optim.SGD(model.parameters(), { lr }),
    criterion = new nn.MSELoss();
  const step = way((x: Tensor, y: Tensor) => {
    if (clear) optimizer.zeroGrad();
    const loss = criterion(model(x) as Tensor, y);
    loss.backward();
    if (clip) nn.utils.clipGradNorm_(model.parameters(), 0.1);
    optimizer.step();
    return loss;
  });
  for (let i = 0; i < steps; i++) {
    const loss = step(...data);
    if (read) loss.item();
  }
}
const said = (f: () => void): string[] => heard(f).map((d) => `${d.level} ${d.code}: ${d.message}`);
const codes = (f: () => void): string[] => heard(f).map((d) => d.code);

both("a shape that does not fit a layer", (way) => {
  const model = new Net(),
    step = way((x: Tensor) => model(x).sum());
  assert.equal(
    thrown("matmul-shapes", () => step(zeros(4, 8))),
    "mat1 and mat2 shapes cannot be multiplied (4x8 and 10x1)\n  → `net.0` Linear(10 → 1) got [4, 8]: its last dimension must be 10.",
  );
});

both("predictions [N, 1] against labels [N]", (way) => {
  const [x, y] = lists(100);
  assert.deepEqual(
    said(() => train(way, { data: [x, y.squeeze(1)] })),
    [
      "warning loss-broadcast: Using a target size (torch.Size([100])) that is different to the input size (torch.Size([100, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.\n  → this compares every prediction with every label; use `y.unsqueeze(1)`.",
    ],
  );
});

both("no zeroGrad", (way) => {
  const expected = [
    "warning zero-grad: gradients of step 1 are still being added at step 2; call `optimizer.zeroGrad()` before `backward()`",
  ];
  assert.deepEqual(
    said(() => train(way, { clear: false })),
    expected,
  );
  assert.deepEqual(
    said(() => train(way, { clear: false, clip: true })),
    expected,
  );
});

test("counting in a variable of a compiled function", () => {
  let steps = 0,
    other = 0;
  const f = compile((x: Tensor) => {
    steps++;
    let own = 0;
    for (let i = 0; i < 2; i++) own += i;
    return x.mul(own);
  });
  const quiet = compile((x: Tensor) => {
    let n = 0;
    n += 2;
    return x.mul(n);
  });
  assert.deepEqual(
    said(() => {
      for (let i = 0; i < 4; i++) {
        f(ones(2));
        quiet(ones(2));
        other++;
      }
    }),
    [
      "hint compile-variable: a compiled function changes the variable steps, which only the recorded calls do: change it outside the function.",
    ],
  );
  assert.ok(steps < other);
});

both("class labels as floats", (way) => {
  const criterion = new nn.CrossEntropyLoss(),
    step = way((x: Tensor, y: Tensor) => criterion(x, y));
  assert.equal(
    thrown("target-dtype", () => step(randn(4, 3), tensor([0, 1, 2, 0]))),
    "expected scalar type Long but found Float\n  → CrossEntropyLoss got [4, 3] and [4]: class labels must be int64: `tensor(y, { dtype: 'int64' })`, or `y.long()`. The target is float32 [4].",
  );
});

both("softmax before CrossEntropyLoss", (way) => {
  const model = new nn.Linear(4, 10),
    x = randn(6, 4),
    y = labels([0, 1, 2, 3, 4, 5]);
  const message =
    "hint softmax-twice: CrossEntropyLoss applies softmax itself, but its input already went through softmax; with 10 classes the loss cannot fall below ln(e + C − 1) − 1 = 1.461. Give it the model's raw outputs (logits).";
  for (const last of [(s: Tensor) => F.softmax(s, 1), (s: Tensor) => F.softmax(s, 1).reshape(6, 10)]) {
    const step = way((b: Tensor) => F.crossEntropy(last(model(b)), y));
    assert.deepEqual(
      said(() => {
        for (let i = 0; i < 4; i++) step(x);
      }),
      [message],
    );
  }
  // A perfect answer: all of the probability on the right class.
  const best = F.crossEntropy(F.oneHot(y, 10).float(), y).item();
  assert.equal(best.toFixed(3), "1.461");
});

both("eval() forgotten", (way) => {
  const dropout = new nn.Sequential(new nn.Linear(4, 4), new nn.Dropout(0.5)),
    norm = new nn.Sequential(new nn.Linear(4, 4), new nn.BatchNorm1d(4)),
    x = randn(6, 4);
  const predict = (m: nn.Module): ((x: Tensor) => Tensor) => way((v: Tensor) => noGrad(() => m(v) as Tensor));
  const evaluate = (m: nn.Module): string[] =>
    said(() => {
      const f = predict(m);
      for (let i = 0; i < 4; i++) f(x).tolist();
    });
  assert.deepEqual(evaluate(dropout), [
    "hint forgot-eval: Dropout is still on while gradients are off, so outputs are random; call `model.eval()` before evaluating (and `model.train()` afterwards).",
  ]);
  assert.deepEqual(evaluate(norm), [
    "hint forgot-eval: BatchNorm is still in training mode while gradients are off, so each output depends on the rest of its batch, and the running statistics are overwritten; call `model.eval()` before evaluating (and `model.train()` afterwards).",
  ]);
  assert.deepEqual([evaluate(dropout.eval()), evaluate(norm.eval())], [[], []]);
});

both("a learning rate that is too high", (way) => {
  const [x] = lists(100),
    data: [Tensor, Tensor] = [x, x.sum(1, { keepdim: true })];
  for (const read of [true, false]) {
    const [only, ...more] = said(() => train(way, { lr: 1, data, read }));
    assert.match(
      only!,
      /^hint loss-grows: loss grew \d+× a step from step 1 \(lr = 1\)\. Try lr = 0\.1, or scale the inputs\.$/,
    );
    assert.deepEqual(more, []);
  }
  assert.deepEqual(
    said(() => train(way, { lr: 1e30, data })),
    ["hint loss-grows: loss is inf at step 2 (lr = 1e+30). Try lr = 1e+29, or scale the inputs."],
  );
  assert.deepEqual(
    said(() => train(way, { data: [x.mul(NaN), x] })).filter((s) => s.includes("loss-grows")),
    ["hint loss-grows: loss is nan before the first step: look for nan, inf or very large numbers in the data."],
  );
});

both("a learning rate that is raised later", (way) => {
  const [x, y] = lists(50),
    model = new nn.Linear(10, 1),
    optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
  const step = way(() => {
    optimizer.zeroGrad();
    const loss = F.mseLoss(model(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  });
  const messages = said(() => {
    for (let i = 0; i < 12; i++) step().item();
    optimizer.paramGroups[0]!.lr = 1;
    for (let i = 0; i < 12; i++) step().item();
  });
  assert.equal(messages.length, 1);
  assert.match(messages[0]!, /a step from step 1[123] \(lr = 1\)/);
});

describe("a relu that always gives 0", () => {
  const dying = (): nn.Linear => {
    const l = new nn.Linear(10, 1);
    noGrad(() => {
      l.weight.fill_(-0.5);
      l.bias!.fill_(-1);
    });
    return l;
  };
  both("the last one", (way) => {
    const model = new nn.Sequential(dying(), new nn.ReLU());
    assert.deepEqual(
      said(() => train(way, { model })),
      [
        "hint dead-relu: `relu` outputs 0 for all 100 samples, so its gradient is 0 and nothing can learn. Use another seed, or drop the last relu.",
      ],
    );
  });
  both("the last one, of single samples", (way) => {
    const model = new nn.Sequential(dying(), new nn.ReLU());
    assert.match(
      said(() => train(way, { model, data: lists(1), steps: 80 }))[0]!,
      /^hint dead-relu: `relu` outputs 0 for all \d\d samples/,
    );
  });
  both("one that dies on the way", (way) => {
    const first = new nn.Linear(10, 1),
      model = new nn.Sequential(first, new nn.ReLU()),
      [x, y] = lists(8);
    noGrad(() => first.bias!.fill_(5));
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.001 });
    const step = way(() => {
      optimizer.zeroGrad();
      const loss = F.mseLoss(model(x) as Tensor, y);
      loss.backward();
      optimizer.step();
      return loss;
    });
    assert.deepEqual(
      codes(() => {
        for (let i = 0; i < 20; i++) step();
      }),
      [],
    );
    noGrad(() => {
      first.weight.fill_(-1);
      first.bias!.fill_(-1);
    });
    assert.deepEqual(
      codes(() => {
        for (let i = 0; i < 60; i++) step();
      }),
      ["dead-relu"],
    );
  });
  // What is to blame: what the hint says is what explain() finds.
  for (const [name, make, lr] of [
    ["SGD", (m: nn.Module) => new optim.SGD(m.parameters(), { lr: 1 }), 1],
    ["Adam", (m: nn.Module) => new optim.Adam(m.parameters(), { lr: 20 }), 20],
  ] as const) {
    both(`one that steps of ${name} have killed: the learning rate is to blame, not the seed`, (way) => {
      let found = 0;
      for (const last of [[], [new nn.Linear(16, 1)]]) {
        for (const batch of [100, 16]) {
          for (let seed = 0; seed < 8; seed++) {
            manualSeed(seed);
            const model = new nn.Sequential(new nn.Linear(10, last.length === 0 ? 1 : 16), new nn.ReLU(), ...last),
              [x, y] = lists(batch),
              optimizer = make(model);
            const explained = (): string[] =>
              explain(model, () => F.mseLoss(model(x) as Tensor, y), { optimizer })
                .findings.filter((f) => f.code === "dead-relu")
                .map((f) => f.fix);
            if (explained().length > 0) continue; // born so
            const step = way(() => {
              optimizer.zeroGrad();
              const loss = F.mseLoss(model(x) as Tensor, y);
              loss.backward();
              optimizer.step();
              return loss;
            });
            const hints = said(() => {
              for (let i = 0; i < 24; i++) step().item();
            }).filter((s) => s.startsWith("hint dead-relu"));
            const [fix] = explained();
            for (const h of hints)
              assert.match(h, /Steps that are too large did that\. The learning rate is too high/, `seed ${seed}`);
            if (fix === undefined || hints.length === 0) continue; // one that came back to life, or died too late for a look at the plan
            found++;
            assert.ok(
              hints[0]!.includes(fix) && fix.includes(`lr = ${lr / 10}`) && !hints[0]!.includes("seed"),
              hints[0],
            );
          }
        }
      }
      assert.ok(found > 5, `${name}: ${found}`);
    });
  }
  both("one that was born so, under any rate: the seed is", (way) => {
    for (const lr of [0.001, 10]) {
      for (const batch of [100, 4]) {
        const model = new nn.Sequential(dying(), new nn.ReLU()); // with weights larger than are drawn
        const messages = said(() => train(way, { model, lr, data: lists(batch), steps: 40 }));
        assert.equal(messages.length, 1);
        assert.match(messages[0]!, /Use another seed, or drop the last relu\.$/);
      }
    }
  });
  both("one between layers", (way) => {
    for (const last of [[new nn.Linear(1, 1)], [new nn.Flatten(), new nn.Linear(1, 1)]]) {
      const model = new nn.Sequential(dying(), new nn.ReLU(), ...last);
      assert.deepEqual(
        said(() => train(way, { model })),
        [
          "hint dead-relu: `relu` before Linear(1 → 1) outputs 0 for all 100 samples, so its gradient is 0 and no layer before it can learn. Use another seed, or `F.leakyRelu`, which is not flat below 0.",
        ],
      );
    }
  });
  both("but not a few zeros, nor a margin that is kept", (way) => {
    const model = new nn.Sequential(dying(), new nn.ReLU(), new nn.Linear(1, 1));
    assert.deepEqual(
      codes(() => train(way, { model, data: lists(4), steps: 6 })),
      [],
    );
    const w = ones(3, { requiresGrad: true }),
      optimizer = new optim.SGD([w], { lr: 0.1 });
    const hinge = way(() => {
      optimizer.zeroGrad();
      const loss = F.relu(w.mul(-1)).mean();
      loss.backward();
      optimizer.step();
      return loss;
    });
    assert.deepEqual(
      codes(() => {
        for (let i = 0; i < 70; i++) hinge().item();
      }),
      [],
    );
  });
});

both("whole numbers into a Linear", (way) => {
  const model = new Net(),
    step = way((x: Tensor) => model(x).sum());
  assert.equal(
    thrown("matmul-dtype", () => step(ones(4, 10, { dtype: "int64" }))).split("\n  → ")[1],
    "`net.0` Linear(10 → 1) got int64 [4, 10]: expected float32 but got int64: use `.float()`.",
  );
});

both("a change of what backward needs", (way) => {
  const w = ones(3, { requiresGrad: true });
  const step = way(() => {
    const a = w.mul(2),
      b = a.exp();
    b.add_(1);
    b.sum().backward();
  });
  assert.equal(
    thrown("inplace-saved", step),
    "one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [3]], which is output 0 of AddBackward0, is at version 1; expected version 0 instead.\n  → Exp saved this tensor for backward before it was changed: change a clone() instead, or use the op without the trailing underscore.",
  );
});

both("backward twice", (way) => {
  const w = ones(3, { requiresGrad: true });
  const step = way(() => {
    const loss = w.mul(w).sum();
    loss.backward();
    loss.backward();
  });
  const message = thrown("backward-twice", step);
  assert.match(message, /^Trying to backward through the graph a second time/);
  assert.match(
    message,
    /compute the loss again before each backward\(\), or pass \{ retainGraph: true \} to the first one\.$/,
  );
  // A part of the graph made once, outside of the loop.
  const outside = w.mul(w),
    late = way(() => outside.sum().backward());
  late();
  thrown("backward-twice", () => {
    for (let i = 0; i < 3; i++) late();
  });
});

both("strict mode: no hints, but warnings", (way) => {
  setStrict(true);
  try {
    const [x, y] = lists(100);
    assert.deepEqual(
      codes(() => train(way, { lr: 1, steps: 80 })),
      [],
    );
    assert.deepEqual(
      codes(() => train(way, { data: [x, y.squeeze(1)] })),
      ["loss-broadcast"],
    );
    assert.deepEqual(
      codes(() => train(way, { clear: false })),
      ["zero-grad"],
    );
  } finally {
    setStrict(false);
  }
});

both("hints change nothing", (way) => {
  const run = (strict: boolean): unknown => {
    setStrict(strict);
    const model = new nn.Linear(10, 1);
    noGrad(() => {
      model.weight.fill_(0.5);
      model.bias!.zero_();
    });
    const x = ones(4, 10);
    heard(() => train(way, { lr: 0.5, model, data: [x, x.sum(1, { keepdim: true }).mul(2)], steps: 12 }));
    setStrict(false);
    return [model.weight.tolist(), model.bias!.tolist()];
  };
  assert.deepEqual(run(true), run(false));
});

describe("nothing is said of what is right", () => {
  both("a healthy training", (way) => {
    assert.deepEqual(
      codes(() => train(way, { steps: 300 })),
      [],
    );
    assert.deepEqual(
      codes(() => train(way, { steps: 300, read: false, clip: true })),
      [],
    );
  });
  both("gradients of several batches", (way) => {
    const model = new nn.Linear(10, 1),
      optimizer = new optim.SGD(model.parameters(), { lr: 0.01 }),
      [x, y] = lists(20);
    const attempt = way(() => {
      const loss = F.mseLoss(model(x), y).div(3);
      loss.backward();
      return loss;
    });
    for (const setToNone of [true, false]) {
      assert.deepEqual(
        codes(() => {
          for (let i = 0; i < 12; i++) {
            for (let j = 0; j < 3; j++) attempt();
            optimizer.step();
            optimizer.zeroGrad({ setToNone });
          }
        }),
        [],
      );
    }
  });
  both("losses that are negative, or all but 0", (way) => {
    for (const [from, scale] of [
      [-3, 1],
      [1e-3, 1e-6],
    ] as const) {
      const w = tensor(from, { requiresGrad: true }),
        optimizer = new optim.SGD([w], { lr: 1e-3 });
      const step = way((s: Tensor) => {
        optimizer.zeroGrad();
        const loss = w.mul(s);
        loss.backward();
        optimizer.step();
        return loss;
      });
      assert.deepEqual(
        codes(() => {
          for (let i = 0; i < 40; i++) step(tensor(scale * (1 - 0.02 * i))).item();
        }),
        [],
      );
    }
  });
  both("single samples, whose losses go up and down", (way) => {
    for (let seed = 0; seed < 4; seed++) {
      const model = new nn.Linear(10, 1),
        optimizer = new optim.SGD(model.parameters(), { lr: 1e-3 });
      const step = way((x: Tensor, y: Tensor) => {
        optimizer.zeroGrad();
        const loss = F.mseLoss(model(x), y);
        loss.backward();
        optimizer.step();
        return loss;
      });
      assert.deepEqual(
        codes(() => {
          for (let i = 0; i < 3000; i++) {
            const x = rand(1, 10);
            step(x, randn(1, 1).pow(3)).item();
          }
        }),
        [],
      );
    }
  });
  // The generator's loss grows as long as the discriminator gets better, and the other way round.
  both("a GAN", (way) => {
    const g = new nn.Sequential(new nn.Linear(4, 8), new nn.BatchNorm1d(8), new nn.ReLU(), new nn.Linear(8, 2)),
      d = new nn.Sequential(new nn.Linear(2, 16), new nn.LeakyReLU(0.2), new nn.Dropout(0.1), new nn.Linear(16, 1));
    const og = new optim.SGD(g.parameters(), { lr: 1e-5 }),
      od = new optim.Adam(d.parameters(), { lr: 0.1 });
    const ld = way((z: Tensor, real: Tensor) => {
      od.zeroGrad();
      const fake = noGrad(() => g(z) as Tensor);
      const loss = F.binaryCrossEntropyWithLogits(d(real) as Tensor, ones(32, 1)).add(
        F.binaryCrossEntropyWithLogits(d(fake) as Tensor, zeros(32, 1)),
      );
      loss.backward();
      od.step();
      return loss;
    });
    const lg = way((z: Tensor) => {
      og.zeroGrad();
      const loss = F.binaryCrossEntropyWithLogits(d(g(z) as Tensor) as Tensor, ones(32, 1));
      loss.backward();
      og.step();
      return loss;
    });
    const losses: number[] = [];
    assert.deepEqual(
      codes(() => {
        for (let i = 0; i < 30; i++) {
          ld(rand(32, 4), rand(32, 2).add(5)).item();
          losses.push(lg(rand(32, 4)).item());
        }
      }),
      [],
    );
    assert.ok(losses.at(-1)! > 10 * losses[0]!, `the generator's loss did grow: ${losses.join(" ")}`);
  });
  both("two optimizers for one loss", (way) => {
    const model = new nn.Linear(10, 1),
      a = new optim.SGD([model.weight], { lr: 0.01 }),
      b = new optim.Adam([model.bias!], { lr: 0.01 }),
      [x, y] = lists(20);
    const step = (lr: number): ((x: Tensor) => Tensor) => {
      a.paramGroups[0]!.lr = lr;
      return way((v: Tensor) => {
        a.zeroGrad();
        b.zeroGrad();
        const loss = F.mseLoss(model(v), y);
        loss.backward();
        a.step();
        b.step();
        return loss;
      });
    };
    assert.deepEqual(
      codes(() => {
        const s = step(0.01);
        for (let i = 0; i < 50; i++) s(x).item();
      }),
      [],
    );
    assert.deepEqual(
      codes(() => {
        const s = step(1);
        for (let i = 0; i < 30; i++) s(x).item();
      }),
      ["loss-grows"],
      "one loss of both is watched",
    );
  });
  both("dropout that is meant, without gradients: said once", (way) => {
    const model = new nn.Dropout(0.5),
      x = ones(8),
      draw = way((v: Tensor) => noGrad(() => model(v)));
    assert.deepEqual(
      codes(() => {
        for (let i = 0; i < 20; i++) draw(x).tolist();
      }),
      ["forgot-eval"],
    );
    // A teacher whose answers another model learns from.
    const student = new nn.Linear(8, 8);
    assert.deepEqual(
      codes(() => {
        for (let i = 0; i < 4; i++) {
          const loss = F.mseLoss(student(x), draw(x));
          loss.backward();
          loss.item();
        }
      }),
      [],
    );
  });
  test("batch statistics after weights were averaged", () => {
    const model = new nn.Sequential(new nn.Linear(4, 4), new nn.BatchNorm1d(4));
    assert.deepEqual(
      codes(() => {
        optim.swaUtils.updateBn([randn(6, 4), randn(6, 4)], model);
        randn(2).tolist();
      }),
      [],
    );
  });
});
