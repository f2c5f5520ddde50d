import { copyOf } from "../core/dispatch.js";
import { noGrad } from "../core/modes.js";
import { setRecorder } from "../core/recorder.js";
import { Tensor } from "../core/tensor.js";
import { noMore } from "../diagnose/arguments.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { checkSettings, checkWhole } from "../diagnose/settings.js";
import { Module } from "../nn/module.js";
import { allclose, cat, narrow } from "../index.js";
import { filesFor } from "../serialize/files.js";
import type { FilePath } from "../serialize/pt/save.js";
import { tensor } from "../tensor/creation.js";
import { cast } from "../ops/pointwise/cast.js";
import { range, sameArray, showShape } from "../util/array.js";
import { version } from "../version.js";
import type { Made } from "./export/builder.js";
import { Trace } from "./export/trace.js";
import { type Node, type Port, writeModel } from "./format/write.js";
import { load } from "./load.js";

/** Which dimensions of an input may have other sizes, by the input's name: their names, or only their places. */
export type DynamicAxes = Readonly<Record<string, Readonly<Record<number, string>> | readonly number[]>>;

/** Settings of {@link exportModel}. */
export interface ExportOptions {
  /** The version of ONNX's operators, 15 to 17. Default 17. */
  opset?: number | undefined;
  /** What the inputs are called. Default `input`, or `input_0`, `input_1`, … where there are several. */
  inputNames?: readonly string[] | undefined;
  /** What the outputs are called. Default `output`, or `output_0`, `output_1`, … where there are several. */
  outputNames?: readonly string[] | undefined;
  /** Dimensions that may have other sizes than those of `args`: `{ input: { 0: "batch" } }`. Default: none. */
  dynamicAxes?: DynamicAxes | undefined;
  /** Whether the file is read back and must compute what the model does. Default true. */
  verify?: boolean | undefined;
}

/** A model, or anything that is called like one. */
type Exportable = Module | ((...args: never[]) => unknown);
type Inputs = Tensor | readonly Tensor[];

/**
 * Writes a model as an ONNX file: it runs once, in evaluation mode, and what it computes becomes the nodes of a graph. Parameters and
 * buffers are initializers under their names in the state dict. Layers and functions keep their form in ONNX where it has one
 * (`Conv`, `Gemm`, `LayerNormalization`, …); any other elementwise function or reduction becomes the nodes that it is made of.
 * The file is read back and run before it is written.
 *
 * The sizes of the inputs are fixed but for `dynamicAxes`; then the model runs with other sizes, too, and what differs is computed from
 * the inputs' shapes.
 *
 * Options, by name: opset = 17, inputNames, outputNames, dynamicAxes, verify = true.
 *
 * @param args the inputs to run with: a tensor, or an array of them
 * @param path a path, or a `file:` URL; {@link exportBytes} gives the bytes
 * @throws KindlingError `onnx-export` for what has no form in ONNX, with its place in the model.
 * @example
 * import * as onnx from "kindling/onnx";
 * const model = new nn.Sequential(new nn.Linear(10, 4), new nn.ReLU(), new nn.Linear(4, 1));
 * onnx.export(model, ones(1, 10), "model.onnx", { dynamicAxes: { input: { 0: "batch" } } });
 * onnx.load("model.onnx")(ones(5, 10)).shape; // → 5,1
 */
export function exportModel(model: Exportable, args: Inputs, path: FilePath, options: ExportOptions = {}): void {
  noMore("export", 4, arguments, true);
  filesFor("onnx.export").write(path, [exportBytes(model, args, options)]);
}

/**
 * The bytes of the ONNX file that {@link exportModel} writes, for browsers and for sending.
 *
 * Options, by name: opset = 17, inputNames, outputNames, dynamicAxes, verify = true.
 *
 * @example
 * import * as onnx from "kindling/onnx";
 * const bytes = onnx.exportBytes(new nn.Linear(3, 2), ones(1, 3));
 * onnx.load(bytes)(ones(1, 3)).shape; // → 1,2
 */
