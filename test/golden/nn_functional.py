"""Writes nn_functional.json: activations, losses and distances as PyTorch computes them. Run: python3 nn_functional.py"""
import torch
import torch.nn as nn
import torch.nn.functional as F

from nn_base import L, T, V, error, function, layer, layer_error, write

X = lambda **k: T(3, 4, **{"q": 21, "r": (-4, 4), **k})
edge = V([float("-inf"), -3.0, -1.0, -0.5, -0.0, 0.0, 0.5, 1.0, 3.0, 6.0, float("inf"), float("nan")])

# ---- activations ----

plain = ["celu", "selu", "hardtanh", "relu6", "hardsigmoid", "hardswish", "mish", "softsign", "tanhshrink", "hardshrink", "glu", "elu", "leakyRelu", "silu", "relu", "softplus", "gelu"]
for name in plain:
    function(name, X())
    function(name, T(2, 2, 3, 2, q=4, d="float64"))
    if name not in ("glu",):
        function(name, T(q=3))
        function(name, T(0, 2, g=False))
    if name not in ("glu", "softsign", "tanhshrink", "softplus", "gelu", "elu", "silu", "leakyRelu", "relu"):
        function(name, edge)
function("softshrink", X())
function("softshrink", V([float("-inf"), -3.0, -0.5, 0.0, 0.5, 3.0]))
function("celu", X(), 0.5)
function("celu", X(), alpha=-2.0)
function("glu", T(4, 6), 0)
function("glu", T(4, 6), dim=-2)
function("hardtanh", X(), -1.5, 0.5)
function("hardtanh", V([-3.0, -1.0, 1.0, 3.0], g=True), min_val=-1.0, max_val=3.0)
function("hardtanh", V([-3, 0, 5], d="int64"))
function("relu6", V([-3, 0, 7], d="int64"))
function("hardshrink", X(), 1.5)
function("hardshrink", V([-0.5, 0.5, 0.25], g=True))
function("softshrink", X(), 1.5)
function("threshold", X(), 0.1, 20.0)
function("threshold", edge, 0.5, -1.0)
function("threshold", V([0, 1, 2], d="int64"), 1, 5)
function("prelu", X(), T(1, q=7))
function("prelu", T(2, 3, 2, q=8), T(3, q=7))
function("prelu", T(q=8), T(1, q=7))
function("prelu", T(5, q=8), T(1, q=7))
function("rrelu", X())
function("rrelu", X(), 0.1, 0.3, seed=1)
function("rrelu", X(), 0.1, 0.3, True, seed=1)
function("rrelu", X(d="float64"), training=True, lower=0.2, upper=0.9, seed=2)
function("softmin", X(), 1)
function("softmin", X(), dim=0)
function("gumbelSoftmax", X(), seed=3)
function("gumbelSoftmax", X(), 0.5, dim=0, seed=4)
function("gumbelSoftmax", X(d="float64"), tau=2.0, hard=True, seed=5)
function("normalize", X())
function("normalize", X(), 1.0, 0)
function("normalize", X(), p=3.0, dim=1, eps=1e-3)
function("normalize", V([[0.0, 0.0], [3.0, 4.0]], g=True))
function("normalize", T(2, 3, 4), dim=[0, 2])

for name in ["CELU", "GLU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh", "Mish", "PReLU", "ReLU6", "RReLU", "SELU", "Softmin", "Softshrink", "Softsign", "Tanhshrink"]:
    layer(name, inputs=[X()], training_seed=9)
layer("CELU", [0.5], {"inplace": False}, [X()])
layer("GLU", [0], inputs=[T(4, 3)])
layer("Hardshrink", [1.5], inputs=[X()])
layer("Hardtanh", [-2.5, 3.25], inputs=[X()])
layer("PReLU", [4, 0.1], inputs=[X()])
layer("PReLU", ck={"num_parameters": 3, "init": -0.5}, inputs=[T(2, 3, 2)])
layer("RReLU", [0.25, 0.5], inputs=[X()], training_seed=3)
layer("RReLU", inputs=[X()], eval=True)
layer("Softmax2d", inputs=[T(2, 3, 2, 2)])
layer("Softmax2d", inputs=[T(3, 2, 2)])
layer("Softmin", [1], inputs=[X()])
layer("Softshrink", [1.5], inputs=[X()])
layer("Threshold", [0.5, 20.5], inputs=[X()])
for name in ["CELU", "Hardsigmoid", "Hardswish", "Hardtanh", "Mish", "ReLU6", "RReLU", "SELU", "ReLU", "SiLU", "ELU", "LeakyReLU"]:
    layer(name, ck={"inplace": True}, inputs=[X(g=False)], training_seed=2)
