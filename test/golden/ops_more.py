"""Writes ops_more.json: methods that came later, as PyTorch computes them. Run: python3 ops_more.py"""
import math

import torch

from ops_base import case, encode, encode_all, one, spec, values, write

torch.set_num_threads(1)

# ---- activations that are methods, too ----

one("prelu", {"x": spec(2, 3, 2), "w": spec(3)})
one("prelu", {"x": spec(4, d="float64"), "w": spec(1, d="float64")})
one("prelu", {"x": spec(2), "w": spec(3)}, fail=True)
one("prelu", {"x": spec(2, 3, d="int64"), "w": spec(3, d="int64")}, fail=True)
one("hardshrink", {"x": spec(2, 5)})
one("hardshrink", {"x": spec(3, 4, l="t")}, 1.25)
one("hardshrink", {"x": spec(2, d="int64")}, fail=True)
case("conjPhysical_", {"x": spec(3)}, [["y", "clone", "$x"], ["out", "conjPhysical_", "$y"]], names=False)
case("conjPhysical_", {"x": spec(3, d="int64")}, [["out", "conjPhysical_", "$x"]])

# ---- slopes ----

D = "float64"
k = lambda **o: {"k": o}
for args in [(), (k(spacing=2.0),), (k(spacing=[3.0, 2.0]),), (k(dim=1),), (k(dim=[1, 0]),), (k(edgeOrder=2),), (k(spacing=[0.5], dim=-1, edgeOrder=2),)]:
    one("gradient", {"x": spec(4, 5)}, "$x", *args)
one("gradient", {"x": spec(4, d=D), "p": spec(4, d=D, v=[-2.0, -1.0, 1.0, 4.0])}, "$x", k(spacing=["$p"]))
one("gradient", {"x": spec(3, 4), "p": spec(4, v=[0.0, 1.0, 4.0, 4.5])}, "$x", k(spacing=["$p"], dim=1, edgeOrder=2))
one("gradient", {"x": spec(3, 4), "p": spec(3, v=[0.0, 1.0, 3.0]), "q": spec(4, d="int64", v=[0, 3, 6, 9])}, "$x", k(spacing=["$p", "$q"]))
one("gradient", {"x": spec(2, 3, d="int64")})
one("gradient", {"x": spec(2, 3, 2, l="t")}, "$x", k(dim=1))
one("gradient", {"x": spec(d=D)})
for args in [(k(spacing=[1.0, 2.0, 3.0]),), (k(spacing=[1.0, 2.0], dim=0),), (k(dim=[0, 0]),), (k(dim=2),), (k(edgeOrder=3),), (k(spacing=["$p"], dim=0),)]:
    one("gradient", {"x": spec(4, 5), "p": spec(4, 1)}, "$x", *args, fail=True)
one("gradient", {"x": spec(1, 5)}, fail=True)
one("gradient", {"x": spec(2, 5)}, "$x", k(edgeOrder=2), fail=True)
one("gradient", {"x": spec(2, 3, d="uint8", lo=0, hi=3)}, fail=True)

# ---- histograms ----

v = {"x": spec(v=[1.0, 2.0, 1.0, 3.0])}
w = {**v, "w": spec(v=[1.0, 2.0, 4.0, 0.5])}
e = {**v, "e": spec(v=[0.0, 1.5, 3.0])}
for name, i, args in [
    ("histogram", v, (4,)), ("histogram", v, (4, k(range=[0.0, 3.0]))), ("histogram", w, (4, k(range=[0.0, 3.0], weight="$w", density=True))), ("histogram", w, (3, k(weight="$w"))),
    ("histogram", e, ("$e",)), ("histogram", e, ("$e", k(density=True))), ("histogram", {**v, "e": spec(v=[3.0, 1.5, 0.0])}, ("$e",)),
    ("histogram", {"x": spec(0)}, (3,)), ("histogram", {"x": spec(v=[2.0, 2.0])}, (3,)), ("histogram", {"x": spec()}, (3,)),
    ("histogram", {"x": spec(5, 7, d=D)}, (6,)), ("histogram", {"x": spec(20, 7)}, (9,)), ("histogram", {**v, "e": spec(v=[0.0, 1.0, 1.0, 2.0])}, ("$e",)),
]:
    one(name, i, "$x", *args, grad=False)
