import type { BinaryFn, CompareFn, Expr, UnaryFn } from "../../ir/expr.js";
import type { DType } from "../../shape/dtype.js";
import type { FunctionWriter, Local, ValType } from "./assembler.js";
import type { MemoryOp } from "./opcodes.js";

// The scalar functions of the kernel IR as WebAssembly instructions, for one value and for four.

/** Thrown for kernels without a rendering; another engine takes them. */
export class Unsupported extends Error {}

/** The services of the module around a kernel. */
export interface Helpers {
  /** Whether relaxed multiply-add rounds once. */
  readonly fused: boolean;
  /** The number of the module's function for a mathematical one; null if there is none of this type. */
  math(name: string, type: "f32" | "f64" | "v128"): number | null;
}

const types: { readonly [D in DType]: ValType | null } = {
  float32: "f32",
  float64: "f64",
  float16: null,
  bfloat16: null,
  int64: "i64",
  int32: "i32",
  int16: "i32",
  int8: "i32",
  uint8: "i32",
  bool: "i32",
  complex64: null,
  complex128: null, // no kernel sees those
};
/** The WebAssembly type of one value of a dtype. Small integers and bools are i32. */
export function scalarType(d: DType): ValType {
  const t = types[d];
  if (t === null) throw new Unsupported(d);
  return t;
}

const loads: { readonly [D in DType]: MemoryOp | null } = {
  float32: "f32.load",
  float64: "f64.load",
  float16: null,
  bfloat16: null,
  int64: "i64.load",
  int32: "i32.load",
  int16: "i32.load16_s",
  int8: "i32.load8_s",
  uint8: "i32.load8_u",
  bool: "i32.load8_u",
  complex64: null,
  complex128: null, // no kernel sees those
};
const stores: { readonly [D in DType]: MemoryOp | null } = {
  float32: "f32.store",
  float64: "f64.store",
  float16: null,
  bfloat16: null,
  int64: "i64.store",
  int32: "i32.store",
  int16: "i32.store16",
  int8: "i32.store8",
  uint8: "i32.store8",
  bool: "i32.store8",
  complex64: null,
  complex128: null, // no kernel sees those
};
const or = <T>(v: T | null, what: string): T => {
  if (v === null) throw new Unsupported(what);
  return v;
};
export const loadOp = (d: DType): MemoryOp => or(loads[d], d);
export const storeOp = (d: DType): MemoryOp => or(stores[d], d);

const isFloat = (d: DType): boolean => d === "float32" || d === "float64";

/** Converts the result of integer arithmetic back to a narrow dtype. */
function wrap(f: FunctionWriter, d: DType): void {
  if (d === "int16") f.op("i32.extend16_s");
  else if (d === "int8") f.op("i32.extend8_s");
  else if (d === "uint8") f.i32(255).op("i32.and");
}

function zero(f: FunctionWriter, t: ValType): void {
  if (t === "f32") f.f32(0);
  else if (t === "f64") f.f64(0);
  else if (t === "i64") f.i64(0n);
  else f.i32(0);
}
function one(f: FunctionWriter, t: ValType, sign: 1 | -1 = 1): void {
  if (t === "f32") f.f32(sign);
  else if (t === "f64") f.f64(sign);
  else if (t === "i64") f.i64(BigInt(sign));
  else f.i32(sign);
}

function call(f: FunctionWriter, name: string, d: DType, helpers: Helpers, ...args: Local[]): void {
  const index = isFloat(d) ? helpers.math(name, d === "float32" ? "f32" : "f64") : null;
  for (const a of args) f.get(a);
  f.call(or(index, `${name} of ${d}`));
}

const native = new Set<UnaryFn>(["neg", "abs", "floor", "ceil", "trunc", "sqrt"]);

