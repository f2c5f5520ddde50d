import type { Dim, Expr, IndexMap } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "#src/util/half.js";
import { gcdBig, igamma, igammac, zeta } from "#src/util/gamma.js";
import { erf, nextafter, nextafter32, nextafterBfloat16 } from "#src/util/special.js";
import type { DType, TypedArray } from "#src/shape/dtype.js";

// What a kernel means, as plainly as it can be said: nested loops, one expression evaluated at each point, integers as
// bigints cut to their width. Slow; for tests only.

type Value = number | bigint | boolean;

const bits = { int64: 64, int32: 32, int16: 16, int8: 8, uint8: 8 } as const;
const isInt = (d: DType): d is keyof typeof bits => d in bits;

/** A mathematical result brought into its dtype. */
function fit(v: Value, d: DType): Value {
  if (isInt(d)) return d === "uint8" ? BigInt.asUintN(8, BigInt(v)) : BigInt.asIntN(bits[d], BigInt(v));
  if (d === "bool") return Boolean(v);
  return d === "float64" ? Number(v) : Math.fround(Number(v));
}

function load(data: TypedArray, at: number, d: DType): Value {
  if (at < 0 || at >= data.length) throw new Error(`reads element ${at} of ${data.length}`);
  const v = data[at]!;
  if (d === "float16") return halfToFloat(v as number);
  if (d === "bfloat16") return bfloat16ToFloat(v as number);
  return d === "bool" ? v !== 0 : isInt(d) ? BigInt(v) : v;
}

function store(data: TypedArray, at: number, d: DType, v: Value): void {
  if (at < 0 || at >= data.length) throw new Error(`writes element ${at} of ${data.length}`);
  if (d === "float16") data[at] = floatToHalf(Number(v));
  else if (d === "bfloat16") data[at] = floatToBfloat16(Number(v));
  else data[at] = d === "int64" ? (v as bigint) : Number(v);
}

/** A float to an integer as a CPU does it: cut off, and the smallest value for what does not fit (int64's, cut down). */
function toInt(x: number): bigint {
  const t = Math.trunc(x);
  return t >= -(2 ** 63) && t < 2 ** 63 ? BigInt(t) : -(2n ** 63n);
}

function cast(v: Value, from: DType, to: DType): Value {
  if (to === "bool") return v !== 0 && v !== 0n && v !== false;
  if (isInt(to))
    return fit(
      typeof v === "number"
        ? to === "int64" || (Number.isFinite(v) && Math.abs(v) < 2 ** 63)
          ? toInt(v)
          : 0n
        : BigInt(v),
      to,
    );
  const x = Number(v);
  if (to === "float16" && from !== "float16") return halfToFloat(floatToHalf(x));
  if (to === "bfloat16" && from !== "bfloat16") return bfloat16ToFloat(floatToBfloat16(x));
  return fit(x, to);
}

const floorDiv = (x: bigint, y: bigint): bigint => (x - (((x % y) + y) % y)) / y;

function power(x: bigint, y: bigint): bigint {
  if (y < 0n) return x === 1n ? 1n : x === -1n ? (y % 2n === 0n ? 1n : -1n) : 0n;
  let out = 1n;
  for (let i = 0n; i < y; i++) out = BigInt.asIntN(64, out * x);
  return out;
}

function floatFloorDiv(x: number, y: number): number {
  if (y === 0) return x / y;
  const m = x % y;
  const q = Math.round((x - (m !== 0 && m < 0 !== y < 0 ? m + y : m)) / y);
  return Number.isNaN(m) ? NaN : q === 0 ? (1 / (x / y) < 0 ? -0 : 0) : q;
}

function roundEven(x: number): number {
  const f = Math.floor(x),
    d = x - f;
  const r = d < 0.5 || (d === 0.5 && f % 2 === 0) ? f : f + 1;
  return r === 0 && x < 0 ? -0 : r;
}

function unary(e: Expr & { kind: "unary" }, v: Value): Value {
  if (e.fn === "isnan") return Number.isNaN(v);
  if (e.fn === "not") return typeof v === "boolean" ? !v : fit(~(v as bigint), e.dtype);
  if (typeof v === "bigint") {
    switch (e.fn) {
      case "neg":
        return fit(-v, e.dtype);
      case "abs":
        return fit(v < 0n ? -v : v, e.dtype);
      case "sign":
        return v > 0n ? 1n : v < 0n ? -1n : 0n;
      default:
        return v; // rounding a whole number
    }
  }
  const x = Number(v);
  const f = {
    neg: (a: number) => -a,
    sign: (a: number) => (Number.isNaN(a) ? 0 : Math.sign(a)),
    round: roundEven,
    exp2: (a: number) => 2 ** a,
    erf,
  } as Record<string, (a: number) => number>;
  return fit((f[e.fn] ?? (Math as unknown as Record<string, (a: number) => number>)[e.fn]!)(x), e.dtype);
}

