"""What the studio shows, from PyTorch: the gradients of one step, a convolution, the seeds that are born dead, the cliff.

    python3 studio.py     writes studio.json
"""
import json, os, random
import torch, torch.nn as nn, torch.nn.functional as F

torch.set_num_threads(1)

def start(seed):
    random.seed(seed)
    torch.manual_seed(seed)
    lists, ones = [], []
    for _ in range(100):
        n = random.randint(0, 10)
        bits = n * [1] + (10 - n) * [0]
        random.shuffle(bits)
        lists.append(bits)
        ones.append(n)
    return torch.Tensor(lists), torch.Tensor(ones).unsqueeze(1), nn.Linear(10, 1)

def step(x, y, l1, lr, relu=True):
    for p in l1.parameters(): p.grad = None
    loss = F.mse_loss(F.relu(l1(x)) if relu else l1(x), y)
    loss.backward()
    grads = l1.weight.grad.flatten().tolist() + l1.bias.grad.tolist()
    with torch.no_grad():
        for p in l1.parameters(): p -= lr * p.grad
    return loss.item(), grads

x, y, l1 = start(1)
for _ in range(2): step(x, y, l1, 0.01)
loss, grads = step(x, y, l1, 0.01)

seven = ["............", "............", "..########..", "..########..", "........##..", ".......##...",
         "......##....", ".....##.....", ".....##.....", ".....##.....", "............", "............"]
picture = torch.tensor([[[[float(c == "#") for c in row] for row in seven]]])
sobel = torch.tensor([[[[-1., 0, 1], [-2, 0, 2], [-1, 0, 1]]]])

dead = []
for seed in range(1000):
    a, _, layer = start(seed)
    if F.relu(layer(a)).sum().item() == 0: dead.append(seed)

def learns(lr):
    x, y, l1 = start(2)
    losses = [step(x, y, l1, lr, relu=False)[0] for _ in range(1000)]
    return losses[-1] < 0.1 * losses[0]

low, high = 0.2, 0.3
for _ in range(12):
    middle = (low + high) / 2
    if learns(middle): low = middle
    else: high = middle

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "studio.json"), "w") as f:
    json.dump({"torch": torch.__version__, "step": {"loss": loss, "gradients": grads}, "map": F.conv2d(picture, sobel, stride=2, padding=1)[0, 0].tolist(), "dead": dead, "cliff": low}, f)
    f.write("\n")
