import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { bfloat16ToFloat, floatToBfloat16, floatToHalf, halfToFloat } from "../util/half.js";

/** The element types, by PyTorch's names. */
export const dtypes = [
  "float32",
  "float64",
  "float16",
  "bfloat16",
  "int64",
  "int32",
  "int16",
  "int8",
  "uint8",
  "bool",
  "complex64",
  "complex128",
] as const satisfies readonly DType[];
/** An element type, by PyTorch's name; see {@link dtypes}. */
export type DType =
  | "float32"
  | "float64"
  | "float16"
  | "bfloat16"
  | "int64"
  | "int32"
  | "int16"
  | "int8"
  | "uint8"
  | "bool"
  | "complex64"
  | "complex128";

/** A small number for each dtype, for keys of caches. */
export const dtypeCode: { readonly [D in DType]: number } = {
  float32: 0,
  float64: 1,
  float16: 2,
  bfloat16: 3,
  int64: 4,
  int32: 5,
  int16: 6,
  int8: 7,
  uint8: 8,
  bool: 9,
  complex64: 10,
  complex128: 11,
};

/**
 * The data of a storage. float16 and bfloat16 are stored as their bits, bool as 0 and 1, int64 exactly; a complex
 * tensor's storage is one of floats, real and imaginary parts in turn.
 */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Uint16Array
  | BigInt64Array
  | Int32Array
  | Int16Array
  | Int8Array
  | Uint8Array;

export interface DTypeInfo {
  readonly name: DType;
  readonly bytes: number;
  /** PyTorch's promotion category: bool < integer < floating < complex. */
  readonly category: "bool" | "int" | "float" | "complex";
  /** The type of its storages: two numbers per element for complex dtypes. */
  readonly array: (new (n: number) => TypedArray) & { readonly BYTES_PER_ELEMENT: number };
  /** Creates a view of `length` elements at byte `offset` (a multiple of the element size) of a buffer. */
  readonly view: (buffer: ArrayBuffer, offset: number, length: number) => TypedArray;
  /** PyTorch's name of its tensor type, e.g. `Float` in `expected scalar type Float`. */
  readonly scalarType: string;
}

export const dtypeInfo: { readonly [D in DType]: DTypeInfo } = {
  float32: {
    name: "float32",
    bytes: 4,
    category: "float",
    array: Float32Array,
    view: (b, o, n) => new Float32Array(b, o, n),
    scalarType: "Float",
  },
  float64: {
    name: "float64",
    bytes: 8,
    category: "float",
    array: Float64Array,
    view: (b, o, n) => new Float64Array(b, o, n),
    scalarType: "Double",
  },
  float16: {
    name: "float16",
    bytes: 2,
    category: "float",
    array: Uint16Array,
    view: (b, o, n) => new Uint16Array(b, o, n),
    scalarType: "Half",
  },
  bfloat16: {
    name: "bfloat16",
    bytes: 2,
    category: "float",
    array: Uint16Array,
    view: (b, o, n) => new Uint16Array(b, o, n),
    scalarType: "BFloat16",
  },
  int64: {
    name: "int64",
    bytes: 8,
    category: "int",
    array: BigInt64Array,
    view: (b, o, n) => new BigInt64Array(b, o, n),
    scalarType: "Long",
  },
  int32: {
    name: "int32",
    bytes: 4,
    category: "int",
    array: Int32Array,
    view: (b, o, n) => new Int32Array(b, o, n),
    scalarType: "Int",
  },
  int16: {
    name: "int16",
    bytes: 2,
    category: "int",
    array: Int16Array,
    view: (b, o, n) => new Int16Array(b, o, n),
    scalarType: "Short",
  },
  int8: {
    name: "int8",
    bytes: 1,
    category: "int",
    array: Int8Array,
    view: (b, o, n) => new Int8Array(b, o, n),
    scalarType: "Char",
  },
  uint8: {
    name: "uint8",
    bytes: 1,
    category: "int",
    array: Uint8Array,
    view: (b, o, n) => new Uint8Array(b, o, n),
    scalarType: "Byte",
  },
  bool: {
    name: "bool",
    bytes: 1,
    category: "bool",
    array: Uint8Array,
    view: (b, o, n) => new Uint8Array(b, o, n),
    scalarType: "Bool",
  },
  complex64: {
    name: "complex64",
    bytes: 8,
    category: "complex",
    array: Float32Array,
    view: (b, o, n) => new Float32Array(b, o, 2 * n),
    scalarType: "ComplexFloat",
  },
  complex128: {
    name: "complex128",
    bytes: 16,
    category: "complex",
    array: Float64Array,
    view: (b, o, n) => new Float64Array(b, o, 2 * n),
    scalarType: "ComplexDouble",
  },
};

