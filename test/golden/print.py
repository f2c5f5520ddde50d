"""Writes print.json: tensors as PyTorch prints them. Run with a Python that has PyTorch: python3 test/golden/print.py

A case has dtype, shape, strides and offset (in elements; left out where contiguous), options (of set_printoptions),
suffixes (grad_fn, requires_grad) and the expected text. Its storage is `raw` (a list; nan, inf and int64 as strings)
or a formula for element i of `n`: (i * a) % m * scale + bias, computed in double, then converted to the dtype.
"""
import json
import os
import random
import struct

import torch

rng = random.Random(7)
cases = []
FLOATS = ["float32", "float64", "float16", "bfloat16"]
INTS = ["int64", "int32", "int16", "int8", "uint8"]


def contiguous(shape):
    strides, step = [], 1
    for size in reversed(shape):
        strides.insert(0, step)
        step *= max(size, 1)
    return strides


def build(storage, dtype):
    kind = getattr(torch, dtype)
    if "raw" in storage:
        if dtype in INTS:
            return torch.tensor([int(v) for v in storage["raw"]], dtype=kind)
        if dtype == "bool":
            return torch.tensor([bool(v) for v in storage["raw"]], dtype=kind)
        return torch.tensor([float(v) for v in storage["raw"]], dtype=torch.float64).to(kind)
    i = torch.arange(storage["n"], dtype=torch.int64) * storage["a"] % storage["m"]
    return (i.to(torch.float64) * storage["scale"] + storage["bias"]).to(kind)


def storable(v, dtype):
    """A value of the tensor as JSON can hold it, exactly."""
    if dtype == "int64":
        return str(v)
    if isinstance(v, float) and (v != v or v in (float("inf"), float("-inf"))):
        return str(v)
    return v


def case(dtype, shape, storage, strides=None, offset=0, options=None, requires_grad=False, grad_fn=False):
    flat = build(storage, dtype)
    if "raw" in storage:  # what the dtype made of the values, so that reading them back is exact
        storage = {"raw": [storable(v, dtype) for v in flat.tolist()]}
    t = torch.as_strided(flat, shape, contiguous(shape) if strides is None else strides, offset)
    record = {"dtype": dtype, "shape": list(shape), "storage": storage}
    if strides is not None:
        record["strides"] = list(strides)
    if offset:
        record["offset"] = offset
    torch.set_printoptions(profile="default")
    if options:
        torch.set_printoptions(**options)
        record["options"] = options
    if requires_grad or grad_fn:
        t.requires_grad_()
        record["requiresGrad"] = True
    if grad_fn:
        t = t * 1
        record["gradFn"] = type(t.grad_fn).__name__
    record["expected"] = str(t)
    torch.set_printoptions(profile="default")
    cases.append(record)


def raw(*values):
    return {"raw": list(values)}


def ramp(n, a=1, m=10**9, scale=1.0, bias=0.0):
    return {"n": n, "a": a, "m": m, "scale": scale, "bias": bias}


def any_float(kind):
    """A random value: plain, tiny, huge, any bits, an integer, half-way between two decimals, or not finite."""
    if kind == "plain":
        return rng.gauss(0, 1)
    if kind == "integer":
        return float(rng.randint(-50, 50))
    if kind == "magnitude":
        return rng.choice([-1, 1]) * 10 ** rng.uniform(-45, 38)
    if kind == "bits":
        return struct.unpack("f", struct.pack("I", rng.getrandbits(32)))[0]
    if kind == "tie":
        return rng.randint(-999, 999) / 2 ** rng.randint(1, 8)
    if kind == "special":
        return rng.choice([float("nan"), float("inf"), float("-inf"), 0.0, -0.0, 1.0, 0.5])
    return rng.choice([any_float(k) for k in ("plain", "integer", "tie", "special")])


nan, inf = float("nan"), float("inf")

# single values, as 0-d and as one element
for dtype in FLOATS:
    for v in [0.0, -0.0, 1.0, -1.0, 0.5, 1.23456, -1e-5, 1e-4, 99999.0, 1e8, 123456792.0, 1e30, 1e-45, nan, inf, -inf]:
        case(dtype, [], raw(v))
        case(dtype, [1], raw(v))
for dtype, values in [("int64", [0, -1, 2**63 - 1, -(2**63), 2**53 + 1]), ("int32", [-(2**31), 7]), ("int16", [-5]),
                      ("int8", [-128]), ("uint8", [255]), ("bool", [True, False])]:
    for v in values:
        case(dtype, [], raw(v))
        case(dtype, [1], raw(v))

# empty
for dtype in FLOATS + INTS + ["bool"]:
    case(dtype, [0], raw())
    case(dtype, [0, 3], raw())
case("float32", [2, 0, 4], raw(), requires_grad=True)
case("float32", [0], raw(), grad_fn=True)

# random contents in random shapes
SHAPES = [[3], [7], [23], [2, 3], [5, 4], [1, 1], [3, 9], [2, 2, 3], [1, 3, 2], [2, 1, 2, 2], [2, 2, 1, 1, 2]]
for kind in ("plain", "integer", "magnitude", "bits", "tie", "special", "mixed"):
    for _ in range(14):
        shape = rng.choice(SHAPES)
        count = 1
        for size in shape:
            count *= size
        dtype = rng.choice(["float32", "float32", "float64", "float16", "bfloat16"])
        case(dtype, shape, raw(*[any_float(kind) for _ in range(count)]))
