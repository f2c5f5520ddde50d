#!/usr/bin/env python3
"""The polynomials of the special functions: python3 scripts/special-coefficients.py > src/util/special-coefficients.ts
Needs mpmath. With --errors it says how far the rounded polynomials are from the functions.

Each function is evaluated to 60 digits, interpolated at the zeros of a Chebyshev polynomial (which comes within a small
factor of the best polynomial of that degree), and the interpolating polynomial is multiplied out.
"""
import sys

from mpmath import airyai, airybi, besseli, besselj, besselk, bessely, cos, digamma, erfc, erfinv, exp, findroot, log, loggamma, mp, mpf, pi, sin, sqrt

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


TINY = mpf(10) ** -20


def bessel_near(order):
    # J(x), divided by x for order 1, as a function of x²
    return lambda s: besselj(order, sqrt(s)) / (sqrt(s) if order == 1 else 1) if s > TINY else mpf(1) / (2 if order == 1 else 1)


def bessel_second_near(order):
    # Y(x) without its logarithm and its pole, divided by x for order 1, as a function of x²
    def f(s):
        x = sqrt(max(s, TINY))
        rest = bessely(order, x) - 2 / pi * (log(x) * besselj(order, x) - (1 / x if order == 1 else 0))
        return rest / x if order == 1 else rest
    return f


def bessel_wave(order, sine):
    # P and Q·x/8 of J = √(2/πx) (P cos χ − Q sin χ), Y = √(2/πx) (P sin χ + Q cos χ), χ = x − (order/2 + 1/4) π, as functions of (8/x)²
    def f(u):
        x = 8 / sqrt(max(u, TINY))
        chi = x - (mpf(order) / 2 + mpf(1) / 4) * pi
        j, y, scale = besselj(order, x), bessely(order, x), sqrt(pi * x / 2)
        return scale * (y * cos(chi) - j * sin(chi)) * x / 8 if sine else scale * (j * cos(chi) + y * sin(chi))
    return f


def bessel_decay(order):
    # e^x √x K(x) as a function of 2/x
    return lambda v: exp(2 / v) * sqrt(2 / v) * besselk(order, 2 / v)


def zeta(x):
    return 2 * sqrt(x) ** 3 / 3


def airy_decay(v):
    # Ai(x) 2 √π x^(1/4) e^ζ as a function of ζ(2)/ζ
    x = (3 * zeta(mpf(2)) / v / 2) ** (mpf(2) / 3)
    return airyai(x) * 2 * sqrt(pi) * sqrt(sqrt(x)) * exp(zeta(x))


def airy_wave(sine):
    # F and G·ζ/ζ(4) of Ai(−x) = (cos χ F + sin χ G) / (√π x^(1/4)), χ = ζ − π/4, as functions of (ζ(4)/ζ)²
    def f(u):
        z = zeta(mpf(4)) / sqrt(max(u, TINY))
        x, chi = (3 * z / 2) ** (mpf(2) / 3), z - pi / 4
        a, b, scale = airyai(-x), airybi(-x), sqrt(pi) * sqrt(sqrt(x))
        return scale * (a * sin(chi) + b * cos(chi)) * z / zeta(mpf(4)) if sine else scale * (a * cos(chi) - b * sin(chi))
    return f


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
    "j0Near": ("J₀(x) for |x| ≤ 8, in t = x²/32 − 1", bessel_near(0), 0, 64, 17),
    "j1Near": ("J₁(x) / x for |x| ≤ 8, in t = x²/32 − 1", bessel_near(1), 0, 64, 16),
    "y0Near": ("Y₀(x) − 2/π · ln x · J₀(x) for x ≤ 8, in t = x²/32 − 1", bessel_second_near(0), 0, 64, 17),
    "y1Near": ("(Y₁(x) − 2/π · (ln x · J₁(x) − 1/x)) / x for x ≤ 8, in t = x²/32 − 1", bessel_second_near(1), 0, 64, 17),
    "p0Far": ("P of J₀ = √(2/πx) · (P cos χ − Q sin χ), χ = x − π/4, for x ≥ 8, in t = 128/x² − 1", bessel_wave(0, False), 0, 1, 13),
    "q0Far": ("x/8 · Q of that", bessel_wave(0, True), 0, 1, 13),
    "p1Far": ("P of J₁, with χ = x − 3π/4", bessel_wave(1, False), 0, 1, 13),
    "q1Far": ("x/8 · Q of that", bessel_wave(1, True), 0, 1, 13),
    "k0Far": ("e^x · √x · K₀(x) for x ≥ 2, in t = 4/x − 1", bessel_decay(0), 0, 1, 22),
    "k1Far": ("e^x · √x · K₁(x) for x ≥ 2, in t = 4/x − 1", bessel_decay(1), 0, 1, 22),
    "airyNear": ("Ai(x) for −4 ≤ x ≤ 2, in t = (x + 1)/3", airyai, -4, 2, 30),
    "airyFar": ("Ai(x) · 2√π · x^(1/4) · e^ζ for x ≥ 2, ζ = 2/3 · x^(3/2), in t = 2 ζ(2)/ζ − 1", airy_decay, 0, 1, 20),
    "airyCosine": ("F of Ai(−x) = (cos χ · F + sin χ · G) / (√π · x^(1/4)), χ = ζ − π/4, for x ≥ 4, in t = 2 (ζ(4)/ζ)² − 1", airy_wave(False), 0, 1, 13),
    "airySine": ("ζ/ζ(4) · G of that", airy_wave(True), 0, 1, 13),
}

if "--errors" in sys.argv:
    for name, (_, f, lo, hi, degree) in PLAN.items():
        p = [float(c) for c in polynomial(f, lo, hi, degree)]
        worst, off = 0, 0
        for i in range(1, 400):
            t = mpf(2 * i) / 400 - 1
            truth = f((lo + hi) / mpf(2) + (hi - lo) / mpf(2) * t)
            r, d = 0.0, float(t)
            for c in reversed(p):
                r = r * d + c
            worst, off = max(worst, abs((mpf(r) - truth) / truth)), max(off, abs(mpf(r) - truth))
        print(name, degree, "relative error, evaluated in double", mp.nstr(worst, 3), "absolute", mp.nstr(off, 3), "largest coefficient", max(map(abs, p)))
    sys.exit()

print("// Written by scripts/special-coefficients.py, which says how. Lowest powers first.")
for name, (what, f, lo, hi, degree) in PLAN.items():
    print(f"\n/** {what}. */\nexport const {name} = [{', '.join(repr(float(c)) for c in polynomial(f, lo, hi, degree))}] as const;")
