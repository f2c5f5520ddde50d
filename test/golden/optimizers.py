"""Writes optimizers.json: parameters over 60 steps of each optimizer, for the same gradients, with PyTorch 1.13.

With the argument torch2 it writes optimizers_torch2.json with what only PyTorch 2.9 or later has.
"""
import json, os, sys, warnings
import torch
warnings.filterwarnings("ignore")
torch2 = sys.argv[1:] == ["torch2"]

def value(i):  # the shared formula for made-up numbers: see test/optim/numbers.ts
    return ((i * 7919) % 101) / 50.0 - 1.0

def numbers(n, start):
    return [value(start + i) for i in range(n)]

def plain(v):
    return v.flatten().tolist() if torch.is_tensor(v) else list(v) if isinstance(v, tuple) else v

def run(name, options, dtype, steps=60):
    matrices = name == "Muon"
    p = torch.tensor(numbers(6, 0), dtype=dtype).reshape(2, 3).requires_grad_()
    q = torch.tensor(numbers(12, 6), dtype=dtype).reshape(4, 3).requires_grad_() if matrices else torch.tensor(numbers(3, 6), dtype=dtype).requires_grad_()
    unused = torch.ones(1, 2, dtype=dtype, requires_grad=True)
    lr = options.get("lr", 0.01)
    opt = getattr(torch.optim, name)([{"params": [p, unused]}, {"params": [q], "lr": lr / 2}], **options)
    trace = {}
    for s in range(steps):
        p.grad = torch.tensor(numbers(6, 100 * s), dtype=dtype).reshape(2, 3)
        q.grad = torch.tensor(numbers(q.numel(), 100 * s + 50), dtype=dtype).reshape(q.shape) if s % 7 != 2 else None
        if s == 30:
            opt.param_groups[0]["lr"] = lr / 4
        opt.step()
        if s < 8 or s % 10 == 9:
            trace[s] = p.detach().flatten().tolist() + q.detach().flatten().tolist()
    sd = opt.state_dict()
    return {
        "name": name, "options": {k: plain(v) for k, v in options.items()}, "dtype": str(dtype)[6:], "trace": trace,
        "groups": [{k: plain(v) for k, v in g.items()} for g in sd["param_groups"]],
        "state": {str(k): {n: plain(v) for n, v in s.items()} for k, s in sd["state"].items()},
    }

cases = {
    "Adadelta": [{}, {"lr": 0.5, "rho": 0.5, "eps": 1e-3, "weight_decay": 0.1}, {"lr": 2.0, "maximize": True}],
    "Adagrad": [{}, {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.1, "initial_accumulator_value": 0.3, "eps": 1e-3}, {"lr": 0.1, "maximize": True}],
    "Adamax": [{}, {"lr": 0.05, "betas": (0.5, 0.9), "eps": 1e-3, "weight_decay": 0.1}, {"maximize": True}],
    "NAdam": [{}, {"lr": 0.05, "betas": (0.5, 0.9), "eps": 1e-3, "weight_decay": 0.1, "momentum_decay": 0.1}],
    "RAdam": [{}, {"lr": 0.05, "betas": (0.5, 0.9), "eps": 1e-3, "weight_decay": 0.1}],
    "RMSprop": [{}, {"lr": 0.05, "alpha": 0.5, "eps": 1e-3, "weight_decay": 0.1}, {"momentum": 0.9}, {"centered": True, "momentum": 0.5, "maximize": True}, {"centered": True}],
    "Rprop": [{}, {"lr": 0.1, "etas": (0.3, 1.5), "step_sizes": (1e-3, 0.2)}, {"maximize": True}],
    "ASGD": [{}, {"lr": 0.1, "lambd": 0.01, "alpha": 0.5, "t0": 5, "weight_decay": 0.1}, {"t0": 0, "maximize": True}],
}
newer = {
    "RAdam": [{"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True}, {"lr": 0.05, "weight_decay": 0.1, "maximize": True}],
    "Muon": [{}, {"lr": 0.02, "momentum": 0.5, "nesterov": False, "weight_decay": 0.0}, {"lr": 0.02, "adjust_lr_fn": "match_rms_adamw", "ns_steps": 3, "eps": 1e-3},
             {"lr": 0.02, "ns_coefficients": (2.0, -1.5, 0.5), "ns_steps": 10}],
}
out = [run(name, o, dtype) for name, list_ in (newer if torch2 else cases).items() for o in list_
       for dtype in ([torch.float32] if torch2 or list_.index(o) != 1 else [torch.float32, torch.float64])]

def lbfgs(options, problem):
    p = torch.tensor([-1.2, 1.0], dtype=torch.float64).requires_grad_()
    q = torch.tensor([[0.5], [-0.5]], dtype=torch.float64).requires_grad_()
    opt = torch.optim.LBFGS([p, q], **options)
    calls = 0
    def closure():
        nonlocal calls
        calls += 1
        opt.zero_grad()
        if problem == "rosenbrock":
            loss = (1 - p[0]) ** 2 + 100 * (p[1] - p[0] ** 2) ** 2 + (q - 1).pow(4).sum() + (q[0, 0] * q[1, 0] - 1) ** 2
        else:
            loss = (p - 3).pow(2).sum() + 0.5 * q.pow(2).sum() + (p[0] * q[1, 0])
        loss.backward()
        return loss
    trace = []
    for _ in range(6):
        loss = opt.step(closure).item()
        trace.append({"loss": loss, "calls": calls, "values": p.tolist() + q.flatten().tolist()})
    s = opt.state[p]
    return {"options": options, "problem": problem, "trace": trace, "n_iter": s["n_iter"], "func_evals": s["func_evals"], "history": len(s["old_dirs"])}

result = {"torch": torch.__version__, "cases": out}
if not torch2:
    result["lbfgs"] = [lbfgs(o, problem) for problem in ("rosenbrock", "quadratic") for o in (
        {"lr": 0.001, "max_iter": 5}, {"line_search_fn": "strong_wolfe"}, {"line_search_fn": "strong_wolfe", "lr": 0.1, "max_iter": 4, "history_size": 2, "tolerance_change": 1e-12}, {"line_search_fn": "strong_wolfe", "max_eval": 6})]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "optimizers_torch2.json" if torch2 else "optimizers.json"), "w") as f:
    json.dump(result, f, separators=(",", ":"))
