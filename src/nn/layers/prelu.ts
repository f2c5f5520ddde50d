import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import type { DType } from "../../shape/dtype.js";
import { full } from "../../tensor/creation.js";
import { prelu } from "../functional/piecewise.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link PReLU}. */
export interface PReluOptions {
  /** Number of slopes: 1 (default) for all elements, or the number of channels. */
  numParameters?: number;
  /** The initial value of the slopes. Default 0.25. */
  init?: number;
  /** dtype of the slopes. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}

/** Further arguments, by position or by name: numParameters = 1, init = 0.25; by name only: dtype. */
export type PReLUArguments = Rest<[numParameters: number, init: number], PReluOptions>;
/**
 * x where it is positive, `weight · x` elsewhere, with learned slopes: one (default) for everything, or one for each
 * channel, the second dimension of the input (He et al. 2015). `weight` is `[numParameters]` and starts at `init`
 * (default 0.25).
 *
 * Further arguments, by position or by name: numParameters = 1, init = 0.25; by name only: dtype.
 *
 * @throws KindlingError `activation-weight` for an input with another number of channels.
 */
export class PReLU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "PReLU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    names: { numParameters: "num_parameters" },
    attributes: { num_parameters: "count" },
    parameters: ["weight"],
  };
  /** Number of slopes: 1 (default) for all elements, or the number of channels. */
  readonly numParameters: number;
  /** Learned slopes of the negative side, `[numParameters]`. They start at `init`, by default 0.25. */
  weight: Parameter;
  /**
   * x where it is positive, `weight · x` elsewhere, with learned slopes: one (default) for everything, or one for each
   * channel, the second dimension of the input (He et al. 2015). Further arguments, by position or by name:
   * numParameters = 1, init = 0.25; by name only: dtype.
   *
   * @throws KindlingError `activation-weight` for an input with another number of channels.
   * @example
   * new nn.PReLU()(tensor([-2, 0, 3])); // → tensor([-0.5000,  0.0000,  3.0000], grad_fn=<PreluBackward0>)
   */
  constructor(...options: PReLUArguments) {
    super();
    const all = byName<PReluOptions>("PReLU", ["numParameters", "init", "dtype"], options);
    this.numParameters = all.numParameters ?? 1;
    this.weight = new Parameter(
      full([this.numParameters], all.init ?? 0.25, all.dtype === undefined ? {} : { dtype: all.dtype }),
    );
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor {
    return prelu(x, this.weight);
  }
  override extraRepr(): string {
    return `num_parameters=${this.numParameters}`;
  }
}
