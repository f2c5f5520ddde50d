"""What the op goldens share: inputs by a formula, steps run in PyTorch, results as compact JSON.

A case is a small program in JSON that both languages run:

    {"n": "add", "i": {"x": spec, "y": spec}, "s": [["z", "add", "$x", "$y"]], "o": ["z"], "g": ["x", "y"], "r": {…}}

`i` are inputs, `s` steps `[target, name, …arguments]`, `o` the variables to compare, `g` the inputs to differentiate
with respect to (of the sum of all outputs times weights). Arguments: "$x" is a variable, {"k": {…}} keyword arguments,
{"sl": [a, b, c]} a slice, {"big": "1"} an int64 beyond 2^53, ["…"] a list. `e` is the sentence of an expected error.
"""
import json
import math
import os
import re

import torch

torch.set_num_threads(1)

DTYPES = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]


def dtype(name):
    return getattr(torch, name)


def name_of(d):
    return str(d).replace("torch.", "")


def snake(name):
    return re.sub(r"([A-Z])", lambda m: "_" + m.group(1).lower(), re.sub(r"^atleast", "atleast_", name))


def spec(*shape, d="float32", lo=-2, hi=2, l="c", v=None, g=False, seed=None):
    """An input: drawn from [lo, hi] by the formula in `values`, or the values `v`. l is the layout: see `lay_out`."""
    s = {"s": list(shape)}
    if d != "float32":
        s["d"] = d
    if v is not None:
        s["v"] = [encode(x) for x in v]
        if not shape and len(v) != 1:
            s["s"] = [len(v)]
    elif (lo, hi) != (-2, 2):
        s["r"] = [lo, hi]
    if l != "c":
        s["l"] = l
    if g:
        s["g"] = 1
    if seed is not None:
        s["q"] = seed
    return s


def values(n, seed, d, lo, hi):
    """The shared formula. float16 and bfloat16 get multiples of 1/32, which they hold exactly."""
    out = []
    for i in range(n):
        u = ((i * 7919 + seed * 3571 + 1234) % 10007) / 10007
        if d.startswith("float") and "16" not in d:
            out.append(lo + u * (hi - lo))
        elif "float" in d:
            out.append(math.floor((lo + u * (hi - lo)) * 32) / 32)
        elif d == "bool":
            out.append(u < 0.5)
        else:
            out.append(math.floor(lo + u * (hi - lo + 1)))
    return out


def lay_out(x, l):
    """The same values in another layout: t transposed storage, s every second element, o an offset, e expanded rows."""
    if l == "t":
        order = list(range(x.dim()))[::-1]
        return x.permute(order).contiguous().permute(order)
    if l == "s":
        return torch.stack([x, torch.zeros_like(x)], -1)[..., 0]
    if l == "o":
        return torch.cat([torch.zeros(3, dtype=x.dtype), x.reshape(-1)])[3:].view(x.shape)
    if l == "e":
        return x[:1].expand(x.shape)
    return x.contiguous()


def make(s, position):
    d = s.get("d", "float32")
    n = math.prod(s["s"])
    if "v" in s:
        vals = [decode(v) for v in s["v"]]
    else:
        lo, hi = s.get("r", [-2, 2])
        vals = values(n, s.get("q", position + 1), d, lo, hi)
    x = lay_out(torch.tensor(vals, dtype=dtype(d)).reshape(s["s"]), s.get("l", "c")).detach()
    return x.requires_grad_() if s.get("g") else x


def decode(v):
    if isinstance(v, str):
        return int(v) if re.fullmatch(r"-?\d+", v) else float(v)
    return v


def encode(v):
    if isinstance(v, bool):
        return int(v)
    if isinstance(v, int):
        return v if abs(v) < 2**53 else str(v)
    if math.isnan(v) or math.isinf(v):
        return str(v)
    return int(v) if v == int(v) and abs(v) < 1e15 and not (v == 0 and math.copysign(1, v) < 0) else v


