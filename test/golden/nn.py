"""Writes nn.json: what PyTorch's layers, losses and initializations give, for test/nn/. Run: python3 nn.py"""
import json
import os
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
warnings.simplefilter("ignore")


def data(shape, seed=0, lo=-2.0, hi=2.0, dtype=torch.float32):
    """The formula that the tests know too."""
    n = 1
    for s in shape:
        n *= s
    v = [lo + ((i * 7919 + seed * 3571 + 1234) % 10007) / 10007 * (hi - lo) for i in range(n)]
    return torch.tensor(v, dtype=torch.float64).reshape(shape).to(dtype)


def labels(shape, classes, seed=0):
    n = 1
    for s in shape:
        n *= s
    return torch.tensor([(i * 7 + seed * 3 + 1) % classes for i in range(n)], dtype=torch.int64).reshape(shape)


def flat(t):
    """Nine digits tell every float32 apart, seventeen every float64 (and show the 16-bit ones exactly)."""
    digits = "%.9g" if t.dtype == torch.float32 else "%.17g"
    return [float(digits % v) if v == v and abs(v) != float("inf") else str(v) for v in t.detach().to(torch.float64).reshape(-1).tolist()]


def message(f):
    try:
        f()
    except Exception as e:  # the text is what is wanted, whatever the class
        return e.args[0] if isinstance(e, KeyError) else str(e)
    raise AssertionError("no error")


out = {}

# ---- first values ----

linear = []
for seed, i, o, kw in [(0, 10, 1, {}), (1, 10, 1, {}), (42, 3, 5, {"bias": False}), (7, 20, 16, {}), (3, 4, 2, {"dtype": torch.float64}), (9, 1, 1, {})]:
    torch.manual_seed(seed)
    m = nn.Linear(i, o, **kw)
    linear.append({"seed": seed, "in": i, "out": o, "bias": kw.get("bias", True), "dtype": str(m.weight.dtype)[6:], "weight": flat(m.weight),
                   "biasValues": None if m.bias is None else flat(m.bias), "next": flat(torch.rand(1))[0]})
out["linear"] = linear

init = []
for name, shape, args in [
    ("uniform_", (3, 4), []), ("uniform_", (3, 4), [-0.3, 0.7]), ("normal_", (3, 4), []), ("normal_", (5, 5), [1.0, 0.5]), ("constant_", (2, 3), [0.3]),
    ("ones_", (4,), []), ("zeros_", (4,), []), ("eye_", (3, 4), []), ("xavier_uniform_", (3, 5), []), ("xavier_uniform_", (3, 5), [1.7]),
    ("xavier_normal_", (4, 6), []), ("kaiming_uniform_", (4, 5), []), ("kaiming_uniform_", (4, 5), [0.2, "fan_out", "leaky_relu"]),
    ("kaiming_uniform_", (4, 2, 3), [0, "fan_in", "relu"]), ("kaiming_normal_", (4, 5), []), ("kaiming_normal_", (4, 5), [0, "fan_out", "tanh"]),
    ("trunc_normal_", (4, 5), []), ("trunc_normal_", (4, 5), [1.0, 2.0, -1.0, 4.0]), ("orthogonal_", (4, 4), []), ("orthogonal_", (3, 6), [2.0]), ("orthogonal_", (6, 2, 2), []),
]:
    torch.manual_seed(11)
    t = torch.empty(shape).fill_(0)
    getattr(nn.init, name)(t, *args)
    init.append({"name": name, "shape": list(shape), "args": args, "values": flat(t), "next": flat(torch.rand(1))[0]})
out["init"] = init

dropout = []
for seed, p, shape, dt, transposed in [(0, 0.5, (4, 5), "float32", False), (1, 0.3, (20,), "float32", False), (2, 0.9, (3, 4), "float64", False), (3, 0.5, (3, 4), "float32", True),
                                       (4, 1.0, (4,), "float32", False), (5, 0.0, (4,), "float32", False), (6, 0.25, (2, 3, 4), "bfloat16", False)]:
    torch.manual_seed(seed)
    x = data(shape, dtype=getattr(torch, dt))
    y = nn.Dropout(p)(x.t() if transposed else x)
    dropout.append({"seed": seed, "p": p, "shape": list(shape), "dtype": dt, "transposed": transposed, "values": flat(y.contiguous()), "next": flat(torch.rand(1))[0]})
out["dropout"] = dropout


# ---- forward and backward ----

def tensor_spec(t):
    return {"shape": list(t.shape), "dtype": str(t.dtype)[6:], "values": t.reshape(-1).tolist() if t.dtype == torch.int64 else flat(t)}


losses = []


