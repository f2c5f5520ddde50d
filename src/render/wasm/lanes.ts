import type { Constants, FunctionWriter, Local } from "./assembler.js";

// Arithmetic on vectors of floats, written as method calls: four float32 or two float64 to a vector.

/** An operand: a variable, or a number for all lanes. */
export type Term = Local | number;

/** The differences between the two float types. */
const formats = {
  f32x4: {
    ints: "i32x4",
    mantissa: 23,
    bias: 127,
    normal: 2 ** -126,
    /** Beyond these, e^x and 2^x are infinite or zero. */
    exp: [-104, 89],
    exp2: [-151, 129],
    expm1Min: -18,
    /** |x| below which x − x²/2 and x + x³ round to x. */
    tiny: 2 ** -26,
    /** Bits of ln 2 whose product with an exponent is exact. */
    ln2Bits: 16,
  },
  f64x2: {
    ints: "i64x2",
    mantissa: 52,
    bias: 1023,
    normal: 2 ** -1022,
    exp: [-746, 710.5],
    exp2: [-1076, 1025],
    expm1Min: -40,
    tiny: 2 ** -55,
    ln2Bits: 41,
  },
} as const;

/** The shared state of a module's functions. */
export interface Surroundings {
  /** Whether relaxed multiply-add is used, which rounds once instead of twice. */
  readonly fused: boolean;
  readonly constants: Constants;
  /** The number of a function for a rare case; `write` writes it, under its name, the first time. */
  helper(name: string, write: (name: string) => FunctionWriter): number;
}

/** A polynomial's coefficients, the lowest power first: for a float32 result, and for a float64 result. */
export interface Coefficients {
  readonly single: readonly number[];
  readonly double: readonly number[];
}

/** Appends vector arithmetic to a function. Every result is a new variable. */
export class Lanes {
  readonly f: FunctionWriter;
  readonly shape: "f32x4" | "f64x2";
  readonly format: (typeof formats)["f32x4" | "f64x2"];
  /** Whether results need full float64 precision; otherwise they become float32. */
  readonly precise: boolean;
  readonly module: Surroundings;

  constructor(f: FunctionWriter, shape: "f32x4" | "f64x2", precise: boolean, module: Surroundings) {
    this.f = f;
    this.shape = shape;
    this.format = formats[shape];
    this.precise = precise;
    this.module = module;
  }

  push(t: Term): this {
    const { f } = this;
    if (typeof t !== "number") f.get(t);
    // A vector in a variable of the module is one load; V8 writes a constant in the code as three instructions.
    else f.global(this.module.constants.index(f.apart(() => (this.shape === "f32x4" ? f.f32x4(t) : f.f64x2(t)))));
    return this;
  }
  /** Stores the top of the stack in a variable. */
  keep(): Local {
    const l = this.f.local("v128");
    this.f.set(l);
    return l;
  }
  protected apply(op: string, ...terms: Term[]): Local {
    for (const t of terms) this.push(t);
    this.f.op(op);
    return this.keep();
  }
  private float(op: string, ...terms: Term[]): Local {
    return this.apply(`${this.shape}.${op}`, ...terms);
  }

  add(a: Term, b: Term): Local {
    return this.float("add", a, b);
  }
  sub(a: Term, b: Term): Local {
    return this.float("sub", a, b);
  }
  mul(a: Term, b: Term): Local {
    return this.float("mul", a, b);
  }
  div(a: Term, b: Term): Local {
    return this.float("div", a, b);
  }
  /** a · b + c, rounded once if the runtime supports it. */
  mulAdd(a: Term, b: Term, c: Term): Local {
    return this.module.fused ? this.float("relaxed_madd", a, b, c) : this.add(this.mul(a, b), c);
  }
  /** c − a · b, likewise. */
  mulSub(a: Term, b: Term, c: Term): Local {
    return this.module.fused ? this.float("relaxed_nmadd", a, b, c) : this.sub(c, this.mul(a, b));
  }
  neg(a: Term): Local {
    return this.float("neg", a);
  }
  abs(a: Term): Local {
    return this.float("abs", a);
  }
  sqrt(a: Term): Local {
    return this.float("sqrt", a);
  }
  floor(a: Term): Local {
    return this.float("floor", a);
  }
  trunc(a: Term): Local {
    return this.float("trunc", a);
  }
  nearest(a: Term): Local {
    return this.float("nearest", a);
  }

