import { readCases, runErrors, runFunctions, runLayers } from "./cases.js";

// Convolutions, pooling, norms, padding and resizing against PyTorch (test/golden/nn_spatial.py).

for (const name of ["nn_spatial", "nn_spatial_layers"]) {
  const golden = readCases(name);
  // PyTorch calls this one by its name in C++.
  runFunctions(golden.functions, (c) => c.f !== "torch::autograd::CopySlices");
  runLayers(golden.layers);
  runErrors(golden.errors);
}
