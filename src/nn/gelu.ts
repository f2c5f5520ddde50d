import type { Tensor } from "../core/tensor.js";
import { gelu } from "./functional/activation.js";
import { Module } from "./module.js";
import { layer, type PythonForm } from "./python-form.js";
import { noMore, byName } from "../diagnose/arguments.js";

/** x times the probability that a standard normal number lies below it; `approximate: "tanh"` is nearly that. */
export class GELU extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "GELU");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.activation",
    attributes: { approximate: ["none", "tanh"] },
    missing: { approximate: "none" },
  };
  approximate: "none" | "tanh";
  constructor(o: { approximate?: "none" | "tanh" } = {}) {
    noMore("GELU", 1, arguments, true);
    super();
    this.approximate = byName<{ approximate?: "none" | "tanh" }>("GELU", ["approximate"], [o]).approximate ?? "none";
  }
  /** Applies the activation to each element: `[…]` to `[…]`, the same shape. */
  forward(x: Tensor): Tensor { return gelu(x, { approximate: this.approximate }); }
  override extraRepr(): string { return `approximate='${this.approximate}'`; }
}
