"""Writes nn_samples.json: dtypes and shapes that functions of nn meet less often, whole numbers above all. Run: python3 nn_samples.py"""
import torch

from nn_base import T, V, error, function, layer_error, write

whole = T(2, 3, 4, r=(-5, 5), d="int64", g=False)
# Bounds and margins beside whole numbers: the first keep the dtype, the others make floats.
function("hardtanh", whole, -2.5, 3.5)
function("relu6", whole)
function("threshold", whole, 0.7, 2.9)
for reduction in ("mean", "sum", "none"):
    function("marginRankingLoss", V([3, -1, 2], "int64"), V([1, 2, 2], "int64"), V([1, -1, 1], "int64"), margin=1, reduction=reduction)
function("avgPool1d", T(1, 2, 7, r=(-9, 9), d="int64", g=False), 2)
function("avgPool2d", T(1, 2, 5, 6, r=(-9, 9), d="int64", g=False), 3, 2, 1, True, False)
function("avgPool3d", T(2, 4, 4, 4, r=(-9, 9), d="int64", g=False), 2, divisor_override=3)
function("avgPool2d", T(1, 2, 4, 4), [2, 2], [], 0)
function("localResponseNorm", T(1, 4, 3, r=(-9, 9), d="int64", g=False), 2)
function("pairwiseDistance", V([1, 2, 3], "int64"), V([1, 0, 5], "int64"))
# Named arguments where PyTorch's are required.
function("maxPool2d", T(1, 2, 5, 5), kernel_size=2, stride=1)
function("conv1d", T(1, 2, 5), weight=T(3, 2, 2), bias=T(3), padding=1)
function("linear", T(2, 3), T(4, 3), bias=T(4))
# A bias that broadcasts to the product.
for bias in (T(1), T(2, 4), T(2, 1), T()):
    function("linear", T(2, 3), T(4, 3), bias)
error("linear", T(2, 3), T(4, 3), T(5), code="expand")
error("linear", T(2, 2, 3), T(4, 3), T(5), code="expand")

flags = V([True, False, True, False], "bool")
for name, args in [("elu", (0.5,)), ("celu", (2.0,)), ("selu", ()), ("gelu", ()), ("silu", ()), ("leakyRelu", (0.3,)), ("logsigmoid", ()), ("softplus", (2, 1.5)), ("glu", (-1,)), ("mish", ()), ("hardswish", ()), ("hardsigmoid", ())]:
    error(name, whole, *args, code="float-only")
    error(name, flags, *args, code="float-only")
error("relu", flags, code="bool-arithmetic")
error("threshold", flags, 0.1, 2.5, code="float-only")
for name in ("dropout", "dropout1d", "dropout2d", "dropout3d", "alphaDropout", "featureAlphaDropout"):
    error(name, whole, 0.5, True, code="float-only")
error("crossEntropy", T(2, 3), V([0, 1], "int64"), reduction="avg", code="loss-reduction")
error("poissonNllLoss", T(2), T(2), reduction="avg", code="loss-reduction")

write("nn_samples")
