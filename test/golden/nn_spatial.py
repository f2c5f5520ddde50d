"""Writes nn_spatial.json and nn_spatial_layers.json: convolutions, pooling, norms, padding and resizing as PyTorch computes them. Run: python3 nn_spatial.py"""
import torch
import torch.nn as nn

import nn_base
from nn_base import T, V, error, function, layer, layer_error, write

D = "float64"

# ---- convolutions ----

function("conv1d", T(2, 3, 7), T(4, 3, 3), T(4))
function("conv1d", T(2, 3, 7), T(4, 3, 2), None, 2, 1, 2)
function("conv1d", T(3, 7), T(4, 3, 3), padding="same")
function("conv1d", T(1, 4, 6), T(4, 1, 3), groups=4, padding=1)
function("conv1d", T(2, 2, 1), T(3, 2, 1))
function("conv2d", T(2, 3, 5, 6), T(4, 3, 3, 3), T(4))
function("conv2d", T(2, 3, 5, 6), T(4, 3, 3, 3), T(4), 2, 1)
function("conv2d", T(2, 3, 6, 5), T(2, 3, 3, 2), T(2), stride=[1, 2], padding=[2, 1], dilation=[2, 1])
function("conv2d", T(1, 4, 5, 5), T(6, 2, 3, 3), None, 1, 1, 1, 2)
function("conv2d", T(1, 3, 5, 5), T(6, 1, 2, 2), T(6), groups=3, stride=2)
function("conv2d", T(2, 3, 4, 4), T(5, 3, 1, 1), T(5))
function("conv2d", T(2, 3, 5, 5), T(5, 3, 1, 1), stride=2)
function("conv2d", T(1, 3, 8, 8), T(2, 3, 4, 4), T(2), stride=4)
function("conv2d", T(1, 2, 9, 7), T(2, 2, 2, 3), stride=3, padding=1)
function("conv2d", T(1, 2, 9, 9), T(2, 2, 3, 3), stride=2, dilation=2, padding=2)
function("conv2d", T(1, 2, 9, 9), T(2, 2, 3, 3), stride=2, dilation=3, padding=1)
function("conv2d", T(1, 2, 4, 5), T(2, 2, 2, 3), padding="same")
function("conv2d", T(1, 2, 4, 5), T(2, 2, 4, 2), padding="same", dilation=[1, 3])
function("conv2d", T(2, 4, 5), T(3, 2, 3, 3), T(3), padding="valid")
function("conv2d", T(1, 2, 2, 2), T(3, 2, 3, 3), padding=3)
function("conv2d", T(0, 3, 5, 5), T(4, 3, 3, 3), T(4))
function("conv2d", T(2, 3, 4, 4, d=D), T(4, 3, 3, 3, d=D), T(4, d=D), padding=1)
function("conv2d", V([[[[1, 2, 3], [4, 5, 6], [7, 8, 9]]]], d="int64"), V([[[[1, 2], [3, 4]]]], d="int64"))
function("conv2d", V([[[[1.0, float("nan"), 3.0, 4.0]]]]), V([[[[1.0, 2.0]]]]))
function("conv2d", V([[[[1.0, float("inf"), 3.0, 4.0]]]]), V([[[[0.0, 2.0]]]]), padding=[0, 1])
function("conv3d", T(1, 2, 3, 4, 3), T(3, 2, 2, 3, 2), T(3))
function("conv3d", T(2, 2, 4, 3, 3), T(2, 1, 2, 2, 2), T(2), stride=[2, 1, 1], padding=[1, 0, 1], groups=2)
function("conv3d", T(1, 3, 3, 3), T(2, 1, 1, 2, 2), dilation=[1, 2, 1])
function("convTranspose1d", T(2, 3, 4), T(3, 2, 3), T(2))
function("convTranspose1d", T(2, 3, 4), T(3, 2, 3), T(2), 2, 1, 1)
function("convTranspose1d", T(4, 3), T(4, 2, 3), stride=3, groups=2, dilation=2)
function("convTranspose2d", T(1, 3, 3, 4), T(3, 2, 3, 3), T(2))
function("convTranspose2d", T(1, 3, 3, 4), T(3, 2, 4, 4), T(2), 2, 1)
function("convTranspose2d", T(1, 4, 3, 2), T(4, 1, 2, 3), T(2), [2, 3], [0, 1], [1, 2], 2)
function("convTranspose2d", T(1, 2, 3, 3), T(2, 3, 2, 2), T(3), stride=3)
function("convTranspose2d", T(1, 2, 3, 3), T(2, 3, 3, 3), stride=2, dilation=2, padding=1, output_padding=1)
function("convTranspose2d", T(3, 3, 3), T(3, 2, 1, 1), T(2), stride=2)
function("convTranspose2d", T(0, 3, 3, 3), T(3, 2, 3, 3))
function("convTranspose3d", T(1, 2, 2, 3, 2), T(2, 2, 2, 2, 3), T(2), stride=[1, 2, 2], padding=[0, 1, 1])

