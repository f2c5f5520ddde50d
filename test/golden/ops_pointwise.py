#!/usr/bin/env python3
"""Writes test/golden/ops_pointwise.json: special functions, signs, angles, divisors, and the ops with other names."""
import ops_base
from ops_base import case, one, spec

INF, NAN = float("inf"), float("nan")
SPECIAL = [NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 2.5, -2.5, 0.5, -0.5]

# name: interval, special values (None: those that PyTorch and mathematics agree about differ too much to list)
UNARY = {
    "deg2rad": (-200, 200), "rad2deg": (-4, 4), "sinc": (-2.4, 2.4), "erfc": (-3, 3), "erfinv": (-0.95, 0.95), "lgamma": (-2.9, 6), "digamma": (0.2, 6),
    "i0": (-9, 9), "logit": (0.05, 0.95), "sgn": (-2, 2), "signbit": (-2, 2), "positive": (-2, 2), "isposinf": (-2, 2), "isneginf": (-2, 2), "isreal": (-2, 2),
    "special.entr": (0.1, 3), "special.erfcx": (-2, 9), "special.i0e": (-12, 12), "special.i1": (-9, 9), "special.i1e": (-12, 12), "special.logNdtr": (-9, 3),
    "special.ndtr": (-4, 4), "special.ndtri": (0.02, 0.98), "special.psi": (0.2, 6), "special.gammaln": (0.3, 9), "special.expit": (-4, 4), "special.exp2": (-2, 2),
    "special.expm1": (-2, 2), "special.log1p": (-0.5, 3), "special.erf": (-2, 2), "special.erfc": (-2, 2), "special.erfinv": (-0.9, 0.9), "special.i0": (-3, 3),
    "special.sinc": (-2, 2), "special.digamma": (0.2, 6), "special.logit": (0.1, 0.9), "special.round": (-3, 3),
    "absolute": (-2, 2), "arccos": (-0.9, 0.9), "arccosh": (1.1, 4), "arcsin": (-0.9, 0.9), "arcsinh": (-4, 4), "arctan": (-4, 4), "arctanh": (-0.9, 0.9), "fix": (-2, 2), "negative": (-2, 2),
}
KINKS = {  # where PyTorch's own gradient is an accident at 0 or at NaN
    "special.i1": False, "special.i1e": False, "special.i0e": False, "lgamma": False, "special.gammaln": False, "digamma": False, "special.psi": False, "special.digamma": False,
    "special.entr": False, "special.logNdtr": False, "special.erfcx": False, "erfinv": False, "special.erfinv": False, "special.ndtri": False, "sinc": False, "special.sinc": False,
    "special.ndtr": False,
}


