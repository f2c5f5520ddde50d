import type { Tensor } from "../../core/tensor.js";
import { relu } from "../functional/activation.js";
import { type InplaceOptions, isInplace } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * max(x, 0), element by element.
 *
 * Arguments, by position or by name: inplace = false.
 */
export class ReLU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "ReLU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { inplace: "bool" },
  };
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * max(x, 0), element by element. Arguments, by position or by name: inplace = false.
   *
   * @example
   * new nn.ReLU()(tensor([-1, 0, 2])); // → tensor([0., 0., 2.])
   */
  constructor(inplace?: boolean | InplaceOptions) {
    noMore("ReLU", 1, arguments, true);
    super();
    this.inplace = isInplace("ReLU", inplace);
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return relu(x, this.inplace);
  }
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}
