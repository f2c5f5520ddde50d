import { describe, test } from "node:test";
import assert from "node:assert/strict";
import * as kindling from "kindling";
import { isPython } from "../every-call.js";
import {
  add,
  F,
  fromTypedArray,
  KindlingError,
  load,
  matmul,
  nn,
  noGrad,
  ones,
  optim,
  randn,
  rand,
  save,
  stack,
  sum,
  tensor,
  type Tensor,
  zeros,
} from "kindling";

// What JavaScript lets a caller pass: an error of ours that helps, never one from the inside, and never a wrong number.

const x = (): Tensor => zeros(2, 3);
const wrong = (v: unknown): never => v as never;
const says =
  (code: string, sentence: string, fix?: RegExp) =>
  (e: unknown): boolean => {
    assert.ok(e instanceof KindlingError, e instanceof Error ? e.stack : String(e));
    assert.deepEqual([e.message.split("\n")[0], e.code], [sentence, code]);
    if (fix !== undefined) assert.match(e.message, fix);
    return true;
  };

/** Whatever `f` does with these arguments, it returns a value or throws one of our errors, at once or in its promise. */
async function survives(
  name: string,
  f: (...args: never[]) => unknown,
  self: unknown,
  args: readonly unknown[],
): Promise<void> {
  try {
    const result = f.apply(self, args as never[]);
    if (result instanceof Promise) await result;
  } catch (e) {
    if (!(e instanceof KindlingError))
      assert.fail(
        `${name}(${args.map((a) => (a === undefined ? "undefined" : typeof a === "object" ? JSON.stringify(a) : String(a))).join(", ")}) throws ${e instanceof Error ? e.stack : String(e)}`,
      );
  }
}

const nonsense = [undefined, null, "a", NaN, 2.5, [1, 2], [[1]], {}, true, -1, () => 1];
/** What takes no tensors, or is no function of its own. */
const others = new Set([
  "default",
  "onDiagnosis",
  "setProgressOutput",
  "tqdm",
  "trange",
  "setStrict",
  "setDefaultDtype",
  "setPrintoptions",
  "setNumThreads",
  "enableGrad",
  "noGrad",
  "setGradEnabled",
  "save",
  "load",
  "loadWeights",
  "saveBytes",
  "sparkline",
  "compile",
  "detectAnomaly",
  "setDetectAnomaly",
  "explain",
]);

describe("an argument that is no tensor", () => {
  for (const [prefix, space] of [
    ["", kindling],
    ["F.", F],
  ] as const) {
    for (const [name, f] of Object.entries(space)) {
      if (typeof f !== "function" || others.has(name) || isPython(name) || /^[A-Z]/.test(name)) continue;
      test(prefix + name, async () => {
        for (const v of nonsense) {
          await survives(prefix + name, f as () => unknown, undefined, [v]);
          await survives(prefix + name, f as () => unknown, undefined, [v, x()]);
          if (v !== null) await survives(prefix + name, f as () => unknown, undefined, [x(), v]);
          if (v !== null) await survives(prefix + name, f as () => unknown, undefined, [x(), x(), v]);
        }
      });
    }
  }

  test("methods", async () => {
    for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(x()))) {
      if (/^-?\d+$/.test(name)) continue; // square brackets: what they say is in implicit.test.ts
      const of = (t: Tensor): unknown => (t as unknown as Record<string, unknown>)[name];
      if (
        name === "constructor" ||
        name === "imag" /* fails when read of a float tensor */ ||
        typeof of(x()) !== "function"
      )
        continue;
      for (const v of nonsense) {
        const t = x();
        if (v !== null) await survives(`x.${name}`, of(t) as () => unknown, t, [v]);
      }
    }
  });

  test("layers and losses", async () => {
    for (const model of [
      new nn.Linear(3, 2),
      new nn.ReLU(),
      new nn.Flatten(),
      new nn.Dropout(),
      new nn.Softmax(1),
      new nn.Sequential(new nn.Linear(3, 2)),
      new nn.MSELoss(),
      new nn.CrossEntropyLoss(),
      new nn.BCELoss(),
      new nn.HuberLoss(),
    ]) {
      for (const v of nonsense) {
        await survives(String(model), model as unknown as () => unknown, undefined, [v]);
        await survives(String(model), model as unknown as () => unknown, undefined, [x(), v]);
      }
    }
  });
});

