import type { BinaryFn, CompareFn, Dim, UnaryFn } from "../../ir/expr.js";
import { type DType, isFloat, isHalf } from "../../shape/dtype.js";
import { type Language, lines } from "../cstyle.js";
import type { Accumulator, Atom, Int, Nest, Place, Type } from "../nest/nest.js";
import { conversions, floatHelpers, integerHelpers } from "./helpers.js";
import { vectorFunction, type VectorNames } from "./lanes.js";

// C: kernels as functions of one unit, for gcc and clang, whose vector types work on any machine. Results equal the
// reference's (the js engine's) to the bit, except for functions of libm and the order of float32 sums.
//
// Vectors hold a kernel's elements as memory does; a vector of bool is a mask of int32, 0 or −1. Operations without a
// vector operator are loops over the lanes around the scalar function, which the compiler vectorizes where it can.

/** Thrown if a kernel has no rendering in C: `zeta`, `igamma`, `igammac` are loops of unknown length. */
export class NoRenderingInC extends Error {}

/** The compiler flags that the kernels' semantics depend on. */
export const cFlags: readonly string[] = [
  "-std=gnu11",
  "-O3",
  "-ffp-contract=off", // each operation is rounded
  "-fno-math-errno",
  "-fno-trapping-math",
  "-fwrapv", // integers wrap
  "-fno-strict-aliasing",
];

/** Element types of memory, and of values. */
const stored: { readonly [D in DType]: string | null } = {
  float32: "float",
  float64: "double",
  float16: "uint16_t",
  bfloat16: "uint16_t",
  int64: "int64_t",
  int32: "int32_t",
  int16: "int16_t",
  int8: "int8_t",
  uint8: "uint8_t",
  bool: "uint8_t",
  complex64: null,
  complex128: null,
};
const valueType = (d: DType): string => (isHalf(d) ? "float" : d === "bool" ? "int32_t" : stored[d]!);
const short: { readonly [T in string]: string } = {
  float: "f32",
  double: "f64",
  int64_t: "i64",
  int32_t: "i32",
  int16_t: "i16",
  int8_t: "i8",
  uint8_t: "u8",
  uint16_t: "u16",
  uint32_t: "u32",
  uint64_t: "u64",
};
const bytes: { readonly [T in string]: number } = {
  float: 4,
  double: 8,
  int64_t: 8,
  int32_t: 4,
  int16_t: 2,
  int8_t: 1,
  uint8_t: 1,
  uint16_t: 2,
  uint32_t: 4,
  uint64_t: 8,
};

function literal({ value, dtype }: Exclude<Atom, string>): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "bigint")
    return value === -(2n ** 63n) ? "INT64_MIN" : value < 0n ? `(INT64_C(${value}))` : `INT64_C(${value})`;
  if (!isFloat(dtype)) return `(${value})`;
  const f = dtype === "float64" ? "" : "f";
  if (Number.isNaN(value)) return `__builtin_nan${f}("")`;
  if (!Number.isFinite(value)) return `(${value < 0 ? "-" : ""}__builtin_inf${f}())`;
  const text = Object.is(value, -0) ? "-0" : String(value);
  return `(${/[.e]/.test(text) ? text : `${text}.0`}${f})`;
}
const atom = (a: Atom): string => (typeof a === "string" ? a : literal(a));

const operators: { readonly [F in BinaryFn]?: string } = { add: "+", sub: "-", mul: "*", and: "&", or: "|", xor: "^" };
const ofBools: { readonly [F in BinaryFn]?: string } = { ...operators, add: "|", mul: "&", max: "|", min: "&" };
const comparisons: { readonly [F in CompareFn]: string } = {
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};
/** Rounding an integer changes nothing. */
const whole: readonly UnaryFn[] = ["floor", "ceil", "round", "trunc"];
const divisions: readonly BinaryFn[] = ["div", "fmod", "mod", "floordiv"];

/** `where` chooses by a mask; a comparison with NaN is false, and the operand that is one wins. */
const byMasks = {
  max: (where: Choose) => where("((x > y) | (x != x))", "x", "y"),
  min: (where: Choose) => where("((x < y) | (x != x))", "x", "y"),
  sign: (where: Choose, zero: string, one: string) =>
    where(`(x > ${zero})`, one, where(`(x < ${zero})`, `(-${one})`, zero)),
} as const;
type Choose = (mask: string, x: string, y: string) => string;

