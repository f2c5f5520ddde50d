import { noMore } from "../diagnose/arguments.js";
import { Module } from "../nn/module.js";
import { Parameter } from "../nn/parameter.js";
import { concatBytes, plainBytes } from "../serialize/bytes.js";
import { filesFor } from "../serialize/files.js";
import { refuse } from "../serialize/load-error.js";
import type { Tensor } from "../core/tensor.js";
import type { FilePath } from "../serialize/pt/save.js";
import { isFloat } from "../shape/dtype.js";
import { type GraphProto, readModel, type TensorProto } from "./format/model.js";
import { Fields } from "./format/reader.js";
import { type External, tensorOf } from "./format/tensors.js";
import { markStatic, OnnxModule, OnnxScope, planOf } from "./module.js";

/**
 * Reads an ONNX model, as a module that runs and trains: its initializers of floats are parameters. Versions 7 to 17 of ONNX's
 * operators are what it is tested with; newer ones are read as far as their ops are known.
 *
 * @param source a path, a `file:` URL, or the bytes of a file. Weights in files of their own are read if these lie beside the model,
 *   which only a path tells.
 * @throws LoadError for everything that can be wrong with the file: missing, cut short, damaged, of types that kindling has not.
 * @throws KindlingError `onnx-op` for a model with ops that kindling does not know: all of them, with the nodes' names.
 * @example
 * import * as onnx from "kindling/onnx";
 * const classify = (path: string, x: Tensor): Tensor => onnx.load(path)(x);
 */
export function load<Output = Tensor>(source: FilePath | Uint8Array): OnnxModule<Output> {
  noMore("load", 1, arguments);
  const inMemory = ArrayBuffer.isView(source);
  const bytes = inMemory ? plainBytes(source) : filesFor("onnx.load").read(source);
  return build(bytes, inMemory ? noFiles : filesBeside(source)) as OnnxModule<Output>;
}

const noFiles: External = (location) =>
  refuse(
    "file-access",
    `the model's weights stand in a file of their own, ${JSON.stringify(location.slice(0, 80))}, which bytes alone do not lead to.`,
    "Load it by its path, or put all into one file: onnx.save_model(model, path, save_as_external_data=False) in Python.",
  );

