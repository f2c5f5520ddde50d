import type { Tensor } from "../../core/tensor.js";
import { gelu } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { noMore, byName } from "../../diagnose/arguments.js";

/** Options of {@link GELU}. */
interface GELUOptions {
  /** "none" (default) for the exact function, "tanh" for an approximation by tanh. */
  approximate?: "none" | "tanh";
}
/**
 * x times the probability that a standard normal number is smaller; `approximate: "tanh"` approximates it.
 *
 * Options, by name: approximate = "none".
 */
export class GELU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "GELU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { approximate: ["none", "tanh"] },
    missing: { approximate: "none" },
  };
  /** `"none"` (default) for the exact function, `"tanh"` for an approximation by tanh. */
  approximate: "none" | "tanh";
  /**
   * x times the probability that a standard normal number is smaller; `approximate: "tanh"` approximates it. Options,
   * by name: approximate = "none".
   *
   * @example
   * new nn.GELU()(tensor([-1, 0, 2])); // → tensor([-0.1587,  0.0000,  1.9545])
   */
  constructor(options: GELUOptions = {}) {
    noMore("GELU", 1, arguments, true);
    super();
    this.approximate = byName<GELUOptions>("GELU", ["approximate"], [options]).approximate ?? "none";
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }
  override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }
}
