// What each op is in ONNX, by its name. Elementwise ops and reductions need no entry: their kernels say what they are
// (`expression.ts`). Here is the rest, and what ONNX has an op of its own for.

import type { Differentiable } from "../../core/node.js";
import type { Attrs, Op, Operand, ViewOp } from "../../core/op.js";
import { Tensor } from "../../core/tensor.js";
import type { Geometry } from "../../ops/window/convolution.js";
import type { Blocks } from "../../ops/window/im2col.js";
import type { Layout } from "../../shape/layout.js";
import type { DType } from "../../shape/dtype.js";
import { tensor } from "../../tensor/creation.js";
import { product, range, sameArray } from "../../util/array.js";
import type { Builder } from "./builder.js";
import { castTo, noForm } from "./expression.js";

/** What a form may ask of the trace. */
export interface Step {
  readonly b: Builder;
  nameOf(t: Tensor): string;
  operand(a: Operand, dtype: DType): string;
  readonly notes: Map<string, string>;
  readonly opset: number;
}
/** Gives the value of the op's output; undefined where the op's own steps, which stand before it, are its form. */
type Form = (s: Step, args: readonly Operand[], attrs: Attrs, out: Tensor) => string | undefined;

const num = (a: Attrs, key: string): number => a[key] as number;
const list = (a: Attrs, key: string): readonly number[] => a[key] as readonly number[];
const tensors = (args: readonly Operand[]): Tensor[] => args as Tensor[];
const first = (s: Step, args: readonly Operand[]): string => s.nameOf(args[0] as Tensor);
const ints = (values: readonly number[]): { readonly ints: readonly number[] } => ({ ints: values });
const int = (value: number): { readonly int: number } => ({ int: value });

const reshaped = (s: Step, x: string, shape: readonly number[]): string => s.b.emit("Reshape", [x, s.b.shape(shape)]);
const turned = (s: Step, x: string, perm: readonly number[]): string =>
  perm.every((d, i) => d === i) ? x : s.b.emit("Transpose", [x], { perm: ints(perm) });
const swapped = (nd: number, p: number, q: number): number[] => range(nd).map((d) => (d === p ? q : d === q ? p : d));
const sliced = (s: Step, x: string, dim: number, from: number, to: number, step: number): string =>
  s.b.emit("Slice", [x, s.b.shape([from]), s.b.shape([to]), s.b.ints([dim]), s.b.ints([step])]);

/** Elements of a row-major tensor by their places, which a layout over it gives. */
function picked(s: Step, x: Tensor, layout: Layout): string {
  const places: number[] = [];
  const walk = (d: number, at: number): void => {
    if (d === layout.shape.length) {
      places.push(at);
      return;
    }
    for (let i = 0; i < layout.shape[d]!; i++) walk(d + 1, at + i * layout.strides[d]!);
  };
  walk(0, layout.offset);
  const index = s.b.constant(tensor(places, { dtype: "int64" }).reshape([...layout.shape]));
  return s.b.emit("Gather", [reshaped(s, s.nameOf(x), [x.count]), index], { axis: int(0) });
}
/** A view that ONNX has no op for. */
const anyView =
  (name: string): Form =>
  (s, [x], a) => {
    const t = x as Tensor,
      strides = t.shape.map((_, d) => product(t.shape.slice(d + 1)));
    if (name === "asStrided" && a["dense"] !== true)
      return noForm(s.b, "as_strided() of a tensor that is not contiguous", "call contiguous() first.");
    return picked(s, t, viewOf(s, name)({ shape: t.shape, strides, offset: 0 }, a));
  };
const viewOf = (s: Step, name: string): ((l: Layout, a: Attrs) => Layout) =>
  views.get(name) ?? noForm(s.b, `\`${name}\``);
/** The layouts that views make, filled when an op of that kind is met. */
const views = new Map<string, (l: Layout, a: Attrs) => Layout>();

