import { Constants, FunctionWriter, type Local } from "./assembler.js";
import { Lanes } from "./lanes.js";
import { type Definition, definitionOf } from "./math-functions.js";

/** One float32, four of them, or one float64. */
export type MathType = "f32" | "v128" | "f64";

/**
 * The mathematical functions that a module uses, each once: exp, exp2, expm1, log, log2, log10, log1p, sin, cos, tan, asin,
 * acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, erf of one operand; pow, atan2, fmod, mod and floordiv (Python's) of
 * two. Operands and result have the type; special cases are those of C.
 *
 * A float32 result is within 2 units in the last place, a float64 result within 4. One value is computed as a vector of
 * equal lanes: so `f32` and `v128` give the same bits, and each function has one definition.
 */
export class MathFunctions {
  /** Add these to the module, in this order, from the number that the constructor was given. */
  readonly functions: FunctionWriter[] = [];
  /** And these are the module's constants. */
  readonly constants = new Constants();
  private readonly first: number;
  private readonly numbers = new Map<string, number>();

  /** Whether relaxed multiply-add is used, which rounds once instead of twice. */
  readonly fused: boolean;

  /** `first` is the number that the first of these functions will have in the module. */
  constructor(first: number, fused = false) {
    this.first = first;
    this.fused = fused;
  }

  /** The function's number in the module, for `call`; null if there is none of this name. */
  index(name: string, type: MathType): number | null {
    const d = definitionOf(name);
    if (d === undefined) return null;
    return this.once(`${name}.${type}`, (label) => {
      const f = new FunctionWriter(label, d.operands === 1 ? [type] : [type, type], type);
      if (type === "v128") this.four(f, d);
      else if (type === "f64") this.double(f, d);
      else {
        for (const p of f.params) f.get(p).op("f32x4.splat");
        f.call(this.index(name, "v128")!).lane("f32x4.extract_lane", 0);
      }
      return f;
    });
  }

  private once(label: string, write: (label: string) => FunctionWriter): number {
    const have = this.numbers.get(label);
    if (have !== undefined) return have;
    const f = write(label); // which may add its callees first
    this.numbers.set(label, this.first + this.functions.length);
    return this.first + this.functions.push(f) - 1;
  }

  /** @internal The number of a function for rare cases. */
  helper(name: string, write: (label: string) => FunctionWriter): number {
    return this.once(name, write);
  }

  private four(f: FunctionWriter, d: Definition): void {
    if (!d.wide) {
      f.get(apply(d, new Lanes(f, "f32x4", false, this), f.params));
      return;
    }
    const m = new Lanes(f, "f64x2", false, this);
    const halves = [false, true].map((upper) =>
      apply(
        d,
        m,
        f.params.map((p) => {
          f.get(p);
          if (upper) f.get(p).shuffle(8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
          f.op("f64x2.promote_low_f32x4");
          return m.keep();
        }),
      ),
    );
    for (const h of halves) f.get(h).op("f32x4.demote_f64x2_zero");
    f.shuffle(0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
  }

  private double(f: FunctionWriter, d: Definition): void {
    const m = new Lanes(f, "f64x2", true, this);
    f.get(
      apply(
        d,
        m,
        f.params.map((p) => {
          f.get(p).op("f64x2.splat");
          return m.keep();
        }),
      ),
    ).lane("f64x2.extract_lane", 0);
  }
}

function apply(d: Definition, m: Lanes, [x, y]: readonly Local[]): Local {
  return d.operands === 1 ? d.body(m, x!) : d.body(m, x!, y!);
}
