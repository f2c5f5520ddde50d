import type { Tensor } from "../core/tensor.js";
import { Module, type PythonForm } from "./module.js";

/** Gives its input back; stands where a model may have a layer or none. Arguments to the constructor are ignored. */
export class Identity extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.linear" };
  constructor(..._ignored: unknown[]) { super(); }
  forward(x: Tensor): Tensor { return x; }
}