describe("PyTorch's sentence and a fix", () => {
  const rows: readonly (readonly [code: string, sentence: string, fix: RegExp | undefined, f: () => unknown])[] = [
    ["argument", "add(): argument 'other' must be Tensor, not list", /tensor\(\[…\]\)/, () => add(x(), wrong([1, 2]))],
    ["argument", "add(): argument 'other' must be Tensor, not NoneType", /undefined/, () => x().add(wrong(undefined))],
    ["argument", "mul(): argument 'other' must be Tensor, not str", /Number/, () => x().mul(wrong("2"))],
    [
      "argument",
      "add(): argument 'other' must be Tensor, not dict",
      /take \.values/,
      () => add(x(), wrong(x().max(1))),
    ],
    ["argument", "matmul(): argument 'input' must be Tensor, not list", undefined, () => matmul(wrong([[1]]), x())],
    ["argument", "relu(): argument 'input' must be Tensor, not NoneType", undefined, () => F.relu(wrong(null))],
    ["argument", "sum(): argument 'input' must be Tensor, not int", /tensor\(3\)/, () => sum(wrong(3))],
    [
      "argument",
      "index_select(): argument 'index' must be Tensor, not list",
      undefined,
      () => x().indexSelect(0, wrong([0])),
    ],
    [
      "argument",
      "cat(): argument 'tensors' must be tuple of Tensors, not Tensor",
      /\[a, b\]/,
      () => kindling.cat(wrong(x()), wrong(x())),
    ],
    ["argument", "expected Tensor as element 1 in argument 0, but got list", undefined, () => stack([x(), wrong([1])])],
    [
      "argument",
      "linear(): argument 'input' must be Tensor, not list",
      /Linear\(3 → 2\) got an array/,
      () => new nn.Linear(3, 2)(wrong([1, 2, 3])),
    ],
    [
      "argument",
      "mse_loss(): argument 'target' must be Tensor, not NoneType",
      /MSELoss/,
      () => new nn.MSELoss()(...([x()] as unknown as [Tensor, Tensor])),
    ],
    ["argument", "noGrad() takes a function, but got object", undefined, () => noGrad(wrong(x()))],
    [
      "argument",
      "registerHook() takes a function, but got undefined",
      undefined,
      () => ones(1, { requiresGrad: true }).registerHook(wrong(undefined)),
    ],
    [
      "argument",
      "backward(): argument 'gradient' must be Tensor, not int",
      undefined,
      () => ones(2, { requiresGrad: true }).mul(2).backward(wrong(1)),
    ],
    ["argument", "sum(): argument 'dim' must be Number or tuple, not str", /"a" is text/, () => x().sum(wrong("a"))],
    ["size-type", "shape must be integers, but got 2.5 in [2.5]", undefined, () => x().reshape(2.5)],
    [
      "data-type",
      "fromTypedArray takes a typed array such as a Float32Array, but got undefined",
      undefined,
      () => fromTypedArray(wrong(undefined)),
    ],
    [
      "option",
      "the new tensor got an unexpected keyword argument 'requires_grad'",
      /requiresGrad/,
      () => tensor([1], wrong({ requires_grad: true })),
    ],
    ["dtype-name", 'there is no device "cuda"', /CPU/, () => randn(2, wrong({ device: "cuda" }))],
    [
      "option",
      "sum got an unexpected keyword argument 'keepDim'",
      /keepdim/,
      () => x().sum(0, wrong({ keepDim: true })),
    ],
    [
      "option",
      "SGD got an unexpected keyword argument 'weight_decay'",
      /weightDecay/,
      () => new optim.SGD([ones(1)], wrong({ weight_decay: 1 })),
    ],
    [
      "option",
      "Linear got an unexpected keyword argument 'Bias'",
      /bias/,
      () => new nn.Linear(1, 1, wrong({ Bias: false })),
    ],
    [
      "argument",
      "MSELoss(): argument 'sizeAverage' must be bool, not str",
      /reduction: "sum"/,
      () => new nn.MSELoss(wrong("sum")),
    ],
    [
      "option",
      "MSELoss takes options, but got a tensor",
      /new nn\.MSELoss\(\)\(output, target\)/,
      () => new nn.MSELoss(wrong(x())),
    ],
    [
      "argument",
      "flip() got multiple values for argument 'dims'",
      /by position or by name/,
      () => x().flip(0, wrong({ dims: 1 })),
    ],
    ["option", "flip got an unexpected keyword argument 'dim'", /dims/, () => x().flip(wrong({ dim: 1 }))],
    [
      "argument",
      "mul(): argument 'other' must be Tensor, not dict",
      /tensor\(\{ re: 0, im: 1 \}\)/,
      () => x().mul(wrong({ re: 0, im: 1 })),
    ],
    [
      "optimizer-params",
      "params argument given to the optimizer should be an iterable of Tensors or dicts, but got function",
      /model\.parameters\(\)/,
      () => new optim.SGD(wrong(new nn.Linear(1, 1))),
    ],
    [
      "argument",
      "SGD(): argument 'lr' must be Number, not str",
      /"0.1" is text/,
      () => new optim.SGD([ones(1)], wrong({ lr: "0.1" })),
    ],
    [
      "module-member",
      "function is not a Module subclass",
      /new nn\.ReLU/,
      () => new nn.Sequential(new nn.Linear(1, 1), wrong(nn.ReLU)),
    ],
    [
      "module-path",
      'a path in a model is a string such as "l1.weight", but got undefined',
      undefined,
      () => new nn.Linear(1, 1).getParameter(wrong(undefined)),
    ],
    [
      "argument",
      "Linear(): argument 'inFeatures' must be Number, not str",
      /"10" is text/,
      () => new nn.Linear(wrong("10"), 1),
    ],
    ["dtype-name", 'there is no device "cuda"', /CPU/, () => x().to(wrong("cuda"))],
    [
      "random-state",
      "expected a torch._C.Generator as generator, but got number",
      undefined,
      () => rand(2, wrong({ generator: 3 })),
    ],
    [
      "file-path",
      "expected the path of a file, but got undefined",
      /cnn\.pt/,
      () => save(...([x()] as unknown as [Tensor, string])),
    ],
    [
      "load-source",
      "load takes the bytes of a file as a Uint8Array, but got undefined.",
      /cnn\.pt/,
      () => load(wrong(undefined)),
    ],
  ];
  for (const [code, sentence, fix, f] of rows) test(sentence, () => assert.throws(f, says(code, sentence, fix)));
});

test("PyTorch's positional arguments", () => {
  assert.deepEqual(ones(2, 3).sum(1, true).shape, [2, 1]);
  assert.deepEqual(ones(2, 3).max(1, true).values.shape, [2, 1]);
  assert.deepEqual(ones(2, 3).norm(2, 1, true).shape, [2, 1]);
  assert.deepEqual(ones(2, 3).logsumexp(1, true).shape, [2, 1]);
  // after var and std a boolean is not keepdim but unbiased
  assert.deepEqual(
    [tensor([1, 3]).var(false).item(), tensor([1, 3]).var(0, false).item(), tensor([1, 3]).var(0, true).item()],
    [1, 1, 2],
  );
  assert.deepEqual(ones(2, 3).std(1, false, true).shape, [2, 1]);
  assert.equal(new optim.SGD([ones(1)], 0.5).paramGroups[0]!.lr, 0.5);
  const adamw = new optim.AdamW([ones(1)], 0.5).paramGroups[0]!;
  assert.deepEqual([adamw.lr, adamw.weightDecay], [0.5, 0.01]);
});
