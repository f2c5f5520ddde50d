#!/usr/bin/env python3
"""The polynomials of the special functions: python3 scripts/special-coefficients.py > src/util/special-coefficients.ts
Needs mpmath. With --errors it says how far the rounded polynomials are from the functions.

Each function is evaluated to 60 digits, interpolated at the zeros of a Chebyshev polynomial (which comes within a small
factor of the best polynomial of that degree), and the interpolating polynomial is multiplied out.
"""
import sys

from mpmath import besseli, cos, digamma, erfc, erfinv, exp, findroot, log, loggamma, mp, mpf, pi, sqrt

mp.dps = 60


def polynomial(f, lo, hi, degree):
    """Lowest power first, in t = (2z − lo − hi) / (hi − lo), which goes from −1 to 1."""
    n = degree + 1
    nodes = [cos(pi * (2 * j + 1) / (2 * n)) for j in range(n)]
    values = [f((lo + hi) / mpf(2) + (hi - lo) / mpf(2) * t) for t in nodes]
    chebyshev = [2 / mpf(n) * sum(v * cos(pi * k * (2 * j + 1) / (2 * n)) for j, v in enumerate(values)) for k in range(n)]
    chebyshev[0] /= 2
    out = [mpf(0)] * n
    before, now = [mpf(1)], [mpf(0), mpf(1)]
    for k in range(n):
        t = before if k == 0 else now
        for i, c in enumerate(t):
            out[i] += chebyshev[k] * c
        if k > 0:
            after = [mpf(0)] + [2 * c for c in now]
            for i, c in enumerate(before):
                after[i] -= c
            before, now = now, after
    return out


K = mpf("3.75")


def erfcx_scaled(t):
    # (1 + 2x) e^(x²) erfc x, t = (x − K) / (x + K) (Shepherd and Laframboise 1981)
    x = K * (1 + t) / (1 - t)
    return (1 + 2 * x) * exp(x * x) * erfc(x)


def erfinv_ratio(w):
    # erfinv(y) / y as a function of w = −log(1 − y²); at 0 half the root of π. For large w from q = 1 − |y|, by Newton's
    # method on log erfc.
    if w == 0:
        return sqrt(pi) / 2
    y = sqrt(1 - exp(-w))
    if w < 20:
        return erfinv(y) / y
    q = exp(-w) / (1 + y)
    return findroot(lambda z: log(erfc(z)) - log(q), sqrt(w - log(w) / 2)) / y


def gamma_near_2(z):
    # ln Γ(2 + z) / z, at 0 the slope of ln Γ
    return loggamma(2 + z) / z if abs(z) > mpf(10) ** -30 else digamma(2)


def bessel_small(order):
    # e^(−x) I(x), divided by x for order 1, on 0 … 8
    return lambda x: exp(-x) * besseli(order, x) / (x if order == 1 else 1)


def bessel_large(order):
    # e^(−x) √x I(x), as a function of 8/x
    return lambda u: exp(-8 / u) * sqrt(8 / u) * besseli(order, 8 / u)


PLAN = {
    "erfcx": ("(1 + 2x) · e^(x²) · erfc x for x ≥ 0, in t = (x − 3.75) / (x + 3.75)", erfcx_scaled, -1, 1, 27),
    "erfinvNear": ("erfinv(y) / y for w = −log(1 − y²) up to 6.25, in t = w/3.125 − 1", erfinv_ratio, 0, mpf("6.25"), 22),
    "erfinvFar": ("the same for √w from 2.5 to 4, in t = (√w − 3.25)/0.75", lambda s: erfinv_ratio(s * s), mpf("2.5"), 4, 17),
    "erfinvFarther": ("the same for √w from 4 to 7, in t = (√w − 5.5)/1.5", lambda s: erfinv_ratio(s * s), 4, 7, 21),
    "erfinvFarthest": ("the same for √w from 7 to 28, divided by √w, in t = 56/(3 √w) − 5/3", lambda u: erfinv_ratio(1 / (u * u)) * u, mpf(1) / 28, mpf(1) / 7, 24),
    "logGamma": ("ln Γ(2 + z) / z for |z| ≤ 1/2, in t = 2z", gamma_near_2, mpf("-0.5"), mpf("0.5"), 18),
    "i0Small": ("e^(−x) · I₀(x) for 0 ≤ x ≤ 8, in t = x/4 − 1", bessel_small(0), 0, 8, 29),
    "i0Large": ("e^(−x) · √x · I₀(x) for x ≥ 8, in t = 16/x − 1", bessel_large(0), 0, 1, 24),
    "i1Small": ("e^(−x) · I₁(x) / x for 0 ≤ x ≤ 8, in t = x/4 − 1", bessel_small(1), 0, 8, 29),
    "i1Large": ("e^(−x) · √x · I₁(x) for x ≥ 8, in t = 16/x − 1", bessel_large(1), 0, 1, 24),
}

if "--errors" in sys.argv:
    for name, (_, f, lo, hi, degree) in PLAN.items():
        p = [float(c) for c in polynomial(f, lo, hi, degree)]
        worst = 0
        for i in range(1, 400):
            t = mpf(2 * i) / 400 - 1
            truth = f((lo + hi) / mpf(2) + (hi - lo) / mpf(2) * t)
            r, d = 0.0, float(t)
            for c in reversed(p):
                r = r * d + c
            worst = max(worst, abs((mpf(r) - truth) / truth))
        print(name, degree, "relative error, evaluated in double", mp.nstr(worst, 3), "largest coefficient", max(map(abs, p)))
    sys.exit()

print("// Written by scripts/special-coefficients.py, which says how. Lowest powers first.")
for name, (what, f, lo, hi, degree) in PLAN.items():
    print(f"\n/** {what}. */\nexport const {name} = [{', '.join(repr(float(c)) for c in polynomial(f, lo, hi, degree))}] as const;")
