import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { reciprocal } from "../../ops/pointwise/unary.js";
import { cast } from "../../ops/pointwise/cast.js";
import { add_ } from "../../tensor/inplace.js";
import { watchNormEval } from "../functional/hints.js";
import { batchNormalized } from "../functional/normalization.js";
import { NormBase, type NormOptions } from "./norm-base.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = true, trackRunningStats = true. */
export type NormArguments = Rest<
  [eps: number, momentum: number | null, affine: boolean, trackRunningStats: boolean],
  NormOptions
>;

const python: PythonForm = { module: "torch.nn.modules.batchnorm" };
const reader = (name: string): ((args: readonly unknown[]) => NormOptions) =>
  readerOf(name, ["eps", "momentum", "affine", "trackRunningStats"], ["dtype"]);
const read1 = reader("BatchNorm1d"),
  read2 = reader("BatchNorm2d"),
  read3 = reader("BatchNorm3d");

function run(layer: NormBase, x: Tensor, dims: readonly number[]): Tensor {
  if (!dims.includes(x.shape.length))
    fail(
      "norm-shape",
      `expected ${dims.map((d) => `${d}D`).join(" or ")} input (got ${x.shape.length}D input)`,
      "the dimensions are [batch, channels, …].",
    );
  const { training, trackRunningStats, numBatchesTracked, runningMean, runningVar } = layer;
  watchNormEval(training && trackRunningStats);
  let momentum: number | Tensor = layer.momentum ?? 0;
  if (training && trackRunningStats && numBatchesTracked !== null) {
    noGrad(() => add_(numBatchesTracked, 1));
    // The average of all batches: each new one has weight 1 / n.
    if (layer.momentum === null) momentum = noGrad(() => reciprocal(cast(numBatchesTracked, "float64")));
  }
  const own = training || (runningMean === null && runningVar === null);
  const keeps = !training || trackRunningStats;
  return batchNormalized(
    x,
    keeps ? runningMean : null,
    keeps ? runningVar : null,
    layer.weight,
    layer.bias,
    own,
    momentum,
    layer.eps,
  );
}

/** Arguments of {@link BatchNorm1d}, by name. */
interface NumFeaturesNamed {
  /** The number of channels of the input. */
  numFeatures: number;
}
/**
 * {@link BatchNorm2d} for features and lines: `[N, C]` or `[N, C, L]`.
 *
 * Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = true, trackRunningStats = true; by
 * name only: dtype.
 */
export class BatchNorm1d extends NormBase {
  static override readonly name = /* @__PURE__ */ layer(this, "BatchNorm1d");
  static override readonly python = python;
  /**
   * {@link BatchNorm2d} for features and lines: `[N, C]` or `[N, C, L]`. Further arguments, by position or by name:
   * eps = 1e−5, momentum = 0.1, affine = true, trackRunningStats = true; by name only: dtype.
   *
   * @example
   * const norm = new nn.BatchNorm1d(1);
   * norm(tensor([[1], [3]])).flatten(); // → tensor([-1.0000,  1.0000], grad_fn=<ViewBackward0>)
   * norm.runningMean!.item().toFixed(1); // → 0.2
   */
  constructor(numFeatures: number, ...options: NormArguments);
  /** {@link BatchNorm2d} for features and lines: `[N, C]` or `[N, C, L]`. Takes all arguments by name. */
  constructor(options: NormOptions & NumFeaturesNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [numFeatures, ...rest] = required<[number]>("BatchNorm1d", ["numFeatures"], [first, ...more]);
    super(numFeatures, read1(rest), true, true);
  }
  /** Normalizes each channel: `[N, C]` or `[N, C, L]` to the same shape. */
  forward(x: Tensor): Tensor {
    return run(this, x, [2, 3]);
  }
}
/**
 * Normalizes each channel of `[N, C, H, W]` to mean 0 and variance 1, then multiplies by `weight` and adds `bias` (one
 * per channel; initially 1 and 0). In training, the layer uses the batch's mean and variance and updates running
 * averages of them by `momentum`; after `eval()` it uses the running averages (Ioffe & Szegedy 2015).
 *
 * Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = true, trackRunningStats = true; by
 * name only: dtype.
 *
 * @throws KindlingError `norm-shape`; `norm-single` for a single value per channel in training.
 */
export class BatchNorm2d extends NormBase {
  static override readonly name = /* @__PURE__ */ layer(this, "BatchNorm2d");
  static override readonly python = python;
  /**
   * Normalizes each channel of `[N, C, H, W]` to mean 0 and variance 1, then multiplies by `weight` and adds `bias`
   * (one per channel; initially 1 and 0). Further arguments, by position or by name: eps = 1e−5, momentum = 0.1,
   * affine = true, trackRunningStats = true; by name only: dtype.
   *
   * @throws KindlingError `norm-shape`; `norm-single` for a single value per channel in training.
   * @example
   * const norm = new nn.BatchNorm2d(3);
   * norm(rand(8, 3, 4, 4)).mean().abs().item() < 1e-5; // → true
   * [...norm.stateDict().keys()].join(" "); // → weight bias running_mean running_var num_batches_tracked
   */
  constructor(numFeatures: number, ...options: NormArguments);
  /**
   * Normalizes each channel of `[N, C, H, W]` to mean 0 and variance 1, then multiplies by `weight` and adds `bias`
   * (one per channel; initially 1 and 0). Takes all arguments by name.
   */
  constructor(options: NormOptions & NumFeaturesNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [numFeatures, ...rest] = required<[number]>("BatchNorm2d", ["numFeatures"], [first, ...more]);
    super(numFeatures, read2(rest), true, true);
  }
  /** Normalizes each channel: `[N, C, H, W]` to the same shape. */
  forward(x: Tensor): Tensor {
    return run(this, x, [4]);
  }
}
/**
 * {@link BatchNorm2d} for volumes: `[N, C, D, H, W]`.
 *
 * Further arguments, by position or by name: eps = 1e−5, momentum = 0.1, affine = true, trackRunningStats = true; by
 * name only: dtype.
 */
export class BatchNorm3d extends NormBase {
  static override readonly name = /* @__PURE__ */ layer(this, "BatchNorm3d");
  static override readonly python = python;
  /**
   * {@link BatchNorm2d} for volumes: `[N, C, D, H, W]`. Further arguments, by position or by name: eps = 1e−5,
   * momentum = 0.1, affine = true, trackRunningStats = true; by name only: dtype.
   *
   * @example
   * new nn.BatchNorm3d(3)(rand(2, 3, 4, 4, 4)).mean().abs().item() < 1e-5; // → true
   */
  constructor(numFeatures: number, ...options: NormArguments);
  /** {@link BatchNorm2d} for volumes: `[N, C, D, H, W]`. Takes all arguments by name. */
  constructor(options: NormOptions & NumFeaturesNamed);
  constructor(first: unknown, ...more: unknown[]) {
    const [numFeatures, ...rest] = required<[number]>("BatchNorm3d", ["numFeatures"], [first, ...more]);
    super(numFeatures, read3(rest), true, true);
  }
  /** Normalizes each channel: `[N, C, D, H, W]` to the same shape. */
  forward(x: Tensor): Tensor {
    return run(this, x, [5]);
  }
}
