// Writes WebAssembly modules byte by byte. Binary format and opcodes: the WebAssembly core specification, chapter 5, with
// the SIMD and relaxed SIMD proposals.

import { type LaneOp, laneOps, type LaneStore, laneStores, type MemoryOp, memoryOps, opcode } from "./opcodes.js";

export type ValType = "i32" | "i64" | "f32" | "f64" | "v128";
const typeCode: { readonly [T in ValType]: number } = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

function unsigned(n: number): number[] {
  const out: number[] = [];
  let v = n;
  do {
    const low = v % 128;
    v = Math.floor(v / 128);
    out.push(v > 0 ? low | 128 : low);
  } while (v > 0);
  return out;
}

function signed(n: number): number[] {
  const out: number[] = [];
  let v = n | 0;
  for (;;) {
    const low = v & 127;
    v >>= 7;
    if ((v === 0 && (low & 64) === 0) || (v === -1 && (low & 64) !== 0)) return [...out, low];
    out.push(low | 128);
  }
}

function signedBig(n: bigint): number[] {
  const out: number[] = [];
  for (let v = BigInt.asIntN(64, n); ;) {
    const low = Number(v & 127n);
    v >>= 7n;
    if ((v === 0n && (low & 64) === 0) || (v === -1n && (low & 64) !== 0)) return [...out, low];
    out.push(low | 128);
  }
}

function bytesOf(n: number, write: (d: DataView) => void): number[] {
  const d = new DataView(new ArrayBuffer(n));
  write(d);
  return Array.from({ length: n }, (_, i) => d.getUint8(i));
}

/** A local variable or parameter. */
export interface Local {
  readonly index: number;
  readonly type: ValType;
}

/** A loop's bound or step: known, or a variable. */
export type Operand = number | Local;

/** The body of one function. Methods append instructions and return the writer, so that they chain. */
export class FunctionWriter {
  readonly name: string;
  /** Whether it can be called from outside its module. */
  exported = true;
  readonly params: Local[];
  readonly result: ValType | null;
  private readonly locals: ValType[] = [];
  private bytes: number[] = [];

  constructor(name: string, params: readonly ValType[], result: ValType | null = null) {
    this.name = name;
    this.result = result;
    this.params = params.map((type, index) => ({ index, type }));
  }

  local(type: ValType): Local {
    this.locals.push(type);
    return { index: this.params.length + this.locals.length - 1, type };
  }

  /** Instructions without immediates, by name. */
  op(...names: string[]): this {
    for (const n of names) this.bytes.push(...opcode(n));
    return this;
  }
  lane(name: LaneOp, lane: number): this {
    this.bytes.push(...laneOps[name], lane);
    return this;
  }
  /** Sixteen bytes of one vector chosen from thirty-two of two. */
  shuffle(...lanes: number[]): this {
    this.bytes.push(0xfd, 0x0d, ...lanes);
    return this;
  }
  get(l: Local): this {
    this.bytes.push(0x20, ...unsigned(l.index));
    return this;
  }
  set(l: Local): this {
    this.bytes.push(0x21, ...unsigned(l.index));
    return this;
  }
  tee(l: Local): this {
    this.bytes.push(0x22, ...unsigned(l.index));
    return this;
  }
  i32(n: number): this {
    this.bytes.push(0x41, ...signed(n));
    return this;
  }
  /** Pushes a number or the value of a variable. */
  push(options: Operand): this {
    return typeof options === "number" ? this.i32(options) : this.get(options);
  }
  memory(name: MemoryOp, offset = 0): this {
    const [code, align] = memoryOps[name];
    this.bytes.push(...code, align, ...unsigned(offset));
    return this;
  }
  /** Stores one lane of a vector. */
  storeLane(name: LaneStore, offset: number, lane: number): this {
    const [code, align] = laneStores[name];
    this.bytes.push(...code, align, ...unsigned(offset), lane);
    return this;
  }
  /** A vector with all bits of the first lanes of four set. */
  lanesMask(lanes: number): this {
    this.bytes.push(0xfd, 0x0c, ...Array.from({ length: 16 }, (_, i) => (i < 4 * lanes ? 255 : 0)));
    return this;
  }
  /** Sixteen zero bytes. */
  zero(): this {
    this.bytes.push(0xfd, 0x0c, ...Array<number>(16).fill(0));
    return this;
  }
  f32Zero(): this {
    return this.f32(0);
  }
  f32(v: number): this {
    this.bytes.push(0x43, ...bytesOf(4, (d) => d.setFloat32(0, v, true)));
    return this;
  }
  f64(v: number): this {
    this.bytes.push(0x44, ...bytesOf(8, (d) => d.setFloat64(0, v, true)));
    return this;
  }
  i64(v: bigint): this {
    this.bytes.push(0x42, ...signedBig(v));
    return this;
  }
  /** A vector of four floats, or of two doubles, all of one value. */
  f32x4(v: number): this {
    const b = bytesOf(4, (d) => d.setFloat32(0, v, true));
    this.bytes.push(0xfd, 0x0c, ...b, ...b, ...b, ...b);
    return this;
  }
  f64x2(v: number): this {
    const b = bytesOf(8, (d) => d.setFloat64(0, v, true));
    this.bytes.push(0xfd, 0x0c, ...b, ...b);
    return this;
  }

