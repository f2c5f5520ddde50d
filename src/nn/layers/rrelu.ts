import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { formatNumber } from "../../util/pyformat.js";
import { rrelu, type RreluOptions } from "../functional/piecewise.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: lower = 1/8, upper = 1/3, inplace = false. */
export type RReLUArguments = Rest<[lower: number, upper: number, inplace: boolean], Omit<RreluOptions, "training">>;
/**
 * x where it is positive; elsewhere x times a slope, drawn from `[lower, upper)` (default 1/8 to 1/3) for each element
 * in training, and their mean after `eval()` (Xu et al. 2015). The same slopes as in PyTorch for the same seed.
 *
 * Further arguments, by position or by name: lower = 1/8, upper = 1/3, inplace = false.
 */
export class RReLU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "RReLU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { lower: "float", upper: "float", inplace: "bool" },
  };
  /** Smallest slope of the negative side. Default 1/8. */
  lower: number;
  /** Largest slope of the negative side. Default 1/3. */
  upper: number;
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * x where it is positive; elsewhere x times a slope, drawn from `[lower, upper)` (default 1/8 to 1/3) for each
   * element in training, and their mean after `eval()` (Xu et al. 2015). Further arguments, by position or by name:
   * lower = 1/8, upper = 1/3, inplace = false.
   *
   * @example
   * const layer = new nn.RReLU(0.1, 0.3).eval(); // the slope is the mean of both bounds
   * layer(tensor([-1, 2])); // → tensor([-0.2000,  2.0000])
   */
  constructor(...options: RReLUArguments) {
    super();
    const all = byName<Omit<RreluOptions, "training">>("RReLU", ["lower", "upper", "inplace"], options);
    this.lower = all.lower ?? 1 / 8;
    this.upper = all.upper ?? 1 / 3;
    this.inplace = all.inplace ?? false;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return rrelu(x, this.lower, this.upper, this.training, { inplace: this.inplace });
  }
  override extraRepr(): string {
    return `lower=${formatNumber(this.lower)}, upper=${formatNumber(this.upper)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
