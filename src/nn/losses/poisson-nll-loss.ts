import type { Tensor } from "../../core/tensor.js";
import {
  poissonNllLoss,
  poissonNllNames,
  type PoissonNllOptions,
  type PoissonNllArguments,
} from "../functional/distribution-loss.js";
import { Loss, readLayer } from "./loss.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Minus the log-likelihood of counts under Poisson distributions: `e^input − target · input`.
 *
 * Further arguments, by position or by name: logInput = true, full = false, sizeAverage = null, eps = 1e−8,
 * reduce = null, reduction = "mean".
 */
export class PoissonNLLLoss extends Loss {
  static override readonly name = /* @__PURE__ */ layer(this, "PoissonNLLLoss");
  static override readonly python: PythonForm = {
    names: { logInput: "log_input" },
    attributes: { log_input: "bool", full: "bool", eps: "float" },
  };
  /** Whether the input holds logarithms of rates (the loss is `e^input − target · input`), or the rates. Default true. */
  logInput: boolean;
  /** Whether Stirling's approximation of log(target!) is added. Default false. */
  full: boolean;
  /** Added to rates before their logarithm is taken, with `logInput: false`. Default 1e-8. */
  eps: number;
  /**
   * Minus the log-likelihood of counts under Poisson distributions: `e^input − target · input`. Further arguments, by
   * position or by name: logInput = true, full = false, sizeAverage = null, eps = 1e−8, reduce = null,
   * reduction = "mean".
   *
   * @example
   * new nn.PoissonNLLLoss({ logInput: false })(tensor([2, 3]), tensor([2, 3])); // → tensor(0.1589)
   */
  constructor(...options: PoissonNllArguments) {
    const o = readLayer<PoissonNllOptions>("PoissonNLLLoss", poissonNllNames, options);
    super(o.reduction);
    this.logInput = o.logInput ?? true;
    this.full = o.full ?? false;
    this.eps = o.eps ?? 1e-8;
  }
  /** Compares input and target of the same shape `[…]`: to a scalar, or the loss of each element with `reduction: "none"`. */
  forward(input: Tensor, target: Tensor): Tensor {
    return poissonNllLoss(input, target, {
      logInput: this.logInput,
      full: this.full,
      eps: this.eps,
      reduction: this.reduction,
    });
  }
}
