import { afterEach, beforeEach, describe, test } from "node:test";
import assert from "node:assert/strict";
import {
  type Diagnosis,
  F,
  KindlingError,
  nn,
  noGrad,
  onDiagnosis,
  ones,
  randn,
  resetDiagnosis,
  setStrict,
  tensor,
  type Tensor,
  zeros,
} from "kindling";
import { withoutPlace } from "../diagnose/both.js";
import { data, failure, golden, labels, sentence } from "./golden.js";
import { Net } from "./models.js";

const E = golden.errors;
const x = data([4, 3]),
  t = labels([4], 3);
const seq = (): nn.Sequential => new nn.Sequential(new nn.Linear(3, 2), new nn.ReLU());

describe("PyTorch's sentences", () => {
  const cases: Record<string, [code: string, f: () => unknown]> = {
    shape: ["matmul-shapes", () => seq()(zeros(4, 8))],
    listForward: ["module-forward", () => (new nn.ModuleList() as nn.Module)(x)],
    forward: ["module-forward", () => (new Net() as nn.Module)(x)],
    floatLabels: ["target-dtype", () => F.crossEntropy(x, t.float())],
    intLabels: ["target-dtype", () => F.crossEntropy(x, t.int())],
    range: ["target-range", () => F.crossEntropy(x, tensor([0, 1, 3, 0], { dtype: "int64" }))],
    negative: ["target-range", () => F.crossEntropy(x, tensor([0, 1, -3, 0], { dtype: "int64" }))],
    batch: ["target-shape", () => F.crossEntropy(x, labels([3], 3))],
    column: ["target-shape", () => F.crossEntropy(x, labels([4, 1], 3))],
    intProbabilities: ["target-dtype", () => F.crossEntropy(x, labels([4, 3], 3))],
    reduction: ["loss-reduction", () => F.mseLoss(x, x, { reduction: "foo" as "mean" })],
    weight: ["loss-weight", () => F.crossEntropy(x, t, { weight: ones(2) })],
    smoothing: ["loss-option", () => F.crossEntropy(x, t, { labelSmoothing: 2 })],
    probability: ["probability-range", () => F.binaryCrossEntropy(x, x)],
    bceShape: ["target-shape", () => F.binaryCrossEntropy(zeros(4, 3), zeros(3))],
    logitsShape: ["target-shape", () => F.binaryCrossEntropyWithLogits(x, zeros(3))],
    mseShape: ["broadcast", () => F.mseLoss(x, zeros(5, 2))],
    huber: ["loss-option", () => F.huberLoss(x, x, { delta: 0 })],
    smoothL1: ["loss-option", () => F.smoothL1Loss(x, x, { beta: -1 })],
    dropout: ["random-probability", () => new nn.Dropout(2)],
    submodule: ["module-path", () => seq().getSubmodule("0.foo")],
    notModule: ["module-path", () => seq().getSubmodule("0.weight")],
    notParameter: ["module-path", () => seq().getParameter("0")],
    notBuffer: ["module-path", () => seq().getBuffer("0.weight")],
    index: ["module-index", () => seq().get(3)],
    parameterDot: ["module-member", () => seq().registerParameter("a.b", null)],
    parameterEmpty: ["module-member", () => seq().registerParameter("", null)],
    taken: ["module-member", () => seq().registerParameter("training", null)],
    parameterType: ["module-member", () => seq().registerParameter("a", zeros(3) as nn.Parameter)],
    bufferDot: ["module-member", () => seq().registerBuffer("a.b", zeros(3))],
    bufferTaken: ["module-member", () => seq().registerBuffer("training", zeros(3))],
    moduleDot: ["module-member", () => seq().addModule("a.b", new nn.ReLU())],
    moduleEmpty: ["module-member", () => seq().addModule("", new nn.ReLU())],
    dictTaken: ["module-member", () => new nn.ModuleDict({ keys: new nn.ReLU() })],
    toInt: ["module-dtype", () => seq().to("int64")],
    trainMode: ["module-mode", () => seq().train(3 as never)],
    intParameter: ["grad-dtype", () => new nn.Parameter(t)],
    fan: ["init-dims", () => nn.init.xavierUniform_(zeros(3))],
    mode: ["init-option", () => nn.init.kaimingUniform_(zeros(3, 3), { mode: "foo" as "fan_in" })],
    gain: ["init-option", () => nn.init.calculateGain("foo" as "relu")],
    eye: ["init-dims", () => nn.init.eye_(zeros(3))],
    orthogonal: ["init-dims", () => nn.init.orthogonal_(zeros(3))],
    oneHot: ["target-range", () => F.oneHot(tensor([0, 3], { dtype: "int64" }), 2)],
    oneHotNegative: ["target-range", () => F.oneHot(tensor([0, -3], { dtype: "int64" }))],
    oneHotFloat: ["index-dtype", () => F.oneHot(zeros(2))],
  };
  for (const [name, [code, f]] of Object.entries(cases)) {
    test(name, () => {
      const quiet = onDiagnosis(() => {});
      try {
        assert.equal(sentence(failure(code, f)), E[name]);
      } finally {
        onDiagnosis(quiet);
      }
    });
  }
  test("dtype: newer versions of PyTorch add what they got", () => {
    const message = failure("matmul-dtype", () => seq()(zeros(4, 3, { dtype: "int64" })));
    assert.equal(sentence(message), `${E["dtype"]}, but got Long and Float`);
  });
  test("none is forgotten", () => {
    assert.deepEqual(
      Object.keys(E).filter((k) => !(k in cases)),
      ["dtype"],
    );
  });
});

