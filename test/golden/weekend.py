"""The weekend program in Python, with PyTorch: data, first weights and the loss of every step for a seed.

    python3 weekend.py                 writes weekend.json: the first losses and every 500th of 100,000
    python3 weekend.py SEED FILE [N]   writes all of it (or N epochs of 100 steps), the losses as float64 after one line of JSON, to FILE
"""
import array, json, os, random, sys
import torch, torch.nn as nn, torch.nn.functional as F

def weekend(seed, epochs=1000):
    torch.set_num_threads(1)
    random.seed(seed)
    torch.manual_seed(seed)
    values, labels = [], []
    for _ in range(100):
        ones = random.randint(0, 10)
        data = ones * [1] + (10 - ones) * [0]
        random.shuffle(data)
        labels.append(data.count(1))
        values.append(data)
    x, y = torch.Tensor(values), torch.Tensor(labels)
    net = nn.Sequential()
    net.l1 = nn.Linear(10, 1)
    first = net.l1.weight.flatten().tolist() + net.l1.bias.tolist()
    criterion, optimizer = nn.MSELoss(), torch.optim.SGD(net.parameters(), lr=0.01)
    losses = []
    for _ in range(epochs * 100):
        output = F.relu(net.l1(x))
        optimizer.zero_grad()
        loss = criterion(output, y.unsqueeze(1))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    last = net.l1.weight.flatten().tolist() + net.l1.bias.tolist()
    return {"seed": seed, "torch": torch.__version__, "values": values, "labels": labels, "first": first, "last": last}, losses

if len(sys.argv) > 2:
    head, losses = weekend(int(sys.argv[1]), *map(int, sys.argv[3:]))
    with open(sys.argv[2], "wb") as f:
        f.write(json.dumps(head).encode() + b"\n")
        array.array("d", losses).tofile(f)
else:
    head, losses = weekend(1)
    head["losses"] = [[i, l] for i, l in enumerate(losses) if i < 300 or i % 500 == 0]
    with open(os.path.join(os.path.dirname(__file__), "weekend.json"), "w") as f:
        json.dump(head, f, separators=(",", ":"))