for case in [
    dict(c=[1, 3, 3]), dict(c=[2, 4, 3, 2, 1]), dict(c=[4, 6, 3], ck={"groups": 2, "bias": False, "padding": 1}), dict(c=[2, 3, 2], ck={"dilation": 2, "padding": "same"}),
    dict(c=[2, 2, 3], ck={"padding": 1, "padding_mode": "circular"}), dict(c=[2, 2, 3], ck={"padding": 2, "padding_mode": "reflect"}), dict(c=[2, 2, 2], ck={"padding": "same", "padding_mode": "replicate"}),
    dict(c=[3, 2, 3], ck={"padding": "valid", "dtype": None}),
]:
    case["ck"] = {k: v for k, v in case.get("ck", {}).items() if v is not None}
    layer("Conv1d", inputs=[T(2, case["c"][0], 6)], seed=1, **case)
    layer("Conv2d", inputs=[T(1, case["c"][0], 5, 4)], seed=2, **case)
layer("Conv2d", [1, 2, [3, 2], [2, 1], [1, 0], [1, 2]], inputs=[T(1, 6, 6)], seed=3)
layer("Conv3d", [2, 3, 2], inputs=[T(1, 2, 3, 3, 3)], seed=4)
layer("Conv3d", [1, 2, [1, 2, 3], 1, [0, 1, 1]], {"padding_mode": "replicate"}, [T(1, 1, 2, 3, 3)], seed=4)
layer("ConvTranspose1d", [3, 2, 3, 2, 1, 1], inputs=[T(1, 3, 4)], seed=5)
layer("ConvTranspose2d", [3, 2, 3], {"stride": 2, "padding": 1, "output_padding": 1}, [T(1, 3, 3, 3)], seed=6)
layer("ConvTranspose2d", [4, 2, [2, 3], 2, 0, 0, 2, False, 2], inputs=[T(1, 4, 2, 3)], seed=6)
layer("ConvTranspose2d", [2, 2, 3, 2], inputs=[T(1, 2, 3, 3), [8, 7]], seed=6)
layer("ConvTranspose3d", [2, 2, 2], inputs=[T(1, 2, 2, 2, 2)], seed=7)

image, kernel = T(1, 3, 8, 8), T(4, 3, 3, 3)
for args, kw, code in [
    ([T(1, 2, 8, 8), kernel], {}, "conv-shape"), ([T(8, 8), kernel], {}, "conv-shape"), ([image, kernel, T(5)], {}, "conv-shape"), ([image, kernel, T(4, 1)], {}, "conv-shape"),
    ([T(1, 3, 2, 2), kernel], {}, "conv-shape"), ([image, kernel], {"stride": 0}, "conv-option"), ([image, kernel], {"padding": -1}, "conv-option"), ([image, kernel], {"dilation": 0}, "conv-option"),
    ([image, kernel], {"groups": 2}, "conv-shape"), ([image, kernel], {"groups": 0}, "conv-option"), ([image, kernel], {"stride": [1, 2, 3]}, "conv-option"), ([image, kernel], {"padding": "foo"}, "conv-option"),
    ([image, kernel], {"padding": "same", "stride": 2}, "conv-option"), ([T(1, 6, 8, 8), kernel], {"groups": 3}, "conv-shape"), ([image, T(0, 3, 3, 3)], {}, "conv-shape"),
    ([image, kernel, T(4, d=D)], {}, "conv-dtype"),
]:
    error("conv2d", *args, code=code, **kw)
error("conv1d", T(1, 3, 8, 8), T(4, 3, 3), code="conv-shape")
error("conv1d", T(1, 3, 8), kernel, code="conv-shape")
error("conv3d", T(3, 8), T(4, 3, 3, 3, 3), code="conv-shape")
back = T(3, 4, 3, 3)
for args, kw, code in [
    ([T(1, 2, 8, 8), back], {}, "conv-shape"), ([image, back], {"output_padding": 1}, "conv-option"), ([image, back], {"groups": 2}, "conv-shape"), ([image, back, T(3)], {}, "conv-shape"),
    ([T(1, 3, 1, 1), back], {"padding": 3}, "conv-shape"), ([image, back], {"stride": 2, "output_padding": [0, 2]}, "conv-option"), ([image, back], {"output_padding": -1}, "conv-option"), ([T(8, 8), back], {}, "conv-shape"),
]:
    error("convTranspose2d", *args, code=code, **kw)
