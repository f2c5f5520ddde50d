#!/usr/bin/env python3
"""Writes test/golden/linalg.json: what torch.linalg and its aliases in torch give. Run: python3 test/golden/linalg.py

A case is one call: {"n": "linalg.solve", "i": [inputs], "a": [further arguments], "k": {options}}. "pre" makes a matrix
of a kind out of the first input (both sides do it, so that gradients go through it); "list" gives the inputs as one list.
"p": "abs" takes absolute values of the results, where signs are free; "q" names the results that count. "r" are the
results, "g" the gradients of the sum of results times weights, "e" the sentence of an error.
"""
import json
import math
import os
import random
import sys
import warnings

import torch


import ops_base
from ops_base import encode_all, make, name_of, snake, total

warnings.simplefilter("ignore")
cases = []


draw = random.Random(7)


def spec(*shape, d="float32", v=None, **o):
    """An input as in ops_base. Floats are drawn here, since its formula makes larger matrices of low rank."""
    if v is None and d in ("float32", "float64"):
        lo, hi = o.pop("lo", -2), o.pop("hi", 2)
        v = [round(draw.uniform(lo, hi), 2) for _ in range(math.prod(shape))]
    return {**ops_base.spec(*shape, d=d, v=v, **o), "s": list(shape)}


def prepare(kind, x):
    if kind == "spd":
        return x @ x.mT + torch.eye(x.shape[-1], dtype=x.dtype)
    if kind == "sym":
        return x + x.mT
    if kind == "dominant":  # well-conditioned, not symmetric
        return x + 4 * torch.eye(x.shape[-2], x.shape[-1], dtype=x.dtype)
    if kind == "tril":
        return torch.tril(x) + 3 * torch.eye(x.shape[-1], dtype=x.dtype)
    return x


def arg(v):
    if isinstance(v, dict) and "num" in v:
        return float(v["num"])
    if isinstance(v, dict) and "d" in v:
        return getattr(torch, v["d"])
    return tuple(v) if isinstance(v, list) else v


def call(c, xs):
    module, _, name = c["n"].rpartition(".")
    f = getattr(torch.linalg if module else torch, snake(name))
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
    floats = [x for x in xs if x.is_floating_point()]
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
    outs = [out] if isinstance(out, torch.Tensor) else list(out)
    if q is not None:
        outs = [outs[i] for i in q]
    if p == "abs":
        outs = [o.abs() for o in outs]
    c["r"] = [{"v": encode_all(o), "s": list(o.shape), **({} if o.dtype == torch.float32 else {"d": name_of(o.dtype)})} for o in outs]
    t = total(outs)
    if grad and t is not None:
        c["g"] = [None if g is None else encode_all(g) for g in torch.autograd.grad(t, floats, allow_unused=True)]
    cases.append(c)


def bad(name, inputs, *args, **o):
    case(name, inputs, *args, fail=True, **o)


D = "float64"
inf, ninf = {"num": "inf"}, {"num": "-inf"}


def square(name, *args, pre="dominant", **o):
    """What takes square matrices: float64 and float32, a batch, other layouts, sizes of 1 and 0."""
    case(name, [spec(3, 3, d=D)], *args, pre=pre, **o)
    case(name, [spec(3, 3)], *args, pre=pre, **o)
    case(name, [spec(2, 2, 2, 2, d=D)], *args, pre=pre, **o)
    case(name, [spec(3, 3, d=D, l="t")], *args, pre=pre, **o)
    case(name, [spec(2, 3, 3, d=D, l="s")], *args, pre=pre, **o)
    case(name, [spec(1, 1, d=D)], *args, pre=pre, **o)
    case(name, [spec(0, 2, 2, d=D)], *args, pre=pre, **o)
    case(name, [spec(0, 0, d=D)], *args, pre=pre, **o)
    case(name, [spec(7, 7, d=D)], *args, pre=pre, **o)


def not_square(name, *args, half=True, **o):
    bad(name, [spec(2, 3)], *args, **o)
    bad(name, [spec(3)], *args, **o)
    bad(name, [spec(2, 2, d="int64", lo=0, hi=3)], *args, **o)
    if half:
        bad(name, [spec(2, 2, d="float16")], *args, **o)