/** Leaves `fn(x)` on the stack. */
export function unaryOp(f: FunctionWriter, fn: UnaryFn, d: DType, x: Local, helpers: Helpers): void {
  const t = scalarType(d);
  if (isFloat(d)) {
    if (native.has(fn)) f.get(x).op(`${t}.${fn}`);
    else if (fn === "round") f.get(x).op(`${t}.nearest`);
    else if (fn === "isnan") f.get(x).get(x).op(`${t}.ne`);
    else if (fn === "sign") {
      one(f, t);
      one(f, t, -1);
      zero(f, t);
      f.get(x);
      zero(f, t);
      f.op(`${t}.lt`, "select").get(x);
      zero(f, t);
      f.op(`${t}.gt`, "select");
    } else call(f, fn, d, helpers, x);
    return;
  }
  switch (fn) {
    case "neg":
      zero(f, t);
      f.get(x).op(`${t}.sub`);
      wrap(f, d);
      break;
    case "abs":
      zero(f, t);
      f.get(x).op(`${t}.sub`).get(x).get(x);
      zero(f, t);
      f.op(`${t}.lt_s`, "select");
      wrap(f, d);
      break;
    case "sign":
      one(f, t);
      one(f, t, -1);
      zero(f, t);
      f.get(x);
      zero(f, t);
      f.op(`${t}.lt_s`, "select").get(x);
      zero(f, t);
      f.op(`${t}.gt_s`, "select");
      break;
    case "floor":
    case "ceil":
    case "trunc":
    case "round":
      f.get(x);
      break;
    case "not":
      if (d === "bool") f.get(x).op("i32.eqz");
      else {
        f.get(x);
        one(f, t, -1);
        f.op(`${t}.xor`);
        wrap(f, d);
      }
      break;
    default:
      throw new Unsupported(`${fn} of ${d}`);
  }
}

/** Leaves `fn(x, y)` on the stack. Integer divisions are left to an engine that can report a division by zero. */
export function binaryOp(f: FunctionWriter, fn: BinaryFn, d: DType, x: Local, y: Local, helpers: Helpers): void {
  const t = scalarType(d);
  if (isFloat(d)) {
    if (fn === "add" || fn === "sub" || fn === "mul" || fn === "div" || fn === "max" || fn === "min")
      f.get(x).get(y).op(`${t}.${fn}`);
    else call(f, fn, d, helpers, x, y);
    return;
  }
  const bool = d === "bool";
  switch (fn) {
    case "add":
      f.get(x)
        .get(y)
        .op(bool ? "i32.or" : `${t}.add`);
      wrap(f, d);
      break;
    case "sub":
      f.get(x).get(y).op(`${t}.sub`);
      wrap(f, d);
      break;
    case "mul":
      f.get(x)
        .get(y)
        .op(bool ? "i32.and" : `${t}.mul`);
      wrap(f, d);
      break;
    case "max":
    case "min":
      f.get(x)
        .get(y)
        .get(x)
        .get(y)
        .op(`${t}.${fn === "max" ? "gt" : "lt"}_${d === "uint8" || bool ? "u" : "s"}`, "select");
      break;
    case "and":
    case "or":
    case "xor":
      f.get(x).get(y).op(`${t}.${fn}`);
      break;
    case "shl":
      f.get(x).get(y).op(`${t}.shl`);
      wrap(f, d);
      break;
    case "shr":
      f.get(x)
        .get(y)
        .op(`${t}.shr_${d === "uint8" ? "u" : "s"}`);
      break;
    default:
      throw new Unsupported(`${fn} of ${d}`);
  }
}

const signs: { readonly [F in CompareFn]: boolean } = { eq: false, ne: false, lt: true, le: true, gt: true, ge: true };
export function compareOp(fn: CompareFn, d: DType): string {
  return `${scalarType(d)}.${fn}${!isFloat(d) && signs[fn] ? (d === "uint8" || d === "bool" ? "_u" : "_s") : ""}`;
}
export const vectorCompare = (fn: CompareFn): string => `f32x4.${fn}`;

