#!/usr/bin/env python3
"""Writes test/golden/ops_order.json: sorting, searching, counting, running totals, statistics."""
import ops_base
from ops_base import case, one, spec

INF, NAN = float("inf"), float("nan")
BIG = [9007199254740993, -9007199254740993, 9223372036854775807, 9007199254740992, 3]
K = lambda **o: {"k": o}
V = lambda *v, **o: spec(len(v), v=list(v), **o)
M = lambda r, c, *v, **o: {**spec(r, c, **o), "v": list(v)}  # a matrix of these values
DIMS = [(spec(3, 4), 1), (spec(4, 3, d="float64", l="t"), 0), (spec(2, 3, 2, l="s"), 1), (spec(2, 3, 2), -1), (spec(), 0), (spec(0, 2), 0), (spec(2, 0), 0)]


def sorting():
    for x, dim in DIMS:
        for name in ("sort", "argsort"):
            one(name, {"x": x}, "$x", dim)
            one(name, {"x": x}, "$x", dim, True)
            one(name, {"x": x}, "$x", K(dim=dim, descending=True))
    ties = (3, 1, 3, NAN, 1, INF, -INF, NAN, -0.0, 0.0)
    for name in ("sort", "argsort"):
        one(name, {"x": spec(5)})
        for o in (K(stable=True, dim=0), K(stable=True, dim=0, descending=True)):
            if name == "sort" or "descending" not in o["k"]:
                one(name, {"x": V(*ties)}, "$x", o)
    for d in ("int64", "int32", "uint8", "bool", "float16", "bfloat16"):
        one("sort", {"x": V(*([1, 0, 1] if d == "bool" else [3, 1, 2, 7, 0]), d=d)}, grad=False)
        one("sort", {"x": V(*([1, 0, 1] if d == "bool" else [3, 1, 2, 7, 0]), d=d)}, "$x", K(stable=True, dim=0, descending=True), grad=False)
    one("sort", {"x": V(*BIG, d="int64")})
    one("sort", {"x": V(*BIG, d="int64")}, "$x", 0, True)
    one("sort", {"x": spec(40)})
    one("msort", {"x": spec(3, 2)})
    one("msort", {"x": spec()})
    for x, dim, k in ((spec(3, 4), 1, 2), (spec(4, 3, d="float64", l="t"), 0, 3), (spec(2, 5, 2), 1, 1), (spec(5), 0, 0), (spec(), 0, 1), (spec(3, 0), 0, 2)):
        one("topk", {"x": x}, "$x", k, dim)
        one("topk", {"x": x}, "$x", k, dim, False)
        if k > 0 and 0 not in x["s"]:
            one("kthvalue", {"x": x}, "$x", k, dim)
            one("kthvalue", {"x": x}, "$x", k, K(dim=dim, keepdim=True))
            one("kthvalue", {"x": x}, "$x", k, dim, True)
    one("topk", {"x": spec(3, 4)}, "$x", 2)
    one("topk", {"x": V(1, NAN, 3, 2)}, "$x", 2)
    one("topk", {"x": V(1, NAN, 3, 2)}, "$x", 2, K(largest=False, sorted=True))
    one("topk", {"x": V(*BIG, d="int64")}, "$x", 3)
    for k in (1, 3, 5):
        for largest in (True, False):
            one("topk", {"x": spec(2, 41)}, "$x", k, 1, largest)
            one("topk", {"x": spec(43, 2, d="float64", l="t")}, "$x", k, 0, largest)
    one("topk", {"x": V(*[3, 7, NAN, 1, INF, -2, 9, 5, -INF, 4, 6, 8, 2, 0, 11, 12])}, "$x", 2)
    one("topk", {"x": V(*[3, 7, NAN, 1, INF, -2, 9, 5, -INF, 4, 6, 8, 2, 0, 11, 12])}, "$x", 2, K(largest=False))
    one("kthvalue", {"x": spec(40)}, "$x", 3)
    one("kthvalue", {"x": spec(3, 4)}, "$x", 2)
    one("kthvalue", {"x": V(1, NAN, 0)}, "$x", 3, grad=False)
    one("kthvalue", {"x": V(5, 2, 9, d="int64")}, "$x", 2)
    one("kthvalue", {"x": spec(0, 1)}, "$x", 1, 1)
    for name in ("median", "nanmedian", "mode"):
        for x, dim in DIMS:
            if (x["s"][dim] if x["s"] else 1) > 0:
                one(name, {"x": x}, "$x", dim)
                one(name, {"x": x}, "$x", dim, True)
                one(name, {"x": x}, "$x", K(dim=dim, keepdim=True))
        one(name, {"x": V(5, 2, 9, 4, d="int64")}, "$x", 0)
        one(name, {"x": V(7, 1, NAN, 3, 9)}, "$x", 0, grad=False)
        if name != "mode":
            one(name, {"x": V(NAN, NAN)}, "$x", 0, grad=False)
            for x in (spec(3, 4), spec(4, 3, d="float64", l="t"), spec(), V(5, 2, 9, 4, d="int64"), V(1, 2, 2, 3, 2), spec(0), V(1, 5, 2, 2)):
                one(name, {"x": x})
            one(name, {"x": V(7, 1, NAN, 3, NAN)})
    one("mode", {"x": V(2, 1, 1, 2, 2)})
    one("mode", {"x": V(2, 1, 1, 2)})
    one("mode", {"x": M(2, 3, 1, 1, 2, 3, 3, 3)})
    one("mode", {"x": V(1, 0, 1, d="bool")})


