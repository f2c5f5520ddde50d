"""Writes the files in test/golden/pt/ with real PyTorch: cd test/golden && python3 pt.py

The files without a prefix were written by PyTorch 1.13, those called torch2_* by 2.13 (python3 pt.py torch2_), which
writes a few of them.

Files of torch.save in its zip and legacy formats, for the tests of reading. Run it from this folder: the legacy format
stores the source of a model's class together with the path it was found under.
"""
import collections
import os
import sys

import torch

prefix = sys.argv[1] if len(sys.argv) > 1 else ""
of_newer = {"model", "state_dict", "optimizer", "shared", "legacy_model", "modules/layers", "modules/spatial", "modules/forward"}
__file__ = "pt.py"
os.makedirs("pt/modules", exist_ok=True)


class Scale(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = torch.nn.Parameter(torch.tensor([1.5, -2.0]))
        self.register_buffer("steps", torch.tensor(7))

    def forward(self, x):
        return x * self.weight


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.l1 = torch.nn.Linear(3, 2)
        self.scale = Scale()

    def forward(self, x):
        return self.scale(torch.relu(self.l1(x)))


def save(name, value, **options):
    if prefix == "" or name in of_newer:
        folder, base = os.path.split(name)
        torch.save(value, os.path.join("pt", folder, prefix + base + ".pt"), **options)


class Mixed(torch.nn.Module):
    """One of most things that a module can have."""

    def __init__(self):
        super().__init__()
        self.body = torch.nn.Sequential(torch.nn.Linear(4, 6), torch.nn.Tanh(), torch.nn.Dropout(0.25), torch.nn.Linear(6, 6, bias=False))
        self.heads = torch.nn.ModuleDict({"b": torch.nn.Linear(6, 2), "a": torch.nn.Linear(6, 2)})
        self.again = self.body[3]
        self.none = None
        self.register_parameter("no_parameter", None)
        self.register_buffer("mean", torch.tensor([1.0, 2.0]))
        self.register_buffer("scratch", torch.tensor([3.0]), persistent=False)
        self.scale = torch.nn.Parameter(torch.tensor([2.0, 3.0]), requires_grad=False)
        self.act = torch.nn.functional.relu
        self.sizes = (4, 6, 2)
        self.config = {"name": "mixed", "lr": 0.1, "deep": [1, [2.5, None]]}
        self.add_module("10", torch.nn.ReLU())
        self.add_module("9", torch.nn.ELU(0.5))

    def forward(self, x):
        x = self.act(self.again(self.body(x)))
        return (self.heads["a"](x) + self.heads["b"](x) - self.mean) * self.scale


def layers():
    nn = torch.nn
    return {
        "Identity": nn.Identity(), "Linear": nn.Linear(3, 2), "Flatten": nn.Flatten(0, 1), "Unflatten": nn.Unflatten(1, (2, 3)),
        "Dropout": nn.Dropout(0.2, inplace=True), "ModuleDict": nn.ModuleDict({"z": nn.Tanh(), "a": nn.Tanh()}),
        "ModuleList": nn.ModuleList([nn.Tanh(), nn.Sigmoid()]), "Sequential": nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU()),
        "ELU": nn.ELU(0.5), "GELU": nn.GELU(approximate="tanh"), "LeakyReLU": nn.LeakyReLU(0.2), "LogSigmoid": nn.LogSigmoid(),
        "LogSoftmax": nn.LogSoftmax(1), "ReLU": nn.ReLU(inplace=True), "Sigmoid": nn.Sigmoid(), "SiLU": nn.SiLU(), "Softmax": nn.Softmax(),
        "Softplus": nn.Softplus(2.0, 10.0), "Tanh": nn.Tanh(), "BCELoss": nn.BCELoss(), "BCEWithLogitsLoss": nn.BCEWithLogitsLoss(pos_weight=torch.tensor([2.0])),
        "CrossEntropyLoss": nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]), ignore_index=5, label_smoothing=0.1), "HuberLoss": nn.HuberLoss(delta=2.0),
        "L1Loss": nn.L1Loss(reduction="sum"), "MSELoss": nn.MSELoss(), "NLLLoss": nn.NLLLoss(ignore_index=3), "SmoothL1Loss": nn.SmoothL1Loss(beta=0.5),
        # activations
        "CELU": nn.CELU(0.5), "GLU": nn.GLU(0), "Hardshrink": nn.Hardshrink(0.25), "Hardsigmoid": nn.Hardsigmoid(), "Hardswish": nn.Hardswish(inplace=True), "Hardtanh": nn.Hardtanh(-2.5, 3.5),
        "Mish": nn.Mish(), "PReLU": nn.PReLU(3, 0.5), "ReLU6": nn.ReLU6(), "RReLU": nn.RReLU(0.1, 0.5), "SELU": nn.SELU(), "Softmax2d": nn.Softmax2d(), "Softmin": nn.Softmin(1),
        "Softshrink": nn.Softshrink(0.25), "Softsign": nn.Softsign(), "Tanhshrink": nn.Tanhshrink(), "Threshold": nn.Threshold(0.5, 20.5),
        # losses and distances
        "CosineEmbeddingLoss": nn.CosineEmbeddingLoss(0.5), "CTCLoss": nn.CTCLoss(blank=2, zero_infinity=True), "GaussianNLLLoss": nn.GaussianNLLLoss(full=True), "HingeEmbeddingLoss": nn.HingeEmbeddingLoss(),
        "KLDivLoss": nn.KLDivLoss(reduction="batchmean", log_target=True), "MarginRankingLoss": nn.MarginRankingLoss(), "MultiLabelMarginLoss": nn.MultiLabelMarginLoss(),
        "MultiLabelSoftMarginLoss": nn.MultiLabelSoftMarginLoss(weight=torch.tensor([1.0, 2.0])), "MultiMarginLoss": nn.MultiMarginLoss(p=2), "PoissonNLLLoss": nn.PoissonNLLLoss(log_input=False),
        "SoftMarginLoss": nn.SoftMarginLoss(), "TripletMarginLoss": nn.TripletMarginLoss(swap=True), "TripletMarginWithDistanceLoss": nn.TripletMarginWithDistanceLoss(),
        "PairwiseDistance": nn.PairwiseDistance(1.0, keepdim=True), "CosineSimilarity": nn.CosineSimilarity(0), "Bilinear": nn.Bilinear(2, 3, 4),
        # sequences
        "Embedding": nn.Embedding(3, 2, padding_idx=1, max_norm=2.0), "EmbeddingBag": nn.EmbeddingBag(3, 2, mode="sum", include_last_offset=True), "LayerNorm": nn.LayerNorm([2, 3], eps=1e-3),
        "RNN": nn.RNN(2, 3, nonlinearity="relu", bidirectional=True), "LSTM": nn.LSTM(2, 3, 2, proj_size=2, dropout=0.25, batch_first=True), "GRU": nn.GRU(2, 3, bias=False),
        "RNNCell": nn.RNNCell(2, 3), "LSTMCell": nn.LSTMCell(2, 3, bias=False), "GRUCell": nn.GRUCell(2, 3),
        "MultiheadAttention": nn.MultiheadAttention(4, 2, kdim=3, add_bias_kv=True), "NonDynamicallyQuantizableLinear": nn.MultiheadAttention(2, 1).out_proj,
        "TransformerEncoderLayer": nn.TransformerEncoderLayer(4, 2, 3, activation="gelu"), "TransformerDecoderLayer": nn.TransformerDecoderLayer(4, 2, 3, norm_first=True),
        "TransformerEncoder": nn.TransformerEncoder(nn.TransformerEncoderLayer(2, 1, 2, batch_first=True, activation=nn.Tanh()), 1), "TransformerDecoder": nn.TransformerDecoder(nn.TransformerDecoderLayer(2, 1, 2), 1, nn.LayerNorm(2)),
        "Transformer": nn.Transformer(2, 1, 1, 1, 2),
        "ParameterList": nn.ParameterList([torch.ones(2), torch.zeros(1)]), "ParameterDict": nn.ParameterDict({"z": torch.ones(2), "9": torch.zeros(1)}),
    }


