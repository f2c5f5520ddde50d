# The twin of examples/dcgan: prints the losses of both players in 50 steps.
import json
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F


class Generator(nn.Module):
    def __init__(self, noise, width):
        super().__init__()
        self.conv1 = nn.ConvTranspose2d(noise, 2 * width, 4, bias=False)
        self.norm1 = nn.BatchNorm2d(2 * width)
        self.conv2 = nn.ConvTranspose2d(2 * width, width, 4, stride=2, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.conv3 = nn.ConvTranspose2d(width, 1, 4, stride=2, padding=1)

    def forward(self, z):
        x = F.relu(self.norm1(self.conv1(z.view(z.shape[0], -1, 1, 1))))
        x = F.relu(self.norm2(self.conv2(x)))
        return self.conv3(x).tanh()


class Discriminator(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1 = nn.Conv2d(1, width, 4, stride=2, padding=1)
        self.conv2 = nn.Conv2d(width, 2 * width, 4, stride=2, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(2 * width)
        self.conv3 = nn.Conv2d(2 * width, 1, 4)

    def forward(self, x):
        x = F.leaky_relu(self.conv1(x), 0.2)
        x = F.leaky_relu(self.norm2(self.conv2(x)), 0.2)
        return self.conv3(x).flatten()


def first_weights(layer):
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0, 0.02)
    elif isinstance(layer, nn.BatchNorm2d):
        nn.init.normal_(layer.weight, 1, 0.02)


def wrong(logits, real):
    return F.binary_cross_entropy_with_logits(logits, torch.full_like(logits, float(real)))


digits = torch.load(sys.argv[1])["digits"]
torch.manual_seed(0)
generator, discriminator = Generator(8, 4), Discriminator(4)
generator.apply(first_weights)
discriminator.apply(first_weights)
for_g = torch.optim.Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999))
for_d = torch.optim.Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999))
losses = []
for _ in range(50):
    real = digits.index_select(0, torch.randint(0, len(digits), (8,)))
    made = generator(torch.randn(len(real), 8))
    for_d.zero_grad()
    d = wrong(discriminator(real), True) + wrong(discriminator(made.detach()), False)
    d.backward()
    for_d.step()

    for_g.zero_grad()
    g = wrong(discriminator(made), True)
    g.backward()
    for_g.step()
    losses += [d.item(), g.item()]
print(json.dumps(losses))
