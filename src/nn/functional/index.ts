// Layers and losses as plain functions: `F.relu(x)`.
export { elu, gelu, leakyRelu, logSigmoid, logSoftmax, relu, sigmoid, silu, softmax, softplus, tanh } from "./activation.js";
export type { InplaceOptions, SoftmaxOptions } from "./activation.js";
export { dropout, type DropoutOptions } from "./dropout.js";
export { binaryCrossEntropy, binaryCrossEntropyWithLogits, crossEntropy, huberLoss, l1Loss, mseLoss, nllLoss, smoothL1Loss } from "./loss.js";
export type { BceOptions, BceWithLogitsOptions, CrossEntropyOptions, HuberOptions, LossOptions, NllOptions, Reduction, SmoothL1Options } from "./loss.js";
export { linear, normalize, oneHot } from "./other.js";
