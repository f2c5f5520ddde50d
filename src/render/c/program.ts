import { type Contraction, contractionOf, type Part, splitContraction } from "../../ir/contraction.js";
import { kernelKey } from "../../ir/equal.js";
import { type IndexMap, nodesOf } from "../../ir/expr.js";
import type { Kernel, PlacedKernel } from "../../ir/kernel.js";
import { pointsOf, spanOf } from "../../ir/span.js";
import { type DType, dtypeInfo } from "../../shape/dtype.js";
import { nestOf } from "../nest/build.js";
import { CUnit, NoRenderingInC } from "./c.js";
import { cSchedule } from "./schedule.js";

// Many kernels as one unit: `run0`, `run1`, … each compute a list of kernels in order, over one memory. The addresses
// of buffers come in a table, not in the text, so programs that differ only in those are compiled once. Large
// contractions are calls into the library (engine/native/library/contraction.ts), and large kernels are divided among
// its threads.

/** A unit, and the arguments of its functions. */
export interface CProgram {
  readonly source: string;
  /** Bytes of memory for values passed from a contraction to the rest of its kernel. */
  readonly scratch: number;
  /** The table of each function, given the address of that memory. */
  tables(scratch: number): readonly BigInt64Array[];
}

/** Kernels that have no rendering here. */
export class NoC extends Error {
  readonly kernels: ReadonlySet<Kernel<number>>;
  constructor(kernels: ReadonlySet<Kernel<number>>) {
    super([...kernels].map((k) => k.name).join());
    this.kernels = kernels;
  }
}

/**
 * The numbers of points from which the library computes a contraction, and from which threads share a kernel of either
 * sort.
 */
const CALLED = 1 << 12,
  SHARED = 1 << 15;
/** The number of pieces, whatever the number of threads, so that results do not depend on it. */
const PIECES = 16;

/** Stands for the address of that memory. */
const SCRATCH = -1;

/** The C of these lists of kernels. Throws {@link NoC}. */
export function cProgram(lists: readonly (readonly PlacedKernel[])[], vectorBytes: number): CProgram {
  const unit = new CUnit();
  const functions = new Map<string, { readonly name: string; readonly size: number; readonly chunk: number }>();
  const runs: string[] = [],
    tables: number[][] = [];
  const failed = new Set<Kernel<number>>();
  const constants: string[] = [];
  let scratch = 0;
  for (const steps of lists) {
    const table: number[] = [],
      lines: string[] = [];
    const place = (address: number): string => `m + t[${table.push(address) - 1}]`;
    const kernel = ({ kernel: k, addresses, cells }: PlacedKernel): void => {
      const f = functionOf(k);
      const cellTexts = k.params.map((d, i) => {
        const at = place(cells[i]!);
        if (d === "int64") return `{.i = *(int64_t *)(${at})}`;
        const t = d === "float32" ? "float" : d === "float64" ? "double" : "int32_t";
        return `{.d = (double)*(${t} *)(${at})}`;
      });
      const b = `(char *[]){${addresses.map(place).join(", ")}}`,
        p = cellTexts.length === 0 ? "0" : `(cell[]){${cellTexts.join(", ")}}`;
      lines.push(
        f.chunk === 0
          ? `bad |= ${f.name}(${b}, 0, ${p}, 0, 0);`
          : `bad |= all(l, ${f.name}, ${b}, ${p}, ${f.size}, ${f.chunk}, threads);`,
      );
    };
    const contract = (c: Contraction<number>, { addresses, kernel: k }: PlacedKernel, to: number): void => {
      const what = `w${constants.length}`;
      constants.push(`static const double ${what}[] = {${described(k, c).join(", ")}};`);
      const type = c.dtype === "float32" ? "float" : "double",
        name = c.dtype === "float32" ? "contract_f32" : "contract_f64",
        { bytes } = dtypeInfo[c.dtype],
        outputs = k.outputs.length;
      const from = ({ input, index }: Part<number>): string =>
        `(const ${type} *)(${place(addresses[outputs + input]! + index.offset * bytes)})`;
      const out = place(to === SCRATCH ? SCRATCH : to + c.out.offset * bytes);
      lines.push(
        `if (!l->${name}(${what}, ${from(c.a)}, ${from(c.b)}, (${type} *)(${out}), ${c.bias === null ? "0" : from(c.bias)}, threads)) return 2;`,
      );
    };
    for (const step of steps) {
      if (failed.has(step.kernel)) continue;
      try {
        const large = pointsOf(step.kernel.axes) >= CALLED;
        const whole = large && apart(step) ? contractionOf(step.kernel) : null;
        if (whole !== null) {
          contract(whole, step, step.addresses[0]!);
          continue;
        }
        const split = large ? splitContraction(step.kernel) : null;
        if (split === null) {
          kernel(step);
          continue;
        }
        functionOf(split.rest); // it may have no rendering
        contract(split.contraction, step, SCRATCH);
        scratch = Math.max(scratch, split.elements * dtypeInfo[split.contraction.dtype].bytes);
        kernel({ ...step, kernel: split.rest, addresses: [...step.addresses, SCRATCH] });
      } catch (e) {
        if (!(e instanceof NoRenderingInC)) throw e;
        failed.add(step.kernel);
      }
    }
    runs.push(
      `EXPORT int32_t run${runs.length}(char *m, const int64_t *t, const library *l, int threads) {\nint32_t bad = 0;\n${lines.join("\n")}\nreturn bad;\n}`,
    );
    tables.push(table);
  }
  if (failed.size > 0) throw new NoC(failed);
  return {
    source: [unit.text(), shared, ...constants, ...runs].join("\n") + "\n",
    scratch,
    tables: (at) => tables.map((t) => BigInt64Array.from(t, (x) => BigInt(x === SCRATCH ? at : x))),
  };

  function functionOf(k: Kernel<number>): { readonly name: string; readonly size: number; readonly chunk: number } {
    const key = kernelKey(k);
    let f = functions.get(key);
    if (f === undefined) {
      const name = `k${functions.size}`,
        schedule = cSchedule(k, vectorBytes);
      const [first] = schedule.order;
      const size = first === undefined ? 0 : k.axes[first]!.size;
      // Pieces of whole tiles, so that a piece ends where a loop does.
      const unitSize = first === undefined ? 1 : schedule.tile[first]! * schedule.lanes[first]!,
        chunk = pointsOf(k.axes) < SHARED ? 0 : Math.ceil(Math.ceil(size / PIECES) / unitSize) * unitSize;
      const share = first !== undefined && chunk > 0 && chunk < size;
      unit.add(nestOf(k, share ? { ...schedule, shared: first } : schedule), name);
      functions.set(key, (f = { name, size, chunk: share ? chunk : 0 }));
    }
    return f;
  }
}

