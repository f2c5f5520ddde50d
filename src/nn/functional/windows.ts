import { needTensor } from "../../core/check.js";
import type { Tensor } from "../../core/tensor.js";
import { each, type Size } from "../sizes.js";
import { fail } from "../../diagnose/error.js";
import { showShape } from "../../util/array.js";

// The checks and sizes that all poolings share.

export const poolFail = (sentence: string, fix: string): never => fail("pool-option", sentence, fix);
const shapeFail = (sentence: string, fix: string): never => fail("pool-shape", sentence, fix);
const words = ["one", "two", "three"];

/** Numbers for each of `nd` dimensions, or PyTorch's error. */
export function poolSizes(value: unknown, nd: number, name: string, what: string, omittable = false): number[] {
  const must = omittable ? "must either be omitted, a single int," : "must either be a single int,";
  return (
    each(value, nd) ??
    poolFail(
      `${what}: ${name} ${must} or a tuple of ${words[nd - 1]} int${nd === 1 ? "" : "s"}`,
      `it is ${Array.isArray(value) ? showShape(value) : String(value)}.`,
    )
  );
}

/**
 * The number of windows along one dimension; with `ceil`, one that starts inside and extends past the end counts too.
 */
export function poolOutput(
  input: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
  ceil: boolean,
): number {
  const room = input + 2 * padding - dilation * (kernel - 1) - 1;
  const n = Math.floor((room + (ceil ? stride - 1 : 0)) / stride) + 1;
  return ceil && (n - 1) * stride >= input + padding ? n - 1 : n;
}

/** The numbers of a pooling, checked, one per spatial dimension. */
export interface PoolNumbers {
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: number[];
  readonly dilation: number[];
  readonly output: number[];
}

/** The arguments of a pooling besides the input. */
export interface Numbers {
  kernelSize?: Size | undefined;
  stride?: Size | null | undefined;
  padding?: Size | undefined;
  dilation?: Size | undefined;
  ceilMode?: boolean | undefined;
}

/** Reads and checks the numbers, and the input's shape. `name` is PyTorch's: `max_pool2d`. */
export function poolNumbers(x: Tensor, nd: number, name: string, options: Numbers): PoolNumbers {
  needTensor(x, name);
  const kernel = poolSizes(options.kernelSize, nd, "kernel_size", name);
  const stride =
    options.stride === undefined ||
    options.stride === null ||
    (Array.isArray(options.stride) && options.stride.length === 0)
      ? kernel
      : poolSizes(options.stride, nd, "stride", name, true);
  const padding = poolSizes(options.padding ?? 0, nd, "padding", name),
    dilation = poolSizes(options.dilation ?? 1, nd, "dilation", name);
  checkDims(x, nd, name);
  if (stride.some((s) => s === 0)) poolFail("stride should not be zero", "leave stride out: it is the kernel's size.");
  padding.forEach((p, d) => {
    if (p < 0) poolFail(`pad must be non-negative, but got pad: ${p}`, "leave padding out: it is 0.");
    if (2 * p > kernel[d]!)
      poolFail(
        `pad should be at most half of kernel size, but got pad=${p} and kernel_size=${kernel[d]}`,
        "choose a smaller padding, or a larger kernel.",
      );
  });
  const letters = ["dT", "dH", "dW"].slice(3 - nd);
  const list = (v: readonly number[], prefix: string): string =>
    v.map((n, d) => `${prefix}${letters[d]!.slice(1)}: ${n}`).join(" ");
  if (kernel.some((k) => k <= 0))
    poolFail(`kernel size should be greater than zero, but got ${list(kernel, "k")}`, "choose a kernelSize from 1 on.");
  if (stride.some((s) => s <= 0))
    poolFail(`stride should be greater than zero, but got ${list(stride, "d")}`, "choose a stride from 1 on.");
  if (dilation.some((n) => n <= 0))
    poolFail(
      `dilation should be greater than zero, but got ${list(dilation, "dilation")}`,
      "leave dilation out: it is 1.",
    );
  const input = x.shape.slice(x.shape.length - nd);
  const output = input.map((n, d) =>
    poolOutput(n, kernel[d]!, stride[d]!, padding[d]!, dilation[d]!, options.ceilMode ?? false),
  );
  if (output.some((n) => n < 1)) {
    const shown = (v: readonly number[]): string =>
      [x.shape[x.shape.length - nd - 1]!, ...(nd === 1 ? [1] : []), ...v].join("x");
    shapeFail(
      `Given input size: (${shown(input)}). Calculated output size: (${shown(output.map((n) => Math.max(n, 0)))}). Output size is too small`,
      "the window is larger than the image: use a smaller window, or less pooling before it.",
    );
  }
  return { kernel, stride, padding, dilation, output };
}

function checkDims(x: Tensor, nd: number, name: string): void {
  const batch = x.shape.length === nd + 2;
  const wanted = `${nd + 1}D or ${nd + 2}D (batch mode) tensor`;
  if (!batch && x.shape.length !== nd + 1) {
    const fix = `the dimensions are [batch, channels, ${["length", "height, width", "depth, height, width"][nd - 1]}], or the same without the batch; it got ${showShape(x.shape)}.`;
    if (nd === 1)
      shapeFail(
        `${name}: Expected ${wanted} with optional 0 dim batch size for input, but got:${showShape(x.shape)}`,
        fix,
      );
    shapeFail(`non-empty ${wanted} expected for input`, fix);
  }
  if (x.shape.slice(batch ? 1 : 0).some((n) => n === 0))
    shapeFail(
      `Expected ${wanted} with optional 0 dim batch size for input, but got:${showShape(x.shape)}`,
      "unsqueeze(0) adds a dimension, flatten() joins some.",
    );
}
