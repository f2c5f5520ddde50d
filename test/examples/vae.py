# The twin of examples/vae: prints the losses of 50 steps.
import json
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F


class VAE(nn.Module):
    def __init__(self, pixels, hidden, latent):
        super().__init__()
        self.hidden = nn.Linear(pixels, hidden)
        self.mean = nn.Linear(hidden, latent)
        self.logVar = nn.Linear(hidden, latent)
        self.grow = nn.Linear(latent, hidden)
        self.out = nn.Linear(hidden, pixels)

    def encode(self, x):
        h = F.relu(self.hidden(x))
        return self.mean(h), self.logVar(h)

    def decode(self, z):
        return self.out(F.relu(self.grow(z)))

    def forward(self, x):
        mean, log_var = self.encode(x)
        z = mean + torch.randn_like(mean) * torch.exp(0.5 * log_var)
        return self.decode(z), mean, log_var


def negative_bound(model, x):
    logits, mean, log_var = model(x)
    pixels = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
    distance = -0.5 * torch.sum(1 + log_var - mean.pow(2) - log_var.exp())
    return (pixels + distance) / x.shape[0]


digits = torch.load(sys.argv[1])["digits"].flatten(1)
torch.manual_seed(0)
model = VAE(784, 64, 8)
optimizer = torch.optim.Adam(model.parameters())
losses = []
for _ in range(50):
    x = digits.index_select(0, torch.randint(0, len(digits), (16,)))
    optimizer.zero_grad()
    loss = negative_bound(model, x)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
print(json.dumps(losses))
