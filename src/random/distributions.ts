// PyTorch's CPU distributions over contiguous typed arrays: the same numbers in the same order, and the generator in
// the same state afterwards. Tensors are handled by other folders.
export { bernoulli, bernoulliTensor, dropoutNoise, exponential, uniform, uniform16 } from "./uniform.js";
export { normal, normal16, normalOneByOne } from "./normal.js";
export { randint, randomSeed63, randperm } from "./integers.js";
export { multinomial } from "./multinomial.js";