def loss(name, x, y, **kw):
    x = x.clone().requires_grad_()
    fn = {"mseLoss": F.mse_loss, "l1Loss": F.l1_loss, "smoothL1Loss": F.smooth_l1_loss, "huberLoss": F.huber_loss, "nllLoss": F.nll_loss, "crossEntropy": F.cross_entropy,
          "binaryCrossEntropy": F.binary_cross_entropy, "binaryCrossEntropyWithLogits": F.binary_cross_entropy_with_logits}[name]
    camel = {"ignore_index": "ignoreIndex", "label_smoothing": "labelSmoothing", "pos_weight": "posWeight"}
    wants = y.is_floating_point() and name not in ("crossEntropy",)
    if wants:
        y = y.clone().requires_grad_()
    r = fn(x, y, **kw)
    weights = data(r.shape, 5, 0.5, 1.5, r.dtype)
    (r * weights).sum().backward()
    losses.append({"name": name, "x": tensor_spec(x), "y": tensor_spec(y), "o": {camel.get(k, k): tensor_spec(v) if torch.is_tensor(v) else v for k, v in kw.items()},
                   "values": flat(r), "shape": list(r.shape), "gradFn": r.grad_fn.name(), "grad": flat(x.grad), "gradY": flat(y.grad) if wants else None})


for reduction in ["mean", "sum", "none"]:
    r = {"reduction": reduction}
    a, b = data((3, 4), 1), data((3, 4), 2)
    for name in ["mseLoss", "l1Loss", "smoothL1Loss", "huberLoss"]:
        loss(name, a, b, **r)
    loss("huberLoss", a, b, delta=0.3, **r)
    loss("smoothL1Loss", a, b, beta=0.4, **r)
    loss("smoothL1Loss", a, b, beta=0.0, **r)
    p, q = data((3, 4), 3, 0.02, 0.98), data((3, 4), 4, 0, 1)
    loss("binaryCrossEntropy", p, q, **r)
    loss("binaryCrossEntropy", p, q, weight=data((4,), 6, 0.5, 2), **r)
    loss("binaryCrossEntropyWithLogits", a, q, **r)
    loss("binaryCrossEntropyWithLogits", a, q, weight=data((4,), 6, 0.5, 2), pos_weight=data((4,), 7, 0.5, 3), **r)
    logits, t, w = data((5, 4), 8), labels((5,), 4), data((4,), 9, 0.5, 2)
    ignored = t.clone()
    ignored[1] = -100
    ignored[3] = 2
    loss("nllLoss", F.log_softmax(logits, 1), t, **r)
    loss("nllLoss", F.log_softmax(logits, 1), ignored, weight=w, **r)
    loss("nllLoss", F.log_softmax(logits[0], 0), t[0], **r)
    loss("crossEntropy", logits, t, **r)
    loss("crossEntropy", logits, ignored, weight=w, **r)
    loss("crossEntropy", logits, t, ignore_index=2, **r)
    loss("crossEntropy", logits[0], t[0], **r)
    loss("crossEntropy", logits, t, label_smoothing=0.2, **r)
    loss("crossEntropy", logits, ignored, weight=w, label_smoothing=0.2, **r)
    loss("crossEntropy", logits, t, ignore_index=2, label_smoothing=0.1, **r)
    probs = torch.softmax(data((5, 4), 10), 1)
    loss("crossEntropy", logits, probs, **r)
    loss("crossEntropy", logits, probs, weight=w, label_smoothing=0.3, **r)
    loss("crossEntropy", data((2, 3, 2, 2), 11), labels((2, 2, 2), 3), **r)
    loss("crossEntropy", data((2, 3, 4), 12), labels((2, 4), 3, 1), weight=data((3,), 9, 0.5, 2), **r)
    loss("crossEntropy", data((2, 3, 2), 13), torch.softmax(data((2, 3, 2), 14), 1), **r)
loss("mseLoss", data((3, 1), 1), data((3,), 2))
loss("mseLoss", data((), 1), data((), 2))
loss("crossEntropy", data((3, 4), 1), torch.tensor([-100, -100, -100]))
loss("crossEntropy", data((3, 4), 1, dtype=torch.float64) * 400, labels((3,), 4))
loss("mseLoss", data((3, 4), 1, dtype=torch.float64), data((3, 4), 2, dtype=torch.float64))
out["losses"] = losses

