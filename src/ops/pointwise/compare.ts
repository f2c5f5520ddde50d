import { needArg, needTensor } from "../../core/check.js";
import { defineRoutine } from "../../core/define.js";
import { full, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Arg, GradRule } from "../../core/op.js";
import { recorder } from "../../core/recorder.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import * as whole from "../../functions/whole.js";
import { isFloat, readElement } from "../../shape/dtype.js";
import { promoteTypes, type ScalarValue } from "../../shape/promotion.js";
import { sameArray } from "../../util/array.js";
import { eq, ge, le, logicalOr } from "./binary.js";
import { cast } from "./cast.js";
import { all } from "../reduce/reduce.js";
import { numbersOnly, wholeOnly } from "../refuse.js";
import { isnan, logicalNot } from "./unary.js";
import { defineBinary, defineUnary } from "./define.js";
import { where } from "./where.js";

// Comparing tensors as a whole and with sets, extrema that pass over NaN, and divisors.

/** The gradient goes to the first operand where it wins, ties, or is alone among numbers; to the second elsewhere. */
const winner = (wins: (x: Tensor, y: Tensor) => Tensor): readonly [GradRule, GradRule] => {
  const first = (x: Tensor, y: Tensor): Tensor => logicalOr(wins(x, y), isnan(y));
  return [(g, { x, y }) => where(first(x, y), g, 0), (g, { x, y }) => where(first(x, y), 0, g)];
};
/** The larger of two; if one is NaN, the other. */
export const fmax = defineBinary("fmax", "promote", {
  lower: (k, x, y) => (isFloat(x.dtype) ? k.where(k.isnan(y), x, k.where(k.isnan(x), y, k.max(x, y))) : k.max(x, y)),
  grad: winner(ge),
});
/** The smaller of two; if one is NaN, the other. */
export const fmin = defineBinary("fmin", "promote", {
  lower: (k, x, y) => (isFloat(x.dtype) ? k.where(k.isnan(y), x, k.where(k.isnan(x), y, k.min(x, y))) : k.min(x, y)),
  grad: winner(le),
});

/** The greatest common divisor of whole numbers, 0 or more. */
export const gcd = defineBinary("gcd", "promote", {
  lower: (_, x, y) => whole.gcd(numbersOnly("gcd_cpu", wholeOnly("gcd_cpu", x)), y),
});
/** The least common multiple of whole numbers; 0 where either is 0. */
export const lcm = defineBinary("lcm", "promote", {
  lower: (k, x, y) => {
    const g = whole.gcd(numbersOnly("lcm_cpu", wholeOnly("lcm_cpu", x)), y);
    return k.abs(k.mul(k.div(x, k.where(k.eq(g, k.like(0, g)), k.like(1, g), g)), y));
  },
});

/** Where x has no imaginary part: everywhere, for real numbers. */
export const isreal = defineUnary("isreal", "promote", { lower: (k) => k.const(true, "bool") });

/** Whether both have the same shape and the same elements. */
export function equal(x: Tensor, y: Tensor): boolean {
  needTensor(x, "equal");
  needTensor(y, "equal", "other");
  recorder?.refuse("equal()");
  if (!sameArray(x.shape, y.shape)) return false;
  const same = noGrad(() => all(eq(x, y)));
  return same.storage.data[same.offset] !== 0;
}

const isinOp = defineRoutine("isin", {
  infer: ([x]) => ({ shape: x!.shape, dtype: "bool" }),
  run: ([x, set], out) => {
    // A NaN is in no set; a Set would find it.
    const known = new Set<ScalarValue>();
    for (let i = 0; i < set!.count; i++) {
      const v = readElement(set!.storage.data, set!.dtype, set!.offset + i);
      if (v === v) known.add(v);
    }
    for (let i = 0; i < x!.count; i++)
      out.storage.data[out.offset + i] = known.has(readElement(x!.storage.data, x!.dtype, x!.offset + i)) ? 1 : 0;
  },
  samples: [{ shapes: [[3, 4], [5]] }, { shapes: [[], [0]] }],
});
/** Options of {@link isin}. */
export interface IsinOptions {
  /** Whether both have no duplicates; has no effect here. */
  assumeUnique?: boolean;
  /** Whether to test for elements that are not among them. Default false. */
  invert?: boolean;
}
/** Where an element of `elements` is among `testElements`; one of both may be a number. Bool. */
export function isin(elements: Arg, testElements: Arg, options: IsinOptions = {}): Tensor {
  const asTensor = (a: Arg, other: Arg): Tensor => {
    if (typeof a === "object") return a;
    needArg(a, "isin", "elements");
    needTensor(other, "isin", "elements");
    const fraction = typeof a === "number" && !Number.isInteger(a) && !isFloat(other.dtype);
    return full([], fraction ? "float32" : other.dtype, a);
  };
  const x = asTensor(elements, testElements),
    y = asTensor(testElements, elements);
  needTensor(x, "isin", "elements");
  needTensor(y, "isin", "test_elements");
  if (x.dtype === "bool" || y.dtype === "bool")
    fail("bool-arithmetic", "Unsupported input type encountered for isin(): Bool", "convert first: x.long().");
  const dtype = promoteTypes(x.dtype, y.dtype);
  const found = routine(isinOp, [cast(x, dtype), cast(y, dtype)]);
  return options.invert === true ? logicalNot(found) : found;
}
