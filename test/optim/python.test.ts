// Saved states of optimizers to and from the PyTorch that is installed here.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { load, optim, save, type Tensor, tensor } from "kindling";
import { python, runPython } from "../python.js";
import { flat, type Name, near, numbers, Run } from "./numbers.js";

const folder = mkdtempSync(join(tmpdir(), "kindling-optim-"));
after(() => rmSync(folder, { recursive: true }));
const skip = python?.torch === true ? false : "no Python with torch here";

const cases: readonly (readonly [Name, Record<string, unknown>, string])[] = [
  ["Adadelta", { weightDecay: 0.1 }, "weight_decay=0.1"],
  ["Adagrad", { lrDecay: 0.1 }, "lr_decay=0.1"],
  ["Adamax", {}, ""],
  ["NAdam", {}, ""],
  ["RAdam", {}, ""],
  ["RMSprop", { momentum: 0.9, centered: true }, "momentum=0.9, centered=True"],
  ["Rprop", {}, ""],
  ["ASGD", { t0: 3 }, "t0=3"],
  ["SGD", { momentum: 0.9 }, "lr=1e-3, momentum=0.9"],
  ["Adam", { amsgrad: true }, "amsgrad=True"],
];

const start = `
import sys, warnings
warnings.simplefilter("ignore")
import torch
folder = sys.argv[1] + "/"
def load(name): return torch.load(folder + name, weights_only=False)
def numbers(n, start): return [((start + i) * 7919 % 101) / 50.0 - 1.0 for i in range(n)]
`;

test("ten steps here, ten there, ten here again are as thirty here", { skip }, () => {
  const there: Run[] = [],
    whole: Run[] = [];
  for (const [i, [name, options]] of cases.entries()) {
    there[i] = new Run(name, options);
    whole[i] = new Run(name, options);
    for (let s = 0; s < 10; s++) there[i]!.step(s);
    save(
      { p: there[i]!.p.detach(), q: there[i]!.q.detach(), optimizer: there[i]!.optimizer.stateDict() },
      join(folder, `${name}.pt`),
    );
  }
  runPython(
    `${start}
for name, options in [${cases.map(([name, , options]) => `("${name}", dict(${options}))`).join(", ")}]:
    d = load(name + ".pt")
    p, q, unused = d["p"].requires_grad_(), d["q"].requires_grad_(), torch.ones(1, 2, requires_grad=True)
    lr = 0.01
    opt = getattr(torch.optim, name)([{"params": [p, unused]}, {"params": [q], "lr": lr / 2}], **options)
    keys = {k for g in opt.param_groups for k in g}
    opt.load_state_dict(d["optimizer"])
    assert all(keys <= set(g) for g in opt.param_groups), (name, keys, opt.param_groups)
    for s in range(10, 20):
        p.grad = torch.tensor(numbers(6, 100 * s)).reshape(2, 3)
        q.grad = torch.tensor(numbers(3, 100 * s + 50)) if s % 7 != 2 else None
        opt.step()
    torch.save({"p": p.detach(), "q": q.detach(), "optimizer": opt.state_dict()}, folder + name + ".pt")
`,
    folder,
  );
  for (const [i, [name]] of cases.entries()) {
    const d = load<{ p: Tensor; q: Tensor; optimizer: optim.OptimizerStateDict }>(join(folder, `${name}.pt`));
    there[i]!.p.data.copy_(d.p);
    there[i]!.q.data.copy_(d.q);
    there[i]!.optimizer.loadStateDict(d.optimizer);
    for (let s = 0; s < 20; s++) whole[i]!.step(s);
    near(there[i]!.values(), whole[i]!.values(), `${name} after 20 steps`, 5e-6, 5e-6);
    for (let s = 20; s < 30; s++) {
      there[i]!.step(s);
      whole[i]!.step(s);
    }
    near(there[i]!.values(), whole[i]!.values(), `${name} after 30 steps`, 5e-6, 5e-6);
  }
});

test("L-BFGS goes on there, and here again", { skip }, () => {
  const options = { lineSearchFn: "strong_wolfe", maxIter: 3 } as const;
  const problem = (): { p: Tensor; optimizer: optim.LBFGS; step: () => void } => {
    const p = tensor(numbers(4, 0), { dtype: "float64", requiresGrad: true }),
      optimizer = new optim.LBFGS([p], options);
    return {
      p,
      optimizer,
      step: () =>
        void optimizer.step(() => {
          optimizer.zeroGrad();
          const l = p
            .sub(1)
            .pow(4)
            .sum()
            .add(p.get(0).mul(p.get(1)).pow(2));
          l.backward();
          return l;
        }),
    };
  };
  const a = problem(),
    b = problem();
  for (let i = 0; i < 2; i++) {
    a.step();
    b.step();
  }
  save({ p: a.p.detach(), optimizer: a.optimizer.stateDict() }, join(folder, "lbfgs.pt"));
  runPython(
    `${start}
d = load("lbfgs.pt")
p = d["p"].requires_grad_()
opt = torch.optim.LBFGS([p], line_search_fn="strong_wolfe", max_iter=3)
opt.load_state_dict(d["optimizer"])
def closure():
    opt.zero_grad()
    l = (p - 1).pow(4).sum() + (p[0] * p[1]) ** 2
    l.backward()
    return l
for _ in range(2): opt.step(closure)
torch.save({"p": p.detach(), "optimizer": opt.state_dict()}, folder + "lbfgs.pt")
`,
    folder,
  );
  const d = load<{ p: Tensor; optimizer: optim.OptimizerStateDict }>(join(folder, "lbfgs.pt"));
  a.p.data.copy_(d.p);
  a.optimizer.loadStateDict(d.optimizer);
  for (let i = 0; i < 2; i++) b.step();
  near(flat(a.p), flat(b.p), "after PyTorch's steps", 1e-6, 1e-7);
  a.step();
  b.step();
  near(flat(a.p), flat(b.p), "after a step more", 1e-6, 1e-7);
  assert.equal(a.optimizer.stateDict().state["0"]!["n_iter"], b.optimizer.stateDict().state["0"]!["n_iter"]);
});
