import { fail } from "../diagnose/error.js";
import { broadcastShapes } from "../shape/broadcast.js";
import { type DType, dtypeCode, dtypeInfo, dtypes, isComplex, isSmooth } from "../shape/dtype.js";
import {
  canCast,
  getDefaultDType,
  promoteScalar,
  resultType,
  scalarCategory,
  type ScalarValue,
} from "../shape/promotion.js";
import { checkCount, MAX_NUMEL, type Shape } from "../shape/shape.js";
import { sameArray, showShape } from "../util/array.js";
import { tableOf } from "../util/table.js";
import { needArg } from "./check.js";
import { complexForms, isComplexArg, rawPart } from "./complex.js";
import { edgeOf, needsGrad, rebase } from "./graph.js";
import { beginNest, launch, launchFlat, launchFlatN, nextAxis, pushAxis, setStride, SMALL } from "./launch.js";
import { mode } from "./modes.js";
import { type Differentiable, Node, ruleOf } from "./node.js";
import type {
  Arg,
  Attrs,
  ContractionOp,
  ElementwiseOp,
  Live,
  Operand,
  OperandTypes,
  Prepared,
  ReductionOp,
  RoutineOp,
  ViewOp,
} from "./op.js";
import { recorder, unheard } from "./recorder.js";
import { allocate } from "./storage.js";
import { Tensor } from "./tensor.js";

// How an op runs eagerly, by its kind. Each function computes the output, then records the step for backward.

export const noAttrs: Attrs = Object.freeze({});

/** A new tensor of zeros, row-major. */
export function empty(shape: Shape, dtype: DType): Tensor {
  let n = 1;
  for (let i = 0; i < shape.length; i++) n *= shape[i]!;
  return new Tensor(allocate(dtype, n), shape, null, 0, dtype);
}

/** A new tensor of one value, row-major. */
export function full(shape: Shape, dtype: DType, value: ScalarValue): Tensor {
  const out = empty(shape, dtype);
  if (value !== 0) overwrite(out, value);
  return out;
}

/** Records a differentiable step if gradients are on and an input needs one. Returns the output. */
export function record(op: Differentiable, args: readonly Operand[], attrs: Attrs, out: Tensor): Tensor {
  recorder?.applied?.(op, args, attrs, out);
  if (!mode.grad || op.grad === undefined) return out;
  let wanted = false;
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    if (typeof a === "object" && needsGrad(a) && ruleOf(op, i) !== null) {
      wanted = true;
      break;
    }
  }
  if (wanted && isSmooth(out.dtype)) out.node = makeNode(op, args, attrs, out);
  return out;
}

function makeNode(op: Differentiable, args: readonly Operand[], attrs: Attrs, out: Tensor): Node {
  const n = args.length;
  const next = new Array<Node | null>(n);
  for (let i = 0; i < n; i++) {
    const a = args[i]!;
    next[i] = typeof a === "object" && ruleOf(op, i) !== null ? edgeOf(a) : null;
  }
  return new Node(op, args, next, attrs, out);
}

// ---- elementwise ----

/** One tensor, element by element. */
export function elementwise1(op: ElementwiseOp, x: Tensor): Tensor {
  const flat = op.flat[0];
  if (flat !== undefined && recorder === null && x?.dtype === "float32" && x.dense && x.count > 0) {
    const out = new Tensor(allocate(flat.dtype, x.count), x.shape, null, 0);
    launchFlat(flat, out, x, undefined);
    return mode.grad && needsGrad(x) ? record(op, [x], noAttrs, out) : out;
  }
  return elementwise(op, [x]);
}

