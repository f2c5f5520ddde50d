import type { Tensor } from "../../core/tensor.js";
import { formatNumber } from "../../util/pyformat.js";
import { hardshrink } from "../functional/piecewise.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type HardshrinkArguments = Rest<
  [lambd: number],
  {
    /** Numbers within ±`lambd` become 0. Default 0.5. */
    lambd?: number;
  }
>;
/**
 * 0 within ±`lambd` (default 0.5), x elsewhere.
 *
 * Arguments, by position or by name: lambd = 0.5.
 */
export class Hardshrink extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Hardshrink");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { lambd: "float" },
  };
  /** Numbers within ±`lambd` become 0. Default 0.5. */
  lambd: number;
  /**
   * 0 within ±`lambd` (default 0.5), x elsewhere. Arguments, by position or by name: lambd = 0.5.
   *
   * @example
   * new nn.Hardshrink()(tensor([-1, 0.25, 2])); // → tensor([-1.,  0.,  2.])
   */
  constructor(...options: HardshrinkArguments) {
    super();
    this.lambd = byName<{ lambd?: number }>("Hardshrink", ["lambd"], options).lambd ?? 0.5;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return hardshrink(x, this.lambd);
  }
  override extraRepr(): string {
    return formatNumber(this.lambd);
  }
}
