// What is in an ONNX file: the messages of onnx.proto as plain data, as far as kindling uses them.

import { decodeUtf8 } from "../../serialize/bytes.js";
import { refuse } from "../../serialize/load-error.js";
import { Fields, damaged } from "./reader.js";

/** ONNX's element types by their numbers in the format; undefined: kindling has no tensors of it. */
export const elementTypes = [
  "undefined",
  "float",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "double",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
] as const;

/** A tensor of a file. Its numbers stand in one of several places, as they were written. */
export interface TensorProto {
  name: string;
  dims: number[];
  type: number;
  raw: Uint8Array | null;
  floats: number[];
  doubles: number[];
  ints: bigint[];
  texts: number;
  /** Where the numbers are if they stand in a file of their own: `location`, `offset`, `length`. */
  external: Map<string, string> | null;
}
/** An attribute of a node: one value or a list. */
export interface AttributeProto {
  name: string;
  type: number;
  f: number;
  i: bigint;
  s: Uint8Array;
  t: TensorProto | null;
  g: GraphProto | null;
  floats: number[];
  ints: bigint[];
  strings: Uint8Array[];
}
export interface NodeProto {
  name: string;
  op: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, AttributeProto>;
}
/** An input or output. `shape`: sizes, names of sizes, or null where nothing is said; undefined where not even how many there are. */
export interface ValueInfo {
  name: string;
  type: number;
  /** "tensor", or what else it is. */
  kind: string;
  shape: (number | string | null)[] | undefined;
}
export interface GraphProto {
  name: string;
  nodes: NodeProto[];
  initializers: TensorProto[];
  inputs: ValueInfo[];
  outputs: ValueInfo[];
  values: ValueInfo[];
}
export interface ModelProto {
  irVersion: number;
  producer: string;
  /** The version of the operators of each domain; ONNX's own is "". */
  opsets: Map<string, number>;
  graph: GraphProto;
  metadata: Map<string, string>;
}

/** Graphs within graphs. Honest ones have three or four levels. */
const DEEPEST = 32;

/** As many as kernels have axes. */
const MOST_DIMENSIONS = 32;

/** Reads a file. Every number of it is checked when it is used; here only that it is a model. */
export function readModel(bytes: Uint8Array): ModelProto {
  if (bytes.length === 0) refuse("file-truncated", "the file is empty.");
  const m: ModelProto = { irVersion: 0, producer: "", opsets: new Map(), graph: null!, metadata: new Map() };
  const f = new Fields(bytes, "the model");
  while (f.next()) {
    if (f.field === 1) m.irVersion = f.int();
    else if (f.field === 2) m.producer = f.text();
    else if (f.field === 7) m.graph = graphOf(f.raw(), 0);
    else if (f.field === 8) {
      const o = new Fields(f.raw(), "an operator set");
      let domain = "",
        version = 0;
      while (o.next()) {
        if (o.field === 1) domain = o.text();
        else if (o.field === 2) version = o.int();
        else o.skip();
      }
      m.opsets.set(domain === "ai.onnx" ? "" : domain, version);
    } else if (f.field === 14) pair(f.raw(), m.metadata);
    else if (f.field === 25)
      refuse(
        "file-format",
        "the model has functions of its own, which kindling does not read.",
        "Inline them: onnx.inliner.inline_local_functions(model) in Python.",
      );
    else f.skip();
  }
  if ((m.graph as GraphProto | null) === null)
    refuse("file-format", "the file holds no ONNX graph.", "Is it an ONNX model (.onnx)?");
  return m;
}

function pair(bytes: Uint8Array, to: Map<string, string>): void {
  const f = new Fields(bytes, "an entry");
  let key = "",
    value = "";
  while (f.next()) {
    if (f.field === 1) key = f.text();
    else if (f.field === 2) value = f.text();
    else f.skip();
  }
  to.set(key, value);
}

function graphOf(bytes: Uint8Array, depth: number): GraphProto {
  if (depth > DEEPEST) damaged(`the graph has more than ${DEEPEST} levels of graphs within graphs.`);
  const g: GraphProto = { name: "", nodes: [], initializers: [], inputs: [], outputs: [], values: [] };
  const f = new Fields(bytes, "a graph");
  while (f.next()) {
    if (f.field === 1) g.nodes.push(nodeOf(f.raw(), depth));
    else if (f.field === 2) g.name = f.text();
    else if (f.field === 5) g.initializers.push(readTensor(f.raw()));
    else if (f.field === 11) g.inputs.push(valueOf(f.raw()));
    else if (f.field === 12) g.outputs.push(valueOf(f.raw()));
    else if (f.field === 13) g.values.push(valueOf(f.raw()));
    else if (f.field === 15)
      refuse("file-format", "the graph holds sparse initializers, which kindling does not read.", "Export dense ones.");
    else f.skip();
  }
  return g;
}