/** Two operands, one of them perhaps a scalar, broadcast together. */
export function elementwise2(op: ElementwiseOp, x: Operand, y: Operand): Tensor {
  if (typeof x === "object" && recorder === null && x?.dtype === "float32" && x.dense && x.count > 0) {
    if (typeof y === "object") {
      const flat = op.flat[0];
      if (flat !== undefined && y?.dtype === "float32" && y.dense && sameArray(x.shape, y.shape)) {
        const out = new Tensor(allocate(flat.dtype, x.count), x.shape, null, 0);
        launchFlat(flat, out, x, y);
        return mode.grad && (needsGrad(x) || needsGrad(y)) ? record(op, [x, y], noAttrs, out) : out;
      }
    } else if (typeof y === "number") {
      const flat = op.flat[2];
      if (flat !== undefined) {
        const out = new Tensor(allocate(flat.dtype, x.count), x.shape, null, 0);
        launchFlat(flat, out, x, y);
        return mode.grad && needsGrad(x) ? record(op, [x, y], noAttrs, out) : out;
      }
    }
  }
  return elementwise(op, [x, y]);
}

/** Any number of operands. */
export function elementwise(op: ElementwiseOp, args: readonly Operand[]): Tensor {
  const types = typesOf(op, args);
  if (types.complex) return complexForms.elementwise(op, args as readonly Arg[]); // which passes a live number on unchanged
  const out = empty(broadcast(args), types.out);
  runElementwise(op, args, types.loads, out);
  return record(op, args, noAttrs, out);
}

function broadcast(args: readonly Operand[]): Shape {
  let shape: Shape | undefined;
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    if (typeof a === "object") shape = shape === undefined ? a.shape : broadcastShapes(shape, a.shape);
  }
  return shape ?? [];
}

const operandNames = ["input", "other", "other", "other"];

/** The dtype that each operand is converted to, and the output's; cached for each combination of operand types. */
function typesOf(op: ElementwiseOp, args: readonly Operand[]): OperandTypes {
  let key = getDefaultDType() === "float32" ? 0 : 1;
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    needArg(a, op.name, operandNames[i]); // here, not on the fast paths, which other values do not reach
    key =
      key * 64 + (typeof a === "object" ? dtypeCode[a.dtype] * 2 + (a.shape.length === 0 ? 1 : 0) : categoryCode(a));
  }
  let types = op.types.get(key);
  if (types === undefined) {
    const loads = operandTypes(op, args),
      common = loads.find(isComplex);
    types = { loads, out: common ?? op.infer(loads), complex: common !== undefined || args.some(isComplexArg) };
    op.types.set(key, types);
  }
  return types;
}

const categoryCode = (v: ScalarValue | Live): number =>
  typeof v === "boolean" ? 61 : typeof v === "bigint" || Number.isInteger(v) ? 62 : 63;

/** The dtype that each operand is converted to. */
function operandTypes(op: ElementwiseOp, args: readonly Operand[]): DType[] {
  const tensors: Tensor[] = [];
  const scalars: ScalarValue[] = [];
  for (let i = 0; i < args.length; i++) {
    const rule = op.operands[i]!;
    if (rule !== "promote" && rule !== "float") continue;
    const a = args[i]!;
    if (typeof a === "object") tensors.push(a);
    else scalars.push(typeof a === "function" ? a() : a);
  }
  let common: DType =
    tensors.length > 0
      ? resultType(tensors)
      : scalars.some((s) => scalarCategory(s) === "float")
        ? getDefaultDType()
        : scalars.every((s) => typeof s === "boolean")
          ? "bool"
          : "int64";
  for (const s of scalars) common = promoteScalar(common, s);
  const float = isSmooth(common) ? common : getDefaultDType();
  return op.operands
    .slice(0, args.length)
    .map((rule) => (rule === "promote" ? common : rule === "float" ? float : rule));
}

