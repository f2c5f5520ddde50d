import type { Tensor } from "../../core/tensor.js";
import { readerOf } from "../../diagnose/arguments.js";
import { softplus, type SoftplusArguments, type SoftplusOptions } from "../functional/activation.js";
import { Module } from "../module.js";
import { formatNumber } from "../../util/pyformat.js";
import { layer, type PythonForm } from "../python-form.js";

const read = readerOf<SoftplusOptions>("Softplus", ["beta", "threshold"]);

/**
 * `log(1 + e^(beta·x)) / beta`, a smooth ReLU; x itself where `beta·x` exceeds the threshold. Arguments, by position or
 * by name: beta = 1, threshold = 20.
 */
export class Softplus extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softplus");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { beta: "float", threshold: "float" },
  };
  /** The sharpness of the bend: larger values come closer to ReLU. Default 1. */
  beta: number;
  /** Above this value of `beta·x` the result is x itself. Default 20. */
  threshold: number;
  /**
   * `log(1 + e^(beta·x)) / beta`, a smooth ReLU; x itself where `beta·x` exceeds the threshold. Arguments, by position
   * or by name: beta = 1, threshold = 20.
   *
   * @example
   * new nn.Softplus()(tensor([-1, 0, 2])); // → tensor([0.3133, 0.6931, 2.1269])
   */
  constructor(...options: SoftplusArguments) {
    super();
    const all = read(options);
    this.beta = all.beta ?? 1;
    this.threshold = all.threshold ?? 20;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return softplus(x, this.beta, this.threshold);
  }
  override extraRepr(): string {
    return `beta=${formatNumber(this.beta)}, threshold=${formatNumber(this.threshold)}`;
  }
}
