import { needTensor } from "../core/check.js";
import { checkInPlace, denseOf, empty, overwrite } from "../core/dispatch.js";
import { edgeOf } from "../core/graph.js";
import { mode } from "../core/modes.js";
import { fillBy } from "../core/recorder.js";
import { region, Tensor } from "../core/tensor.js";
import { byName, noMore } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { cast } from "../ops/pointwise/cast.js";
import { expand } from "../ops/view/view.js";
import * as draw from "../random/distributions.js";
import { type Generator, generatorOf } from "../random/generator.js";
import * as rare from "../random/rare.js";
import { type DType, dtypeInfo, isComplex, isFloat, isHalf } from "../shape/dtype.js";
import { range } from "../util/array.js";
import { checkFloat } from "../ops/refuse.js";

// Tensors filled from a random stream. PyTorch draws in the memory order of the elements, whatever the order of
// dimensions: the transpose of a matrix is filled column by column.

/** Options of all random functions. */
export interface DrawOptions {
  /** The source of random numbers. Default: the generator that `manualSeed` seeds. */
  generator?: Generator;
}

/** The dimensions from the largest stride to the smallest. */
const memoryOrder = (x: Tensor): number[] => range(x.shape.length).sort((a, b) => x.strides[b]! - x.strides[a]!);

/** A tensor of the shape and memory order of `x`, without gaps; `fill` gets its elements in that order. */
export function drawnLike(x: Tensor, dtype: DType, fill: (t: Tensor) => void): Tensor {
  if (x.dense) {
    const out = empty(x.shape, dtype);
    fill(out);
    return out;
  }
  const order = memoryOrder(x);
  const t = empty(
    order.map((d) => x.shape[d]!),
    dtype,
  );
  fill(t);
  const strides = Array<number>(order.length);
  order.forEach((d, i) => {
    strides[d] = t.strides[i]!;
  });
  return new Tensor(t.storage, x.shape, strides, t.offset, t.dtype);
}

function check(x: Tensor, name: string, kernel: string | null): void {
  needTensor(x, name);
  if (kernel !== null && !isFloat(x.dtype))
    fail(
      "float-only",
      `"${kernel}" not implemented for '${dtypeInfo[x.dtype].scalarType}'`,
      "use a floating dtype, or randint.",
    );
  checkInPlace(x);
  if (mode.grad && edgeOf(x) !== null)
    fail("inplace-leaf", "a random fill of a tensor in the graph is not differentiable", "wrap it in noGrad(() => …).");
}

/** Fills `x` directly if it is row-major, else via a tensor of the same memory order. */
function fillWith(x: Tensor, fill: (t: Tensor) => void): Tensor {
  if (x.dense) fill(x);
  else overwrite(x, drawnLike(x, x.dtype, fill));
  x.storage.version++;
  return x;
}

/** Fills with numbers drawn in double precision, converted to the tensor's dtype. */
function fillDoubles(x: Tensor, name: string, fill: (out: Float64Array) => void): Tensor {
  const t = drawnLike(x, "float64", (to) => fillBy(name, [], to, (_, out) => fill(region(out) as Float64Array)));
  overwrite(x, t);
  x.storage.version++;
  return x;
}

/** Fills a row-major tensor with uniform numbers in `[from, to)`. */
export function fillUniform(t: Tensor, from: number, to: number, g: Generator): void {
  fillBy("uniform", [], t, (_, out) => {
    const data = region(out);
    if (isHalf(out.dtype)) draw.uniform16(g, data as Uint16Array, out.dtype, from, to);
    else draw.uniform(g, data as Float32Array, from, to);
  });
}
/** Fills a row-major tensor with normal numbers. */
export function fillNormal(t: Tensor, mean: number, std: number, g: Generator): void {
  fillBy("normal", [], t, (_, out) => {
    const data = region(out);
    if (isHalf(out.dtype)) draw.normal16(g, data as Uint16Array, out.dtype, mean, std);
    else draw.normal(g, data as Float32Array, mean, std);
  });
}
/** Normal numbers in a tensor of the memory order of `x`. They are drawn in blocks only if that is row-major. */
export function normalLike(x: Tensor, dtype: DType, mean: number, std: number, g: Generator): Tensor {
  if (x.dense || memoryOrder(x).every((d, i) => d === i))
    return drawnLike(x, dtype, (t) => fillNormal(t, mean, std, g));
  return cast(
    drawnLike(x, "float64", (t) =>
      fillBy("normal", [], t, (_, out) => rare.normalDoubles(g, region(out) as Float64Array, mean, std)),
    ),
    dtype,
  );
}

// The methods of tensors, documented in api/inplace.ts.

