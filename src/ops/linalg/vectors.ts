import { needTensor } from "../../core/check.js";
import { full } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isSmooth } from "../../shape/dtype.js";
import { normalizeDim } from "../../shape/shape.js";
import { cast } from "../pointwise/cast.js";
import { conjOf } from "../complex/parts.js";
import { cat, stack } from "../view/join.js";
import { label } from "../label.js";
import { sum } from "../reduce/reduce.js";
import { diagonal as diagonalView, narrow, reshape } from "../view/view.js";
import { mul, sub } from "../pointwise/arithmetic.js";

// Products of vectors along a dimension.

/** Arguments of {@link cross}, by name. */
interface DimNamed {
  /** The dimension of size 3. Default −1. */
  dim?: number;
}
/**
 * The cross product of vectors of three along `dim` (default −1); other dimensions broadcast.
 *
 * @throws KindlingError `cross-size`, `broadcast`, `dim-range`.
 * @example
 * linalg.cross(tensor([1, 0, 0]), tensor([0, 1, 0])).tolist(); // → 0,0,1
 */
export function cross(x: Tensor, y: Tensor, options: DimNamed = {}): Tensor {
  noMore("cross", 3, arguments);
  needTensor(x, "cross");
  needTensor(y, "cross", "other");
  const dim = byName<{ dim?: number }>("cross", [], [options], ["dim"]).dim ?? -1;
  if (x.shape.length !== y.shape.length)
    fail(
      "cross-size",
      "linalg.cross: inputs must have the same number of dimensions.",
      "add dimensions of size 1 with unsqueeze.",
    );
  const d = normalizeDim(dim, x.shape.length);
  if (x.shape[d] !== 3 || y.shape[d] !== 3)
    fail(
      "cross-size",
      `linalg.cross: inputs dimension ${dim} must have length 3. Got ${x.shape[d] ?? 1} and ${y.shape[d] ?? 1}`,
      "the cross product takes vectors of 3 elements.",
    );
  return crossAlong(x, y, d);
}

/** (x₂y₃ − x₃y₂, x₃y₁ − x₁y₃, x₁y₂ − x₂y₁): each factor is the vector turned on by one or two places. */
function crossAlong(x: Tensor, y: Tensor, d: number): Tensor {
  const turned = (t: Tensor, by: number): Tensor => cat([narrow(t, d, by, 3 - by), narrow(t, d, 0, by)], d);
  return label(sub(mul(turned(x, 1), turned(y, 2)), mul(turned(x, 2), turned(y, 1))), "LinalgCrossBackward0");
}

/** torch.cross: without `dim` along the first dimension of size 3. */
export function crossOf(x: Tensor, y: Tensor, dim?: number | { dim?: number }): Tensor {
  const chosen = byName<{ dim?: number }>("cross", ["dim"], [dim]).dim;
  needTensor(x, "cross");
  if (chosen !== undefined) return cross(x, y, { dim: chosen });
  const first = x.shape.indexOf(3);
  if (first < 0)
    fail("cross-size", "no dimension of size 3 in input", "the cross product takes vectors of 3 elements.");
  return cross(x, y, { dim: first });
}

/** Arguments of {@link vecdot}, by name. */
interface VecdotDimNamed {
  /** The dimension to sum over. Default −1. */
  dim?: number;
}
/**
 * Σ x · y along `dim` (default −1), of complex x the conjugate; shapes broadcast.
 *
 * @throws KindlingError `float-only`, `matmul-dtype`, `broadcast`.
 * @example
 * linalg.vecdot(tensor([[1, 2], [3, 4]]), tensor([1, 1])).tolist(); // → 3,7
 */
export function vecdot(x: Tensor, y: Tensor, options: VecdotDimNamed = {}): Tensor {
  noMore("vecdot", 3, arguments);
  needTensor(x, "vecdot");
  needTensor(y, "vecdot", "y");
  if (!isSmooth(x.dtype))
    fail(
      "float-only",
      `linalg.vecdot: Expected a floating point or complex tensor as input. Got ${dtypeInfo[x.dtype].scalarType}`,
      "convert first: x.float().",
    );
  if (x.dtype !== y.dtype)
    fail(
      "matmul-dtype",
      `linalg.vecdot: Expected x and y to have the same dtype, but found x of type ${dtypeInfo[x.dtype].scalarType} and y of type ${dtypeInfo[y.dtype].scalarType} instead`,
      `convert one: .to("${x.dtype}").`,
    );
  return sum(mul(conjOf(x), y), { dim: byName<{ dim?: number }>("vecdot", [], [options], ["dim"]).dim ?? -1 });
}

/** Beyond it all powers but those of 1 are 0 or infinite. */
const MAX_POWERS = 2 ** 18;

/** Arguments of {@link vander}, by name. */
interface NNamed {
  /** The number of columns. Default: the number of elements of x. */
  N?: number;
}
/**
 * The Vandermonde matrix: powers 0 … N − 1 (N is by default the last size) of each element, as a new last dimension.
 * Whole numbers give int64.
 *
 * @throws KindlingError `vander-n`, `int-only`.
 * @example
 * linalg.vander(tensor([2, 3]), { N: 3 }).tolist(); // → 1,2,4,1,3,9
 */
export function vander(x: Tensor, N?: number | NNamed): Tensor {
  noMore("vander", 2, arguments);
  needTensor(x, "vander");
  if (x.dtype === "bool")
    fail(
      "int-only",
      "linalg.vander supports floating point, complex, and integer tensors, but got Bool",
      "convert first: x.long().",
    );
  const columns = byName<{ N?: number }>("vander", ["N"], [N]).N;
  const n = columns ?? (x.shape.length === 0 ? 1 : x.shape[x.shape.length - 1]!);
  if (!(n > 1)) fail("vander-n", "N must be greater than 1.", "one power alone is a matrix of ones.");
  if (n > MAX_POWERS)
    fail(
      "too-large",
      `vander of N = ${n} has as many columns, but kindling computes at most ${MAX_POWERS}`,
      "check N, the number of columns.",
    );
  const base = isSmooth(x.dtype) ? x : cast(x, "int64");
  const first = base.shape.length === 0 ? reshape(base, [1]) : base,
    powers = [full(first.shape, base.dtype, 1), first];
  while (powers.length < n) powers.push(mul(powers[powers.length - 1]!, first));
  return stack(powers, -1);
}

/** Options of {@link diagonal}. */
export interface DiagonalOptions {
  /** The diagonal: positive ones are above the main one. Default 0. */
  offset?: number;
  /** The two dimensions. Defaults −2 and −1. */
  dim1?: number;
  /** The second dimension of the matrices. Default −1. */
  dim2?: number;
}
/**
 * The diagonal of the last two dimensions (or of `dim1` and `dim2`) as a view: `[…, m, n]` gives `[…, min(m, n)]`.
 *
 * @example
 * linalg.diagonal(tensor([[1, 2], [3, 4]])).tolist(); // → 1,4
 * linalg.diagonal(tensor([[1, 2], [3, 4]]), { offset: 1 }).tolist(); // → 2
 */
export function diagonal(A: Tensor, options: DiagonalOptions = {}): Tensor {
  noMore("diagonal", 2, arguments);
  const {
    offset = 0,
    dim1 = -2,
    dim2 = -1,
  } = byName<DiagonalOptions>("diagonal", [], [options], ["offset", "dim1", "dim2"]);
  return diagonalView(A, offset, dim1, dim2);
}
