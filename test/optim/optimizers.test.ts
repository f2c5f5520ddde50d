// Runs also without code from text.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type DType, KindlingError, noGrad, optim, type Tensor, tensor } from "kindling";
import { readGolden } from "../goldens.js";
import { camel, flat, make, type Name, near, numbers, ours, Run } from "./numbers.js";

interface Case {
  name: Name;
  options: Record<string, unknown>;
  dtype: DType;
  trace: Record<string, number[]>;
  groups: Record<string, unknown>[];
  state: Record<string, Record<string, number[] | number>>;
}
interface Search {
  options: Record<string, unknown>;
  problem: string;
  trace: { loss: number; calls: number; values: number[] }[];
  n_iter: number;
  func_evals: number;
  history: number;
}
const golden = readGolden<{ cases: Case[]; lbfgs: Search[] }>("optimizers");
const newer = readGolden<{ cases: Case[] }>("optimizers_torch2");

// Muon iterates in bfloat16, whose roundings depend on the order of sums: three digits.
const tolerance = (c: Case): [number, number] =>
  c.name === "Muon" ? [1e-2, 1e-2] : c.dtype === "float64" ? [1e-6, 1e-9] : [5e-6, 5e-6];

describe("optimizers over 60 steps against PyTorch", () => {
  for (const c of [...golden.cases, ...newer.cases]) {
    const title = `${c.name} ${c.dtype} ${JSON.stringify(c.options)}`;
    test(title, () => {
      const run = new Run(c.name, ours(c.options), c.dtype);
      for (let s = 0; s < 60; s++) {
        run.step(s);
        const want = c.trace[s];
        if (want !== undefined) near(run.values(), want, `step ${s}`, ...tolerance(c));
      }
      const dict = run.optimizer.stateDict();
      dict.param_groups.forEach((g, i) => {
        for (const [k, v] of Object.entries(c.groups[i]!)) {
          if (k !== "use_addmm") assert.deepEqual(g[k], v, `group ${i}: ${k}`);
        }
      });
      assert.deepEqual(Object.keys(dict.state).sort(), Object.keys(c.state).sort());
      for (const [k, s] of Object.entries(c.state)) {
        assert.deepEqual(Object.keys(dict.state[k]!).sort(), Object.keys(s).sort());
        for (const [n, v] of Object.entries(s))
          near(flat(dict.state[k]![n] as Tensor), Array.isArray(v) ? v : [v], `state ${k} ${n}`, ...tolerance(c));
      }
    });
    test(`${title} goes on from a saved state`, () => {
      const first = new Run(c.name, ours(c.options), c.dtype),
        second = new Run(c.name, ours(c.options), c.dtype);
      for (let s = 0; s < 12; s++) first.step(s);
      second.p.data.copy_(first.p.data);
      second.q.data.copy_(first.q.data);
      second.optimizer.loadStateDict(first.optimizer.stateDict());
      for (let s = 12; s < 20; s++) {
        first.step(s);
        second.step(s);
        assert.deepEqual(second.values(), first.values(), `step ${s}`);
      }
    });
  }
});

describe("what PyTorch 1.13 does not have", () => {
  test("maximize follows the gradient the other way", () => {
    for (const name of ["NAdam", "Lion"] as const) {
      const up = new Run(name, { maximize: true }),
        down = new Run(name, {});
      for (let s = 0; s < 10; s++) {
        const g = up.grads(s);
        up.p.grad = g.p;
        up.q.grad = g.q;
        up.optimizer.step();
        down.p.grad = g.p.neg();
        down.q.grad = g.q?.neg() ?? null;
        down.optimizer.step();
      }
      assert.deepEqual(up.values(), down.values(), name);
    }
  });
  test("NAdam's decoupled weight decay shrinks the weights before each step", () => {
    const own = new Run("NAdam", { weightDecay: 0.1, decoupledWeightDecay: true, lr: 0.05 }),
      by = new Run("NAdam", { lr: 0.05 });
    for (let s = 0; s < 20; s++) {
      own.step(s);
      noGrad(() => {
        const [a, b] = by.optimizer.paramGroups;
        by.p.mul_(1 - 0.1 * a!.lr);
        if (s % 7 !== 2) by.q.mul_(1 - 0.1 * b!.lr);
      });
      by.step(s);
    }
    near(own.values(), by.values(), "after 20 steps");
  });
  test("Lion is the paper's algorithm", () => {
    const b1 = 0.8,
      b2 = 0.9,
      lr = 0.02,
      decay = 0.5;
    const p = tensor(numbers(4, 0), { dtype: "float64", requiresGrad: true });
    const lion = new optim.Lion([p], { lr, betas: [b1, b2], weightDecay: decay });
    const w = numbers(4, 0),
      m = [0, 0, 0, 0];
    for (let s = 0; s < 50; s++) {
      const g = numbers(4, 10 * s + 3);
      p.grad = tensor(g, { dtype: "float64" });
      lion.step();
      for (let i = 0; i < 4; i++) {
        w[i] = w[i]! * (1 - lr * decay) - lr * Math.sign(b1 * m[i]! + (1 - b1) * g[i]!);
        m[i] = b2 * m[i]! + (1 - b2) * g[i]!;
      }
    }
    near(flat(p), w, "weights", 1e-12, 1e-12);
    near(flat(lion.state.get(p)!["exp_avg"] as Tensor), m, "momentum", 1e-12, 1e-12);
  });
});