/** Leaves `x` converted on the stack. Float-to-integer conversions are omitted: their overflow rule is the CPU's. */
export function castOp(f: FunctionWriter, x: Local, from: DType, to: DType): void {
  const [a, b] = [scalarType(from), scalarType(to)];
  f.get(x);
  if (to === "bool") {
    if (from === "bool") return;
    zero(f, a);
    f.op(`${a}.ne`);
    return;
  }
  if (isFloat(from) && !isFloat(to)) throw new Unsupported(`${from} to ${to}`);
  if (a !== b) f.op(conversions[`${a} ${b}`]!);
  if (!isFloat(to)) wrap(f, to);
}
const conversions: Readonly<Record<string, string>> = {
  "f32 f64": "f64.promote_f32",
  "f64 f32": "f32.demote_f64",
  "i32 i64": "i64.extend_i32_s",
  "i64 i32": "i32.wrap_i64",
  "i32 f32": "f32.convert_i32_s",
  "i32 f64": "f64.convert_i32_s",
  "i64 f32": "f32.convert_i64_s",
  "i64 f64": "f64.convert_i64_s",
};

type Vector1 = (f: FunctionWriter, x: Local) => void;
type Vector2 = (f: FunctionWriter, x: Local, y: Local) => void;

/** The vector instruction of `fn` for four values; null if there is none. `not` and comparisons are masks. */
export function vectorUnary(fn: UnaryFn, d: DType, helpers: Helpers): Vector1 | null {
  if (d === "bool") return fn === "not" ? (f, x) => f.get(x).op("v128.not") : null;
  if (d !== "float32") return null;
  if (native.has(fn)) return (f, x) => f.get(x).op(`f32x4.${fn}`);
  if (fn === "round") return (f, x) => f.get(x).op("f32x4.nearest");
  if (fn === "isnan") return (f, x) => f.get(x).get(x).op("f32x4.ne");
  if (fn === "sign")
    return (f, x) =>
      f
        .f32x4(1)
        .get(x)
        .f32x4(0)
        .op("f32x4.gt", "v128.and")
        .f32x4(-1)
        .get(x)
        .f32x4(0)
        .op("f32x4.lt", "v128.and", "v128.or");
  const index = helpers.math(fn, "v128");
  return index === null ? null : (f, x) => f.get(x).call(index);
}

/** The vector instruction of `fn` for four pairs; null if there is none. */
export function vectorBinary(fn: BinaryFn, d: DType, helpers: Helpers): Vector2 | null {
  if (d === "bool")
    return fn === "and" || fn === "or" || fn === "xor"
      ? (f, x, y) => f.get(x).get(y).op(`v128.${fn}`)
      : fn === "mul"
        ? (f, x, y) => f.get(x).get(y).op("v128.and")
        : fn === "add"
          ? (f, x, y) => f.get(x).get(y).op("v128.or")
          : null;
  if (d !== "float32") return null;
  if (fn === "add" || fn === "sub" || fn === "mul" || fn === "div" || fn === "max" || fn === "min")
    return (f, x, y) => f.get(x).get(y).op(`f32x4.${fn}`);
  const index = helpers.math(fn, "v128");
  return index === null ? null : (f, x, y) => f.get(x).get(y).call(index);
}

/** A maximum or minimum of float32 with a known number takes one instruction; with two unknowns it takes eight, because of NaN and −0. */
export const bounded = (fn: BinaryFn, { value }: Constant): fn is "max" | "min" =>
  (fn === "max" || fn === "min") && !Number.isNaN(value) && !Object.is(value, -0);
/** x < y ? y : x, which keeps a NaN in x, and −0 as well: adding 0 turns −0 into 0. */
export function bound(f: FunctionWriter, fn: "max" | "min", { value }: Constant, x: Local, limit: Local): void {
  f.get(x).get(limit).op(`f32x4.p${fn}`);
  if (fn === "max" && value === 0) f.f32x4(0).op("f32x4.add");
}
type Constant = Expr & { readonly kind: "const" };

/** Leaves a number on the stack. */
export function constant(f: FunctionWriter, v: number | bigint | boolean, d: DType): void {
  switch (scalarType(d)) {
    case "f32":
      f.f32(Number(v));
      break;
    case "f64":
      f.f64(Number(v));
      break;
    case "i64":
      f.i64(BigInt(v));
      break;
    default:
      f.i32(Number(v));
  }
}