/** Computes into `out`, whose shape the operands broadcast to and whose dtype the result is converted to. */
function runElementwise(op: ElementwiseOp, args: readonly Operand[], loads: readonly DType[], out: Tensor): void {
  if (out.count === 0) return;
  const shape = out.shape,
    nd = shape.length;
  let tensors = 0;
  let dense = out.dense && recorder === null; // a recording needs the original axes
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    if (typeof a !== "object") continue;
    tensors++;
    dense = dense && a.dense && sameArray(a.shape, shape);
  }
  beginNest(tensors);
  if (dense) {
    nextAxis(out.count);
    for (let b = 0; b <= tensors; b++) setStride(b, 1);
    pushAxis(false);
  } else {
    for (let d = 0; d < nd; d++) {
      nextAxis(shape[d]!);
      setStride(0, out.strides[d]!);
      let b = 1;
      for (let i = 0; i < args.length; i++) {
        const a = args[i]!;
        if (typeof a === "object") setStride(b++, broadcastStride(a, d - nd));
      }
      pushAxis(false);
    }
  }
  const prepared = launch(op, out, args, loads, 0);
  if (dense && out.count > SMALL && out.dtype === prepared.dtype) remember(op, args, loads, prepared);
}

/** Caches a kernel for the fast paths: float32 operands in one flat loop, by the set of scalar operands. */
function remember(op: ElementwiseOp, args: readonly Operand[], loads: readonly DType[], prepared: Prepared): void {
  let scalars = 0;
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    if (loads[i] !== "float32" || (typeof a === "object" && a.dtype !== "float32")) return;
    if (typeof a !== "object") scalars |= 1 << i;
  }
  op.flat[scalars] = prepared;
}

/** The kernel for operands that are all float32, row-major and of the output's shape, or numbers. */
function flatKernel(op: ElementwiseOp, args: readonly Operand[], out: Tensor): Prepared | undefined {
  if (out.dtype !== "float32" || !out.dense) return undefined;
  let scalars = 0;
  for (let i = 0; i < args.length; i++) {
    const a = args[i]!;
    if (typeof a === "number") scalars |= 1 << i;
    else if (typeof a !== "object" || a?.dtype !== "float32" || !a.dense || !sameArray(a.shape, out.shape))
      return undefined;
  }
  return op.flat[scalars];
}

/** The stride of `t` along dimension `fromEnd` (negative), 0 if it is broadcast. */
function broadcastStride(t: Tensor, fromEnd: number): number {
  const d = t.shape.length + fromEnd;
  return d < 0 || t.shape[d] === 1 ? 0 : t.strides[d]!;
}

// ---- in place ----

/**
 * The op's result written over `x`, its first operand: `add_`, `mul_`, `copy_`. Follows PyTorch's rules for leaves,
 * shapes and dtypes, counts the change, and moves `x` (and the tensor it is a view of) on in the graph.
 */
export function elementwiseInPlace(op: ElementwiseOp, args: readonly Operand[]): Tensor {
  const x = args[0] as Tensor;
  checkInPlace(x, args);
  if (!mode.grad && recorder === null) {
    // the path of optimizers
    const flat = flatKernel(op, args, x);
    if (flat !== undefined && x.count > 0) {
      launchFlatN(flat, withoutOverlap(args, x), x);
      x.storage.version++;
      return x;
    }
  }
  for (let i = 0; i < args.length; i++) needArg(args[i], op.name, operandNames[i]);
  const shape = broadcast(args); // before the dtypes, as PyTorch does
  if (!sameArray(shape, x.shape))
    fail(
      "inplace-shape",
      `output with shape ${showShape(x.shape)} doesn't match the broadcast shape ${showShape(shape)}`,
      "an in-place op cannot enlarge its tensor; use the op without the trailing underscore.",
    );
  const { loads, out: dtype, complex } = typesOf(op, args);
  if (dtype !== x.dtype && !canCast(dtype, x.dtype))
    fail(
      "inplace-dtype",
      `result type ${dtypeInfo[dtype].scalarType} can't be cast to the desired output type ${dtypeInfo[x.dtype].scalarType}`,
      `convert first, e.g. x = x.to("${dtype}").`,
    );
  if (complex) {
    // The rules may read the old tensor, so they get a copy with its place in the graph.
    const before =
      mode.grad && args.some((a) => typeof a === "object" && needsGrad(a))
        ? args.map((a) =>
            typeof a === "object" && a.storage === x.storage ? record(copyOp, [a], noAttrs, copyOf(a)) : a,
          )
        : args;
    return complexForms.copy(x, complexForms.elementwise(op, before as readonly Arg[]));
  }
  const safe = withoutOverlap(args, x);
  const wanted =
    mode.grad &&
    op.grad !== undefined &&
    args.some((a, i) => typeof a === "object" && ruleOf(op, i) !== null && needsGrad(a));
  if (!wanted) {
    runElementwise(op, safe, loads, x);
    x.storage.version++;
    recorder?.applied?.(op, args, noAttrs, x);
    return x;
  }
  // A rule that reads the overwritten memory gets a copy of the old values, with its place in the graph.
  const saved =
    op.saves === "" || op.saves === "o"
      ? args
      : args.map((a) =>
          typeof a === "object" && a.storage === x.storage ? record(copyOp, [a], noAttrs, copyOf(a)) : a,
        );
  const next = args.map((a, i) => (typeof a === "object" && ruleOf(op, i) !== null ? edgeOf(a) : null));
  runElementwise(op, safe, loads, x);
  x.storage.version++;
  recorder?.applied?.(op, args, noAttrs, x);
  rebase(x, new Node(op, saved, next, noAttrs, x));
  return x;
}

