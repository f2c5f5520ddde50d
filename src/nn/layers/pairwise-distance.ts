import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { type DistanceOptions, pairwiseDistance } from "../functional/distance.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Further arguments, by position or by name: p = 2, eps = 1e−6, keepdim = false. */
export type DistanceArguments = Rest<[p: number, eps: number, keepdim: boolean], DistanceOptions>;
/**
 * The p-norm of the difference of two vectors: `[N, D]` and `[N, D]` to `[N]`.
 *
 * Further arguments, by position or by name: p = 2, eps = 1e−6, keepdim = false.
 */
export class PairwiseDistance extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "PairwiseDistance");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.distance",
    attributes: { norm: "float", eps: "float", keepdim: "bool" },
  };
  /** Which norm. */
  norm: number;
  /** Added to each difference, so that the gradient exists if both vectors are equal. Default 1e-6. */
  eps: number;
  /** Whether the output keeps the last dimension, with size 1. Default false. */
  keepdim: boolean;
  /**
   * The p-norm of the difference of two vectors: `[N, D]` and `[N, D]` to `[N]`. Further arguments, by position or by
   * name: p = 2, eps = 1e−6, keepdim = false.
   *
   * @example
   * new nn.PairwiseDistance()(tensor([[0, 0]]), tensor([[3, 4]])); // → tensor([5.0000])
   */
  constructor(...options: DistanceArguments) {
    super();
    const all = byName<DistanceOptions>("PairwiseDistance", ["p", "eps", "keepdim"], options);
    this.norm = all.p ?? 2;
    this.eps = all.eps ?? 1e-6;
    this.keepdim = all.keepdim ?? false;
  }
  /** Compares pairs of vectors: `[N, D]` and `[N, D]` to `[N]`. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return pairwiseDistance(x1, x2, this.norm, this.eps, this.keepdim);
  }
}
