import type { Tensor } from "../core/tensor.js";
import { softsign } from "./functional/activation.js";
import { Module, type PythonForm } from "./module.js";

/** x / (1 + |x|): any number into (−1, 1), more slowly than tanh. */
export class Softsign extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  forward(x: Tensor): Tensor { return softsign(x); }
}
