// Datasets of images, from folders, the network, or bytes, for Node.
export { CIFAR10 } from "./cifar-node.js";
export { gunzip, readIdx } from "./idx.js";
export { ImageDataset, type ImageOptions } from "./images.js";
export type { MnistBytes } from "./mnist.js";
export { FashionMNIST, KMNIST, MNIST, type MnistOptions } from "./mnist-node.js";
export { SyntheticDigits, type SyntheticDigitsOptions } from "./synthetic-digits.js";
