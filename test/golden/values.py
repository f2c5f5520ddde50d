#!/usr/bin/env python3
"""Writes test/golden/values.json: values that were once wrong without a word. Run: python3 test/golden/values.py

What fills, pads and compares: with complex numbers, NaN and infinities, and numbers that a dtype does not hold.
"""
import math

from calls_base import bad, case, spec, write
from ops_base import encode

C, D = "complex128", "float64"
nan, inf = math.nan, math.inf
mask = spec(3, d="bool", v=[1, 0, 1])


def one(v, d="float32"):
    values = [encode(float(x)) for x in (v if isinstance(v, list) else [v])]
    return {"s": [], "v": values, **({} if d == "float32" and not isinstance(v, list) else {"d": d})}


# a value beside complex numbers has no imaginary part
for pads, value in (([1, 2], 2), ([0, 1, 1, 0], -1.5), ([-1, 1], 3), ([1, 1], 0)):
    case("F.pad", [spec(2, 3, d=C)], pads, "constant", value)
    case("F.pad", [spec(2, 3, d="complex64", l="t")], pads, "constant", value)
for mode in ("reflect", "replicate", "circular"):
    case("F.pad", [spec(1, 2, 3, d=C)], [1, 1], mode)

# one value fills, and it must fit
for name in ("maskedFill", "maskedFill_"):
    grad = name == "maskedFill"
    case(name, [spec(3, d=C), mask, one([1, 2], C)], grad=grad)
    case(name, [spec(3, d=C), mask, one(2.5)], grad=False)
    case(name, [spec(3), mask, one([2, 0], "complex64")], grad=False)
    case(name, [spec(3, d="int64", lo=-3, hi=3), mask, one(1.5)], grad=False)
    bad(name, [spec(3), mask, one([2, 1], "complex64")])
    bad(name, [spec(3), mask, spec(1)])
    bad(name, [spec(3), mask, spec(3)])
    bad(name, [spec(3, d="uint8", lo=0, hi=3), mask, {"s": [], "d": "int64", "v": [300]}])
    bad(name, [spec(3, d="int64", lo=0, hi=3), mask, one(nan)])
case("fill_", [spec(3), one(2.5)], grad=False)
case("fill_", [spec(3, d=C), one([1, 2], C)], grad=False)
bad("fill_", [spec(3), spec(1)])
bad("fill_", [spec(2, 3), spec(3)])
bad("fill_", [spec(3), one([0, 1], "complex64")])
bad("fill_", [spec(3, d="uint8", lo=0, hi=3), {"s": [], "d": "int64", "v": [300]}])

# no number stays no number
rows = spec(4, 2, v=[nan, 1, 0, 1, inf, 1, 2, 2])
for p in (0.0, 1.0, 1.5, 2.0, 3.0):
    case("pdist", [rows], p, grad=False)
    case("cdist", [rows, rows], p, grad=False)
case("pdist", [rows], grad=False)
case("cdist", [spec(2, 3, d=D), spec(2, 3, d=D, v=[nan, 1, 1, 0, 0, 0])], grad=False)
for v in ([nan, 1, nan, nan, 2], [nan, 1, 1, nan, 2], [1, 1, nan, 2], [2, nan, 1], [nan, nan], [nan, 1, nan, 2]):
    case("mode", [spec(len(v), v=v)], grad=False)
bad("linalg.pinv", [spec(2, 2, v=[1, nan, 2, 3])])

# a whole number beside narrow ones wraps as they do
for d in ("int32", "int16", "int8", "uint8"):
    for v in ("9223372036854775807", "4294967295", "1099511627776", "65535", "255", "-1"):
        for name in ("eq", "ne", "add", "mul"):
            case(name, [spec(3, d=d, v=[0, -1 if d != "uint8" else 255, 5])], {"big": v}, grad=False)
write("values")
