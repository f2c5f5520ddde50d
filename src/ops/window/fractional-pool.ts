import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { product } from "../../util/array.js";
import { findLargest, type Windows } from "./pool.js";
import { plainFloats } from "../refuse.js";

// Windows at random positions, which differ between channels (Graham 2014).

/** The windows of one dimension: their starts grow by steps whose sizes the sample in [0, 1) chooses, and the last ends at the end. */
function randomWindows(
  sample: number,
  input: number,
  output: number,
  kernel: number,
  round: (v: number) => number,
): Windows {
  const start = new Int32Array(output),
    alpha = output > 1 ? round((input - kernel) / (output - 1)) : 0;
  for (let i = 0; i < output - 1; i++)
    start[i] = Math.trunc(round(round(i + sample) * alpha)) - Math.trunc(round(sample * alpha));
  if (output > 0) start[output - 1] = input - kernel;
  return { input, start, end: start.map((s) => s + kernel), step: 1 };
}

const placesOp = defineRoutine("poolPlacesRandom", {
  infer: ([x], a) => {
    const out = a["output"] as readonly number[];
    plainFloats(x!, a["kernelName"] as string);
    return { shape: [...x!.shape.slice(0, x!.shape.length - out.length), ...out], dtype: "int32" };
  },
  run: ([x, samples], out, a) => {
    const kernel = a["kernel"] as readonly number[],
      output = a["output"] as readonly number[],
      nd = output.length,
      sizes = x!.shape.slice(x!.shape.length - nd);
    const area = product(sizes),
      each = product(output),
      planes = each === 0 ? 0 : out.count / each,
      from = x!.storage.data as Float64Array,
      u = samples!.storage.data as Float64Array;
    const round = x!.dtype === "float32" ? Math.fround : (v: number): number => v;
    for (let p = 0; p < planes; p++) {
      // Of an image, the first sample is for the width; of a volume, for the depth.
      const windows = sizes.map((n, d) =>
        randomWindows(u[samples!.offset + p * nd + (nd === 2 ? 1 - d : d)]!, n, output[d]!, kernel[d]!, round),
      );
      findLargest(from, x!.offset + p * area, 1, windows, out.storage.data as Int32Array, out.offset + p * each);
    }
  },
  samples: [
    {
      shapes: [
        [2, 5, 6],
        [1, 2, 2],
      ],
      attrs: { kernel: [2, 2], output: [3, 3], kernelName: "fractional_max_pool2d_out_frame" },
    },
  ],
  domain: [0, 1],
});

/**
 * The positions of the largest elements of random windows: int32, outside the graph. `samples` has a row of numbers in
 * [0, 1) for each plane.
 */
export function randomPlaces(x: Tensor, samples: Tensor, kernel: readonly number[], output: readonly number[]): Tensor {
  return routine(placesOp, [x, samples], {
    kernel,
    output,
    kernelName: `fractional_max_pool${output.length}d_out_frame`,
  });
}
