import type { Storage } from "../core/storage.js";
import { Tensor } from "../core/tensor.js";
import type { DType, TypedArray } from "../shape/dtype.js";
import type { Further } from "./buffers.js";
import { type Form, sameForm, samePlace } from "./form.js";
import type { Graph } from "./graph.js";
import type { Guards } from "./watch.js";

// The record of one run of a function, and the comparison of two runs. `tracer.ts` writes it.

/** A number that kernels read in each run, as a scalar of this dtype. `of`: its options, for explain(). */
export interface Cell {
  readonly dtype: DType;
  readonly of: readonly string[];
}

/** JavaScript actions before each run, in order: an effect, or a live number, which is written to cells. */
export type Prologue =
  | { readonly kind: "effect"; readonly run: () => void }
  | { readonly kind: "live"; readonly value: () => number; readonly cells: readonly number[] };

/** A tensor over one of the graph's buffers. */
export interface Placed {
  readonly buffer: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly offset: number;
  readonly dtype: DType;
}

export interface Leaf {
  readonly leaf: Tensor;
  /** The gradient before the run, if the run read it; undefined if it was replaced without reading. */
  readonly before: Tensor | null | undefined;
  /** The gradient afterwards: null, one of the plan's buffers, an external tensor, an argument by its number, or unchanged. */
  after: null | Placed | Tensor | number | "same";
}

/** A field that holds other tensors after each run, alone or in arrays and plain objects. The run does not read the old contents. */
export interface Written {
  readonly of: object;
  readonly key: string;
  /** Its tensors are numbers of {@link Trace.left}. */
  readonly form: Form;
}

/** Whether a leaf requires a gradient, and if so, its hooks. */
export type Wish = boolean | readonly unknown[];
export const wishOf = (t: Tensor): Wish => t.wantsGrad && (t.accumulator?.pre ?? true);

/** The record of one run. */
export interface Trace {
  readonly graph: Graph;
  readonly cells: readonly Cell[];
  readonly prologue: readonly Prologue[];
  readonly guards: Guards;
  readonly leaves: readonly Leaf[];
  /** External tensors, and their results of `wishOf`. */
  readonly seen: ReadonlyMap<Tensor, Wish>;
  readonly results: readonly Placed[];
  readonly fields: readonly Written[];
  /** The contents of fields after the run: its own tensors, or arguments by their numbers. */
  readonly left: readonly (Placed | number)[];
  /** External storages that are written. */
  readonly writtenStorages: readonly Storage[];
  /** Equal for two runs that do the same. */
  readonly key: string;
  readonly externals: readonly Storage[];
  /** The tensors after the arguments, which are copied in like them. */
  readonly further: readonly Further[];
  readonly constants: readonly TypedArray[];
  /** The number of tensor arguments. */
  readonly arguments: number;
  /** The reason why it cannot be replayed; null if it can. */
  readonly spoiled: string | null;
}

/**
 * The difference between two runs, as the rest of a sentence after "it"; null if they did the same, to the same memory.
 */
export function difference(a: Trace, b: Trace): string | null {
  const work = otherWork(a, b);
  if (work !== null) return work;
  if (!a.externals.every((s, i) => s === b.externals[i])) return "used other tensors from outside";
  return a.leaves.length === b.leaves.length && a.leaves.every((l, i) => sameLeaf(l, b.leaves[i]!))
    ? null
    : "left gradients elsewhere";
}

/** The same, but gradients may be in other memory: the comparison for an older plan. */
export function otherWork(a: Trace, b: Trace): string | null {
  if (a.key !== b.key || a.externals.length !== b.externals.length)
    return "computed something else, or with other numbers";
  if (!a.constants.every((c, i) => sameData(c, b.constants[i]!))) return "made tensors of other values";
  if (
    a.fields.length !== b.fields.length ||
    !a.fields.every(({ of, key, form }, i) => {
      const other = b.fields[i]!;
      return of === other.of && key === other.key && sameForm(form, other.form);
    })
  )
    return "left tensors in other fields";
  const gradients = new Set(
    [a, b].flatMap(({ leaves }) => leaves.flatMap(({ before }) => (before instanceof Tensor ? [before.storage] : []))),
  );
  return a.externals.every((s, i) => s === b.externals[i] || (gradients.has(s) && gradients.has(b.externals[i]!)))
    ? null
    : "used other tensors from outside";
}

function sameLeaf(a: Leaf, b: Leaf): boolean {
  return a.leaf === b.leaf && sameBefore(a.before, b.before) && (!(a.after instanceof Tensor) || a.after === b.after);
}

/** Gradients in the same memory, or none in both. */
export function sameBefore(a: Tensor | null | undefined, b: Tensor | null | undefined): boolean {
  if (a === null || b === null || a === undefined || b === undefined) return a === b;
  return a === b || samePlace(a, b);
}

function sameData(a: TypedArray, b: TypedArray): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