def rectangles(name, *args, **o):
    for shape in ([4, 3], [3, 4], [3, 3], [2, 4, 2], [2, 2, 4], [1, 3], [3, 1], [0, 3, 2]):
        case(name, [spec(*shape, d=D)], *args, **o)
    case(name, [spec(4, 3)], *args, **o)
    case(name, [spec(3, 4, d=D, l="t")], *args, **o)


ones = [1.0] * 4
singular = spec(2, 2, v=ones)
batch = {"s": [2, 2, 2], "v": [1.0, 0.0, 0.0, 1.0] + ones}

# inverses, equations, determinants
for name in ("linalg.inv", "inverse", "linalg.det", "linalg.slogdet", "logdet", "det", "slogdet"):
    square(name)
for name in ("linalg.inv", "linalg.slogdet"):
    not_square(name)
not_square("linalg.det", half=False)
bad("logdet", [spec(2, 3)])
case("linalg.det", [singular], grad=False)  # PyTorch gives a gradient of zeros there, which it is not
case("linalg.det", [spec(3, 3, d=D, v=[1, 2, 3, 4, 5, 6, 7, 8, 9])], grad=False)
case("linalg.slogdet", [singular], grad=False)
case("linalg.slogdet", [spec(2, 2, v=[0, 1, 1, 0])])
case("logdet", [spec(2, 2, v=[0, 1, 1, 0])], grad=False)
case("logdet", [singular], grad=False)
case("linalg.det", [spec(2, 2, v=[math.nan, 1, 1, 2])], grad=False)
square("linalg.invEx")
case("linalg.invEx", [singular], q=[1], grad=False)
for s in (singular, batch, spec(3, 3, v=[1, 2, 3, 4, 5, 6, 7, 8, 9]), spec(4, 4, d=D, v=list(range(16)))):
    bad("linalg.inv", [s])
bad("linalg.invEx", [singular], k={"checkErrors": True})
for shapes in (([3, 3], [3]), ([3, 3], [3, 2]), ([2, 3, 3], [3, 2]), ([2, 3, 3], [2, 3]), ([3, 3], [2, 3, 2]), ([2, 1, 2, 2], [3, 2, 2]), ([0, 0], [0, 2]), ([0, 2, 2], [0, 2, 1])):
    case("linalg.solve", [spec(*s, d=D) for s in shapes], pre="dominant")
case("linalg.solve", [spec(3, 3), spec(3, 2)], pre="dominant")
case("linalg.solve", [spec(3, 3, l="t"), spec(3, 2, l="t")], pre="dominant")
case("linalg.solve", [spec(3, 3, d=D), spec(2, 3, d=D)], pre="dominant", k={"left": False})
case("linalg.solveEx", [spec(3, 3, d=D), spec(3, 2, d=D)], pre="dominant")
case("linalg.solveEx", [singular, spec(2)], q=[1], grad=False)
bad("linalg.solve", [singular, spec(2)])
bad("linalg.solve", [batch, spec(2, 2, 1)])
bad("linalg.solveEx", [singular, spec(2)], k={"checkErrors": True})
bad("linalg.solve", [spec(2, 3), spec(2)])
bad("linalg.solve", [spec(3), spec(3)])
bad("linalg.solve", [spec(2, 2), spec(3)])
bad("linalg.solve", [spec(2, 2), spec(3, 1)])
bad("linalg.solve", [spec(2, 2), spec(2, d=D)])
bad("linalg.solve", [spec(3, 2, 2), spec(4, 2, 1)])
bad("linalg.solve", [spec(2, 2, d="int64"), spec(2, d="int64")])
square("linalg.luFactor")
square("linalg.lu")
for name in ("linalg.luFactor", "linalg.lu"):
    rectangles(name)
for name in ("linalg.luFactor", "linalg.lu"):
    bad(name, [spec(3)])
    bad(name, [spec(2, 2, d="int64")])
    bad(name, [spec(2, 2)], k={"pivot": False})
case("linalg.luFactorEx", [singular], grad=False)
case("linalg.luFactorEx", [spec(3, 3, d=D)])
bad("linalg.luFactor", [singular])
bad("linalg.luFactor", [batch])
bad("linalg.luFactorEx", [singular], k={"checkErrors": True})
pivots = {"s": [3], "d": "int32", "v": [2, 3, 3]}
for k in ({}, {"left": False}, {"adjoint": True}, {"left": False, "adjoint": True}):
    case("linalg.luSolve", [spec(3, 3, d=D), pivots, spec(3, 3, d=D)], k=k, pre="dominant")
