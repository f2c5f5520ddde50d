import assert from "node:assert/strict";
import { test } from "node:test";
import { F, grad, nn, onDiagnosis, resetDiagnosis, tensor, zeros } from "kindling";
import { failure, sentence } from "./golden.js";
import { readCases, runErrors, runFunctions, runLayers } from "./cases.js";

// Sampling at places, grids, convTbc and pooling with indices against PyTorch (test/golden/nn_grid.py).

const golden = readCases("nn_grid");
runFunctions(golden.functions, () => true);
runLayers(golden.layers);
runErrors(golden.errors);

test("a second derivative is refused as in PyTorch", () => {
  const x = tensor(
      [
        [
          [
            [1, 2],
            [3, 4],
          ],
        ],
      ],
      { requiresGrad: true },
    ),
    grid = tensor([[[[0.1, 0.2]]]], { requiresGrad: true });
  const y = F.gridSample(x, grid, { alignCorners: false });
  const [g] = grad(y.sum(), [grid], { createGraph: true });
  assert.equal(
    sentence(failure("no-derivative", () => grad(g!.sum(), [x]))),
    "derivative for aten::grid_sampler_2d_backward is not implemented",
  );
});

test("without alignCorners a warning says what is taken", () => {
  resetDiagnosis();
  const said: string[] = [],
    before = onDiagnosis((d) => said.push(d.code));
  try {
    F.gridSample(zeros(1, 1, 2, 2), zeros(1, 1, 1, 2));
    F.affineGrid(zeros(1, 2, 3), [1, 1, 1, 2], { alignCorners: true });
  } finally {
    onDiagnosis(before);
  }
  assert.deepEqual(said, ["grid-align", "grid-align"]);
});

test("recurrent layers and cells have a class in common", () => {
  assert.ok(new nn.LSTM(2, 3) instanceof nn.RNNBase);
  assert.ok(new nn.GRUCell(2, 3) instanceof nn.RNNCellBase);
});