/** What windows need beyond the end of the input. */
const behind = (g: Geometry): number[] =>
  g.stride.map(
    (st, i) => (g.output[i]! - 1) * st + (g.kernel[i]! - 1) * g.dilation[i]! + 1 - g.input[i]! - g.padding[i]!,
  );

const convolution =
  (type: "Conv" | "ConvTranspose"): Form =>
  (s, args, a) => {
    const g = a as Geometry,
      after = behind(g);
    return s.b.emit(
      type,
      tensors(args).map((t) => s.nameOf(t)),
      {
        kernel_shape: ints(g.kernel),
        strides: ints(g.stride),
        dilations: ints(g.dilation),
        group: int(g.groups),
        // In a Conv, elements that no window reaches are left out by rounding down.
        pads: ints([...g.padding, ...after.map((n) => Math.max(0, n))]),
        ...(type === "ConvTranspose" ? { output_padding: ints(after.map((n) => Math.max(0, -n))) } : {}),
      },
    );
  };

const linear: Form = (s, args) => {
  const [x, w, bias] = args as [Tensor, Tensor, Tensor | undefined],
    name = s.nameOf(x);
  if (x.shape.length === 2 && bias !== undefined)
    return s.b.emit("Gemm", [name, s.nameOf(w), s.nameOf(bias)], { transB: int(1) });
  const y = s.b.emit("MatMul", [name, turned(s, s.nameOf(w), [1, 0])]);
  return bias === undefined ? y : s.b.emit("Add", [y, s.nameOf(bias)]);
};

interface Windows {
  readonly input: number;
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly step: number;
}
/** The stride, padding and size of windows; null where they are not even. */
function evenly(w: Windows): { k: number; s: number; p: number; after: number } | null {
  const out = w.start.length,
    longest = Math.max(...w.start.map((v, i) => w.end[i]! - v));
  for (let p = 0; p <= Math.max(longest, 1); p++)
    for (let k = Math.floor((longest - 1) / w.step) + 1; k <= longest + p; k++)
      for (let s = 1; s <= Math.max(1, w.input); s++) {
        const right = w.start.every((v, i) => {
          const at = i * s - p;
          const from = at < 0 ? at + Math.ceil(-at / w.step) * w.step : at;
          return from === v && Math.min(at + (k - 1) * w.step + 1, w.input) === w.end[i];
        });
        if (right) return { k, s, p, after: Math.max(0, (out - 1) * s - p + (k - 1) * w.step + 1 - w.input) };
        if (out === 1) break;
      }
  return null;
}

const poolPlaces: Form = (s, [x], a, out) => {
  const ws = a["windows"] as readonly Windows[],
    even = ws.map(evenly),
    t = x as Tensor,
    nd = ws.length;
  if (even.some((e) => e === null))
    return noForm(s.b, "pooling over windows of different sizes", "choose sizes that divide the input's.");
  // ONNX wants a batch and channels.
  const lead = t.shape.length - nd,
    plain = lead === 2;
  const input = plain
    ? s.nameOf(t)
    : reshaped(s, s.nameOf(t), [1, product(t.shape.slice(0, lead)), ...t.shape.slice(lead)]);
  const [values, places] = s.b.emitAll("MaxPool", [input], 2, {
    kernel_shape: ints(even.map((e) => e!.k)),
    strides: ints(even.map((e) => e!.s)),
    dilations: ints(ws.map((w) => w.step)),
    pads: ints([...even.map((e) => e!.p), ...even.map((e) => e!.after)]),
  }) as [string, string];
  // Places within the plane, where ONNX counts through all planes.
  const plane = castTo(s.b, s.b.emit("Mod", [places, s.b.scalar(product(t.shape.slice(lead)), "int64")]), "int32");
  const back = (y: string): string => (plain ? y : reshaped(s, y, out.shape));
  const name = back(plane);
  s.notes.set(`${s.nameOf(t)} ${name}`, back(values));
  return name;
};
const poolTake: Form = (s, args, a) => {
  const [x, places] = tensors(args) as [Tensor, Tensor],
    dims = num(a, "dims"),
    lead = x.shape.length - dims;
  const known = s.notes.get(`${s.nameOf(x)} ${s.nameOf(places)}`);
  if (known !== undefined) return known;
  const flat = (t: Tensor): string =>
    reshaped(s, s.nameOf(t), [...t.shape.slice(0, lead), product(t.shape.slice(lead))]);
  return reshaped(
    s,
    s.b.emit("GatherElements", [flat(x), castTo(s.b, flat(places), "int64")], { axis: int(lead) }),
    places.shape,
  );
};

