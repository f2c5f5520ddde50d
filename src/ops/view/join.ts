import { needTensor, needTensors } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { overwrite, routine } from "../../core/dispatch.js";
import { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { promoteTypes } from "../../shape/promotion.js";
import { checkDims, normalizeDim } from "../../shape/shape.js";
import { sameArray, showShape } from "../../util/array.js";
import { cast } from "../pointwise/cast.js";
import { label } from "../label.js";
import { narrow, reshape, unsqueeze } from "./view.js";

// Joining and splitting tensors.

const catOp = defineRoutine("cat", {
  linear: true,
  infer: (xs, a) => {
    const dim = a["dim"] as number;
    const shape = xs[0]!.shape.slice();
    shape[dim] = xs.reduce((n, x) => n + x.shape[dim]!, 0);
    return { shape, dtype: xs[0]!.dtype };
  },
  run: (xs, out, a) => {
    const dim = a["dim"] as number;
    let start = 0;
    for (const x of xs) {
      if (x.count > 0)
        overwrite(new Tensor(out.storage, x.shape, out.strides, out.offset + start * out.strides[dim]!), x);
      start += x.shape[dim]!;
    }
  },
  grad: [
    (g, s, i) => {
      const dim = s.attrs["dim"] as number;
      let start = 0;
      for (let j = 0; j < i; j++) start += s.shapes[j]![dim]!;
      return narrow(g, dim, start, s.shapes[i]![dim]!);
    },
  ],
  samples: [
    {
      shapes: [
        [2, 3],
        [1, 3],
        [0, 3],
      ],
      attrs: { dim: 0 },
    },
    {
      shapes: [
        [2, 3],
        [2, 1],
      ],
      attrs: { dim: 1 },
    },
  ],
});

/** Tensors one after another along an existing dimension. All other sizes must agree; dtypes are promoted. */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  needTensors(tensors, "cat");
  if (tensors.length === 0)
    return fail("cat-empty", "torch.cat(): expected a non-empty list of Tensors", "for example cat([x, y]).");
  // PyTorch lets a 1-D tensor without elements through whatever the other shapes are.
  const real = tensors.filter((t) => !(t.shape.length === 1 && t.shape[0] === 0));
  const first = real[0] ?? tensors[0]!;
  if (first.shape.length === 0)
    fail("cat-0d", "zero-dimensional tensor (at position 0) cannot be concatenated", "use stack.");
  const d = normalizeDim(dim, first.shape.length);
  real.forEach((t, i) => {
    if (t.shape.length !== first.shape.length)
      fail(
        "cat-dims",
        `Tensors must have same number of dimensions: got ${first.shape.length} and ${t.shape.length}`,
        `unsqueeze(0) the ${t.shape.length < first.shape.length ? "latter" : "former"}, or use stack for tensors of one shape.`,
      );
    for (let j = 0; j < t.shape.length; j++) {
      if (j !== d && t.shape[j] !== first.shape[j])
        fail(
          "cat-shape",
          `Sizes of tensors must match except in dimension ${d}. Expected size ${first.shape[j]} but got size ${t.shape[j]} for tensor number ${i} in the list.`,
          `the shapes are ${tensors.map((x) => showShape(x.shape)).join(", ")}.`,
        );
    }
  });
  const dtype = tensors.map((t) => t.dtype).reduce(promoteTypes),
    none = first.shape.map((n, i) => (i === d ? 0 : n));
  return routine(
    catOp,
    tensors.map((t) => cast(t.shape.length === first.shape.length ? t : reshape(t, none), dtype)),
    { dim: d },
  );
}

/** Stacks tensors of one shape along a new dimension. */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  needTensors(tensors, "stack");
  const first = tensors[0];
  if (first === undefined)
    return fail("cat-empty", "stack expects a non-empty TensorList", "for example stack([x, y]).");
  const d = normalizeDim(dim, first.shape.length + 1);
  tensors.forEach((t, i) => {
    if (!sameArray(t.shape, first.shape))
      fail(
        "stack-shape",
        `stack expects each tensor to be equal size, but got ${showShape(first.shape)} at entry 0 and ${showShape(t.shape)} at entry ${i}`,
        `give them the same shape, or use cat; for sequences, use nn.utils.rnn.padSequence.`,
      );
  });
  return label(
    cat(
      tensors.map((t) => unsqueeze(t, d)),
      d,
    ),
    "StackBackward0",
  );
}

/** Pieces of a dimension, as views: all of `size` (the last perhaps smaller), or of the sizes listed. */
export function split(x: Tensor, size: number | readonly number[], dim = 0): Tensor[] {
  needTensor(x, "split");
  if (x.shape.length === 0) fail("split", "split expects at least a 1-dimensional tensor", "unsqueeze(0) it.");
  const d = normalizeDim(dim, x.shape.length);
  const n = x.shape[d]!;
  let sizes: readonly number[];
  if (typeof size === "number") {
    if (!(size >= 0))
      fail("split", `split expects split_size be non-negative, but got split_size=${size}`, "choose a size > 0.");
    if (size === 0 && n !== 0)
      fail(
        "split",
        `split_size can only be 0 if dimension size is 0, but got dimension size of ${n}`,
        "choose a size > 0.",
      );
    const pieces = size === 0 ? 1 : Math.max(1, Math.ceil(n / size));
    sizes = Array.from({ length: pieces }, (_, i) => Math.min(size, n - i * size));
  } else {
    sizes = checkDims(size, "split_sizes");
    if (sizes.some((s) => !(s >= 0)))
      fail(
        "split",
        `split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=${showShape(sizes)}`,
        "choose sizes ≥ 0.",
      );
    if (sizes.reduce((a, b) => a + b, 0) !== n)
      fail(
        "split",
        `split_with_sizes expects split_sizes to sum exactly to ${n} (input tensor's size at dimension ${d}), but got split_sizes=${showShape(sizes)}`,
        "choose sizes that add up to the dimension's.",
      );
  }
  let start = 0;
  return sizes.map((s, i) => {
    const piece = label(
      narrow(x, d, start, s),
      typeof size === "number" ? "SplitBackward0" : "SplitWithSizesBackward0",
    );
    start += sizes[i]!;
    return piece;
  });
}

/** At most `chunks` pieces of equal size (the last perhaps smaller), as views. */
export function chunk(x: Tensor, chunks: number, dim = 0): Tensor[] {
  needTensor(x, "chunk");
  if (x.shape.length === 0) fail("split", "chunk expects at least a 1-dimensional tensor", "unsqueeze(0) it.");
  if (!(chunks > 0))
    fail("split", `chunk expects \`chunks\` to be greater than 0, got: ${chunks}`, "for example x.chunk(2).");
  const n = x.shape[normalizeDim(dim, x.shape.length)]!;
  const size = Math.ceil(n / chunks);
  return n === 0 ? split(x, Array<number>(chunks).fill(0), dim) : split(x, size, dim);
}
