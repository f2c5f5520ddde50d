import { needTensor } from "../../core/check.js";
import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { pow } from "../../ops/pointwise/binary.js";
import { cast, clone } from "../../ops/pointwise/cast.js";
import { label } from "../../ops/label.js";
import { type Moments, momentsOf, normalize as normalized, rootMeanSquare } from "../../ops/reduce/normalize.js";
import { lineMap, resample } from "../../ops/window/resample.js";
import { trunc } from "../../ops/pointwise/unary.js";
import { narrow, reshape } from "../../ops/view/view.js";
import { type DType, dtypeInfo, isHalf } from "../../shape/dtype.js";
import { copy_ } from "../../ops/pointwise/cast.js";
import { product, range, sameArray, showShape } from "../../util/array.js";
import { full, zeros } from "../../tensor/creation.js";
import { checkFloat } from "../../ops/refuse.js";
import { add, div, mul, sub } from "../../ops/pointwise/arithmetic.js";

const badShape = (sentence: string, fix: string): never => fail("norm-shape", sentence, fix);
const epsilon = (x: Tensor): number =>
  (
    { float32: 1.1920928955078125e-7, float64: Number.EPSILON, float16: 2 ** -10, bfloat16: 2 ** -7 } as Partial<
      Record<DType, number>
    >
  )[x.dtype] ?? 1.1920928955078125e-7;

function checkType(x: Tensor, kernel: string): void {
  checkFloat(kernel, x.dtype);
}
function sameType(x: Tensor, others: readonly (Tensor | null)[]): void {
  for (const o of others)
    if (o !== null && o.dtype !== x.dtype && !(isHalf(x.dtype) && o.dtype === "float32"))
      fail(
        "norm-shape",
        `expected scalar type ${dtypeInfo[x.dtype].scalarType} but found ${dtypeInfo[o.dtype].scalarType}`,
        `the input is ${x.dtype}: use x.to("${o.dtype}").`,
      );
}

/** Both or none: fills in the missing one. */
function pair(
  weight: Tensor | null,
  bias: Tensor | null,
  shape: readonly number[],
  dtype: DType,
): readonly [Tensor, Tensor] | null {
  if (weight === null && bias === null) return null;
  return [weight ?? full(shape, 1, { dtype }), bias ?? zeros(shape, { dtype })];
}

/** float16 is computed in float32. */
function inFloat(x: Tensor, f: (x: Tensor) => Tensor): Tensor {
  return isHalf(x.dtype) ? cast(f(cast(x, "float32")), x.dtype) : f(x);
}

/** Optional arguments must be a tensor or null. */
function optional(op: string, given: Readonly<Record<string, unknown>>): void {
  for (const [name, t] of Object.entries(given)) if (t !== null) needTensor(t, op, name);
}

function needCount(name: string, t: Tensor | null, n: number): void {
  if (t !== null && t.count !== n)
    badShape(
      `${name} should contain ${n} elements not ${t.count}`,
      `dimension 1 holds the channels: the input has ${n}, the layer ${t.count}.`,
    );
}

// ---- batch ----

/** Options of {@link batchNorm}. */
export interface BatchNormOptions {
  /** The factor of each normalized channel: `[C]`. Default null: 1. */
  weight?: Tensor | null;
  /** Added after that: `[C]`. Default null: 0. */
  bias?: Tensor | null;
  /** Whether to use the batch's own mean and variance, and update the running ones. Default false. */
  training?: boolean;
  /** The weight of the new batch in the running values. Default 0.1. */
  momentum?: number;
  /** Added to the variance. Default 1e-5. */
  eps?: number;
}
const readBatch = readerOf<BatchNormOptions>("batchNorm", ["weight", "bias", "training", "momentum", "eps"]);

/**
 * Further arguments, by position or by name: weight = null, bias = null, training = false, momentum = 0.1, eps = 1e−5.
 */
export type BatchNormArguments = Rest<
  [weight: Tensor | null, bias: Tensor | null, training: boolean, momentum: number, eps: number],
  BatchNormOptions
