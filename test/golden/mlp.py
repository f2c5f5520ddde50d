"""Writes mlp.json: the losses of 300 steps of a classifier of 28×28 pictures, 784-128-10, Adam, batches of 64.
With a seed and a path, writes those of that seed there. Needs PyTorch."""
import json, os, sys
import torch
import torch.nn as nn

torch.set_num_threads(1)
STEPS, BATCHES = 300, 7


def picture(k):  # the formula that test/compile/parity.test.ts knows, too
    return [((i * 7919 + k * 104729 + (i * (k % 53)) % 101 * 31) % 997) / 498.5 - 1 + (0.25 if i % 10 == label(k) else 0) for i in range(784)]


def label(k):
    return k * 7 % 10


def run(seed):
    torch.manual_seed(seed)
    model = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    criterion = nn.CrossEntropyLoss()
    x = [torch.tensor([picture(64 * b + k) for k in range(64)], dtype=torch.float64).float() for b in range(BATCHES)]
    y = [torch.tensor([label(64 * b + k) for k in range(64)]) for b in range(BATCHES)]
    losses = []
    for i in range(STEPS):
        optimizer.zero_grad()
        loss = criterion(model(x[i % BATCHES]), y[i % BATCHES])
        loss.backward()
        optimizer.step()
        losses.append(float("%.9g" % loss.item()))
    return {"seed": seed, "torch": torch.__version__, "losses": losses}


if len(sys.argv) > 2:
    out, seed = sys.argv[2], int(sys.argv[1])
else:
    out, seed = os.path.join(os.path.dirname(__file__), "mlp.json"), 5
with open(out, "w") as f:
    json.dump(run(seed), f, separators=(",", ":"))
