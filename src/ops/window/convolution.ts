import { defineContraction } from "../../core/define.js";
import { affineContraction, empty, record } from "../../core/dispatch.js";
import type { Attrs, ContractionOp, GradRule, Sample } from "../../core/op.js";
import { Tensor } from "../../core/tensor.js";
import { rawPart } from "../../core/complex.js";
import { noGrad } from "../../core/modes.js";
import { isComplex } from "../../shape/dtype.js";
import { range } from "../../util/array.js";
import { compose, conjOf } from "../complex/parts.js";
import { label } from "../label.js";
import { windowOf } from "./pad.js";
import { sum } from "../reduce/reduce.js";
import { reshape } from "../view/view.js";
import { add, sub } from "../pointwise/arithmetic.js";

// Convolution over any number of dimensions, and its two gradients. All three are the same sum
//
//     Σ out[n, co, o] · weight[co, ci, k] · in[n, ci, o·stride + k·dilation − padding]
//
// with one of the three tensors left out of the product and taken as the result, so the gradients of each are the other
// two. Each is one contraction (one per phase for the input where stride > 1): a kernel that reads the operands where
// they lie, two axes moving along one dimension. Only where a window reaches over an edge, the input is copied first,
// with zeros around it.

/** The geometry of a convolution's three tensors; one number per spatial dimension in each list. */
export interface Geometry extends Attrs {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  /** Zeros before the input's first element. Those after the last follow from the sizes. */
  readonly padding: readonly number[];
  readonly groups: number;
  /** Sizes of the input, the window and the output. */
  readonly input: readonly number[];
  readonly kernel: readonly number[];
  readonly output: readonly number[];
}

/** `[…, C, …]` seen as `[…, groups, C / groups, …]`: the strides of both. */
const channels = (t: Tensor, dim: number, groups: number): [group: number, channel: number] => [
  t.strides[dim]! * (t.shape[dim]! / groups),
  t.strides[dim]!,
];
const spatial = (t: Tensor): readonly number[] => t.strides.slice(2);
const scaled = (a: readonly number[], b: readonly number[]): number[] => a.map((v, d) => v * b[d]!);
const zeros = (n: number): number[] => Array<number>(n).fill(0);

/** An operand of a contraction; its shape is that of the nest and is ignored. */
const operand = (t: Tensor, strides: readonly number[], offset = t.offset): Tensor =>
  new Tensor(
    t.storage,
    strides.map(() => 1),
    strides,
    offset,
  );

/** A window of the spatial dimensions, with zeros beyond the edge. */
const spatialWindow = (x: Tensor, from: readonly number[], sizes: readonly number[]): Tensor =>
  windowOf(x, [0, 0, ...from], [...x.shape.slice(0, 2), ...sizes]);

/** The part of the input that the windows see. */
const seen = (x: Tensor, g: Geometry): Tensor =>
  spatialWindow(
    x,
    g.padding.map((p) => -p),
    g.output.map((n, d) => (n - 1) * g.stride[d]! + (g.kernel[d]! - 1) * g.dilation[d]! + 1),
  );

/** Axes: n, group, co, o… in parallel; ci, k… are summed over. */
function runForward(op: ContractionOp, x: Tensor, w: Tensor, bias: Tensor | null, g: Geometry): Tensor {
  const out = empty([x.shape[0]!, w.shape[0]!, ...g.output], x.dtype);
  if (out.count === 0) return out;
  const from = seen(x, g),
    none = zeros(g.output.length);
  const [outGroup, outChannel] = channels(out, 1, g.groups),
    [inGroup, inChannel] = channels(from, 1, g.groups),
    [wGroup, wOut] = channels(w, 0, g.groups);
  affineContraction(
    op,
    new Tensor(
      out.storage,
      [x.shape[0]!, g.groups, w.shape[0]! / g.groups, ...g.output],
      [out.strides[0]!, outGroup, outChannel, ...spatial(out)],
      out.offset,
    ),
    [
      operand(w, [0, wGroup, wOut, ...none, w.strides[1]!, ...spatial(w)]),
      operand(from, [
        from.strides[0]!,
        inGroup,
        0,
        ...scaled(spatial(from), g.stride),
        inChannel,
        ...scaled(spatial(from), g.dilation),
      ]),
      ...(bias === null ? [] : [operand(bias, [0, ...channels(bias, 0, g.groups), ...none])]),
    ],
    [w.shape[1]!, ...g.kernel],
  );
  return out;
}