def unary():
    for name, (lo, hi) in UNARY.items():
        names = name != "special.ndtr"
        alias = name.startswith("special.") and name.split(".")[1] in ("expit", "exp2", "expm1", "log1p", "erf", "erfc", "erfinv", "i0", "sinc", "digamma", "logit", "gammaln", "psi", "round")
        one(name, {"x": spec(2, 3, lo=lo, hi=hi)}, names=names)
        if alias:
            continue
        one(name, {"x": spec(3, 2, d="float64", lo=lo, hi=hi, l="t")}, names=names)
        one(name, {"x": spec(2, 2, lo=lo, hi=hi, l="s")}, names=names)
        one(name, {"x": spec(lo=lo, hi=hi)}, names=names)
        one(name, {"x": spec(0, 2)}, names=names)
        values = [v for v in SPECIAL if name not in ("sinc", "digamma") or v not in (1.0, -1.0)]
        one(name, {"x": spec(len(values), v=values)}, grad=KINKS.get(name, True), names=names)
        one(name, {"x": spec(4, d="int64", v=[0, 1, 3, 5])})
        one(name, {"x": spec(3, d="uint8", v=[0, 1, 5])})
        if name not in ("positive", "absolute", "fix", "negative", "sinc"):
            one(name, {"x": spec(2, d="bool", v=[0, 1])})
    f64 = lambda *v: {"x": spec(len(v), d="float64", v=list(v))}
    one("erfc", f64(0.3, 0.49, 0.51, 3, 10, 26, -4, 28, 1e-10))
    one("erfinv", f64(1e-9, -0.3, 0.7, 0.9999, -0.999999999, 0.5), grad=False)
    one("lgamma", f64(1e-9, 0.49, 0.51, 1.5, 2.5, 7.9, 8.1, 1e5, 1e300, -0.5, -3.7, 171.6), grad=False)
    one("digamma", f64(1e-3, 0.5, 8.9, 9.1, 1e5, -0.5, -3.7, 1.4616), grad=False)
    one("special.erfcx", f64(-3, 0, 1e-5, 2, 50, 1e8), grad=False)
    one("special.ndtr", f64(-37, -20, -1, 0.1, 8), grad=False, names=False)
    one("special.logNdtr", f64(-1e3, -30, -1.01, -0.99, 4), grad=False)
    one("special.ndtri", f64(1e-300, 1e-10, 0.2, 0.5, 0.8, 0.999999), grad=False)
    one("special.i0e", f64(-700, 7.99, 8.01, 1e4), grad=False)
    one("special.i1e", f64(-700, 7.99, 8.01, 1e-9), grad=False)
    one("i0", f64(-700, 7.99, 8.01, 1e-9), grad=False)
    one("special.i1", f64(-700, 7.99, 8.01, 1e-9), grad=False)
    for eps in (0.1, 0.3):
        one("logit", {"x": spec(6, v=[-0.1, 0.05, 0.4, 0.8, 1.3, NAN])}, "$x", eps, grad=False)
        one("logit", {"x": spec(4, v=[-0.1, 0.05, 0.4, 0.8])}, "$x", {"k": {"eps": eps}})
    one("special.logit", {"x": spec(4, v=[-0.1, 0.05, 0.4, 0.8])}, {"k": {"eps": 0.1}})
    for decimals in (0, 1, 2, -1):
        one("round", {"x": spec(6, v=[1.25, -12.5, 25.0, 0.123, NAN, INF])}, "$x", {"k": {"decimals": decimals}})
    one("special.round", {"x": spec(3, v=[1.25, -12.5, 0.123])}, {"k": {"decimals": 1}})
    for n in (0, 1, 2, 3, 5):
        one("polygamma", {"x": spec(6, v=[0.3, 0.7, 1.0, 2.5, 9.9, 20.0])}, n, "$x")
        one("polygamma", {"x": spec(4, d="float64", v=[0.3, -0.7, 2.5, -3.2])}, n, "$x", grad=n > 0)
    one("special.polygamma", {"x": spec(2, v=[0.3, 0.7])}, 2, "$x")
    one("polygamma", {"x": spec(3, d="int64", v=[1, 2, 3])}, 1, "$x")
    case("polygamma", {"x": spec(2, lo=1)}, [["y", "mul", "$x", 1], ["out", "polygamma_", "$y", 2]])
    for p in (1, 2, 3):
        one("mvlgamma", {"x": spec(2, 2, lo=3, hi=6)}, "$x", p)
    one("mvlgamma", {"x": spec(2, d="int64", v=[2, 4])}, "$x", 2)
    one("special.multigammaln", {"x": spec(2, 2, lo=3, hi=6)}, "$x", 2)
    for d in ("float32", "float64"):
        one("frexp", {"x": spec(10, d=d, v=[0.0, 1.0, -3.5, 0.5, 1e-30, 6e30, INF, -INF, NAN, 0.4999999])})
    one("frexp", {"x": spec(3, d="float64", v=[5e-324, -1.7e308, 2.2250738585072014e-308])}, grad=False)
    one("frexp", {"x": spec(2, 2, l="t")})
    one("frexp", {"x": spec(0, 2)})
    one("frexp", {"x": spec(3, d="float16", v=[0.0, 100, 6e-8])}, grad=False)


