"""Writes random.json: what PyTorch 1.13 on a CPU and Python 3.11 draw, for test/random/*.test.ts.

    python3 test/golden/random_streams.py

Values are kept as the first 16 hex digits of the SHA-256 of their bytes; where the last bit depends on the C library
(float64 logarithms, sines) the values themselves are kept. After every step the generator's state is hashed too, which
tells how much was drawn and whether a normal sample is waiting; the sample itself stands beside the hash. (Not called random.py: that would stand in the way of
Python's own module for every script in this folder.)
"""
import base64
import hashlib
import json
import os
import random
import struct

import torch

CLIB = {"normal", "normalOneByOne", "exponential"}


def short(data):
    return hashlib.sha256(data).hexdigest()[:16]


def raw(t):
    if t.dtype in (torch.float16, torch.bfloat16):
        t = t.contiguous().view(torch.int16)
    return t.contiguous().numpy().tobytes()


def draw(g, op, n, dtype, args):
    dt = getattr(torch, dtype)
    if op == "uniform":
        return torch.empty(n, dtype=dt).uniform_(*args, generator=g)
    if op == "normal":
        return torch.empty(n, dtype=dt).normal_(*args, generator=g)
    if op == "normalOneByOne":
        return torch.empty(2 * n, dtype=dt)[::2].normal_(*args, generator=g)
    if op == "randint":
        return torch.randint(int(args[0]), int(args[1]), (n,), dtype=dt, generator=g)
    if op == "randperm":
        return torch.randperm(n, dtype=dt, generator=g)
    if op == "bernoulli":
        return torch.empty(n, dtype=dt).bernoulli_(args[0], generator=g)
    if op == "bernoulliTensor":
        return torch.bernoulli(torch.arange(n, dtype=dt) / n, generator=g)
    if op == "exponential":
        return torch.empty(n, dtype=dt).exponential_(*args, generator=g)
    if op == "multinomial":
        rows, samples, replacement = args
        p = (torch.arange(rows * n, dtype=dt) % 7 + 1).view(rows, n)
        return torch.multinomial(p, samples, replacement, generator=g)
    if op == "dropout":  # has no generator argument
        torch.set_rng_state(g.get_state())
        out = torch.nn.functional.dropout(torch.ones(n, dtype=dt), args[0])
        g.set_state(torch.get_rng_state())
        return out
    if op == "seed63":
        return torch.empty(n, dtype=dt).random_(generator=g)
    raise ValueError(op)


def program(seed, steps):
    g = torch.Generator()
    g.manual_seed(seed)
    out = []
    for op, n, dtype, *args in steps:
        t = draw(g, op, n, dtype, args)
        step = {"op": op, "n": n, "dtype": dtype, "args": args}
        if op in CLIB and dtype == "float64":
            if n <= 100:
                step["data"] = base64.b64encode(raw(t)).decode()
        else:
            step["hash"] = short(raw(t))
        state = bytearray(g.get_state().tolist())
        if state[5040]:
            step["waiting"] = struct.unpack_from("<d", state, 5024)[0]
        state[5024:5032] = bytes(8)
        step["state"] = short(bytes(state))
        out.append(step)
    return {"seed": str(seed), "initial": str(g.initial_seed()), "steps": out}


SIZES = [1, 2, 15, 16, 17, 31, 100, 1000, 100001]
SEEDS = [0, 1, 42, 2**32 - 1, 2**32 + 5, -7, 2**64 - 1]


def by_size(seed):
    steps = []
    for n in SIZES:
        steps += [
            ("uniform", n, "float32", 0, 1), ("uniform", n, "float64", 0, 1),
            ("normal", n, "float32", 0, 1), ("normal", n, "float64", 0, 1),
            ("randint", n, "int64", "0", "10"), ("randperm", n, "int64"), ("bernoulli", n, "uint8", 0.3),
        ]
    return program(seed, steps)


