import { needArg, needTensor } from "../core/check.js";
import { denseOf, empty as emptyRaw, full as fullRaw, overwrite } from "../core/dispatch.js";
import { Storage } from "../core/storage.js";
import { fillBy, recorder, unheard } from "../core/recorder.js";
import { region, Tensor } from "../core/tensor.js";
import { checkKind, checkKinds, shownValue } from "../diagnose/argument-kinds.js";
import { byName, checkOptions, isNamed, noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { type Generator, generatorOf } from "../random/generator.js";
import * as draw from "../random/distributions.js";
import { broadcastShapes } from "../shape/broadcast.js";
import { bernoulli_, drawnLike, fillNormal, fillUniform, normalLike, random_ } from "./fills.js";
import { cast } from "../ops/pointwise/cast.js";
import { detach } from "../ops/view/view.js";
import {
  checkDevice,
  checkDType,
  checkFits,
  type Complex,
  complexType,
  type Device,
  type DType,
  dtypeInfo,
  type FloatDType,
  isComplex,
  isFloat,
  isHalf,
  isSmooth,
  partType,
  readComplex,
  type TypedArray,
  writeElement,
} from "../shape/dtype.js";
import { getDefaultDType, scalarCategory, type ScalarValue } from "../shape/promotion.js";
import { checkShape } from "../shape/shape.js";
import { product, sameArray, showShape } from "../util/array.js";
import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "../util/half.js";
import { add, mul } from "../ops/pointwise/arithmetic.js";

// New tensors: from data, filled, counted, drawn.

/** The properties of a new tensor. */
export interface TensorOptions {
  /** Default: float32 for numbers (see `setDefaultDtype`), bool for booleans, int64 for bigints. */
  dtype?: DType;
  /** Whether backward computes a gradient for it. Default false. */
  requiresGrad?: boolean;
  /** The device: there is only "cpu". */
  device?: Device;
}
/** {@link TensorOptions} of a random tensor. */
export interface RandomOptions extends TensorOptions {
  /** The source of random numbers. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

/** Nested arrays of numbers of any depth, a typed array, or a tensor. Complex numbers are `{ re, im }`. */
export type TensorData =
  | ScalarValue
  | Complex
  | readonly TensorData[]
  | TypedArray
  | Uint8ClampedArray
  | Uint32Array
  | Tensor;

/** Sizes: `zeros(2, 3)`, `zeros([2, 3])` or `zeros({ size: [2, 3] })`, with options last. */
export type SizeArgs<O = TensorOptions> =
  | [...sizes: number[]]
  | [...sizes: number[], options: O]
  | [size: readonly number[], options?: O]
  | [
      named: O & {
        /** The shape of the result. */
        size: readonly number[];
      },
    ];

function sizeArgs<O extends object>(args: readonly unknown[]): { shape: number[]; o: O } {
  const list = args.slice();
  const last = list[list.length - 1];
  let o = {} as O;
  if (args.length === 1 && last === undefined)
    fail(
      "size-type",
      "size must be integers, but got undefined",
      "is the name of the size right? A tensor of one number is written rand([]).",
    );
  if (list.length > 0 && (last === undefined || (typeof last === "object" && last !== null && !Array.isArray(last))))
    o = (list.pop() ?? {}) as O;
  if (o !== null && "size" in o) {
    const { size, ...rest } = o as O & { size: unknown };
    if (list.length > 0)
      fail(
        "argument",
        "the new tensor got multiple values for argument 'size'",
        "pass the sizes by position or by name, not both.",
      );
    return { shape: checkShape(size as unknown[]), o: rest as unknown as O };
  }
  const sizes = Array.isArray(list[0])
    ? list.length > 1
      ? fail(
          "size-type",
          "sizes are given either as numbers or as one array",
          "for example zeros(2, 3), or zeros([2, 3]).",
        )
      : (list[0] as unknown[])
    : list;
  return { shape: checkShape(sizes), o };
}

export const creationOptions: ReadonlySet<string> = new Set(["dtype", "requiresGrad", "generator", "device"]);

export function finish(t: Tensor, options: TensorOptions): Tensor {
  checkOptions(options, creationOptions, "the new tensor");
  if (options.device !== undefined) checkDevice(options.device);
  if (options.requiresGrad === true) requireFloat(t);
  t.wantsGrad = options.requiresGrad ?? false;
  return t;
}

export function requireFloat(t: Tensor): void {
  if (!isSmooth(t.dtype))
    fail(
      "grad-dtype",
      "Only Tensors of floating point and complex dtype can require gradients",
      `this tensor is ${t.dtype}: use .float().`,
    );
}

const arrayTypes: ReadonlyMap<unknown, DType> = new Map<unknown, DType>([
  [Float32Array, "float32"],
  [Float64Array, "float64"],
  [BigInt64Array, "int64"],
  [Int32Array, "int32"],
  [Int16Array, "int16"],
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
  [Uint8ClampedArray, "uint8"],
]);

/**
 * A new tensor holding a copy of the data.
 *
 * Numbers become float32 unless `dtype` sets another, since JavaScript cannot tell 1 from 1.0; booleans become bool,
 * bigints int64; typed arrays keep their type; with `{ re, im }` among the numbers they become complex64.
 *
 * @throws KindlingError `ragged` if nested arrays have different lengths, `data-type` for anything that is not a
 * number.
 * @example
 * String(tensor([[1, 2], [3, 4]])).replace(/\s+/g, " "); // → tensor([[1., 2.], [3., 4.]])
 * tensor([1, 2], { dtype: "int64" }).dtype; // → int64
 */
export function tensor(data: TensorData, options: TensorOptions = {}): Tensor {
  if (arguments.length > 2 || typeof options !== "object" || Array.isArray(options))
    fail(
      "argument",
      `tensor() takes its data and an object of options, but got ${shownValue([...arguments])}`,
      "pass the numbers in one array: tensor([1, 2, 3]).",
    );
  const dtype = options.dtype === undefined ? undefined : checkDType(options.dtype);
  if (data instanceof Tensor) {
    const copy = emptyRaw(data.shape, dtype ?? data.dtype);
    overwrite(copy, data);
    return finish(copy, options);
  }
  if (ArrayBuffer.isView(data)) {
    const own = arrayTypes.get(data.constructor) ?? (data instanceof Uint8Array ? "uint8" : undefined); // Node's Buffer is one
    const values = data as unknown as ArrayLike<number | bigint>;
    const to =
      dtype ??
      own ??
      (data instanceof Uint32Array
        ? "int64"
        : fail(
            "data-type",
            `cannot make a tensor of a ${data.constructor.name}`,
            "pass an array of numbers, or a typed array.",
          ));
    const out = emptyRaw([values.length], to);
    if (to === own) (out.storage.data as Float64Array).set(data as unknown as Float64Array, out.offset);
    else for (let i = 0; i < values.length; i++) write(out, i, values[i]!);
    return finish(out, options);
  }
  const { shape, values } = flattenNested(data);
  const out = emptyRaw(checkShape(shape), dtype ?? inferDType(values));
  for (let i = 0; i < values.length; i++) write(out, i, values[i]!);
  return finish(out, options);
}

function write(out: Tensor, i: number, v: ScalarValue | Complex): void {
  if (typeof v === "object") {
    if (!isComplex(out.dtype))
      fail(
        "data-type",
        `a complex number cannot be put into a tensor of ${out.dtype}`,
        "leave dtype out, or make it complex64 or complex128.",
      );
    const at = 2 * (out.offset + i);
    out.storage.data[at] = v.re;
    out.storage.data[at + 1] = v.im;
    return;
  }
  checkFits(v, out.dtype, out.dtype);
  writeElement(out.storage.data, out.dtype, out.offset + i, v);
}

function inferDType(values: readonly (ScalarValue | Complex)[]): DType {
  if (values.length === 0) return getDefaultDType();
  if (values.some((v) => typeof v === "object")) return complexType(getDefaultDType());
  let bools = true,
    bigs = true;
  for (const v of values) {
    bools &&= typeof v === "boolean";
    bigs &&= typeof v === "bigint";
  }
  return bools ? "bool" : bigs ? "int64" : getDefaultDType();
}

function flattenNested(data: TensorData): { shape: number[]; values: (ScalarValue | Complex)[] } {
  const shape: number[] = [];
  const values: (ScalarValue | Complex)[] = [];
  for (let d: unknown = data, depth = 0; ; depth++) {
    if (ArrayBuffer.isView(d)) {
      shape.push((d as unknown as ArrayLike<number>).length);
      break;
    }
    if (d instanceof Tensor) {
      shape.push(...d.shape);
      break;
    }
    if (!Array.isArray(d)) break;
    if (depth > 64) fail("data-type", "too many dimensions: nested arrays deeper than 64", "flatten it, then reshape.");
    shape.push(d.length);
    if (d.length === 0) break;
    d = d[0];
  }
  const ragged = (want: number, got: unknown, depth: number): never =>
    fail(
      "ragged",
      `expected sequence of length ${want} at dim ${depth} (got ${Array.isArray(got) ? got.length : typeof got})`,
      `all arrays at one depth must be of one length, here ${showShape(shape)}.`,
    );
  const visit = (v: unknown, depth: number): void => {
    if (Array.isArray(v) || ArrayBuffer.isView(v)) {
      const list = v as ArrayLike<unknown>;
      if (depth >= shape.length || list.length !== shape[depth]) ragged(shape[depth] ?? 0, v, depth);
      for (let i = 0; i < list.length; i++) visit(list[i], depth + 1);
    } else if (v instanceof Tensor) {
      if (!sameArray(v.shape, shape.slice(depth)))
        fail(
          "ragged",
          `expected a tensor of shape ${showShape(shape.slice(depth))} at dim ${depth} (got ${showShape(v.shape)})`,
          "give all tensors of a list one shape.",
        );
      recorder?.refuse("tensor([…]) of tensors");
      const flat = denseOf(v);
      for (let i = 0; i < v.count; i++)
        values.push(
          isComplex(v.dtype) ? readComplex(flat.storage.data, flat.offset + i) : flat.storage.data[flat.offset + i]!,
        );
    } else {
      if (depth !== shape.length) ragged(shape[depth] ?? 0, v, depth);
      if (typeof v !== "number" && typeof v !== "boolean" && typeof v !== "bigint" && !isComplexValue(v)) {
        fail(
          "data-type",
          `a tensor holds numbers, but got ${v === null ? "null" : v === undefined ? "undefined" : `${typeof v} ${JSON.stringify(v)}`}`,
          "check the data for missing or textual values.",
        );
      }
      values.push(v);
    }
  };
  visit(data, 0);
  return { shape, values };
}

function isComplexValue(v: unknown): v is Complex {
  return (
    typeof v === "object" &&
    v !== null &&
    typeof (v as Partial<Complex>).re === "number" &&
    typeof (v as Partial<Complex>).im === "number"
  );
}

/**
 * A tensor over an array that it does not copy; changes go both ways (torch.from_numpy). The array's type determines
 * the dtype, except for float16, bfloat16 (in a Uint16Array, as bits), bool (in a Uint8Array, 0 or 1), complex64 and
 * complex128 (real and imaginary parts in turn).
 *
 * @throws KindlingError `data-type` if dtype and array do not agree, `reshape-size` if the shape does not fit.
 * @example
 * const values = new Float32Array([1, 2, 3, 4]);
 * const x = fromTypedArray(values, [2, 2]);
 * values[3] = 5;
 * x.tolist(); // → 1,2,3,5
 */
export function fromTypedArray(values: TypedArray, shape?: readonly number[], options: TensorOptions = {}): Tensor {
  noMore("fromTypedArray", 3, arguments);
  if (!ArrayBuffer.isView(values))
    fail(
      "data-type",
      `fromTypedArray takes a typed array such as a Float32Array, but got ${values === null ? "null" : typeof values}`,
      "tensor([…]) takes plain arrays.",
    );
  // Node's Buffer is a Uint8Array, but its slices are not copies.
  const data =
    values instanceof Uint8Array && values.constructor !== Uint8Array
      ? new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.length)
      : values;
  const dtype =
    options.dtype ??
    arrayTypes.get(data.constructor) ??
    fail("data-type", `the dtype of this ${data.constructor.name} is not known`, 'for example { dtype: "int64" }.');
  if (dtypeInfo[checkDType(dtype)].array !== data.constructor)
    fail(
      "data-type",
      `a ${data.constructor.name} cannot hold ${dtype}`,
      "take a typed array of this dtype, or tensor([...data], { dtype }).",
    );
  const count = data.length / (isComplex(dtype) ? 2 : 1);
  const sizes = checkShape(shape ?? [count]);
  if (product(sizes) !== count)
    fail(
      "reshape-size",
      `shape '${showShape(sizes)}' is invalid for input of size ${count}`,
      "pass as many numbers as the product of the sizes.",
    );
  const storage = new Storage(data, partType(dtype));
  storage.borrowed = true;
  return finish(new Tensor(storage, sizes, null, 0, dtype), options);
}

/** A new tensor filled with one element's value. */
function filledBy(shape: readonly number[], value: Tensor): Tensor {
  const out = emptyRaw(shape, value.dtype);
  overwrite(out, value);
  return out;
}
function filled(shape: readonly number[], value: ScalarValue | Complex, o: TensorOptions, dtype: DType): Tensor {
  if (isComplexValue(value)) {
    const to = o.dtype ?? (isComplex(dtype) ? dtype : complexType(dtype));
    return finish(filledBy(shape, tensor(value, { dtype: to })), o);
  }
  const to = o.dtype === undefined ? dtype : checkDType(o.dtype);
  checkFits(value, to);
  return finish(fullRaw(shape, to, value), o);
}

/**
 * A tensor of zeros, float32 by default.
 *
 * @throws KindlingError `size-type`, `negative-size`, `too-large` for invalid sizes.
 * @example
 * zeros(2, 3).shape; // → 2,3
 * zeros([2], { dtype: "int64" }).dtype; // → int64
 */
export function zeros(...args: SizeArgs): Tensor {
  const { shape, o } = sizeArgs<TensorOptions>(args);
  return filled(shape, 0, o, getDefaultDType());
}
/**
 * A tensor of ones, with the default float dtype unless `dtype` sets another.
 *
 * @throws KindlingError `size-type`, `negative-size`, `too-large` for invalid sizes.
 * @example
 * ones(2, 2).tolist(); // → 1,1,1,1
 * ones([3], { dtype: "bool" }); // → tensor([True, True, True])
 */
export function ones(...args: SizeArgs): Tensor {
  const { shape, o } = sizeArgs<TensorOptions>(args);
  return filled(shape, 1, o, getDefaultDType());
}
/**
 * A tensor whose values do not matter yet; they are zeros. Sizes and options are those of {@link zeros}.
 *
 * @throws KindlingError `size-type`, `negative-size`, `too-large` for invalid sizes.
 * @example
 * empty(2, 3).shape; // → 2,3
 */
export function empty(...args: SizeArgs): Tensor {
  return zeros(...args);
}
/** A tensor of one value: float32 for a number, bool for a boolean, int64 for a bigint, complex64 for `{ re, im }`. */
export function full(size: readonly number[], value: ScalarValue | Complex, options: TensorOptions = {}): Tensor {
  if (!isComplexValue(value)) needArg(value, "full", "fillValue");
  return filled(
    checkShape(size),
    value,
    options,
    typeof value === "boolean" ? "bool" : typeof value === "bigint" ? "int64" : getDefaultDType(),
  );
}

const like = <O extends TensorOptions>(t: Tensor, o: O): O => ({ ...o, dtype: o?.dtype ?? t.dtype });
/**
 * A tensor of zeros with the shape of `t`, and its dtype unless `dtype` sets another.
 *
 * @example
 * zerosLike(tensor([[1, 2]])).tolist(); // → 0,0
 */
export function zerosLike(t: Tensor, options: TensorOptions = {}): Tensor {
  noMore("zerosLike", 2, arguments);
  needTensor(t, "zerosLike");
  return filled(t.shape, 0, like(t, options), t.dtype);
}
/**
 * A tensor of ones with the shape of `t`, and its dtype unless `dtype` sets another.
 *
 * @example
 * onesLike(tensor([1, 2], { dtype: "int64" })); // → tensor([1, 1])
 */
export function onesLike(t: Tensor, options: TensorOptions = {}): Tensor {
  noMore("onesLike", 2, arguments);
  needTensor(t, "onesLike");
  return filled(t.shape, 1, like(t, options), t.dtype);
}
/**
 * A tensor whose values do not matter yet (they are zeros), with the shape of `t`, and its dtype unless `dtype` sets
 * another.
 *
 * @example
 * emptyLike(zeros(2, 3)).shape; // → 2,3
 */
export function emptyLike(t: Tensor, options: TensorOptions = {}): Tensor {
  noMore("emptyLike", 2, arguments);
  return zerosLike(t, options);
}
/** One value in the shape and dtype of `t`; `dtype` sets another. */
export function fullLike(t: Tensor, value: ScalarValue | Complex, options: TensorOptions = {}): Tensor {
  needTensor(t, "fullLike");
  if (!isComplexValue(value)) needArg(value, "fullLike", "fillValue");
  return filled(t.shape, value, like(t, options), t.dtype);
}

/** Arguments of {@link eye}, by name. */
interface MNamed {
  /** The number of columns. Default: the number of rows. */
  m?: number;
}
/**
 * The identity matrix `[n, m]`: ones along the main diagonal, zeros elsewhere. `m` is n by default.
 *
 * @throws KindlingError `negative-size`.
 * @example
 * eye(2);
 * // → tensor([[1., 0.],
 * //           [0., 1.]])
 * eye(2, 3, { dtype: "int64" }).tolist(); // → 1,0,0,0,1,0
 */
export function eye(n: number | EyeNamed, m?: number | (TensorOptions & MNamed), options?: TensorOptions): Tensor {
  noMore("eye", 3, arguments);
  return readEye([n, m, options]);
}
function readEye(args: readonly unknown[]): Tensor {
  const { n, m: cols = n, ...opts } = needed<EyeNamed & { m?: number }>("eye", ["n", "m"], 1, args);
  if (n < 0) fail("negative-size", `n must be greater or equal to 0, got ${n}`, "choose n ≥ 0.");
  if (cols < 0) fail("negative-size", `m must be greater or equal to 0, got ${cols}`, "choose m ≥ 0.");
  const [rows] = checkShape([n, cols], "n and m");
  const out = filled([rows!, cols], 0, opts, getDefaultDType());
  for (let i = 0; i < Math.min(n, cols); i++) writeElement(out.storage.data, out.dtype, out.offset + i * cols + i, 1);
  return out;
}

/** The arguments of {@link eye} by name. */
export interface EyeNamed extends TensorOptions {
  /** The number of rows. */
  n: number;
  /** The number of columns. Default: the number of rows. */
  m?: number;
}

/** The arguments of a function that makes a tensor, by position or by name; the first `least` must be given. */
function needed<O extends object>(
  what: string,
  places: readonly (keyof O & string)[],
  least: number,
  args: readonly unknown[],
): O {
  const o = byName<O>(what, places, args, ["dtype", "requiresGrad", "device", "generator"] as never[]);
  for (const name of places.slice(0, least))
    if (!(name in o))
      fail(
        "argument",
        `${what}() missing 1 required positional argument: '${name}'`,
        `pass it by position or by name: { ${name}: … }.`,
      );
  return o;
}

type Num = number | bigint;
/** The arguments of {@link arange} by name. */
export interface ArangeNamed extends TensorOptions {
  /** The start. Default 0. */
  start?: Num;
  /** The end, exclusive. */
  end: Num;
  /** The step. Default 1. */
  step?: Num;
}
/** The options of {@link arange} after two numbers. */
export interface StepOptions extends TensorOptions {
  /** The step. Default 1. */
  step?: Num;
}

/**
 * The numbers 0, 1, … up to but excluding `end`: int64 for an integer, else the default float dtype.
 *
 * @throws KindlingError `arange` for an infinite or negative `end`, `bool-arithmetic` for the dtype bool.
 * @example
 * arange(3); // → tensor([0, 1, 2])
 */
export function arange(end: Num, options?: TensorOptions): Tensor;
/**
 * The numbers start, start + 1, … up to but excluding `end`: int64 for integers, else the default float dtype. `step`
 * sets another step.
 *
 * @throws KindlingError `arange` for a step of 0, or of the wrong sign.
 * @example
 * arange(2, 5); // → tensor([2, 3, 4])
 */
export function arange(start: Num, end: Num, options?: StepOptions): Tensor;
/**
 * The numbers start, start + step, … up to but excluding `end`: int64 for integers, else the default float dtype.
 *
 * @throws KindlingError `arange` for a step of 0, or of the wrong sign.
 * @example
 * arange(2, 8, 2).tolist(); // → 2,4,6
 * arange(1, 0, -0.25); // → tensor([1.0000, 0.7500, 0.5000, 0.2500])
 */
export function arange(start: Num, end: Num, step: Num, options?: TensorOptions): Tensor;
/** {@link arange} with its `end` and `step` by name: `arange(2, { end: 5 })`. */
export function arange(start: Num, options: ArangeNamed): Tensor;
/** {@link arange} with its arguments by name: `arange({ start: 2, end: 5 })`. */
export function arange(options: ArangeNamed): Tensor;
export function arange(...args: (Num | Partial<ArangeNamed> | undefined)[]): Tensor {
  checkKinds(
    "arange",
    ["start", "end", "step"],
    args.map((a) => (isNamed(a) ? undefined : a)),
  );
  const {
    start: from,
    end: to,
    step: by,
    ...o
  } = args.find((a): a is Partial<ArangeNamed> => typeof a === "object") ?? {};
  for (const [name, v] of [
    ["start", from],
    ["end", to],
    ["step", by],
  ] as const)
    checkKind("arange", name, v);
  const positionalNumbers = args.filter((a): a is Num => typeof a === "number" || typeof a === "bigint");
  const alone = positionalNumbers.length === 1 && to === undefined; // one number is the end
  if (args.length > 4 || positionalNumbers.length > 3) noMore("arange", 3, args, true);
  if (
    (from !== undefined && positionalNumbers.length > 0) ||
    (to !== undefined && positionalNumbers.length > 1) ||
    (by !== undefined && positionalNumbers.length > 2)
  )
    fail(
      "argument",
      "arange() got multiple values for an argument",
      "pass start, end and step by position or by name, not both.",
    );
  if (positionalNumbers.length === 0 && to === undefined)
    fail("argument", "arange() missing 1 required positional argument: 'end'", "arange(5) counts from 0 to 4.");
  const [start, end, step] = [
    from ?? (alone ? 0 : (positionalNumbers[0] ?? 0)),
    to ?? (alone ? positionalNumbers[0]! : positionalNumbers[1]!),
    by ?? positionalNumbers[2] ?? 1,
  ];
  const nums = [start, end, step],
    whole = nums.every((v) => scalarCategory(v) === "int");
  const dtype =
    o.dtype === undefined ? (whole ? "int64" : getDefaultDType()) : numeric("arange_cpu", checkDType(o.dtype));
  // PyTorch drops the fractions for integer dtypes, but, except for int64, not when it counts.
  const { category } = dtypeInfo[dtype],
    kept =
      category === "int" ? nums.map((v) => (typeof v === "number" && Number.isFinite(v) ? Math.trunc(v) : v)) : nums;
  const [a, b, s] = [Number(kept[0]), Number(kept[1]), Number(kept[2])];
  if (!Number.isFinite(a) || !Number.isFinite(b))
    fail("arange", `unsupported range: ${pyNumber(a)} -> ${pyNumber(b)}`, "choose finite bounds.");
  if (s === 0 || Number.isNaN(s)) fail("arange", "step must be nonzero", "leave it out for steps of 1.");
  if ((b - a) * s < 0)
    fail("arange", "upper bound and larger bound inconsistent with step sign", "count down with a negative step.");
  // Between integers beyond 2^53 the count is computed exactly.
  const exact = whole || dtype === "int64",
    [from64, to64, by64] = exact ? (kept.map(BigInt) as [bigint, bigint, bigint]) : [0n, 0n, 1n];
  const n = exact
    ? Number((to64 - from64 + by64 - (s > 0 ? 1n : -1n)) / by64)
    : Math.max(0, Math.ceil((Number(end) - Number(start)) / Number(step)));
  const out = emptyRaw(checkShape([n]), dtype);
  for (let i = 0; i < n; i++)
    writeElement(out.storage.data, dtype, out.offset + i, dtype === "int64" ? from64 + by64 * BigInt(i) : a + s * i);
  return finish(out, o);
}

/** Refuses bool, which has no sequence of numbers (PyTorch accepts a single number). */
const numeric = (kernel: string, d: DType, count = 2): DType =>
  d === "bool" && count > 1
    ? fail("bool-arithmetic", `"${kernel}" not implemented for 'Bool'`, "use a numeric dtype.")
    : d;

/** Infinities as PyTorch writes them. */
const pyNumber = (v: number): string =>
  Number.isFinite(v) || Number.isNaN(v) ? String(v).toLowerCase() : v > 0 ? "inf" : "-inf";

/**
 * `steps` values from `start` to `end`, both included, evenly spaced, in the default float dtype unless `dtype` sets
 * another.
 *
 * @example
 * linspace(0, 1, 5).tolist(); // → 0,0.25,0.5,0.75,1
 */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  checkKind("linspace", "start", start);
  if (!(steps >= 0) || !Number.isInteger(steps))
    fail(
      "linspace",
      "number of steps must be non-negative",
      `pass the number of steps: linspace(${start}, ${end}, 5).`,
    );
  const dtype =
    options.dtype === undefined ? getDefaultDType() : numeric("linspace_cpu", checkDType(options.dtype), steps);
  const out = emptyRaw([steps], dtype),
    at = spaced(start, end, steps, dtype);
  for (let i = 0; i < steps; i++) writeElement(out.storage.data, dtype, out.offset + i, at(i));
  return finish(out, options);
}

