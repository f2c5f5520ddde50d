// What explain() and the debug variable tell a person.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { compile, F, manualSeed, nn, optim, randint, randn, type Tensor, tensor } from "kindling";

function classifier(): (x: Tensor, y: Tensor) => Tensor {
  manualSeed(1);
  const model = new nn.Sequential(new nn.Linear(20, 8), new nn.ReLU(), new nn.Dropout(0.2), new nn.Linear(8, 3)),
    optimizer = new optim.Adam(model.parameters());
  return (x, y) => {
    optimizer.zeroGrad();
    const loss = F.crossEntropy(model(x) as Tensor, y);
    loss.backward();
    optimizer.step();
    return loss;
  };
}

test("explain() says where a function stands", () => {
  const step = compile(classifier());
  assert.equal(step.explain(), "not called yet");
  const x = randn(4, 20),
    y = randint(0, 3, [4]);
  step(x, y);
  assert.equal(
    step.explain(),
    "no plan yet for (float32 [4, 20], int64 [4]): the first call made the optimizer's state, which is there in later runs",
  );
  step(x, y);
  assert.match(
    step.explain(),
    /^no plan yet for .*: its last 2 calls were all different: the last one made the optimizer's state/,
  );
  step(x, y);
  assert.match(step.explain(), /^plan 1 of 1, for \(float32 \[4, 20\], int64 \[4\]\)\n/);
});

test("a plan is explained: its size, what it uses from outside, its steps, what was fused and why not, its kernels", () => {
  const step = compile(classifier()),
    x = randn(4, 20),
    y = randint(0, 3, [4]);
  for (let i = 0; i < 4; i++) step(x, y);
  const [head, ...rest] = step.explain().split("\n\n"),
    [steps, notes, kernels] = rest;
  assert.match(
    head!,
    /\n\d+ kernels, \d+ calls of JavaScript; \d+ bytes of arena, \d+ bytes of WebAssembly\nchanges 16 tensors from outside: float32 of 640 bytes \(4 times\)/,
  );
  assert.match(steps!, /^steps:\n +0 {2}linear {2}4×8, over 20 {2}on wasm\n +1 {2}dropout {2}in JavaScript\n/);
  assert.match(notes!, /^fused, and why not:\n- /);
  assert.match(notes!, /- relu is computed inside of/);
  assert.match(notes!, /- logSoftmax stays apart: /);
  assert.match(notes!, /stepOverRoot run over the same points in one kernel \(4 times\)/);
  assert.match(
    kernels!,
    /^kernels \(x: memory outside.*\n0: t\d+ ← a\d+, x\d+, x\d+\n {3}linear\(in0: float32, in1: float32, in2: float32\)\n {5}for i0 < 4, i1 < 8\n {7}out0\[8\*i0 \+ i1\] = add\(sum over r2 < 20 of mul/,
  );
});

test("arguments of all kinds are shown", () => {
  const f = compile((x: Tensor, o: { list: [Tensor, Tensor]; n: number; kind: string }, w: Tensor, m: nn.Module) =>
    x
      .mul(o.n)
      .add(o.list[0])
      .add(w)
      .add(m === null ? 1 : 0),
  );
  const w = tensor([1], { requiresGrad: true }),
    m = new nn.Identity();
  for (let i = 0; i < 3; i++) f(tensor([1]), { list: [tensor([1]), tensor([2])], n: 3, kind: "a" }, w, m);
  assert.match(
    f.explain(),
    /for \(float32 \[1\], \{ list: \(float32 \[1\], float32 \[1\]\), n: 3, kind: a \}, a leaf, an object\)/,
  );
});

test("a function that is never the same says in what", () => {
  let n = 0;
  const f = compile((x: Tensor) => x.mul(n++));
  for (let i = 0; i < 5; i++) f(tensor([1]));
  assert.equal(
    f.explain(),
    "no plan yet for (float32 [1]): its last 5 calls were all different: the last one computed `mul` with 4, not 3 as before",
  );
});

test("KINDLING_DEBUG=compile prints every pass, its kernels, and how large the code is", () => {
  const program = `import { compile, tensor } from "kindling"; const f = compile((x) => x.mul(2).add(1).sum()); for (let i = 0; i < 3; i++) f(tensor([1, 2]));`;
  const run = (debug: string): string => {
    const done = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      env: { ...process.env, KINDLING_DEBUG: debug },
    });
    assert.equal(done.status, 0, done.stderr);
    return done.stdout;
  };
  assert.equal(run(""), "");
  const said = run("compile");
  assert.match(said, /^recorded\n0: t\d+ ← a\d+\n {3}mul\(in0: float32\)\n/);
  for (const pass of [
    "separateValues",
    "algebra",
    "deadCode",
    "commonSubexpressions",
    "fuseElementwise",
    "collapseAxes",
    "multiOutput",
  ])
    assert.match(said, new RegExp(`\n\n${pass}\n0: `));
  assert.match(said, /\n\d+ bytes of arena, \d+ bytes of WebAssembly\n$/);
});
