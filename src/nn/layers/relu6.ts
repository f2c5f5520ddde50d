import { type InplaceOptions, isInplace } from "../functional/write-in-place.js";
import { Hardtanh } from "./hardtanh.js";
import { layer } from "../python-form.js";
import { noMore } from "../../diagnose/arguments.js";

/**
 * x between 0 and 6.
 *
 * Arguments, by position or by name: inplace = false.
 */
export class ReLU6 extends Hardtanh {
  static override readonly name = /* @__PURE__ */ layer(this, "ReLU6");
  /**
   * x between 0 and 6. Arguments, by position or by name: inplace = false.
   *
   * @example
   * new nn.ReLU6()(tensor([-1, 3, 8])); // → tensor([0., 3., 6.])
   */
  constructor(inplace?: boolean | InplaceOptions) {
    noMore("ReLU6", 1, arguments, true);
    super(0, 6, { inplace: isInplace("ReLU6", inplace) });
  }
  override extraRepr(): string {
    return this.inplace ? "inplace=True" : "";
  }
}