describe("the layer's path", () => {
  class Model extends nn.Module {
    net = new nn.Sequential(new nn.Linear(10, 1), new nn.ReLU());
    deep = new nn.ModuleList([new nn.Sequential({ first: new nn.Linear(4, 4), second: new nn.Linear(3, 3) })]);
    forward(v: Tensor): Tensor {
      return v.shape[1] === 4 ? this.deep[0]!(v) : this.net(v);
    }
  }
  const fix = (f: () => unknown): string => {
    try {
      f();
      return assert.fail("nothing was thrown");
    } catch (e) {
      assert.ok(e instanceof KindlingError);
      assert.ok(e.stack!.includes(e.message), "the stack, which Node shows, says the same");
      return e.message.split("\n  → ")[1]!;
    }
  };

  test("stands in front of the fix", () => {
    const m = new Model();
    assert.equal(
      fix(() => m(zeros(4, 8))),
      "`net.0` Linear(10 → 1) got [4, 8]: its last dimension must be 10.",
    );
    assert.equal(
      fix(() => m(zeros(2, 4))),
      "`deep.0.second` Linear(3 → 3) got [2, 4]: its last dimension must be 3.",
    );
    assert.equal(
      fix(() => m.net(zeros(4, 8))),
      "`0` Linear(10 → 1) got [4, 8]: its last dimension must be 10.",
    );
    assert.equal(
      fix(() => m.net[0]!(zeros(8))),
      "Linear(10 → 1) got [8]: its last dimension must be 10.",
    );
    assert.equal(
      fix(() => F.linear(zeros(4, 8), zeros(1, 10))),
      "linear got [4, 8]: its last dimension must be 10.",
    );
    assert.equal(
      fix(() => m(ones(4, 10, { dtype: "int64" }))),
      "`net.0` Linear(10 → 1) got int64 [4, 10]: expected float32 but got int64: use `.float()`.",
    );
    assert.equal(
      fix(() => new nn.CrossEntropyLoss()(x, t.float())),
      "CrossEntropyLoss got [4, 3] and [4]: class labels must be int64: `tensor(y, { dtype: 'int64' })`, or `y.long()`. The target is float32 [4].",
    );
  });

  test("other errors pass unchanged", () => {
    const own = new TypeError("mine");
    class Throws extends nn.Module {
      forward(): never {
        throw own;
      }
    }
    assert.throws(
      () => new Throws()(),
      (e) => e === own && own.message === "mine",
    );
  });

  test("an error that is thrown through a module twice keeps its place", () => {
    const m = new Model();
    let kept: unknown;
    try {
      m(zeros(4, 8));
    } catch (e) {
      kept = e;
    }
    const said = (kept as Error).message;
    class Again extends nn.Module {
      forward(): never {
        throw kept;
      }
    }
    assert.throws(() => new Again()());
    assert.equal((kept as Error).message, said);
  });
});

