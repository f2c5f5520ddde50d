// Functions with an inverse and a Jacobian: distributions.transforms, and each under its name in distributions.
export { AbsTransform } from "./abs.js";
export { AffineTransform, type AffineOptions } from "./affine.js";
export { CatTransform, type CatTransformOptions } from "./cat.js";
export { ComposeTransform } from "./compose.js";
export { CumulativeDistributionTransform } from "./cumulative-distribution.js";
export { ExpTransform } from "./exp.js";
export { IndependentTransform, type IndependentTransformOptions } from "./independent.js";
export { LowerCholeskyTransform } from "./lower-cholesky.js";
export { PowerTransform } from "./power.js";
export { ReshapeTransform, type ReshapeTransformOptions } from "./reshape.js";
export { SigmoidTransform } from "./sigmoid.js";
export { SoftmaxTransform } from "./softmax.js";
export { SoftplusTransform } from "./softplus.js";
export { StackTransform, type StackTransformOptions } from "./stack.js";
export { StickBreakingTransform } from "./stick-breaking.js";
export { TanhTransform } from "./tanh.js";
export { Transform, type TransformOptions } from "./transform.js";
