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

/** Converts the result of an arithmetic operation back to its dtype. */
function wrap(text: string, d: DType): string {
  if (singlePrecision(d)) return `fround(${text})`;
  if (d === "int64") return `asInt64(64, ${text})`;
  return d === "int32" || d === "int16" || d === "int8" || d === "uint8" ? `(${text}) ${narrow[d]}` : text;
}
const narrow = { int32: "| 0", int16: "<< 16 >> 16", int8: "<< 24 >> 24", uint8: "& 255" } as const;

const plain =
  (f: string) =>
  (x: string, d: DType): string =>
    wrap(`rt.${f}(${x})`, d);
/** Functions without an equally named one in Math. */
const unaryText: {
  readonly [F in Exclude<UnaryFn, keyof Math> | "abs" | "sign" | "round"]: (x: string, d: DType) => string;
} = {
  neg: (x, d) => wrap(`-${x}`, d),
  abs: (x, d) => (isFloat(d) ? `Math.abs(${x})` : wrap(`${x} < 0 ? -${x} : ${x}`, d)),
  sign: (x, d) => (d === "int64" ? `${x} > 0n ? 1n : ${x} < 0n ? -1n : 0n` : `${x} > 0 ? 1 : ${x} < 0 ? -1 : 0`),
  round: plain("roundEven"),
  exp2: plain("exp2"),
  erf: plain("erf"),
  not: (x, d) => (d === "bool" ? `!${x}` : wrap(`~${x}`, d)),
  isnan: (x) => `${x} !== ${x}`,
};
const unary = (fn: UnaryFn, x: string, d: DType): string =>
  !isFloat(d) && whole.includes(fn)
    ? x
    : fn in unaryText
      ? unaryText[fn as keyof typeof unaryText](x, d)
      : wrap(`Math.${fn}(${x})`, d);
/** Functions that do not change whole numbers. */
const whole: readonly UnaryFn[] = ["floor", "ceil", "trunc", "round"];

/** An operator, and the one of bools. */
const operator =
  (op: string, bool: string) =>
  (x: string, y: string, d: DType): string =>
    d === "bool" ? `${x} ${bool} ${y}` : wrap(`${x} ${op} ${y}`, d);
const extremum =
  (op: string, bool: string) =>
  (x: string, y: string, d: DType): string =>
    d === "bool"
      ? `${x} ${bool} ${y}`
      : isFloat(d)
        ? `${x} ${op} ${y} || ${x} !== ${x} ? ${x} : ${y}`
        : `${x} ${op} ${y} ? ${x} : ${y}`;
/** The runtime's function for whole numbers: one for bigints and one for others. */
const whole2 = (f: string, x: string, y: string, d: DType): string =>
  wrap(`rt.${f}${d === "int64" ? "Big" : "Int"}(${x}, ${y})`, d);
const split =
  (f: string) =>
  (x: string, y: string, d: DType): string =>
    isFloat(d) ? wrap(`rt.${f}(${x}, ${y})`, d) : whole2(f, x, y, d);

const plain2 =
  (f: string) =>
  (x: string, y: string, d: DType): string =>
    wrap(`rt.${f}(${x}, ${y})`, d);

