"""What PyTorch's anomaly mode says of programs whose gradients become NaN, and of those whose do not."""
import json
import os
import warnings

import torch
from torch.nn import functional as F

warnings.simplefilter("ignore")
nan, inf = float("nan"), float("inf")


def leaf(*shape):
    return torch.zeros(*shape, requires_grad=True)


def ones(*shape):
    return torch.ones(*shape, requires_grad=True)


def linear(x, w, b):
    return F.linear(x, w, b).sum()


PROGRAMS = {
    "0 / 0": lambda: leaf(3).div(leaf(3)).sum(),
    "sqrt of 0, times 0": lambda: leaf(3).sqrt().mul(0).sum(),
    "log of 0, times 0": lambda: leaf(3).log().mul(0).sum(),
    "where over log": lambda: torch.where(torch.tensor([True, True, True]), torch.ones(3), leaf(3).log()).sum(),
    "inf - inf forwards": lambda: leaf(3).log().sub(leaf(3).log()).sum(),
    "inf alone": lambda: leaf(3).sqrt().sum(),
    "nan in the data of a linear": lambda: linear(torch.full((2, 3), nan), ones(2, 3), ones(2)),
    "nan in the weights of a linear": lambda: linear(ones(2, 3), torch.full((2, 3), nan, requires_grad=True), ones(2)),
    "nan after a linear": lambda: (F.linear(ones(2, 3), ones(2, 3), ones(2)) * nan).sum(),
    "nan after a linear, through relu": lambda: (F.relu(F.linear(ones(2, 3), ones(2, 3), ones(2))) / leaf(2) * 0).sum(),
    "nan in the loss's input": lambda: F.mse_loss(leaf(3) * nan, torch.zeros(3)),
    "a length of 0": lambda: (lambda x: (x * x).sum().sqrt())(leaf(3)),
    "pow with a negative exponent": lambda: leaf(3).pow(-1).mul(0).sum(),
    "exp that overflows": lambda: (torch.full((3,), 1000.0, requires_grad=True).exp() * 0).sum(),
    "all is well": lambda: F.mse_loss(F.linear(ones(2, 3), ones(2, 3), ones(2)), torch.zeros(2, 2)),
}


def said(program):
    try:
        with torch.autograd.detect_anomaly():
            program().backward()
        return None
    except RuntimeError as e:
        return str(e)


path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "anomaly.json")
with open(path, "w") as f:
    json.dump({name: said(p) for name, p in PROGRAMS.items()}, f, indent=1)
    f.write("\n")
