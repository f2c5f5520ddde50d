import { describe, test } from "node:test";
import assert from "node:assert/strict";
import { inspect } from "node:util";
import { manualSeed, nn, ones, randn } from "kindling";
import { golden } from "./golden.js";
import { Net, Tied } from "./models.js";

describe("modules print as in PyTorch", () => {
  const modules: Record<string, nn.Module> = {
    linear: new nn.Linear(10, 1),
    noBias: new nn.Linear(3, 2, { bias: false }),
    identity: new nn.Identity(),
    flatten: new nn.Flatten(),
    flatten02: new nn.Flatten(0, 2),
    unflatten: new nn.Unflatten(1, [2, 5]),
    relu: new nn.ReLU(),
    reluInplace: new nn.ReLU({ inplace: true }),
    sigmoid: new nn.Sigmoid(),
    tanh: new nn.Tanh(),
    softmax: new nn.Softmax({ dim: 1 }),
    softmaxNone: new nn.Softmax(),
    logSoftmax: new nn.LogSoftmax(1),
    dropout: new nn.Dropout(),
    dropoutInplace: new nn.Dropout(0.25, { inplace: true }),
    leaky: new nn.LeakyReLU(),
    leakyInplace: new nn.LeakyReLU(0.2, { inplace: true }),
    gelu: new nn.GELU(),
    geluTanh: new nn.GELU({ approximate: "tanh" }),
    silu: new nn.SiLU(),
    elu: new nn.ELU(),
    softplus: new nn.Softplus(),
    logSigmoid: new nn.LogSigmoid(),
    mse: new nn.MSELoss(),
    l1: new nn.L1Loss(),
    ce: new nn.CrossEntropyLoss({ weight: ones(3) }),
    nll: new nn.NLLLoss(),
    bce: new nn.BCELoss(),
    bceLogits: new nn.BCEWithLogitsLoss(),
    huber: new nn.HuberLoss(),
    smoothL1: new nn.SmoothL1Loss(),
    emptySequential: new nn.Sequential(),
    list: new nn.ModuleList([new nn.Linear(1, 1)]),
    sequential: new nn.Sequential(
      new nn.Linear(10, 4),
      new nn.Sequential(new nn.ReLU(), new nn.Dropout()),
      new nn.Linear(4, 1),
    ),
    net: new Net(),
    tied: new Tied(),
  };
  test("all of them are here", () => {
    assert.deepEqual(Object.keys(modules).sort(), Object.keys(golden.print).sort());
  });
  for (const [name, m] of Object.entries(modules)) {
    test(name, () => {
      assert.equal(String(m), golden.print[name]);
      assert.equal(inspect(m), golden.print[name]);
    });
  }
});

test("parameters print as in PyTorch", () => {
  manualSeed(0);
  const p = new nn.Parameter(randn(2, 3));
  assert.equal(String(p), golden.printParameter);
  assert.equal(inspect(p), golden.printParameter);
});

test("extraRepr of several lines and beside children", () => {
  class Two extends nn.Module {
    override extraRepr(): string {
      return "a=1\nb=2";
    }
  }
  class Both extends nn.Module {
    act = new nn.ReLU();
    override extraRepr(): string {
      return "a=1";
    }
  }
  assert.equal(String(new Two()), "Two(\n  a=1\n  b=2\n)");
  assert.equal(String(new Both()), "Both(\n  a=1\n  (act): ReLU()\n)");
});
