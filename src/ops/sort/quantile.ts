import { needTensor } from "../../core/check.js";
import { full } from "../../core/dispatch.js";
import { unheard } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { normalizeDim } from "../../shape/shape.js";
import { lerp } from "../pointwise/binary.js";
import { cast } from "../pointwise/cast.js";
import { gather } from "../indexing/gather.js";
import { any, sum } from "../reduce/reduce.js";
import { clamp } from "../pointwise/select.js";
import { sort } from "./sort.js";
import { ceil, floor, isnan, logicalNot, round } from "../pointwise/unary.js";
import { expand, movedim, reshape, transpose } from "../view/view.js";
import { remedy } from "../refuse.js";
import { mul, sub } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Quantiles: the positions q · (n − 1) in the sorted elements, and interpolation between two of them.

export type Interpolation = "linear" | "lower" | "higher" | "midpoint" | "nearest";
export interface QuantileOptions {
  /** The dimension. Default null: over all elements. */
  dim?: number | null;
  /** Whether the reduced dimension stays, with size 1. Default false. */
  keepdim?: boolean;
  /** The interpolation between two values: `"linear"` (default), `"lower"`, `"higher"`, `"midpoint"` or `"nearest"`. */
  interpolation?: Interpolation;
}
const interpolations: readonly string[] = ["linear", "lower", "higher", "midpoint", "nearest"];

/** The q-quantile of all elements or along a dimension; for a 1-D `q` all of them, along a new first dimension. NaN where there is one. */
export function quantile(x: Tensor, q: number | Tensor, options: QuantileOptions = {}): Tensor {
  return quantiles("quantile", x, q, options);
}
/** The q-quantile of elements that are not NaN. */
export function nanquantile(x: Tensor, q: number | Tensor, options: QuantileOptions = {}): Tensor {
  return quantiles("nanquantile", x, q, options);
}

function quantiles(name: "quantile" | "nanquantile", x: Tensor, q: number | Tensor, o: QuantileOptions): Tensor {
  needTensor(x, name);
  if (typeof q !== "number") needTensor(q, name, "q");
  const what = "quantile()",
    interpolation = o.interpolation ?? "linear"; // PyTorch's sentences name this one for both
  if (typeof q === "number" && !(q >= 0 && q <= 1))
    fail(
      "quantile",
      `${what} q must be in the range [0, 1] but got ${Number.isNaN(q) ? "nan" : q}`,
      "the median is q = 0.5.",
    );
  if (!interpolations.includes(interpolation))
    fail(
      "quantile",
      `${what} interpolation must be one of linear, lower, higher, midpoint or nearest, but got ${String(interpolation)}`,
      'for example { interpolation: "nearest" }.',
    );
  if (x.count === 0) fail("quantile", `${what} input tensor must be non-empty`, "leave empty tensors out.");
  if (x.dtype !== "float32" && x.dtype !== "float64")
    fail("quantile", `${what} input tensor must be either float or double dtype`, remedy(x.dtype));
  if (typeof q !== "number") {
    if (q.shape.length > 1) fail("quantile", `${what} q must be a scalar or 1D tensor`, "flatten() it.");
    if (q.dtype !== x.dtype)
      fail("quantile", `${what} q tensor must be same dtype as the input tensor`, "use q.to(x.dtype).");
    if (!unheard(() => (region(cast(q, "float64")) as Float64Array).every((v) => v >= 0 && v <= 1)))
      fail("quantile", `${what} q values must be in the range [0, 1]`, "the median is q = 0.5.");
  }
  const nd = x.shape.length,
    whole = o.dim === undefined || o.dim === null,
    d = whole ? 0 : normalizeDim(o.dim!, nd);
  // The dimension last, in order.
  const rows = whole ? reshape(x, [x.count]) : nd === 0 ? reshape(x, [1]) : transpose(x, d, nd - 1);
  const sorted = sort(rows, -1).values,
    n = rows.shape[rows.shape.length - 1]!;
  const many = typeof q === "object" && q.shape.length === 1;
  const { below, above, weight } = places(
    name,
    sorted,
    typeof q === "number" ? full([1], x.dtype, q) : reshape(q, [q.count]),
    n,
    interpolation,
  );
  const last = sorted.shape.length - 1;
  const low = gather(sorted, last, below);
  const values = weight === null ? low : lerp(low, gather(sorted, last, above), weight);
  // The quantiles come first; a kept dimension has size 1.
  const first = movedim(values, -1, 0),
    head = many ? [first.shape[0]!] : [];
  const keepdim = o.keepdim === true;
  if (whole || nd === 0) return reshape(first, [...head, ...(keepdim ? x.shape.map(() => 1) : [])]);
  const lead = first.shape.slice(1),
    at = reshape(first, [...(many ? [first.shape[0]!] : [1]), ...lead, 1]);
  const back = transpose(at, d + 1, nd);
  return reshape(back, [...head, ...(keepdim ? back.shape.slice(1) : back.shape.slice(1).filter((_, i) => i !== d))]);
}

/**
 * The positions of the quantiles in the sorted elements: the two neighbours, and the fraction between them. NaNs are
 * last.
 */
function places(
  name: string,
  sorted: Tensor,
  q: Tensor,
  n: number,
  how: Interpolation,
): { below: Tensor; above: Tensor; weight: Tensor | null } {
  const last = sorted.shape.length - 1,
    nan = isnan(sorted);
  const size = [...sorted.shape.slice(0, last), q.count];
  const numbers = cast(sum(logicalNot(nan), { dim: last, keepdim: true }), sorted.dtype);
  const wide = (t: Tensor): Tensor => expand(t, size);
  let rank =
    name === "nanquantile"
      ? clamp(mul(wide(sub(numbers, 1)), wide(q)), 0)
      : where(wide(any(nan, { dim: last, keepdim: true })), n - 1, wide(mul(q, n - 1)));
  if (how === "lower") rank = floor(rank);
  else if (how === "higher") rank = ceil(rank);
  else if (how === "nearest") rank = round(rank);
  const low = floor(rank),
    below = cast(low, "int64");
  const weight = how === "linear" ? sub(rank, low) : how === "midpoint" ? full([], sorted.dtype, 0.5) : null;
  return { below, above: cast(ceil(rank), "int64"), weight };
}