/**
 * Whether the output is separate from everything the kernel reads: the library writes before it has read everything.
 */
function apart({ kernel, addresses }: PlacedKernel): boolean {
  const [out] = kernel.outputs;
  if (out === undefined) return false;
  /** The first byte of an access, and the first after it. */
  const span = (address: number, dtype: DType, m: IndexMap<number>): readonly [number, number] => {
    const [low, high] = spanOf(kernel.axes, m),
      { bytes } = dtypeInfo[dtype];
    return [address + low * bytes, address + (high + 1) * bytes];
  };
  const [from, to] = span(addresses[0]!, out.dtype, out.index);
  return nodesOf(out.value).every((e) => {
    if (e.kind !== "load") return true;
    const [low, high] = span(addresses[kernel.outputs.length + e.input]!, e.dtype, e.index);
    return high <= from || low >= to;
  });
}

/** The description of a contraction for the library: sizes and strides of each group of axes. */
function described(kernel: Kernel<number>, { batch, m, n, k, a, b, bias, out }: Contraction<number>): number[] {
  const groups = [batch, m, n, k];
  return [
    ...groups.map((g) => g.length),
    ...groups
      .flat()
      .flatMap((axis) => [
        kernel.axes[axis]!.size,
        ...[a.index, b.index, out, bias?.index].map((map) => map?.strides[axis] ?? 0),
      ]),
  ];
}

/** Shared by the units: the library's declarations, and a kernel's pieces for its threads. */
const shared = `
#define EXPORT __attribute__((visibility("default")))
typedef struct {
  int (*contract_f32)(const double *, const float *, const float *, float *, const float *, int);
  int (*contract_f64)(const double *, const double *, const double *, double *, const double *, int);
  void (*share)(void (*)(void *, int64_t), void *, int64_t, int);
} library;
typedef int32_t (*kernel)(char *const *, const int64_t *, const cell *, int64_t, int64_t);
typedef struct { kernel f; char *const *b; const cell *p; int64_t size, chunk; _Atomic int32_t bad; } pieces;
static void piece(void *what, int64_t i) {
  pieces *x = what;
  int64_t from = i * x->chunk, to = from + x->chunk < x->size ? from + x->chunk : x->size;
  if (x->f(x->b, 0, x->p, from, to)) x->bad = 1;
}
static int32_t all(const library *l, kernel f, char *const *b, const cell *p, int64_t size, int64_t chunk, int threads) {
  pieces x = {f, b, p, size, chunk, 0};
  l->share(piece, &x, (size + chunk - 1) / chunk, threads);
  return x.bad;
}
`;
