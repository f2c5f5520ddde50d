import { needTensor } from "../../core/check.js";
import { defineReduction } from "../../core/define.js";
import { empty, full, reduction } from "../../core/dispatch.js";
import type { ReductionOp } from "../../core/op.js";
import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { broadcastShapes } from "../../shape/broadcast.js";
import { dtypeInfo, isComplex, isFloat, isSmooth } from "../../shape/dtype.js";
import { promoteTypes } from "../../shape/promotion.js";
import { checkDims, normalizeDim } from "../../shape/shape.js";
import { product, range, showShape } from "../../util/array.js";
import { eq, gt } from "../pointwise/binary.js";
import { cast, copy_ } from "../pointwise/cast.js";
import { norm } from "../reduce/moments.js";
import { bmm, mm, mv } from "./contract.js";
import { cat, stack } from "../view/join.js";
import { label } from "../label.js";
import { restore, sum } from "../reduce/reduce.js";
import { checkFloat, remedy } from "../refuse.js";
import { clamp } from "../pointwise/select.js";
import { type Tensors, tensorsOf } from "../view/stack.js";
import { abs, ceil, sqrt } from "../pointwise/unary.js";
import { expand, narrow, permute, reshape, unsqueeze } from "../view/view.js";
import { noMore, byName, isNamed } from "../../diagnose/arguments.js";
import { add, div, mul, sub } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Products of matrices with something added, products over chosen dimensions, and distances.

/** Factors of {@link addmm} and similar functions: `beta · input + alpha · product`. */
export interface AddOptions {
  /** The factor of the tensor itself. Default 1. */
  beta?: number;
  /** The factor of the product. Default 1. */
  alpha?: number;
}

function plus(name: string, x: Tensor, p: Tensor, o: AddOptions): Tensor {
  // Whole numbers have whole factors: addr rejects others, the rest truncate them.
  const factor = (which: "beta" | "alpha"): number => {
    const v = o[which] ?? 1;
    if (isSmooth(p.dtype) || Number.isInteger(v)) return v;
    return name === "addr"
      ? fail(
          "option",
          `For integral input tensors, argument ${which} must not be a floating point number.`,
          "convert the tensors with .float().",
        )
      : Math.trunc(v);
  };
  const beta = factor("beta"),
    alpha = factor("alpha");
  if (x.dtype !== p.dtype && (name === "addmm" || name === "addbmm"))
    fail(
      "matmul-dtype",
      "self and mat2 must have the same dtype",
      `they are ${x.dtype} and ${p.dtype}: use .to("${p.dtype}").`,
    );
  const nd = p.shape.length;
  if (x.shape.length > nd)
    fail(
      "expand",
      `expand(${showShape(x.shape)}, size=${showShape(p.shape)}): the number of sizes provided (${nd}) must be greater or equal to the number of dimensions in the tensor (${x.shape.length})`,
      "give the input the shape of the product, or one that broadcasts to it.",
    );
  const input = expand(name === "addr" ? x : cast(x, p.dtype), p.shape);
  const scaled = alpha === 1 ? p : mul(p, alpha);
  // With beta 0 the input is ignored, including its NaN.
  const out = beta === 0 ? scaled : add(beta === 1 ? input : mul(input, beta), scaled);
  return label(out, `${name[0]!.toUpperCase()}${name.slice(1)}Backward0`);
}
const need = (name: string, x: Tensor, a: Tensor, b: Tensor, names: readonly [string, string]): void => {
  needTensor(x, name);
  needTensor(a, name, names[0]);
  needTensor(b, name, names[1]);
};

