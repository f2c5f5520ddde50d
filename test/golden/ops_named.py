#!/usr/bin/env python3
"""Writes test/golden/ops_named.json: arguments given by name, in the object at the end, and samples that once differed.

Run: python3 test/golden/ops_named.py"""
from ops_base import case, one, spec, write

I = "int64"


def named(name, inputs, k, *args, **o):
    """One call with keyword arguments; names of inputs among their values stand for the inputs."""
    refs = ["$" + n for n in inputs if ("$" + n) not in k.values()]
    case(name, inputs, [["out", name, *refs, *args, {"k": k}]], **o)


x = {"x": spec(2, 3)}
cube = {"x": spec(2, 3, 4)}

# ---- by name: views ----
named("transpose", cube, {"dim0": 0, "dim1": -1}, views="x")
named("swapaxes", cube, {"axis0": 0, "axis1": 1}, views="x")
named("movedim", cube, {"source": 0, "destination": 2}, views="x")
named("permute", cube, {"dims": [2, 0, 1]}, views="x")
named("squeeze", {"x": spec(2, 1, 3)}, {"dim": 1}, views="x")
named("unsqueeze", x, {"dim": -1}, views="x")
named("narrow", cube, {"dim": 1, "start": 1, "length": 2}, views="x")
named("narrow", cube, {"start": 1, "length": 2}, 1, views="x")
named("select", cube, {"dim": 1, "index": -1}, views="x")
named("diagonal", cube, {"offset": 1}, views="x")
named("diagonal", cube, {"dim1": 1, "dim2": 2, "offset": -1}, views="x")
named("diagonal", cube, {"dim1": 0, "dim2": 2}, 1, views="x")
named("unfold", cube, {"dimension": 2, "size": 2, "step": 2}, views="x")
named("asStrided", {"x": spec(4, 4)}, {"size": [2, 2], "stride": [1, 2], "storageOffset": 3}, views="x")
named("flatten", cube, {"startDim": 1}, views="x")
named("flatten", cube, {"startDim": 0, "endDim": 1}, views="x")
named("flatten", cube, {"endDim": -1}, 1, views="x")
named("unflatten", cube, {"dim": 2, "sizes": [2, 2]}, views="x")
named("unbind", x, {"dim": 1})
named("broadcastTo", {"x": spec(2, 1)}, {"size": [3, 2, 4]}, views="x")
named("split", cube, {"dim": 2}, 3)
named("splitWithSizes", cube, {"splitSizes": [1, 3], "dim": 2})
named("chunk", cube, {"chunks": 2, "dim": 1})
named("tensorSplit", cube, {"dim": 2}, 3)
named("hsplit", {"x": spec(4)}, {"sections": 2})
named("vsplit", {"x": spec(4, 2)}, {"indices": [1, 3]})
# new dimensions of one element have a stride as if they lay in a row
one("expand", {"x": spec(2, 3)}, "$x", 1, 1, 2, 3, views="x")
one("expand", {"x": spec(3, l="s")}, "$x", 1, 3, views="x")
one("expand", {"x": spec()}, "$x", 1, 1, views="x")
one("broadcastTo", {"x": spec(1, 5)}, "$x", [1, 1, 5], views="x")

# ---- by name: new orders ----
case("cat", {"x": spec(2, 3), "y": spec(2, 2)}, [["out", "cat", ["$x", "$y"], {"k": {"dim": -1}}]])
case("cat", {"x": spec(2, 3), "y": spec(2, 3)}, [["out", "cat", ["$x", "$y"], {"k": {"dim": 2}}]], fail=True)
case("concat", {"x": spec(2, 3), "y": spec(2, 2)}, [["out", "concat", ["$x", "$y"], {"k": {"dim": 1}}]])
case("stack", {"x": spec(2, 3), "y": spec(2, 3)}, [["out", "stack", ["$x", "$y"], {"k": {"dim": -1}}]])
for dims in ([0], [0, 2], [-1, 1], []):
    named("flip", cube, {"dims": dims})
