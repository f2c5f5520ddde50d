# Activations over their own input: what PyTorch computes, its gradients, the name of the gradient function, and what it refuses.
import json, os
import warnings
import torch, torch.nn as nn, torch.nn.functional as F

warnings.simplefilter("ignore")

calls = [  # function, arguments by place; layer, arguments by place
    ("relu", [], "ReLU", []), ("leaky_relu", [0.2], "LeakyReLU", [0.2]), ("leaky_relu", [-0.2], "LeakyReLU", [-0.2]),
    ("elu", [0.7], "ELU", [0.7]), ("elu", [-0.7], "ELU", [-0.7]), ("celu", [1.3], "CELU", [1.3]), ("selu", [], "SELU", []),
    ("hardtanh", [-1.0, 1.0], "Hardtanh", [-1.0, 1.0]), ("relu6", [], "ReLU6", []), ("silu", [], "SiLU", []), ("mish", [], "Mish", []),
    ("hardswish", [], "Hardswish", []), ("hardsigmoid", [], "Hardsigmoid", []), ("threshold", [0.1, 20.0], "Threshold", [0.1, 20.0]),
    ("rrelu", [0.1, 0.3, False], "RReLU", [0.1, 0.3]), ("rrelu", [0.1, 0.3, True], None, None),
    ("dropout", [0.5, True], "Dropout", [0.5]), # The layers AlphaDropout and FeatureAlphaDropout forget their flag in PyTorch.
    ("alpha_dropout", [0.5, True], None, None), ("feature_alpha_dropout", [0.5, True], None, None),
    ("dropout1d", [0.5, True], "Dropout1d", [0.5]), ("dropout2d", [0.5, True], "Dropout2d", [0.5]), ("dropout3d", [0.5, True], "Dropout3d", [0.5]),
]
before = {"linear": lambda w: w * 2, "exp": lambda w: w.exp(), "leaf": lambda w: w, "view": lambda w: (w * 2).reshape(-1).reshape(w.shape), "half": lambda w: (w * 2)[:, :2]}

def short(t): return [float(f"{v:.8g}") for v in t.detach().flatten().tolist()]

def run(f, kind):
    shape = (2, 3, 2, 2, 2)
    w = (torch.arange(48.0).reshape(shape) / 12.5 - 2).requires_grad_()
    torch.manual_seed(3)
    try:
        x = before[kind](w)
        y = f(x)
        same = y.data_ptr() == x.data_ptr()
        (y * y * torch.arange(1.0, y.numel() + 1).reshape(y.shape)).sum().backward()
        return {"value": short(y), "gradient": short(w.grad), "name": y.grad_fn.name(), "same": same}
    except RuntimeError as e:
        return {"error": str(e).split("\n")[0][:60]}

cases = []
for name, args, layer, layer_args in calls:
    for kind in before:
        cases.append({"f": name, "args": args, "before": kind, **run(lambda x: getattr(F, name)(x, *args, inplace=True), kind)})
        for more in [[True], []] if layer else []:
            module = getattr(nn, layer)(*layer_args, *more)
            if layer == "RReLU": module.eval()
            cases.append({"layer": layer, "args": [*layer_args, *more], "before": kind, **run(module, kind)})
with open(os.path.join(os.path.dirname(__file__), "nn_inplace.json"), "w") as out:
    json.dump({"torch": torch.__version__, "cases": cases}, out)
