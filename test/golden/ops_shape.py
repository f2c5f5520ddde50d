#!/usr/bin/env python3
"""Writes test/golden/ops_shape.json: rearranging, joining, splitting, triangles, products over chosen dimensions."""
import ops_base
from ops_base import case, one, spec


def bad(name, inputs, *args):
    refs = [] if any(ops_base.refers(a) for a in args) else ["$" + k for k in inputs]
    case(name, inputs, [["out", name, *refs, *args]], fail=True)


def k(**o):
    return {"k": o}


def ints(*shape, v=None):
    return spec(*shape, d="int64", v=v) if v is not None and len(shape) == 1 else {"s": list(shape), "d": "int64", "v": v}


A, B, C = spec(2, 3), spec(2, 3, 4, l="t"), spec(6, l="s")
I = spec(2, 3, d="int64", lo=-5, hi=5)


def order():
    for x, dims in ((A, [0]), (A, [1, 0]), (B, [0, 2]), (B, [-1]), (C, [0]), (spec(0, 3), [0]), (I, [1]), (spec(3, d="bool"), [0]), (spec(2, 2, d="bfloat16"), [1]), (spec(), [0]), (A, [])):
        one("flip", {"x": x}, "$x", dims)
    one("flip", {"x": B}, "$x", 0, 1)
    for name in ("fliplr", "flipud"):
        for x in (A, B, spec(2, 0), I):
            one(name, {"x": x})
    one("flipud", {"x": C})
    bad("fliplr", {"x": spec(3)})
    bad("flipud", {"x": spec()})
    bad("flip", {"x": A}, "$x", [0, 0])
    bad("flip", {"x": A}, "$x", [2])
    for x, args in ((A, [1]), (A, [-1, 0]), (A, [5, 1]), (A, [[1, -2], [0, 1]]), (B, [[1, 1], [2, 0]]), (C, [2, 0]), (spec(0, 3), [1, 0]), (spec(0, 3), [1]), (spec(), [1]), (I, [1, 1]), (spec(4, d="bool"), [3, -1])):
        one("roll", {"x": x}, "$x", *args)
    bad("roll", {"x": A}, "$x", [1, 2], [0])
    bad("roll", {"x": A}, "$x", [])
    bad("roll", {"x": A}, "$x", 1, 2)
    bad("roll", {"x": spec()}, "$x", 1, 0)
    for x, args in ((A, []), (A, [2]), (A, [3]), (A, [0]), (A, [-1]), (B, [1, [1, 2]]), (B, [1, [2, 0]]), (I, [1])):
        one("rot90", {"x": x}, "$x", *args)
    bad("rot90", {"x": A}, "$x", 1, [0])
    bad("rot90", {"x": C}, "$x", 1, [0, 1])
    bad("rot90", {"x": A}, "$x", 1, [1, 1])
    bad("rot90", {"x": A}, "$x", 1, [1, -1])
    bad("rot90", {"x": A}, "$x", 1, [5, 1])
    bad("rot90", {"x": A}, "$x", 1, [1, -5])
    for name in ("swapaxes", "swapdims"):
        one(name, {"x": B}, "$x", 0, -1, views="x")
        bad(name, {"x": A}, "$x", 0, 2)
    one("moveaxis", {"x": B}, "$x", 0, 2, views="x")
    one("moveaxis", {"x": B}, "$x", [0, 1], [-1, 0], views="x")
    bad("moveaxis", {"x": B}, "$x", [0, 1], [0])
    for name in ("adjoint", "mT", "mH"):
        for x in (A, B, spec()):
            one(name, {"x": x}, views="x")
        bad(name, {"x": C})
    for x in (A, spec()):
        one("H", {"x": x}, views="x")
    bad("H", {"x": C})
    bad("H", {"x": B})
    for name, args in (("squeeze_", []), ("squeeze_", [0]), ("unsqueeze_", [1]), ("transpose_", [0, 2]), ("swapaxes_", [0, -1]), ("swapdims_", [1, 2])):
        case(name, {"x": spec(1, 3, 2)}, [["y", "mul", "$x", 2], ["z", name, "$y", *args], ["out", "mul", "$z", 1.5]])
        case(name, {"x": spec(2, 1, 3, 2)}, [["y", "mul", "$x", 2], ["v", "select", "$y", 0, 1], ["z", name, "$v", *args], ["w", "mul_", "$z", 3], ["out", "mul", "$y", 1]])
    case("t_", {"x": A}, [["y", "mul", "$x", 2], ["z", "t_", "$y"], ["w", "add_", "$z", 1], ["out", "exp", "$w"]])
    bad("unsqueeze_", {"x": spec(2, g=True)}, "$x", 0)


