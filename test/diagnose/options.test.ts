// What takes options takes none that it does not have, and nothing else in their place: a word of it ignored would be a
// setting that never was.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as kindling from "kindling";
import { data, datasets, nn, ones, safetensors, save, saveBytes, sparkline, tqdm, trange, transforms } from "kindling";

const folder = mkdtempSync(join(tmpdir(), "options-"));
test.after(() => {
  rmSync(folder, { recursive: true });
});
const picture = ones(1, 4, 4),
  state = (): nn.StateDict => new nn.Linear(2, 1).stateDict(),
  pixels = ones(2, 3, 3, { dtype: "uint8" }),
  labels = ones(2, { dtype: "int64" });

/** Every call of these folders that takes options, with `o` in their place. */
const calls: Record<string, (o: never) => unknown> = {
  save: (o) => save(state(), join(folder, "a.pt"), o),
  saveBytes: (o) => saveBytes(state(), o),
  "safetensors.save": (o) => safetensors.save(state(), o),
  "safetensors.save to a path": (o) => safetensors.save(state(), join(folder, "a.safetensors"), o),
  "data.DataLoader": (o) => new data.DataLoader([1, 2], o),
  "data.RandomSampler": (o) => new data.RandomSampler([1, 2], o),
  "data.SubsetRandomSampler": (o) => new data.SubsetRandomSampler([1, 2], o),
  "data.WeightedRandomSampler": (o) => new data.WeightedRandomSampler([1, 2], 2, true, o),
  "data.randomSplit": (o) => data.randomSplit([1, 2], [1, 1], o),
  "datasets.SyntheticDigits": (o) => new datasets.SyntheticDigits(1, o),
  "datasets.MNIST": (o) => new datasets.MNIST(folder, o),
  "datasets.FashionMNIST": (o) => new datasets.FashionMNIST(folder, o),
  "datasets.KMNIST": (o) => new datasets.KMNIST(folder, o),
  "datasets.CIFAR10": (o) => new datasets.CIFAR10(folder, o),
  "datasets.ImageDataset": (o) => new datasets.ImageDataset(pixels, labels, ["a", "b"], o),
  "transforms.RandomCrop": (o) => new transforms.RandomCrop(2, o),
  "transforms.RandomRotation": (o) => new transforms.RandomRotation(2, o),
  "transforms.RandomAffine": (o) => new transforms.RandomAffine(2, o),
  "transforms.RandomErasing": (o) => new transforms.RandomErasing(o),
  "transforms.ColorJitter": (o) => new transforms.ColorJitter(o),
  "transforms.Pad": (o) => new transforms.Pad(2, o),
  "transforms.Resize": (o) => new transforms.Resize(2, o),
  "transforms.functional.resize": (o) => transforms.functional.resize(picture, 2, o),
  "transforms.functional.rotate": (o) => transforms.functional.rotate(picture, 2, o),
  "transforms.functional.affine": (o) => transforms.functional.affine(picture, 2, [0, 0], 1, 0, o),
  sparkline: (o) => sparkline([1, 2], o),
  tqdm: (o) => tqdm([1, 2], o),
  trange: (o) => trange(2, o),
};

/** What means something else there: a path, a range's end, what is filled in. */
const meant: Record<string, unknown[]> = { "safetensors.save": ["text"], trange: [7], "transforms.Pad": [7, [1]] };

for (const [name, call] of Object.entries(calls)) {
  test(name, () => {
    assert.throws(() => call({ nosuch: 1 } as never), {
      code: "option",
      message: /unexpected keyword argument 'nosuch'/,
    });
    for (const mode of ["text", 7, true, null, [1]])
      if (meant[name]?.some((m) => String(m) === String(mode)) !== true)
        assert.throws(() => call(mode as never), kindling.KindlingError, `${name} takes ${String(mode)}`);
  });
}
test("nothing was written meanwhile", () => {
  for (const f of ["a.pt", "a.safetensors"]) assert.ok(!existsSync(join(folder, f)));
});
