# The twin of examples/lstm: prints the losses of 50 steps.
import json
import sys

import torch
import torch.nn as nn
import torch.nn.functional as F


class CharacterLSTM(nn.Module):
    def __init__(self, vocabulary, width, layers):
        super().__init__()
        self.token = nn.Embedding(vocabulary, width)
        self.lstm = nn.LSTM(width, width, layers, batch_first=True)
        self.head = nn.Linear(width, vocabulary)

    def forward(self, characters, memory=None):
        y, after = self.lstm(self.token(characters), memory)
        return self.head(y), after


columns = torch.load(sys.argv[1])["columns"]
torch.manual_seed(0)
model = CharacterLSTM(30, 24, 2)
optimizer = torch.optim.Adam(model.parameters(), lr=4e-3)
memory = torch.zeros(2, len(columns), 24), torch.zeros(2, len(columns), 24)
losses = []
for i in range(50):
    x, y = columns[:, 8 * i:8 * i + 8], columns[:, 8 * i + 1:8 * i + 9]
    optimizer.zero_grad()
    scores, (h, c) = model(x, memory)
    loss = F.cross_entropy(scores.flatten(0, 1), y.flatten())
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1)
    optimizer.step()
    memory = h.detach(), c.detach()
    losses.append(loss.item())
print(json.dumps(losses))