def joins():
    for name in ("atleast1d", "atleast2d", "atleast3d"):
        for x in (spec(), spec(3), A, spec(2, 3, 2), spec(0), I):
            one(name, {"x": x})
    one("atleast2d", {"x": spec(), "y": spec(3)}, "$x", "$y")
    one("atleast3d", {"x": spec(2), "y": A}, ["$x", "$y"])
    for name in ("hstack", "vstack", "dstack", "columnStack", "rowStack"):
        for x, y in ((spec(3), spec(3)), (A, spec(2, 3, l="t")), (spec(2, 3, 2), spec(2, 3, 2)), (spec(), spec()), (I, A), (spec(0), spec(0))):
            one(name, {"x": x, "y": y}, ["$x", "$y"], grad=x is not I)
        if name != "rowStack":
            case(name, {}, [["out", name, []]], fail=True)
        bad(name, {"x": spec(2, 2), "y": spec(3, 3)}, ["$x", "$y"])
    one("concatenate", {"x": A, "y": A}, ["$x", "$y"], -1)
    one("columnStack", {"x": spec(2), "y": spec(2, 2)}, ["$x", "$y"])
    for x, args in ((spec(7), [3]), (spec(7), [[2, 5]]), (B, [2, 2]), (B, [3, -1]), (spec(5), [[1, 3, 9]]), (spec(5), [[-2]]), (spec(3), [5]), (spec(0), [2]), (spec(4), [[3, 1]])):
        one("tensorSplit", {"x": x}, "$x", *args, views="x")
    one("tensorSplit", {"x": spec(5), "i": ints(2, v=[1, 3])}, "$x", "$i")
    one("tensorSplit", {"x": spec(5), "i": spec(d="int64", v=[2])}, "$x", "$i")
    bad("tensorSplit", {"x": spec(5)}, "$x", 0)
    bad("tensorSplit", {"x": spec()}, "$x", 1)
    bad("tensorSplit", {"x": spec(5), "i": ints(1, 1, v=[1])}, "$x", "$i")
    bad("tensorSplit", {"x": spec(5), "i": spec(1)}, "$x", "$i")
    for name, x, y in (("hsplit", spec(2, 4), spec(4)), ("vsplit", spec(4, 2), spec(4, 1, 2)), ("dsplit", spec(1, 2, 4), spec(2, 1, 4, l="t"))):
        one(name, {"x": x}, "$x", 2)
        one(name, {"x": x}, "$x", [1, 3])
        one(name, {"x": y}, "$x", 4)
        bad(name, {"x": x}, "$x", 3)
        bad(name, {"x": x}, "$x", 0)
        bad(name, {"x": spec()}, "$x", 1)
    bad("vsplit", {"x": spec(3)}, "$x", 1)
    one("splitWithSizes", {"x": spec(5)}, "$x", [2, 3])
    one("unsafeSplit", {"x": spec(5)}, "$x", 2, names=False)
    one("unsafeChunk", {"x": spec(5)}, "$x", 2, names=False)