named("flip", cube, {"dims": [0, 0]}, fail=True)
named("roll", cube, {"shifts": 2, "dims": 1})
named("roll", cube, {"shifts": [1, -1], "dims": [0, 2]})
named("roll", cube, {"shifts": 3})
named("rot90", cube, {"k": 3, "dims": [0, 2]})
named("rot90", cube, {"dims": [1, 0]})
named("rot90", cube, {"dims": [1]}, fail=True)
named("rot90", cube, {"dims": [1, 1]}, fail=True)
named("tile", x, {"dims": [2, 1, 2]})
named("repeat", x, {"repeats": [2, 1, 2]})
named("repeatInterleave", x, {"repeats": 2})
named("repeatInterleave", x, {"repeats": 2, "dim": 1})
named("repeatInterleave", {"x": spec(2, 3), "n": spec(3, d=I, v=[1, 0, 2])}, {"repeats": "$n", "dim": 1})
case("combinations", {"x": spec(4)}, [["out", "combinations", "$x", {"k": {"r": 3}}]])
case("combinations", {"x": spec(3)}, [["out", "combinations", "$x", {"k": {"r": 2, "withReplacement": True}}]])
case("movedim", cube, [["out", "movedim", "$x", [1, -3], [0, -1, 1]]], fail=True)
case("meshgrid", {"x": spec(2), "y": spec(3)}, [["out", "meshgrid", "$x", "$y", {"k": {"indexing": "xy"}}]])
case("meshgrid", {"x": spec(2), "y": spec()}, [["out", "meshgrid", "$x", "$y", {"k": {"indexing": "ij"}}]])
# copies, also where nothing repeats
for steps in ([["r", "tile", "$x", 1, 1]], [["r", "repeat", "$x", 1, 1]], [["r", "diff", "$x", 0]], [["r", "nanToNum", "$x"]]):
    case(steps[0][1], {"x": spec(2, 3, d=I)}, [*steps, ["", "add_", "$r", 5], ["out", "add", "$x", 0]], grad=False)
case("indexSelect", {"x": spec(), "i": spec(1, d=I, v=[0])}, [["r", "indexSelect", "$x", 0, "$i"], ["", "add_", "$r", 5], ["out", "add", "$x", 0]], grad=False)

# ---- by name: triangles and parts ----
named("diag", x, {"diagonal": 1})
named("diag", {"x": spec(3)}, {"diagonal": -1})
named("diagflat", x, {"offset": 1})
named("diagEmbed", x, {"offset": -1})
named("diagEmbed", x, {"offset": 1, "dim1": 0, "dim2": 2})
named("diagEmbed", x, {"dim1": 1, "dim2": 1}, fail=True)
named("tril", x, {"diagonal": 1})
named("triu", cube, {"diagonal": -1})
named("diagonalScatter", {"x": spec(3, 3), "y": spec(2)}, {"src": "$y", "offset": 1})
named("selectScatter", {"x": spec(3, 2), "y": spec(3)}, {"src": "$y", "dim": 1, "index": 0})
named("sliceScatter", {"x": spec(4, 2), "y": spec(2, 2)}, {"src": "$y", "dim": 0, "start": 1, "end": 3, "step": 1})

