import { defineRoutine } from "../../core/define.js";
import { record, routine } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import type { Differentiable } from "../../core/node.js";
import type { Attrs } from "../../core/op.js";
import type { Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { plainFloats } from "../refuse.js";

// Connectionist temporal classification (Graves et al. 2006): the likelihood that the outputs of all time steps spell
// the target, over all alignments with repetitions and blanks. With the target l of length L written as l' = (blank,
// l₁, blank, …, l_L, blank), alpha[t][s] is the log-probability of all ways to have come to l'[s] at time t, and
// beta[t][s] that of all ways to go on from there to the end; both counting time t itself.

/**
 * The input of both directions: the lengths of each sample's input and target, the start of its target, and the blank.
 */
interface Setting {
  readonly inputLengths: readonly number[];
  readonly targetLengths: readonly number[];
  readonly starts: readonly number[];
  readonly blank: number;
  readonly zeroInfinity: boolean;
}
const settingOf = (a: Attrs): Setting => a as unknown as Setting;

/** One sample: its log-probabilities by time and class, and its target with the blanks. */
class Sample {
  readonly steps: number;
  /** The target with blanks before, between and after. */
  readonly path: Int32Array;
  readonly #data: Float64Array;
  readonly #start: number;
  readonly #stride: number;

  constructor(logProbs: Tensor, targets: Tensor, s: Setting, b: number) {
    const [, batch, classes] = logProbs.shape as [number, number, number];
    const length = s.targetLengths[b]!;
    this.steps = s.inputLengths[b]!;
    this.path = new Int32Array(2 * length + 1).fill(s.blank);
    for (let i = 0; i < length; i++) {
      const c = Number(targets.storage.data[targets.offset + s.starts[b]! + i]!);
      if (!(c >= 0 && c < classes))
        fail(
          "target-range",
          `Target ${c} is out of bounds.`,
          `with ${classes} classes, labels go from 0 to ${classes - 1}.`,
        );
      this.path[2 * i + 1] = c;
    }
    this.#data = logProbs.storage.data as Float64Array;
    this.#start = logProbs.offset + b * classes;
    this.#stride = batch * classes;
  }

  at(t: number, c: number): number {
    return this.#data[this.#start + t * this.#stride + c]!;
  }

  /** alpha, row by row. */
  forward(): Float64Array {
    const { path, steps } = this,
      n = path.length;
    const alpha = new Float64Array(Math.max(steps, 1) * n).fill(-Infinity);
    if (steps === 0) return alpha;
    alpha[0] = this.at(0, path[0]!);
    if (n > 1) alpha[1] = this.at(0, path[1]!);
    for (let t = 1; t < steps; t++) {
      const from = (t - 1) * n,
        to = t * n;
      for (let s = 0; s < n; s++) {
        // A label may follow another one directly; the same one only after a blank.
        const skip = s > 1 && path[s - 2] !== path[s];
        alpha[to + s] =
          logAdd3(alpha[from + s]!, s > 0 ? alpha[from + s - 1]! : -Infinity, skip ? alpha[from + s - 2]! : -Infinity) +
          this.at(t, path[s]!);
      }
    }
    return alpha;
  }

  /** beta, row by row. */
  backward(): Float64Array {
    const { path, steps } = this,
      n = path.length;
    const beta = new Float64Array(steps * n).fill(-Infinity);
    const last = (steps - 1) * n;
    beta[last + n - 1] = this.at(steps - 1, path[n - 1]!);
    if (n > 1) beta[last + n - 2] = this.at(steps - 1, path[n - 2]!);
    for (let t = steps - 2; t >= 0; t--) {
      const from = (t + 1) * n,
        to = t * n;
      for (let s = 0; s < n; s++) {
        const skip = s + 2 < n && path[s + 2] !== path[s];
        beta[to + s] =
          logAdd3(
            beta[from + s]!,
            s + 1 < n ? beta[from + s + 1]! : -Infinity,
            skip ? beta[from + s + 2]! : -Infinity,
          ) + this.at(t, path[s]!);
      }
    }
    return beta;
  }

  /** Minus the log-likelihood of the target. */
  loss(alpha: Float64Array): number {
    const n = this.path.length;
    if (this.steps === 0) return n === 1 ? 0 : Infinity;
    const last = (this.steps - 1) * n;
    return -logAdd3(alpha[last + n - 1]!, n > 1 ? alpha[last + n - 2]! : -Infinity, -Infinity);
  }
}

/** log(e^a + e^b + e^c) without overflow. */
function logAdd3(a: number, b: number, c: number): number {
  const m = Math.max(a, b, c);
  return m === -Infinity ? m : Math.log(Math.exp(a - m) + Math.exp(b - m) + Math.exp(c - m)) + m;
}

const sample = {
  shapes: [[5, 2, 4], [5]],
  indices: [undefined, 3],
  attrs: { inputLengths: [5, 4], targetLengths: [2, 3], starts: [0, 2], blank: 0, zeroInfinity: false },
};
const ctcOp = defineRoutine("ctcLoss", {
  infer: ([x]) => {
    plainFloats(x!, "ctc_loss_cpu");
    return { shape: [x!.shape[1]!], dtype: x!.dtype };
  },
  run: ([x, targets], out, a) => {
    const s = settingOf(a),
      to = out.storage.data as Float64Array;
    for (let b = 0; b < out.count; b++) {
      const one = new Sample(x!, targets!, s, b),
        loss = one.loss(one.forward());
      to[out.offset + b] = s.zeroInfinity && loss === Infinity ? 0 : loss;
    }
  },
  samples: [sample],
});
const ctcSlopeOp = defineRoutine("ctcSlope", {
  infer: ([, x]) => {
    plainFloats(x!, "ctc_loss_cpu");
    return { shape: x!.shape, dtype: x!.dtype };
  },
  run: ([g, x, targets], out, a) => {
    const s = settingOf(a),
      [, batch, classes] = out.shape as [number, number, number];
    const to = out.storage.data as Float64Array,
      from = g!.storage.data as Float64Array;
    const reached = new Float64Array(classes);
    for (let b = 0; b < batch; b++) {
      const one = new Sample(x!, targets!, s, b);
      if (one.steps === 0) continue;
      const n = one.path.length,
        alpha = one.forward(),
        beta = one.backward(),
        loss = one.loss(alpha),
        scale = from[g!.offset + b]!;
      if (s.zeroInfinity && loss === Infinity) continue;
      for (let t = 0; t < one.steps; t++) {
        reached.fill(-Infinity);
        for (let i = 0; i < n; i++) {
          const c = one.path[i]!;
          reached[c] = logAdd3(reached[c]!, alpha[t * n + i]! + beta[t * n + i]!, -Infinity);
        }
        const row = out.offset + (t * batch + b) * classes;
        for (let c = 0; c < classes; c++) {
          const lp = one.at(t, c);
          to[row + c] = (Math.exp(lp) - Math.exp(reached[c]! + loss - lp)) * scale;
        }
      }
    }
  },
  samples: [{ ...sample, shapes: [[2], ...sample.shapes], indices: [undefined, ...sample.indices] }],
});
// As in PyTorch, the gradient is that of the log-softmax in front and the loss together: it adds e^x, which the
// log-softmax would take away again. So it is not what finite differences of this step alone show.
const step: Differentiable = {
  gradName: "CtcLoss",
  saves: "xy",
  grad: [(g, s) => noGrad(() => routine(ctcSlopeOp, [g, s.x, s.y], s.attrs)), null],
};

/** Minus the log-likelihood of each sample's target, `[N]`: log-probabilities `[T, N, C]`, int64 targets one after another. */
export function ctc(logProbs: Tensor, targets: Tensor, s: Setting): Tensor {
  const attrs = s as unknown as Attrs;
  return record(
    step,
    [logProbs, targets],
    attrs,
    noGrad(() => routine(ctcOp, [logProbs, targets], attrs)),
  );
}
