import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, type Rest } from "../../diagnose/arguments.js";
import { tuple } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { label } from "../../ops/label.js";
import { checkLines, type LineMap, lineMap, pickAlong, resample } from "../../ops/window/resample.js";
import { isFloat } from "../../shape/dtype.js";
import { showShape } from "../../util/array.js";
import { adaptiveAvgPool } from "./adaptive-pool.js";
import { noKernel } from "../../ops/refuse.js";

/** How {@link interpolate} computes the values between elements. */
export type InterpolateMode = "nearest" | "nearest-exact" | "linear" | "bilinear" | "bicubic" | "trilinear" | "area";
/** Options of {@link interpolate}. */
export interface InterpolateOptions {
  /** The output's size: one number, or one per spatial dimension. */
  size?: number | readonly number[] | null;
  /** The factor from the input's size to the output's. */
  scaleFactor?: number | readonly number[] | null;
  /** Default `"nearest"`. */
  mode?: InterpolateMode;
  /** Whether the corner elements, instead of the outer edges, are aligned, in the linear and cubic modes. Default false. */
  alignCorners?: boolean | null;
  /** Whether to recompute the scale from the sizes, which are whole numbers. Default false. */
  recomputeScaleFactor?: boolean | null;
  /** Whether to average all elements under a pixel when downscaling (bilinear and bicubic). Default false. */
  antialias?: boolean;
}

const badOption = (sentence: string, fix: string): never => fail("interpolate-option", sentence, fix);
const dims: Partial<Record<InterpolateMode, number>> = { linear: 3, bilinear: 4, bicubic: 4, trilinear: 5 };
const titles: Record<Exclude<InterpolateMode, "area">, string> = {
  nearest: "Nearest",
  "nearest-exact": "NearestExact",
  linear: "Linear",
  bilinear: "Bilinear",
  bicubic: "Bicubic",
  trilinear: "Trilinear",
};

const read = readerOf<InterpolateOptions>("interpolate", [
  "size",
  "scaleFactor",
  "mode",
  "alignCorners",
  "recomputeScaleFactor",
  "antialias",
]);

/**
 * Further arguments, by position or by name: size = null, scaleFactor = null, mode = "nearest", alignCorners = false,
 * recomputeScaleFactor = false, antialias = false.
 */
export type InterpolateArguments = Rest<
  [
    size: number | readonly number[] | null,
    scaleFactor: number | readonly number[] | null,
    mode: InterpolateMode,
    alignCorners: boolean | null,
    recomputeScaleFactor: boolean | null,
    antialias: boolean,
  ],
  InterpolateOptions
>;
/**
 * Resizes the spatial dimensions of `[N, C, …]`, to `size` or by `scaleFactor`. Further arguments, by position or by
 * name: size = null, scaleFactor = null, mode = "nearest", alignCorners = false, recomputeScaleFactor = false,
 * antialias = false. `linear` is for one spatial dimension, `bilinear` and `bicubic` for two, `trilinear` for three.
 *
 * @throws KindlingError `interpolate-option`.
 * @example
 * F.interpolate(tensor([[[1, 2]]]), { scaleFactor: 2 }).tolist(); // → 1,1,2,2
 * F.interpolate(zeros(1, 3, 8, 8), [4, 6], { mode: "bilinear" }).shape; // → 1,3,4,6
 */