activations = []
for name, fn, args in [("relu", F.relu, []), ("sigmoid", torch.sigmoid, []), ("tanh", torch.tanh, []), ("softmax", F.softmax, [1]), ("logSoftmax", F.log_softmax, [0]), ("leakyRelu", F.leaky_relu, []),
                       ("leakyRelu", F.leaky_relu, [0.2]), ("elu", F.elu, []), ("elu", F.elu, [0.5]), ("silu", F.silu, []), ("gelu", F.gelu, []), ("gelu", lambda x: F.gelu(x, approximate="tanh"), ["tanh"]),
                       ("softplus", F.softplus, []), ("softplus", F.softplus, [2, 3]), ("logSigmoid", F.logsigmoid, []), ("normalize", F.normalize, [])]:
    x = data((3, 4), 21, -4, 4).requires_grad_()
    y = fn(x, *args) if args != ["tanh"] else fn(x)
    (y * data((3, 4), 5, 0.5, 1.5)).sum().backward()
    activations.append({"name": name, "args": args, "values": flat(y), "gradFn": y.grad_fn.name(), "grad": flat(x.grad)})
out["activations"] = activations

# A classifier in training: every loss, and the weights in the end.
torch.manual_seed(5)
model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Dropout(0.25), nn.Linear(8, 3))
x, y = data((12, 6), 31), labels((12,), 3)
history = []
for _ in range(30):
    model.zero_grad()
    total = F.cross_entropy(model(x), y)
    total.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= 0.3 * p.grad
    history.append(flat(total)[0])
model.eval()
out["training"] = {"losses": history, "outputs": flat(model(x)), "state": {k: flat(v) for k, v in model.state_dict().items()}}


# ---- text ----

class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.act = nn.GELU()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([Block(), Block()])
        self.heads = nn.ModuleDict({"b": nn.Linear(4, 2), "a": nn.Linear(4, 3, bias=False)})
        self.scale = nn.Parameter(torch.ones(2))
        self.register_buffer("mean", torch.zeros(3))
        self.register_buffer("hidden", torch.zeros(1), persistent=False)
        self.out = nn.Sequential()


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(2, 2)
        self.b = self.a
        self.c = nn.Linear(2, 2)
        self.c.weight = self.a.weight


net, tied = Net(), Tied()
out["print"] = {name: str(m) for name, m in {
    "linear": nn.Linear(10, 1), "noBias": nn.Linear(3, 2, bias=False), "identity": nn.Identity(), "flatten": nn.Flatten(), "flatten02": nn.Flatten(0, 2), "unflatten": nn.Unflatten(1, (2, 5)),
    "relu": nn.ReLU(), "reluInplace": nn.ReLU(inplace=True), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh(), "softmax": nn.Softmax(dim=1), "softmaxNone": nn.Softmax(), "logSoftmax": nn.LogSoftmax(1),
    "dropout": nn.Dropout(), "dropoutInplace": nn.Dropout(0.25, inplace=True), "leaky": nn.LeakyReLU(), "leakyInplace": nn.LeakyReLU(0.2, inplace=True), "gelu": nn.GELU(), "geluTanh": nn.GELU(approximate="tanh"),
    "silu": nn.SiLU(), "elu": nn.ELU(), "softplus": nn.Softplus(), "logSigmoid": nn.LogSigmoid(), "mse": nn.MSELoss(), "l1": nn.L1Loss(), "ce": nn.CrossEntropyLoss(weight=torch.ones(3)), "nll": nn.NLLLoss(),
    "bce": nn.BCELoss(), "bceLogits": nn.BCEWithLogitsLoss(), "huber": nn.HuberLoss(), "smoothL1": nn.SmoothL1Loss(), "emptySequential": nn.Sequential(), "list": nn.ModuleList([nn.Linear(1, 1)]),
    "sequential": nn.Sequential(nn.Linear(10, 4), nn.Sequential(nn.ReLU(), nn.Dropout()), nn.Linear(4, 1)), "net": net, "tied": tied}.items()}
torch.manual_seed(0)
out["printParameter"] = str(nn.Parameter(torch.randn(2, 3)))

out["names"] = {
    "stateDict": list(net.state_dict()), "metadata": {k: v["version"] for k, v in net.state_dict()._metadata.items()}, "prefixed": list(net.heads.state_dict(prefix="p.")),
    "prefixedMetadata": list(net.heads.state_dict(prefix="p.")._metadata),
    "parameters": [k for k, _ in net.named_parameters()], "buffers": [k for k, _ in net.named_buffers()], "modules": [k for k, _ in net.named_modules()],
    "tiedStateDict": list(tied.state_dict()), "tiedParameters": [k for k, _ in tied.named_parameters()], "tiedModules": [k for k, _ in tied.named_modules()], "tiedChildren": [k for k, _ in tied.named_children()],
    "posWeight": list(nn.BCEWithLogitsLoss(weight=torch.ones(1), pos_weight=torch.ones(1)).state_dict()),
}


def without(*keys, **more):
    d = net.state_dict()
    for k in keys:
        del d[k]
    d.update({k.replace("__", "."): v for k, v in more.items()})
    return d


