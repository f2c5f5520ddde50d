import { readCases, runErrors, runFunctions } from "./cases.js";

// Dtypes and shapes that functions of nn meet less often: test/golden/nn_samples.py.
const golden = readCases("nn_samples");
const same = new Set(["maxPool2d", "conv1d", "threshold", "hardtanh"]);
runFunctions(golden.functions, (c) => same.has(c.n));
runErrors(golden.errors);
