#!/usr/bin/env python3
"""Writes test/golden/dtypes.json: what PyTorch does with the other goldens' calls where their floats are of another dtype.

Every function, method and layer that has goldens is called again with its floating inputs as complex numbers, whole
numbers, bools and halves (of each name a few calls, see `chosen`). A case is [file, kind, index, dtype, outcome]; the
outcome is {"e": …} where PyTorch refuses, else the results "r" and, for complex numbers, the gradients "g" of the sum
of the results' parts times weights. Run after the other programs: python3 test/golden/dtypes.py
"""
import glob
import json
import math
import os
import sys
import warnings

import torch

import calls_base
import nn_base
import ops_base
from ops_base import encode, name_of

warnings.simplefilter("ignore")
here = os.path.dirname(os.path.abspath(__file__))
DTYPES = ["complex128", "int64", "uint8", "bool", "float16", "bfloat16"]
# Of each name, as many calls; more for complex numbers, which are kept in another way.
MOST = {"complex128": 3}
# Draws, whose streams are tested elsewhere, and what is no computation.
SKIP = {"rand", "randn", "dropout", "printing"}
# LAPACK takes the diagonal of a factor to be real, and a made-up one is not; this build's complex dot gives zeros, and its
# in-place comparisons write into half of each number.
NOT_COMPLEX = {"choleskyInverse", "dot", "vdot", "eq_", "ne_", "notEqual_", "logicalAnd_", "logicalOr_", "logicalXor_", "logicalNot_"}


def recast(x, d, at):
    """A floating tensor in another dtype; a complex one gets imaginary parts by the formula, in the order `at` of the inputs."""
    if not x.is_floating_point():
        return x
    y = x.detach()
    if d != "complex128":
        return y.to(getattr(torch, d))
    n = y.numel()
    im = torch.tensor(ops_base.values(n, 70 + at, "float64", -1, 1), dtype=torch.float64).reshape(y.shape)
    return torch.complex(y.double(), im)


def weights(shape):
    n = math.prod(shape)
    return torch.tensor(ops_base.values(n, 99, "float64", 0.5, 1.5), dtype=torch.float64).reshape(list(shape))


def numbers(x):
    x = x.detach().resolve_conj().resolve_neg().clone()
    if x.is_complex():
        return [short(v) for v in torch.view_as_real(x).reshape(-1).tolist()]
    return [short(v) for v in x.reshape(-1).tolist()]


def short(v):
    return encode(float(f"{v:.9g}")) if isinstance(v, float) else encode(v)


def leaves(x):
    if isinstance(x, torch.Tensor):
        return [x]
    if isinstance(x, dict):
        return [t for v in x.values() for t in leaves(v)]
    if isinstance(x, (list, tuple)):
        return [t for v in x for t in leaves(v)]
    return []


def outcome(inputs, run, complex_):
    wanted = [x for x in inputs if x.is_complex()] if complex_ else []
    for x in wanted:
        x.requires_grad_()
    try:
        outs = [t for t in leaves(run()) if t.layout == torch.strided]
    except Exception as e:
        if os.environ.get("SHOW"):
            print("   ", type(e).__name__, str(e).split("\n")[0])
        if complex_ and ("leaf Variable that requires grad" in str(e) or "automatic differentiation" in str(e) or "requires_grad" in str(e)):  # the values alone, then
            for x in wanted:
                x.requires_grad_(False)
            return outcome(inputs, run, False)
        return {"e": str(e).split("\n")[0][:160]}
    r = [[name_of(t.dtype), list(t.shape), numbers(t)] for t in outs]
    got = {"r": r}
    parts = [torch.view_as_real(t.resolve_conj()) if t.is_complex() else t for t in outs if (t.is_complex() or t.is_floating_point()) and t.requires_grad]
    if wanted and parts:
        try:
            gs = torch.autograd.grad(sum((p.double() * weights(p.shape)).sum() for p in parts), wanted, allow_unused=True)
            got["g"] = [None if g is None else numbers(g) for g in gs]
        except RuntimeError as e:
            got["ge"] = str(e).split("\n")[0][:160]
    return got


def ops_case(c, d):
    env = {k: recast(ops_base.make(s, i), d, i) for i, (k, s) in enumerate(c["i"].items())}
    inputs = list(env.values())

    def run():
        for x in inputs:
            pass
        e = dict(env)
        for target, fn, *args in c["s"]:
            got = ops_base.run_step(fn, args, e)
            if target:
                e[target] = got
        return [e[o] for o in c.get("o") or [c["s"][-1][0]]]
    return inputs, run


def call_case(c, d):
    xs = [recast(calls_base.make(s, i), d, i) for i, s in enumerate(c["i"])]
    def run():
        out = calls_base.call(c, [calls_base.prepare(c.get("pre"), x) if i == 0 else x for i, x in enumerate(xs)])
        if "q" in c:
            out = [out[i] for i in c["q"]]
        return [t.abs() for t in leaves(out)] if c.get("p") == "abs" else out  # signs and phases are free
    return xs, run


def respec(a):
    if isinstance(a, dict) and ("t" in a or "l" in a or "v" in a):
        return nn_base.Spec(a)
    if isinstance(a, dict):
        return {k: respec(v) for k, v in a.items()}
    return [respec(v) for v in a] if isinstance(a, list) else a


