import type { Tensor } from "../core/tensor.js";
import { type BceOptions, binaryCrossEntropy } from "./functional/loss.js";
import { Loss } from "./loss.js";

/**
 * The cross entropy of probabilities and targets of one shape, both in [0, 1]; comes after a Sigmoid.
 *
 * @throws KindlingError `probability-range` for an input outside [0, 1], `target-shape` where the shapes differ.
 */
export class BCELoss extends Loss {
  /** How much each element counts: a buffer. */
  readonly weight: Tensor | null;
  constructor(o: BceOptions = {}) {
    super(o);
    this.weight = this.registerBuffer("weight", o.weight ?? null);
  }
  forward(input: Tensor, target: Tensor): Tensor { return binaryCrossEntropy(input, target, this); }
}
