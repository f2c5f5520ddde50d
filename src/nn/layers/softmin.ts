import type { Tensor } from "../../core/tensor.js";
import { softmin } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type SoftminArguments = Rest<
  [dim: number | null],
  {
    /** The dimension along which results add up to 1. Default null: guessed, with a warning. */
    dim?: number | null;
  }
>;
/**
 * Softmax of −x: the smallest numbers along `dim` get the largest shares.
 *
 * Arguments, by position or by name: dim = null.
 */
export class Softmin extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softmin");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { dim: "int?" },
    missing: { dim: null },
  };
  /** null derives it from the number of dimensions, with a warning. */
  dim: number | null;
  /**
   * Softmax of −x: the smallest numbers along `dim` get the largest shares. Arguments, by position or by name:
   * dim = null.
   *
   * @example
   * new nn.Softmin(1)(tensor([[1, 2, 3]])); // → tensor([[0.6652, 0.2447, 0.0900]])
   */
  constructor(...options: SoftminArguments) {
    super();
    this.dim = byName<{ dim?: number | null }>("Softmin", ["dim"], options).dim ?? null;
  }
  /** Normalizes along `dim`: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return this.dim === null ? softmin(x) : softmin(x, this.dim);
  }
  override extraRepr(): string {
    return `dim=${this.dim ?? "None"}`;
  }
}
