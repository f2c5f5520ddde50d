import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { linear } from "../../ops/product/contract.js";
import type { DType } from "../../shape/dtype.js";
import { floatType, zeros } from "../../tensor/creation.js";
import { fail } from "../../diagnose/error.js";
import { watchDead } from "../functional/hints.js";
import { kaimingUniform_, uniform_ } from "../init.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

/** Options of {@link Linear}. */
export interface LinearOptions {
  /** Whether to add a learned bias. Default true. */
  bias?: boolean;
  /** dtype of the parameters. Default: float32 (see `setDefaultDtype`). */
  dtype?: DType;
}

const read = readerOf<LinearOptions>("Linear", ["bias"], ["dtype"]);

/** Further arguments, by position or by name: bias = true. */
export type LinearArguments = Rest<[bias: boolean], LinearOptions>;
/** Arguments of {@link Linear}, by name. */
interface InFeaturesOutFeaturesNamed {
  /** The size of the input's last dimension. */
  inFeatures: number;
  /** The size of the output's last dimension. */
  outFeatures: number;
}
/**
 * `y = x · weightᵀ + bias` over the last dimension: `[…, inFeatures]` to `[…, outFeatures]`.
 *
 * `weight` is `[outFeatures, inFeatures]`, `bias` `[outFeatures]`; both are initialized uniformly within
 * ±1/√inFeatures, with PyTorch's numbers for the same seed (He et al. 2015, with a = √5).
 *
 * Further arguments, by position or by name: bias = true; by name only: dtype.
 *
 * @throws KindlingError `matmul-shapes`, `matmul-dtype` for an input that does not match.
 */
export class Linear extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Linear");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.linear",
    names: { inFeatures: "in_features", outFeatures: "out_features" },
    attributes: { in_features: "count", out_features: "count" },
    parameters: ["weight", "bias?"],
  };
  /** Size of the input's last dimension. */
  readonly inFeatures: number;
  /** Size of the output's last dimension. */
  readonly outFeatures: number;
  /** Learned matrix, `[outFeatures, inFeatures]`. Initialized uniformly within ±1/√inFeatures. */
  weight: Parameter;
  /** Learned bias, `[outFeatures]`; null with `bias: false`. Initialized uniformly within ±1/√inFeatures. */
  bias: Parameter | null;

  /**
   * `y = x · weightᵀ + bias` over the last dimension: `[…, inFeatures]` to `[…, outFeatures]`. Further arguments, by
   * position or by name: bias = true; by name only: dtype.
   *
   * @throws KindlingError `matmul-shapes`, `matmul-dtype` for an input that does not match.
   * @example
   * const l = new nn.Linear(10, 1);
   * l(zeros(5, 10)).shape; // → 5,1
   */
  constructor(inFeatures: number, outFeatures: number, ...options: LinearArguments);
  /**
   * `y = x · weightᵀ + bias` over the last dimension: `[…, inFeatures]` to `[…, outFeatures]`. Takes all arguments by
   * name.
   */
  constructor(options: LinearOptions & InFeaturesOutFeaturesNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [inFeatures, outFeatures, ...rest] = required<[number, number]>(
      "Linear",
      ["inFeatures", "outFeatures"],
      [first, ...more],
    );
    const o = read(rest);
    for (const n of [inFeatures, outFeatures]) {
      if (!Number.isInteger(n) || n < 0)
        fail(
          "linear-features",
          Number.isInteger(n)
            ? `Trying to create tensor with negative dimension ${n}: [${outFeatures}, ${inFeatures}]`
            : `Linear(${inFeatures}, ${outFeatures}): the number of features must be a whole number, but got ${typeof n === "string" ? JSON.stringify(n) : String(n)}`,
          "new nn.Linear(inFeatures, outFeatures) takes the sizes of the last dimension before and after.",
        );
    }
    const dtype = floatType(o.dtype === undefined ? {} : { dtype: o.dtype }, "uniform_");
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(zeros(outFeatures, inFeatures, { dtype }));
    this.bias = this.registerParameter("bias", (o.bias ?? true) ? new Parameter(zeros(outFeatures, { dtype })) : null);
    this.resetParameters();
  }

  /** Reinitializes the parameters. */
  resetParameters(): void {
    kaimingUniform_(this.weight, { a: Math.sqrt(5) });
    if (this.bias !== null) {
      const bound = this.inFeatures > 0 ? 1 / Math.sqrt(this.inFeatures) : 0;
      uniform_(this.bias, -bound, bound);
    }
  }

  /** Maps the last dimension: `[…, inFeatures]` to `[…, outFeatures]`. */
  forward(x: Tensor): Tensor {
    const out = linear(x, this.weight, this.bias);
    watchDead(x, this);
    return out;
  }

  override extraRepr(): string {
    return `in_features=${this.inFeatures}, out_features=${this.outFeatures}, bias=${this.bias === null ? "False" : "True"}`;
  }
  override summary(): string {
    return `Linear(${this.inFeatures} → ${this.outFeatures})`;
  }
}
