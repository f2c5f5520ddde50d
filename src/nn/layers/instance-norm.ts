import type { Tensor } from "../../core/tensor.js";
import { readerOf, required } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { squeeze, unsqueeze } from "../../ops/view/view.js";
import type { NormArguments } from "./batch-norm.js";
import { instanceNorm } from "../functional/normalization.js";
import { NormBase, type NormOptions } from "./norm-base.js";
import { layer, type PythonForm } from "../python-form.js";

const python: PythonForm = { module: "torch.nn.modules.instancenorm" };
const reader = (name: string): ((args: readonly unknown[]) => NormOptions) =>
  readerOf(name, ["eps", "momentum", "affine", "trackRunningStats"], ["dtype"]);
const read1 = reader("InstanceNorm1d"),
  read2 = reader("InstanceNorm2d"),
  read3 = reader("InstanceNorm3d");

function run(layer: NormBase, x: Tensor, nd: number): Tensor {
  if (x.shape.length !== nd + 1 && x.shape.length !== nd + 2)
    fail(
      "norm-shape",
      `expected ${nd + 1}D or ${nd + 2}D input (got ${x.shape.length}D input)`,
      "the dimensions are [batch, channels, …], or the same without the batch.",
    );
  const { runningMean, runningVar, weight, bias, momentum, eps } = layer;
  const normalized = (t: Tensor): Tensor =>
    instanceNorm(t, {
      runningMean,
      runningVar,
      weight,
      bias,
      useInputStats: layer.training || !layer.trackRunningStats,
      momentum: momentum ?? 0,
      eps,
    });
  return x.shape.length === nd + 1 ? squeeze(normalized(unsqueeze(x, 0)), 0) : normalized(x);
}

/** Arguments of {@link InstanceNorm1d}, by name. */
interface NumFeaturesNamed {
  /** The number of channels of the input. */
  numFeatures: number;
}
/**
 * {@link InstanceNorm2d} for lines: `[N, C, L]` or `[C, L]`.
 *
 * Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = false, trackRunningStats = false; by
 * name only: dtype.
 */
export class InstanceNorm1d extends NormBase {
  static override readonly name = /* @__PURE__ */ layer(this, "InstanceNorm1d");
  static override readonly python = python;
  /**
   * {@link InstanceNorm2d} for lines: `[N, C, L]` or `[C, L]`. Further arguments, by position or by name: eps = 1e−5,
   * momentum = 0.1, affine = false, trackRunningStats = false; by name only: dtype.
   *
   * @example
   * const y = new nn.InstanceNorm1d(4)(rand(2, 4, 50));
   * y.mean(2).abs().max().item() < 1e-5; // → true
   */
  constructor(numFeatures: number, ...options: NormArguments);
  /** {@link InstanceNorm2d} for lines: `[N, C, L]` or `[C, L]`. Takes all arguments by name. */
  constructor(options: NormOptions & NumFeaturesNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [numFeatures, ...rest] = required<[number]>("InstanceNorm1d", ["numFeatures"], [first, ...more]);
    super(numFeatures, read1(rest), false, false);
  }
  /** Normalizes each channel of each sample: `[N, C, L]` (or without N) to the same shape. */
  forward(x: Tensor): Tensor {
    return run(this, x, 1);
  }
}
/**
 * Normalizes each channel of each image of `[N, C, H, W]` (or `[C, H, W]`) to mean 0 and variance 1 (Ulyanov et al.
 * 2016).
 *
 * Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = false, trackRunningStats = false; by
 * name only: dtype.
 *
 * @throws KindlingError `norm-shape`, `norm-single`.
 */
export class InstanceNorm2d extends NormBase {
  static override readonly name = /* @__PURE__ */ layer(this, "InstanceNorm2d");
  static override readonly python = python;
  /**
   * Normalizes each channel of each image of `[N, C, H, W]` (or `[C, H, W]`) to mean 0 and variance 1 (Ulyanov et al.
   * 2016). Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = false,
   * trackRunningStats = false; by name only: dtype.
   *
   * @throws KindlingError `norm-shape`, `norm-single`.
   * @example
   * const y = new nn.InstanceNorm2d(3)(rand(2, 3, 8, 8));
   * y.mean([2, 3]).abs().max().item() < 1e-5; // → true
   */
  constructor(numFeatures: number, ...options: NormArguments);
  /**
   * Normalizes each channel of each image of `[N, C, H, W]` (or `[C, H, W]`) to mean 0 and variance 1 (Ulyanov et al.
   * 2016). Takes all arguments by name.
   */
  constructor(options: NormOptions & NumFeaturesNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [numFeatures, ...rest] = required<[number]>("InstanceNorm2d", ["numFeatures"], [first, ...more]);
    super(numFeatures, read2(rest), false, false);
  }
  /** Normalizes each channel of each sample: `[N, C, H, W]` (or without N) to the same shape. */
  forward(x: Tensor): Tensor {
    return run(this, x, 2);
  }
}
/**
 * {@link InstanceNorm2d} for volumes: `[N, C, D, H, W]` or `[C, D, H, W]`.
 *
 * Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = false, trackRunningStats = false; by
 * name only: dtype.
 */
export class InstanceNorm3d extends NormBase {
  static override readonly name = /* @__PURE__ */ layer(this, "InstanceNorm3d");
  static override readonly python = python;
  /**
   * {@link InstanceNorm2d} for volumes: `[N, C, D, H, W]` or `[C, D, H, W]`. Further arguments, by position or by name:
   * eps = 1e−5, momentum = 0.1, affine = false, trackRunningStats = false; by name only: dtype.
   *
   * @example
   * new nn.InstanceNorm3d(3, { affine: true })(rand(2, 3, 4, 4, 4)).shape; // → 2,3,4,4,4
   */
  constructor(numFeatures: number, ...options: NormArguments);
  /** {@link InstanceNorm2d} for volumes: `[N, C, D, H, W]` or `[C, D, H, W]`. Takes all arguments by name. */
  constructor(options: NormOptions & NumFeaturesNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [numFeatures, ...rest] = required<[number]>("InstanceNorm3d", ["numFeatures"], [first, ...more]);
    super(numFeatures, read3(rest), false, false);
  }
  /** Normalizes each channel of each sample: `[N, C, D, H, W]` (or without N) to the same shape. */
  forward(x: Tensor): Tensor {
    return run(this, x, 3);
  }
}