layer("Threshold", [0.5, 20.5], {"inplace": True}, [X(g=False)])

for name, *args in [("relu_",), ("elu_", 0.5), ("celu_", 0.5), ("selu_",), ("leakyRelu_", 0.2), ("hardtanh_", -1.0, 0.5), ("threshold_", 0.5, 7.0), ("rrelu_", 0.1, 0.5, True)]:
    function(name, X(g=False), *args, seed=4)
function("logsigmoid", X())

whole = V([0, 1, 2], d="int64")
error("glu", T(3), code="activation-halves")
error("glu", V(1.0), code="activation-halves")
error("celu", X(), 0.0, code="activation-option")
error("rrelu", X(), 0.5, 0.1, True, code="activation-option")
error("softshrink", X(), -1.0, code="activation-option", call=lambda x, l: F.softshrink(x, -1))
error("prelu", X(), T(3), code="activation-weight")
error("prelu", X(), T(2, 2), code="activation-weight")
error("prelu", V(1.0), T(3), code="activation-weight")
for name in ["hardsigmoid", "mish", "gumbelSoftmax", "rrelu", "hardswish", "hardshrink", "celu", "selu", "softshrink"]:
    error(name, whole, code="float-only")
error("hardtanh", V([0, 1], d="uint8"), code="overflow")
error("hardtanh", V([True], d="bool"), code="bool-arithmetic")
layer_error("Softmax2d", inputs=[X()], code="activation-dims")

# ---- losses ----

A, B = (lambda **k: T(3, 4, **{"q": 1, **k})), (lambda **k: T(3, 4, **{"q": 2, **k}))
signs = V([[1, -1, 1, -1], [-1, -1, 1, 1], [1, 1, 1, -1]], d="float32")
sign = V([1.0, -1.0, 1.0])
for reduction in ["mean", "sum", "none"]:
    r = {"reduction": reduction}
    logp = lambda: T(3, 4, q=3, r=(-3, -0.2))
    function("klDiv", logp(), T(3, 4, q=4, r=(0, 1)), **r)
    function("klDiv", logp(), V([[0.0, 1.0, 0.5, 0.0]]), **r)
    function("klDiv", logp(), T(3, 4, q=4, r=(-3, 0)), log_target=True, **r)
    function("poissonNllLoss", A(), T(3, 4, q=5, r=(0, 6), g=False), **r)
    function("poissonNllLoss", T(3, 4, r=(0.1, 4)), T(3, 4, q=5, r=(0, 6), g=False), log_input=False, full=True, **r)
    function("gaussianNllLoss", A(), B(), T(3, 4, q=6, r=(0, 2)), **r)
    function("gaussianNllLoss", A(), B(), T(3, 1, q=6, r=(0, 2)), full=True, eps=0.5, **r)
    function("gaussianNllLoss", A(), B(), T(3, q=6, r=(0, 2)), **r)
    function("hingeEmbeddingLoss", A(), signs, **r)
    function("hingeEmbeddingLoss", A(), signs, margin=0.3, **r)
    function("marginRankingLoss", T(3), T(3), sign, **r)
    function("marginRankingLoss", A(), B(), signs, margin=0.4, **r)
    function("cosineEmbeddingLoss", A(), B(), sign, **r)
    function("cosineEmbeddingLoss", A(), B(), sign, margin=-0.4, **r)
    function("cosineEmbeddingLoss", T(4), T(4), V(-1.0), margin=-0.9, **r)
    function("multiMarginLoss", A(), L(3, c=4), **r)
    function("multiMarginLoss", A(), L(3, c=4), p=2, margin=0.7, weight=T(4, r=(0.5, 2), g=False), **r)
    function("multiMarginLoss", T(4), L(1, c=4), **r)
    function("multiMarginLoss", T(4), V(2, d="int64"), **r)
    function("multilabelMarginLoss", A(), V([[0, 1, -1, 3], [3, -1, 0, 0], [-1, -1, -1, -1]], d="int64"), **r)
    function("multilabelMarginLoss", T(4), V([2, 2, 0, -1], d="int64"), **r)
    function("multilabelSoftMarginLoss", A(), T(3, 4, q=8, r=(0, 1)), **r)
    function("multilabelSoftMarginLoss", A(), T(3, 4, q=8, r=(0, 1), g=False), weight=T(4, r=(0.5, 2), g=False), **r)
    function("softMarginLoss", A(), signs, **r)
    function("tripletMarginLoss", A(), B(), T(3, 4, q=3), **r)
    function("tripletMarginLoss", A(), B(), T(3, 4, q=3), margin=0.5, p=1.0, swap=True, **r)
    function("tripletMarginLoss", T(4), T(4), T(4), margin=3.0, p=3.0, eps=1e-3, **r)
    function("tripletMarginWithDistanceLoss", A(), B(), T(3, 4, q=3), margin=0.5, swap=True, **r)
    lp = lambda **k: T(6, 3, 5, q=9, r=(-4, -0.1), **k)
    function("ctcLoss", lp(), V([[1, 2, 3], [2, 2, 0], [4, 0, 0]], d="int64"), [6, 5, 3], [3, 2, 1], **r)
    function("ctcLoss", lp(d="float64"), V([1, 2, 3, 2, 2, 3], d="int64"), [6, 6, 3], [3, 3, 0], blank=4, **r)
    function("ctcLoss", lp(), V([[1, 2, 3], [2, 2, 0], [4, 0, 0]], d="int64"), V([6, 2, 3], d="int64"), V([3, 2, 1], d="int64"), zero_infinity=True, **r)
    function("ctcLoss", T(6, 5, r=(-4, -0.1)), V([1, 1], d="int64"), V([6], d="int64"), V([2], d="int64"), **r)
    # the losses that there were before: more dimensions, ignored and weighted classes
    function("nllLoss", T(2, 3, 2, 2, q=11), L(2, 2, 2, c=3), weight=T(3, r=(0.5, 2), g=False), ignore_index=1, **r)
    function("crossEntropy", T(2, 3, 2, 2, q=11), L(2, 2, 2, c=3), weight=T(3, r=(0.5, 2), g=False), ignore_index=1, label_smoothing=0.2, **r)
    function("crossEntropy", T(2, 3, 2, q=11), T(2, 3, 2, q=12, r=(0, 1)), weight=T(3, r=(0.5, 2), g=False), label_smoothing=0.1, **r)
    function("binaryCrossEntropyWithLogits", T(2, 3, 2), T(2, 3, 2, r=(0, 1), g=False), weight=T(2, 1, 2, r=(0.5, 2), g=False), pos_weight=T(3, 1, r=(0.5, 3), g=False), **r)
    function("binaryCrossEntropy", T(2, 3, 2, r=(0.1, 0.9)), T(2, 3, 2, r=(0, 1), g=False), weight=T(3, 1, r=(0.5, 2), g=False), **r)
