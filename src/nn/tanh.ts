import type { Tensor } from "../core/tensor.js";
import { tanh } from "./functional/activation.js";
import { Module, type PythonForm } from "./module.js";

/** The hyperbolic tangent, element by element: any number into (−1, 1). */
export class Tanh extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  forward(x: Tensor): Tensor { return tanh(x); }
}
