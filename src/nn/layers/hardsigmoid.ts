import type { Tensor } from "../../core/tensor.js";
import { hardsigmoid } from "../functional/piecewise.js";
import { type InplaceOptions, isInplace } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * `(x + 3) / 6` limited to 0 to 1: a sigmoid made of straight lines.
 *
 * Arguments, by position or by name: inplace = false.
 */
export class Hardsigmoid extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Hardsigmoid");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { inplace: "bool" },
  };
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * `(x + 3) / 6` limited to 0 to 1: a sigmoid made of straight lines. Arguments, by position or by name:
   * inplace = false.
   *
   * @example
   * new nn.Hardsigmoid()(tensor([-4, 0, 1.5, 4])); // → tensor([0.0000, 0.5000, 0.7500, 1.0000])
   */
  constructor(inplace?: boolean | InplaceOptions) {
    noMore("Hardsigmoid", 1, arguments, true);
    super();
    this.inplace = isInplace("Hardsigmoid", inplace);
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return hardsigmoid(x, this.inplace);
  }
}
