import type { BinaryFn, CompareFn, UnaryFn } from "../../ir/expr.js";
import type { Kernel } from "../../ir/kernel.js";
import { type DType, isFloat, isHalf } from "../../shape/dtype.js";
import { type Language, lines } from "../cstyle.js";
import { nestOf } from "../nest/build.js";
import type { Accumulator, Atom } from "../nest/nest.js";
import type { Schedule } from "../nest/schedule.js";
import { scheduleFor } from "./schedule.js";

// JavaScript: a kernel as the body of a function `(b, n, p)` of buffers (outputs first), integer arguments, scalar
// arguments. float32 is exact: each operation is rounded by Math.fround, which V8 compiles to single-precision instructions.
// int64 is a bigint, bool a boolean, all else a number.

const singlePrecision = (d: DType): boolean => d === "float32" || isHalf(d);

/** Brings the result of an arithmetic operation back into its dtype. */
function wrap(text: string, d: DType): string {
  switch (d) {
    case "float32":
    case "float16":
    case "bfloat16":
      return `fround(${text})`;
    case "float64":
      return text;
    case "int64":
      return `asInt64(64, ${text})`;
    case "int32":
      return `(${text}) | 0`;
    case "int16":
      return `(${text}) << 16 >> 16`;
    case "int8":
      return `(${text}) << 24 >> 24`;
    case "uint8":
      return `(${text}) & 255`;
    case "bool":
      return text;
    case "complex64":
    case "complex128":
      throw new Error("kernels know no complex numbers");
  }
}

const plain =
  (f: string) =>
  (x: string, d: DType): string =>
    wrap(`${f}(${x})`, d);
const identityOnInts =
  (f: string) =>
  (x: string, d: DType): string =>
    isFloat(d) ? wrap(`${f}(${x})`, d) : x;

const unaryText: { readonly [F in UnaryFn]: (x: string, d: DType) => string } = {
  neg: (x, d) => wrap(`-${x}`, d),
  abs: (x, d) => (isFloat(d) ? `Math.abs(${x})` : wrap(`${x} < 0 ? -${x} : ${x}`, d)),
  sign: (x, d) => (d === "int64" ? `${x} > 0n ? 1n : ${x} < 0n ? -1n : 0n` : `${x} > 0 ? 1 : ${x} < 0 ? -1 : 0`),
  floor: identityOnInts("Math.floor"),
  ceil: identityOnInts("Math.ceil"),
  trunc: identityOnInts("Math.trunc"),
  round: identityOnInts("rt.roundEven"),
  sqrt: plain("Math.sqrt"),
  exp: plain("Math.exp"),
  exp2: plain("rt.exp2"),
  expm1: plain("Math.expm1"),
  log: plain("Math.log"),
  log2: plain("Math.log2"),
  log10: plain("Math.log10"),
  log1p: plain("Math.log1p"),
  sin: plain("Math.sin"),
  cos: plain("Math.cos"),
  tan: plain("Math.tan"),
  asin: plain("Math.asin"),
  acos: plain("Math.acos"),
  atan: plain("Math.atan"),
  sinh: plain("Math.sinh"),
  cosh: plain("Math.cosh"),
  tanh: plain("Math.tanh"),
  asinh: plain("Math.asinh"),
  acosh: plain("Math.acosh"),
  atanh: plain("Math.atanh"),
  erf: plain("rt.erf"),
  not: (x, d) => (d === "bool" ? `!${x}` : wrap(`~${x}`, d)),
  isnan: (x) => `${x} !== ${x}`,
};

const bits =
  (op: string, bool: (x: string, y: string) => string) =>
  (x: string, y: string, d: DType): string =>
    d === "bool" ? bool(x, y) : wrap(`${x} ${op} ${y}`, d);
const extremum =
  (op: string, bool: string) =>
  (x: string, y: string, d: DType): string =>
    d === "bool"
      ? `${x} ${bool} ${y}`
      : isFloat(d)
        ? `${x} ${op} ${y} || ${x} !== ${x} ? ${x} : ${y}`
        : `${x} ${op} ${y} ? ${x} : ${y}`;
const integerSplit =
  (float: string, int: string, big: string) =>
  (x: string, y: string, d: DType): string =>
    isFloat(d) ? wrap(`${float}(${x}, ${y})`, d) : wrap(`rt.${d === "int64" ? big : int}(${x}, ${y})`, d);

const plain2 =
  (f: string) =>
  (x: string, y: string, d: DType): string =>
    wrap(`${f}(${x}, ${y})`, d);

