import type { Tensor } from "../core/tensor.js";
import { byName, noMore } from "../diagnose/arguments.js";
import * as stats from "../ops/reduce/statistics.js";
import type { Dims, Flag } from "./api/argument-types.js";
import { spreadOptions, type StdNamed } from "./functions.js";

// Statistics that are functions but not methods.

/** The result of {@link stdMean}. */
export type StdMean = [std: Tensor, mean: Tensor];
/** The result of {@link varMean}. */
export type VarMean = [variance: Tensor, mean: Tensor];
/**
 * The standard deviation and the mean of all elements, or along the dimensions `dim`, with the arguments and shapes of
 * {@link std}. For complex numbers, a real and a complex tensor.
 *
 * @throws KindlingError `float-only` for integers and bools, `dim-range`, `dim-repeated`.
 * @example
 * const [s, m] = stdMean(tensor([1, 3]), { correction: 0 });
 * [s.item(), m.item()]; // → 1,2
 */
export function stdMean(
  x: Tensor,
  dim?: boolean | Dims<StdNamed>,
  unbiased?: Flag<StdNamed>,
  keepdim?: Flag<StdNamed>,
): StdMean {
  noMore("stdMean", 4, arguments);
  return stats.stdMean(x, spreadOptions("stdMean", [dim, unbiased, keepdim]));
}
/**
 * The variance and the mean of all elements, or along the dimensions `dim`, with the arguments and shapes of {@link std}.
 *
 * @throws KindlingError `float-only` for integers and bools, `dim-range`, `dim-repeated`.
 * @example
 * const [v, m] = varMean(tensor([1, 3]));
 * [v.item(), m.item()]; // → 2,2
 */
export function varMean(
  x: Tensor,
  dim?: boolean | Dims<StdNamed>,
  unbiased?: Flag<StdNamed>,
  keepdim?: Flag<StdNamed>,
): VarMean {
  noMore("varMean", 4, arguments);
  return stats.varMean(x, spreadOptions("varMean", [dim, unbiased, keepdim]));
}

/** The arguments of {@link trapezoid} and {@link cumulativeTrapezoid} by name. */
export interface TrapezoidNamed extends stats.TrapezoidOptions {
  /** The points. Default null: `dx` apart. */
  x?: Tensor | null;
}
function integral(what: string, f: typeof stats.trapezoid, y: Tensor, x: unknown, o: unknown): Tensor {
  const all = byName<TrapezoidNamed>(what, ["x"], [x, o], ["dx", "dim"]);
  return f(y, all.x ?? null, all);
}
/**
 * The integral of `y` along `dim` (default −1) by the trapezoidal rule, at the points `x`, or at points `dx` apart
 * (default 1). `x` is a list, one point for each of y's elements along `dim`, or broadcasts to y. `dim` disappears.
 *
 * @throws KindlingError `trapezoid` for a scalar, bools or an unsuitable `x`; `dim-range`.
 * @example
 * trapezoid(tensor([1, 2, 3])).item(); // → 4
 * trapezoid(tensor([1, 2, 3]), tensor([0, 2, 4])).item(); // → 8
 */
export function trapezoid(y: Tensor, x?: Tensor | null | TrapezoidNamed, options?: stats.TrapezoidOptions): Tensor {
  noMore("trapezoid", 3, arguments);
  return integral("trapezoid", stats.trapezoid, y, x, options);
}
/**
 * The integral up to each point along `dim` (default −1) by the trapezoidal rule, with the arguments of
 * {@link trapezoid}. `dim` becomes one element shorter.
 *
 * @throws KindlingError `trapezoid` for a scalar, bools or an unsuitable `x`; `dim-range`.
 * @example
 * cumulativeTrapezoid(tensor([1, 2, 3])).tolist(); // → 1.5,4
 */
export function cumulativeTrapezoid(
  y: Tensor,
  x?: Tensor | null | TrapezoidNamed,
  options?: stats.TrapezoidOptions,
): Tensor {
  noMore("cumulativeTrapezoid", 3, arguments);
  return integral("cumulativeTrapezoid", stats.cumulativeTrapezoid, y, x, options);
}