BINARY = {
    "copysign": (-2, 2), "logaddexp": (-9, 9), "logaddexp2": (-9, 9), "hypot": (-2, 2), "xlogy": (0.2, 3), "fmax": (-2, 2), "fmin": (-2, 2), "nextafter": (-2, 2),
    "special.xlog1py": (0.2, 3), "special.zeta": (1.2, 5), "igamma": (0.2, 4), "igammac": (0.2, 4),
    "special.xlogy": (0.2, 3), "special.gammainc": (0.2, 4), "special.gammaincc": (0.2, 4), "arctan2": (-2, 2), "floatPower": (0.4, 2),
    "multiply": (-2, 2), "subtract": (-2, 2), "divide": (0.4, 2), "trueDivide": (0.4, 2), "greater": (-2, 2), "greaterEqual": (-2, 2), "less": (-2, 2), "lessEqual": (-2, 2), "notEqual": (-2, 2),
}
ALIASES = {"special.xlogy", "special.gammainc", "special.gammaincc", "arctan2", "multiply", "subtract", "divide", "trueDivide", "greater", "greaterEqual", "less", "lessEqual", "notEqual"}
FIRST_UNDIFFERENTIABLE = {"special.zeta", "igamma", "igammac", "special.gammainc", "special.gammaincc"}


def pair(name, x, y, grad):
    """A case whose gradient is that of the second operand alone where PyTorch has none of the first."""
    if grad and name in FIRST_UNDIFFERENTIABLE:
        case(name, {"x": x, "y": y}, [["z", "detach", "$x"], ["out", name, "$z", "$y"]])
    else:
        one(name, {"x": x, "y": y}, grad=grad)