def spatial():
    """The layers over lines, pictures and volumes."""
    nn = torch.nn
    out = {}
    for d in (1, 2, 3):
        for m in (
            getattr(nn, "Conv%dd" % d)(2, 4, 3, padding="same") if d == 1 else getattr(nn, "Conv%dd" % d)(2, 4, 3, 2, 1, groups=2, bias=False, padding_mode="circular"),
            getattr(nn, "ConvTranspose%dd" % d)(2, 3, 3, 2, output_padding=1), getattr(nn, "MaxPool%dd" % d)((2,) * d, 1, return_indices=True), getattr(nn, "MaxUnpool%dd" % d)(2),
            getattr(nn, "AvgPool%dd" % d)(3, padding=1, count_include_pad=False), getattr(nn, "AdaptiveAvgPool%dd" % d)((None,) * (d - 1) + (3,)), getattr(nn, "AdaptiveMaxPool%dd" % d)(2),
            getattr(nn, "ConstantPad%dd" % d)(1, 2.5), getattr(nn, "ReflectionPad%dd" % d)(1), getattr(nn, "ReplicationPad%dd" % d)(2),
            getattr(nn, "BatchNorm%dd" % d)(3, momentum=None if d == 1 else 0.2), getattr(nn, "InstanceNorm%dd" % d)(3, affine=d == 2, track_running_stats=d == 3), getattr(nn, "Dropout%dd" % d)(0.25),
        ):
            out[type(m).__name__] = m
    more = [
        nn.LPPool1d(2.5, 3), nn.LPPool2d(2, (2, 3), 1, True), nn.ZeroPad2d(1), nn.GroupNorm(2, 4, affine=False), nn.LocalResponseNorm(2, k=2.0), nn.Upsample((4, 5), mode="bilinear", align_corners=False),
        nn.UpsamplingNearest2d(scale_factor=2), nn.UpsamplingBilinear2d(3), nn.PixelShuffle(2), nn.PixelUnshuffle(2), nn.ChannelShuffle(2), nn.Fold((4, 5), 2), nn.Unfold((2, 3), stride=2), nn.AlphaDropout(0.25), nn.FeatureAlphaDropout(0.25),
    ]
    if prefix != "":  # what PyTorch 1.13 lacks
        more += [nn.RMSNorm(3), nn.ZeroPad1d(1), nn.ZeroPad3d(1), nn.CircularPad1d(1), nn.CircularPad2d(1), nn.CircularPad3d(1)]
    out.update({type(m).__name__: m for m in more})
    return out


