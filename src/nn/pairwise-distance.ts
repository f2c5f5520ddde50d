import type { Tensor } from "../core/tensor.js";
import { byName } from "../diagnose/arguments.js";
import { type DistanceOptions, pairwiseDistance } from "./functional/distance.js";
import { Module } from "./module.js";
import { layer, type PythonForm } from "./python-form.js";

/** The p-norm of the difference of two vectors: `[N, D]` and `[N, D]` to `[N]`. */
export class PairwiseDistance extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "PairwiseDistance");
  static override readonly python: PythonForm = { module: "torch.nn.modules.distance", attributes: { norm: "float", eps: "float", keepdim: "bool" } };
  /** Which norm. */
  norm: number;
  eps: number;
  keepdim: boolean;
  constructor(p?: number | DistanceOptions, eps?: number | DistanceOptions, keepdim?: boolean | DistanceOptions) {
    super();
    const all = byName<DistanceOptions>("PairwiseDistance", ["p", "eps", "keepdim"], [p, eps, keepdim]);
    this.norm = all.p ?? 2;
    this.eps = all.eps ?? 1e-6;
    this.keepdim = all.keepdim ?? false;
  }
  /** Compares pairs of vectors: `[N, D]` and `[N, D]` to `[N]`. */
  forward(x1: Tensor, x2: Tensor): Tensor { return pairwiseDistance(x1, x2, this.norm, this.eps, this.keepdim); }
}
