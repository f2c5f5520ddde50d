import type { Tensor } from "../core/tensor.js";
import type { Arg } from "../core/op.js";
import { needArg, needTensor } from "../core/check.js";
import { byName, noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import * as bin from "../ops/pointwise/binary.js";
import { noKernel } from "../ops/refuse.js";
import { cppName, isSmooth } from "../shape/dtype.js";
import * as floatParts from "../ops/pointwise/float-parts.js";
import * as gamma from "../ops/special/gamma.js";
import * as logs from "../ops/special/logs.js";
import * as sel from "../ops/pointwise/select.js";
import * as un from "../ops/pointwise/unary.js";

// Element-wise functions whose arguments PyTorch allows to be omitted or named.

/** The number of decimals. Default 0; negative ones round to tens, hundreds, … */
export interface RoundOptions {
  /** The number of decimals. Default 0. */
  decimals?: number;
}
/**
 * Rounds to the nearest integer, or to the given number of decimals; ties go to the even digit, as in IEEE 754
 * (JavaScript's Math.round rounds them up). Keeps the dtype. Its gradient is 0.
 *
 * @example
 * round(tensor([0.5, 1.5, 2.5])).tolist(); // → 0,2,2
 * round(tensor([1.25, 2.75]), { decimals: 1 }).sum().item().toFixed(1); // → "4.0"
 */
export function round(x: Tensor, options?: RoundOptions): Tensor {
  if (options === undefined) return un.round(x);
  return floatParts.roundTo(x, byName<RoundOptions>("round", [], [options], ["decimals"]).decimals ?? 0);
}

/**
 * The same as {@link round}, as torch.special has it.
 *
 * @example
 * special.round(tensor([0.5, 1.5])); // → tensor([0., 2.])
 */
export function specialRound(x: Tensor, options: RoundOptions = {}): Tensor {
  noMore("specialRound", 2, arguments);
  return round(x, options);
}

/** `eps` clamps x to [eps, 1 − eps]. Default: no limits. */
export interface LogitOptions {
  /** The least distance of x from 0 and 1. Default null: no limits. */
  eps?: number | null;
}
/**
 * log(x / (1 − x)), the inverse of sigmoid: `logit(x)`, `logit(x, 1e-6)`, `logit(x, { eps: 1e-6 })`.
 *
 * @example
 * logit(tensor([0.5])).tolist(); // → 0
 */
export function logit(x: Tensor, eps?: number | null | LogitOptions): Tensor {
  return logs.logit(x, epsOf(eps));
}
/** The bound among logit's arguments; null if there is none. */
export function epsOf(eps: number | null | LogitOptions | undefined): number | null {
  return byName<LogitOptions>("logit", ["eps"], [eps]).eps ?? null;
}

/** {@link gamma.polygamma} as a method: x.polygamma(n). */
export function polygammaOf(x: Tensor, n: number): Tensor {
  return gamma.polygamma(n, x);
}

/** Raises elements below `min` to it: clamp with one bound. */
export function clampMin(x: Tensor, min: Arg): Tensor {
  return sel.clampOne(x, min, null);
}
/** Lowers elements above `max` to it: clamp with one bound. */
export function clampMax(x: Tensor, max: Arg): Tensor {
  return sel.clampOne(x, null, max);
}

/** Its operands have one float dtype. */
export function checkLerp(x: Tensor, y: Tensor, weight: Arg): void {
  needTensor(x, "lerp");
  needTensor(y, "lerp", "end");
  needArg(weight, "lerp", "weight");
  for (const [name, t] of [
    ["end", y],
    ["weight", weight],
  ] as const) {
    if (typeof t === "object" && t.dtype !== x.dtype)
      fail(
        "operand-dtype",
        `expected dtype ${cppName[x.dtype]} for \`${name}\` but got dtype ${cppName[t.dtype]}`,
        `convert it first: .to("${x.dtype}").`,
      );
  }
  if (!isSmooth(x.dtype)) noKernel(`lerp_kernel_${typeof weight === "object" ? "tensor" : "scalar"}`, x.dtype);
}
/** `x + weight · (y − x)` of operands of one dtype. */
export function lerp(x: Tensor, y: Tensor, weight: Arg): Tensor {
  checkLerp(x, y, weight);
  return bin.lerp(x, y, weight);
}
