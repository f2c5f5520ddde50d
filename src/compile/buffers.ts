import type { Storage } from "../core/storage.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { userLine } from "../diagnose/line.js";
import { k } from "../ir/builder.js";
import type { DType, TypedArray } from "../shape/dtype.js";
import type { Buffer, KernelStep } from "./graph.js";

// Maps storages to buffers of the graph. A storage that existed before the run is external memory (or an argument); one
// created during the run is temporary unless it is reachable afterwards. One filled by JavaScript is a constant.

/**
 * A tensor that is copied in like an argument without being one: the user's array, or a tensor that a forward saved for
 * this backward.
 */
export interface Further {
  readonly storage: Storage;
  readonly saved: boolean;
}

export class Buffers {
  readonly list: Buffer[] = [];
  /** External storages that are written. */
  readonly written = new Set<Storage>();
  readonly externals: Storage[] = [];
  readonly further: Further[] = [];
  readonly constants: TypedArray[] = [];
  /** The newest storage from before the run. */
  readonly start: number;
  private readonly numbers = new Map<Storage, number>();
  private readonly argumentOf: ReadonlyMap<Storage, number>;
  private readonly originals: readonly Storage[];
  /** The original storages of arguments that were changed in place. */
  private readonly changed = new Set<Storage>();
  private readonly forward: Buffers | null;
  private readonly push: (step: KernelStep) => void;

  /**
   * `args`: the copies of the call's arguments; `originals`: the storages of the arguments, in the same order;
   * `forward`: the buffers of the run whose backward this is; `push` adds a step to the graph.
   */
  constructor(
    start: number,
    args: readonly Tensor[],
    originals: readonly Storage[],
    forward: Buffers | null,
    push: (step: KernelStep) => void,
  ) {
    this.start = forward?.start ?? start;
    this.argumentOf = new Map(args.map((a, i) => [a.storage, i]));
    this.originals = originals;
    this.forward = forward;
    this.push = push;
  }

  /** The number of tensor arguments. */
  get arguments(): number {
    return this.argumentOf.size;
  }
  isArgument(s: Storage): boolean {
    return this.argumentOf.has(s);
  }
  /** Whether anything has read or written a storage. */
  has(s: Storage): boolean {
    return this.numbers.has(s);
  }
  /** Whether a storage holds data that the run computed or was given. */
  private holds(s: Storage): boolean {
    const kind = this.list[this.numbers.get(s) ?? -1]?.role.kind;
    return this.argumentOf.has(s) || kind === "temporary" || kind === "kept";
  }

  /** A new buffer's number. */
  private add(dtype: DType, count: number, role: Buffer["role"]): number {
    return this.list.push({ dtype, count, role }) - 1;
  }
  private addFurther(s: Storage, saved: boolean): number {
    const index = this.arguments + this.further.push({ storage: s, saved }) - 1;
    return this.add(s.dtype, s.data.length, { kind: "argument", index });
  }

  /** The buffer with a storage's current contents. */
  of(s: Storage): number {
    const known = this.numbers.get(s);
    if (known !== undefined) return known;
    let b: number;
    const index = this.argumentOf.get(s);
    if (index !== undefined) b = this.add(s.dtype, s.data.length, { kind: "argument", index });
    else if (this.forward?.holds(s) === true) b = this.addFurther(s, true);
    else if (s.serial <= this.start) {
      if (this.changed.has(s)) aliased();
      this.externals.push(s);
      b = s.borrowed ? this.addFurther(s, false) : this.add(s.dtype, s.data.length, { kind: "external", holder: s });
    } else {
      // Created in this run and filled by JavaScript: the same each time.
      const data = s.data.slice() as TypedArray;
      this.constants.push(data);
      b = this.add(s.dtype, data.length, { kind: "constant", data });
    }
    this.numbers.set(s, b);
    return b;
  }

  /** The buffer for a step that writes to a storage. Elements that the step does not write are copied first. */
  target(s: Storage, whole: boolean): number {
    if (whole && !this.numbers.has(s) && s.serial > this.start && this.forward?.holds(s) !== true) {
      const b = this.add(s.dtype, s.data.length, { kind: "temporary" });
      this.numbers.set(s, b);
      return b;
    }
    const b = this.of(s);
    const { role } = this.list[b]!;
    if (role.kind === "external" || role.kind === "argument") this.changes(s);
    if (role.kind === "external") this.written.add(s);
    return role.kind === "constant" ? this.variable(s, b) : b;
  }

  /** Arguments are copies, so other tensors that share their memory must not be changed. */
  private changes(s: Storage): void {
    const index = this.argumentOf.get(s),
      original = index === undefined ? s : this.originals[index];
    if (original === undefined) return;
    const shared =
      this.originals.filter((o) => o === original).length + (index === undefined || this.numbers.has(original) ? 1 : 0);
    if (shared > 1) aliased();
    if (index !== undefined) this.changed.add(original);
  }

  /** A constant that is changed later starts as a copy. */
  private variable(s: Storage, constant: number): number {
    const b = this.add(s.dtype, s.data.length, { kind: "temporary" });
    this.push(copyStep(s.dtype, s.data.length, constant, b));
    this.numbers.set(s, b);
    return b;
  }

  /** The buffer of a tensor that is read after the run. */
  keep(s: Storage): number {
    let b = this.of(s);
    const role = this.list[b]!.role.kind;
    if (role === "constant") b = this.variable(s, b);
    if (role === "constant" || role === "temporary") this.list[b] = { ...this.list[b]!, role: { kind: "kept" } };
    return b;
  }
}

function aliased(): never {
  return fail(
    "compile-alias",
    `a compiled function changes a tensor in place that shares its memory with an argument${userLine()}`,
    "give it a clone() as the argument, or change a clone().",
  );
}

/** Copies one buffer over another. */
export function copyStep(dtype: DType, count: number, from: number, to: number): KernelStep {
  const index = { offset: 0, strides: [1] };
  return {
    kind: "kernel",
    buffers: [to, from],
    offsets: [0, 0],
    params: [],
    kernel: {
      name: "copy",
      axes: [{ size: count, kind: "parallel" }],
      inputs: [dtype],
      outputs: [{ dtype, index, value: k.load(0, dtype, index) }],
      params: [],
      ints: 0,
    },
  };
}