  // Comparisons give masks: all bits of a lane, or none.
  eq(a: Term, b: Term): Local {
    return this.float("eq", a, b);
  }
  ne(a: Term, b: Term): Local {
    return this.float("ne", a, b);
  }
  lt(a: Term, b: Term): Local {
    return this.float("lt", a, b);
  }
  gt(a: Term, b: Term): Local {
    return this.float("gt", a, b);
  }
  ge(a: Term, b: Term): Local {
    return this.float("ge", a, b);
  }
  and(a: Term, b: Term): Local {
    return this.apply("v128.and", a, b);
  }
  andNot(a: Term, b: Term): Local {
    return this.apply("v128.andnot", a, b);
  }
  or(a: Term, b: Term): Local {
    return this.apply("v128.or", a, b);
  }
  xor(a: Term, b: Term): Local {
    return this.apply("v128.xor", a, b);
  }
  not(a: Term): Local {
    return this.apply("v128.not", a);
  }
  select(mask: Term, then: Term, otherwise: Term): Local {
    return this.apply("v128.bitselect", then, otherwise, mask);
  }

  /** `a` within bounds. NaN stays NaN: pmin(a, b) is b < a ? b : a. */
  clamp(a: Term, [min, max]: readonly [number, number]): Local {
    return this.float("pmax", this.float("pmin", a, max), min);
  }
  /** The sign bit of each lane; −0 has no other. */
  signBit(a: Term): Local {
    return this.and(a, -0);
  }
  /** `a`, which has no sign, with the sign of `b`. */
  withSign(a: Term, b: Term): Local {
    return this.or(a, this.signBit(b));
  }

  // The bits of a lane as an integer.
  addInts(a: Term, b: Term): Local {
    return this.apply(`${this.format.ints}.add`, a, b);
  }
  subInts(a: Term, b: Term): Local {
    return this.apply(`${this.format.ints}.sub`, a, b);
  }
  protected shift(a: Term, op: "shl" | "shr_u", by: number): Local {
    this.push(a).f.i32(by).op(`${this.format.ints}.${op}`);
    return this.keep();
  }

  /** A whole number, as the low bits of each lane. It must be small beside 2^22 (2^51). */
  private wholeBits(n: Term, plus = 0): Local {
    return this.add(n, 1.5 * 2 ** this.format.mantissa + plus);
  }
  /** 2^n for a whole number n that is the exponent of a normal number. */
  pow2(n: Term): Local {
    return this.shift(this.wholeBits(n, this.format.bias), "shl", this.format.mantissa);
  }
  /** p · 2^n for a whole number n, even if the result is infinite, subnormal or zero: in two steps, of which only the second rounds. */
  scale(p: Term, n: Term): Local {
    const half = this.nearest(this.mul(n, 0.5));
    return this.mul(this.mul(p, this.pow2(half)), this.pow2(this.sub(n, half)));
  }
  /** −0 where bit 1 of a whole number is set, else 0. */
  signFromBit1(n: Term): Local {
    return this.signBit(this.shift(this.wholeBits(n), "shl", this.format.mantissa + (this.shape === "f32x4" ? 7 : 10)));
  }
  /** A mask of where a whole number is odd. */
  odd(n: Term): Local {
    const half = this.mul(n, 0.5);
    return this.ne(half, this.trunc(half));
  }

  /** x = 2^k · m with m around 1, between √½ and √2 (give or take a rounding). x must be positive and finite. */
  split(x: Term): { k: Local; m: Local } {
    const { mantissa, bias, normal } = this.format;
    const subnormal = this.lt(x, normal),
      lift = mantissa + 1;
    const y = this.select(subnormal, this.mul(x, 2 ** lift), x);
    const exponent = this.and(this.mul(y, Math.SQRT2), Infinity); // infinity has all bits of the exponent
    const m = this.addInts(this.subInts(y, exponent), 1);
    const raw = this.sub(this.or(this.shift(exponent, "shr_u", mantissa), 2 ** mantissa), 2 ** mantissa + bias);
    return { k: this.sub(raw, this.and(subnormal, lift)), m };
  }

  /** The polynomial in x that is as precise as the result. */
  polynomial(x: Local, c: Coefficients): Local {
    return this.horner(x, this.precise ? c.double : c.single);
  }
  /** Σ c[i] · x^i, by Horner's rule. */
  horner(x: Local, c: readonly number[]): Local {
    let p: Term = c[c.length - 1]!;
    for (let i = c.length - 2; i >= 0; i--) p = this.mulAdd(p, x, c[i]!);
    return p as Local;
  }

  /** ln 2 as a sum; the first part has few bits. */
  ln2(tail: number): readonly [number, number] {
    const unit = 2 ** this.format.ln2Bits,
      high = Math.round(Math.LN2 * unit) / unit;
    return [high, Math.LN2 - high + tail];
  }
}

/** The bytes of these lanes of two vectors, for a shuffle. */
export const lanesOf = (...lanes: number[]): number[] => lanes.flatMap((l) => [4 * l, 4 * l + 1, 4 * l + 2, 4 * l + 3]);