error("convTranspose1d", T(1, 3, 4), T(3, 2, 3), output_padding=1, code="conv-option")
error("convTranspose3d", T(1, 3, 4, 4, 4), T(3, 2, 3, 3, 3), output_padding=1, code="conv-option")
for c, ck in [([3, 4, 3], {"groups": 2}), ([4, 3, 3], {"groups": 2}), ([3, 4, 3], {"padding": "same", "stride": 2}), ([3, 4, 3], {"groups": 0})]:
    layer_error("Conv2d", c, ck, code="conv-option")
layer_error("Conv2d", [3, 4, 3], {"padding": "foo"}, code="conv-option", sentence="Invalid padding string 'foo', should be one of {'valid', 'same'}")  # a set in Python, in any order
layer_error("ConvTranspose2d", [3, 4, 3], {"padding_mode": "reflect"}, code="conv-option")
layer_error("ConvTranspose2d", [3, 4, 3], inputs=[image, [20, 20]], code="conv-option")
layer_error("ConvTranspose2d", [3, 4, 3], inputs=[image, [20]], code="conv-option")
layer_error("Conv2d", [2, 2, 3], {"padding": 5, "padding_mode": "circular"}, [T(1, 2, 4, 4)], code="pad-size")
layer_error("Conv2d", [2, 2, 3], {"padding": 5, "padding_mode": "reflect"}, [T(1, 2, 4, 4)], code="pad-size")

# ---- pooling ----

function("maxPool1d", T(2, 3, 7), 2)
function("maxPool1d", T(3, 7), 3, 2, 1)
function("maxPool2d", T(2, 2, 4, 6), 2)
function("maxPool2d", T(2, 2, 5, 5), 3, 2, 1)
function("maxPool2d", T(2, 5, 6), [2, 3], [1, 2], [1, 0], 2)
function("maxPool2d", T(1, 2, 5, 5), 2, ceil_mode=True)
function("maxPool2d", T(1, 2, 7, 7), 3, stride=3, padding=1, ceil_mode=True, dilation=2)
function("maxPool2d", T(1, 2, 4, 4), 2, return_indices=True)
function("maxPool2d", T(1, 2, 5, 5), 3, 1, 1, return_indices=True)
function("maxPool2d", T(0, 2, 4, 4), 2)
function("maxPool2d", V([[[1.0, float("nan"), float("-inf"), float("-inf")], [2.0, float("nan"), float("-inf"), float("-inf")]]], g=True), 2, return_indices=True)
function("maxPool2d", V([[[1.0, 1.0, 2.0, 3.0], [1.0, 1.0, 3.0, 2.0]]], g=True), 2, return_indices=True)
function("maxPool2d", T(1, 2, 4, 4, d=D), 2)
function("maxPool3d", T(1, 2, 4, 4, 3), 2)
function("maxPool3d", T(2, 3, 4, 4), [2, 3, 2], 1, [1, 1, 0], return_indices=True)
function("avgPool1d", T(2, 3, 7), 2)
function("avgPool1d", T(3, 7), 3, 2, 1, True, False)
function("avgPool2d", T(2, 2, 4, 6), 2)
function("avgPool2d", T(2, 2, 5, 5), 3, 2, 1)
function("avgPool2d", T(2, 5, 5), [2, 3], 1, [1, 1], count_include_pad=False)
function("avgPool2d", T(1, 2, 5, 5), 2, ceil_mode=True)
function("avgPool2d", T(1, 2, 5, 6), 3, 2, 1, ceil_mode=True, divisor_override=4)
function("avgPool2d", T(1, 2, 5, 6), 3, 2, 1, True, True)
function("avgPool2d", T(1, 2, 4, 4, d=D), 2, divisor_override=3)
function("avgPool2d", T(0, 2, 4, 4), 2)
function("avgPool3d", T(1, 2, 4, 4, 3), 2)
function("avgPool3d", T(2, 3, 4, 4), [2, 3, 2], 2, [1, 1, 0], True, False)
function("adaptiveAvgPool1d", T(2, 3, 7), 3)
function("adaptiveAvgPool1d", T(3, 7), 1)
function("adaptiveAvgPool2d", T(2, 2, 5, 7), 1)
function("adaptiveAvgPool2d", T(2, 2, 5, 7), [2, 3])
function("adaptiveAvgPool2d", T(2, 5, 7), [None, 10])
function("adaptiveAvgPool3d", T(1, 2, 3, 4, 5), 2)
function("adaptiveAvgPool3d", T(2, 3, 4, 5), 1)
function("adaptiveMaxPool1d", T(2, 3, 7), 3)
function("adaptiveMaxPool2d", T(2, 2, 5, 7), [2, 3], return_indices=True)
function("adaptiveMaxPool2d", T(2, 5, 7), [None, 1])
function("adaptiveMaxPool3d", T(1, 2, 3, 4, 5), 2, True)
function("lpPool1d", T(2, 3, 7, r=(0.1, 2)), 2, 2)
function("lpPool1d", T(3, 7, r=(0.1, 2)), 3.0, 3, 2, True)
function("lpPool2d", T(2, 2, 5, 5, r=(0.1, 2)), 1.5, [2, 3])
function("lpPool2d", T(2, 2, 4, 4), 2, 2, stride=1)
function("maxUnpool1d", T(1, 2, 3), V([[[0, 3, 5], [1, 2, 4]]], d="int64"), 2)
function("maxUnpool2d", T(1, 1, 2, 2), V([[[[0, 3], [9, 15]]]], d="int64"), 2)
function("maxUnpool2d", T(1, 2, 2), V([[[0, 3], [9, 23]]], d="int64"), 2, output_size=[5, 5])
function("maxUnpool2d", T(1, 2, 2), V([[[0, 3], [3, 8]]], d="int64"), 3, 2, 1)
function("maxUnpool3d", T(1, 1, 1, 2, 2), V([[[[[0, 3], [9, 31]]]]], d="int64"), 2)

