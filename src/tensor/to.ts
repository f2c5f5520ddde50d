import { Tensor } from "../core/tensor.js";
import { byName } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { cast, clone } from "../ops/pointwise/cast.js";
import { checkDevice, checkDType, type Device, type DType, isDevice } from "../shape/dtype.js";

// What `to` is told, by tensors and by modules: a dtype, a device, both, or another tensor that has them; by place or name.

/** Options of {@link to}. */
export interface ToOptions {
  /** Default: the current dtype. */
  dtype?: DType | null;
  /** The device: there is only "cpu". */
  device?: Device | null;
  /** Whether to copy even if nothing is converted. Default false. */
  copy?: boolean;
  /** No effect: there is only one device. */
  nonBlocking?: boolean;
}
/** The arguments of {@link to}. */
export type ToArgs =
  | [dtype: DType, nonBlocking?: boolean | ToOptions, copy?: boolean | ToOptions]
  | [
      device: Device | null,
      dtype?: DType | null | ToOptions,
      nonBlocking?: boolean | ToOptions,
      copy?: boolean | ToOptions,
    ]
  | [other: Tensor, nonBlocking?: boolean | ToOptions, copy?: boolean | ToOptions]
  | [options?: ToOptions];

const places = ["device", "dtype", "nonBlocking", "copy"] as const;

/** The dtype (null to keep it) and whether to copy. Modules take no `copy`. */
export function conversionOf(args: readonly unknown[], module = false): { dtype: DType | null; copy: boolean } {
  const [head, ...rest] = args;
  const list =
    head instanceof Tensor
      ? [undefined, head.dtype, ...rest]
      : typeof head === "string" && !isDevice(head)
        ? [undefined, ...args]
        : args;
  const {
    device,
    dtype = null,
    nonBlocking = false,
    copy = false,
  } = byName<ToOptions>("to", places.slice(0, module ? 3 : 4), list);
  checkDevice(device ?? "cpu");
  if (typeof nonBlocking !== "boolean" || typeof copy !== "boolean")
    fail(
      "argument",
      "to() received an invalid combination of arguments",
      'for example x.to("float64"), or x.to({ dtype: "int64" }).',
    );
  return { dtype: dtype === null ? null : checkDType(dtype), copy };
}

/**
 * The tensor in another dtype: `x.to("float64")`, `x.to("cpu", "float64")`, `x.to(other)` for the dtype of another
 * tensor, `x.to({ dtype, device, copy, nonBlocking })`. Returns the tensor itself if nothing changes, unless `copy` is
 * true.
 *
 * @throws KindlingError `dtype-name` for anything that is not a dtype, or another device than "cpu"; `option`, `argument`.
 * @example
 * tensor([1.5, -1.5]).to("cpu", "int64").tolist(); // → 1,-1
 */
export function to(x: Tensor, ...args: ToArgs): Tensor {
  const { dtype, copy } = conversionOf(args),
    y = cast(x, dtype ?? x.dtype);
  return copy && y === x ? clone(x) : y;
}
