"""Writes ops_more.json: methods that came later, as PyTorch computes them. Run: python3 ops_more.py"""
import torch

from ops_base import case, one, spec, write

torch.set_num_threads(1)

# ---- activations that are methods, too ----

one("prelu", {"x": spec(2, 3, 2), "w": spec(3)})
one("prelu", {"x": spec(4, d="float64"), "w": spec(1, d="float64")})
one("prelu", {"x": spec(2), "w": spec(3)}, fail=True)
one("prelu", {"x": spec(2, 3, d="int64"), "w": spec(3, d="int64")}, fail=True)
one("hardshrink", {"x": spec(2, 5)})
one("hardshrink", {"x": spec(3, 4, l="t")}, 1.25)
one("hardshrink", {"x": spec(2, d="int64")}, fail=True)
case("conjPhysical_", {"x": spec(3)}, [["y", "clone", "$x"], ["out", "conjPhysical_", "$y"]], names=False)
case("conjPhysical_", {"x": spec(3, d="int64")}, [["out", "conjPhysical_", "$x"]])

write("ops_more")
