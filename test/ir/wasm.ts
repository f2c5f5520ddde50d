import assert from "node:assert/strict";
import type { Kernel } from "#src/ir/kernel.js";
import { wasm } from "#src/engine/wasm/webassembly.js";
import { specialize } from "#src/ir/specialize.js";
import { printKernel } from "#src/ir/print.js";
import { NoRendering, programModule, programScratch } from "#src/render/wasm/program.js";

import { type DType, readElement, type TypedArray } from "#src/shape/dtype.js";

// A kernel as WebAssembly, with its sizes known and its buffers in one memory, against what another engine computed.

const PAGES = 64;
const api = wasm!; // every Node has it
const memory = new api.Memory({ initial: PAGES, maximum: PAGES });

/** Runs the kernel on copies of the buffers; null where it has no rendering (or is too large for this test's memory). */
export function runWasm(
  kernel: Kernel,
  buffers: readonly TypedArray[],
  ints: readonly number[],
  params: readonly (number | bigint | boolean)[],
): TypedArray[] | null {
  const known = specialize(kernel, ints);
  const at = new Map<TypedArray, number>();
  let end = 64;
  const take = (bytes: number): number => {
    const a = end;
    end += (bytes + 15) & -16;
    return a;
  };
  // Those that are one buffer stay one.
  const addresses = buffers.slice(0, kernel.outputs.length + kernel.inputs.length).map((b) => {
    let a = at.get(b);
    if (a === undefined) at.set(b, (a = take(b.byteLength)));
    return a;
  });
  const cells = kernel.params.map(() => take(8));
  const scratch = take(programScratch([known], 1));
  if (end > PAGES * 65536) return null;
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = programModule([[{ kernel: known, addresses, cells }]], {
      fused: false,
      memory: { shared: false, maximumPages: PAGES },
      scratch,
      threads: 1,
    });
  } catch (e) {
    if (e instanceof NoRendering) return null;
    throw e;
  }
  const heap = new Uint8Array(memory.buffer),
    view = new DataView(memory.buffer);
  for (const [b, a] of at) heap.set(new Uint8Array(b.buffer, b.byteOffset, b.byteLength), a);
  kernel.params.forEach((d, i) => {
    const [a, p] = [cells[i]!, params[i]!];
    if (d === "float32") view.setFloat32(a, Number(p), true);
    else if (d === "float64") view.setFloat64(a, Number(p), true);
    else if (d === "int64") view.setBigInt64(a, BigInt(p), true);
    else view.setInt32(a, Number(p), true);
  });
  new api.Instance(moduleOf(bytes, known), { env: { memory } }).exports["run0"]!();
  return addresses.map((a, i) => {
    const b = buffers[i]!;
    const copy = b.slice() as TypedArray;
    new Uint8Array(copy.buffer).set(heap.subarray(a, a + b.byteLength));
    return copy;
  });
}

/** Compiling says whether the bytes are valid; `validate` would read them a second time. */
function moduleOf(bytes: Uint8Array<ArrayBuffer>, kernel: Kernel): object {
  try {
    return new api.Module(bytes);
  } catch (e) {
    assert.fail(`not valid: ${String(e)}\n${printKernel(kernel)}`);
  }
}

/** Whole numbers and truth values are the same; floats are as near as sums in another order are. */
export function assertNear(kernel: Kernel, dtype: DType, actual: TypedArray, wanted: TypedArray): void {
  const tolerance = dtype === "float64" ? 1e-12 : dtype === "float32" ? 1e-5 : 0;
  for (let i = 0; i < wanted.length; i++) {
    const x = readElement(actual, dtype, i),
      y = readElement(wanted, dtype, i);
    if (x === y || (Number.isNaN(x) && Number.isNaN(y))) continue;
    if (tolerance > 0 && Math.abs(Number(x) - Number(y)) <= tolerance * (1 + Math.abs(Number(y)))) continue;
    assert.fail(`element ${i}: ${String(x)} on wasm, not ${String(y)}\n${printKernel(kernel)}`);
  }
}