/** Some kernels as one unit. */
export class CUnit {
  private readonly needed = new Map<string, string>();
  private readonly functions: string[] = [];

  /** Adds a kernel as `int32_t name(b, n, p, first, last)`; the result is 1 where integers were divided by zero. */
  add(nest: Nest, name: string): void {
    const buffers = nest.buffers.map((d, i) => {
      const t = `${i < nest.outputs ? "" : "const "}${stored[d]}`;
      return `${t} *b${i} = (${t} *)b[${i}];`;
    });
    const ints = Array.from({ length: nest.ints }, (_, i) => `const int64_t n${i} = n[${i}];`);
    const params = nest.params.map((d, i) => {
      const t = valueType(d);
      return `const ${t} p${i} = ${d === "int64" ? `p[${i}].i` : d === "bool" ? `p[${i}].d != 0` : `(${t})p[${i}].d`};`;
    });
    const body = [...buffers, ...ints, ...params, "int32_t bad = 0;", ...lines(nest, this.language), "return bad;"];
    this.functions.push(
      `int32_t ${name}(char *const *b, const int64_t *n, const cell *p, int64_t first, int64_t last) {\n${body.join("\n")}\n}`,
    );
  }

  /** The whole text. */
  text(): string {
    const head = [
      "#include <stdint.h>",
      "#include <math.h>",
      "typedef union { double d; int64_t i; } cell;",
      '#pragma GCC diagnostic ignored "-Wpsabi"', // a vector's registers matter only within the unit
    ];
    return [...head, ...this.needed.values(), ...this.functions].join("\n") + "\n";
  }

  // ---- what the unit needs ----

  private need(name: string, text: string): string {
    if (!this.needed.has(name)) this.needed.set(name, text);
    return name;
  }
  private conversion(name: keyof typeof conversions): string {
    return this.need(name, conversions[name]);
  }
  /** A vector type (of masks, if `t` is the type of bool values), and one for memory at any address. */
  private vector(t: string, lanes: number): string {
    const name = `${short[t]}x${lanes}`,
      size = `vector_size(${bytes[t]! * lanes})`;
    this.need(name, `typedef ${t} ${name} __attribute__((${size}));`);
    this.need(`${name}_u`, `typedef ${t} ${name}_u __attribute__((${size}, aligned(${bytes[t]}), may_alias));`);
    return name;
  }
  private typeText(d: DType, lanes: number): string {
    return lanes === 1 ? valueType(d) : this.vector(valueType(d), lanes);
  }

  /** A function of a type: `max_f32`; for vectors, a loop over its lanes: `max_f32x8`. */
  private helper(name: string, text: string, t: string, lanes: number): string {
    const scalar = `${name}_${short[t]}`;
    this.need(scalar, text.replaceAll("NAME", scalar).replace(/\bT\b/g, t));
    if (lanes === 1) return scalar;
    const v = this.vector(t, lanes);
    const params = /\((.*?)\)/.exec(text)![1]!.split(",").length;
    const names = ["x", "y"].slice(0, params);
    return this.lifted(scalar, v, v, lanes, names.length);
  }
  /** A scalar function over the lanes of vectors. */
  private lifted(scalar: string, to: string, from: string, lanes: number, operands: number): string {
    const names = ["x", "y", "z"].slice(0, operands);
    const params = names.map((x) => `${from} ${x}`).join(", "),
      args = names.map((x) => `${x}[l]`).join(", ");
    const name = `${scalar}_${from === to ? "" : `${from}_`}${to}`;
    return this.need(
      name,
      `static inline ${to} ${name}(${params}) { ${to} r; for (int l = 0; l < ${lanes}; l++) r[l] = ${scalar}(${args}); return r; }`,
    );
  }