/** Windows side by side: the largest of tiles, which are a view of the input. */
const tileMax: Form = (s, [x], a) => {
  const t = x as Tensor,
    dims = list(a, "dims"),
    base = t.viewOf?.base ?? t;
  const lead = t.shape.length - 2 * dims.length,
    kernel = dims.map((d) => t.shape[d]!);
  const of = base.strides.slice(lead);
  const tiled =
    lead === 2 &&
    base.shape.length === lead + dims.length &&
    base.offset === t.offset &&
    sameArray(base.shape.slice(0, lead), t.shape.slice(0, lead)) &&
    sameArray(base.strides.slice(0, lead), t.strides.slice(0, lead)) &&
    dims.every(
      (d, i) => d === lead + 2 * i + 1 && t.strides[d] === of[i] && t.strides[d - 1] === of[i]! * kernel[i]!,
    ) &&
    kernel.every((k, i) => Math.floor(base.shape[lead + i]! / k) === t.shape[lead + 2 * i]);
  return tiled
    ? s.b.emit("MaxPool", [s.nameOf(base)], { kernel_shape: ints(kernel), strides: ints(kernel) })
    : undefined;
};

interface LineMap {
  readonly from: number;
  readonly starts: Int32Array;
  readonly places: Int32Array;
  readonly weights: Float64Array | null;
}
/** A sparse map along each of the last dimensions: gathered where each element is one of the input's, else a product with a matrix. */
const resample: Form = (s, [x], a) => {
  const t = x as Tensor,
    maps = a["maps"] as readonly LineMap[],
    lead = t.shape.length - maps.length;
  let y = s.nameOf(t);
  maps.forEach((m, i) => {
    const dim = lead + i,
      rows = m.starts.length - 1,
      last = t.shape.length - 1;
    if (m.weights === null && m.places.length === rows && range(rows).every((r) => m.starts[r] === r)) {
      if (rows === m.from && m.places.every((p, r) => p === r)) return;
      const index = s.b.constant(tensor([...m.places], { dtype: "int64" }));
      y = s.b.emit("Gather", [y, index], { axis: int(dim) });
      return;
    }
    const matrix = Array.from({ length: m.from }, () => Array<number>(rows).fill(0));
    for (let r = 0; r < rows; r++)
      for (let k = m.starts[r]!; k < m.starts[r + 1]!; k++) matrix[m.places[k]!]![r]! += m.weights?.[k] ?? 1;
    const product_ = s.b.emit("MatMul", [
      turned(s, y, swapped(last + 1, dim, last)),
      s.b.constant(tensor(matrix, { dtype: t.dtype })),
    ]);
    y = turned(s, product_, swapped(last + 1, dim, last));
  });
  return y;
};

