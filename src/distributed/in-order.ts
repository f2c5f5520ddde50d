import type { DType, TypedArray } from "../shape/dtype.js";
import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "../util/half.js";
import type { Communicator } from "./communicator.js";
import type { ReduceOp } from "./state.js";
import { mpiTypeOf } from "./communicator.js";

// Sums in the order of the ranks. MPI's own order is another for each algorithm, number of ranks and size of message; here all
// ranks get everybody's numbers, a piece after the other, and add them themselves.

/** So many elements of each rank are gathered at once. */
const PIECE = 1 << 18;

/** Everybody's `send`, reduced into `receive` (which may be the same memory). */
export function reduceInOrder(
  comm: Communicator,
  send: TypedArray,
  receive: TypedArray,
  dtype: DType,
  op: ReduceOp,
): void {
  const most = Math.min(PIECE, send.length),
    all = new (send.constructor as Float64ArrayConstructor)(most * comm.size) as TypedArray;
  const width = dtype === "complex64" || dtype === "complex128" ? 2 : 1;
  for (let from = 0; from < send.length; from += most) {
    const n = Math.min(most, send.length - from);
    comm.allGather(send.subarray(from, from + n) as TypedArray, all, mpiTypeOf[dtype], n / width);
    reduceParts(all, receive.subarray(from, from + n) as TypedArray, n, comm.size, dtype, op);
  }
  if (send.length === 0) comm.allGather(send, all, mpiTypeOf[dtype], 0);
}

function reduceParts(all: TypedArray, out: TypedArray, n: number, size: number, dtype: DType, op: ReduceOp): void {
  if (dtype === "float16" || dtype === "bfloat16") {
    const [widen, narrow] = dtype === "float16" ? [halfToFloat, floatToHalf] : [bfloat16ToFloat, floatToBfloat16];
    const wide = Float32Array.from(all.subarray(0, n * size) as Uint16Array, widen),
      sum = new Float32Array(n);
    reduceParts(wide, sum, n, size, "float32", op);
    for (let i = 0; i < n; i++) out[i] = narrow(sum[i]!);
    return;
  }
  if (op === "product" && (dtype === "complex64" || dtype === "complex128")) {
    complexProduct(all as Float64Array, out as Float64Array, n, size);
    return;
  }
  const f = (dtype === "bool" ? ofBools : dtype === "int64" ? ofBigInts : ofNumbers)[op] as (
    a: number,
    b: number,
  ) => number;
  const from = all as Float64Array,
    to = out as Float64Array; // stores round and wrap as the dtype does
  to.set(from.subarray(0, n));
  for (let r = 1; r < size; r++) for (let i = 0, at = r * n; i < n; i++, at++) to[i] = f(to[i]!, from[at]!);
  if (op === "avg") for (let i = 0; i < n; i++) to[i]! /= size;
}

function complexProduct(all: Float64Array, out: Float64Array, n: number, size: number): void {
  out.set(all.subarray(0, n));
  for (let r = 1; r < size; r++)
    for (let i = 0, at = r * n; i < n; i += 2, at += 2) {
      const [a, b, c, d] = [out[i]!, out[i + 1]!, all[at]!, all[at + 1]!];
      out[i] = a * c - b * d;
      out[i + 1] = a * d + b * c;
    }
}

type Table<N> = Readonly<Record<ReduceOp, (a: N, b: N) => N>>;
const ofNumbers: Table<number> = {
  sum: (a, b) => a + b,
  avg: (a, b) => a + b,
  product: (a, b) => a * b,
  min: Math.min,
  max: Math.max,
  band: (a, b) => a & b,
  bor: (a, b) => a | b,
  bxor: (a, b) => a ^ b,
};
const ofBools: Table<number> = { ...ofNumbers, sum: Math.max, product: Math.min };
const ofBigInts: Table<bigint> = {
  sum: (a, b) => a + b,
  avg: (a, b) => a + b,
  product: (a, b) => a * b,
  min: (a, b) => (b < a ? b : a),
  max: (a, b) => (b > a ? b : a),
  band: (a, b) => a & b,
  bor: (a, b) => a | b,
  bxor: (a, b) => a ^ b,
};
