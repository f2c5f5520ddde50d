// The public functions of tensors, by PyTorch's names.
import "./methods.js";

// Functions that are also methods
export * from "./api/pointwise.js";
export * from "./api/special-methods.js";
export * from "./api/compare.js";
export * from "./api/reduce.js";
export * from "./api/order.js";
export * from "./api/product.js";
export * from "./api/matrix.js";
export * from "./api/view.js";
export * from "./api/rearrange.js";
export * from "./api/indexing.js";
export * from "./api/aliases/methods.js";

// Functions only
export * from "./api/functions.js";
export * from "./api/aliases/functions.js";
export { type DrawOptions, poisson } from "./fills.js";
export {
  asTensor,
  canCast,
  finfo,
  type FloatInfo,
  iinfo,
  type IntInfo,
  isTensor,
  numel,
  resultType,
} from "./type-info.js";
export {
  bartlettWindow,
  blackmanWindow,
  hammingWindow,
  type HammingOptions,
  type Share,
  hannWindow,
  type KaiserOptions,
  kaiserWindow,
  type WindowOptions,
} from "./windows.js";

export {
  arange,
  empty,
  emptyLike,
  eye,
  fromTypedArray,
  ones,
  onesLike,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
  tensor,
  zeros,
  zerosLike,
} from "./creation.js";
export type {
  ArangeNamed,
  RandintNamed,
  RandintSize,
  RandomOptions,
  SizeArgs,
  StepOptions,
  TensorData,
  TensorOptions,
} from "./creation.js";
export { type Index, slice, Slice } from "./indexing.js";
export type { NestedArray } from "./convert.js";
export type { GradFn } from "./members.js";
export { getPrintoptions, setPrintoptions } from "./format.js";
export {
  type DimOptions,
  max,
  type MaxNamed,
  min,
  type StdNamed,
  type SumOptions,
  variance as var,
} from "./functions.js";
export { complex, imag, real, viewAsComplex, viewAsReal } from "../ops/complex/parts.js";
export { polar } from "../ops/complex/polar.js";
export { gradient, type GradientOptions } from "../ops/reduce/gradient.js";
export {
  type Bins,
  type Histogramdd,
  histogramdd,
  type HistogramddNamed,
  type HistogramOptions,
} from "../ops/sort/histogram.js";
export type { IstftOptions, StftOptions } from "../ops/fft/stft.js";
export { type LowRank, pcaLowrank, type PcaOptions, svdLowrank, type LowRankOptions } from "./lowrank.js";
export { type OrmqrOptions, type LuParts, luUnpack, type UnpackOptions } from "../ops/linalg/packed.js";
export { chainMatmul } from "../ops/linalg/power.js";
export {
  broadcastShapes,
  broadcastTensors,
  cartesianProd,
  type GridArguments,
  type GridOptions,
  meshgrid,
} from "../ops/view/broadcast.js";
export { einsum } from "../ops/product/einsum.js";
export { nonzero } from "../ops/indexing/index-put.js";
export {
  type AddOptions,
  blockDiag,
  type Contracted,
  pdist,
  tensordot,
  vander,
  type VanderOptions,
} from "../ops/product/matrix-products.js";
export { type ScatterReduce } from "../ops/indexing/scatter.js";
export {
  type AtLeast,
  atleast1d,
  atleast2d,
  atleast3d,
  columnStack,
  dstack,
  hstack,
  type Tensors,
  vstack,
} from "../ops/view/stack.js";
export { where } from "./shapes.js";
export { type LogitOptions, type RoundOptions } from "./pointwise.js";
export {
  median,
  type MedianNamed,
  nanmedian,
  searchsorted,
  unique,
  type UniqueAll,
  type UniqueAlone,
  uniqueConsecutive,
  type UniqueOptions,
  type UniqueParts,
} from "./order.js";
export {
  cumulativeTrapezoid,
  type StdMean,
  stdMean,
  trapezoid,
  trapezoid as trapz,
  type TrapezoidNamed,
  type VarMean,
  varMean,
} from "./statistics.js";
export { type IsinOptions } from "../ops/pointwise/compare.js";
export { type Frexp } from "../ops/pointwise/float-parts.js";
export { polygamma } from "../ops/special/gamma.js";
export { Generator, getRngState, initialSeed, manualSeed, seed, setRngState } from "../random/generator.js";
export { Random, random } from "../random/python.js";
export { type Complex, type DType, dtypes } from "../shape/dtype.js";
export {
  getDefaultDType as getDefaultDtype,
  promoteTypes,
  setDefaultDType as setDefaultDtype,
} from "../shape/promotion.js";
