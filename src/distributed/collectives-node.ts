import { needTensor, needTensors } from "../core/check.js";
import { copyOf, empty, overwrite } from "../core/dispatch.js";
import { recorder, unheard } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { noMore, checkOptions } from "../diagnose/arguments.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { stack } from "../ops/view/join.js";
import { type DType, dtypeInfo, isComplex, type TypedArray } from "../shape/dtype.js";
import { unbind } from "../tensor/api/view.js";
import { showShape } from "../util/array.js";
import { type Communicator, mpiTypeOf } from "./communicator.js";
import { current, enter, leave } from "./group-node.js";
import type { MpiOp } from "./mpi/handles.js";
import { reduceInOrder } from "./in-order.js";
import { type ReduceOp, reduceOps } from "./state.js";

// The collectives as users call them: checks, and the memory that MPI works on. A recording of `compile` knows each as a call,
// which runs whether its result is needed or not, since the other ranks wait for it.

/** Options of collectives that compute something. */
export interface ReduceOptions {
  /** What is computed of the ranks' values: `"sum"` (the default), `"avg"`, `"product"`, `"min"`, `"max"`, and for whole numbers `"band"`, `"bor"`, `"bxor"`. */
  op?: ReduceOp;
}
const reduceNames: ReadonlySet<string> = new Set(["op"]);

/** The operation of the options, checked against the dtype. */
function opOf(fn: string, options: ReduceOptions | ReduceOp | undefined, dtype: DType): ReduceOp {
  const given = typeof options === "string" ? { op: options } : (options ?? {});
  checkOptions(given, reduceNames, fn);
  const op = (typeof given.op === "string" ? given.op.toLowerCase() : (given.op ?? "sum")) as ReduceOp;
  if (!reduceOps.includes(op))
    fail("mpi-op", `${fn}() does not know the operation ${shownValue(given.op)}`, `one of ${reduceOps.join(", ")}.`);
  const { category } = dtypeInfo[dtype];
  const fits =
    op === "avg"
      ? category === "float" || category === "complex"
      : op === "min" || op === "max"
        ? category !== "complex"
        : op === "sum" || op === "product" || category === "int" || category === "bool";
  if (!fits)
    fail(
      "mpi-op",
      `Cannot use ReduceOp.${op.toUpperCase()} with ${dtype} tensors`,
      op === "avg"
        ? "sum, and divide by getWorldSize(); or convert it with float() before."
        : "bits are those of whole numbers, and complex numbers have no order.",
    );
  return op;
}

/** MPI's operation. A bool is a byte of 0 or 1, and stays one. */
function mpiOpOf(op: ReduceOp, dtype: DType): MpiOp {
  if (dtype === "bool") {
    if (op === "sum" || op === "bor") return "MAX";
    if (op === "product" || op === "band") return "MIN";
  }
  return op === "sum" || op === "avg" ? "SUM" : op === "product" ? "PROD" : (op.toUpperCase() as MpiOp);
}

function checkRank(fn: string, name: string, rank: unknown, size: number): asserts rank is number {
  if (!(typeof rank === "number" && Number.isInteger(rank) && rank >= 0 && rank < size))
    fail(
      "mpi-rank",
      `${fn}() takes the number of a rank as ${name}, but got ${shownValue(rank)}`,
      `this job has the ranks 0 to ${size - 1}.`,
    );
}

/** The elements of a row-major tensor, as MPI gets them. */
function memory(t: Tensor): TypedArray {
  const width = isComplex(t.dtype) ? 2 : 1,
    { data } = t.storage;
  const from = width * t.offset,
    count = width * t.count;
  return from === 0 && count === data.length ? data : (data.subarray(from, from + count) as TypedArray);
}

/** Divides, for the average; a complex number by parts. */
function divide(data: TypedArray, by: number): void {
  const d = data as Float32Array;
  for (let i = 0; i < d.length; i++) d[i]! /= by;
}

/** Computes `receive` of everybody's `send`: by MPI, or where that has no type for it, or must not choose the order, here. */
function reduceAll(
  comm: Communicator,
  send: TypedArray,
  receive: TypedArray,
  t: Tensor,
  op: ReduceOp,
  ordered: boolean,
): void {
  if (ordered || t.dtype === "float16" || t.dtype === "bfloat16") reduceInOrder(comm, send, receive, t.dtype, op);
  else {
    comm.allReduce(send, receive, mpiTypeOf[t.dtype], t.count, mpiOpOf(op, t.dtype));
    if (op === "avg") divide(receive, comm.size);
  }
}