/** `beta · input + alpha · (a · b)` for matrices `[n, m]` and `[m, p]`; the input broadcasts to `[n, p]`. */
export function addmm(input: Tensor, a: Tensor, b: Tensor, options: AddOptions = {}): Tensor {
  need("addmm", input, a, b, ["mat1", "mat2"]);
  if (a.shape.length !== 2)
    fail("matmul-dims", `mat1 must be a matrix, got ${a.shape.length}-D tensor`, "matmul takes vectors and batches.");
  if (b.shape.length !== 2)
    fail("matmul-dims", `mat2 must be a matrix, got ${b.shape.length}-D tensor`, "matmul takes vectors and batches.");
  return plus("addmm", input, mm(a, b), options);
}
/** `beta · input + alpha · (a · v)` for a matrix `[n, m]` and a vector `[m]`. */
export function addmv(input: Tensor, a: Tensor, v: Tensor, options: AddOptions = {}): Tensor {
  need("addmv", input, a, v, ["mat", "vec"]);
  if (a.shape.length !== 2 || v.shape.length !== 1 || input.shape.length > 1)
    fail(
      "matmul-dims",
      `vector + matrix @ vector expected, got ${input.shape.length}, ${a.shape.length}, ${v.shape.length}`,
      "the vectors are 1-d, the matrix 2-d.",
    );
  if (a.shape[1] !== v.shape[0] || (input.count !== 1 && input.shape[0] !== a.shape[0]))
    fail(
      "matmul-shapes",
      `size mismatch, got ${input.shape[0] ?? 1}, ${a.shape.join("x")},${v.shape[0]}`,
      "the matrix must have as many columns as the vector has elements, and as many rows as the result.",
    );
  return plus("addmv", input, mv(a, v), options);
}
/** `beta · input + alpha · (v × w)` for vectors `[n]` and `[m]`: every product. */
export function addr(input: Tensor, v: Tensor, w: Tensor, options: AddOptions = {}): Tensor {
  need("addr", input, v, w, ["vec1", "vec2"]);
  if (v.shape.length !== 1)
    fail("matmul-dims", `addr: Expected 1-D argument vec1, but got ${v.shape.length}-D`, "flatten() it.");
  if (w.shape.length !== 1)
    fail("matmul-dims", `addr: Expected 1-D argument vec2, but got ${w.shape.length}-D`, "flatten() it.");
  return plus("addr", input, mul(unsqueeze(v, 1), w), options);
}
/** `beta · input + alpha · (a · b)` for batches of matrices `[B, n, m]` and `[B, m, p]`. */
export function baddbmm(input: Tensor, a: Tensor, b: Tensor, options: AddOptions = {}): Tensor {
  need("baddbmm", input, a, b, ["batch1", "batch2"]);
  return plus("baddbmm", input, bmm(a, b), options);
}
/** `beta · input + alpha · Σ (a · b)`: the products of all matrices of two batches, added up. */
export function addbmm(input: Tensor, a: Tensor, b: Tensor, options: AddOptions = {}): Tensor {
  need("addbmm", input, a, b, ["batch1", "batch2"]);
  if (a.shape.length === 3 && b.shape.length === 3) {
    if (a.shape[0] !== b.shape[0])
      fail(
        "matmul-shapes",
        `batch1 and batch2 must have same number of batches, got ${a.shape[0]} and ${b.shape[0]}`,
        "expand one of them, or use matmul.",
      );
    if (a.shape[2] !== b.shape[1])
      fail(
        "matmul-shapes",
        `Incompatible matrix sizes for bmm (${a.shape[1]}x${a.shape[2]} and ${b.shape[1]}x${b.shape[2]})`,
        "[B, m, k] times [B, k, n]: swap the last two with transpose(1, 2)?",
      );
  }
  const products = bmm(a, b);
  return plus("addbmm", input, cast(sum(products, { dim: 0 }), products.dtype), options);
}

/** The sum of products over the last dimension of both: `[…, n]` and `[…, n]` give `[…, …]`. Numbers multiply. */
export function inner(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "inner");
  needTensor(b, "inner", "other");
  const na = a.shape.length,
    nb = b.shape.length;
  if (na === 0 || nb === 0) return mul(a, b);
  if (a.shape[na - 1] !== b.shape[nb - 1])
    fail(
      "matmul-shapes",
      `inner() the last dimension must match on both input tensors but got shapes ${showShape(a.shape)} and ${showShape(b.shape)}`,
      "the last dimensions must be equal: transpose one of them.",
    );
  return tensordot(a, b, [[na - 1], [nb - 1]]);
}

/** The dimensions that {@link tensordot} sums over: their number, or a list for each tensor. */
export type Contracted = number | readonly [readonly number[], readonly number[]];
interface DimsNamed {
  /** The number of dimensions to sum over, or their lists: `[ofA, ofB]`. */
  dims: Contracted;
}
/**
 * The sum of products over chosen dimensions of both tensors. The result has the other dimensions of `a`, then those of `b`.
 *
 * `dims` is a number (default 2): the last so many dimensions of `a` with the first of `b`; or two lists of dimensions,
 * `[[0, 1], [1, 0]]`, which are taken in pairs.
 *
 * @throws KindlingError `matmul-shapes` if the sizes differ, `rearrange` if the lists do, `dim-range`, `matmul-dtype`.
 * @example
 * tensordot(ones(2, 3, 4), ones(3, 4, 5), 2).shape; // → 2,5
 */
