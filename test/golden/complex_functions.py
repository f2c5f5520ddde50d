#!/usr/bin/env python3
"""Writes test/golden/complex_functions.json: inverse functions, triangles, products and statistics of complex tensors.

Run: python3 test/golden/complex_functions.py"""
import math

from calls_base import bad, case, spec, write

C, Z = "complex64", "complex128"
# One number in each quadrant, and on the axes away from the branch points.
PLANE = [0.3, 0.4, -0.7, 1.2, -1.5, -0.6, 2.1, -0.3, 0.5, 0, -0.5, 0, 0, 0.5]
for name in ("asin", "acos", "atan", "asinh", "atanh"):
    case(name, [spec(7, d=Z, v=PLANE)])
    case(name, [spec(2, 3, d=Z, l="t")])
    case(name, [spec(3, d=C)])
    case(name, [spec(d=Z)])
    case(name, [spec(0, 2, d=Z)])
case("acosh", [spec(6, d=Z, v=[0.3, 0.4, 2.1, -0.3, 3, 1, 1.5, 0.2, 0.5, -2, 4, 0.1])])
case("acosh", [spec(4, d=Z, v=[-0.7, 1.2, -1.5, -0.6, -3, 2, -0.2, -0.1])], grad=False)
for name in ("arcsin", "arccos", "arctan", "arcsinh", "arctanh", "arccosh"):
    case(name, [spec(2, d=Z, v=[0.3, 0.4, 2.1, -0.3])])
case("sinc", [spec(4, d=Z, v=[0, 0, 0.5, 0.25, 1, -1, -2, 0.5])], grad=False)
case("sinc", [spec(3, d=Z, v=[0.5, 0.25, 1, -1, -2, 0.5])])
case("isreal", [spec(3, d=Z, v=[1, 0, 1, 2, 0, 0])], grad=False)
for name in ("tril", "triu"):
    case(name, [spec(3, 4, d=Z)])
    case(name, [spec(2, 3, 3, d=C)], -1)
    case(name + "_", [spec(3, 3, d=Z)], 1, grad=False)
case("cumprod", [spec(4, d=Z)], 0)
case("cumprod", [spec(2, 3, d=Z)], 1)
case("cumprod", [spec(0, 3, d=Z)], 0)
case("prod", [spec(0, 3, d=Z)], 0)
case("prod", [spec(0, d=C)])
case("adjoint", [spec(2, 3, d=Z)])
case("adjoint", [spec(2, 2, 3, d=C)])
case("corrcoef", [spec(2, 5, d=Z)])
case("cov", [spec(2, 5, d=Z)])
case("varMean", [spec(2, 5, d=Z)], 1)
case("stdMean", [spec(2, 5, d=Z)])
case("floatPower", [spec(3, d=C), spec(3, d=C)])
case("floatPower", [spec(3, lo=1), spec(3, d=C)])
case("addmm", [spec(2, 2, d=Z), spec(2, 3, d=Z), spec(3, 2, d=Z)], k={"beta": 0.2, "alpha": 0.6})
case("addmv", [spec(2, d=C), spec(2, 3, d=C), spec(3, d=C)], k={"beta": 0.5, "alpha": 1.5})
case("baddbmm", [spec(2, 2, 2, d=Z), spec(2, 2, 3, d=Z), spec(2, 3, 2, d=Z)], k={"beta": 0.25})
case("linalg.matrixNorm", [spec(3, 4, d=Z)], 2, p="abs")
case("linalg.matrixNorm", [spec(3, 4, d=Z)], "nuc")
case("linalg.matrixNorm", [spec(2, 3, 2, d=Z)], -2, grad=False)
case("linalg.vander", [spec(3, d=Z)], k={"N": 3})
for name, more in (("fmax", [spec(3, d=Z)]), ("fmin", [spec(3, d=Z)]), ("erfc", []), ("lgamma", []), ("digamma", []), ("i0", []), ("signbit", []), ("deg2rad", []), ("isposinf", []), ("nansum", []), ("heaviside", [spec(3, d=Z)])):
    bad(name, [spec(3, d=Z), *more])

case("ldexp", [spec(3, d=Z), spec(3, d=Z)])
case("abs", [spec(3, d=Z, v=[math.inf, math.nan, math.nan, -math.inf, 3, 4])], grad=False)
case("linalg.vander", [spec(d=Z)], k={"N": 3})

write("complex_functions")