/**
 * Evenly spaced numbers, from both ends towards the middle, as PyTorch computes them
 * (aten/src/ATen/native/cpu/RangeFactoriesKernel.cpp): ends are numbers of the dtype, without fractions for integer
 * dtypes; halves are rounded after each operation.
 */
function spaced(start: number, end: number, steps: number, dtype: DType): (i: number) => number {
  const ofDType = rounding(dtype),
    [low, high] = [ofDType(start), ofDType(end)];
  const each = isHalf(dtype) ? ofDType : (x: number): number => x,
    stepOf = isFloat(dtype) ? ofDType : each;
  const step = steps > 1 ? stepOf(each(high - low) / each(steps - 1)) : 0,
    half = Math.floor(steps / 2);
  return (i) => (i < half || steps === 1 ? low + each(step * each(i)) : high - each(step * each(steps - 1 - i)));
}

/** A number as one of a dtype. */
function rounding(dtype: DType): (x: number) => number {
  switch (dtype) {
    case "float32":
      return Math.fround;
    case "float16":
      return (x) => halfToFloat(floatToHalf(x));
    case "bfloat16":
      return (x) => bfloat16ToFloat(floatToBfloat16(x));
    case "uint8":
      return (x) => {
        checkFits(Number.isInteger(x) ? x : Math.floor(x) < 0 ? -Infinity : x, dtype);
        return Math.trunc(x) & 255;
      }; // negative integers wrap
    default:
      return dtypeInfo[dtype].category === "int"
        ? (x) => {
            checkFits(x, dtype);
            return Math.trunc(x);
          }
        : (x) => x;
  }
}

