import type { Tensor } from "../../core/tensor.js";
import { flatten } from "../../ops/view/view.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";
import { byName, type Rest } from "../../diagnose/arguments.js";

/** Options of {@link Flatten}. */
export interface FlattenOptions {
  /** First dimension to flatten. Default 1, which keeps the batch. */
  startDim?: number;
  /** Last dimension to flatten. Default −1, the last one. */
  endDim?: number;
}

/** Further arguments, by position or by name. */
export type FlattenArguments = Rest<[startDim: number, endDim: number], FlattenOptions>;
/**
 * Joins dimensions `startDim` (default 1, which keeps the batch) to `endDim` (default −1, the last) into one.
 *
 * Arguments, by position or by name: startDim = 1, endDim = −1.
 */
export class Flatten extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Flatten");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.flatten",
    names: { startDim: "start_dim", endDim: "end_dim" },
    attributes: { start_dim: "int", end_dim: "int" },
  };
  /** First dimension to flatten. Default 1, which keeps the batch. */
  readonly startDim: number;
  /** Last dimension to flatten. Default −1, the last one. */
  readonly endDim: number;
  /**
   * Joins dimensions `startDim` (default 1, which keeps the batch) to `endDim` (default −1, the last) into one.
   * Arguments, by position or by name: startDim = 1, endDim = −1.
   *
   * @example
   * new nn.Flatten()(zeros(2, 3, 4)).shape; // → 2,12
   */
  constructor(...options: FlattenArguments) {
    super();
    const o = byName<FlattenOptions>("Flatten", ["startDim", "endDim"], options);
    this.startDim = o.startDim ?? 1;
    this.endDim = o.endDim ?? -1;
  }
  /** Joins dimensions `startDim` to `endDim` into one: `[N, C, H, W]` to `[N, C · H · W]` by default. */
  forward(x: Tensor): Tensor {
    return flatten(x, this.startDim, this.endDim);
  }
  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}
