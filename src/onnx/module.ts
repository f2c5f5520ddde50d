import { noGrad } from "../core/modes.js";
import { unheard } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { noMore, takes } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { Module } from "../nn/module.js";
import { layer } from "../nn/python-form.js";
import { sameArray } from "../util/array.js";
import { Call, type Host, placeOf, type Value } from "./call.js";
import { type GraphProto, type ModelProto, type NodeProto, readModel } from "./format/model.js";
import { damaged } from "./format/reader.js";
import { dtypeOf, tensorOf } from "./format/tensors.js";
import { rules } from "./ops/index.js";

/** A graph as it is run: its nodes, and after which of them a value is needed no more. */
interface Program {
  readonly graph: GraphProto;
  /** Names that nothing reads after the node of the same place. */
  readonly done: readonly (readonly string[])[];
  readonly constants: Map<string, Tensor>;
}

/** What a model is made from, by the bytes of its graph: several models may share them. */
interface Plan {
  readonly model: ModelProto;
  readonly opset: number;
  readonly programs: Map<GraphProto, Program>;
  /** What nodes that depend on shapes alone gave last. */
  readonly last: Map<NodeProto, readonly Value[]>;
}
const plans = new WeakMap<Uint8Array, Plan>();

/** The plan of a graph without its initializers. Refuses ops that are not known, all at once. */
export function planOf(bytes: Uint8Array): Plan {
  const known = plans.get(bytes);
  if (known !== undefined) return known;
  const model = readModel(bytes);
  const opset = model.opsets.get("") ?? 1;
  const unknown = new Map<string, string[]>();
  const look = (g: GraphProto): void => {
    for (const n of g.nodes) {
      if (n.domain !== "" || !rules.has(n.op)) {
        const op = n.domain === "" ? n.op : `${n.domain}.${n.op}`;
        unknown.set(op, [...(unknown.get(op) ?? []), n.name || n.outputs[0] || "?"]);
      }
      for (const a of n.attributes.values()) if (a.g !== null) look(a.g);
    }
  };
  look(model.graph);
  if (unknown.size > 0) {
    const list = [...unknown]
      .slice(0, 10)
      .map(
        ([op, at]) =>
          `${op.slice(0, 80)} (${JSON.stringify(at[0]!.slice(0, 80))}${at.length > 1 ? ` and ${at.length - 1} more` : ""})`,
      );
    fail(
      "onnx-op",
      `the model has ops that kindling does not know: ${list.join(", ")}${unknown.size > 10 ? ", …" : ""}.`,
      "export it without them (another opset, no contrib ops), or simplify it with onnx-simplifier.",
    );
  }
  const plan: Plan = { model, opset, programs: new Map(), last: new Map() };
  plans.set(bytes, plan);
  return plan;
}

/** All names that a node reads, also in the graphs within it. */
function* readsOf(n: NodeProto): Iterable<string> {
  yield* n.inputs;
  for (const a of n.attributes.values())
    if (a.g !== null) {
      for (const inner of a.g.nodes) yield* readsOf(inner);
      for (const o of a.g.outputs) yield o.name;
    }
}

function programOf(graph: GraphProto, plan: Plan): Program {
  const known = plan.programs.get(graph);
  if (known !== undefined) return known;
  const last = new Map<string, number>();
  graph.nodes.forEach((n, i) => {
    for (const name of readsOf(n)) last.set(name, i);
    for (const name of n.outputs) if (!last.has(name)) last.set(name, i);
  });
  for (const o of graph.outputs) last.delete(o.name);
  const done: string[][] = graph.nodes.map(() => []);
  for (const [name, i] of last) done[i]!.push(name);
  const constants = new Map(graph.initializers.map((t) => [t.name, tensorOf(t, noFiles)]));
  const program: Program = { graph, done, constants };
  plan.programs.set(graph, program);
  return program;
}
const noFiles = (): never => damaged("a tensor within a node stands in another file.");

/** Tensors that depend on constants and shapes alone: what is computed from them is the same in every call with these shapes. */
const statics = new WeakSet<Tensor>();
/** Marks an initializer that nothing learns. */
export const markStatic = (t: Tensor): void => void statics.add(t);

/** Ops whose results depend on the shapes of their inputs alone. */
const ofShapes = new Set(["Shape", "Size", "EyeLike"]);
/** Ops that give something else each time. */
const moody = new Set([
  "RandomNormal",
  "RandomNormalLike",
  "RandomUniform",
  "RandomUniformLike",
  "Bernoulli",
  "Dropout",
]);

const methods = "inputNames,outputNames";

