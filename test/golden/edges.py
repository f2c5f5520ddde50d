"""Writes edges.json: where numbers are special, large, or few. Run: python3 edges.py

"cases" are as calls_base.py describes them, "functions" as nn_base.py. "twice" are functions of one tensor with the first and second
derivative; each value is computed in a tensor of many equal ones, since PyTorch's vectors and single numbers differ at NaN.
"""
import torch
import torch.nn.functional as F

import calls_base
import nn_base
from calls_base import bad, case, spec
from nn_base import T, V, function
from ops_base import encode_all, snake

NAN, INF = float("nan"), float("inf")
twice = []


def both(name, *args, v=(NAN, INF, -INF, 0.0, 1.0, -1.0, 6.0, -6.0, 30.0, -200.0)):
    module = torch.special if hasattr(torch.special, name) else F
    xs = torch.tensor(v, dtype=torch.float64).repeat_interleave(16).requires_grad_()
    y = getattr(module, snake(name))(xs, *args)
    (g,) = torch.autograd.grad(y.sum(), xs, create_graph=True)
    (gg,) = torch.autograd.grad(g.sum(), xs)
    twice.append({"n": name, "a": list(args), "v": encode_all(xs[::16].detach()), "y": encode_all(y[::16].detach()), "g": encode_all(g[::16].detach()), "gg": encode_all(gg[::16])})


for name, args in [("elu", ()), ("elu", (0.5,)), ("celu", (2.0,)), ("selu", ()), ("softplus", ()), ("softplus", (2, 5)), ("i0", ()), ("i1", ()), ("i1e", ())]:
    both(name, *args)

# The Hessian of the determinant, also of singular matrices.
hessians = []
for a in ([[1, 2, 3], [2, 4, 6], [1, 0, 1]], [[2, 1, 0], [1, 3, 1], [0, 1, 4]], [[1, 2], [2, 4]], [[1, 2, 3], [2, 4, 6], [3, 6, 9]]):
    A = torch.tensor(a, dtype=torch.float64)
    hessians.append({"A": a, "h": [round(x, 6) + 0.0 for x in torch.autograd.functional.hessian(torch.linalg.det, A).reshape(-1).tolist()]})

# Variances are computed in double precision.
for v in ([1e20, -1e20, 3e20], [1e-30, 2e-30], [60000, -60000, 30000], [1e19, -1e19, 3e19, 2e19]):
    for d in ("float32", "bfloat16"):
        for name in ("std", "var", "stdMean"):
            case(name, [spec(len(v), d=d, v=v)], grad=d == "float32" and max(v) < 1e20)

# Sequences of whole numbers between fractions; halves.
for d in ("int64", "int32", "uint8"):
    for a in ((0.5, 5.5, 1.5), (2.7, -3.4, -1.2), (0.9, 10, 2.9), (-2.5, 2.5, 1), (5.9, 0.1, -1), (0.1, 3.9)):
        case("arange", [], *a, k={"dtype": {"d": d}})
    bad("arange", [], 0, 5, 0.5, k={"dtype": {"d": d}})
    for a in ((0.5, 5.2, 5), (0.9, 10.9, 7), (1.9, 1.9, 1), (10, 0, 7), (2.5, 2.9, 3)):
        case("linspace", [], *a, k={"dtype": {"d": d}})
    for a in ((0.5, 2.5, 5, 2.0), (0, 2.9, 5, 3.0), (1.5, 1.5, 1, 10.0)):
        case("logspace", [], *a, k={"dtype": {"d": d}})
case("linspace", [], -3.7, 4.6, 6, k={"dtype": {"d": "int32"}})
bad("linspace", [], -3.7, 4.6, 6, k={"dtype": {"d": "uint8"}})
case("linspace", [], -5, 5, 4, k={"dtype": {"d": "uint8"}})
for name in ("arange", "linspace", "logspace"):
    bad(name, [], 0, 4, 3, k={"dtype": {"d": "bool"}})
bad("logspace", [], 0, 4, 3, k={"dtype": {"d": "float16"}})
for d in ("float16", "bfloat16"):
    for a in ((0, 1, 7), (0.1, 3.3, 9), (-5.3, 7.7, 12), (3, -3, 10), (0, 1, 20)):
        case("linspace", [], *a, k={"dtype": {"d": d}})

case("nextafter", [spec(8, d="bfloat16", v=[1, -1, 0, 3.3895e38, INF, 0.25, 1e-38, NAN]), spec(8, d="bfloat16", v=[2, 5, 1, INF, 0, 0.25, 0, 1])], grad=False)

# Complex numbers that are moved and added: [1 + 2i, 3 + 4i, …], and gradients for weights 0, 1, 2, …
def pairs(x):
    return encode_all(torch.view_as_real(x.detach()))


moved = []
for n, padding, shape in (("reflect", [1, 2], [1, 2, 4]), ("replicate", [1, 2], [2, 4]), ("replicate", [1, 2, 0, 1], [1, 1, 2, 4]), ("circular", [1, 2], [1, 2, 4])):
    z = torch.view_as_complex(torch.arange(1.0, 17.0).reshape(*shape, 2)).requires_grad_()
    out = F.pad(z, padding, mode=n)
    (torch.view_as_real(out) * torch.arange(2.0 * out.numel()).reshape(*out.shape, 2)).sum().backward()
    moved.append({"n": n, "p": padding, "s": shape, "o": list(out.shape), "r": pairs(out), "g": pairs(z.grad)})
scattered = []
for reduce in ("sum", "mean"):
    for own in (True, False):
        x, src = (torch.view_as_complex(torch.arange(float(a), a + 2 * n).reshape(n, 2)) for a, n in ((1, 3), (7, 4)))
        scattered.append({"n": reduce, "own": own, "r": pairs(x.scatter_reduce(0, torch.tensor([0, 1, 0, 1]), src, reduce, include_self=own))})

# Complex matrices.
for d in ("complex64", "complex128"):
    case("linalg.svdvals", [spec(3, 4, d=d)])
    case("linalg.svdvals", [spec(2, 3, 2, d=d)])
    case("linalg.cond", [spec(3, 3, d=d)])
    case("linalg.vecdot", [spec(2, 3, d=d), spec(3, d=d)])
case("linalg.svdvals", [spec(0, 3, d="complex64")], grad=False)

for eps in (0, 1):
    function("pairwiseDistance", V([[1, 2], [3, 4]], "int64"), V([[1, 0], [5, 4]], "int64"), eps=eps)
for weight in (None, V([2.0, 3.0])):
    function("batchNorm", V([]), None, None, weight, None, True)
function("pdist", T(1, 3))
i = T(1, 2, 2, 2)
function("upsampleNearest", i, [3, 4])
function("upsampleBilinear", i, scale_factor=2)
function("upsample", i, None, 2, "bilinear", False)

nn_base.write("edges", torch=torch.__version__, cases=calls_base.cases, twice=twice, hessians=hessians, moved=moved, scattered=scattered)
