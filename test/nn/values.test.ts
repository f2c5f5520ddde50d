// Runs also without code from text.
import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { type DType, F, gradcheck, gradgradcheck, manualSeed, nn, noGrad, rand, type Tensor, zeros } from "kindling";
import { close, data, flat, fromSpec, golden, labels, same, type Spec } from "./golden.js";

// The numbers of PyTorch: first values and dropout masks bit for bit, losses and activations within its tolerances.

describe("first values", () => {
  for (const c of golden.linear) {
    test(`Linear(${c.in}, ${c.out}) with seed ${c.seed}`, () => {
      manualSeed(c.seed);
      const m = new nn.Linear(c.in, c.out, { bias: c.bias, dtype: c.dtype });
      assert.equal(m.weight.dtype, c.dtype);
      same(m.weight, c.weight);
      if (c.biasValues === null) assert.equal(m.bias, null);
      else same(m.bias!, c.biasValues);
      same(rand(1), [c.next], "the stream's position");
    });
  }

  type Init = (t: Tensor, ...args: (number | string)[]) => Tensor;
  const kaiming =
    (f: typeof nn.init.kaimingUniform_) =>
    (t: Tensor, a: number, mode: "fan_in", nonlinearity: "relu"): Tensor =>
      f(t, a === undefined ? {} : { a, mode, nonlinearity });
  const inits: Record<string, unknown> = {
    uniform_: nn.init.uniform_,
    normal_: nn.init.normal_,
    constant_: nn.init.constant_,
    ones_: nn.init.ones_,
    zeros_: nn.init.zeros_,
    eye_: nn.init.eye_,
    xavier_uniform_: nn.init.xavierUniform_,
    xavier_normal_: nn.init.xavierNormal_,
    kaiming_uniform_: kaiming(nn.init.kaimingUniform_),
    kaiming_normal_: kaiming(nn.init.kaimingNormal_),
    trunc_normal_: nn.init.truncNormal_,
    orthogonal_: nn.init.orthogonal_,
  };
  for (const c of golden.init) {
    test(`init.${c.name} of ${c.shape} with ${JSON.stringify(c.args)}`, () => {
      manualSeed(11);
      const t = zeros(c.shape, { requiresGrad: true });
      assert.equal((inits[c.name] as Init)(t, ...c.args), t);
      // These two go through functions that PyTorch computes in float32: the inverse error function and a QR decomposition.
      if (c.name === "trunc_normal_" || c.name === "orthogonal_") close(t, c.values);
      else same(t, c.values);
      same(rand(1), [c.next], "the stream's position");
    });
  }

  test("the gain of each nonlinearity", () => {
    assert.deepEqual(
      (["linear", "conv2d", "sigmoid", "tanh", "relu", "leaky_relu", "leakyRelu", "selu"] as const).map((n) =>
        nn.init.calculateGain(n),
      ),
      [1, 1, 1, 5 / 3, Math.SQRT2, Math.sqrt(2 / (1 + 0.01 ** 2)), Math.sqrt(2 / (1 + 0.01 ** 2)), 0.75],
    );
    assert.equal(nn.init.calculateGain("leaky_relu", 0.5), Math.sqrt(2 / 1.25));
  });
});

describe("dropout", () => {
  for (const c of golden.dropout) {
    test(`seed ${c.seed}, p = ${c.p}, ${c.dtype} ${c.shape}${c.transposed ? " transposed" : ""}`, () => {
      manualSeed(c.seed);
      const x = data(c.shape, 0, -2, 2, c.dtype);
      same(new nn.Dropout(c.p)(c.transposed ? x.t() : x), c.values);
      same(rand(1), [c.next], "the stream's position");
    });
  }

  test("gives its input back after eval(), and draws nothing", () => {
    manualSeed(0);
    const x = data([3, 4]),
      m = new nn.Dropout(0.5).eval();
    assert.equal(m(x), x);
    assert.equal(F.dropout(x, 0.5, { training: false }), x);
    assert.equal(F.dropout(x, 0), x);
    const next = flat(rand(1));
    manualSeed(0);
    assert.deepEqual(next, flat(rand(1)));
  });

  test("in place, and its gradient", () => {
    manualSeed(3);
    const x = data([4, 5], 0, 1, 2),
      before = x.clone().requiresGrad_();
    assert.equal(new nn.Dropout(0.5, { inplace: true })(x), x);
    manualSeed(3);
    const y = F.dropout(before, { p: 0.5 });
    assert.deepEqual(flat(y), flat(x));
    y.sum().backward();
    assert.deepEqual(
      flat(before.grad!),
      flat(y).map((v) => (v === 0 ? 0 : 2)),
    );
  });
});

