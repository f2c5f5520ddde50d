#!/usr/bin/env python3
"""Writes test/golden/complex.json: what PyTorch does with complex tensors. Run: python3 test/golden/complex.py"""
from calls_base import bad, case, spec, write

C, Z, D = "complex64", "complex128", "float64"
UNARY = ["neg", "exp", "log", "log2", "log10", "log1p", "expm1", "sqrt", "rsqrt", "square", "reciprocal", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sigmoid", "abs", "angle", "sgn", "conj", "clone"]
AXES = [1, 0, -1, 0, 0, 1, 0, -1]

for name in UNARY:
    if name not in ("log1p", "expm1"):  # PyTorch 1.13 has these for real numbers alone
        case(name, [spec(2, 3, d=Z)])
        case(name, [spec(3, d=C)])
        case(name, [spec(2, 3, d=Z, l="t")])
        case(name, [spec(4, d=Z, l="s")])
        case(name, [spec(d=C)])
        case(name, [spec(0, 2, d=C)])
for name in ("exp", "sqrt", "abs", "angle", "sin", "tanh", "conj"):
    case(name, [spec(4, d=Z, v=AXES)])
for name in ("abs", "sgn"):
    case(name, [spec(2, d=Z, v=[0, 0, 3, 4])])
case("abs", [spec(2, d=C, v=[3e30, 4e30, 1e-30, 1e-30])], grad=False)
case("tanh", [spec(3, d=C, v=[60, 1, -60, 2, 3, 4])], grad=False)
for name in ("angle", "sgn"):
    case(name, [spec(4, d=D, v=[1, -2, 0, 3])])
    case(name, [spec(3, d="int64", v=[1, -2, 0])], grad=False)
for name in ("add", "sub", "mul", "div"):
    for a, b in ((Z, Z), (C, C), (C, Z), (Z, D), (D, Z), (C, D), ("float32", C)):
        case(name, [spec(2, 3, d=a), spec(3, d=b)])
    case(name, [spec(2, 3, d=Z, l="t"), spec(2, 1, d=Z)])
    case(name, [spec(d=Z), spec(3, d=C)])
    case(name, [spec(d=C), spec(3, d=D)])
    case(name, [spec(3, d=C), spec(3, d="int64", lo=1, hi=4)])
    case(name, [spec(3, d=Z)], 2)
    case(name, [spec(3, d=C)], 0.5)
    case(name, [spec(0, 3, d=C), spec(3, d=C)])
    case(name + "_", [spec(3, d=Z), spec(3, d=Z)], grad=False)
    case(name + "_", [spec(3, d=C), spec(3)], grad=False)
    bad(name + "_", [spec(3), spec(3, d=C)])
case("add", [spec(3, d=Z), spec(3, d=Z)], k={"alpha": 2})
case("addcmul", [spec(3, d=Z), spec(3, d=Z), spec(3, d=Z)], k={"value": 0.5})
case("addcdiv", [spec(3, d=Z), spec(3, d=Z), spec(3, d=Z)], k={"value": 0.5})
for p in (2, 3, -1, 0.5, 0, 1, 2.5):
    case("pow", [spec(3, d=Z)], p)
case("pow", [spec(3, d=Z), spec(3, d=Z)])
case("pow", [spec(3, d=Z), spec(3, d=D)])
case("pow", [spec(3, d=D, lo=0.5, hi=2), spec(3, d=Z)])
for name in ("eq", "ne"):
    case(name, [spec(3, d=C, v=[1, 2, 1, 0, 0, 2]), spec(3, d=C, v=[1, 2, 1, 1, 0, 2])])
    case(name, [spec(3, d=C, v=[1, 0, 2, 0, 1, 1])], 1)
    case(name, [spec(2, d=C, v=[1, 0, 2, 1]), spec(2, v=[1, 2])], grad=False)
for name in ("isnan", "isinf", "isfinite", "logicalNot"):
    case(name, [spec(4, d=C, v=[1, 2, float("nan"), 0, 0, float("inf"), 0, 0])], grad=False)
for name in ("logicalAnd", "logicalOr"):
    case(name, [spec(2, d=C, v=[0, 0, 0, 1]), spec(2, d=C, v=[1, 0, 1, 0])], grad=False)
case("where", [{"s": [3], "d": "bool", "v": [1, 0, 1]}, spec(3, d=Z), spec(3, d=Z)])
case("where", [{"s": [3], "d": "bool", "v": [1, 0, 1]}, spec(3, d=Z), spec(d=Z)])
case("maskedFill", [spec(3, d=Z), {"s": [3], "d": "bool", "v": [1, 0, 1]}], 2)

# reductions
for name in ("sum", "mean", "prod"):
    case(name, [spec(2, 3, d=Z)])
    if name != "prod":
        case(name, [spec(2, 3, 2, d=Z)], [0, 2])
    case(name, [spec(2, 3, d=C)], 1)
    case(name, [spec(2, 3, d=Z, l="t")], 0, k={"keepdim": True})
    case(name, [spec(d=Z)])
case("sum", [spec(0, 3, d=C)])
for name in ("any", "all"):
    case(name, [spec(2, 2, d=C, v=[0, 0, 1, 0, 0, 0, 0, 0])], 1, grad=False)
for name in ("amax", "argmax", "amin", "floor", "ceil", "trunc", "sign", "erf"):
    bad(name, [spec(3, d=C)])
for name in ("lt", "maximum", "atan2", "remainder"):
    bad(name, [spec(3, d=C), spec(3, d=C)])

# products (not of two vectors: this build of PyTorch gives 0 for those)
for a, b in (([2, 3], [3, 2]), ([2, 3], [3]), ([3], [3, 2]), ([2, 2, 3], [3, 2]), ([2, 2, 3], [2, 3, 2]), ([0, 3], [3, 2]), ([2, 1, 2, 3], [3, 3, 2])):
    case("matmul", [spec(*a, d=Z), spec(*b, d=Z)])
case("matmul", [spec(2, 3, d=C, l="t"), spec(3, 2, d=C, l="t")])
case("mm", [spec(2, 3, d=Z), spec(3, 2, d=Z)])
case("bmm", [spec(2, 2, 3, d=Z), spec(2, 3, 1, d=Z)])
case("outer", [spec(3, d=Z), spec(2, d=Z)])

# parts
case("complex", [spec(2, 3, d=D), spec(3, d=D)])
case("complex", [spec(2), spec(2)])
case("polar", [spec(2, 3, d=D, lo=0, hi=2), spec(3, d=D)])
bad("complex", [spec(2), spec(2, d=D)])
bad("complex", [spec(2, d="int64"), spec(2, d="int64")])
for name in ("real", "imag", "viewAsReal"):
    case(name, [spec(2, 3, d=Z)])
    case(name, [spec(2, 3, d=C, l="t")])
    case(name, [spec(d=C)])
case("real", [spec(2)])
case("viewAsComplex", [spec(3, 2, d=D)])
case("viewAsComplex", [spec(2)])
bad("imag", [spec(2)])
bad("viewAsReal", [spec(2)])
bad("viewAsComplex", [spec(3)])
bad("viewAsComplex", [spec(3, 2, l="t")])
bad("viewAsComplex", [spec()])
bad("viewAsComplex", [spec(2, d="int64")])
case("isComplex", [spec(2, d=C)], grad=False)
case("isComplex", [spec(2)], grad=False)
for name in ("cfloat", "cdouble"):
    case(name, [spec(2, d=D)])
    case(name, [spec(2, d=Z)])

for name in ("conjPhysical", "resolveConj", "resolveNeg"):
    case(name, [spec(3, d=Z)])
for name in ("isConj", "isNeg"):
    case(name, [spec(3, d=Z)], grad=False)
case("vdot", [spec(3, d=D), spec(3, d=D)])
case("cumsum", [spec(2, 3, d=Z)], 1)

# views and what moves elements
case("transpose", [spec(2, 3, d=Z)], 0, 1)
case("reshape", [spec(2, 3, d=Z, l="t")], [6])
case("permute", [spec(2, 3, 2, d=Z)], [2, 0, 1])
case("unsqueeze", [spec(3, d=Z)], 0)
case("squeeze", [spec(1, 3, d=Z)], 0)
case("narrow", [spec(4, d=Z)], 0, 1, 2)
case("select", [spec(2, 3, d=Z)], 1, 2)
case("diagonal", [spec(3, 3, d=Z)])
case("expand", [spec(3, 1, d=Z)], [3, 2])
case("unfold", [spec(5, d=Z)], 0, 3, 1)
case("flatten", [spec(2, 3, d=Z)])
case("cat", [spec(2, d=Z), spec(3, d=Z)], lst=True)
case("cat", [spec(2, d=C), spec(3)], lst=True)
case("stack", [spec(2, d=Z), spec(2, d=Z)], lst=True)

write("complex")