for dtype in INTS + ["bool"]:
    for _ in range(4):
        shape = rng.choice(SHAPES)
        count = 1
        for size in shape:
            count *= size
        low, high = (0, 1) if dtype == "bool" else (0, 255) if dtype == "uint8" else (-128, 127) if dtype == "int8" else (-9999, 9999)
        case(dtype, shape, raw(*[rng.randint(low, high) for _ in range(count)]))

# where the choice of a format turns
for values in [(1.0, 1000.0), (1.0, 1001.0), (0.1, 100.0), (0.1, 100.5), (1e-4, 0.05), (9.9e-5, 0.05), (1e8, 1e6),
               (1.1e8, 1e6), (100000000.5, 99999.0), (0.0, inf), (0.0, -0.0), (nan, 1.0), (nan, 1.5), (-inf, 1234.5),
               (nan, 1e-9), (inf, 1e9), (-1.0, 10.0), (-0.00004, 0.0), (2.5, 3.5, 0.12345, 0.00005), (1e-45, 1e38)]:
    case("float32", [len(values)], raw(*values))
    case("float64", [len(values)], raw(*values))

# views
base = ramp(60, a=37, m=61, scale=0.25, bias=-3.0)
for shape, strides, offset in [([4, 3], [1, 4], 0), ([3, 3], [0, 1], 2), ([5], [7], 3), ([2, 3, 4], [1, 2, 9], 5), ([4, 4], [0, 0], 8)]:
    case("float32", shape, base, strides, offset)
    case("int64", shape, base, strides, offset)
case("bool", [3, 4], ramp(24, a=1, m=3), [1, 5], 2)
case("bfloat16", [3, 2], base, [5, 11], 1)

# wrapping
for n in (11, 12, 13, 30, 100):
    case("float32", [n], ramp(n, scale=0.37))
    case("int64", [n], ramp(n, scale=13.0, bias=-20.0))
case("float32", [2, 30], ramp(60, scale=0.5))
case("float64", [2, 2, 15], ramp(60, scale=1.75))
case("bool", [40], ramp(40, a=5, m=2))
for n in range(1, 13):
    case("float64", [n], ramp(n, scale=0.5), requires_grad=True)
    case("float64", [2, n], ramp(2 * n, scale=0.5), grad_fn=True)
    case("float32", [n], ramp(n, scale=0.25), grad_fn=True)

# summaries
case("float32", [1000], ramp(1000))
case("float32", [1001], ramp(1001))
case("float32", [1001], ramp(1001, scale=0.001))
case("int64", [5000], ramp(5000))
case("int32", [40, 40], ramp(1600))
case("float32", [40, 40], ramp(1600, a=7919, m=1601, scale=0.125, bias=-90.0))
case("float32", [6, 400], ramp(2400))
case("float32", [400, 6], ramp(2400, scale=0.5))
case("float32", [7, 7, 30], ramp(1470))
case("float64", [20, 3, 20], ramp(1200, scale=0.1), requires_grad=True)
case("float16", [10, 10, 20], ramp(2000, a=31, m=97, scale=0.5))
case("bool", [2000], ramp(2000, m=3))
case("uint8", [9, 9, 9, 9], ramp(6561, m=250))
case("float32", [1200], ramp(1200, m=2, scale=1e9, bias=0.5))
case("float32", [1, 1500], ramp(1500), grad_fn=True)
case("float32", [1500, 1], ramp(1500), grad_fn=True)
case("float32", [100, 100], ramp(1000, scale=0.5), [1, 0], 10)
case("float32", [30, 40], ramp(1200), [1, 30], 0)

# options
OPTIONS = [{"precision": 0}, {"precision": 2}, {"precision": 8}, {"precision": 20}, {"linewidth": 20}, {"linewidth": 5},
           {"linewidth": 200}, {"sci_mode": True}, {"sci_mode": False}, {"profile": "short"}, {"profile": "full"},
           {"profile": "short", "precision": 5, "sci_mode": True}, {"threshold": 5}, {"threshold": 3, "edgeitems": 1},
           {"threshold": 0, "edgeitems": 2, "linewidth": 30}]
for options in OPTIONS:
    case("float32", [8], raw(*[any_float("plain") for _ in range(8)]), options=options)
    case("float32", [6], raw(1.0, -200.0, 0.0, nan, inf, 3.0), options=options)
    case("float64", [4], raw(1e10, 1.5, -1e-10, -inf), options=options)
    case("float32", [2], raw(0.0, -inf), options=options)
    case("int64", [7], ramp(7, scale=1000.0), options=options)
    case("float32", [3, 7, 2], ramp(42, scale=0.75), options=options, requires_grad=True)
    case("float16", [], raw(2.5), options=options)
case("float32", [30, 40], ramp(1200, m=10), options={"profile": "full", "linewidth": 200})

with open(os.path.join(os.path.dirname(__file__), "print.json"), "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
print(len(cases), "cases, PyTorch", torch.__version__)