export function uniform_(x: Tensor, from = 0, to = 1, options: DrawOptions = {}): Tensor {
  check(x, "uniform_", "check_uniform_bounds");
  return fillWith(x, (t) => fillUniform(t, from, to, generatorOf(options)));
}
export function normal_(x: Tensor, mean = 0, std = 1, options: DrawOptions = {}): Tensor {
  check(x, "normal_", "normal_kernel_cpu");
  const g = generatorOf(options);
  return x.dense
    ? fillWith(x, (t) => fillNormal(t, mean, std, g))
    : fillDoubles(x, "normal", (out) => rare.normalDoubles(g, out, mean, std));
}
export function exponential_(x: Tensor, lambda = 1, options: DrawOptions = {}): Tensor {
  check(x, "exponential_", "exponential_cpu");
  return fillDoubles(x, "exponential", (out) => draw.exponential(generatorOf(options), out, lambda));
}
export function bernoulli_(x: Tensor, p: number | Tensor = 0.5, options: DrawOptions = {}): Tensor {
  check(x, "bernoulli_", null);
  const g = generatorOf(options);
  if (!(p instanceof Tensor)) return fillDoubles(x, "bernoulli", (out) => draw.bernoulli(g, out, p));
  if (!isFloat(p.dtype))
    fail(
      "float-only",
      `expected probabilities tensor to have floating type, got ${dtypeInfo[p.dtype].scalarType}`,
      isComplex(p.dtype) ? "probabilities are real numbers." : "convert first: p.float().",
    );
  return fillFrom(x, "bernoulli", expand(p, x.shape), (out, from) => draw.bernoulliTensor(g, out, from));
}

/** Fills `x` with a number drawn for each element of `p`, which has its shape, in the memory order of `x`. */
function fillFrom(
  x: Tensor,
  name: string,
  p: Tensor,
  fill: (out: Float64Array, from: Float32Array | Float64Array) => void,
): Tensor {
  const order = memoryOrder(x);
  const wide = cast(p, p.dtype === "float64" ? "float64" : "float32");
  const source = denseOf(
    x.dense
      ? wide
      : new Tensor(
          wide.storage,
          order.map((d) => x.shape[d]!),
          order.map((d) => wide.strides[d]!),
          wide.offset,
        ),
  );
  overwrite(
    x,
    drawnLike(x, "float64", (to) =>
      fillBy(name, [source], to, ([from], out) => fill(region(out) as Float64Array, region(from!) as Float32Array)),
    ),
  );
  x.storage.version++;
  return x;
}

export function geometric_(x: Tensor, p: number, options: DrawOptions = {}): Tensor {
  check(x, "geometric_", null);
  if (x.dtype === "bool") fail("float-only", "\"geometric_cpu\" not implemented for 'Bool'", "use a numeric dtype.");
  return fillDoubles(x, "geometric", (out) => rare.geometric(generatorOf(options), out, p));
}
export function cauchy_(x: Tensor, median = 0, sigma = 1, options: DrawOptions = {}): Tensor {
  check(x, "cauchy_", "cauchy_cpu");
  return fillDoubles(x, "cauchy", (out) => rare.cauchy(generatorOf(options), out, median, sigma));
}
export function logNormal_(x: Tensor, mean = 1, std = 2, options: DrawOptions = {}): Tensor {
  check(x, "logNormal_", "log_normal_cpu");
  return fillDoubles(x, "logNormal", (out) => rare.logNormal(generatorOf(options), out, mean, std));
}
/** A single bound by place is `to`, as in PyTorch. */
export function random_(x: Tensor, ...args: readonly unknown[]): Tensor {
  check(x, "random_", null);
  const o = byName<{ from?: number | bigint; to?: number | bigint; generator?: Generator }>(
    "random_",
    ["from", "to"],
    args,
    ["generator"],
  );
  const [start, end] = o.to === undefined && typeof args[0] !== "object" ? [0, o.from] : [o.from ?? 0, o.to];
  if (end === undefined && o.from !== undefined)
    fail("argument", "random_() missing 1 required positional argument: 'to'", "random_(to) starts at 0.");
  const g = generatorOf(o);
  const { dtype } = x;
  if (isComplex(dtype))
    return fail(
      "no-complex",
      `"random_" not implemented for '${dtypeInfo[dtype].scalarType}'`,
      "draw real and imaginary parts, and join them with complex(…).",
    );
  if (end !== undefined) {
    const array = isHalf(dtype) ? "float32" : dtype;
    const t = drawnLike(x, array, (t) =>
      fillBy("randint", [], t, (_, out) => draw.randint(g, region(out) as BigInt64Array, start!, end, dtype)),
    );
    overwrite(x, t);
  } else if (dtype === "int64") {
    overwrite(
      x,
      drawnLike(x, "int64", (t) =>
        fillBy("randint", [], t, (_, out) => {
          const data = region(out) as BigInt64Array;
          for (let i = 0; i < data.length; i++) data[i] = draw.randomSeed63(g);
        }),
      ),
    );
  } else return fillDoubles(x, "randint", (out) => rare.wholeNumbers(g, out, dtype));
  x.storage.version++;
  return x;
}

/**
 * A Poisson number for each rate, in the shape and dtype of the rates (floats).
 *
 * @throws KindlingError `random-range` for a negative rate, `float-only`.
 * @example
 * poisson(zeros(2)).tolist(); // → 0,0
 */
export function poisson(rates: Tensor, options?: DrawOptions): Tensor {
  noMore("poisson", 2, arguments);
  const o = byName<DrawOptions>("poisson", [], [options], ["generator"]);
  needTensor(rates, "poisson");
  checkFloat("poisson_cpu", rates.dtype);
  const g = generatorOf(o);
  return fillFrom(
    drawnLike(rates, rates.dtype, () => undefined),
    "poisson",
    new Tensor(rates.storage, rates.shape, rates.strides, rates.offset),
    (out, from) => rare.poisson(g, out, from),
  );
}