export function tensordot(a: Tensor, b: Tensor, dims: Contracted | DimsNamed = 2): Tensor {
  noMore("tensordot", 3, arguments);
  needTensor(a, "tensordot");
  needTensor(b, "tensordot", "other");
  if (isNamed(dims)) return tensordot(a, b, byName<Partial<DimsNamed>>("tensordot", ["dims"], [dims]).dims);
  if (typeof dims === "number" ? !Number.isInteger(dims) : !(Array.isArray(dims) && dims.length === 2))
    fail(
      "rearrange",
      `tensordot expects dims to be int or two lists of them, but got ${shownValue(dims)}`,
      "for example 2, or [[0, 1], [1, 0]].",
    );
  const na = a.shape.length,
    nb = b.shape.length;
  if (typeof dims === "number" && dims < 0)
    fail("rearrange", `tensordot expects dims >= 0, but got dims=${dims}`, "for example tensordot(a, b, 1).");
  const [given1 = [], given2 = []] =
    typeof dims === "number"
      ? [range(dims).map((i) => i - dims), range(dims)]
      : (dims as Exclude<Contracted, number>).map((list) => checkDims(list));
  if (given1.length !== given2.length)
    fail("rearrange", "both dimension lists should have same length", "give [dimsOfA, dimsOfB] of equal length.");
  const d1 = given1.map((d) => normalizeDim(d, na)),
    d2 = given2.map((d) => normalizeDim(d, nb));
  d1.forEach((d, i) => {
    if (a.shape[d] !== b.shape[d2[i]!])
      fail(
        "matmul-shapes",
        `contracted dimensions need to match, but first has size ${a.shape[d] ?? 1} in dim ${given1[i]} and second has size ${b.shape[d2[i]!] ?? 1} in dim ${given2[i]}`,
        "name dimensions of equal size.",
      );
  });
  const free1 = range(na).filter((d) => !d1.includes(d)),
    free2 = range(nb).filter((d) => !d2.includes(d));
  const inner = product(d1.map((d) => a.shape[d]!));
  const left = reshape(permute(a, [...free1, ...d1]), [product(free1.map((d) => a.shape[d]!)), inner]);
  const right = reshape(permute(b, [...d2, ...free2]), [inner, product(free2.map((d) => b.shape[d]!))]);
  return reshape(mm(left, right), [...free1.map((d) => a.shape[d]!), ...free2.map((d) => b.shape[d]!)]);
}

/** The Kronecker product: every element of `a` times the whole of `b`, as blocks. */
export function kron(a: Tensor, b: Tensor): Tensor {
  needTensor(a, "kron");
  needTensor(b, "kron", "other");
  const nd = Math.max(a.shape.length, b.shape.length);
  const padded = (t: Tensor): number[] => [...Array<number>(nd - t.shape.length).fill(1), ...t.shape];
  const sa = padded(a),
    sb = padded(b);
  const out = mul(
    reshape(
      a,
      sa.flatMap((n) => [n, 1]),
    ),
    reshape(
      b,
      sb.flatMap((n) => [1, n]),
    ),
  );
  return label(
    reshape(
      out,
      sa.map((n, d) => n * sb[d]!),
    ),
    "UnsafeViewBackward0",
  );
}

/**
 * A matrix of zeros with the given matrices as blocks along its diagonal; a list is a row, a scalar one element. Takes tensors one
 * by one, or an array of them. Dtypes are promoted.
 *
 * @throws KindlingError `too-few-dims` for more than two dimensions.
 * @example
 * blockDiag(ones(1, 2), tensor(5)).tolist(); // → 1,1,0,0,0,5
 */
export function blockDiag(...tensors: Tensors): Tensor {
  const list = tensorsOf(tensors, "blockDiag");
  if (list.length === 0) return empty([1, 0], "float32");
  const blocks = list.map((t, i) => {
    if (t.shape.length > 2)
      fail(
        "too-few-dims",
        `torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ${i} has ${t.shape.length} dimensions`,
        "pass matrices, vectors or numbers.",
      );
    return t.shape.length === 2 ? t : reshape(t, [1, t.count]);
  });
  const size = (d: number): number => blocks.reduce((n, t) => n + t.shape[d]!, 0);
  const out = empty([size(0), size(1)], list.map((t) => t.dtype).reduce(promoteTypes));
  let row = 0,
    column = 0;
  for (const t of blocks) {
    copy_(narrow(narrow(out, 0, row, t.shape[0]!), 1, column, t.shape[1]!), t);
    row += t.shape[0]!;
    column += t.shape[1]!;
  }
  return label(out, "BlockDiagBackward0");
}

