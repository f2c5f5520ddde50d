import type { Tensor } from "../../core/tensor.js";
import { exactly } from "../../diagnose/arguments.js";
import { unflatten } from "../../ops/view/view.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

/** Arguments of {@link Unflatten}, by name. */
interface DimUnflattenedSizeNamed {
  /** The dimension to split. */
  dim: number;
  /** The sizes that replace it. */
  unflattenedSize: readonly number[];
}
/**
 * Splits one dimension into several; one of the sizes may be −1.
 */
export class Unflatten extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Unflatten");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.flatten",
    names: { unflattenedSize: "unflattened_size" },
    attributes: { dim: "int", unflattened_size: "ints" },
  };
  /** The dimension that is split. */
  readonly dim: number;
  /** The sizes that replace it. Their product is the size of that dimension; one of them may be −1. */
  readonly unflattenedSize: readonly number[];
  /**
   * Splits one dimension into several; one of the sizes may be −1.
   *
   * @example
   * new nn.Unflatten(1, [3, 4])(zeros(2, 12)).shape; // → 2,3,4
   */
  constructor(dim: number, unflattenedSize: readonly number[]);
  /** Splits one dimension into several; one of the sizes may be −1. Takes all arguments by name. */
  constructor(options: DimUnflattenedSizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [dim, unflattenedSize] = exactly<[number, readonly number[]]>(
      "Unflatten",
      ["dim", "unflattenedSize"],
      [first, ...more],
    );
    this.dim = dim;
    this.unflattenedSize = [...unflattenedSize];
  }
  /** Splits the dimension `dim` into the sizes of `unflattenedSize`. */
  forward(x: Tensor): Tensor {
    return unflatten(x, this.dim, this.unflattenedSize);
  }
  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=(${this.unflattenedSize.join(", ")}${this.unflattenedSize.length === 1 ? "," : ""})`;
  }
}
