"""What nn_functional.py, nn_sequence.py and nn_utils.py share: cases that PyTorch runs here and test/nn/cases.ts runs there.

A function's case is `function("hardtanh", T(3, 4), -1.5, 0.5, inplace=False)`: positional arguments, and keyword
arguments, which become the options object. A layer's is `layer("GRU", [3, 4], {"bias": False}, [T(5, 3)])`: arguments of
the constructor, then those of forward. `error(...)` expects a sentence. Tensors are specs: T by the formula that both
sides know, L labels, V values.
"""
import base64
import json
import os
import re
import struct
import warnings

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
warnings.simplefilter("ignore")


class Spec(dict):
    pass


def T(*shape, q=None, r=(-2, 2), d="float32", g=True):
    """Drawn from the interval r by the formula with seed q (default: the argument's number)."""
    return Spec(t=list(shape), q=q, r=list(r), d=d, g=g and d.startswith("float"))


def L(*shape, c, q=0):
    return Spec(l=list(shape), c=c, q=q)


def V(values, d="float32", g=False):
    t = torch.tensor(values, dtype=getattr(torch, d))
    return Spec(v=[number(v) if isinstance(v, float) else v for v in t.reshape(-1).tolist()], s=list(t.shape), d=d, g=g)


def formula(n, seed, lo, hi):
    return [lo + ((i * 7919 + seed * 3571 + 1234) % 10007) / 10007 * (hi - lo) for i in range(n)]


def count(shape):
    n = 1
    for s in shape:
        n *= s
    return n


def make(a, i):
    if isinstance(a, Spec):
        if "l" in a:
            return torch.tensor([(j * 7 + a["q"] * 3 + 1) % a["c"] for j in range(count(a["l"]))], dtype=torch.int64).reshape(a["l"])
        if "t" in a:
            if a["q"] is None:
                a["q"] = i + 1
            x = torch.tensor(formula(count(a["t"]), a["q"], *a["r"]), dtype=torch.float64).reshape(a["t"]).to(getattr(torch, a["d"]))
        else:
            x = torch.tensor([float(v) if isinstance(v, str) else v for v in a["v"]], dtype=getattr(torch, a["d"])).reshape(a["s"])
        return x.requires_grad_() if a["g"] else x
    if isinstance(a, (list, tuple)):
        made = [make(v, i * 10 + j) for j, v in enumerate(a)]
        return made if any(isinstance(v, Spec) for v in a) and isinstance(a, list) else tuple(made)
    return a


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), name)


def camel(name):
    return re.sub(r"(?<!^)_([a-z0-9])", lambda m: m.group(1).upper(), name)


def number(v):
    return ("nan" if v != v else "inf" if v > 0 else "-inf") if v != v or abs(v) == float("inf") else float("%.9g" % v)


def values(t):
    t = t.detach()
    return [int(v) for v in t.reshape(-1).tolist()] if not t.is_floating_point() else [number(v) for v in t.reshape(-1).tolist()]


def exact(t):
    """Bit for bit."""
    t = t.detach()
    return base64.b64encode(struct.pack("<%d%s" % (t.numel(), "d" if t.dtype == torch.float64 else "f"), *t.reshape(-1).tolist())).decode()


def flat(x):
    """All tensors of a result, in order."""
    if torch.is_tensor(x):
        return [x]
    if isinstance(x, (list, tuple)):
        return [t for v in x for t in flat(v)]
    return []


def result(t):
    return {"s": list(t.shape), "d": str(t.dtype)[6:], "v": values(t)}


def backward(outs):
    """The gradient of the sum of all outputs, each element weighted by the formula."""
    outs = [o for o in outs if o.is_floating_point() and o.requires_grad]
    if outs:
        sum((o.double() * torch.tensor(formula(o.numel(), 5, 0.5, 1.5), dtype=torch.float64).reshape(o.shape)).sum() for o in outs).backward()
    return len(outs) > 0


def leaves(args):
    out = []
    for a in args:
        if torch.is_tensor(a):
            out.append(a)
        elif isinstance(a, (list, tuple)):
            out += leaves(a)
        elif isinstance(a, dict):
            out += leaves(a.values())
    return out


