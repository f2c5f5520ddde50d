// Not against plans: it only counts.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { data, tensor } from "kindling";
import { data as distributed, destroyProcessGroup, DistributedSampler, initProcessGroup } from "kindling/distributed";
import { readGolden } from "../goldens.js";

interface Golden {
  readonly length: number;
  readonly shuffle: boolean;
  readonly dropLast: boolean;
  readonly seed: number;
  readonly epoch: number;
  readonly shares: readonly (readonly number[])[];
}

describe("DistributedSampler", () => {
  it("gives PyTorch's shares", () => {
    for (const { length, shares, epoch, ...options } of readGolden<Golden[]>("distributed"))
      shares.forEach((share, rank) => {
        const sampler = new DistributedSampler({ length }, { numReplicas: shares.length, rank, ...options });
        sampler.setEpoch(epoch);
        assert.deepEqual([...sampler], share, JSON.stringify({ length, rank, epoch, ...options }));
        assert.equal(sampler.length, share.length);
      });
  });
  it("serves a loader", () => {
    initProcessGroup();
    const set = new data.TensorDataset(tensor([1, 2, 3, 4])),
      loader = new data.DataLoader(set, {
        batchSize: 2,
        sampler: new distributed.DistributedSampler(set, { shuffle: false }),
      });
    assert.equal([...loader].map(([x]) => String(x)).join(), "tensor([1., 2.]),tensor([3., 4.])");
    destroyProcessGroup();
  });
  it("refuses what cannot be", () => {
    assert.throws(() => new DistributedSampler([1, 2]), { code: "mpi-group" });
    assert.throws(() => new DistributedSampler([1, 2], { numReplicas: 2, rank: 2 }), {
      code: "mpi-rank",
      message: /\[0, 1\]/,
    });
    assert.throws(() => new DistributedSampler([1, 2], { numReplicas: 0, rank: 0 }), { code: "mpi-rank" });
    assert.throws(() => new DistributedSampler(5 as never, { numReplicas: 1, rank: 0 }), { code: "argument" });
    const sampler = new DistributedSampler([1, 2], { numReplicas: 1, rank: 0 });
    assert.throws(() => sampler.setEpoch(0.5), { code: "argument" });
    assert.throws(() => new DistributedSampler([1], { numReplicas: 1, rank: 0, shufle: true } as never), {
      code: "option",
    });
  });
});