def interleaved():
    """Odd counts of small normals leave a sample waiting; large fills and uniforms pass it by."""
    steps = [("normal", 3, "float32", 0, 1), ("uniform", 5, "float32", 0, 1), ("normal", 1, "float32", 0, 1), ("normal", 5, "float64", 0.5, 2),
             ("normal", 20, "float32", 0, 1), ("normal", 1, "float64", -1, 3), ("randint", 3, "int64", "-5", "5"), ("normal", 7, "float16", 0, 1),
             ("normal", 2, "bfloat16", 0, 1), ("normalOneByOne", 33, "float32", 0.25, 1.5), ("uniform", 1, "float64", 0, 1), ("normalOneByOne", 4, "float32", 0, 1),
             ("normal", 0, "float32", 0, 1), ("uniform", 0, "float32", 0, 1), ("randperm", 0, "int64"), ("normal", 15, "float32", 0, 1)]
    return program(9, steps * 3)


def ranges():
    steps = []
    for d in ("float32", "float64", "float16", "bfloat16"):
        steps += [("uniform", 1000, d, a, b) for a, b in ((-0.1, 0.1), (-0.3, 1.7), (5, 5), (-2.5, 7.25), (0, 1e-3), (1e4, 1.5e4))]
        steps += [("normal", n, d, m, s) for n in (7, 16, 100, 1003) for m, s in ((0, 0.02), (0.7, 2.3), (-3, 0), (0.1, 1))]
    steps += [("normalOneByOne", 100, d, 0.7, 2.3) for d in ("float32", "float64")]
    return program(3, steps)


def integers():
    steps = [("randint", 1000, d, "0", "100") for d in ("int64", "int32", "int16", "int8", "uint8", "float32", "float64")]
    steps += [("randint", 1000, "bool", "0", "2"), ("randint", 1000, "int8", "-128", "128"), ("randint", 1000, "uint8", "255", "256")]
    for low, high in ((-3, 2**31), (0, 2**32 - 1), (0, 2**32), (-5, 2**32), (0, 2**32 + 1), (2**53, 2**53 + 9), (-2**53 - 7, -2**53), (2**60, 2**62 + 1), (-2**63, 2**63 - 1), (-2**63, -2**63 + 1)):
        steps.append(("randint", 200, "int64", str(low), str(high)))
    for low, high in ((0, 2**24 + 1), (-2**24 - 1, 2**25), (2**26 + 3, 2**27 + 5), (-2**40 - 12345, 2**41 + 777)):
        steps.append(("randint", 500, "float32", str(low), str(high)))
    steps += [("randint", 500, "float64", str(-2**54 - 1), str(2**55 + 3)), ("randint", 100, "int32", str(-2**31), str(2**31))]
    steps += [("randperm", n, d) for n in (1, 2, 100, 5000) for d in ("int64", "int32", "float32", "int16")]
    steps.append(("seed63", 5, "int64"))
    return program(11, steps)


def chances():
    steps = [("bernoulli", 1000, d, p) for p in (0, 0.2, 0.5, 1) for d in ("float32", "float64", "int64", "uint8", "bool", "int16")]
    steps += [("bernoulliTensor", n, d) for n in (5, 1000) for d in ("float32", "float64")]
    steps += [("dropout", n, d, p) for n in (10, 1000) for d in ("float32", "float64") for p in (0, 0.1, 0.5, 0.73, 1)]
    steps += [("exponential", n, d, r) for n in (10, 100, 1000) for d in ("float32", "float64") for r in (1, 2.3)]
    for d in ("float32", "float64"):
        steps += [("multinomial", n, d, rows, s, rep) for n in (4, 300) for rows in (1, 3)
                  for s, rep in ((1, False), (1, True), (4, False), (50, True))]
    return program(21, steps)


def state_bytes():
    """One whole state with a waiting sample, and what follows it; the same state in the legacy size."""
    g = torch.Generator()
    g.manual_seed(77)
    torch.randn(3, generator=g)
    state = g.get_state()
    following = torch.randn(4, generator=g)
    legacy = bytearray(state[:5048].tolist())
    legacy[5016:5040] = torch.tensor([0.3125, 0, 1.5], dtype=torch.float64).numpy().tobytes()
    g.set_state(torch.tensor(list(legacy), dtype=torch.uint8))
    return {"state": base64.b64encode(bytes(state.tolist())).decode(), "next": following.tolist(),
            "legacyNormal": [0.3125, 1.5], "legacyNext": torch.randn(4, generator=g).tolist()}