/** The operands, copying each one that overlaps the output other than elementwise. */
function withoutOverlap(args: readonly Operand[], x: Tensor): readonly Operand[] {
  for (let i = 1; i < args.length; i++) {
    const a = args[i]!;
    if (typeof a === "object" && a.storage === x.storage && !sameLayout(a, x)) {
      return args.map((b, j) =>
        j > 0 && typeof b === "object" && b.storage === x.storage && !sameLayout(b, x) ? copyOf(b) : b,
      );
    }
  }
  return args;
}

/** PyTorch's checks before anything is written. */
export function checkInPlace(x: Tensor, args: readonly Operand[] = []): void {
  if (mode.grad) {
    if (x.wantsGrad && x.node === null)
      fail(
        "inplace-leaf",
        "a leaf Variable that requires grad is being used in an in-place operation.",
        "wrap the change in noGrad(() => …), or change a clone().",
      );
    const v = x.viewOf;
    if (v !== null) {
      if (v.base.wantsGrad && v.base.node === null)
        fail(
          "inplace-leaf",
          "a view of a leaf Variable that requires grad is being used in an in-place operation.",
          "wrap the change in noGrad(() => …), or change a clone().",
        );
      if (v.noGrad && (needsGrad(x) || needsGrad(v.base) || args.some((a) => a instanceof Tensor && needsGrad(a)))) {
        fail(
          "inplace-view-nograd",
          "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both the view and the inplace either both inside the no_grad block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).",
          "make the view where gradients are on, or change x.detach().",
        );
      }
    }
  }
  if (x.dense) return;
  for (let d = 0; d < x.shape.length; d++) {
    if (x.strides[d] === 0 && x.shape[d]! > 1)
      fail(
        "inplace-overlap",
        "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor before performing the operation.",
        "clone() it first.",
      );
  }
}

function sameLayout(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && sameArray(a.shape, b.shape) && sameArray(a.strides, b.strides);
}

let copyOp: ElementwiseOp;
/** `wiring.ts` provides the copy op, from ops/pointwise/cast.ts. */
export function setCopyOp(op: ElementwiseOp): void {
  copyOp = op;
}

/** A row-major copy, not recorded in the graph. */
export function copyOf(x: Tensor): Tensor {
  const out = empty(x.shape, x.dtype);
  overwrite(out, x);
  return out;
}

/** `x` itself where it is row-major, else a copy; not recorded in the graph. */
export const denseOf = (x: Tensor): Tensor => (x.dense ? x : copyOf(x));