/**
 * `steps` values from `base` to the power of `start` to that of `end`, both included, each a constant factor times the
 * one before.
 *
 * @example
 * logspace(0, 3, 4).tolist(); // → 1,10,100,1000
 */
export function logspace(
  start: number,
  end: number,
  steps: number,
  base: number | (TensorOptions & { base?: number }) = 10,
  options: TensorOptions = {},
): Tensor {
  const { base: b = 10, ...rest } = typeof base === "number" ? { base, ...options } : base;
  checkKind("logspace", "start", start);
  if (!(steps >= 0) || !Number.isInteger(steps))
    fail(
      "linspace",
      "number of steps must be non-negative",
      `pass the number of steps: logspace(${start}, ${end}, 5).`,
    );
  const dtype = rest.dtype === undefined ? getDefaultDType() : numeric("logspace_cpu", checkDType(rest.dtype), steps);
  if (dtype === "float16" && steps > 1)
    fail("float-only", "\"logspace_cpu\" not implemented for 'Half'", 'use "float32", and .to("float16").');
  // A single number is computed from the start with its fraction. (bfloat16 is only rounded at the end.)
  const out = emptyRaw([steps], dtype),
    at = spaced(start, end, steps, steps <= 1 || dtype === "bfloat16" ? "float64" : dtype);
  for (let i = 0; i < steps; i++) writeElement(out.storage.data, dtype, out.offset + i, b ** at(i));
  return finish(out, rest);
}

