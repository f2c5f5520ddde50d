#!/usr/bin/env python3
"""Writes test/golden/ops_index.json: picking and placing by tensors of indices and by masks."""
import ops_base
from ops_base import case, one, spec
from ops_shape import A, B, I, bad, ints, k


def scatters():
    at = ints(2, 3, v=[0, 1, 0, 1, 1, 1])
    wide = {"s": [2, 5], "d": "int64", "v": [0, 2, 1, 0, 0, 2, 2, 2, 0, 1]}
    for how in ("sum", "prod", "mean", "amax", "amin"):
        for include in (True, False):
            o = k(includeSelf=include)
            one("scatterReduce", {"x": A, "i": at, "y": spec(2, 3, lo=-1, hi=1)}, "$x", 0, "$i", "$y", how, o)
            one("scatterReduce", {"x": spec(2, 3, l="t", d="float64"), "i": wide, "y": spec(2, 5, d="float64")}, "$x", 1, "$i", "$y", how, o)
            one("scatterReduce", {"x": I, "i": wide, "y": spec(2, 5, d="int64", lo=-7, hi=7)}, "$x", 1, "$i", "$y", how, o)
        one("scatterReduce", {"x": spec(3), "i": ints(2, v=[1, 1]), "y": spec(4)}, "$x", 0, "$i", "$y", how, grad=False)  # an index smaller than the source: PyTorch's gradients do not fit
        one("scatterReduce", {"x": spec(), "i": spec(d="int64", v=[0]), "y": spec()}, "$x", 0, "$i", "$y", how)
        one("scatterReduce", {"x": spec(3), "i": ints(0, v=[]), "y": spec(0)}, "$x", 0, "$i", "$y", how)
        one("scatterReduce", {"x": spec(4, d="int32", v=[3, -3, 7, 1]), "i": ints(4, v=[0, 0, 1, 1]), "y": spec(4, d="int32", v=[1, -6, 2, -9])}, "$x", 0, "$i", "$y", how)
        case("scatterReduce_", {"x": A, "i": at, "y": spec(2, 3)}, [["y0", "mul", "$x", 2], ["z", "scatterReduce_", "$y0", 0, "$i", "$y", how], ["out", "exp", "$z"]])
        if how != "mean":
            one("scatterReduce", {"x": spec(3, d="bool"), "i": ints(3, v=[0, 0, 2]), "y": spec(3, d="bool")}, "$x", 0, "$i", "$y", how)
    one("scatterReduce", {"x": spec(3, v=[0, 2, 3]), "i": ints(4, v=[0, 1, 1, 2]), "y": spec(4, v=[5, 0, 4, 0])}, "$x", 0, "$i", "$y", "prod")
    one("scatterReduce", {"x": spec(2, v=[1, 2]), "i": ints(3, v=[0, 0, 1]), "y": {"s": [3], "v": ["nan", 1, "inf"]}}, "$x", 0, "$i", "$y", "amax", grad=False)
    x, y = A, spec(2, 3)
    bad("scatterReduce", {"x": x, "i": at, "y": y}, "$x", 0, "$i", "$y", "foo")
    bad("scatterReduce", {"x": x, "i": ints(1, v=[0]), "y": y}, "$x", 0, "$i", "$y", "sum")
    bad("scatterReduce", {"x": x, "i": at, "y": spec(2, 3, d="float64")}, "$x", 0, "$i", "$y", "sum")
    bad("scatterReduce", {"x": x, "i": spec(2, 3), "y": y}, "$x", 0, "$i", "$y", "sum")
    bad("scatterReduce", {"x": x, "i": ints(1, 3, v=[0, 5, 0]), "y": y}, "$x", 0, "$i", "$y", "sum")
    bad("scatterReduce", {"x": spec(3, d="bool"), "i": ints(3, v=[0, 0, 2]), "y": spec(3, d="bool")}, "$x", 0, "$i", "$y", "mean")
    for how in ("add", "multiply"):
        one("scatter", {"x": A, "i": at, "y": spec(2, 3)}, "$x", 0, "$i", "$y", k(reduce=how), grad=False)
        one("scatter", {"x": A, "i": at}, "$x", 0, "$i", 2.5, k(reduce=how), grad=False)
        case("scatter_", {"x": A, "i": at}, [["y", "clone", "$x"], ["out", "scatter_", "$y", 0, "$i", 2, k(reduce=how)]], grad=False)
    bad("scatter", {"x": A, "i": at}, "$x", 0, "$i", 2, k(reduce="foo"))
    for name, extra in (("indexReduce", ["prod"]), ("indexReduce", ["mean"]), ("indexReduce", ["amax"]), ("indexReduce", ["amin"]), ("indexAdd", []), ("indexCopy", [])):
        unique = name == "indexCopy"
        for d, s in ((0, [2, 3]), (1, [3, 2])):
            i = ints(2, v=[2, 0] if unique or d == 1 else [1, 1])
            x = spec(3, 3, l="t" if d else "c")
            one(name, {"x": x, "i": i, "y": spec(*s)}, "$x", d, "$i", "$y", *extra)
            case(name + "_", {"x": x, "i": i, "y": spec(*s)}, [["y0", "mul", "$x", 2], ["z", name + "_", "$y0", d, "$i", "$y", *extra], ["out", "exp", "$z"]])
        one(name, {"x": spec(3, 3), "i": ints(2, v=[2, 1]), "y": spec(2, 3)}, "$x", -2, "$i", "$y", *extra)
        one(name, {"x": spec(3, 2, 2), "i": ints(2, v=[1, 0]), "y": spec(3, 2, 2)}, "$x", 1, "$i", "$y", *extra)
        one(name, {"x": spec(4, d="int64", v=[1, 2, 3, 4]), "i": ints(2, v=[3, 0]), "y": spec(2, d="int64", v=[5, -6])}, "$x", 0, "$i", "$y", *extra)
        one(name, {"x": spec(3), "i": ints(0, v=[]), "y": spec(0)}, "$x", 0, "$i", "$y", *extra, names=name != "indexReduce")
        if name == "indexReduce":
            one(name, {"x": spec(3, 3), "i": ints(2, v=[1, 1]), "y": spec(2, 3)}, "$x", 0, "$i", "$y", *extra, k(includeSelf=False))
        if name != "indexCopy":
            one(name, {"x": spec(3, 2), "i": spec(2, d="int32", v=[2, 0]), "y": spec(2, 2)}, "$x", 0, "$i", "$y", *extra, grad=False)
        i = ints(2, v=[0, 1])
        bad(name, {"x": A, "i": i, "y": spec(3)}, "$x", 0, "$i", "$y", *extra)
        bad(name, {"x": A, "i": ints(1, 2, v=[0, 1]), "y": A}, "$x", 0, "$i", "$y", *extra)
        bad(name, {"x": A, "i": spec(2), "y": A}, "$x", 0, "$i", "$y", *extra)
        bad(name, {"x": A, "i": ints(2, v=[0, 5]), "y": A}, "$x", 0, "$i", "$y", *extra)
        bad(name, {"x": A, "i": ints(2, v=[0, -1]), "y": A}, "$x", 0, "$i", "$y", *extra)
        bad(name, {"x": A, "i": i, "y": spec(2, 3, d="float64")}, "$x", 0, "$i", "$y", *extra)
        bad(name, {"x": A, "i": i, "y": spec(2, 4)}, "$x", 0, "$i", "$y", *extra)
        bad(name, {"x": A, "i": ints(1, v=[0]), "y": A}, "$x", 0, "$i", "$y", *extra)
    one("indexAdd", {"x": A, "i": ints(2, v=[0, 0]), "y": A}, "$x", 0, "$i", "$y", k(alpha=-1.5))
    bad("indexReduce", {"x": A, "i": ints(2, v=[0, 1]), "y": A}, "$x", 0, "$i", "$y", "sum")
    for value in (2, 1.5, "$v"):
        for x, d, i in ((A, 0, [1]), (A, 1, [0, -1]), (spec(3, 2, 2, l="t"), 1, [0, 0])):
            one("indexFill", {"x": x, "i": ints(len(i), v=i), **({"v": spec()} if value == "$v" else {})}, "$x", d, "$i", value, grad=min(i) >= 0)
        case("indexFill_", {"x": A, "i": ints(1, v=[1]), **({"v": spec()} if value == "$v" else {})}, [["y", "mul", "$x", 2], ["z", "indexFill_", "$y", 0, "$i", value], ["out", "exp", "$z"]])
    one("indexFill", {"x": I, "i": ints(1, v=[1])}, "$x", 0, "$i", 7)
    one("indexFill", {"x": spec(), "i": ints(1, v=[0])}, "$x", 0, "$i", 7)
    bad("indexFill", {"x": A, "i": ints(1, 2, v=[0, 1])}, "$x", 0, "$i", 1)
    bad("indexFill", {"x": A, "i": ints(1, v=[0]), "v": spec(2)}, "$x", 0, "$i", "$v")
    bad("indexFill", {"x": A, "i": spec(1)}, "$x", 0, "$i", 1)
    bad("indexFill", {"x": A, "i": ints(1, v=[5])}, "$x", 0, "$i", 1)


