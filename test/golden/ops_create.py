#!/usr/bin/env python3
"""Writes test/golden/ops_create.json: windows, logspace, small questions."""
import ops_base
from ops_base import case, one, spec

ops_base.FUNCTIONS |= {"logspace", "hannWindow", "hammingWindow", "blackmanWindow", "bartlettWindow", "kaiserWindow", "asTensor", "normal", "poisson"}


def k(**o):
    return {"k": o}


def run():
    def make(name, *args, **o):
        case(name, {}, [["out", name, *args]], **o)

    for args in ([0, 2, 3], [-2, 10, 5], [0, 3, 1], [0, 1, 0], [0.1, 1, 5], [0, 8, 9, k(base=2)], [0, 2, 3, k(dtype="int64")], [1, 3, 4, k(dtype="float64", base=0.5)], [0, 2, 4, 3]):
        make("logspace", *args)
    make("logspace", 0, 1, -1, fail=True)
    for name in ("hannWindow", "hammingWindow", "blackmanWindow", "bartlettWindow", "kaiserWindow"):
        for n in (0, 1, 2, 5, 8):
            make(name, n)
            make(name, n, False)
        make(name, 6, k(dtype="float64"))
        make(name, 6, k(periodic=False, dtype="float64"))
        make(name, -1, fail=True)
    make("hammingWindow", 5, True, 0.5, 0.4)
    make("kaiserWindow", 5, False, 8.5)
    make("kaiserWindow", 7, True, 0.0)
    make("asTensor", [1.5, 2.5])
    one("asTensor", {"x": spec(3)}, "$x", names=False)
    one("asTensor", {"x": spec(3)}, "$x", k(dtype="float64"))
    for x in (spec(3), spec(2, d="int64", lo=0, hi=3), spec(1, d="bool"), spec(2, d="uint8", lo=0, hi=3), spec(1, d="bfloat16")):
        for name in ("isFloatingPoint", "isSigned", "ndimension", "nelement"):
            one(name, {"x": x}, grad=False)
    for v in (0, 2):
        one("isNonzero", {"x": spec(1, v=[v])}, grad=False)
    for x in (spec(2), spec(0)):
        case("isNonzero", {"x": x}, [["out", "isNonzero", "$x"]], fail=True)
    one("cpu", {"x": spec(2)}, names=False)
    one("newEmpty", {"x": spec(2, d="int64", lo=0, hi=3)}, "$x", [0, 3])
    for args in (["float32", "float64"], ["float32", "int64"], ["int64", "bool"], ["bool", "uint8"]):
        make("canCast", *args)
    case("poisson", {"x": spec(1, v=[-1])}, [["out", "poisson", "$x"]], fail=True)
    case("poisson", {"x": spec(1, d="int64", v=[1])}, [["out", "poisson", "$x"]], fail=True)
    bad = lambda name, x, *args: case(name, {"x": x}, [["out", name, "$x", *args]], fail=True)
    i = spec(2, d="int64", v=[1, 2])
    bad("geometric_", spec(2), 0)
    bad("geometric_", spec(2), 1)
    bad("geometric_", spec(2, d="bool"), 0.5)
    bad("logNormal_", spec(2), 0, 0)
    bad("random_", spec(2), 5, 3)
    bad("random_", spec(2), 0)
    bad("random_", spec(2, d="int8", v=[0, 0]), 0, 300)
    bad("bernoulli_", spec(2), 1.5)
    for name in ("uniform_", "normal_", "exponential_", "logNormal_", "cauchy_"):
        bad(name, i)
    bad("normal_", spec(2), 0, -1)
    bad("uniform_", spec(2), 2, 1)


run()
if __name__ == "__main__":
    ops_base.write("ops_create")
