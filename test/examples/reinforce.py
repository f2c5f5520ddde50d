# The twin of examples/reinforce: prints the losses of 50 episodes, and their lengths.
import json
import math

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.distributions import Categorical

GRAVITY, CART, POLE, HALF_LENGTH, FORCE, STEP, FAR, STEEP, LONGEST = 9.8, 1.0, 0.1, 0.5, 10.0, 0.02, 2.4, 12 * math.pi / 180, 500


class CartPole:
    def reset(self):
        self.steps = 0
        self.state = torch.zeros(4).uniform_(-0.05, 0.05).tolist()
        return self.state

    def step(self, action):
        x, speed, angle, turning = self.state
        sin, cos, mass, moment = math.sin(angle), math.cos(angle), CART + POLE, POLE * HALF_LENGTH
        push = ((FORCE if action == 1 else -FORCE) + moment * turning * turning * sin) / mass
        turning_rate = (GRAVITY * sin - cos * push) / (HALF_LENGTH * (4 / 3 - POLE * cos * cos / mass))
        speed_rate = push - moment * turning_rate * cos / mass
        self.state = [x + STEP * speed, speed + STEP * speed_rate, angle + STEP * turning, turning + STEP * turning_rate]
        self.steps += 1
        fallen = abs(self.state[0]) > FAR or abs(self.state[2]) > STEEP
        return fallen or self.steps == LONGEST


class Policy(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.hidden = nn.Linear(4, hidden)
        self.out = nn.Linear(hidden, 2)

    def forward(self, x):
        return self.out(F.relu(self.hidden(x)))


def play(policy, game):
    states, actions = [], []
    state, done = game.reset(), False
    with torch.no_grad():
        while not done:
            action = Categorical(logits=policy(torch.tensor(state))).sample().item()
            states.append(state)
            actions.append(action)
            done = game.step(action)
            state = game.state
    return states, actions


def advantages(steps, discount):
    returns, total = [], 0
    for _ in range(steps):
        total = 1 + discount * total
        returns.insert(0, total)
    r = torch.tensor(returns, dtype=torch.float32)
    return (r - r.mean()) / (r.std() + 1e-8)


torch.manual_seed(0)
game, policy = CartPole(), Policy(64)
optimizer = torch.optim.Adam(policy.parameters(), lr=0.01)
losses, lengths = [], []
for _ in range(50):
    states, actions = play(policy, game)
    n = len(states)
    optimizer.zero_grad()
    loss = (F.cross_entropy(policy(torch.tensor(states)), torch.tensor(actions), reduction="none") * advantages(n, 0.99) / n).sum()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    lengths.append(n)
print(json.dumps({"losses": losses, "lengths": lengths}))