for d in (1, 2, 3):
    x = T(1, 2, *[6, 5, 4][:d])
    layer("MaxPool%dd" % d, [2], inputs=[x])
    layer("MaxPool%dd" % d, [3, 2, 1, 1, True, True], inputs=[x])
    layer("AvgPool%dd" % d, [2], inputs=[x])
    layer("AvgPool%dd" % d, [3, 2], {"padding": 1, "ceil_mode": True, "count_include_pad": False}, [x])
    layer("AdaptiveAvgPool%dd" % d, [2], inputs=[x])
    layer("AdaptiveMaxPool%dd" % d, [2], inputs=[x])
    layer("AdaptiveMaxPool%dd" % d, [3], {"return_indices": True}, [x])
layer("MaxPool2d", [[2, 3]], {"padding": [0, 1], "dilation": 1, "ceil_mode": True}, [T(1, 4, 6)])
layer("AvgPool2d", [[2, 1], 1, [1, 0], True, False, 3], inputs=[T(1, 4, 6)])
layer("AdaptiveAvgPool2d", [[None, 2]], inputs=[T(1, 4, 6)])
layer("LPPool1d", [2.5, 3, 2, True], inputs=[T(1, 2, 6, r=(0.1, 2))])
layer("LPPool2d", [2, 3], inputs=[T(1, 5, 6, r=(0.1, 2))])
layer("MaxUnpool1d", [2], inputs=[T(1, 2, 3), V([[[0, 3, 5], [1, 2, 4]]], d="int64")])
layer("MaxUnpool2d", [2], inputs=[T(1, 1, 2, 2), V([[[[0, 3], [9, 15]]]], d="int64")])
layer("MaxUnpool2d", [3, 2, 1], inputs=[T(1, 1, 2, 2), V([[[[0, 3], [9, 15]]]], d="int64"), [4, 4]])
layer("MaxUnpool3d", [2, 2], inputs=[T(1, 1, 1, 2, 2), V([[[[[0, 3], [9, 31]]]]], d="int64")])

small = T(1, 1, 4, 4)
for args, kw, code in [
    ([small, 5], {}, "pool-shape"), ([small, 2], {"padding": 2}, "pool-option"), ([small, 0], {}, "pool-option"), ([small, 2], {"stride": 0}, "pool-option"), ([small, 2], {"dilation": 0}, "pool-option"),
    ([small, 2], {"padding": -1}, "pool-option"), ([T(4, 4), 2], {}, "pool-shape"), ([T(1, 0, 4, 4), 2], {}, "pool-shape"), ([small, [2, 2, 2]], {}, "pool-option"), ([small, 2, [1, 1, 1]], {}, "pool-option"),
    ([V([[[[1, 2]]]], d="int64"), 1], {}, "float-only"),
]:
    error("maxPool2d", *args, code=code, **kw)
