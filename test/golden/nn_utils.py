"""Writes nn_utils.json: clipping, vectors of parameters, weight and spectral normalization, lists of parameters. Run: python3 nn_utils.py"""
import torch
import torch.nn as nn
import torch.nn.utils as U

from nn_base import formula, number, values, write

data = lambda *s, q=1: torch.tensor(formula(torch.Size(s).numel(), q, -2, 2)).reshape(s)


def message(f):
    try:
        f()
    except Exception as e:
        return str(e)
    raise AssertionError("no error")


clips = []
for most, p in [(1.0, 2.0), (100.0, 2.0), (0.5, 1.0), (0.3, float("inf")), (2.0, 3.0)]:
    ps = [nn.Parameter(data(3, 2)), nn.Parameter(data(4, q=2)), nn.Parameter(data(2))]
    for i, x in enumerate(ps[:2]):
        x.grad = data(*x.shape, q=5 + i)
    total = U.clip_grad_norm_(ps, most, p)
    clips.append({"max": most, "p": number(p), "total": values(total), "grads": [values(x.grad) for x in ps[:2]]})
one = nn.Parameter(data(5))
one.grad = data(5, q=3)
U.clip_grad_value_(one, 0.4)
clipped = values(one.grad)

torch.manual_seed(0)
net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
vector = values(U.parameters_to_vector(net.parameters()))
U.vector_to_parameters(torch.arange(13.0), net.parameters())
spread = [values(p) for p in net.parameters()]

x = data(5, 3)


def trained(m, steps=3):
    """Some steps of gradient descent: outputs, and what the state is in the end."""
    outs = []
    for _ in range(steps):
        m.zero_grad()
        y = m(x)
        (y**2).sum().backward()
        with torch.no_grad():
            for p in m.parameters():
                p -= 0.05 * p.grad
        outs.append(values(y))
    m.eval()
    return {"outs": outs, "final": values(m(x)), "keys": list(m.state_dict()), "state": {k: values(v) for k, v in m.state_dict().items()}}


norms = []
for kind, kw in [("weight", {}), ("weight", {"dim": None}), ("weight", {"dim": 1}), ("weight", {"name": "bias"}), ("spectral", {}), ("spectral", {"n_power_iterations": 3, "dim": 1, "eps": 1e-6})]:
    torch.manual_seed(1)
    m = getattr(U, kind + "_norm")(nn.Linear(3, 2), **kw)
    case = trained(m)
    getattr(U, f"remove_{kind}_norm")(m, kw.get("name", "weight"))
    camel = {"n_power_iterations": "nPowerIterations"}
    norms.append({"kind": kind, "o": {camel.get(k, k): v for k, v in kw.items()}, **case, "after": list(m.state_dict()), "removed": values(m(x)), "next": number(torch.rand(1).item())})
torch.manual_seed(2)
lstm = U.weight_norm(nn.LSTM(3, 2), "weight_hh_l0")

inf = nn.Parameter(torch.ones(1))
inf.grad = torch.tensor([float("inf")])
normed = U.weight_norm(nn.Linear(3, 2))
spectral = U.spectral_norm(nn.Linear(3, 2))
errors = {
    "nonfinite": message(lambda: U.clip_grad_norm_([inf], 1.0, error_if_nonfinite=True)), "weightTwice": message(lambda: U.weight_norm(normed)), "spectralTwice": message(lambda: U.spectral_norm(spectral)),
    "weightNone": message(lambda: U.remove_weight_norm(nn.Linear(2, 2))), "spectralNone": message(lambda: U.remove_spectral_norm(nn.Linear(2, 2))), "iterations": message(lambda: U.spectral_norm(nn.Linear(2, 2), n_power_iterations=0)),
    "missing": message(lambda: U.weight_norm(nn.ReLU())), "index": message(lambda: nn.ParameterList()[5]), "name": message(lambda: nn.ParameterDict()["z"]),
}
lists = {
    "two": str(nn.ParameterList([torch.ones(3), nn.Parameter(torch.zeros(2, 1))])), "one": str(nn.ParameterList([torch.ones(3)])), "none": str(nn.ParameterList()),
    "dict": str(nn.ParameterDict({"b": torch.ones(3), "a": nn.Parameter(torch.tensor(1.0))})), "keys": list(nn.ParameterDict({"b": torch.ones(3), "10": torch.ones(1), "9": torch.ones(1)}).state_dict()),
}
write("nn_utils", clips=clips, clipped=clipped, vector=vector, spread=spread, norms=norms, messages=errors, lists=lists)
