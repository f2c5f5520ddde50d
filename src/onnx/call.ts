// One call of a node: its inputs and attributes by name, as the rules of `ops/` read them.

import { denseOf } from "../core/dispatch.js";
import { recorder, unheard } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { type DType, isFloat } from "../shape/dtype.js";
import { cast } from "../ops/pointwise/cast.js";
import { toTypedArray } from "../tensor/convert.js";
import {
  type AttributeProto,
  attributeText,
  type GraphProto,
  type NodeProto,
  type TensorProto,
} from "./format/model.js";

/** What an output or an input that may be left out is. */
export type Value = Tensor | null;
/** What an ONNX op is in kindling's functions: gives its outputs, or the only one. */
export type Rule = (c: Call) => Tensor | readonly Value[];
/** Rules by the name of the op. */
export type Rules = Readonly<Record<string, Rule>>;

/** What a call may ask of the model that runs it. */
export interface Host {
  /** The model is in training mode. */
  readonly training: boolean;
  /** Runs a graph within a node; it sees the names around it. */
  run(graph: GraphProto, inputs: readonly Value[]): readonly Value[];
  /** The values of this tensor depend on shapes and constants alone. */
  isStatic(t: Tensor): boolean;
  constant(t: TensorProto): Tensor;
}

/** How a node is called in messages: its name where it has one. */
export const placeOf = (n: NodeProto): string =>
  `node ${n.name === "" ? `that gives ${shown(n.outputs.find((o) => o !== "") ?? "?")}` : shown(n.name)} (${shown(n.op).slice(1, -1)})`;
const shown = (name: string): string => JSON.stringify(name.length > 80 ? `${name.slice(0, 77)}...` : name);

export class Call {
  static readonly name: string = "Call";
  readonly node: NodeProto;
  /** The version of the operators. */
  readonly opset: number;
  readonly inputs: readonly Value[];
  readonly host: Host;

  constructor(node: NodeProto, opset: number, inputs: readonly Value[], host: Host) {
    this.node = node;
    this.opset = opset;
    this.inputs = inputs;
    this.host = host;
  }

  /** Input `i`, which must be there. */
  x(i = 0): Tensor {
    return this.inputs[i] ?? this.wrong(`input ${i} is missing`);
  }
  /** Input `i`, or null. */
  maybe(i: number): Value {
    return this.inputs[i] ?? null;
  }
  /** All inputs; none may be missing. */
  all(): Tensor[] {
    return this.inputs.map((_, i) => this.x(i));
  }
  /** How many outputs somebody may read. */
  get outputs(): number {
    return this.node.outputs.length;
  }
  /** Whether output `i` has a name. */
  wants(i: number): boolean {
    return (this.node.outputs[i] ?? "") !== "";
  }

  /** The whole numbers of input `i`: sizes, axes, places. Null where it is not there. */
  numbers(i: number): number[] | null {
    const t = this.maybe(i);
    if (t === null) return null;
    if (!this.host.isStatic(t)) recorder?.refuse("an ONNX model whose shapes depend on computed values");
    const d = denseOf(t),
      out: number[] = [];
    if (isFloat(t.dtype)) return unheard(() => Array.from(toTypedArray(cast(t, "float64")) as Float64Array));
    for (let k = 0; k < d.count; k++) out.push(Number(d.storage.data[d.offset + k]));
    return out;
  }
  /** The single number of input `i`. */
  number(i: number): number | null {
    const list = this.numbers(i);
    if (list === null) return null;
    return list.length === 1 ? list[0]! : this.wrong(`input ${i} holds ${list.length} numbers in place of one`);
  }

  has(name: string): boolean {
    return this.node.attributes.has(name);
  }
  int(name: string, otherwise?: number): number {
    const a = this.attribute(name);
    return a === undefined ? (otherwise ?? this.without(name)) : Number(a.i);
  }
  flag(name: string, otherwise = false): boolean {
    return this.int(name, Number(otherwise)) !== 0;
  }
  float(name: string, otherwise?: number): number {
    const a = this.attribute(name);
    return a === undefined ? (otherwise ?? this.without(name)) : a.f;
  }
  text(name: string, otherwise?: string): string {
    const a = this.attribute(name);
    return a === undefined ? (otherwise ?? this.without(name)) : attributeText(a.s);
  }
  texts(name: string): string[] | null {
    return this.attribute(name)?.strings.map(attributeText) ?? null;
  }
  ints(name: string): number[] | null {
    return this.attribute(name)?.ints.map(Number) ?? null;
  }
  floats(name: string): number[] | null {
    return this.attribute(name)?.floats ?? null;
  }
  tensor(name: string): Tensor | null {
    const t = this.attribute(name)?.t ?? null;
    return t === null ? null : this.host.constant(t);
  }
  graph(name: string): GraphProto {
    return this.attribute(name)?.g ?? this.without(name);
  }
  /** Axes, brought into 0 … ndim − 1. */
  axis(axis: number, ndim: number): number {
    const d = axis < 0 ? axis + ndim : axis;
    return Number.isInteger(d) && d >= 0 && d < Math.max(1, ndim)
      ? d
      : this.wrong(`axis ${axis} is none of a tensor of ${ndim} dimensions`);
  }

  /** Refuses what cannot be computed, and says where it stands. */
  wrong(sentence: string): never {
    return fail(
      "onnx-node",
      `${placeOf(this.node)}: ${sentence}.`,
      "look at the node with `npx kindling inspect`, or in https://netron.app.",
    );
  }
  private attribute(name: string): AttributeProto | undefined {
    return this.node.attributes.get(name);
  }
  private without(name: string): never {
    return this.wrong(`the attribute "${name}" is missing`);
  }
}

/** An op that takes tensors by place and has no attributes. */
export const by =
  (f: (...xs: Tensor[]) => Tensor): Rule =>
  (c) =>
    f(...c.all());

/** What dtype a tensor of whole numbers that counts or points has. */
export const int64 = { dtype: "int64" as DType };