/** The run of an all-reduce over dense tensors: in place where both are one memory. `label`: see `Watch.label`. */
function runAllReduce(op: ReduceOp, label: number): (inputs: readonly Tensor[], out: Tensor) => void {
  const code = reduceOps.indexOf(op);
  return ([input], out) => {
    const { comm, deterministic } = current("allReduce");
    enter("allReduce", out.dtype, out.shape, code, label);
    const receive = memory(out),
      send = input!.storage.data === out.storage.data && input!.offset === out.offset ? receive : memory(input!);
    reduceAll(comm, send, receive, out, op, deterministic);
    leave();
  };
}

/**
 * Does something in place to a tensor, now and in each run of a plan: to the tensor's own memory where that is row-major, else to a
 * copy that is written back.
 */
function inPlace(name: string, t: Tensor, run: (inputs: readonly Tensor[], out: Tensor) => void): void {
  const own = t.dense ? t : copyOf(t);
  if (recorder === null) run([own], own);
  else {
    recorder.call(name, [own], own, run, true);
    unheard(() => run([own], own));
  }
  if (own !== t) overwrite(t, own);
  t.storage.version++;
}

/**
 * Replaces a tensor on every rank by the sum (or what `op` says) of what the ranks have, in place, and gives it back.
 *
 * @param t on every rank of the same shape and dtype
 * @throws KindlingError `mpi-op` where the dtype has no such operation; `mpi-group` before `initProcessGroup()`.
 * @example
 * initProcessGroup();
 * String(allReduce(tensor([1, 2]))); // → tensor([1., 2.])
 * destroyProcessGroup();
 */
export function allReduce(t: Tensor, options?: ReduceOptions | ReduceOp): Tensor {
  noMore("allReduce", 2, arguments);
  needTensor(t, "allReduce", "tensor");
  current("allReduce");
  inPlace("allReduce", t, runAllReduce(opOf("allReduce", options, t.dtype), 0));
  return t;
}

/**
 * An all-reduce of the sum into a tensor of its own, for what the library does inside. Its label says what it is.
 *
 * @internal
 */
export function summed(t: Tensor, out: Tensor, label: number): void {
  const run = runAllReduce("sum", label);
  if (recorder === null) run([t], out);
  else {
    recorder.call("allReduce", [t], out, run, true);
    unheard(() => run([t], out));
  }
  out.storage.version++;
}

/**
 * Computes on rank `dst` the sum (or what `op` says) of what the ranks have, in place, and gives the tensor back. The others'
 * tensors stay as they are.
 *
 * @throws KindlingError `mpi-op`, `mpi-rank`, `mpi-group`.
 */
export function reduce(t: Tensor, dst: number, options?: ReduceOptions | ReduceOp): Tensor {
  noMore("reduce", 3, arguments);
  needTensor(t, "reduce", "tensor");
  const { comm } = current("reduce");
  checkRank("reduce", "dst", dst, comm.size);
  const op = opOf("reduce", options, t.dtype),
    code = reduceOps.indexOf(op) | (dst << 4);
  inPlace("reduce", t, ([input], out) => {
    const { comm, deterministic } = current("reduce");
    enter("reduce", out.dtype, out.shape, code, 0);
    const same = input!.storage.data === out.storage.data,
      receive = memory(out),
      send = same ? receive : memory(input!);
    if (deterministic || out.dtype === "float16" || out.dtype === "bfloat16") {
      const all = comm.rank === dst ? receive : (receive.slice() as TypedArray);
      reduceInOrder(comm, send, all, out.dtype, op);
    } else {
      comm.reduce(send, receive, mpiTypeOf[out.dtype], out.count, mpiOpOf(op, out.dtype), dst);
      if (comm.rank === dst && op === "avg") divide(receive, comm.size);
    }
    if (comm.rank !== dst && !same) (receive as Float64Array).set(send as Float64Array);
    leave();
  });
  return t;
}

