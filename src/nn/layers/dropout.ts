import type { Tensor } from "../../core/tensor.js";
import { checkProbability, drop, dropAlpha, dropFeatures } from "../functional/dropout.js";
import { Module } from "../module.js";
import { formatNumber } from "../../util/pyformat.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Options of the dropout layers. */
export interface DropoutLayerOptions {
  /** The fraction of elements set to 0. Default 0.5. */
  p?: number;
  /** Whether to overwrite the input. Default false. */
  inplace?: boolean;
}
/** Further arguments, by position or by name: p = 0.5, inplace = false. */
export type DropoutArguments = Rest<[p: number, inplace: boolean], DropoutLayerOptions>;

/** The base of all dropout layers: the probability, and whether the input is overwritten. */
export abstract class DropoutBase extends Module {
  static override readonly name: string = "DropoutBase";
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.dropout",
    attributes: { p: "float", inplace: "bool" },
  };
  /** Probability with which an element (or a channel) is dropped. Default 0.5. */
  p: number;
  /** Whether the result overwrites the input. Default false. */
  inplace: boolean;
  constructor(...options: DropoutArguments) {
    super();
    const { p = 0.5, inplace = false } = byName<DropoutLayerOptions>(new.target.name, ["p", "inplace"], options);
    this.p = p;
    this.inplace = inplace;
    checkProbability(this.p);
  }
  override extraRepr(): string {
    return `p=${formatNumber(this.p)}, inplace=${this.inplace ? "True" : "False"}`;
  }
}

/**
 * In training, sets each element to 0 with probability `p` (default 0.5) and multiplies the others by 1/(1 − p); after
 * `eval()` it returns its input. For the same seed, it drops the same elements as PyTorch.
 *
 * Arguments, by position or by name: p = 0.5, inplace = false.
 *
 * @example
 * new nn.Dropout(0.5).eval()(ones(3)).tolist(); // → 1,1,1
 */
export class Dropout extends DropoutBase {
  static override readonly name = /* @__PURE__ */ layer(this, "Dropout");
  /** Drops elements in training: `[…]` to `[…]`, the same shape; after `eval()` the input itself. */
  forward(x: Tensor): Tensor {
    return drop(x, this.p, this.training, this.inplace);
  }
}

/**
 * {@link Dropout} of whole channels of `[N, C, L]` (or `[C, L]`).
 *
 * Arguments, by position or by name: p = 0.5, inplace = false.
 *
 * @example
 * const y = new nn.Dropout1d(0.5)(ones(1, 100, 4)); // whole channels become 0, the others 1 / (1 − p)
 * y.eq(y.select(2, 0).unsqueeze(2)).all().item(); // → true
 */
export class Dropout1d extends DropoutBase {
  static override readonly name = /* @__PURE__ */ layer(this, "Dropout1d");
  /** Drops whole channels in training: `[N, C, …]` to the same shape; after `eval()` the input itself. */
  forward(x: Tensor): Tensor {
    return dropFeatures(1, x, this.p, this.training, this.inplace);
  }
}
/**
 * {@link Dropout} of whole channels of `[N, C, H, W]`: dropping single elements has little effect, since neighbours are
 * similar (Tompson et al. 2015).
 *
 * Arguments, by position or by name: p = 0.5, inplace = false.
 *
 * @example
 * const y = new nn.Dropout2d(0.5)(ones(1, 100, 3, 3)); // whole channels become 0, the others 1 / (1 − p)
 * y.mean([2, 3]).unique().tolist(); // → 0,2
 */
export class Dropout2d extends DropoutBase {
  static override readonly name = /* @__PURE__ */ layer(this, "Dropout2d");
  /** Drops whole channels in training: `[N, C, …]` to the same shape; after `eval()` the input itself. */
  forward(x: Tensor): Tensor {
    return dropFeatures(2, x, this.p, this.training, this.inplace);
  }
}
/**
 * {@link Dropout} of whole channels of `[N, C, D, H, W]` (or `[C, D, H, W]`).
 *
 * Arguments, by position or by name: p = 0.5, inplace = false.
 *
 * @example
 * const y = new nn.Dropout3d(0.5)(ones(1, 100, 3, 3, 3)); // whole channels become 0, the others 1 / (1 − p)
 * y.mean([2, 3, 4]).unique().tolist(); // → 0,2
 */
export class Dropout3d extends DropoutBase {
  static override readonly name = /* @__PURE__ */ layer(this, "Dropout3d");
  /** Drops whole channels in training: `[N, C, …]` to the same shape; after `eval()` the input itself. */
  forward(x: Tensor): Tensor {
    return dropFeatures(3, x, this.p, this.training, this.inplace);
  }
}
/**
 * {@link Dropout} that keeps mean 0 and variance 1, for networks with selu: dropped elements become its lowest value
 * (Klambauer et al. 2017).
 *
 * Arguments, by position or by name: p = 0.5, inplace = false.
 *
 * @example
 * const x = randn(1000), y = new nn.AlphaDropout(0.2)(x); // keeps mean 0 and variance 1
 * [Math.abs(y.mean().item()) < 0.2, Math.abs(y.std().item() - 1) < 0.2].join(" "); // → true true
 */
export class AlphaDropout extends DropoutBase {
  static override readonly name = /* @__PURE__ */ layer(this, "AlphaDropout");
  /** Drops elements in training: `[…]` to `[…]`, the same shape; after `eval()` the input itself. */
  forward(x: Tensor): Tensor {
    return dropAlpha(x, this.p, this.training, this.inplace, false);
  }
}
/**
 * {@link AlphaDropout} of whole channels of `[N, C, …]`.
 *
 * Arguments, by position or by name: p = 0.5, inplace = false.
 *
 * @example
 * const x = zeros(1, 100, 3, 3), y = new nn.FeatureAlphaDropout(0.5)(x); // whole channels change
 * y.std([2, 3]).max().item() < 1e-6; // → true
 */
export class FeatureAlphaDropout extends DropoutBase {
  static override readonly name = /* @__PURE__ */ layer(this, "FeatureAlphaDropout");
  /** Drops whole channels in training: `[N, C, …]` to the same shape; after `eval()` the input itself. */
  forward(x: Tensor): Tensor {
    return dropAlpha(x, this.p, this.training, this.inplace, true);
  }
}