  /** A function of floats; of vectors, by polynomials for all lanes at once where there are some. */
  private float(fn: keyof typeof floatHelpers, t: "float" | "double", lanes: number): string {
    const text = floatHelpers[fn][t === "float" ? 0 : 1];
    if (lanes > 1 && Object.hasOwn(byMasks, fn)) return this.masked(fn as keyof typeof byMasks, t, lanes);
    const vectors = lanes === 1 ? null : vectorFunction(fn, t === "double");
    if (vectors === null) return this.helper(fn, text, t, lanes);
    const v = this.vector(t, lanes),
      name = `v${fn}_${v}`;
    if (this.needed.has(name)) return name;
    if (!vectors.wide) return this.need(name, vectors.text(name, this.vectorNames(t, lanes)));
    // In float64, half of the lanes at a time.
    const half = lanes / 2,
      inner = `wide_${fn}_f64x${half}`,
      params = ["x", "y"].slice(0, vectors.operands);
    const [narrow, wide] = half === 1 ? ["float", "double"] : [this.vector("float", half), this.vector("double", half)];
    this.need(
      inner,
      half === 1
        ? floatHelpers[fn][1].replaceAll("NAME", inner).replace(/\bT\b/g, "double")
        : vectors.text(inner, this.vectorNames("double", half)),
    );
    const converted = (x: string, to: string): string =>
      half === 1 ? `(${to})${x}` : `__builtin_convertvector(${x}, ${to})`;
    const args = params.map((p) => converted(`${p}h[h]`, wide!)).join(", ");
    return this.need(
      name,
      `static ${v} ${name}(${params.map((p) => `${v} ${p}`).join(", ")}) { ${narrow} ${params.map((p) => `${p}h[2]`).join(", ")}; ${params.map((p) => `__builtin_memcpy(${p}h, &${p}, sizeof ${p}h);`).join(" ")} for (int h = 0; h < 2; h++) xh[h] = ${converted(`${inner}(${args})`, narrow!)}; __builtin_memcpy(&x, xh, sizeof x); return x; }`,
    );
  }
  /** Functions that comparisons make, as operations on whole vectors: a loop over lanes may become as many branches. */
  private masked(fn: keyof typeof byMasks, t: "float" | "double", lanes: number): string {
    const v = this.vector(t, lanes),
      name = `${fn}_${v}`;
    const value = byMasks[fn](
      (mask, x, y) => this.where(this.toMask(mask, t, lanes), x, y, t, lanes),
      this.splat("0", t, lanes),
      this.splat("1", t, lanes),
    );
    return this.need(
      name,
      `static inline ${v} ${name}(${v} x${fn === "max" || fn === "min" ? `, ${v} y` : ""}) { return ${value}; }`,
    );
  }
  private vectorNames(t: "float" | "double", lanes: number): VectorNames {
    return {
      floats: this.vector(t, lanes),
      bits: this.vector(t === "float" ? "uint32_t" : "uint64_t", lanes),
      multiplyAdd: this.multiplyAdd(t, lanes),
      each: (fn) => this.helper(fn, floatHelpers[fn][t === "float" ? 0 : 1], t, lanes),
    };
  }
  /** x · y + z, rounded once where the machine does that in one instruction. */
  private multiplyAdd(t: "float" | "double", lanes: number): string {
    const f = this.need(
      `fma_${short[t]}`,
      `static inline ${t} fma_${short[t]}(${t} x, ${t} y, ${t} z) {\n#if defined(__FMA__) || defined(__ARM_FEATURE_FMA)\n  return __builtin_fma${t === "float" ? "f" : ""}(x, y, z);\n#else\n  return x * y + z;\n#endif\n}`,
    );
    if (lanes === 1) return f;
    const v = this.vector(t, lanes),
      size = bytes[t]! * lanes;
    if (![16, 32, 64].includes(size)) return this.lifted(f, v, v, lanes, 3);
    // By the instruction's name where there is one: a loop over lanes becomes it only if the compiler sees nothing better.
    const kind = `vfmadd${t === "float" ? "ps" : "pd"}`,
      [macro, call] =
        size === 64
          ? ["__AVX512F__", `__builtin_ia32_${kind}512_mask(x, y, z, -1, 4)`]
          : ["__FMA__", `__builtin_ia32_${kind}${size === 32 ? "256" : ""}(x, y, z)`];
    return this.need(
      `vfma_${v}`,
      `static inline ${v} vfma_${v}(${v} x, ${v} y, ${v} z) {\n#if defined(${macro})\n  return ${call};\n#else\n  ${v} r;\n  for (int l = 0; l < ${lanes}; l++) r[l] = ${f}(x[l], y[l], z[l]);\n  return r;\n#endif\n}`,
    );
  }