def puts():
    i, j = ints(2, v=[0, 1]), ints(2, v=[2, 0])
    for acc in (False, True):
        one("indexPut", {"x": A, "i": i, "j": j, "y": spec(2)}, "$x", ["$i", "$j"], "$y", acc)
        one("indexPut", {"x": A, "i": i, "y": spec(3)}, "$x", ["$i"], "$y", acc)
        one("indexPut", {"x": B, "i": ints(2, 1, v=[0, 1]), "j": ints(1, 2, v=[0, 2]), "y": spec()}, "$x", ["$i", "$j"], "$y", acc)
        one("indexPut", {"x": A, "m": spec(2, 3, d="bool"), "y": spec()}, "$x", ["$m"], "$y", acc, names=False)
        case("indexPut_", {"x": A, "i": i, "y": spec(2, 3)}, [["y0", "mul", "$x", 2], ["z", "indexPut_", "$y0", ["$i"], "$y", acc], ["out", "exp", "$z"]])
        one("put", {"x": A, "i": ints(2, v=[5, -6]), "y": spec(2)}, "$x", "$i", "$y", acc)
        one("put", {"x": spec(2, 3, l="t"), "i": ints(1, 2, v=[1, 3]), "y": spec(2)}, "$x", "$i", "$y", acc)
        case("put_", {"x": A, "i": i, "y": spec(2)}, [["y0", "mul", "$x", 2], ["z", "put_", "$y0", "$i", "$y", acc], ["out", "exp", "$z"]])
    one("indexPut", {"x": A, "i": ints(3, v=[0, 0, 0]), "y": spec(3, 3)}, "$x", ["$i"], "$y", True)
    one("put", {"x": spec(4), "i": ints(3, v=[1, 1, -1]), "y": spec(3)}, "$x", "$i", "$y", True)
    bad("indexPut", {"x": A, "i": i, "y": spec(2)}, "$x", ["$i"], "$y")
    bad("indexPut", {"x": A, "i": i, "y": spec(2)}, "$x", ["$i", "$i", "$i"], "$y")
    bad("indexPut", {"x": A, "i": spec(2), "y": spec()}, "$x", ["$i"], "$y")
    bad("indexPut", {"x": A, "i": i, "y": spec(1, d="float64")}, "$x", ["$i"], "$y")
    bad("indexPut", {"x": A, "i": ints(2, v=[0, 5]), "y": spec()}, "$x", ["$i"], "$y")
    bad("put", {"x": A, "i": i, "y": spec(3)}, "$x", "$i", "$y")
    bad("put", {"x": A, "i": spec(2), "y": spec(2)}, "$x", "$i", "$y")
    bad("put", {"x": A, "i": ints(2, v=[0, 9]), "y": spec(2)}, "$x", "$i", "$y")
    bad("put", {"x": A, "i": i, "y": spec(2, d="float64")}, "$x", "$i", "$y")
    one("takeAlongDim", {"x": A, "i": ints(2, 1, v=[2, 0])}, "$x", "$i", 1)
    one("takeAlongDim", {"x": A, "i": ints(1, 4, v=[2, 0, 0, 1])}, "$x", "$i", 1)
    one("takeAlongDim", {"x": spec(2, 1, 3, l="t"), "i": ints(1, 2, 2, v=[0, 2, 1, 1])}, "$x", "$i", -1)
    one("takeAlongDim", {"x": A, "i": ints(4, v=[5, 0, 2, 2])}, "$x", "$i")
    bad("takeAlongDim", {"x": A, "i": i}, "$x", "$i", 1)
    bad("takeAlongDim", {"x": A, "i": spec(2, 1)}, "$x", "$i", 1)
    bad("takeAlongDim", {"x": A, "i": ints(3, 1, v=[0, 0, 0])}, "$x", "$i", 1)
    bad("takeAlongDim", {"x": A, "i": ints(2, 1, v=[0, 3])}, "$x", "$i", 1)
    m = spec(2, 3, d="bool")
    one("maskedScatter", {"x": A, "m": m, "y": spec(9)})
    one("maskedScatter", {"x": spec(2, 3, l="t"), "m": spec(3, d="bool", v=[1, 0, 1]), "y": spec(2, 2, l="t")}, grad=False)
    one("maskedScatter", {"x": spec(3), "m": m, "y": spec(2, 3)}, names=False)
    one("maskedScatter", {"x": I, "m": m, "y": spec(6, d="int64", lo=0, hi=9)})
    case("maskedScatter_", {"x": A, "m": m, "y": spec(6)}, [["y0", "mul", "$x", 2], ["z", "maskedScatter_", "$y0", "$m", "$y"], ["out", "exp", "$z"]])
    bad("maskedScatter", {"x": A, "m": m, "y": spec(1)})
    bad("maskedScatter", {"x": A, "m": m, "y": spec(9, d="float64")})
    for x in (spec(3, v=[0, 1, 0]), {"s": [2, 2], "v": [0, 1, 0, 2]}, spec(v=[3]), spec(v=[0]), spec(0, 2), {"s": [2, 3], "d": "bool", "l": "t"}):
        one("nonzero", {"x": x}, "$x", k(asTuple=True), grad=False)
        one("argwhere", {"x": x}, grad=False)
        if x["s"]:
            case("where", {"x": x}, [["c", "ne", "$x", 0], ["out", "where", "$c"]], grad=False)
    one("narrowCopy", {"x": spec(4, 2, l="t")}, "$x", 0, 1, 2, grad=False)
    bad("narrowCopy", {"x": A}, "$x", 0, 1, 2)


if __name__ == "__main__":
    scatters()
    puts()
    ops_base.write("ops_index")
