import type { Tensor } from "../core/tensor.js";
import { nllLoss, type NllOptions } from "./functional/loss.js";
import { Loss } from "./loss.js";
import type { PythonForm } from "./module.js";

/**
 * Minus the log-probability of the right class; comes after LogSoftmax. Shapes as for CrossEntropyLoss.
 *
 * @throws KindlingError `target-dtype`, `target-range`, `target-shape`.
 */
export class NLLLoss extends Loss {
  static override readonly python: PythonForm = { module: "torch.nn.modules.loss", names: { ignoreIndex: "ignore_index" } };
  /** How much each class counts, `[C]`: a buffer. */
  readonly weight: Tensor | null;
  ignoreIndex: number;
  constructor(o: NllOptions = {}) {
    super(o);
    this.weight = this.registerBuffer("weight", o.weight ?? null);
    this.ignoreIndex = o.ignoreIndex ?? -100;
  }
  forward(input: Tensor, target: Tensor): Tensor { return nllLoss(input, target, this); }
}
