import type { Tensor } from "../core/tensor.js";
import { formatNumber } from "../util/pyformat.js";
import { hardshrink } from "./functional/piecewise.js";
import { Module, type PythonForm } from "./module.js";

/** 0 within ±`lambd` (default 0.5), x elsewhere. */
export class Hardshrink extends Module {
  static override readonly python: PythonForm = { module: "torch.nn.modules.activation" };
  lambd: number;
  constructor(lambd: number | { lambd?: number } = 0.5) {
    super();
    this.lambd = typeof lambd === "object" ? lambd.lambd ?? 0.5 : lambd;
  }
  forward(x: Tensor): Tensor { return hardshrink(x, this.lambd); }
  override extraRepr(): string { return formatNumber(this.lambd); }
}