/**
 * Gives every rank what rank `src` has in its tensor, in place, and gives the tensor back.
 *
 * @param t on every rank of the same shape and dtype
 * @throws KindlingError `mpi-rank`, `mpi-group`.
 */
export function broadcast(t: Tensor, src: number): Tensor {
  noMore("broadcast", 2, arguments);
  needTensor(t, "broadcast", "tensor");
  checkRank("broadcast", "src", src, current("broadcast").comm.size);
  broadcastFrom(t, () => src);
  return t;
}

/**
 * A broadcast from a rank that may be another in each run of a plan.
 *
 * @internal
 */
export function broadcastFrom(t: Tensor, from: () => number): void {
  inPlace("broadcast", t, ([input], out) => {
    const { comm } = current("broadcast"),
      src = from();
    enter("broadcast", out.dtype, out.shape, src, 0);
    const to = memory(out);
    if (comm.rank === src && input!.storage.data !== out.storage.data)
      (to as Float64Array).set(memory(input!) as Float64Array);
    comm.broadcast(to, mpiTypeOf[out.dtype], out.count, src);
    leave();
  });
}

/** A call that fills `out` from dense inputs, as {@link inPlace}. */
function filling(
  name: string,
  input: Tensor,
  out: Tensor,
  run: (inputs: readonly Tensor[], out: Tensor) => void,
): void {
  if (recorder === null) run([input], out);
  else {
    recorder.call(name, [input], out, run, true);
    unheard(() => run([input], out));
  }
}

function gathered(t: Tensor): Tensor {
  const { comm } = current("allGather");
  const own = t.dense ? t : copyOf(t),
    out = empty([comm.size, ...t.shape], t.dtype);
  filling("allGather", own, out, ([input], all) => {
    const { comm } = current("allGather");
    enter("allGather", input!.dtype, input!.shape, 0, 0);
    comm.allGather(memory(input!), memory(all), mpiTypeOf[all.dtype], input!.count);
    leave();
  });
  return out;
}

/**
 * What every rank has in its tensor, in the order of the ranks: a list of tensors, the same on all ranks.
 *
 * As in PyTorch, a list of tensors may stand first, which are filled: `allGather(list, t)`.
 *
 * @param t on every rank of the same shape and dtype
 * @throws KindlingError `mpi-shape` where the list does not fit; `mpi-group`.
 * @example
 * initProcessGroup();
 * allGather(tensor([1, 2])).map(String); // → tensor([1., 2.])
 * destroyProcessGroup();
 */
export function allGather(t: Tensor): Tensor[];
/** Fills a list of tensors, one for each rank, with what the ranks have in theirs. */
export function allGather(tensorList: readonly Tensor[], t: Tensor): Tensor[];
export function allGather(first: Tensor | readonly Tensor[], second?: Tensor): Tensor[] {
  noMore("allGather", 2, arguments);
  const list = Array.isArray(first) ? (first as readonly Tensor[]) : null,
    t = list === null ? first : second;
  needTensor(t, "allGather", "tensor");
  const { comm } = current("allGather");
  if (list !== null) checkList("allGather", "tensorList", list, t, comm.size);
  const parts = unbind(gathered(t));
  if (list === null) return parts;
  list.forEach((to, i) => {
    overwrite(to, parts[i]!);
    to.storage.version++;
  });
  return list.slice();
}

function checkList(fn: string, name: string, list: readonly Tensor[], like: Tensor, size: number): void {
  needTensors(list, fn, name);
  const wrong = list.find((x) => x.dtype !== like.dtype || String(x.shape) !== String(like.shape));
  if (list.length === size && wrong === undefined) return;
  fail(
    "mpi-shape",
    list.length === size
      ? `Tensors must have identical type and size: ${fn}() got ${like.dtype} ${showShape(like.shape)}, but ${wrong!.dtype} ${showShape(wrong!.shape)} in ${name}`
      : `${fn}() takes one tensor for each of ${size} ranks as ${name}, but got ${list.length}`,
    "for example Array.from({ length: getWorldSize() }, () => zerosLike(t)).",
  );
}

/**
 * Rank r gets the sum (or what `op` says) of the r-th tensors of everybody's list, in `output`, which is given back.
 *
 * @param output of the shape and dtype of each tensor in the list
 * @param inputList a tensor for each rank
 * @throws KindlingError `mpi-shape`, `mpi-op`, `mpi-group`.
 */
