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
of_newer = {"model", "state_dict", "optimizer", "shared", "legacy_model"}
__file__ = "pt.py"
os.makedirs("pt", exist_ok=True)


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
        torch.save(value, os.path.join("pt", prefix + name + ".pt"), **options)


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