/** Σ (x − y)² as one reduction over two tensors that broadcast. */
const squaredDistance: ReductionOp = defineReduction("squaredDistance", {
  arity: 2,
  accumulate: (d) => checkFloat("cdist", d),
  lower: (k, [x, y], r) => {
    const d = k.sub(x!, y!);
    return r("sum", k.mul(d, d));
  },
  grad: [
    (g, s) => mul(mul(restore(g, s.attrs, broadcastShapes(s.shapes[0]!, s.shapes[1]!)), 2), sub(s.x, s.y)),
    (g, s) => mul(mul(restore(g, s.attrs, broadcastShapes(s.shapes[0]!, s.shapes[1]!)), 2), sub(s.y, s.x)),
  ],
  saves: "xy",
  samples: [
    {
      shapes: [
        [3, 1, 4],
        [1, 2, 4],
      ],
      attrs: { dims: [2], keepdim: false },
    },
    { shapes: [[5], [5]], attrs: { dims: [0], keepdim: false } },
  ],
});

/** The p-distances between all rows of one matrix and all of another: `[…, P, M]` and `[…, R, M]` give `[…, P, R]`. */
export function cdist(a: Tensor, b: Tensor, p: number | NormNamed = 2): Tensor {
  needTensor(a, "cdist", "x1");
  needTensor(b, "cdist", "x2");
  const power = byName<{ p?: number }>("pdist", ["p"], [p]).p ?? 2;
  for (const [i, t] of [a, b].entries()) {
    if (t.shape.length < 2)
      fail(
        "distance",
        `cdist only supports at least 2D tensors, X${i + 1} got: ${t.shape.length}D`,
        "unsqueeze(0) it: points are [N, features].",
      );
    if (!isFloat(t.dtype))
      fail(
        "distance",
        `cdist only supports floating-point dtypes, X${i + 1} got: ${dtypeInfo[t.dtype].scalarType}`,
        remedy(t.dtype),
      );
  }
  const [m, n] = [a.shape[a.shape.length - 1]!, b.shape[b.shape.length - 1]!];
  if (m !== n)
    fail(
      "distance",
      `X1 and X2 must have the same number of columns. X1: ${m} X2: ${n}`,
      "both need the same number of features M: [N, M].",
    );
  if (!(power >= 0))
    fail("distance", "cdist only supports non-negative p values", "p = 2, the default, is the Euclidean distance.");
  const x = unsqueeze(a, -2),
    y = unsqueeze(b, -3);
  // The number of differing elements: a NaN distance stays NaN, and the gradient is zeros.
  const out =
    power === 0
      ? sum(clamp(ceil(abs(sub(x, y))), null, 1), { dim: -1 })
      : power === 2
        ? root(reduction(squaredDistance, [x, y], [Math.max(x.shape.length, y.shape.length) - 1], false))
        : norm(sub(x, y), power, { dim: -1 });
  return label(out, "CdistBackward0");
}
/** √s whose slope at 0 is 0. */
function root(s: Tensor): Tensor {
  const none = noGrad(() => eq(s, 0)); // NaN is not
  return where(none, 0, sqrt(where(none, 1, s)));
}
interface NormNamed {
  /** The order of the norm. Default 2. */
  p?: number;
}
/**
 * The p-distances between all pairs of rows of a matrix `[n, m]`, each pair once: a list of n · (n − 1) / 2, row 0 with 1, 2, …, then
 * row 1 with 2, 3, … `p` is 2 by default.
 *
 * @throws KindlingError `distance` for other than a matrix of floats, or a negative p.
 * @example
 * pdist(tensor([[0, 0], [3, 4], [0, 4]])).tolist(); // → 5,4,3
 */
