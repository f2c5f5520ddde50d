import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { pyBool } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, ones, zeros } from "../../tensor/creation.js";
import { formatRepr } from "../../util/pyformat.js";
import { groupNorm } from "../functional/normalization.js";
import { ones_, zeros_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link GroupNorm}. */
export interface GroupNormOptions {
  /** Added to the variance. Default 1e-5. */
  eps?: number;
  /** Whether the layer has a learned weight and bias. Default true. */
  affine?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}
const read = readerOf<GroupNormOptions>("GroupNorm", ["eps", "affine"], ["dtype"]);

/** Further arguments, by position or by name: eps = 1e−5, affine = true. */
export type GroupNormArguments = Rest<[eps: number, affine: boolean], GroupNormOptions>;
/** Arguments of {@link GroupNorm}, by name. */
interface NumGroupsNumChannelsNamed {
  /** The number of groups that the channels are divided into. */
  numGroups: number;
  /** The number of channels of the input. */
  numChannels: number;
}
/**
 * Splits the channels of `[N, numChannels, …]` into `numGroups` groups, normalizes each group of each sample to mean 0
 * and variance 1, then scales each channel by its `weight` and adds its `bias` (Wu & He 2018).
 *
 * Further arguments, by position or by name: eps = 1e−5, affine = true; by name only: dtype.
 *
 * @throws KindlingError `norm-option`; when called `norm-shape`.
 */
export class GroupNorm extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "GroupNorm");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.normalization",
    names: { numGroups: "num_groups", numChannels: "num_channels" },
    attributes: { num_groups: "count", num_channels: "count", eps: "float", affine: "bool" },
    parameters: ["weight?", "bias?"],
  };
  /** Number of groups that channels are split into; it divides `numChannels`. */
  readonly numGroups: number;
  /** Number of channels: the size of dimension 1. */
  readonly numChannels: number;
  /** Added to the variance before its root is taken. Default 1e-5. */
  eps: number;
  /** Whether the layer has a learned `weight` and `bias`. Default true. */
  readonly affine: boolean;
  /** Learned scale of each channel, `[numChannels]`, initially 1; null with `affine: false`. */
  weight: Parameter | null;
  /** Learned bias of each channel, `[numChannels]`, initially 0; null with `affine: false`. */
  bias: Parameter | null;
  /**
   * Splits the channels of `[N, numChannels, …]` into `numGroups` groups, normalizes each group of each sample to mean
   * 0 and variance 1, then scales each channel by its `weight` and adds its `bias` (Wu & He 2018). Further arguments,
   * by position or by name: eps = 1e−5, affine = true; by name only: dtype.
   *
   * @throws KindlingError `norm-option`; when called `norm-shape`.
   * @example
   * new nn.GroupNorm(3, 6)(rand(2, 6, 4, 4)).shape; // → 2,6,4,4
   */
  constructor(numGroups: number, numChannels: number, ...options: GroupNormArguments);
  /**
   * Splits the channels of `[N, numChannels, …]` into `numGroups` groups, normalizes each group of each sample to mean
   * 0 and variance 1, then scales each channel by its `weight` and adds its `bias` (Wu & He 2018). Takes all arguments
   * by name.
   */
  constructor(options: GroupNormOptions & NumGroupsNumChannelsNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [numGroups, numChannels, ...rest] = required<[number, number]>(
      "GroupNorm",
      ["numGroups", "numChannels"],
      [first, ...more],
    );
    const o = read(rest);
    if (!Number.isInteger(numChannels / numGroups))
      fail(
        "norm-option",
        "num_channels must be divisible by num_groups",
        `new nn.GroupNorm(numGroups, numChannels) got ${numGroups} groups for ${numChannels} channels.`,
      );
    const dtype = floatType(o.dtype === undefined ? {} : { dtype: o.dtype }, "uniform_");
    this.numGroups = numGroups;
    this.numChannels = numChannels;
    this.eps = o.eps ?? 1e-5;
    this.affine = o.affine ?? true;
    this.weight = this.registerParameter("weight", this.affine ? new Parameter(ones(numChannels, { dtype })) : null);
    this.bias = this.registerParameter("bias", this.affine ? new Parameter(zeros(numChannels, { dtype })) : null);
  }
  /** Sets weights to 1 and biases to 0. */
  resetParameters(): void {
    if (this.weight !== null) ones_(this.weight);
    if (this.bias !== null) zeros_(this.bias);
  }
  /** Normalizes groups of channels: `[N, C, …]` to the same shape. */
  forward(x: Tensor): Tensor {
    return groupNorm(x, this.numGroups, this.weight, this.bias, this.eps);
  }
  override extraRepr(): string {
    return `${this.numGroups}, ${this.numChannels}, eps=${formatRepr(this.eps)}, affine=${pyBool(this.affine)}`;
  }
  override summary(): string {
    return `GroupNorm(${this.numGroups}, ${this.numChannels})`;
  }
}