const indexed: Form = (s, args, a) => {
  const [x, ...given] = tensors(args) as [Tensor, ...Tensor[]],
    dims = list(a, "dims"),
    nd = x.shape.length;
  if (given.some((i) => i.dtype === "bool")) return noForm(s.b, "indexing with a mask", "where() keeps the shape.");
  const wide = (t: Tensor): string => (t.dtype === "int64" ? s.nameOf(t) : castTo(s.b, s.nameOf(t), "int64"));
  if (dims.length === 1) return s.b.emit("Gather", [s.nameOf(x), wide(given[0]!)], { axis: int(dims[0]!) });
  const common = given.map((t) => t.shape).reduce((p, q) => broadcast(p, q));
  const parts = given.map((t) =>
    s.b.emit("Unsqueeze", [
      sameArray(t.shape, common) ? wide(t) : s.b.emit("Expand", [wide(t), s.b.shape(common)]),
      s.b.ints([-1]),
    ]),
  );
  const rest = range(nd).filter((d) => !dims.includes(d));
  const y = s.b.emit("GatherND", [
    turned(s, s.nameOf(x), [...dims, ...rest]),
    s.b.emit("Concat", parts, { axis: int(-1) }),
  ]);
  const together = dims.every((d, i) => i === 0 || d === dims[i - 1]! + 1),
    before = together ? rest.filter((d) => d < dims[0]!).length : 0;
  const k = common.length;
  return turned(s, y, [
    ...range(before).map((i) => k + i),
    ...range(k),
    ...range(rest.length - before).map((i) => k + before + i),
  ]);
};
const broadcast = (p: readonly number[], q: readonly number[]): readonly number[] => {
  const n = Math.max(p.length, q.length),
    at = (a: readonly number[], i: number): number => a[i - (n - a.length)] ?? 1;
  return range(n).map((i) => (at(p, i) === 1 ? at(q, i) : at(p, i)));
};

/** The vector that a view with the sizes 1, C, 1, … was made of. */
const vectorOf = (t: Tensor): Tensor | null => {
  const base = t.viewOf?.base ?? t;
  return base.shape.length === 1 && base.count === t.count ? base : null;
};
const normalized: Form = (s, args, a) => {
  const [x, w, bias] = args as [Tensor, Tensor | undefined, Tensor | undefined];
  if (a["dims"] !== null || w === undefined || bias === undefined || x.shape.length < 2) return undefined;
  const { mean, variance } = a["moments"] as { mean: Tensor; variance: Tensor };
  const vectors = [w, bias, mean, variance].map(vectorOf);
  if (vectors.some((v) => v === null || v.count !== x.shape[1])) return undefined;
  return s.b.emit("BatchNormalization", [s.nameOf(x), ...vectors.map((v) => s.nameOf(v!))], {
    epsilon: { float: num(a, "eps") },
  });
};

const layerNorm: Form = (s, args, a) => {
  const [x, w, bias] = args as [Tensor, Tensor | number, Tensor | number];
  if (!(w instanceof Tensor) || x.dtype !== "float32" || s.opset < 17) return undefined;
  return s.b.emit(
    "LayerNormalization",
    [s.nameOf(x), s.nameOf(w), ...(bias instanceof Tensor ? [s.nameOf(bias)] : [])],
    {
      axis: int(-list(a, "dims").length),
      epsilon: { float: num(a, "eps") },
    },
  );
};

const nll: Form = (s, args, a, out) => {
  const [x, target, weight] = args as [Tensor, Tensor, Tensor | undefined],
    single = x.shape.length < 2;
  const names = single
    ? [reshaped(s, s.nameOf(x), [1, x.count]), reshaped(s, s.nameOf(target), [1])]
    : [s.nameOf(x), s.nameOf(target)];
  const y = s.b.emit("NegativeLogLikelihoodLoss", weight === undefined ? names : [...names, s.nameOf(weight)], {
    reduction: { text: a["reduction"] as string },
    ignore_index: int(num(a, "ignoreIndex")),
  });
  return single && a["reduction"] === "none" ? reshaped(s, y, out.shape) : y;
};

/** Values at places of a plane, the rest 0. */
const spread: Form = (s, args, a, out) => {
  const [x, places] = tensors(args) as [Tensor, Tensor],
    lead = x.shape.length - num(a, "dims");
  const flat = (t: Tensor): string =>
    reshaped(s, s.nameOf(t), [...t.shape.slice(0, lead), product(t.shape.slice(lead))]);
  const zeros = s.b.emit("Expand", [
    s.b.scalar(0, out.dtype),
    s.b.shape([...out.shape.slice(0, lead), product(out.shape.slice(lead))]),
  ]);
  const y = s.b.emit("ScatterElements", [zeros, castTo(s.b, flat(places), "int64"), flat(x)], {
    axis: int(lead),
    ...(a["set"] === true ? {} : { reduction: { text: "add" } }),
  });
  return reshaped(s, y, out.shape);
};