def binary():
    for name, (lo, hi) in BINARY.items():
        g = name != "nextafter"
        pair(name, spec(2, 3, lo=lo, hi=hi), spec(2, 3, lo=lo, hi=hi), g)
        pair(name, spec(2, 1, lo=lo, hi=hi, l="s"), spec(1, 3, lo=lo, hi=hi), g)
        if name in ALIASES:
            continue
        pair(name, spec(2, 3, d="float64", lo=lo, hi=hi), spec(3, d="float64", lo=lo, hi=hi), g)
        pair(name, spec(lo=lo, hi=hi), spec(2, 2, lo=lo, hi=hi, l="t"), g)
        pair(name, spec(0, 2), spec(2, lo=lo, hi=hi), g)
        pair(name, spec(lo=lo, hi=hi), spec(lo=lo, hi=hi), g)
        pair(name, spec(2, 2, lo=lo, hi=hi, l="e"), spec(2, 2, d="float64", lo=lo, hi=hi, l="o"), g)
    a = [NAN, 1, INF, -INF, INF, 0.0, -0.0, 0.0, 5, -5, 0.0, 2, 0.0]
    b = [1, NAN, INF, INF, 2, 0.0, 1.0, -3.0, 3, 3, NAN, 0.0, -1.0]
    for name in ("copysign", "logaddexp", "logaddexp2", "hypot", "xlogy", "fmax", "fmin", "special.xlog1py", "special.zeta", "igamma", "igammac", "nextafter"):
        one(name, {"x": spec(13, v=a), "y": spec(13, v=b)}, grad=False)
    one("fmax", {"x": spec(5, v=[1, 2, NAN, 3, NAN]), "y": spec(5, v=[1, 3, 1, NAN, NAN])})
    one("fmin", {"x": spec(5, v=[1, 2, NAN, 3, NAN]), "y": spec(5, v=[1, 3, 1, NAN, NAN])})
    one("copysign", {"x": spec(4, v=[0.0, 1, -2, 3]), "y": spec(4, v=[-1, -0.0, 0.0, -1])})
    one("xlogy", {"x": spec(4, v=[0.0, 1, 0.0, 3]), "y": spec(4, v=[0.0, 2, 2, 1])})
    i = {"x": spec(4, d="int64", v=[2, 0, -5, 3]), "y": spec(4, d="int64", v=[3, 2, 1, 7])}
    for name in ("copysign", "xlogy", "special.xlog1py", "fmax", "fmin", "floatPower", "heaviside", "ldexp", "gcd", "lcm"):
        one(name, dict(i))
    one("special.zeta", {"x": spec(3, d="int64", v=[2, 3, 4]), "y": spec(3, d="int64", v=[1, 2, 5])})
    one("copysign", {"x": spec(2, 2)}, "$x", -2.5)
    one("copysign", {"x": spec(3, d="int64", v=[1, 2, -3])}, "$x", -1)
    one("xlogy", {"x": spec(2, 2, lo=0.1)}, "$x", 2.5)
    one("xlogy", {"x": spec(2, 2, lo=0.1)}, 2.5, "$x")
    one("special.xlog1py", {"x": spec(2, 2, lo=0.1)}, "$x", 2.5)
    one("special.zeta", {"x": spec(2, 2, lo=0.5)}, 2.5, "$x")
    one("floatPower", {"x": spec(2, 2, lo=0.1)}, "$x", 2.5)
    one("floatPower", {"x": spec(2, 2, lo=0.1)}, 2.5, "$x")
    one("fmax", {"x": spec(2, d="bool", v=[0, 1]), "y": spec(2, d="bool", v=[0, 0])})
    one("heaviside", {"x": spec(5, v=[NAN, 0.0, -1, 2, -0.0]), "y": spec(5, v=[1, 2, 3, 4, 5])}, grad=False)
    one("heaviside", {"x": spec(2, 3), "y": spec(3)}, grad=False)
    one("ldexp", {"x": spec(2, 3), "y": spec(3, d="int64", v=[-2, 0, 5])})
    one("ldexp", {"x": spec(2, 3), "y": spec(3)})
    one("ldexp", {"x": spec(2, d="float64"), "y": spec(d="int32", v=[3])})
    one("nextafter", {"x": spec(4, d="float64", v=[1, 0, -1, 5e-324]), "y": spec(4, d="float64", v=[2, -1, 0, 0])}, grad=False)
    for d in ("int64", "int32", "int8", "uint8"):
        v = [12, 0, 100, 0, 7] if d == "uint8" else [-12, 0, 100, 0, 7]
        one("gcd", {"x": spec(5, d=d, v=v), "y": spec(5, d=d, v=[18, 5, 0, 0, 3])})
        one("lcm", {"x": spec(5, d=d, v=v), "y": spec(5, d=d, v=[18, 5, 0, 0, 3])})
    one("gcd", {"x": spec(2, 1, d="int64", lo=1, hi=90), "y": spec(3, d="int32", lo=1, hi=90)})
    one("gcd", {"x": spec(2, d="int64", v=[2**60, -(2**63)]), "y": spec(2, d="int64", v=[2**40 * 3, 12])})
    big = [1e3, 1e5, 1e6]
    one("igamma", {"x": spec(9, d="float64", v=big * 3), "y": spec(9, d="float64", v=[v * (1 + e) for e in (-0.01, 0, 0.01) for v in big])}, grad=False)
    one("igammac", {"x": spec(9, d="float64", v=[0.01, 1e-3, 0.5] * 3), "y": spec(9, d="float64", v=[0.01, 0.5, 0.9, 1.5, 1e-8, 20, 3, 50, 1e-3])}, grad=False)