/** C++'s name of the elements, as in some of PyTorch's sentences. */
export const cppName: { readonly [D in DType]: string } = {
  float32: "float",
  float64: "double",
  float16: "c10::Half",
  bfloat16: "c10::BFloat16",
  int64: "long int",
  int32: "int",
  int16: "short int",
  int8: "signed char",
  uint8: "unsigned char",
  bool: "bool",
  complex64: "c10::complex<float>",
  complex128: "c10::complex<double>",
};

/** The dtypes that have fractions. */
export type FloatDType = "float32" | "float64" | "float16" | "bfloat16";
/** Whether a dtype has fractions. */
export const isFloat = (d: DType): d is FloatDType => dtypeInfo[d].category === "float";
/** The dtypes of complex numbers. */
export type ComplexDType = "complex64" | "complex128";
/** Whether elements have a real and an imaginary part. */
export const isComplex = (d: DType): d is ComplexDType => d === "complex64" || d === "complex128";
/** Whether gradients flow through tensors of a dtype: floats and complex numbers. */
export const isSmooth = (d: DType): boolean => {
  const c = dtypeInfo[d].category;
  return c === "float" || c === "complex";
};
/** The dtype of a complex dtype's parts; other dtypes are their own. */
export const partType = (d: DType): DType => (d === "complex64" ? "float32" : d === "complex128" ? "float64" : d);
/** The complex dtype with parts of this dtype. */
export const complexType = (d: DType): ComplexDType =>
  d === "float64" || d === "complex128" ? "complex128" : "complex64";
/** A complex number as JavaScript sees it. */
export interface Complex {
  /** The real part. */
  readonly re: number;
  /** The imaginary part. */
  readonly im: number;
}

/** Whether elements are stored as the bits of 16-bit floats, which must be converted before computing. */
export const isHalf = (d: DType): d is "float16" | "bfloat16" => d === "float16" || d === "bfloat16";

/** `[min, max]` of an integer dtype, exactly. */
export const intBounds: { readonly [D in "int64" | "int32" | "int16" | "int8" | "uint8"]: readonly [bigint, bigint] } =
  {
    int64: [-(2n ** 63n), 2n ** 63n - 1n],
    int32: [-(2n ** 31n), 2n ** 31n - 1n],
    int16: [-(2n ** 15n), 2n ** 15n - 1n],
    int8: [-128n, 127n],
    uint8: [0n, 255n],
  };

/** Reads complex element `i`. */
export const readComplex = (data: TypedArray, i: number): Complex => ({
  re: data[2 * i]! as number,
  im: data[2 * i + 1]! as number,
});

/** Reads element `i` of a dtype that is not complex as a JavaScript value: a bigint for int64, a boolean for bool, a number otherwise. */
export function readElement(data: TypedArray, dtype: DType, i: number): number | bigint | boolean {
  const v = data[i]!;
  switch (dtype) {
    case "bool":
      return v !== 0;
    case "float16":
      return halfToFloat(v as number);
    case "bfloat16":
      return bfloat16ToFloat(v as number);
    default:
      return v;
  }
}

/**
 * Writes a JavaScript value as element `i`, converting as PyTorch's casts do: a float to an integer truncates towards
 * zero, anything non-zero is true.
 */
export function writeElement(data: TypedArray, dtype: DType, i: number, v: number | bigint | boolean): void {
  switch (dtype) {
    case "bool":
      data[i] = v ? 1 : 0;
      return;
    case "int64":
      (data as BigInt64Array)[i] = toBigInt(v);
      return;
    case "float16":
      data[i] = floatToHalf(Number(v));
      return;
    case "bfloat16":
      data[i] = floatToBfloat16(Number(v));
      return;
    case "float32":
    case "float64":
      data[i] = Number(v);
      return;
    case "complex64":
    case "complex128":
      data[2 * i] = Number(v);
      data[2 * i + 1] = 0;
      return;
    default:
      data[i] = typeof v === "bigint" ? Number(BigInt.asIntN(32, v)) : Math.trunc(Number(v));
      return;
  }
}