export function pdist(x: Tensor, p: number | NormNamed = 2): Tensor {
  noMore("pdist", 2, arguments);
  needTensor(x, "pdist");
  if (x.shape.length !== 2)
    fail(
      "distance",
      `pdist only supports 2D tensors, got: ${x.shape.length}D`,
      "points are [N, features]: unsqueeze(0) it.",
    );
  if (!isFloat(x.dtype)) fail("distance", "pdist only supports floating-point dtypes", remedy(x.dtype));
  const n = x.shape[0]!,
    power = byName<{ p?: number }>("pdist", ["p"], [p]).p ?? 2;
  if (!(power >= 0))
    fail("distance", "pdist only supports non-negative p values", "p = 2, the default, is the Euclidean distance.");
  if (n < 2) return label(reshape(narrow(x, 0, 0, 0), [0]), "PdistBackward0");
  // Row after row against those below it.
  const rows = range(n - 1).map((i) =>
    reshape(cdist(narrow(x, 0, i, 1), narrow(x, 0, i + 1, n - 1 - i), power), [n - 1 - i]),
  );
  return label(cat(rows), "PdistBackward0");
}

/** Each slice along `dim` scaled down to a p-norm of `maxnorm`, where it is larger. */
export function renorm(x: Tensor, p: number, dim: number, maxnorm: number): Tensor {
  needTensor(x, "renorm");
  if (!(p > 0)) fail("distance", "renorm: non-positive-norm not supported", "choose p > 0.");
  if (!isSmooth(x.dtype))
    fail(
      "float-only",
      `linalg.vector_norm: Expected a floating point or complex tensor as input. Got ${dtypeInfo[x.dtype].scalarType}`,
      "convert first: x.float().",
    );
  const nd = x.shape.length;
  if (nd < 2)
    fail("too-few-dims", `renorm: input needs at least 2 dimensions, got ${nd} dimensions`, "unsqueeze(0) it.");
  if (!(maxnorm >= 0))
    fail("distance", "renorm: expected maxnorm to be >= 0 but got " + String(maxnorm), "choose maxnorm ≥ 0.");
  const d = normalizeDim(dim, nd);
  const wide = isComplex(x.dtype) ? abs(x) : cast(x, x.dtype === "float64" ? "float64" : "float32");
  const lengths = norm(wide, p, { dim: range(nd).filter((i) => i !== d), keepdim: true });
  const factor = where(gt(lengths, maxnorm), div(maxnorm, add(lengths, 1e-7)), 1);
  return label(mul(x, isComplex(x.dtype) ? factor : cast(factor, x.dtype)), "RenormBackward0");
}

/** Beyond it all powers but those of 1 are 0 or infinite. */
const MAX_POWERS = 2 ** 18;

/** Options of {@link vander}. */
export interface VanderOptions {
  /** The number of columns. Default: the number of elements of x. */
  N?: number;
  /** Whether powers increase from left to right. Default false. */
  increasing?: boolean;
}
/**
 * The powers of each number of a list `[n]` as the rows of a matrix `[n, columns]`; `columns` is n by default and may also be given
 * as `N`. The highest power comes first, or last with `increasing` (default false). Integers and bools give int64.
 *
 * @throws KindlingError `too-few-dims` for other than a list, `negative-size`, `too-large`.
 * @example
 * vander(tensor([1, 2, 3])).tolist(); // → 1,1,1,4,2,1,9,3,1
 */
export function vander(x: Tensor, columns?: number | null | VanderOptions, o?: VanderOptions | boolean): Tensor {
  noMore("vander", 3, arguments);
  needTensor(x, "vander", "x");
  if (x.shape.length !== 1) fail("too-few-dims", "x must be a one-dimensional tensor.", "flatten() it.");
  const all = byName<{ N?: number | null; increasing?: boolean }>("vander", ["N", "increasing"], [columns, o]),
    n = all.N ?? x.count;
  if (n < 0) fail("negative-size", "N must be non-negative.", "leave N out for as many columns as x has.");
  if (n > MAX_POWERS)
    fail(
      "too-large",
      `vander of N = ${n} has as many columns, but kindling computes at most ${MAX_POWERS}`,
      "check N, the number of columns.",
    );
  const { increasing = false } = all;
  const base = !isSmooth(x.dtype) ? cast(x, "int64") : x;
  if (n === 0) return empty([x.count, 0], base.dtype);
  // Each power is the one before times x.
  const powers: Tensor[] = [full(base.shape, base.dtype, 1)];
  while (powers.length < n) powers.push(mul(powers[powers.length - 1]!, base));
  return label(stack(increasing ? powers : powers.toReversed(), 1), increasing ? "CatBackward0" : "FlipBackward0");
}
