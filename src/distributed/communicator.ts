import type { DType, TypedArray } from "../shape/dtype.js";
import type { MpiOp, MpiType } from "./mpi/handles.js";

// What collectives are made of: calls over typed arrays, where they lie. `mpi/communicator-node.ts` has them through MPI.

export interface Communicator {
  readonly rank: number;
  readonly size: number;
  /** What computes them, for people. */
  readonly library: string;
  /** In place where `send` is `receive`. */
  allReduce(send: TypedArray, receive: TypedArray, type: MpiType, count: number, op: MpiOp): void;
  reduce(send: TypedArray, receive: TypedArray, type: MpiType, count: number, op: MpiOp, root: number): void;
  broadcast(data: TypedArray, type: MpiType, count: number, root: number): void;
  /** `count` elements of each rank, in the order of the ranks. */
  allGather(send: TypedArray, receive: TypedArray, type: MpiType, count: number): void;
  /** Rank r gets the sum of everybody's r-th part of `count` elements. */
  reduceScatter(send: TypedArray, receive: TypedArray, type: MpiType, count: number, op: MpiOp): void;
  barrier(): void;
  finalize(): void;
  /** Ends all ranks. */
  abort(code: number): void;
}

/** A program that nobody started as one of several: what all ranks have is what it has. */
export const alone: Communicator = {
  rank: 0,
  size: 1,
  library: "none (one rank)",
  allReduce: give,
  reduce: give,
  broadcast: () => undefined,
  allGather: give,
  reduceScatter: give,
  barrier: () => undefined,
  finalize: () => undefined,
  abort: () => undefined,
};

function give(send: TypedArray, receive: TypedArray): void {
  if (send !== receive) (receive as Float64Array).set((send as Float64Array).subarray(0, receive.length));
}

/** Which of MPI's types moves an element of each dtype. It has none for 16-bit floats: their bits are moved, and summed here. */
export const mpiTypeOf: Readonly<Record<DType, MpiType>> = {
  float32: "FLOAT",
  float64: "DOUBLE",
  float16: "INT16_T",
  bfloat16: "INT16_T",
  int64: "INT64_T",
  int32: "INT32_T",
  int16: "INT16_T",
  int8: "INT8_T",
  uint8: "UINT8_T",
  bool: "UINT8_T",
  complex64: "C_FLOAT_COMPLEX",
  complex128: "C_DOUBLE_COMPLEX",
};