def stretched():
    for x in (A, spec(), spec(1, 3)):
        one("broadcastTo", {"x": x}, "$x", [2, 2, 3], views="x")
    bad("broadcastTo", {"x": A}, "$x", [2, 4])
    one("broadcastTensors", {"x": spec(3, 1), "y": spec(1, 4)}, "$x", "$y")
    one("broadcastTensors", {"x": spec(3), "y": A, "z": spec()}, "$x", "$y", "$z", names=False)
    bad("broadcastTensors", {"x": A, "y": spec(2)}, "$x", "$y")
    for shapes in ([[2, 1], [3]], [[], [2]], [[0, 1], [1, 3]], [[5]]):
        case("broadcastShapes", {}, [["out", "broadcastShapes", *shapes]])
    case("broadcastShapes", {}, [["out", "broadcastShapes", [2, 3], [4]]], fail=True)
    for x, args in ((A, [2]), (A, [2, 2]), (A, [2, 1, 2]), (spec(), [3]), (spec(0, 2), [2, 2]), (I, [1, 2]), (spec(2), [0])):
        one("tile", {"x": x}, "$x", *args)
    one("tile", {"x": A}, "$x", [2, 3])
    for x, args in ((A, [2]), (A, [2, 0]), (A, [2, 1]), (B, [3, -1]), (spec(), [3]), (spec(2), [0]), (I, [2, 0]), (spec(0, 2), [2, 0])):
        one("repeatInterleave", {"x": x}, "$x", *args, names=False)
    one("repeatInterleave", {"x": A, "r": ints(2, v=[1, 2])}, "$x", "$r", 0)
    one("repeatInterleave", {"x": A, "r": ints(3, v=[0, 2, 1])}, "$x", "$r", -1)
    one("repeatInterleave", {"x": A, "r": ints(1, v=[2])}, "$x", "$r", 1)
    one("repeatInterleave", {"x": spec(2), "r": spec(2, d="int32", v=[1, 2])}, "$x", "$r")
    one("repeatInterleave", {"r": ints(3, v=[2, 0, 1])}, "$r")
    bad("repeatInterleave", {"x": A, "r": ints(3, v=[1, 2, 3])}, "$x", "$r", 0)
    bad("repeatInterleave", {"x": A, "r": spec(2)}, "$x", "$r", 0)
    bad("repeatInterleave", {"x": A, "r": ints(2, v=[1, -2])}, "$x", "$r", 0)
    bad("repeatInterleave", {"x": A, "r": ints(1, 2, v=[1, 2])}, "$x", "$r", 0)
    bad("repeatInterleave", {"r": ints(1, 2, v=[1, 2])}, "$r")
    for x in (A, B, spec(), C, spec(0, 2), spec(2, 3, l="t")):
        one("ravel", {"x": x}, names=False, views="x" if x is not B else None)
    for inputs in ({"x": spec(2), "y": spec(3)}, {"x": spec(2), "y": spec(3), "z": spec(2)}, {"x": spec(), "y": spec(3)}, {"x": spec(0), "y": spec(2)}):
        refs = ["$" + n for n in inputs]
        one("meshgrid", inputs, refs, k(indexing="ij"))
        one("meshgrid", inputs, refs, k(indexing="xy"))
        one("meshgrid", inputs, refs)
    one("meshgrid", {"x": spec(2)}, ["$x"], k(indexing="xy"))
    bad("meshgrid", {"x": spec(2), "y": spec(2, d="float64")}, ["$x", "$y"])
    bad("meshgrid", {"x": spec(2)}, ["$x"], k(indexing="a"))
    case("meshgrid", {}, [["out", "meshgrid", []]], fail=True)
    one("cartesianProd", {"x": spec(2), "y": spec(3)}, "$x", "$y")
    one("cartesianProd", {"x": spec(2), "y": spec(1), "z": spec(3)}, "$x", "$y", "$z")
    one("cartesianProd", {"x": spec(2)}, "$x", names=False)
    bad("cartesianProd", {"x": A}, "$x")
    for args in ([], [3], [1], [0], [2, True], [5], [3, True]):
        one("combinations", {"x": spec(4)}, "$x", *args, names=False)
    one("combinations", {"x": spec(3, d="int64", v=[1, 2, 3])})
    bad("combinations", {"x": A})
    bad("combinations", {"x": spec(3)}, "$x", -1)
    one("blockDiag", {"x": A, "y": spec(), "z": spec(2)}, "$x", "$y", "$z")
    one("blockDiag", {"x": spec(0), "y": A}, "$x", "$y", grad=False)  # PyTorch's gradient is shifted by a row
    one("blockDiag", {"x": I, "y": spec(1, 1)}, "$x", "$y", grad=False)
    case("blockDiag", {}, [["out", "blockDiag"]])
    bad("blockDiag", {"x": B}, "$x")
    one("sumToSize", {"x": B}, "$x", 3, 1)
    one("sumToSize", {"x": A}, "$x", [2, 3], names=False)
    one("sumToSize", {"x": B}, "$x", 1, 1, 1)
    bad("sumToSize", {"x": A}, "$x", 3, 3)