def encode_all(x):
    flat = x.detach().reshape(-1)
    if x.dtype == torch.float64:
        return [encode(float(f"{v:.12g}")) for v in flat.tolist()]
    if x.dtype in (torch.float32, torch.float16, torch.bfloat16):
        return [encode(float(f"{v:.8g}")) for v in flat.tolist()]
    return [encode(v) for v in flat.tolist()]


def result(x, base=None):
    if isinstance(x, torch.Tensor):
        r = {"v": encode_all(x), "s": list(x.shape)}
        if x.dtype != torch.float32:
            r["d"] = name_of(x.dtype)
        if base is not None:
            r["st"] = list(x.stride())
            r["of"] = x.storage_offset()
            r["sh"] = int(x.storage().data_ptr() == base.storage().data_ptr())
        return r
    if isinstance(x, tuple) and hasattr(x, "values") and hasattr(x, "indices"):
        return {"values": result(x.values), "indices": result(x.indices)}
    if isinstance(x, (list, tuple)) and not isinstance(x, torch.Size) and all(isinstance(v, (torch.Tensor, tuple)) for v in x):
        return {"list": [result(v, base) for v in leaves_of(x)]}
    if isinstance(x, (list, tuple)):
        return {"plain": list(x)}
    return {"plain": encode(x) if isinstance(x, (int, float)) and not isinstance(x, bool) else x}


def resolve(a, env):
    if isinstance(a, str) and a.startswith("$"):
        return env[a[1:]]
    if isinstance(a, dict) and "sl" in a:
        return slice(*a["sl"])
    if isinstance(a, dict) and "big" in a:
        return int(a["big"])
    if isinstance(a, dict) and "num" in a:
        return float(a["num"])
    if isinstance(a, list):
        return [resolve(v, env) for v in a]
    return a


def index_of(entries, env):
    out = []
    for e in entries:
        e = resolve(e, env)
        if isinstance(e, str) and e == "...":
            e = Ellipsis
        elif isinstance(e, str):
            e = slice(*[int(p) if p else None for p in e.split(":")])
        out.append(e)
    return tuple(out)


# What has no method, or one of another meaning.
FUNCTIONS = {"eye", "zeros", "ones", "empty", "full", "arange", "linspace", "tensor", "cat", "stack", "concat", "where", "einsum"}


def run_step(fn, args, env):
    kwargs = {}
    if args and isinstance(args[-1], dict) and "k" in args[-1]:
        kwargs = {snake(k): (dtype(v) if k == "dtype" else resolve(v, env)) for k, v in args[-1]["k"].items()}
        args = args[:-1]
    if fn == "get":
        return resolve(args[0], env)[index_of(args[1:], env)]
    if fn == "set":
        x = resolve(args[0], env)
        value = resolve(args[2], env)
        if isinstance(value, list):
            value = torch.tensor(value, dtype=x.dtype)
        x[index_of(args[1], env)] = value
        return x
    if fn == "gradOf":
        return resolve(args[0], env).grad
    if fn == "gradFnName":
        f = resolve(args[0], env).grad_fn
        return type(f).__name__ if f is not None else ""  # as printing a tensor shows it
    if fn in ("T", "mT", "H", "mH", "isLeaf", "requiresGrad"):
        return getattr(resolve(args[0], env), fn if fn in ("T", "mT", "H", "mH") else snake(fn))
    if fn == "noGrad":
        with torch.no_grad():
            return run_step(args[0], args[1:], env)
    args = [resolve(a, env) for a in args]
    args = [dtype(a) if isinstance(a, str) and a in DTYPES else a for a in args]
    if fn in FUNCTIONS or (fn == "repeatInterleave" and len(args) == 1):
        return getattr(torch, snake(fn))(*args, **kwargs)
    if "." in fn:  # special.entr
        module, name = fn.split(".")
        return getattr(getattr(torch, module), snake(name))(*args, **kwargs)
    if args and isinstance(args[0], torch.Tensor) and hasattr(torch.Tensor, snake(fn)):
        return getattr(args[0], snake(fn))(*args[1:], **kwargs)
    return getattr(torch, snake(fn))(*args, **kwargs)


