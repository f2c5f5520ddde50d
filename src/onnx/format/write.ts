// ONNX files, written.

import { denseOf } from "../../core/dispatch.js";
import type { Tensor } from "../../core/tensor.js";
import { Message } from "../../serialize/protobuf.js";
import { dtypeInfo } from "../../shape/dtype.js";
import { typeOfDType } from "./tensors.js";

/** The value of an attribute: an int, a float, a text, a list of the same, a tensor or a graph. */
export type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly tensor: Tensor }
  | { readonly graph: Graph };

/** A node to be written. */
export interface Node {
  readonly op: string;
  readonly name?: string;
  readonly domain?: string;
  /** Empty names stand for what is left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}
/** An input or output: its dtype, and its sizes as numbers or names. */
export interface Port {
  readonly name: string;
  readonly dtype: Tensor["dtype"];
  readonly shape: readonly (number | string)[];
}
export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly initializers: ReadonlyMap<string, Tensor>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

/** The IR version that came with these operators; readers of that time refuse a newer one. */
const IR_VERSION = 8;

/** The bytes of a model. */
export function writeModel(graph: Graph, opset: number, producer: string, version: string): Uint8Array {
  return new Message()
    .int(1, IR_VERSION)
    .text(2, producer)
    .text(3, version)
    .message(7, graphMessage(graph))
    .message(8, new Message().text(1, "").int(2, opset))
    .done();
}

function graphMessage(g: Graph): Message {
  const m = new Message();
  for (const n of g.nodes) m.message(1, nodeMessage(n));
  m.text(2, g.name);
  for (const [name, t] of g.initializers) m.message(5, tensorMessage(t, name));
  for (const p of g.inputs) m.message(11, portMessage(p));
  for (const p of g.outputs) m.message(12, portMessage(p));
  return m;
}

function nodeMessage(n: Node): Message {
  const m = new Message();
  for (const i of n.inputs) m.text(1, i);
  for (const o of n.outputs) m.text(2, o);
  if (n.name !== undefined) m.text(3, n.name);
  m.text(4, n.op);
  for (const [name, a] of Object.entries(n.attributes ?? {})) m.message(5, attributeMessage(name, a));
  if (n.domain !== undefined) m.text(7, n.domain);
  return m;
}

const encoder = new TextEncoder();

function attributeMessage(name: string, a: Attribute): Message {
  const m = new Message().text(1, name);
  if ("int" in a) return m.int(3, a.int).int(20, 2);
  if ("float" in a) return m.float(2, a.float).int(20, 1);
  if ("text" in a) return m.bytes(4, encoder.encode(a.text)).int(20, 3);
  if ("tensor" in a) return m.message(5, tensorMessage(a.tensor)).int(20, 4);
  if ("graph" in a) return m.message(6, graphMessage(a.graph)).int(20, 5);
  if ("ints" in a) {
    for (const i of a.ints) m.int(8, i);
    return m.int(20, 7);
  }
  if ("floats" in a) {
    for (const f of a.floats) m.float(7, f);
    return m.int(20, 6);
  }
  for (const t of a.texts) m.bytes(9, encoder.encode(t));
  return m.int(20, 8);
}

/** A TensorProto, whose numbers stand as they do in memory (little-endian everywhere that JavaScript runs). */
export function tensorMessage(t: Tensor, name?: string): Message {
  const m = new Message();
  for (const d of t.shape) m.int(1, d);
  m.int(2, typeOfDType[t.dtype]);
  if (name !== undefined) m.text(8, name);
  const d = denseOf(t),
    each = dtypeInfo[t.dtype].bytes,
    { data } = d.storage;
  return m.bytes(9, new Uint8Array(data.buffer, data.byteOffset + d.offset * each, d.count * each));
}

function portMessage(p: Port): Message {
  const shape = new Message();
  for (const d of p.shape) shape.message(1, typeof d === "number" ? new Message().int(1, d) : new Message().text(2, d));
  const tensor = new Message().int(1, typeOfDType[p.dtype]).message(2, shape);
  return new Message().text(1, p.name).message(2, new Message().message(1, tensor));
}