/** Writes the elements of `from` (broadcast, converted) over `to`; nothing is checked, counted or recorded. */
export function overwrite(to: Tensor, from: Operand): void {
  const complex = isComplexArg(from);
  if (isComplex(to.dtype)) {
    overwrite(rawPart(to, 0), complex ? rawPart(from as Tensor, 0) : from);
    overwrite(rawPart(to, 1), complex ? rawPart(from as Tensor, 1) : 0);
  } else if (recorder !== null || complex || !to.dense || to.count < COPIED || !copied(to, from))
    runElementwise(copyOp, [complex ? rawPart(from as Tensor, 0) : from], [to.dtype], to);
}

/** From this number of elements on, moving memory is faster than a kernel. */
const COPIED = 256;

/** Moves or fills memory, if that is sufficient. */
function copied(to: Tensor, from: Operand): boolean {
  const { data } = to.storage,
    end = to.offset + to.count;
  if (typeof from === "number" && (to.dtype === "float32" || to.dtype === "float64"))
    (data as Float32Array).fill(from, to.offset, end);
  else if (typeof from === "object" && from.dtype === to.dtype && from.dense && sameArray(from.shape, to.shape))
    (data as Float32Array).set(
      (from.storage.data as Float32Array).subarray(from.offset, from.offset + from.count),
      to.offset,
    );
  else return false;
  return true;
}

// ---- reductions ----

/** Reduces the dimensions listed (sorted, normalised) of the inputs broadcast together. */
export function reduction(op: ReductionOp, args: readonly Tensor[], dims: readonly number[], keepdim: boolean): Tensor {
  const x = args[0]!;
  if (isComplex(x.dtype)) return complexForms.reduction(op, args, dims, keepdim);
  let shape = x.shape;
  let alike = x.dense && recorder === null; // one loop over everything suffices if everything is reduced
  let sameType = true;
  for (let i = 1; i < args.length; i++) {
    const y = args[i]!;
    if (isComplex(y.dtype)) return complexForms.reduction(op, args, dims, keepdim);
    shape = broadcastShapes(shape, y.shape);
    alike &&= y.dense && y.count === x.count && shape === x.shape;
    sameType &&= y.dtype === x.dtype;
  }
  const load = op.accumulate(sameType ? x.dtype : resultType(args));
  const nd = shape.length;
  const outShape: number[] = [];
  let count = 1;
  for (let d = 0; d < nd; d++) {
    if (!dims.includes(d)) outShape.push(shape[d]!);
    else {
      count *= shape[d]!;
      if (keepdim) outShape.push(1);
    }
  }
  const out = empty(outShape, (op.types[load] ??= op.infer(load)));
  if (out.count > 0) {
    beginNest(args.length);
    if (alike && out.count === 1) {
      nextAxis(count);
      setStride(0, 0);
      for (let b = 1; b <= args.length; b++) setStride(b, 1);
      pushAxis(true);
    } else
      for (let pass = 0; pass < 2; pass++) {
        let stride = out.count;
        for (let d = 0; d < nd; d++) {
          const reduced = dims.includes(d);
          if (!reduced) stride = stride / shape[d]!;
          if (reduced !== (pass === 1)) continue;
          nextAxis(shape[d]!);
          setStride(0, reduced ? 0 : stride);
          for (let i = 0; i < args.length; i++) setStride(i + 1, broadcastStride(args[i]!, d - nd));
          pushAxis(reduced);
        }
      }
    launch(op, out, args, loadAll[load], count);
  }
  return recorder === null && (op.grad === undefined || !mode.grad)
    ? out
    : record(op, args, { dims, keepdim, count }, out);
}

/** Every operand in one dtype. */
const loadAll = tableOf(dtypes, (d): readonly DType[] => [d, d, d, d, d]);

// ---- contractions ----

/**
 * `out[…, m, n] = Σ_k a[…, m, k] · b[…, k, n]` with the leading dimensions broadcast, then the op's addition from
 * `rest`, which broadcasts to the output. All dtypes must be the same. The caller records the step, since its original
 * operands may have another form.
 */