  /** A mask as one for elements of another width. */
  private mask(m: string, t: string, lanes: number): string {
    if (bytes[t] === 4) return m;
    return `__builtin_convertvector(${m}, ${this.vector(integerOf(t), lanes)})`;
  }
  private toMask(m: string, t: string, lanes: number): string {
    return bytes[t] === 4 ? m : `__builtin_convertvector(${m}, ${this.vector("int32_t", lanes)})`;
  }
  private where(m: string, x: string, y: string, t: string, lanes: number): string {
    if (lanes === 1) return `${m} ? ${x} : ${y}`;
    const v = this.vector(t, lanes),
      i = this.vector(integerOf(t), lanes);
    return `(${v})(((${i})${x} & ${this.mask(m, t, lanes)}) | ((${i})${y} & ~${this.mask(m, t, lanes)}))`;
  }
  private splat(x: string, t: string, lanes: number): string {
    return `(${x} - (${this.vector(t, lanes)}){0})`;
  }

  // ---- operations ----

  private unary(fn: UnaryFn, x: string, d: DType, lanes: number): string {
    const t = valueType(d);
    if (fn === "isnan") return lanes === 1 ? `${x} != ${x}` : this.toMask(`(${x} != ${x})`, t, lanes);
    if (fn === "not") return d === "bool" && lanes === 1 ? `!${x}` : lanes === 1 ? `(${t})~${x}` : `~${x}`;
    if (fn === "neg") return lanes === 1 ? `(${t})-${x}` : `-${x}`;
    if (isFloat(d)) return `${this.float(fn, t as "float", lanes)}(${x})`;
    if (whole.includes(fn) || d === "bool") return x;
    return `${this.helper(fn, integerHelpers[fn as "abs" | "sign"], t, lanes)}(${x})`;
  }

  private binary(fn: BinaryFn, x: string, y: string, d: DType, lanes: number): string {
    const t = valueType(d);
    if (d === "bool") return `${x} ${ofBools[fn]!} ${y}`;
    const operator = fn === "div" && isFloat(d) ? "/" : operators[fn];
    if (operator !== undefined) return lanes === 1 ? `(${t})(${x} ${operator} ${y})` : `${x} ${operator} ${y}`;
    if (fn === "zeta" || fn === "igamma" || fn === "igammac") throw new NoRenderingInC(fn);
    if (fn === "nextafter" && d === "bfloat16") {
      const f = this.conversion("nextafterBfloat16"),
        v = this.typeText(d, lanes);
      return `${lanes === 1 ? f : this.lifted(f, v, v, lanes, 2)}(${x}, ${y})`;
    }
    if (isFloat(d)) return `${this.float(fn as keyof typeof floatHelpers, t as "float", lanes)}(${x}, ${y})`;
    const f = this.helper(fn, integerHelpers[fn as keyof typeof integerHelpers], t, lanes);
    return divisions.includes(fn) ? `${f}(${x}, ${y}, &bad)` : `${f}(${x}, ${y})`;
  }

