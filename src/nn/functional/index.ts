// Layers and losses as plain functions: `F.relu(x)`.
export {
  elu,
  gelu,
  glu,
  gumbelSoftmax,
  leakyRelu,
  logSigmoid,
  logSigmoid as logsigmoid,
  logSoftmax,
  mish,
  relu,
  sigmoid,
  silu,
  softmax,
  softmin,
  softplus,
  softsign,
  tanh,
  tanhshrink,
} from "./activation.js";
export type {
  EluOptions,
  GumbelOptions,
  InplaceOptions,
  LeakyReluOptions,
  SoftmaxOptions,
  SoftplusOptions,
} from "./activation.js";
export {
  celu,
  hardshrink,
  hardsigmoid,
  hardswish,
  hardtanh,
  prelu,
  relu6,
  rrelu,
  selu,
  softshrink,
  threshold,
} from "./piecewise.js";
export type { CeluOptions, HardtanhOptions, RreluOptions } from "./piecewise.js";
export {
  binaryCrossEntropy,
  binaryCrossEntropyWithLogits,
  crossEntropy,
  huberLoss,
  l1Loss,
  mseLoss,
  nllLoss,
  smoothL1Loss,
} from "./loss.js";
export type {
  BceOptions,
  BceWithLogitsOptions,
  CrossEntropyOptions,
  HuberOptions,
  LossOptions,
  NllOptions,
  Reduction,
  SmoothL1Options,
} from "./loss.js";
export { bilinear, linear, normalize, type NormalizeOptions, oneHot } from "./linear.js";
export {
  gaussianNllLoss,
  type GaussianNllOptions,
  klDiv,
  type KlDivOptions,
  poissonNllLoss,
  type PoissonNllOptions,
} from "./distribution-loss.js";
export {
  cosineEmbeddingLoss,
  hingeEmbeddingLoss,
  marginRankingLoss,
  multilabelMarginLoss,
  multilabelSoftMarginLoss,
  multiMarginLoss,
  softMarginLoss,
  tripletMarginLoss,
  tripletMarginWithDistanceLoss,
} from "./margin-loss.js";
export type {
  MarginOptions,
  MultilabelSoftMarginOptions,
  MultiMarginOptions,
  TripletDistanceOptions,
  TripletOptions,
} from "./margin-loss.js";
export { ctcLoss, type CtcOptions, type Lengths } from "./ctc-loss.js";
export { pdist } from "../../ops/product/matrix-products.js";
export { type CosineOptions, cosineSimilarity, type DistanceOptions, pairwiseDistance } from "./distance.js";
export { embedding, embeddingBag } from "./embedding.js";
export type { BagMode, EmbeddingBagOptions, EmbeddingOptions } from "./embedding.js";
export { layerNorm, type LayerNormOptions } from "./layer-norm.js";
export { type AttentionOptions, scaledDotProductAttention } from "./attention.js";
export {
  type MultiheadCallOptions,
  multiHeadAttentionForward,
  type MultiheadNamed,
  type MultiheadOptions,
  type MultiheadParts,
  type MultiheadResult,
} from "./multihead.js";
export {
  alphaDropout,
  dropout,
  dropout1d,
  dropout2d,
  dropout3d,
  type DropoutOptions,
  featureAlphaDropout,
} from "./dropout.js";
export {
  conv1d,
  conv2d,
  conv3d,
  convTbc,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type ConvOptions,
  type ConvTbcOptions,
  type ConvTransposeOptions,
} from "./conv.js";
export { pad, type PadMode, type PadOptions } from "./pad.js";
export { fold, type FoldOptions, unfold } from "./fold.js";
export {
  affineGrid,
  type AffineGridOptions,
  type GridMode,
  type GridPadding,
  gridSample,
  type GridSampleOptions,
} from "./grid-sample.js";
export { upsample, upsampleBilinear, upsampleNearest, type UpsampleOptions, type UpsampleSize } from "./upsample.js";
export { interpolate, type InterpolateMode, type InterpolateOptions } from "./interpolate.js";
export {
  batchNorm,
  type BatchNormOptions,
  groupNorm,
  instanceNorm,
  type InstanceNormOptions,
  localResponseNorm,
  type LocalResponseNormOptions,
  rmsNorm,
} from "./normalization.js";
export {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  adaptiveMaxPool1d,
  adaptiveMaxPool2d,
  adaptiveMaxPool3d,
  adaptiveMaxPool1dWithIndices,
  adaptiveMaxPool2dWithIndices,
  adaptiveMaxPool3dWithIndices,
  type AdaptiveMaxNamed,
  type AdaptiveMaxOptions,
  type OutputSize,
} from "./adaptive-pool.js";
export {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  lpPool1d,
  lpPool2d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  maxPool1dWithIndices,
  maxPool2dWithIndices,
  maxPool3dWithIndices,
  maxUnpool1d,
  maxUnpool2d,
  maxUnpool3d,
} from "./pool.js";
export type {
  AlsoIndices,
  AvgPoolOptions,
  LpPoolOptions,
  MaxPoolOptions,
  MaxUnpoolOptions,
  ValuesOnly,
  WithIndices,
} from "./pool.js";
export {
  fractionalMaxPool2d,
  fractionalMaxPool2dWithIndices,
  fractionalMaxPool3d,
  fractionalMaxPool3dWithIndices,
  type FractionalMaxPoolOptions,
  type FractionalNamed,
} from "./fractional-pool.js";
export { channelShuffle, pixelShuffle, pixelUnshuffle } from "./shuffle.js";
export { celu_, elu_, hardtanh_, leakyRelu_, relu_, rrelu_, selu_, threshold_ } from "./inplace.js";
