import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Kernel } from "#src/ir/kernel.js";
import { type CUnit, cFlags } from "#src/render/c/c.js";
import type { TypedArray } from "#src/shape/dtype.js";

// Kernels in C, compiled into one program that reads what to call with what, and writes what came of it.

/** A call of function number `fn` of a unit. */
export interface Call {
  readonly fn: number;
  readonly kernel: Kernel;
  readonly buffers: readonly TypedArray[];
  readonly ints: readonly number[];
  readonly params: readonly (number | bigint | boolean)[];
}
/** What it gave: the buffers after the call, and whether integers were divided by zero. */
export interface Outcome {
  readonly buffers: readonly TypedArray[];
  readonly bad: boolean;
}

/** The compiler of this machine, or null. */
export const compiler: string | null = ["cc", "gcc", "clang"].find(works) ?? null;
function works(name: string): boolean {
  try {
    execFileSync(name, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** Calls functions of a unit, each with its own copies of the buffers; those that are one buffer stay one. */
export function callAll(
  unit: CUnit,
  functions: readonly string[],
  calls: readonly Call[],
  flags: readonly string[],
): Outcome[] {
  const folder = mkdtempSync(path.join(tmpdir(), "kindling-c-"));
  const file = (name: string): string => path.join(folder, name);
  try {
    writeFileSync(file("kernels.c"), unit.text() + main(functions));
    execFileSync(compiler!, [...cFlags, ...flags, "-o", file("program"), file("kernels.c"), "-lm"], { stdio: "pipe" });
    writeFileSync(file("calls"), Buffer.concat(calls.map(written)));
    execFileSync(file("program"), [file("calls"), file("results")], { stdio: "pipe" });
    return outcomes(readFileSync(file("results")), calls);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const words = (list: readonly (number | bigint)[]): Buffer =>
  Buffer.from(BigInt64Array.from(list, (n) => BigInt(n)).buffer);
const bytesOf = (b: TypedArray): Buffer => Buffer.from(b.buffer, b.byteOffset, b.byteLength);

function written({ fn, kernel, buffers, ints, params }: Call): Buffer {
  const used = buffers.slice(0, kernel.outputs.length + kernel.inputs.length),
    arrays = [...new Set(used)];
  const cells = kernel.params.map((d, i) => {
    const cell = Buffer.alloc(8);
    if (d === "int64") cell.writeBigInt64LE(BigInt.asIntN(64, BigInt(params[i]!)));
    else cell.writeDoubleLE(Number(params[i]!));
    return cell;
  });
  return Buffer.concat([
    words([fn, arrays.length, used.length, kernel.ints, cells.length]),
    ...arrays.flatMap((a) => [words([a.byteLength]), bytesOf(a)]),
    words(used.map((b) => arrays.indexOf(b))),
    words(Array.from({ length: kernel.ints }, (_, i) => ints[i]!)),
    ...cells,
  ]);
}

function outcomes(all: Buffer, calls: readonly Call[]): Outcome[] {
  let at = 0;
  const take = (n: number): Buffer => all.subarray(at, (at += n));
  return calls.map(({ kernel, buffers }) => {
    const bad = take(8).readBigInt64LE() !== 0n,
      copies = new Map<TypedArray, TypedArray>();
    const used = buffers.slice(0, kernel.outputs.length + kernel.inputs.length);
    for (const b of new Set(used)) {
      const copy = b.slice() as TypedArray;
      bytesOf(copy).set(take(b.byteLength));
      copies.set(b, copy);
    }
    return { bad, buffers: used.map((b) => copies.get(b)!) };
  });
}

const main = (functions: readonly string[]): string => `
#include <stdio.h>
#include <stdlib.h>
typedef int32_t (*function)(char *const *, const int64_t *, const cell *, int64_t, int64_t);
static const function functions[] = { ${functions.join(", ")} };
static void take(FILE *f, void *to, int64_t bytes) {
  if (bytes > 0 && fread(to, 1, (size_t)bytes, f) != (size_t)bytes) exit(3);
}
int main(int argc, char **argv) {
  FILE *in = fopen(argv[1], "rb"), *out = fopen(argv[2], "wb");
  int64_t head[5], sizes[64], which[64], ints[256];
  cell cells[64];
  char *arrays[64], *buffers[64];
  if (argc != 3 || !in || !out) return 2;
  while (fread(head, 8, 5, in) == 5) {
    if (head[1] > 64 || head[2] > 64 || head[3] > 256 || head[4] > 64) return 4;
    for (int64_t a = 0; a < head[1]; a++) {
      take(in, &sizes[a], 8);
      arrays[a] = malloc((size_t)sizes[a]); // exactly as much: a sanitizer sees what reaches beyond
      take(in, arrays[a], sizes[a]);
    }
    take(in, which, 8 * head[2]);
    for (int64_t b = 0; b < head[2]; b++) buffers[b] = arrays[which[b]];
    take(in, ints, 8 * head[3]);
    take(in, cells, 8 * head[4]);
    int64_t bad = functions[head[0]](buffers, ints, cells, 0, 0);
    fwrite(&bad, 8, 1, out);
    for (int64_t a = 0; a < head[1]; a++) {
      fwrite(arrays[a], 1, (size_t)sizes[a], out);
      free(arrays[a]);
    }
  }
  return fclose(out);
}
`;
