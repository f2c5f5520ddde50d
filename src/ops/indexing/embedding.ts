import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Attrs } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { addElement, isHalf } from "../../shape/dtype.js";
import { checkFloat, plainFloats } from "../refuse.js";

// Rows of a table by index, and bags of rows. Routines, since the rows depend on data.

type Numbers = Float64Array; // any array of floats, for the type checker

/** Calls `f` with the position of each index and its row. */
function eachRow(indices: Tensor, rows: number, f: (i: number, row: number) => void): void {
  const data = indices.storage.data;
  for (let i = 0; i < indices.count; i++) {
    const row = Number(data[indices.offset + i]!);
    if (!(row >= 0 && row < rows))
      fail(
        "index-range",
        "index out of range in self",
        `index ${row} is looked up in a table of ${rows} rows: valid are 0 … ${rows - 1}.`,
      );
    f(i, row);
  }
}

/** The number of occurrences of each row. */
function frequencies(indices: Tensor, rows: number): Int32Array {
  const counts = new Int32Array(rows);
  eachRow(indices, rows, (_, row) => {
    counts[row]!++;
  });
  return counts;
}

const padding = (a: Attrs): number => a["paddingIdx"] as number;
const byFrequency = (a: Attrs): boolean => a["scaleGradByFreq"] as boolean;
const plain = { paddingIdx: -1, scaleGradByFreq: false };

// The gradient adds up each row's parts; it also skips the padding row and divides by frequency. `turned` is the
// gradient's gradient: the lookup again, with those two.
const embeddingOp = defineRoutine("embedding", {
  linear: true,
  infer: ([weight, indices]) => ({ shape: [...indices!.shape, weight!.shape[1]!], dtype: weight!.dtype }),
  run: ([weight, indices], out, a) => {
    const [rows, width] = weight!.shape as [number, number];
    const from = weight!.storage.data as Numbers,
      to = out.storage.data as Numbers,
      o = weight!.offset,
      p = out.offset;
    const counts = a["turned"] === true && byFrequency(a) ? frequencies(indices!, rows) : null;
    const skip = a["turned"] === true ? padding(a) : -1;
    eachRow(indices!, rows, (i, row) => {
      if (row === skip) return;
      if (counts === null) for (let j = 0; j < width; j++) to[p + i * width + j] = from[o + row * width + j]!;
      else for (let j = 0; j < width; j++) to[p + i * width + j] = from[o + row * width + j]! / counts[row]!;
    });
  },
  grad: [(g, s) => routine(embeddingSlopeOp, [g, s.y], { ...s.attrs, rows: s.shapes[0]![0]! }), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [5, 3],
        [2, 4],
      ],
      indices: [undefined, 5],
      attrs: plain,
    },
    { shapes: [[5, 3], []], indices: [undefined, 5], attrs: plain },
    { shapes: [[5, 3], [0]], indices: [undefined, 5], attrs: plain },
  ],
});
const embeddingSlopeOp = defineRoutine("embeddingSlope", {
  linear: true,
  infer: ([g], a) => ({
    shape: [a["rows"] as number, g!.shape[g!.shape.length - 1]!],
    dtype: checkFloat("embedding_backward", g!.dtype),
  }),
  run: ([g, indices], out, a) => {
    const [rows, width] = out.shape as [number, number],
      half = isHalf(out.dtype);
    const from = g!.storage.data as Numbers,
      to = out.storage.data as Numbers,
      o = g!.offset,
      p = out.offset;
    const counts = byFrequency(a) ? frequencies(indices!, rows) : null,
      skip = padding(a);
    eachRow(indices!, rows, (i, row) => {
      if (row === skip) return;
      if (half)
        for (let j = 0; j < width; j++)
          addElement(out.storage.data, out.dtype, p + row * width + j, g!.storage.data, o + i * width + j);
      else if (counts === null) for (let j = 0; j < width; j++) to[p + row * width + j]! += from[o + i * width + j]!;
      else for (let j = 0; j < width; j++) to[p + row * width + j]! += from[o + i * width + j]! / counts[row]!;
    });
  },
  grad: [(h, s) => routine(embeddingOp, [h, s.y], { ...s.attrs, turned: true }), null],
  saves: "y",
  samples: [
    {
      shapes: [
        [2, 4, 3],
        [2, 4],
      ],
      indices: [undefined, 5],
      attrs: { ...plain, rows: 5 },
    },
    { shapes: [[4, 3], [4]], indices: [undefined, 5], attrs: { paddingIdx: 1, scaleGradByFreq: true, rows: 5 } },
  ],
});
/** The options of a lookup's gradient. */
export interface LookupOptions {
  readonly paddingIdx: number;
  readonly scaleGradByFreq: boolean;
}
/** Rows of `weight` `[rows, width]` by whole numbers of any shape: `[…]` to `[…, width]`. A padding index of −1 is none. */
export function embedding(weight: Tensor, indices: Tensor, options: LookupOptions): Tensor {
  return routine(embeddingOp, [weight, indices], { ...options });
}

