import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { KindlingError, onDiagnosis, optim, resetDiagnosis, type Tensor, tensor } from "kindling";
import { readGolden } from "../goldens.js";

interface Case {
  name: "SGD" | "Adam" | "AdamW";
  options: Record<string, unknown>;
  trace: number[][];
  groups: Record<string, unknown>[];
  state: Record<string, Record<string, number[] | number>>;
}
const golden = readGolden<{ cases: Case[] }>("optim");

/** The numbers that test/golden/optim.py makes. */
const value = (i: number): number => ((i * 7919) % 101) / 50 - 1;
const values = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => value(from + i));
const camel = (s: string): string => s.replace(/_(.)/g, (_, c: string) => c.toUpperCase());

function close(actual: number[], expected: number[], what: string): void {
  assert.equal(actual.length, expected.length, what);
  actual.forEach((a, i) =>
    assert.ok(
      Math.abs(a - expected[i]!) <= 1e-6 + 2e-6 * Math.abs(expected[i]!),
      `${what}: ${actual.join()} against ${expected.join()}`,
    ),
  );
}
const flat = (t: Tensor): number[] => t.reshape(-1).tolist() as number[];

function make(c: Case): { p: Tensor; q: Tensor; opt: optim.SGD | optim.Adam } {
  const p = tensor(values(6, 0)).reshape(2, 3).detach().requiresGrad_();
  const q = tensor(values(3, 6)).requiresGrad_();
  const unused = tensor([1, 1]).requiresGrad_();
  const options = Object.fromEntries(Object.entries(c.options).map(([k, v]) => [camel(k), v]));
  return { p, q, opt: new optim[c.name]([{ params: [p, unused] }, { params: [q], lr: 0.05 }], options) };
}
function drive(c: Case, p: Tensor, q: Tensor, opt: { step(): unknown }, from: number, to: number): void {
  for (let s = from; s < to; s++) {
    p.grad = tensor(values(6, 100 * s)).reshape(2, 3);
    q.grad = s === 2 ? null : tensor(values(3, 100 * s + 50));
    opt.step();
    close([...flat(p), ...flat(q)], c.trace[s]!, `step ${s}`);
  }
}

describe("optimizers against PyTorch", () => {
  for (const c of golden.cases) {
    test(`${c.name} ${JSON.stringify(c.options)}`, () => {
      const { p, q, opt } = make(c);
      drive(c, p, q, opt, 0, c.trace.length);
      const dict = opt.stateDict();
      dict.param_groups.forEach((g, i) => {
        for (const [k, v] of Object.entries(c.groups[i]!))
          if (k !== "fused") assert.deepEqual(g[k], v, `group ${i}: ${k}`);
      });
      // PyTorch 1.13 also lists parameters of which there is nothing to remember; later versions do not.
      const remembered = Object.entries(c.state).filter(([, s]) => Object.values(s).some((v) => v !== null));
      assert.deepEqual(Object.keys(dict.state).sort(), remembered.map(([k]) => k).sort());
      for (const [k, s] of remembered) {
        for (const [n, v] of Object.entries(s))
          close(flat(dict.state[k]![n] as Tensor), Array.isArray(v) ? v : [v], `state ${k} ${n}`);
      }
    });
    test(`${c.name} ${JSON.stringify(c.options)} goes on from a saved state`, () => {
      const first = make(c);
      drive(c, first.p, first.q, first.opt, 0, 3);
      const second = make(c);
      second.p.data.copy_(first.p.data);
      second.q.data.copy_(first.q.data);
      second.opt.loadStateDict(first.opt.stateDict());
      drive(c, second.p, second.q, second.opt, 3, c.trace.length);
    });
  }
});