def weights(shape):
    n = math.prod(shape)
    return torch.tensor(values(n, 99, "float64", -1, 1), dtype=torch.float64).reshape(list(shape))


def total(xs):
    """Σ output · weight over all floating outputs that have a history."""
    s = None
    for x in xs:
        if isinstance(x, torch.Tensor) and x.is_floating_point() and x.requires_grad:
            part = (x.double() * weights(x.shape)).sum()
            s = part if s is None else s + part
    return s


def leaves_of(x):
    if isinstance(x, torch.Tensor):
        return [x]
    if isinstance(x, (list, tuple)):
        return [t for v in x for t in leaves_of(v)]
    return []


cases = []


def case(name, inputs, steps, out=None, views=None, grad=True, fail=False, names=True):
    """Runs a case in PyTorch and stores it. `views` names the base whose storage the outputs may share; `names`: what grad_fn is called counts."""
    steps = [list(s) for s in steps]
    for s in inputs.values():
        if "v" in s:
            s["v"] = [encode(decode(v)) for v in s["v"]]
    env = {k: make(s, i) for i, (k, s) in enumerate(inputs.items())}
    floats = [k for k, x in env.items() if x.is_floating_point()]
    grad = grad and not fail
    if grad:
        for k in floats:
            if env[k].is_leaf and not env[k].requires_grad:
                env[k].requires_grad_()
    c = {"n": name, "i": inputs, "s": steps}
    try:
        for target, fn, *args in steps:
            r = run_step(fn, args, env)
            if target:
                env[target] = r
        if fail:
            raise SystemExit(f"{name} did not fail: {steps}")
    except (RuntimeError, IndexError, TypeError, ValueError, ZeroDivisionError) as e:
        if not fail:
            raise SystemExit(f"{name} {inputs} {steps}: {e}")
        c["e"] = str(e).split("\n")[0]
        cases.append(c)
        return
    out = out or [steps[-1][0]]
    if out != [steps[-1][0]]:
        c["o"] = out
    base = env[views] if views else None
    if views:
        c["w"] = views
    c["r"] = [result(env[o], base) for o in out]
    if grad:
        t = total([t for o in out for t in leaves_of(env[o])])
        wanted = [k for k in floats if env[k].is_leaf and env[k].requires_grad]
        if t is not None and wanted:
            gs = torch.autograd.grad(t, [env[k] for k in wanted], allow_unused=True)
            c["g"] = {k: None if g is None else encode_all(g.clone()) for k, g in zip(wanted, gs)}
            outs = leaves_of(env[out[0]])
            if names and outs and outs[0].grad_fn is not None:
                c["f"] = type(outs[0].grad_fn).__name__
    cases.append(c)


def refers(a):
    return any(refers(b) for b in a) if isinstance(a, list) else isinstance(a, str) and a.startswith("$")


def one(name, inputs, *args, **o):
    """A case of one call whose first arguments are the inputs in order, unless "$x" is among the arguments."""
    refs = [] if any(refers(a) for a in args) else ["$" + k for k in inputs]
    case(name, inputs, [["out", name, *refs, *args]], **o)


def write(name, **more):
    """Writes all cases so far, and what else there is, to test/golden/<name>.json."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{name}.json")
    dump = lambda v: json.dumps(v, separators=(",", ":"), allow_nan=False)
    with open(path, "w") as f:
        # One case per line: a change shows as a change of those lines.
        f.write('{"torch": ' + dump(torch.__version__) + ',\n"cases": [\n' + ",\n".join(map(dump, cases)) + "\n]")
        f.write("".join(f',\n"{k}": {dump(v)}' for k, v in more.items()) + "}\n")
    print(f"{len(cases)} cases, {os.path.getsize(path)} bytes")
