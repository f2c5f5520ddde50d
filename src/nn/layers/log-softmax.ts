import type { Tensor } from "../../core/tensor.js";
import { logSoftmax } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type LogSoftmaxArguments = Rest<
  [dim: number | null],
  {
    /** The dimension along which results add up to 1. Default null: guessed, with a warning. */
    dim?: number | null;
  }
>;
/**
 * The logarithm of softmax along `dim`; followed by NLLLoss, it equals CrossEntropyLoss.
 *
 * Arguments, by position or by name: dim = null.
 */
export class LogSoftmax extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "LogSoftmax");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { dim: "int?" },
    missing: { dim: null },
  };
  /** null derives it from the number of dimensions, with a warning. */
  dim: number | null;
  /**
   * The logarithm of softmax along `dim`; followed by NLLLoss, it equals CrossEntropyLoss. Arguments, by position or by
   * name: dim = null.
   *
   * @example
   * const y = new nn.LogSoftmax(1)(tensor([[1, 2, 3]]));
   * y; // → tensor([[-2.4076, -1.4076, -0.4076]])
   * y.exp().sum().item().toFixed(4); // → 1.0000
   */
  constructor(...options: LogSoftmaxArguments) {
    super();
    this.dim = byName<{ dim?: number | null }>("LogSoftmax", ["dim"], options).dim ?? null;
  }
  /** Normalizes along `dim`: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return this.dim === null ? logSoftmax(x) : logSoftmax(x, this.dim);
  }
  override extraRepr(): string {
    return `dim=${this.dim ?? "None"}`;
  }
}
