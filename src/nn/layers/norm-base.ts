import { takes } from "../../diagnose/arguments.js";
import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { pyBool } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, ones, zeros } from "../../tensor/creation.js";
import * as inplace from "../../tensor/inplace.js";
import { formatNumber, formatRepr } from "../../util/pyformat.js";
import { ones_, zeros_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import type { PythonForm } from "../python-form.js";

/** Options of the batch and instance norms. */
export interface NormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** The weight of the new batch in the running values; null averages all batches. Default 0.1. */
  momentum?: number | null;
  /** Whether the layer has a learned weight and bias. */
  affine?: boolean;
  /** Whether to track running values, for `eval()`. */
  trackRunningStats?: boolean;
  /** dtype of parameters and running values. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}

/** The base of the batch norms and the instance norms: their sizes, parameters and running values. */
export abstract class NormBase extends Module {
  static override readonly name: string = /* @__PURE__ */ takes(this, "NormBase", "resetParameters,resetRunningStats");
  static override readonly version: number = 2;
  static override readonly python: PythonForm = {
    names: {
      numFeatures: "num_features",
      trackRunningStats: "track_running_stats",
      runningMean: "running_mean",
      runningVar: "running_var",
      numBatchesTracked: "num_batches_tracked",
    },
    attributes: {
      num_features: "count",
      eps: "float",
      momentum: "float?",
      affine: "bool",
      track_running_stats: "bool",
    },
    missing: { track_running_stats: true },
    parameters: ["weight?", "bias?"],
    buffers: ["running_mean?", "running_var?", "num_batches_tracked?"],
  };
  /** Number of channels: the size of dimension 1. */
  readonly numFeatures: number;
  /** Added to the variance before its root is taken. Default 1e-5. */
  eps: number;
  /**
   * Weight of the new batch in the running values, `running ← (1 − momentum) · running + momentum · batch`; null
   * averages all batches. Default 0.1.
   */
  momentum: number | null;
  /** Whether the layer has a learned `weight` and `bias`. Default true for batch norms, false for instance norms. */
  readonly affine: boolean;
  /** Whether running values are kept and used after `eval()`. Default true for batch norms, false for instance norms. */
  readonly trackRunningStats: boolean;
  /** Learned scale of each channel, `[numFeatures]`, initially 1; null with `affine: false`. */
  weight: Parameter | null;
  /** Learned bias of each channel, `[numFeatures]`, initially 0; null with `affine: false`. */
  bias: Parameter | null;
  /** Running mean of each channel, `[numFeatures]`, initially 0: a buffer; null with `trackRunningStats: false`. */
  readonly runningMean: Tensor | null;
  /** Running variance of each channel, `[numFeatures]`, initially 1: a buffer; null with `trackRunningStats: false`. */
  readonly runningVar: Tensor | null;
  /** The number of training batches so far: an int64 number. */
  readonly numBatchesTracked: Tensor | null;

  constructor(numFeatures: number, options: NormOptions, affine: boolean, track: boolean) {
    super();
    if (!Number.isInteger(numFeatures) || numFeatures < 0)
      fail(
        "norm-option",
        Number.isInteger(numFeatures)
          ? `Trying to create tensor with negative dimension ${numFeatures}: [${numFeatures}]`
          : `${new.target.name}(${String(numFeatures)}): the number of features must be a whole number`,
        "it is the number of channels: the size of dimension 1.",
      );
    const dtype = floatType(options.dtype === undefined ? {} : { dtype: options.dtype }, "uniform_");
    this.numFeatures = numFeatures;
    this.eps = options.eps ?? 1e-5;
    this.momentum = options.momentum === undefined ? 0.1 : options.momentum;
    this.affine = options.affine ?? affine;
    this.trackRunningStats = options.trackRunningStats ?? track;
    this.weight = this.registerParameter("weight", this.affine ? new Parameter(ones(numFeatures, { dtype })) : null);
    this.bias = this.registerParameter("bias", this.affine ? new Parameter(zeros(numFeatures, { dtype })) : null);
    this.runningMean = this.registerBuffer(
      "runningMean",
      this.trackRunningStats ? zeros(numFeatures, { dtype }) : null,
    );
    this.runningVar = this.registerBuffer("runningVar", this.trackRunningStats ? ones(numFeatures, { dtype }) : null);
    this.numBatchesTracked = this.registerBuffer(
      "numBatchesTracked",
      this.trackRunningStats ? zeros([], { dtype: "int64" }) : null,
    );
  }

  /** Resets the running statistics. */
  resetRunningStats(): void {
    noGrad(() => {
      if (this.runningMean !== null) inplace.fill_(this.runningMean, 0);
      if (this.runningVar !== null) inplace.fill_(this.runningVar, 1);
      if (this.numBatchesTracked !== null) inplace.fill_(this.numBatchesTracked, 0);
    });
  }
  /** Sets weights to 1 and biases to 0, and resets the running statistics. */
  resetParameters(): void {
    this.resetRunningStats();
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }

  override extraRepr(): string {
    return `${this.numFeatures}, eps=${formatRepr(this.eps)}, momentum=${this.momentum === null ? "None" : formatNumber(this.momentum)}, affine=${pyBool(this.affine)}, track_running_stats=${pyBool(this.trackRunningStats)}`;
  }
  override summary(): string {
    return `${this.constructor.name}(${this.numFeatures})`;
  }
}
