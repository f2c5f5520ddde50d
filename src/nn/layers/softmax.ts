import type { Tensor } from "../../core/tensor.js";
import { softmax } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type SoftmaxArguments = Rest<
  [dim: number | null],
  {
    /** The dimension along which results add up to 1. Default null: guessed, with a warning. */
    dim?: number | null;
  }
>;
/**
 * e^x divided by its sum along `dim`: positive numbers that add up to 1. Do not use it before CrossEntropyLoss, which
 * applies it itself.
 *
 * Arguments, by position or by name: dim = null.
 */
export class Softmax extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softmax");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { dim: "int?" },
    missing: { dim: null },
  };
  /** null derives it from the number of dimensions, with a warning. */
  dim: number | null;
  /**
   * e^x divided by its sum along `dim`: positive numbers that add up to 1. Arguments, by position or by name:
   * dim = null.
   *
   * @example
   * new nn.Softmax(1)(tensor([[1, 2, 3]])); // → tensor([[0.0900, 0.2447, 0.6652]])
   */
  constructor(...options: SoftmaxArguments) {
    super();
    this.dim = byName<{ dim?: number | null }>("Softmax", ["dim"], options).dim ?? null;
  }
  /** Normalizes along `dim`: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return this.dim === null ? softmax(x) : softmax(x, this.dim);
  }
  override extraRepr(): string {
    return `dim=${this.dim ?? "None"}`;
  }
}