error("maxPool1d", T(1, 1, 4), 5, code="pool-shape")
error("maxPool1d", T(1, 1, 1, 4), 2, code="pool-shape")
error("maxPool3d", T(1, 1, 4, 4), 5, code="pool-shape")
error("maxPool3d", T(4, 4), 5, code="pool-shape")
error("avgPool2d", small, 5, code="pool-shape")
error("avgPool2d", small, 2, padding=2, code="pool-option")
error("avgPool2d", small, 2, divisor_override=0, code="pool-option")
error("avgPool2d", small, [2, 2, 2], code="pool-option")
error("adaptiveAvgPool2d", T(4, 4), 2, code="pool-shape")
error("adaptiveAvgPool2d", small, [2], code="pool-option")
error("adaptiveAvgPool2d", small, -1, code="pool-option")
error("adaptiveAvgPool2d", T(1, 1, 0, 4), 2, code="pool-shape")
error("adaptiveAvgPool1d", T(4), 2, code="pool-shape")
error("adaptiveMaxPool2d", T(4, 4), 2, code="pool-shape")
error("adaptiveMaxPool2d", T(1, 1, 0, 4), 2, code="pool-shape")
at = V([[[[0, 3], [9, 15]]]], d="int64")
error("maxUnpool2d", T(1, 1, 2, 2), V([[[[0, 3], [9, 100]]]], d="int64"), 2, code="index-range")
error("maxUnpool2d", T(1, 1, 2, 1), at, 2, code="pool-shape")
error("maxUnpool2d", T(1, 1, 2, 2), T(1, 1, 2, 2), 2, code="index-dtype")
error("maxUnpool2d", T(1, 1, 2, 2), at, 2, output_size=[9, 9], code="pool-option")
error("maxUnpool2d", T(2, 2), V([[0, 1], [2, 3]], d="int64"), 2, code="pool-shape")

write("nn_spatial")
for cases in (nn_base.functions, nn_base.layers, nn_base.errors):
    cases.clear()

# ---- norms ----

mean, var = V([0.25, -0.5, 1.0]), V([1.5, 0.5, 2.0])
function("batchNorm", T(4, 3), None, None, T(3, q=7), T(3, q=8), True)
function("batchNorm", T(2, 3, 2, 2), None, None, training=True)
function("batchNorm", T(2, 3, 2, 2), mean, var, T(3, q=7), T(3, q=8))
function("batchNorm", T(2, 3, 2), mean, var, None, None, False, 0.1, 0.01)
function("batchNorm", T(2, 3, 2), mean, var, T(3, q=7), None, True, 0.3)
function("batchNorm", T(4, 3, d=D, r=(100, 101)), None, None, None, T(3, d=D), True, 0.1, 1e-3)
function("groupNorm", T(2, 4, 3), 2)
function("groupNorm", T(2, 6, 2, 2), 3, T(6, q=7), T(6, q=8))
function("groupNorm", T(2, 4), 2, T(4, q=7), T(4, q=8), 0.1)
function("groupNorm", T(1, 4, 3, d=D), 4)
function("instanceNorm", T(2, 3, 4))
function("instanceNorm", T(2, 3, 2, 3), weight=T(3, q=7), bias=T(3, q=8))
function("instanceNorm", T(2, 3, 4), mean, var, use_input_stats=False)
function("instanceNorm", T(2, 3, 4), mean, var, T(3, q=7), T(3, q=8), True, 0.3, 0.01)
function("localResponseNorm", T(2, 5, 3), 3)
function("localResponseNorm", T(2, 5, 2, 2), 2, 0.5, 0.6, 2.0)
function("localResponseNorm", T(1, 4, 2, 1, 2), 4, alpha=0.3)

for n, x in [("1d", T(4, 3)), ("1d", T(2, 3, 2)), ("2d", T(2, 3, 2, 2)), ("3d", T(2, 3, 1, 2, 2))]:
    layer("BatchNorm" + n, [3], inputs=[x])
    layer("BatchNorm" + n, [3], inputs=[x], eval=True)