  private cast(x: string, from: DType, to: DType, lanes: number): string {
    const s = valueType(from),
      t = valueType(to);
    if (to === "bool") return lanes === 1 ? `${x} != 0` : this.toMask(`(${x} != 0)`, s, lanes);
    if (lanes > 1 && from === "bool") return this.converted(`(${x} & 1)`, s, t, lanes);
    if (isFloat(from) && !isFloat(to)) {
      const f = this.conversion(to === "int64" ? "toInt64" : "toInt32");
      if (lanes === 1) return `(${t})${f}(${x})`;
      const middle = to === "int64" ? "int64_t" : "int32_t";
      const lifted = this.lifted(f, this.vector(middle, lanes), this.vector(s, lanes), lanes, 1);
      return this.converted(`${lifted}(${x})`, middle, t, lanes);
    }
    if (!isFloat(to)) return this.converted(x, s, t, lanes);
    // To float32 via float64, like JavaScript.
    const single =
      t === "float" && s !== "float"
        ? this.converted(this.converted(x, s, "double", lanes), "double", t, lanes)
        : this.converted(x, s, t, lanes);
    if (!isHalf(to)) return single;
    const [there, back] = halves(to);
    this.conversion(there);
    this.conversion(back);
    const round = this.need(`round_${to}`, `static inline float round_${to}(float x) { return ${back}(${there}(x)); }`);
    const v = this.typeText(to, lanes);
    return `${lanes === 1 ? round : this.lifted(round, v, v, lanes, 1)}(${single})`;
  }
  private converted(x: string, from: string, to: string, lanes: number): string {
    if (from === to) return x;
    return lanes === 1 ? `(${to})${x}` : `__builtin_convertvector(${x}, ${this.vector(to, lanes)})`;
  }

  // ---- memory ----

  private load({ buffer, at, dtype, lanes, stride, count }: Place): string {
    const t = stored[dtype]!,
      first = `b${buffer}[${at}]`;
    const single =
      dtype === "bool" ? `${first} != 0` : isHalf(dtype) ? `${this.conversion(halves(dtype)[1])}(${first})` : first;
    if (lanes === 1) return single;
    if (stride === 0)
      return this.splat(`${dtype === "bool" ? "-" : ""}(${valueType(dtype)})(${single})`, valueType(dtype), lanes);
    const v = this.vector(t, lanes),
      from = `b${buffer} + ${at}`;
    const raw = this.loadSome(t, lanes, from, stride, count);
    if (dtype === "bool") return `__builtin_convertvector(${raw}, ${this.vector("int32_t", lanes)}) != 0`;
    if (!isHalf(dtype)) return raw;
    return `${this.lifted(this.conversion(halves(dtype)[1]), this.vector("float", lanes), v, lanes, 1)}(${raw})`;
  }

  private store({ buffer, at, dtype, lanes, stride, count, value }: Place & { readonly value: Atom }): string {
    const t = stored[dtype]!;
    const x = this.arg(value, lanes);
    if (lanes === 1) {
      const text = isHalf(dtype) ? `${this.conversion(halves(dtype)[0])}(${x})` : x;
      return `b${buffer}[${at}] = ${text};`;
    }
    const v = this.vector(t, lanes);
    const raw =
      dtype === "bool"
        ? this.converted(`(${x} & 1)`, "int32_t", t, lanes)
        : isHalf(dtype)
          ? `${this.lifted(this.conversion(halves(dtype)[0]), v, this.vector("float", lanes), lanes, 1)}(${x})`
          : x;
    return `${this.storeSome(t, lanes, `b${buffer} + ${at}`, stride, count, raw)};`;
  }