// ---- drawn ----

export function floatType(options: TensorOptions, what: string, otherwise: DType = getDefaultDType()): FloatDType {
  const d = options.dtype === undefined ? otherwise : checkDType(options.dtype);
  if (!isFloat(d))
    fail(
      "float-only",
      `"${what}" not implemented for '${dtypeInfo[d].scalarType}'`,
      'random floats need a floating dtype such as "float32".',
    );
  return d;
}

/**
 * Uniform random numbers in [0, 1), equal to PyTorch's for the seed.
 *
 * @example
 * manualSeed(0);
 * rand(2); // → tensor([0.4963, 0.7682])
 */
export function rand(...args: SizeArgs<RandomOptions>): Tensor {
  const { shape, o } = sizeArgs<RandomOptions>(args);
  const out = emptyRaw(shape, floatType(o, "uniform_"));
  fillUniform(out, 0, 1, generatorOf(o));
  return finish(out, o);
}
/**
 * Standard normal random numbers, equal to PyTorch's for the seed.
 *
 * @example
 * manualSeed(0);
 * randn(2); // → tensor([ 1.5410, -0.2934])
 */
export function randn(...args: SizeArgs<RandomOptions>): Tensor {
  const { shape, o } = sizeArgs<RandomOptions>(args);
  const out = emptyRaw(shape, floatType(o, "normal_kernel_cpu"));
  fillNormal(out, 0, 1, generatorOf(o));
  return finish(out, o);
}
/** The arguments of {@link randint} by name. */
export interface RandintNamed extends RandomOptions {
  /** The smallest number. Default 0. */
  low?: Num;
  /** The upper end, exclusive. */
  high: Num;
  /** The shape of the result. */
  size: readonly number[];
}
/** The size of {@link randint} by name, after its bounds. */
export interface RandintSize extends RandomOptions {
  /** The shape of the result. */
  size: readonly number[];
}

