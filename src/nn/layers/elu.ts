import type { Tensor } from "../../core/tensor.js";
import { formatRepr } from "../../util/pyformat.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { elu, type EluOptions } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: alpha = 1, inplace = false. */
export type ELUArguments = Rest<[alpha: number, inplace: boolean], EluOptions>;
/**
 * x where it is positive, `alpha · (e^x − 1)` (default 1) elsewhere.
 *
 * Arguments, by position or by name: alpha = 1, inplace = false.
 */
export class ELU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "ELU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { alpha: "float", inplace: "bool" },
  };
  /** The negative side approaches −alpha. Default 1. */
  alpha: number;
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * x where it is positive, `alpha · (e^x − 1)` (default 1) elsewhere. Arguments, by position or by name: alpha = 1,
   * inplace = false.
   *
   * @example
   * new nn.ELU({ alpha: 2 })(tensor([-1, 0, 2])); // → tensor([-1.2642,  0.0000,  2.0000])
   */
  constructor(...options: ELUArguments) {
    super();
    const all = byName<EluOptions>("ELU", ["alpha", "inplace"], options);
    this.alpha = all.alpha ?? 1;
    this.inplace = all.inplace ?? false;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return elu(x, this.alpha, this.inplace);
  }
  // PyTorch's default is the float 1.0, and is printed so; other layers' defaults are ints.
  override extraRepr(): string {
    return `alpha=${formatRepr(this.alpha)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
