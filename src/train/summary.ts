import { noGrad } from "../core/modes.js";
import { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { noMore } from "../diagnose/arguments.js";
import { checkChoice, checkSettings, checkWhole } from "../diagnose/settings.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { isModule, membersOf, walk } from "../nn/module-state.js";
import type { Module } from "../nn/module.js";
import { defaultGenerator } from "../random/generator.js";
import { checkDType, type DType, dtypeInfo } from "../shape/dtype.js";
import { ones } from "../tensor/creation.js";
import { formatFixed } from "../util/pyformat.js";

// A model as a table, after torchinfo: the layers in the order in which a forward pass calls them.

/** Sizes of one input, batch first, or of several inputs. */
export type InputSize = readonly number[] | readonly (readonly number[])[];

/** Settings of {@link summary}. */
export interface SummaryOptions {
  /** Sizes of the input, batch first: `[32, 1, 28, 28]`; of several inputs: `[[32, 10], [32, 4]]`. */
  inputSize?: InputSize | undefined;
  /** The inputs of `forward` themselves, instead of sizes. */
  inputData?: Tensor | readonly unknown[] | undefined;
  /** The dtype of each input created from a size; default float32. */
  dtypes?: readonly DType[] | undefined;
  /** The number of nested levels to show; default 3. */
  depth?: number | undefined;
  /** Whether to run the forward pass in `"train"` or `"eval"` mode; default `"eval"`. */
  mode?: "train" | "eval" | undefined;
}

const settings = { inputSize: "o", inputData: "o", dtypes: "o", depth: "n", mode: "s" };

/** A row of a {@link Summary}: one call of a layer, or a layer that was not called. */
export interface SummaryLayer {
  /** Its path in the model, such as `features.0`; empty for the model itself. */
  readonly path: string;
  /** Its class, such as `Conv2d`. */
  readonly layer: string;
  /** Its depth: 0 for the model itself. */
  readonly depth: number;
  /** Its number among the layers of that depth, counted from 1. A layer that is called again keeps its number. */
  readonly index: number;
  /** The shape of its output, or of each of several outputs; null if it was not called. */
  readonly outputShape: readonly number[] | readonly (readonly number[])[] | null;
  /** The number of its parameters, including those of the layers below it. */
  readonly parameters: number;
  /** The number of trained parameters among them. */
  readonly trainable: number;
  /** Multiply-adds with its own weights. */
  readonly multAdds: number;
  /** Whether the layer is also in an earlier row: its parameters count once. */
  readonly again: boolean;
}

interface Row extends SummaryLayer {
  /** The module. */
  readonly module: Module;
  /** The rows of its submodules. */
  readonly children: Row[];
  outputShape: SummaryLayer["outputShape"];
  multAdds: number;
  /** The bytes of its outputs. */
  outputBytes: number;
}

/** The public part of a row. */
const shown = (r: Row): SummaryLayer => {
  const { path, layer, depth, index, outputShape, parameters, trainable, multAdds, again } = r;
  return { path, layer, depth, index, outputShape, parameters, trainable, multAdds, again };
};

/**
 * The result of {@link summary}. It prints as a table; its properties hold the same data.
 *
 * @example
 * const s = summary(new nn.Linear(10, 1), { inputSize: [32, 10] });
 * [s.parameters, s.multAdds]; // → 11,320
 */
export class Summary {
  static readonly name: string = "Summary";
  /** The rows, in order. */
  readonly layers: readonly SummaryLayer[];
  /** The number of parameters of the model; shared ones once. */
  readonly parameters: number;
  /** The number of trained parameters. */
  readonly trainable: number;
  /** Multiply-adds in one forward pass. */
  readonly multAdds: number;
  /** Bytes of the inputs. */
  readonly inputBytes: number;
  /** Bytes of the outputs of layers with parameters, and of their gradients. */
  readonly passBytes: number;
  /** Bytes of the parameters. */
  readonly parameterBytes: number;
  private readonly depthShown: number;
  private readonly seen: boolean;

  /** @internal */
  constructor(root: Module, rows: readonly Row[], inputBytes: number, depth: number, seen: boolean) {
    const parameters = root.parameters();
    const leaves = rows.filter((r) => r.children.length === 0);
    this.layers = rows.map(shown);
    this.parameters = parameters.reduce((n, p) => n + p.count, 0);
    this.trainable = parameters.reduce((n, p) => n + (p.wantsGrad ? p.count : 0), 0);
    this.multAdds = rows.reduce((n, r) => n + r.multAdds, 0);
    this.inputBytes = inputBytes;
    this.passBytes = leaves.reduce((n, r) => n + (r.parameters > 0 ? 2 * r.outputBytes : 0), 0);
    this.parameterBytes = parameters.reduce((n, p) => n + p.count * dtypeInfo[p.dtype].bytes, 0);
    this.depthShown = depth;
    this.seen = seen;
  }

  /** The table as text. */
  toString(): string {
    const shown = this.layers.filter((l) => l.depth <= this.depthShown);
    const heads = ["Layer (type:depth-idx)", "Output Shape", "Param #", "Mult-Adds", "Trainable"];
    const body = shown.map((l) => {
      const cut = l.depth === this.depthShown;
      const own = cut ? l.parameters : l.parameters - this.below(l, "parameters");
      const learned = cut ? l.trainable : l.trainable - this.below(l, "trainable");
      const adds = cut ? l.multAdds + this.below(l, "multAdds") : l.multAdds;
      return [
        `${indent(l.depth)}${l.layer}${l.depth === 0 ? "" : `: ${l.depth}-${l.index}`}`,
        shapeText(l.outputShape),
        own === 0 ? "--" : l.again ? "(recursive)" : learned === 0 ? `(${grouped(own)})` : grouped(own),
        adds === 0 ? "--" : grouped(adds),
        l.parameters === 0 ? "--" : l.trainable === 0 ? "False" : l.trainable === l.parameters ? "True" : "Partial",
      ];
    });
    const widths = heads.map((h, i) => Math.max(h.length, ...body.map((r) => r[i]!.length)) + 3);
    widths[0] = Math.max(widths[0]!, 32);
    const line = (cells: readonly string[]): string =>
      cells
        .map((c, i) => c.padEnd(widths[i]!))
        .join("")
        .trimEnd();
    const rule = "=".repeat(widths.reduce((a, b) => a + b));
    const mega = (bytes: number): string => formatFixed(bytes / 1e6, 2);
    const totals = [
      `Total params: ${grouped(this.parameters)}`,
      `Trainable params: ${grouped(this.trainable)}`,
      `Non-trainable params: ${grouped(this.parameters - this.trainable)}`,
    ];
    const sizes = this.seen
      ? [
          rule,
          `Input size (MB): ${mega(this.inputBytes)}`,
          `Forward/backward pass size (MB): ${mega(this.passBytes)}`,
          `Params size (MB): ${mega(this.parameterBytes)}`,
          `Estimated Total Size (MB): ${mega(this.inputBytes + this.passBytes + this.parameterBytes)}`,
        ]
      : [];
    return [
      rule,
      line(heads),
      rule,
      ...body.map(line),
      rule,
      ...totals,
      ...(this.seen ? [`Total mult-adds${unitOf(this.multAdds)}`] : []),
      ...sizes,
      rule,
    ].join("\n");
  }
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  /** The sum over the rows below one; parameters only where they count. */
  private below(l: SummaryLayer, what: "parameters" | "trainable" | "multAdds"): number {
    let sum = 0;
    for (let i = this.layers.indexOf(l) + 1; i < this.layers.length; i++) {
      const row = this.layers[i]!;
      if (row.depth <= l.depth) break;
      if (what === "multAdds") sum += row.multAdds;
      else if (row.depth === l.depth + 1 && !row.again) sum += row[what];
    }
    return sum;
  }
}

const indent = (depth: number): string => (depth === 0 ? "" : depth === 1 ? "├─" : `${"│    ".repeat(depth - 1)}└─`);
const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
const shapeText = (s: SummaryLayer["outputShape"]): string =>
  s === null ? "--" : `[${s.map((e) => (typeof e === "number" ? e : `[${e.join(", ")}]`)).join(", ")}]`;
function unitOf(n: number): string {
  for (const [unit, size] of [
    ["T", 1e12],
    ["G", 1e9],
    ["M", 1e6],
    ["K", 1e3],
  ] as const)
    if (n >= size) return ` (${unit}): ${formatFixed(n / size, 2)}`;
  return `: ${n}`;
}

/**
 * A model as a table, as torchinfo prints it: each layer with its depth and number, the shape of its output, its
 * parameters, multiply-adds, and whether it is trained; then the totals and the memory they take. With `inputSize` (or
 * `inputData`) a forward pass is run, without gradients; without it the table has no output shapes.
 *
 * The model is left as it was: its modes, its buffers in `"eval"` mode, and the random stream.
 *
 * Multiply-adds are counted as torchinfo counts them, per weight: once for every position of the output of a
 * convolution, for every output vector of a linear layer, for every sample of other layers, and not at all for tables
 * (Embedding).
 *
 * Options, by name: inputSize, inputData, dtypes, depth = 3, mode = "eval".
 *
 * @example
 * const model = new nn.Sequential(new nn.Conv2d(1, 4, 3), new nn.ReLU(), new nn.Flatten(), new nn.Linear(2704, 10));
 * console.log(summary(model, { inputSize: [1, 1, 28, 28] }));
 */
export function summary(model: Module, options: SummaryOptions = {}): Summary {
  noMore("summary", 2, arguments);
  if (!isModule(model))
    fail(
      "argument",
      `summary() takes a model, but got ${shownValue(model)}`,
      "for example summary(model, { inputSize: [1, 10] }).",
    );
  checkSettings("summary", options, settings);
  checkWhole("summary", "depth", options.depth, 0);
  checkChoice("summary", "mode", options.mode, ["train", "eval"]);
  const { depth = 3, mode = "eval" } = options;
  const inputs = inputsOf(options);
  const rows = inputs === null ? unseen(model) : watched(model, inputs, mode === "train");
  const bytes = (inputs ?? []).reduce<number>((n, v) => n + tensorBytes(v), 0);
  return new Summary(model, rows, bytes, depth, inputs !== null);
}

function inputsOf(o: SummaryOptions): readonly unknown[] | null {
  const { inputSize, inputData, dtypes } = o;
  if (inputData !== undefined) {
    if (inputSize !== undefined) fail("argument", "summary() takes inputSize or inputData, not both", "leave one out.");
    return Array.isArray(inputData) ? (inputData as readonly unknown[]) : [inputData];
  }
  if (inputSize === undefined) return null;
  const example = "for example { inputSize: [32, 10] }, or { inputSize: [[32, 10], [32, 4]] } for two inputs.";
  if (!Array.isArray(inputSize) || inputSize.length === 0)
    fail("argument", `summary() expects inputSize to be a list of sizes, but got ${shownValue(inputSize)}`, example);
  const several = (Array.isArray(inputSize[0]) ? inputSize : [inputSize]) as readonly (readonly number[])[];
  for (const size of several)
    if (!Array.isArray(size) || !size.every((n) => Number.isSafeInteger(n) && n >= 0))
      fail("argument", `summary() expects inputSize to hold whole numbers, but got ${shownValue(inputSize)}`, example);
  if (dtypes !== undefined && (!Array.isArray(dtypes) || dtypes.length !== several.length))
    fail(
      "argument",
      `summary() expects a dtype for each of ${several.length} inputs, but got ${shownValue(dtypes)}`,
      "give as many dtypes as inputs.",
    );
  return several.map((size, i) => {
    const dtype = dtypes?.[i] ?? "float32";
    checkDType(dtype);
    return ones(size, { dtype });
  });
}

/** Every layer, if nothing was run. */
function unseen(model: Module): Row[] {
  const rows: Row[] = [];
  const numbers = new Numbers();
  const visit = (m: Module, path: string, depth: number): Row => {
    const row = numbers.row(m, path, depth);
    rows.push(row);
    for (const [name, child] of membersOf(m).children)
      if (child !== null) row.children.push(visit(child, path === "" ? name : `${path}.${name}`, depth + 1));
    return row;
  };
  visit(model, "", 0);
  return rows;
}

/** Numbers layers by depth, and remembers those seen before. */
class Numbers {
  private readonly counts: number[] = [];
  private readonly known = new Map<Module, number>();
  row(module: Module, path: string, depth: number): Row {
    const before = this.known.get(module);
    const index = before ?? (this.counts[depth] = (this.counts[depth] ?? 0) + 1);
    this.known.set(module, index);
    const parameters = module.parameters();
    return {
      module,
      path,
      layer: module.constructor.name,
      depth,
      index,
      outputShape: null,
      parameters: parameters.reduce((n, p) => n + p.count, 0),
      trainable: parameters.reduce((n, p) => n + (p.wantsGrad ? p.count : 0), 0),
      multAdds: 0,
      again: before !== undefined,
      children: [],
      outputBytes: 0,
    };
  }
}

/** The layers that a forward pass calls, in that order; a list of layers precedes those of its layers that are called. */
function watched(model: Module, inputs: readonly unknown[], training: boolean): Row[] {
  const all = walk(model, "", true);
  const pathOf = new Map<Module, string>();
  const moduleAt = new Map<string, Module>();
  for (const [path, m] of all) {
    if (!pathOf.has(m)) pathOf.set(m, path);
    moduleAt.set(path, m);
  }
  const numbers = new Numbers(),
    stack: Row[] = [];
  let root: Row | undefined;
  const under = (parent: Row, module: Module): Row => {
    const path = pathOf.get(module)!;
    const above = parent.path === "" ? "" : `${parent.path}.`;
    let at = parent;
    // Intermediate containers that are not called themselves.
    if (path.startsWith(above)) {
      const names = path.slice(above.length).split(".");
      for (let i = 1; i < names.length; i++) {
        const between = above + names.slice(0, i).join(".");
        const container = moduleAt.get(between);
        if (container === undefined) break;
        let row = at.children.find((c) => c.module === container);
        if (row === undefined) at.children.push((row = numbers.row(container, between, at.depth + 1)));
        at = row;
      }
    }
    const row = numbers.row(module, path, at.depth + 1);
    at.children.push(row);
    return row;
  };
  const modules = [...pathOf.keys()];
  const modes = modules.map((m) => m.training);
  const handles = modules.flatMap((m) => [
    m.registerForwardPreHook((module) => {
      const parent = stack.at(-1);
      const row = parent === undefined ? numbers.row(module, "", 0) : under(parent, module);
      root ??= row;
      stack.push(row);
    }),
    m.registerForwardHook((module, _args, output) => {
      const row = stack.pop()!;
      const given = tensorsIn(output);
      row.outputShape = given.length === 1 ? [...given[0]!.shape] : given.map((t) => [...t.shape]);
      row.outputBytes = given.reduce((n, t) => n + tensorBytes(t), 0);
      row.multAdds = multAdds(module, row, given[0]);
    }),
  ]);
  const before = defaultGenerator.getState();
  try {
    modules.forEach((m) => (m.training = training));
    noGrad(() => model(...inputs));
  } finally {
    defaultGenerator.setState(before);
    modules.forEach((m, i) => (m.training = modes[i]!));
    for (const h of handles) h.remove();
  }
  const rows: Row[] = [];
  const flatten = (r: Row): void => {
    rows.push(r);
    r.children.forEach(flatten);
  };
  if (root !== undefined) flatten(root);
  return rows;
}

/** The tensors of an output, within lists, maps and plain objects. */
function tensorsIn(output: unknown): Tensor[] {
  if (output instanceof Tensor) return [output];
  if (Array.isArray(output)) return (output as unknown[]).flatMap(tensorsIn);
  if (output instanceof Map) return [...(output as Map<unknown, unknown>).values()].flatMap(tensorsIn);
  return typeof output === "object" && output !== null ? Object.values(output).flatMap(tensorsIn) : [];
}

const tensorBytes = (v: unknown): number => tensorsIn(v).reduce((n, t) => n + t.count * dtypeInfo[t.dtype].bytes, 0);

/** The multiply-adds of a layer with weights that belong to no called layer below it. Plain additions do not count. */
function multAdds(module: Module, row: Row, output: Tensor | undefined): number {
  if (output === undefined) return 0;
  const called = new Set(row.children.flatMap((c) => c.module.parameters()));
  const own = module.namedParameters().flatMap(([name, p]) => {
    const last = name.slice(name.lastIndexOf(".") + 1);
    return !called.has(p) && (p.shape.length > 1 || last.includes("weight")) ? [p] : [];
  });
  const count = own.reduce((n, p) => n + p.count, 0);
  const name = row.layer;
  if (count === 0 || name.includes("Embedding")) return 0;
  const { shape } = output;
  const channels = (module as { outChannels?: number }).outChannels;
  const last = shape.at(-1) ?? 1;
  const places = name.includes("Conv")
    ? output.count / (channels ?? 1)
    : own.some((p) => p.shape.length === 2) && last > 0
      ? output.count / last
      : (shape[0] ?? 1);
  return Math.round(count * places);
}
