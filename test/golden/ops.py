#!/usr/bin/env python3
"""Writes test/golden/ops.json: what PyTorch's ops give. Run with PyTorch installed: python3 test/golden/ops.py"""
import json
import os

import torch

import ops_base
import ops_errors
import ops_graph
import ops_layout
import ops_math

torch.manual_seed(0)
for part in (ops_math, ops_layout, ops_graph, ops_errors):
    part.run()
golden = {"torch": torch.__version__, "cases": ops_base.cases, "tables": ops_math.tables(), "casts": ops_math.casts()}
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ops.json")
with open(path, "w") as f:
    # One case per line: a change shows as a change of those lines.
    f.write('{"torch": ' + json.dumps(golden["torch"]) + ',\n"cases": [\n')
    f.write(",\n".join(json.dumps(c, separators=(",", ":"), allow_nan=False) for c in golden["cases"]))
    f.write('\n],\n"tables": ' + json.dumps(golden["tables"], separators=(",", ":"), allow_nan=False) + ',\n"casts": ' + json.dumps(golden["casts"], separators=(",", ":"), allow_nan=False) + "}\n")
print(f"{len(golden['cases'])} cases, {os.path.getsize(path)} bytes")
