// Fourier transforms, windows, and random numbers.

import {
  add,
  bernoulli,
  blackmanWindow,
  fft,
  hammingWindow,
  hannWindow,
  mul,
  rand,
  randn,
  stack,
  tensor,
  type Tensor,
  unsqueeze,
  viewAsComplex,
  viewAsReal,
} from "../../index.js";
import { cast } from "../../ops/pointwise/cast.js";
import { range } from "../../util/array.js";
import { dtypeOf } from "../format/tensors.js";
import type { Call, Rule, Rules } from "../call.js";
import { narrowed, padConstant } from "./shape.js";

/** Numbers with a last dimension of 1 (real) or 2 (complex), as complex ones without it. */
function complexOf(x: Tensor): Tensor {
  if (x.shape.at(-1) === 2) return viewAsComplex(x.contiguous());
  return viewAsComplex(
    padConstant(
      x,
      range(x.shape.length).map(() => 0),
      range(x.shape.length).map((d) => (d === x.shape.length - 1 ? 1 : 0)),
      0,
    ),
  );
}

function dft(c: Call): Tensor {
  const x = c.x();
  const nd = x.shape.length;
  const dim = c.axis(c.opset >= 20 ? (c.number(2) ?? -2) : c.int("axis", 1), nd);
  const n = c.number(1),
    back = c.flag("inverse"),
    options = { dim, ...(n !== null && { n }) };
  let y = back ? fft.ifft(complexOf(x), options) : fft.fft(complexOf(x), options);
  if (c.flag("onesided")) y = narrowed(y, dim, 0, (y.shape[dim]! >> 1) + 1);
  return viewAsReal(y);
}

function stft(c: Call): Tensor {
  const x = complexOf(c.x().shape.length === 2 ? unsqueeze(c.x(), -1) : c.x()),
    step = c.number(1)!,
    window = c.maybe(2),
    length = c.number(3) ?? window?.shape[0] ?? c.wrong("neither a window nor its length is given");
  const count = Math.floor((x.shape[1]! - length) / step) + 1;
  const frames = stack(
    range(count).map((i) => narrowed(x, 1, i * step, i * step + length)),
    1,
  );
  const y = fft.fft(window === null ? frames : mul(frames, window), { dim: 2 });
  return viewAsReal(c.flag("onesided", true) ? narrowed(y, 2, 0, (length >> 1) + 1) : y);
}

const windowOf =
  (f: (n: number, periodic: boolean) => Tensor): Rule =>
  (c) =>
    cast(f(c.number(0)!, c.flag("periodic", true)), dtypeOf(c.int("output_datatype", 1), "a window"));

function melWeights(c: Call): Tensor {
  const [bins, length, rate, low, high] = range(5).map((i) => Number(c.x(i).item())) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const spectrum = (length >> 1) + 1,
    mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700),
    step = (mel(high) - mel(low)) / (bins + 2);
  const edges = range(bins + 2).map((i) =>
    Math.floor(((length + 1) * (700 * (10 ** ((i * step + mel(low)) / 2595) - 1))) / rate),
  );
  const rows = Array.from({ length: spectrum }, () => Array<number>(bins).fill(0));
  for (let i = 0; i < bins; i++) {
    const [from, middle, to] = [edges[i]!, edges[i + 1]!, edges[i + 2]!];
    if (middle === from) rows[middle]![i] = 1;
    else for (let j = from; j <= middle; j++) rows[j]![i] = (j - from) / (middle - from);
    if (to > middle) for (let j = middle; j < to; j++) rows[j]![i] = (to - j) / (to - middle);
  }
  return tensor(rows, { dtype: dtypeOf(c.int("output_datatype", 1), "MelWeightMatrix's output") });
}

/** Random numbers come from kindling's generator: manualSeed() decides. */
const random =
  (make: (c: Call, sizes: number[]) => Tensor, like: boolean): Rule =>
  (c) => {
    const sizes = like ? [...c.x().shape] : c.ints("shape")!;
    const dtype = c.has("dtype") ? dtypeOf(c.int("dtype"), "random numbers") : like ? c.x().dtype : "float32";
    return cast(make(c, sizes), dtype);
  };
const normal = (c: Call, sizes: number[]): Tensor => add(mul(randn(sizes), c.float("scale", 1)), c.float("mean", 0));
const uniform = (c: Call, sizes: number[]): Tensor => {
  const low = c.float("low", 0);
  return add(mul(rand(sizes), c.float("high", 1) - low), low);
};

export const signal: Rules = {
  Bernoulli: (c) =>
    cast(bernoulli(c.x()), c.has("dtype") ? dtypeOf(c.int("dtype"), "Bernoulli's output") : c.x().dtype),
  BlackmanWindow: windowOf((n, periodic) => blackmanWindow(n, periodic)),
  DFT: dft,
  HammingWindow: windowOf((n, periodic) => hammingWindow(n, periodic, 25 / 46, 21 / 46)),
  HannWindow: windowOf((n, periodic) => hannWindow(n, periodic)),
  MelWeightMatrix: melWeights,
  RandomNormal: random(normal, false),
  RandomNormalLike: random(normal, true),
  RandomUniform: random(uniform, false),
  RandomUniformLike: random(uniform, true),
  STFT: stft,
};