def running():
    for name in ("cumsum", "cumprod", "logcumsumexp", "cummax", "cummin"):
        for x, dim in DIMS:
            one(name, {"x": x}, "$x", dim)
        one(name, {"x": spec(2, 3)}, "$x", K(dim=1))
        if name != "logcumsumexp":
            for d in ("int64", "int32", "uint8", "bool"):
                one(name, {"x": V(*([1, 0, 1] if d == "bool" else [3, 1, 5, 2, 5]), d=d)}, "$x", 0)
        one(name, {"x": V(1, 3, 3, NAN, 2, NAN)}, "$x", 0, grad=False)
        one(name, {"x": V(-INF, 1, INF, 2)}, "$x", 0, grad=False)
    for v in ([0, 2, 3], [2, 0, 3], [2, 0, 3, 0, 5], [0, 0], [1, 2, 0]):
        one("cumprod", {"x": V(*v)}, "$x", 0)
    one("cumprod", {"x": M(2, 3, 0, 2, 3, 0, 0, 5)}, "$x", 0)
    one("logcumsumexp", {"x": V(-INF, -INF, 1, 2)}, "$x", 0, grad=False)
    one("logcumsumexp", {"x": V(1000, 1001, -1000, 1002)}, "$x", 0)
    for name in ("cumsum", "cumprod"):
        one(name, {"x": V(3, 1, 2, d="int64")}, "$x", 0, K(dtype="float64"))
        one(name, {"x": spec(3)}, "$x", 0, K(dtype="float64"))
        one(name, {"x": V(*BIG, d="int64")}, "$x", 0)
        case(name + "_", {"x": spec(2, 3)}, [["y", "mul", "$x", 1], ["out", name + "_", "$y", 1]])
        one(name + "_", {"x": V(3, 1, 2, d="int32")}, "$x", 0)
    one("cummax", {"x": V(*BIG, d="int64")}, "$x", 0)