/**
 * Random integers in [0, high): int64 unless `dtype` sets another, equal to PyTorch's for the seed.
 *
 * @throws KindlingError `random-range` if no number of the dtype is between the bounds, `size-type` without a size.
 * @example
 * manualSeed(0);
 * randint(10, [4]); // → tensor([4, 9, 3, 0])
 */
export function randint(high: Num, size: readonly number[], options?: RandomOptions): Tensor;
/**
 * Random integers in [low, high): int64 unless `dtype` sets another, equal to PyTorch's for the seed.
 *
 * @throws KindlingError `random-range` if no number of the dtype is between the bounds, `size-type` without a size.
 * @example
 * manualSeed(0);
 * randint(-1, 2, [4]).shape; // → 4
 */
export function randint(low: Num, high: Num, size: readonly number[], options?: RandomOptions): Tensor;
/** {@link randint} in [0, high), with its size by name. */
export function randint(high: Num, options: RandintSize): Tensor;
/** {@link randint} in [low, high), with its size by name. */
export function randint(low: Num, high: Num, options: RandintSize): Tensor;
/** {@link randint} with its arguments by name. */
export function randint(options: RandintNamed): Tensor;
export function randint(...args: (Num | readonly number[] | Partial<RandintNamed> | undefined)[]): Tensor {
  checkKinds(
    "randint",
    ["low", "high"],
    args.map((a) => (typeof a === "object" && a !== null ? undefined : a)),
  );
  const bounds = args.filter((a): a is Num => typeof a === "number" || typeof a === "bigint");
  const {
    low: from,
    high: to,
    size: sizes,
    ...o
  } = (args.find((a) => typeof a === "object" && !Array.isArray(a)) ?? {}) as Partial<RandintNamed>;
  checkKind("randint", "low", from);
  checkKind("randint", "high", to);
  const size = args.find((a): a is readonly number[] => Array.isArray(a)) ?? sizes;
  const high = to ?? (bounds.length > 1 ? bounds[1] : bounds[0]),
    low = from ?? (bounds.length > 1 ? bounds[0]! : 0);
  if (size === undefined || high === undefined || bounds.length > 2)
    fail(
      "size-type",
      `randint takes (high, size) or (low, high, size), but got (${args.map(shownValue).join(", ")})`,
      "the size is an array: randint(0, 10, [3]). Python's random.randint(a, b), one number from a to b, is also random.randint here.",
    );
  const dtype = o.dtype === undefined ? "int64" : checkDType(o.dtype);
  if (isComplex(dtype))
    fail(
      "no-complex",
      `"random_" not implemented for '${dtypeInfo[dtype].scalarType}'`,
      "draw real and imaginary parts, and join them with complex(…).",
    );
  const out = emptyRaw(checkShape(size), dtype);
  const g = generatorOf(o),
    into = isHalf(dtype) ? emptyRaw(out.shape, "float32") : out;
  fillBy("randint", [], into, (_, t) => draw.randint(g, region(t) as BigInt64Array, low, high, dtype));
  if (into !== out) overwrite(out, into);
  return finish(out, o);
}
/** The arguments of {@link randperm} by name. */
export interface RandpermNamed extends RandomOptions {
  /** The number of integers, which start at 0. */
  n: number;
}
/** Refuses a dtype that does not hold the numbers 0 … n − 1. */
function checkPermutation(n: number, dtype: DType): void {
  if (dtype === "bool" || isComplex(dtype))
    fail("int-only", `"randperm" not implemented for '${dtypeInfo[dtype].scalarType}'`, "use a numeric dtype.");
  if (dtype === "float16" && n > 2049)
    fail(
      "overflow",
      "n cannot be greater than 2049 for Half type.",
      "float16 does not hold whole numbers beyond 2048: use int64.",
    );
  if (n > 0) checkFits(n - 1, dtype);
}
/**
 * The numbers 0 … n − 1 in random order: int64 `[n]` unless `dtype` sets another, in PyTorch's order for the seed.
 *
 * @throws KindlingError `negative-size`.
 * @example
 * manualSeed(0);
 * randperm(4); // → tensor([0, 1, 3, 2])
 */