describe("warnings and hints", () => {
  let heard: Diagnosis[] = [];
  let before: (d: Diagnosis) => void;
  beforeEach(() => {
    heard = [];
    resetDiagnosis();
    before = onDiagnosis((d) => heard.push({ ...d, message: withoutPlace(d) }));
  });
  afterEach(() => {
    onDiagnosis(before);
    setStrict(false);
    resetDiagnosis();
  });
  const codes = (): string[] => heard.map((d) => `${d.level} ${d.code}`);

  test("predictions [N, 1] against labels [N]", () => {
    for (let i = 0; i < 3; i++) new nn.MSELoss()(zeros(4, 1), zeros(4));
    assert.deepEqual(codes(), ["warning loss-broadcast"]);
    const [said, fix] = heard[0]!.message.split("\n  → ");
    assert.equal(said, golden.warnings[0]);
    assert.equal(fix, "this compares every prediction with every label; use `y.unsqueeze(1)`.");
    F.l1Loss(zeros(4), zeros(4, 1));
    assert.match(heard[1]!.message, /use `y\.squeeze\(1\)`\.$/);
    F.huberLoss(zeros(2, 3), zeros(2, 1));
    assert.match(heard[2]!.message, /use a target of the input's shape\.$/);
    F.mseLoss(zeros(4, 1), zeros(4, 1));
    assert.equal(heard.length, 3);
  });

  test("softmax without a dimension", () => {
    for (const f of [F.softmax, F.logSoftmax]) f(data([2, 3, 4]));
    assert.deepEqual(codes(), ["warning softmax-dim", "warning softmax-dim"]);
    assert.equal(sentence(heard[0]!.message), golden.warnings[1]);
    assert.deepEqual(F.softmax(data([2, 3, 4])).tolist(), F.softmax(data([2, 3, 4]), 0).tolist());
    assert.deepEqual(new nn.Softmax()(data([2, 3])).tolist(), F.softmax(data([2, 3]), 1).tolist());
  });

  test("softmax before CrossEntropyLoss", () => {
    const logits = data([4, 10]).requiresGrad_();
    F.crossEntropy(logits, labels([4], 10));
    assert.deepEqual(codes(), []);
    F.crossEntropy(F.softmax(logits, 1), labels([4], 10));
    assert.deepEqual(codes(), ["hint softmax-twice"]);
    assert.match(heard[0]!.message, /with 10 classes the loss cannot fall below ln\(e \+ C − 1\) − 1 = 1\.461/);
  });

  test("Dropout that is on without gradients", () => {
    const m = new nn.Dropout(0.5);
    m(ones(3)).tolist();
    noGrad(() => new nn.Dropout(0)(ones(3)).tolist());
    noGrad(() => m.eval()(ones(3)).tolist());
    assert.deepEqual(codes(), []);
    noGrad(() => m.train()(ones(3)).tolist());
    assert.deepEqual(codes(), ["hint forgot-eval"]);
  });

  test("a model whose last relu gives 0 for every sample", () => {
    const dead = (n: number): Tensor => F.relu(data([n, 1], 0, -2, -1).requiresGrad_());
    F.mseLoss(dead(100), ones(100, 1));
    assert.deepEqual(codes(), ["hint dead-relu"]);
    assert.equal(
      heard[0]!.message,
      "`relu` outputs 0 for all 100 samples, so its gradient is 0 and nothing can learn. Use another seed, or drop the last relu.",
    );
    // Small batches count together, and one living sample starts the count anew.
    resetDiagnosis();
    for (let i = 0; i < 7; i++) F.mseLoss(dead(4), ones(4, 1));
    F.mseLoss(F.relu(data([4, 1], 0, 1, 2).requiresGrad_()), ones(4, 1));
    for (let i = 0; i < 7; i++) F.l1Loss(dead(4), ones(4, 1));
    assert.equal(heard.length, 1);
    F.smoothL1Loss(dead(4), ones(4, 1));
    assert.equal(heard.length, 2);
  });

  test("no hints in strict mode, but warnings", () => {
    setStrict(true);
    F.mseLoss(F.relu(data([100, 1], 0, -2, -1).requiresGrad_()), ones(100, 1));
    noGrad(() => F.dropout(ones(3)).tolist());
    F.crossEntropy(F.softmax(randn(2, 3, { requiresGrad: true }), 1), labels([2], 3));
    assert.deepEqual(codes(), []);
    F.mseLoss(zeros(2, 1), zeros(2));
    assert.deepEqual(codes(), ["warning loss-broadcast"]);
  });

  test("nothing to initialize, or far from its mean", () => {
    void new nn.Linear(0, 2);
    nn.init.truncNormal_(zeros(3), 5);
    assert.deepEqual(codes(), ["warning init-empty", "warning init-trunc-normal"]);
  });
});

test("sizes of a Linear", () => {
  assert.equal(
    sentence(failure("linear-features", () => new nn.Linear(-3, 2))),
    "Trying to create tensor with negative dimension -3: [2, -3]",
  );
  for (const n of [2.5, NaN, Infinity]) failure("linear-features", () => new nn.Linear(n, 2));
  failure("float-only", () => new nn.Linear(3, 2, { dtype: "int64" }));
  failure("parameter-type", () => new nn.Parameter([1, 2] as never));
  failure("module-member", () => new nn.Sequential(3 as never));
  failure("module-member", () => new nn.ModuleList([3 as never]));
  failure("module-index", () => new nn.ModuleDict().get("toString"));
  failure("activation-option", () => F.gelu(x, { approximate: "erf" as "none" }));
});
