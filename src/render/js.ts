import { type DType, isFloat, isHalf } from "../shape/dtype.js";
import type { BinaryFn, CompareFn, Dim, Expr, IndexMap, UnaryFn } from "../ir/expr.js";
import type { Kernel } from "../ir/kernel.js";
import { freeAxes } from "../ir/axes.js";

// Renders a kernel as the body of a JavaScript function `(b, n, p)`: buffers (outputs first), integer arguments, scalar
// arguments. How it is laid out:
//
// - Every expression becomes one `const`, placed in the outermost loop that knows its axes (loop-invariant code
//   motion by construction). A reduction is a loop placed the same way, so a row's maximum is computed once per row.
// - A kernel that reduces is tiled: up to two parallel axes advance several points at a time ("lanes"), all lanes
//   share one reduction loop, and each has its own accumulator. That hides the latency of the addition, which
//   otherwise bounds a sum. A short reduction is written out: its points are lanes too, added up in one expression,
//   so what they load is placed outside the loops that it does not depend on (a small weight stays in registers).
// - float32 is exact: each operation is rounded by Math.fround, which V8 compiles to single-precision instructions.
//   Sums and products of a reduction accumulate in double.

/** How a kernel is laid out. Chosen beside the kernel, never part of it. */
export interface Schedule {
  /** How many points of a parallel axis are computed at a time. */
  readonly tile: ReadonlyMap<number, number>;
  /** Reducing axes of known size that are written out instead of looped over. */
  readonly unroll: ReadonlySet<number>;
}

/** The names of one value for all lanes. Lanes that differ only along axes that the value does not know share a name. */
interface Lanes {
  readonly axes: ReadonlySet<number>;
  readonly names: Map<string, string>;
}

/** An open loop body: its lines so far, and the values and buffer positions that it already holds. */
interface Scope {
  readonly axis: number;
  readonly lines: string[];
  readonly memo: Map<Expr, Lanes>;
  readonly pointers: Map<IndexMap, { readonly base: string; readonly lanes: Lanes }>;
}

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

const dimText = (d: Dim): string => (typeof d === "number" ? String(d) : `n${d.arg}`);

class Writer {
  private next = 0;
  private readonly kernel: Kernel;
  private readonly free = new Map<Expr, ReadonlySet<number>>();
  /** Open loops, outermost first; the first is the function itself. */
  private scopes: Scope[] = [];
  /** Points computed at a time along each axis, in the loop being written. */
  private readonly lanes: number[];
  private readonly schedule: Schedule;

  constructor(kernel: Kernel, schedule: Schedule) {
    this.kernel = kernel;
    this.schedule = schedule;
    this.lanes = kernel.axes.map(() => 1);
  }

  write(): string {
    const k = this.kernel;
    const buffers = k.outputs.length + k.inputs.length;
    const head = [
      ...Array.from({ length: buffers }, (_, i) => `const b${i} = b[${i}];`),
      ...Array.from({ length: k.ints }, (_, i) => `const n${i} = n[${i}];`),
      ...k.params.map((d, i) => `const p${i} = ${singlePrecision(d) ? `fround(p[${i}])` : `p[${i}]`};`),
    ];
    const parallel = k.axes.filter((a) => a.kind === "parallel").length;
    const lines = this.inScope(-1, () => this.nest(0, parallel));
    return [...head, ...lines].join("\n");
  }

  private name(prefix: string): string {
    return `${prefix}${this.next++}`;
  }

  /** Opens a loop body, writes it, and gives its lines. */
  private inScope(axis: number, body: () => string[]): string[] {
    const scope: Scope = { axis, lines: [], memo: new Map(), pointers: new Map() };
    this.scopes.push(scope);
    const tail = body();
    this.scopes.pop();
    return [...scope.lines, ...tail];
  }

  /** The loops of parallel axes `axis …`, then the stores. A tiled axis gets a second loop for what is left over. */
  private nest(axis: number, parallel: number): string[] {
    if (axis === parallel) {
      this.stores();
      return [];
    }
    const size = dimText(this.kernel.axes[axis]!.size);
    const tile = this.schedule.tile.get(axis) ?? 1;
    const body = (lanes: number): string[] => {
      this.lanes[axis] = lanes;
      return this.inScope(axis, () => this.nest(axis + 1, parallel));
    };
    if (tile === 1) return [`for (let i${axis} = 0; i${axis} < ${size}; i${axis}++) {`, ...body(1), "}"];
    if (this.kernel.axes[axis]!.size === tile) {
      this.lanes[axis] = tile;
      return ["{", `const i${axis} = 0;`, ...this.inScope(axis, () => this.nest(axis + 1, parallel)), "}"];
    }
    return [
      `let i${axis} = 0;`,
      `for (; i${axis} + ${tile - 1} < ${size}; i${axis} += ${tile}) {`,
      ...body(tile),
      "}",
      `for (; i${axis} < ${size}; i${axis}++) {`,
      ...body(1),
      "}",
    ];
  }