>;
/** Arguments of {@link batchNorm}, by name. */
interface RunningMeanRunningVarNamed {
  /** The moving average of the mean `[C]`, or null. */
  runningMean: Tensor | null;
  /** The moving average of the variance `[C]`, or null. */
  runningVar: Tensor | null;
}
/**
 * Batch normalization (Ioffe & Szegedy 2015): normalizes each channel of `[N, C, …]` to mean 0 and variance 1. With
 * `training`, uses the mean and variance of the batch and updates `runningMean` and `runningVar` (`[C]`, or null) in
 * place; otherwise uses `runningMean` and `runningVar`.
 *
 * Further arguments, by position or by name: weight = null, bias = null, training = false, momentum = 0.1, eps = 1e−5.
 *
 * @throws KindlingError `norm-shape`; `norm-single` for a single value per channel in training.
 * @example
 * F.batchNorm(tensor([[1], [3]]), null, null, { training: true, eps: 0 }).tolist(); // → -1,1
 * F.batchNorm(tensor([[5]]), tensor([3]), tensor([4]), { eps: 0 }).item(); // → 1
 */
export function batchNorm(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  ...options: BatchNormArguments
): Tensor;
/**
 * Batch normalization (Ioffe & Szegedy 2015): normalizes each channel of `[N, C, …]` to mean 0 and variance 1. With
 * `training`, uses the mean and variance of the batch and updates `runningMean` and `runningVar` (`[C]`, or null) in
 * place; otherwise uses `runningMean` and `runningVar`. Takes all arguments after the first by name.
 */
export function batchNorm(x: Tensor, options: BatchNormOptions & RunningMeanRunningVarNamed): Tensor;
export function batchNorm(x: Tensor, ...args: unknown[]): Tensor {
  const [runningMean, runningVar, ...rest] = required<[Tensor | null, Tensor | null]>(
    "batchNorm",
    ["runningMean", "runningVar"],
    args,
  );
  const { weight = null, bias = null, training = false, momentum = 0.1, eps = 1e-5 } = readBatch(rest);
  return batchNormalized(x, runningMean, runningVar, weight, bias, training, momentum, eps);
}

/** {@link batchNorm} with all its arguments. A momentum that changes from step to step is a tensor. */
export function batchNormalized(
  x: Tensor,
  runningMean: Tensor | null,
  runningVar: Tensor | null,
  weight: Tensor | null,
  bias: Tensor | null,
  training: boolean,
  momentum: number | Tensor,
  eps: number,
): Tensor {
  needTensor(x, "batchNorm");
  optional("batchNorm", { runningMean, runningVar, weight, bias });
  const nd = x.shape.length;
  if (nd === 1 && x.count === 0) return scaleAndShift(clone(x), weight, bias);
  if (nd < 2) badShape(`expected 2D or higher input (got ${nd}D input)`, "the dimensions are [batch, channels, …].");
  if (training && x.count === x.shape[1])
    fail(
      "norm-single",
      `Expected more than 1 value per channel when training, got input size torch.Size(${showShape(x.shape)})`,
      "use a larger batch, or model.eval().",
    );
  const channels = x.shape[1]!;
  checkType(x, "batch_norm");
  if (!training) {
    if (runningMean === null)
      fail("norm-shape", "running_mean must be defined in evaluation mode", "pass runningMean, or set training: true.");
    if (runningVar === null)
      fail("norm-shape", "running_var must be defined in evaluation mode", "pass runningVar, or set training: true.");
  }
  needCount("running_mean", runningMean, channels);
  needCount("running_var", runningVar, channels);
  needCount("weight", weight, channels);
  needCount("bias", bias, channels);
  sameType(x, [weight, bias, runningMean]);
  const shape = x.shape.map((_, d) => (d === 1 ? channels : 1)),
    dims = range(nd).filter((d) => d !== 1);
  return inFloat(x, (x) => {
    const over = (t: Tensor): Tensor => reshape(cast(t, x.dtype), shape);
    const affine = pair(weight === null ? null : over(weight), bias === null ? null : over(bias), shape, x.dtype);
    let moments: Moments;
    if (training) {
      moments = momentsOf(x, dims);
      const n = x.count / channels;
      if (n > 0)
        noGrad(() => {
          if (runningMean !== null) approach(runningMean, reshape(moments.mean, [channels]), momentum);
          if (runningVar !== null)
            approach(runningVar, mul(reshape(moments.variance, [channels]), n / (n - 1)), momentum); // the unbiased estimate from n samples
        });
    } else moments = noGrad(() => ({ mean: over(runningMean!), variance: over(runningVar!) }));
    return normalized(x, training ? dims : null, moments, eps, affine, "NativeBatchNormBackward0");
  });
}

