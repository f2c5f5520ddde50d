import { needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { full, routine } from "../../core/dispatch.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isFloat, readElement, writeElement } from "../../shape/dtype.js";
import { sameArray, showShape } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { gather } from "../indexing/gather.js";
import { keysOf } from "./rows.js";
import { checkFloat } from "../refuse.js";

// Searching in boundaries, and counting.

const searchOp = defineRoutine("searchsorted", {
  infer: ([, values], a) => ({ shape: values!.shape, dtype: a["int32"] === true ? "int32" : "int64" }),
  run: ([sequence, values], out, a) => {
    const bounds = keysOf(sequence!),
      keys = keysOf(values!),
      right = a["right"] === true;
    const n = sequence!.shape[sequence!.shape.length - 1] ?? 1,
      one = sequence!.shape.length <= 1;
    const per = one ? Infinity : values!.shape[values!.shape.length - 1]!;
    for (let i = 0; i < keys.length; i++) {
      const base = one ? 0 : Math.floor(i / per) * n,
        v = keys[i]!;
      let low = 0,
        high = n;
      while (low < high) {
        // where NaN is larger than everything
        const middle = (low + high) >> 1,
          b = bounds[base + middle]!;
        if (right ? !(b > v) : !(b >= v)) low = middle + 1;
        else high = middle;
      }
      writeElement(out.storage.data, out.dtype, out.offset + i, low);
    }
  },
  samples: [
    { shapes: [[5], [3, 4]], attrs: { right: false } },
    {
      shapes: [
        [3, 5],
        [3, 4],
      ],
      attrs: { right: true, int32: true },
    },
  ],
});

export interface SearchOptions {
  /** int32 positions instead of int64. Default false. */
  outInt32?: boolean;
  /** Whether to insert after equal elements instead of before them. Default false. */
  right?: boolean;
  /** The same in words: "right" is `right: true`. */
  side?: "left" | "right" | null;
  /** Positions that sort the sequence, from argsort, if it is not sorted itself. */
  sorter?: Tensor | null;
}

/**
 * The insertion position of each value along the last dimension of a sorted sequence: the number of smaller elements.
 * int64.
 */
export function searchsorted(sequence: Tensor, values: Tensor | number, options: SearchOptions = {}): Tensor {
  const what = "torch.searchsorted():";
  needTensor(sequence, "searchsorted", "sorted_sequence");
  const x =
    typeof values === "number"
      ? full([], isFloat(sequence.dtype) || !Number.isInteger(values) ? "float32" : sequence.dtype, values)
      : values;
  needTensor(x, "searchsorted", "input");
  const side = options.side ?? null;
  if (side !== null && side !== "left" && side !== "right")
    fail(
      "searchsorted",
      `${what} side can only be 'left' or 'right' but got ${String(side)}`,
      'for example { side: "right" }.',
    );
  if (side === "left" && options.right === true)
    fail(
      "searchsorted",
      `${what} side and right can't be set to opposites, got side of left while right was True`,
      "pass only one of them.",
    );
  const nd = sequence.shape.length;
  if (x.shape.length === 0 && nd !== 1)
    fail(
      "searchsorted",
      `${what} input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries tensor dim(${nd}) and input value's dim(0) numel(1)`,
      "wrap the value: tensor([v]).",
    );
  if (nd !== 1 && !(nd > 0 && x.shape.length === nd && sameArray(x.shape.slice(0, -1), sequence.shape.slice(0, -1)))) {
    fail(
      "searchsorted",
      `${what} boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and input value tensor must match, but we got boundaries tensor ${showShape(sequence.shape)} and input value tensor ${showShape(x.shape)}`,
      "give the values as many rows as the boundaries have.",
    );
  }
  let sorted = sequence;
  if (options.sorter !== undefined && options.sorter !== null) {
    needTensor(options.sorter, "searchsorted", "sorter");
    if (!sameArray(options.sorter.shape, sequence.shape))
      fail(
        "searchsorted",
        `${what} boundary and sorter must have the same size, but got boundary tensor ${showShape(sequence.shape)}and got sorter tensor ${showShape(options.sorter.shape)}`,
        "take the sorter from argsort of the same tensor.",
      );
    if (options.sorter.dtype !== "int64")
      fail(
        "searchsorted",
        `${what} sorter must be a tensor of long dtype but got dtype ${dtypeInfo[options.sorter.dtype].scalarType}`,
        "take the sorter from argsort.",
      );
    sorted = gather(sequence, -1, options.sorter);
  }
  return routine(searchOp, [sorted, x], {
    right: options.right === true || side === "right",
    int32: options.outInt32 === true,
  });
}

/** {@link searchsorted} with swapped arguments and 1-D boundaries: the number of the bucket of each element. */
export function bucketize(
  x: Tensor | number,
  boundaries: Tensor,
  options: Pick<SearchOptions, "outInt32" | "right"> = {},
): Tensor {
  needTensor(boundaries, "bucketize", "boundaries");
  if (boundaries.shape.length !== 1)
    fail(
      "searchsorted",
      `boundaries tensor must be 1 dimension, but got dim(${boundaries.shape.length})`,
      "use searchsorted for rows of boundaries.",
    );
  return searchsorted(boundaries, x, options);
}

const COUNTED = "bincount only supports 1-d non-negative integral inputs.";
const bincountOp = defineRoutine("bincount", {
  dataShape: true,
  infer: ([x, weights], a) => {
    let n = a["minlength"] as number;
    for (const v of region(x!)) {
      if (v < 0) fail("bincount", COUNTED, `there is a ${v} among them.`);
      n = Math.max(n, Number(v) + 1);
    }
    return { shape: [n], dtype: weights === undefined ? "int64" : weights.dtype };
  },
  run: ([x, weights], out) => {
    const to = region(out),
      from = region(x!);
    for (let i = 0; i < from.length; i++) {
      const at = Number(from[i]!);
      if (weights === undefined) (to as BigInt64Array)[at]! += 1n;
      else (to as Float64Array)[at]! += (weights.storage.data as Float64Array)[weights.offset + i]!;
    }
  },
  samples: [
    { shapes: [[6]], indices: [4], attrs: { minlength: 3 } },
    { shapes: [[0]], indices: [4], attrs: { minlength: 2 } },
  ],
});
/** The number of occurrences of each whole number from 0, or the sum of its weights. At least `minlength` of them. */
export function bincount(x: Tensor, weights: Tensor | null = null, minlength = 0): Tensor {
  needTensor(x, "bincount");
  if (dtypeInfo[x.dtype].category !== "int")
    fail(
      "bincount",
      `"bincount_cpu" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
      "convert first: x.long().",
    );
  if (!(minlength >= 0)) fail("bincount", "minlength should be >= 0", "leave minlength out: it is 0.");
  if (x.shape.length !== 1) fail("bincount", COUNTED, "pass non-negative whole numbers: x.flatten().long().");
  if (weights === null) return routine(bincountOp, [x], { minlength });
  needTensor(weights, "bincount", "weights");
  if (!sameArray(weights.shape, x.shape))
    fail("bincount", "weights should be 1-d and have the same length as input", "give one weight for each element.");
  return routine(bincountOp, [x, weights.dtype === "float32" ? weights : cast(weights, "float64")], { minlength });
}

/** Elements as numbers, for counting. */
const numbersOf = (x: Tensor): Float64Array =>
  Float64Array.from({ length: x.count }, (_, i) => readElement(x.storage.data, x.dtype, x.offset + i) as number);
const histcOp = defineRoutine("histc", {
  infer: ([x], a) => ({ shape: [a["bins"] as number], dtype: checkFloat("histogram_cpu", x!.dtype) }),
  run: ([x], out, a) => {
    const values = numbersOf(x!),
      bins = a["bins"] as number,
      round = x!.dtype === "float64" ? (v: number): number => v : Math.fround;
    let low = a["min"] as number,
      high = a["max"] as number;
    if (low === high && values.length > 0) {
      low = Infinity;
      high = -Infinity;
      for (const v of values) {
        low = v < low || v !== v ? v : low;
        high = v > high || v !== v ? v : high;
      }
    }
    if (low === high) {
      low--;
      high++;
    }
    if (!Number.isFinite(low) || !Number.isFinite(high))
      fail(
        "histc",
        `torch.histc: range of [${pythonNumber(low)}, ${pythonNumber(high)}] is not finite`,
        "pass min and max, or remove NaN and infinities first.",
      );
    if (!(low < high)) fail("histc", "torch.histc: max must be larger than min", "swap min and max.");
    const counts = new Float64Array(bins),
      span = round(round(high) - round(low));
    for (const v of values) {
      if (v >= low && v <= high)
        counts[Math.min(bins - 1, Math.trunc(round(round(round(v - round(low)) * bins) / span)))]!++;
    }
    counts.forEach((c, i) => writeElement(out.storage.data, out.dtype, out.offset + i, c));
  },
  samples: [
    { shapes: [[3, 4]], attrs: { bins: 4, min: -1, max: 1 } },
    { shapes: [[3, 4]], attrs: { bins: 3, min: 0, max: 0 } },
  ],
});
export const pythonNumber = (v: number): string =>
  v === Infinity ? "inf" : v === -Infinity ? "-inf" : Number.isNaN(v) ? "nan" : String(v);
/** The number of elements in each of `bins` equal parts of [min, max], or of the elements' own range if both are equal. Floats only. */
export function histc(x: Tensor, bins = 100, min = 0, max = 0): Tensor {
  needTensor(x, "histc");
  if (!(Number.isInteger(bins) && bins > 0))
    fail(
      "histc",
      `torch.histogram(): bins must be > 0, but got ${String(bins)} for dimension 0`,
      "for example histogram(x, 10).",
    );
  return routine(histcOp, [x], { bins, min, max });
}
