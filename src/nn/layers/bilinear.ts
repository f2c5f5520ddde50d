import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { floatType, zeros } from "../../tensor/creation.js";
import { bilinear } from "../functional/linear.js";
import { uniform_ } from "../init.js";
import type { LinearOptions } from "./linear.js";
import { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import { layer, type PythonForm } from "../python-form.js";

const read = readerOf<LinearOptions>("Bilinear", ["bias"], ["dtype"]);

/** Further arguments, by position or by name: bias = true. */
export type BilinearArguments = Rest<[bias: boolean], LinearOptions>;
/** Arguments of {@link Bilinear}, by name. */
interface In1FeaturesIn2FeaturesOutFeatuNamed {
  /** The size of the first input's last dimension. */
  in1Features: number;
  /** The size of the second input's last dimension. */
  in2Features: number;
  /** The size of the output's last dimension. */
  outFeatures: number;
}
/**
 * `y[o] = x1 · weight[o] · x2 + bias[o]` over the last dimensions: `[…, in1Features]` and `[…, in2Features]` to
 * `[…, outFeatures]`. `weight` is `[outFeatures, in1Features, in2Features]`; both are initialized uniformly within
 * ±1/√in1Features.
 *
 * Further arguments, by position or by name: bias = true; by name only: dtype.
 */
export class Bilinear extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "Bilinear");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.linear",
    names: { in1Features: "in1_features", in2Features: "in2_features", outFeatures: "out_features" },
    attributes: { in1_features: "count", in2_features: "count", out_features: "count" },
    parameters: ["weight", "bias?"],
  };
  /** Size of the first input's last dimension. */
  readonly in1Features: number;
  /** Size of the second input's last dimension. */
  readonly in2Features: number;
  /** Size of the output's last dimension. */
  readonly outFeatures: number;
  /**
   * One learned matrix for each output, `[outFeatures, in1Features, in2Features]`. Initialized uniformly within
   * ±1/√in1Features.
   */
  weight: Parameter;
  /** Learned bias, `[outFeatures]`; null with `bias: false`. Initialized uniformly within ±1/√in1Features. */
  bias: Parameter | null;
  /**
   * `y[o] = x1 · weight[o] · x2 + bias[o]` over the last dimensions: `[…, in1Features]` and `[…, in2Features]` to
   * `[…, outFeatures]`. Further arguments, by position or by name: bias = true; by name only: dtype.
   *
   * @example
   * new nn.Bilinear(3, 4, 2)(zeros(5, 3), zeros(5, 4)).shape; // → 5,2
   */
  constructor(in1Features: number, in2Features: number, outFeatures: number, ...options: BilinearArguments);
  /**
   * `y[o] = x1 · weight[o] · x2 + bias[o]` over the last dimensions: `[…, in1Features]` and `[…, in2Features]` to
   * `[…, outFeatures]`. Takes all arguments by name.
   */
  constructor(options: LinearOptions & In1FeaturesIn2FeaturesOutFeatuNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [in1Features, in2Features, outFeatures, ...rest] = required<[number, number, number]>(
      "Bilinear",
      ["in1Features", "in2Features", "outFeatures"],
      [first, ...more],
    );
    const all = read(rest);
    for (const n of [in1Features, in2Features, outFeatures])
      if (!Number.isInteger(n) || n < 0)
        fail(
          "linear-features",
          `Bilinear(${in1Features}, ${in2Features}, ${outFeatures}): the number of features must be a whole number`,
          "for example new nn.Bilinear(20, 30, 40).",
        );
    const dtype = floatType(all.dtype === undefined ? {} : { dtype: all.dtype }, "uniform_");
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    this.weight = new Parameter(zeros(outFeatures, in1Features, in2Features, { dtype }));
    this.bias = this.registerParameter(
      "bias",
      (all.bias ?? true) ? new Parameter(zeros(outFeatures, { dtype })) : null,
    );
    this.resetParameters();
  }

  /** Reinitializes the parameters. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.in1Features);
    uniform_(this.weight, -bound, bound);
    if (this.bias !== null) uniform_(this.bias, -bound, bound);
  }

  /** Combines two inputs: `[…, in1Features]` and `[…, in2Features]` to `[…, outFeatures]`. */
  forward(x1: Tensor, x2: Tensor): Tensor {
    return bilinear(x1, x2, this.weight, this.bias);
  }
  override extraRepr(): string {
    return `in1_features=${this.in1Features}, in2_features=${this.in2Features}, out_features=${this.outFeatures}, bias=${this.bias === null ? "False" : "True"}`;
  }
  override summary(): string {
    return `Bilinear(${this.in1Features}, ${this.in2Features} → ${this.outFeatures})`;
  }
}