def statistics():
    x = spec(2, 3)
    nan = M(2, 3, 1, NAN, 3, NAN, NAN, 2)
    for name in ("nansum", "nanmean"):
        for args in ([], [0], [1, K(keepdim=True)], [[0, 1]], [K(dim=1)]):
            one(name, {"x": nan}, "$x", *args, names=name == "nansum")
        one(name, {"x": spec(2, 3, d="float64", l="t")}, "$x", 1)
        one(name, {"x": spec()})
        one(name, {"x": spec(0, 2)}, "$x", 0)
        one(name, {"x": V(NAN, NAN)}, grad=False)
    one("nansum", {"x": V(1, 2, d="int64")})
    one("nansum", {"x": V(1, 0, d="bool")})
    one("nansum", {"x": V(1, NAN)}, "$x", K(dtype="float64"))
    zeros = M(2, 3, 1, 0, 0, NAN, -0.0, 2)
    for args in ([], [0], [[0, 1]], [K(dim=1)], [-1]):
        one("countNonzero", {"x": zeros}, "$x", *args, grad=False)
    one("countNonzero", {"x": V(1, 0, d="bool")})
    one("countNonzero", {"x": spec()}, grad=False)
    for args in ([], [K(dim=0)], [K(dim=1, keepdim=True)], [K(keepdim=True)]):
        one("aminmax", {"x": x}, "$x", *args, grad=False)
    one("aminmax", {"x": spec()}, "$x", K(dim=0), grad=False)
    one("aminmax", {"x": spec()}, "$x", K(dim=0, keepdim=True), grad=False)
    one("aminmax", {"x": V(1, NAN)}, grad=False)
    one("aminmax", {"x": V(3, 1, 2, d="int64")})
    one("aminmax", {"x": spec(0, 2)}, "$x", K(dim=1), grad=False)
    for p in ([], [1], [3], [{"num": "inf"}], [0]):
        one("dist", {"x": x, "y": spec(3)}, "$x", "$y", *p, grad=p != [0])
    one("dist", {"x": x, "y": spec(2, 3, seed=1)})
    for name in ("stdMean", "varMean"):
        one(name, {"x": x})
        one(name, {"x": x}, "$x", 1)
        one(name, {"x": spec(2, 3, d="float64", l="t")}, "$x", K(dim=0, unbiased=False, keepdim=True))
        one(name, {"x": spec(2, 3, 2)}, "$x", K(dim=[0, 2], unbiased=True, keepdim=True))
        one(name, {"x": x}, "$x", K(dim=1, correction=0))
    for q in (0, 0.25, 0.5, 0.9, 1):
        one("quantile", {"x": x}, "$x", q, names=False)
        one("quantile", {"x": spec(3, 4, d="float64", l="t")}, "$x", q, 0, names=False)
    for how in ("linear", "lower", "higher", "midpoint", "nearest"):
        for name in ("quantile", "nanquantile"):
            one(name, {"x": spec(5)}, "$x", 0.4, K(interpolation=how), names=False)
            one(name, {"x": spec(2, 4, 3), "q": V(0.1, 0.55, 1)}, "$x", "$q", K(dim=1, keepdim=True, interpolation=how), names=False, grad=how == "linear")
    q = V(0.3, 0.8)
    for dim in (0, 1, 2, -1):
        one("quantile", {"x": spec(2, 3, 2), "q": q}, "$x", "$q", dim, names=False)
        one("quantile", {"x": spec(2, 3, 2)}, "$x", 0.3, dim, True, names=False)
        one("nanquantile", {"x": spec(2, 3, 2), "q": spec(v=[0.3])}, "$x", "$q", dim, names=False)
    one("quantile", {"x": spec(2, 3), "q": q}, "$x", "$q", K(keepdim=True), names=False)
    one("quantile", {"x": spec(2, 3)}, "$x", 0.5, K(keepdim=True), names=False)
    one("quantile", {"x": spec()}, "$x", 0.5, names=False)
    for name in ("quantile", "nanquantile"):
        one(name, {"x": nan}, "$x", 0.5, 1, grad=False)
        one(name, {"x": V(NAN, NAN, 1, 5)}, "$x", 0.5, grad=False)
        one(name, {"x": V(NAN, NAN)}, "$x", 0.5, grad=False)
    w, f = V(1.5, 0.5, 2), V(1, 2, 3, d="int64")
    one("cov", {"x": x}, names=False)
    one("cov", {"x": spec(3, 5, d="float64", l="t")}, names=False)
    one("cov", {"x": spec(4)}, names=False)
    one("cov", {"x": spec()}, grad=False)
    one("cov", {"x": spec(2, 0)}, grad=False)
    one("cov", {"x": M(2, 3, 1, 2, 4, 3, 1, 1, d="int64")})
    for o in ({"correction": 0}, {"correction": 2}, {"correction": 5}):
        one("cov", {"x": x}, "$x", K(**o), names=False, grad=o["correction"] < 3)
    one("cov", {"x": x, "f": f}, "$x", K(fweights="$f"), names=False)
    one("cov", {"x": x, "w": w}, "$x", K(aweights="$w"), names=False)
    one("cov", {"x": x, "f": f, "w": w}, "$x", K(fweights="$f", aweights="$w"), names=False)
    one("cov", {"x": x, "f": f, "w": w}, "$x", K(fweights="$f", aweights="$w", correction=0), names=False)
    one("corrcoef", {"x": spec(3, 5)}, grad=False)  # the diagonal is 1 or a rounding more, where clamp has a gradient or none
    one("corrcoef", {"x": spec(4)}, grad=False)
    one("corrcoef", {"x": M(2, 3, 1, 2, 4, 3, 1, 1, d="int64")})
    for args in ([], [2], [1, 0], [K(n=2, dim=0)], [0], [5], [K(dim=0)]):
        one("diff", {"x": spec(3, 4)}, "$x", *args, names=args != [0] and args != [5])
    one("diff", {"x": spec(2, 3), "p": spec(2, 1), "a": spec(2, 2)}, "$x", K(prepend="$p", append="$a"))
    one("diff", {"x": V(1, 0, 0, 1, d="bool")})
    one("diff", {"x": V(1, 4, 9, d="uint8")})
    one("diff", {"x": spec(0)})
    y = spec(2, 4)
    for name in ("trapezoid", "cumulativeTrapezoid", "trapz"):
        one(name, {"y": y}, names=name != "trapz")
        one(name, {"y": y}, "$y", K(dx=2.5), names=False)
        one(name, {"y": y}, "$y", K(dx=0.5, dim=0), names=False)
        one(name, {"y": y, "x": V(1, 2, 4, 4.5)}, names=False)
        if name != "trapz":
            one(name, {"y": y, "x": V(1, 3)}, "$y", "$x", K(dim=0), names=False)
            one(name, {"y": y, "x": spec(2, 4)}, names=False)
            one(name, {"y": V(1, 2, 4, d="int64")})
            one(name, {"y": V(1, 2, 4, d="int64")}, "$y", K(dx=2))
            one(name, {"y": spec(1)}, names=False)
    one("trapezoid", {"y": spec(0)}, names=False)
    for p in (2, 1, 0.5):
        one("renorm", {"x": spec(3, 4)}, "$x", p, 0, 1.5)
    one("renorm", {"x": spec(2, 3, 2, d="float64", l="t")}, "$x", 2, 1, 1)
    one("renorm", {"x": spec(2, 2)}, "$x", 2, -1, 100)
    case("renorm_", {"x": spec(3, 4)}, [["y", "mul", "$x", 1], ["out", "renorm_", "$y", 2, 0, 1.5]])


