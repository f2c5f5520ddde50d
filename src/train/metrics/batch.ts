import { Tensor } from "../../core/tensor.js";
import { shownValue } from "../../diagnose/argument-kinds.js";
import { fail } from "../../diagnose/error.js";
import { isComplex, isSmooth } from "../../shape/dtype.js";
import { tolist } from "../../tensor/convert.js";
import { showShape } from "../../util/array.js";

// The contents of a batch, as numbers.

export function numbers(what: string, name: string, t: Tensor): Float64Array {
  if (!(t instanceof Tensor))
    fail(
      "argument",
      `${what}.update() expects ${name} to be a tensor, but got ${shownValue(t)}`,
      "for example metric.update(model(x), y).",
    );
  if (isComplex(t.dtype))
    fail(
      "argument",
      `${what}.update() expects real numbers as ${name}, but got ${t.dtype}`,
      "convert first: x.float().",
    );
  return Float64Array.from((t.ndim === 0 ? [tolist(t)] : flat(tolist(t))) as (number | bigint | boolean)[], Number);
}

const flat = (list: unknown): unknown[] => (list as unknown[]).flat(Infinity);

/** Class numbers of a batch: as given, or the argmax of each row of scores; for single scores, whether they exceed a threshold. */
export function classes(what: string, output: Tensor, target: Tensor, threshold: number): [Int32Array, Int32Array] {
  const right = numbers(what, "target", target);
  const scores = numbers(what, "output", output);
  let found: Float64Array;
  if (output.ndim === target.ndim + 1 && sameBut(output.shape, target.shape)) {
    const count = output.shape[1]!;
    const inner = output.shape.slice(2).reduce((a, b) => a * b, 1);
    found = new Float64Array(right.length);
    for (let i = 0; i < found.length; i++) {
      const row = Math.floor(i / inner) * count * inner + (i % inner);
      let best = 0;
      for (let c = 1; c < count; c++) if (scores[row + c * inner]! > scores[row + best * inner]!) best = c;
      found[i] = best;
    }
  } else if (scores.length === right.length && squeezed(output) === squeezed(target)) {
    found = isSmooth(output.dtype) ? scores.map((s) => Number(s > threshold)) : scores;
  } else
    return fail(
      "argument",
      `${what}.update() got an output of shape ${showShape(output.shape)} for a target of shape ${showShape(target.shape)}`,
      "an output holds a row of scores for each target ([N, C] for [N]), or one number.",
    );
  return [whole(what, "output", found), whole(what, "target", right)];
}

const squeezed = (t: Tensor): string => t.shape.filter((n) => n !== 1).join();

const sameBut = (long: readonly number[], short: readonly number[]): boolean =>
  short.every((n, i) => n === long[i === 0 ? 0 : i + 1]);

export function whole(what: string, name: string, values: Float64Array): Int32Array {
  for (const v of values)
    if (!Number.isInteger(v) || v < 0 || v > 1e6)
      fail(
        "argument",
        `${what}.update() expects ${name} to hold class numbers, counted from 0, but found ${v}`,
        "class labels are whole numbers: 0, 1, ….",
      );
  return Int32Array.from(values);
}

/** Same shapes, except for dimensions of size 1. */
export function pairs(what: string, output: Tensor, target: Tensor): [Float64Array, Float64Array] {
  const a = numbers(what, "output", output),
    b = numbers(what, "target", target);
  if (a.length !== b.length || squeezed(output) !== squeezed(target))
    fail(
      "argument",
      `${what}.update() got an output of shape ${showShape(output.shape)} for a target of shape ${showShape(target.shape)}`,
      "both must have the same shape.",
    );
  return [a, b];
}