function("klDiv", T(3, 4, q=3, r=(-3, -0.2)), T(3, 4, q=4, r=(0, 1)), reduction="batchmean")
function("klDiv", T(q=3, r=(-3, -0.2)), T(q=4, r=(0, 1)), reduction="batchmean")

for name, c, inputs in [
    ("KLDivLoss", {"reduction": "batchmean", "log_target": True}, [A(), B()]), ("KLDivLoss", {}, [A(), T(3, 4, r=(0, 1))]), ("PoissonNLLLoss", {"log_input": False, "eps": 0.1, "full": True}, [T(3, 4, r=(0, 1)), T(3, 4, r=(0, 4), g=False)]),
    ("GaussianNLLLoss", {"full": True, "eps": 0.3}, [A(), B(), T(3, 4, r=(0, 1))]), ("HingeEmbeddingLoss", {"margin": 0.4}, [A(), signs]), ("MarginRankingLoss", {"margin": 0.4}, [A(), B(), signs]),
    ("CosineEmbeddingLoss", {"margin": -0.3}, [A(), B(), sign]), ("MultiMarginLoss", {"p": 2, "margin": 0.5, "weight": T(4, g=False, r=(1, 2))}, [A(), L(3, c=4)]), ("MultiLabelMarginLoss", {"reduction": "sum"}, [A(), V([[0, 1, -1, 3], [3, -1, 0, 0], [-1, -1, -1, -1]], d="int64")]),
    ("MultiLabelSoftMarginLoss", {"weight": T(4, g=False)}, [A(), T(3, 4, r=(0, 1), g=False)]), ("SoftMarginLoss", {"reduction": "none"}, [A(), signs]), ("TripletMarginLoss", {"margin": 0.3, "p": 3.0, "swap": True, "eps": 1e-3}, [A(), B(), T(3, 4, q=3)]),
    ("TripletMarginWithDistanceLoss", {"margin": 0.3, "swap": True}, [A(), B(), T(3, 4, q=3)]), ("CTCLoss", {"blank": 2, "zero_infinity": True}, [T(6, 3, 5, q=9, r=(-4, -0.1)), V([[1, 1, 3], [3, 3, 0], [4, 0, 0]], d="int64"), [6, 2, 3], [3, 2, 1]]),
    ("PairwiseDistance", {"p": 3.0, "eps": 1e-3, "keepdim": True}, [A(), B()]), ("CosineSimilarity", {"dim": 0, "eps": 0.1}, [A(), B()]),
]:
    layer(name, (), c, inputs)
