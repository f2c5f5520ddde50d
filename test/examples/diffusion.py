# The twin of examples/diffusion: prints the losses of 50 steps, and two pictures drawn afterwards.
import json
import math
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs, time):
        super().__init__()
        self.norm1 = nn.GroupNorm(4, inputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.time = nn.Linear(time, outputs)
        self.norm2 = nn.GroupNorm(4, outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.around = nn.Identity() if inputs == outputs else nn.Conv2d(inputs, outputs, 1)

    def forward(self, x, time):
        y = self.conv1(F.silu(self.norm1(x)))
        y = y + self.time(time)[:, :, None, None]
        return self.conv2(F.silu(self.norm2(y))) + self.around(x)


class UNet(nn.Module):
    def __init__(self, width):
        super().__init__()
        time = 2 * width
        self.width = width
        self.time1 = nn.Linear(width, time)
        self.time2 = nn.Linear(time, time)
        self.first = nn.Conv2d(1, width, 3, padding=1)
        self.down1 = Block(width, width, time)
        self.down2 = Block(width, 2 * width, time)
        self.middle = Block(2 * width, 4 * width, time)
        self.up2 = Block(6 * width, 2 * width, time)
        self.up1 = Block(3 * width, width, time)
        self.norm = nn.GroupNorm(4, width)
        self.last = nn.Conv2d(width, 1, 3, padding=1)

    def clock(self, t):
        half = self.width // 2
        angles = t.float()[:, None] * torch.exp(torch.arange(half).float() * (-math.log(1000) / half))
        return torch.cat([angles.sin(), angles.cos()], 1)

    def forward(self, x, t):
        time = F.silu(self.time2(F.silu(self.time1(self.clock(t)))))
        whole = self.down1(self.first(x), time)
        half = self.down2(F.avg_pool2d(whole, 2), time)
        quarter = self.middle(F.avg_pool2d(half, 2), time)
        y = self.up2(torch.cat([F.interpolate(quarter, scale_factor=2), half], 1), time)
        y = self.up1(torch.cat([F.interpolate(y, scale_factor=2), whole], 1), time)
        return self.last(F.silu(self.norm(y)))


STEPS = 25
beta = torch.linspace(0.1 / STEPS, 20 / STEPS, STEPS)
left = (1 - beta).cumprod(0)


def at(values, t):
    return values[t].view(-1, 1, 1, 1)


def noise_loss(model, x):
    t, noise = torch.randint(0, STEPS, (len(x),)), torch.randn_like(x)
    noisy = x * at(left, t).sqrt() + noise * (1 - at(left, t)).sqrt()
    return F.mse_loss(model(noisy, t), noise)


digits = torch.load(sys.argv[1])["digits"]
torch.manual_seed(0)
model = UNet(8)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
losses = []
for _ in range(50):
    x = digits[torch.randint(0, len(digits), (4,))]
    optimizer.zero_grad()
    loss = noise_loss(model, x)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
with torch.no_grad():
    x = torch.randn(2, 1, 16, 16)
    for step in reversed(range(STEPS)):
        t = torch.full((2,), step)
        b, l = at(beta, t), at(left, t)
        before = l / (1 - b)
        picture = ((x - (1 - l).sqrt() * model(x, t)) / l.sqrt()).clamp(-1, 1)
        mean = (picture * (before.sqrt() * b) + x * ((1 - b).sqrt() * (1 - before))) / (1 - l)
        x = mean + torch.randn_like(x) * (b * (1 - before) / (1 - l)).clamp(0).sqrt() * (step > 0)
print(json.dumps({"losses": losses, "pictures": x.flatten().tolist()}))
