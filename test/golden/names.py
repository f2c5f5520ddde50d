#!/usr/bin/env python3
"""Writes test/golden/names.json: PyTorch's public names, the yardstick of docs/coverage.md.

    python3 test/golden/names.py

PyTorch 1.13 carries no list of what its documentation lists, so a name counts where it is public (no underscore in
front) and documented: it has a docstring of its own, or one of the same name does among Tensor's methods or in
nn.functional. `__all__` is taken where a module has one. What torch's namespace holds by accident (modules, typing, the
compiler's types and passes) and the dtypes, which are strings here, are no names in this sense. Of the functions that
torch has in an in-place form as well (`torch.relu_`) only the methods count.
"""
import inspect
import json
import os
import types

import torch
import torch.distributions
import torch.utils.data
from torch import nn
from torch.nn import functional as F

CLASSES = {"Tensor", "Generator", "Size", "device", "dtype", "layout", "memory_format", "finfo", "iinfo", "no_grad", "enable_grad", "set_grad_enabled", "inference_mode", "autocast"}
ACCIDENTS = {"Callable", "Set", "Union", "candidate", "obj", "unify_type_list", "parse_ir", "parse_schema", "parse_type_comment", "merge_type_from_type_comment", "init_num_threads", "read_vitals", "set_vital", "vitals_enabled",
             "boolean_dispatch", "assert_int_or_pair", "has_torch_function", "has_torch_function_unary", "has_torch_function_variadic", "handle_torch_function", "native_channel_shuffle", "reinforce", "volatile", "new", "output_nr"}


def public(module):
    return [n for n in dir(module) if not n.startswith("_")]


def documented(module, name):
    return bool(getattr(getattr(module, name), "__doc__", None))


def torch_names():
    out = []
    for n in public(torch):
        v = getattr(torch, n)
        if isinstance(v, types.ModuleType) or n in ACCIDENTS or not callable(v) or inspect.isclass(v):
            if n in CLASSES:
                out.append(n)
            continue
        same = (hasattr(F, n) and documented(F, n)) or (hasattr(torch.Tensor, n) and documented(torch.Tensor, n))
        copy_of_view = n.endswith("_copy") and not hasattr(torch.Tensor, n)
        if not n.endswith("_") and not copy_of_view and (documented(torch, n) or same):
            out.append(n)
    return out


def functions(module):
    """Functions and classes that were made in this package."""
    out = []
    for n in public(module):
        v = getattr(module, n)
        home = getattr(v, "__module__", None) or "torch"
        if callable(v) and n not in ACCIDENTS and home.startswith("torch") and not home.startswith("torch._jit") and documented(module, n):
            out.append(n)
    return out


def layers():
    return [n for n in public(nn) if inspect.isclass(getattr(nn, n))]


def optimizers():
    return [n for n in public(torch.optim) if inspect.isclass(getattr(torch.optim, n))]


def schedulers():
    from torch.optim import lr_scheduler as s
    return [n for n in public(s) if inspect.isclass(getattr(s, n)) and issubclass(getattr(s, n), (s._LRScheduler, s.ReduceLROnPlateau)) or n == "LRScheduler"]


def utilities():
    from torch.nn.utils import parametrizations, rnn
    names = set(functions(nn.utils)) | {n for n in public(parametrizations) if n in ("orthogonal", "spectral_norm", "weight_norm")}
    names |= {n for n in public(rnn) if inspect.isfunction(getattr(rnn, n)) or n == "PackedSequence"}
    return sorted(names - {"bind", "invert_permutation", "is_param", "namedtuple"})


ALIASES = {n for n in public(nn.init) if n in ("uniform", "normal", "constant", "eye", "dirac", "xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal", "orthogonal", "sparse")}
modules = {
    "torch": torch_names(),
    "torch.Tensor": [n for n in public(torch.Tensor) if n not in ACCIDENTS and (documented(torch.Tensor, n) or n in ("data", "dtype", "grad_fn", "shape", "relu", "relu_", "softmax", "log_softmax", "clamp_min", "clamp_max", "clamp_min_", "clamp_max_", "split_with_sizes", "is_nonzero", "index_reduce", "prelu"))],
    "torch.nn": layers(),
    "torch.nn.functional": [n for n in functions(F) if not n.startswith("boolean") and n not in ("Tensor", "DType")],
    "torch.nn.init": [n for n in public(nn.init) if inspect.isfunction(getattr(nn.init, n)) and n not in ALIASES and getattr(nn.init, n).__module__ == "torch.nn.init"],
    "torch.nn.utils": utilities(),
    "torch.optim": optimizers(),
    "torch.optim.lr_scheduler": schedulers(),
    "torch.optim.swa_utils": ["AveragedModel", "SWALR", "update_bn"],
    "torch.linalg": [n for n in public(torch.linalg) if callable(getattr(torch.linalg, n)) and n not in ("Tensor", "LinAlgError", "common_notes") and documented(torch.linalg, n)],
    "torch.fft": [n for n in public(torch.fft) if callable(getattr(torch.fft, n)) and n not in ("Tensor",) and documented(torch.fft, n)],
    "torch.special": [n for n in public(torch.special) if callable(getattr(torch.special, n)) and n not in ("Tensor",) and documented(torch.special, n)],
    "torch.distributions": list(torch.distributions.__all__),
    "torch.utils.data": [n for n in torch.utils.data.__all__ if not n.startswith("_")],
}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "names.json")
with open(path, "w") as f:
    lines = [f"{json.dumps(k)}: {json.dumps(sorted(v))}" for k, v in modules.items()]
    f.write('{"torch": ' + json.dumps(torch.__version__) + ',\n"modules": {\n' + ",\n".join(lines) + "\n}}\n")
for k, v in modules.items():
    print(k, len(v))
