import { needArg, needTensor } from "../core/check.js";
import { recorder } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { cast } from "../ops/pointwise/cast.js";
import { checkDevice, checkDType, type DType, dtypeInfo, isFloat } from "../shape/dtype.js";
import { canCast as castable, promoteScalar, resultType as typeOf, type ScalarValue } from "../shape/promotion.js";
import { largestFloat } from "../util/half.js";
import { item } from "./convert.js";
import { creationOptions, tensor, type TensorData, type TensorOptions } from "./creation.js";
import { noMore, checkOptions } from "../diagnose/arguments.js";

// Information on tensors and dtypes.

/**
 * Whether a value is a tensor.
 *
 * @example
 * isTensor(tensor([1])); // → true
 * isTensor([1]); // → false
 */
export function isTensor(x: unknown): x is Tensor {
  noMore("isTensor", 1, arguments);
  return x instanceof Tensor;
}
/** Whether the tensor's dtype is a float. */
export function isFloatingPoint(x: Tensor): boolean {
  needTensor(x, "isFloatingPoint");
  return isFloat(x.dtype);
}
/** Whether the tensor's dtype has negative numbers. */
export function isSigned(x: Tensor): boolean {
  needTensor(x, "isSigned");
  return x.dtype !== "uint8" && x.dtype !== "bool";
}
/** Whether a tensor of one element is not zero. */
export function isNonzero(x: Tensor): boolean {
  needTensor(x, "isNonzero");
  recorder?.refuse("isNonzero()");
  if (x.count !== 1)
    fail(
      "item-size",
      x.count === 0
        ? "Boolean value of Tensor with no values is ambiguous"
        : "Boolean value of Tensor with more than one value is ambiguous",
      "use any() or all().",
    );
  return Boolean(item(x));
}
/**
 * The number of elements of a tensor.
 *
 * @example
 * numel(zeros(2, 3)); // → 6
 */
export function numel(x: Tensor): number {
  noMore("numel", 1, arguments);
  needTensor(x, "numel");
  return x.count;
}
/**
 * Whether a result of dtype `from` may be stored as `to` by PyTorch's rules: not complex as real, floats as integers,
 * or numbers as bool.
 *
 * @throws KindlingError `dtype-name`.
 * @example
 * canCast("int64", "float32"); // → true
 * canCast("float32", "int64"); // → false
 */
export function canCast(from: DType, to: DType): boolean {
  noMore("canCast", 2, arguments);
  return castable(checkDType(from, "from"), checkDType(to, "to"));
}
/**
 * The dtype of an operation on two operands, tensors or numbers, by PyTorch's rules of promotion.
 *
 * @example
 * resultType(tensor([1n]), 1.5); // → float32
 * resultType(tensor([1]), tensor([1n])); // → float32
 */
export function resultType(a: Tensor | ScalarValue, b: Tensor | ScalarValue): DType {
  noMore("resultType", 2, arguments);
  needArg(a, "resultType", "a");
  needArg(b, "resultType", "b");
  const tensors = [a, b].filter((v): v is Tensor => v instanceof Tensor);
  return [a, b].reduce<DType>(
    (d, v) => (v instanceof Tensor ? d : promoteScalar(d, v)),
    tensors.length > 0 ? typeOf(tensors) : "bool",
  );
}

/**
 * The data as a tensor: a tensor that already has the dtype is returned as it is, anything else goes through
 * {@link tensor}.
 *
 * @throws KindlingError `data-type`, `ragged` for invalid data.
 * @example
 * asTensor([1, 2]); // → tensor([1., 2.])
 */
export function asTensor(data: TensorData, options: TensorOptions = {}): Tensor {
  noMore("asTensor", 2, arguments);
  checkOptions(options, creationOptions, "the new tensor");
  if (options.device !== undefined) checkDevice(options.device);
  return data instanceof Tensor
    ? options.dtype === undefined
      ? data
      : cast(data, options.dtype)
    : tensor(data, options);
}

/** The result of {@link finfo}. */
export interface FloatInfo {
  readonly dtype: DType;
  readonly bits: number;
  readonly eps: number;
  readonly max: number;
  readonly min: number;
  readonly tiny: number;
  readonly smallestNormal: number;
  readonly resolution: number;
}
const fraction = { float64: 52, float32: 23, float16: 10, bfloat16: 7 } as const;
const lowest = { float64: -1022, float32: -126, float16: -14, bfloat16: -126 } as const;
const decimals = { float64: 1e-15, float32: 1e-6, float16: 1e-3, bfloat16: 1e-2 } as const;
/**
 * The limits of a float dtype (float32 by default): `max` and `min`, `tiny` (the smallest normal number), `eps` (the
 * distance from 1 to the next number), `bits`.
 *
 * @throws KindlingError `float-only` for all dtypes except floats, `dtype-name`.
 * @example
 * finfo("float32").eps === 2 ** -23; // → true
 * finfo("float16").max; // → 65504
 */
export function finfo(dtype: DType = "float32"): FloatInfo {
  noMore("finfo", 1, arguments);
  const d = checkDType(dtype);
  if (!isFloat(d))
    return fail(
      "float-only",
      `torch.finfo() requires a floating point input type. Use torch.iinfo to handle '${d}'`,
      "use iinfo.",
    );
  const tiny = 2 ** lowest[d],
    max = largestFloat[d];
  return {
    dtype: d,
    bits: dtypeInfo[d].bytes * 8,
    eps: 2 ** -fraction[d],
    max,
    min: -max,
    tiny,
    smallestNormal: tiny,
    resolution: decimals[d],
  };
}
/** The result of {@link iinfo}; int64's bounds are bigints. */
export interface IntInfo {
  readonly dtype: DType;
  readonly bits: number;
  readonly max: number | bigint;
  readonly min: number | bigint;
}
/**
 * The limits of an integer dtype: `min`, `max` and `bits`. The bounds of int64 are bigints.
 *
 * @throws KindlingError `int-only` for all other dtypes, `dtype-name`.
 * @example
 * iinfo("int8").max; // → 127
 * iinfo("int64").max; // → 9223372036854775807
 */
export function iinfo(dtype: DType): IntInfo {
  noMore("iinfo", 1, arguments);
  const d = checkDType(dtype);
  if (dtypeInfo[d].category !== "int")
    return fail(
      "int-only",
      `torch.iinfo() requires an integer input type. Use torch.finfo to handle '${d}'`,
      "use finfo.",
    );
  const bits = dtypeInfo[d].bytes * 8;
  if (d === "int64") return { dtype: d, bits, max: 2n ** 63n - 1n, min: -(2n ** 63n) };
  return d === "uint8"
    ? { dtype: d, bits, max: 255, min: 0 }
    : { dtype: d, bits, max: 2 ** (bits - 1) - 1, min: -(2 ** (bits - 1)) };
}