export function reduceScatter(
  output: Tensor,
  inputList: readonly Tensor[],
  options?: ReduceOptions | ReduceOp,
): Tensor {
  noMore("reduceScatter", 3, arguments);
  needTensor(output, "reduceScatter", "output");
  const { comm } = current("reduceScatter");
  needTensors(inputList, "reduceScatter", "inputList");
  checkList("reduceScatter", "inputList", inputList, output, comm.size);
  const op = opOf("reduceScatter", options, output.dtype),
    code = reduceOps.indexOf(op);
  const all = stack(inputList),
    own = output.dense && output.count === output.storage.data.length ? output : empty(output.shape, output.dtype);
  filling("reduceScatter", all, own, ([parts], out) => {
    const { comm, deterministic } = current("reduceScatter");
    enter("reduceScatter", out.dtype, out.shape, code, 0);
    const send = memory(parts!),
      receive = memory(out);
    if (deterministic || out.dtype === "float16" || out.dtype === "bfloat16") {
      const sum = send.slice() as TypedArray;
      reduceInOrder(comm, send, sum, out.dtype, op);
      (receive as Float64Array).set(
        sum.subarray(comm.rank * receive.length, (comm.rank + 1) * receive.length) as Float64Array,
      );
    } else {
      comm.reduceScatter(send, receive, mpiTypeOf[out.dtype], out.count, mpiOpOf(op, out.dtype));
      if (op === "avg") divide(receive, comm.size);
    }
    leave();
  });
  if (own !== output) overwrite(output, own);
  output.storage.version++;
  return output;
}

/**
 * Waits until all ranks have come this far.
 *
 * @throws KindlingError `mpi-group`.
 */
export function barrier(): void {
  noMore("barrier", 0, arguments);
  const { comm } = current("barrier");
  if (recorder !== null)
    recorder.refuse(
      "barrier() in a compiled function",
      "call it outside; collectives wait for all ranks by themselves",
    );
  enter("barrier", null, [], 0, 0);
  comm.barrier();
  leave();
}

/**
 * Bytes from rank 0, of any length, to all.
 *
 * @internal
 */
export function broadcastBytes(bytes: Uint8Array | null): Uint8Array {
  const { comm } = current("broadcast");
  const length = new Float64Array([bytes?.length ?? 0]);
  enter("broadcast", "float64", [1], 0, 0);
  comm.broadcast(length, "DOUBLE", 1, 0);
  leave();
  const out = comm.rank === 0 && bytes !== null ? bytes : new Uint8Array(length[0]!);
  for (let from = 0; from < out.length; from += CHUNK) {
    const part = out.subarray(from, from + CHUNK);
    enter("broadcast", "uint8", [part.length], 0, 0);
    comm.broadcast(part, "BYTE", part.length, 0);
    leave();
  }
  return out;
}

/**
 * Everybody's bytes, in the order of the ranks.
 *
 * @internal
 */
export function gatherBytes(bytes: Uint8Array): Uint8Array[] {
  const { comm } = current("allGather"),
    lengths = new Float64Array(comm.size);
  enter("allGather", "float64", [1], 0, 0);
  comm.allGather(new Float64Array([bytes.length]), lengths, "DOUBLE", 1);
  leave();
  const most = Math.max(...lengths),
    own = new Uint8Array(most),
    all = new Uint8Array(most * comm.size);
  own.set(bytes);
  enter("allGather", "uint8", [most], 0, 0);
  comm.allGather(own, all, "BYTE", most);
  leave();
  return Array.from(lengths, (n, r) => all.slice(r * most, r * most + n));
}

/**
 * Whether any rank says so.
 *
 * @internal
 */
export function allReduceFlag(mine: boolean): boolean {
  const { comm } = current("allReduce"),
    flag = new Int32Array([mine ? 1 : 0]);
  enter("allReduce", "int32", [1], reduceOps.indexOf("max"), 0);
  comm.allReduce(flag, flag, "INT32_T", 1, "MAX");
  leave();
  return flag[0] === 1;
}
/** MPI counts with 31 bits. */
const CHUNK = 2 ** 30;
