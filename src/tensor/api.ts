// Tensor functions, by PyTorch's names.
import "./methods.js";

export { type DrawOptions, poisson } from "./fills.js";
export { asTensor, canCast, finfo, type FloatInfo, iinfo, type IntInfo, isFloatingPoint, isNonzero, isSigned, isTensor, numel, resultType } from "./questions.js";
export { bartlettWindow, blackmanWindow, hammingWindow, hannWindow, kaiserWindow, type WindowOptions } from "./windows.js";

export {
  arange, bernoulli, empty, emptyLike, eye, fromTypedArray, ones, onesLike, rand, randint, randintLike,
  randLike, randn, randnLike, randperm, tensor, zeros, zerosLike,
} from "./creation.js";
export type { RandomOptions, TensorData, TensorOptions } from "./creation.js";
export { get, type Index, set, slice, Slice } from "./indexing.js";
export type { NestedArray } from "./convert.js";
export type { GradFn } from "./methods.js";
export { getPrintoptions, setPrintoptions } from "./format.js";
export {
  add, all, amax, amin, any, argmax, argmin, div, expand, logsumexp, logSoftmax, max, mean, min, norm, prod, reshape, softmax, std, sub, sum,
  variance as var, view,
} from "./functions.js";
export {
  atan2, bitwiseAnd, bitwiseLeftShift, bitwiseOr, bitwiseRightShift, bitwiseXor, eq, floorDivide, fmod, ge, gt, le, logicalAnd, logicalOr,
  logicalXor, lt, maximum, minimum, mul, ne, pow, remainder,
} from "../ops/binary.js";
export { clone, contiguous } from "../ops/cast.js";
export { bmm, dot, matmul, mm, mv, outer } from "../ops/contract.js";
export { complex, conj, imag, isComplexTensor as isComplex, real, viewAsComplex, viewAsReal } from "../ops/complex/parts.js";
export { conjPhysical, isConj, isNeg, resolveConj, resolveNeg, vdot } from "../ops/complex/conjugates.js";
export { angle, polar } from "../ops/complex/polar.js";
export { choleskyOf as cholesky, choleskyInverse, choleskySolve } from "../ops/linalg/cholesky.js";
export { det, logdet, slogdet } from "../ops/linalg/det.js";
export { inv as inverse } from "../ops/linalg/inverse.js";
export { pinv as pinverse } from "../ops/linalg/pinv.js";
export { gradient, type GradientOptions } from "../ops/gradient.js";
export { histogram, histogramdd, type HistogramOptions } from "../ops/histogram.js";
export type { IstftOptions, StftOptions } from "../ops/stft.js";
export { type LowRank, pcaLowrank, type PcaLowrankOptions, svdLowrank, type SvdLowrankOptions } from "./lowrank.js";
export { geqrf, ormqr, type OrmqrOptions, luSolveOf as luSolve, luUnpack } from "../ops/linalg/packed.js";
export { householderProduct as orgqr } from "../ops/linalg/tensors.js";
export { chainMatmul, matrixExp } from "../ops/linalg/power.js";
export { qrOf as qr } from "../ops/linalg/qr.js";
export { svdOf as svd } from "../ops/linalg/svd.js";
export { broadcastShapes, broadcastTensors, cartesianProd, meshgrid } from "../ops/broadcast.js";
export { einsum } from "../ops/einsum.js";
export { fliplr, flipud } from "../ops/flip.js";
export { argwhere, nonzero } from "../ops/place.js";
export { type AddOptions, blockDiag, inner, kron, pdist, tensordot, vander } from "../ops/products.js";
export { type ScatterReduce } from "../ops/scatter.js";
export { adjoint, type AtLeast, atleast1d, atleast2d, atleast3d, columnStack, dstack, hstack, ravel, type Tensors, vstack } from "../ops/stack.js";
export { trace } from "../ops/triangle.js";
export { ger, rowStack } from "./shapes.js";
export { where } from "./shapes.js";
export {
  abs, acos, acosh, asin, asinh, atan, atanh, bitwiseNot, ceil, cos, cosh, erf, exp, exp2, expm1, floor, frac, isfinite, isinf, isnan, log, log10, log1p, log2,
  logicalNot, neg, reciprocal, relu, rsqrt, sigmoid, sign, sin, sinh, sqrt, square, tan, tanh, trunc,
} from "../ops/unary.js";
export { detach, t } from "../ops/view.js";
export {
  absolute, arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, divide, fix, greater, greaterEqual, less, lessEqual, multiply, negative,
  notEqual, subtract, trueDivide,
} from "./aliases.js";
export { logit, type LogitOptions, round, type RoundOptions } from "./pointwise.js";
export {
  argsort, bincount, type BincountOptions, cummax, cummin, cumprod, cumsum, histc, type HistcOptions, logcumsumexp, median, mode, nanmedian,
  searchsorted, sort, type SortOptions, type TopkOptions, unique, uniqueConsecutive, type UniqueOptions,
} from "./order.js";
export { aminmax, countNonzero, cov, cumulativeTrapezoid, nanmean, nansum, stdMean, trapezoid, trapezoid as trapz, varMean } from "./statistics.js";
export { msort } from "../ops/sort.js";
export { corrcoef } from "../ops/statistics.js";
export { deg2rad, hypot, rad2deg, sinc } from "../ops/angles.js";
export { i0 } from "../ops/bessel.js";
export { equal, fmax, fmin, gcd, type IsinOptions, isreal, lcm } from "../ops/compare.js";
export { copysign, type Frexp, frexp, heaviside, isneginf, isposinf, ldexp, nextafter, positive, sgn, signbit } from "../ops/float-parts.js";
export { digamma, igamma, igammac, lgamma, polygamma } from "../ops/gamma.js";
export { floatPower, logaddexp, logaddexp2, xlogy } from "../ops/logs.js";
export { erfc, erfinv } from "../ops/normal.js";
export { Generator, getRngState, initialSeed, manualSeed, seed, setRngState } from "../random/generator.js";
export { Random, random } from "../random/python.js";
export { type Complex, type DType, dtypes } from "../shape/dtype.js";
export { getDefaultDType as getDefaultDtype, promoteTypes, setDefaultDType as setDefaultDtype } from "../shape/promotion.js";
export {
  addbmm, addcdiv, addcmul, addmm, addmv, addr, allclose, asStrided, asStridedScatter, baddbmm, broadcastTo, chunk,
  clamp, clampMax, clampMin, clip, cross, diag, diagEmbed, diagflat, diagonal, diagonalScatter, diff, dist,
  dsplit, flatten, flip, gather, hsplit, indexAdd, indexCopy, indexFill, indexPut, indexReduce, indexSelect, isclose, kthvalue, lerp,
  maskedFill, maskedScatter, maskedSelect, matrixPower, moveaxis, movedim, multinomial, mvlgamma, nanquantile, nanToNum, narrow, narrowCopy,
  permute, put, quantile, renorm, repeat, repeatInterleave, roll, rot90, scatter, scatterAdd, scatterReduce, select, selectScatter,
  sliceScatter, split, splitWithSizes, squeeze, swapaxes, swapdims, take, takeAlongDim, tensorSplit, tile, topk, transpose, tril, triu,
  unbind, unflatten, unfold, unsafeChunk, unsafeSplit, unsqueeze, vsplit,
  istft, stft,
} from "./signatures.js";
export { bucketize, cat, cdist, combinations, concat, concatenate, full, fullLike, isin, linspace, logspace, normal, stack, trilIndices, triuIndices } from "./signatures-functions.js";