# ---- by name: picking and placing ----
at = spec(2, 2, d=I, v=[0, 2, 1, 1])
named("gather", {"x": spec(2, 3), "i": at}, {"dim": 1, "index": "$i"})
named("gather", {"x": spec(2, 3), "i": at}, {"index": "$i"}, 1)
named("indexSelect", {"x": spec(2, 3), "i": spec(2, d=I, v=[2, 0])}, {"dim": 1, "index": "$i"})
named("takeAlongDim", {"x": spec(2, 3), "i": at}, {"indices": "$i", "dim": 1})
named("scatter", {"x": spec(2, 3), "i": at}, {"dim": 1, "index": "$i", "value": 1.5})
named("scatter", {"x": spec(2, 3), "i": spec(2, 2, d=I, v=[0, 2, 1, 0]), "y": spec(2, 2)}, {"dim": 1, "index": "$i", "src": "$y"})
named("scatter", {"x": spec(2, 3), "i": at}, {"dim": 1, "index": "$i", "value": 1.5, "reduce": "multiply"}, grad=False)
named("scatterAdd", {"x": spec(2, 3), "i": at, "y": spec(2, 2)}, {"dim": 1, "index": "$i", "src": "$y"})
named("scatterReduce", {"x": spec(2, 3), "i": at, "y": spec(2, 2)}, {"dim": 1, "index": "$i", "src": "$y", "reduce": "amax", "includeSelf": False})
named("indexAdd", {"x": spec(2, 3), "i": spec(2, d=I, v=[2, 0]), "y": spec(2, 2)}, {"dim": 1, "index": "$i", "source": "$y", "alpha": 2})
named("indexCopy", {"x": spec(2, 3), "i": spec(2, d=I, v=[2, 0]), "y": spec(2, 2)}, {"dim": 1, "index": "$i", "source": "$y"})
named("indexFill", {"x": spec(2, 3), "i": spec(2, d=I, v=[2, 0])}, {"dim": 1, "index": "$i", "value": 0.5})
named("maskedFill", {"x": spec(2, 3), "m": spec(2, 3, d="bool")}, {"mask": "$m", "value": 7})
short = spec(2, d="int32", v=[0, 1])
for name, more in (("gather", []), ("scatter", ["$y"]), ("scatterAdd", ["$y"]), ("scatterReduce", ["$y", "sum"])):
    case(name, {"x": spec(3), "i": short, "y": spec(2)}, [["out", name, "$x", 0, "$i", *more]], fail=True)
case("take", {"x": spec(3), "i": short}, [["out", "take", "$x", "$i"]], fail=True)
one("gather", {"x": spec(3), "i": spec(0, d="uint8", v=[])}, "$x", 0, "$i")
case("scatterAdd", {"x": spec(3), "i": spec(2, d=I, v=[0, 1]), "y": spec(2, d="float64")}, [["out", "scatterAdd", "$x", 0, "$i", "$y"]], fail=True)
named("scatter_", {"x": spec(2, 3), "i": at}, {"dim": 1, "index": "$i", "value": 1}, grad=False)
named("fill_", x, {"value": 3}, grad=False)
named("clamp_", x, {"min": 0}, grad=False)
named("squeeze_", {"x": spec(2, 1, 3)}, {"dim": 1}, grad=False)

# ---- by name: numbers ----
named("clamp", x, {"min": -0.5})
named("clamp", x, {"max": 0.5})
named("clamp", x, {"min": -0.5, "max": 0.5})
named("clip", {"x": spec(2, 3), "lo": spec(3, lo=-1, hi=0)}, {"min": "$lo"})
named("clampMin", x, {"min": 0.25})
named("nanToNum", {"x": spec(3, v=[1, float("nan"), float("inf")])}, {"nan": 5, "posinf": 9})
named("lerp", {"x": spec(2, 3), "y": spec(3)}, {"end": "$y", "weight": 0.25})
named("addcmul", {"x": spec(2, 3), "a": spec(2, 1), "b": spec(3)}, {"tensor1": "$a", "tensor2": "$b", "value": 0.5})
named("addcdiv", {"x": spec(2, 3), "a": spec(2, 1), "b": spec(3, lo=1)}, {"tensor1": "$a", "tensor2": "$b"})
one("addcmul", {"x": spec(3, d=I), "a": spec(3, d=I), "b": spec(3, d=I)}, "$x", "$a", "$b", {"k": {"value": 3.14}})
named("mvlgamma", {"x": spec(2, 3, lo=3, hi=5)}, {"p": 2})
named("renorm", x, {"p": 2, "dim": 0, "maxnorm": 1})
named("quantile", x, {"q": 0.3, "dim": 1, "keepdim": True}, names=False)
named("quantile", x, {"q": 0.3, "interpolation": "lower"}, names=False)
named("topk", {"x": spec(2, 5)}, {"k": 2, "dim": 1, "largest": False})
named("kthvalue", {"x": spec(2, 5)}, {"k": 2, "dim": 1, "keepdim": True})
named("diff", {"x": spec(2, 5)}, {"n": 2, "dim": 1})
named("diff", {"x": spec(2, 3), "p": spec(2, 1)}, {"n": 1, "prepend": "$p"})
named("dist", {"x": spec(2, 3), "y": spec(2, 3)}, {"other": "$y", "p": 1})
one("isclose", {"x": spec(3, v=[1, 2, float("nan")]), "y": spec(3, v=[1.1, 2, float("nan")])}, "$x", "$y", {"k": {"rtol": 0.2, "equalNan": True}})
one("isclose", {"x": spec(3, d="bool", v=[1, 0, 1]), "y": spec(3, d="bool", v=[1, 1, 1])})
case("isclose", {"x": spec(3), "y": spec(3)}, [["out", "isclose", "$x", "$y", {"k": {"rtol": -0.4}}]], fail=True)
case("isclose", {"x": spec(3), "y": spec(3)}, [["out", "isclose", "$x", "$y", {"k": {"atol": -1}}]], fail=True)
named("addmm", {"x": spec(2, 2), "a": spec(2, 3), "b": spec(3, 2)}, {"mat1": "$a", "mat2": "$b", "beta": 0.5, "alpha": 2})
named("baddbmm", {"x": spec(2, 2, 2), "a": spec(2, 2, 3), "b": spec(2, 3, 2)}, {"batch1": "$a", "batch2": "$b", "beta": 0.5})
one("addbmm", {"x": spec(2, 2, d="int32"), "a": spec(2, 2, 3, d="int32"), "b": spec(2, 3, 2, d="int32")})
case("addmm_", {"x": spec(1), "a": spec(2, 3), "b": spec(3, 2)}, [["out", "addmm_", "$x", "$a", "$b"]], fail=True)