export function randperm(n: number | RandpermNamed, options?: RandomOptions): Tensor {
  noMore("randperm", 2, arguments);
  const { n: count, ...o } = needed<RandpermNamed>("randperm", ["n"], 1, [n, options]);
  const dtype = o.dtype === undefined ? "int64" : checkDType(o.dtype);
  const out = emptyRaw(checkShape([count], "n"), "int64");
  checkPermutation(count, dtype);
  const g = generatorOf(o);
  fillBy("randperm", [], out, (_, t) => draw.randperm(g, count, region(t) as BigInt64Array));
  return finish(dtype === "int64" ? out : cast(out, dtype), o);
}
/**
 * Uniform random numbers in [0, 1) with the shape of `t`, and its dtype unless `dtype` sets another; see {@link rand}.
 * They are drawn in the memory order of `t`.
 *
 * @throws KindlingError `float-only` for all dtypes except floats.
 * @example
 * manualSeed(0);
 * randLike(zeros(2)); // → tensor([0.4963, 0.7682])
 */
export function randLike(t: Tensor, options: RandomOptions = {}): Tensor {
  noMore("randLike", 2, arguments);
  needTensor(t, "randLike");
  return finish(
    drawnLike(t, floatType(options, "uniform_", t.dtype), (out) => fillUniform(out, 0, 1, generatorOf(options))),
    options,
  );
}
/**
 * Standard normal random numbers with the shape of `t`, and its dtype unless `dtype` sets another; see {@link randn}.
 * They are drawn in the memory order of `t`.
 *
 * @throws KindlingError `float-only` for all dtypes except floats.
 * @example
 * manualSeed(0);
 * randnLike(zeros(2)); // → tensor([ 1.5410, -0.2934])
 */
