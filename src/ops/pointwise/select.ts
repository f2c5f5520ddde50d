import { needArg, needTensor } from "../../core/check.js";
import { defineElementwise } from "../../core/define.js";
import { elementwise } from "../../core/dispatch.js";
import type { Arg, ElementwiseOp } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import {
  checkFits,
  cName,
  type DType,
  dtypeInfo,
  isComplex,
  isFloat,
  isSmooth,
  readElement,
} from "../../shape/dtype.js";
import { cast, clone } from "./cast.js";
import { largestFloat } from "../../util/half.js";
import { ge, gt, le, lt } from "./binary.js";
import { label } from "../label.js";
import { floatsOnly } from "../refuse.js";
import { isfinite } from "./unary.js";
import { where } from "./where.js";

// Choosing between values, element by element.

const clampOp = defineElementwise("clamp", 3, {
  lower: (k, x, lo, hi) => k.min(k.max(x, lo), hi),
  grad: [
    (g, { x, y, z }) => where(inside(x, y, z), g, 0),
    (g, { x, y, z }) => where(elementwise(belowOp, [x, y, z]), g, 0),
    (g, { x, y, z }) => where(elementwise(aboveOp, [x, y, z]), g, 0),
  ],
  saves: "xyz",
  samples: [
    { shapes: [[3, 4]], scalars: [undefined, -3, 3] },
    { shapes: [[3, 4]], scalars: [undefined, -30, 30] },
  ],
});
const insideOp = defineElementwise("inside", 3, { lower: (k, x, lo, hi) => k.and(k.ge(x, lo), k.le(x, hi)) });
// A bound gets the gradient where it is the result; the upper one wins if they cross.
const belowOp = defineElementwise("below", 3, { lower: (k, x, lo, hi) => k.and(k.lt(lo, hi), k.lt(x, lo)) });
const aboveOp = defineElementwise("above", 3, { lower: (k, x, lo, hi) => k.or(k.gt(x, hi), k.lt(hi, lo)) });
const inside = (x: Tensor, lo: Arg, hi: Arg): Tensor => elementwise(insideOp, [x, lo, hi]);

const clampMinOp = defineElementwise("clampMin", 2, {
  lower: (k, x, lo) => k.max(x, lo),
  grad: [(g, { x, y }) => where(ge(x, y), g, 0), (g, { x, y }) => where(lt(x, y), g, 0)],
  saves: "xy",
  gradName: "Clamp",
  samples: [{ shapes: [[3, 4]], scalars: [undefined, -3] }],
});
const clampMaxOp = defineElementwise("clampMax", 2, {
  lower: (k, x, hi) => k.min(x, hi),
  grad: [(g, { x, y }) => where(le(x, y), g, 0), (g, { x, y }) => where(gt(x, y), g, 0)],
  saves: "xy",
  gradName: "Clamp",
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 3] }],
});

/** Brings elements into `[min, max]`; either bound may be null. Bounds may be tensors. */
export function clamp(x: Tensor, min: Arg | null = null, max: Arg | null = null): Tensor {
  const { op, args } = clampForm(x, min, max);
  return labelClamp(elementwise(op, args), min, max);
}
/** The op that clamps, and its operands, without null bounds. */
export function clampForm(x: Tensor, min: Arg | null, max: Arg | null): { op: ElementwiseOp; args: Arg[] } {
  needTensor(x, "clamp");
  if (min === null && max === null)
    return fail(
      "clamp-bounds",
      "torch.clamp: At least one of 'min' or 'max' must not be None",
      "for example clamp(0, 1).",
    );
  if (min === null) return { op: clampMaxOp, args: [x, max!] };
  if (max === null) return { op: clampMinOp, args: [x, min] };
  return { op: clampOp, args: [x, min, max] };
}
/** {@link clamp} with one bound, under the name of that bound. */
export function clampOne(x: Tensor, min: Arg | null, max: Arg | null): Tensor {
  const out = clamp(x, min, max),
    tensor = typeof (min ?? max) === "object";
  return label(out, `Clamp${min === null ? "Max" : "Min"}Backward${tensor ? 1 : 0}`);
}
const labelClamp = (out: Tensor, min: Arg | null, max: Arg | null): Tensor =>
  typeof (min ?? max) === "object" ? out : label(out, "ClampBackward1");

