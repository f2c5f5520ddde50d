import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { softmax } from "../functional/activation.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/**
 * Softmax over the channels at each position of an image: `[N, C, H, W]` or `[C, H, W]`.
 *
 * @throws KindlingError `activation-dims` for an input with a different number of dimensions.
 * @example
 * const y = new nn.Softmax2d()(rand(2, 3, 4, 4)); // 3 channels
 * y.sum(1).allclose(ones(2, 4, 4)); // → true
 */
export class Softmax2d extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Softmax2d");
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  /** Normalizes over the channels: `[N, C, H, W]` or `[C, H, W]` to the same shape. */
  forward(x: Tensor): Tensor {
    if (x.shape.length !== 3 && x.shape.length !== 4)
      fail(
        "activation-dims",
        "Softmax2d requires a 3D or 4D tensor as input",
        `it got ${x.shape.length} dimensions; for rows of scores use Softmax(1).`,
      );
    return softmax(x, -3);
  }
}
