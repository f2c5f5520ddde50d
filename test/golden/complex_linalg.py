#!/usr/bin/env python3
"""Writes test/golden/complex_linalg.json: linear algebra of complex matrices. Run: python3 test/golden/complex_linalg.py

Phases of vectors are free, so those are compared by their sizes ("abs"), and their gradients are those of the sizes.
"""
from calls_base import bad, case, spec, write

C = "complex128"


def square(name, *args, pre="dominant", **o):
    """float64 and float32 parts, a batch, other layouts, sizes of 1 and 0."""
    case(name, [spec(3, 3, d=C)], *args, pre=pre, **o)
    case(name, [spec(3, 3, d="complex64")], *args, pre=pre, **o)
    case(name, [spec(2, 2, 2, 2, d=C)], *args, pre=pre, **o)
    case(name, [spec(3, 3, d=C, l="t")], *args, pre=pre, **o)
    case(name, [spec(2, 3, 3, d=C, l="s")], *args, pre=pre, **o)
    case(name, [spec(1, 1, d=C)], *args, pre=pre, **o)
    case(name, [spec(0, 2, 2, d=C)], *args, pre=pre, **o)
    case(name, [spec(0, 0, d=C)], *args, pre=pre, **o)
    case(name, [spec(6, 6, d=C)], *args, pre=pre, **o)


def rectangles(name, *args, **o):
    for shape in ([4, 3], [3, 4], [3, 3], [2, 4, 2], [2, 2, 4], [1, 3], [3, 1], [0, 3, 2]):
        case(name, [spec(*shape, d=C)], *args, **o)
    case(name, [spec(4, 3, d="complex64")], *args, **o)
    case(name, [spec(3, 4, d=C, l="t")], *args, **o)


# of rank 1, and rank 2 of 3: every row is i times the one before, or a sum of others
flat = spec(2, 2, d=C, v=[1, 0, 0, 1, 0, 1, -1, 0])
rank2 = spec(3, 3, d=C, v=[1, 1, 2, 0, 0, 1, 0, 1, 1, -1, 2, 2, 1, 2, 3, -1, 2, 3])

for name in ("linalg.inv", "inverse", "linalg.det", "det", "linalg.slogdet", "slogdet", "logdet", "linalg.invEx"):
    square(name)
for s in (flat, rank2):
    case("linalg.det", [s], grad=False)
    case("linalg.slogdet", [s], grad=False) if s is flat else None  # of the other one rounding decides
bad("linalg.inv", [flat])
case("linalg.slogdet", [spec(2, 2, d=C, v=[0, 0, 0, 1, 1, 0, 0, 0])])
bad("linalg.inv", [{"s": [2, 2, 2], "d": C, "v": [1, 0, 0, 0, 0, 0, 1, 0] + [1, 0, 1, 0, 1, 0, 1, 0]}])
for b in ([3, 2], [3], [2, 3, 1]):
    case("linalg.solve", [spec(3, 3, d=C), spec(*b, d=C)], pre="dominant")
case("linalg.solve", [spec(3, 3, d=C), spec(2, 3, d=C)], pre="dominant", k={"left": False})
case("linalg.solve", [spec(2, 1, 2, 2, d=C), spec(3, 2, 2, d=C)], pre="dominant")
case("linalg.solve", [spec(0, 0, d=C), spec(0, 2, d=C)])
case("linalg.solveEx", [spec(3, 3, d=C), spec(3, 2, d=C)], pre="dominant")
bad("linalg.solve", [flat, spec(2, 1, d=C)])
bad("linalg.solve", [spec(2, 2, d=C), spec(2, 1)])

for name in ("linalg.cholesky", "cholesky"):
    square(name, pre="spd")
case("linalg.cholesky", [spec(3, 3, d=C)], pre="spd", k={"upper": True})
case("linalg.cholesky", [spec(3, 3, d=C, v=[4, 9, 1, 1, 0, 0, 1, -1, 5, 2, 0, 1, 0, 0, 0, -1, 6, 0])])  # only one triangle, and the diagonal's real part
case("linalg.choleskyEx", [spec(2, 2, d=C, v=[1, 0, 0, 0, 0, 2, 1, 0])], q=[1], grad=False)
bad("linalg.cholesky", [spec(2, 2, d=C, v=[1, 0, 0, 0, 0, 2, 1, 0])])
case("choleskySolve", [spec(3, 2, d=C), spec(3, 3, d=C, v=[2, 0, 0, 0, 0, 0, 1, 1, 3, 0, 0, 0, 0, -1, 2, 0.5, 1, 0])])
case("choleskySolve", [spec(3, 2, d=C), spec(3, 3, d=C, v=[2, 0, 1, 1, 0, 3, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 1, 0])], True)
case("choleskyInverse", [spec(3, 3, d=C, v=[2, 0, 0, 0, 0, 0, 1, 1, 3, 0, 0, 0, 0, -1, 2, 0.5, 1, 0])])
case("choleskyInverse", [spec(3, 3, d=C, v=[2, 0, 1, 1, 0, 3, 0, 0, 3, 0, 1, 0, 0, 0, 0, 0, 1, 0])], True)

