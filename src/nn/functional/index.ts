// Layers and losses as plain functions: `F.relu(x)`.
export { elu, gelu, glu, gumbelSoftmax, leakyRelu, logSigmoid, logSoftmax, mish, relu, sigmoid, silu, softmax, softmin, softplus, softsign, tanh, tanhshrink } from "./activation.js";
export type { GumbelOptions, InplaceOptions, SoftmaxOptions } from "./activation.js";
export { celu, hardshrink, hardsigmoid, hardswish, hardtanh, prelu, relu6, rrelu, selu, softshrink, threshold } from "./piecewise.js";
export type { CeluOptions, HardtanhOptions, RreluOptions } from "./piecewise.js";
export { dropout, type DropoutOptions } from "./dropout.js";
export { binaryCrossEntropy, binaryCrossEntropyWithLogits, crossEntropy, huberLoss, l1Loss, mseLoss, nllLoss, smoothL1Loss } from "./loss.js";
export type { BceOptions, BceWithLogitsOptions, CrossEntropyOptions, HuberOptions, LossOptions, NllOptions, Reduction, SmoothL1Options } from "./loss.js";
export { bilinear, linear, normalize, type NormalizeOptions, oneHot } from "./other.js";
export { gaussianNllLoss, type GaussianNllOptions, klDiv, type KlDivOptions, poissonNllLoss, type PoissonNllOptions } from "./distribution-loss.js";
export { cosineEmbeddingLoss, hingeEmbeddingLoss, marginRankingLoss, multilabelMarginLoss, multilabelSoftMarginLoss, multiMarginLoss, softMarginLoss, tripletMarginLoss, tripletMarginWithDistanceLoss } from "./margin-loss.js";
export type { MarginOptions, MultilabelSoftMarginOptions, MultiMarginOptions, TripletDistanceOptions, TripletOptions } from "./margin-loss.js";
export { ctcLoss, type CtcOptions, type Lengths } from "./ctc-loss.js";
export { pdist } from "../../ops/products.js";
export { type CosineOptions, cosineSimilarity, type DistanceOptions, pairwiseDistance } from "./distance.js";
export { embedding, embeddingBag } from "./embedding.js";
export type { BagMode, EmbeddingBagOptions, EmbeddingOptions } from "./embedding.js";
export { layerNorm, type LayerNormOptions } from "./layer-norm.js";
export { type AttentionOptions, scaledDotProductAttention } from "./attention.js";
