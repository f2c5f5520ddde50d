import { needTensor } from "../../core/check.js";
import { defineReduction } from "../../core/define.js";
import { reduction } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import { unheard } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex, isFloat, isSmooth } from "../../shape/dtype.js";
import { normalizeDim, reducedDims } from "../../shape/shape.js";
import { sameArray, showShape } from "../../util/array.js";
import { lt, ne } from "../pointwise/binary.js";
import { cast, clone } from "../pointwise/cast.js";
import { norm, std, variance, type VarOptions } from "./moments.js";
import { adjoint, complex as complexOf, imag, real } from "../complex/parts.js";
import { matmul } from "../product/contract.js";
import { cat } from "../view/join.js";
import { label } from "../label.js";
import { cumsum } from "./scan.js";
import { amax, amin, any, mean, type ReduceOptions, restore, sum } from "./reduce.js";
import { clamp } from "../pointwise/select.js";
import { isnan, logicalNot, sqrt } from "../pointwise/unary.js";
import { diagonal, expand, narrow, reshape, squeeze, unsqueeze } from "../view/view.js";
import { type NamedTuple, namedTuple } from "../../util/named-tuple.js";
import { remedy } from "../refuse.js";
import { add, checkDifference, div, mul, sub } from "../pointwise/arithmetic.js";

// Statistics: sums and means that pass over NaN, spreads with their means, covariances; differences and integrals.

const nansumOp = defineReduction("nansum", {
  accumulate: (d) => (isFloat(d) ? d : "int64"),
  lower: (k, [x], r) => r("sum", isFloat(x!.dtype) ? k.where(k.isnan(x!), k.like(0, x!), x!) : x!),
  grad: [
    (g, s) => {
      const shape = s.shapes[0]!;
      return mul(expand(restore(g, s.attrs, shape), shape), logicalNot(isnan(s.x)));
    },
  ],
  saves: "x",
  samples: [
    { shapes: [[3, 4]], attrs: { dims: [0, 1], keepdim: false } },
    { shapes: [[3, 4]], attrs: { dims: [1], keepdim: true } },
  ],
});
/** The sum of elements that are not NaN. */
export function nansum(x: Tensor, options: ReduceOptions = {}): Tensor {
  needTensor(x, "nansum");
  return reduction(
    nansumOp,
    [options.dtype === undefined ? x : cast(x, options.dtype)],
    reducedDims(options.dim, x.shape.length),
    options.keepdim ?? false,
  );
}
/** The mean of elements that are not NaN. Floats only. */
export function nanmean(x: Tensor, options: ReduceOptions = {}): Tensor {
  needTensor(x, "nanmean");
  if (!isFloat(x.dtype))
    fail(
      "float-only",
      `nanmean(): expected input to have floating point dtype but got ${dtypeInfo[x.dtype].scalarType}`,
      remedy(x.dtype),
    );
  const count = noGrad(() =>
    sum(logicalNot(isnan(x)), { dim: options.dim ?? null, keepdim: options.keepdim ?? false }),
  );
  return div(nansum(x, options), count);
}

/** The number of elements that are not 0, of all or along dimensions: int64. */
export function countNonzero(x: Tensor, dim: number | readonly number[] | null = null): Tensor {
  needTensor(x, "countNonzero");
  return sum(ne(x, 0), { dim });
}

/** The smallest and the largest element, of all or along a dimension. */
export type Extent = NamedTuple<{ min: Tensor; max: Tensor }>;
export function aminmax(x: Tensor, options: { dim?: number | null; keepdim?: boolean } = {}): Extent {
  needTensor(x, "aminmax");
  const dim = options.dim === undefined || options.dim === null ? null : normalizeDim(options.dim, x.shape.length);
  if (dim === null && x.count === 0)
    fail(
      "reduce-empty",
      "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.",
      "the tensor is empty: there is nothing to choose from.",
    );
  if (dim !== null && x.shape[dim] === 0)
    fail(
      "reduce-empty",
      `aminmax: Expected reduction dim ${dim} to have non-zero size.`,
      "the tensor is empty: there is nothing to choose from.",
    );
  const all = { dim, keepdim: options.keepdim ?? false };
  // For a 0-d tensor, PyTorch keeps a dimension that did not exist.
  const shaped = (t: Tensor): Tensor =>
    dim !== null && options.keepdim === true && x.shape.length === 0 ? reshape(t, [1]) : t;
  return namedTuple({ min: shaped(amin(x, all)), max: shaped(amax(x, all)) });
}