def recast_all(v, d, count):
    if isinstance(v, torch.Tensor):
        count[0] += 1
        return recast(v, d, count[0])
    if isinstance(v, dict):
        return {k: recast_all(x, d, count) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return type(v)(recast_all(x, d, count) for x in v)
    return v


def made(a):
    a = respec(a)
    return {k: nn_base.make(v, 0) for k, v in a.items()} if isinstance(a, dict) and not isinstance(a, nn_base.Spec) else nn_base.make(a, 0)


def function_case(c, d):
    count = [0]
    args = [recast_all(made(a), d, count) for a in c["a"]]
    options = {ops_base.snake(k): recast_all(made(v), d, count) for k, v in c["o"].items()}

    def run():
        if "seed" in c:
            torch.manual_seed(c["seed"])
        return nn_base.lookup(c["n"])(*args, **options)
    return leaves([args, options]), run


def layer_case(c, d):
    torch.manual_seed(c["seed"])
    m = getattr(torch.nn, c["n"])(*[made(a) for a in c["c"]], **{ops_base.snake(k): made(v) for k, v in c["ck"].items()})
    if c.get("eval"):
        m.eval()
    if d in ("complex128", "float16", "bfloat16"):
        with torch.no_grad():
            m.to(getattr(torch, d))
            if d == "complex128":
                for i, t in enumerate(list(m.parameters()) + list(m.buffers())):
                    if t.is_complex():
                        t.copy_(recast(t.real.clone(), d, 20 + i))
    count = [0]
    args = [recast_all(made(a), d, count) if not (isinstance(a, dict) and "k" in a) else recast_all(made(a["k"]), d, count) for a in c["in"]]

    def run():
        if "run" in c:
            torch.manual_seed(c["run"])
        options = args[-1] if args and isinstance(args[-1], dict) else {}
        return m(*(args[:-1] if options else args), **{ops_base.snake(k): v for k, v in options.items()})
    return leaves(args), run


def floating(c, kind):
    text = json.dumps(c["i"] if kind in ("ops", "calls") else c["a"] if kind == "functions" else c["in"])
    if kind in ("ops", "calls"):
        return any(s.get("d", "float32") in ("float32", "float64") and math.prod(s["s"]) > 0 for s in (c["i"].values() if kind == "ops" else c["i"]))
    return '"float32"' in text or '"float64"' in text


def readers():
    for path in sorted(glob.glob(os.path.join(here, "*.json"))):
        file = os.path.basename(path)[:-5]
        g = json.load(open(path))
        if file == "ops" or file.startswith("ops_"):
            yield file, "ops", g["cases"], ops_case
        elif file in ("linalg", "fft", "complex", "complex_functions", "special"):
            if "cases" in g and g["cases"] and "i" in g["cases"][0]:
                yield file, "calls", g["cases"], call_case
        elif file.startswith("nn_"):
            if "functions" in g:
                yield file, "functions", g["functions"], function_case
            if "layers" in g:
                yield file, "layers", g["layers"], layer_case


def hostile(c):
    """Cases of infinities, on whose complex products C libraries do not agree; and three of which PyTorch's gradient is wrong or missing."""
    text = json.dumps([c.get(k) for k in ("i", "a", "in", "s")])
    if '"inf"' in text or '"-inf"' in text or '"nan"' in text:
        return True
    shapes = [s["s"] for s in (c["i"].values() if isinstance(c.get("i"), dict) else [])]
    return (c["n"] == "matmul" and shapes and all(len(s) == 1 for s in shapes)) or (c["n"] == "maskedSelect" and c["i"]["x"].get("l") == "t") \
        or (c["n"] == "blockDiag" and [0] in shapes) or c["n"] == "asStridedScatter"


out = []
for file, kind, cases, build in readers():
    taken = {}
    for index, c in enumerate(cases):
        if "e" in c or c["n"] in SKIP or (kind == "layers" and "in" not in c):
            continue
        if not floating(c, kind):
            continue
        if kind == "ops" and any(s[1] == "noGrad" or s[1].startswith("grad") for s in c["s"]):
            continue
        for d in DTYPES:
            if d == "complex128" and (c["n"] in NOT_COMPLEX or hostile(c)):
                continue
            key = (c["n"], d)
            if taken.get(key, 0) >= MOST.get(d, 1):
                continue
            try:
                inputs, run = build(c, d)
            except Exception as e:
                print(file, kind, index, c["n"], d, "cannot be made:", str(e).split("\n")[0], file=sys.stderr)
                continue
            got = outcome(inputs, run, d == "complex128")
            if "r" in got and sum(len(r[2]) for r in got["r"]) > 150:
                continue
            taken[key] = taken.get(key, 0) + 1
            out.append([file, kind, index, d, got])

path = os.path.join(here, "dtypes.json")
with open(path, "w") as f:
    dump = lambda v: json.dumps(v, separators=(",", ":"), allow_nan=False)
    f.write('{"torch": ' + dump(torch.__version__) + ',\n"cases": [\n' + ",\n".join(map(dump, out)) + "\n]}\n")
print(len(out), "cases,", os.path.getsize(path), "bytes")