/**
 * A model that {@link load} read from an ONNX file: called with tensors in the order of the graph's inputs, or with one object of
 * tensors by name, it gives the graph's output, or an array where there are several.
 *
 * Initializers of floats are parameters under their names (dots make modules, as in `conv1.weight`), so that the model trains like
 * any other; other initializers, and the running statistics of batch normalization, are buffers. It begins in evaluation mode, in
 * which it computes what the file says; in training mode Dropout drops, and BatchNormalization takes the statistics of the batch.
 */
export class OnnxModule<Output = Tensor> extends Module {
  static override readonly name: string = /* @__PURE__ */ takes(this, "OnnxModule", methods);
  /** The file without its initializers. */
  readonly onnx: Uint8Array;
  /** The path of the parameter or buffer that holds each initializer. */
  readonly places: Readonly<Record<string, string>>;
  /** @internal */ failing: string | null = null;

  /** @internal Models are made by {@link load}. */
  constructor(onnx: Uint8Array, places: Readonly<Record<string, string>>) {
    super();
    this.onnx = onnx;
    this.places = places;
  }

  /** Computes the graph. */
  forward(...inputs: (Tensor | Readonly<Record<string, Tensor>>)[]): Output {
    const plan = planOf(this.onnx),
      names = new Map<string, Tensor>();
    for (const [name, path] of Object.entries(this.places)) names.set(name, valueAt(this, path));
    const given = inputsOf(plan.model.graph, this.places, inputs);
    for (const [name, t] of given) names.set(name, t);
    const outs = this.run(plan, plan.model.graph, names, null);
    return (outs.length === 1 ? outs[0] : outs) as Output;
  }

  /** The names of the inputs, in the order in which the model takes them. */
  inputNames(): string[] {
    noMore("inputNames", 0, arguments);
    return planOf(this.onnx)
      .model.graph.inputs.map((i) => i.name)
      .filter((n) => !Object.hasOwn(this.places, n));
  }
  /** The names of the outputs, in the order in which the model gives them. */
  outputNames(): string[] {
    noMore("outputNames", 0, arguments);
    return planOf(this.onnx).model.graph.outputs.map((o) => o.name);
  }

  /** @internal */
  override summary(): string {
    const at = this.failing;
    this.failing = null;
    return at === null ? this.constructor.name : `${this.constructor.name} at ${at}`;
  }
  override extraRepr(): string {
    const { graph } = planOf(this.onnx).model;
    return `${graph.nodes.length} nodes, (${this.inputNames().join(", ")}) -> (${this.outputNames().join(", ")})`;
  }

  private run(plan: Plan, graph: GraphProto, names: Map<string, Value>, outer: Scope | null): readonly Value[] {
    const program = programOf(graph, plan),
      scope: Scope = { names, outer };
    for (const [name, t] of program.constants) {
      statics.add(t);
      names.set(name, t);
    }
    const host: Host = {
      training: this.training,
      isStatic: (t) => statics.has(t),
      constant: (t) => {
        const made = tensorOf(t, noFiles);
        statics.add(made);
        return made;
      },
      run: (inner, given) => {
        const own = new Map<string, Value>();
        inner.inputs.forEach((v, i) => own.set(v.name, given[i] ?? null));
        return this.run(plan, inner, own, scope);
      },
    };
    graph.nodes.forEach((n, i) => {
      const inputs = n.inputs.map((name) => (name === "" ? null : lookUp(scope, name, n)));
      const call = new Call(n, plan.opset, inputs, host);
      let outs: readonly Value[];
      // A constant that is a parameter now.
      if (n.op === "Constant" && Object.hasOwn(this.places, n.outputs[0] ?? "")) {
        names.set(n.outputs[0]!, valueAt(this, this.places[n.outputs[0]!]!));
        return;
      }
      try {
        outs = this.step(plan, call);
      } catch (e) {
        this.failing ??= placeOf(n);
        throw e;
      }
      n.outputs.forEach((name, k) => {
        if (name !== "") names.set(name, outs[k] ?? null);
      });
      for (const name of program.done[i]!) names.delete(name);
    });
    return graph.outputs.map((o) => names.get(o.name) ?? outerValue(outer, o.name) ?? noOutput(o.name));
  }

