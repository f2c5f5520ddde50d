import { needTensor } from "../../core/check.js";
import { recorder } from "../../core/recorder.js";
import { Tensor } from "../../core/tensor.js";
import { byName, type Rest, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { indexPut, indexSelect } from "../../ops/indexing/gather.js";
import { cat, stack } from "../../ops/view/join.js";
import { narrow, reshape, transpose } from "../../ops/view/view.js";
import type { DType } from "../../shape/dtype.js";
import { cast } from "../../ops/pointwise/cast.js";
import { tolist } from "../../tensor/convert.js";
import { full, tensor } from "../../tensor/creation.js";
import { product, range, sameArray, showShape } from "../../util/array.js";

// Sequences of different lengths in one batch: padded to the longest, or packed without the padding, so that a
// recurrent layer skips the padding.

/** The length of each sequence: an array, or int64 `[B]`. */
type Lengths = readonly number[] | Tensor;

const whole = (list: readonly number[]): Tensor => tensor(list, { dtype: "int64" });

/**
 * A batch of sequences without padding: `data` holds the first elements of all sequences, then the second elements of
 * those that have one, and so on; the longest sequence comes first. Made by {@link packPaddedSequence} and
 * {@link packSequence}.
 *
 * @example
 * const packed = nn.utils.rnn.packSequence([ones(3, 8), ones(2, 8)]); // sequences of 3 and 2 steps
 * const [output] = new nn.GRU(8, 4)(packed);
 * [packed.data.shape, output.data.shape].join(" "); // → 5,8 5,4
 */
export class PackedSequence {
  static readonly name: string = "PackedSequence";
  /** The elements of all sequences, step by step: `[sum of the lengths, …]`. */
  readonly data: Tensor;
  /** The number of sequences with a first element, a second, …: int64 `[longest]`. */
  readonly batchSizes: Tensor;
  /** The index of each sequence before sorting by length; null if they were sorted. */
  readonly sortedIndices: Tensor | null;
  /** The index of each sequence after sorting; null if they were sorted. */
  readonly unsortedIndices: Tensor | null;
  /** @internal `batchSizes` as numbers. */
  readonly sizes: readonly number[];

  /** @internal Made by {@link packPaddedSequence} and {@link packSequence}. */
  constructor(
    data: Tensor,
    batchSizes: Tensor | readonly number[],
    sortedIndices: Tensor | null = null,
    unsortedIndices: Tensor | null = null,
  ) {
    this.data = data;
    this.sizes = batchSizes instanceof Tensor ? numbers(batchSizes) : batchSizes;
    this.batchSizes = batchSizes instanceof Tensor ? batchSizes : whole(batchSizes);
    this.sortedIndices = sortedIndices;
    this.unsortedIndices = unsortedIndices ?? invertPermutation(sortedIndices);
  }

  /** The same sequences with other data, element for element. */
  with(data: Tensor): PackedSequence {
    return new PackedSequence(data, this.sizes, this.sortedIndices, this.unsortedIndices);
  }
  /** In another dtype. */
  to(dtype: DType): PackedSequence {
    return this.with(cast(this.data, dtype));
  }

  /** The text that `print` shows, in PyTorch's form. */
  toString(): string {
    return `PackedSequence(data=${String(this.data)}, batch_sizes=${String(this.batchSizes)}, sorted_indices=${this.sortedIndices === null ? "None" : String(this.sortedIndices)}, unsorted_indices=${this.unsortedIndices === null ? "None" : String(this.unsortedIndices)})`;
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

/** Values that decide the computation. A compiled function cannot track them, and refuses. */
const numbers = (t: Tensor): number[] => [tolist(t)].flat().map(Number);
const lengthsOf = (lengths: Lengths): number[] =>
  lengths instanceof Tensor
    ? numbers(lengths)
    : Array.isArray(lengths)
      ? [...(lengths as readonly number[])]
      : fail(
          "argument",
          `the lengths of the sequences must be an array or a tensor, but got ${lengths === null ? "null" : typeof lengths}`,
          "for example [3, 2].",
        );

/**
 * The permutation that undoes another.
 *
 * @example
 * const order = tensor([2, 0, 1], { dtype: "int64" });
 * nn.utils.rnn.invertPermutation(order)!.tolist(); // → 1,2,0
 */
export function invertPermutation(permutation: Tensor | null): Tensor | null {
  noMore("invertPermutation", 1, arguments);
  if (permutation === null) return null;
  const from = recorder === null ? numbers(permutation) : (known.get(permutation) ?? numbers(permutation));
  const to = Array<number>(from.length).fill(0);
  from.forEach((old, now) => {
    to[old] = now;
  });
  return permutationOf(to);
}
/** Permutations created here from numbers, so that they need not be read back. */
const known = new WeakMap<Tensor, readonly number[]>();
function permutationOf(list: readonly number[]): Tensor {
  const t = whole(list);
  known.set(t, list);
  return t;
}

/** Options of {@link packPaddedSequence}. */
export interface PackOptions {
  /** Whether the input is `[B, T, …]` instead of `[T, B, …]`. Default false. */
  batchFirst?: boolean;
  /** Whether the sequences are sorted, the longest first; false sorts them. Default true. */
  enforceSorted?: boolean;
}
/** Further arguments, by position or by name: batchFirst = false, enforceSorted = true. */
type PackArguments = Rest<[batchFirst: boolean, enforceSorted: boolean], PackOptions>;
/**
 * Packs a padded batch `[T, B, …]`, in which sequence b has `lengths[b]` elements.
 *
 * Further arguments, by position or by name: batchFirst = false, enforceSorted = true.
 *
 * @throws KindlingError `lengths` for lengths that do not match, or are not sorted despite `enforceSorted`.
 * @example
 * const packed = nn.utils.rnn.packPaddedSequence(tensor([[1, 4], [2, 5], [3, 0]]), [3, 2]);
 * packed.data.tolist(); // → 1,4,2,5,3
 */
export function packPaddedSequence(input: Tensor, lengths: Lengths, ...options: PackArguments): PackedSequence {
  needTensor(input, "packPaddedSequence");
  const all = byName<PackOptions>("packPaddedSequence", ["batchFirst", "enforceSorted"], options);
  let x = all.batchFirst === true ? transpose(input, 0, 1) : input,
    sizes = lengthsOf(lengths),
    order: number[] | null = null;
  if (all.enforceSorted === false) {
    order = range(sizes.length).sort((a, b) => sizes[b]! - sizes[a]! || a - b);
    sizes = order.map((i) => sizes[i]!);
  }
  const [steps, batch] = x.shape as [number, number];
  if (sizes.length !== batch)
    fail(
      "lengths",
      `Expected \`len(lengths)\` to be equal to batch_size, but got ${sizes.length} (batch_size=${batch})`,
      "give the length of each sample.",
    );
  if (sizes.some((n) => !(n > 0)))
    fail(
      "lengths",
      "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0",
      "leave empty sequences out.",
    );
  if (sizes.some((n, i) => i > 0 && n > sizes[i - 1]!))
    fail(
      "lengths",
      "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do not need ONNX exportability.",
      "{ enforceSorted: false } sorts them.",
    );
  if (sizes[0]! > steps)
    fail(
      "lengths",
      `Expected \`lengths\` to be at most ${steps}, the length of the padded sequences, but got ${sizes[0]}`,
      "lengths count the steps of each sample.",
    );
  const sorted = order === null ? null : permutationOf(order);
  if (sorted !== null) x = indexSelect(x, 1, sorted);
  const { batches, rows } = places(sizes, batch);
  return new PackedSequence(
    indexSelect(reshape(x, [steps * batch, ...x.shape.slice(2)]), 0, whole(rows)),
    batches,
    sorted,
  );
}

/** The number of sequences at each step, and the row of each element in `[steps · batch]`. */
function places(sizes: readonly number[], batch: number): { batches: number[]; rows: number[] } {
  const batches: number[] = [],
    rows: number[] = [];
  for (let t = 0; t < (sizes[0] ?? 0); t++) {
    let n = 0;
    while (n < sizes.length && sizes[n]! > t) rows.push(t * batch + n++);
    batches.push(n);
  }
  return { batches, rows };
}

/** Options of {@link padPackedSequence}. */
export interface PadOptions {
  /** Whether the result is `[B, T, …]` instead of `[T, B, …]`. Default false. */
  batchFirst?: boolean;
  /** The value of the padding. Default 0. */
  paddingValue?: number;
  /** The number of steps of the result, at least that of the longest sequence. */
  totalLength?: number | null;
}
/** Further arguments, by position or by name: batchFirst = false, paddingValue = 0, totalLength = null. */
type UnpackArguments = Rest<[batchFirst: boolean, paddingValue: number, totalLength: number | null], PadOptions>;
/**
 * The padded batch `[T, B, …]` of packed sequences, in the order in which they were packed, and their lengths (int64).
 *
 * Further arguments, by position or by name: batchFirst = false, paddingValue = 0, totalLength = null.
 *
 * @example
 * const packed = nn.utils.rnn.packSequence([tensor([1, 2, 3]), tensor([4, 5])]);
 * const [padded, lengths] = nn.utils.rnn.padPackedSequence(packed, { batchFirst: true });
 * padded.tolist(); // → 1,2,3,4,5,0
 * lengths.tolist(); // → 3,2
 */
export function padPackedSequence(
  sequence: PackedSequence,
  ...options: UnpackArguments
): [padded: Tensor, lengths: Tensor] {
  const all = byName<PadOptions>("padPackedSequence", ["batchFirst", "paddingValue", "totalLength"], options);
  const { data, sizes } = sequence,
    longest = sizes.length,
    batch = sizes[0] ?? 0;
  const steps = all.totalLength ?? longest;
  if (steps < longest)
    fail(
      "lengths",
      `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${steps} and max sequence length being ${longest}`,
      "leave totalLength out, or raise it.",
    );
  const lengths = range(batch).map((b) => sizes.filter((n) => n > b).length);
  const rest = data.shape.slice(1);
  const flat = indexPut(
    full([steps * batch, ...rest], all.paddingValue ?? 0, { dtype: data.dtype }),
    [whole(places(lengths, batch).rows)],
    [0],
    data,
  );
  let x = reshape(flat, [steps, batch, ...rest]),
    sizesOut = whole(lengths);
  if (sequence.unsortedIndices !== null) {
    x = indexSelect(x, 1, sequence.unsortedIndices);
    sizesOut = indexSelect(sizesOut, 0, sequence.unsortedIndices);
  }
  return [all.batchFirst === true ? transpose(x, 0, 1) : x, sizesOut];
}

/** Further arguments, by position or by name: batchFirst = false, paddingValue = 0. */
export type PadSequenceArguments = Rest<[batchFirst: boolean, paddingValue: number], PadOptions>;
/**
 * Sequences `[L, …]` of different lengths in one batch `[T, B, …]`, padded with `paddingValue` (default 0).
 *
 * Further arguments, by position or by name: batchFirst = false, paddingValue = 0.
 *
 * @example
 * nn.utils.rnn.padSequence([tensor([1, 2, 3]), tensor([4])], { batchFirst: true }).tolist(); // → 1,2,3,4,0,0
 */
export function padSequence(sequences: readonly Tensor[], ...options: PadSequenceArguments): Tensor {
  const all = byName<PadOptions>("padSequence", ["batchFirst", "paddingValue"], options);
  if (!Array.isArray(sequences) || sequences.length === 0)
    fail("lengths", "received an empty list of sequences", "for example padSequence([a, b]).");
  const list = sequences as readonly Tensor[],
    first = list[0]!,
    rest = first.shape.slice(1),
    longest = Math.max(...list.map((s) => s.shape[0]!));
  for (const s of list)
    if (!sameArray(s.shape.slice(1), rest))
      fail(
        "lengths",
        `The size of tensor a (${product(rest)}) must match the size of tensor b (${product(s.shape.slice(1))}) at non-singleton dimension 1`,
        `all sequences must have the same sizes after the first dimension: ${showShape(rest)}.`,
      );
  const filled = list.map((s) =>
    s.shape[0] === longest
      ? s
      : cat([s, full([longest - s.shape[0]!, ...rest], all.paddingValue ?? 0, { dtype: s.dtype })]),
  );
  return stack(filled, all.batchFirst === true ? 0 : 1);
}

/** Options of {@link unpadSequence}. */
export interface UnpadOptions {
  /** Whether the input is `[B, T, …]` instead of `[T, B, …]`. Default false. */
  batchFirst?: boolean;
}
/**
 * The sequences of a padded batch `[T, B, …]`, each with its own length.
 *
 * @example
 * const padded = tensor([[1, 2, 3], [4, 0, 0]]);
 * nn.utils.rnn.unpadSequence(padded, [3, 1], { batchFirst: true }).map((s) => s.shape[0]); // → 3,1
 */
export function unpadSequence(padded: Tensor, lengths: Lengths, batchFirst: boolean | UnpadOptions = false): Tensor[] {
  noMore("unpadSequence", 3, arguments);
  const { batchFirst: first = false } = byName<UnpadOptions>("unpadSequence", ["batchFirst"], [batchFirst]);
  const x = first ? padded : transpose(padded, 0, 1);
  return lengthsOf(lengths).map((n, b) => narrow(x.select(0, b), 0, 0, n));
}

/** Options of {@link packSequence}. */
export interface PackSequenceOptions {
  /** Whether the sequences are sorted, the longest first; false sorts them. Default true. */
  enforceSorted?: boolean;
}
/** Further arguments, by position or by name: enforceSorted = true. */
type PackSequenceArguments = Rest<[enforceSorted: boolean], PackSequenceOptions>;
/**
 * Packs sequences `[L, …]` of different lengths; the longest comes first, unless `enforceSorted` is false.
 *
 * @example
 * const packed = nn.utils.rnn.packSequence([tensor([1, 2, 3]), tensor([4, 5])]);
 * [packed.data.tolist(), packed.batchSizes.tolist()].join(" "); // → 1,4,2,5,3 2,2,1
 */
export function packSequence(sequences: readonly Tensor[], ...options: PackSequenceArguments): PackedSequence {
  const { enforceSorted: sorted = true } = byName<PackSequenceOptions>("packSequence", ["enforceSorted"], options);
  return packPaddedSequence(
    padSequence(sequences),
    sequences.map((s) => s.shape[0]!),
    { enforceSorted: sorted },
  );
}

/**
 * The packed sequences, in their original order.
 *
 * @example
 * const packed = nn.utils.rnn.packSequence([tensor([1, 2]), tensor([3, 4, 5])], { enforceSorted: false });
 * nn.utils.rnn.unpackSequence(packed).map((s) => s.tolist()).join(" "); // → 1,2 3,4,5
 */
export function unpackSequence(packed: PackedSequence): Tensor[] {
  noMore("unpackSequence", 1, arguments);
  const [padded, lengths] = padPackedSequence(packed, true);
  return unpadSequence(padded, lengths, true);
}
