// Kernels of elementwise ops and reductions as nodes: each function of the IR has its form in ONNX, so that every op that is
// made of them has, too.

import { fail } from "../../diagnose/error.js";
import { type BinaryFn, type Expr, nodesOf, type ReduceFn, type UnaryFn } from "../../ir/expr.js";
import { type DType, isFloat } from "../../shape/dtype.js";
import { typeOfDType } from "../format/tensors.js";
import type { Builder } from "./builder.js";

/** What a kernel reads and is called with. */
export interface Operands {
  /** The value of each buffer that is read. */
  readonly loads: readonly string[];
  /** The value of each scalar, made for the dtype that the kernel wants. */
  readonly scalar: (param: number, dtype: DType) => string;
  /** Over which dimensions it reduces. */
  readonly dims: readonly number[];
}

/** What has no form in ONNX is refused with its place. */
export const noForm = (
  b: Builder,
  what: string,
  fix = "compute that outside of the model, or in other words.",
): never => fail("onnx-export", `${b.place}: ${what} has no form in ONNX`, fix);

export const castTo = (b: Builder, x: string, dtype: DType): string =>
  b.emit("Cast", [x], { to: { int: typeOfDType[dtype] } });

type Unary = string | ((b: Builder, x: string, dtype: DType) => string);
const unary: { readonly [F in UnaryFn]: Unary } = {
  neg: "Neg",
  abs: "Abs",
  sign: "Sign",
  floor: "Floor",
  ceil: "Ceil",
  round: "Round",
  trunc: (b, x) => b.emit("Mul", [b.emit("Sign", [x]), b.emit("Floor", [b.emit("Abs", [x])])]),
  sqrt: "Sqrt",
  exp: "Exp",
  exp2: (b, x, t) => b.emit("Pow", [b.scalar(2, t), x]),
  expm1: (b, x, t) => b.emit("Sub", [b.emit("Exp", [x]), b.scalar(1, t)]),
  log: "Log",
  log2: (b, x, t) => b.emit("Div", [b.emit("Log", [x]), b.scalar(Math.LN2, t)]),
  log10: (b, x, t) => b.emit("Div", [b.emit("Log", [x]), b.scalar(Math.LN10, t)]),
  log1p: (b, x, t) => b.emit("Log", [b.emit("Add", [x, b.scalar(1, t)])]),
  sin: "Sin",
  cos: "Cos",
  tan: "Tan",
  asin: "Asin",
  acos: "Acos",
  atan: "Atan",
  sinh: "Sinh",
  cosh: "Cosh",
  tanh: "Tanh",
  asinh: "Asinh",
  acosh: "Acosh",
  atanh: "Atanh",
  erf: "Erf",
  not: (b, x, t) => (t === "bool" ? b.emit("Not", [x]) : b.emit("Sub", [b.emit("Neg", [x]), b.scalar(1, t)])),
  isnan: "IsNaN",
};

type Binary = string | null | ((b: Builder, x: string, y: string, dtype: DType) => string);
const logical =
  (op: string): Binary =>
  (b, x, y, t) =>
    t === "bool" ? b.emit(op, [x, y]) : noForm(b, `a bitwise operation on ${t}`);
