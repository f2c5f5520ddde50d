import type { BinaryFn, CompareFn, UnaryFn } from "../../ir/expr.js";
import { type DType, isFloat, isHalf } from "../../shape/dtype.js";
import { runtime as rt } from "../runtime.js";

// The counterparts of render/js.ts as functions: the same operators, helpers and roundings. int64 is a bigint, bool a
// boolean, all else a number. Most operators serve numbers and bigints alike, so their functions are typed for numbers.

export type Value = number | bigint | boolean;
type F1 = (x: number) => Value;
type F2 = (x: number, y: number) => Value;
type Unary = (x: Value) => Value;
type Binary = (x: Value, y: Value) => Value;

const same = (x: number): number => x;
const big = (f: (x: bigint, y: bigint) => bigint): F2 => f as unknown as F2;

/** Converts the result of an arithmetic operation back to its dtype. */
export function rounding(d: DType): (x: Value) => Value {
  return round(d) as Unary;
}
function round(d: DType): F1 {
  switch (d) {
    case "float32":
    case "float16":
    case "bfloat16":
      return Math.fround;
    case "int64":
      return ((x: bigint) => BigInt.asIntN(64, x)) as unknown as F1;
    case "int32":
      return (x) => x | 0;
    case "int16":
      return (x) => (x << 16) >> 16;
    case "int8":
      return (x) => (x << 24) >> 24;
    case "uint8":
      return (x) => x & 255;
    default:
      return same;
  }
}

export function unaryOf(fn: UnaryFn, d: DType): Unary {
  if (fn === "isnan") return (x) => x !== x;
  return wrapped(
    fn === "not" && d === "bool"
      ? (x) => !x
      : isFloat(d)
        ? (floats[fn] ?? (fn === "erf" ? rt.erf : undefined) ?? (Math as unknown as Record<string, F1>)[fn]!)
        : d === "int64" && fn === "sign"
          ? (x) => (x > 0 ? 1n : x < 0 ? -1n : 0n)
          : (integers[fn] ?? same),
    d,
  ) as Unary;
}
function wrapped(f: F1, d: DType): F1 {
  const r = round(d);
  return r === same ? f : (x) => r(f(x) as number);
}

const sign = (x: number): number => (x > 0 ? 1 : x < 0 ? -1 : 0);
/** Functions without an equally named one in Math. */
const floats: { readonly [F in UnaryFn]?: F1 } = { neg: (x) => -x, sign, round: rt.roundEven, exp2: rt.exp2 };
/** Rounding a whole number changes nothing. */
const integers: { readonly [F in UnaryFn]?: F1 } = {
  neg: (x) => -x,
  abs: (x) => (x < 0 ? -x : x),
  sign,
  not: (x) => ~x,
};

export function binaryOf(fn: BinaryFn, d: DType): Binary {
  if (fn === "nextafter")
    return (d === "float64"
      ? rt.nextafter
      : d === "bfloat16"
        ? rt.nextafterBfloat16
        : rt.nextafter32) as unknown as Binary;
  const f =
      (d === "bool"
        ? bools[fn]
        : isFloat(d)
          ? (real[fn] ?? brought(fn))
          : d === "int64"
            ? (shifts[fn] ?? helper(fn, "Big"))
            : helper(fn, "Int")) ?? both[fn]!,
    r = round(d);
  return (r === same ? f : (x: number, y: number) => r(f(x, y) as number)) as Binary;
}
type Some = { readonly [F in BinaryFn]?: F2 };

const both: Some = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  max: (x, y) => (x > y || x !== x ? x : y),
  min: (x, y) => (x < y || x !== x ? x : y),
  and: (x, y) => x & y,
  or: (x, y) => x | y,
  xor: (x, y) => x ^ y,
  shl: (x, y) => x << y,
  shr: (x, y) => x >> y,
};
const bools: Some = {
  add: (x, y) => Boolean(x || y),
  mul: (x, y) => Boolean(x && y),
  max: (x, y) => Boolean(x || y),
  min: (x, y) => Boolean(x && y),
  and: (x, y) => Boolean(x && y),
  or: (x, y) => Boolean(x || y),
  xor: (x, y) => x !== y,
};
const real: Some = {
  div: (x, y) => x / y,
  fmod: (x, y) => x % y,
  atan2: Math.atan2,
};
/** Functions that enter the runtime with the first expression that uses them. */
function brought(fn: BinaryFn): F2 | undefined {
  const name = fn === "floordiv" ? "floorDiv" : fn;
  return name === "pow" ||
    name === "mod" ||
    name === "floorDiv" ||
    name === "zeta" ||
    name === "igamma" ||
    name === "igammac"
    ? rt[name]
    : undefined;
}
/** Shifts as the machine's instruction does: the count modulo 64. */
const shifts: Some = { shl: big((x, y) => x << (y & 63n)), shr: big((x, y) => x >> (y & 63n)) };
/** The helpers of whole numbers, one for each width: divInt, divBig, … */
const names: { readonly [F in BinaryFn]?: "div" | "floorDiv" | "mod" | "rem" | "pow" | "gcd" } = {
  div: "div",
  floordiv: "floorDiv",
  mod: "mod",
  fmod: "rem",
  pow: "pow",
  gcd: "gcd",
};
function helper(fn: BinaryFn, width: "Int" | "Big"): F2 | undefined {
  const name = names[fn];
  return name === undefined ? (fn === "mul" && width === "Int" ? Math.imul : undefined) : (rt[`${name}${width}`] as F2);
}

const compares: { readonly [F in CompareFn]: Binary } = {
  eq: (x, y) => x === y,
  ne: (x, y) => x !== y,
  lt: (x, y) => x < y,
  le: (x, y) => x <= y,
  gt: (x, y) => x > y,
  ge: (x, y) => x >= y,
};
export const compareOf = (fn: CompareFn): Binary => compares[fn];

export function castOf(from: DType, to: DType): Unary {
  if (from === to) return same as Unary;
  if (to === "bool") return (x) => x !== 0 && x !== 0n;
  if (from === "bool") return to === "int64" ? (x) => (x ? 1n : 0n) : (x) => (x ? 1 : 0);
  if (to === "int64") return isFloat(from) ? (rt.toInt64 as Unary) : (x) => BigInt(x);
  const number: F1 =
    from !== "int64" ? same : isFloat(to) ? Number : (((x: bigint) => Number(BigInt.asIntN(32, x))) as unknown as F1);
  const fit =
    to === "float16"
      ? rt.roundHalf
      : to === "bfloat16"
        ? rt.roundBfloat16
        : isFloat(from) && !isFloat(to)
          ? (x: number) => round(to)(rt.toInt32(x))
          : round(to);
  return ((x: number) => fit(number(x) as number)) as Unary;
}

/** Converts a buffer's element to a value; null if no conversion is needed. */
export function loaded(d: DType): ((x: number | bigint) => Value) | null {
  if (d === "bool") return (x) => x !== 0;
  return isHalf(d) ? ((d === "float16" ? rt.halfToFloat : rt.bfloat16ToFloat) as (x: number | bigint) => Value) : null;
}

/** Converts a value to a buffer's element. */
export function stored(d: DType): Unary {
  if (d === "bool") return (x) => (x ? 1 : 0);
  return (isHalf(d) ? (d === "float16" ? rt.floatToHalf : rt.floatToBfloat16) : same) as Unary;
}
