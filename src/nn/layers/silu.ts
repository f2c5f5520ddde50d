import type { Tensor } from "../../core/tensor.js";
import { silu } from "../functional/activation.js";
import { type InplaceOptions, isInplace } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * `x · sigmoid(x)`, also called swish.
 *
 * Arguments, by position or by name: inplace = false.
 */
export class SiLU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "SiLU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { inplace: "bool" },
  };
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * `x · sigmoid(x)`, also called swish. Arguments, by position or by name: inplace = false.
   *
   * @example
   * new nn.SiLU()(tensor([-1, 0, 2])); // → tensor([-0.2689,  0.0000,  1.7616])
   */
  constructor(inplace?: boolean | InplaceOptions) {
    noMore("SiLU", 1, arguments, true);
    super();
    this.inplace = isInplace("SiLU", inplace);
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return silu(x, this.inplace);
  }
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}