describe("optimizer rules", () => {
  const w = (): Tensor => tensor([1, 2], { requiresGrad: true });
  const code = (f: () => unknown, want: string): void =>
    assert.throws(f, (e) => e instanceof KindlingError && e.code === want);

  test("refuses what makes no sense", () => {
    code(() => new optim.SGD([]), "optimizer-params");
    code(() => new optim.SGD(w() as unknown as Tensor[]), "optimizer-params");
    code(() => new optim.SGD([w().mul(2)]), "optimizer-leaf");
    code(() => new optim.SGD([w()], { lr: -1 }), "optimizer-option");
    code(() => new optim.SGD([w()], { nesterov: true }), "optimizer-option");
    code(() => new optim.Adam([w()], { betas: [1, 0.9] }), "optimizer-option");
    const p = w();
    code(() => new optim.SGD([p, p]), "optimizer-params");
    code(() => new optim.SGD([{ params: [p] }, { params: [p] }]), "optimizer-params");
  });
  test("a state that does not fit changes nothing", () => {
    const p = w(),
      opt = new optim.SGD([p], { lr: 0.5, momentum: 0.9 });
    p.mul(p).sum().backward();
    opt.step();
    const before = String(opt.state.get(p)!["momentum_buffer"]);
    code(() => opt.loadStateDict({ state: {}, param_groups: [] }), "optimizer-state");
    code(() => opt.loadStateDict({ state: {}, param_groups: [{ lr: 0.1, params: [0, 1] }] }), "optimizer-state");
    code(
      () =>
        opt.loadStateDict({
          state: { 0: { momentum_buffer: tensor([1, 2, 3]) } },
          param_groups: [{ lr: 0.1, params: [0] }],
        }),
      "optimizer-state",
    );
    code(() => opt.loadStateDict({ state: { 7: {} }, param_groups: [{ lr: 0.1, params: [0] }] }), "optimizer-state");
    code(() => opt.loadStateDict({ state: {}, param_groups: [{ lr: -1, params: [0] }] }), "optimizer-option");
    assert.equal(String(opt.state.get(p)!["momentum_buffer"]), before);
    assert.equal(opt.paramGroups[0]!.lr, 0.5);
  });
  test("a changed lr counts from the next step on", () => {
    const p = tensor([1], { requiresGrad: true }),
      opt = new optim.SGD([p], { lr: 1 });
    p.grad = tensor([1]);
    opt.paramGroups[0]!.lr = 0.25;
    opt.step();
    assert.equal(p.item(), 0.75);
  });
  test("step(closure) computes the loss with gradients and gives it back", () => {
    const p = tensor([3], { requiresGrad: true }),
      opt = new optim.SGD([p], { lr: 0.5 });
    const loss = opt.step(() => {
      opt.zeroGrad();
      const l = p.mul(p).sum();
      l.backward();
      return l;
    });
    assert.equal(loss?.item(), 9);
    assert.equal(p.item(), 0);
  });
  test("zeroGrad sets gradients to null, or overwrites them with zeros, as in PyTorch", () => {
    const p = w(),
      opt = new optim.SGD([p]);
    p.sum().backward();
    const kept = p.grad!;
    opt.zeroGrad({ setToNone: false });
    assert.deepEqual(p.grad!.tolist(), [0, 0]);
    assert.equal(p.grad, kept);
    p.mul(3).sum().backward();
    assert.deepEqual(p.grad!.tolist(), [3, 3]);
    opt.zeroGrad();
    assert.equal(p.grad, null);
  });
  test("prints the options of each group in PyTorch's form", () => {
    assert.match(String(new optim.Adam([w()])), /\n    betas: \(0\.9, 0\.999\)\n    eps: 1e-08\n/);
    assert.equal(
      String(new optim.SGD([w()], { lr: 0.1 })),
      "SGD (\nParameter Group 0\n    dampening: 0\n    lr: 0.1\n    maximize: False\n    momentum: 0\n    nesterov: False\n    weight_decay: 0\n)",
    );
    assert.match(
      String(new optim.SGD([{ params: [w()] }, { params: [w()], lr: 0.2 }], { lr: 0.1 })),
      /weight_decay: 0\n\nParameter Group 1\n/,
    );
  });
});

describe("the forgotten zeroGrad", () => {
  function train(round: (p: Tensor, opt: optim.SGD, i: number) => void): string[] {
    const said: string[] = [];
    const before = onDiagnosis((d) => said.push(`${d.code}: ${d.message}`));
    resetDiagnosis();
    try {
      const p = tensor([1, 2], { requiresGrad: true }),
        opt = new optim.SGD([p], { lr: 0.01 });
      for (let i = 0; i < 5; i++) round(p, opt, i);
    } finally {
      onDiagnosis(before);
      resetDiagnosis();
    }
    return said;
  }
  test("is said once, with the step and the way out", () => {
    const said = train((p, opt) => {
      p.mul(p).sum().backward();
      opt.step();
    });
    assert.equal(said.length, 1);
    assert.match(
      said[0]!,
      /^zero-grad: gradients of step 1 are still being added at step 2; call `optimizer\.zeroGrad\(\)` before `backward\(\)` \(at optim\.test\.[jt]s:\d+:\d+\)$/,
    );
  });
  test("is not said of correct loops", () => {
    assert.deepEqual(
      train((p, opt) => {
        opt.zeroGrad();
        p.mul(p).sum().backward();
        opt.step();
      }),
      [],
    );
    assert.deepEqual(
      train((p, opt) => {
        p.mul(p).sum().backward();
        opt.step();
        opt.zeroGrad({ setToNone: false });
      }),
      [],
    );
    assert.deepEqual(
      train((p, opt) => {
        p.grad = null;
        p.mul(p).sum().backward();
        opt.step();
      }),
      [],
    );
    assert.deepEqual(
      train((p, opt) => {
        p.grad?.zero_();
        p.mul(p).sum().backward();
        opt.step();
      }),
      [],
    );
  });
  test("is not said of gradients added up over several backwards before one step", () => {
    assert.deepEqual(
      train((p, opt) => {
        opt.zeroGrad();
        for (let k = 0; k < 3; k++) p.mul(p).sum().backward();
        opt.step();
      }),
      [],
    );
  });
});
