// PyTorch's modules for programs that have all of kindling: what is called there as in Python says what it is called here.
import * as data from "./data/index.js";
import * as transforms from "./data/transforms/index.js";
import { pythonModules } from "./diagnose/python-modules.js";
import * as distributions from "./distributions/index.js";
import * as nn from "./nn/index.js";
import * as fft from "./ops/fft/index.js";
import * as linalg from "./ops/linalg/index.js";
import * as optim from "./optim/index.js";
import * as special from "./tensor/special.js";

/** Wires it. */
export function followPythonNames(): void {
  pythonModules({
    "torch.nn": nn,
    "torch.optim": optim,
    "torch.utils.data": data,
    "torchvision.transforms": transforms,
    "torch.distributions": distributions,
    "torch.linalg": linalg,
    "torch.fft": fft,
    "torch.special": special,
  });
}