/** Axes: group, co, ci, k… in parallel; n, o… are summed over. */
function runWeight(op: ContractionOp, y: Tensor, x: Tensor, g: Geometry): Tensor {
  const inner = x.shape[1]! / g.groups,
    outer = y.shape[1]!;
  const w = empty([outer, inner, ...g.kernel], x.dtype);
  if (w.count === 0 || y.count === 0) return w;
  const from = seen(x, g);
  const [yGroup, yChannel] = channels(y, 1, g.groups),
    [inGroup, inChannel] = channels(from, 1, g.groups),
    [wGroup, wOut] = channels(w, 0, g.groups);
  affineContraction(
    op,
    new Tensor(
      w.storage,
      [g.groups, outer / g.groups, inner, ...g.kernel],
      [wGroup, wOut, w.strides[1]!, ...spatial(w)],
      w.offset,
    ),
    [
      operand(y, [yGroup, yChannel, 0, ...zeros(g.kernel.length), y.strides[0]!, ...spatial(y)]),
      operand(from, [
        inGroup,
        0,
        inChannel,
        ...scaled(spatial(from), g.dilation),
        from.strides[0]!,
        ...scaled(spatial(from), g.stride),
      ]),
    ],
    [y.shape[0]!, ...g.output],
  );
  return w;
}

/**
 * Along one dimension, the positions `at + i·stride + r` (i < count, r < width) of the input, which all meet the same
 * taps in the same way: the output's elements `from + i + j·step` with the weights `first + r − j·tapStep` (j < taps).
 * With stride 1 there is one phase, and it has all taps.
 */
