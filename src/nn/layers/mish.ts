import type { Tensor } from "../../core/tensor.js";
import { mish } from "../functional/activation.js";
import { type InplaceOptions, isInplace } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * `x · tanh(softplus(x))`, element by element (Misra 2019).
 *
 * Arguments, by position or by name: inplace = false.
 */
export class Mish extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Mish");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { inplace: "bool" },
  };
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * `x · tanh(softplus(x))`, element by element (Misra 2019). Arguments, by position or by name: inplace = false.
   *
   * @example
   * new nn.Mish()(tensor([-1, 0, 2])); // → tensor([-0.3034,  0.0000,  1.9440])
   */
  constructor(inplace?: boolean | InplaceOptions) {
    noMore("Mish", 1, arguments, true);
    super();
    this.inplace = isInplace("Mish", inplace);
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return mish(x, this.inplace);
  }
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}