/** PyTorch's result for a tensor with no elements and no channels. */
function scaleAndShift(x: Tensor, weight: Tensor | null, bias: Tensor | null): Tensor {
  const scaled = weight === null ? x : mul(x, narrow(weight, 0, 0, 1));
  return bias === null ? scaled : add(scaled, narrow(bias, 0, 0, 1));
}

/** Moves a running value towards a new one, in place. */
function approach(running: Tensor, value: Tensor, momentum: number | Tensor): void {
  const keep = typeof momentum === "number" ? 1 - momentum : sub(1, momentum);
  copy_(running, add(mul(running, keep), mul(cast(value, running.dtype), momentum)));
}

// ---- within one sample ----

/** Options of {@link instanceNorm}. */
export interface InstanceNormOptions {
  /** A running mean `[C]`, updated in place; without `useInputStats`, it is used as the mean. */
  runningMean?: Tensor | null;
  /** A running variance `[C]`, like `runningMean`. */
  runningVar?: Tensor | null;
  /** The factor of each normalized channel: `[C]`. Default null: 1. */
  weight?: Tensor | null;
  /** Added after that: `[C]`. Default null: 0. */
  bias?: Tensor | null;
  /** Whether to use the sample's own mean and variance. Default true. */
  useInputStats?: boolean;
  /** The weight of the new batch in the running values. Default 0.1. */
  momentum?: number;
  /** Added to the variance. Default 1e-5. */
  eps?: number;
}
const readInstance = readerOf<InstanceNormOptions>("instanceNorm", [
  "runningMean",
  "runningVar",
  "weight",
  "bias",
  "useInputStats",
  "momentum",
  "eps",
]);

/**
 * Further arguments, by position or by name: runningMean = null, runningVar = null, weight = null, bias = null,
 * useInputStats = true, momentum = 0.1, eps = 1e−5.
 */
export type InstanceNormArguments = Rest<
  [
    runningMean: Tensor | null,
    runningVar: Tensor | null,
    weight: Tensor | null,
    bias: Tensor | null,
    useInputStats: boolean,
    momentum: number,
    eps: number,
  ],
  InstanceNormOptions
>;
/**
 * Instance normalization (Ulyanov et al. 2016): normalizes each channel of each sample of `[N, C, …]` to mean 0 and
 * variance 1.
 *
 * Further arguments, by position or by name: runningMean = null, runningVar = null, weight = null, bias = null,
 * useInputStats = true, momentum = 0.1, eps = 1e−5.
 *
 * @throws KindlingError `norm-shape`, `norm-single`.
 * @example
 * F.instanceNorm(tensor([[[1, 3], [10, 14]]]), { eps: 0 }).tolist(); // → -1,1,-1,1
 */