def counting():
    for o in ({}, {"returnInverse": True}, {"returnCounts": True}, {"returnInverse": True, "returnCounts": True}):
        for name in ("unique", "uniqueConsecutive"):
            for x in (V(3, 1, 1, 3, 2, 2, d="int64"), M(2, 3, 1, 1, 2, 2, 1, 1), spec(), spec(0, 2), V(1, 0, 0, d="bool"), V(*BIG, *BIG, d="int64"), spec(2, 2, l="t")):
                one(name, {"x": x}, "$x", K(**o), grad=False)
            rows = M(4, 2, 3, 1, 3, 1, 0, 1, 3, 1)
            for dim in (0, 1, -1):
                one(name, {"x": rows}, "$x", K(dim=dim, **o), grad=False)
            one(name, {"x": spec(0, 2)}, "$x", K(dim=0, **o), grad=False)
            one(name, {"x": {"s": [2, 3, 2], "d": "int64", "v": [1, 2, 1, 2, 3, 4, 0, 0, 0, 0, 1, 1]}}, "$x", K(dim=1, **o), grad=False)
    one("uniqueConsecutive", {"x": V(1, 1, NAN, NAN, 1)}, "$x", K(returnCounts=True), grad=False)
    x = M(2, 3, 0.1, 1, 1, 2.5, 3.9, 4)
    for args in ([3], [4, 0, 4], [4, 1, 3], [K(bins=5, min=-1, max=4)], [], [K(bins=3)]):
        one("histc", {"x": x}, "$x", *args, grad=False)
    one("histc", {"x": V(2, 2)}, "$x", 4, grad=False)
    one("histc", {"x": spec(0)}, "$x", 4, grad=False)
    one("histc", {"x": spec(3, 4, d="float64", l="t")}, "$x", 7, -1.5, 1.5, grad=False)
    one("histc", {"x": spec(50)}, "$x", 10, grad=False)
    i = V(1, 1, 3, 0, 3, d="int64")
    one("bincount", {"x": i})
    one("bincount", {"x": V(1, 1, 3, d="uint8")})
    one("bincount", {"x": i}, "$x", K(minlength=7))
    one("bincount", {"x": i, "w": V(0.5, 1, 2, 0.25, 3)}, grad=False)
    one("bincount", {"x": i, "w": V(1, 2, 3, 4, 5, d="int64")}, "$x", "$w", 6, grad=False)
    one("bincount", {"x": i, "w": V(0.5, 1, 2, 0.25, 3, d="float64")}, "$x", K(weights="$w"), grad=False)
    one("bincount", {"x": spec(0, d="int64")}, "$x", K(minlength=2))
    b, v = V(1, 3, 3, 5), M(2, 3, 0, 1, 3, 4, NAN, 9)
    for o in ({}, {"right": True}, {"side": "left"}, {"side": "right"}, {"outInt32": True}):
        one("searchsorted", {"b": b, "v": v}, "$b", "$v", K(**o), grad=False)
        if "side" not in o:
            one("bucketize", {"v": v, "b": b}, "$v", "$b", K(**o), grad=False)
    one("searchsorted", {"b": M(2, 3, 1, 3, 5, 2, 4, 6), "v": M(2, 2, 3, 9, 3, 1)}, grad=False)
    one("searchsorted", {"b": M(2, 3, 1, 3, 5, 2, 4, 6), "v": M(2, 2, 3, 9, 3, 1)}, "$b", "$v", K(right=True), grad=False)
    one("searchsorted", {"b": b}, "$b", 3, grad=False)
    one("searchsorted", {"b": V(1, 3, 5, d="int64")}, "$b", 4)
    one("searchsorted", {"b": V(1, 3, 5, d="int64"), "v": spec(2, d="int64", v=[3, 4])})
    one("searchsorted", {"b": V(5, 1, 3), "v": V(2, 4), "s": V(1, 2, 0, d="int64")}, "$b", "$v", K(sorter="$s"), grad=False)
    one("searchsorted", {"b": spec(0), "v": V(2, 4)}, grad=False)
    one("searchsorted", {"b": V(3, 9007199254740992, 9007199254740993, d="int64"), "v": V(9007199254740993, 4, d="int64")})
    one("bucketize", {"b": b}, 3, "$b", grad=False)


