import { defineRoutine } from "../../core/define.js";
import { routine } from "../../core/dispatch.js";
import type { Attrs, GradRule, RoutineOp, Sample } from "../../core/op.js";
import { region, type Tensor } from "../../core/tensor.js";
import type { Shape } from "../../shape/shape.js";
import { product } from "../../util/array.js";
import { label } from "../label.js";
import { contiguous } from "../cast.js";
import { narrow, reshape } from "../view.js";
import { plainFloats } from "../refuse.js";

// The frame of the routines of this folder: an algorithm is written for one matrix and runs over a batch of them. What
// gives several things (Q and R, say) puts them one after another into one tensor; `parts` takes them out again, as
// views that backward can follow. So one rule sees all their gradients together, and a recording sees one call.

/** The numbers of a matrix, row by row. They are an algorithm's to change. (A Float32Array where an op asks for it.) */
export type Numbers = Float64Array;
/** Rows and columns. */
export type Size = readonly [rows: number, columns: number];

interface MatrixSpec {
  /** The shapes of what comes out for matrices of these sizes. */
  parts: (sizes: readonly Size[], attrs: Attrs) => readonly Shape[];
  /** Fills `outs`, which come as zeros, from one matrix of each input. `at` is which of the batch, or null where there is none. */
  run: (ins: readonly Numbers[], outs: readonly Numbers[], sizes: readonly Size[], attrs: Attrs, at: number | null) => void;
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
}

const sizeOf = (shape: Shape): Size => [shape[shape.length - 2]!, shape[shape.length - 1]!];
const batchOf = (shape: Shape): Shape => shape.slice(0, -2);

/** An op that does to each matrix of a batch what `run` does to one. All inputs have the same leading dimensions. */
/* @__NO_SIDE_EFFECTS__ */
export function defineMatrices(name: string, s: MatrixSpec): MatrixOp {
  const { parts, run, rounded, ...common } = s;
  const op = defineRoutine(name, {
    ...common,
    infer: (xs, attrs) => {
      const [x] = xs;
      plainFloats(x!, name);
      const shapes = parts(xs.map((t) => sizeOf(t.shape)), attrs);
      return { shape: [...batchOf(x!.shape), ...(shapes.length === 1 ? shapes[0]! : [total(shapes)])], dtype: x!.dtype };
    },
    run: (xs, out, attrs) => {
      const sizes = xs.map((t) => sizeOf(t.shape));
      const shapes = parts(sizes, attrs);
      const make = (n: number): Numbers => (rounded === true && out.dtype === "float32" ? new Float32Array(n) as unknown as Numbers : new Float64Array(n));
      const ins = sizes.map(([m, n]) => make(m * n));
      const outs = shapes.map((p) => make(product(p)));
      const from = xs.map((t) => region(t) as Numbers), to = region(out) as Numbers;
      const batch = batchOf(xs[0]!.shape), count = product(batch);
      for (let b = 0, w = 0; b < count; b++) {
        ins.forEach((a, i) => a.set(from[i]!.subarray(b * a.length, (b + 1) * a.length)));
        outs.forEach((o) => o.fill(0));
        run(ins, outs, sizes, attrs, batch.length === 0 ? null : b);
        for (const o of outs) {
          to.set(o, w);
          w += o.length;
        }
      }
    },
  });
  return { op, parts };
}

const total = (shapes: readonly Shape[]): number => shapes.reduce((n, p) => n + product(p), 0);

/** Takes apart what an op over inputs of these shapes gave, or that thing's gradient. */
export function unpack(packed: Tensor, op: MatrixOp, inputs: readonly Shape[], attrs: Attrs): Tensor[] {
  const shapes = op.parts(inputs.map(sizeOf), attrs);
  if (shapes.length === 1) return [packed];
  const batch = batchOf(inputs[0]!);
  let at = 0;
  return shapes.map((p) => {
    const n = product(p);
    const piece = reshape(narrow(packed, -1, at, n), [...batch, ...p]);
    at += n;
    return piece;
  });
}

/** Runs an op and gives its parts, each a tensor of its own that backward calls `name`. */
export function parts(op: MatrixOp, inputs: readonly Tensor[], name: string, attrs: Attrs = {}): Tensor[] {
  const packed = routine(op.op, inputs, attrs);
  return unpack(packed, op, inputs.map((x) => x.shape), attrs).map((t) => label(contiguous(t), name));
}