  private stores(): void {
    const scope = this.scopes[this.scopes.length - 1]!;
    // All values before all stores: an output may overwrite what another one reads.
    const all = this.kernel.outputs.map((o) => this.value(o.value));
    this.kernel.outputs.forEach((o, i) => {
      const values = all[i]!;
      const at = this.pointer(o.index);
      const n = Math.max(values.length, at.length);
      for (let l = 0; l < n; l++)
        scope.lines.push(`b${i}[${at[l % at.length]}] = ${storeText(values[l % values.length]!, o.dtype)};`);
    });
  }

  /** How many lanes a value has: the product over the tiled axes. A value that depends on no tiled axis has one name for all. */
  private laneCount(): number {
    return this.lanes.reduce((a, b) => a * b, 1);
  }

  /** The point of lane `l` along `axis`. Lanes are numbered row-major over the axes. */
  private laneOffset(l: number, axis: number): number {
    let inner = 1;
    for (let a = axis + 1; a < this.lanes.length; a++) inner *= this.lanes[a]!;
    return Math.floor(l / inner) % this.lanes[axis]!;
  }

  /** The open loop that an expression with these free axes belongs in. */
  private home(axes: ReadonlySet<number>): Scope {
    for (let s = this.scopes.length - 1; s > 0; s--) if (axes.has(this.scopes[s]!.axis)) return this.scopes[s]!;
    return this.scopes[0]!;
  }

  private axesOf(e: Expr): ReadonlySet<number> {
    return freeAxes(e, this.free);
  }

  /** What tells lane `l` apart among values that depend on `axes`. */
  private laneKey(l: number, axes: ReadonlySet<number>): string {
    let key = "";
    for (let a = 0; a < this.lanes.length; a++) if (axes.has(a)) key += `${this.laneOffset(l, a)},`;
    return key;
  }

  /** Declares a name per distinct lane and gives them all. `known` is filled further when more lanes are asked for. */
  private perLane(known: Lanes, declare: (lane: number) => string): Lanes {
    for (let l = 0, n = this.laneCount(); l < n; l++) {
      const key = this.laneKey(l, known.axes);
      if (!known.names.has(key)) known.names.set(key, declare(l));
    }
    return known;
  }

  /** One name per lane. */
  private spread(v: Lanes): string[] {
    return Array.from({ length: this.laneCount() }, (_, l) => v.names.get(this.laneKey(l, v.axes))!);
  }

  /** Names of the buffer positions, per lane: the position of the first lane, and from there a step for each other. */
  private pointer(m: IndexMap): string[] {
    const [scope, base] = this.base(m);
    const known = scope.pointers.get(m)!.lanes;
    return this.spread(
      this.perLane(known, (l) => {
        const step = this.laneStep(m, l);
        return step === "0" ? base : this.declare(scope, "q", `${base} + ${step} | 0`);
      }),
    );
  }

  /** The position of the first lane: outer axes are added in outer loops. */
  private base(m: IndexMap): [Scope, string] {
    let scope = this.scopes[0]!;
    let name = dimText(m.offset);
    for (const s of this.scopes) {
      const stride = s.axis < 0 ? 0 : m.strides[s.axis]!;
      if (stride === 0 && s.axis >= 0) continue;
      scope = s;
      let known = s.pointers.get(m);
      if (known === undefined) {
        const by = stride === 0 ? "" : stride === 1 ? `i${s.axis}` : `Math.imul(i${s.axis}, ${dimText(stride)})`;
        const first = stride === 0 ? name : this.declare(s, "q", name === "0" ? by : `${name} + ${by} | 0`);
        const axes = new Set(m.strides.flatMap((x, a) => (x === 0 ? [] : [a])));
        known = { base: first, lanes: { axes, names: new Map() } };
        s.pointers.set(m, known);
      }
      name = known.base;
    }
    return [scope, name];
  }

