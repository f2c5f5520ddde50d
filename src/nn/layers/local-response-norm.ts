import type { Tensor } from "../../core/tensor.js";
import { readerOf, required, type Rest } from "../../diagnose/arguments.js";
import { formatRepr } from "../../util/pyformat.js";
import { localResponseNorm, type LocalResponseNormOptions } from "../functional/normalization.js";
import { Module } from "../module.js";
import { layer, type PythonForm } from "../python-form.js";

const read = readerOf<LocalResponseNormOptions>("LocalResponseNorm", ["alpha", "beta", "k"]);

/** Further arguments, by position or by name: alpha = 1e−4, beta = 0.75, k = 1. */
export type LocalResponseNormArguments = Rest<[alpha: number, beta: number, k: number], LocalResponseNormOptions>;
/** Arguments of {@link LocalResponseNorm}, by name. */
interface SizeNamed {
  /** The number of neighbouring channels. */
  size: number;
}
/**
 * Divides each element of `[N, C, …]` by (k + alpha · mean of the squares of `size` neighbouring channels)^beta
 * (Krizhevsky et al. 2012). Further arguments, by position or by name: alpha = 1e−4, beta = 0.75, k = 1.
 */
export class LocalResponseNorm extends Module {
  static override readonly name = /* @__PURE__ */ layer(this, "LocalResponseNorm");
  static override readonly python: PythonForm = {
    module: "torch.nn.modules.normalization",
    attributes: { size: "int", alpha: "float", beta: "float", k: "float" },
  };
  /** Number of neighbouring channels that are averaged over. */
  size: number;
  /** Factor of the mean square. Default 1e-4. */
  alpha: number;
  /** Exponent of the divisor. Default 0.75. */
  beta: number;
  /** Constant in the divisor. Default 1. */
  k: number;
  /**
   * Divides each element of `[N, C, …]` by (k + alpha · mean of the squares of `size` neighbouring channels)^beta
   * (Krizhevsky et al. 2012). Further arguments, by position or by name: alpha = 1e−4, beta = 0.75, k = 1.
   *
   * @example
   * const layer = new nn.LocalResponseNorm(2, { alpha: 1, beta: 1 });
   * layer(tensor([[[1], [1]]])).flatten(); // → tensor([0.6667, 0.5000])
   */
  constructor(size: number, ...options: LocalResponseNormArguments);
  /**
   * Divides each element of `[N, C, …]` by (k + alpha · mean of the squares of `size` neighbouring channels)^beta
   * (Krizhevsky et al. 2012). Takes all arguments by name.
   */
  constructor(options: LocalResponseNormOptions & SizeNamed);
  constructor(first: unknown, ...more: unknown[]) {
    super();
    const [size, ...rest] = required<[number]>("LocalResponseNorm", ["size"], [first, ...more]);
    const o = read(rest);
    this.size = size;
    this.alpha = o.alpha ?? 1e-4;
    this.beta = o.beta ?? 0.75;
    this.k = o.k ?? 1;
  }
  /** Normalizes over neighbouring channels: `[N, C, …]` to the same shape. */
  forward(x: Tensor): Tensor {
    return localResponseNorm(x, this.size, this.alpha, this.beta, this.k);
  }
  override extraRepr(): string {
    return `${this.size}, alpha=${formatRepr(this.alpha)}, beta=${formatRepr(this.beta)}, k=${formatRepr(this.k)}`;
  }
}
