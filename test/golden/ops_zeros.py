#!/usr/bin/env python3
"""Writes test/golden/ops_zeros.json: which inputs have a gradient of zeros, and which none. Run: python3 test/golden/ops_zeros.py

An optimizer passes over a parameter whose gradient is None, and moves one whose gradient is zeros (by momentum, by weight
decay), so the two are not the same.
"""
from ops_base import case, one, spec, write

x, y = spec(2, 3), spec(2, 3)
for name, *args in (["zero_"], ["fill_", 2], ["copy_", "$y"], ["maskedFill_", "$m", 1], ["clamp_", 5, 6], ["mul_", 0], ["sign_"], ["round_"], ["floor_"]):
    case(name, {"x": x, "y": y, "m": spec(2, 3, d="bool", v=[1] * 6)}, [["c", "clone", "$x"], ["out", name, "$c", *args]], names=False)
for value in (0, 2):
    case("fill_", {"x": x}, [["c", "mul", "$x", 2], ["v", "select", "$c", 0, 1], ["", "fill_", "$v", value], ["out", "mul", "$c", 3]], names=False)
case("set", {"x": x}, [["c", "mul", "$x", 2], ["", "set", "$c", [0], 5], ["out", "mul", "$c", 3]], names=False)
for shapes in ([[0], [2, 3]], [[2, 3], [0]], [[0], [0]], [[2, 3], [0, 3]], [[0], [2, 3], [0]]):
    names = "xyz"[:len(shapes)]
    case("cat", {n: spec(*s) for n, s in zip(names, shapes)}, [["out", "cat", ["$" + n for n in names], 0]], names=False)
case("cat", {"x": spec(0), "y": spec(2, 3)}, [["out", "cat", ["$x", "$y"], 1]], names=False)
for name, *args in (["sign"], ["floor"], ["ceil"], ["round"], ["trunc"], ["norm", 0], ["median"], ["nanmedian"], ["prod"], ["sum"], ["mean"], ["std"], ["var"], ["cumsum", 0], ["cumprod", 0], ["logsumexp", 0], ["fmod", "$y"], ["remainder", "$y"], ["atan2", "$y"], ["xlogy", "$y"]):
    one(name, {"x": x, **({"y": y} if "$y" in args else {})}, *(["$x"] if "$y" in args else []), *args, names=False)
case("where", {"x": x, "y": y, "m": spec(2, 3, d="bool", v=[1] * 6)}, [["out", "where", "$m", "$x", "$y"]], names=False)
for name, *args in (["prod"], ["sum"], ["cumsum", 0], ["cumprod", 0], ["flip", 0], ["narrow", 0, 0, 0], ["median"], ["nanmedian"], ["logsumexp", 0], ["norm"], ["norm", 0], ["std"], ["var"], ["repeat", 2], ["roll", 1], ["diff"]):
    for shape in ([0], [2, 0]):
        if (name, shape) != ("repeat", [2, 0]):
            one(name, {"x": spec(*shape)}, *args, names=False)
one("gather", {"x": spec(2, 3), "i": spec(0, 3, d="int64", lo=0, hi=0)}, "$x", 0, "$i", names=False)
one("indexSelect", {"x": spec(2, 3), "i": spec(0, d="int64", lo=0, hi=0)}, "$x", 0, "$i", names=False)
one("maskedSelect", {"x": spec(2, 3), "m": spec(2, 3, d="bool", v=[0] * 6)}, names=False)
one("maskedFill", {"x": spec(2, 3), "m": spec(2, 3, d="bool", v=[0] * 6), "v": spec()}, names=False)
one("matmul", {"x": spec(2, 0), "y": spec(0, 3)}, names=False)
one("bmm", {"x": spec(0, 2, 3), "y": spec(0, 3, 2)}, names=False)
one("scatter", {"x": spec(2, 3), "i": spec(1, 3, d="int64", lo=0, hi=1), "s": spec(1, 3)}, "$x", 0, "$i", "$s", names=False)
one("addcmul", {"x": spec(2), "a": spec(2), "b": spec(2)}, {"k": {"value": 0}}, names=False)
write("ops_zeros")
