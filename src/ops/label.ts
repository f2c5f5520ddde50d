import type { Tensor } from "../core/tensor.js";

/** Names what made this tensor as PyTorch does where several of our ops are one of its. */
export function label(t: Tensor, name: string): Tensor {
  if (t.node !== null) t.node.label = name;
  return t;
}
