import { type Dim, nodesOf } from "../../ir/expr.js";
import type { Axis, Kernel } from "../../ir/kernel.js";
import { specialize } from "../../ir/specialize.js";
import type { TypedArray } from "../../shape/dtype.js";
import type { Executable } from "../engine.js";
import { install, setCell, touchedBy } from "./kernels.js";
import type { Machine } from "./machine.js";

// Eager kernels that read each number once or a few times, such as x.exp() or a softmax: they run in blocks of their outermost
// axis. A block's operands are copied into a core's cache, computed there with SIMD, and copied out, so copying costs little
// and no large memory is needed. A module is made for one block, whose sizes are known; it serves tensors of any number of blocks.

/** The number of points of a block, and its maximum if a single turn of the outermost axis has more, or if everything is one sum. */
const BLOCK = 1 << 14,
  LARGEST = 1 << 19,
  WHOLE = 1 << 22;
/** Calls of this many points justify a module at once; smaller ones when the same sizes recur. */
const AT_ONCE = 1 << 18;
/** The number of cached sets of inner sizes per kernel. */
const MOST = 32;

/** Part of a buffer that one block reads or writes: `low … high`, further by `outer` elements for each turn. */
interface Part {
  readonly buffer: number;
  readonly offset: Dim;
  readonly low: number;
  readonly high: number;
  readonly outer: number;
  readonly address: number;
  view: TypedArray | null;
}
interface Block {
  readonly run: () => void;
  readonly turns: number;
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
  readonly cells: readonly number[];
}

/**
 * Runs the kernel in blocks, for suitable calls; false for others. One that reduces everything to a single number is
 * one block.
 */
export function inBlocks(kernel: Kernel, machine: () => Machine | null): Executable | null {
  const [outermost] = kernel.axes;
  if (outermost === undefined) return null;
  const whole = outermost.kind === "reduce";
  const known = new Map<string, Block | null>();
  const seen = new Set<string>();
  const { size } = outermost;
  // Offsets, and the number of turns, are no part of what a module is made for.
  const offsets = offsetsOf(kernel);
  if (offsets === null) return null;
  const free = new Set([...offsets, ...(whole ? [] : [size])].flatMap((d) => (typeof d === "number" ? [] : [d.arg])));
  const keyed = Array.from({ length: kernel.ints }, (_, i) => i).filter((i) => !free.has(i));
  return (buffers, ints, params) => {
    const turns = typeof size === "number" ? size : ints[size.arg]!;
    let key = "";
    for (const i of keyed) key += `${ints[i]!},`;
    let block = known.get(key);
    if (block === undefined) {
      let inner = 1;
      for (let a = 1; a < kernel.axes.length; a++) inner *= at(kernel.axes[a]!.size, ints);
      if (turns * inner < AT_ONCE && !seen.has(key)) {
        if (seen.size === 8 * MOST) seen.clear();
        seen.add(key);
        return false;
      }
      const m = machine();
      if (m === null) return false;
      if (known.size === MOST) known.clear();
      known.set(key, (block = make(m, kernel, ints, offsets, inner, whole ? turns : 0, buffers)));
    }
    if (block === null) return false;
    const m = machine()!,
      memory = m.heap.memory.buffer,
      { inputs, outputs, cells } = block,
      step = block.turns;
    if (cells.length > 0) {
      const to = new DataView(memory);
      for (let i = 0; i < cells.length; i++) setCell(to, cells[i]!, kernel.params[i]!, params[i]!);
    }
    for (let turn = 0; turn < turns; turn += step) {
      const left = step - Math.min(step, turns - turn); // the missing part of a last block
      for (let i = 0; i < inputs.length; i++) {
        const p = inputs[i]!;
        if (turn > 0 && p.outer === 0) continue;
        const from = at(p.offset, ints) + p.low + turn * p.outer,
          end = from + p.high - p.low - left * p.outer;
        viewOf(p, memory, buffers).set(buffers[p.buffer]!.subarray(from, end) as Float32Array);
      }
      block.run();
      for (let i = 0; i < outputs.length; i++) {
        const p = outputs[i]!,
          from = at(p.offset, ints) + p.low + turn * p.outer,
          view = viewOf(p, memory, buffers);
        (buffers[p.buffer] as Float32Array).set(
          (left === 0 ? view : view.subarray(0, p.high - p.low - left * p.outer)) as Float32Array,
          from,
        );
      }
    }
    return undefined;
  };
}

const at = (d: Dim, ints: readonly number[]): number => (typeof d === "number" ? d : ints[d.arg]!);

function viewOf(p: Part, memory: ArrayBuffer, buffers: readonly TypedArray[]): Float32Array {
  if (p.view?.buffer !== memory)
    p.view = new (buffers[p.buffer]!.constructor as Float32ArrayConstructor)(memory, p.address, p.high - p.low);
  return p.view as Float32Array;
}

/** The start of each buffer, outputs first; null if it is not unique. Numbers that the kernel knows itself are omitted. */
function offsetsOf(kernel: Kernel): readonly Dim[] | null {
  const offsets: Dim[] = [];
  let alike = true;
  const add = (buffer: number, offset: Dim): void => {
    const before = offsets[buffer] ?? offset;
    if (typeof before === "number" ? before !== offset : typeof offset === "number" || offset.arg !== before.arg)
      alike = false;
    offsets[buffer] = offset;
  };
  kernel.outputs.forEach((o, i) => {
    add(i, o.index.offset);
  });
  for (const e of nodesOf(...kernel.outputs.map((o) => o.value)))
    if (e.kind === "load") add(kernel.outputs.length + e.input, e.index.offset);
  return alike ? offsets.map((d) => (typeof d === "number" ? 0 : d)) : null;
}

/** A block of the kernel. `whole`: the turns of the outermost axis, if all of them are one block. */
function make(
  m: Machine,
  kernel: Kernel,
  ints: readonly number[],
  offsets: readonly Dim[],
  inner: number,
  whole: number,
  using: TypedArray[],
): Block | null {
  const [{ size }] = kernel.axes as [Axis];
  const turns = typeof size === "number" ? size : whole || Math.max(1, Math.floor(BLOCK / inner));
  if (turns * inner > (whole > 0 ? WHOLE : LARGEST)) return null;
  const fixed = ints.slice(0, kernel.ints);
  for (const d of offsets) if (typeof d !== "number") fixed[d.arg] = 0;
  if (typeof size !== "number") fixed[size.arg] = turns;
  const block = specialize(kernel, fixed),
    touched = touchedBy(block);
  const written = block.outputs.map((o) =>
    block.axes.reduce((n, a, i) => (o.index.strides[i] === 0 ? n : n * a.size), 1),
  );
  for (let b = 0; b < touched.length; b++) {
    const { low, high, outer } = touched[b]!;
    // Backwards, or in strides so wide that copying would take longer than computing.
    if (!(outer >= 0) || high - low > 4 * turns * inner) return null;
    // The gaps between the elements of an output must not be written, and each element is written by one block.
    if (b < written.length && (high - low !== written[b]! || (outer === 0 && whole === 0))) return null;
  }
  const made = install(m, block, touched, 1, using);
  if (made === null) return null;
  const parts = touched.map(({ low, high, outer }, buffer): Part => ({
    buffer,
    offset: offsets[buffer]!,
    low,
    high,
    outer,
    address: made.places[buffer]!,
    view: null,
  }));
  return { ...made, turns, inputs: parts.slice(written.length), outputs: parts.slice(0, written.length) };
}
