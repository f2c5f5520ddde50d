// The instructions of WebAssembly that are used here, by their names in the specification (chapter 5.4 and the SIMD
// proposals). Names with consecutive codes are listed in order.

type Entry = readonly [name: string, code: readonly number[]];
function leb(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...leb(n >> 7)];
}
const byte = (first: number, type: string, names: string): Entry[] =>
  names.split(" ").map((n, i) => [`${type}.${n}`, [first + i]] as const);
const simd = (first: number, type: string, names: string): Entry[] =>
  names.split(" ").map((n, i) => [`${type}.${n}`, [0xfd, ...leb(first + i)]] as const);

/** Instructions of integers: where they begin, from `clz` on. */
const ints = (first: number, type: string): Entry[] => [
  ...byte(first, type, "clz"),
  ...byte(first + 3, type, "add sub mul"),
  ...byte(first + 10, type, "and or xor shl shr_s shr_u rotl"),
];
const compareInts = "eqz eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u";
const floats = "abs neg ceil floor trunc nearest sqrt add sub mul div min max copysign";
const compareFloats = "eq ne lt gt le ge";

/** Instructions without immediates. */
const plainCodes: ReadonlyMap<string, readonly number[]> = new Map<string, readonly number[]>([
  ["else", [0x05]],
  ["end", [0x0b]],
  ["select", [0x1b]],
  ...byte(0x45, "i32", compareInts),
  ...byte(0x50, "i64", compareInts),
  ...byte(0x5b, "f32", compareFloats),
  ...byte(0x61, "f64", compareFloats),
  ...ints(0x67, "i32"),
  ...ints(0x79, "i64"),
  ...byte(0x8b, "f32", floats),
  ...byte(0x99, "f64", floats),
  ...byte(0xa7, "i32", "wrap_i64"),
  ...byte(0xac, "i64", "extend_i32_s extend_i32_u"),
  ...byte(0xb2, "f32", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u demote_f64"),
  ...byte(0xb7, "f64", "convert_i32_s convert_i32_u convert_i64_s convert_i64_u promote_f32"),
  ["i64.reinterpret_f64", [0xbd]],
  ["i32.extend8_s", [0xc0]],
  ["i32.extend16_s", [0xc1]],
  ...simd(0x11, "i32x4", "splat"),
  ...simd(0x12, "i64x2", "splat"),
  ...simd(0x13, "f32x4", "splat"),
  ...simd(0x14, "f64x2", "splat"),
  ...simd(0x37, "i32x4", "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u"),
  ...simd(0x41, "f32x4", compareFloats),
  ...simd(0x47, "f64x2", compareFloats),
  ...simd(0x4d, "v128", "not and andnot or xor bitselect any_true"),
  ...simd(0x5e, "f32x4", "demote_f64x2_zero"),
  ...simd(0x5f, "f64x2", "promote_low_f32x4"),
  ...simd(0x67, "f32x4", "ceil floor trunc nearest"),
  ...simd(0x74, "f64x2", "ceil floor"),
  ...simd(0x7a, "f64x2", "trunc"),
  ...simd(0x94, "f64x2", "nearest"),
  ...simd(0xa0, "i32x4", "abs neg"),
  ...simd(0xab, "i32x4", "shl shr_s shr_u add"),
  ...simd(0xb1, "i32x4", "sub"),
  ...simd(0xcb, "i64x2", "shl shr_s shr_u add"),
  ...simd(0xd1, "i64x2", "sub"),
  ...simd(0xe0, "f32x4", "abs neg"),
  ...simd(0xe3, "f32x4", "sqrt add sub mul div min max pmin pmax"),
  ...simd(0xec, "f64x2", "abs neg"),
  ...simd(0xef, "f64x2", "sqrt add sub mul div min max pmin pmax"),
  ...simd(0x105, "f32x4", "relaxed_madd relaxed_nmadd"),
  ...simd(0x107, "f64x2", "relaxed_madd relaxed_nmadd"),
]);

/** The code of an instruction; throws for an unknown name, which a test of every kernel would detect. */
export function opcode(name: string): readonly number[] {
  const code = plainCodes.get(name);
  if (code === undefined) throw new Error(`no WebAssembly instruction ${name}`);
  return code;
}

/** Loads and stores, with the natural alignment of a lane as a power of two. */
export const memoryOps = {
  "i32.load": [[0x28], 2],
  "i64.load": [[0x29], 3],
  "f32.load": [[0x2a], 2],
  "f64.load": [[0x2b], 3],
  "i32.load8_s": [[0x2c], 0],
  "i32.load8_u": [[0x2d], 0],
  "i32.load16_s": [[0x2e], 1],
  "i32.store": [[0x36], 2],
  "i64.store": [[0x37], 3],
  "f32.store": [[0x38], 2],
  "f64.store": [[0x39], 3],
  "i32.store8": [[0x3a], 0],
  "i32.store16": [[0x3b], 1],
  "v128.load": [[0xfd, 0x00], 2],
  "v128.store": [[0xfd, 0x0b], 2],
  "v128.load32_splat": [[0xfd, 0x09], 2],
} as const satisfies Record<string, readonly [readonly number[], number]>;
export type MemoryOp = keyof typeof memoryOps;

/** Instructions that name a lane. */
export const laneOps = {
  "i32x4.extract_lane": [0xfd, 0x1b],
  "i32x4.replace_lane": [0xfd, 0x1c],
  "f32x4.extract_lane": [0xfd, 0x1f],
  "f32x4.replace_lane": [0xfd, 0x20],
  "f64x2.extract_lane": [0xfd, 0x21],
  "f64x2.replace_lane": [0xfd, 0x22],
} as const satisfies Record<string, readonly number[]>;
export type LaneOp = keyof typeof laneOps;

/** Stores of one lane, with their alignment as a power of two. */
export const laneStores = {
  "v128.store32_lane": [[0xfd, 0x5a], 2],
  "v128.store64_lane": [[0xfd, 0x5b], 2],
} as const satisfies Record<string, readonly [readonly number[], number]>;
export type LaneStore = keyof typeof laneStores;
