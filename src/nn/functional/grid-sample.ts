import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { readerOf, type Rest, required } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import { bmm } from "../../ops/product/contract.js";
import { type GridMode, type GridPadding, sampleGrid } from "../../ops/window/grid-sample.js";
import { label } from "../../ops/label.js";
import { expand, reshape, transpose } from "../../ops/view/view.js";
import { type DType, dtypeInfo, isFloat } from "../../shape/dtype.js";
import { checkShape } from "../../shape/shape.js";
import { tensor } from "../../tensor/creation.js";
import { product, showShape } from "../../util/array.js";
import { remedy } from "../../ops/refuse.js";

export type { GridMode, GridPadding } from "../../ops/window/grid-sample.js";

/** Options of {@link gridSample}. */
export interface GridSampleOptions {
  /** How to interpolate between elements; `bicubic` for images only. Default `"bilinear"`. */
  mode?: GridMode;
  /** The values outside the image. Default `"zeros"`. */
  paddingMode?: GridPadding;
  /** Whether −1 and 1 are the centres of the outer elements instead of their outer edges. Default false. */
  alignCorners?: boolean | null;
}
/** Options of {@link affineGrid}. */
export interface AffineGridOptions {
  /** As in {@link gridSample}. */
  alignCorners?: boolean | null;
}

const wrong = (sentence: string, fix: string): never => fail("grid-sample", sentence, fix);

/** The default of `alignCorners`. PyTorch warns, since the default used to be the opposite. */
function aligned(given: boolean | null | undefined): boolean {
  if (given === undefined || given === null) {
    warn(
      "grid-align",
      "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please specify align_corners=True if the old behavior is desired. See the documentation of grid_sample for details.",
    );
  }
  return given ?? false;
}

const readSample = readerOf<GridSampleOptions>("gridSample", ["mode", "paddingMode", "alignCorners"]);
const list = <T>(...words: T[]): ReadonlySet<unknown> => new Set(words);
const modes = list("bilinear", "nearest", "bicubic"),
  paddings = list("zeros", "border", "reflection");

/** Further arguments, by position or by name: mode = "bilinear", paddingMode = "zeros", alignCorners = false. */
export type GridSampleArguments = Rest<
  [mode: GridMode, paddingMode: GridPadding, alignCorners: boolean | null],
  GridSampleOptions
>;
/**
 * Samples `x` at the positions in `grid`: images `[N, C, H, W]` and `[N, H', W', 2]` give `[N, C, H', W']`, volumes
 * `[N, C, D, H, W]` and `[N, D', H', W', 3]` give `[N, C, D', H', W']`. A position is (x, y) or (x, y, z), each from −1
 * (left, top, front) to 1. Further arguments, by position or by name: mode = "bilinear", paddingMode = "zeros",
 * alignCorners = false. Differentiable once, in both arguments.
 *
 * @throws KindlingError `grid-sample`, `matmul-dtype`, `float-only`.
 * @example
 * F.gridSample(tensor([[[[1, 2], [3, 4]]]]), tensor([[[[0, 0]]]]), { alignCorners: false }).item(); // → 2.5
 */
export function gridSample(x: Tensor, grid: Tensor, ...options: GridSampleArguments): Tensor {
  needTensor(x, "gridSample");
  needTensor(grid, "gridSample", "grid");
  const { mode = "bilinear", paddingMode: padding = "zeros", alignCorners } = readSample(options);
  if (!modes.has(mode))
    wrong(
      `nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '${String(mode)}'`,
      'for example { mode: "nearest" }.',
    );
  if (!paddings.has(padding))
    wrong(
      `nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '${String(padding)}'`,
      'for example { paddingMode: "border" }.',
    );
  const align = aligned(alignCorners),
    nd = x.shape.length,
    sizes = `input with sizes ${showShape(x.shape)} and grid with sizes ${showShape(grid.shape)}`;
  if (x.shape[0] !== grid.shape[0])
    wrong(
      `grid_sampler(): expected grid and input to have same batch size, but got ${sizes}`,
      "repeat the smaller one: grid.expand(n, -1, -1, -1).",
    );
  if (grid.shape[grid.shape.length - 1] !== nd - 2)
    wrong(
      `grid_sampler(): expected grid to have size ${nd - 2} in last dimension, but got grid with sizes ${showShape(grid.shape)}`,
      "each place has one number per spatial dimension of the input, x first.",
    );
  x.shape.forEach((n, d) => {
    if (d > 1 && n === 0)
      wrong(
        `grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes ${showShape(x.shape)} with dimension ${d} being empty`,
        "give a picture of at least one point.",
      );
  });
  if ((nd !== 4 && nd !== 5) || grid.shape.length !== nd)
    wrong(
      `grid_sampler(): expected ${nd === 4 ? 4 : 5}D input and grid with same number of dimensions, but got ${sizes}`,
      "the input is [N, C, H, W] with a grid [N, H', W', 2], or [N, C, D, H, W] with [N, D', H', W', 3].",
    );
  if (nd === 5 && mode === "bicubic")
    wrong("grid_sampler(): bicubic interpolation only supports 4D input", 'use "bilinear" for volumes.');
  if (x.dtype !== grid.dtype && isFloat(x.dtype))
    fail(
      "matmul-dtype",
      `expected scalar type ${dtypeInfo[x.dtype].scalarType} but found ${dtypeInfo[grid.dtype].scalarType}`,
      `convert the grid: grid.to("${x.dtype}").`,
    );
  return label(sampleGrid(x, grid, { mode, padding, align }), `GridSampler${nd - 2}DBackward0`);
}