  /** The first `count` lanes from memory, `stride` elements apart, and nothing else of it; the others hold anything. */
  private loadSome(t: string, lanes: number, from: string, stride: Dim, count: Int): string {
    const v = this.vector(t, lanes);
    if (stride === 1 && count === lanes) return `*(const ${v}_u *)(${from})`;
    if (stride === 1) return `${this.sideBySide("load", t, lanes)}(${from}, ${count})`;
    if (stride === 2 && typeof count === "number" && lanes > 2) {
      // Two vectors, the second up to the last element that is wanted.
      const last = 2 * count - 1,
        first = this.loadSome(t, lanes, from, 1, Math.min(last, lanes));
      const second = last > lanes ? this.loadSome(t, lanes, `${from} + ${lanes}`, 1, last - lanes) : `(${v}){0}`;
      return this.picked(t, lanes, first, second, (l) => 2 * l);
    }
    const some = this.need(
      `gather_${v}`,
      `static inline ${v} gather_${v}(const ${t} *p, int64_t s, int64_t n) { ${v} r = {0}; for (int64_t l = 0; l < n; l++) r[l] = p[l * s]; return r; }`,
    );
    return `${some}(${from}, ${strideText(stride)}, ${count})`;
  }
  private storeSome(t: string, lanes: number, to: string, stride: Dim, count: Int, x: string): string {
    const v = this.vector(t, lanes);
    if (stride === 1 && count === lanes) return `*(${v}_u *)(${to}) = ${x}`;
    if (stride === 1) return `${this.sideBySide("store", t, lanes)}(${to}, ${count}, ${x})`;
    if (stride === 2 && bytes[t]! >= 4 && [16, 32, 64].includes(bytes[t]! * lanes))
      return `${this.spread(t, lanes)}(${to}, ${count}, ${x})`;
    const some = this.need(
      `scatter_${v}`,
      `static inline void scatter_${v}(${t} *p, int64_t s, int64_t n, ${v} x) { for (int64_t l = 0; l < n; l++) p[l * s] = x[l]; }`,
    );
    return `${some}(${to}, ${strideText(stride)}, ${count}, ${x})`;
  }
  /** Stores the first lanes to every other place: two vectors, of which a mask stores every other lane. */
  private spread(t: string, lanes: number): string {
    const v = this.vector(t, lanes),
      as = bytes[t] === 4 ? "float" : "double",
      w = this.vector(as, lanes),
      store = `__builtin_ia32_storeu${bytes[t] === 4 ? "ps" : "pd"}${8 * bytes[t]! * lanes}_mask`,
      cells = `uint${lanes > 8 ? 16 : 8}_t`;
    const half = (h: number): string =>
      `${store}((void *)(p + ${h * lanes}), (${w})${this.picked(t, lanes, "x", "x", (l) => (h * lanes + l) >> 1)}, (${cells})(m >> ${h * lanes}));`;
    return this.need(
      `spread_${v}`,
      `static inline void spread_${v}(${t} *p, int64_t n, ${v} x) {\n#if defined(__AVX512F__) && defined(__AVX512VL__)\n  const uint64_t m = 0x5555555555555555 & ((UINT64_C(1) << 2 * n) - 1);\n  ${half(0)}\n  if (2 * n > ${lanes}) ${half(1)}\n#else\n  for (int64_t l = 0; l < n; l++) p[2 * l] = x[l];\n#endif\n}`,
    );
  }
  /** Loads or stores the first lanes, which lie side by side: by one instruction where the machine has masks for these elements. */
  private sideBySide(what: "load" | "store", t: string, lanes: number): string {
    const v = this.vector(t, lanes),
      name = `${what}_${v}`,
      size = bytes[t]! * lanes;
    // Masks are of floats; other elements as wide go the same way.
    const as = bytes[t] === 4 ? "float" : "double",
      w = this.vector(as, lanes),
      masked = bytes[t]! >= 4 && [16, 32, 64].includes(size);
    const suffix = `${bytes[t] === 4 ? "ps" : "pd"}${8 * size}_mask`,
      most = `(uint${lanes > 8 ? 16 : 8}_t)((1u << n) - 1)`;
    const loop = what === "load" ? "r[l] = p[l];" : "p[l] = x[l];";
    const [head, simple, fast] =
      what === "load"
        ? [
            `static inline ${v} ${name}(const ${t} *p, int64_t n) {`,
            `${v} r = {0};\n  for (int64_t l = 0; l < n; l++) ${loop}\n  return r;`,
            `return (${v})__builtin_ia32_loadu${suffix}((const void *)p, (${w}){0}, ${most});`,
          ]
        : [
            `static inline void ${name}(${t} *p, int64_t n, ${v} x) {`,
            `for (int64_t l = 0; l < n; l++) ${loop}`,
            `__builtin_ia32_storeu${suffix}((void *)p, (${w})x, ${most});`,
          ];
    const text = masked
      ? `${head}\n#if defined(__AVX512F__) && defined(__AVX512VL__)\n  ${fast}\n#else\n  ${simple}\n#endif\n}`
      : `${head}\n  ${simple}\n}`;
    return this.need(name, text);
  }
  /** Lanes of two vectors, by their numbers in both. */
  private picked(t: string, lanes: number, x: string, y: string, from: (lane: number) => number): string {
    const v = this.vector(t, lanes),
      i = this.vector(integerOf(t), lanes),
      list = Array.from({ length: lanes }, (_, l) => from(l)).join(", ");
    this.need(
      "PICKED",
      "#if defined(__clang__)\n#define PICKED(I, x, y, ...) __builtin_shufflevector(x, y, __VA_ARGS__)\n#else\n#define PICKED(I, x, y, ...) __builtin_shuffle(x, y, (I){__VA_ARGS__})\n#endif",
    );
    return `(${v})PICKED(${i}, (${v})(${x}), (${v})(${y}), ${list})`;
  }