/** The size of the padded picture, and the places in it that blocks consist of: each block's element by block. */
function blockPlaces(g: Blocks): { size: readonly number[]; places: number[][] } {
  const size = g.size.map((n, d) => n + 2 * g.padding[d]!);
  const places: number[][] = [];
  for (let ky = 0; ky < g.kernel[0]!; ky++)
    for (let kx = 0; kx < g.kernel[1]!; kx++) {
      const row: number[] = [];
      for (let i = 0; i < g.count[0]!; i++)
        for (let j = 0; j < g.count[1]!; j++)
          row.push((i * g.stride[0]! + ky * g.dilation[0]!) * size[1]! + j * g.stride[1]! + kx * g.dilation[1]!);
      places.push(row);
    }
  return { size, places };
}
const unfolded: Form = (s, [x], a, out) => {
  const t = x as Tensor,
    g = a as Blocks,
    { size, places } = blockPlaces(g),
    [py, px] = g.padding as [number, number];
  const padded = s.b.emit("Pad", [s.nameOf(t), s.b.ints([0, 0, py, px, 0, 0, py, px]), s.b.scalar(0, t.dtype)]);
  const flat = reshaped(s, padded, [t.shape[0]!, t.shape[1]!, product(size)]);
  return reshaped(
    s,
    s.b.emit("Gather", [flat, s.b.constant(tensor(places, { dtype: "int64" }))], { axis: int(2) }),
    out.shape,
  );
};
const folded: Form = (s, [x], a, out) => {
  const t = x as Tensor,
    g = a as Blocks,
    { size, places } = blockPlaces(g),
    lead = out.shape.slice(0, 2),
    [py, px] = g.padding as [number, number];
  const zeros = s.b.emit("Expand", [s.b.scalar(0, t.dtype), s.b.shape([...lead, product(size)])]);
  const all = places.flat(),
    index = s.b.emit("Expand", [s.b.constant(tensor(all, { dtype: "int64" })), s.b.shape([...lead, all.length])]);
  const y = s.b.emit("ScatterElements", [zeros, index, reshaped(s, s.nameOf(t), [...lead, all.length])], {
    axis: int(2),
    reduction: { text: "add" },
  });
  return sliced(s, sliced(s, reshaped(s, y, [...lead, ...size]), 2, py, py + g.size[0]!, 1), 3, px, px + g.size[1]!, 1);
};

const simple =
  (op: string): Form =>
  (s, args) =>
    s.b.emit(
      op,
      tensors(args).map((t) => s.nameOf(t)),
    );
/** Of floats alone; anything else is what its kernel says. */
const floats =
  (op: string): Form =>
  (s, args, a, out) =>
    out.dtype === "float32" || out.dtype === "float64" ? simple(op)(s, args, a, out) : undefined;