export function exportBytes(model: Exportable, args: Inputs, options: ExportOptions = {}): Uint8Array {
  noMore("exportBytes", 3, arguments, true);
  checkSettings("export", options, { opset: "n", inputNames: "o", outputNames: "o", dynamicAxes: "o", verify: "b" });
  const opset = options.opset ?? 17;
  checkWhole("export", "opset", opset, 15);
  if (opset > 17)
    fail(
      "argument",
      `export() writes the operators of versions 15 to 17, but got ${opset}`,
      "17 is read by every runtime.",
    );
  if (typeof model !== "function")
    fail(
      "argument",
      `export() takes a model, but got ${shownValue(model)}`,
      'for example export(model, x, "model.onnx").',
    );
  const inputs = (Array.isArray(args) ? args : [args]) as Tensor[];
  for (const x of inputs)
    if (!(x instanceof Tensor))
      fail(
        "argument",
        `export() takes tensors as the model's arguments, but got ${shownValue(x)}`,
        "export(model, [x, y], path).",
      );
  const names = namesFor("input", inputs.length, options.inputNames);
  const symbols = symbolsOf(names, inputs, options.dynamicAxes ?? {});
  const was = model instanceof Module ? model.modules().map((m) => [m, m.training] as const) : [];
  try {
    if (model instanceof Module) model.eval();
    const one = traced(model, inputs, names, opset);
    const other = symbols.length === 0 ? null : traced(model, grown(inputs, symbols, 1), names, opset);
    const bytes = assemble(one, other, { names, symbols, opset, outputNames: options.outputNames });
    if (options.verify !== false) {
      verify(bytes, one, inputs);
      // A third size: what fits two of them by chance does not fit this one.
      if (other !== null) {
        const more = grown(inputs, symbols, 3);
        verify(
          bytes,
          { results: resultsOf(noGrad(() => (model as (...xs: Tensor[]) => unknown)(...more.map(copyOf)))) },
          more,
        );
      }
    }
    return bytes;
  } finally {
    for (const [m, training] of was) m.training = training;
  }
}

function namesFor(what: string, n: number, given: readonly string[] | undefined): string[] {
  if (given === undefined) return n === 1 ? [what] : range(n).map((i) => `${what}_${i}`);
  if (given.length !== n || new Set(given).size !== n || given.some((g) => typeof g !== "string" || g === ""))
    fail(
      "argument",
      `export() needs ${n} different ${what} names, but got ${JSON.stringify(given)}`,
      `name all ${n} of them.`,
    );
  return [...given];
}

/** A size that may change, where it is first met, and all other places. */
interface Symbol_ {
  readonly name: string;
  readonly places: readonly (readonly [input: number, dim: number])[];
  readonly size: number;
}

function symbolsOf(names: readonly string[], inputs: readonly Tensor[], axes: DynamicAxes): Symbol_[] {
  const found = new Map<string, [number, number][]>();
  for (const [name, dims] of Object.entries(axes)) {
    const i = names.indexOf(name);
    if (i < 0) continue; // an output: its sizes follow
    const entries = Array.isArray(dims)
      ? (dims as number[]).map((d) => [d, `${name}_${d}`] as const)
      : Object.entries(dims as Record<number, string>).map(([d, s]) => [Number(d), s] as const);
    for (const [d, symbol] of entries) {
      const nd = inputs[i]!.shape.length,
        dim = d < 0 ? d + nd : d;
      if (!Number.isInteger(dim) || dim < 0 || dim >= nd)
        fail(
          "argument",
          `dynamicAxes names dimension ${d} of ${name}, which has ${nd}`,
          `its shape is ${showShape(inputs[i]!.shape)}.`,
        );
      found.set(symbol, [...(found.get(symbol) ?? []), [i, dim]]);
    }
  }
  return [...found].map(([name, places]) => {
    const sizes = places.map(([i, d]) => inputs[i]!.shape[d]!);
    if (sizes.some((n) => n !== sizes[0]) || sizes[0] === 0)
      fail(
        "argument",
        `the dynamic size "${name}" is ${sizes.join(" and ")} in the example inputs`,
        "give inputs that agree, of at least 1.",
      );
    return { name, places, size: sizes[0]! };
  });
}

