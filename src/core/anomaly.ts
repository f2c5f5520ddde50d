import type { Node } from "./node.js";
import type { Tensor } from "./tensor.js";

/** The NaN check of gradients: `autograd/anomaly.ts`. */
export interface AnomalyWatch {
  /** An op was recorded for backward. */
  made(node: Node): void;
  /** A backward pass begins, and has ended. */
  begins(): void;
  ends(): void;
  /** The results of a node's rules for its inputs. */
  gave(node: Node, gradients: readonly (Tensor | null)[]): void;
}

/** Null while the mode is off. */
export let anomaly: AnomalyWatch | null = null;
export function setAnomaly(a: AnomalyWatch | null): void {
  anomaly = a;
}
