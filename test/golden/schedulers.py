"""Writes schedulers.json: learning rates (and momenta) of each scheduler over 40 epochs. Needs PyTorch."""
import json, os, warnings
import torch
from torch.optim import lr_scheduler as s
warnings.filterwarnings("ignore")

def optimizer(kind="SGD"):
    p, q = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    groups = [{"params": [p]}, {"params": [q], "lr": 0.3}]
    return torch.optim.SGD(groups, lr=1.0, momentum=0.9) if kind == "SGD" else torch.optim.Adam(groups, lr=1.0)

def momenta(opt):
    return [g["momentum"] if "momentum" in g else g["betas"][0] for g in opt.param_groups]

def plain(v):
    if isinstance(v, dict): return {k: plain(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)): return [plain(x) for x in v]
    if isinstance(v, float) and v in (float("inf"), float("-inf")): return str(v)
    return v if isinstance(v, (int, float, str, bool, type(None))) else "?"

def metric(i):  # falls, then wobbles
    return 1.0 / (i + 1) if i < 8 else 0.13 + 0.01 * (i % 3) - (0.2 if i == 25 else 0)

# The text is read by the tests too: lambdas are named by what they compute.
halves = lambda e: 0.5 ** e
inverse = lambda e: 1 / (e + 1)
named = {"halves": halves, "inverse": inverse}
cases = [
    ("LambdaLR", ["halves"], {}), ("LambdaLR", [["halves", "inverse"]], {}), ("MultiplicativeLR", ["inverse"], {}),
    ("StepLR", [7], {}), ("StepLR", [3], {"gamma": 0.7}), ("MultiStepLR", [[4, 9, 9, 20]], {"gamma": 0.5}),
    ("ConstantLR", [], {}), ("ConstantLR", [], {"factor": 0.25, "total_iters": 10}), ("LinearLR", [], {}), ("LinearLR", [], {"start_factor": 0.1, "end_factor": 0.6, "total_iters": 12}),
    ("ExponentialLR", [0.9], {}), ("PolynomialLR", [], {}), ("PolynomialLR", [], {"total_iters": 20, "power": 2.5}),
    ("CosineAnnealingLR", [10], {}), ("CosineAnnealingLR", [7], {"eta_min": 0.05}),
    ("CosineAnnealingWarmRestarts", [5], {}), ("CosineAnnealingWarmRestarts", [3], {"T_mult": 2, "eta_min": 0.01}),
    ("CyclicLR", [0.1, 0.7], {"step_size_up": 5}), ("CyclicLR", [[0.1, 0.2], [0.7, 0.9]], {"step_size_up": 4, "step_size_down": 6, "mode": "triangular2"}),
    ("CyclicLR", [0.1, 0.7], {"step_size_up": 5, "mode": "exp_range", "gamma": 0.95, "base_momentum": 0.5, "max_momentum": 0.99}), ("CyclicLR", [0.1, 0.7], {"step_size_up": 5, "cycle_momentum": False}),
    ("OneCycleLR", [0.5], {"total_steps": 41}), ("OneCycleLR", [[0.5, 0.2]], {"epochs": 6, "steps_per_epoch": 7, "anneal_strategy": "linear", "three_phase": True, "pct_start": 0.4}),
    ("OneCycleLR", [0.5], {"total_steps": 50, "cycle_momentum": False, "div_factor": 10.0, "final_div_factor": 100.0}),
    ("ReduceLROnPlateau", [], {"patience": 2}), ("ReduceLROnPlateau", ["max"], {"factor": 0.5, "patience": 1, "cooldown": 2, "min_lr": [0.1, 0.01]}),
    ("ReduceLROnPlateau", [], {"threshold_mode": "abs", "threshold": 0.02, "patience": 3, "factor": 0.7, "eps": 0.05}),
]
out = []

def trace(opt, sched, name):
    steps, state = [], None
    for i in range(40):
        steps.append([g["lr"] for g in opt.param_groups] + momenta(opt))
        opt.step()
        sched.step(metric(i)) if name == "ReduceLROnPlateau" else sched.step()
        if i == 12: state = plain(sched.state_dict())
    return {"trace": steps, "state": state, "last": sched._last_lr}

def lookup(a):
    return [lookup(x) for x in a] if isinstance(a, list) else named.get(a, a) if isinstance(a, str) else a

for name, args, options in cases:
    for kind in ["SGD", "Adam"] if name == "OneCycleLR" else ["SGD"]:
        opt = optimizer(kind)
        sched = getattr(s, name)(opt, *[lookup(a) for a in args], **options)
        out.append({"name": name, "args": args, "options": options, "optimizer": kind, **trace(opt, sched, name)})

def composite(name, build):
    opt = optimizer()
    out.append({"name": name, "args": [], "options": {}, "optimizer": "SGD", **trace(opt, build(opt), name)})

composite("chained", lambda o: s.ChainedScheduler([s.ConstantLR(o, factor=0.1, total_iters=3), s.ExponentialLR(o, gamma=0.9), s.StepLR(o, 10, 0.5)]))
composite("sequential", lambda o: s.SequentialLR(o, [s.LinearLR(o, 0.1, total_iters=5), s.CosineAnnealingLR(o, 10), s.ExponentialLR(o, 0.8)], milestones=[5, 20]))
composite("sequential restarts", lambda o: s.SequentialLR(o, [s.ConstantLR(o, 0.5, 4), s.CosineAnnealingWarmRestarts(o, 4, 2), s.StepLR(o, 3)], milestones=[4, 24]))
swa = torch.optim.swa_utils.SWALR
composite("swa", lambda o: swa(o, swa_lr=0.05))
composite("swa linear", lambda o: swa(o, swa_lr=[0.05, 0.5], anneal_epochs=4, anneal_strategy="linear"))
composite("swa at once", lambda o: swa(o, swa_lr=0.05, anneal_epochs=0))

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "schedulers.json"), "w") as f:
    json.dump({"torch": torch.__version__, "cases": out}, f, separators=(",", ":"))
