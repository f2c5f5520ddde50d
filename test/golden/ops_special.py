"""Writes ops_special.json: Bessel functions and polynomials of any degree, as PyTorch computes them. Run: python3 ops_special.py"""
import torch

from ops_base import one, spec, write

torch.set_num_threads(1)
D = "float64"
inf, nan = float("inf"), float("nan")
ONE = ["airyAi", "besselJ0", "besselJ1", "besselY0", "besselY1", "modifiedBesselI0", "modifiedBesselI1", "modifiedBesselK0", "modifiedBesselK1", "scaledModifiedBesselK0", "scaledModifiedBesselK1", "sphericalBesselJ0"]
points = [0.0, -0.0, 1e-10, 0.01, 0.3, 1.0, 1.9, 2.0, 2.1, 3.3, 4.9, 5.1, 7.9, 8.1, 12.0, 25.0, 60.0, 100.5]
for name in ONE:
    signed = [-x for x in points[2:]]
    tidy = [x for x in points + signed if not (name == "airyAi" and abs(x) > 50)]
    # PyTorch's own are off by up to 3e-7 between 3 and 12, in float64 too: special.json holds the digits
    one("special." + name, {"x": spec(v=tidy, d="float32" if name in ONE[:5] else D)}, grad=False)
    one("special." + name, {"x": spec(3, 4, lo=0.1, hi=9, l="t")}, grad=False)
    one("special." + name, {"x": spec(d=D)}, grad=False)
    one("special." + name, {"x": spec(3, d="int64", lo=1, hi=9)}, grad=False)
    ends = [nan] if name in ("airyAi", "modifiedBesselI0", "modifiedBesselI1") else [nan, inf, -inf]  # PyTorch gives NaN where these are 0 and infinite
    one("special." + name, {"x": spec(v=ends, d=D)}, grad=False)
    if not name.startswith("modifiedBesselI"):
        one("special." + name, {"x": spec(2, d="float16")}, fail=True)
TWO = ["chebyshevPolynomialT", "chebyshevPolynomialU", "chebyshevPolynomialV", "chebyshevPolynomialW", "hermitePolynomialH", "hermitePolynomialHe", "laguerrePolynomialL", "legendrePolynomialP"]
TWO += ["shifted" + n[0].upper() + n[1:] for n in TWO[:4]]
places = [-3.0, -1.0, -0.7, 0.0, 0.3, 1.0, 2.5]
for name in TWO:
    call = "special." + name
    for n in (-1, 0, 1, 2, 5, 7, 9, 20):
        one(call, {"x": spec(v=places, d=D)}, "$x", n, grad=False)
    one(call, {"x": spec(v=[-0.9, 0.1, 0.45, 0.8])}, "$x", 6, grad=False)
    one(call, {"x": spec(4, 1, d=D), "n": spec(5, d="int64", lo=0, hi=8)}, grad=False)
    one(call, {"x": spec(2, 3, l="t"), "n": spec(3, d=D, lo=0, hi=9)}, grad=False)
    one(call, {"n": spec(4, d="int64", lo=0, hi=5)}, 0.25, "$n", grad=False)
    one(call, {"x": spec(3, d="int64", lo=-2, hi=3)}, "$x", 3, grad=False)
    one(call, {"x": spec(v=[inf, nan], d=D)}, "$x", 1, grad=False)
    one(call, {"x": spec(2, d="float16")}, "$x", 3, fail=True)
write("ops_special")