const binary: { readonly [F in BinaryFn]: Binary } = {
  add: "Add",
  sub: "Sub",
  mul: "Mul",
  div: "Div",
  floordiv: (b, x, y, t) =>
    isFloat(t)
      ? b.emit("Floor", [b.emit("Div", [x, y])])
      : b.emit("Div", [b.emit("Sub", [x, b.emit("Mod", [x, y])]), y]),
  mod: (b, x, y, t) =>
    isFloat(t)
      ? b.emit("Sub", [x, b.emit("Mul", [b.emit("Floor", [b.emit("Div", [x, y])]), y])])
      : b.emit("Mod", [x, y]),
  fmod: (b, x, y) => b.emit("Mod", [x, y], { fmod: { int: 1 } }),
  pow: "Pow",
  atan2: (b, y, x, t) => {
    const zero = b.scalar(0, t),
      angle = b.emit("Atan", [b.emit("Div", [y, x])]);
    const turned = b.emit("Where", [b.emit("Less", [y, zero]), b.scalar(-Math.PI, t), b.scalar(Math.PI, t)]);
    const upright = b.emit("Mul", [b.emit("Sign", [y]), b.scalar(Math.PI / 2, t)]);
    const left = b.emit("Where", [b.emit("Less", [x, zero]), b.emit("Add", [angle, turned]), upright]);
    return b.emit("Where", [b.emit("Greater", [x, zero]), angle, left]);
  },
  max: "Max",
  min: "Min",
  and: logical("And"),
  or: logical("Or"),
  xor: logical("Xor"),
  shl: null,
  shr: null,
  gcd: null,
  nextafter: null,
  zeta: null,
  igamma: null,
  igammac: null,
};
const compare = { eq: "Equal", lt: "Less", le: "LessOrEqual", gt: "Greater", ge: "GreaterOrEqual" } as const;
const reductions: { readonly [F in ReduceFn]: string } = {
  sum: "ReduceSum",
  prod: "ReduceProd",
  max: "ReduceMax",
  min: "ReduceMin",
  argmax: "ArgMax",
  argmin: "ArgMin",
};

/** The expression of a kernel as nodes; gives its value. Reductions keep their dimensions, as 1. */
export function express(b: Builder, root: Expr, o: Operands): string {
  const values = new Map<Expr, string>();
  const at = (e: Expr): string => values.get(e)!;
  /** ONNX compares and reduces bools as whole numbers. */
  const whole = (e: Expr): string => (e.dtype === "bool" ? castTo(b, at(e), "int32") : at(e));
  const valueOf = (e: Expr): string => {
    switch (e.kind) {
      case "const":
        return b.scalar(e.value, e.dtype);
      case "param":
        return o.scalar(e.param, e.dtype);
      case "load":
        return o.loads[e.input]!;
      case "axis":
        return noForm(b, "the number of an element");
      case "unary": {
        const f = unary[e.fn];
        return typeof f === "string" ? b.emit(f, [at(e.x)]) : f(b, at(e.x), e.x.dtype);
      }
      case "binary": {
        const f = binary[e.fn] ?? noForm(b, `the function ${e.fn}`);
        if (typeof f !== "string") return f(b, at(e.x), at(e.y), e.x.dtype);
        if (e.dtype !== "bool") return b.emit(f, [at(e.x), at(e.y)]);
        return castTo(b, b.emit(f, [whole(e.x), whole(e.y)]), "bool");
      }
      case "compare":
        if (e.fn === "ne") return b.emit("Not", [b.emit("Equal", [at(e.x), at(e.y)])]);
        return e.fn === "eq" ? b.emit("Equal", [at(e.x), at(e.y)]) : b.emit(compare[e.fn], [whole(e.x), whole(e.y)]);
      case "where":
        return b.emit("Where", [at(e.cond), at(e.x), at(e.y)]);
      case "cast":
        return e.x.dtype === e.dtype ? at(e.x) : castTo(b, at(e.x), e.dtype);
      case "reduce":
        return reduced(b, e.fn, whole(e.x), e.x.dtype === "bool" && e.dtype === "bool", o.dims);
    }
  };
  for (const e of nodesOf(root)) values.set(e, valueOf(e));
  return at(root);
}

function reduced(b: Builder, fn: ReduceFn, x: string, bool: boolean, dims: readonly number[]): string {
  const op = reductions[fn];
  if (fn === "argmax" || fn === "argmin") {
    if (dims.length !== 1) return noForm(b, `${fn} over several dimensions at once`, "flatten() them first.");
    return b.emit(op, [x], { axis: { int: dims[0]! }, keepdims: { int: 1 } });
  }
  const y =
    fn === "sum"
      ? b.emit(op, [x, b.ints(dims)], { keepdims: { int: 1 } })
      : b.emit(op, [x], { axes: { ints: dims }, keepdims: { int: 1 } });
  return bool ? castTo(b, y, "bool") : y;
}
