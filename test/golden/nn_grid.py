"""Writes nn_grid.json: sampling at places, grids, convTbc, pooling with indices, as PyTorch computes them. Run: python3 nn_grid.py"""
import torch

from nn_base import L, T, V, error, function, layer, layer_error, write

D = "float64"
nan = float("nan")

# ---- grid_sample ----

for i, mode in enumerate(["bilinear", "nearest", "bicubic"]):
    for j, padding in enumerate(["zeros", "border", "reflection"]):
        for align in [True, False]:
            function("gridSample", T(2, 2, 3, 4, q=3 * i + j), T(2, 2, 3, 2, q=7, r=(-1.6, 1.7)), mode=mode, padding_mode=padding, align_corners=align)
            if mode != "bicubic":
                function("gridSample", T(1, 2, 2, 3, 3, q=j), T(1, 2, 2, 2, 3, q=9, r=(-2.5, 2.4)), mode, padding, align)
for mode in ["bilinear", "nearest", "bicubic"]:
    # exactly on elements, between them, on the edges and outside
    places = [[-1, -1], [1, 1], [0, 0], [-0.5, 0.5], [0.25, -0.75], [1.25, 0], [0, -1.75], [-3, 3], [0.5, 0.5]]
    for padding in ["zeros", "border", "reflection"]:
        function("gridSample", T(1, 1, 4, 4), V([[places]]), mode=mode, padding_mode=padding, align_corners=padding == "border")
function("gridSample", T(1, 2, 3, 3, d=D), T(1, 2, 2, 2, d=D, r=(-1, 1)), align_corners=False)
function("gridSample", T(1, 1, 1, 4), T(1, 1, 3, 2, r=(-1.5, 1.5)), "bilinear", "reflection", True)
function("gridSample", T(1, 1, 1, 1), T(1, 2, 2, 2, r=(-1.5, 1.5)), "bicubic", "reflection", False)
function("gridSample", T(0, 2, 3, 3), T(0, 2, 2, 2), align_corners=False)
function("gridSample", T(1, 0, 3, 3), T(1, 2, 2, 2), align_corners=False)
function("gridSample", T(1, 2, 3, 3), T(1, 0, 2, 2), align_corners=False)
function("gridSample", V([[[[1.0, nan], [2.0, 3.0]]]]), V([[[[-0.5, -0.5], [0.5, 0.5], [0.0, 0.0]]]]), align_corners=False)

x, g = T(1, 2, 3, 3), T(1, 2, 2, 2)
for args, kw in [
    ([x, T(1, 2, 2, 3)], {}), ([x, T(2, 2, 2, 2)], {}), ([T(1, 1, 2), T(1, 2, 2)], {}), ([x, T(1, 2, 2)], {}), ([T(1, 1, 0, 2), g], {}), ([T(1, 1, 2, 2, 2, 2), T(1, 2, 2, 2, 2, 4)], {}),
    ([T(1, 1, 2, 2, 2), T(1, 2, 2, 2, 3)], {"mode": "bicubic"}), ([x, g], {"mode": "linear"}), ([x, g], {"padding_mode": "edge"}),
]:
    error("gridSample", *args, code="grid-sample", align_corners=False, **kw)
error("gridSample", x, T(1, 2, 2, 2, d=D), code="matmul-dtype", align_corners=False)
error("gridSample", L(1, 1, 2, 2, c=3), T(1, 2, 2, 2), code="float-only", align_corners=False)
error("gridSample", L(1, 1, 2, 2, 2, c=3), L(1, 2, 2, 2, 3, c=3), code="float-only", align_corners=False)

# ---- affine_grid ----

for align in [True, False]:
    function("affineGrid", T(2, 2, 3), [2, 1, 3, 4], align_corners=align)
    function("affineGrid", T(1, 3, 4, d=D), [1, 2, 2, 3, 2], align)
    function("affineGrid", T(1, 2, 3), [1, 1, 1, 2], align_corners=align)
theta = T(1, 2, 3)
for args in [(L(1, 2, 3, c=3), [1, 1, 2, 2]), (T(1, 2, 2), [1, 1, 2, 2]), (T(2, 3), [1, 1, 2, 2]), (theta, [1, 1, 2, 2, 2]), (theta, [1, 1, 2]), (theta, [1, 1, 0, 2])]:
    error("affineGrid", *args, code="grid-sample", call=lambda theta, size, **k: torch.nn.functional.affine_grid(theta, list(size), **k), align_corners=False)
error("affineGrid", theta, [2, 1, 2, 2], code="matmul-shapes", align_corners=False)

# ---- convolution over time ----

function("convTbc", T(5, 2, 3), T(3, 3, 4), T(4))
function("convTbc", T(5, 2, 3), T(2, 3, 4), T(4), 2)
function("convTbc", T(3, 1, 2, d=D), T(3, 2, 1, d=D), T(1, d=D), pad=1)
for args in [(T(5, 2), T(3, 3, 4), T(4)), (T(5, 2, 3), T(3, 3), T(4)), (T(5, 2, 3), T(3, 3, 4), T(4, 1)), (T(5, 2, 3), T(3, 2, 4), T(4)), (T(5, 2, 3), T(3, 3, 4), T(5)), (T(1, 2, 3), T(3, 3, 4), T(4))]:
    error("convTbc", *args, 0, code="conv-shape")

# ---- pooling that says where ----

function("maxPool1dWithIndices", T(2, 2, 7), 3, 2)
function("maxPool2dWithIndices", T(1, 2, 5, 4), 2, padding=1, ceil_mode=True)
function("maxPool3dWithIndices", T(1, 1, 3, 4, 4), 2, 1)
function("adaptiveMaxPool1dWithIndices", T(1, 2, 7), 3)
function("adaptiveMaxPool2dWithIndices", T(1, 2, 5, 4), [2, 3])
function("adaptiveMaxPool3dWithIndices", T(1, 1, 3, 4, 4), 2)

# ---- weights that pass channels on ----

for shape, groups in [((3, 2, 3), 1), ((4, 2, 3, 2), 2), ((2, 2, 1, 2, 3), 1), ((6, 1, 3), 3)]:
    function("dirac_", T(*shape, g=False), groups)
for shape, groups, code in [((3,), 1, "init-dims"), ((2, 2), 1, "init-dims"), ((1, 1, 1, 1, 1, 1), 1, "init-dims"), ((3, 2, 3), 2, "init-option")]:
    error("dirac_", T(*shape, g=False), groups, code=code)

# ---- what recurrent layers are made of ----

layer("RNNBase", ["LSTM", 2, 3], {"num_layers": 2, "proj_size": 1})
write("nn_grid")