const nanToNumOp = defineElementwise("nanToNum", 4, {
  lower: (k, x, nan, pos, neg) =>
    k.where(
      k.isnan(floatsOnly("nan_to_num", x)),
      nan,
      k.where(k.eq(x, k.like(Infinity, x)), pos, k.where(k.eq(x, k.like(-Infinity, x)), neg, x)),
    ),
  grad: [(g, { x }) => where(isfinite(x), g, 0), null],
  saves: "x",
  samples: [{ shapes: [[3, 4]], scalars: [undefined, 0, 1, -1] }],
});
/** Replaces NaN by `nan` and the infinities by the largest finite values, or by `posinf` and `neginf`. */
export function nanToNum(x: Tensor, nan = 0, posinf?: number, neginf?: number): Tensor {
  const form = nanToNumForm(x, nan, posinf, neginf);
  return form === null ? clone(x) : elementwise(form.op, form.args);
}
/** Which op it is, and its operands; null for a dtype that has no NaN. */
export function nanToNumForm(
  x: Tensor,
  nan = 0,
  posinf?: number,
  neginf?: number,
): { op: ElementwiseOp; args: Arg[] } | null {
  needTensor(x, "nanToNum");
  const { dtype } = x;
  if (isComplex(dtype))
    fail(
      "no-complex",
      `"nan_to_num" not implemented for '${dtypeInfo[dtype].scalarType}'`,
      "complex(real(x).nanToNum(), imag(x).nanToNum()) does it part by part.",
    );
  if (!isFloat(dtype)) return null;
  const top = largestFloat[dtype];
  return { op: nanToNumOp, args: [x, nan, posinf ?? top, neginf ?? -top] };
}

/** `value` where the mask holds, `x` elsewhere. */
export function maskedFill(x: Tensor, mask: Tensor, value: Arg): Tensor {
  needTensor(x, "maskedFill");
  needTensor(mask, "maskedFill", "mask");
  if (mask.dtype !== "bool")
    fail(
      "mask-dtype",
      `masked_fill only supports boolean masks, but got mask with dtype ${mask.dtype}`,
      "compare first, e.g. x.maskedFill(x.lt(0), 0).",
    );
  needArg(value, "maskedFill", "value");
  const filled = elementwise(maskedFillOp, [x, mask, fitting(x, value)]);
  return typeof value === "object" ? label(filled, "MaskedFillBackward1") : filled;
}
/**
 * The fill value in the tensor's dtype, which does not change. Rejects a value that the dtype cannot hold, and a tensor
 * of more than one number. `refusal` is PyTorch's sentence for that number of dimensions.
 */
export function fitting(
  x: Tensor,
  value: Arg,
  refusal: (dims: number) => string = (n) =>
    `masked_fill_ only supports a 0-dimensional value tensor, but got tensor with ${n} dimension(s).`,
): Arg {
  if (typeof value === "object") {
    if (value.shape.length > 0) fail("fill-value", refusal(value.shape.length), "pass a number.");
    checkValue(value, x.dtype); // a plan does not check again
    return cast(value, x.dtype);
  }
  checkFits(value, x.dtype);
  if (x.dtype === "bool") return value !== 0 && value !== false;
  return typeof value === "number" && !isSmooth(x.dtype) ? Math.trunc(value) : value;
}
function checkValue(value: Tensor, dtype: DType): void {
  const { data } = value.storage,
    at = value.offset;
  if (!isComplex(value.dtype)) checkFits(readElement(data, value.dtype, at), dtype);
  else if (!isComplex(dtype) && data[2 * at + 1] !== 0)
    fail(
      "overflow",
      `value cannot be converted to type ${cName(dtype)} without overflow`,
      "choose a value in the dtype's range, or a wider dtype.",
    );
}

export const maskedFillOp = defineElementwise("maskedFill", 3, {
  lower: (k, x, m, v) => k.where(m, v, x),
  operands: ["promote", "bool", "promote"],
  grad: [(g, { y }) => where(y, 0, g), null, (g, { y }) => where(y, g, 0)],
  saves: "y",
  samples: [
    {
      shapes: [
        [3, 4],
        [3, 4],
      ],
      scalars: [undefined, undefined, -1],
    },
    { shapes: [[3, 4], [4], []] },
  ],
});
