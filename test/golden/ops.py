#!/usr/bin/env python3
"""Writes test/golden/ops.json: what PyTorch's ops give. Run with PyTorch installed: python3 test/golden/ops.py"""
import torch

import ops_base
import ops_errors
import ops_graph
import ops_layout
import ops_math

torch.manual_seed(0)
for part in (ops_math, ops_layout, ops_graph, ops_errors):
    part.run()
ops_base.write("ops", tables=ops_math.tables(), casts=ops_math.casts())