def rare():
    """Layers that came later."""
    nn = torch.nn
    return {type(m).__name__: m for m in [nn.FractionalMaxPool2d(2, (3, 4), return_indices=True), nn.FractionalMaxPool3d((2, 1, 2), output_ratio=0.5), nn.AdaptiveLogSoftmaxWithLoss(8, 10, [3, 6], 2.0, True)]}


nested = {
    "ints": [0, 255, 256, 65535, 65536, -1, 2**31 - 1, 2**31, -2**31, -2**31 - 1, 2**53 - 1, 2**53, 2**70, -2**70],
    "floats": [1.0, -0.0, 0.1, float("inf"), float("nan")],
    "none": None,
    "bools": (True, False),
    "text": "h\u00e9 \u4f60 \U0001f600",
    "lone": "\ud800",
    "bytes": b"\x00\x7f\x80\xff",
    "no bytes": b"",
    "bytearray": bytearray(b"ab"),
    "complex": 1 - 2j,
    "tuples": ((), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)),
    "set": {1, 2},
    "frozenset": frozenset(["x"]),
    "empty": [[], {}, set()],
    1: "int key",
    (1, "a"): "tuple key",
    "ordered": collections.OrderedDict([("b", 1), ("a", 2)]),
    "__proto__": "harmless",
    "long": list(range(1001)),
}
shared_list = [1]
nested["same"] = [shared_list, shared_list]
cycle = []
cycle.append((cycle,))
nested["cycle"] = cycle

torch.manual_seed(0)
net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
net(torch.ones(1, 3)).sum().backward()
optimizer.step()
base = torch.arange(12, dtype=torch.float32)
dtypes = [
    torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8,
    torch.uint8, torch.bool,
]

save("tensor", torch.arange(3))
save("state_dict", net.state_dict())
save("model", net)
save("optimizer", optimizer.state_dict())
save("nested", nested)
save("nested_protocol4", nested, pickle_protocol=4)
save("shared", {"a": base.view(3, 4), "b": base[4:8], "t": base.view(3, 4).t(), "scalar": torch.tensor(2.5)})
save("dtypes", {str(d): torch.tensor([0, 1, 2]).to(d) for d in dtypes})
save("empty", [torch.zeros(0), torch.zeros(2, 0, 3)])
save("many", [torch.tensor([i]) for i in range(12)])
save("legacy", {"tensor": base.view(3, 4), "part": base[4:8], "ints": torch.arange(3), "nested": [1, 1.0, "x"]},
     _use_new_zipfile_serialization=False)
save("legacy_model", Scale(), _use_new_zipfile_serialization=False)
torch.manual_seed(1)
mixed = Mixed().eval()
data = torch.randn(3, 4)
save("modules/layers", layers())
save("modules/spatial", spatial())
save("modules/rare", rare())
save("modules/forward", {"model": mixed, "input": data, "output": mixed(data).detach(), "keys": list(mixed.state_dict())})
