import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Attrs, GradRule, RoutineOp, Sample } from "../../core/op.js";
import { region, type Tensor } from "../../core/tensor.js";
import { isComplex, partType } from "../../shape/dtype.js";
import type { Shape } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { real } from "../complex/parts.js";
import { label } from "../label.js";
import { contiguous } from "../pointwise/cast.js";
import { narrow, reshape } from "../view/view.js";
import { plainFloats } from "../refuse.js";
import { complexField, type Field, type Numbers, realField } from "./field.js";

// The frame of the routines of this folder: an algorithm is written for one matrix and runs over a batch of them. What
// gives several things (Q and R, say) puts them one after another into one tensor; `parts` takes them out again, as
// views that backward can follow. So one rule sees all their gradients together, and a recording sees one call.

/** Rows and columns. */
export type Size = readonly [rows: number, columns: number];

interface MatrixSpec {
  /** The shapes of what comes out for matrices of these sizes. */
  parts: (sizes: readonly Size[], attrs: Attrs) => readonly Shape[];
  /** Fills `outs`, which come as zeros, from one matrix of each input. `at` is which of the batch, or null where there is none. */
  run: (
    ins: readonly Numbers[],
    outs: readonly Numbers[],
    sizes: readonly Size[],
    attrs: Attrs,
    at: number | null,
    field: Field,
  ) => void;
  /** Whether `run` takes complex matrices too, and which of its outs are real then. Without it they are refused. */
  complex?: { real?: readonly number[] };
  /** Whether float32 matrices are computed in float32 (so that what is singular there is so here); float64 otherwise. */
  rounded?: boolean;
  grad?: readonly (GradRule | null)[];
  saves?: string;
  gradName?: string;
  samples: readonly (Sample | readonly number[])[];
  domain?: readonly [number, number];
  twice?: boolean;
}

/** A {@link RoutineOp} over matrices, and the shapes of its parts. */
export interface MatrixOp {
  readonly op: RoutineOp;
  readonly parts: MatrixSpec["parts"];
  /** Which of the parts are real numbers for complex matrices too. */
  readonly real: readonly number[];
}

const sizeOf = (shape: Shape): Size => [shape[shape.length - 2]!, shape[shape.length - 1]!];
const batchOf = (shape: Shape): Shape => shape.slice(0, -2);

/** An op that does to each matrix of a batch what `run` does to one. All inputs have the same leading dimensions. */
/* @__NO_SIDE_EFFECTS__ */
export function defineMatrices(name: string, s: MatrixSpec): MatrixOp {
  const { parts, run, rounded, complex, ...common } = s;
  const real = complex?.real ?? [];
  /** `field` says what numbers the matrices hold; complex ones come with a last dimension of 2. */
  const frame = (field: Field): Pick<RoutineOp, "infer" | "run"> => {
    const { width } = field,
      matrix = (x: Tensor): Shape => (width === 2 ? x.shape.slice(0, -1) : x.shape);
    return {
      infer: (xs, attrs) => {
        const x = xs[0]!;
        plainFloats(x, name);
        const shapes = parts(
          xs.map((t) => sizeOf(matrix(t))),
          attrs,
        );
        return {
          shape: [
            ...batchOf(matrix(x)),
            ...(shapes.length === 1 ? shapes[0]! : [total(shapes)]),
            ...(width === 2 ? [2] : []),
          ],
          dtype: x.dtype,
        };
      },
      run: (xs, out, attrs) => {
        const sizes = xs.map((t) => sizeOf(matrix(t)));
        const shapes = parts(sizes, attrs);
        const make = (n: number): Numbers =>
          rounded === true && out.dtype === "float32"
            ? (new Float32Array(n) as unknown as Numbers)
            : new Float64Array(n);
        const ins = sizes.map(([m, n]) => make(width * m * n));
        const outs = shapes.map((p, i) => make((real.includes(i) ? 1 : width) * product(p)));
        const from = xs.map((t) => region(t) as Numbers),
          to = region(out) as Numbers;
        const batch = batchOf(matrix(xs[0]!)),
          count = product(batch);
        for (let b = 0, w = 0; b < count; b++) {
          ins.forEach((a, i) => a.set(from[i]!.subarray(b * a.length, (b + 1) * a.length)));
          outs.forEach((o) => o.fill(0));
          run(ins, outs, sizes, attrs, batch.length === 0 ? null : b, field);
          outs.forEach((o, i) => {
            if (width === 1 || !real.includes(i)) to.set(o, w);
            else for (let e = 0; e < o.length; e++) to[w + 2 * e] = o[e]!;
            w += real.includes(i) ? width * o.length : o.length;
          });
        }
      },
    };
  };
  const op = defineRoutine(name, {
    ...common,
    ...frame(realField),
    ...(complex === undefined ? {} : { pairs: frame(complexField) }),
  });
  return { op, parts, real };
}

const total = (shapes: readonly Shape[]): number => shapes.reduce((n, p) => n + product(p), 0);

/** Takes apart what an op over inputs of these shapes gave, or that thing's gradient. */
export function unpack(packed: Tensor, op: MatrixOp, inputs: readonly Shape[], attrs: Attrs): Tensor[] {
  const shapes = op.parts(inputs.map(sizeOf), attrs);
  const numbers = (x: Tensor, i: number): Tensor => (op.real.includes(i) ? real(x) : x);
  if (shapes.length === 1) return [numbers(packed, 0)];
  const batch = batchOf(inputs[0]!);
  let at = 0;
  return shapes.map((p, i) => {
    const n = product(p);
    const piece = reshape(narrow(packed, -1, at, n), [...batch, ...p]);
    at += n;
    return numbers(piece, i);
  });
}

/** Runs an op and gives its parts, each a tensor of its own that backward calls `name`. */
export function parts(op: MatrixOp, inputs: readonly Tensor[], name: string, attrs: Attrs = {}): Tensor[] {
  const packed = routine(op.op, inputs, attrs);
  return unpack(
    packed,
    op,
    inputs.map((x) => x.shape),
    attrs,
  ).map((t) => label(contiguous(t), name));
}

/** One part alone, for what gives only one. */
export function only(op: MatrixOp, inputs: readonly Tensor[], attrs: Attrs = {}): Tensor {
  const out = routine(op.op, inputs, attrs);
  return isComplex(out.dtype) && op.real.includes(0) ? contiguous(real(out)) : out;
}

/** The dtype of parts, for what is real beside complex matrices. */
export const realType = (A: Tensor): Tensor["dtype"] => partType(A.dtype);