describe("losses", () => {
  type LossFunction = (x: Tensor, y: Tensor, o: Record<string, unknown>) => Tensor;
  const losses = F as unknown as Record<string, LossFunction>;
  const options = (o: Record<string, Spec | number | string>): Record<string, unknown> =>
    Object.fromEntries(Object.entries(o).map(([k, v]) => [k, typeof v === "object" ? fromSpec(v) : v]));
  const classes: Record<string, new (o: Record<string, unknown>) => nn.Module> = {
    mseLoss: nn.MSELoss,
    l1Loss: nn.L1Loss,
    smoothL1Loss: nn.SmoothL1Loss,
    huberLoss: nn.HuberLoss,
    nllLoss: nn.NLLLoss,
    crossEntropy: nn.CrossEntropyLoss,
    binaryCrossEntropy: nn.BCELoss,
    binaryCrossEntropyWithLogits: nn.BCEWithLogitsLoss,
  };
  for (const [i, c] of golden.losses.entries()) {
    const name = `${i} ${c.name} ${JSON.stringify(c.o, (k, v: unknown) => (k === "values" ? undefined : v))} of ${JSON.stringify(c.x.shape)}`;
    test(name, () => {
      const x = fromSpec(c.x).requiresGrad_(),
        y = fromSpec(c.y).requiresGrad_(c.gradY !== null);
      const out = losses[c.name]!(x, y, options(c.o));
      assert.deepEqual(out.shape, c.shape);
      assert.equal(out.dtype, c.x.dtype);
      close(out, c.values, "value");
      assert.equal(out.gradFn!.name, c.gradFn);
      out
        .mul(data(c.shape, 5, 0.5, 1.5, c.x.dtype))
        .sum()
        .backward();
      close(x.grad!, c.grad, "gradient");
      if (c.gradY !== null) close(y.grad!, c.gradY, "the target's gradient");
      close(new classes[c.name]!(options(c.o))(x, y) as Tensor, c.values, "the layer");
    });
  }

  test("first and second derivatives, in float64", () => {
    const x = data([3, 4], 1, -2, 2, "float64").requiresGrad_(),
      y = data([3, 4], 2, -2, 2, "float64").requiresGrad_();
    const p = data([3, 4], 3, 0.1, 0.9, "float64").requiresGrad_(),
      q = data([3, 4], 4, 0.1, 0.9, "float64").requiresGrad_();
    const t = labels([3], 4),
      w = data([4], 5, 0.5, 2, "float64");
    for (const reduction of ["mean", "sum", "none"] as const) {
      const o = { reduction };
      for (const f of [
        F.mseLoss,
        F.smoothL1Loss,
        (a: Tensor, b: Tensor, s: typeof o) => F.huberLoss(a, b, { ...s, delta: 0.4 }),
      ]) {
        assert.ok(gradcheck((a: Tensor, b: Tensor) => f(a, b, o), [x, y]));
        assert.ok(gradgradcheck((a: Tensor, b: Tensor) => f(a, b, o), [x, y]));
      }
      for (const f of [F.binaryCrossEntropy, F.binaryCrossEntropyWithLogits]) {
        assert.ok(gradcheck((a: Tensor, b: Tensor) => f(a, b, o), [p, q]));
        assert.ok(gradgradcheck((a: Tensor, b: Tensor) => f(a, b, o), [p, q]));
      }
      const classify = (a: Tensor): Tensor => F.crossEntropy(a, t, { ...o, weight: w, labelSmoothing: 0.1 });
      assert.ok(gradcheck(classify, [x]));
      assert.ok(gradgradcheck(classify, [x]));
    }
    // Broadcast: each prediction meets each label.
    const column = data([3, 1], 6, -2, 2, "float64").requiresGrad_();
    assert.ok(gradcheck((a: Tensor, b: Tensor) => F.mseLoss(a, b), [column, x]));
    assert.ok(gradgradcheck((a: Tensor, b: Tensor) => F.mseLoss(a, b), [column, x]));
  });

  test("float16 and bfloat16 class scores are computed in float32", () => {
    for (const dtype of ["float16", "bfloat16"] as const satisfies DType[]) {
      const x = data([3, 4], 0, -2, 2, dtype);
      const out = F.crossEntropy(x, labels([3], 4));
      assert.equal(out.dtype, dtype);
      assert.ok(Math.abs(out.item() - F.crossEntropy(x.float(), labels([3], 4)).item()) < 0.02);
    }
  });
});

