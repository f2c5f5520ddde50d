import type { Arg } from "../core/op.js";
import type { Tensor } from "../core/tensor.js";
import * as indexPutOps from "../ops/indexing/index-put.js";
import { noMore } from "../diagnose/arguments.js";
import { where as choose } from "../ops/pointwise/where.js";

// Functions with several signatures that select elements.

/**
 * The positions where the condition is true: one int64 tensor `[n]` per dimension.
 *
 * @example
 * where(tensor([0, 5, 0, 7]).gt(0))[0]!.tolist(); // → 1,3
 */
export function where(condition: Tensor): Tensor[];
/**
 * `x` where the condition is true, `y` elsewhere, all broadcast together; `x` and `y` may be numbers.
 *
 * @throws KindlingError `where-condition` for a condition that is not bool, `broadcast` for mismatched shapes.
 * @example
 * where(tensor([true, false]), tensor([1, 2]), 0).tolist(); // → 1,0
 */
export function where(condition: Tensor, x: Arg, y: Arg): Tensor;
export function where(condition: Tensor, x?: Arg, y?: Arg): Tensor | Tensor[] {
  noMore("where", 3, arguments);
  return x === undefined && y === undefined
    ? indexPutOps.nonzero(condition, { asTuple: true })
    : choose(condition, x!, y!);
}