layer("PairwiseDistance", [1.0], inputs=[A(), B()])
layer("CosineSimilarity", [1, 1e-6], inputs=[A(), B()])
layer("Bilinear", [3, 4, 2], inputs=[T(5, 3), T(5, 4)], seed=3)
layer("Bilinear", [3, 4, 2], {"bias": False}, [T(2, 5, 3), T(2, 5, 4)], seed=4)
layer("Bilinear", [3, 4, 2, True], inputs=[T(3), T(4)], seed=5)

error("klDiv", A(), B(), reduction="foo", code="loss-reduction")
error("poissonNllLoss", A(), B(), reduction="foo", code="loss-reduction")
error("gaussianNllLoss", A(), B(), T(2), code="loss-variance")
error("gaussianNllLoss", A(), B(), V([[-1.0], [1.0], [1.0]]), code="loss-variance")
error("gaussianNllLoss", A(), B(), T(3, 4, r=(0, 1)), reduction="foo", code="loss-reduction")
error("marginRankingLoss", A(), T(3), T(3), code="target-shape")
error("cosineEmbeddingLoss", T(3), T(3), T(1), code="target-shape")
error("cosineEmbeddingLoss", A(), B(), T(3, 4), code="target-shape")
error("multiMarginLoss", A(), L(3, c=4), p=3, code="loss-option")
error("multiMarginLoss", A(), L(2, c=4), code="target-shape")
error("multiMarginLoss", A(), T(3), code="target-dtype")
error("multiMarginLoss", T(2, 3, 4), L(2, c=4), code="target-shape")
error("multilabelMarginLoss", A(), L(2, 4, c=4), code="target-shape")
error("multilabelMarginLoss", A(), T(3, 4), code="target-dtype")
error("multilabelMarginLoss", A(), L(3, 4, c=9, q=5), code="target-range")
error("multilabelMarginLoss", T(2, 3, 4), L(2, 3, 4, c=4), code="target-shape")
error("softMarginLoss", A(), T(3, 3, g=False), code="broadcast")
error("tripletMarginLoss", A(), T(4), B(), code="target-shape")
ctc = [T(5, 2, 4), V([[1, 2, 3], [1, 1, 2]], d="int64")]
error("ctcLoss", *ctc, [5], [3, 2], code="lengths")
error("ctcLoss", *ctc, [5, 5], [3], code="lengths")
error("ctcLoss", *ctc, [5, 6], [3, 2], code="lengths")
error("ctcLoss", *ctc, [5, 5], [3, 4], code="lengths")
error("ctcLoss", ctc[0], V([1, 2, 3, 1, 1, 2], d="int64"), [5, 5], [3, 2], code="lengths")
error("ctcLoss", *ctc, [5, 5], [3, 2], blank=4, code="loss-option")
error("ctcLoss", ctc[0], V([[1, 2, 3]], d="int64"), [5, 5], [3, 2], code="lengths")
error("ctcLoss", *ctc, T(2), V([3, 2], d="int64"), code="lengths")

# ---- distances ----

for dt in ["float32", "float64"]:
    function("pairwiseDistance", A(d=dt), B(d=dt))
    function("pairwiseDistance", A(d=dt), B(d=dt), 1.0, 0.0, True)
    function("pairwiseDistance", T(2, 3, 4, d=dt), T(4, d=dt), p=3.0)
    function("cosineSimilarity", A(d=dt), B(d=dt))
    function("cosineSimilarity", T(2, 3, 4, d=dt), T(3, 1, d=dt), 2, 1e-4)
    function("cosineSimilarity", A(d=dt), B(d=dt), dim=0)
function("cosineSimilarity", T(4), T(4), dim=0)
function("bilinear", T(5, 3), T(5, 4), T(2, 3, 4), T(2))
error("cosineSimilarity", A(), T(5, 5), code="broadcast")
error("cosineSimilarity", L(2, 3, c=4), L(2, 3, c=4), code="float-only")
error("bilinear", T(5, 3), T(5, 5), T(2, 3, 4), code="matmul-shapes")
error("bilinear", T(5, 3), T(4, 4), T(2, 3, 4), code="matmul-shapes")
error("bilinear", T(5, 3), T(4), T(2, 3, 4), code="matmul-dims")

write("nn_functional")
