#!/usr/bin/env python3
"""Writes test/golden/training.json: the losses of 100 training steps of a CNN (that of PyTorch's MNIST example, in small,
with both dropouts), an LSTM that reads sequences, and a transformer encoder, each with its optimizer and schedule.

    python3 test/golden/training.py
"""
import json
import os

import torch
import torch.nn as nn
import torch.nn.functional as F

torch.set_num_threads(1)
STEPS = 100


def formula(shape, seed):
    n = 1
    for s in shape:
        n *= s
    return torch.tensor([((i * 7919 + seed * 3571 + 1234) % 10007) / 10007 * 2 - 1 for i in range(n)], dtype=torch.float64).float().reshape(shape)


def labels(n, c, seed):
    return torch.tensor([(i * 7 + seed * 3 + i * i % 5) % c for i in range(n)])


class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 3, 1)
        self.conv2 = nn.Conv2d(6, 8, 3, 1)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc1 = nn.Linear(8 * 4 * 4, 24)
        self.fc2 = nn.Linear(24, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2)
        x = torch.flatten(self.dropout1(x), 1)
        x = F.relu(self.fc1(x))
        return F.log_softmax(self.fc2(self.dropout2(x)), dim=1)


class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(11, 6, padding_idx=0)
        self.lstm = nn.LSTM(6, 10, num_layers=2, batch_first=True, dropout=0.2, bidirectional=True)
        self.norm = nn.BatchNorm1d(20)
        self.out = nn.Linear(20, 4)

    def forward(self, x):
        y, _ = self.lstm(self.embed(x))
        return self.out(self.norm(y[:, -1]))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(13, 16)
        layer = nn.TransformerEncoderLayer(16, 4, 32, dropout=0.1, activation="gelu", batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, norm=nn.LayerNorm(16))
        self.out = nn.Linear(16, 13)

    def forward(self, x, mask):
        return self.out(self.encoder(self.embed(x), mask))


def cnn():
    torch.manual_seed(1)
    model = CNN()
    optimizer = torch.optim.Adadelta(model.parameters(), lr=1.0)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 25, gamma=0.7)
    batches = [(formula((8, 1, 12, 12), b), labels(8, 10, b)) for b in range(4)]
    return model, optimizer, scheduler, lambda i: F.nll_loss(model(batches[i % 4][0]), batches[i % 4][1])


def lstm():
    torch.manual_seed(2)
    model = Reader()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=1e-4)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.02, total_steps=STEPS)
    batches = [(labels(6 * 7, 11, b).reshape(6, 7), labels(6, 4, b)) for b in range(3)]

    def loss(i):
        x, y = batches[i % 3]
        value = F.cross_entropy(model(x), y)
        return value

    return model, optimizer, scheduler, loss


def transformer():
    torch.manual_seed(3)
    model = Encoder()
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=STEPS)
    mask = torch.triu(torch.full((9, 9), float("-inf")), diagonal=1)
    batches = [labels(4 * 10, 13, b).reshape(4, 10) for b in range(3)]

    def loss(i):
        x = batches[i % 3]
        return F.cross_entropy(model(x[:, :-1], mask).reshape(-1, 13), x[:, 1:].reshape(-1))

    return model, optimizer, scheduler, loss


def run(make):
    model, optimizer, scheduler, loss = make()
    losses = []
    for i in range(STEPS):
        optimizer.zero_grad()
        value = loss(i)
        value.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        losses.append(float("%.9g" % value.item()))
    model.eval()
    with torch.no_grad():
        losses.append(float("%.9g" % loss(0).item()))
    return losses


if __name__ == "__main__":
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "training.json")
    with open(path, "w") as f:
        json.dump({"cnn": run(cnn), "lstm": run(lstm), "transformer": run(transformer)}, f, separators=(",", ":"))
        f.write("\n")
