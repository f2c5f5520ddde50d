import { needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { full, routine } from "../../core/dispatch.js";
import type { Saved } from "../../core/node.js";
import type { Attrs, GradRule } from "../../core/op.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex, isFloat, readElement, writeElement } from "../../shape/dtype.js";
import { normalizeDim } from "../../shape/shape.js";
import { showShape } from "../../util/array.js";
import { eq, logicalAnd } from "../pointwise/binary.js";
import { cast } from "../pointwise/cast.js";
import { complex, imag, real } from "../complex/parts.js";
import * as gatherOps from "./gather.js";
import { label } from "../label.js";
import { maskedFill } from "../pointwise/select.js";
import { expand, narrow, reshape } from "../view/view.js";
import { div, mul } from "../pointwise/arithmetic.js";
import { where } from "../pointwise/where.js";

// Elements combined at indexed positions: sum, product, mean, maximum, minimum.

/** How to combine elements at the same position. */
export type ScatterReduce = "sum" | "prod" | "mean" | "amax" | "amin";
const reductions: ReadonlySet<string> = new Set(["sum", "prod", "mean", "amax", "amin"]);

const dimOf = (a: Attrs): number => a["dim"] as number;

/**
 * Combines `src` into `out`, which holds the tensor itself. Computed in double, int64 exactly, and rounded once. If the
 * original element does not count, the first one replaces it.
 */
function reduceInto(out: Tensor, src: Tensor, at: Int32Array, how: ScatterReduce, includeSelf: boolean): void {
  const counts = new Int32Array(out.count).fill(includeSelf ? 1 : 0),
    touched = new Uint8Array(out.count);
  const bring = out.dtype === "int64" ? bringBig : bringDoubles;
  const into = bring(out, src, at, how, counts);
  for (const p of at) touched[p] = 1;
  for (let p = 0; p < touched.length; p++)
    if (touched[p] === 1) writeElement(out.storage.data, out.dtype, out.offset + p, into(p));
}
function bringDoubles(
  out: Tensor,
  src: Tensor,
  at: Int32Array,
  how: ScatterReduce,
  counts: Int32Array,
): (p: number) => number {
  const to = doubles(out),
    from = doubles(src);
  for (let i = 0; i < at.length; i++) {
    const p = at[i]!,
      v = from[i]!;
    if (counts[p]!++ === 0) to[p] = v;
    else if (how === "prod") to[p]! *= v;
    else if (how === "amax") to[p] = Math.max(to[p]!, v);
    else if (how === "amin") to[p] = Math.min(to[p]!, v);
    else to[p]! += v;
  }
  const whole = !isFloat(out.dtype);
  return (p) => (how !== "mean" ? to[p]! : whole ? Math.floor(to[p]! / counts[p]!) : to[p]! / counts[p]!);
}
function bringBig(
  out: Tensor,
  src: Tensor,
  at: Int32Array,
  how: ScatterReduce,
  counts: Int32Array,
): (p: number) => bigint {
  const to = region(out).slice() as BigInt64Array,
    from = region(src) as BigInt64Array;
  for (let i = 0; i < at.length; i++) {
    const p = at[i]!,
      v = from[i]!,
      own = to[p]!;
    if (counts[p]!++ === 0) to[p] = v;
    else if (how === "prod") to[p] = own * v;
    else if (how === "amax") to[p] = own > v ? own : v;
    else if (how === "amin") to[p] = own < v ? own : v;
    else to[p] = own + v;
  }
  return (p) => (how === "mean" ? floorDiv(to[p]!, BigInt(counts[p]!)) : to[p]!);
}
const floorDiv = (a: bigint, n: bigint): bigint => (a % n !== 0n && a < 0n ? a / n - 1n : a / n);
/** The values of a dense tensor in double precision, as a copy. */
function doubles(t: Tensor): Float64Array {
  const out = new Float64Array(t.count);
  for (let i = 0; i < out.length; i++) out[i] = Number(readElement(t.storage.data, t.dtype, t.offset + i));
  return out;
}

const how = (s: Saved): ScatterReduce => s.attrs["reduce"] as ScatterReduce;
const counted = (s: Saved): boolean => s.attrs["includeSelf"] === true;
const pickFrom = (t: Tensor, s: Saved): Tensor => gatherOps.gather(t, dimOf(s.attrs), s.y);
const asNumbers = (t: Tensor, g: Tensor): Tensor => cast(t, g.dtype);
const constant = (like: Tensor, value: number): Tensor => full(like.shape, like.dtype, value);

/** The gradient of each of the equal largest (or smallest) elements at a position. */
function shared(g: Tensor, s: Saved): { g: Tensor; self: Tensor; src: Tensor } {
  const self = asNumbers(eq(s.x, s.out), g),
    src = asNumbers(eq(s.z, pickFrom(s.out, s)), g);
  return { g: div(g, gatherOps.scatterAdd(self, dimOf(s.attrs), s.y, src)), self, src };
}
/** The gradient of a mean, divided by the number of elements at each position. */
function perElement(g: Tensor, s: Saved): Tensor {
  const n = gatherOps.scatterAdd(constant(g, counted(s) ? 1 : 0), dimOf(s.attrs), s.y, full(s.z.shape, g.dtype, 1));
  return div(g, maskedFill(n, eq(n, 0), 1));
}

const toSelf: GradRule = (g, s) => {
  const grad = ((): Tensor => {
    switch (how(s)) {
      case "sum":
        return g;
      case "mean":
        return perElement(g, s);
      case "prod": {
        // the product of the others, even if the element itself is 0
        const safe = maskedFill(s.x, eq(s.x, 0), 1);
        return div(mul(g, scatterReduce(safe, dimOf(s.attrs), s.y, s.z, "prod", { includeSelf: counted(s) })), safe);
      }
      default: {
        const share = shared(g, s);
        return mul(share.self, share.g);
      }
    }
  })();
  return counted(s) ? grad : gatherOps.scatter(grad, dimOf(s.attrs), s.y, 0);
};

const toSource: GradRule = (g, s) => {
  switch (how(s)) {
    case "sum":
      return pickFrom(g, s);
    case "mean":
      return pickFrom(perElement(g, s), s);
    case "prod": {
      // A place with one zero among its elements has a slope there and nowhere else; the product of the others is taken
      // with that zero replaced by 1.
      const d = dimOf(s.attrs),
        zero = eq(s.z, 0);
      const zeros = pickFrom(gatherOps.scatterAdd(constant(g, 0), d, s.y, asNumbers(zero, g)), s);
      const single = logicalAnd(zero, eq(zeros, 1));
      const others = scatterReduce(s.x, d, s.y, maskedFill(s.z, single, 1), "prod", { includeSelf: counted(s) });
      return where(single, pickFrom(mul(g, others), s), div(pickFrom(mul(g, s.out), s), maskedFill(s.z, zero, 1)));
    }
    default: {
      const share = shared(g, s);
      return mul(share.src, pickFrom(share.g, s));
    }
  }
};

const scatterReduceOp = defineRoutine("scatterReduce", {
  infer: ([x]) => ({ shape: x!.shape, dtype: x!.dtype }),
  run: ([x, at, src], out, a) => {
    gatherOps.copyInto(out, x!);
    reduceInto(
      out,
      src!,
      gatherOps.gatherPositions(at!, x!.shape, dimOf(a), a["rows"] === true ? "rows" : "scatterReduce"),
      a["reduce"] as ScatterReduce,
      a["includeSelf"] === true,
    );
  },
  grad: [toSelf, null, toSource],
  saves: "xyzo",
  domain: [0.5, 2],
  samples: (["sum", "prod", "mean", "amax", "amin"] as const).flatMap((reduce) =>
    [true, false].map((includeSelf) => ({
      shapes: [
        [3, 4],
        [3, 6],
        [3, 6],
      ],
      indices: [undefined, 4, undefined],
      attrs: { dim: 1, reduce, includeSelf },
    })),
  ),
});

/** Combines elements of `src` at `out[index[i][j]][j]` (for dim 0): their sum, product, mean, largest or smallest, together with what `x` has there unless `includeSelf` is false. */
export function scatterReduce(
  x: Tensor,
  dim: number,
  at: Tensor,
  src: Tensor,
  reduce: ScatterReduce,
  options: { includeSelf?: boolean } = {},
): Tensor {
  needTensor(x, "scatterReduce");
  needTensor(at, "scatterReduce", "index");
  needTensor(src, "scatterReduce", "src");
  if (!reductions.has(reduce))
    fail("scatter-reduce", "reduce argument must be either sum, prod, mean, amax or amin.", `it is ${String(reduce)}.`);
  const d = gatherOps.checkGather("scatter", x, dim, at, src);
  if (src.dtype !== x.dtype)
    fail(
      "scatter-dtype",
      "scatter(): Expected self.dtype to be equal to src.dtype",
      `they are ${x.dtype} and ${src.dtype}.`,
    );
  if (x.dtype === "bool" && reduce === "mean")
    fail(
      "bool-arithmetic",
      `"scatter_gather_tensor_cpu_reduce_mean" not implemented for '${dtypeInfo.bool.scalarType}'`,
      "convert first: x.float().",
    );
  if (isComplex(x.dtype) && (reduce === "amax" || reduce === "amin"))
    fail(
      "no-complex",
      `"scatter_gather_tensor_cpu_reduce_${reduce}" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
      "complex numbers have no order.",
    );
  if (isComplex(x.dtype) && reduce !== "prod") {
    // part by part
    const of = (t: (z: Tensor) => Tensor): Tensor => scatterReduce(t(x), dim, at, t(src), reduce, options);
    return complex(of(real), of(imag));
  }
  const source = at.shape.reduce((t, n, i) => (t.shape[i] === n ? t : narrow(t, i, 0, n)), src);
  return routine(scatterReduceOp, [x, at, source], {
    dim: d,
    reduce,
    includeSelf: options.includeSelf ?? true,
    rows: false,
  });
}

/** `x` with `out[index[i][j]][j] = src[i][j]` for dim 0. */
export function scatter(
  x: Tensor,
  dim: number,
  at: Tensor,
  src: Tensor | number,
  options: { reduce?: "add" | "multiply" } = {},
): Tensor {
  if (options.reduce === undefined) return gatherOps.scatter(x, dim, at, src);
  if (options.reduce !== "add" && options.reduce !== "multiply")
    fail("scatter-reduce", "reduce argument must be either add or multiply.", `it is ${String(options.reduce)}.`);
  needTensor(x, "scatter");
  needTensor(at, "scatter", "index");
  const source = typeof src === "number" ? full(at.shape, x.dtype, src) : src;
  return scatterReduce(x, dim, at, source, options.reduce === "add" ? "sum" : "prod");
}

/** Combines rows of `source` with the slices of `x` along `dim` that the 1-D index names: their product, mean, largest or smallest ({@link indexAdd} adds them). */
export function indexReduce(
  x: Tensor,
  dim: number,
  at: Tensor,
  source: Tensor,
  reduce: "prod" | "mean" | "amax" | "amin",
  options: { includeSelf?: boolean } = {},
): Tensor {
  needTensor(x, "indexReduce");
  needTensor(at, "indexReduce", "index");
  needTensor(source, "indexReduce", "source");
  if (!reductions.has(reduce) || (reduce as string) === "sum")
    fail(
      "scatter-reduce",
      `index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got ${String(reduce)}.`,
      'for example "amax".',
    );
  const d = checkRows("index_reduce_", x, dim, at, source);
  const wide = expand(
    reshape(
      cast(at, "int64"),
      source.shape.map((n, i) => (i === d ? n : 1)),
    ),
    source.shape,
  );
  return label(
    routine(scatterReduceOp, [x, wide, source], {
      dim: d,
      reduce,
      includeSelf: options.includeSelf ?? true,
      rows: true,
    }),
    "IndexReduceBackward0",
  );
}

/** Checks the arguments of index_add_ and index_reduce_; returns the dimension. */
export function checkRows(name: string, x: Tensor, dim: number, at: Tensor, source: Tensor): number {
  const d = normalizeDim(dim, x.shape.length);
  if (at.shape.length > 1)
    fail(
      "index-dims",
      `${name}(): Index is supposed to be a vector, but got dim: ${at.shape.length} with type: ${dtypeInfo[at.dtype].scalarType} and size: ${showShape(at.shape)}`,
      "flatten() the index.",
    );
  gatherOps.checkIndexType(
    name,
    at,
    `${name}(): Expected dtype int32/int64 for index but got: ${dtypeInfo[at.dtype].scalarType}`,
  );
  if (x.dtype !== source.dtype)
    fail(
      "scatter-dtype",
      `${name}(): self (${dtypeInfo[x.dtype].scalarType}) and source (${dtypeInfo[source.dtype].scalarType}) must have the same scalar type`,
      `convert the source: source.to("${x.dtype}").`,
    );
  const rows = source.shape[d] ?? 1;
  if (rows !== at.count)
    fail(
      "index-source",
      `${name}(): Number of indices (${at.count}) should be equal to source.size(dim): (${rows}), for dim: ${d}`,
      "give one index for each row of the source.",
    );
  x.shape.forEach((n, i) => {
    if (i !== d && source.shape[i] !== n)
      fail(
        "index-source",
        `The size of tensor a (${n}) must match the size of tensor b (${source.shape[i] ?? 1}) at non-singleton dimension ${i > d ? i - 1 : i}`,
        `apart from dimension ${d} the source must have the tensor's shape.`,
      );
  });
  return d;
}