bad("linalg.luSolve", [spec(2, 2), spec(2, d="int64", v=[1, 2]), spec(2, 1)])
bad("linalg.luSolve", [spec(2, 2), spec(2, d="int32", v=[1, 2]), spec(3, 1)])
for k in ({"upper": True}, {"upper": False}, {"upper": True, "unitriangular": True}, {"upper": False, "left": False}, {"upper": True, "left": False}):
    case("linalg.solveTriangular", [spec(3, 3, d=D), spec(3, 3, d=D)], k=k, pre="dominant")
    case("linalg.solveTriangular", [spec(2, 3, 3, d=D), spec(3, 3, d=D)], k=k, pre="dominant")
case("linalg.solveTriangular", [spec(3, 3), spec(3, 1)], k={"upper": True}, pre="dominant")
case("linalg.solveTriangular", [spec(2, 2, v=[1, 2, 0, 0]), spec(2, 1)], k={"upper": True}, grad=False)
bad("linalg.solveTriangular", [spec(2, 3), spec(2, 2)], k={"upper": True})
bad("linalg.solveTriangular", [spec(2, 2), spec(3, 2)], k={"upper": True})
bad("linalg.solveTriangular", [spec(2, 2), spec(2)], k={"upper": True})
bad("linalg.solveTriangular", [spec(2, 2), spec(2, 3)], k={"upper": True, "left": False})

# factorisations
for name in ("linalg.cholesky", "cholesky"):
    square(name, pre="spd")
not_square("linalg.cholesky", half=False)
case("linalg.cholesky", [spec(3, 3, d=D)], k={"upper": True}, pre="spd")
case("cholesky", [spec(3, 3, d=D)], True, pre="spd")
case("linalg.cholesky", [spec(2, 2, d=D, v=[4, 7, 2, 5])])  # one triangle is read
case("linalg.cholesky", [spec(2, 2, d=D, v=[4, 2, 7, 5])], k={"upper": True})
bad("cholesky", [spec(2, 3)])
for name in ("linalg.cholesky", "cholesky"):
    bad(name, [spec(2, 2, v=[-1, 0, 0, -1])])
    bad(name, [singular])
    bad(name, [{"s": [2, 2, 2], "v": [1, 0, 0, 1, 0, -1, -1, 0]}])
case("linalg.choleskyEx", [spec(3, 3, d=D)], pre="spd")
case("linalg.choleskyEx", [spec(2, 2, v=[-1, 0, 0, -1])], q=[1], grad=False)
bad("linalg.choleskyEx", [spec(2, 2, v=[-1, 0, 0, -1])], k={"checkErrors": True})
case("choleskyInverse", [spec(3, 3, d=D)], pre="tril")
case("choleskyInverse", [spec(2, 3, 3)], pre="tril")
case("choleskyInverse", [spec(3, 3, d=D)], True, pre="dominant")
case("choleskyInverse", [spec(3, 3, d=D)], pre="dominant")
bad("choleskyInverse", [spec(2, 3)])
case("choleskySolve", [spec(3, 2, d=D), spec(3, 3, d=D, v=[2, 0, 0, 1, 3, 0, -1, 1, 2])])
case("choleskySolve", [spec(2, 3, 2, d=D), spec(3, 3, d=D, v=[2, 0, 0, 1, 3, 0, -1, 1, 2])])
case("choleskySolve", [spec(3, 1, d=D), spec(3, 3, d=D, v=[2, 1, -1, 0, 3, 1, 0, 0, 2])], True)
bad("choleskySolve", [spec(2), spec(2, 2)])
bad("choleskySolve", [spec(2, 1), spec(2, 3)])
bad("choleskySolve", [spec(3, 1), spec(2, 2)])
for name in ("linalg.qr", "qr"):
    rectangles(name)