  /** How far lane `l` lies from the first one. Products with unknown strides are worked out once, before all loops. */
  private laneStep(m: IndexMap, l: number): string {
    let known = 0;
    const terms: string[] = [];
    m.strides.forEach((stride, a) => {
      const off = this.laneOffset(l, a);
      if (off === 0 || stride === 0) return;
      if (typeof stride === "number") {
        known += off * stride;
        return;
      }
      if (off === 1) {
        terms.push(dimText(stride));
        return;
      }
      const text = `Math.imul(${off}, ${dimText(stride)})`;
      let name = this.steps.get(text);
      if (name === undefined) this.steps.set(text, (name = this.declare(this.scopes[0]!, "s", text)));
      terms.push(name);
    });
    if (known !== 0) terms.push(String(known));
    return terms.join(" + ") || "0";
  }
  private readonly steps = new Map<string, string>();

  /** The names that hold an expression's value, per lane. */
  private value(e: Expr): string[] {
    const axes = this.axesOf(e);
    if (e.kind === "const") return Array<string>(this.laneCount()).fill(literal(e.value));
    if (e.kind === "param") return Array<string>(this.laneCount()).fill(`p${e.param}`);
    const scope = this.home(axes);
    const known = scope.memo.get(e);
    if (known && this.complete(known)) return this.spread(known);
    const names = this.compute(e, scope, known ?? { axes, names: new Map<string, string>() });
    scope.memo.set(e, names);
    return this.spread(names);
  }

  private complete(v: Lanes): boolean {
    for (let l = 0, n = this.laneCount(); l < n; l++) if (!v.names.has(this.laneKey(l, v.axes))) return false;
    return true;
  }

  private declare(scope: Scope, prefix: string, text: string): string {
    const name = this.name(prefix);
    scope.lines.push(`const ${name} = ${text};`);
    return name;
  }

  private compute(e: Expr, scope: Scope, known: Lanes): Lanes {
    const put = (make: (l: number) => string): Lanes => this.perLane(known, (l) => this.declare(scope, "v", make(l)));
    switch (e.kind) {
      case "load": {
        const at = this.pointer(e.index);
        return put((l) => loadText(`b${this.kernel.outputs.length + e.input}`, at[l]!, e.dtype));
      }
      case "axis":
        return put((l) => {
          const off = this.laneOffset(l, e.axis);
          return `BigInt(i${e.axis}${off ? ` + ${off}` : ""})`;
        });
      case "unary": {
        const x = this.value(e.x);
        return put((l) => unaryText[e.fn](x[l]!, e.x.dtype));
      }
      case "binary": {
        const x = this.value(e.x),
          y = this.value(e.y);
        return put((l) => binaryText[e.fn](x[l]!, y[l]!, e.dtype));
      }
      case "compare": {
        const x = this.value(e.x),
          y = this.value(e.y);
        return put((l) => `${x[l]} ${compareText[e.fn]} ${y[l]}`);
      }
      case "where": {
        const c = this.value(e.cond),
          x = this.value(e.x),
          y = this.value(e.y);
        return put((l) => `${c[l]} ? ${x[l]} : ${y[l]}`);
      }
      case "cast": {
        const x = this.value(e.x);
        return put((l) => castText(x[l]!, e.x.dtype, e.dtype));
      }
      case "reduce":
        return this.reduction(e, scope, known);
      default:
        throw new Error(`no rendering for ${e.kind}`);
    }
  }

