import { region, Tensor } from "../core/tensor.js";
import { needTensors } from "../core/check.js";
import { needsGrad } from "../core/graph.js";
import { noGrad } from "../core/modes.js";
import { recorder, unheard } from "../core/recorder.js";
import { copyOf, empty } from "../core/dispatch.js";
import { fail } from "../diagnose/error.js";
import { checkSync, finished } from "../diagnose/sync.js";
import { viewAsReal } from "../ops/complex/parts.js";
import { sum } from "../ops/reduce/reduce.js";
import { isComplex, partType } from "../shape/dtype.js";
import { eachOffset } from "../shape/layout.js";
import { grad } from "./backward.js";
import { noMore, checkOptions } from "../diagnose/arguments.js";
import { mul } from "../ops/pointwise/arithmetic.js";

/** Options of {@link gradcheck}. */
export interface GradcheckOptions {
  /** Step of the finite difference. Default 1e-6. */
  eps?: number;
  /** Absolute tolerance. Default 1e-5. */
  atol?: number;
  /** Relative tolerance. Default 1e-3. */
  rtol?: number;
  /** Whether to return false instead of throwing. */
  raiseException?: boolean;
}

const known: ReadonlySet<string> = new Set(["eps", "atol", "rtol", "raiseException"]);

/** A function whose gradients {@link gradcheck} checks. */
export type Checked = (...inputs: Tensor[]) => Tensor | readonly Tensor[];

/**
 * Compares the gradients of `fn` with finite differences, (f(x + ε) − f(x − ε)) / 2ε, for every element of every
 * float64 input that requires grad, and for both parts of every complex128 one. Returns true, or throws an error with
 * the difference.
 *
 * @example
 * const x = tensor([0.5, 1.5], { dtype: "float64", requiresGrad: true });
 * gradcheck((x) => x.sin(), [x]); // → true
 */
export function gradcheck(fn: Checked, inputs: readonly Tensor[], options: GradcheckOptions = {}): boolean {
  noMore("gradcheck", 3, arguments);
  checkOptions(options, known, "gradcheck");
  const { eps = 1e-6, atol = 1e-5, rtol = 1e-3, raiseException = true } = options;
  checkSync(fn, "gradcheck");
  needTensors(inputs, "gradcheck", "inputs");
  recorder?.refuse("gradcheck()");
  if (!inputs.some((t) => needsGrad(t)))
    fail(
      "gradcheck-input",
      "gradcheck expects at least one of the input tensors to require gradient, but none of the them have requires_grad=True.",
      "create at least one input with { requiresGrad: true }.",
    );
  for (const t of inputs) {
    if (needsGrad(t) && partType(t.dtype) !== "float64")
      fail(
        "gradcheck-input",
        `Input requires gradient and is not a double precision floating point or complex. This check will likely fail if all the inputs are not of double precision floating point or complex.`,
        'create it with { dtype: "float64" } or "complex128".',
      );
  }
  const outputs = (): readonly Tensor[] => {
    const r = finished(fn(...inputs), "gradcheck");
    return (r instanceof Tensor ? [r] : r).map(parts);
  };
  const wanted = inputs.filter((t) => needsGrad(t));
  const count = outputs().length;
  for (let k = 0; k < count; k++) {
    const first = outputs()[k]!;
    if (!needsGrad(first)) continue;
    // A random direction per output element at once would hide errors that cancel, so this checks one output element at
    // a time.
    const weights = Array.from({ length: first.count }, (_, i) => {
      const w = empty(first.shape, "float64");
      w.storage.data[w.offset + i] = 1;
      return w;
    });
    const analytic = weights.map((w) =>
      grad(sum(mul(outputs()[k]!, w)), wanted, { allowUnused: true }).map((g) => (g === null ? null : valuesOf(g))),
    );
    for (let a = 0; a < wanted.length; a++) {
      const x = wanted[a]!;
      const places: number[] = [];
      eachOffset(x, (p) => {
        if (isComplex(x.dtype)) places.push(2 * p, 2 * p + 1);
        else places.push(p);
      });
      for (let j = 0; j < places.length; j++) {
        const data = x.storage.data as Float64Array;
        const was = data[places[j]!]!;
        const at = (v: number): Float64Array => {
          data[places[j]!] = v;
          return unheard(() => valuesOf(outputs()[k]!));
        };
        let high: Float64Array, low: Float64Array;
        try {
          high = at(was + eps);
          low = at(was - eps);
        } finally {
          data[places[j]!] = was;
        }
        for (let i = 0; i < high.length; i++) {
          const numeric = (high[i]! - low[i]!) / (2 * eps);
          const exact = analytic[i]![a]?.[j] ?? 0;
          if (
            !(Math.abs(numeric - exact) <= atol + rtol * Math.abs(numeric)) &&
            !(Number.isNaN(numeric) && Number.isNaN(exact))
          ) {
            if (!raiseException) return false;
            fail(
              "gradcheck",
              `Jacobian mismatch for output ${k} with respect to input ${inputs.indexOf(x)}, numerical: ${numeric}, analytical: ${exact}`,
              `at output element ${i}, input element ${j}.`,
            );
          }
        }
      }
    }
  }
  return true;
}

/** Complex numbers as pairs: their parts are checked one by one. */
const parts = (t: Tensor): Tensor => (isComplex(t.dtype) ? viewAsReal(t) : t);

/** A copy of the elements in row-major order. */
const valuesOf = (t: Tensor): Float64Array => region(copyOf(t)) as Float64Array;

/**
 * {@link gradcheck} of the gradient itself: checks second derivatives. The gradients of `fn` use random weights for its
 * outputs.
 *
 * @example
 * const x = tensor([0.5, 1.5], { dtype: "float64", requiresGrad: true });
 * gradgradcheck((x) => x.sin(), [x]); // → true
 */
export function gradgradcheck(
  fn: (...inputs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  options: GradcheckOptions = {},
): boolean {
  noMore("gradgradcheck", 3, arguments);
  checkOptions(options, known, "gradgradcheck");
  checkSync(fn, "gradgradcheck");
  needTensors(inputs, "gradgradcheck", "inputs");
  const wanted = inputs.filter((t) => needsGrad(t));
  const first = noGrad(() => parts(finished(fn(...inputs), "gradgradcheck")));
  const weights = empty(first.shape, "float64");
  for (let i = 0; i < first.count; i++) weights.storage.data[weights.offset + i] = 0.5 + ((i * 7919) % 13) / 13;
  return gradcheck(
    (...xs) => {
      const gs = grad(sum(mul(parts(fn(...xs)), weights)), wanted, { createGraph: true, allowUnused: true });
      return gs.map((g, i) => g ?? mul(wanted[i]!, 0));
    },
    inputs,
    options,
  );
}