describe("L-BFGS against PyTorch", () => {
  for (const c of golden.lbfgs) {
    test(`${c.problem} ${JSON.stringify(c.options)}`, () => {
      const p = tensor([-1.2, 1], { dtype: "float64", requiresGrad: true }),
        q = tensor([[0.5], [-0.5]], { dtype: "float64", requiresGrad: true });
      const optimizer = new optim.LBFGS([p, q], ours(c.options));
      let calls = 0;
      const closure = (): Tensor => {
        calls++;
        optimizer.zeroGrad();
        const [a, b] = [p.get(0), p.get(1)],
          [x, y] = [q.get(0, 0), q.get(1, 0)];
        const loss =
          c.problem === "rosenbrock"
            ? a
                .sub(1)
                .pow(2)
                .add(b.sub(a.pow(2)).pow(2).mul(100))
                .add(q.sub(1).pow(4).sum())
                .add(x.mul(y).sub(1).pow(2))
            : p.sub(3).pow(2).sum().add(q.pow(2).sum().mul(0.5)).add(a.mul(y));
        loss.backward();
        return loss;
      };
      c.trace.forEach((want, i) => {
        // Saved and loaded in the middle, it goes on as if nothing had been.
        if (i === 3) optimizer.loadStateDict(optimizer.stateDict());
        near([optimizer.step(closure).item()], [want.loss], `loss ${i}`, 1e-5, 1e-8);
        assert.equal(calls, want.calls, `calls by step ${i}`);
        near([...flat(p), ...flat(q)], want.values, `values ${i}`, 1e-5, 1e-7);
      });
      const state = optimizer.stateDict().state["0"]!;
      assert.equal(state["n_iter"], c.n_iter);
      assert.equal(state["func_evals"], c.func_evals);
      assert.equal((state["old_dirs"] as unknown[]).length, c.history);
    });
  }
});

describe("rules of the optimizers", () => {
  const w = (): Tensor => tensor([[1, 2]], { requiresGrad: true });
  const code = (f: () => unknown, want: string, message?: RegExp): void =>
    assert.throws(
      f,
      (e) => e instanceof KindlingError && e.code === want && (message === undefined || message.test(e.message)),
    );

  test("options that make no sense are refused in PyTorch's words", () => {
    code(() => make("Adadelta", [w()], { rho: 1.5 }), "optimizer-option", /^Invalid rho value: 1\.5/);
    code(() => make("Adagrad", [w()], { lrDecay: -0.5 }), "optimizer-option", /^Invalid lr_decay value: -0\.5/);
    code(() => make("Adamax", [w()], { betas: [0, 1] }), "optimizer-option", /^Invalid beta parameter at index 1: 1/);
    code(
      () => make("NAdam", [w()], { momentumDecay: -0.2 }),
      "optimizer-option",
      /^Invalid momentum_decay value: -0\.2/,
    );
    code(() => make("RMSprop", [w()], { momentum: -1 }), "optimizer-option", /^Invalid momentum value: -1/);
    code(() => make("Rprop", [w()], { etas: [1.2, 0.5] }), "optimizer-option", /^Invalid eta values: 1\.2, 0\.5/);
    code(() => make("ASGD", [w()], { lr: -1 }), "optimizer-option", /^Invalid learning rate: -1/);
    code(
      () => make("Muon", [w()], { adjustLrFn: "arbitrary" }),
      "optimizer-option",
      /^Adjust learning rate function arbitrary is not supported/,
    );
    code(
      () => make("Muon", [tensor([1, 2], { requiresGrad: true })]),
      "optimizer-params",
      /^Muon only supports 2D parameters whereas we found a parameter with size: torch\.Size\(\[2\]\)/,
    );
    code(
      () => new optim.LBFGS([{ params: [w()] }, { params: [w()] }]),
      "optimizer-params",
      /^LBFGS doesn't support per-parameter options \(parameter groups\)/,
    );
    code(
      () => new optim.LBFGS([w()]).step(),
      "argument",
      /^step\(\) missing 1 required positional argument: 'closure'/,
    );
    code(() => make("Lion", [w()], { rho: 1 }), "option");
  });
  test("a state of L-BFGS that does not fit changes nothing", () => {
    const p = w(),
      optimizer = new optim.LBFGS([p]);
    const step = (): Tensor =>
      optimizer.step(() => {
        optimizer.zeroGrad();
        const l = p.pow(2).sum();
        l.backward();
        return l;
      });
    step();
    const dict = optimizer.stateDict();
    const other = new optim.LBFGS([tensor([1, 2, 3], { requiresGrad: true })]);
    code(() => other.loadStateDict(dict), "optimizer-state");
    code(() => optimizer.loadStateDict({ ...dict, state: { 0: { d: 3 } } }), "optimizer-state");
    assert.deepEqual(optimizer.stateDict().state["0"]!["n_iter"], dict.state["0"]!["n_iter"]);
  });
  test("they print their groups", () => {
    assert.equal(
      String(make("Rprop", [w()], { lr: 0.5 })),
      "Rprop (\nParameter Group 0\n    etas: (0.5, 1.2)\n    lr: 0.5\n    maximize: False\n    step_sizes: (1e-06, 50)\n)",
    );
  });
  test("the names of PyTorch's options are ours in camelCase", () => {
    for (const c of golden.cases) {
      const known = Object.keys(make(c.name, [w()]).defaults);
      for (const k of Object.keys(c.options)) assert.ok(known.includes(camel(k)), `${c.name} ${k}`);
    }
  });
});
