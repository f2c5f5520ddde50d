import { fail } from "../diagnose/error.js";
import { prepare } from "../engine/engine.js";
import { k } from "../ir/builder.js";
import type { Dim, Expr, IndexMap } from "../ir/expr.js";
import type { Axis, Kernel } from "../ir/kernel.js";
import { type DType, dtypeCode, isComplex, isFloat, toBigInt, type TypedArray } from "../shape/dtype.js";
import type { ScalarValue } from "../shape/promotion.js";
import type { Arg, ContractionOp, ElementwiseOp, Live, Operand, Prepared, ReductionOp } from "./op.js";
import { recorder } from "./recorder.js";
import type { Tensor } from "./tensor.js";

// Runs one op eagerly: describes it as a loop nest over strided buffers, simplifies the nest, finds or builds the
// kernel for that pattern, and calls it.
//
// A pattern says for each axis and buffer whether the stride is 0, 1 or anything, so one kernel serves all sizes and
// most strides, and the engine's compiler still sees which buffers are contiguous. The nest is described in arrays of
// this module that every op reuses: calling an existing kernel allocates nothing.

const MAX_AXES = 32;
const MAX_BUFFERS = 8;
/** Sizes up to this are part of the pattern, known to the kernel. In contractions more are, so that they can be unrolled. */
export const SMALL = 3;
const SMALL_CONTRACTION = 12;

/** Axes so far: first the parallel ones, then the reducing ones. */
let axes = 0;
let parallel = 0;
let buffers = 0;
const sizes: number[] = Array<number>(MAX_AXES).fill(0);
/** Stride of buffer b along axis a at `a * MAX_BUFFERS + b`; buffer 0 is the output. */
const strides: number[] = Array<number>(MAX_AXES * MAX_BUFFERS).fill(0);

const data: TypedArray[] = [];
const ints: number[] = Array<number>(MAX_BUFFERS + MAX_AXES * (MAX_BUFFERS + 1)).fill(0);
const params: (number | bigint | boolean)[] = [];

/** Starts a nest over an output and its tensor operands. */
export function beginNest(operands: number): void {
  axes = 0;
  parallel = 0;
  buffers = operands + 1;
}

/** Sets the strides of the next axis: `setStride(buffer, stride)` after `nextAxis(size)`. */
export function nextAxis(size: number): void {
  sizes[axes] = size;
}
export function setStride(buffer: number, stride: number): void {
  strides[axes * MAX_BUFFERS + buffer] = stride;
}

/**
 * Adds the described axis, outermost first. Axes of size 1 are dropped, and one that continues the previous axis in
 * every buffer is merged with it.
 */
export function pushAxis(reduce: boolean): void {
  if (recorder !== null) {
    // keeps the described nest
    axes++;
    if (!reduce) parallel++;
  } else mergeAxis(reduce);
}

/** Leftovers of a recording. */
function simplify(): void {
  const n = axes,
    outer = parallel;
  axes = 0;
  parallel = 0;
  for (let a = 0; a < n; a++) {
    // an axis never moves outwards past an unread one
    sizes[axes] = sizes[a]!;
    for (let b = 0; b < buffers; b++) strides[axes * MAX_BUFFERS + b] = strides[a * MAX_BUFFERS + b]!;
    mergeAxis(a >= outer);
  }
}

function mergeAxis(reduce: boolean): void {
  const n = sizes[axes]!;
  if (n === 1) return;
  const a = axes * MAX_BUFFERS;
  const first = reduce ? parallel : 0;
  if (axes > first) {
    const p = a - MAX_BUFFERS;
    let joins = true;
    for (let b = 0; b < buffers; b++)
      if (strides[p + b] !== strides[a + b]! * n) {
        joins = false;
        break;
      }
    if (joins) {
      sizes[axes - 1]! *= n;
      for (let b = 0; b < buffers; b++) strides[p + b] = strides[a + b]!;
      return;
    }
  }
  axes++;
  if (!reduce) parallel++;
}

/**
 * Runs the op over the nest: `out` receives it, `args` are the operands in order (tensors in the order of their
 * buffers, scalars become arguments), `loads` the dtype each is converted to, `count` the number of elements in a
 * reduction.
 */
