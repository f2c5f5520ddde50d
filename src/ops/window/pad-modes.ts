import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isSmooth } from "../../shape/dtype.js";
import type { ScalarValue } from "../../shape/promotion.js";
import { range, showShape } from "../../util/array.js";
import { label } from "../label.js";
import { constantPad } from "./pad.js";
import { checkLines, pickAlong } from "./resample.js";
import { noKernel } from "../refuse.js";

// Elements around a tensor, in each of PyTorch's modes. `padding` lists before and after, for the last dimension first.

/** The padding: a value, the mirrored elements, the outermost ones, or those of the other end. */
export type PadMode = "constant" | "reflect" | "replicate" | "circular";

/** Before and after each of the last dimensions, in their order. */
function pairsOf(padding: readonly number[]): (readonly [before: number, after: number])[] {
  return range(padding.length / 2)
    .map((i) => [padding[2 * i]!, padding[2 * i + 1]!] as const)
    .toReversed();
}

/** Elements of one value around a tensor. */
export function padWith(x: Tensor, padding: readonly number[], value: ScalarValue): Tensor {
  const pairs = pairsOf(padding),
    lead = x.shape.length - pairs.length;
  const all = x.shape.map((_, d) => (d < lead ? ([0, 0] as const) : pairs[d - lead]!));
  all.forEach(([before, after], d) => {
    const n = x.shape[d]! + before + after;
    if (n < 0)
      fail(
        "pad-size",
        `The input size ${x.shape[d]}, plus negative padding ${before} and ${after} resulted in a negative output size, which is invalid. Check dimension ${d} of your input.`,
        "use less negative padding.",
      );
  });
  return constantPad(
    x,
    all.map(([before]) => before),
    all.map(([, after]) => after),
    value,
  );
}

/** The source position of an element outside `0 … n − 1`. */
const places: Record<Exclude<PadMode, "constant">, (i: number, n: number) => number> = {
  reflect: (i, n) => (i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i),
  replicate: (i, n) => Math.min(Math.max(i, 0), n - 1),
  circular: (i, n) => ((i % n) + n) % n, // i from the first element that is left, n how many are
};

/** Pads the spatial dimensions in one of the modes that repeat the input's own elements. */
export function padAs(x: Tensor, padding: readonly number[], mode: Exclude<PadMode, "constant">): Tensor {
  const nd = x.shape.length,
    spatial = padding.length / 2;
  if (!Object.hasOwn(places, mode))
    fail(
      "pad-mode",
      `Unrecognised padding mode ${String(mode)}`,
      'the modes are "constant", "reflect", "replicate" and "circular".',
    );
  if (!(spatial >= 1 && spatial <= 3 && (nd === spatial + 2 || (nd === spatial + 1 && mode !== "circular")))) {
    if (mode === "circular" && nd === spatial + 1)
      fail(
        "pad-size",
        `Invalid padding size, expected ${2 * (nd - 2)} but got ${padding.length}`,
        "circular padding takes a batch: use x.unsqueeze(0).",
      );
    fail(
      "pad-mode",
      "Only 2D, 3D, 4D, 5D padding with non-constant padding are supported for now",
      "the padding must list both sides of every spatial dimension: all but the batch and the channels.",
    );
  }
  const name = mode === "reflect" ? "reflection_pad" : "replication_pad";
  if (mode !== "circular") {
    if (!isSmooth(x.dtype)) noKernel(`${name}${spatial}d${mode === "replicate" ? "_cpu" : ""}`, x.dtype);
    if (x.shape.slice(nd === spatial + 2 ? 1 : 0).some((n) => n === 0))
      fail(
        "pad-size",
        `${spatial + 1}D or ${spatial + 2}D (batch mode) tensor expected for input, but got: [ torch.${dtypeInfo[x.dtype].scalarType}Tensor{${x.shape.join(",")}} ]`,
        "add dimensions: inputs are [N, C, …] or [C, …].",
      );
  }
  const pairs = pairsOf(padding),
    lead = nd - spatial;
  const sizes = pairs.map(([before, after], i) => x.shape[lead + i]! + before + after);
  for (let i = spatial - 1; i >= 0; i--) {
    // PyTorch looks at the last dimension first
    const [before, after] = pairs[i]!,
      n = x.shape[lead + i]!;
    if (mode === "reflect" && (before >= n || after >= n))
      fail(
        "pad-size",
        `Argument #${4 + 2 * (spatial - 1 - i)}: Padding size should be less than the corresponding input dimension, but got: padding (${before}, ${after}) at dimension ${lead + i} of input ${spatial === 2 ? nd : showShape(x.shape)}`,
        'choose a smaller padding, or mode "constant".',
      );
    if (mode === "circular" && (before > n || after > n))
      fail(
        "pad-size",
        "Padding value causes wrapping around more than once.",
        'choose a smaller padding, or mode "constant".',
      );
    if (sizes[i]! < 0)
      fail(
        "pad-size",
        `Trying to create tensor with negative dimension ${sizes[i]}: ${showShape([...x.shape.slice(0, lead), ...sizes])}`,
        "use less negative padding.",
      );
  }
  checkLines(x, sizes);
  const lists = pairs.map(([before, after], i) => {
    const n = x.shape[lead + i]!;
    // The ring consists of the elements that remain after negative padding.
    if (mode === "circular")
      return new Int32Array(sizes[i]!).map(
        (_, j) =>
          Math.max(0, -before) + places.circular(j - Math.max(0, before), n + Math.min(before, 0) + Math.min(after, 0)),
      );
    return new Int32Array(sizes[i]!).map((_, j) => places[mode](j - before, n));
  });
  return label(
    pickAlong(x, lists),
    mode === "circular" ? "CopySlices" : `${mode === "reflect" ? "Reflection" : "Replication"}Pad${spatial}DBackward0`,
  );
}
