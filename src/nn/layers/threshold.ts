import type { Tensor } from "../../core/tensor.js";
import { byName, required } from "../../diagnose/arguments.js";
import { formatNumber } from "../../util/pyformat.js";
import { threshold } from "../functional/piecewise.js";
import type { InplaceOptions } from "../functional/write-in-place.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Arguments of {@link Threshold}, by name. */
interface ThresholdValueNamed {
  /** Values up to this are replaced. */
  threshold: number;
  /** The replacement value. */
  value: number;
}
/**
 * x where it is above `threshold`, `value` elsewhere.
 *
 * Further arguments, by position or by name: inplace = false.
 */
export class Threshold extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Threshold");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { threshold: "float", value: "float", inplace: "bool" },
  };
  /** Elements above this are kept. */
  threshold: number;
  /** The value of all other elements. */
  value: number;
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  /**
   * x where it is above `threshold`, `value` elsewhere. Further arguments, by position or by name: inplace = false.
   *
   * @example
   * new nn.Threshold(0.5, -1)(tensor([0.25, 0.5, 2])); // → tensor([-1., -1.,  2.])
   */
  constructor(threshold: number, value: number, inplace?: boolean | InplaceOptions);
  /** x where it is above `threshold`, `value` elsewhere. Takes all arguments by name. */
  constructor(options: InplaceOptions & ThresholdValueNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [threshold, value, ...rest] = required<[number, number]>(
      "Threshold",
      ["threshold", "value"],
      [first, ...more],
    );
    this.threshold = threshold;
    this.value = value;
    this.inplace = byName<InplaceOptions>("Threshold", ["inplace"], rest).inplace ?? false;
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return threshold(x, this.threshold, this.value, this.inplace);
  }
  override extraRepr(): string {
    return `threshold=${formatNumber(this.threshold)}, value=${formatNumber(this.value)}${this.inplace ? ", inplace=True" : ""}`;
  }
}