const binaryText: { readonly [F in BinaryFn]: (x: string, y: string, d: DType) => string } = {
  add: operator("+", "||"),
  sub: operator("-", "-"),
  mul: (x, y, d) => (d === "int32" ? `Math.imul(${x}, ${y})` : operator("*", "&&")(x, y, d)),
  div: (x, y, d) => (isFloat(d) ? wrap(`${x} / ${y}`, d) : whole2("div", x, y, d)),
  floordiv: split("floorDiv"),
  mod: split("mod"),
  fmod: (x, y, d) => (isFloat(d) ? wrap(`${x} % ${y}`, d) : whole2("rem", x, y, d)),
  pow: split("pow"),
  atan2: (x, y, d) => wrap(`Math.atan2(${x}, ${y})`, d),
  max: extremum(">", "||"),
  min: extremum("<", "&&"),
  and: operator("&", "&&"),
  or: operator("|", "||"),
  xor: operator("^", "!=="),
  // Shifts as the machine's instruction does: the count modulo 64, of shorter numbers modulo 32 (JavaScript's own rule).
  shl: (x, y, d) => wrap(`${x} << ${d === "int64" ? `(${y} & 63n)` : y}`, d),
  shr: (x, y, d) => wrap(`${x} >> ${d === "int64" ? `(${y} & 63n)` : y}`, d),
  gcd: (x, y, d) => whole2("gcd", x, y, d),
  nextafter: (x, y, d) =>
    `rt.${d === "float64" ? "nextafter" : d === "bfloat16" ? "nextafterBfloat16" : "nextafter32"}(${x}, ${y})`,
  zeta: plain2("zeta"),
  igamma: plain2("igamma"),
  igammac: plain2("igammac"),
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
  const text = Object.is(v, -0) ? "-0" : `${v}${typeof v === "bigint" ? "n" : ""}`;
  return text.startsWith("-") ? `(${text})` : text;
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

/** A value as stored in a buffer. */
const storeText = (x: string, d: DType): string =>
  d === "bool" ? `${x} ? 1 : 0` : isHalf(d) ? `rt.floatTo${d === "float16" ? "Half" : "Bfloat16"}(${x})` : x;
const loadText = (x: string, d: DType): string =>
  d === "bool" ? `${x} !== 0` : isHalf(d) ? `rt.${d === "float16" ? "half" : d}ToFloat(${x})` : x;

const atom = (a: Atom): string => (typeof a === "string" ? a : literal(a.value));

/** Adds a value to a reduction. */
function take({ name, fn, dtype, counter }: Accumulator, v: string): string {
  if (fn === "sum" || fn === "prod")
    return `${name} = ${isFloat(dtype) ? `${name} ${fn === "sum" ? "+" : "*"} ${v}` : binaryText[fn === "sum" ? "add" : "mul"](name, v, dtype)};`;
  const further = `${v} ${fn === "max" || fn === "argmax" ? ">" : "<"} ${name}`,
    better = isFloat(dtype) ? `${further} || (${v} !== ${v} && ${name} === ${name})` : further;
  return `if (${better}) { ${name} = ${v};${counter === null ? "" : ` ${name}i = ${counter};`} }`;
}

const js: Language = {
  counter: "let",
  index: "const",
  value: () => "const",
  product: (a, b) => `Math.imul(${a}, ${b})`,
  sum: (terms) => (terms.length === 1 ? terms[0]! : `${terms.join(" + ")} | 0`),
  least: (a, b) => `Math.min(${a}, ${b})`,
  values: {
    load: ({ buffer, at, dtype }) => loadText(`b${buffer}[${at}]`, dtype),
    axis: ({ terms }) => `BigInt(${terms.join(" + ")})`,
    unary: ({ fn, of, args }) => unary(fn, atom(args[0]!), of),
    binary: ({ fn, of, args }) => binaryText[fn](atom(args[0]!), atom(args[1]!), of),
    compare: ({ fn, args }) => args.map(atom).join(` ${compareText[fn]} `),
    where: ({ args: [cond, x, y] }) => `${atom(cond!)} ? ${atom(x!)} : ${atom(y!)}`,
    cast: ({ of, dtype, args }) => castText(atom(args[0]!), of, dtype),
    splat: ({ args }) => atom(args[0]!), // there are no vectors
    result: ({ from: { name, counter } }) => (counter === null ? `fround(${name})` : `BigInt(${name}i)`),
  },
  statements: {
    begin: ({ acc: { name, first, counter } }) => [
      `let ${name} = ${atom(first)};`,
      ...(counter === null ? [] : [`let ${name}i = 0;`]),
    ],
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