export function instanceNorm(x: Tensor, ...options: InstanceNormArguments): Tensor {
  const {
    runningMean = null,
    runningVar = null,
    weight = null,
    bias = null,
    useInputStats = true,
    momentum = 0.1,
    eps = 1e-5,
  } = readInstance(options);
  needTensor(x, "instanceNorm");
  optional("instanceNorm", { runningMean, runningVar, weight, bias });
  const nd = x.shape.length,
    spatial = product(x.shape.slice(2));
  if (nd < 2) badShape(`expected 3D or higher input (got ${nd}D input)`, "the dimensions are [batch, channels, …].");
  if (useInputStats && spatial === 1)
    fail(
      "norm-single",
      `Expected more than 1 spatial element when training, got input size torch.Size(${showShape(x.shape)})`,
      "each channel of each sample is normalized by itself, but has a single element here.",
    );
  if (!useInputStats && (runningMean === null || runningVar === null))
    fail(
      "norm-shape",
      "Expected running_mean and running_var to be defined when use_input_stats is false",
      "pass runningMean and runningVar, or leave useInputStats true.",
    );
  checkType(x, "batch_norm");
  const channels = x.shape[1]!,
    samples = x.shape[0]!;
  for (const [name, t] of [
    ["running_mean", runningMean],
    ["running_var", runningVar],
    ["weight", weight],
    ["bias", bias],
  ] as const)
    if (t !== null && t.count !== channels)
      badShape(
        `${name} should contain ${samples * channels} elements not ${samples * t.count}`,
        `dimension 1 holds the channels: the input has ${channels}, the layer ${t.count}.`,
      );
  sameType(x, [weight, bias, runningMean]);
  const shape = x.shape.map((_, d) => (d === 1 ? channels : 1)),
    dims = range(nd).slice(2);
  return inFloat(x, (x) => {
    const over = (t: Tensor): Tensor => reshape(cast(t, x.dtype), shape);
    const affine = pair(weight === null ? null : over(weight), bias === null ? null : over(bias), shape, x.dtype);
    if (!useInputStats)
      return normalized(
        x,
        null,
        noGrad(() => ({ mean: over(runningMean!), variance: over(runningVar!) })),
        eps,
        affine,
        "ViewBackward0",
      );
    const moments = momentsOf(x, dims);
    noGrad(() => {
      const average = (t: Tensor): Tensor => reshape(t, [samples, channels]).mean(0);
      if (runningMean !== null) approach(runningMean, average(moments.mean), momentum);
      if (runningVar !== null) approach(runningVar, mul(average(moments.variance), spatial / (spatial - 1)), momentum);
    });
    return normalized(x, dims, moments, eps, affine, "ViewBackward0");
  });
}

function lastDims(x: Tensor, normalizedShape: readonly number[], weight: Tensor | null): number[] {
  if (!Array.isArray(normalizedShape))
    badShape(
      `rms_norm(): argument 'normalized_shape' must be tuple of ints, but got ${String(normalizedShape)}`,
      "for the last dimension alone [n].",
    );
  if (normalizedShape.length === 0)
    badShape(
      "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got normalized_shape = []",
      "for example x.shape.slice(-1).",
    );
  if (weight !== null && !sameArray(weight.shape, normalizedShape))
    badShape(
      `Expected weight to be of same shape as normalized_shape, but got weight of shape ${showShape(weight.shape)} and normalized_shape = ${showShape(normalizedShape)}`,
      "give weight and bias the shape of what is normalized.",
    );
  const lead = x.shape.length - normalizedShape.length;
  if (lead < 0 || !sameArray(x.shape.slice(lead), normalizedShape))
    badShape(
      `Given normalized_shape=${showShape(normalizedShape)}, expected input with shape [*, ${normalizedShape.join(", ")}], but got input of size${showShape(x.shape)}`,
      `its last dimension${normalizedShape.length > 1 ? "s" : ""} must be ${normalizedShape.join(", ")}.`,
    );
  return range(normalizedShape.length).map((d) => lead + d);
}

/** Options of {@link rmsNorm}. */
export interface RmsNormOptions {
  /** The factor of each normalized element, of the normalized shape. Default null: 1. */
  weight?: Tensor | null;
  /** Added to the mean of the squares. Default null: the dtype's machine epsilon. */
  eps?: number | null;
}
const readRms = readerOf<RmsNormOptions>("rmsNorm", ["weight", "eps"]);
/** Further arguments, by position or by name: weight = null, eps = null (machine epsilon). */
export type RmsNormArguments = Rest<[weight: Tensor | null, eps: number | null], RmsNormOptions>;
/**
 * RMS normalization (Zhang & Sennrich 2019): divides x by the root mean square over the last dimensions, whose sizes
 * are `normalizedShape`.
 *
 * Further arguments, by position or by name: weight = null, eps = null (machine epsilon).
 *
 * @throws KindlingError `norm-shape`.
 * @example
 * F.rmsNorm(tensor([[6, 0, 0, 0]]), [4], { eps: 0 }).tolist(); // → 2,0,0,0
 */