layer("BatchNorm2d", [3, 0.01, None], inputs=[T(2, 3, 2, 2)])
layer("BatchNorm2d", [3], {"affine": False, "momentum": 0.3}, [T(2, 3, 2, 2)])
layer("BatchNorm2d", [3], {"track_running_stats": False}, [T(2, 3, 2, 2)], eval=True)
for n, x in [("1d", T(2, 3, 4)), ("1d", T(3, 4)), ("2d", T(2, 3, 2, 2)), ("3d", T(2, 3, 1, 2, 2))]:
    layer("InstanceNorm" + n, [3], inputs=[x])
    layer("InstanceNorm" + n, [3], {"affine": True, "track_running_stats": True}, [x])
    layer("InstanceNorm" + n, [3], {"affine": True, "track_running_stats": True}, [x], eval=True)
layer("GroupNorm", [2, 4], inputs=[T(2, 4, 3)])
layer("GroupNorm", [2, 4], {"affine": False, "eps": 0.01}, [T(2, 4, 2, 2)])
layer("LocalResponseNorm", [3], inputs=[T(2, 5, 3)])
layer("LocalResponseNorm", [2, 0.5, 0.5, 2.0], inputs=[T(2, 5, 2, 2)])

layer_error("BatchNorm2d", [3], inputs=[T(2, 3, 4)], code="norm-shape")
layer_error("BatchNorm1d", [3], inputs=[T(3)], code="norm-shape")
layer_error("BatchNorm1d", [3], inputs=[T(1, 3)], code="norm-single")
layer_error("BatchNorm2d", [3], inputs=[T(2, 4, 2, 2)], code="norm-shape")
layer_error("BatchNorm2d", [3], inputs=[V([[[[1]]] * 3] * 2, d="int64")], code="float-only")
layer_error("InstanceNorm2d", [3], inputs=[T(4, 4)], code="norm-shape")
layer_error("InstanceNorm1d", [3], inputs=[T(2, 3, 1)], code="norm-single")
layer_error("InstanceNorm2d", [3], {"affine": True}, [T(2, 4, 4, 4)], code="norm-shape")
layer_error("GroupNorm", [3, 4], code="norm-option")
error("batchNorm", T(2, 3), None, None, code="norm-shape")
error("batchNorm", T(2, 3), V([0.0] * 4), var, code="norm-shape")
error("batchNorm", T(2, 3), mean, var, T(4), code="norm-shape")
error("groupNorm", T(2, 4, 3), 3, code="norm-shape")
error("groupNorm", T(1, 4, 1), 4, code="norm-single")
error("groupNorm", T(2, 4, 3), 2, T(3), code="norm-shape")
error("instanceNorm", T(2, 4, 3), use_input_stats=False, code="norm-shape")
error("localResponseNorm", T(2, 4), 2, code="norm-shape")

# ---- padding ----

function("pad", T(2, 3), [1, 2])
function("pad", T(2, 3), [1, 0, 2, -1], "constant", 1.5)
function("pad", T(2, 3, 2), [-1, 1], value=-2.0)
function("pad", T(2), [0, 0])
function("pad", V(3.0, g=True), [])
function("pad", V([[1, 2], [3, 4]], d="int64"), [1, 1], value=7)
function("pad", T(0, 2), [1, 1, 1, 0], value=1.0)
for mode in ("reflect", "replicate", "circular"):
    function("pad", T(2, 3, 4), [2, 1], mode)
    function("pad", T(1, 2, 3, 4), [3, 0, 1, 2], mode=mode)
    function("pad", T(1, 1, 2, 3, 3), [1, 2, 0, 1, 1, 1], mode)
    function("pad", T(1, 2, 4, 4, d=D), [-1, 2, 1, -2], mode)
function("pad", T(2, 4), [2, 1], "reflect")
function("pad", T(2, 3, 2), [4, 1, 0, 3], "replicate")
for n, x in [("1d", T(2, 3, 4)), ("2d", T(1, 2, 3, 4)), ("3d", T(1, 1, 3, 3, 4))]:
    pairs = int(n[0]) * 2
    layer("ConstantPad" + n, [1, 2.5], inputs=[x])
    layer("ConstantPad" + n, [list(range(pairs)), 3], inputs=[x])
    for kind in ("Reflection", "Replication"):
        layer(kind + "Pad" + n, [2], inputs=[x])
        layer(kind + "Pad" + n, [[1, 0, 2, 1, 0, 2][:pairs]], inputs=[x])
