import { denseOf, empty } from "../core/dispatch.js";
import { recorder, unheard } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import type { DType } from "../shape/dtype.js";

/**
 * A new tensor that plain TypeScript fills from row-major inputs, recorded as a call: `compile` repeats it in each run
 * of the plan. No gradient flows through it.
 */
export function recordedCall(
  name: string,
  inputs: readonly Tensor[],
  shape: readonly number[],
  dtype: DType,
  run: (inputs: readonly Tensor[], out: Tensor) => void,
): Tensor {
  const dense = inputs.map(denseOf),
    out = empty(shape, dtype);
  if (recorder === null) run(dense, out);
  else {
    recorder.call(name, dense, out, run, false);
    unheard(() => run(dense, out));
  }
  return out;
}
