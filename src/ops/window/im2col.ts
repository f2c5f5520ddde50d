import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Attrs, Sample } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { isHalf } from "../../shape/dtype.js";
import { cast } from "../pointwise/cast.js";
import { plainFloats } from "../refuse.js";

// Blocks of images as columns of a matrix, and columns put back as blocks: each is the other's gradient.

/** The geometry of blocks in an image: two numbers each, for height and width. */
export interface Blocks extends Attrs {
  readonly size: readonly number[];
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  /** The number of blocks. */
  readonly count: readonly number[];
}

/** Calls `row(plane, column, length, step)` for the part of each row of blocks that lies inside the image: the places of the first and how they go on. */
function eachRow(
  b: Blocks,
  planes: number,
  row: (picture: number, column: number, n: number, step: number) => void,
): void {
  const [h, w] = b.size as [number, number],
    [kh, kw] = b.kernel as [number, number],
    [rows, cols] = b.count as [number, number];
  const [sy, sx] = b.stride as [number, number],
    [py, px] = b.padding as [number, number],
    [dy, dx] = b.dilation as [number, number];
  let column = 0;
  for (let c = 0; c < planes; c++) {
    for (let ky = 0; ky < kh; ky++) {
      for (let kx = 0; kx < kw; kx++) {
        const left = kx * dx - px;
        const first = left < 0 ? Math.ceil(-left / sx) : 0,
          end = Math.min(cols, Math.ceil((w - left) / sx));
        for (let i = 0; i < rows; i++, column += cols) {
          const y = i * sy + ky * dy - py;
          if (y >= 0 && y < h && end > first) row((c * h + y) * w + first * sx + left, column + first, end - first, sx);
        }
      }
    }
  }
}

const blocksOf = (a: Attrs): Blocks => a as Blocks;
const sample: Blocks = {
  size: [4, 3],
  kernel: [2, 2],
  stride: [2, 1],
  padding: [1, 0],
  dilation: [1, 2],
  count: [3, 1],
};
const samples = (shape: number[]): Sample[] => [{ shapes: [shape], attrs: sample }];

const unfoldOp = defineRoutine("im2col", {
  gradName: "Im2Col",
  infer: ([x], a) => {
    const b = blocksOf(a);
    return {
      shape: [x!.shape[0]!, x!.shape[1]! * b.kernel[0]! * b.kernel[1]!, b.count[0]! * b.count[1]!],
      dtype: x!.dtype,
    };
  },
  run: ([x], out, a) => {
    const from = x!.storage.data as Float64Array,
      to = out.storage.data as Float64Array,
      o = x!.offset,
      p = out.offset;
    eachRow(blocksOf(a), x!.shape[0]! * x!.shape[1]!, (picture, column, n, step) => {
      for (let i = 0; i < n; i++) to[p + column + i] = from[o + picture + i * step]!;
    });
  },
  linear: true,
  grad: [(g, s) => foldColumns(g, blocksOf(s.attrs))],
  samples: samples([2, 2, 4, 3]),
});
const foldOp = defineRoutine("col2im", {
  gradName: "Col2Im",
  infer: ([x], a) => {
    plainFloats(x!, "col2im_out_cpu");
    const b = blocksOf(a);
    return { shape: [x!.shape[0]!, x!.shape[1]! / (b.kernel[0]! * b.kernel[1]!), ...b.size], dtype: x!.dtype };
  },
  run: ([x], out, a) => {
    const from = x!.storage.data as Float64Array,
      to = out.storage.data as Float64Array,
      o = x!.offset,
      p = out.offset;
    eachRow(blocksOf(a), out.shape[0]! * out.shape[1]!, (picture, column, n, step) => {
      for (let i = 0; i < n; i++) to[p + picture + i * step]! += from[o + column + i]!;
    });
  },
  linear: true,
  grad: [(g, s) => unfoldColumns(g, blocksOf(s.attrs))],
  samples: samples([2, 8, 3]),
});

/** `[N, C, H, W]` to `[N, C · kh · kw, blocks]`: each block as a column. */
export function unfoldColumns(x: Tensor, b: Blocks): Tensor {
  return routine(unfoldOp, [x], b);
}
/** `[N, C · kh · kw, blocks]` to `[N, C, H, W]`: columns put back as blocks; where blocks overlap, they add up. */
export function foldColumns(x: Tensor, b: Blocks): Tensor {
  return isHalf(x.dtype) ? cast(routine(foldOp, [cast(x, "float32")], b), x.dtype) : routine(foldOp, [x], b);
}
