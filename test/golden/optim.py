"""Writes optim.json: parameters after some steps of each optimizer, for the same gradients. Needs PyTorch."""
import json, os, warnings
import torch
warnings.filterwarnings("ignore")

def value(i):  # the shared formula for made-up numbers: see test/optim/optim.test.ts
    return ((i * 7919) % 101) / 50.0 - 1.0

def run(cls, options, steps=6):
    p = torch.tensor([value(i) for i in range(6)]).reshape(2, 3).requires_grad_()
    q = torch.tensor([value(i + 6) for i in range(3)]).requires_grad_()
    unused = torch.ones(2, requires_grad=True)
    opt = cls([{"params": [p, unused]}, {"params": [q], "lr": 0.05}], **options)
    trace = []
    for s in range(steps):
        p.grad = torch.tensor([value(100 * s + i) for i in range(6)]).reshape(2, 3)
        q.grad = torch.tensor([value(100 * s + 50 + i) for i in range(3)]) if s != 2 else None
        opt.step()
        trace.append(p.detach().flatten().tolist() + q.detach().tolist())
    groups = [{k: (list(v) if isinstance(v, tuple) else v) for k, v in g.items()} for g in opt.state_dict()["param_groups"]]
    state = {str(k): {n: (v.flatten().tolist() if torch.is_tensor(v) else v) for n, v in s.items()} for k, s in opt.state_dict()["state"].items()}
    return {"trace": trace, "groups": groups, "state": state}

cases = {
    "SGD": [{"lr": 0.1}, {"lr": 0.1, "momentum": 0.9}, {"lr": 0.1, "momentum": 0.9, "nesterov": True}, {"lr": 0.1, "momentum": 0.5, "dampening": 0.3, "weight_decay": 0.1}, {"lr": 0.1, "maximize": True, "weight_decay": 0.2}],
    "Adam": [{}, {"lr": 0.1}, {"lr": 0.1, "betas": (0.5, 0.9), "eps": 1e-3, "weight_decay": 0.1}, {"lr": 0.1, "amsgrad": True}, {"lr": 0.1, "maximize": True}],
    "AdamW": [{}, {"lr": 0.1, "weight_decay": 0.3}, {"lr": 0.1, "amsgrad": True, "maximize": True}],
}
out = [{"name": name, "options": {k: list(v) if isinstance(v, tuple) else v for k, v in o.items()}, **run(getattr(torch.optim, name), {"lr": 1e-3, **o})} for name, list_ in cases.items() for o in list_]
with open(os.path.join(os.path.dirname(__file__), "optim.json"), "w") as f:
    json.dump({"torch": torch.__version__, "cases": out}, f, separators=(",", ":"))
