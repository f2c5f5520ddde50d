"""Writes data.json: orders of loaders and samplers, and where the random stream stands afterwards. Needs PyTorch."""
import json, os, warnings
import torch
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SubsetRandomSampler, TensorDataset, WeightedRandomSampler, random_split
warnings.filterwarnings("ignore")

out = {}
def case(name, f, seed=7):
    torch.manual_seed(seed)
    out[name] = {"seed": seed, "value": f(), "after": torch.rand(3).tolist()}

x = torch.arange(23)
ds = TensorDataset(x, x * 2)
def batches(loader, epochs=2):
    return [[b[0].tolist() for b in loader] for _ in range(epochs)]
gen = lambda s: torch.Generator().manual_seed(s)

case("shuffle", lambda: batches(DataLoader(ds, batch_size=5, shuffle=True), 3))
case("shuffle, drop last", lambda: batches(DataLoader(ds, batch_size=5, shuffle=True, drop_last=True)))
case("sequential", lambda: batches(DataLoader(ds, batch_size=8)))
case("generator", lambda: batches(DataLoader(ds, batch_size=5, shuffle=True, generator=gen(3))))
case("random numbers in the loop", lambda: [[b[0].tolist() + torch.rand(2).tolist() for b in DataLoader(ds, batch_size=10, shuffle=True)] for _ in range(2)])
case("replacement", lambda: batches(DataLoader(ds, batch_size=16, sampler=RandomSampler(ds, replacement=True, num_samples=70))))
case("more than all", lambda: batches(DataLoader(ds, batch_size=16, sampler=RandomSampler(ds, num_samples=50, generator=gen(1)))))
case("as many as all", lambda: batches(DataLoader(ds, batch_size=16, sampler=RandomSampler(ds, num_samples=46, generator=gen(1)))))
case("subset random", lambda: batches(DataLoader(ds, batch_size=4, sampler=SubsetRandomSampler([1, 3, 5, 7, 9, 11]))))
case("weighted", lambda: batches(DataLoader(ds, batch_size=8, sampler=WeightedRandomSampler([i % 4 + 0.5 for i in range(23)], 30))))
case("weighted, each once", lambda: batches(DataLoader(ds, batch_size=8, sampler=WeightedRandomSampler([i % 4 + 0.5 for i in range(23)], 20, replacement=False))))
case("batch sampler", lambda: batches(DataLoader(ds, batch_sampler=BatchSampler(RandomSampler(ds), 7, True))))
case("no batches", lambda: batches(DataLoader(ds, batch_size=None, shuffle=True)))
case("two loaders in turns", lambda: [[a[0].tolist(), b[0].tolist()] for a, b in zip(DataLoader(ds, batch_size=6, shuffle=True), DataLoader(ds, batch_size=6, shuffle=True))])
case("split", lambda: [list(s.indices) for s in random_split(range(20), [11, 4, 5])])
case("split by fractions", lambda: [list(s.indices) for s in random_split(range(23), [0.5, 0.25, 0.25])])
case("split, generator", lambda: [list(s.indices) for s in random_split(range(10), [3, 7], generator=gen(42))])
big = TensorDataset(torch.arange(60000))
case("sixty thousand", lambda: [b[0].tolist()[:3] for i, b in enumerate(DataLoader(big, batch_size=64, shuffle=True)) if i % 300 == 0])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "data.json"), "w") as f:
    json.dump({"torch": torch.__version__, "cases": out}, f, separators=(",", ":"))
