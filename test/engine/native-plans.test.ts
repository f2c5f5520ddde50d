// Plans as native code: the same programs on the native and on the WebAssembly engine, whichever the sizes and dtypes.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import {
  arange,
  compile,
  F,
  getNumThreads,
  manualSeed,
  nn,
  optim,
  rand,
  randn,
  setNumThreads,
  Tensor,
  tensor,
  zeros,
} from "kindling";
import { noNative } from "./native.js";

const skip = noNative();

/** Whether two tensors are equal within PyTorch's tolerances, NaN at the same places. */
function near(a: Tensor, b: Tensor, what: string): void {
  assert.deepEqual([a.shape, a.dtype], [b.shape, b.dtype], what);
  const [x, y] = [a, b].map((t) => Array.from(t.detach().contiguous().toTypedArray() as Float64Array, Number));
  const [relative, absolute] = a.dtype === "float64" ? [1e-7, 1e-7] : [2e-5, 2e-5];
  x!.forEach((v, i) => {
    const w = y![i]!;
    assert.ok(
      Object.is(v, w) || Math.abs(v - w) <= absolute + relative * Math.abs(w) || v === w,
      `${what}: ${v} and ${w} at ${i}`,
    );
  });
}
/** Runs `f` as a plan on both engines, often enough that it is one, and compares what it gives. */
function both(what: string, f: (...args: Tensor[]) => Tensor | Tensor[], ...args: Tensor[]): void {
  const run = (engine: "native" | "wasm"): Tensor[] => {
    const plan = compile(f, { engine });
    let out: Tensor | Tensor[] = [];
    for (let i = 0; i < 4; i++) out = plan(...args);
    if (engine === "native") assert.match(plan.explain(), /on native/, what);
    return out instanceof Tensor ? [out] : out;
  };
  const native = run("native");
  run("wasm").forEach((t, i) => near(native[i]!, t, `${what}, result ${i}`));
}

describe("a plan on the native engine gives what it gives on WebAssembly", { skip }, () => {
  test("elementwise, reductions, softmax, norms", () => {
    manualSeed(1);
    const x = randn(37, 53),
      y = rand(53).add(0.5);
    both(
      "many",
      (a, b) => [
        a!.exp().mul(b!).tanh(),
        a!.sin().add(a!.cos()).sigmoid(),
        a!.sum(0),
        a!.sum(1),
        a!.mean(),
        a!.amax(1),
        a!.argmax(1),
        F.softmax(a!, 1),
        F.logSoftmax(a!, 0),
        F.layerNorm(a!, [53], b!, b!),
        F.gelu(a!),
        a!.cumsum(1),
        a!.pow(2).sum().sqrt(),
        a!.t().add(1),
        a!.gt(0),
        a!.clamp(-0.5, 0.5),
        a!.where(a!.lt(0), a!.mul(2)),
      ],
      x,
      y,
    );
  });
  test("other dtypes", () => {
    const i = arange(0, 600).reshape(20, 30),
      d = rand(20, 30, { dtype: "float64" });
    both("int64", (a) => [a!.mul(3).sub(7), a!.sum(), a!.remainder(7), a!.bitwiseAnd(12)], i);
    both("float64", (a) => [a!.log(), a!.matmul(a!.t()), a!.std()], d);
    for (const t of ["int32", "bool"] as const) both(t, (a) => [a!.add(a!), a!.to("float32").mul(0.5)], i.to(t));
  });
  test("nan and infinity", () => {
    const x = tensor([NaN, Infinity, -Infinity, -0, 0, 1, -1]).repeat(40);
    both(
      "special",
      (a) => [a!.relu(), a!.amax(), a!.exp(), a!.sign(), a!.isnan(), a!.maximum(a!.mul(0)), a!.tanh()],
      x,
    );
  });
  test("contractions, alone and with what follows", () => {
    manualSeed(2);
    const x = randn(70, 90),
      w = randn(40, 90),
      b = randn(40);
    both("linear + relu", (p, q, r) => F.linear(p!, q!, r!).relu(), x, w, b);
    both("two outputs", (p, q) => [p!.matmul(q!.t()).exp(), p!.matmul(q!.t())], x, w.mul(0.01));
    both("batches", (p) => p!.matmul(p!.transpose(1, 2)).softmax(-1), randn(6, 20, 30));
    both("small", (p, q) => p!.matmul(q!), randn(3, 4), randn(4, 5));
    both("vector", (p, q) => p!.matmul(q!).sigmoid(), x, randn(90));
    both(
      "convolution",
      (p, q, r) => F.maxPool2d(F.conv2d(p!, q!, r!, { padding: 1 }).relu(), 2),
      randn(5, 3, 20, 20),
      randn(8, 3, 3, 3),
      randn(8),
    );
  });
  test("nothing", () => {
    both("empty", (a) => [a!.sum(), a!.add(1)], zeros(0, 5));
  });

  const train = (
    engine: "native" | "wasm",
    make: () => nn.Module,
    x: Tensor,
    y: Tensor,
    of: (m: nn.Module) => optim.Optimizer,
  ): number[] => {
    manualSeed(3);
    const model = make(),
      optimizer = of(model);
    const step = compile(
      (a: Tensor, b: Tensor) => {
        optimizer.zeroGrad();
        const loss = F.crossEntropy((model as nn.Module & ((x: Tensor) => Tensor))(a), b);
        loss.backward();
        optimizer.step();
        return loss;
      },
      { engine },
    );
    const losses = Array.from({ length: 12 }, () => Number(step(x, y).item()));
    if (engine === "native") assert.match(step.explain(), /on native/);
    return losses;
  };
  const close = (a: readonly number[], b: readonly number[]): void =>
    a.forEach((v, i) => assert.ok(Math.abs(v - b[i]!) < 1e-4 * (1 + Math.abs(b[i]!)), `step ${i}: ${v} and ${b[i]}`));
  for (const [name, of] of [
    ["SGD", (m: nn.Module) => new optim.SGD(m.parameters(), { lr: 0.1, momentum: 0.9 })],
    ["Adam", (m: nn.Module) => new optim.Adam(m.parameters(), { lr: 0.01 })],
    ["Adadelta", (m: nn.Module) => new optim.Adadelta(m.parameters())],
  ] as const)
    test(`a training step with ${name}, schedules included`, () => {
      const x = randn(32, 1, 12, 12),
        y = arange(0, 32).remainder(10);
      const cnn = (): nn.Module =>
        new nn.Sequential(
          new nn.Conv2d(1, 8, 3),
          new nn.ReLU(),
          new nn.MaxPool2d(2),
          new nn.Flatten(),
          new nn.Dropout(0.2),
          new nn.Linear(200, 10),
        );
      close(train("native", cnn, x, y, of), train("wasm", cnn, x, y, of));
    });
});

