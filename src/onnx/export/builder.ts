// The graph of an export while it grows.

import type { Tensor } from "../../core/tensor.js";
import { tensor } from "../../tensor/creation.js";
import type { DType } from "../../shape/dtype.js";
import type { Attribute, Node } from "../format/write.js";

/** A node, and where in the model it comes from. */
export interface Made extends Node {
  readonly name: string;
  readonly place: string;
}

export class Builder {
  static readonly name: string = "Builder";
  readonly nodes: Made[] = [];
  readonly initializers = new Map<string, Tensor>();
  /** Lists of sizes that nodes take as tensors, by the name of the tensor: other inputs may have other sizes. */
  readonly sizes = new Map<string, readonly number[]>();
  /** Where in the model the next nodes come from. */
  place = "";
  private readonly taken = new Set<string>();
  private readonly known = new Map<string, string>();
  private readonly counts = new Map<string, number>();

  /** Names that are others' already. */
  reserve(names: Iterable<string>): void {
    for (const n of names) this.taken.add(n);
  }
  /** A name that is new. */
  fresh(stem: string): string {
    for (;;) {
      const n = this.counts.get(stem) ?? 0;
      this.counts.set(stem, n + 1);
      const name = n === 0 ? stem : `${stem}_${n}`;
      if (!this.taken.has(name)) return name;
    }
  }

  /** Adds a node of several outputs; gives their names. */
  emitAll(
    op: string,
    inputs: readonly string[],
    outputs: number,
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string[] {
    const name = this.fresh(op);
    const outs = Array.from({ length: outputs }, (_, i) => (outputs === 1 ? `${name}.out` : `${name}.out${i}`));
    this.nodes.push({ op, name, inputs, outputs: outs, attributes, place: this.place });
    return outs;
  }
  emit(op: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): string {
    return this.emitAll(op, inputs, 1, attributes)[0]!;
  }

  /** A constant that is written into the file. */
  constant(t: Tensor): string {
    const name = this.fresh("constant");
    this.initializers.set(name, t);
    return name;
  }
  /** One number of a dtype; the same one is written once. */
  scalar(value: number | bigint | boolean, dtype: DType): string {
    return this.once(`${dtype} ${Object.is(value, -0) ? "-0" : value}`, () => tensor(value as number, { dtype }));
  }
  /** Whole numbers that do not depend on the sizes of inputs: axes, counts. */
  ints(values: readonly number[]): string {
    return this.once(`[${values.join()}]`, () => tensor([...values], { dtype: "int64" }));
  }
  /** Whole numbers that may: shapes, ends of slices. */
  shape(values: readonly number[]): string {
    const name = this.fresh("sizes");
    this.sizes.set(name, [...values]);
    return name;
  }

  private once(key: string, make: () => Tensor): string {
    let name = this.known.get(key);
    if (name === undefined) this.known.set(key, (name = this.constant(make())));
    return name;
  }
}
