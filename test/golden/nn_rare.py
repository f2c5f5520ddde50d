"""Writes nn_rare.json: fractional max pooling and the adaptive softmax as PyTorch computes them. Run: python3 nn_rare.py"""
import torch
import torch.nn as nn

from nn_base import L, T, V, error, function, layer, layer_error, write

D = "float64"

# ---- fractional max pooling ----

function("fractionalMaxPool2d", T(2, 3, 7, 6), 2, [3, 4], seed=1)
function("fractionalMaxPool2d", T(3, 7, 6, d=D), [2, 3], output_ratio=0.6, seed=2)
function("fractionalMaxPool2d", T(1, 2, 6, 6), 2, output_ratio=[0.5, 0.7], return_indices=True, seed=3)
function("fractionalMaxPool2d", T(1, 1, 5, 5), 2, 1, seed=3)
function("fractionalMaxPool2d", T(0, 1, 5, 5), 2, 2, seed=3)
function("fractionalMaxPool2d", T(1, 2, 8, 8), 3, 4, _random_samples=T(1, 2, 2, r=(0, 0.999), g=False))
function("fractionalMaxPool2d", V([[[1.0, float("nan"), 3.0, 4.0], [5.0, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, 12.0]]]), 2, 2, seed=4)
function("fractionalMaxPool2dWithIndices", T(1, 2, 6, 6), 2, 3, seed=5)
function("fractionalMaxPool3d", T(2, 2, 5, 6, 4), 2, [2, 3, 2], seed=6)
function("fractionalMaxPool3d", T(1, 5, 6, 5, d=D), [1, 2, 2], output_ratio=0.6, return_indices=True, seed=7)
function("fractionalMaxPool3dWithIndices", T(1, 1, 4, 4, 4), 2, 2, seed=8)
layer("FractionalMaxPool2d", [2], {"output_size": [3, 2]}, [T(1, 2, 7, 5)], training_seed=1)
layer("FractionalMaxPool2d", [[2, 3], None, 0.5, True], {}, [T(1, 2, 7, 7)], training_seed=2)
layer("FractionalMaxPool3d", [2, 2], {}, [T(1, 2, 4, 5, 4)], training_seed=3)

x = T(1, 1, 5, 5)
for args, kw, code in [
    ([x, 2], {}, "pool-option"), ([x, 3, 4], {}, "pool-shape"), ([x, [2, 3], [2, 4]], {}, "pool-shape"), ([x, [2, 3, 1], [2, 4]], {}, "pool-option"), ([x, 2, [2, 4, 3]], {}, "pool-option"), ([T(1, 0, 5, 5), 2, 2], {}, "pool-shape"),
    ([T(5, 5), 2, 2], {}, "dim-range"), ([L(1, 1, 5, 5, c=3), 2, 2], {}, "float-only"), ([L(1, 1, 5, 5, c=3), 2, 2], {"_random_samples": T(1, 1, 2, g=False)}, "float-only"),
]:
    if kw and args[0].get("l"):
        continue  # the samples' dtype is looked at first here
    error("fractionalMaxPool2d", *args, code=code, **kw)
volume = T(1, 1, 5, 5, 5)
for args, code in [([volume, 2], "pool-option"), ([volume, [2, 2, 3], [2, 2, 4]], "pool-shape"), ([volume, [3, 2, 2], [4, 2, 2]], "pool-shape"), ([volume, [2, 3, 2], [2, 4, 2]], "pool-shape"), ([T(5, 5, 5), 2, 2], "dim-range")]:
    error("fractionalMaxPool3d", *args, code=code)
for name, c, ck in [
    ("FractionalMaxPool2d", [2], {}), ("FractionalMaxPool2d", [2, 2, 0.5], {}), ("FractionalMaxPool2d", [2], {"output_ratio": 1.5}), ("FractionalMaxPool2d", [2], {"output_ratio": (0.5, 1.5)}), ("FractionalMaxPool3d", [2], {}), ("FractionalMaxPool3d", [2], {"output_ratio": (0.5, 0, 1.5)}),
]:
    layer_error(name, c, ck, code="pool-option")

# ---- averages of whole numbers ----

I = V([[[[5, -3, 2, 8], [-7, 1, 0, 4], [9, -6, 3, -2]]]], d="int64")
function("avgPool2d", I, 2)
function("avgPool2d", I, 2, 1, 1, count_include_pad=False)
function("avgPool2d", I, [2, 3], 2, 1, True)
function("avgPool2d", I, 2, divisor_override=3)
function("avgPool1d", V([[5, -3, 2, 8, 1]], d="int64"), 3, 2, 1)
function("avgPool3d", V([[[[5, -3], [2, 8]], [[1, 1], [0, -9]]]], d="int64"), 2)
error("avgPool2d", V([[[5, 6], [7, 8]]], d="int32"), 2, code="float-only")

# ---- the adaptive softmax ----

layer("AdaptiveLogSoftmaxWithLoss", [8, 10, [3, 6]], {"div_value": 2.0}, [T(5, 8), L(5, c=10)], seed=1)
layer("AdaptiveLogSoftmaxWithLoss", [8, 10, [3, 6], 2.0, True], {}, [T(4, 8), L(4, c=3)], seed=2)
layer("AdaptiveLogSoftmaxWithLoss", [6, 9, [4]], {"div_value": 2.0, "head_bias": True}, [T(6), L(c=9, q=2)], seed=3)
layer("AdaptiveLogSoftmaxWithLoss", [6, 9, [4, 5, 7]], {"div_value": 1.5}, [T(1, 6), L(1, c=9, q=2)], seed=4)
for c in ([4, 10, [2, 2]], [4, 10, [3, 10]], [4, 10, [0, 3]], [4, 10, [2.5]], [4, 10, [3, 2]]):
    layer_error("AdaptiveLogSoftmaxWithLoss", c, code="adaptive-softmax")
m = [8, 10, [3, 6], 2.0]
for inputs in ([T(3, 8), V([1, 2, 11], d="int64")], [T(2, 8), L(3, c=9)], [T(8), L(1, c=9)], [T(2, 8), L(c=9)], [T(2, 8), L(2, 1, c=9)], [T(3, 2, 8), L(3, c=9)]):
    layer_error("AdaptiveLogSoftmaxWithLoss", m, inputs=inputs, code="adaptive-softmax")
torch.manual_seed(5)
model = nn.AdaptiveLogSoftmaxWithLoss(6, 9, [3, 5], 1.5, True)
data = torch.randn(7, 6, requires_grad=True)
logs = model.log_prob(data)
(logs * torch.arange(63.0).reshape(7, 9)).sum().backward()

write("nn_rare", adaptive={"data": data.detach().tolist(), "logProb": logs.tolist(), "gradient": data.grad.tolist(), "predict": model.predict(data).tolist()})
