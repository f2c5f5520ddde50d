import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { type CosineOptions, cosineSimilarity } from "../functional/distance.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: dim = 1, eps = 1e−8. */
export type CosineArguments = Rest<[dim: number, eps: number], CosineOptions>;
/**
 * The cosine of the angle between vectors along `dim` (default 1): 1 where they point the same way, −1 the opposite way.
 *
 * Further arguments, by position or by name: dim = 1, eps = 1e−8.
 */
export class CosineSimilarity extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "CosineSimilarity");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.distance",
    attributes: { dim: "int", eps: "float" },
  };
  /** The dimension of the vectors, which the output lacks. Default 1. */
  dim: number;
  /** A lower bound for the product of the lengths, so that zero vectors do not divide by 0. Default 1e-8. */
  eps: number;
  /**
   * The cosine of the angle between vectors along `dim` (default 1): 1 where they point the same way, −1 the opposite
   * way. Further arguments, by position or by name: dim = 1, eps = 1e−8.
   *
   * @example
   * new nn.CosineSimilarity()(tensor([[1, 0], [1, 2]]), tensor([[0, 3], [2, 4]])); // → tensor([0.0000, 1.0000])
   */
  constructor(...options: CosineArguments) {
    super();
    const all = byName<CosineOptions>("CosineSimilarity", ["dim", "eps"], options);
    this.dim = all.dim ?? 1;
    this.eps = all.eps ?? 1e-8;
  }
  /** Compares vectors along `dim`: two tensors of shapes that broadcast, to that shape without `dim`. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return cosineSimilarity(x1, x2, this.dim, this.eps);
  }
}
