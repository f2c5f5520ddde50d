#!/usr/bin/env python3
"""Writes test/golden/random_fills.json: what PyTorch's in-place random functions and their kin draw, over layouts and
dtypes, and the number that comes next.

    python3 test/golden/random_fills.py
"""
import json
import os

import torch

from ops_base import encode_all


def layout(shape, dtype, kind):
    """c row-major, t transposed storage, s every second element, p dimensions in the order 1, 2, 0."""
    d = getattr(torch, dtype)
    if kind == "t":
        return torch.zeros(shape[::-1], dtype=d).permute(*range(len(shape))[::-1])
    if kind == "s":
        return torch.zeros([*shape[:-1], 2 * shape[-1]], dtype=d)[..., ::2]
    if kind == "p":
        return torch.zeros([shape[1], shape[2], shape[0]], dtype=d).permute(2, 0, 1)
    return torch.zeros(shape, dtype=d)


def rates(x):
    return torch.arange(x.numel(), dtype=torch.float32).reshape(x.shape) * 3


def chances(x):
    return torch.arange(x.numel(), dtype=torch.float64 if x.dtype == torch.float64 else torch.float32).reshape(x.shape) / x.numel()


functions = {
    "randLike": lambda x: torch.rand_like(x), "randnLike": lambda x: torch.randn_like(x), "randintLike": lambda x: torch.randint_like(x, 0, 100),
    "bernoulli": lambda x: torch.bernoulli(torch.full_like(x, 0.4)), "bernoulliOf": lambda x: torch.bernoulli(x, 0.3), "bernoulliBy": lambda x: x.bernoulli_(chances(x)),
    "poisson": lambda x: torch.poisson(rates(x).to(x.dtype)), "dropout": lambda x: torch.nn.functional.dropout(x + 1, 0.4),
    "normalStd": lambda x: torch.normal(x + 1, 2.0), "normalMean": lambda x: torch.normal(1.5, x + 2), "normalBoth": lambda x: torch.normal(x, x + 2), "normalWide": lambda x: torch.normal(x[:1], x + 2),
}


def run(name, shape, dtype, kind, args):
    torch.manual_seed(5)
    x = layout(shape, dtype, kind)
    if name in functions:
        out = functions[name](x)
    else:
        method = {"logNormal_": "log_normal_"}.get(name, name)
        out = getattr(x, method)(*args)
    return {"n": name, "s": shape, "d": dtype, "l": kind, "a": args, "v": encode_all(out), "next": torch.rand(1, dtype=torch.float64).item()}


cases = []
FILLS = [("uniform_", [-1, 2]), ("normal_", [0.5, 2]), ("exponential_", [1.5]), ("bernoulli_", [0.3]), ("geometric_", [0.2]), ("cauchy_", [1, 2]), ("logNormal_", [0.5, 0.25]), ("random_", []), ("random_", [9]), ("random_", [-3, 12])]
for name, args in FILLS:
    for dtype in ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int8", "uint8", "bool"):
        if name in ("uniform_", "normal_", "exponential_", "cauchy_", "logNormal_") and "float" not in dtype:
            continue
        if "16" in dtype and dtype != "int16" and name in ("bernoulli_",):  # PyTorch 1.13 has it for wider floats only
            continue
        if (dtype in ("bool", "uint8") and args and args[0] in (9, -3)) or (name == "geometric_" and dtype == "bool"):
            continue
        cases.append(run(name, [2, 3], dtype, "c", args))
    for shape, kind in (([3, 7], "t"), ([3, 6], "s"), ([2, 3, 4], "p"), ([], "c"), ([0, 2], "c"), ([20], "c")):
        cases.append(run(name, shape, "float32", kind, args))
for name in functions:
    for shape, dtype, kind in (([2, 3], "float32", "c"), ([3, 7], "float32", "t"), ([2, 9], "float32", "s"), ([2, 3, 4], "float64", "p"), ([20], "float64", "c")):
        cases.append(run(name, shape, dtype, kind, []))
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "random_fills.json")
with open(path, "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":"), allow_nan=False) for c in cases) + "\n]\n")
print(len(cases), os.path.getsize(path))