const table: Readonly<Record<string, Form>> = {
  // views
  view: (s, args, _, out) => reshaped(s, first(s, args), out.shape),
  transpose: (s, args, a) =>
    turned(s, first(s, args), swapped((args[0] as Tensor).shape.length, num(a, "dim0"), num(a, "dim1"))),
  permute: (s, args, a) => turned(s, first(s, args), list(a, "dims")),
  expand: (s, args, _, out) => s.b.emit("Expand", [first(s, args), s.b.shape(out.shape)]),
  squeeze: (s, args, a) =>
    list(a, "dims").length === 0 ? first(s, args) : s.b.emit("Squeeze", [first(s, args), s.b.ints(list(a, "dims"))]),
  unsqueeze: (s, args, a) => s.b.emit("Unsqueeze", [first(s, args), s.b.ints([num(a, "dim")])]),
  slice: (s, args, a) => sliced(s, first(s, args), num(a, "dim"), num(a, "start"), num(a, "end"), num(a, "step")),
  select: (s, args, a) =>
    s.b.emit("Squeeze", [
      sliced(s, first(s, args), num(a, "dim"), num(a, "index"), num(a, "index") + 1, 1),
      s.b.ints([num(a, "dim")]),
    ]),
  t: (s, args) => turned(s, first(s, args), [1, 0]),
  // products
  matmul: simple("MatMul"),
  linear,
  linearNoBias: linear,
  convolution: convolution("Conv"),
  convolutionNoBias: convolution("Conv"),
  convolutionInput: convolution("ConvTranspose"),
  convolutionTransposed: convolution("ConvTranspose"),
  // activations that ONNX knows by name
  relu: floats("Relu"),
  sigmoid: floats("Sigmoid"),
  // moves
  cat: (s, args, a) =>
    s.b.emit(
      "Concat",
      tensors(args).map((t) => s.nameOf(t)),
      { axis: int(num(a, "dim")) },
    ),
  constantPad: (s, args, a, out) =>
    s.b.emit("Pad", [
      first(s, args),
      s.b.ints([...list(a, "before"), ...list(a, "after")]),
      s.b.scalar(Number(a["value"]), out.dtype),
    ]),
  flip: (s, args, a) =>
    list(a, "dims").reduce(
      (x, d) => s.b.emit("Slice", [x, s.b.ints([-1]), s.b.ints([-(2 ** 31)]), s.b.ints([d]), s.b.ints([-1])]),
      first(s, args),
    ),
  roll: (s, args, a) => {
    const x = args[0] as Tensor,
      dim = num(a, "dim"),
      n = x.shape[dim]!,
      by = num(a, "by");
    if (by === 0) return s.nameOf(x);
    return s.b.emit("Concat", [sliced(s, s.nameOf(x), dim, n - by, n, 1), sliced(s, s.nameOf(x), dim, 0, n - by, 1)], {
      axis: int(dim),
    });
  },
  gather: (s, args, a) =>
    s.b.emit(
      "GatherElements",
      tensors(args).map((t) => s.nameOf(t)),
      { axis: int(num(a, "dim")) },
    ),
  scatter: (s, args, a) => {
    if (a["accumulate"] === true)
      return s.b.emit(
        "ScatterElements",
        tensors(args).map((t) => s.nameOf(t)),
        { axis: int(num(a, "dim")), reduction: { text: "add" } },
      );
    return s.b.emit(
      "ScatterElements",
      tensors(args).map((t) => s.nameOf(t)),
      { axis: int(num(a, "dim")) },
    );
  },
  embedding: (s, args) =>
    s.b.emit(
      "Gather",
      tensors(args).map((t) => s.nameOf(t)),
      { axis: int(0) },
    ),
  index: indexed,
  cumsum: (s, args, a) => s.b.emit("CumSum", [first(s, args), s.b.scalar(num(a, "dim"), "int64")]),
  det: simple("Det"),
  nllLoss: nll,
  im2col: unfolded,
  col2im: folded,
  tileMax,
  poolPlaces,
  poolSpread: spread,
  poolTake,
  resample,
  pickAlong: resample,
};
/** Steps of several ops that ONNX has as one. */
const steps: Readonly<Record<string, Form>> = {
  Softmax: (s, args, a) => s.b.emit("Softmax", [first(s, args)], { axis: int(num(a, "dim")) }),
  LogSoftmax: (s, args, a) => s.b.emit("LogSoftmax", [first(s, args)], { axis: int(num(a, "dim")) }),
  NativeLayerNorm: layerNorm,
  Normalize: normalized,
  Flip: table["flip"]!,
  Roll: table["roll"]!,
};

/** The form of an op; undefined for those whose kernel says it. */
export function forms(op: Differentiable): Form | undefined {
  const known = op as Partial<ViewOp> & { readonly kind?: Op["kind"] };
  if (known.kind === undefined) return Object.hasOwn(steps, op.gradName) ? steps[op.gradName] : undefined;
  if (known.kind === "view") views.set(known.name!, known.view!);
  if (Object.hasOwn(table, known.name!)) return table[known.name!];
  return known.kind === "view" && known.dtype === undefined ? anyView(known.name!) : undefined;
}