square("linalg.qr", pre=None)
case("linalg.qr", [spec(4, 2, d=D)], "complete", grad=False)
case("linalg.qr", [spec(2, 4, d=D)], k={"mode": "complete"})
case("linalg.qr", [spec(4, 2, d=D)], "r", grad=False)
case("linalg.qr", [spec(2, 4, d=D)], "r", grad=False)
case("qr", [spec(4, 2, d=D)], False, grad=False)
case("linalg.qr", [spec(2, 0, 3)], grad=False)
bad("linalg.qr", [spec(3)])
bad("linalg.qr", [spec(2, 2, d="int64")])
bad("linalg.qr", [spec(2, 2, d="float16")])
bad("linalg.qr", [spec(2, 2)], "x")
for name in ("linalg.svd", "svd"):
    rectangles(name, *([False] if name == "linalg.svd" else []), p="abs")
    case(name, [spec(0, 3, d=D)], p="abs")
    case(name, [spec(3, 0, d=D)], p="abs")
case("linalg.svd", [spec(4, 3, d=D)], False, p="abs")
case("linalg.svd", [spec(3, 4, d=D)], k={"fullMatrices": False}, p="abs")
case("linalg.svd", [spec(6, 6)], q=[1])
case("linalg.svd", [spec(4, 3, d=D)], p="abs", grad=False)
case("linalg.svd", [spec(2, 2, 3, d=D)], k={"fullMatrices": True}, p="abs", grad=False)
case("svd", [spec(4, 3, d=D)], False, p="abs", q=[1])
case("svd", [spec(3, 4, d=D)], True, False, grad=False)
rectangles("linalg.svdvals")
case("linalg.svdvals", [spec(12, 9, d=D)])
case("linalg.svdvals", [spec(3, 3, d=D, v=[1, 2, 3, 4, 5, 6, 7, 8, 9])], grad=False)
case("linalg.svdvals", [spec(3, 3, v=[0] * 9)], grad=False)
bad("linalg.svd", [spec(3)])
bad("linalg.svd", [spec(2, 2, d="int64")])
bad("linalg.svd", [spec(2, 2, d="float16")])
bad("linalg.svd", [spec(2, 2, v=[math.nan, 1, 1, 2])])
square("linalg.eigh", pre="sym", p="abs")
square("linalg.eigvalsh", pre="sym")
case("linalg.eigh", [spec(3, 3, d=D)], "U", p="abs", grad=False)
case("linalg.eigh", [spec(3, 3, d=D)], k={"UPLO": "L"}, p="abs", grad=False)
case("linalg.eigvalsh", [spec(3, 3, d=D)], "U", grad=False)
case("linalg.eigvalsh", [spec(12, 12, d=D)], pre="sym")
case("linalg.eigvalsh", [spec(3, 3, d=D, v=[2, 0, 0, 0, 2, 0, 0, 0, 2])])
case("linalg.eigvalsh", [spec(4, 4, d=D, v=[1] * 16)], grad=False)
not_square("linalg.eigh")
bad("linalg.eigvalsh", [spec(2, 3)])
bad("linalg.eigh", [spec(2, 2)], "x")
case("linalg.householderProduct", [spec(4, 2, d=D), spec(2, d=D)])
case("linalg.householderProduct", [spec(2, 3, 3, d=D), spec(2, 2, d=D)])
bad("linalg.householderProduct", [spec(2, 3), spec(2)])
bad("linalg.householderProduct", [spec(3, 2), spec(3)])

# pseudoinverse, rank, least squares
for name in ("linalg.pinv", "pinverse"):
    rectangles(name)
case("linalg.pinv", [spec(3, 3, d=D, v=[1, 2, 3, 2, 4, 6, 1, 0, 1])])
case("linalg.pinv", [spec(2, 3, d=D)], k={"atol": 1.5, "rtol": 0})
case("linalg.pinv", [spec(2, 3, d=D)], 0.5)
case("linalg.pinv", [spec(2, 3, d=D)], k={"rcond": 0.5})
case("linalg.pinv", [spec(3, 3, d=D)], k={"hermitian": True}, pre="sym")
case("linalg.pinv", [spec(2, 3, v=[0] * 6)], grad=False)
bad("linalg.pinv", [spec(3)])
bad("linalg.pinv", [spec(2, 2, d="int64")])
bad("linalg.pinv", [spec(2, 3)], k={"hermitian": True})
for v, k in (([1, 2, 3, 4, 5, 6, 7, 8, 9], {}), ([1, 1, 1, 1, 1, 1, 1, 1, 1], {}), ([1, 1, 1, 1, 1, 1, 1, 1, 1], {"hermitian": True}), ([0] * 9, {}), ([3, 0, 0, 0, 2, 0, 0, 0, 0.5], {"tol": 1.0}), ([3, 0, 0, 0, 2, 0, 0, 0, 0.5], {"atol": 1.0}), ([3, 0, 0, 0, 2, 0, 0, 0, 0.5], {"rtol": 0.9})):
    case("linalg.matrixRank", [spec(3, 3, d=D, v=v)], k=k, grad=False)
