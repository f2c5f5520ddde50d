import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { formatRepr } from "../../util/pyformat.js";
import { celu, type CeluOptions } from "../functional/piecewise.js";
import type { InplaceOptions } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * x where it is positive, `alpha · (e^(x/alpha) − 1)` (default 1) elsewhere: an ELU whose slope has no jump (Barron
 * 2017).
 *
 * Arguments, by position or by name: alpha = 1, inplace = false.
 */
export class CELU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "CELU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { alpha: "float", inplace: "bool" },
  };
  /** The negative side approaches −alpha. Default 1. */
  alpha: number;
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * x where it is positive, `alpha · (e^(x/alpha) − 1)` (default 1) elsewhere: an ELU whose slope has no jump (Barron
   * 2017). Arguments, by position or by name: alpha = 1, inplace = false.
   *
   * @example
   * new nn.CELU()(tensor([-1, 0, 2])); // → tensor([-0.6321,  0.0000,  2.0000])
   */
  constructor(alpha?: number | CeluOptions, inplace?: boolean | InplaceOptions) {
    noMore("CELU", 2, arguments, true);
    super();
    const all = byName<CeluOptions>("CELU", ["alpha", "inplace"], [alpha, inplace]);
    this.alpha = all.alpha ?? 1;
    this.inplace = all.inplace ?? false;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return celu(x, this.alpha, { inplace: this.inplace });
  }
  // PyTorch's default is the float 1.0, and is printed so.
  override extraRepr(): string {
    return `alpha=${formatRepr(this.alpha)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