def compare():
    t = spec(4, v=[1, 2, NAN, 3])
    for other in (spec(4, v=[1, 2, NAN, 3]), spec(2, 2)):
        one("equal", {"x": t, "y": other}, grad=False)
    one("equal", {"x": spec(2, 3), "y": spec(2, 3, seed=1)}, grad=False)
    one("equal", {"x": spec(0, 2), "y": spec(0, 2)}, grad=False)
    one("equal", {"x": spec(2, d="int64", v=[1, 2]), "y": spec(2, v=[1, 2])}, grad=False)
    e = spec(2, 3, d="int64", lo=0, hi=6)
    for o in ({}, {"invert": True}, {"assumeUnique": True}):
        one("isin", {"x": e, "y": spec(3, d="int64", v=[1, 3, 5])}, {"k": o}, grad=False)
    one("isin", {"x": spec(4, v=[1, 2, NAN, 0.0]), "y": spec(3, v=[2, NAN, -0.0])}, grad=False)
    one("isin", {"x": spec(3, d="int64", v=[1, 2, 3]), "y": spec(2, v=[2, 3.5])}, grad=False)
    one("isin", {"x": e}, "$x", 3, grad=False)
    one("isin", {"x": spec(3, d="int64", v=[1, 2, 3])}, 2, "$x", grad=False)
    one("isin", {"x": spec(0), "y": spec(2)}, grad=False)
    one("isin", {"x": spec(2, 2, l="t"), "y": spec(0)}, grad=False)
    x = spec(2, 3)
    for name, bound in (("clampMin", -0.3), ("clampMax", 0.4)):
        one(name, {"x": x}, "$x", bound)
        one(name, {"x": x, "y": spec(3)})
        one(name, {"x": spec(3, d="int64", v=[-4, 0, 4])}, "$x", 1)
    one("clip", {"x": x}, "$x", -0.5, 0.5)


IN_PLACE = {
    "asinh_": [], "acosh_": [], "atanh_": [], "deg2rad_": [], "rad2deg_": [], "erfc_": [], "erfinv_": [], "lgamma_": [], "digamma_": [], "i0_": [], "sinc_": [], "sgn_": [],
    "eq_": [1], "ne_": [1], "lt_": [1], "le_": [1], "gt_": [1], "ge_": [1], "copysign_": [-1.5], "xlogy_": [2.5], "round_": [{"k": {"decimals": 1}}], "logit_": [0.2], "polygamma_": [1],
    "nanToNum_": [], "clampMin_": [0.4], "clampMax_": [0.4], "mvlgamma_": [1], "negative_": [], "clip_": [0.2, 0.5], "fix_": [], "absolute_": [], "multiply_": [2.5],
    "arccos_": [], "arcsin_": [], "arctan_": [], "arccosh_": [], "arcsinh_": [], "arctanh_": [], "notEqual_": [1], "less_": [1], "lessEqual_": [1], "greater_": [1], "greaterEqual_": [1],
    "divide_": [2.5], "trueDivide_": [2.5], "subtract_": [1.5],
}


NO_GRADIENT_IN_PLACE = {"asinh_", "acosh_", "atanh_", "arcsinh_", "arccosh_", "arctanh_"}  # in PyTorch 1.13


def in_place():
    for name, args in IN_PLACE.items():
        if name in NO_GRADIENT_IN_PLACE:
            one(name, {"x": spec(2, 3, lo=1.1, hi=3)}, "$x", *args, grad=False)
            continue
        lo, hi = (1.1, 3) if "cosh" in name else (0.1, 0.9)
        case(name, {"x": spec(2, 3, lo=lo, hi=hi)}, [["y", "mul", "$x", 1], ["out", name, "$y", *args]])
        case(name, {"x": spec(4, 3, lo=lo, hi=hi)}, [["y", "mul", "$x", 1], ["v", "get", "$y", {"sl": [0, 2, 1]}], ["", name, "$v", *args], ["out", "mul", "$y", 1]], names=False)
    for name in ("copysign_", "hypot_", "xlogy_", "arctan2_", "clampMin_", "multiply_", "divide_", "subtract_"):
        case(name, {"x": spec(2, 3, lo=0.2), "y": spec(3, lo=0.2)}, [["z", "mul", "$x", 1], ["out", name, "$z", "$y"]])
    for name in ("igamma_", "igammac_"):
        case(name, {"x": spec(2, 3, lo=0.2), "y": spec(3, lo=0.2)}, [["z", "detach", "$x"], ["w", "mul", "$z", 1], ["out", name, "$w", "$y"]], grad=False)
    for mode in ("trunc", "floor"):
        case("div_", {"x": spec(4, v=[7, -7, 5.5, 8]), "y": spec(4, v=[2, 2, -2, 3])}, [["z", "mul", "$x", 1], ["out", "div_", "$z", "$y", {"k": {"roundingMode": mode}}]])
        one("div_", {"x": spec(4, d="int64", v=[7, -7, 5, 8])}, "$x", 2, {"k": {"roundingMode": mode}})
    case("nextafter_", {"x": spec(3), "y": spec(3)}, [["z", "mul", "$x", 1], ["out", "nextafter_", "$z", "$y"]], grad=False)
    case("heaviside_", {"x": spec(3, v=[-1, 0, 1]), "y": spec(3)}, [["z", "mul", "$x", 1], ["out", "heaviside_", "$z", "$y"]], grad=False)
    case("floatPower_", {"x": spec(2, 2, d="float64", lo=0.2)}, [["z", "mul", "$x", 1], ["out", "floatPower_", "$z", 2.5]], names=False)
    case("ldexp_", {"x": spec(2, 2), "y": spec(2, d="int64", v=[1, -1])}, [["z", "mul", "$x", 1], ["out", "ldexp_", "$z", "$y"]], grad=False)
    i, j = spec(3, d="int64", v=[12, -8, 5]), spec(3, d="int64", v=[2, 3, 1])
    for name in ("gcd_", "lcm_", "bitwiseLeftShift_", "bitwiseRightShift_", "eq_"):
        one(name, {"x": i, "y": j})


