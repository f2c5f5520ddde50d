import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { type LeakyReluOptions, leakyRelu } from "../functional/activation.js";
import { Module } from "../module.js";
import { formatNumber } from "../../util/pyformat.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: negativeSlope = 0.01, inplace = false. */
export type LeakyReLUArguments = Rest<[negativeSlope: number, inplace: boolean], LeakyReluOptions>;
/**
 * x where it is positive, `negativeSlope · x` (default 0.01) elsewhere: a ReLU that cannot die.
 *
 * Further arguments, by position or by name: negativeSlope = 0.01, inplace = false.
 */
export class LeakyReLU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "LeakyReLU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    names: { negativeSlope: "negative_slope" },
    attributes: { negative_slope: "float", inplace: "bool" },
  };
  /** Slope of the negative side. Default 0.01. */
  negativeSlope: number;
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * x where it is positive, `negativeSlope · x` (default 0.01) elsewhere: a ReLU that cannot die. Further arguments, by
   * position or by name: negativeSlope = 0.01, inplace = false.
   *
   * @example
   * new nn.LeakyReLU(0.1)(tensor([-2, 0, 3])); // → tensor([-0.2000,  0.0000,  3.0000])
   */
  constructor(...options: LeakyReLUArguments) {
    super();
    const all = byName<LeakyReluOptions>("LeakyReLU", ["negativeSlope", "inplace"], options);
    this.negativeSlope = all.negativeSlope ?? 0.01;
    this.inplace = all.inplace ?? false;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return leakyRelu(x, this.negativeSlope, this.inplace);
  }
  override extraRepr(): string {
    return `negative_slope=${formatNumber(this.negativeSlope)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