case("linalg.matrixRank", [spec(2, 3, 2)], grad=False)
case("linalg.matrixRank", [spec(3, 3, v=[3, 0, 0, 0, 2, 0, 0, 0, 0.5])], 1.0, grad=False)
case("linalg.matrixRank", [spec(2, 0)], grad=False)
bad("linalg.matrixRank", [spec(3)])
bad("linalg.matrixRank", [spec(2, 2, d="int64")])
for a, b in (([4, 2], [4, 3]), ([2, 4], [2, 3]), ([2, 4, 2], [2, 4, 1]), ([2, 3, 2], [2, 3]), ([3, 3], [3, 1])):
    vectors = len(a) == len(b) + 1  # PyTorch 1.13's own gradient fails for these
    case("linalg.lstsq", [spec(*a, d=D), spec(*b, d=D)], q=[0, 2], grad=not vectors)
    case("linalg.lstsq", [spec(*a, d=D), spec(*b, d=D)], k={"driver": "gelsd"}, q=[0], grad=False)
case("linalg.lstsq", [spec(4, 2), spec(4, 1)], q=[0])
case("linalg.lstsq", [spec(4, 2, d=D), spec(4, 3, d=D)], k={"driver": "gelsd"}, grad=False)
case("linalg.lstsq", [spec(4, 2, d=D), spec(4, 3, d=D)], k={"driver": "gels"}, grad=False)
case("linalg.lstsq", [spec(3, 2, v=[1] * 6, d=D), spec(3, 1, d=D)], grad=False)
case("linalg.lstsq", [spec(2, 3, d=D, v=[1, 2, 3, 4, 5, 6]), spec(2, 1, d=D)], 0.5, k={"driver": "gelsd"}, q=[0, 2, 3], grad=False)
bad("linalg.lstsq", [spec(3), spec(3)])
bad("linalg.lstsq", [spec(3, 2), spec(2)])
bad("linalg.lstsq", [spec(3, 2), spec(2, 2)])
bad("linalg.lstsq", [spec(3, 2), spec(3, 1, d=D)])
bad("linalg.lstsq", [spec(3, 2), spec(3, 1)], k={"driver": "x"})
bad("linalg.lstsq", [spec(2, 3, 2), spec(3, 3, 1)])

# norms
for ord in (None, 2, 1, 0, 0.5, 3, -1, inf, ninf):
    case("linalg.vectorNorm", [spec(2, 3, d=D)], *([] if ord is None else [ord]))
    case("linalg.vectorNorm", [spec(2, 3, 2, d=D)], *([2 if ord is None else ord]), [0, 2], True)
    case("linalg.norm", [spec(4, d=D)], *([] if ord is None else [ord]))
for ord in ("fro", "nuc", 1, -1, 2, -2, inf, ninf):
    case("linalg.matrixNorm", [spec(2, 3, d=D)], ord)
    case("linalg.matrixNorm", [spec(3, 2, 3, d=D)], ord, [0, 1])
    case("linalg.matrixNorm", [spec(3, 2, 3, d=D)], ord, [2, 0], True)
    case("linalg.norm", [spec(2, 3)], ord)
    case("linalg.norm", [spec(3, 2, 3, d=D)], k={"ord": ord, "dim": [1, 2], "keepdim": True})
