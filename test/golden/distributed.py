"""Writes distributed.json: the shares that torch.utils.data.DistributedSampler gives. `python3 test/golden/distributed.py`."""

import json
import os

from torch.utils.data.distributed import DistributedSampler

out = []
for length, replicas in [(10, 1), (10, 2), (11, 3), (3, 4), (1, 5), (100, 8), (0, 2)]:
    for shuffle in [False, True]:
        for drop_last in [False, True]:
            for seed, epoch in [(0, 0), (0, 3), (1234, 1), (2**40, 7)]:
                if not shuffle and (seed, epoch) != (0, 0):
                    continue
                shares = []
                try:
                    for rank in range(replicas):
                        sampler = DistributedSampler(
                            range(length), replicas, rank, shuffle=shuffle, seed=seed, drop_last=drop_last
                        )
                        sampler.set_epoch(epoch)
                        shares.append(list(sampler))
                except (ZeroDivisionError, AssertionError):
                    continue  # more ranks than samples, which are dropped
                out.append(
                    dict(length=length, shuffle=shuffle, dropLast=drop_last, seed=seed, epoch=epoch, shares=shares)
                )

path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "distributed.json")
with open(path, "w") as f:
    f.write("[\n" + ",\n".join(json.dumps(o) for o in out) + "\n]\n")
