"""PyTorch's side of `npm run bench`: the workloads of bench/workloads/, with the same seeds, data and counts.

    python3 bench/pytorch.py weekend matmul-64

prints one line of JSON for each. Threads come from the environment: TORCH_THREADS for PyTorch's own, and
OMP_NUM_THREADS and OPENBLAS_NUM_THREADS, which the libraries below it read when they are loaded.
"""
import json
import os
import random
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn, optim

torch.set_num_threads(int(os.environ.get("TORCH_THREADS", "1")))


def weekend():
    torch.manual_seed(0)
    random.seed(0)
    rows, counts = [], []
    for _ in range(100):
        ones = random.randint(0, 10)
        row = ones * [1] + (10 - ones) * [0]
        random.shuffle(row)
        rows.append(row)
        counts.append(ones)
    x, y = torch.Tensor(rows), torch.Tensor(counts)
    l1, criterion = nn.Linear(10, 1), nn.MSELoss()
    optimizer = optim.SGD(l1.parameters(), lr=0.01)

    def step():
        output = F.relu(l1(x))
        optimizer.zero_grad()
        criterion(output, y.unsqueeze(1)).backward()
        optimizer.step()

    return step, lambda: criterion(F.relu(l1(x)), y.unsqueeze(1)).item(), 200, 5000


def mnist_mlp():
    torch.manual_seed(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = optim.Adam(net.parameters())
    x, y = torch.rand(64, 1, 28, 28), torch.randint(0, 10, (64,))

    def step():
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()

    return step, lambda: F.cross_entropy(net(x), y).item(), 20, 200


def product(n, warm, runs):
    def prepare():
        torch.manual_seed(0)
        a, b = torch.rand(n, n), torch.rand(n, n)
        return lambda: a @ b, lambda: (a @ b).mean().item(), warm, runs

    return prepare


WORKLOADS = {
    "weekend": weekend,
    "mnist-mlp-64": mnist_mlp,
    "matmul-64": product(64, 20, 400),
    "matmul-256": product(256, 5, 50),
    "matmul-1024": product(1024, 2, 5),
}

for name in sys.argv[1:]:
    step, check, warm, runs = WORKLOADS[name]()
    for _ in range(warm):
        step()
    value = check()
    settled = time.perf_counter() + 0.5  # see bench/run.ts
    while time.perf_counter() < settled:
        step()
    start = time.perf_counter()
    for _ in range(runs):
        step()
    seconds = time.perf_counter() - start
    print(json.dumps({"workload": name, "usPerStep": seconds / runs * 1e6, "check": value, "version": torch.__version__}), flush=True)