interface Phase {
  readonly at: number;
  readonly count: number;
  readonly width: number;
  readonly taps: number;
  readonly first: number;
  readonly from: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

function phasesOf(g: Geometry, d: number): Phase[] {
  const s = g.stride[d]!,
    size = g.input[d]!;
  const common = gcd(s, g.dilation[d]!),
    step = g.dilation[d]! / common,
    tapStep = s / common;
  const phases: Phase[] = [];
  for (let at = 0; at < Math.min(s, size); at++) {
    const position = at + g.padding[d]!; // o·stride + k·dilation must be this
    let k = 0;
    while (k < tapStep && (position - k * g.dilation[d]!) % s !== 0) k++;
    const taps = k < tapStep && k < g.kernel[d]! ? Math.ceil((g.kernel[d]! - k) / tapStep) : 0;
    const phase = {
      at,
      count: Math.ceil((size - at) / s),
      width: 1,
      taps,
      first: taps === 0 ? 0 : k + (taps - 1) * tapStep,
      from: taps === 0 ? 0 : (position - k * g.dilation[d]!) / s - (taps - 1) * step,
    };
    const last = phases[phases.length - 1];
    if (
      last !== undefined &&
      last.count === phase.count &&
      last.taps === taps &&
      last.from === phase.from &&
      (taps === 0 || last.first + last.width === phase.first)
    )
      phases[phases.length - 1] = { ...last, width: last.width + 1 };
    else phases.push(phase);
  }
  return phases;
}

/** Every choice of one phase per dimension. */
const choices = (lists: readonly (readonly Phase[])[]): Phase[][] =>
  lists.reduce<Phase[][]>((all, list) => all.flatMap((before) => list.map((p) => [...before, p])), [[]]);

/** Axes: n, group, ci, and per dimension i and r in parallel; co, j… are summed over. */
function runInput(op: ContractionOp, y: Tensor, w: Tensor, bias: Tensor | null, g: Geometry): Tensor {
  const inner = w.shape[1]!,
    nd = g.input.length;
  const out = empty([y.shape[0]!, inner * g.groups, ...g.input], y.dtype);
  if (out.count === 0) return out;
  const lists = range(nd).map((d) => phasesOf(g, d));
  const steps = range(nd).map((d) => {
    const common = gcd(g.stride[d]!, g.dilation[d]!);
    return { out: g.dilation[d]! / common, tap: g.stride[d]! / common };
  });
  const low = lists.map((list) => Math.min(...list.map((p) => p.from)));
  const high = lists.map((list, d) =>
    Math.max(...list.map((p) => p.from + p.count - 1 + Math.max(0, p.taps - 1) * steps[d]!.out)),
  );
  const from = spatialWindow(
    y,
    low,
    high.map((h, d) => h - low[d]! + 1),
  );
  const [outGroup, outChannel] = channels(out, 1, g.groups),
    [yGroup, yChannel] = channels(from, 1, g.groups),
    [wGroup, wOut] = channels(w, 0, g.groups);
  const [so, sy, sw] = [spatial(out), spatial(from), spatial(w)];
  for (const phases of choices(lists)) {
    if (bias === null && phases.some((p) => p.taps === 0)) continue; // stays zero
    const pairs = (f: (p: Phase, d: number) => readonly [number, number]): number[] => phases.flatMap(f);
    const offset = (t: Tensor, f: (p: Phase, d: number) => number): number =>
      phases.reduce((p, phase, d) => p + f(phase, d), t.offset);
    affineContraction(
      op,
      new Tensor(
        out.storage,
        [y.shape[0]!, g.groups, inner, ...pairs((p) => [p.count, p.width])],
        [out.strides[0]!, outGroup, outChannel, ...pairs((_, d) => [so[d]! * g.stride[d]!, so[d]!])],
        offset(out, (p, d) => p.at * so[d]!),
      ),
      [
        operand(
          w,
          [0, wGroup, w.strides[1]!, ...pairs((_, d) => [0, sw[d]!]), wOut, ...steps.map((s, d) => -s.tap * sw[d]!)],
          offset(w, (p, d) => p.first * sw[d]!),
        ),
        operand(
          from,
          [
            from.strides[0]!,
            yGroup,
            0,
            ...pairs((_, d) => [sy[d]!, 0]),
            yChannel,
            ...steps.map((s, d) => s.out * sy[d]!),
          ],
          offset(from, (p, d) => (p.from - low[d]!) * sy[d]!),
        ),
        ...(bias === null ? [] : [operand(bias, [0, ...channels(bias, 0, g.groups), ...zeros(2 * nd)])]),
      ],
      [w.shape[0]! / g.groups, ...phases.map((p) => p.taps)],
    );
  }
  return out;
}

// ---- the records ----

/** One of the sums, which are linear in both operands, of complex ones: (a + ib)(c + id) = ac − bd + i(ad + bc). */
function bilinear(run: (a: Tensor, b: Tensor) => Tensor, x: Tensor, y: Tensor): Tensor {
  if (!isComplex(x.dtype)) return run(x, y);
  const [a, b, c, d] = [rawPart(x, 0), rawPart(x, 1), rawPart(y, 0), rawPart(y, 1)];
  return noGrad(() => compose(sub(run(a, c), run(b, d)), add(run(a, d), run(b, c))));
}

const geometry = (a: Attrs): Geometry => a as Geometry;
const forward = (x: Tensor, w: Tensor, g: Geometry): Tensor =>
  record(
    forwardOp,
    [x, w],
    g,
    bilinear((a, b) => runForward(forwardOp, a, b, null, g), x, w),
  );
const inputGrad = (y: Tensor, w: Tensor, g: Geometry): Tensor =>
  record(
    inputOp,
    [y, w],
    g,
    bilinear((a, b) => runInput(inputOp, a, b, null, g), y, w),
  );
const weightGrad = (y: Tensor, x: Tensor, g: Geometry): Tensor =>
  record(
    weightOp,
    [y, x],
    g,
    bilinear((a, b) => runWeight(weightOp, a, b, g), y, x),
  );
/** The bias is added to every element of its channel. */
const biasGrad: GradRule = (g) => sum(g, { dim: range(g.shape.length).filter((d) => d !== 1) });

const ofForward: readonly GradRule[] = [
  (g, s) => inputGrad(g, conjOf(s.y), geometry(s.attrs)),
  (g, s) => weightGrad(g, conjOf(s.x), geometry(s.attrs)),
  biasGrad,
];
const ofInput: readonly GradRule[] = [
  (g, s) => forward(g, conjOf(s.y), geometry(s.attrs)),
  (g, s) => weightGrad(conjOf(s.x), g, geometry(s.attrs)),
  biasGrad,
];

const line: Geometry = { stride: [1], dilation: [1], padding: [1], groups: 1, input: [5], kernel: [3], output: [5] };
const strided: Geometry = {
  stride: [2, 1],
  dilation: [1, 2],
  padding: [1, 2],
  groups: 2,
  input: [4, 5],
  kernel: [3, 2],
  output: [2, 7],
};
const apart: Geometry = { stride: [3], dilation: [2], padding: [0], groups: 1, input: [9], kernel: [3], output: [2] };
const patches: Geometry = {
  stride: [2, 3],
  dilation: [1, 1],
  padding: [0, 0],
  groups: 1,
  input: [4, 6],
  kernel: [2, 2],
  output: [2, 2],
};
/** Input, weight and output, for each of these. */
const shapesOf: readonly (readonly [Geometry, number[], number[], number[]])[] = [
  [line, [2, 2, 5], [3, 2, 3], [2, 3, 5]],
  [strided, [1, 4, 4, 5], [4, 2, 3, 2], [1, 4, 2, 7]],
  [apart, [2, 1, 9], [2, 1, 3], [2, 2, 2]],
  [patches, [1, 2, 4, 6], [3, 2, 2, 2], [1, 3, 2, 2]],
];
const samples = (pick: (x: number[], w: number[], y: number[]) => number[][]): Sample[] =>
  shapesOf.map(([attrs, x, w, y]) => ({ shapes: pick(x, w, y), attrs }));

const forwardOp: ContractionOp = defineContraction("convolutionNoBias", 2, {
  lower: (_, dot) => dot,
  gradName: "Convolution",
  saves: "xy",
  grad: ofForward.slice(0, 2),
  samples: samples((x, w) => [x, w]),
});
const biasedOp: ContractionOp = defineContraction("convolution", 3, {
  lower: (k, dot, b) => k.add(dot, b!),
  gradName: "Convolution",
  saves: "xy",
  grad: ofForward,
  samples: samples((x, w) => [x, w, [w[0]!]]),
});
const inputOp: ContractionOp = defineContraction("convolutionInput", 2, {
  lower: (_, dot) => dot,
  gradName: "Convolution",
  saves: "xy",
  grad: ofInput.slice(0, 2),
  samples: samples((_, w, y) => [y, w]),
});
const biasedInputOp: ContractionOp = defineContraction("convolutionTransposed", 3, {
  lower: (k, dot, b) => k.add(dot, b!),
  gradName: "Convolution",
  saves: "xy",
  grad: ofInput,
  samples: samples((x, w, y) => [y, w, [x[1]!]]),
});
const weightOp: ContractionOp = defineContraction("convolutionWeight", 2, {
  lower: (_, dot) => dot,
  gradName: "ConvolutionBackward",
  saves: "xy",
  grad: [(g, s) => forward(conjOf(s.y), g, geometry(s.attrs)), (g, s) => inputGrad(conjOf(s.x), g, geometry(s.attrs))],
  samples: samples((x, _, y) => [y, x]),
});

/** `[N, C, …]` with `[out, C / groups, …]` to `[N, out, …]`; everything is checked already. */
export function convolve(x: Tensor, w: Tensor, bias: Tensor | null, g: Geometry): Tensor {
  if (bias !== null && isComplex(x.dtype)) return withBias(forward(x, w, g), bias);
  return bias === null ? forward(x, w, g) : record(biasedOp, [x, w, bias], g, runForward(biasedOp, x, w, bias, g));
}

/** The way back: `[N, out, …]` with `[out, C / groups, …]` to `[N, C, …]`, each output element spread over its window. */
export function convolveTransposed(y: Tensor, w: Tensor, bias: Tensor | null, g: Geometry): Tensor {
  if (bias !== null && isComplex(y.dtype)) return withBias(inputGrad(y, w, g), bias);
  return bias === null
    ? inputGrad(y, w, g)
    : record(biasedInputOp, [y, w, bias], g, runInput(biasedInputOp, y, w, bias, g));
}

const withBias = (out: Tensor, bias: Tensor): Tensor =>
  label(add(out, reshape(bias, [bias.count, ...zeros(out.shape.length - 2).fill(1)])), "ConvolutionBackward0");

/** The sum over windows that leads from `[N, out, …]` and `[N, C, …]` to the weight's gradient. */
export const convolutionWeight = weightGrad;