/** The positions of `n` elements along one dimension, from −1 to 1. */
function steps(n: number, align: boolean): number[] {
  if (n <= 1) return [0];
  return Array.from({ length: n }, (_, i) => (align ? (2 * i) / (n - 1) - 1 : (2 * i + 1) / n - 1));
}

/**
 * All positions of an image or volume of these sizes as rows (x, y, 1) or (x, y, z, 1): `[positions, dimensions + 1]`.
 */
function everyPlace(sizes: readonly number[], align: boolean, dtype: DType): Tensor {
  const nd = sizes.length,
    lines = sizes.map((n) => steps(n, align)),
    count = product(sizes),
    rows = new Float64Array(count * (nd + 1));
  for (let i = 0; i < count; i++) {
    let rest = i;
    for (let d = nd - 1; d >= 0; d--) {
      const k = rest % sizes[d]!;
      rows[i * (nd + 1) + nd - 1 - d] = lines[d]![k]!;
      rest = (rest - k) / sizes[d]!;
    }
    rows[i * (nd + 1) + nd] = 1;
  }
  return reshape(tensor(rows, { dtype }), [count, nd + 1]);
}

/** Further arguments, by position or by name. */
export type AffineGridArguments = Rest<[alignCorners: boolean | null], AffineGridOptions>;
/** Arguments of {@link affineGrid}, by name. */
interface SizeNamed {
  /** The size of the result: `[N, C, H, W]`, or `[N, C, D, H, W]`. */
  size: readonly number[];
}
/**
 * A grid for {@link gridSample} that rotates, translates, scales and shears: `theta` `[N, 2, 3]` and the size of the
 * output `[N, C, H, W]` give `[N, H, W, 2]`; `[N, 3, 4]` and `[N, C, D, H, W]` give `[N, D, H, W, 3]`. Each position of
 * the output is sampled at `theta · (x, y, 1)` of the input.
 *
 * @throws KindlingError `grid-sample`, `matmul-shapes`.
 * @example
 * const mirrored = F.affineGrid(tensor([[[-1, 0, 0], [0, 1, 0]]]), [1, 1, 1, 2], { alignCorners: false });
 * F.gridSample(tensor([[[[1, 2]]]]), mirrored, { alignCorners: false }).tolist(); // → 2,1
 */
export function affineGrid(theta: Tensor, size: readonly number[], ...options: AffineGridArguments): Tensor;
/** The positions to which an affine map takes the elements of an image. Takes all arguments after the first by name. */
export function affineGrid(theta: Tensor, options: AffineGridOptions & SizeNamed): Tensor;
export function affineGrid(theta: Tensor, ...args: unknown[]): Tensor {
  const [size, ...rest] = required<[readonly number[]]>("affineGrid", ["size"], args);
  needTensor(theta, "affineGrid", "theta");
  const align = aligned(readAffine(rest).alignCorners);
  if (!isFloat(theta.dtype))
    wrong(`Expected theta to have floating point type, but got torch.${theta.dtype}`, remedy(theta.dtype));
  checkShape(size);
  const nd = size.length - 2;
  if (nd !== 2 && nd !== 3)
    wrong(
      `affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size ${showShape(size)}.`,
      "sizes are [N, C, H, W], or [N, C, D, H, W].",
    );
  const [n, rows, columns] = theta.shape;
  if (theta.shape.length !== 3 || rows !== nd || columns !== nd + 1)
    wrong(
      `Expected a batch of ${nd}D affine matrices of shape Nx${nd}x${nd + 1} for size ${showShape(size)}. Got torch.Size(${showShape(theta.shape)}).`,
      "give one matrix per picture: theta is [N, 2, 3], or [N, 3, 4] for volumes.",
    );
  const spatial = size.slice(2);
  if (align && Math.min(...spatial) === 1)
    warn(
      "grid-align",
      "Since version 1.3.0, affine_grid behavior has changed for unit-size grids when align_corners=True. This is not an intended use case of affine_grid. See the documentation of affine_grid for details.",
    );
  else if (!size.every((v) => Number.isInteger(v) && v > 0))
    wrong(`Expected non-zero, positive output size. Got ${showShape(size)}`, "choose sizes from 1 on.");
  const places = everyPlace(spatial, align, theta.dtype);
  const grid = bmm(expand(places, [size[0]!, ...places.shape]), transpose(theta, 1, 2));
  return label(reshape(grid, [n!, ...spatial, nd]), "AffineGridGeneratorBackward0");
}
const readAffine = readerOf<AffineGridOptions>("affineGrid", ["alignCorners"]);