Z = torch.zeros
out["load"] = {
    "missing": message(lambda: net.load_state_dict(without("blocks.0.fc.weight", "mean"))),
    "unexpected": message(lambda: net.load_state_dict(without(foo=Z(1), blocks__0__fc__x=Z(1), blocks__7__y=Z(1), heads__z=Z(1)))),
    "size": message(lambda: net.load_state_dict(without(scale=Z(3), heads__b__bias=Z(2, 1)))),
    "all": message(lambda: net.load_state_dict(without("mean", "heads.a.weight", scale=Z(3), bar=Z(1)))),
    "sizeNotStrict": message(lambda: net.load_state_dict(without("mean", scale=Z(3), bar=Z(1)), strict=False)),
}
result = net.load_state_dict(without("mean", bar=Z(1)), strict=False)
out["loadNotStrict"] = {"missing": result.missing_keys, "unexpected": result.unexpected_keys}

x, t = data((4, 3)), labels((4,), 3)
lin = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
out["errors"] = {
    "shape": message(lambda: lin(Z(4, 8))), "dtype": message(lambda: lin(Z(4, 3, dtype=torch.int64))), "forward": message(lambda: Net()(x)), "listForward": message(lambda: nn.ModuleList()(x)),
    "floatLabels": message(lambda: F.cross_entropy(x, t.float())), "intLabels": message(lambda: F.cross_entropy(x, t.int())), "range": message(lambda: F.cross_entropy(x, torch.tensor([0, 1, 3, 0]))),
    "negative": message(lambda: F.cross_entropy(x, torch.tensor([0, 1, -3, 0]))), "batch": message(lambda: F.cross_entropy(x, torch.tensor([0, 1, 0]))),
    "column": message(lambda: F.cross_entropy(x, Z(4, 1, dtype=torch.int64))), "intProbabilities": message(lambda: F.cross_entropy(x, Z(4, 3, dtype=torch.int64))),
    "reduction": message(lambda: F.mse_loss(x, x, reduction="foo")), "weight": message(lambda: F.cross_entropy(x, t, weight=torch.ones(2))), "smoothing": message(lambda: F.cross_entropy(x, t, label_smoothing=2)),
    "probability": message(lambda: F.binary_cross_entropy(x, x)), "bceShape": message(lambda: F.binary_cross_entropy(Z(4, 3), Z(3))), "logitsShape": message(lambda: F.binary_cross_entropy_with_logits(x, Z(3))),
    "mseShape": message(lambda: F.mse_loss(x, Z(5, 2))), "huber": message(lambda: F.huber_loss(x, x, delta=0)), "smoothL1": message(lambda: F.smooth_l1_loss(x, x, beta=-1)), "dropout": message(lambda: nn.Dropout(2)),
    "submodule": message(lambda: lin.get_submodule("0.foo")), "notModule": message(lambda: lin.get_submodule("0.weight")), "notParameter": message(lambda: lin.get_parameter("0")), "notBuffer": message(lambda: lin.get_buffer("0.weight")),
    "index": message(lambda: lin[3]), "parameterDot": message(lambda: lin.register_parameter("a.b", None)), "parameterEmpty": message(lambda: lin.register_parameter("", None)),
    "taken": message(lambda: lin.register_parameter("training", None)), "parameterType": message(lambda: lin.register_parameter("a", Z(3))), "bufferDot": message(lambda: lin.register_buffer("a.b", Z(3))),
    "bufferTaken": message(lambda: lin.register_buffer("training", Z(3))), "moduleDot": message(lambda: lin.add_module("a.b", nn.ReLU())), "moduleEmpty": message(lambda: lin.add_module("", nn.ReLU())),
    "dictTaken": message(lambda: nn.ModuleDict({"keys": nn.ReLU()})), "toInt": message(lambda: lin.to(torch.int64)), "trainMode": message(lambda: lin.train(3)), "intParameter": message(lambda: nn.Parameter(t)),
    "fan": message(lambda: nn.init.xavier_uniform_(Z(3))), "mode": message(lambda: nn.init.kaiming_uniform_(Z(3, 3), mode="foo")), "gain": message(lambda: nn.init.calculate_gain("foo")), "eye": message(lambda: nn.init.eye_(Z(3))),
    "orthogonal": message(lambda: nn.init.orthogonal_(Z(3))), "oneHot": message(lambda: F.one_hot(torch.tensor([0, 3]), 2)), "oneHotNegative": message(lambda: F.one_hot(torch.tensor([0, -3]))), "oneHotFloat": message(lambda: F.one_hot(Z(2))),
}
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    F.mse_loss(Z(4, 1), Z(4))
    F.softmax(x)
out["warnings"] = [str(w.message) for w in caught]

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "nn.json"), "w") as f:
    json.dump(out, f, separators=(",", ":"), allow_nan=False)
    f.write("\n")
