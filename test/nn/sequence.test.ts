import { readCases, runErrors, runFunctions, runLayers } from "./cases.js";

// Embeddings, layer normalization and attention against PyTorch (test/golden/nn_sequence.py).

const golden = readCases("nn_sequence");
runFunctions(golden.functions, (c) => c.n !== "scaledDotProductAttention");
runLayers(golden.layers);
runErrors(golden.errors);
