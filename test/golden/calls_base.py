"""What the goldens of calls share (linalg.py, complex.py, fft.py): inputs, one call in PyTorch, its results as compact JSON.

A case is one call: {"n": "linalg.solve", "i": [inputs], "a": [further arguments], "k": {options}}. "pre" makes a matrix
of a kind out of the first input (both sides do it, so that gradients go through it); "list" gives the inputs as one list.
"p": "abs" takes absolute values of the results, where signs are free; "q" names the results that count. "r" are the
results, "g" the gradients of the sum of results times weights, "e" the sentence of an error. Complex numbers are pairs.
"""
import json
import math
import os
import random
import sys
import warnings

import torch


import ops_base
from ops_base import encode, name_of, snake, weights

warnings.simplefilter("ignore")
cases = []


draw = random.Random(7)


def numbers(x):
    """The elements of a tensor, complex ones as pairs."""
    if x.is_floating_point() or x.is_complex():
        x = x.detach().resolve_conj() + torch.zeros(x.shape, dtype=x.dtype)  # a gradient of nothing but zeros has no memory
    return ops_base.encode_all(torch.view_as_real(x) if x.is_complex() else x)


def make(s, position):
    if not s.get("d", "").startswith("complex"):
        return ops_base.make(s, position)
    x = torch.tensor([ops_base.decode(v) for v in s["v"]], dtype=torch.float64).reshape([*s["s"], 2])
    return ops_base.lay_out(torch.view_as_complex(x).to(getattr(torch, s["d"])), s.get("l", "c")).detach()


def total(outs):
    """The sum of results (their parts, if they are complex) times weights, over those with a history."""
    parts = [torch.view_as_real(o.resolve_conj()) if o.is_complex() else o for o in outs if (o.is_floating_point() or o.is_complex()) and o.requires_grad]
    sums = [(o.double() * weights(o.shape)).sum() for o in parts]
    return sum(sums[1:], sums[0]) if sums else None


def spec(*shape, d="float32", v=None, **o):
    """An input as in ops_base. Floats are drawn here, since its formula makes larger matrices of low rank."""
    if v is None and d in ("float32", "float64"):
        lo, hi = o.pop("lo", -2), o.pop("hi", 2)
        v = [round(draw.uniform(lo, hi), 2) for _ in range(math.prod(shape))]
    if v is None and d.startswith("complex"):
        v = [round(draw.uniform(-2, 2), 2) for _ in range(2 * math.prod(shape))]
    if d.startswith("complex"):
        return {"s": list(shape), "d": d, "v": [encode(x) for x in v], **o}
    return {**ops_base.spec(*shape, d=d, v=v, **o), "s": list(shape)}


def prepare(kind, x):
    if kind == "spd":
        return x @ x.mH + torch.eye(x.shape[-1], dtype=x.dtype)
    if kind == "sym":
        return x + x.mH
    if kind == "dominant":  # well-conditioned, not symmetric
        return x + 4 * torch.eye(x.shape[-2], x.shape[-1], dtype=x.dtype)
    if kind == "tril":
        return torch.tril(x) + 3 * torch.eye(x.shape[-1], dtype=x.dtype)
    return x


def arg(v):
    if isinstance(v, dict) and "num" in v:
        return float(v["num"])
    if isinstance(v, dict) and "big" in v:
        return int(v["big"])
    if isinstance(v, dict) and "d" in v:
        return getattr(torch, v["d"])
    return tuple(v) if isinstance(v, list) else v


def call(c, xs):
    module, _, name = c["n"].rpartition(".")
    home = {"": torch, "linalg": torch.linalg, "fft": torch.fft, "F": torch.nn.functional}[module]
    f = getattr(home, snake(name), None)
    f = f if callable(f) else getattr(torch.Tensor, snake(name))
    k = {n if n in ("UPLO", "N") else snake(n): arg(v) for n, v in c.get("k", {}).items()}
    first = [xs] if c.get("list") else xs
    return f(*first, *[arg(v) for v in c.get("a", [])], **k)


def case(name, inputs, *args, pre=None, k=None, p=None, q=None, lst=False, fail=False, grad=True):
    c = {"n": name, "i": inputs}
    if args:
        c["a"] = list(args)
    for key, v in (("pre", pre), ("k", k), ("p", p), ("q", q)):
        if v is not None:
            c[key] = v
    if lst:
        c["list"] = 1
    xs = [make(s, i) for i, s in enumerate(inputs)]
    floats = [x for x in xs if x.is_floating_point() or x.is_complex()]
    if grad and not fail:
        for x in floats:
            x.requires_grad_()
    given = [prepare(pre, xs[0])] + xs[1:] if xs else []
    try:
        out = call(c, given)
    except (RuntimeError, IndexError, TypeError, ValueError) as e:
        if not fail:
            raise SystemExit(f"{name} {inputs} {args}: {e}")
        c["e"] = str(e).split("\n")[0]
        cases.append(c)
        return
    if fail:
        raise SystemExit(f"{name} {inputs} {args} {k} did not fail")
    if not isinstance(out, (torch.Tensor, tuple, list)):
        c["plain"] = out
        cases.append(c)
        return
    outs = [out] if isinstance(out, torch.Tensor) else list(out)
    if q is not None:
        outs = [outs[i] for i in q]
    if p == "abs":
        outs = [o.abs() for o in outs]
    c["r"] = [{"v": numbers(o), "s": list(o.shape), **({} if o.dtype == torch.float32 else {"d": name_of(o.dtype)})} for o in outs]
    t = total(outs)
    if grad and t is not None:
        c["g"] = [None if g is None else numbers(g) for g in torch.autograd.grad(t, floats, allow_unused=True)]
    cases.append(c)


def bad(name, inputs, *args, **o):
    case(name, inputs, *args, fail=True, **o)


def write(name):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.json")
    with open(path, "w") as f:
        # One case per line: a change shows as a change of those lines.
        f.write('{"torch": ' + json.dumps(torch.__version__) + ',\n"cases": [\n')
        f.write(",\n".join(json.dumps(c, separators=(",", ":"), allow_nan=False) for c in cases) + "\n]}\n")
    print(f"{len(cases)} cases, {os.path.getsize(path)} bytes", file=sys.stderr)
