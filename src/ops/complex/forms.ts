import { type ComplexForms, isComplexArg, rawPart } from "../../core/complex.js";
import { contraction, full, noAttrs, record, reduction, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import type { Arg, ReductionOp } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { dtypeInfo, isComplex, partType } from "../../shape/dtype.js";
import { canCast, resultType } from "../../shape/promotion.js";
import { sameArray, showShape, product } from "../../util/array.js";
import { ne } from "../pointwise/binary.js";
import { cast, clone, copy_, zeroGradient } from "../pointwise/cast.js";
import { plainContraction } from "../product/contract.js";
import { cat } from "../view/join.js";
import { narrow, squeeze } from "../view/view.js";
import { complexElementwise, refuseComplex } from "./elementwise.js";
import { compose, conj, imag, real, viewAsComplex, viewAsReal } from "./parts.js";
import { add, mul, sub } from "../pointwise/arithmetic.js";

// The complex version of each kind of op: see core/complex.ts.

const reArg = (a: Arg): Arg => (isComplexArg(a) ? rawPart(a as Tensor, 0) : a);
const imArg = (a: Arg): Arg => (isComplexArg(a) ? rawPart(a as Tensor, 1) : 0);

/** Sums and means of parts; whether any or all are not 0; products pair by pair. */
function complexReduction(op: ReductionOp, args: readonly Tensor[], dims: readonly number[], keepdim: boolean): Tensor {
  const x = args[0]!;
  switch (op.name) {
    case "sum":
    case "mean": {
      const out = noGrad(() =>
        compose(reduction(op, [rawPart(x, 0)], dims, keepdim), reduction(op, [rawPart(x, 1)], dims, keepdim)),
      );
      return record(op, args, { dims, keepdim, count: product(dims.map((d) => x.shape[d]!)) }, out);
    }
    case "any":
    case "all":
      return reduction(op, [ne(x, 0)], dims, keepdim);
    case "prod": {
      const whole = dims.reduce(multiplyAlong, clone(x));
      return keepdim ? whole : squeeze(whole, dims);
    }
    default:
      return refuseComplex(op.name, args.find(isComplexArg)!);
  }
}

/** The product of no numbers is 1, with a gradient that has no elements either. */
const ofNothing: Differentiable = { gradName: "Prod", saves: "", grad: [zeroGradient] };

/** The product along a dimension, which keeps size 1: repeatedly the first half times the second. */
function multiplyAlong(x: Tensor, dim: number): Tensor {
  let out = x;
  if (out.shape[dim] === 0)
    return record(
      ofNothing,
      [x],
      noAttrs,
      cast(
        full(
          out.shape.map((n, d) => (d === dim ? 1 : n)),
          partType(out.dtype),
          1,
        ),
        out.dtype,
      ),
    );
  for (let n = out.shape[dim]!; n > 1; n = out.shape[dim]!) {
    const half = Math.floor(n / 2),
      both = mul(narrow(out, dim, 0, half), narrow(out, dim, half, half));
    out = n % 2 === 0 ? both : cat([both, narrow(out, dim, n - 1, 1)], dim);
  }
  return out;
}

export const complexForms: ComplexForms = {
  conj,
  real,
  imag,
  elementwise: complexElementwise,
  reduction: complexReduction,
  // (A + iB)(C + iD) = AC − BD + i(AD + BC); what the op adds to the product comes with AC and AD.
  contraction: (op, a, b, rest) =>
    noGrad(() => {
      const [A, B] = [rawPart(a, 0), rawPart(a, 1)],
        [C, D] = [rawPart(b, 0), rawPart(b, 1)];
      return compose(
        sub(contraction(op, A, C, rest.map(reArg)), plainContraction(B, D)),
        add(contraction(op, A, D, rest.map(imArg)), plainContraction(B, C)),
      );
    }),
  routine: (op, inputs, attrs) => {
    if (op.name === "nonzero")
      return routine(
        op,
        inputs.map((x) => ne(x, 0)),
        attrs,
      );
    if (op.pairs !== undefined) {
      const common = resultType(inputs);
      return record(
        op,
        inputs,
        attrs,
        noGrad(() =>
          viewAsComplex(
            routine(
              { ...op, ...op.pairs! },
              inputs.map((x) => viewAsReal(cast(x, common))),
              attrs,
            ),
          ),
        ),
      );
    }
    if (op.linear !== true) return refuseComplex(op.name, inputs.find(isComplexArg)!);
    // Operands that are not moved numbers (int64 indices, masks) go with both parts.
    const common = resultType(inputs.filter((x) => isComplex(x.dtype)));
    const values = (part: (x: Tensor) => Tensor): Tensor[] =>
      inputs.map((x) => (isComplex(x.dtype) ? part(cast(x, common)) : x));
    return compose(routine(op, values(real), attrs), routine(op, values(imag), attrs));
  },
  copy: (x, from) => {
    if (!sameArray(from.shape, x.shape))
      fail(
        "inplace-shape",
        `output with shape ${showShape(x.shape)} doesn't match the broadcast shape ${showShape(from.shape)}`,
        "an in-place op cannot enlarge its tensor; use the op without the trailing underscore.",
      );
    if (!canCast(from.dtype, x.dtype))
      fail(
        "inplace-dtype",
        `result type ${dtypeInfo[from.dtype].scalarType} can't be cast to the desired output type ${dtypeInfo[x.dtype].scalarType}`,
        `convert first, e.g. x = x.to("${from.dtype}").`,
      );
    return copy_(x, from);
  },
};