export function rmsNorm(x: Tensor, normalizedShape: readonly number[], ...options: RmsNormArguments): Tensor {
  const { weight = null, eps = null } = readRms(options);
  needTensor(x, "rmsNorm");
  optional("rmsNorm", { weight });
  const dims = lastDims(x, normalizedShape, weight);
  checkType(x, "rms_norm");
  const scale = rootMeanSquare(isHalf(x.dtype) ? cast(x, "float32") : x, dims, eps ?? epsilon(x));
  const out = cast(scale, x.dtype);
  return weight === null ? out : mul(out, weight);
}

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  /** The factor of each normalized channel: `[C]`. Default null: 1. */
  weight?: Tensor | null;
  /** Added after that: `[C]`. Default null: 0. */
  bias?: Tensor | null;
  /** Added to the variance. Default 1e-5. */
  eps?: number;
}
const readGroup = readerOf<GroupNormOptions>("groupNorm", ["weight", "bias", "eps"]);
/** Further arguments, by position or by name: weight = null, bias = null, eps = 1e−5. */
export type GroupNormArguments = Rest<[weight: Tensor | null, bias: Tensor | null, eps: number], GroupNormOptions>;
/** Arguments of {@link groupNorm}, by name. */
interface NumGroupsNamed {
  /** The number of groups that the channels are divided into. */
  numGroups: number;
}
/**
 * Group normalization (Wu & He 2018): the channels of `[N, C, …]` form `numGroups` groups, and each group of each
 * sample is normalized to mean 0 and variance 1.
 *
 * Further arguments, by position or by name: weight = null, bias = null, eps = 1e−5.
 *
 * @throws KindlingError `norm-shape`, `norm-single`.
 * @example
 * F.groupNorm(tensor([[[1], [3], [10], [14]]]), 2, { eps: 0 }).tolist(); // → -1,1,-1,1
 */
export function groupNorm(x: Tensor, numGroups: number, ...options: GroupNormArguments): Tensor;
/**
 * Group normalization (Wu & He 2018): the channels of `[N, C, …]` form `numGroups` groups, and each group of each
 * sample is normalized to mean 0 and variance 1. Takes all arguments after the first by name.
 */
export function groupNorm(x: Tensor, options: GroupNormOptions & NumGroupsNamed): Tensor;
export function groupNorm(x: Tensor, ...args: unknown[]): Tensor {
  const [numGroups, ...rest] = required<[number]>("groupNorm", ["numGroups"], args);
  const { weight = null, bias = null, eps = 1e-5 } = readGroup(rest);
  needTensor(x, "groupNorm");
  optional("groupNorm", { weight, bias });
  if (x.shape.length < 2)
    badShape(
      `Expected at least 2 dimensions for input tensor but received ${x.shape.length}`,
      "the dimensions are [batch, channels, …].",
    );
  const channels = x.shape[1]!,
    each = channels / numGroups,
    inner = product(x.shape.slice(2));
  if (!(numGroups > 0))
    fail("norm-option", `Expected num groups to be greater than 0, got ${numGroups}`, "for example F.groupNorm(x, 4).");
  if (!Number.isInteger(each))
    badShape(
      `Expected number of channels in input to be divisible by num_groups, but got input of shape ${showShape(x.shape)} and num_groups=${numGroups}`,
      `choose a numGroups that divides ${x.shape[1]}.`,
    );
  for (const [name, t] of [
    ["weight", weight],
    ["bias", bias],
  ] as const)
    if (t !== null && !sameArray(t.shape, [channels]))
      badShape(
        `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ${showShape(t.shape)} and input of shape ${showShape(x.shape)}`,
        `give ${name} ${x.shape[1]} elements.`,
      );
  if (x.shape[0]! * each * inner === 1)
    fail(
      "norm-single",
      `Expected more than 1 value per channel when training, got input size ${showShape([x.shape[0]! * each, numGroups, ...x.shape.slice(2)])}`,
      "use larger inputs or fewer groups; in evaluation call model.eval().",
    );
  checkType(x, "GroupNormKernelImpl");
  sameType(x, [weight, bias]);
  return inFloat(x, (x) => {
    const grouped = reshape(x, [x.shape[0]!, numGroups, each, inner]),
      dims = [2, 3];
    const as = (t: Tensor | null): Tensor | null =>
      t === null ? null : reshape(cast(t, x.dtype), [numGroups, each, 1]);
    const out = normalized(
      grouped,
      dims,
      momentsOf(grouped, dims),
      eps,
      pair(as(weight), as(bias), [numGroups, each, 1], x.dtype),
      "NativeGroupNormBackward0",
    );
    return label(reshape(out, x.shape), "NativeGroupNormBackward0");
  });
}