def triangles():
    for name in ("tril", "triu"):
        for x, args in ((A, []), (spec(3, 3), [1]), (spec(3, 3), [-1]), (B, []), (spec(4, 2), [-2]), (spec(2, 4), [5]), (spec(2, 4), [-5]), (spec(0, 3), []), (I, []), (spec(3, 3, d="bool"), []), (spec(3, 3, d="float16"), [])):
            one(name, {"x": x}, "$x", *args)
        one(name, {"x": {"s": [2, 2], "v": ["nan", "inf", "nan", "-inf"]}}, grad=False)
        bad(name, {"x": spec(3)})
        case(name + "_", {"x": spec(3, 3)}, [["y", "mul", "$x", 2], ["z", name + "_", "$y", 1], ["out", "exp", "$z"]])
        case(name + "_", {"x": spec(2, 3, d="int64", lo=-5, hi=5)}, [["out", name + "_", "$x"]])
        for args in ([3, 3], [2, 4, 1], [4, 2, -1], [0, 3], [3, 3, 5], [3, 3, -5]):
            case(name + "Indices", {}, [["out", name + "Indices", *args]])
        case(name + "Indices", {}, [["out", name + "Indices", 2, 3, k(offset=1, dtype="int32")]])
        case(name + "Indices", {}, [["out", name + "Indices", -1, 2]], fail=True)
        case(name + "Indices", {}, [["out", name + "Indices", 1, -2]], fail=True)
        case(name + "Indices", {}, [["out", name + "Indices", 2, 2, k(dtype="float32")]], fail=True)
    for x, args in ((spec(3), []), (spec(2), [1]), (spec(2), [-2]), (A, []), (A, [1]), (A, [-1]), (spec(3, 2, l="t"), []), (spec(0), []), (spec(2, d="int64", v=[4, 5]), []), (spec(2, d="bool"), [])):
        one("diag", {"x": x}, "$x", *args)
    bad("diag", {"x": B})
    bad("diag", {"x": spec()})
    for x, args in ((A, []), (spec(3), [1]), (spec(), []), (I, [-1])):
        one("diagflat", {"x": x}, "$x", *args)
    for x, args in ((A, []), (A, [1]), (A, [-1, 0, 2]), (A, [0, 2, 0]), (spec(2, 2, 3, l="t"), [0, 1, 0]), (spec(0), []), (I, [])):
        one("diagEmbed", {"x": x}, "$x", *args)
    bad("diagEmbed", {"x": A}, "$x", 0, 1, 1)
    bad("diagEmbed", {"x": spec()})
    for x in (A, spec(3, 3, l="t"), I, spec(0, 2)):
        one("trace", {"x": x})
    bad("trace", {"x": spec(3)})
    bad("trace", {"x": spec(2, 2, d="bool")})
    bad("trace", {"x": spec(2, 2, d="float16")})
    one("diagonalScatter", {"x": spec(3, 4), "y": spec(3)})
    one("diagonalScatter", {"x": spec(2, 3, 3, l="t"), "y": spec(2, 2)}, "$x", "$y", 1, 1, 2)
    one("diagonalScatter", {"x": A, "y": spec(2, d="float64")})
    bad("diagonalScatter", {"x": A, "y": spec(3)})
    one("selectScatter", {"x": A, "y": spec(3)}, "$x", "$y", 0, 1)
    one("selectScatter", {"x": B, "y": spec(2, 4)}, "$x", "$y", 1, -1)
    bad("selectScatter", {"x": A, "y": spec(2)}, "$x", "$y", 0, 0)
    bad("selectScatter", {"x": A, "y": spec(3)}, "$x", "$y", 0, 4)
    one("sliceScatter", {"x": spec(5, 2), "y": spec(2, 2)}, "$x", "$y", 0, 1, 3, 1)
    one("sliceScatter", {"x": spec(5, 2), "y": spec(3, 2)}, "$x", "$y", 0, 0, 5, 2)
    one("asStridedScatter", {"x": spec(3, 4), "y": spec(2, 2)}, "$x", "$y", [2, 2], [1, 2], grad=False)  # PyTorch's gradient reads beyond its memory
    bad("asStridedScatter", {"x": A, "y": spec(3)}, "$x", "$y", [2], [1])
    for x, args in ((spec(3, 3), [2]), (spec(2, 4), [1]), (spec(5, 2), [3]), (spec(5, 2), [3, True]), (spec(7, 2), [3, True]), (spec(2, 2, 2), [9]), (spec(8, 3, d="int64", lo=-2, hi=2), [7, True])):
        case("fillDiagonal_", {"x": x}, [["y", "clone", "$x"], ["z", "fillDiagonal_", "$y", *args], ["out", "mul", "$z", 2]])
    bad("fillDiagonal_", {"x": spec(3)}, "$x", 1)
    bad("fillDiagonal_", {"x": spec(2, 2, 3)}, "$x", 1)


