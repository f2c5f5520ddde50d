// Transforms of images, by the names of torchvision.transforms.
export * as functional from "./functional.js";
export type { PaddingMode } from "./functional.js";
export {
  ColorJitter,
  type ColorJitterOptions,
  RandomAffine,
  type RandomAffineOptions,
  RandomApply,
  RandomCrop,
  type RandomCropOptions,
  RandomErasing,
  type RandomErasingOptions,
  RandomHorizontalFlip,
  RandomRotation,
  type RandomRotationOptions,
  RandomVerticalFlip,
} from "./random.js";
export { CenterCrop, Compose, Grayscale, Lambda, Normalize, Pad, Resize, ToTensor, type Transform } from "./simple.js";