export function launch(
  op: ElementwiseOp | ReductionOp | ContractionOp,
  out: Tensor,
  args: readonly Operand[],
  loads: readonly DType[],
  count: number,
): Prepared {
  if (recorder !== null) {
    recorder.launch(describe(op, out, args, loads), out.storage, args, count);
    simplify();
  }
  let types = dtypeCode[out.dtype];
  for (let i = 0; i < args.length; i++) {
    const x = args[i]!;
    types = (types * 16 + (typeof x === "object" ? dtypeCode[x.dtype] : 15)) * 16 + dtypeCode[loads[i]!];
  }
  let kernels = op.kernels.get(types);
  if (kernels === undefined) op.kernels.set(types, (kernels = new Map()));
  const small = op.kind === "contraction" ? SMALL_CONTRACTION : SMALL;
  let key = axes * 8 + parallel;
  let at = 0;
  for (let a = 0; a < axes; a++) {
    const n = sizes[a]!;
    key = key * 16 + (n <= small ? n : 0);
    for (let b = 0; b < buffers; b++) {
      const s = strides[at + b]!;
      key = key * 3 + (s === 0 ? 0 : s === 1 ? 1 : 2);
    }
    at += MAX_BUFFERS;
  }
  const exact = key <= Number.MAX_SAFE_INTEGER ? key : patternText(small);
  let prepared = kernels.get(exact);
  if (prepared === undefined) {
    prepared = build(op, out, args, loads, small);
    kernels.set(exact, prepared);
  }
  let b = 0,
    p = 0;
  data[0] = out.storage.data;
  ints[0] = out.offset;
  for (let i = 0; i < args.length; i++) {
    const x = args[i]!;
    if (typeof x === "object") {
      data[++b] = x.storage.data;
      ints[b] = x.offset;
    } else {
      params[p] = toParam(x, prepared.params[p]!);
      p++;
    }
  }
  if (op.kind === "reduction") params[p] = count;
  let n = buffers;
  for (let a = 0; a < axes; a++) ints[n++] = sizes[a]!;
  for (let a = 0, end = axes * MAX_BUFFERS; a < end; a += MAX_BUFFERS) {
    for (let i = 0; i < buffers; i++) {
      const s = strides[a + i]!;
      if (s !== 0 && s !== 1) ints[n++] = s;
    }
  }
  prepared.run(data, ints, params);
  return prepared;
}

/** Runs a kernel that `launch` prepared for one axis with stride 1 everywhere. `y` may be a scalar or absent. */
export function launchFlat(prepared: Prepared, out: Tensor, x: Tensor, y: Arg | undefined): void {
  data[0] = out.storage.data;
  data[1] = x.storage.data;
  ints[0] = out.offset;
  ints[1] = x.offset;
  if (typeof y === "object") {
    data[2] = y.storage.data;
    ints[2] = y.offset;
    ints[3] = x.count;
  } else {
    if (y !== undefined) params[0] = y;
    ints[2] = x.count;
  }
  prepared.run(data, ints, params);
}

/** `launchFlat` for any number of operands. */
export function launchFlatN(prepared: Prepared, args: readonly Operand[], out: Tensor): void {
  data[0] = out.storage.data;
  ints[0] = out.offset;
  let b = 0,
    p = 0;
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    if (typeof a === "object") {
      data[++b] = a.storage.data;
      ints[b] = a.offset;
    } else params[p++] = a as ScalarValue; // live numbers occur only in recordings, which take another path
  }
  ints[b + 1] = out.count;
  prepared.run(data, ints, params);
}

export function toParam(x: ScalarValue | Live, dtype: DType): ScalarValue {
  if (typeof x === "function") return x.live === true ? toParam(x(), dtype) : NaN; // other functions are rejected elsewhere
  if (dtype === "int64") return toBigInt(x);
  if (dtype === "bool") return Boolean(x);
  const n = Number(typeof x === "bigint" && !isFloat(dtype) ? BigInt.asIntN(32, x) : x); // a number lacks the last digits beyond 2^53
  switch (
    dtype // a number combined with a narrow tensor wraps like its elements
  ) {
    case "int32":
      return n | 0;
    case "int16":
      return (n << 16) >> 16;
    case "int8":
      return (n << 24) >> 24;
    case "uint8":
      return n & 255;
    default:
      return n;
  }
}

/** The pattern as text, if its number would not be exact. */
function patternText(small: number): string {
  const parts: number[] = [axes, parallel];
  for (let a = 0; a < axes; a++) {
    parts.push(sizes[a]! <= small ? sizes[a]! : 0);
    for (let b = 0; b < buffers; b++) parts.push(Math.min(2, Math.abs(strides[a * MAX_BUFFERS + b]!)));
  }
  return parts.join();
}

/** Builds and compiles the kernel for the current nest. */
function build(
  op: ElementwiseOp | ReductionOp | ContractionOp,
  out: Tensor,
  args: readonly Operand[],
  loads: readonly DType[],
  small: number,
): Prepared {
  let n = buffers;
  const nest: Axis[] = [];
  for (let a = 0; a < axes; a++) {
    const size: Dim = sizes[a]! > 0 && sizes[a]! <= small ? sizes[a]! : { arg: n };
    nest.push({ size, kind: a < parallel ? "parallel" : "reduce" });
    n++;
  }
  const maps: Dim[][] = Array.from({ length: buffers }, () => []);
  for (let a = 0; a < axes; a++) {
    for (let b = 0; b < buffers; b++) {
      const s = strides[a * MAX_BUFFERS + b]!;
      maps[b]!.push(s === 0 || s === 1 ? s : { arg: n++ });
    }
  }
  const { kernel, dtype } = lower(
    op,
    nest,
    (b) => ({ offset: { arg: b }, strides: maps[b]! }),
    out.dtype,
    args,
    loads,
    n,
  );
  return { run: prepare(kernel), dtype, params: kernel.params };
}

