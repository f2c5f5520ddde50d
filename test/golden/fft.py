#!/usr/bin/env python3
"""Writes test/golden/fft.json: what torch.fft gives. Run: python3 test/golden/fft.py"""
from calls_base import bad, case, spec, write

C, Z, D = "complex64", "complex128", "float64"

for name in ("fft", "ifft", "hfft", "irfft"):
    f = "fft." + name
    for n in (2, 3, 4, 5, 6, 8, 12, 15, 37, 77):
        case(f, [spec(n, d=Z)], grad=n < 13)
    case(f, [spec(2, 5, d=C)])
    case(f, [spec(2, 5, d=Z, l="t")])
    case(f, [spec(3, 4, 2, d=Z)], k={"dim": 1})
    for n in (3, 4, 7, 8):
        case(f, [spec(5, d=Z)], n)
    for norm in ("backward", "ortho", "forward"):
        case(f, [spec(2, 4, d=Z)], k={"norm": norm})
    case(f, [spec(3, 4, d=Z)], 5, 0, "ortho")
    case(f, [spec(4, d=D)])
    case(f, [spec(4)])
    case(f, [spec(4, d="int64", lo=-3, hi=3)], grad=False)
    case(f, [spec(0, 4, d=C)], grad=False)
    bad(f, [spec(4)], 0)
    bad(f, [spec(4)], -2)
    bad(f, [spec(4)], k={"dim": 1})
    bad(f, [spec(4)], k={"norm": "x"})
    bad(f, [spec(3, 0)])
    bad(f, [spec(4, d="float16")])
case("fft.fft", [spec(1, d=Z)])
case("fft.fft", [spec(3, d="bool", v=[1, 0, 1])], grad=False)
case("fft.irfft", [spec(1, d=Z)], 1)
bad("fft.irfft", [spec(1, d=C)])
for name in ("rfft", "ihfft"):
    f = "fft." + name
    for n in (1, 2, 3, 4, 5, 6, 8, 9, 37):
        case(f, [spec(n, d=D)], grad=n < 13)
    case(f, [spec(2, 5)])
    case(f, [spec(2, 5, d=D, l="t")])
    case(f, [spec(3, 4, 2, d=D)], k={"dim": 1})
    for n in (3, 4, 7, 8):
        case(f, [spec(5, d=D)], n)
    for norm in ("backward", "ortho", "forward"):
        case(f, [spec(2, 4, d=D)], k={"norm": norm})
    case(f, [spec(4, d="int64", lo=-3, hi=3)], grad=False)
    bad(f, [spec(4, d=C)])
    bad(f, [spec(4)], 0)
for name, d in (("fft", Z), ("ifft", Z), ("hfft", Z), ("irfft", Z), ("rfft", D), ("ihfft", D)):
    for two in ("2", "n"):
        f = "fft." + name + two
        for shape in ([3, 4], [4, 3], [2, 3, 4]):
            case(f, [spec(*shape, d=d)])
        case(f, [spec(3, 4, d="complex64" if d == Z else "float32")])
        case(f, [spec(3, 4, d=d, l="t")])
        case(f, [spec(3, 4, d=d)], [4, 3])
        case(f, [spec(3, 4, 2, d=d)], [2, 4], [0, 1])
        case(f, [spec(3, 4, 2, d=d)], k={"dim": [1, 0]})
        for norm in ("ortho", "forward"):
            case(f, [spec(3, 4, d=d)], k={"norm": norm})
        bad(f, [spec(3, 4, d=d)], k={"dim": [0, 0]})
        bad(f, [spec(3, 4, d=d)], k={"s": [2, 2], "dim": [1]})
        bad(f, [spec(3, 4, d=d)], [0, 2])
    case("fft." + name + "n", [spec(2, 3, 4, d=d)], [3, 3])
    case("fft." + name + "n", [spec(2, 3, 4, d=d)], k={"dim": [1]})
    bad("fft." + name + "n", [spec(3, 4, d=d)], [2, 2, 2])
    bad("fft." + name + "2", [spec(4, d=d)])
bad("fft.rfftn", [spec(3, 4, d=C)])
bad("fft.rfft2", [spec(3, 4, d=C)])
for f in ("fft.fftfreq", "fft.rfftfreq"):
    for n in (0, 1, 4, 5, 10):
        if n > 0 or f == "fft.fftfreq":
            case(f, [], n)
            case(f, [], n, 0.25, k={"dtype": {"d": "float64"}})
    case(f, [], 5, k={"d": 2.0})
    if f == "fft.fftfreq":
        bad(f, [], -1)
    bad(f, [], 4, k={"dtype": {"d": "int64"}})
for f in ("fft.fftshift", "fft.ifftshift"):
    case(f, [spec(5, d=D)])
    case(f, [spec(4, d=Z)])
    case(f, [spec(2, 3, d=D)])
    case(f, [spec(2, 3, d=D)], 1)
    case(f, [spec(2, 3, d=D)], [0])
    case(f, [spec(2, 3, 4, d="int64", lo=0, hi=9)], k={"dim": [0, 2]}, grad=False)
write("fft")
