// Tensor functions, by PyTorch's names.
import "./methods.js";
import "../ops/complex/forms.js";

export { type DrawOptions, poisson } from "./fills.js";
export { logspace } from "./creation.js";
export { asTensor, canCast, finfo, type FloatInfo, iinfo, type IntInfo, isFloatingPoint, isNonzero, isSigned, isTensor, numel, resultType } from "./questions.js";
export { bartlettWindow, blackmanWindow, hammingWindow, hannWindow, kaiserWindow, type WindowOptions } from "./windows.js";

export { arange, bernoulli, empty, emptyLike, eye, fromTypedArray, full, fullLike, linspace, multinomial, normal, ones, onesLike, rand, randint, randintLike, randLike, randn, randnLike, randperm, tensor, zeros, zerosLike } from "./creation.js";
export type { RandomOptions, TensorData, TensorOptions } from "./creation.js";
export { get, type Index, set, slice, Slice } from "./indexing.js";
export type { NestedArray } from "./convert.js";
export type { GradFn } from "./methods.js";
export { getPrintoptions, setPrintoptions } from "./format.js";
export { add, addcdiv, addcmul, all, amax, amin, any, argmax, argmin, concat, div, expand, logsumexp, logSoftmax, max, mean, min, norm, permute, prod, repeat, reshape, softmax, std, sub, sum, unbind, variance as var, view } from "./functions.js";
export { atan2, bitwiseAnd, bitwiseLeftShift, bitwiseOr, bitwiseRightShift, bitwiseXor, eq, floorDivide, fmod, ge, gt, le, lerp, logicalAnd, logicalOr, logicalXor, lt, maximum, minimum, mul, ne, pow, remainder } from "../ops/binary.js";
export { clone, contiguous } from "../ops/cast.js";
export { allclose, isclose } from "../ops/composite.js";
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
export { istft, type IstftOptions, stft, type StftOptions } from "../ops/stft.js";
export { type LowRank, pcaLowrank, type PcaLowrankOptions, svdLowrank, type SvdLowrankOptions } from "./lowrank.js";
export { geqrf, ormqr, type OrmqrOptions, luSolveOf as luSolve, luUnpack } from "../ops/linalg/packed.js";
export { householderProduct as orgqr } from "../ops/linalg/tensors.js";
export { chainMatmul, matrixExp, matrixPower } from "../ops/linalg/power.js";
export { qrOf as qr } from "../ops/linalg/qr.js";
export { svdOf as svd } from "../ops/linalg/svd.js";
export { crossOf as cross } from "../ops/linalg/vectors.js";
export { gather, indexSelect, maskedSelect, scatterAdd, take } from "../ops/index.js";
export { broadcastShapes, broadcastTensors, broadcastTo, cartesianProd, combinations, meshgrid, repeatInterleave, tile } from "../ops/broadcast.js";
export { einsum } from "../ops/einsum.js";
export { flip, fliplr, flipud, roll, rot90 } from "../ops/flip.js";
export { asStridedScatter, diagonalScatter, selectScatter, sliceScatter } from "../ops/part.js";
export { argwhere, indexAdd, indexCopy, indexFill, indexPut, maskedScatter, narrowCopy, nonzero, put, takeAlongDim } from "../ops/place.js";
export { addbmm, addmm, type AddOptions, addmv, addr, baddbmm, blockDiag, cdist, inner, kron, pdist, renorm, tensordot, vander } from "../ops/products.js";
export { indexReduce, scatter, type ScatterReduce, scatterReduce } from "../ops/scatter.js";
export { adjoint, type AtLeast, atleast1d, atleast2d, atleast3d, columnStack, dsplit, dstack, hsplit, hstack, ravel, type Tensors, tensorSplit, vsplit, vstack } from "../ops/stack.js";
export { diag, diagEmbed, diagflat, trace, tril, trilIndices, triu, triuIndices } from "../ops/triangle.js";
export { concatenate, ger, moveaxis, rowStack, splitWithSizes, swapaxes, swapdims, unsafeChunk, unsafeSplit } from "./shapes.js";
export { cat, chunk, split, stack } from "../ops/join.js";
export { clamp, maskedFill, nanToNum } from "../ops/select.js";
export { where } from "./shapes.js";
export {
  abs, acos, acosh, asin, asinh, atan, atanh, bitwiseNot, ceil, cos, cosh, erf, exp, exp2, expm1, floor, frac, isfinite, isinf, isnan, log, log10, log1p, log2,
  logicalNot, neg, reciprocal, relu, rsqrt, sigmoid, sign, sin, sinh, sqrt, square, tan, tanh, trunc,
} from "../ops/unary.js";
export { asStrided, detach, diagonal, flatten, movedim, narrow, select, squeeze, t, transpose, unfold, unflatten, unsqueeze } from "../ops/view.js";
export { absolute, arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, clip, divide, fix, greater, greaterEqual, less, lessEqual, multiply, negative, notEqual, subtract, trueDivide } from "./aliases.js";
export { clampMax, clampMin, logit, type LogitOptions, round, type RoundOptions } from "./pointwise.js";
export {
  argsort, bincount, type BincountOptions, bucketize, cummax, cummin, cumprod, cumsum, histc, type HistcOptions, kthvalue, logcumsumexp, median, mode, nanmedian, searchsorted, sort, type SortOptions, topk,
  type TopkOptions, unique, uniqueConsecutive, type UniqueOptions,
} from "./order.js";
export { aminmax, countNonzero, cov, cumulativeTrapezoid, diff, dist, nanmean, nanquantile, nansum, quantile, stdMean, trapezoid, trapezoid as trapz, varMean } from "./statistics.js";
export { msort } from "../ops/sort.js";
export { corrcoef } from "../ops/statistics.js";
export { deg2rad, hypot, rad2deg, sinc } from "../ops/angles.js";
export { i0 } from "../ops/bessel.js";
export { equal, fmax, fmin, gcd, isin, type IsinOptions, isreal, lcm } from "../ops/compare.js";
export { copysign, type Frexp, frexp, heaviside, isneginf, isposinf, ldexp, nextafter, positive, sgn, signbit } from "../ops/float-parts.js";
export { digamma, igamma, igammac, lgamma, mvlgamma, polygamma } from "../ops/gamma.js";
export { floatPower, logaddexp, logaddexp2, xlogy } from "../ops/logs.js";
export { erfc, erfinv } from "../ops/normal.js";
export { Generator, getRngState, initialSeed, manualSeed, seed, setRngState } from "../random/generator.js";
export { Random, random } from "../random/python.js";
export { type Complex, type DType, dtypes } from "../shape/dtype.js";
export { getDefaultDType as getDefaultDtype, promoteTypes, setDefaultDType as setDefaultDtype } from "../shape/promotion.js";