function binary(e: Expr & { kind: "binary" }, a: Value, b: Value): Value {
  const pick = (left: boolean): Value => (left ? a : b);
  if (e.fn === "max") return Number.isNaN(a) || Number.isNaN(b) ? NaN : pick(a > b);
  if (e.fn === "min") return Number.isNaN(a) || Number.isNaN(b) ? NaN : pick(a < b);
  if (typeof a === "boolean") {
    const x = a,
      y = b as boolean;
    const f: Record<string, boolean> = { add: x || y, mul: x && y, and: x && y, or: x || y, xor: x !== y };
    return f[e.fn]!;
  }
  if (typeof a === "bigint") {
    const x = a,
      y = b as bigint;
    const f: Record<string, () => bigint> = {
      add: () => x + y,
      sub: () => x - y,
      mul: () => x * y,
      div: () => x / y,
      floordiv: () => floorDiv(x, y),
      mod: () => x - floorDiv(x, y) * y,
      fmod: () => x % y,
      pow: () => power(x, y),
      and: () => x & y,
      or: () => x | y,
      xor: () => x ^ y,
      shl: () => x << (y & 63n),
      shr: () => x >> (y & 63n),
      gcd: () => gcdBig(x, y),
    };
    return fit(f[e.fn]!(), e.dtype);
  }
  const x = a,
    y = b as number;
  const f: Record<string, () => number> = {
    add: () => x + y,
    sub: () => x - y,
    mul: () => x * y,
    div: () => x / y,
    floordiv: () => floatFloorDiv(x, y),
    mod: () => {
      const m = x % y;
      return m !== 0 && y < 0 !== m < 0 ? m + y : m;
    },
    fmod: () => x % y,
    pow: () => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y),
    atan2: () => Math.atan2(x, y),
    nextafter: () =>
      (e.dtype === "float64" ? nextafter : e.dtype === "bfloat16" ? nextafterBfloat16 : nextafter32)(x, y),
    zeta: () => zeta(x, y),
    igamma: () => igamma(x, y),
    igammac: () => igammac(x, y),
  };
  return fit(f[e.fn]!(), e.dtype);
}

const compares = {
  eq: (a: Value, b: Value) => a === b,
  ne: (a: Value, b: Value) => a !== b,
  lt: (a: Value, b: Value) => a < b,
  le: (a: Value, b: Value) => a <= b,
  gt: (a: Value, b: Value) => a > b,
  ge: (a: Value, b: Value) => a >= b,
};

/** Runs a kernel: buffers (outputs first), integer arguments, scalar arguments, as an engine takes them. */
export function interpret(
  kernel: Kernel,
  buffers: readonly TypedArray[],
  ints: readonly number[],
  params: readonly Value[],
): void {
  const dim = (d: Dim): number => (typeof d === "number" ? d : ints[d.arg]!);
  const at: number[] = kernel.axes.map(() => 0);
  const position = (m: IndexMap): number => m.strides.reduce<number>((p, s, a) => p + dim(s) * at[a]!, dim(m.offset));

  const loop = (axes: readonly number[], body: () => void): void => {
    const [a, ...inner] = axes;
    if (a === undefined) return body();
    for (let i = 0, n = dim(kernel.axes[a]!.size); i < n; i++) {
      at[a] = i;
      loop(inner, body);
    }
    at[a] = 0;
  };

  const reduce = (e: Expr & { kind: "reduce" }): Value => {
    // Sums are taken in double, and so are the products in a sum of products.
    const term = (): Value => {
      if (e.fn === "sum" && e.dtype.includes("float") && e.x.kind === "binary" && e.x.fn === "mul")
        return (value(e.x.x) as number) * (value(e.x.y) as number);
      return value(e.x);
    };
    let best: Value | undefined,
      where = 0,
      count = 0;
    let total: Value =
      e.fn === "sum"
        ? isInt(e.dtype)
          ? 0n
          : e.dtype === "bool"
            ? false
            : 0
        : isInt(e.dtype)
          ? 1n
          : e.dtype === "bool"
            ? true
            : 1;
    const up = e.fn === "max" || e.fn === "argmax";
    loop(e.axes, () => {
      const v = term();
      if (e.fn === "sum" || e.fn === "prod") {
        if (typeof v === "number") total = e.fn === "sum" ? (total as number) + v : (total as number) * v;
        else if (typeof v === "bigint")
          total = fit(e.fn === "sum" ? (total as bigint) + v : (total as bigint) * v, e.dtype);
        else total = e.fn === "sum" ? total || v : total && v;
      } else if (best === undefined || (Number.isNaN(v) && !Number.isNaN(best)) || (up ? v > best : v < best)) {
        best = v;
        where = count;
      }
      count++;
    });
    if (e.fn === "argmax" || e.fn === "argmin") return BigInt(where);
    return e.fn === "sum" || e.fn === "prod" ? fit(total, e.dtype) : best!;
  };

  // Where nothing is reduced, a part of the expression that is used often has one value at a point.
  const memo = kernel.axes.some((a) => a.kind === "reduce") ? null : new Map<Expr, Value>();
  const value = (e: Expr): Value => {
    if (memo === null) return evaluate(e);
    let v = memo.get(e);
    if (v === undefined) memo.set(e, (v = evaluate(e)));
    return v;
  };
  const evaluate = (e: Expr): Value => {
    switch (e.kind) {
      case "const":
        return isInt(e.dtype) ? BigInt(e.value) : e.dtype === "bool" ? Boolean(e.value) : fit(e.value, e.dtype);
      case "param":
        return isInt(e.dtype) ? fit(BigInt(params[e.param]!), e.dtype) : fit(params[e.param]!, e.dtype);
      case "load":
        return load(buffers[kernel.outputs.length + e.input]!, position(e.index), e.dtype);
      case "axis":
        return BigInt(at[e.axis]!);
      case "unary":
        return unary(e, value(e.x));
      case "binary":
        return binary(e, value(e.x), value(e.y));
      case "compare":
        return compares[e.fn](value(e.x), value(e.y));
      case "where":
        return value(e.cond) ? value(e.x) : value(e.y);
      case "cast":
        return e.x.dtype === e.dtype ? value(e.x) : cast(value(e.x), e.x.dtype, e.dtype);
      case "reduce":
        return reduce(e);
    }
  };

  const parallel = kernel.axes.flatMap((a, i) => (a.kind === "parallel" ? [i] : []));
  loop(parallel, () => {
    memo?.clear();
    kernel.outputs.forEach((o, i) => store(buffers[i]!, position(o.index), o.dtype, value(o.value)));
  });
}
