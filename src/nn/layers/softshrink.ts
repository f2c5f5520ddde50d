import type { Tensor } from "../../core/tensor.js";
import { formatNumber } from "../../util/pyformat.js";
import { softshrink } from "../functional/piecewise.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type SoftshrinkArguments = Rest<
  [lambd: number],
  {
    /** How far numbers move towards 0. Default 0.5. */
    lambd?: number;
  }
>;
/**
 * x moved towards 0 by `lambd` (default 0.5); 0 within ±`lambd`.
 *
 * Arguments, by position or by name: lambd = 0.5.
 */
export class Softshrink extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softshrink");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { lambd: "float" },
  };
  /** How far numbers move towards 0; those within ±`lambd` become 0. Default 0.5. */
  lambd: number;
  /**
   * x moved towards 0 by `lambd` (default 0.5); 0 within ±`lambd`. Arguments, by position or by name: lambd = 0.5.
   *
   * @example
   * new nn.Softshrink()(tensor([-2, 0.25, 1])); // → tensor([-1.5000,  0.0000,  0.5000])
   */
  constructor(...options: SoftshrinkArguments) {
    super();
    this.lambd = byName<{ lambd?: number }>("Softshrink", ["lambd"], options).lambd ?? 0.5;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return softshrink(x, this.lambd);
  }
  override extraRepr(): string {
    return formatNumber(this.lambd);
  }
}
