import { fail } from "../diagnose/error.js";
import { isFloat } from "../shape/dtype.js";
import { type BinaryFn, type Dim, type Expr, type IndexMap, operands, type UnaryFn } from "./expr.js";
import type { Kernel } from "./kernel.js";
import { printKernel } from "./print.js";

// Functions that only take floats, those that take whole numbers and bool, and those that reject bool.
const floatOnly: ReadonlySet<string> = new Set<UnaryFn | BinaryFn>([
  "sqrt",
  "exp",
  "exp2",
  "expm1",
  "log",
  "log2",
  "log10",
  "log1p",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "asinh",
  "acosh",
  "atanh",
  "erf",
  "atan2",
  "nextafter",
  "zeta",
  "igamma",
  "igammac",
]);
const bitwise: ReadonlySet<string> = new Set<UnaryFn | BinaryFn>(["and", "or", "xor", "shl", "shr", "not", "gcd"]);
const notOnBool: ReadonlySet<string> = new Set<UnaryFn | BinaryFn>([
  "neg",
  "sub",
  "div",
  "floordiv",
  "mod",
  "fmod",
  "pow",
  "shl",
  "shr",
  "gcd",
]);

/**
 * Checks the grammar of the IR; throws an internal error that prints an invalid kernel: operands agree in dtype, loads
 * and stores have one stride per axis, reductions run over reducing axes only, and no load outside a reduction moves
 * along a reducing axis.
 */
export function verify(kernel: Kernel): void {
  const bad = (what: string): never => fail("internal", `invalid kernel: ${what}\n${printKernel(kernel)}`);
  const dim = (d: Dim): void => {
    if (typeof d === "number" ? !Number.isInteger(d) : !(d.arg >= 0 && d.arg < kernel.ints))
      bad(`bad size, stride or offset ${JSON.stringify(d)}`);
  };
  const map = (m: IndexMap, open: ReadonlySet<number>): void => {
    dim(m.offset);
    m.strides.forEach(dim);
    if (m.strides.length !== kernel.axes.length) bad("an index map needs one stride per axis");
    m.strides.forEach((s, a) => {
      if (kernel.axes[a]!.kind === "reduce" && !open.has(a) && s !== 0)
        bad(`an index moves along reducing axis ${a} outside its reduction`);
    });
  };
  const seen = new Map<Expr, string>();
  const visit = (e: Expr, open: ReadonlySet<number>): void => {
    const under = [...open].join();
    if (seen.get(e) === under) return;
    seen.set(e, under);
    switch (e.kind) {
      case "load":
        if (kernel.inputs[e.input] !== e.dtype) bad(`load of input ${e.input} as ${e.dtype}`);
        map(e.index, open);
        break;
      case "param":
        if (kernel.params[e.param] !== e.dtype) bad(`param ${e.param} as ${e.dtype}`);
        break;
      case "axis":
        if (!kernel.axes[e.axis] || (kernel.axes[e.axis]!.kind === "reduce" && !open.has(e.axis)))
          bad(`no axis ${e.axis} here`);
        break;
      case "unary":
        if (floatOnly.has(e.fn) && !isFloat(e.dtype)) bad(`${e.fn} of ${e.dtype}`);
        if (bitwise.has(e.fn) && isFloat(e.dtype)) bad(`${e.fn} of ${e.dtype}`);
        if (notOnBool.has(e.fn) && e.dtype === "bool") bad(`${e.fn} of bool`);
        break;
      case "binary":
        if (floatOnly.has(e.fn) && !isFloat(e.dtype)) bad(`${e.fn} of ${e.dtype}`);
        if (bitwise.has(e.fn) && isFloat(e.dtype)) bad(`${e.fn} of ${e.dtype}`);
        if (notOnBool.has(e.fn) && e.dtype === "bool") bad(`${e.fn} of bool`);
        if (e.x.dtype !== e.y.dtype) bad(`${e.fn} of ${e.x.dtype} and ${e.y.dtype}`);
        break;
      case "compare":
        if (e.x.dtype !== e.y.dtype) bad(`${e.fn} of ${e.x.dtype} and ${e.y.dtype}`);
        break;
      case "where":
        if (e.cond.dtype !== "bool" || e.x.dtype !== e.y.dtype)
          bad(`where of ${e.cond.dtype}, ${e.x.dtype}, ${e.y.dtype}`);
        break;
      case "reduce":
        if (e.axes.length === 0 || e.axes.some((a) => kernel.axes[a]?.kind !== "reduce" || open.has(a)))
          bad(`reduction over axes ${e.axes.join()}`);
        visit(e.x, new Set([...open, ...e.axes]));
        return;
      default:
    }
    for (const o of operands(e)) visit(o, open);
  };
  kernel.axes.forEach((a, i) => {
    dim(a.size);
    if (a.kind === "parallel" && i > 0 && kernel.axes[i - 1]!.kind === "reduce")
      bad("parallel axes come before reducing ones");
  });
  if (kernel.outputs.length === 0) bad("no output");
  for (const o of kernel.outputs) {
    map(o.index, new Set());
    if (o.value.dtype !== o.dtype) bad(`stores ${o.value.dtype} into ${o.dtype}`);
    visit(o.value, new Set());
  }
}