/** Files in the model's own folder, by name alone: nothing in a file leads anywhere else. */
function filesBeside(source: FilePath): External {
  const files = filesFor("onnx.load");
  const beside = (name: string): FilePath =>
    typeof source === "string"
      ? `${/^(.*[\\/])?[^\\/]*$/.exec(source)?.[1] ?? ""}${name}`
      : new URL(encodeURIComponent(name), source.href);
  const read = new Map<string, Uint8Array>();
  return (location) => {
    const name = location.replace(/^\.\//, "");
    if (name === "" || name === "." || name === ".." || /[\\/:\0]/.test(name))
      refuse(
        "file-unsafe",
        `the model's weights are said to be at ${JSON.stringify(location.slice(0, 80))}, outside of its folder.`,
      );
    const known = read.get(name) ?? files.read(beside(name));
    read.set(name, known);
    return known;
  };
}

function build(bytes: Uint8Array, external: External): OnnxModule {
  const { graph } = readModel(bytes);
  const stripped = withoutInitializers(bytes);
  planOf(stripped);
  for (const v of [...graph.inputs, ...graph.outputs])
    if (v.kind !== "tensor" && v.kind !== "")
      refuse(
        "file-format",
        `the model's ${graph.inputs.includes(v) ? "input" : "output"} ${JSON.stringify(v.name.slice(0, 80))} is a ${v.kind}, and kindling's models take and give tensors.`,
        "Export the model with tensors only.",
      );
  const fixed = fixedNames(graph);
  const tensors = graph.initializers.map((t: TensorProto) => [t.name, tensorOf(t, external)] as const);
  const places: Record<string, string> = {};
  const model = new OnnxModule(stripped, places);
  for (const [name, t] of [...tensors, ...constantWeights(graph)]) {
    const [owner, field, path] = placeFor(model, name);
    if (isFloat(t.dtype) && !fixed.has(name)) owner.registerParameter(field, new Parameter(t));
    else {
      owner.registerBuffer(field, t);
      if (!isFloat(t.dtype)) markStatic(t);
    }
    Object.defineProperty(places, name, { value: path, enumerable: true, writable: true, configurable: true });
  }
  return model.eval();
}

/** Inputs of nodes that say how, and not what: nothing is learned there. */
const settings: Readonly<Record<string, readonly number[]>> = {
  BatchNormalization: [3, 4],
  Clip: [1, 2],
  Dropout: [1],
  DequantizeLinear: [1, 2],
  NonMaxSuppression: [3, 4],
  Pad: [2],
  QLinearConv: [1, 2, 4, 5, 6, 7],
  QLinearMatMul: [1, 2, 4, 5, 6, 7],
  QuantizeLinear: [1, 2],
  Range: [0, 1, 2],
  Resize: [1, 2],
  Upsample: [1],
};

/** Initializers that some node reads as a setting. */
function fixedNames(graph: GraphProto): Set<string> {
  const found = new Set<string>();
  for (const n of graph.nodes)
    for (const i of settings[n.op] ?? []) if (n.inputs[i] !== undefined) found.add(n.inputs[i]);
  return found;
}

/** Inputs of nodes that hold weights. What is only added or multiplied counts if it is more than one number. */
const weights: Readonly<Record<string, readonly number[]>> = {
  Add: [0, 1],
  BatchNormalization: [1, 2, 3, 4],
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  GRU: [1, 2, 3],
  Gather: [0],
  Gemm: [1, 2],
  InstanceNormalization: [1, 2],
  LSTM: [1, 2, 3],
  LayerNormalization: [1, 2],
  MatMul: [0, 1],
  Mul: [0, 1],
  PRelu: [1],
  RNN: [1, 2, 3],
  Sub: [0, 1],
};

/** Some exporters write weights as nodes that give constants, also within branches: they are learned like initializers. */
function constantWeights(root: GraphProto): [string, Tensor][] {
  const read = new Set<string>(),
    given = new Map<string, number>(),
    constants: TensorProto[] = [];
  const look = (g: GraphProto): void => {
    for (const t of g.initializers) given.set(t.name, (given.get(t.name) ?? 0) + 1);
    for (const n of g.nodes) {
      for (const i of weights[n.op] ?? []) if (n.inputs[i] !== undefined) read.add(n.inputs[i]);
      for (const o of n.outputs) given.set(o, (given.get(o) ?? 0) + 1);
      const value = n.op === "Constant" && n.domain === "" ? n.attributes.get("value")?.t : null;
      if (value !== null && value !== undefined) constants.push({ ...value, name: n.outputs[0] ?? "" });
      for (const a of n.attributes.values()) if (a.g !== null) look(a.g);
    }
  };
  look(root);
  return constants
    .filter((t) => t.name !== "" && read.has(t.name) && given.get(t.name) === 1)
    .map((t): [string, Tensor] => [t.name, tensorOf(t, noFiles)])
    .filter(([, t]) => isFloat(t.dtype) && t.count > 1);
}

/** Where an initializer lives: dots in its name make modules, and a name that a module has already gets an underscore. */
function placeFor(root: Module, name: string): [owner: Module, field: string, path: string] {
  const parts = name.split(".").map((p) => (p === "" ? "_" : p)),
    path: string[] = [];
  let at = root;
  parts.forEach((part, i) => {
    const last = i === parts.length - 1;
    let field = part;
    for (;;) {
      const there: unknown = (at as unknown as Record<string, unknown>)[field];
      if (!(field in at)) break;
      if (!last && there instanceof Module && Object.hasOwn(at, field)) break;
      field += "_";
    }
    path.push(field);
    if (last) return;
    if (!(field in at)) at.registerModule(field, new OnnxScope());
    at = (at as unknown as Record<string, Module>)[field]!;
  });
  return [at, path.at(-1)!, path.join(".")];
}

/** The file without the graph's initializers: their numbers are the model's parameters and buffers now. */
function withoutInitializers(bytes: Uint8Array): Uint8Array {
  const keep = (part: Uint8Array, drop: number, change: number): Uint8Array[] => {
    const out: Uint8Array[] = [],
      f = new Fields(part, "the model");
    while (f.next()) {
      const from = f.start;
      if (f.field === change) {
        const inner = concatBytes(keep(f.raw(), 5, -1));
        out.push(lengthTag(change, inner.length), inner);
        continue;
      }
      f.skip();
      if (f.field !== drop) out.push(part.subarray(from, f.end));
    }
    return out;
  };
  return concatBytes(keep(bytes, -1, 7));
}

function lengthTag(field: number, length: number): Uint8Array {
  const out = [(field << 3) | 2];
  let n = length;
  do {
    out.push((n % 128) + (n >= 128 ? 128 : 0));
    n = Math.floor(n / 128);
  } while (n > 0);
  return Uint8Array.from(out);
}
