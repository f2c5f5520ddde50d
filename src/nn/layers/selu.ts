import type { Tensor } from "../../core/tensor.js";
import { selu } from "../functional/piecewise.js";
import { type InplaceOptions, isInplace } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * An ELU with the two constants that keep activations at mean 0 and variance 1 from layer to layer (Klambauer et al.
 * 2017).
 *
 * Arguments, by position or by name: inplace = false.
 */
export class SELU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "SELU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { inplace: "bool" },
  };
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * An ELU with the two constants that keep activations at mean 0 and variance 1 from layer to layer (Klambauer et al.
   * 2017). Arguments, by position or by name: inplace = false.
   *
   * @example
   * new nn.SELU()(tensor([-1, 0, 2])); // → tensor([-1.1113,  0.0000,  2.1014])
   */
  constructor(inplace?: boolean | InplaceOptions) {
    noMore("SELU", 1, arguments, true);
    super();
    this.inplace = isInplace("SELU", inplace);
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return selu(x, this.inplace);
  }
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}
