import { needTensor } from "../core/check.js";
import { noGrad } from "../core/modes.js";
import type { Tensor } from "../core/tensor.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { warn } from "../diagnose/warn.js";
import { copy_ } from "../ops/pointwise/cast.js";
import { reshape } from "../ops/view/view.js";
import type { Generator } from "../random/generator.js";
import { contiguousStrides } from "../shape/layout.js";
import { toTypedArray } from "../tensor/convert.js";
import { empty, eye, randn, tensor as tensorOf } from "../tensor/creation.js";
import * as fills from "../tensor/fills.js";
import * as inplace from "../tensor/inplace.js";
import { product } from "../util/array.js";
import { erf, erfinv } from "../util/special.js";
import { byName, exactly, noMore, type Rest } from "../diagnose/arguments.js";

// Initializations: fill a tensor in place, outside the graph, and return it. For the same seed, the numbers are
// PyTorch's.

/** Initializations with random numbers accept a generator. */
interface Random {
  /** The source of random numbers. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}
/** Options of {@link uniform_}. */
export interface UniformOptions extends Random {
  /** The lower bound, inclusive. Default 0. */
  a?: number;
  /** The upper bound, exclusive. Default 1. */
  b?: number;
}
/** Further arguments, by position or by name: a = 0, b = 1; by name only: generator. */
export type UniformArguments = Rest<[a: number, b: number], UniformOptions>;
/** Options of {@link normal_}. */
export interface NormalOptions extends Random {
  /** Default 0. */
  mean?: number;
  /** The standard deviation. Default 1. */
  std?: number;
}
/** Further arguments, by position or by name: mean = 0, std = 1; by name only: generator. */
export type NormalArguments = Rest<[mean: number, std: number], NormalOptions>;
/** Options of {@link truncNormal_}. */
export interface TruncNormalOptions extends NormalOptions {
  /** The smallest number. Default −2. */
  a?: number;
  /** The largest number. Default 2. */
  b?: number;
}
/** Further arguments, by position or by name: mean = 0, std = 1, a = −2, b = 2; by name only: generator. */
export type TruncNormalArguments = Rest<[mean: number, std: number, a: number, b: number], TruncNormalOptions>;
/** Options of {@link dirac_}. */
export interface DiracOptions {
  /** The number of groups of output channels, each of which passes the input on. Default 1. */
  groups?: number;
}
/** Further arguments, by position or by name: groups = 1. */
export type DiracArguments = Rest<[groups: number], DiracOptions>;
/** Options of {@link xavierUniform_}, {@link xavierNormal_} and {@link orthogonal_}. */
export interface XavierOptions extends Random {
  /** The factor of the numbers: see {@link calculateGain}. Default 1. */
  gain?: number;
}
/** Further arguments, by position or by name: gain = 1; by name only: generator. */
export type XavierArguments = Rest<[gain: number], XavierOptions>;
/** Options of {@link orthogonal_}: the factor of the matrix. Default 1. */
export type OrthogonalOptions = XavierOptions;
/** Further arguments, by position or by name: gain = 1; by name only: generator. */
export type OrthogonalArguments = Rest<[gain: number], OrthogonalOptions>;
/** Options of {@link calculateGain}. */
export interface GainOptions {
  /** The slope of leaky_relu for negative numbers. Default null: 0.01. */
  param?: number | null;
}
/** Further arguments, by position or by name: param. */
export type GainArguments = Rest<[param: number | null], GainOptions>;

/** Reads the arguments after the tensor, and checks that they are numbers. */
function read<O extends object>(what: string, places: readonly (keyof O & string)[], given: readonly unknown[]): O {
  const all = byName<O>(what, places, given, ["generator" as keyof O & string]) as Record<string, unknown>;
  for (const name of places) if (name in all && name !== "mode" && name !== "nonlinearity") need(what, name, all[name]);
  return all as O;
}

function need(what: string, name: string, v: unknown): number {
  return typeof v === "number" && !Number.isNaN(v)
    ? v
    : fail(
        "init-option",
        `${what}(): argument '${name}' must be a number, but got ${shownValue(v)}`,
        `for example { ${name}: 1 }, or leave it out.`,
      );
}
const drawn = (o: Random): Random => (o.generator === undefined ? {} : { generator: o.generator });

/**
 * Fills a tensor with uniform numbers from `[a, b)`, PyTorch's stream for the seed, and returns it.
 *
 * Further arguments, by position or by name: a = 0, b = 1; by name only: generator.
 *
 * @example
 * const w = nn.init.uniform_(empty(3, 5), -0.1, 0.1);
 * w.abs().max().item() <= 0.1; // → true
 */
export function uniform_<T extends Tensor>(t: T, ...options: UniformArguments): T {
  const { a = 0, b = 1, ...o } = read<UniformOptions>("uniform_", ["a", "b"], options);
  return outside(t, () => fills.uniform_(t, a, b, o));
}
/**
 * Fills a tensor with normal numbers, PyTorch's stream for the seed, and returns it.
 *
 * Further arguments, by position or by name: mean = 0, std = 1; by name only: generator.
 *
 * @example
 * const w = nn.init.normal_(empty(100, 100), { std: 0.02 });
 * w.std().item().toFixed(2); // → 0.02
 */
export function normal_<T extends Tensor>(t: T, ...options: NormalArguments): T {
  const { mean = 0, std = 1, ...o } = read<NormalOptions>("normal_", ["mean", "std"], options);
  return outside(t, () => fills.normal_(t, mean, std, o));
}
/** Arguments of {@link constant_}, by name. */
interface ValueNamed {
  /** The value that fills the tensor. */
  value: number;
}
/**
 * Fills a tensor with one value and returns it.
 *
 * @example
 * nn.init.constant_(empty(2, 2), 0.5).tolist(); // → 0.5,0.5,0.5,0.5
 */
export function constant_<T extends Tensor>(t: T, ...args: [value: number] | [options: ValueNamed]): T {
  const [given] = exactly<[number]>("constant_", ["value"], args);
  return outside(t, () => inplace.fill_(t, need("constant_", "value", given)));
}
/**
 * Fills a tensor with ones and returns it.
 *
 * @example
 * nn.init.ones_(empty(3)).tolist(); // → 1,1,1
 */
export function ones_<T extends Tensor>(t: T): T {
  noMore("ones_", 1, arguments);
  return constant_(t, 1);
}
/**
 * Fills a tensor with zeros and returns it.
 *
 * @example
 * const l = new nn.Linear(4, 2);
 * nn.init.zeros_(l.bias!).tolist(); // → 0,0
 */
export function zeros_<T extends Tensor>(t: T): T {
  noMore("zeros_", 1, arguments);
  return constant_(t, 0);
}
/**
 * Fills a matrix `[m, n]` with the identity and returns it: 1 on the diagonal, 0 elsewhere.
 *
 * @example
 * nn.init.eye_(empty(2, 3)).tolist(); // → 1,0,0,0,1,0
 */
export function eye_<T extends Tensor>(t: T): T {
  noMore("eye_", 1, arguments);
  needTensor(t, "eye_", "tensor");
  if (t.shape.length !== 2)
    fail("init-dims", "Only tensors with 2 dimensions are supported", "fill vectors with init.normal_ or init.zeros_.");
  return outside(t, () => copy_(t, eye(t.shape[0]!, t.shape[1]!, { dtype: t.dtype })));
}

/**
 * Fills the weight of a convolution so that it preserves as many input channels as possible, and returns it:
 * `[out, in, …]` with 1 to 3 spatial dimensions. With `groups`, each group of output channels does so.
 *
 * Further arguments, by position or by name: groups = 1.
 *
 * @throws KindlingError `init-dims`, `init-option`.
 * @example
 * nn.init.dirac_(empty(1, 1, 3)).tolist(); // → 0,1,0
 */
export function dirac_<T extends Tensor>(t: T, ...options: DiracArguments): T {
  const { groups = 1 } = read<DiracOptions>("dirac_", ["groups"], options);
  needTensor(t, "dirac_", "tensor");
  if (t.shape.length < 3 || t.shape.length > 5)
    fail(
      "init-dims",
      "Only tensors with 3, 4, or 5 dimensions are supported",
      "it fills the weights of Conv1d, Conv2d and Conv3d.",
    );
  const [outputs, inputs] = t.shape as [number, number];
  if (!(outputs % groups === 0)) fail("init-option", "dim 0 must be divisible by groups", `it is ${outputs}.`);
  const each = outputs / groups,
    values = new Float64Array(t.count),
    strides = contiguousStrides(t.shape);
  const middle = t.shape.reduce((sum, n, d) => (d < 2 ? sum : sum + Math.floor(n / 2) * strides[d]!), 0);
  for (let g = 0; g < groups; g++)
    for (let c = 0; c < Math.min(each, inputs); c++)
      values[(g * each + c) * strides[0]! + c * strides[1]! + middle] = 1;
  return outside(t, () => copy_(t, reshape(tensorOf(values), t.shape)));
}

function outside<T extends Tensor>(t: T, fill: () => void): T {
  needTensor(t, "init", "tensor");
  noGrad(fill);
  return t;
}

// ---- by the number of inputs and outputs ----

type Mode = "fan_in" | "fan_out";
/** Names as in PyTorch; those of layers and functions in camelCase are understood too. */
export type Nonlinearity =
  | "linear"
  | "conv1d"
  | "conv2d"
  | "conv3d"
  | "sigmoid"
  | "tanh"
  | "relu"
  | "leaky_relu"
  | "leakyRelu"
  | "selu";
/** Options of {@link kaimingUniform_} and {@link kaimingNormal_}. */
export interface KaimingOptions extends Random {
  /** The slope of leaky_relu for negative numbers. Default 0. */
  a?: number;
  /** Whether to preserve the scale of activations (`fan_in`, default) or gradients (`fan_out`). */
  mode?: Mode;
  /** The nonlinearity after the layer. Default `leaky_relu`. */
  nonlinearity?: Nonlinearity;
}

/**
 * Further arguments, by position or by name: a = 0, mode = "fan_in", nonlinearity = "leaky_relu"; by name only:
 * generator.
 */
export type KaimingArguments = Rest<[a: number, mode: Mode, nonlinearity: Nonlinearity], KaimingOptions>;

/**
 * The factor for initial weights so that a nonlinearity preserves the variance of activations: √2 for relu, for
 * instance. Multiply a standard deviation by it.
 *
 * Further arguments, by position or by name: param = null, the slope of leaky_relu (0.01 by default).
 *
 * @example
 * nn.init.calculateGain("relu").toFixed(4); // → 1.4142
 * nn.init.calculateGain("leaky_relu", 0.2).toFixed(4); // → 1.3868
 */
export function calculateGain(nonlinearity: Nonlinearity, ...options: GainArguments): number {
  const { param } = byName<GainOptions>("calculateGain", ["param"], options);
  switch (nonlinearity) {
    case "linear":
    case "conv1d":
    case "conv2d":
    case "conv3d":
    case "sigmoid":
      return 1;
    case "tanh":
      return 5 / 3;
    case "relu":
      return Math.sqrt(2);
    case "leaky_relu":
    case "leakyRelu": {
      const slope = param ?? 0.01;
      if (typeof slope !== "number")
        fail("init-option", `negative_slope ${String(slope)} not a valid number`, "for example { a: 0.01 }.");
      return Math.sqrt(2 / (1 + slope * slope));
    }
    case "selu":
      return 3 / 4;
    default:
      return fail(
        "init-option",
        `Unsupported nonlinearity ${String(nonlinearity)}`,
        "use linear, sigmoid, tanh, relu, leaky_relu or selu.",
      );
  }
}

/**
 * The number of inputs that reach one output element of a weight `[out, in, …]`, and of outputs that one input reaches.
 */
function fans(t: Tensor): [fanIn: number, fanOut: number] {
  needTensor(t, "init", "tensor");
  if (t.shape.length < 2)
    fail(
      "init-dims",
      "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
      "a bias is usually set to zeros or drawn with uniform_.",
    );
  const window = product(t.shape.slice(2));
  return [t.shape[1]! * window, t.shape[0]! * window];
}

function spread(t: Tensor, o: KaimingOptions): number {
  const mode = o.mode ?? "fan_in";
  if (mode !== "fan_in" && mode !== "fan_out")
    fail(
      "init-option",
      `Mode ${String(mode)} not supported, please use one of ['fan_in', 'fan_out']`,
      'write "fan_in" or "fan_out".',
    );
  const fan = fans(t)[mode === "fan_in" ? 0 : 1];
  return calculateGain(o.nonlinearity ?? "leaky_relu", o.a ?? 0) / Math.sqrt(fan);
}

function nothingIn(t: Tensor): boolean {
  needTensor(t, "init", "tensor");
  if (t.count === 0) warn("init-empty", "Initializing zero-element tensors is a no-op");
  return t.count === 0;
}

/**
 * Fills a weight `[out, in, …]` with uniform numbers within ±gain · √(3 / fan) and returns it (He et al. 2015):
 * preserves the variance of activations through rectifiers. The gain is that of `nonlinearity` with the slope `a`; fan
 * is the number of inputs of an output (`mode` "fan_in"), or of outputs of an input ("fan_out").
 *
 * Further arguments, by position or by name: a = 0, mode = "fan_in", nonlinearity = "leaky_relu"; by name only:
 * generator.
 *
 * @example
 * const w = nn.init.kaimingUniform_(empty(8, 6), { nonlinearity: "relu" });
 * w.abs().max().item() <= Math.sqrt(6 / 6); // → true
 */
export function kaimingUniform_<T extends Tensor>(t: T, ...options: KaimingArguments): T {
  const o = read<KaimingOptions>("kaimingUniform_", ["a", "mode", "nonlinearity"], options);
  if (nothingIn(t)) return t;
  const bound = Math.sqrt(3) * spread(t, o);
  return uniform_(t, -bound, bound, drawn(o));
}
/**
 * Fills a weight `[out, in, …]` with normal numbers of standard deviation gain / √fan and returns it (He et al. 2015).
 * Gain and fan are as in {@link kaimingUniform_}.
 *
 * Further arguments, by position or by name: a = 0, mode = "fan_in", nonlinearity = "leaky_relu"; by name only:
 * generator.
 *
 * @example
 * const w = nn.init.kaimingNormal_(empty(200, 50), { nonlinearity: "relu" });
 * w.std().item().toFixed(1); // → 0.2
 */
export function kaimingNormal_<T extends Tensor>(t: T, ...options: KaimingArguments): T {
  const o = read<KaimingOptions>("kaimingNormal_", ["a", "mode", "nonlinearity"], options);
  if (nothingIn(t)) return t;
  return normal_(t, 0, spread(t, o), drawn(o));
}
/**
 * Fills a weight `[out, in, …]` with uniform numbers within ±gain · √(6 / (fanIn + fanOut)) and returns it (Glorot &
 * Bengio 2010). Suits sigmoid and tanh.
 *
 * Further arguments, by position or by name: gain = 1; by name only: generator.
 *
 * @example
 * const w = nn.init.xavierUniform_(empty(8, 16));
 * w.abs().max().item() <= Math.sqrt(6 / (8 + 16)); // → true
 */
export function xavierUniform_<T extends Tensor>(t: T, ...options: XavierArguments): T {
  const { gain = 1, ...o } = read<XavierOptions>("xavierUniform_", ["gain"], options);
  const bound = Math.sqrt(3) * glorot(t, gain);
  return uniform_(t, -bound, bound, o);
}
/**
 * Fills a weight `[out, in, …]` with normal numbers of standard deviation gain · √(2 / (fanIn + fanOut)) and returns it
 * (Glorot & Bengio 2010).
 *
 * Further arguments, by position or by name: gain = 1; by name only: generator.
 *
 * @example
 * const w = nn.init.xavierNormal_(empty(100, 100));
 * w.std().item().toFixed(1); // → 0.1
 */
export function xavierNormal_<T extends Tensor>(t: T, ...options: XavierArguments): T {
  const { gain = 1, ...o } = read<XavierOptions>("xavierNormal_", ["gain"], options);
  return normal_(t, 0, glorot(t, gain), o);
}

function glorot(t: Tensor, gain: number): number {
  const [fanIn, fanOut] = fans(t);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

// ---- others ----

/**
 * Fills a tensor with normal numbers between `a` and `b`, by the inverse of the normal distribution between its bounds,
 * and returns it.
 *
 * Further arguments, by position or by name: mean = 0, std = 1, a = −2, b = 2; by name only: generator.
 *
 * @example
 * const w = nn.init.truncNormal_(empty(1000), { std: 0.02, a: -0.04, b: 0.04 });
 * w.abs().max().item() < 0.0401; // → true
 */
export function truncNormal_<T extends Tensor>(t: T, ...options: TruncNormalArguments): T {
  const {
    mean = 0,
    std = 1,
    a = -2,
    b = 2,
    ...o
  } = read<TruncNormalOptions>("truncNormal_", ["mean", "std", "a", "b"], options);
  if (mean < a - 2 * std || mean > b + 2 * std)
    warn(
      "init-trunc-normal",
      "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of values may be incorrect.",
    );
  const cdf = (x: number): number => (1 + erf(x / Math.SQRT2)) / 2;
  const low = cdf((a - mean) / std),
    high = cdf((b - mean) / std);
  return outside(t, () => {
    const drawn = fills.uniform_(empty(t.shape, { dtype: t.dtype }), 2 * low - 1, 2 * high - 1, o);
    const values = Array.from(toTypedArray(drawn.double()) as Float64Array, (u) =>
      Math.min(b, Math.max(a, erfinv(u) * std * Math.SQRT2 + mean)),
    );
    copy_(t, reshape(tensorOf(values, { dtype: "float64" }), t.shape));
  });
}

/**
 * Fills a tensor with a matrix of orthonormal rows or columns, times `gain`, and returns it (Saxe et al. 2013).
 * Dimensions after the first count as one.
 *
 * Further arguments, by position or by name: gain = 1; by name only: generator.
 *
 * @example
 * const w = nn.init.orthogonal_(empty(3, 5));
 * w.matmul(w.T).allclose(eye(3), { atol: 1e-5 }); // → true
 */
export function orthogonal_<T extends Tensor>(t: T, ...options: OrthogonalArguments): T {
  const { gain = 1, ...o } = read<OrthogonalOptions>("orthogonal_", ["gain"], options);
  needTensor(t, "orthogonal_", "tensor");
  if (t.shape.length < 2)
    fail(
      "init-dims",
      "Only tensors with 2 or more dimensions are supported",
      "fill vectors with init.normal_ or init.zeros_.",
    );
  if (t.count === 0) return t;
  const rows = t.shape[0]!,
    cols = t.count / rows;
  const noise = toTypedArray(randn([rows, cols], { dtype: t.dtype, ...o }).double()) as Float64Array;
  const n = Math.min(rows, cols),
    length = Math.max(rows, cols);
  // The shorter side's vectors, one after the other: the columns of a tall matrix, the rows of a wide one.
  const at =
    rows < cols ? (v: number, i: number): number => v * cols + i : (v: number, i: number): number => i * cols + v;
  const dot = (v: number, w: number): number => {
    let sum = 0;
    for (let i = 0; i < length; i++) sum += noise[at(v, i)]! * noise[at(w, i)]!;
    return sum;
  };
  for (let v = 0; v < n; v++) {
    // Gram–Schmidt; the second pass removes the rounding errors of the first.
    for (let round = 0; round < 2; round++) {
      for (let w = 0; w < v; w++) {
        const c = dot(v, w);
        for (let i = 0; i < length; i++) noise[at(v, i)]! -= c * noise[at(w, i)]!;
      }
    }
    const norm = Math.sqrt(dot(v, v));
    for (let i = 0; i < length; i++) noise[at(v, i)]! /= norm;
  }
  return outside(t, () => {
    copy_(t, reshape(tensorOf(noise), t.shape));
    inplace.mul_(t, gain);
  });
}