/** The p-norm of the difference. */
export function dist(x: Tensor, y: Tensor, p = 2): Tensor {
  needTensor(x, "dist");
  needTensor(y, "dist", "other");
  checkDifference(x, y);
  return label(norm(sub(x, y), p), "DistBackward0");
}

/** The standard deviation and the mean. */
export function stdMean(x: Tensor, options: VarOptions = {}): [std: Tensor, mean: Tensor] {
  return spreadAndMean("std_mean", "StdMeanBackward0", std, x, options);
}
/** The variance and the mean. */
export function varMean(x: Tensor, options: VarOptions = {}): [variance: Tensor, mean: Tensor] {
  return spreadAndMean("var_mean", "VarMeanBackward0", variance, x, options);
}
/** The mean of real numbers, whose sum may overflow their dtype. */
const wideMean = (x: Tensor, o: ReduceOptions): Tensor =>
  isFloat(x.dtype) ? cast(mean(x, { ...o, dtype: "float64" }), x.dtype) : mean(x, o);
function spreadAndMean(
  what: string,
  name: string,
  spread: (x: Tensor, o: VarOptions) => Tensor,
  x: Tensor,
  o: VarOptions,
): [Tensor, Tensor] {
  needTensor(x, what);
  if (!isSmooth(x.dtype))
    fail(
      "float-only",
      `${what} only support floating point and complex dtypes`,
      `the tensor is ${x.dtype}: use .float().`,
    );
  return [label(spread(x, o), name), label(wideMean(x, { dim: o.dim ?? null, keepdim: o.keepdim ?? false }), name)];
}

