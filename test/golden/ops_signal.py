"""Writes ops_signal.json: transforms of the windows of signals, and signals from those, as PyTorch computes them. Run: python3 ops_signal.py"""
import warnings

import torch

from ops_base import case, spec, write

torch.set_num_threads(1)
warnings.simplefilter("ignore")
D = "float64"
X, W = spec(20), spec(8, lo=0.2, hi=1)


def k(**o):
    return {"k": o}


def forward(inputs, *args, **o):
    """stft with the parts of the result side by side."""
    case("stft", inputs, [["s", "stft", "$x", *args, k(returnComplex=True, **o)], ["out", "viewAsReal", "$s"]], names=False)


def back(inputs, *args, parts=True, **o):
    """istft of pairs that are seen as complex numbers."""
    steps = [["z", "viewAsComplex", "$x"], ["out", "istft", "$z", *args, *([k(**o)] if o else [])]]
    case("istft", inputs, steps if parts else [["s", *steps[0][1:]], ["y", "istft", "$s", *args, k(**o)], ["out", "viewAsReal", "$y"]], names=False)


forward({"x": X}, 8)
forward({"x": spec(2, 20, d=D)}, 8, 3)
forward({"x": X, "w": W}, 8, window="$w")
forward({"x": X, "w": spec(5)}, 8, 2, 5, window="$w", normalized=True)
forward({"x": X}, 7, 3, 5)
forward({"x": X}, 8, center=False)
forward({"x": X}, 6, onesided=False)
for mode in ("constant", "replicate", "circular"):
    forward({"x": spec(2, 9)}, 4, padMode=mode)
forward({"x": spec(12), "w": spec(4, d=D)}, 4, window="$w")
forward({"x": spec(2, 12, l="t")}, 4, 1)
forward({"x": spec(1)}, 1, 1)
case("stft", {"x": X}, [["out", "stft", "$x", 8]], names=False)
case("stft", {"x": X, "w": W}, [["out", "stft", "$x", 8, 4, 8, "$w", True, "reflect", False, True, False]], names=False)
case("stft", {"x": spec(10, 2)}, [["z", "viewAsComplex", "$x"], ["s", "stft", "$z", 4], ["out", "viewAsReal", "$s"]], names=False)
case("stft", {"x": spec(2, 6, 2, d=D)}, [["z", "viewAsComplex", "$x"], ["s", "stft", "$z", 4, k(center=False, normalized=True)], ["out", "viewAsReal", "$s"]], names=False)

back({"x": spec(5, 11, 2)}, 8)
back({"x": spec(2, 5, 6, 2, d=D)}, 8)
back({"x": spec(5, 6, 2), "w": W}, 8, window="$w")
back({"x": spec(5, 6, 2), "w": spec(5, lo=0.3, hi=1)}, 8, 2, 5, window="$w", normalized=True)
back({"x": spec(5, 6, 2)}, 8, length=9)
back({"x": spec(5, 6, 2)}, 8, length=25)
back({"x": spec(5, 6, 2)}, 8, center=False)
back({"x": spec(5, 6, 2)}, 9)
back({"x": spec(8, 6, 2)}, 8, 4, 8, onesided=False)
back({"x": spec(8, 6, 2)}, 8, parts=False, onesided=False, returnComplex=True)
case("istft", {"x": spec(5, 6, 2)}, [["out", "istft", "$x", 8]], names=False)


def bad(name, inputs, *args, whole=False, **o):
    steps = [["z", "viewAsComplex", "$x"]] if whole else []
    case(name, inputs, [*steps, ["out", name, "$z" if whole else "$x", *args, *([k(**o)] if o else [])]], fail=True)


for args, o in [
    ((0,), {}), ((50,), {}), ((30,), {"center": False}), ((8, 0), {}), ((8, -1), {}), ((8, 2, 10), {}), ((8, 2, 0), {}), ((8,), {"padMode": "mirror"}),
]:
    bad("stft", {"x": X}, *args, returnComplex=True, **o)
bad("stft", {"x": X, "w": spec(5)}, 8, 2, 8, window="$w", returnComplex=True)
bad("stft", {"x": X, "w": spec(8, 1)}, 8, 2, 8, window="$w", onesided=True)
bad("stft", {"x": spec(2, 2, 20)}, 8, returnComplex=True)
bad("stft", {"x": spec()}, 8, returnComplex=True)
bad("stft", {"x": spec(20, d="int64")}, 8, returnComplex=True)
bad("stft", {"x": spec(20, d="int64")}, 8, center=False, returnComplex=True)
bad("stft", {"x": spec(20, 2)}, 8, whole=True, onesided=True)
Y = spec(5, 6, 2)
for args, o in [
    ((8,), {"onesided": False}), ((8, 9), {}), ((8, 0), {}), ((8, 2, 9), {}), ((8,), {"returnComplex": True}), ((8,), {"length": 0}),
]:
    bad("istft", {"x": Y}, *args, whole=True, **o)
bad("istft", {"x": spec(8, 6, 2)}, 8, whole=True, onesided=True)
bad("istft", {"x": Y, "w": spec(7)}, 8, 2, 8, window="$w", whole=True)
bad("istft", {"x": Y, "w": spec(v=[0.0] * 8)}, 8, 2, 8, window="$w", whole=True)
bad("istft", {"x": spec(5, 0, 2)}, 8, whole=True)
bad("istft", {"x": spec(5, 2)}, 8, whole=True)
bad("istft", {"x": spec(1, 1, 5, 6, 2)}, 8, whole=True)
bad("istft", {"x": spec(5, 6, 1)}, 8)

write("ops_signal")