case("linalg.matrixNorm", [spec(2, 2, 3, l="t")])
case("linalg.norm", [spec(2, 3, 2)])
case("linalg.norm", [spec()])
case("linalg.norm", [spec(2, 3)], 2, 0)
case("linalg.norm", [spec(2, 3)], 2, 0, True)
case("linalg.norm", [spec(2, 3)], k={"dim": [0, 1]})
case("linalg.norm", [spec(2, 3)], k={"dtype": {"d": D}})
case("linalg.vectorNorm", [spec(2, 3)], k={"dtype": {"d": D}, "dim": 1})
case("linalg.vectorNorm", [spec(0)])
case("linalg.vectorNorm", [spec(0, 2)], k={"ord": inf, "dim": 1})
case("linalg.vectorNorm", [spec(2, 3, v=[0, 0, 0, 1, 2, 2])], 2, 1)
case("linalg.vectorNorm", [spec(2, 3, d="float16")], grad=False)
case("linalg.matrixNorm", [spec(0, 3)], "nuc")
case("linalg.matrixNorm", [spec(0, 3)])
bad("linalg.norm", [spec(2, 2)], "x")
bad("linalg.norm", [spec(2, 2)], 3)
bad("linalg.norm", [spec(2, 2)], 0)
bad("linalg.norm", [spec(2, 2, 2)], "fro")
bad("linalg.norm", [spec(2, 2, 2)], 2)
bad("linalg.norm", [spec()], 2)
bad("linalg.norm", [spec(2)], "nuc")
bad("linalg.norm", [spec(2, 2, 2)], 2, [0, 1, 2])
bad("linalg.norm", [spec(2, 2)], "fro", 0)
bad("linalg.norm", [spec(2, 2, d="int64")])
bad("linalg.norm", [spec(2, 2, d="float16")], 2)
bad("linalg.norm", [spec(2, 2)], k={"dtype": {"d": "float16"}})
bad("linalg.norm", [spec(2, 2)], k={"dtype": {"d": "int64"}})
bad("linalg.norm", [spec(2, 2, d=D)], k={"dtype": {"d": "float32"}})
bad("linalg.matrixNorm", [spec(2, 2)], 3)
bad("linalg.matrixNorm", [spec(2, 2)], "fro", [0, 0])
bad("linalg.matrixNorm", [spec(2, 2)], "fro", [0, 5])
bad("linalg.matrixNorm", [spec(3)])
bad("linalg.matrixNorm", [spec(2, 2, d="int64")])
bad("linalg.vectorNorm", [spec(0)], inf)
bad("linalg.vectorNorm", [spec(0)], -1)
bad("linalg.vectorNorm", [spec(2, 0)], inf, 1)
bad("linalg.vectorNorm", [spec(2, 2)], 2, 5)
bad("linalg.vectorNorm", [spec(2, 2, d="int64")])
for p in (None, 2, -2, 1, -1, inf, ninf, "fro", "nuc"):
    case("linalg.cond", [spec(3, 3, d=D)], *([] if p is None else [p]), pre="dominant", grad=p in (None, 2, -2))  # 1.13's own gradient of the others fails
case("linalg.cond", [spec(2, 2, 3, d=D)], 2)
case("linalg.cond", [singular], 1, grad=False)
case("linalg.cond", [batch], 1, grad=False)
case("linalg.cond", [spec(3, 0, 0)], 1, grad=False)
bad("linalg.cond", [spec(2, 3)], 1)
bad("linalg.cond", [spec(2, 2)], 3)
bad("linalg.cond", [spec(2, 2)], "x")
bad("linalg.cond", [spec(3)])

# products
for n in (0, 1, 2, 3, 5, -1, -2):
    case("linalg.matrixPower", [spec(3, 3, d=D)], n, pre="dominant")
    case("matrixPower", [spec(2, 2, 2, d=D)], n, pre="dominant")
case("linalg.matrixPower", [spec(2, 2, d="int64", v=[1, 1, 0, 1])], 5, grad=False)
bad("linalg.matrixPower", [spec(2, 3)], 2)
bad("linalg.matrixPower", [spec(3)], 2)
bad("linalg.matrixPower", [singular], -1)
bad("linalg.matrixPower", [spec(2, 2)], 1.5)
for name in ("linalg.matrixExp", "matrixExp"):
    square(name, pre=None)
case("linalg.matrixExp", [spec(3, 3, d=D, lo=-20, hi=20)], grad=False)
bad("linalg.matrixExp", [spec(2, 3)])
bad("linalg.matrixExp", [spec(3)])
bad("linalg.matrixExp", [spec(2, 2, d="int64")])
for shapes in (([2, 3], [3, 4]), ([2, 3], [3, 4], [4, 2]), ([3], [3, 4], [4]), ([5, 2], [2, 6], [6, 1], [1, 3]), ([3], [3]), ([2, 3], [3])):
    case("linalg.multiDot", [spec(*s, d=D) for s in shapes], lst=True)