// ---- over neighbouring channels ----

/** Options of {@link localResponseNorm}. */
export interface LocalResponseNormOptions {
  /** The factor of the mean of the squares. Default 1e-4. */
  alpha?: number;
  /** The exponent. Default 0.75. */
  beta?: number;
  /** Added to the mean. Default 1. */
  k?: number;
}
const readLocal = readerOf<LocalResponseNormOptions>("localResponseNorm", ["alpha", "beta", "k"]);
/** Further arguments, by position or by name: alpha = 1e−4, beta = 0.75, k = 1. */
export type LocalResponseNormArguments = Rest<[alpha: number, beta: number, k: number], LocalResponseNormOptions>;
/** Arguments of {@link localResponseNorm}, by name. */
interface SizeNamed {
  /** The number of neighbouring channels. */
  size: number;
}
/**
 * Local response normalization (Krizhevsky et al. 2012): divides each element of `[N, C, …]` by
 * `(k + alpha · mean)^beta`, with the mean of the squares in `size` neighbouring channels.
 *
 * Further arguments, by position or by name: alpha = 1e−4, beta = 0.75, k = 1.
 *
 * @example
 * F.localResponseNorm(ones(1, 3, 1), 2, { alpha: 4, beta: 1, k: 0 }).tolist(); // → 0.5,0.25,0.25
 */
export function localResponseNorm(x: Tensor, size: number, ...options: LocalResponseNormArguments): Tensor;
/**
 * Local response normalization (Krizhevsky et al. 2012): divides each element of `[N, C, …]` by
 * `(k + alpha · mean)^beta`, with the mean of the squares in `size` neighbouring channels. Takes all arguments after
 * the first by name.
 */
export function localResponseNorm(x: Tensor, options: LocalResponseNormOptions & SizeNamed): Tensor;
export function localResponseNorm(x: Tensor, ...args: unknown[]): Tensor {
  const [size, ...rest] = required<[number]>("localResponseNorm", ["size"], args);
  const { alpha = 1e-4, beta = 0.75, k = 1 } = readLocal(rest);
  needTensor(x, "localResponseNorm");
  if (x.shape.length < 3)
    badShape(
      `Expected 3D or higher dimensionality                          input (got ${x.shape.length} dimensions)`,
      "the dimensions are [batch, channels, …].",
    );
  if (x.count === 0) return x;
  const channels = x.shape[1]!,
    before = Math.floor(size / 2),
    inner = product(x.shape.slice(2));
  const map = lineMap(channels, channels, (i, add) => {
    for (let c = Math.max(0, i - before); c < Math.min(channels, i - before + size); c++) add(c, 1 / size);
  });
  const whole = x.dtype === "int64",
    sum = reshape(mul(x, x), [x.shape[0]!, channels, inner]);
  const average = resample(
    whole ? cast(sum, "float64") : sum,
    [map, lineMap(inner, inner, (i, add) => add(i, 1))],
    "avg_pool2d",
  );
  // Whole numbers are divided as such; weights like 1/3 may have made 3 slightly smaller.
  const squares = whole ? cast(trunc(mul(average, 1 + 1e-12)), "int64") : average;
  return div(x, pow(add(mul(reshape(squares, x.shape), alpha), k), beta));
}