  /** Runs `write`, and returns its output instead of appending it. */
  apart(write: () => void): number[] {
    const before = this.bytes;
    const own: number[] = [];
    this.bytes = own;
    try {
      write();
    } finally {
      this.bytes = before;
    }
    return own;
  }
  /** Appends instructions that were written separately. */
  append(bytes: readonly number[]): this {
    for (const b of bytes) this.bytes.push(b);
    return this;
  }
  /** Pushes a constant of the module, by number. */
  global(i: number): this {
    this.bytes.push(0x23, ...unsigned(i));
    return this;
  }
  call(f: number): this {
    this.bytes.push(0x10, ...unsigned(f));
    return this;
  }

  /** `l += by`. */
  bump(l: Local, by: Operand): this {
    return this.get(l).push(by).op("i32.add").set(l);
  }

  /** `if (what stands on the stack) { then } else { otherwise }`. */
  when(then: () => void, otherwise?: () => void): this {
    this.bytes.push(0x04, 0x40);
    then();
    if (otherwise) {
      this.op("else");
      otherwise();
    }
    return this.op("end");
  }

  /** Like `when`, with a float32 as the result of both branches. */
  whenF32(then: () => void, otherwise: () => void): this {
    this.bytes.push(0x04, typeCode.f32);
    then();
    this.op("else");
    otherwise();
    return this.op("end");
  }

  /** Runs `body` while `counter < end` (signed), adding `step` after each turn. The counter keeps its value. */
  loop(counter: Local, end: Operand, step: Operand, body: () => void): this {
    this.bytes.push(0x02, 0x40, 0x03, 0x40); // block, loop
    this.get(counter).push(end).op("i32.ge_s");
    this.bytes.push(0x0d, 1); // br_if out of the block
    body();
    this.bump(counter, step);
    this.bytes.push(0x0c, 0); // br to the loop's start
    return this.op("end", "end");
  }

  /** Runs `body` at least once, adding 1 to `counter` after each turn, while it is below `end`. */
  repeat(counter: Local, end: Operand, body: () => void): this {
    this.bytes.push(0x03, 0x40); // loop
    body();
    this.bump(counter, 1).get(counter).push(end).op("i32.lt_s");
    this.bytes.push(0x0d, 0); // br_if to the loop's start
    return this.op("end");
  }

  /** Runs `body` as long as the result of `condition` on the stack is not 0. */
  while(condition: () => void, body: () => void): this {
    this.bytes.push(0x02, 0x40, 0x03, 0x40); // block, loop
    condition();
    this.op("i32.eqz");
    this.bytes.push(0x0d, 1); // br_if out of the block
    body();
    this.bytes.push(0x0c, 0); // br to the loop's start
    return this.op("end", "end");
  }

  /** @internal The function's entry of the code section. */
  encode(): number[] {
    const groups: [number, ValType][] = [];
    for (const t of this.locals) {
      const last = groups[groups.length - 1];
      if (last && last[1] === t) last[0]++;
      else groups.push([1, t]);
    }
    const body = [
      ...unsigned(groups.length),
      ...groups.flatMap(([n, t]) => [...unsigned(n), typeCode[t]]),
      ...this.bytes,
      0x0b,
    ];
    return [...unsigned(body.length), ...body];
  }
}

/** The constant vectors of a module. Each is the value of a variable that never changes. */
export class Constants {
  private readonly known = new Map<string, number>();
  /** The instructions that make them, in order. */
  readonly code: (readonly number[])[] = [];
  /** The number of the variable that holds this instruction's result. */
  index(code: readonly number[]): number {
    const key = String(code);
    let i = this.known.get(key);
    if (i === undefined) this.known.set(key, (i = this.code.push(code) - 1));
    return i;
  }
}

export interface MemoryImport {
  readonly shared: boolean;
  readonly maximumPages: number;
}
/** A function from outside. Imported functions have the first numbers. */
export interface FunctionImport {
  readonly name: string;
  readonly params: readonly ValType[];
}

/** A module of exported functions over one imported memory (`env.memory`) and functions of `env`. */
export function encodeModule(
  functions: readonly FunctionWriter[],
  memoryImport: MemoryImport,
  constants = new Constants(),
  imports: readonly FunctionImport[] = [],
): Uint8Array<ArrayBuffer> {
  const text = (s: string): number[] => {
    const b = [...new TextEncoder().encode(s)];
    return [...unsigned(b.length), ...b];
  };
  const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
  const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];
  const limits = memoryImport.shared
    ? [3, 0, ...unsigned(memoryImport.maximumPages)]
    : [1, 0, ...unsigned(memoryImport.maximumPages)];
  const typeOf = (params: readonly ValType[], result: ValType | null): number[] => [
    0x60,
    ...unsigned(params.length),
    ...params.map((t) => typeCode[t]),
    ...(result === null ? [0] : [1, typeCode[result]]),
  ];
  const codes: number[] = [];
  codes.push(...unsigned(functions.length));
  for (const f of functions) for (const byte of f.encode()) codes.push(byte);
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(
      1,
      list([
        ...imports.map((f) => typeOf(f.params, null)),
        ...functions.map((f) =>
          typeOf(
            f.params.map((p) => p.type),
            f.result,
          ),
        ),
      ]),
    ),
    ...section(
      2,
      list([
        ...imports.map((f, i) => [...text("env"), ...text(f.name), 0, ...unsigned(i)]),
        [...text("env"), ...text("memory"), 2, ...limits],
      ]),
    ),
    ...section(3, list(functions.map((_, i) => unsigned(imports.length + i)))),
    ...section(6, list(constants.code.map((c) => [typeCode.v128, 0, ...c, 0x0b]))),
    ...section(
      7,
      list(functions.flatMap((f, i) => (f.exported ? [[...text(f.name), 0, ...unsigned(imports.length + i)]] : []))),
    ),
    ...section(10, codes),
  ]);
}