export function randnLike(t: Tensor, options: RandomOptions = {}): Tensor {
  noMore("randnLike", 2, arguments);
  needTensor(t, "randnLike");
  return finish(normalLike(t, floatType(options, "normal_kernel_cpu", t.dtype), 0, 1, generatorOf(options)), options);
}
/**
 * Random integers in [low, high) with the shape of `t`, and its dtype unless `dtype` sets another; see {@link randint}.
 *
 * @throws KindlingError `random-range` if no number of the dtype is between the bounds.
 * @example
 * manualSeed(0);
 * randintLike(zeros(3), 0, 10); // → tensor([4., 9., 3.])
 */
export function randintLike(t: Tensor, low: Num, high: Num, options: RandomOptions = {}): Tensor {
  noMore("randintLike", 4, arguments);
  checkKinds("randintLike", ["low", "high"], [low, high]);
  checkOptions(options, creationOptions, "randintLike");
  needTensor(t, "randintLike");
  if (t.dense) return randint(low, high, t.shape, like(t, options));
  const out = drawnLike(t, options.dtype ?? t.dtype, () => undefined);
  return finish(random_(out, low, high, options), options);
}
/**
 * Normal random numbers with a mean and a standard deviation, numbers or tensors: `normal(0, 1, [2, 3])`,
 * `normal(means, stds)`; std is 1 by default.
 */
