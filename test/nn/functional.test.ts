// Runs also without code from text.
import { readCases, runErrors, runFunctions, runLayers } from "./cases.js";

// Activations, losses and distances against PyTorch (test/golden/nn_functional.py).

const golden = readCases("nn_functional");
// PyTorch replaces infinite losses in a step of its own.
runFunctions(
  golden.functions,
  (c) => c.n !== "ctcLoss" || c.o["zeroInfinity"] === undefined,
  (c) => c.n === "ctcLoss" && !Array.isArray(c.a[2]),
);
runLayers(golden.layers);
runErrors(golden.errors);