layer("ZeroPad2d", [1], inputs=[T(1, 2, 2)])
layer("ZeroPad2d", [[1, -1, 0, 2]], inputs=[T(1, 2, 2)])
for args, code in [
    ([T(2, 3), [1, 2, 3]], "pad-size"), ([T(2, 3), [1, 2, 0, 0, 1, 1]], "pad-size"), ([T(2, 3), [1, 1], "foo"], "pad-mode"), ([T(3), [1, 1], "reflect"], "pad-mode"), ([T(2, 2, 3), [3, 1], "reflect"], "pad-size"),
    ([T(2, 3, 4, 4), [4, 1, 1, 1], "reflect"], "pad-size"), ([T(2, 3, 4, 4), [1, 1, 5, 1], "reflect"], "pad-size"), ([T(2, 3, 4, 4), [1, 1], "reflect"], "pad-mode"), ([T(2, 3, 4, 4, 4), [1, 1, 1, 1, 1, 4], "reflect"], "pad-size"),
    ([T(2, 3, 4, 4), [-2, -3, 1, 1], "replicate"], "pad-size"), ([T(3, 4, 4), [1, 1, 1, 1], "circular"], "pad-size"), ([T(2, 3, 4, 4), [5, 1, 1, 1], "circular"], "pad-size"),
    ([T(2, 3, 4, 4), [1, 1, 1, 1], "reflect", 1.0], "pad-mode"), ([T(2, 0, 4), [1, 1], "reflect"], "pad-size"), ([V([[[1, 2]]], d="int64"), [1, 1], "reflect"], "float-only"),
]:
    error("pad", *args, code=code)

# ---- resizing and rearranging ----

shapes = {"linear": (1, 2, 4), "bilinear": (1, 2, 3, 4), "bicubic": (1, 1, 4, 5), "trilinear": (1, 1, 2, 3, 2)}
for mode, shape in shapes.items():
    spatial = len(shape) - 2
    for align in (False, True):
        function("interpolate", T(*shape), scale_factor=2, mode=mode, align_corners=align)
        function("interpolate", T(*shape), [2, 7, 3][:spatial], None, mode, align)
    function("interpolate", T(*shape), scale_factor=1.7, mode=mode)
    function("interpolate", T(*shape), scale_factor=1.7, mode=mode, recompute_scale_factor=True)
    function("interpolate", T(*shape, d=D), scale_factor=0.6, mode=mode)
    function("interpolate", T(*shape), 1, mode=mode, align_corners=True)
for shape in [(1, 2, 5), (1, 2, 4, 3), (1, 1, 2, 3, 2)]:
    for mode in ("nearest", "nearest-exact", "area"):
        function("interpolate", T(*shape), scale_factor=2, mode=mode)
        function("interpolate", T(*shape), [3, 4, 5][: len(shape) - 2], mode=mode)
        function("interpolate", T(*shape), scale_factor=1.6, mode=mode)
function("interpolate", T(1, 1, 6, 7), [3, 2], mode="bilinear", antialias=True)
function("interpolate", T(1, 1, 6, 7), scale_factor=0.4, mode="bicubic", antialias=True)
function("interpolate", T(0, 1, 2, 2), scale_factor=2)
function("interpolate", V([[[[1, 2]]]], d="uint8"), scale_factor=2)
layer("Upsample", ck={"scale_factor": 2}, inputs=[T(1, 1, 2, 3)])
layer("Upsample", [[2, 3], None, "bilinear", True], inputs=[T(1, 1, 3, 3)])
layer("Upsample", ck={"scale_factor": [2.0, 1.5], "mode": "bicubic"}, inputs=[T(1, 1, 4, 4)])
layer("UpsamplingNearest2d", ck={"scale_factor": 2}, inputs=[T(1, 1, 2, 3)])
layer("UpsamplingBilinear2d", [4], inputs=[T(1, 1, 2, 3)])
line, plane = T(1, 2, 4), T(1, 2, 4, 4)
for args, kw in [
    ([line], {"size": 3, "scale_factor": 2}), ([line], {}), ([plane, [3]], {}), ([plane], {"scale_factor": [2]}), ([plane], {"scale_factor": 2, "mode": "linear"}), ([line], {"scale_factor": 2, "mode": "bilinear"}),
    ([line], {"scale_factor": 2, "mode": "trilinear"}), ([line], {"scale_factor": 2, "mode": "foo"}), ([line], {"scale_factor": 2, "mode": "bicubic"}), ([line], {"scale_factor": 2, "align_corners": True}),
    ([T(2, 4)], {"scale_factor": 2}), ([line], {"size": 0}), ([line], {"scale_factor": 0.1}), ([plane], {"scale_factor": 2, "antialias": True}), ([plane], {"size": 2, "recompute_scale_factor": True}), ([T(1, 2, 0, 4)], {"scale_factor": 2}),
]:
    error("interpolate", *args, code="interpolate-option", **kw)
error("interpolate", V([[[1, 2]]], d="int64"), 2, code="float-only")