describe("activations", () => {
  type Activation = (x: Tensor, ...args: unknown[]) => Tensor;
  for (const c of golden.activations) {
    test(`${c.name}(${c.args})`, () => {
      const x = data([3, 4], 21, -4, 4).requiresGrad_();
      const y = (F as unknown as Record<string, Activation>)[c.name]!(
        x,
        ...c.args.map((a) => (a === "tanh" ? { approximate: "tanh" } : a)),
      );
      close(y, c.values, "value");
      assert.equal(y.gradFn!.name, c.gradFn);
      y.mul(data([3, 4], 5, 0.5, 1.5))
        .sum()
        .backward();
      close(x.grad!, c.grad, "gradient");
    });
  }

  test("layers do what the functions do", () => {
    const x = data([3, 4], 21, -4, 4);
    const pairs: [nn.Module, Tensor][] = [
      [new nn.ReLU(), F.relu(x)],
      [new nn.Sigmoid(), F.sigmoid(x)],
      [new nn.Tanh(), F.tanh(x)],
      [new nn.Softmax(1), F.softmax(x, 1)],
      [new nn.Softmax({ dim: 0 }), F.softmax(x, { dim: 0 })],
      [new nn.LogSoftmax({ dim: 1 }), F.logSoftmax(x, 1)],
      [new nn.LeakyReLU(0.2), F.leakyRelu(x, 0.2)],
      [new nn.LeakyReLU({ negativeSlope: 0.3 }), F.leakyRelu(x, { negativeSlope: 0.3 })],
      [new nn.ELU(), F.elu(x)],
      [new nn.SiLU(), F.silu(x)],
      [new nn.GELU({ approximate: "tanh" }), F.gelu(x, { approximate: "tanh" })],
      [new nn.Softplus(2), F.softplus(x, 2)],
      [new nn.LogSigmoid(), F.logSigmoid(x)],
      [new nn.Identity(1, "ignored"), x],
      [new nn.Flatten(0), x.flatten()],
      [new nn.Unflatten(1, [2, 2]), x.reshape([3, 2, 2])],
    ];
    for (const [m, want] of pairs) {
      const got = m(x) as Tensor;
      assert.deepEqual(got.shape, want.shape, String(m));
      assert.deepEqual(flat(got), flat(want), String(m));
    }
  });

  test("in place", () => {
    for (const m of [
      new nn.ReLU({ inplace: true }),
      new nn.LeakyReLU(0.1, { inplace: true }),
      new nn.ELU({ inplace: true }),
      new nn.SiLU({ inplace: true }),
    ]) {
      const x = data([3, 4]),
        want = flat(Object.assign(m, { inplace: false })(x));
      m.inplace = true;
      assert.equal(m(x), x, String(m));
      assert.deepEqual(flat(x), want, String(m));
    }
  });

  test("derivatives in float64", () => {
    const x = data([3, 4], 22, -3, 3, "float64").requiresGrad_();
    for (const f of [
      F.silu,
      F.gelu,
      (t: Tensor) => F.gelu(t, { approximate: "tanh" }),
      F.elu,
      F.softplus,
      F.logSigmoid,
      F.leakyRelu,
      F.normalize,
      (t: Tensor) => F.logSoftmax(t, 1),
      (t: Tensor) => F.softmax(t, 0),
    ]) {
      const g = (t: Tensor): Tensor => f(t);
      assert.ok(gradcheck(g, [x]));
      assert.ok(gradgradcheck(g, [x]));
    }
  });

  test("oneHot", () => {
    const t = labels([2, 2], 3);
    assert.deepEqual(F.oneHot(t).tolist(), [
      [
        [0, 1, 0],
        [0, 0, 1],
      ],
      [
        [1, 0, 0],
        [0, 1, 0],
      ],
    ]);
    assert.equal(F.oneHot(t).dtype, "int64");
    assert.deepEqual(F.oneHot(t, 5).shape, [2, 2, 5]);
    assert.deepEqual(F.oneHot(t, { numClasses: 4 }).shape, [2, 2, 4]);
  });
});

test("a classifier with dropout trains as in PyTorch", () => {
  manualSeed(5);
  const model = new nn.Sequential(new nn.Linear(6, 8), new nn.ReLU(), new nn.Dropout(0.25), new nn.Linear(8, 3));
  const x = data([12, 6], 31),
    y = labels([12], 3),
    criterion = new nn.CrossEntropyLoss();
  for (const [i, want] of golden.training.losses.entries()) {
    model.zeroGrad();
    const loss = criterion(model(x), y);
    assert.ok(Math.abs(loss.item() - want) <= 1e-5 * want, `step ${i}: ${loss.item()} is not ${want}`);
    loss.backward();
    noGrad(() => {
      for (const p of model.parameters()) p.sub_(p.grad!.mul(0.3));
    });
  }
  model.eval();
  close(model(x), golden.training.outputs);
  for (const [key, t] of model.stateDict()) close(t, golden.training.state[key]!, key);
});