# ---- softmax in another dtype, spreads with a boolean, the nuclear norm ----
for name in ("softmax", "logSoftmax"):
    one(name, x, "$x", 1, {"k": {"dtype": "float64"}})
    one(name, {"x": spec(2, 3, d=I)}, "$x", 0, {"k": {"dtype": "float32"}})
    case(name, {"x": spec(2, 3, d=I)}, [["out", name, "$x", 0]], fail=True)
for name in ("var", "std", "varMean", "stdMean"):
    one(name, x, "$x", False)
    one(name, x, "$x", 1, False)
    one(name, x, "$x", 1, False, True)
one("norm", {"x": spec(3, 4, d="float64")}, "$x", "nuc", names=False)
one("narrow", {"x": spec(4, 2), "s": spec(d=I, v=[1])}, "$x", 0, "$s", 2, views="x")
case("narrow", {"x": spec(4, 2), "s": spec(v=[1])}, [["out", "narrow", "$x", 0, "$s", 2]], fail=True)
# the shape is looked at before the dtype
for name in ("bitwiseOr_", "gcd_", "igammac_"):
    case(name, {"x": spec(2, 1, d=I if name == "igammac_" else "float16"), "y": spec(3, d=I if name == "igammac_" else "float16")}, [["out", name, "$x", "$y"]], fail=True)
one("angle", {"x": spec(6, d="float64", v=[-2, 0, 3, float("inf"), float("-inf"), -1])}, grad=False)
one("angle", {"x": spec(3, d="float16", v=[-2, 0, 3])}, grad=False)
one("sumToSize", {"x": spec(2, d="int32")}, "$x", [])

# far out, where a loop must still end
far = [1, 2.5, 700, 1e200, 1.7e308, 0.5]
one("igammac", {"x": spec(6, d="float64", v=[1, 2.5, 0.5, 1, 700, 3]), "y": spec(6, d="float64", v=far)}, grad=False)
one("igamma", {"x": spec(6, d="float64", v=[1, 2.5, 0.5, 1, 700, 3]), "y": spec(6, d="float64", v=far)}, grad=False)
one("special.zeta", {"x": spec(3, d="float64", v=[2, 3, 1.5]), "y": spec(3, d="float64", v=[1e17, 1e30, 1e100])}, grad=False)

