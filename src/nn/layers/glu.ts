import type { Tensor } from "../../core/tensor.js";
import { glu } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type GLUArguments = Rest<
  [dim: number],
  {
    /** The dimension that is halved. Default −1. */
    dim?: number;
  }
>;
/**
 * The first half of a dimension times the sigmoid of the second half (Dauphin et al. 2016).
 *
 * Arguments, by position or by name: dim = −1.
 *
 * @throws KindlingError `activation-halves` if the dimension has an odd size.
 */
export class GLU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "GLU");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation", attributes: { dim: "int" } };
  /** The dimension that is halved. Default −1. */
  dim: number;
  /**
   * The first half of a dimension times the sigmoid of the second half (Dauphin et al. 2016). Arguments, by position or
   * by name: dim = −1.
   *
   * @throws KindlingError `activation-halves` if the dimension has an odd size.
   * @example
   * new nn.GLU()(zeros(2, 6)).shape; // → 2,3
   */
  constructor(...options: GLUArguments) {
    super();
    this.dim = byName<{ dim?: number }>("GLU", ["dim"], options).dim ?? -1;
  }
  /** Gates one half of `dim` with the other: `[…, n, …]` to `[…, n / 2, …]`. */
  forward(x: Tensor): Tensor {
    return glu(x, this.dim);
  }
  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}