/** C++'s names, as they stand in PyTorch's sentences. */
const cNames: Partial<Record<DType, string>> = {
  int64: "int64_t",
  int32: "int",
  int16: "int16_t",
  int8: "int8_t",
  uint8: "uint8_t",
};

export const cName = (d: DType): string => cNames[d] ?? dtypeInfo[d].scalarType.toLowerCase();

/** Rejects a JavaScript value that a dtype of whole numbers cannot hold. As in PyTorch, a small negative one wraps in uint8. */
export function checkFits(v: number | bigint | boolean, dtype: DType, name: string = cName(dtype)): void {
  if (typeof v === "boolean" || dtypeInfo[dtype].category !== "int") return;
  const [lo, hi] = intBounds[dtype as keyof typeof intBounds];
  const least = dtype === "uint8" ? -hi : lo;
  // Number(hi) + 1 is exact for every width, and so is Number(lo).
  const fits = typeof v === "bigint" ? v >= least && v <= hi : Math.trunc(v) >= Number(least) && v < Number(hi + 1n);
  if (!fits)
    fail(
      "overflow",
      `value cannot be converted to type ${name} without overflow`,
      `${String(v)} is not a number that ${dtype} holds: ${lo} … ${hi}.`,
    );
}

/** Adds element `j` of one array to element `i` of another of the same dtype. */
export function addElement(to: TypedArray, dtype: DType, i: number, from: TypedArray, j: number): void {
  switch (dtype) {
    case "bool":
      if (from[j] !== 0) to[i] = 1;
      return;
    case "float16":
    case "bfloat16":
      writeElement(to, dtype, i, (readElement(to, dtype, i) as number) + (readElement(from, dtype, j) as number));
      return;
    case "int64":
      (to as BigInt64Array)[i]! += (from as BigInt64Array)[j]!;
      return;
    default:
      (to as Float64Array)[i]! += (from as Float64Array)[j]!;
  }
}

/** Towards zero; NaN and out-of-range values become int64's smallest value, as in a CPU's conversion instruction. */
export function toBigInt(v: number | bigint | boolean): bigint {
  if (typeof v === "bigint") return v;
  const x = Math.trunc(Number(v));
  if (!(x >= -9223372036854775808 && x < 9223372036854775808)) return -9223372036854775808n;
  return BigInt(x);
}

/** The device of tensors: there is only one. */
export type Device = "cpu" | "cpu:0";
/** Whether a value names it. */
export const isDevice = (d: unknown): d is Device => d === "cpu" || d === "cpu:0";
/** Refuses any other. */
export function checkDevice(d: unknown): void {
  if (!isDevice(d)) noDevice(d);
}
const noDevice = (d: unknown): never =>
  fail(
    "dtype-name",
    `there is no device ${shownValue(d)}`,
    'kindling computes on the CPU: leave device out, or pass "cpu".',
  );

/** A key for misspelt dtypes: the first letter and the digits. */
const skeleton = (name: string): string => name.slice(0, 1) + name.replace(/\D/g, "");

/** Checks a dtype that came from a caller, as the argument `name`. */
export function checkDType(d: unknown, name = ""): DType {
  if (typeof d === "string" && (dtypes as readonly string[]).includes(d)) return d as DType;
  const torchNames: Record<string, DType> = {
    float: "float32",
    double: "float64",
    half: "float16",
    cfloat: "complex64",
    cdouble: "complex128",
    long: "int64",
    int: "int32",
    short: "int16",
    char: "int8",
    byte: "uint8",
    boolean: "bool",
  };
  const text = String(d)
    .replace(/^torch\./, "")
    .toLowerCase();
  if (/^(cuda|gpu|mps|xpu|xla|meta)\b/.test(text)) noDevice(d);
  const hint = torchNames[text] ?? dtypes.find((x) => skeleton(x) === skeleton(text));
  return fail(
    "dtype-name",
    `${name === "" ? "" : `argument '${name}': `}${shownValue(d)} is not a dtype`,
    `${hint ? `did you mean "${hint}"? ` : ""}The dtypes are ${dtypes.map((x) => `"${x}"`).join(", ")}.`,
  );
}