  // ---- reductions ----

  private begin({ name, dtype, lanes, first, wide, counter }: Accumulator): string[] {
    const t = wide ? "double" : valueType(dtype);
    if (lanes > 1) return [`${this.vector(t, lanes)} ${name} = ${this.constant(first, t, lanes)};`];
    return [`${t} ${name} = ${atom(first)};`, ...(counter === null ? [] : [`int64_t ${name}i = 0;`])];
  }
  /** A constant in all lanes; a truth value as a mask. */
  private constant(c: Atom, t: string, lanes: number): string {
    return this.splat(`(${t})${typeof c !== "string" && c.dtype === "bool" ? "-" : ""}${atom(c)}`, t, lanes);
  }
  private arg(a: Atom, lanes: number): string {
    return lanes === 1 || typeof a === "string" ? atom(a) : this.constant(a, valueType(a.dtype), lanes);
  }

  /** `acc = acc ∘ v`. */
  private take({ name, fn, dtype, lanes, wide, counter }: Accumulator, v: string): string {
    const t = valueType(dtype);
    if (wide) return `${name} = ${name} ${fn === "sum" ? "+" : "*"} ${this.converted(v, t, "double", lanes)};`;
    if (counter !== null) {
      const further = `${v} ${fn === "argmax" ? ">" : "<"} ${name}`;
      const better = isFloat(dtype) ? `${further} || (${v} != ${v} && ${name} == ${name})` : further;
      return `if (${better}) { ${name} = ${v}; ${name}i = ${counter}; }`;
    }
    if (fn === "sum" || fn === "prod")
      return `${name} = ${this.binary(fn === "sum" ? "add" : "mul", name, v, dtype, lanes)};`;
    if (dtype === "bool") return `${name} = ${this.binary(fn as "max" | "min", name, v, dtype, lanes)};`;
    // A new value that is greater, or NaN.
    const op = fn === "max" ? ">" : "<";
    if (lanes === 1) return `${name} = ${v} ${op} ${name} || ${v} != ${v} ? ${v} : ${name};`;
    const m = isFloat(dtype) ? `((${v} ${op} ${name}) | (${v} != ${v}))` : `(${v} ${op} ${name})`;
    return `${name} = ${this.where(this.sameWidth(m, t, lanes), v, name, t, lanes)};`;
  }
  private sameWidth(m: string, t: string, lanes: number): string {
    return this.toMask(m, t, lanes);
  }

  private accumulate(
    acc: Accumulator,
    terms: readonly { readonly x: Atom; readonly y: Atom | null }[],
    count: Place["count"],
  ): string[] {
    const { name, dtype, lanes, wide } = acc,
      t = valueType(dtype);
    const some = (x: string): string => {
      if (count === lanes) return x;
      const m = `((${this.vector("int32_t", lanes)}){${range(lanes)}} < (int32_t)${count})`;
      return this.where(m, x, this.constant(acc.first, t, lanes), t, lanes);
    };
    // In one expression, in the reference's order.
    return terms.map(({ x, y }) => {
      const a = some(this.arg(x, lanes));
      if (y === null) {
        if (count === lanes) return this.take(acc, a);
        return `{ const ${this.typeText(dtype, lanes)} x = ${a}; ${this.take(acc, "x")} }`;
      }
      const b = some(this.arg(y, lanes));
      if (wide || t === "double") {
        const p = `${this.converted(a, t, "double", lanes)} * ${this.converted(b, t, "double", lanes)}`;
        return `${name} = ${name} + ${p};`;
      }
      return `${name} = ${this.multiplyAdd("float", lanes)}(${a}, ${b}, ${name});`;
    });
  }