export interface CovOptions {
  /** Subtracted from the number of observations in the divisor. Default 1. */
  correction?: number;
  /** The number of occurrences of each observation: whole numbers. */
  fweights?: Tensor | null;
  /** The weight of each observation: floats. */
  aweights?: Tensor | null;
}
/** Reads whether a weight is negative; a compiled function does so while it is recorded. */
function checkWeights(w: Tensor, name: string, observations: number, whole: boolean): void {
  const kind = dtypeInfo[w.dtype].scalarType;
  if (w.shape.length > 1)
    fail(
      "cov",
      `cov(): expected ${name} to have one or fewer dimensions but got ${name} with ${w.shape.length} dimensions`,
      "one weight per observation: [N].",
    );
  if (whole ? dtypeInfo[w.dtype].category !== "int" : !isFloat(w.dtype))
    fail(
      "cov",
      `cov(): expected ${name} to have ${whole ? "integral" : "floating point"} dtype but got ${name} with ${kind} dtype`,
      `use .${whole ? "long" : "float"}() first.`,
    );
  if (w.count !== observations)
    fail(
      "cov",
      `cov(): expected ${name} to have the same numel as there are observations in the input but got ${w.count} != ${observations}`,
      "give one weight for each column of the input.",
    );
  const negative = unheard(() => noGrad(() => any(lt(w, 0))));
  if (negative.storage.data[negative.offset] !== 0)
    fail("cov", `cov(): ${name} cannot be negative`, "choose weights ≥ 0.");
}
/** The covariances of variables (rows) over observations (columns); of one variable, its variance. */
export function cov(x: Tensor, options: CovOptions = {}): Tensor {
  needTensor(x, "cov");
  if (x.shape.length > 2)
    fail(
      "cov",
      `cov(): expected input to have two or fewer dimensions but got an input with ${x.shape.length} dimensions`,
      "rows are variables, columns observations: [M, N].",
    );
  if (x.dtype === "bool") fail("cov", "cov(): bool dtype is not supported for input", "use x.float() first.");
  const { correction = 1 } = options,
    fweights = options.fweights ?? null,
    aweights = options.aweights ?? null;
  const rows = x.shape.length < 2 ? reshape(x, [1, x.count]) : x,
    n = rows.shape[1]!;
  if (fweights !== null) {
    needTensor(fweights, "cov", "fweights");
    checkWeights(fweights, "fweights", n, true);
  }
  if (aweights !== null) {
    needTensor(aweights, "cov", "aweights");
    checkWeights(aweights, "aweights", n, false);
  }
  const wide = isSmooth(x.dtype) ? rows : cast(rows, "float32");
  const w = fweights !== null && aweights !== null ? mul(fweights, aweights) : (fweights ?? aweights);
  let centred: Tensor, weighted: Tensor, divisor: Tensor | number;
  if (w === null) {
    centred = weighted = n === 0 ? wide : sub(wide, mean(wide, { dim: 1, keepdim: true }));
    divisor = Math.max(0, n - correction);
  } else {
    const total = sum(w);
    centred = sub(wide, div(sum(mul(wide, w), { dim: 1, keepdim: true }), total));
    weighted = mul(centred, w);
    divisor = clamp(
      sub(
        total,
        aweights === null || correction === 0 ? correction : mul(div(sum(mul(w, aweights)), total), correction),
      ),
      0,
    );
  }
  const sums = matmul(weighted, adjoint(centred));
  return squeeze(n === 0 ? mul(sums, NaN) : div(sums, divisor));
}
/** Pearson's correlation coefficients of variables (rows) over observations (columns). */
export function corrcoef(x: Tensor): Tensor {
  needTensor(x, "corrcoef");
  if (x.shape.length > 2)
    fail(
      "cov",
      `corrcoef(): expected input to have two or fewer dimensions but got an input with ${x.shape.length} dimensions`,
      "rows are variables, columns observations: [M, N].",
    );
  const c = cov(x);
  if (c.shape.length === 0) return div(c, c);
  const complex = isComplex(c.dtype),
    deviation = sqrt(complex ? real(diagonal(c)) : diagonal(c));
  const r = div(div(c, unsqueeze(deviation, 1)), unsqueeze(deviation, 0)),
    bounded = (t: Tensor): Tensor => clamp(t, -1, 1);
  return complex ? complexOf(bounded(real(r)), bounded(imag(r))) : bounded(r);
}

export interface DiffOptions {
  n?: number;
  dim?: number;
  prepend?: Tensor | null;
  append?: Tensor | null;
}
/** Differences of neighbours along a dimension, taken n times; for bools, whether they differ. */
export function diff(x: Tensor, options: DiffOptions = {}): Tensor {
  needTensor(x, "diff");
  if (x.shape.length === 0) fail("diff", "diff expects input to be at least one-dimensional", "unsqueeze(0) it.");
  const dim = normalizeDim(options.dim ?? -1, x.shape.length),
    parts: Tensor[] = [];
  for (const [name, t] of [
    ["prepend", options.prepend],
    ["", x],
    ["append", options.append],
  ] as const) {
    if (t === undefined || t === null) continue;
    needTensor(t, "diff", name);
    if (t.shape.length !== x.shape.length)
      fail(
        "diff",
        "diff expects prepend or append to be the same dimension as input",
        "reshape prepend and append: only the size of dim may differ.",
      );
    t.shape.forEach((s, d) => {
      if (d !== dim && s !== x.shape[d])
        fail(
          "diff",
          `diff expects the shape of tensor to prepend or append to match that of input except along the differencing dimension; input.size(${d}) = ${x.shape[d]}, but got tensor.size(${d}) = ${s}`,
          "reshape prepend and append: only the size of dim may differ.",
        );
    });
    parts.push(t);
  }
  if (options.n === 0) return clone(x);
  let out = parts.length === 1 ? x : cat(parts, dim);
  for (let i = 0; i < (options.n ?? 1); i++) {
    const m = out.shape[dim]! - 1;
    if (m < 0) break;
    const a = narrow(out, dim, 1, m),
      b = narrow(out, dim, 0, m);
    out = x.dtype === "bool" ? ne(a, b) : sub(a, b);
  }
  return out;
}