for name in ("linalg.qr", "qr"):
    rectangles(name)
case("linalg.qr", [spec(4, 2, d=C)], "complete", grad=False)
case("linalg.qr", [spec(3, 3, d=C)], "complete")
case("linalg.qr", [spec(4, 2, d=C)], "r", grad=False)
case("linalg.qr", [spec(2, 2, d=C, v=[0, 0, 1, 1, 0, 1, 2, 0])])
case("geqrf", [spec(4, 3, d=C)], grad=False)
case("linalg.householderProduct", [spec(4, 3, d=C), spec(3, d=C)])
for transpose in (False, True):
    for left in (True, False):
        case("ormqr", [spec(3, 3, d=C), spec(3, d=C), spec(3, 3, d=C)], left, transpose, grad=False)

for name in ("linalg.lu", "linalg.luFactor"):
    for shape in ([3, 3], [4, 3], [3, 4], [2, 3, 3], [1, 1], [0, 2, 2], [0, 3]):
        case(name, [spec(*shape, d=C)])
    case(name, [spec(3, 3, d="complex64")])
bad("linalg.luFactor", [flat])
case("linalg.luFactorEx", [flat], grad=False)
for left in (True, False):
    for upper in (True, False):
        case("linalg.solveTriangular", [spec(3, 3, d=C), spec(3, 3, d=C)], pre="tril" if not upper else "dominant", k={"upper": upper, "left": left})
case("linalg.solveTriangular", [spec(3, 3, d=C), spec(3, 2, d=C)], k={"upper": True, "unitriangular": True})

square("linalg.eigvalsh", pre="sym")
square("linalg.eigh", pre="sym", p="abs")
case("linalg.eigh", [spec(3, 3, d=C, v=[1, 5, 0, 0, 0, 0, 1, 1, 2, 0, 0, 0, 0, -1, 1, 0.5, 4, 3])], p="abs")
case("linalg.eigh", [spec(3, 3, d=C)], "U", p="abs", grad=False)
case("linalg.eigvalsh", [spec(2, 2, d=C, v=[2, 0, 0, 0, 0, 0, 2, 0])], grad=False)
for x in ([3, 4], [4, 3], [3, 3], [2, 2, 3], [1, 1], [0, 2, 2], [2, 0]):
    case("linalg.svdvals", [spec(*x, d=C)])
    case("linalg.svd", [spec(*x, d=C)], False, p="abs")
    case("svd", [spec(*x, d=C)], p="abs")
case("linalg.svd", [spec(3, 4, d="complex64")], False, p="abs")
case("linalg.svd", [spec(4, 2, d=C)], q=[1])
case("linalg.svdvals", [rank2], grad=False)

for s in ([3, 4], [4, 3], [3, 3], [2, 2, 3], [0, 2, 2], [0, 3]):
    case("linalg.pinv", [spec(*s, d=C)])
case("linalg.pinv", [rank2])
case("linalg.pinv", [flat])
case("linalg.pinv", [spec(3, 3, d=C)], pre="sym", k={"hermitian": True})
case("linalg.pinv", [spec(2, 3, 3, d="float64")], pre="sym", k={"hermitian": True})
case("linalg.pinv", [spec(3, 3, d="float64")], k={"hermitian": True})  # one triangle counts for the values, all of it for the gradient
case("linalg.pinv", [spec(3, 3, d="float64")], k={"hermitian": True, "rtol": 0.3})
case("linalg.pinv", [spec(3, 3, d="float64")], k={"atol": 0.5})
case("linalg.matrixRank", [rank2])
case("linalg.matrixRank", [flat])
for p in (None, 2, -2, 1, "fro", "nuc"):
    case("linalg.cond", [spec(3, 3, d=C)], *([] if p is None else [p]), pre="dominant", grad=False)

square("linalg.matrixExp", pre=None)
case("matrixExp", [spec(2, 2, d=C, v=[0, 3, 5, 0, -5, 0, 0, -3])])
for n in (-2, -1, 0, 1, 3):
    case("linalg.matrixPower", [spec(3, 3, d=C)], n, pre="dominant")
case("linalg.matrixPower", [spec(3, 3, d="float64")], 0)
case("linalg.matrixPower", [spec(0, 0, d="float64")], 0)

for a, b in (([4, 3], [4, 2]), ([3, 3], [3, 1]), ([2, 4, 2], [2, 4, 1]), ([3, 4], [3, 2])):
    case("linalg.lstsq", [spec(*a, d=C), spec(*b, d=C)], q=[0], pre="dominant")
case("linalg.lstsq", [spec(4, 2, d=C), spec(4, 2, d=C)], k={"driver": "gelsd"}, grad=False)
case("linalg.lstsq", [rank2, spec(3, 1, d=C)], q=[0, 2], grad=False)

# eigenvalues in no order: what does not depend on it is in test/complex/linalg.test.ts
for s in ([1, 1], [0, 2, 2], [0, 0]):
    case("linalg.eigvals", [spec(*s, d=C)])
case("linalg.eigvals", [spec(2, 2, d=C, v=[1, 2, 3, 1, 0, 0, 1, -2])], grad=False)

write("complex_linalg")
