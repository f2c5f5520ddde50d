import type { Node } from "./node.js";
import type { Tensor } from "./tensor.js";

/** Who looks for NaN in gradients: `autograd/anomaly.ts`. */
export interface AnomalyWatch {
  /** An op was recorded for backward. */
  made(node: Node): void;
  /** A backward pass begins, and has ended. */
  begins(): void;
  ends(): void;
  /** What a node's rules gave for its inputs. */
  gave(node: Node, gradients: readonly (Tensor | null)[]): void;
}

/** Null while the mode is off. */
export let anomaly: AnomalyWatch | null = null;
export function setAnomaly(a: AnomalyWatch | null): void {
  anomaly = a;
}
