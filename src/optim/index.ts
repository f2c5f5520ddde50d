// Optimizers, by PyTorch's names.
export { Adam, type AdamOptions } from "./adam.js";
export { AdamW } from "./adamw.js";
export { Optimizer, type OptimizerStateDict, type ParamGroup } from "./optimizer.js";
export { SGD, type SGDOptions } from "./sgd.js";