  private step(plan: Plan, call: Call): readonly Value[] {
    const { node } = call;
    const rule = rules.get(node.op)!;
    const compute = (): readonly Value[] => {
      const out = rule(call);
      return out instanceof Tensor ? [out] : out;
    };
    const fixed =
      ofShapes.has(node.op) ||
      (!moody.has(node.op) &&
        node.op !== "If" &&
        node.op !== "Loop" &&
        call.inputs.every((t) => t === null || statics.has(t)));
    if (!fixed) return compute();
    // The same tensors as in the last call, where they are equal: a compiled function then knows them.
    const now = unheard(() => noGrad(compute)),
      before = plan.last.get(node);
    const outs = before !== undefined && alike(before, now) ? before : now;
    plan.last.set(node, outs);
    for (const t of outs) if (t !== null) statics.add(t);
    return outs;
  }
}

/** What the dots in names of initializers make: a part of a model that is called by none, but holds tensors and other parts. */
export class OnnxScope extends Module {
  static override readonly name: string = /* @__PURE__ */ layer(this, "OnnxScope");
}

interface Scope {
  readonly names: Map<string, Value>;
  readonly outer: Scope | null;
}

function lookUp(scope: Scope, name: string, n: NodeProto): Value {
  for (let s: Scope | null = scope; s !== null; s = s.outer) {
    const v = s.names.get(name);
    if (v !== undefined) return v;
  }
  return damaged(`${placeOf(n)} reads ${JSON.stringify(name.slice(0, 80))}, which no node before it gives.`);
}
function outerValue(scope: Scope | null, name: string): Value | undefined {
  for (let s = scope; s !== null; s = s.outer) if (s.names.has(name)) return s.names.get(name);
  return undefined;
}
const noOutput = (name: string): never => damaged(`no node gives the output ${JSON.stringify(name.slice(0, 80))}.`);

/** Most elements of tensors that are compared. */
const SMALL = 4096;
function alike(a: readonly Value[], b: readonly Value[]): boolean {
  return (
    a.length === b.length &&
    a.every((x, i) => {
      const y = b[i]!;
      if (x === null || y === null || x === y) return x === y;
      if (x.dtype !== y.dtype || x.count > SMALL || !sameArray(x.shape, y.shape) || !x.dense || !y.dense) return false;
      for (let k = 0; k < x.count; k++)
        if (!Object.is(x.storage.data[x.offset + k], y.storage.data[y.offset + k])) return false;
      return true;
    })
  );
}

function valueAt(m: Module, path: string): Tensor {
  let at: unknown = m;
  for (const part of path.split(".")) at = (at as Record<string, unknown>)[part];
  return at instanceof Tensor
    ? at
    : fail("onnx-input", `the model has no tensor at "${path}" any more`, "give it back, or load the model again.");
}

/** The inputs by name, as the call gives them. */
function inputsOf(
  graph: GraphProto,
  places: Readonly<Record<string, string>>,
  given: readonly (Tensor | Readonly<Record<string, Tensor>>)[],
): [string, Tensor][] {
  const wanted = graph.inputs.filter((i) => !Object.hasOwn(places, i.name)),
    list = wanted.map((i) => i.name).join(", ");
  const first: unknown = given[0];
  const named = given.length === 1 && typeof first === "object" && first !== null && !(first instanceof Tensor);
  if (named) {
    const stray = Object.keys(first).find((k) => !wanted.some((i) => i.name === k));
    if (stray !== undefined) fail("onnx-input", `the model has no input "${stray}"`, `its inputs are: ${list}.`);
  } else if (given.length !== wanted.length)
    fail(
      "onnx-input",
      `the model takes ${wanted.length} ${wanted.length === 1 ? "tensor" : "tensors"}, but got ${given.length}`,
      `its inputs are: ${list}.`,
    );
  return wanted.map((i, k) => {
    const t: unknown = named ? (first as Record<string, unknown>)[i.name] : given[k];
    if (!(t instanceof Tensor))
      return fail(
        "onnx-input",
        `the model's input "${i.name}" is ${t === undefined ? "missing" : "no tensor"}`,
        `its inputs are: ${list}.`,
      );
    if (i.kind === "tensor" && i.type !== 0) {
      const dtype = dtypeOf(i.type, `the input "${i.name}"`);
      if (t.dtype !== dtype)
        fail(
          "onnx-input",
          `the model's input "${i.name}" is of ${dtype}, but got a tensor of ${t.dtype}`,
          `x.to("${dtype}") converts it.`,
        );
      if (i.shape !== undefined && i.shape.length !== t.shape.length)
        fail(
          "onnx-input",
          `the model's input "${i.name}" has ${i.shape.length} dimensions [${i.shape.map((d) => d ?? "?").join(", ")}], but got a tensor of shape [${t.shape.join(", ")}]`,
          "reshape it, or unsqueeze(0) where the batch is missing.",
        );
    }
    return [i.name, t];
  });
}
