import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { formatNumber, formatRepr } from "../../util/pyformat.js";
import { hardtanh, type HardtanhOptions } from "../functional/piecewise.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: minVal = −1, maxVal = 1, inplace = false. */
export type HardtanhLayerArguments = Rest<[minVal: number, maxVal: number, inplace: boolean], HardtanhOptions>;
/**
 * x limited to the range from `minVal` (default −1) to `maxVal` (default 1).
 *
 * Further arguments, by position or by name: minVal = −1, maxVal = 1, inplace = false.
 */
export class Hardtanh extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Hardtanh");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    names: { minVal: "min_val", maxVal: "max_val" },
    attributes: { min_val: "float", max_val: "float", inplace: "bool" },
  };
  /** Smallest value of the output. Default −1. */
  minVal: number;
  /** Largest value of the output. Default 1. */
  maxVal: number;
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * x limited to the range from `minVal` (default −1) to `maxVal` (default 1). Further arguments, by position or by
   * name: minVal = −1, maxVal = 1, inplace = false.
   *
   * @example
   * new nn.Hardtanh()(tensor([-2, 0.5, 3])); // → tensor([-1.0000,  0.5000,  1.0000])
   */
  constructor(...options: HardtanhLayerArguments) {
    super();
    const all = byName<HardtanhOptions>("Hardtanh", ["minVal", "maxVal", "inplace"], options);
    this.minVal = all.minVal ?? -1;
    this.maxVal = all.maxVal ?? 1;
    this.inplace = all.inplace ?? false;
    if (!(this.maxVal > this.minVal))
      fail(
        "activation-option",
        `Hardtanh needs max_val > min_val, but got ${formatNumber(this.maxVal)} and ${formatNumber(this.minVal)}`,
        "swap minVal and maxVal.",
      );
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return hardtanh(x, this.minVal, this.maxVal, { inplace: this.inplace });
  }
  // PyTorch's defaults are the floats -1.0 and 1.0, and are printed so.
  override extraRepr(): string {
    return `min_val=${formatRepr(this.minVal)}, max_val=${formatRepr(this.maxVal)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
