import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { requireFloat } from "../tensor/creation.js";
import { show } from "../tensor/methods.js";
import { byName, type Rest } from "../diagnose/arguments.js";

/** Further arguments, by position or by name. */
export type ParameterArguments = Rest<
  [requiresGrad: boolean],
  {
    /** Whether backward computes a gradient for it. Default true. */
    requiresGrad?: boolean;
  }
>;
/**
 * A learnable tensor: `model.parameters()` finds it among the module's fields, and optimizers change it. It shares the
 * storage of the given tensor, and is always a leaf.
 *
 * Further arguments, by position or by name: requiresGrad = true.
 *
 * @throws KindlingError `grad-dtype` for a tensor of whole numbers that should require gradients.
 */
export class Parameter extends Tensor {
  static override readonly name: string = "Parameter";
  /**
   * A learnable tensor: `model.parameters()` finds it among the module's fields, and optimizers change it. Further
   * arguments, by position or by name: requiresGrad = true.
   *
   * @throws KindlingError `grad-dtype` for a tensor of whole numbers that should require gradients.
   * @example
   * const scale = new nn.Parameter(ones(3));
   * scale.requiresGrad; // → true
   */
  constructor(data: Tensor, ...options: ParameterArguments) {
    const { requiresGrad = true } = byName<{ requiresGrad?: boolean }>("Parameter", ["requiresGrad"], options);
    if (!(data instanceof Tensor))
      fail(
        "parameter-type",
        `a Parameter takes a tensor, but got ${data === null ? "null" : typeof data}`,
        "for example new nn.Parameter(zeros(3)).",
      );
    super(data.storage, data.shape, data.lazyStrides, data.offset);
    if (requiresGrad) requireFloat(this);
    this.wantsGrad = requiresGrad;
  }

  /** As PyTorch prints it: `Parameter containing:` and the tensor. */
  override toString(): string {
    return `Parameter containing:\n${show(this)}`;
  }
}
Object.defineProperty(Parameter.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value: Parameter.prototype.toString,
});