/** How much larger the `i`-th size is in the `round`-th run: no two by the same, so that they can be told apart. */
const growth = (i: number, round: number): number => round * (2 * i + 1);

/** The inputs with larger dynamic dimensions: what is there already, again. */
function grown(inputs: readonly Tensor[], symbols: readonly Symbol_[], round: number): Tensor[] {
  return inputs.map((x, i) => {
    let y = x;
    symbols.forEach((s, k) => {
      for (const [at, dim] of s.places) {
        if (at !== i) continue;
        let missing = growth(k, round);
        while (missing > 0) {
          const part = Math.min(missing, s.size);
          y = noGrad(() => cat([y, narrow(y, dim, 0, part)], dim));
          missing -= part;
        }
      }
    });
    return y;
  });
}

interface Run {
  readonly trace: Trace;
  readonly inputs: readonly Tensor[];
  readonly results: readonly Tensor[];
  readonly outputs: readonly string[];
}

function traced(model: Exportable, args: readonly Tensor[], names: readonly string[], opset: number): Run {
  const state = model instanceof Module ? [...model.namedParameters(), ...model.namedBuffers()] : [];
  const trace = new Trace(
    model instanceof Module ? model : { summary: () => "the model", namedModules: () => [] },
    state,
    opset,
  );
  trace.b.reserve([...names, ...state.map(([n]) => n)]);
  const inputs = args.map((x) => copyOf(x));
  inputs.forEach((x, i) => trace.input(x, names[i]!));
  const before = setRecorder(trace);
  let results: Tensor[];
  try {
    results = resultsOf((model as (...xs: Tensor[]) => unknown)(...inputs));
  } finally {
    setRecorder(before);
  }
  if (results.length === 0)
    fail(
      "onnx-export",
      "the model gives no tensor",
      "export() needs a model whose forward returns a tensor, or tensors.",
    );
  trace.b.place = "the model's output";
  return { trace, inputs, results, outputs: results.map((t) => trace.nameOf(t)) };
}

/** The tensors of a result, in order. */
function resultsOf(v: unknown): Tensor[] {
  if (v instanceof Tensor) return [v];
  if (typeof v !== "object" || v === null) return [];
  return (Array.isArray(v) ? v : Object.values(v)).flatMap(resultsOf);
}

interface Plan {
  readonly names: readonly string[];
  readonly symbols: readonly Symbol_[];
  readonly opset: number;
  readonly outputNames: readonly string[] | undefined;
}

function assemble(one: Run, other: Run | null, plan: Plan): Uint8Array {
  const { b } = one.trace,
    outputNames = namesFor("output", one.outputs.length, plan.outputNames);
  const nodes: Node[] = [],
    initializers = new Map(b.initializers);
  if (other !== null) same(one, other);
  const sizes = new Sizes(plan, one, other);
  const inReshape = new Map<string, Made>(b.nodes.filter((n) => n.op === "Reshape").map((n) => [n.inputs[1]!, n]));
  // From the outputs backwards: what nothing reads is left out.
  const needed = new Set(one.outputs),
    kept: Made[] = [];
  for (const n of b.nodes.toReversed()) {
    if (!n.outputs.some((o) => needed.has(o))) continue;
    kept.unshift(n);
    for (const i of n.inputs) needed.add(i);
  }
  for (const [name, list] of b.sizes) {
    if (!needed.has(name)) continue;
    const fixed = sizes.constant(name, list, inReshape.has(name));
    if (fixed !== null) initializers.set(name, tensor(fixed, { dtype: "int64" }));
    else
      nodes.push(
        ...sizes.computed(
          name,
          list,
          kept.find((n) => n.inputs.includes(name))!,
        ),
      );
  }
  for (const { op, name, inputs, outputs, attributes } of kept)
    nodes.push({ op, name, inputs, outputs, ...(attributes && { attributes }) });
  // Outputs get their names: that of a node's output, or of a node that hands on what is there already.
  const made = new Set(kept.flatMap((n) => n.outputs)),
    renamed = new Map<string, string>();
  one.outputs.forEach((o, i) => {
    if (made.has(o) && !renamed.has(o)) renamed.set(o, outputNames[i]!);
    else
      nodes.push({
        op: "Identity",
        name: `to_${outputNames[i]!}`,
        inputs: [renamed.get(o) ?? o],
        outputs: [outputNames[i]!],
      });
  });
  const as = (name: string): string => renamed.get(name) ?? name;
  const graph = {
    name: "kindling",
    nodes: nodes.map((n) => ({ ...n, inputs: n.inputs.map(as), outputs: n.outputs.map(as) })),
    initializers: new Map([...initializers].filter(([name]) => needed.has(name))),
    inputs: plan.names.map((name, i): Port => ({
      name,
      dtype: one.inputs[i]!.dtype,
      shape: one.inputs[i]!.shape.map(
        (n, d) => plan.symbols.find((s) => s.places.some(([at, dim]) => at === i && dim === d))?.name ?? n,
      ),
    })),
    outputs: outputNames.map((name, i): Port => {
      const t = one.results[i]!;
      return {
        name,
        dtype: t.dtype,
        shape: t.shape.map((n, d) =>
          other === null || other.results[i]!.shape[d] === n
            ? n
            : (sizes.symbolFor(n, other.results[i]!.shape[d]!) ?? `${name}_${d}`),
        ),
      };
    }),
  };
  return writeModel(graph, plan.opset, "kindling", version);
}

