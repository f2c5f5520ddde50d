#!/usr/bin/env python3
"""Writes test/golden/special.json: special functions over their whole range, to 17 digits. Needs mpmath.

PyTorch's own values are exact to a few units in the last place here and there only, so these are computed to 50 digits.
"""
import json
import os
import random

from mpmath import airyai, besseli, besselj, besselk, bessely, digamma, erfc, erfinv, exp, factorial, findroot, gammainc, inf, log, loggamma, mp, mpf, ncdf, pi, psi, re, sin, sqrt, zeta

mp.dps = 50
random.seed(1)


def around(lo, hi, n=12):
    return [random.uniform(lo, hi) for _ in range(n)]


def powers(lo, hi, n=12):
    return [10 ** random.uniform(lo, hi) for _ in range(n)]


def ndtri(p):
    p = mpf(p)
    if p > 0.1:
        return sqrt(mpf(2)) * erfinv(2 * p - 1)
    return findroot(lambda z: log(erfc(-z / sqrt(mpf(2))) / 2) - log(p), -sqrt(-2 * log(p)))


def log_ndtr(x):
    return log(erfc(-x / sqrt(mpf(2))) / 2)


ONE = {
    "lgamma": (around(-20, 20) + around(0.5, 3) + powers(-300, 300) + [1 + 1e-9, 2 - 1e-9, 0.5, 2.5, 1.5, 8.0], lambda x: re(loggamma(x))),
    "digamma": (around(2, 20) + powers(-10, 15) + around(-20, 1), digamma),
    "polygamma1": (around(-20, 20) + powers(-10, 15), lambda x: psi(1, x)),
    "polygamma3": (around(-5, 20) + powers(-3, 5), lambda x: psi(3, x)),
    "erfc": (around(-5, 26) + powers(-20, 0), erfc),
    "special.erfcx": (around(-20, 25) + powers(0, 3), lambda x: exp(x * x) * erfc(x)),
    "erfinv": (around(-1, 1) + [1 - 2.0**-i for i in range(2, 53, 5)] + powers(-300, -1), erfinv),
    "special.ndtr": (around(-37, 8), ncdf),
    "special.logNdtr": (around(-100, 10), log_ndtr),
    "special.ndtri": (around(0, 1) + powers(-307, -1) + [0.5 + 1e-10], ndtri),
    "i0": (around(-30, 30) + around(30, 700), lambda x: besseli(0, x)),
    "special.i1": (around(-30, 30) + around(30, 700) + powers(-10, 0), lambda x: besseli(1, x)),
    "special.i0e": (around(-30, 3000), lambda x: exp(-abs(x)) * besseli(0, x)),
    "special.i1e": (around(-30, 3000), lambda x: exp(-abs(x)) * besseli(1, x)),
    "sinc": (around(-10, 10) + around(-1e6, 1e6), lambda x: sin(pi * x) / (pi * x)),
}


def pairs(n, first, second):
    return [(first(), second()) for _ in range(n)]


wide = lambda: 10 ** random.uniform(-3, 3)
near = [(a, a * (1 + d)) for a in (50.0, 1e3, 1e5, 1e6) for d in (-0.02, -1e-3, 0, 1e-3, 0.01)]
TWO = {
    "special.zeta": (pairs(20, lambda: random.uniform(1.01, 30), lambda: random.uniform(0.01, 50)), lambda s, q: zeta(s, q)),
    "special.zeta ": (pairs(10, lambda: float(random.randint(2, 8)), lambda: random.uniform(-12, 0)), lambda s, q: (-1) ** int(s) * psi(int(s) - 1, q) / factorial(int(s) - 1)),
    "igammac": (pairs(25, wide, wide) + near, lambda a, x: gammainc(a, x, inf, regularized=True)),
    "igamma": ([p for p in pairs(40, wide, wide) + near if p[0] < 2 * p[1] + 20], lambda a, x: gammainc(a, 0, x, regularized=True)),
}

LATER = {
    "special.besselJ0": (around(-30, 30, 24) + around(0, 1000), lambda x: besselj(0, x)),
    "special.besselJ1": (around(-30, 30, 24) + around(0, 1000) + powers(-10, 0), lambda x: besselj(1, x)),
    "special.besselY0": (around(0, 30, 24) + around(0, 1000) + powers(-10, 0), lambda x: bessely(0, x)),
    "special.besselY1": (around(0, 30, 24) + around(0, 1000) + powers(-10, 0), lambda x: bessely(1, x)),
    "special.modifiedBesselK0": (around(0, 5, 24) + around(5, 700) + powers(-10, 0), lambda x: besselk(0, x)),
    "special.modifiedBesselK1": (around(0, 5, 24) + around(5, 700) + powers(-10, 0), lambda x: besselk(1, x)),
    "special.scaledModifiedBesselK0": (around(0, 5, 24) + powers(1, 10), lambda x: exp(x) * besselk(0, x)),
    "special.scaledModifiedBesselK1": (around(0, 5, 24) + powers(1, 10), lambda x: exp(x) * besselk(1, x)),
    "special.sphericalBesselJ0": (around(-30, 30) + powers(-10, 0), lambda x: sin(x) / x),
    "special.airyAi": (around(-5, 3, 24) + around(-60, 90, 24), airyai),
}

out = {}
for name, (xs, f) in [*ONE.items(), *LATER.items()]:
    out[name] = [[x, float(f(mpf(x)))] for x in xs]
for name, (ps, f) in TWO.items():
    rows = []
    for a, b in ps:
        try:
            rows.append([a, b, float(f(mpf(a), mpf(b)))])
        except Exception:  # mpmath's series do not reach everywhere
            pass
    out[name.strip()] = out.get(name.strip(), []) + rows
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "special.json")
with open(path, "w") as f:
    f.write("{\n" + ",\n".join(json.dumps(k) + ": " + json.dumps(v, separators=(",", ":")) for k, v in out.items()) + "\n}\n")
print(os.path.getsize(path), {k: len(v) for k, v in out.items()})
