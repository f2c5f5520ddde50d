import { needTensor } from "../../core/check.js";
import { empty } from "../../core/dispatch.js";
import { fillBy } from "../../core/recorder.js";
import { region, type Tensor } from "../../core/tensor.js";
import { fail } from "../../diagnose/error.js";
import { mul } from "../../ops/binary.js";
import { cast } from "../../ops/cast.js";
import { dropoutNoise } from "../../random/distributions.js";
import { defaultGenerator } from "../../random/generator.js";
import { isHalf } from "../../shape/dtype.js";
import { mul_ } from "../../tensor/inplace.js";
import { watchEval } from "./hints.js";

/** Options of {@link dropout}. */
export interface DropoutOptions {
  /** The share of elements that become 0. Default 0.5. */
  p?: number;
  /** Whether to drop at all. Default true. */
  training?: boolean;
  inplace?: boolean;
}

/**
 * In training, sets each element to 0 with probability `p` and multiplies the others by 1/(1 − p), so that sums stay the
 * same on average (Srivastava et al. 2014). The same elements as in PyTorch for the same seed.
 *
 * @example
 * F.dropout(ones(4), 0.5, { training: false }).tolist(); // → 1,1,1,1
 */
export function dropout(x: Tensor, p: number | DropoutOptions = 0.5, o: DropoutOptions = {}): Tensor {
  const all = typeof p === "object" ? p : o;
  return drop(x, typeof p === "number" ? p : p.p ?? 0.5, all.training ?? true, all.inplace ?? false);
}

/** {@link dropout} with all its arguments, for the layer. */
export function drop(x: Tensor, p: number, training: boolean, inplace: boolean): Tensor {
  needTensor(x, "dropout");
  checkProbability(p);
  watchEval(training, p);
  if (p === 0 || !training || x.count === 0) return x;
  const factors = noiseLike(x, p);
  return inplace ? mul_(x, factors) : mul(x, factors);
}

export function checkProbability(p: number): void {
  if (!(p >= 0 && p <= 1)) fail("random-probability", `dropout probability has to be between 0 and 1, but got ${p}`, "it is the share that is dropped, e.g. 0.5.");
}

/** 0 or 1/(1 − p) for each element, drawn in row-major order whatever the input's strides. */
function noiseLike(x: Tensor, p: number): Tensor {
  const noise = empty(x.shape, x.dtype === "float64" ? "float64" : "float32");
  fillBy("dropout", [], noise, (_, out) => dropoutNoise(defaultGenerator, region(out) as Float32Array, p));
  return isHalf(x.dtype) ? cast(noise, x.dtype) : noise;
}