const renormOp = defineRoutine("renormScale", {
  infer: ([weight]) => {
    plainFloats(weight!, "embedding_renorm_");
    return { shape: [weight!.shape[0]!, 1], dtype: weight!.dtype };
  },
  run: ([weight, indices], out, a) => {
    const [rows, width] = weight!.shape as [number, number],
      p = a["normType"] as number,
      most = a["maxNorm"] as number;
    const from = weight!.storage.data as Numbers,
      to = out.storage.data as Numbers;
    for (let i = 0; i < rows; i++) to[out.offset + i] = 1;
    eachRow(indices!, rows, (_, row) => {
      let sum = 0;
      for (let j = 0; j < width; j++) {
        const v = Math.abs(from[weight!.offset + row * width + j]!);
        sum = p === Infinity ? Math.max(sum, v) : sum + (p === 2 ? v * v : v ** p);
      }
      const norm = p === Infinity ? sum : p === 2 ? Math.sqrt(sum) : sum ** (1 / p);
      if (norm > most) to[out.offset + row] = most / (norm + 1e-7);
    });
  },
  samples: [{ shapes: [[5, 3], [4]], indices: [undefined, 5], attrs: { maxNorm: 1, normType: 2 } }],
});
/** The factor of each row that limits the norm of the looked-up ones to `maxNorm`: `[rows, 1]`. */
export function renormScale(weight: Tensor, indices: Tensor, maxNorm: number, normType: number): Tensor {
  return routine(renormOp, [weight, indices], { maxNorm, normType });
}

// ---- bags ----

const bagsOp = defineRoutine("bagNumbers", {
  infer: (_, a) => ({ shape: [a["count"] as number], dtype: "int64" }),
  run: ([offsets], out, a) => {
    const n = out.count,
      from = offsets!.storage.data,
      to = out.storage.data as BigInt64Array;
    const at = (b: number): number => Number(from[offsets!.offset + b]!);
    if (offsets!.count === 0) return;
    if (at(0) !== 0)
      fail(
        "bag-offsets",
        `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${at(0)}`,
        "offsets say where each bag begins, from 0 on.",
      );
    const last = at(offsets!.count - 1);
    if (last > n)
      fail(
        "bag-offsets",
        `offsets[-1] can not be greater than input's length ${n} but got offsets[-1] of ${last}`,
        "offsets say where each bag begins, from 0 on.",
      );
    const bags = a["bags"] as number;
    for (let b = 0; b < bags; b++) {
      const end = b + 1 < offsets!.count ? at(b + 1) : n;
      if (end < at(b))
        fail("bag-offsets", `offsets must not fall, but offset ${at(b)} is followed by ${end}`, "sort the offsets.");
      for (let i = at(b); i < end; i++) to[out.offset + i] = BigInt(b);
    }
  },
  samples: [{ shapes: [[2]], indices: [1], attrs: { count: 4, bags: 2 } }],
});
/** The bag of each of `count` indices, where bag b starts at `offsets[b]`: int64 `[count]`. */
export function bagNumbers(offsets: Tensor, count: number, bags: number): Tensor {
  return routine(bagsOp, [offsets], { count, bags });
}

const bagMaxOp = defineRoutine("bagMax", {
  infer: ([rows], a) => {
    plainFloats(rows!, "embedding_bag_max");
    return { shape: [a["bags"] as number, rows!.shape[1]!], dtype: "int64" };
  },
  run: ([rows, bags, counts], out) => {
    const width = rows!.shape[1]!,
      from = rows!.storage.data as Numbers,
      to = out.storage.data as BigInt64Array;
    to.fill(-1n, out.offset, out.offset + out.count);
    for (let i = 0; i < rows!.shape[0]!; i++) {
      if (Number(counts!.storage.data[counts!.offset + i]!) === 0) continue;
      const bag = Number(bags!.storage.data[bags!.offset + i]!);
      for (let j = 0; j < width; j++) {
        const slot = out.offset + bag * width + j,
          best = Number(to[slot]!);
        if (best < 0 || from[rows!.offset + i * width + j]! > from[rows!.offset + best * width + j]!)
          to[slot] = BigInt(i);
      }
    }
  },
  samples: [{ shapes: [[4, 3], [4], [4]], indices: [undefined, 2, 3], attrs: { bags: 2 } }],
});
/** The row of each bag's largest element per column, −1 for a bag without rows that count: int64 `[bags, width]`. */
export function bagMax(rows: Tensor, numbers: Tensor, counts: Tensor, bags: number): Tensor {
  return routine(bagMaxOp, [rows, numbers, counts], { bags });
}
