import type { Tensor } from "../core/tensor.js";
import { tanhshrink } from "./functional/activation.js";
import { Module, type PythonForm } from "./module.js";

/** x − tanh(x). */
export class Tanhshrink extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  forward(x: Tensor): Tensor { return tanhshrink(x); }
}