const binaryText: { readonly [F in BinaryFn]: (x: string, y: string, d: DType) => string } = {
  add: (x, y, d) => (d === "bool" ? `${x} || ${y}` : wrap(`${x} + ${y}`, d)),
  sub: (x, y, d) => wrap(`${x} - ${y}`, d),
  mul: (x, y, d) => (d === "bool" ? `${x} && ${y}` : d === "int32" ? `Math.imul(${x}, ${y})` : wrap(`${x} * ${y}`, d)),
  div: (x, y, d) =>
    isFloat(d) ? wrap(`${x} / ${y}`, d) : wrap(`rt.${d === "int64" ? "divBig" : "divInt"}(${x}, ${y})`, d),
  floordiv: integerSplit("rt.floorDiv", "floorDivInt", "floorDivBig"),
  mod: integerSplit("rt.mod", "modInt", "modBig"),
  fmod: (x, y, d) =>
    isFloat(d) ? wrap(`${x} % ${y}`, d) : wrap(`rt.${d === "int64" ? "remBig" : "remInt"}(${x}, ${y})`, d),
  pow: integerSplit("rt.pow", "powInt", "powBig"),
  atan2: (x, y, d) => wrap(`Math.atan2(${x}, ${y})`, d),
  max: extremum(">", "||"),
  min: extremum("<", "&&"),
  and: bits("&", (x, y) => `${x} && ${y}`),
  or: bits("|", (x, y) => `${x} || ${y}`),
  xor: bits("^", (x, y) => `${x} !== ${y}`),
  // By as many places as the machine's instruction says: the count modulo 64, of shorter numbers modulo 32 (JavaScript's own rule).
  shl: (x, y, d) => wrap(`${x} << ${d === "int64" ? `(${y} & 63n)` : y}`, d),
  shr: (x, y, d) => wrap(`${x} >> ${d === "int64" ? `(${y} & 63n)` : y}`, d),
  gcd: (x, y, d) => wrap(`rt.${d === "int64" ? "gcdBig" : "gcdInt"}(${x}, ${y})`, d),
  nextafter: (x, y, d) =>
    `rt.${d === "float64" ? "nextafter" : d === "bfloat16" ? "nextafterBfloat16" : "nextafter32"}(${x}, ${y})`,
  zeta: plain2("rt.zeta"),
  igamma: plain2("rt.igamma"),
  igammac: plain2("rt.igammac"),
};