  /** A reduction: accumulators, the loop nest over its axes, and the rounded results, all in the scope where it belongs. */
  private reduction(e: Expr & { kind: "reduce" }, scope: Scope, known: Lanes): Lanes {
    const float = isFloat(e.x.dtype);
    const index = e.fn === "argmax" || e.fn === "argmin";
    const upward = e.fn === "max" || e.fn === "argmax";
    const additive = e.fn === "sum" || e.fn === "prod";
    // Integers have no infinity to start an extremum from: a flag says whether there is a value yet.
    const flagged = !additive && !float && e.x.dtype !== "bool";
    const suffix = e.x.dtype === "int64" ? "n" : "";
    const start =
      e.fn === "sum"
        ? `0${suffix}`
        : e.fn === "prod"
          ? `1${suffix}`
          : float
            ? upward
              ? "-Infinity"
              : "Infinity"
            : e.x.dtype === "bool"
              ? String(!upward)
              : `0${suffix}`;
    // The body may only use what its home scope can see, so loops further in are hidden while it is written.
    const hidden = this.scopes.splice(this.scopes.indexOf(scope) + 1);
    const accs: Lanes = { axes: known.axes, names: new Map() };
    this.perLane(accs, () => {
      const acc = this.name("a");
      scope.lines.push(`let ${acc} = ${start};`);
      if (index) scope.lines.push(`let ${acc}i = 0;`);
      if (flagged) scope.lines.push(`let ${acc}f = true;`);
      return acc;
    });
    const counter = index ? this.name("c") : "";
    if (index) scope.lines.push(`let ${counter} = 0;`);
    const update = (acc: string, v: string): string => {
      if (additive)
        return `${acc} = ${float ? `${acc} ${e.fn === "sum" ? "+" : "*"} ${v}` : binaryText[e.fn === "sum" ? "add" : "mul"](acc, v, e.dtype)};`;
      const op = upward ? ">" : "<";
      const better = float
        ? `${v} ${op} ${acc} || (${v} !== ${v} && ${acc} === ${acc})`
        : flagged
          ? `${acc}f || ${v} ${op} ${acc}`
          : `${v} ${op} ${acc}`;
      return `if (${better}) { ${acc} = ${v};${index ? ` ${acc}i = ${counter};` : ""}${flagged ? ` ${acc}f = false;` : ""} }`;
    };
    const written = e.fn === "sum" ? e.axes.filter((a) => this.schedule.unroll.has(a)) : [];
    const looped = e.axes.filter((a) => !written.includes(a));
    const loop = (d: number): string[] => {
      const a = looped[d];
      if (a !== undefined)
        return [
          `for (let i${a} = 0; i${a} < ${dimText(this.kernel.axes[a]!.size)}; i${a}++) {`,
          ...this.inScope(a, () => loop(d + 1)),
          "}",
        ];
      // The product of two float32 is exact in double, so a sum of products needs no rounding of its own.
      const product = e.fn === "sum" && float && e.x.kind === "binary" && e.x.fn === "mul" ? e.x : undefined;
      const points = written.reduce((n, a) => n * (this.kernel.axes[a]!.size as number), 1);
      for (const a of written) this.lanes[a] = this.kernel.axes[a]!.size as number;
      const x = this.value(product ? product.x : e.x);
      const y = product ? this.value(product.y) : undefined;
      for (const a of written) this.lanes[a] = 1;
      const names = this.spread(accs);
      // Written-out axes come last, so the points of one lane stand side by side.
      const tail = names.flatMap((acc, l) => {
        if (names.indexOf(acc) !== l) return [];
        const terms = Array.from({ length: points }, (_, i) =>
          y ? `${x[l * points + i]} * ${y[l * points + i]}` : x[l * points + i]!,
        );
        return float ? [update(acc, terms.join(" + "))] : terms.map((t) => update(acc, t));
      });
      return index ? [...tail, `${counter}++;`] : tail;
    };
    scope.lines.push(...loop(0));
    this.scopes.push(...hidden);
    const names = this.spread(accs);
    return this.perLane(known, (l) => {
      if (index) return this.declare(scope, "v", `BigInt(${names[l]}i)`);
      return additive && singlePrecision(e.dtype) ? this.declare(scope, "v", `fround(${names[l]})`) : names[l]!;
    });
  }
}

/**
 * What suits V8: four points along the last parallel axis, or 2 × 4 where the kernel is a two-dimensional contraction;
 * an axis of known small size whole.
 */
export function scheduleFor(kernel: Kernel): Schedule {
  const tile = new Map<number, number>();
  const unroll = new Set<number>();
  const known = (i: number): number => {
    const n = kernel.axes[i]!.size;
    return typeof n === "number" ? n : Infinity;
  };
  const reducing = kernel.axes.flatMap((a, i) => (a.kind === "reduce" ? [i] : []));
  if (reducing.length === 0) {
    // One flat loop: four elements a turn, which spares counting and comparing.
    if (kernel.axes.length === 1 && known(0) === Infinity) tile.set(0, 4);
  } else {
    const wide = kernel.axes.flatMap((a, i) => (a.kind === "parallel" && known(i) >= 4 ? [i] : [])).slice(-2);
    const last = wide[wide.length - 1];
    if (reducing.length === 1 && known(reducing[0]!) <= MAX_UNROLL && kernel.axes[reducing[0]!]!.size !== 0) {
      unroll.add(reducing[0]!);
      if (last !== undefined) tile.set(last, 4);
    } else if (last !== undefined) {
      if (wide.length === 1 && known(last) <= MAX_UNROLL) tile.set(last, known(last));
      else wide.forEach((a, i) => tile.set(a, i === wide.length - 1 ? 4 : 2));
    }
  }
  return { tile, unroll };
}
const MAX_UNROLL = 12;

/**
 * The source of a function `(b, n, p) => void` that runs the kernel; `rt`, `fround` and `asInt64` must be in scope
 * (`engine/runtime.ts`).
 */
export function renderJs(kernel: Kernel, schedule: Schedule = scheduleFor(kernel)): string {
  const name = kernel.name.replace(/[^A-Za-z0-9_]/g, "_");
  return `return function ${name}(b, n, p) {\n${new Writer(kernel, schedule).write()}\n};`;
}