for shapes in (([2, 3],), (), ([2, 3], [2, 3]), ([2, 3], [2, 3], [3]), ([2, 2], [2], [3, 3]), ([2, 2, 2], [2, 3]), ([2], [3])):
    bad("linalg.multiDot", [spec(*s) for s in shapes], lst=True)
bad("linalg.multiDot", [spec(2, 2), spec(2, 2, d=D)], lst=True)
case("chainMatmul", [spec(2, 3, d=D), spec(3, 4, d=D), spec(4, 2, d=D)])
bad("chainMatmul", [spec(2, 3), spec(3, 2), spec(2)])
for name in ("linalg.cross", "cross"):
    case(name, [spec(2, 3, d=D), spec(2, 3, d=D)])
    case(name, [spec(1, 3), spec(2, 3)])
case("linalg.cross", [spec(3, 2, d=D), spec(3, 2, d=D)], k={"dim": 0})
case("linalg.cross", [spec(2, 3, d="int64", lo=-3, hi=3), spec(2, 3, d="int64", lo=-3, hi=3)], grad=False)
case("cross", [spec(3, 3, d=D), spec(3, 3, d=D)])
case("cross", [spec(3, 3, d=D), spec(3, 3, d=D)], 1)
bad("linalg.cross", [spec(2), spec(2)])
bad("linalg.cross", [spec(3), spec(2, 3)])
bad("linalg.cross", [spec(2, 3), spec(2, 3)], k={"dim": 0})
bad("linalg.cross", [spec(3), spec(2)])
bad("cross", [spec(2, 2), spec(2, 2)])
case("linalg.vecdot", [spec(2, 3, d=D), spec(2, 3, d=D)])
case("linalg.vecdot", [spec(2, 3, d=D), spec(2, 3, d=D)], k={"dim": 0})
case("linalg.vecdot", [spec(2, 3), spec(3)])
bad("linalg.vecdot", [spec(2), spec(2, d=D)])
bad("linalg.vecdot", [spec(2, d="int64"), spec(2, d="int64")])
case("linalg.vander", [spec(3, d=D)])
case("linalg.vander", [spec(2, 3, d=D)], k={"N": 4})
case("linalg.vander", [spec(3, d="int32", v=[1, 2, 3])], grad=False)
case("linalg.vander", [spec(1)], k={"N": 2})
bad("linalg.vander", [spec()])
bad("linalg.vander", [spec(2)], k={"N": 1})
bad("linalg.vander", [spec(2, d="bool")])
case("linalg.diagonal", [spec(2, 3, 4, d=D)])
case("linalg.diagonal", [spec(2, 3, 4, d=D)], k={"offset": 1})
case("linalg.diagonal", [spec(2, 3, 4, d=D)], k={"offset": -1, "dim1": 0, "dim2": 2})
bad("linalg.diagonal", [spec(3)])
case("linalg.tensorinv", [spec(2, 2, 4, d=D)])
case("linalg.tensorinv", [spec(4, 2, 2, d=D)], 1)
bad("linalg.tensorinv", [spec(4, 2, 3)])
bad("linalg.tensorinv", [spec(4, 2, 3)], k={"ind": 0})
case("linalg.tensorsolve", [spec(2, 2, 4, d=D), spec(2, 2, d=D)])
case("linalg.tensorsolve", [spec(2, 4, 2, d=D), spec(2, 2, d=D)], [1])
bad("linalg.tensorsolve", [spec(2, 3), spec(2)])
case("linalg.matmul", [spec(2, 3), spec(3, 2)])

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "linalg.json")
with open(path, "w") as f:
    # One case per line: a change shows as a change of those lines.
    f.write('{"torch": ' + json.dumps(torch.__version__) + ',\n"cases": [\n')
    f.write(",\n".join(json.dumps(c, separators=(",", ":"), allow_nan=False) for c in cases) + "\n]}\n")
print(f"{len(cases)} cases, {os.path.getsize(path)} bytes", file=sys.stderr)
