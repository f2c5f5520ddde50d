# The twin of examples/gcn: makes the graph, too. Prints the number of edges and the losses of 50 steps.
import json

import torch
import torch.nn as nn
import torch.nn.functional as F


def planted_partition(nodes, k, features, inside, outside, signal):
    groups = torch.arange(nodes) % k
    own = (groups[None, :] == groups[:, None]).float()
    size = nodes / k
    within, between = inside / size, outside / (nodes - size)
    below = (torch.rand(nodes, nodes) < own * (within - between) + between).float().tril(-1)
    return below + below.T, (torch.randn(k, features) * signal)[groups] + torch.randn(nodes, features), groups


def normalized(edges):
    a = edges + torch.eye(len(edges))
    d = a.sum(1).rsqrt()
    return a * d[None, :] * d[:, None]


class GraphConvolution(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.linear = nn.Linear(inputs, outputs, bias=False)
        self.bias = nn.Parameter(torch.zeros(outputs))

    def forward(self, x, mix):
        return mix @ self.linear(x) + self.bias


class GCN(nn.Module):
    def __init__(self, features, hidden, groups):
        super().__init__()
        self.dropout = nn.Dropout(0.5)
        self.first = GraphConvolution(features, hidden)
        self.second = GraphConvolution(hidden, groups)

    def forward(self, x, mix):
        h = F.relu(self.first(self.dropout(x), mix))
        return self.second(self.dropout(h), mix)


torch.manual_seed(0)
edges, features, groups = planted_partition(80, 4, 16, 6, 3, 0.4)
mix, known = normalized(edges), torch.arange(20)
model = GCN(16, 16, 4)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01, weight_decay=5e-4)
losses = []
for _ in range(50):
    optimizer.zero_grad()
    loss = F.cross_entropy(model(features, mix)[known], groups[known])
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(json.dumps({"edges": edges.sum().item(), "losses": losses}))