export interface TrapezoidOptions {
  /** The distance of the points. Default 1. */
  dx?: number;
  /** The dimension to integrate over. Default −1. */
  dim?: number;
}
/** The pairs of neighbours, and the distances of their positions; a 1-D `x` runs along `dim`. */
function intervals(
  what: string,
  y: Tensor,
  x: Tensor | null,
  o: TrapezoidOptions,
): { pairs: Tensor; dx: Tensor | number; dim: number } {
  needTensor(y, what);
  if (y.shape.length === 0)
    fail(
      "trapezoid",
      what === "trapezoid"
        ? `Dimension specified as ${o.dim ?? -1} but tensor has no dimensions`
        : "slice() cannot be applied to a 0-dim tensor.",
      "unsqueeze(0) it.",
    );
  const dim = normalizeDim(o.dim ?? -1, y.shape.length),
    n = y.shape[dim]!;
  if (y.dtype === "bool" || x?.dtype === "bool")
    fail(
      "trapezoid",
      x === null
        ? `${what}: received a bool input for \`y\`, but bool is not supported`
        : `${what}: received a bool input for \`x\` or \`y\`, but bool is not supported`,
      "use .float() first.",
    );
  const halves = (t: Tensor): Tensor => (n === 0 ? t : add(narrow(t, dim, 1, n - 1), narrow(t, dim, 0, n - 1)));
  if (x === null) return { pairs: halves(isSmooth(y.dtype) ? y : cast(y, "float32")), dx: o.dx ?? 1, dim };
  needTensor(x, what, "x");
  if (x.shape.length === 1) {
    if (x.count !== n)
      fail(
        "trapezoid",
        `${what}: There must be one \`x\` value for each sample point`,
        `there are ${x.count} values of x and ${n} of y along dimension ${dim}.`,
      );
    return {
      pairs: halves(y),
      dx: reshape(
        diff(x),
        y.shape.map((_, d) => (d === dim ? Math.max(0, n - 1) : 1)),
      ),
      dim,
    };
  }
  const wide = sameArray(x.shape, y.shape)
    ? x
    : expand(
        x,
        y.shape.length >= x.shape.length
          ? y.shape
          : fail(
              "trapezoid",
              `${what}: x of shape ${showShape(x.shape)} does not match y of shape ${showShape(y.shape)}`,
              "give x the shape of y, or a point for each element of dim.",
            ),
      );
  return { pairs: halves(y), dx: diff(wide, { dim }), dim };
}
/** The integral by the trapezoidal rule along a dimension: y at the positions `x`, or `dx` apart. */
export function trapezoid(y: Tensor, x: Tensor | null = null, options: TrapezoidOptions = {}): Tensor {
  const { pairs, dx, dim } = intervals("trapezoid", y, x, options);
  return typeof dx === "number"
    ? label(mul(sum(pairs, { dim }), dx / 2), "MulBackward1")
    : label(div(sum(mul(pairs, dx), { dim }), 2), "DivBackward1");
}
/** The integral up to each position, by the trapezoidal rule. */
export function cumulativeTrapezoid(y: Tensor, x: Tensor | null = null, options: TrapezoidOptions = {}): Tensor {
  const { pairs, dx, dim } = intervals("cumulative_trapezoid", y, x, options);
  return typeof dx === "number" ? cumsum(mul(pairs, dx / 2), dim) : cumsum(div(mul(pairs, dx), 2), dim);
}