  private result({ name, fn, dtype, lanes, first, wide, counter }: Accumulator, across: boolean): string {
    if (counter !== null) return `${name}i`;
    const t = wide ? "double" : valueType(dtype);
    if (!across) return wide ? this.converted(name, t, "float", lanes) : name;
    // Halves, then quarters, …
    const v = this.vector(t, lanes),
      f = `across_${fn}_${dtype === "bool" ? "mask" : short[t]}x${lanes}`;
    // The upper half beside the lower one, in registers; what is in the upper half then, nobody reads.
    const halves: string[] = [],
      whole = { name: "x", fn, dtype: wide ? ("float64" as const) : dtype, lanes, wide: false, counter: null, first };
    for (let h = lanes / 2; h >= 1; h /= 2)
      halves.push(
        `{ const ${v} y = ${this.picked(t, lanes, "x", "x", (l) => (l + h) % lanes)}; ${this.take(whole, "y")} }`,
      );
    this.need(f, `static inline ${t} ${f}(${v} x) {\n${halves.join("\n")}\nreturn x[0];\n}`);
    const text = `${f}(${name})`;
    return wide ? `(float)${text}` : dtype === "bool" ? `${text} & 1` : text;
  }

  private readonly language: Language = {
    counter: "int64_t",
    index: "const int64_t",
    value: ({ dtype, lanes }: Type) => `const ${this.typeText(dtype, lanes)}`,
    product: (a, b) => `${a} * ${b}`,
    sum: (terms) => terms.join(" + "),
    least: (a, b) => `(${a}) < ${b} ? (${a}) : ${b}`,
    values: {
      load: (place) => this.load(place),
      axis: ({ terms }, { lanes }) => {
        if (lanes === 1) return terms.join(" + ");
        return `(${this.vector("int64_t", lanes)}){${range(lanes)}} + (${terms.join(" + ")})`;
      },
      unary: ({ fn, of, args }, { lanes }) => this.unary(fn, this.arg(args[0]!, lanes), of, lanes),
      binary: ({ fn, of, args }, { lanes }) =>
        this.binary(fn, this.arg(args[0]!, lanes), this.arg(args[1]!, lanes), of, lanes),
      compare: ({ fn, of, args }, { lanes }) => {
        // The mask of true is −1, less than that of false.
        const [x, y] = lanes > 1 && of === "bool" ? [args[1]!, args[0]!] : [args[0]!, args[1]!];
        const text = `${this.arg(x, lanes)} ${comparisons[fn]} ${this.arg(y, lanes)}`;
        return lanes === 1 ? text : this.toMask(`(${text})`, valueType(of), lanes);
      },
      where: ({ dtype, args }, { lanes }) => {
        const [cond, x, y] = args.map((a) => this.arg(a, lanes));
        return this.where(cond!, x!, y!, valueType(dtype), lanes);
      },
      cast: ({ of, dtype, args }, { lanes }) => this.cast(this.arg(args[0]!, lanes), of, dtype, lanes),
      splat: ({ dtype, args }, { lanes }) =>
        this.splat(`${dtype === "bool" ? "-" : ""}(${valueType(dtype)})${atom(args[0]!)}`, valueType(dtype), lanes),
      result: ({ from, across }) => this.result(from, across),
    },
    statements: {
      begin: ({ acc }) => this.begin(acc),
      count: ({ name, first }) => [first ? `int64_t ${name} = 0;` : `${name}++;`],
      accumulate: ({ acc, terms, count }) => this.accumulate(acc, terms, count),
      merge: ({ acc, part }) => [this.take(acc, part.name)],
      store: (s) => [this.store(s)],
    },
  };
}

const range = (n: number): string => Array.from({ length: n }, (_, l) => l).join(", ");
const integerOf = (t: string): string => `int${8 * bytes[t]!}_t`;
const halves = (d: DType): readonly ["floatToHalf", "halfToFloat"] | readonly ["floatToBfloat16", "bfloat16ToFloat"] =>
  d === "float16" ? ["floatToHalf", "halfToFloat"] : ["floatToBfloat16", "bfloat16ToFloat"];
const strideText = (s: Place["stride"]): string => (typeof s === "number" ? String(s) : `n${s.arg}`);
