// Utilities for parameters and sequences.
export {
  clipGradNorm,
  clipGradNorm_,
  clipGradsWithNorm_,
  clipGradValue,
  clipGradValue_,
  type ClipNormOptions,
  getTotalNorm,
} from "./clip-grad.js";
export { removeSpectralNorm, spectralNorm, type SpectralNormOptions } from "./spectral-norm.js";
export { parametersToVector, vectorToParameters } from "./vector.js";
export { removeWeightNorm, weightNorm, type WeightNormOptions } from "./weight-norm.js";
export * as parametrizations from "./parametrizations.js";
export * as parametrize from "./parametrize.js";
export * as rnn from "./rnn.js";
