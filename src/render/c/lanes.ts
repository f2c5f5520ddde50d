import type { FunctionWriter, Local } from "../wasm/assembler.js";
import { Lanes, type Surroundings, type Term } from "../wasm/lanes.js";
import { definitionOf } from "../wasm/math-functions.js";

// Mathematical functions of vectors in C: the definitions that WebAssembly has (render/wasm/math-functions.ts and functions/), so
// both engines compute them by the same polynomials, to the same 2 units in the last place of a float32 (4 of a float64).

/** What a unit has for vectors of one type: the type's name, that of as many unsigned integers, and functions. */
export interface VectorNames {
  readonly floats: string;
  readonly bits: string;
  readonly multiplyAdd: string;
  each(fn: "sqrt" | "floor" | "trunc" | "round"): string;
}

/** Thrown by definitions that use WebAssembly's own instructions. */
class NotInC extends Error {}

const nowhere = new Proxy({} as FunctionWriter, {
  get() {
    throw new NotInC();
  },
});

/** Arithmetic on vectors as statements in C. */
class CLanes extends Lanes {
  readonly lines: string[] = [];
  private readonly names: VectorNames;

  /** `double`: whether lanes are float64. `precise`: whether results are. */
  constructor(names: VectorNames, double: boolean, precise: boolean) {
    super(nowhere, double ? "f64x2" : "f32x4", precise, { fused: true } as Surroundings);
    this.names = names;
  }

  /** A variable for what an expression gives. */
  name(text: string): Local {
    const index = this.lines.length;
    this.lines.push(`const ${this.names.floats} v${index} = ${text};`);
    return { index, type: "v128" };
  }

  protected override apply(op: string, ...terms: Term[]): Local {
    const [x, y, z] = terms.map((t) => this.term(t)) as [string, string, string];
    const { floats, bits, multiplyAdd } = this.names,
      ofBits = (text: string): string => `(${floats})(${text})`,
      choose = (mask: string, a: string, b: string): string =>
        ofBits(`((${bits})${a} & (${bits})${mask}) | ((${bits})${b} & ~(${bits})${mask})`);
    const [kind, name] = op.split(".") as [string, string];
    if (kind.startsWith("i")) return this.name(ofBits(`(${bits})${x} ${name === "add" ? "+" : "-"} (${bits})${y}`));
    const text: { readonly [Op in string]: () => string } = {
      add: () => `${x} + ${y}`,
      sub: () => `${x} - ${y}`,
      mul: () => `${x} * ${y}`,
      div: () => `${x} / ${y}`,
      relaxed_madd: () => `${multiplyAdd}(${x}, ${y}, ${z})`,
      relaxed_nmadd: () => `${multiplyAdd}(-${x}, ${y}, ${z})`,
      neg: () => `-${x}`,
      abs: () => ofBits(`(${bits})${x} & ~(${bits})${this.term(-0)}`),
      sqrt: () => `${this.names.each("sqrt")}(${x})`,
      floor: () => `${this.names.each("floor")}(${x})`,
      trunc: () => `${this.names.each("trunc")}(${x})`,
      nearest: () => `${this.names.each("round")}(${x})`,
      eq: () => ofBits(`${x} == ${y}`),
      ne: () => ofBits(`${x} != ${y}`),
      lt: () => ofBits(`${x} < ${y}`),
      gt: () => ofBits(`${x} > ${y}`),
      ge: () => ofBits(`${x} >= ${y}`),
      and: () => ofBits(`(${bits})${x} & (${bits})${y}`),
      andnot: () => ofBits(`(${bits})${x} & ~(${bits})${y}`),
      or: () => ofBits(`(${bits})${x} | (${bits})${y}`),
      xor: () => ofBits(`(${bits})${x} ^ (${bits})${y}`),
      not: () => ofBits(`~(${bits})${x}`),
      bitselect: () => choose(z, x, y),
      pmin: () => choose(`(${y} < ${x})`, y, x),
      pmax: () => choose(`(${x} < ${y})`, y, x),
    };
    return this.name(text[name]!());
  }
  protected override shift(a: Term, op: "shl" | "shr_u", by: number): Local {
    const { floats, bits } = this.names;
    return this.name(`(${floats})((${bits})${this.term(a)} ${op === "shl" ? "<<" : ">>"} ${by})`);
  }

  private term(t: Term): string {
    if (typeof t !== "number") return `v${t.index}`;
    const f = this.shape === "f32x4" ? "f" : "",
      n = f === "" ? t : Math.fround(t);
    const text = Number.isNaN(n)
      ? `__builtin_nan${f}("")`
      : !Number.isFinite(n)
        ? `${n < 0 ? "-" : ""}__builtin_inf${f}()`
        : `${Object.is(n, -0) ? "-0." : /[.e]/.test(String(n)) ? n : `${n}.`}${f}`;
    return `(${text} - (${this.names.floats}){0})`;
  }
}

/** How a function of vectors is computed. */
export interface VectorFunction {
  readonly operands: 1 | 2;
  /** Whether float32 is computed in float64: `text` takes and gives that. */
  readonly wide: boolean;
  /** The function, under a name. */
  text(name: string, names: VectorNames): string;
}

/** How a function is computed for vectors of float64 or float32; null where libm computes it, lane by lane. */
export function vectorFunction(fn: string, double: boolean): VectorFunction | null {
  const d = definitionOf(fn);
  if (d === undefined) return null;
  const wide = d.wide && !double;
  const text = (name: string, names: VectorNames): string => {
    const m = new CLanes(names, double || wide, double),
      x = m.name("x");
    const { index } = d.operands === 1 ? d.body(m, x) : d.body(m, x, m.name("y"));
    const params = ["x", "y"].slice(0, d.operands).map((p) => `${names.floats} ${p}`);
    return `static ${names.floats} ${name}(${params.join(", ")}) {\n${m.lines.join("\n")}\nreturn v${index};\n}`;
  };
  try {
    text("", { floats: "", bits: "", multiplyAdd: "", each: () => "" });
  } catch (e) {
    if (e instanceof NotInC) return null;
    throw e;
  }
  return { operands: d.operands, wide, text };
}