function nodeOf(bytes: Uint8Array, depth: number): NodeProto {
  const n: NodeProto = { name: "", op: "", domain: "", inputs: [], outputs: [], attributes: new Map() };
  const f = new Fields(bytes, "a node");
  while (f.next()) {
    if (f.field === 1) n.inputs.push(f.text());
    else if (f.field === 2) n.outputs.push(f.text());
    else if (f.field === 3) n.name = f.text();
    else if (f.field === 4) n.op = f.text();
    else if (f.field === 5) {
      const a = attributeOf(f.raw(), depth);
      n.attributes.set(a.name, a);
    } else if (f.field === 7) n.domain = f.text();
    else f.skip();
  }
  if (n.domain === "ai.onnx") n.domain = "";
  return n;
}

function attributeOf(bytes: Uint8Array, depth: number): AttributeProto {
  const a: AttributeProto = {
    name: "",
    type: 0,
    f: 0,
    i: 0n,
    s: new Uint8Array(0),
    t: null,
    g: null,
    floats: [],
    ints: [],
    strings: [],
  };
  const f = new Fields(bytes, "an attribute");
  while (f.next()) {
    if (f.field === 1) a.name = f.text();
    else if (f.field === 2) a.f = f.float();
    else if (f.field === 3) a.i = f.big();
    else if (f.field === 4) a.s = f.raw();
    else if (f.field === 5) a.t = readTensor(f.raw());
    else if (f.field === 6) a.g = graphOf(f.raw(), depth + 1);
    else if (f.field === 7) f.floats(a.floats);
    else if (f.field === 8) f.ints(a.ints);
    else if (f.field === 9) a.strings.push(f.raw());
    else if (f.field === 20) a.type = f.int();
    else f.skip();
  }
  return a;
}

/** The text of an attribute. */
export const attributeText = (bytes: Uint8Array): string => decodeUtf8(bytes) ?? damaged("an attribute is not UTF-8.");

/** Reads a TensorProto: an initializer, a constant, or a file of one tensor (.pb). */
export function readTensor(bytes: Uint8Array): TensorProto {
  const t: TensorProto = {
    name: "",
    dims: [],
    type: 0,
    raw: null,
    floats: [],
    doubles: [],
    ints: [],
    texts: 0,
    external: null,
  };
  const f = new Fields(bytes, "a tensor"),
    dims: bigint[] = [];
  let outside = false;
  const where = new Map<string, string>();
  while (f.next()) {
    if (f.field === 1) f.ints(dims);
    else if (f.field === 2) t.type = f.int();
    else if (f.field === 3) damaged("a tensor is written in segments.");
    else if (f.field === 4) f.floats(t.floats);
    else if (f.field === 5 || f.field === 7 || f.field === 11) f.ints(t.ints);
    else if (f.field === 6) {
      f.raw();
      t.texts++;
    } else if (f.field === 8) t.name = f.text();
    else if (f.field === 9) t.raw = f.raw();
    else if (f.field === 10) f.doubles(t.doubles);
    else if (f.field === 13) pair(f.raw(), where);
    else if (f.field === 14) outside = f.int() === 1;
    else f.skip();
  }
  if (outside) t.external = where;
  if (dims.length > MOST_DIMENSIONS) damaged(`a tensor has ${dims.length} dimensions.`);
  for (const d of dims) {
    if (d < 0n || d > BigInt(Number.MAX_SAFE_INTEGER)) damaged(`a tensor has a size of ${d}.`);
    t.dims.push(Number(d));
  }
  return t;
}

function valueOf(bytes: Uint8Array): ValueInfo {
  const v: ValueInfo = { name: "", type: 0, kind: "", shape: undefined };
  const f = new Fields(bytes, "an input or output");
  while (f.next()) {
    if (f.field === 1) v.name = f.text();
    else if (f.field === 2) typeOf(f.raw(), v);
    else f.skip();
  }
  return v;
}

const kinds: Readonly<Record<number, string>> = { 4: "sequence", 5: "map", 8: "sparse tensor", 9: "optional" };

function typeOf(bytes: Uint8Array, v: ValueInfo): void {
  const f = new Fields(bytes, "a type");
  while (f.next()) {
    if (f.field !== 1) {
      v.kind = kinds[f.field] ?? v.kind;
      f.skip();
      continue;
    }
    v.kind = "tensor";
    const t = new Fields(f.raw(), "a type");
    while (t.next()) {
      if (t.field === 1) v.type = t.int();
      else if (t.field === 2) {
        const shape: (number | string | null)[] = [],
          s = new Fields(t.raw(), "a shape");
        while (s.next()) {
          if (s.field !== 1) {
            s.skip();
            continue;
          }
          let dim: number | string | null = null;
          const d = new Fields(s.raw(), "a shape");
          while (d.next()) {
            if (d.field === 1) dim = d.int();
            else if (d.field === 2) dim = d.text();
            else d.skip();
          }
          shape.push(dim);
        }
        v.shape = shape;
      } else t.skip();
    }
  }
}
