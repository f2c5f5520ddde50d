// Datasets of images, from bytes, for browsers.
export { CIFAR10 } from "./cifar.js";
export { gunzip, readIdx } from "./idx.js";
export { ImageDataset, type ImageOptions } from "./images.js";
export { FashionMNIST, KMNIST, MNIST, type MnistBytes } from "./mnist.js";
export { SyntheticDigits, type SyntheticDigitsOptions } from "./synthetic-digits.js";