for i, args in [
    ({**v, "e": spec(1, v=[1.0])}, ("$e",)), (v, (0,)), (v, (-1,)), (v, (4, k(range=[3.0, 0.0]))), (v, (4, k(range=[1.0]))), ({"x": spec(3, d="int64")}, (4,)), ({**v, "e": spec(v=[0, 2], d="int64")}, ("$e",)), ({**v, "e": spec(0)}, ("$e",)), ({**v, "e": spec(2, 2)}, ("$e",)),
    ({**v, "w": spec(3)}, (4, k(weight="$w"))), ({**v, "w": spec(4, d=D)}, (4, k(weight="$w"))), ({"x": spec(v=[1.0, float("nan")])}, (3,)), ({"x": spec(v=[1.0, float("inf")])}, (3,)), ({"x": spec(2, d="float16")}, (3,)),
]:
    one("histogram", i, "$x", *args, fail=True)
p = {"x": spec(4, 2, v=[0.0, 1.0, 1.0, 0.0, 2.0, 0.0, 2.0, 2.0])}
p["x"]["s"] = [4, 2]
edges = {**p, "e": spec(v=[0.0, 1.0, 3.0]), "f": spec(v=[0.0, 2.0])}
for i, args in [
    (p, ([3, 3],)), (p, (3,)), (p, ([2, 3], k(range=[0.0, 1.0, 0.0, 1.0], density=True))), ({**p, "w": spec(v=[1.0, 2.0, 4.0, 8.0])}, ([2, 2], k(weight="$w"))), (edges, (["$e", "$f"],)), (edges, (["$e", "$f"], k(density=True))),
    ({"x": spec(2, 4, 3, d=D)}, ([2, 3, 2],)), ({"x": spec(0, 2)}, (2,)),
]:
    one("histogramdd", i, "$x", *args, grad=False)
for i, args in [
    ({"x": spec(3)}, ([3],)), (p, ([3, 0],)), (p, ([2, 2], k(range=[0.0, 1.0]))), ({**p, "w": spec(3)}, ([2, 2], k(weight="$w"))), ({"x": spec(3, 2, d="int64")}, ([2, 2],)), (edges, (["$e"],)), (p, ([2, 2], k(range=[0.0, 1.0, 1.0, 0.0]))),
]:
    one("histogramdd", i, "$x", *args, fail=True)

# ---- low rank ----

lowrank = []
for call, shape, args, seed in [
    ("svd_lowrank", (6, 4), {"q": 3}, 1), ("svd_lowrank", (4, 6), {"q": 2, "niter": 1}, 2), ("svd_lowrank", (5, 3), {"q": 3, "niter": 0}, 3), ("svd_lowrank", (2, 5, 4), {"q": 2}, 4), ("svd_lowrank", (8, 7), {"q": 2, "niter": 3}, 5),
    ("pca_lowrank", (6, 4), {}, 6), ("pca_lowrank", (7, 3), {"q": 2, "niter": 3}, 7), ("pca_lowrank", (3, 8), {"q": 2, "center": False}, 8),
]:
    x = torch.tensor(values(math.prod(shape), seed, "float64", -2, 2), dtype=torch.float64).reshape(shape)
    torch.manual_seed(seed)
    U, S, V = getattr(torch, call)(x, **args)
    lowrank.append({"call": call, "shape": list(shape), "args": args, "seed": seed, "S": encode_all(S), "A": encode_all((U * S.unsqueeze(-2)) @ V.mT), "V": encode_all(V.abs()), "next": encode(torch.rand(1, dtype=torch.float64).item())})

write("ops_more", lowrank=lowrank)
