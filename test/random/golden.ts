import { createHash } from "node:crypto";
import { readGolden } from "../goldens.js";

export interface Step {
  op: string;
  n: number;
  dtype: string;
  args: (number | string | boolean)[];
  hash?: string;
  data?: string;
  state: string;
  waiting?: number;
}
export interface Program {
  seed: string;
  initial: string;
  steps: Step[];
}

export interface PythonGolden {
  seed: [kind: "int" | "str" | "bytes", value: string] | [kind: "float", value: number];
  random: number[];
  randint: number[];
  bigRandint: string[];
  randrange: number[];
  getrandbits: number[];
  bigBits: string[];
  randbytes: string[];
  shuffle: number[];
  choice: string[];
  choices: number[];
  weighted: number[];
  cumulative: number[];
  sample: number[][];
  counted: number[];
  uniform: number[];
  triangular: number[];
  gauss: number[];
  normalvariate: number[];
  expovariate: number[];
  state: string;
  waiting: number | null;
}

interface Golden {
  defaultSeed: string;
  programs: Program[];
  saved: { state: string; next: number[]; legacyNormal: [number, number]; legacyNext: number[] };
  python: PythonGolden[];
}

/** What PyTorch and Python drew: made by test/golden/random_streams.py. */
export const golden = readGolden<Golden>("random");

export function shortHash(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

export const bytesOf = (a: ArrayBufferView): Uint8Array => new Uint8Array(a.buffer, a.byteOffset, a.byteLength);

const f = new Float64Array(2);
const i = new BigInt64Array(f.buffer);

/** How many doubles lie between two doubles of the same sign. */
export function ulps(a: number, b: number): number {
  if (a === b) return 0;
  f[0] = a;
  f[1] = b;
  const d = Number(i[0]! - i[1]!);
  return Number.isNaN(a) || Math.sign(a) !== Math.sign(b) ? Infinity : Math.abs(d);
}