def products():
    for name, x, a, b in (("addmm", spec(2, 4), A, spec(3, 4)), ("addmv", spec(2), A, spec(3)), ("addr", A, spec(2), spec(3)), ("baddbmm", spec(2, 3, 2), spec(2, 3, 4), spec(2, 4, 2, l="t")), ("addbmm", spec(3, 2), spec(2, 3, 4), spec(2, 4, 2, l="t"))):
        inputs = {"x": x, "a": a, "b": b}
        one(name, inputs)
        one(name, inputs, "$x", "$a", "$b", k(beta=0.5, alpha=2))
        one(name, {**inputs, "x": spec(1)}, "$x", "$a", "$b", k(alpha=-1))
        if name != "addmv":
            one(name, {**inputs, "x": spec()}, "$x", "$a", "$b", k(beta=2))
        one(name, {"x": spec(*x["s"], d="int64", lo=-3, hi=3), "a": spec(*a["s"], d="int64", lo=-3, hi=3), "b": spec(*b["s"], d="int64", lo=-3, hi=3)}, "$x", "$a", "$b", k(beta=2))
        case(name, {"x": {"s": [1], "v": ["nan"]}, "a": a, "b": b}, [["out", name, "$x", "$a", "$b", k(beta=0)]], grad=False)
        case(name + "_", inputs, [["y", "mul", "$x", 2], ["z", name + "_", "$y", "$a", "$b", k(beta=0.5)], ["out", "exp", "$z"]])
        bad(name, {**inputs, "x": spec(7)})
    bad("addmm", {"x": A, "y": A, "z": A})
    bad("addmm", {"x": A, "y": spec(3), "z": A})
    bad("addmm", {"x": A, "y": A, "z": spec(3)})
    bad("addmm", {"x": spec(2, d="float64"), "y": A, "z": spec(3, 2)})
    bad("addmv", {"x": A, "y": A, "z": spec(3)})
    bad("addmv", {"x": spec(2), "y": A, "z": spec(2)})
    bad("addr", {"x": A, "y": A, "z": spec(3)})
    bad("addr", {"x": A, "y": spec(2), "z": A})
    bad("addr", {"x": ints(1, v=[1]), "y": ints(1, v=[1]), "z": ints(1, v=[1])}, "$x", "$y", "$z", k(alpha=0.5))
    bad("addbmm", {"x": spec(3), "y": spec(2, 3, 3), "z": spec(3, 3, 3)})
    bad("addbmm", {"x": spec(3), "y": spec(2, 3, 3), "z": spec(2, 2, 3)})
    for x, y in ((spec(3), spec(3)), (A, spec(3)), (A, spec(4, 3)), (spec(3), spec()), (spec(2, 2, 3, l="t"), A), (spec(0), spec(0))):
        one("inner", {"x": x, "y": y}, names=x["s"] != [0])
    bad("inner", {"x": A, "y": spec(2)})
    one("ger", {"x": spec(2), "y": spec(3)})
    for x, y, d in ((spec(2, 3, 4), spec(3, 4, 5), 2), (A, spec(3, 4), 1), (A, spec(2, 2), 0), (A, A, 2), (A, A, [[0], [0]]), (spec(2, 3, 4, l="t"), spec(4, 3, 2), [[1, 2], [1, 0]]), (A, A, [[-1], [-1]]), (spec(2, 0), spec(0, 3), 1)):
        one("tensordot", {"x": x, "y": y}, "$x", "$y", k(dims=d))
    bad("tensordot", {"x": A, "y": A}, "$x", "$y", k(dims=1))
    bad("tensordot", {"x": A, "y": A}, "$x", "$y", k(dims=-1))
    bad("tensordot", {"x": A, "y": A}, "$x", "$y", k(dims=[[0], [0, 1]]))
    bad("tensordot", {"x": A, "y": A}, "$x", "$y", k(dims=[[0], [1]]))
    for x, y in ((A, spec(2, 2)), (spec(2), spec(3)), (A, spec(3)), (spec(), A), (spec(2, 1, 2), spec(2, 2)), (spec(0), spec(2)), (I, I)):
        one("kron", {"x": x, "y": y}, names=False)
    for x, y, args in ((spec(3), spec(3), []), (A, A, []), (spec(3, 2, 3), spec(3, 2, 3, l="t"), []), (spec(3, 2, 3), spec(3, 2, 3), [2]), (A, spec(1, 3), [1]), (I, I, [-1])):
        one("cross", {"x": x, "y": y}, "$x", "$y", *args)
    bad("cross", {"x": spec(2), "y": spec(2)})
    bad("cross", {"x": A, "y": A}, "$x", "$y", 0)
    bad("cross", {"x": spec(3), "y": A})
    for p in (2, 1, 0, 3, 0.5):
        one("cdist", {"x": A, "y": spec(4, 3)}, "$x", "$y", p, grad=p not in (0,))
    one("cdist", {"x": {"s": [2, 2], "v": [0.3, -1.2, 0.5, 1.1]}, "y": {"s": [2, 2], "v": [0.1, 0.7, -0.9, 1.6]}}, "$x", "$y", {"num": "inf"})
    one("cdist", {"x": spec(2, 3, 2, l="t"), "y": spec(2, 4, 2)})
    one("cdist", {"x": spec(3, 1, 2, 3), "y": spec(2, 4, 3)})
    one("cdist", {"x": A, "y": spec(2, 3, seed=1)})
    one("cdist", {"x": spec(0, 3), "y": A}, names=False)
    one("cdist", {"x": spec(2, 0), "y": spec(3, 0)}, names=False, grad=False)
    bad("cdist", {"x": spec(3), "y": A})
    bad("cdist", {"x": A, "y": spec(2, 2)})
    bad("cdist", {"x": A, "y": A}, "$x", "$y", -1)
    bad("cdist", {"x": I, "y": A})
    for p in (2, 1, 3):
        one("pdist", {"x": spec(4, 3)}, "$x", p)
    one("pdist", {"x": spec(1, 3)}, grad=False)
    bad("pdist", {"x": spec(3)})
    bad("pdist", {"x": I})
    bad("pdist", {"x": A}, "$x", -1)
    for args in ([2, 0, 1], [2, 1, 1], [1, 0, 2], [3, -1, 1.5], [2, 0, 100]):
        one("renorm", {"x": spec(3, 4)}, "$x", *args)
    one("renorm", {"x": spec(3, 2, 2, l="t", d="float64")}, "$x", 2, 1, 1)
    case("renorm_", {"x": spec(3, 4)}, [["y", "mul", "$x", 2], ["z", "renorm_", "$y", 2, 0, 1], ["out", "exp", "$z"]])
    bad("renorm", {"x": spec(3)}, "$x", 2, 0, 1)
    bad("renorm", {"x": A}, "$x", 0, 0, 1)
    bad("renorm", {"x": A}, "$x", 2, 0, -1)
    bad("renorm", {"x": I}, "$x", 2, 0, 1)
    one("chainMatmul", {"x": A, "y": spec(3, 4), "z": spec(4, 2)}, "$x", "$y", "$z", names=False)
    one("chainMatmul", {"x": spec(5, 2), "y": spec(2, 6), "z": spec(6, 1), "w": spec(1, 3)}, "$x", "$y", "$z", "$w", names=False)
    bad("chainMatmul", {"x": spec(3), "y": A}, "$x", "$y")
    for x, args in ((spec(3), []), (spec(3), [2]), (spec(3), [5]), (spec(3), [1]), (spec(3, d="int64", v=[1, -2, 3]), []), (spec(2, d="bool", v=[0, 1]), []), (spec(2, d="int32", v=[2, 3]), [0])):
        one("vander", {"x": x}, "$x", *args, grad=False)
    one("vander", {"x": spec(3)}, "$x", 3, True, grad=False)
    bad("vander", {"x": A})
    bad("vander", {"x": spec(3)}, "$x", -1)