functions, layers, errors = [], [], []


def lookup(name):
    for place in [F, torch, nn.utils, nn.utils.rnn, nn.init]:
        if hasattr(place, snake(name)):
            return getattr(place, snake(name))
    return getattr(F, name)


def function(name, *args, seed=None, inplace_of=None, call=None, **kw):
    made = [make(a, i) for i, a in enumerate(args)]
    options = {k: make(v, 20 + i) for i, (k, v) in enumerate(kw.items())}
    if seed is not None:
        torch.manual_seed(seed)
    out = flat((call or lookup(name))(*made, **options))
    case = {"n": name, "a": list(args), "o": {camel(k): v for k, v in kw.items()}, "r": [result(t) for t in out], "f": out[0].grad_fn.name() if out[0].grad_fn else ""}
    if seed is not None:
        case["seed"] = seed
        case["next"] = number(torch.rand(1).item())
    if backward(out):
        case["g"] = [None if t.grad is None else values(t.grad) for t in leaves([made, options])]
    functions.append(case)


def layer(name, c=(), ck=None, inputs=(), seed=0, eval=False, params=True, note=None, training_seed=None, grads=True, tweak=None):
    ck = ck or {}
    torch.manual_seed(seed)
    m = getattr(nn, name)(*[make(a, 40 + i) for i, a in enumerate(c)], **{k: make(v, 50 + i) for i, (k, v) in enumerate(ck.items())})
    case = {"n": name, "c": list(c), "ck": {camel(k): v for k, v in ck.items()}, "seed": seed, "repr": str(m), "keys": list(m.state_dict()), "next": number(torch.rand(1).item())}
    if params:
        case["p"] = {k: exact(v) for k, v in m.state_dict().items()}
    if eval:
        m.eval()
        case["eval"] = True
    made = [make(a, i) for i, a in enumerate(inputs)]
    if made:
        if training_seed is not None:
            torch.manual_seed(training_seed)
            case["run"] = training_seed
        options = made.pop() if isinstance(made[-1], dict) else {}
        options = {k: make(v, 60 + i) for i, (k, v) in enumerate(options.items())}
        out = flat(m(*made, **options))
        case["in"] = [a if not isinstance(a, dict) or isinstance(a, Spec) else {"k": {camel(k): v for k, v in a.items()}} for a in inputs]
        case["r"] = [result(t) for t in out]
        if grads and backward(out):
            case["g"] = [None if t.grad is None else values(t.grad) for t in leaves([made, options])]
            case["pg"] = {k: None if p.grad is None else values(p.grad) for k, p in m.named_parameters()}
    if note:
        case["note"] = note
    layers.append(case)


def error(name, *args, code=None, call=None, **kw):
    """What PyTorch says to these arguments; `code` is ours."""
    made, options = [make(a, i) for i, a in enumerate(args)], {k: make(v, 20 + i) for i, (k, v) in enumerate(kw.items())}
    try:
        (call or lookup(name))(*made, **options)
    except Exception as e:  # the text is what is wanted, whatever the class
        errors.append({"n": name, "a": list(args), "o": {camel(k): v for k, v in kw.items()}, "e": str(e), "code": code})
        return
    raise AssertionError("no error from " + name)


def layer_error(name, c=(), ck=None, inputs=(), code=None, sentence=None):
    try:
        m = getattr(nn, name)(*c, **(ck or {}))
        m(*[make(a, i) for i, a in enumerate(inputs)])
    except Exception as e:
        errors.append({"n": name, "c": list(c), "ck": {camel(k): v for k, v in (ck or {}).items()}, "in": list(inputs), "e": sentence or str(e), "code": code})
        return
    raise AssertionError("no error from " + name)


def write(name, **more):
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), name + ".json")
    with open(path, "w") as f:
        json.dump({"functions": functions, "layers": layers, "errors": errors, **more}, f, separators=(",", ":"), allow_nan=False)
        f.write("\n")
    print(name, len(functions), "functions,", len(layers), "layers,", len(errors), "errors,", os.path.getsize(path), "bytes")