export function interpolate(x: Tensor, ...options: InterpolateArguments): Tensor {
  needTensor(x, "interpolate");
  const {
    size = null,
    scaleFactor = null,
    mode = "nearest",
    alignCorners = null,
    recomputeScaleFactor = null,
    antialias = false,
  } = read(options);
  if ((mode === "nearest" || mode === "area" || mode === "nearest-exact") && alignCorners !== null)
    badOption(
      "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear",
      "leave alignCorners out, or pass such a mode.",
    );
  const nd = x.shape.length - 2,
    input = x.shape.slice(2);
  const list = <T>(v: T | readonly T[]): readonly T[] =>
    Array.isArray(v) ? (v as readonly T[]) : Array<T>(Math.max(nd, 0)).fill(v as T);
  if (size !== null && scaleFactor !== null)
    badOption("only one of size or scale_factor should be defined", "leave one of them out.");
  if (size === null && scaleFactor === null)
    badOption("either size or scale_factor should be defined", "for example { scaleFactor: 2 }.");
  const wanted = size === null ? null : list(size),
    factors = scaleFactor === null ? null : list(scaleFactor);
  const shown = `input with spatial dimensions of ${showShape(input)} and`,
    format = "Please provide input tensor in (N, C, d1, d2, ...,dK) format and";
  if (wanted !== null && wanted.length !== nd)
    badOption(
      `Input and output must have the same number of spatial dimensions, but got ${shown} output size of ${tuple(wanted)}. ${format} output size in (o1, o2, ...,oK) format.`,
      "a single number stands for all dimensions.",
    );
  if (factors !== null && factors.length !== nd)
    badOption(
      `Input and scale_factor must have the same number of spatial dimensions, but got ${shown} scale_factor of shape ${tuple(factors)}. ${format} scale_factor in (s1, s2, ...,sK) format.`,
      "a single number stands for all dimensions.",
    );
  if (recomputeScaleFactor === true && wanted !== null)
    badOption(
      "recompute_scale_factor is not meaningful with an explicit size.",
      "leave recomputeScaleFactor out, or give scaleFactor.",
    );
  const output = wanted ?? input.map((n, d) => Math.floor(n * factors![d]!));
  const scales = wanted !== null || recomputeScaleFactor === true ? null : factors;
  if (antialias && !((mode === "bilinear" || mode === "bicubic") && x.shape.length === 4))
    badOption("Anti-alias option is only supported for bilinear and bicubic modes", "leave antialias out.");
  if (nd >= 1 && nd <= 3 && dims[mode] !== undefined && dims[mode] !== x.shape.length && mode !== "bicubic")
    badOption(
      `Got ${x.shape.length}D input, but ${mode} mode needs ${dims[mode]}D input`,
      `the dimensions are [batch, channels, …]; for this input take ${["linear", "bilinear", "trilinear"][nd - 1]}.`,
    );
  if (!(nd >= 1 && nd <= 3) || (mode !== "area" && !Object.hasOwn(titles, mode)) || (mode === "bicubic" && nd !== 2))
    badOption(
      `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${x.shape.length}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ${String(mode)})`,
      "mode follows the dimensions: linear for [N, C, L], bilinear for [N, C, H, W], trilinear for [N, C, D, H, W].",
    );
  if (mode === "area") return adaptiveAvgPool(nd, x, output);
  if (![...input, ...output].every((n) => Number.isInteger(n) && n > 0)) {
    const letters = ["D", "H", "W"].slice(3 - nd),
      show = (v: readonly number[]): string => `(${v.map((n, d) => `${letters[d]}: ${n}`).join(", ")})`;
    badOption(
      `Input and output sizes should be greater than 0, but got input ${show(input)}${nd === 1 ? " and" : ""} output ${show(output)}`,
      "choose a larger size or scaleFactor.",
    );
  }
  checkLines(x, output);
  const whole = mode === "nearest" || mode === "nearest-exact";
  if (!isFloat(x.dtype) && !(whole && x.dtype === "uint8"))
    noKernel(`compute_indices_weights_${whole ? "nearest" : mode === "bicubic" ? "cubic" : "linear"}`, x.dtype);
  const made = `Upsample${titles[mode]}${nd}D${antialias ? "Aa" : ""}Backward1`;
  // PyTorch computes the positions in the input's own precision.
  const round = x.dtype === "float64" ? (v: number): number => v : Math.fround;
  const line = (d: number): Line => ({
    from: input[d]!,
    to: output[d]!,
    factor: scales?.[d] ?? null,
    align: alignCorners ?? false,
    round,
  });
  if (whole)
    return label(
      pickAlong(
        x,
        input.map((_, d) => nearest(line(d), mode === "nearest-exact")),
      ),
      made,
    );
  const map = antialias ? smooth : mode === "bicubic" ? cubic : linear;
  return label(
    resample(
      x,
      input.map((_, d) => map(line(d), mode === "bicubic")),
      "compute_indices_weights_linear",
    ),
    made,
  );
}

// ---- the maps along one dimension ----

interface Line {
  readonly from: number;
  readonly to: number;
  readonly factor: number | null;
  readonly align: boolean;
  readonly round: (v: number) => number;
}

/** The number of input elements per output element. */
function stepOf({ from, to, factor, align, round }: Line): number {
  if (align) return to > 1 ? round((from - 1) / (to - 1)) : 0;
  return factor !== null && factor > 0 ? round(1 / factor) : round(from / to);
}

function nearest(l: Line, exact: boolean): Int32Array {
  const step = stepOf(l),
    { from, to, round } = l;
  return new Int32Array(to).map((_, i) =>
    to === from
      ? i
      : to === 2 * from && !exact
        ? i >> 1
        : Math.min(Math.floor(round((exact ? i + 0.5 : i) * step)), from - 1),
  );
}

/** The position of output element `i` in the input. */
const placeOf = (l: Line, step: number, i: number): number =>
  l.align ? l.round(step * i) : l.round(l.round(step * (i + 0.5)) - 0.5);

function linear(l: Line): LineMap {
  const step = stepOf(l),
    { from, round } = l;
  return lineMap(from, l.to, (i, add) => {
    if (from === l.to) {
      add(i, 1);
      return;
    }
    const source = Math.max(0, placeOf(l, step, i)),
      low = Math.min(Math.floor(source), from - 1),
      fraction = Math.min(Math.max(round(source - low), 0), 1);
    add(low, round(1 - fraction));
    add(Math.min(low + 1, from - 1), fraction);
  });
}

/** Keys' cubic with parameter `a`, at distance `t` ≥ 0. */
const kernel = (t: number, a: number): number =>
  t < 1 ? ((a + 2) * t - (a + 3)) * t * t + 1 : t < 2 ? ((a * t - 5 * a) * t + 8 * a) * t - 4 * a : 0;

function cubic(l: Line): LineMap {
  const step = stepOf(l),
    { from } = l;
  return lineMap(from, l.to, (i, add) => {
    const source = placeOf(l, step, i),
      low = Math.floor(source),
      part = l.round(source - low);
    for (let j = -1; j <= 2; j++)
      add(Math.min(Math.max(low + j, 0), from - 1), l.round(kernel(Math.abs(j - part), -0.75)));
  });
}

/** All elements under a pixel, weighted by their distance from its centre. */
function smooth(l: Line, isCubic: boolean): LineMap {
  const step = stepOf(l),
    { from } = l,
    wide = Math.max(step, 1),
    reach = (isCubic ? 2 : 1) * wide;
  return lineMap(from, l.to, (i, add) => {
    const centre = step * (i + 0.5),
      first = Math.max(Math.trunc(centre - reach + 0.5), 0),
      end = Math.min(Math.trunc(centre + reach + 0.5), from);
    const weights: number[] = [];
    for (let p = first; p < end; p++) {
      const t = Math.abs((p - centre + 0.5) / wide);
      weights.push(isCubic ? kernel(t, -0.5) : Math.max(0, 1 - t));
    }
    const total = weights.reduce((a, b) => a + b, 0);
    weights.forEach((w, j) => add(first + j, w / total));
  });
}
