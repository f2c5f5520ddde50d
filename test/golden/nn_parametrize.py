"""Writes nn_parametrize.json: parametrized layers as PyTorch makes, prints, trains and takes them apart. Run: python3 nn_parametrize.py"""
import copy
import json
import os

import torch
import torch.nn as nn
import torch.nn.utils.parametrize as P
from torch.nn.utils.parametrizations import orthogonal, spectral_norm

from nn_base import formula, number

torch.set_num_threads(1)


def flat(t):
    return [number(v) for v in t.detach().reshape(-1).tolist()]


def data(shape, q, dtype=torch.float32):
    n = 1
    for s in shape:
        n *= s
    return torch.tensor(formula(n, q, -2, 2), dtype=torch.float64).reshape(shape).to(dtype)


LAYERS = {"Linear": lambda *a: nn.Linear(*a), "Conv2d": lambda *a: nn.Conv2d(*a), "ConvTranspose2d": lambda *a: nn.ConvTranspose2d(*a)}
cases = []
for how, layer, args, options, shape in [
    ("orthogonal", "Linear", [3, 3], {}, [2, 3]), ("orthogonal", "Linear", [4, 2], {}, [2, 4]), ("orthogonal", "Linear", [2, 4], {}, [2, 2]), ("orthogonal", "Linear", [3, 3], {"orthogonal_map": "cayley"}, [2, 3]),
    ("orthogonal", "Linear", [2, 3], {"orthogonal_map": "matrix_exp"}, [2, 2]), ("orthogonal", "Linear", [3, 2], {"use_trivialization": False}, [1, 3]), ("orthogonal", "Linear", [3, 3], {"use_trivialization": False, "orthogonal_map": "matrix_exp"}, [1, 3]),
    ("spectralNorm", "Linear", [3, 2], {}, [2, 3]), ("spectralNorm", "Linear", [3, 4], {"n_power_iterations": 2, "eps": 1e-4}, [2, 3]), ("spectralNorm", "Conv2d", [2, 3, 2], {}, [1, 2, 3, 3]),
    ("spectralNorm", "ConvTranspose2d", [2, 3, 2], {}, [1, 2, 3, 3]), ("spectralNorm", "Linear", [3, 2], {"name": "bias"}, [2, 3]), ("spectralNorm", "Linear", [3, 2], {"dim": 1}, [2, 3]),
]:
    torch.manual_seed(3)
    m = LAYERS[layer](*args)
    m = {"orthogonal": orthogonal, "spectralNorm": spectral_norm}[how](m, **options)
    x = data(shape, 1)
    c = {"how": how, "layer": layer, "args": args, "o": {k.replace("n_power_iterations", "nPowerIterations").replace("orthogonal_map", "orthogonalMap").replace("use_trivialization", "useTrivialization"): v for k, v in options.items()}, "shape": shape, "repr": str(m), "keys": list(m.state_dict()), "parameters": [n for n, _ in m.named_parameters()], "next": number(torch.rand(1).item())}
    c["state"] = {k: flat(v) for k, v in m.state_dict().items()}
    c["outs"], c["grads"] = [], []
    for mode in (True, True, False):
        m.train(mode)
        m.zero_grad()
        y = m(x)
        (y * data(list(y.shape), 5)).sum().backward()
        c["outs"].append(flat(y))
        c["grads"].append([flat(p.grad) for p in m.parameters()])
    c["after"] = {k: flat(v) for k, v in m.state_dict().items()}
    name = options.get("name", "weight")
    P.remove_parametrizations(m, name)
    c["removed"] = {"repr": str(m), "keys": list(m.state_dict()), "weight": flat(getattr(m, name))}
    cases.append(c)


class Symmetric(nn.Module):
    def forward(self, X):
        return X.triu() + X.triu(1).transpose(-1, -2)


class Product(nn.Module):
    def forward(self, x, y):
        return x * y

    def right_inverse(self, w):
        return w.sign() * w.abs().sqrt(), w.abs().sqrt()


class Cut(nn.Module):
    def forward(self, X):
        return X[:1]


class Wide(nn.Module):
    def forward(self, X):
        return X.double()


class Three(nn.Module):
    def forward(self, X):
        return 3


class Odd(nn.Module):
    def forward(self, X):
        return X

    def right_inverse(self, X):
        return 3


class WideBack(nn.Module):
    def forward(self, X):
        return X

    def right_inverse(self, X):
        return X.double()


def says(f):
    try:
        f()
    except Exception as e:
        return str(e)
    raise SystemExit("no error")


own = {"Symmetric": Symmetric, "Product": Product, "Cut": Cut, "Wide": Wide, "Three": Three, "Odd": Odd, "WideBack": WideBack}
errors = []
for names in [["Cut"], ["Wide"], ["Three"], ["Odd"], ["WideBack"], ["Symmetric", "Cut"], ["Symmetric", "Wide"], ["Symmetric", "Three"], ["Symmetric", "Odd"], ["Symmetric", "WideBack"]]:
    l = nn.Linear(2, 2)
    for n in names[:-1]:
        P.register_parametrization(l, "weight", own[n]())
    errors.append({"names": names, "e": says(lambda: P.register_parametrization(l, "weight", own[names[-1]]()))})
l = P.register_parametrization(nn.Linear(2, 2), "weight", Symmetric())


def assign():
    l.weight = torch.ones(2, 2)


product = P.register_parametrization(nn.Linear(2, 2), "weight", Product())
messages = {
    "missing": says(lambda: P.register_parametrization(nn.Linear(2, 2), "x", Symmetric())), "assign": says(assign), "remove": says(lambda: P.remove_parametrizations(l, "bias")),
    "several": says(lambda: P.remove_parametrizations(product, "weight", leave_parametrized=False)), "save": says(lambda: copy.copy(l)).split("\n")[0],
    "orthogonalName": says(lambda: orthogonal(nn.Linear(2, 2), "q")), "orthogonalDims": says(lambda: orthogonal(nn.Linear(2, 2), "bias")), "orthogonalMap": says(lambda: orthogonal(nn.Linear(2, 2), orthogonal_map="x")),
    "spectralName": says(lambda: spectral_norm(nn.Linear(2, 2), "q")), "spectralDim": says(lambda: spectral_norm(nn.Linear(3, 2), dim=2)), "spectralSteps": says(lambda: spectral_norm(nn.Linear(3, 2), n_power_iterations=0)),
}
with torch.no_grad():
    two = nn.Linear(3, 3)
    two.weight.copy_(data([3, 3], 4))
P.register_parametrization(two, "weight", Symmetric())
P.register_parametrization(two, "weight", Symmetric())
two.weight.mul(data([3, 3], 6)).sum().backward()
P.register_parametrization(product, "bias", nn.Tanh())
more = {"two": {"repr": str(two), "weight": flat(two.weight), "grad": flat(two.parametrizations.weight.original.grad)}, "product": {"repr": str(product), "keys": list(product.state_dict())}}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nn_parametrize.json")
with open(path, "w") as f:
    json.dump({"cases": cases, "errors": errors, "messages": messages, **more}, f, separators=(",", ":"), allow_nan=False)
    f.write("\n")
print(len(cases), os.path.getsize(path))