def einsums():
    v, w, m, n, b, c = spec(3), spec(4), spec(2, 3), spec(3, 4), spec(2, 3, 4, l="t"), spec(2, 4, 3)
    for eq, *xs in (
        ("i->i", v), ("i->", v), ("i", v), ("ij->ji", m), ("ji", m), ("ij->", m), ("ij->i", m), ("ij->j", m), ("ii->i", spec(3, 3)), ("ii", spec(3, 3)), ("ii->", spec(3, 3)), ("iij->j", spec(2, 2, 3)), ("iji->j", spec(2, 3, 2, l="t")),
        ("i,i", v, v), ("i,i->i", v, v), ("i,j->ij", v, w), ("i,j", v, w), ("ij,j->i", m, v), ("ij,jk->ik", m, n), ("ij,jk", m, n), ("ij,jk->ki", m, n), ("ij,ij->", m, m), ("ij,ij->ij", m, m), ("ij,kj->ik", m, m), ("ij,kl->ijkl", m, n),
        ("bij,bjk->bik", b, c), ("bij,bjk->ik", b, c), ("bij,jk->bik", c, n), ("bij,bjk->bi", b, c), ("abc,cd->abd", b, spec(4, 2)), ("bhid,bhjd->bhij", spec(2, 2, 3, 2), spec(2, 2, 4, 2)),
        ("...ij,...jk->...ik", b, c), ("...ij,jk->...ik", c, n), ("...i->...", b), ("...ii->...i", spec(2, 3, 3)), ("i...,i...->...", b, spec(2, 3, 4)), ("...,...->...", spec(3, 1), spec(4)), ("...ij", b), ("b...->...b", b), ("i...", b), ("...", spec()), ("", spec()), (",->", spec(), spec()),
        ("ij,jk,kl->il", m, n, spec(4, 2)), ("ij,jk,kl,lm->im", m, n, spec(4, 2), spec(2, 3)), ("bn,anm,bm->ba", m, spec(5, 3, 4), spec(2, 4)), ("a,b,c->abc", spec(2), v, w), ("i,i,i->", v, v, v), ("ij,ik,il->jkl", m, spec(2, 2), spec(2, 4)),
        ("ij,ij->i", spec(2, 1), m), ("ij,jk->ik", spec(2, 1), n), ("ij,kj->ik", m, spec(4, 1)), ("i j , j k -> i k", m, n), ("Ab,bA->A", m, spec(3, 2)), ("ba", m), ("ij,jk->ik", spec(0, 3), n), ("ij,jk->ik", spec(2, 0), spec(0, 3)), ("ijk->kj", b), ("ii,ij->j", spec(2, 2), m),
    ):
        names = ["x", "y", "z", "w"][:len(xs)]
        one("einsum", dict(zip(names, xs)), eq, *["$" + q for q in names], names=False)
    one("einsum", {"x": I, "y": spec(3, 2, d="int64", lo=-3, hi=3)}, "ij,jk->ik", "$x", "$y")
    one("einsum", {"x": I}, "ij->j", "$x")
    one("einsum", {"x": m, "y": n}, "ij,jk", ["$x", "$y"], names=False)
    for eq, *xs in (("ij,jk->ik", m, m), ("ij->ijk", m), ("ij->ii", m), ("ijk", m), ("i", m), ("ij,jk", m), ("ij", m, m), ("i1", m), ("i..j", m), ("i...j...", m), ("ii", m), ("ij-k", m), ("ij->i.j", m), ("ij->i1", m), ("ij->j->i", m), ("...,...->...", m, w)):
        names = ["x", "y", "z"][:len(xs)]
        bad("einsum", dict(zip(names, xs)), eq, *["$" + q for q in names])


if __name__ == "__main__":
    for part in (order, joins, stretched, triangles, products, einsums):
        part()
    ops_base.write("ops_shape")