/** A cache of the kernels of recordings, by op and by the data that `describe` reads; limited per op, then cleared. */
const described = new WeakMap<object, Map<string, Kernel<number>>>();
const MOST_DESCRIBED = 512;

/** The kernel for the nest with all sizes fixed, for recordings. An unrolled network needs the same ones repeatedly. */
function describe(
  op: ElementwiseOp | ReductionOp | ContractionOp,
  out: Tensor,
  args: readonly Operand[],
  loads: readonly DType[],
): Kernel<number> {
  let key = `${out.dtype} ${out.offset} ${loads.join()}`;
  for (const x of args) key += typeof x === "object" ? ` ${x.dtype} ${x.offset}` : " ";
  for (let a = 0; a < axes; a++) {
    key += a < parallel ? `|${sizes[a]}` : `+${sizes[a]}`;
    for (let b = 0; b < buffers; b++) key += ` ${strides[a * MAX_BUFFERS + b]}`;
  }
  let known = described.get(op);
  if (known === undefined) described.set(op, (known = new Map()));
  let kernel = known.get(key);
  if (kernel === undefined) {
    if (known.size >= MOST_DESCRIBED) known.clear();
    known.set(key, (kernel = describeAnew(op, out, args, loads)));
  }
  return kernel;
}

function describeAnew(
  op: ElementwiseOp | ReductionOp | ContractionOp,
  out: Tensor,
  args: readonly Operand[],
  loads: readonly DType[],
): Kernel<number> {
  const nest: Axis<number>[] = [];
  for (let a = 0; a < axes; a++) nest.push({ size: sizes[a]!, kind: a < parallel ? "parallel" : "reduce" });
  const offsets = [out.offset];
  for (const x of args) if (typeof x === "object") offsets.push(x.offset);
  const map = (b: number): IndexMap<number> => ({
    offset: offsets[b]!,
    strides: nest.map((_, a) => strides[a * MAX_BUFFERS + b]!),
  });
  return lower(op, nest, map, out.dtype, args, loads, 0).kernel;
}

/** Lowers an op to a kernel over a nest, and returns the dtype of its value. `map` is the index map of each buffer (0 is the output). */
function lower<D extends Dim>(
  op: ElementwiseOp | ReductionOp | ContractionOp,
  nest: readonly Axis<D>[],
  map: (buffer: number) => IndexMap<D>,
  dtype: DType,
  args: readonly Operand[],
  loads: readonly DType[],
  n: number,
): { kernel: Kernel<D>; dtype: DType } {
  const inputs: DType[] = [];
  const scalars: DType[] = [];
  const xs = args.map((x, i) => {
    if (typeof x !== "object") {
      scalars.push(loads[i]!);
      return k.param(scalars.length - 1, loads[i]!);
    }
    if (isComplex(x.dtype))
      fail("no-complex", `${op.name} is not implemented for complex tensors`, "take real(x), imag(x) or abs(x) first.");
    inputs.push(x.dtype);
    return k.cast(k.load(inputs.length - 1, x.dtype, map(inputs.length)), loads[i]!);
  });
  const reducing = nest.flatMap((a, i) => (a.kind === "reduce" ? [i] : []));
  const reduce = (fn: Parameters<typeof k.reduce>[0], x: Expr): Expr => {
    if (reducing.length > 0) return k.reduce(fn, reducing, x);
    return fn === "argmax" || fn === "argmin" ? k.const(0, "int64") : x;
  };
  let value: Expr;
  switch (op.kind) {
    case "elementwise":
      value = op.lower(k, ...xs);
      break;
    case "contraction":
      value = op.lower(k, reduce("sum", k.mul(xs[0]!, xs[1]!)), ...xs.slice(2));
      break;
    case "reduction":
      scalars.push(xs[0]!.dtype);
      value = op.lower(k, xs, reduce, k.param(scalars.length - 1, xs[0]!.dtype));
  }
  // Ops accept loads of any kind; all loads here come from `map`.
  const outputs = [{ dtype, index: map(0), value: k.cast(value, dtype) as Expr<D> }];
  return { kernel: { name: op.name, axes: nest, inputs, params: scalars, ints: n, outputs }, dtype: value.dtype };
}