/** Both runs must have done the same, but for sizes. */
function same(one: Run, other: Run): void {
  const [p, q] = [one.trace.b, other.trace.b];
  const differs = (place: string, what: string): never =>
    fail(
      "onnx-export",
      `${place}: ${what} for other sizes of the dynamic axes`,
      "make it of the inputs' values alone, or leave that axis fixed.",
    );
  p.nodes.forEach((n, i) => {
    const m = q.nodes[i];
    if (m === undefined || m.op !== n.op || !sameInputs(n, m)) differs(n.place, "the model takes another path");
    else if (shown(n) !== shown(m)) differs(n.place, `an attribute of ${n.op} is another`);
  });
  if (q.nodes.length !== p.nodes.length) differs(q.nodes[p.nodes.length]!.place, "the model takes another path");
  for (const [name, t] of p.initializers) {
    const u = q.initializers.get(name);
    if (u === t) continue;
    if (
      u === undefined ||
      u.dtype !== t.dtype ||
      !sameArray(u.shape, t.shape) ||
      !allclose(u, t, { rtol: 0, atol: 0, equalNan: true })
    )
      differs(p.nodes.find((n) => n.inputs.includes(name))?.place ?? "the model", "a constant is another");
  }
}
const sameInputs = (n: Made, m: Made): boolean =>
  n.inputs.length === m.inputs.length && n.inputs.every((x, k) => x === m.inputs[k]);
const shown = (n: Made): string => JSON.stringify(n.attributes);

/** Lists of sizes, computed from the shapes of inputs where they differ between the runs. */
class Sizes {
  static readonly name: string = "Sizes";
  private readonly plan: Plan;
  private readonly other: Run | null;
  private readonly made = new Map<string, string>();
  constructor(plan: Plan, _one: Run, other: Run | null) {
    this.plan = plan;
    this.other = other;
  }

  /** The list as a constant; null where it has to be computed. Reshape finds one size by itself. */
  constant(name: string, list: readonly number[], reshape: boolean): number[] | null {
    const now = this.other?.trace.b.sizes.get(name) ?? list,
      changed = list.flatMap((n, i) => (now[i] === n ? [] : [i]));
    if (changed.length === 0) return [...list];
    return reshape && changed.length === 1 && !list.includes(0)
      ? list.map((n, i) => (i === changed[0] ? -1 : n))
      : null;
  }