const compareText: { readonly [F in CompareFn]: string } = {
  eq: "===",
  ne: "!==",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

function literal(v: number | bigint | boolean): string {
  if (typeof v === "bigint") return v < 0n ? `(${v}n)` : `${v}n`;
  if (typeof v === "boolean") return String(v);
  if (Number.isNaN(v)) return "NaN";
  if (!Number.isFinite(v)) return v > 0 ? "Infinity" : "(-Infinity)";
  return v < 0 || Object.is(v, -0) ? `(${Object.is(v, -0) ? "-0" : v})` : String(v);
}

function castText(x: string, from: DType, to: DType): string {
  if (from === to) return x;
  if (to === "bool") return from === "int64" ? `${x} !== 0n` : `${x} !== 0`;
  if (from === "bool") return to === "int64" ? `${x} ? 1n : 0n` : `${x} ? 1 : 0`;
  if (to === "int64") return isFloat(from) ? `rt.toInt64(${x})` : `BigInt(${x})`;
  if (to === "float64") return from === "int64" ? `Number(${x})` : x;
  const number = from === "int64" ? (isFloat(to) ? `Number(${x})` : `Number(asInt64(32, ${x}))`) : x;
  if (to === "float32")
    return from === "float64" || from === "int64" || from === "int32" ? `fround(${number})` : number;
  if (to === "float16") return `rt.roundHalf(${number})`;
  if (to === "bfloat16") return `rt.roundBfloat16(${number})`;
  return wrap(isFloat(from) ? `rt.toInt32(${number})` : number, to);
}

/** A value as the buffer holds it. */
function storeText(x: string, d: DType): string {
  switch (d) {
    case "bool":
      return `${x} ? 1 : 0`;
    case "float16":
      return `rt.floatToHalf(${x})`;
    case "bfloat16":
      return `rt.floatToBfloat16(${x})`;
    default:
      return x;
  }
}

function loadText(buffer: string, pointer: string, d: DType): string {
  switch (d) {
    case "bool":
      return `${buffer}[${pointer}] !== 0`;
    case "float16":
      return `rt.halfToFloat(${buffer}[${pointer}])`;
    case "bfloat16":
      return `rt.bfloat16ToFloat(${buffer}[${pointer}])`;
    default:
      return `${buffer}[${pointer}]`;
  }
}

const atom = (a: Atom): string => (typeof a === "string" ? a : literal(a.value));

/** What a reduction begins with. Integers have no infinity to start an extremum from: a flag, `a0f`, says whether there is a value yet. */
function begin({ name, fn, dtype, counter }: Accumulator): string[] {
  const suffix = dtype === "int64" ? "n" : "",
    up = fn === "max" || fn === "argmax";
  const start = isFloat(dtype) ? (up ? "-Infinity" : "Infinity") : dtype === "bool" ? String(!up) : `0${suffix}`;
  const lines = [`let ${name} = ${fn === "sum" ? `0${suffix}` : fn === "prod" ? `1${suffix}` : start};`];
  if (counter !== null) lines.push(`let ${name}i = 0;`);
  if (flagged(fn, dtype)) lines.push(`let ${name}f = true;`);
  return lines;
}
const flagged = (fn: Accumulator["fn"], d: DType): boolean =>
  fn !== "sum" && fn !== "prod" && !isFloat(d) && d !== "bool";

/** Takes a value into a reduction. */
function take({ name, fn, dtype, counter }: Accumulator, v: string): string {
  if (fn === "sum" || fn === "prod")
    return `${name} = ${isFloat(dtype) ? `${name} ${fn === "sum" ? "+" : "*"} ${v}` : binaryText[fn === "sum" ? "add" : "mul"](name, v, dtype)};`;
  const further = `${v} ${fn === "max" || fn === "argmax" ? ">" : "<"} ${name}`,
    flag = flagged(fn, dtype);
  const better = isFloat(dtype)
    ? `${further} || (${v} !== ${v} && ${name} === ${name})`
    : flag
      ? `${name}f || ${further}`
      : further;
  return `if (${better}) { ${name} = ${v};${counter === null ? "" : ` ${name}i = ${counter};`}${flag ? ` ${name}f = false;` : ""} }`;
}

const js: Language = {
  counter: "let",
  index: "const",
  value: () => "const",
  product: (a, b) => `Math.imul(${a}, ${b})`,
  sum: (terms) => (terms.length === 1 ? terms[0]! : `${terms.join(" + ")} | 0`),
  least: (a, b) => `Math.min(${a}, ${b})`,
  values: {
    load: ({ buffer, at, dtype }) => loadText(`b${buffer}`, String(at), dtype),
    axis: ({ terms }) => `BigInt(${terms.join(" + ")})`,
    unary: ({ fn, of, args }) => unaryText[fn](atom(args[0]!), of),
    binary: ({ fn, of, args }) => binaryText[fn](atom(args[0]!), atom(args[1]!), of),
    compare: ({ fn, args }) => args.map(atom).join(` ${compareText[fn]} `),
    where: ({ args: [cond, x, y] }) => `${atom(cond!)} ? ${atom(x!)} : ${atom(y!)}`,
    cast: ({ of, dtype, args }) => castText(atom(args[0]!), of, dtype),
    splat: ({ args }) => atom(args[0]!), // there are no vectors
    result: ({ from: { name, counter } }) => (counter === null ? `fround(${name})` : `BigInt(${name}i)`),
  },
  statements: {
    begin: ({ acc }) => begin(acc),
    count: ({ name, first }) => [first ? `let ${name} = 0;` : `${name}++;`],
    accumulate: ({ acc, terms }) => {
      const texts = terms.map(({ x, y }) => (y === null ? atom(x) : `${atom(x)} * ${atom(y)}`));
      return isFloat(acc.dtype) && acc.fn === "sum" ? [take(acc, texts.join(" + "))] : texts.map((t) => take(acc, t));
    },
    merge: ({ acc, part }) => [take(acc, part.name)],
    store: ({ buffer, at, value, dtype }) => [`b${buffer}[${at}] = ${storeText(atom(value), dtype)};`],
  },
};

/**
 * The source of a function `(b, n, p) => void` that runs the kernel; `rt`, `fround` and `asInt64` must be in scope
 * (`engine/runtime.ts`).
 */
export function renderJs(kernel: Kernel, schedule: Schedule = scheduleFor(kernel)): string {
  const nest = nestOf(kernel, schedule);
  const head = [
    ...nest.buffers.map((_, i) => `const b${i} = b[${i}];`),
    ...Array.from({ length: nest.ints }, (_, i) => `const n${i} = n[${i}];`),
    ...nest.params.map((d, i) => `const p${i} = ${singlePrecision(d) ? `fround(p[${i}])` : `p[${i}]`};`),
  ];
  return `return function ${nest.name}(b, n, p) {\n${[...head, ...lines(nest, js)].join("\n")}\n};`;
}
