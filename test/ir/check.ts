import assert from "node:assert/strict";
import type { Executable } from "#src/engine/engine.js";
import { interpreterEngine } from "#src/engine/interpreter/interpreter.js";
import { runtime } from "#src/engine/runtime.js";
import { type Expr, operands } from "#src/ir/expr.js";
import type { Kernel } from "#src/ir/kernel.js";
import { printKernel } from "#src/ir/print.js";
import { verify } from "#src/ir/verify.js";
import { renderJs } from "#src/render/js/js.js";
import { scheduleFor } from "#src/render/js/schedule.js";
import type { Schedule } from "#src/render/nest/schedule.js";
import { type DType, readElement, type TypedArray } from "#src/shape/dtype.js";
import { interpret } from "./interpret.js";
import { assertNear, runWasm } from "./wasm.js";

// Ways to run a kernel that must agree: as rendered, rendered from a copy that shares no object, by the interpreter engine
// (also from the copy), by the plain interpreter that says what a kernel means, and as WebAssembly where there is a rendering.

/** A copy in which no two places share an object: what depends on object identity shows. With `known`, places that share one share the copy. */
export function copyData<T>(x: T, known?: Map<object, unknown>): T {
  if (typeof x !== "object" || x === null) return x;
  let copy = known?.get(x);
  if (copy === undefined) {
    copy = Array.isArray(x)
      ? x.map((v: unknown) => copyData(v, known))
      : Object.fromEntries(Object.entries(x).map(([k, v]) => [k, copyData<unknown>(v, known)]));
    known?.set(x, copy);
  }
  return copy as T;
}

/** Whether an expression has so many places that a copy of each would take long; as a graph it is small. */
function sprawls(e: Expr): boolean {
  const sizes = new Map<Expr, number>();
  const size = (x: Expr): number => {
    let n = sizes.get(x);
    if (n === undefined) sizes.set(x, (n = operands(x).reduce((a, o) => a + size(o), 1)));
    return n;
  };
  return size(e) > 300;
}

/** The kernel as a JavaScript function, laid out by a schedule. */
export function compileJs(kernel: Kernel, schedule: Schedule = scheduleFor(kernel)): Executable {
  const make = new Function("rt", "fround", "asInt64", renderJs(kernel, schedule)) as (
    rt: typeof runtime,
    fround: typeof Math.fround,
    asInt64: typeof BigInt.asIntN,
  ) => Executable;
  return make(runtime, Math.fround, BigInt.asIntN);
}

/** Copies of buffers, in which those that were one stay one. */
export function copyBuffers(buffers: readonly TypedArray[]): TypedArray[] {
  const copies = new Map<TypedArray, TypedArray>();
  return buffers.map((b) => {
    let c = copies.get(b);
    if (c === undefined) copies.set(b, (c = b.slice() as TypedArray));
    return c;
  });
}

/** Every element is the same, −0 and 0 apart: nothing is left to rounding. */
export function assertSame(kernel: Kernel, dtype: DType, rendered: TypedArray, wanted: TypedArray): void {
  for (let i = 0; i < rendered.length; i++) {
    const x = readElement(rendered, dtype, i),
      y = readElement(wanted, dtype, i);
    if (!Object.is(x, y) && x !== y)
      assert.fail(`element ${i}: rendered ${String(x)}, not ${String(y)}\n${printKernel(kernel)}`);
  }
}

/** An executable that runs the kernel, and checks on the way that all the others give the same. */
export function checked(kernel: Kernel): Executable {
  verify(kernel);
  const copy = copyData(kernel, kernel.outputs.some((o) => sprawls(o.value)) ? new Map() : undefined);
  verify(copy);
  assert.equal(printKernel(copy), printKernel(kernel));
  const run = compileJs(kernel),
    again = compileJs(copy),
    engines = [kernel, copy].map((k) => interpreterEngine.prepare(k)!);
  const seen = new Set<string>();
  return (buffers, ints, params) => {
    const second = copyBuffers(buffers),
      third = copyBuffers(buffers),
      more = engines.map(() => copyBuffers(buffers));
    const sizes = ints.join();
    const onWasm = seen.has(sizes) ? null : runWasm(kernel, third, ints, params); // once for each set of sizes: it is compiled each time
    seen.add(sizes);
    again(second, ints, params);
    run(buffers, ints, params); // may throw, as a division of integers by zero does; then the others would as well
    kernel.outputs.forEach((o, i) => assertSame(kernel, o.dtype, buffers[i]!, second[i]!));
    more.forEach((own, e) => {
      engines[e]!(own, ints, params);
      kernel.outputs.forEach((o, i) => assertSame(kernel, o.dtype, own[i]!, buffers[i]!));
    });
    if (onWasm !== null) kernel.outputs.forEach((o, i) => assertNear(kernel, o.dtype, onWasm[i]!, buffers[i]!));
    const work = kernel.axes.reduce((n, a) => n * (typeof a.size === "number" ? a.size : ints[a.size.arg]!), 1);
    if (work > 20_000) return; // the interpreter is slow
    interpret(kernel, third, ints, params);
    kernel.outputs.forEach((o, i) => assertSame(kernel, o.dtype, buffers[i]!, third[i]!));
  };
}
