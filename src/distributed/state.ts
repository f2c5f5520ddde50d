import { type DType, dtypeCode, dtypes } from "../shape/dtype.js";

// What a rank is doing right now, in memory that it shares with the thread that watches it. Its own thread is in a call of MPI
// and cannot answer.

/** The calls, by the numbers that stand for them. */
export const callNames = [
  "allReduce",
  "reduce",
  "broadcast",
  "allGather",
  "reduceScatter",
  "barrier",
  "destroyProcessGroup",
] as const;
export type CallName = (typeof callNames)[number];

/** How many dimensions of a shape are told; with more, the number of elements stands for it. */
const MOST_DIMS = 8;
/** Where each number is. The moment when the call began is a float64 behind them. */
const at = {
  ready: 0,
  port: 1,
  calls: 2,
  inside: 3,
  name: 4,
  dtype: 5,
  dims: 6,
  shape: 7,
  detail: 15,
  label: 16,
} as const;
const NUMBERS = 18;

/** One call, as it is compared between ranks and told to people. */
export interface CallInfo {
  readonly number: number;
  readonly inside: boolean;
  readonly since: number;
  readonly text: string;
}

export class State {
  readonly buffer: SharedArrayBuffer;
  readonly numbers: Int32Array<SharedArrayBuffer>;
  private readonly since: Float64Array<SharedArrayBuffer>;

  constructor(buffer = new SharedArrayBuffer(4 * NUMBERS + 8)) {
    this.buffer = buffer;
    this.numbers = new Int32Array(buffer, 0, NUMBERS);
    this.since = new Float64Array(buffer, 4 * NUMBERS, 1);
  }

  /** A call begins. `detail`: the root, or the number of the operation; `label`: the number of a text about the tensor, from 1 on. */
  enter(name: CallName, dtype: DType | null, shape: readonly number[], detail: number, label: number): void {
    const n = this.numbers;
    n[at.calls]!++;
    n[at.name] = callNames.indexOf(name);
    n[at.dtype] = dtype === null ? -1 : dtypeCode[dtype];
    n[at.dims] = Math.min(shape.length, MOST_DIMS);
    for (let i = 0; i < MOST_DIMS; i++) n[at.shape + i] = i < shape.length ? shape[i]! : 0;
    n[at.detail] = detail;
    n[at.label] = label;
    this.since[0] = Date.now();
    n[at.inside] = 1;
  }
  leave(): void {
    this.since[0] = Date.now();
    this.numbers[at.inside] = 0;
  }

  /** Number of the call, what it is, and with what: equal on all ranks, where all is well. */
  get signature(): Int32Array {
    return this.numbers.slice(at.calls, at.label);
  }

  /** For the thread that watches: where others ask. */
  answersAt(port: number): void {
    this.numbers[at.port] = port;
    Atomics.store(this.numbers, at.ready, 1);
    Atomics.notify(this.numbers, at.ready);
  }
  /** Waits until that is known; 0 where it takes too long. */
  port(timeout: number): number {
    Atomics.wait(this.numbers, at.ready, 0, timeout);
    return this.numbers[at.port]!;
  }

  /** What is being done, or was done last. `labels`: texts by number, from 1 on. */
  look(labels: readonly string[]): CallInfo {
    const n = this.numbers;
    return {
      number: n[at.calls]!,
      inside: n[at.inside] === 1,
      since: this.since[0]!,
      text: n[at.calls] === 0 ? "nothing yet" : textOf(this.signature, labels[n[at.label]! - 1]),
    };
  }
}

/** A signature in words: "allReduce of float32 [3, 4]". */
export function textOf(signature: Int32Array, label?: string): string {
  const from = (i: number): number => signature[i - at.calls]!;
  const name = callNames[from(at.name)]!,
    dtype = from(at.dtype);
  if (dtype < 0) return `${name}()`;
  const shape = Array.from({ length: from(at.dims) }, (_, i) => from(at.shape + i));
  const detail = from(at.detail);
  const how =
    name === "broadcast"
      ? ` from rank ${detail}`
      : name === "reduce"
        ? ` (${opOf(detail & 15)}) to rank ${detail >> 4}`
        : name === "allGather"
          ? ""
          : ` (${opOf(detail)})`;
  return `${name} of ${dtypes.find((d) => dtypeCode[d] === dtype)} [${shape.join(", ")}]${label === undefined ? "" : ` (${label})`}${how}`;
}

/** What is computed of the ranks' values. */
export const reduceOps = ["sum", "avg", "product", "min", "max", "band", "bor", "bxor"] as const;
/** What is computed of the ranks' values: see `allReduce`. */
export type ReduceOp = (typeof reduceOps)[number];
const opOf = (i: number): string => reduceOps[i] ?? "?";

/** What a rank tells who asks what it is doing. */
export interface Answer extends CallInfo {
  readonly rank: number;
}