def bad(name, inputs, *args):
    one(name, inputs, *args, fail=True)


def errors():
    x, i, b = spec(2), spec(2, d="int64", v=[1, 2]), spec(2, d="bool", v=[0, 1])
    bad("frexp", {"x": i})
    bad("abs", {"x": b})
    bad("positive", {"x": b})
    for name in ("logaddexp", "logaddexp2", "hypot", "nextafter", "igamma", "igammac"):
        bad(name, {"x": i, "y": i})
    for name in ("sub", "subtract", "sub_"):
        bad(name, {"x": x, "y": b})
        bad(name, {"x": b, "y": b})
        bad(name, {"x": b}, "$x", 1)
    bad("dist", {"x": spec(2, d="bool", v=[0, 1]), "y": x})
    for name in ("igamma", "igammac", "special.zeta", "nextafter", "heaviside"):
        case(name, {"x": spec(2, lo=1, g=True), "y": spec(2, lo=1)}, [["z", name, "$x", "$y"], ["s", "sum", "$z"], ["", "backward", "$s"]], fail=True)
    for name in ("gcd", "lcm"):
        bad(name, {"x": x, "y": x})
        bad(name, {"x": b, "y": b})
    bad("heaviside", {"x": x, "y": i})
    bad("isin", {"x": b, "y": b})
    bad("polygamma", {"x": x}, -1, "$x")
    bad("mvlgamma", {"x": x}, "$x", 0)
    bad("round", {"x": i}, "$x", {"k": {"decimals": 1}})
    bad("clampMin", {"x": x, "y": spec(3)})
    bad("fmax", {"x": x, "y": spec(3)})
    for name in ("erfc_", "lgamma_", "deg2rad_", "logit_", "i0_"):
        bad(name, {"x": i})
    bad("polygamma_", {"x": i}, "$x", 1)
    bad("copysign_", {"x": i}, "$x", 2.5)
    bad("floatPower_", {"x": x}, "$x", 2)
    bad("ldexp_", {"x": i, "y": i})
    bad("xlogy_", {"x": spec(1), "y": x})


for part in (unary, binary, compare, in_place, errors):
    part()
# other - alpha * input
one("rsub", {"x": spec(2, 3), "y": spec(3)})
one("rsub", {"x": spec(2, 3), "y": spec(3)}, "$x", "$y", {"k": {"alpha": 0.5}})
one("rsub", {"x": spec(2, 3)}, "$x", 10, {"k": {"alpha": 2}})
one("rsub", {"x": spec(3, d="int64", lo=-5, hi=5), "y": spec(3, d="int64", lo=-5, hi=5)}, "$x", "$y", {"k": {"alpha": 3}})
ops_base.write("ops_pointwise")