# ---- samples that once differed ----
one("maskedFill", {"x": spec(2, 3, d="int16"), "m": spec(2, 3, d="bool")}, "$x", "$m", 0.5)
one("maskedFill", {"x": spec(3, d="bool"), "m": spec(3, d="bool")}, "$x", "$m", 2)
case("maskedFill", {"x": spec(3, d="int8"), "m": spec(3, d="bool")}, [["out", "maskedFill", "$x", "$m", 300]], fail=True)
one("outer", {"x": spec(2, d="float64"), "y": spec(3)})
one("outer", {"x": spec(2, d="int8"), "y": spec(3, d="bool")})
one("movedim", {"x": spec()}, "$x", -1, 0)
case("addcdiv", {"x": spec(2, d=I), "a": spec(2, d=I), "b": spec(2, d=I, v=[1, 2])}, [["out", "addcdiv", "$x", "$a", "$b"]], fail=True)
one("logsumexp", {"x": spec(v=[float("-inf")])}, "$x", 0, grad=False)
one("logsumexp", {"x": spec(2, 0)}, "$x", 1)
one("logaddexp", {"x": spec(3, d="float64", v=[float("inf"), 1, 2]), "y": spec(3, d="float64", v=[1, float("-inf"), 3])})
one("logaddexp2", {"x": spec(3, d="float64", v=[float("inf"), 1, 2]), "y": spec(3, d="float64", v=[1, float("-inf"), 3])})
one("norm", {"x": spec(2, 3)}, "$x", 0, 1, names=False)
one("std", {"x": spec(3, d="float16", v=[-60000, 0.5, -60000])}, grad=False)
one("bitwiseLeftShift", {"x": spec(8, d=I, v=[5, 5, 5, -5, -5, 100, 100, 1]), "y": spec(8, d=I, v=[1, -1, 64, -7, 65, 100, 33, 2**53 + 1])})
one("bitwiseRightShift", {"x": spec(8, d=I, v=[5, 5, 5, -5, -5, 100, 100, 1]), "y": spec(8, d=I, v=[1, -1, 64, -7, 65, 100, 33, 2**53 + 1])})
one("unique", {"x": spec(2, 2, 3, d=I, v=[1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 0, 0])}, "$x", {"k": {"dim": 2, "returnInverse": True}})
case("expand", {"x": spec(1, 2, 3)}, [["out", "expand", "$x", 5, 5, 5]], fail=True)
for k in ({"q": 1.2}, {"q": 0.5, "interpolation": "cubic"}):
    case("quantile", {"x": spec(3, d=I)}, [["out", "quantile", "$x", {"k": k}]], fail=True)
case("take", {"x": spec(0), "i": spec(1, d=I, v=[0])}, [["out", "take", "$x", "$i"]], fail=True)
case("indexSelect", {"x": spec(), "i": spec(1, d=I, v=[3])}, [["out", "indexSelect", "$x", 0, "$i"]], fail=True)
case("frac", {"x": spec(2, d=I)}, [["out", "frac", "$x"]], fail=True)
named("stft", {"x": spec(16), "w": spec(4, lo=0, hi=1)}, {"nFft": 4, "hopLength": 2, "window": "$w", "returnComplex": False}, names=False)

# ---- new tensors ----
for k in ({"dtype": "float64"}, {"dtype": "int64"}):
    case("linspace", {}, [["out", "linspace", 0, 1, {"k": {"steps": 4, **k}}]], grad=False)
case("logspace", {}, [["out", "logspace", 0, {"k": {"end": 2, "steps": 3, "base": 2.5}}]], grad=False)
case("full", {}, [["out", "full", [2, 2], {"k": {"fillValue": 1.5}}]], grad=False)
case("fullLike", x, [["out", "fullLike", "$x", {"k": {"fillValue": 1.5, "dtype": "float64"}}]], grad=False)
case("arange", {}, [["out", "arange", {"k": {"start": 1, "end": 7, "step": 2}}]], grad=False)
case("arange", {}, [["out", "arange", {"k": {"end": 3}}]], grad=False)
case("arange", {}, [["out", "arange", 1, {"k": {"end": 3.5, "step": 0.5}}]], grad=False)
case("zeros", {}, [["out", "zeros", 2, {"k": {"device": "cpu"}}]], grad=False)
case("trilIndices", {}, [["out", "trilIndices", 3, {"k": {"col": 2, "offset": -1}}]], grad=False)

write("ops_named")