def bad(name, inputs, *args):
    one(name, inputs, *args, fail=True)


def errors():
    x, e, i, b = spec(2, 3), spec(0, 2), V(3, 1, 2, d="int64"), V(1, 0, d="bool")
    for k in (4, -1):
        bad("topk", {"x": x}, "$x", k)
        bad("kthvalue", {"x": x}, "$x", k)
    bad("topk", {"x": spec()}, "$x", 2)
    bad("topk", {"x": b}, "$x", 1)
    bad("kthvalue", {"x": e}, "$x", 1, 0)
    bad("kthvalue", {"x": b}, "$x", 1)
    for name in ("sort", "argsort", "median", "mode", "cumsum", "cummax", "logcumsumexp", "unique"):
        bad(name, {"x": x}, "$x", 2 if name != "unique" else K(dim=2))
    for name in ("median", "mode"):
        bad(name, {"x": e}, "$x", 0)
    bad("median", {"x": b})
    bad("median", {"x": b}, "$x", 0)
    bad("nanmedian", {"x": b})
    bad("logcumsumexp", {"x": i}, "$x", 0)
    bad("aminmax", {"x": e})
    bad("aminmax", {"x": e}, "$x", K(dim=0))
    bad("nanmean", {"x": i})
    bad("stdMean", {"x": i})
    bad("varMean", {"x": i})
    bad("dist", {"x": x, "y": spec(2)})
    bad("quantile", {"x": x}, "$x", 1.5)
    bad("quantile", {"x": x, "q": V(0.1, 1.5)})
    bad("quantile", {"x": x, "q": spec(1, 1)})
    bad("quantile", {"x": x, "q": V(0.1, d="float64")})
    bad("quantile", {"x": i}, "$x", 0.5)
    bad("quantile", {"x": e}, "$x", 0.5)
    bad("quantile", {"x": spec(0, d="int64")}, "$x", 0.5)
    bad("nanquantile", {"x": e}, "$x", 0.5)
    bad("quantile", {"x": x}, "$x", 0.5, 2)
    bad("quantile", {"x": x}, "$x", 0.5, K(interpolation="cubic"))
    bad("diff", {"x": spec()})
    bad("diff", {"x": x, "p": spec(1)}, "$x", K(prepend="$p"))
    bad("diff", {"x": x, "p": spec(1, 1)}, "$x", K(append="$p"))
    bad("trapezoid", {"y": spec()})
    bad("trapezoid", {"y": x}, "$y", K(dim=2))
    bad("trapezoid", {"y": x, "x": spec(2)})
    bad("trapezoid", {"y": V(1, 0, d="bool")})
    bad("cumulativeTrapezoid", {"y": x, "x": spec(2)})
    bad("cov", {"x": spec(2, 2, 2)})
    bad("cov", {"x": b})
    bad("corrcoef", {"x": spec(2, 2, 2)})
    for w in (V(1, 2, d="int64"), V(1, 2, 3), V(-1, 2, 3, d="int64"), M(1, 3, 1, 2, 3, d="int64")):
        bad("cov", {"x": x, "w": w}, "$x", K(fweights="$w"))
    for w in (V(1, 2), V(1, 2, 3, d="int64"), V(-1, 2, 3), M(1, 3, 1, 2, 3)):
        bad("cov", {"x": x, "w": w}, "$x", K(aweights="$w"))
    bad("histc", {"x": x}, "$x", 0)
    bad("histc", {"x": x}, "$x", 3, 5, 1)
    bad("histc", {"x": V(1, INF)}, "$x", 3)
    bad("histc", {"x": i}, "$x", 3)
    bad("bincount", {"x": V(1, -1, d="int64")})
    bad("bincount", {"x": x})
    bad("bincount", {"x": spec(1, 1, d="int64", lo=1, hi=1)})
    bad("bincount", {"x": i, "w": spec(2)})
    bad("bincount", {"x": i}, "$x", K(minlength=-1))
    bad("unique", {"x": e}, "$x", K(dim=1))
    bad("unique", {"x": spec()}, "$x", K(dim=0))
    bad("uniqueConsecutive", {"x": spec()}, "$x", K(dim=-1))
    bad("cumulativeTrapezoid", {"y": spec()})
    s = V(1, 3, 5)
    bad("searchsorted", {"b": s, "v": s}, "$b", "$v", K(side="left", right=True))
    bad("searchsorted", {"b": s, "v": s}, "$b", "$v", K(side="middle"))
    bad("searchsorted", {"b": x, "v": spec(1)})
    bad("searchsorted", {"b": x, "v": spec(1, 3)})
    bad("searchsorted", {"b": x}, "$b", 3)
    bad("searchsorted", {"b": s, "v": s, "s": V(1, 2, d="int64")}, "$b", "$v", K(sorter="$s"))
    bad("searchsorted", {"b": s, "v": s, "s": V(1, 2, 0)}, "$b", "$v", K(sorter="$s"))
    bad("bucketize", {"v": s, "b": x})
    bad("renorm", {"x": spec(2)}, "$x", 2, 0, 1)
    bad("renorm", {"x": x}, "$x", -1, 0, 1)
    bad("renorm", {"x": x}, "$x", 2, 0, -1)


for part in (sorting, running, statistics, counting, errors):
    part()
ops_base.write("ops_order")
