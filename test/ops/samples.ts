import { type DType, noGrad, type Tensor, tensor } from "kindling";
import { contraction, elementwise, noAttrs, record, reduction, routine, view } from "#src/core/dispatch.js";
import type { Arg, ContractionOp, Op, Sample } from "#src/core/op.js";
import { convolutionWeight, convolve, convolveTransposed, type Geometry } from "#src/ops/window/convolution.js";
import { product } from "#src/util/array.js";

// How an op's record is tried out: what it is called with, and how. In browsers, too.

/** The second operand of the linear ops lies transposed. */
const linear = (op: ContractionOp, [x, w, b]: readonly Tensor[]): Tensor =>
  record(
    op,
    b ? [x!, w!, b] : [x!, w!],
    noAttrs,
    noGrad(() => contraction(op, x!, w!.transpose(-1, -2), b ? [b] : [])),
  );
/** A contraction's record leaves open how its operands lie, so each says it here. */
const contractions: Record<string, (op: ContractionOp, xs: readonly Tensor[], s: Sample) => Tensor> = {
  convolution: (_, [x, w, b], s) => convolve(x!, w!, b!, s.attrs as Geometry),
  convolutionNoBias: (_, [x, w], s) => convolve(x!, w!, null, s.attrs as Geometry),
  convolutionTransposed: (_, [y, w, b], s) => convolveTransposed(y!, w!, b!, s.attrs as Geometry),
  convolutionInput: (_, [y, w], s) => convolveTransposed(y!, w!, null, s.attrs as Geometry),
  convolutionWeight: (_, [y, x], s) => convolutionWeight(y!, x!, s.attrs as Geometry),
  matmul: (op, [a, b]) =>
    record(
      op,
      [a!, b!],
      noAttrs,
      noGrad(() => contraction(op, a!, b!)),
    ),
  linear,
  linearNoBias: linear,
};

/** Calls an op by its record. */
export function call(op: Op, args: readonly Arg[], s: Sample): Tensor {
  switch (op.kind) {
    case "elementwise":
      return elementwise(op, args);
    case "reduction":
      return reduction(op, args as Tensor[], s.attrs!["dims"] as number[], s.attrs!["keepdim"] as boolean);
    case "contraction":
      return (contractions[op.name] ?? unknown(op.name))(op, args as Tensor[], s);
    case "view":
      return view(op, args[0] as Tensor, s.attrs!);
    case "routine":
      return routine(op, args as Tensor[], s.attrs ?? noAttrs);
  }
}

/** Values between the bounds of the domain, all different, in no order. */
function draw(n: number, seed: number, [lo, hi]: readonly [number, number]): number[] {
  return Array.from(
    { length: n },
    (_, i) => lo + ((hi - lo) * (((i * 7919 + seed * 3571 + 1234) % 10007) + 0.5)) / 10007,
  );
}

/** The dtype in which operand `i` is given, where floats are `float`. */
function operandType(op: Op, s: Sample, i: number, float: DType): DType {
  if (s.indices?.[i] !== undefined) return op.name.startsWith("pool") ? "int32" : "int64"; // places within a plane
  if (op.kind === "elementwise") {
    const rule = op.operands[i]!;
    if (rule !== "promote" && rule !== "float") return rule;
  }
  return float;
}

/** Whole numbers for the whole-number dtypes, within the domain where it has any. */
export function operand(op: Op, s: Sample, i: number, shape: readonly number[], float: DType): Tensor {
  const d = operandType(op, s, i, float),
    n = product(shape),
    bound = s.indices?.[i];
  const values =
    bound !== undefined
      ? Array.from({ length: n }, (_, j) => (j * 7 + 1) % bound)
      : d === "bool"
        ? Array.from({ length: n }, (_, j) => (j * 5 + i) % 3 !== 0)
        : d.includes("float")
          ? draw(n, i + 1, op.domain)
          : Array.from({ length: n }, (_, j) => 1 + ((j * 5 + i) % 3));
  return tensor(values as number[], { dtype: d })
    .reshape(shape)
    .detach();
}

/** What a sample is called with, floats being `float`. */
export function inputs(op: Op, s: Sample, float: DType): Arg[] {
  const out: Arg[] = [];
  let t = 0;
  const n = Math.max(s.shapes.length, s.scalars?.length ?? 0);
  for (let i = 0; i < n || t < s.shapes.length; i++) {
    const scalar = s.scalars?.[i];
    out.push(scalar !== undefined ? scalar : operand(op, s, i, s.shapes[t++]!, float));
  }
  return out;
}

function unknown(name: string): never {
  throw new Error(`say in test/ops/samples.ts how ${name} is called`);
}
