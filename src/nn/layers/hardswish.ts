import type { Tensor } from "../../core/tensor.js";
import { hardswish } from "../functional/piecewise.js";
import { type InplaceOptions, isInplace } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * `x · hardsigmoid(x)` (Howard et al. 2019).
 *
 * Arguments, by position or by name: inplace = false.
 */
export class Hardswish extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Hardswish");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { inplace: "bool" },
  };
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * `x · hardsigmoid(x)` (Howard et al. 2019). Arguments, by position or by name: inplace = false.
   *
   * @example
   * new nn.Hardswish()(tensor([-1, 0, 1.5, 4])); // → tensor([-0.3333,  0.0000,  1.1250,  4.0000])
   */
  constructor(inplace?: boolean | InplaceOptions) {
    noMore("Hardswish", 1, arguments, true);
    super();
    this.inplace = isInplace("Hardswish", inplace);
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return hardswish(x, this.inplace);
  }
}
