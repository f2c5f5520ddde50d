// Writes WebAssembly modules byte by byte. Binary format and opcodes: the WebAssembly core specification, chapter 5, with
// the SIMD and relaxed SIMD proposals.

export type ValType = "i32" | "i64" | "f32" | "f64" | "v128";
const typeCode: { readonly [T in ValType]: number } = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c, v128: 0x7b };

/** Instructions without operands of their own, by their name in the specification. */
const plain = {
  "unreachable": [0x00], "end": [0x0b], "else": [0x05], "drop": [0x1a], "select": [0x1b], "return": [0x0f],
  "i32.eqz": [0x45], "i32.eq": [0x46], "i32.ne": [0x47], "i32.lt_s": [0x48], "i32.lt_u": [0x49], "i32.gt_s": [0x4a], "i32.gt_u": [0x4b], "i32.le_s": [0x4c], "i32.ge_s": [0x4e], "i32.ge_u": [0x4f],
  "i32.add": [0x6a], "i32.sub": [0x6b], "i32.mul": [0x6c], "i32.div_s": [0x6d], "i32.div_u": [0x6e], "i32.and": [0x71], "i32.or": [0x72], "i32.shl": [0x74], "i32.shr_u": [0x76],
  "f32.add": [0x92], "f32.sub": [0x93], "f32.mul": [0x94], "f32.div": [0x95],
  "f32x4.splat": [0xfd, 0x13], "f32x4.add": [0xfd, 0xe4, 0x01], "f32x4.mul": [0xfd, 0xe6, 0x01],
  "f32x4.relaxed_madd": [0xfd, 0x85, 0x02],
} as const satisfies Record<string, readonly number[]>;
export type Plain = keyof typeof plain;

/** Loads and stores, with the natural alignment as a power of two. */
const memory = {
  "i32.load": [[0x28], 2], "f32.load": [[0x2a], 2], "i32.store": [[0x36], 2], "f32.store": [[0x38], 2],
  "v128.load": [[0xfd, 0x00], 2], "v128.store": [[0xfd, 0x0b], 2], "v128.load32_splat": [[0xfd, 0x09], 2],
} as const satisfies Record<string, readonly [readonly number[], number]>;
export type MemoryOp = keyof typeof memory;

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

/** A local variable or parameter. */
export interface Local { readonly index: number; readonly type: ValType }

/** What a loop's bound or step may be: known, or a variable. */
export type Operand = number | Local;

/** The body of one function. Methods append instructions and give the writer back, so that they chain. */
export class FunctionWriter {
  readonly name: string;
  readonly params: Local[];
  private readonly locals: ValType[] = [];
  private readonly bytes: number[] = [];

  constructor(name: string, params: readonly ValType[]) {
    this.name = name;
    this.params = params.map((type, index) => ({ index, type }));
  }

  local(type: ValType): Local {
    this.locals.push(type);
    return { index: this.params.length + this.locals.length - 1, type };
  }

  op(...names: Plain[]): this { for (const n of names) this.bytes.push(...plain[n]); return this; }
  get(l: Local): this { this.bytes.push(0x20, ...unsigned(l.index)); return this; }
  set(l: Local): this { this.bytes.push(0x21, ...unsigned(l.index)); return this; }
  tee(l: Local): this { this.bytes.push(0x22, ...unsigned(l.index)); return this; }
  i32(n: number): this { this.bytes.push(0x41, ...signed(n)); return this; }
  /** Pushes a number or the value of a variable. */
  push(o: Operand): this { return typeof o === "number" ? this.i32(o) : this.get(o); }
  memory(name: MemoryOp, offset = 0): this {
    const [code, align] = memory[name];
    this.bytes.push(...code, align, ...unsigned(offset));
    return this;
  }
  /** Sixteen zero bytes. */
  zero(): this { this.bytes.push(0xfd, 0x0c, ...Array<number>(16).fill(0)); return this; }
  f32Zero(): this { this.bytes.push(0x43, 0, 0, 0, 0); return this; }
  call(f: number): this { this.bytes.push(0x10, ...unsigned(f)); return this; }

  /** `l += by`. */
  bump(l: Local, by: Operand): this { return this.get(l).push(by).op("i32.add").set(l); }

  /** `if (what stands on the stack) { then } else { otherwise }`. */
  when(then: () => void, otherwise?: () => void): this {
    this.bytes.push(0x04, 0x40);
    then();
    if (otherwise) { this.op("else"); otherwise(); }
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

  /** @internal The function's entry of the code section. */
  encode(): number[] {
    const groups: [number, ValType][] = [];
    for (const t of this.locals) {
      const last = groups[groups.length - 1];
      if (last && last[1] === t) last[0]++; else groups.push([1, t]);
    }
    const body = [...unsigned(groups.length), ...groups.flatMap(([n, t]) => [...unsigned(n), typeCode[t]]), ...this.bytes, 0x0b];
    return [...unsigned(body.length), ...body];
  }
}

export interface MemoryImport { readonly shared: boolean; readonly maximumPages: number }

/** A module of exported functions that return nothing, over one imported memory (`env.memory`). */
export function encodeModule(functions: readonly FunctionWriter[], memoryImport: MemoryImport): Uint8Array<ArrayBuffer> {
  const text = (s: string): number[] => { const b = [...new TextEncoder().encode(s)]; return [...unsigned(b.length), ...b]; };
  const list = (items: readonly (readonly number[])[]): number[] => [...unsigned(items.length), ...items.flat()];
  const section = (id: number, content: number[]): number[] => [id, ...unsigned(content.length), ...content];
  const limits = memoryImport.shared ? [3, 0, ...unsigned(memoryImport.maximumPages)] : [1, 0, ...unsigned(memoryImport.maximumPages)];
  const codes: number[] = [];
  codes.push(...unsigned(functions.length));
  for (const f of functions) for (const byte of f.encode()) codes.push(byte);
  return Uint8Array.from([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0,
    ...section(1, list(functions.map((f) => [0x60, ...unsigned(f.params.length), ...f.params.map((p) => typeCode[p.type]), 0]))),
    ...section(2, list([[...text("env"), ...text("memory"), 2, ...limits]])),
    ...section(3, list(functions.map((_, i) => unsigned(i)))),
    ...section(7, list(functions.map((f, i) => [...text(f.name), 0, ...unsigned(i)]))),
    ...section(10, codes),
  ]);
}
