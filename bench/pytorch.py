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


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 32, 3), nn.Conv2d(32, 64, 3)
        self.dropout1, self.dropout2 = nn.Dropout(0.25), nn.Dropout(0.5)
        self.fc1, self.fc2 = nn.Linear(9216, 128), nn.Linear(128, 10)

    def forward(self, x):
        x = self.dropout1(F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2))
        return F.log_softmax(self.fc2(self.dropout2(F.relu(self.fc1(x.flatten(1))))), 1)


def mnist_cnn():
    torch.manual_seed(0)
    net = CNN()
    first = [p.detach().clone() for p in net.parameters()]
    optimizer = optim.Adadelta(net.parameters(), lr=1)
    x, y = torch.rand(64, 1, 28, 28), torch.randint(0, 10, (64,))

    def step():
        optimizer.zero_grad()
        F.nll_loss(net(x), y).backward()
        optimizer.step()

    def check():
        net.eval()
        loss = F.nll_loss(net(x), y).item()
        net.train()
        return loss

    def again():
        with torch.no_grad():
            for p, before in zip(net.parameters(), first):
                p.copy_(before)
        for state in optimizer.state.values():
            state["square_avg"].zero_()
            state["acc_delta"].zero_()
        torch.manual_seed(1)  # for dropout

    return step, check, 12, 10, again


class Digits(torch.utils.data.Dataset):
    """Pictures of bytes, made as torchvision's MNIST makes them with ToTensor and Normalize."""

    def __init__(self, data, targets):
        self.data, self.targets = data, targets

    def __len__(self):
        return len(self.data)

    def __getitem__(self, i):
        return self.data[i].unsqueeze(0).float().div(255).sub(0.1307).div(0.3081), int(self.targets[i])


def mnist_epoch():
    batches, size = 30, 64
    n = batches * size
    torch.manual_seed(0)
    data, targets = torch.randint(0, 256, (n, 28, 28)).to(torch.uint8), torch.randint(0, 10, (n,))
    net = CNN()
    first = [p.detach().clone() for p in net.parameters()]
    optimizer = optim.Adadelta(net.parameters(), lr=1)
    average = torch.optim.swa_utils.AveragedModel(net, avg_fn=lambda mean, now, n: mean * 0.99 + now * (1 - 0.99))
    loader = torch.utils.data.DataLoader(Digits(data, targets), batch_size=size, shuffle=True)
    losses = []

    def step():
        losses.clear()
        net.train()
        for x, y in loader:
            optimizer.zero_grad()
            loss = F.nll_loss(net(x), y)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
            average.update_parameters(net)

    def again():
        with torch.no_grad():
            for p, before in zip(net.parameters(), first):
                p.copy_(before)
        for state in optimizer.state.values():
            state["square_avg"].zero_()
            state["acc_delta"].zero_()
        torch.manual_seed(1)  # for the order and dropout

    return step, lambda: sum(losses[:2]) / 2, 1, 3, again, batches


def convolution(what):
    def prepare():
        torch.manual_seed(0)
        x, w, g = torch.rand(64, 32, 26, 26), torch.rand(64, 32, 3, 3), torch.rand(64, 64, 24, 24)
        step = {
            "forward": lambda: F.conv2d(x, w),
            "input": lambda: nn.grad.conv2d_input(x.shape, w, g),
            "weight": lambda: nn.grad.conv2d_weight(x, w.shape, g),
        }[what]
        return step, lambda: step().mean().item(), 3, 10

    return prepare


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.query, self.key, self.value, self.out = [nn.Linear(width, width) for _ in range(4)]
        self.heads = heads

    def forward(self, x):
        batch, time, width = x.shape
        q, k, v = [layer(x).view(batch, time, self.heads, width // self.heads).transpose(1, 2) for layer in (self.query, self.key, self.value)]
        y = attend(q, k, v)
        return self.out(y.transpose(1, 2).reshape(batch, time, width))


def attend(q, k, v):
    """Causal attention: PyTorch's own kernel where it has one (from version 2 on)."""
    if hasattr(F, "scaled_dot_product_attention"):
        return F.scaled_dot_product_attention(q, k, v, is_causal=True)
    time, width = q.shape[-2:]
    return F.softmax(q @ k.transpose(-2, -1) / width**0.5 + torch.full((time, time), float("-inf")).triu(1), -1) @ v


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.up, self.down = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.down(F.gelu(self.up(self.norm2(x))))


class GPT(nn.Module):
    """The twin of examples/gpt/model.ts."""

    def __init__(self, vocabulary, context, width, heads, layers):
        super().__init__()
        self.token, self.place = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary)

    def forward(self, characters):
        x = self.token(characters) + self.place(torch.arange(characters.shape[1]))
        return self.head(self.norm(self.blocks(x)))


def gpt():
    torch.manual_seed(0)
    model = GPT(65, 64, 64, 4, 4)
    optimizer = optim.AdamW(model.parameters(), lr=1e-3)
    x, y = torch.randint(0, 65, (16, 64)), torch.randint(0, 65, (16, 64))

    def loss():
        return F.cross_entropy(model(x).view(-1, 65), y.view(-1))

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return step, lambda: loss().item(), 10, 40


def product(m, k, n, warm, runs, dtype=torch.float32):
    def prepare():
        torch.manual_seed(0)
        a, b = torch.rand(m, k, dtype=dtype), torch.rand(k, n, dtype=dtype)
        return lambda: a @ b, lambda: (a @ b).mean().item(), warm, runs

    return prepare


WORKLOADS = {
    "weekend": weekend,
    "mnist-mlp-64": mnist_mlp,
    "mnist-cnn-64": mnist_cnn,
    "mnist-epoch-cnn": mnist_epoch,
    "gpt": gpt,
    "matmul-64": product(64, 64, 64, 20, 400),
    "matmul-256": product(256, 256, 256, 5, 50),
    "matmul-1024": product(1024, 1024, 1024, 2, 5),
    "matmul-2048": product(2048, 2048, 2048, 1, 2),
    "matmul-1024-float64": product(1024, 1024, 1024, 2, 5, torch.float64),
    "matmul-tall": product(4096, 64, 64, 20, 100),
    "conv-forward": convolution("forward"),
    "conv-input": convolution("input"),
    "conv-weight": convolution("weight"),
}

for name in sys.argv[1:]:
    step, check, warm, runs, *more = WORKLOADS[name]()
    again, steps = more[:1], more[1] if len(more) > 1 else 1  # steps: how many one call does
    for _ in range(warm):
        step()
    if again:  # see bench/workload.ts
        again[0]()
        step()
    value = check()
    settled = time.perf_counter() + 0.5  # see bench/run.ts
    while time.perf_counter() < settled:
        step()
    start, before = time.perf_counter(), time.process_time()
    for _ in range(runs):
        step()
    seconds, cpu = time.perf_counter() - start, time.process_time() - before
    print(json.dumps({"workload": name, "usPerStep": seconds / runs / steps * 1e6, "cpuUsPerStep": cpu / runs / steps * 1e6, "check": value, "version": torch.__version__}), flush=True)
