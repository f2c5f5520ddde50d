import type { Tensor } from "../core/tensor.js";

/** Sets PyTorch's name for the origin of this tensor, if several of our ops are one of PyTorch's. */
export function label(t: Tensor, name: string): Tensor {
  if (t.node !== null) t.node.label = name;
  return t;
}