function("pixelShuffle", T(2, 8, 2, 3), 2)
function("pixelShuffle", T(9, 2, 1), 3)
function("pixelUnshuffle", T(2, 2, 4, 6), 2)
function("pixelUnshuffle", T(1, 3, 3), 3)
function("channelShuffle", T(1, 6, 2, 2, g=False), 3)
function("channelShuffle", T(2, 4, 3, g=False), 2)
function("unfold", T(1, 2, 4, 4), 2)
function("unfold", T(2, 4, 5), [2, 3], 1, [1, 0], 2)
function("unfold", T(1, 1, 5, 5, d=D), 2, dilation=2, padding=1, stride=[1, 2])
function("fold", T(1, 8, 9), [4, 4], 2)
function("fold", T(12, 6), [4, 5], [2, 3], 1, [1, 0], 2)
layer("PixelShuffle", [2], inputs=[T(1, 4, 2, 2)])
layer("PixelUnshuffle", [2], inputs=[T(1, 1, 2, 4)])
layer("ChannelShuffle", [2], inputs=[T(1, 4, 2, g=False)])
layer("Fold", [[4, 5], 2], inputs=[T(1, 4, 12)])
layer("Unfold", [2], {"padding": [1, 2], "stride": 2}, [T(1, 1, 3, 3)])
error("pixelShuffle", T(1, 6, 2, 2), 2, code="shuffle")
error("pixelShuffle", T(2, 2), 2, code="shuffle")
error("pixelShuffle", T(4, 2, 2), 0, code="shuffle")
error("pixelUnshuffle", T(1, 2, 3, 4), 2, code="shuffle")
error("pixelUnshuffle", T(1, 2, 4, 3), 2, code="shuffle")
error("channelShuffle", T(1, 4, 2, 2), 3, code="shuffle")
error("channelShuffle", T(1, 4), 2, code="shuffle")
error("channelShuffle", T(1, 4, 3), 0, code="shuffle")
for kw in [{"kernel_size": 5}, {"kernel_size": 0}, {"kernel_size": 2, "stride": 0}, {"kernel_size": 2, "dilation": 0}, {"kernel_size": 2, "padding": -1}]:
    error("unfold", plane, kw.pop("kernel_size"), code="fold-option", **kw)
error("fold", T(1, 7, 9), [4, 4], 2, code="fold-option")
error("fold", T(1, 8, 8), [4, 4], 2, code="fold-option")
error("fold", T(1, 8, 8, 1), [4, 4], 2, code="fold-option")

# ---- dropout ----

for name, x in [("dropout1d", T(2, 3, 4)), ("dropout1d", T(3, 4)), ("dropout2d", T(2, 3, 2, 2)), ("dropout2d", T(4, 3, 2)), ("dropout2d", T(4, 3)), ("dropout3d", T(2, 3, 1, 2, 2)), ("dropout3d", T(4, 1, 2, 2)), ("dropout3d", T(4, 3, 2))]:
    function(name, x, seed=1)
    function(name, x, 0.3, training=True, seed=2)
for name in ("alphaDropout", "featureAlphaDropout"):
    function(name, T(3, 4, 2), 0.4, training=True, seed=3)
    function(name, T(3, 4, d=D), training=True, seed=4)
    function(name, T(3, 4), seed=4)
    function(name, T(3, 4), 1.0, training=True, seed=4)
function("dropout2d", T(2, 3, 2, 2), 0.5, False, seed=4)
for n, x in [("1d", T(2, 3, 4)), ("2d", T(2, 3, 2, 2)), ("3d", T(2, 3, 1, 2, 2))]:
    layer("Dropout" + n, inputs=[x], training_seed=5)
    layer("Dropout" + n, [0.2], {"inplace": True}, inputs=[T(*x["t"], g=False)], training_seed=5)
    layer("Dropout" + n, [0.2], inputs=[x], eval=True)
for name in ("AlphaDropout", "FeatureAlphaDropout"):
    layer(name, [0.3], inputs=[T(3, 4, 2)], training_seed=6)
    layer(name, [0.3], {"inplace": True}, inputs=[T(3, 4, 2, g=False)], training_seed=6)
    layer(name, inputs=[T(3, 4)], eval=True)
error("dropout1d", T(4), code="dropout-dims")
error("dropout2d", T(2, 2, 2, 2), 2, code="random-probability")
layer_error("Dropout2d", [-1], code="random-probability")
error("featureAlphaDropout", T(4), training=True, code="dropout-dims")

write("nn_spatial_layers")
