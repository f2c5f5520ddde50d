import { type Dim, type Expr, type IndexMap, operands } from "./expr.js";
import type { Kernel } from "./kernel.js";

// Kernels by what they are, not by which objects they are made of.

const dimKey = (d: Dim): string => (typeof d === "number" ? String(d) : `n${d.arg}`);

/** An index map as a text; equal maps have equal texts. */
export function indexKey({ offset, strides }: IndexMap): string {
  let key = `${dimKey(offset)}:`;
  for (let i = 0; i < strides.length; i++) key += i === 0 ? dimKey(strides[i]!) : `,${dimKey(strides[i]!)}`;
  return key;
}

/** What a node is, apart from its operands. `index`: what stands for an index map. */
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
  /** What each expression is, in the order of the numbers. */
  keys(): Iterable<string> {
    return this.numbers.keys();
  }
}

/** What a kernel computes, as a text. Equal kernels have equal texts, whatever they are called. Each expression stands in it once. */
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

  /** The kernel, or an equal one of the same name that was there before. */
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

  /** The number of a kernel that is in here. */
  number(kernel: Kernel<D>): number {
    return this.numbers.get(kernel)!;
  }
  /** As `number`, but the same for kernels that differ in their names only. */
  work(kernel: Kernel<D>): number {
    return this.works.get(kernel)!;
  }
  /** What all kernels in here are, in the order of their numbers. */
  keys(): Iterable<string> {
    return this.known.keys();
  }
}
