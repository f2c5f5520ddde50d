import { k } from "../../ir/builder.js";
import type { Expr } from "../../ir/expr.js";
import { type DType, isFloat, readElement, type TypedArray } from "../../shape/dtype.js";
import type { Graph, Step } from "../graph.js";
import type { Patterns } from "../patterns.js";
import { rewrite } from "../../ir/rewrite.js";
import type { OpenKernel } from "../rewrite.js";

// Simplifications that change no bit of any result, not even for NaN, infinities and the sign of zero. So x·1 is x, but
// x + 0 stays (−0 + 0 is 0), and x·0 does too (NaN·0 is NaN).

const is = (e: Expr<number>, v: number): boolean =>
  e.kind === "const" && typeof e.value !== "boolean" && Object.is(Number(e.value), v);
const same = (x: Expr<number>, y: Expr<number>): boolean => x === y;
/** dtypes for which JavaScript's arithmetic equals a kernel's. */
const folds = (d: DType): boolean => d === "float32" || d === "float64";

function simplify(e: Expr<number>): Expr<number> {
  switch (e.kind) {
    case "binary": {
      const { x, y } = e;
      if (folds(e.dtype) && x.kind === "const" && y.kind === "const") {
        const a = x.value as number,
          b = y.value as number;
        if (e.fn === "add") return k.const(a + b, e.dtype);
        if (e.fn === "sub") return k.const(a - b, e.dtype);
        if (e.fn === "mul") return k.const(a * b, e.dtype);
        if (e.fn === "div") return k.const(a / b, e.dtype);
      }
      if (e.dtype === "bool") return e;
      if (e.fn === "mul") return is(y, 1) ? x : is(x, 1) ? y : e;
      if (e.fn === "div") return is(y, 1) && isFloat(e.dtype) ? x : e;
      if (e.fn === "sub") return is(y, 0) ? x : e;
      if (e.fn === "add") return is(y, -0) && isFloat(e.dtype) ? x : is(x, -0) && isFloat(e.dtype) ? y : e;
      if (e.fn === "max" || e.fn === "min") return same(x, y) ? x : e;
      return e;
    }
    case "unary":
      if (e.fn === "neg" && e.x.kind === "unary" && e.x.fn === "neg") return e.x.x;
      if (e.fn === "not" && e.x.kind === "unary" && e.x.fn === "not") return e.x.x;
      return e;
    case "where":
      if (e.cond.kind === "const") return e.cond.value === true ? e.x : e.y;
      return same(e.x, e.y) ? e.x : e;
    case "cast":
      // A conversion to a wider float type and back is the identity.
      if (e.x.kind === "cast" && e.x.dtype === "float64" && e.x.x.dtype === e.dtype && isFloat(e.dtype)) return e.x.x;
      if (e.x.kind === "const" && folds(e.dtype) && folds(e.x.dtype)) return k.const(e.x.value, e.dtype);
      return e;
    default:
      return e;
  }
}

type Value = number | bigint | boolean | undefined;

/** The one value of an array, or undefined. */
function onlyValue(data: TypedArray, dtype: DType): Value {
  for (let i = 1; i < data.length; i++) if (!Object.is(data[i], data[0])) return undefined;
  return data.length === 0 ? undefined : readElement(data, dtype, 0);
}

/** Simplifies expressions by rules that are exact, and writes constants into them. */
export function algebra(g: Graph, patterns: Patterns): Graph {
  const values = g.buffers.map(({ role, dtype }) =>
    role.kind === "constant" ? onlyValue(role.data, dtype) : undefined,
  );
  return {
    ...g,
    steps: g.steps.map((s): Step => {
      if (s.kind === "call") return s;
      const of = s.buffers.map((b) => values[b]);
      return patterns.made(`algebra ${of.map(textOf).join()}`, s, (one, buffers) =>
        simplified(one, (b) => of[buffers.indexOf(b)]),
      );
    }),
  };
}

const textOf = (v: Value): string => (v === undefined ? "" : Object.is(v, -0) ? "-0" : `${typeof v} ${String(v)}`);

/** `valueOf`: the single value of a constant buffer, if it has only one. */
function simplified(kernel: OpenKernel, valueOf: (buffer: number) => Value): OpenKernel {
  const memo = new Map<Expr<number>, Expr<number>>();
  const f = (e: Expr<number>): Expr<number> => {
    const v = e.kind === "load" ? valueOf(e.input) : undefined;
    return v === undefined ? simplify(e) : k.const(v, e.dtype);
  };
  return { ...kernel, outputs: kernel.outputs.map((o) => ({ ...o, value: rewrite(o.value, f, memo) })) };
}
