import { type Dim, type Expr, type IndexMap, operands } from "./expr.js";
import type { Kernel } from "./kernel.js";

// Structural equality of kernels.

const dimKey = (d: Dim): string => (typeof d === "number" ? String(d) : `n${d.arg}`);

/** An index map as a text; equal maps have equal texts. */
export function indexKey({ offset, strides }: IndexMap): string {
  let key = `${dimKey(offset)}:`;
  for (let i = 0; i < strides.length; i++) key += i === 0 ? dimKey(strides[i]!) : `,${dimKey(strides[i]!)}`;
  return key;
}

/** A node without its operands. `index`: the replacement of an index map. */
export function nodeKey(e: Expr, index: (m: IndexMap) => string | number = indexKey): string {
  switch (e.kind) {
    case "const":
      return `const ${e.dtype} ${typeof e.value} ${Object.is(e.value, -0) ? "-0" : String(e.value)}`;
    case "param":
      return `param ${e.dtype} ${e.param}`;
    case "load":
      return `load ${e.dtype} ${e.input} ${index(e.index)}`;
    case "axis":
      return `axis ${e.axis}`;
    case "reduce":
      return `reduce ${e.fn} ${e.axes.join()} ${e.dtype}`;
    case "unary":
    case "binary":
    case "compare":
      return `${e.fn} ${e.dtype}`;
    default:
      return `${e.kind} ${e.dtype}`;
  }
}

/** Numbers for expressions, from 0 up, operands first; equal ones have the same. */
export class Numbers {
  private readonly known = new Map<Expr, number>();
  private readonly numbers = new Map<string, number>();

  of(e: Expr): number {
    let n = this.known.get(e);
    if (n === undefined) {
      let key = nodeKey(e);
      for (const x of operands(e)) key += `|${this.of(x)}`;
      n = this.numbers.get(key);
      if (n === undefined) this.numbers.set(key, (n = this.numbers.size));
      this.known.set(e, n);
    }
    return n;
  }
  /** The text of each expression, in the order of the numbers. */
  keys(): Iterable<string> {
    return this.numbers.keys();
  }
}

/** A kernel's computation as a text. Equal kernels have equal texts, regardless of their names. Each expression occurs once. */
export function kernelKey(kernel: Kernel): string {
  const numbers = new Numbers();
  const outputs = kernel.outputs.map((o) => `${o.dtype} ${indexKey(o.index)} ${numbers.of(o.value)}`);
  const axes = kernel.axes.map((a) => `${a.kind} ${dimKey(a.size)}`);
  return [axes.join(), kernel.inputs.join(), kernel.params.join(), kernel.ints, ...outputs, ...numbers.keys()].join(
    "\n",
  );
}

/** A collection of kernels in which equal ones are one object. */
export class Kernels<D extends Dim = number> {
  private readonly known = new Map<string, Kernel<D>>();
  private readonly numbers = new Map<Kernel<D>, number>();
  private readonly works = new Map<Kernel<D>, number>();
  private readonly workOf = new Map<string, number>();

  /** The kernel, or an earlier equal one of the same name. */
  one(kernel: Kernel<D>): Kernel<D> {
    if (this.numbers.has(kernel)) return kernel;
    const work = kernelKey(kernel),
      key = `${kernel.name}\n${work}`;
    const before = this.known.get(key);
    if (before !== undefined) return before;
    this.known.set(key, kernel);
    this.numbers.set(kernel, this.numbers.size);
    let n = this.workOf.get(work);
    if (n === undefined) this.workOf.set(work, (n = this.workOf.size));
    this.works.set(kernel, n);
    return kernel;
  }

  /** The number of a kernel in the collection. */
  number(kernel: Kernel<D>): number {
    return this.numbers.get(kernel)!;
  }
  /** Like `number`, but equal for kernels that differ only in their names. */
  work(kernel: Kernel<D>): number {
    return this.works.get(kernel)!;
  }
  /** The texts of all kernels, in the order of their numbers. */
  keys(): Iterable<string> {
    return this.known.keys();
  }
}