export function contraction(op: ContractionOp, a: Tensor, b: Tensor, rest: readonly Arg[] = []): Tensor {
  if (isComplex(a.dtype)) return complexForms.contraction(op, a, b, rest);
  const na = a.shape.length,
    nb = b.shape.length;
  const m = a.shape[na - 2]!,
    kk = a.shape[na - 1]!,
    n = b.shape[nb - 1]!;
  const shape = na === 2 && nb === 2 ? [m, n] : [...broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)), m, n];
  const out = empty(shape, a.dtype);
  const args = rest.length === 0 ? [a, b] : [a, b, ...rest];
  if (out.count > 0) {
    let tensors = 2;
    for (let i = 2; i < args.length; i++) if (typeof args[i] === "object") tensors++;
    beginNest(tensors);
    const nd = shape.length;
    let stride = out.count;
    for (let d = 0; d < nd; d++) {
      stride /= shape[d]!;
      nextAxis(shape[d]!);
      setStride(0, stride);
      setStride(1, d === nd - 1 ? 0 : broadcastStride(a, d - nd));
      setStride(2, d === nd - 2 ? 0 : broadcastStride(b, d - nd));
      for (let i = 2, at = 3; i < args.length; i++) {
        const r = args[i]!;
        if (typeof r === "object") setStride(at++, broadcastStride(r, d - nd));
      }
      pushAxis(false);
    }
    nextAxis(kk);
    for (let i = 0; i <= tensors; i++) setStride(i, 0);
    setStride(1, a.strides[na - 1]!);
    setStride(2, b.strides[nb - 2]!);
    pushAxis(true);
    launch(op, out, args, loadAll[a.dtype], 0);
  }
  return out;
}

/**
 * `out = Σ a · b`, then the op's addition from the other operands, for operands with explicit strides: their strides
 * are those of the axes of `out`, then of the reducing axes of these `sizes`; 0 for an axis that does not move them.
 * `out` may be part of a larger tensor. All dtypes must be the same; the caller records the step.
 */
export function affineContraction(
  op: ContractionOp,
  out: Tensor,
  operands: readonly Tensor[],
  sizes: readonly number[],
): void {
  if (out.count === 0) return;
  beginNest(operands.length);
  const nd = out.shape.length;
  for (let a = 0; a < nd + sizes.length; a++) {
    const reduce = a >= nd;
    nextAxis(reduce ? sizes[a - nd]! : out.shape[a]!);
    setStride(0, reduce ? 0 : out.strides[a]!);
    for (let i = 0; i < operands.length; i++) setStride(i + 1, operands[i]!.strides[a] ?? 0);
    pushAxis(reduce);
  }
  launch(op, out, operands, loadAll[out.dtype], 0);
}

// ---- views and routines ----

/** The same storage under the op's layout. */
export function view(op: ViewOp, x: Tensor, attrs: Attrs): Tensor {
  const l = op.view(x, attrs);
  const out = new Tensor(x.storage, l.shape, l.strides, l.offset, op.dtype === undefined ? x.dtype : op.dtype(x.dtype));
  if (out.count > MAX_NUMEL) checkCount(out.count, l.shape);
  const parent = x.viewOf;
  const base = parent === null ? x : parent.base;
  out.viewOf = { base, parent, op, attrs, epoch: base.epoch, noGrad: !mode.grad };
  return recorder !== null || (mode.grad && needsGrad(x)) ? record(op, [x], attrs, out) : out;
}

/** Runs a routine over dense inputs. */
export function routine(op: RoutineOp, inputs: readonly Tensor[], attrs: Attrs = noAttrs): Tensor {
  if (inputs.some(isComplexArg)) return complexForms.routine(op, inputs, attrs);
  const dense = inputs.map(denseOf);
  if (op.dataShape === true) recorder?.refuse(`${op.name}(), whose result's shape depends on values,`);
  const { shape, dtype } = op.infer(dense, attrs);
  const out = empty(shape, dtype);
  if (recorder === null) op.run(dense, out, attrs);
  else {
    recorder.call(op.name, dense, out, (xs, to) => op.run(xs, to, attrs), false);
    unheard(() => op.run(dense, out, attrs));
  }
  return record(op, inputs, attrs, out);
}
