// PyTorch's CPU distributions over contiguous typed arrays: the same numbers in the same order, and the generator left
// at the same place. Tensors are the business of the floors below.
export { bernoulli, bernoulliTensor, dropoutNoise, exponential, uniform, uniform16 } from "./uniform.js";
export { normal, normal16, normalOneByOne } from "./normal.js";
export { randint, randomSeed63, randperm } from "./integers.js";
export { multinomial } from "./multinomial.js";