export function normal(
  mean: number | Tensor,
  std: number | Tensor = 1,
  size?: readonly number[],
  options: RandomOptions = {},
): Tensor {
  checkKinds("normal", ["mean", "std"], [mean, std]);
  needArg(mean, "normal", "mean");
  needArg(std, "normal", "std");
  if (options.device !== undefined) checkDevice(options.device);
  if (typeof mean !== "object" && typeof std !== "object") {
    const out = emptyRaw(checkShape(size ?? []), floatType(options, "normal_kernel_cpu"));
    fillNormal(out, Number(mean), Number(std), generatorOf(options));
    return finish(out, options);
  }
  if (options.dtype !== undefined) checkDType(options.dtype);
  const like = typeof mean === "object" ? mean : (std as Tensor);
  const dtype = floatType({}, "normal_kernel_cpu", like.dtype);
  const noise = (shape: readonly number[], spread: number): Tensor => {
    const out = emptyRaw(shape, dtype);
    fillNormal(out, 0, spread, generatorOf(options));
    return out;
  };
  if (typeof std !== "object") return detach(add(noise(like.shape, Number(std)), mean));
  if (std.count > 0 && unheard(() => std.amin().item() < 0))
    fail("random-range", "normal expects all elements of std >= 0.0", "choose std ≥ 0.");
  return detach(
    add(mul(noise(typeof mean === "object" ? broadcastShapes(mean.shape, std.shape) : std.shape, 1), std), mean),
  );
}
/**
 * 1 with the probability given by each element of the input, else 0; shape and dtype are the input's. A number replaces
 * the probabilities of all elements.
 *
 * @throws KindlingError `random-probability` for an element outside [0, 1].
 * @example
 * bernoulli(tensor([0, 1, 1])).tolist(); // → 0,1,1
 */
export function bernoulli(
  p: Tensor,
  probability?: number | { generator?: Generator },
  options: { generator?: Generator } = {},
): Tensor {
  needTensor(p, "bernoulli");
  const out = emptyRaw(p.shape, p.dtype);
  if (typeof probability === "number") return bernoulli_(out, probability, options);
  floatType({ dtype: p.dtype }, "bernoulli_tensor_cpu_p_");
  return bernoulli_(out, detach(p), probability ?? options);
}
/**
 * Indices drawn by weight: `[n]` or `[rows, n]` weights give `numSamples` int64 indices each, `[numSamples]` or
 * `[rows, numSamples]`. Weights need not add up to 1. Without `replacement` (default) no index is drawn twice.
 *
 * @throws KindlingError `random-probability`, `random-range`, `multinomial`.
 * @example
 * multinomial(tensor([0, 1, 0]), 1).tolist(); // → 1
 */
export function multinomial(
  weights: Tensor,
  numSamples: number,
  replacement = false,
  options: { generator?: Generator } = {},
): Tensor {
  needTensor(weights, "multinomial");
  floatType({ dtype: weights.dtype }, "multinomial");
  if (!Number.isInteger(numSamples) || numSamples < 0)
    fail("multinomial", "cannot sample n_sample <= 0 samples", `numSamples is ${String(numSamples)}.`);
  if (weights.shape.length !== 1 && weights.shape.length !== 2)
    fail("multinomial", "prob_dist must be 1 or 2 dim", "weights are [C], or [N, C] for N draws.");
  const w = denseOf(
    weights.dtype === "float64" || weights.dtype === "float32" ? weights : cast(detach(weights), "float32"),
  );
  const rows = w.shape.length === 2 ? w.shape[0]! : 1,
    n = w.shape[w.shape.length - 1]!;
  const out = emptyRaw(w.shape.length === 2 ? [rows, numSamples] : [numSamples], "int64");
  const g = generatorOf(options);
  fillBy("multinomial", [w], out, ([from], t) =>
    draw.multinomial(g, region(from!) as Float32Array, rows, n, numSamples, replacement, region(t) as BigInt64Array),
  );
  return out;
}