def python_one(name, value):
    r = random.Random()
    r.seed(value)
    out = {"seed": [name, value.hex() if isinstance(value, bytes) else str(value) if isinstance(value, int) else value]}
    out["random"] = [r.random() for _ in range(3)]
    out["randint"] = [r.randint(0, 1), r.randint(-5, 5), r.randint(1, 6), r.randint(0, 2**31), r.randint(0, 2**32 - 1), r.randint(0, 2**52), r.randint(3, 3)]
    out["bigRandint"] = [str(r.randint(0, 2**64 - 1)), str(r.randint(-10**30, 10**30)), str(r.randrange(0, 10**25, 7)), str(r.randrange(5, -10**25, -3))]
    out["randrange"] = [r.randrange(10), r.randrange(3, 30), r.randrange(0, 100, 7), r.randrange(50, 0, -3), r.randrange(-1, -2, -1)]
    out["getrandbits"] = [r.getrandbits(k) for k in (0, 1, 5, 31, 32, 33, 53)]
    out["bigBits"] = [str(r.getrandbits(k)) for k in (0, 8, 53, 64, 100)]
    out["randbytes"] = [r.randbytes(k).hex() for k in (0, 1, 3, 4, 7, 16)]
    x = list(range(20))
    r.shuffle(x)
    out["shuffle"] = x
    out["choice"] = [r.choice("abcdefg") for _ in range(5)]
    out["choices"] = r.choices(range(10), k=6)
    out["weighted"] = r.choices(range(5), [1, 2, 0, 4.5, 1], k=8)
    out["cumulative"] = r.choices(range(3), cum_weights=[1, 3, 7], k=8)
    out["sample"] = [r.sample(range(n), k) for n, k in ((5, 5), (21, 3), (22, 3), (100, 6), (84, 6), (86, 6), (1000, 20), (10**6, 50), (3, 0))]
    out["counted"] = r.sample([10, 20, 30], 4, counts=[3, 1, 5])
    out["uniform"] = [r.uniform(-1, 1), r.uniform(3, 2)]
    out["triangular"] = [r.triangular(), r.triangular(1, 4), r.triangular(0, 10, 9), r.triangular(2, 2, 2)]
    out["gauss"] = [r.gauss() for _ in range(4)] + [r.gauss(3, 2) for _ in range(7)]
    out["normalvariate"] = [r.normalvariate(0, 1) for _ in range(5)] + [r.normalvariate(2, 3)]
    out["expovariate"] = [r.expovariate(0.5), r.expovariate(3)]
    version, words, waiting = r.getstate()
    out["state"] = short(json.dumps(list(words)).encode())
    out["waiting"] = waiting
    return out


PYTHON_SEEDS = [("int", 0), ("int", 1), ("int", 42), ("int", -42), ("int", 2**32 - 1), ("int", 2**32), ("int", 2**64 + 3), ("int", -(10**40)),
                ("int", 3**2000), ("float", 0.5), ("float", -1.25), ("float", 3.14159), ("float", 1e-300), ("float", 5e-324), ("float", -0.1),
                ("str", ""), ("str", "kindling"), ("str", "héllo wörld ☃ 🎲"), ("str", "a" * 111), ("str", "a" * 112), ("str", "b" * 300), ("bytes", bytes(range(256)))]

golden = {
    "made with": f"PyTorch {torch.__version__}",
    "defaultSeed": str(torch.Generator().initial_seed()),
    "programs": [by_size(s) for s in SEEDS] + [interleaved(), ranges(), integers(), chances()],
    "saved": state_bytes(),
    "python": [python_one(name, value) for name, value in PYTHON_SEEDS],
}

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "random.json"), "w") as f:
    lines = [f"{json.dumps(k)}: " + ("[\n" + ",\n".join(json.dumps(x, separators=(",", ":")) for x in v) + "\n]" if isinstance(v, list) else json.dumps(v, separators=(",", ":")))
             for k, v in golden.items()]
    f.write("{\n" + ",\n".join(lines) + "\n}\n")