test("the number of threads changes no bit of a plan", { skip }, () => {
  const before = getNumThreads(),
    x = randn(300, 400),
    w = randn(400, 200);
  try {
    const results = [1, 2, 4].map((n) => {
      setNumThreads(n);
      const plan = compile((a: Tensor, b: Tensor) => [a.matmul(b).tanh(), a.exp().sum(1), a.sum(0), F.softmax(a, 0)], {
        engine: "native",
      });
      let out = plan(x, w);
      for (let i = 0; i < 3; i++) out = plan(x, w);
      return out.map((t) => t.toTypedArray());
    });
    for (const r of results) assert.deepEqual(r, results[0]);
  } finally {
    setNumThreads(before);
  }
});

test("a whole number divided by zero is refused", { skip }, () => {
  const plan = compile((a: Tensor, b: Tensor) => a.floorDivide(b), { engine: "native" });
  const a = arange(1, 9);
  for (let i = 0; i < 3; i++) assert.equal(Number(plan(a, a).sum().item()), 8);
  assert.throws(() => plan(a, zeros(8, { dtype: "int64" })), /ZeroDivisionError/);
  assert.equal(Number(plan(a, a).sum().item()), 8);
});

test("auto begins on WebAssembly and changes over by itself, also in a loop that never waits", { skip }, () => {
  const program = `import { compile, randn, matmul } from "kindling";
    const w = randn(60, 60), step = compile((x) => matmul(x, w).tanh().sum()), x = randn(60, 60);
    const first = Number(matmul(x, w).tanh().sum().item());
    for (const end = Date.now() + 240000; Date.now() < end && !step.explain().includes("on native"); )
      for (let i = 0; i < 100; i++) if (!(Math.abs(Number(step(x).item()) - first) < 1e-3)) throw new Error("another value");
    console.log(step.explain().includes("on native"));`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env: { ...process.env, KINDLING_ENGINE: "auto", KINDLING_DEBUG: "engine" },
  });
  assert.equal(done.stdout, "true\n", done.stderr);
  assert.match(done.stderr, /the native engine is ready .*\n.*kernels runs? as native code from now on/);
});

test("auto leaves a small plan on WebAssembly, and measures a larger one; explain says why", { skip }, () => {
  const program = `import { compile, randn, matmul } from "kindling";
    const w = randn(60, 60), x = randn(60, 60), little = randn(5, 5);
    const small = compile((a) => a.mul(2).add(1)), large = compile((a) => matmul(a, w).tanh().sum());
    for (const end = Date.now() + 240000; Date.now() < end && !large.explain().includes("a run took"); )
      for (let i = 0; i < 100; i++) { large(x); small(little); }
    console.log(small.explain());
    console.log("=====");
    console.log(large.explain());`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env: { ...process.env, KINDLING_ENGINE: "auto" },
  });
  const [small, large] = done.stdout.split("=====\n");
  assert.match(small!, /too small for the native engine: 25 points/);
  assert.doesNotMatch(small!, /on native/);
  const [, , , winner] =
    /a run took ([\d.]+) ms on native and ([\d.]+) ms on wasm, so it is on (native|wasm)/.exec(large!) ?? [];
  assert.ok(winner !== undefined, large);
  assert.ok(large!.includes(`  on ${winner}`), large);
});
