import type { Tensor } from "../core/tensor.js";
import { checkProbability, drop } from "./functional/dropout.js";
import { Module, type PythonForm } from "./module.js";
import { formatNumber } from "../util/pyformat.js";

/**
 * In training, sets each element to 0 with probability `p` (default 0.5) and multiplies the others by 1/(1 − p); after
 * `eval()` it gives its input back. The same elements as in PyTorch for the same seed.
 *
 * @example
 * new nn.Dropout(0.5).eval()(ones(3)).tolist(); // → 1,1,1
 */
export class Dropout extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.dropout" };
  p: number;
  inplace: boolean;
  constructor(p: number | { p?: number; inplace?: boolean } = 0.5, o: { inplace?: boolean } = {}) {
    super();
    this.p = typeof p === "number" ? p : p.p ?? 0.5;
    this.inplace = (typeof p === "object" ? p.inplace : o.inplace) ?? false;
    checkProbability(this.p);
  }
  forward(x: Tensor): Tensor { return drop(x, this.p, this.training, this.inplace); }
  override extraRepr(): string { return `p=${formatNumber(this.p)}, inplace=${this.inplace ? "True" : "False"}`; }
}