  computed(name: string, list: readonly number[], reader: Made): Node[] {
    const now = this.other!.trace.b.sizes.get(name)!,
      nodes: Node[] = [];
    const parts = list.map((n, i) => {
      if (now[i] === n) return this.fixed(n, nodes);
      return (
        this.solved(n, now[i]!, nodes) ??
        fail(
          "onnx-export",
          `${reader.place}: the size ${n} follows from the dynamic axes in a way that is not found`,
          "flatten() and reshape() with −1 leave it to ONNX.",
        )
      );
    });
    nodes.push({
      op: "Concat",
      name: `make_${name}`,
      inputs: parts,
      outputs: [name],
      attributes: { axis: { int: 0 } },
    });
    return nodes;
  }

  /** The name of a dynamic size that an output has as it is. */
  symbolFor(n: number, now: number): string | undefined {
    return this.plan.symbols.find((s, i) => s.size === n && s.size + growth(i, 1) === now)?.name;
  }

  private once(key: string, make: (out: string) => Node, nodes: Node[]): string {
    let out = this.made.get(key);
    if (out === undefined) {
      out = `size.${this.made.size}`;
      this.made.set(key, out);
      nodes.push(make(out));
    }
    return out;
  }
  private fixed(n: number, nodes: Node[]): string {
    return this.once(
      `${n}`,
      (out) => ({
        op: "Constant",
        name: `Constant.${out}`,
        inputs: [],
        outputs: [out],
        attributes: { value: { tensor: tensor([n], { dtype: "int64" }) } },
      }),
      nodes,
    );
  }
  private symbol(s: Symbol_, nodes: Node[]): string {
    const [input, dim] = s.places[0]!;
    return this.once(
      `s ${s.name}`,
      (out) => ({
        op: "Shape",
        name: `Shape.${out}`,
        inputs: [this.plan.names[input]!],
        outputs: [out],
        attributes: { start: { int: dim }, end: { int: dim + 1 } },
      }),
      nodes,
    );
  }
  private binary(op: string, x: string, y: string, nodes: Node[]): string {
    return this.once(`${op} ${x} ${y}`, (out) => ({ op, name: `${op}.${out}`, inputs: [x, y], outputs: [out] }), nodes);
  }

  /** A size that was n in one run and m in the other, as a·s, a·s·t, s / a or a·s + b. */
  private solved(n: number, m: number, nodes: Node[]): string | null {
    const all = this.plan.symbols.map((s, i) => ({ s, p: s.size, q: s.size + growth(i, 1) }));
    const times = (x: string, a: number): string => (a === 1 ? x : this.binary("Mul", x, this.fixed(a, nodes), nodes));
    for (const { s, p, q } of all) if (n % p === 0 && m === (n / p) * q) return times(this.symbol(s, nodes), n / p);
    for (const a of all)
      for (const c of all)
        if (a !== c && n % (a.p * c.p) === 0 && m === (n / (a.p * c.p)) * a.q * c.q)
          return times(this.binary("Mul", this.symbol(a.s, nodes), this.symbol(c.s, nodes), nodes), n / (a.p * c.p));
    for (const { s, p, q } of all)
      if (n > 0 && p % n === 0 && m * (p / n) === q)
        return this.binary("Div", this.symbol(s, nodes), this.fixed(p / n, nodes), nodes);
    for (const { s, p, q } of all) {
      const a = (m - n) / (q - p);
      if (Number.isInteger(a) && a !== 0)
        return this.binary("Add", times(this.symbol(s, nodes), a), this.fixed(n - a * p, nodes), nodes);
    }
    return null;
  }
}

/** Reads the file back, and holds what it computes against what the model did. */
function verify(bytes: Uint8Array, run: { readonly results: readonly Tensor[] }, inputs: readonly Tensor[]): void {
  const outs = [noGrad(() => load<Tensor | Tensor[]>(bytes)(...inputs))].flat();
  outs.forEach((got, i) => {
    const want = run.results[i]!;
    if (
      !sameArray(got.shape, want.shape) ||
      got.dtype !== want.dtype ||
      !allclose(cast(got, "float64"), cast(want, "float64"), { rtol: 1e-3, atol: 1e-4, equalNan: true })
    )
      fail(
        "onnx-export",
        `the graph computes something else than the model (output ${i})`,
        "does forward() depend on something besides its arguments, such as random numbers or a state that changes?",
      );
  });
}
