// PyTorch's storage classes and dtypes, and ours.

import type { DType } from "../../shape/dtype.js";
import { dtypeInfo, dtypes } from "../../shape/dtype.js";
import { tableOf } from "../../util/table.js";
import { refuse } from "../load-error.js";
import { Global } from "../py.js";

/** A storage of bytes with a separate dtype (PyTorch 2.3 and later, for dtypes that have no storage class). */
export const UNTYPED = "untyped";

const classes = new Map<string, DType | typeof UNTYPED>();
for (const d of dtypes) {
  // Tensors that were on a GPU come from torch.cuda in the legacy format.
  for (const module of ["torch", "torch.cuda"]) classes.set(`${module}.${dtypeInfo[d].scalarType}Storage`, d);
}
for (const name of ["torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage._UntypedStorage"])
  classes.set(name, UNTYPED);

/** The dtype of a storage class; `undefined` for other names. */
export function storageDType(type: Global): DType | typeof UNTYPED | undefined {
  return classes.get(`${type}`);
}

/** Bytes per element of a storage class, for `readContainer`. */
export function itemSize(type: Global): number | undefined {
  const dtype = storageDType(type);
  return dtype === undefined || dtype === UNTYPED ? dtype && 1 : dtypeInfo[dtype].bytes;
}

/** The storage class that PyTorch uses for a dtype. */
export const storageClass: { readonly [D in DType]: Global } = tableOf(
  dtypes,
  (d) => new Global("torch", `${dtypeInfo[d].scalarType}Storage`),
);

/** A dtype by PyTorch's name, such as `torch.float32`; `undefined` for dtypes that we do not have. */
export function dtypeNamed({ module, name }: Global): DType | undefined {
  return module === "torch" ? dtypes.find((d) => d === name) : undefined;
}

const missing = new Map<string, string>([
  ["ComplexHalfStorage", "complex32"],
  ["QInt8Storage", "qint8"],
  ["QUInt8Storage", "quint8"],
  ["QInt32Storage", "qint32"],
  ["QUInt4x2Storage", "quint4x2"],
  ["QUInt2x4Storage", "quint2x4"],
]);
const unsigned = /^(?:uint(?:16|32|64|[1-7])|int[1-7]|float8_\w+|float4_\w+|complex32|chalf|bits\w+|quint\w+|qint\w+)$/;

/** Rejects the dtypes that PyTorch has and kindling has not, by name. */
export function refuseForeignDType(module: string, name: string): void {
  const dtype =
    module === "torch" && unsigned.test(name)
      ? name
      : module === "torch" || module === "torch.cuda"
        ? missing.get(name)
        : undefined;
  if (dtype === undefined) return;
  refuse(
    "file-format",
    `the file has tensors of dtype torch.${dtype}, which kindling does not have.`,
    dtype.startsWith("q")
      ? "In Python, dequantize() them before saving."
      : `In Python, convert them before saving: to one of ${dtypes.map((d) => `torch.${d}`).join(", ")}.`,
  );
}
