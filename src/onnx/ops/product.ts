// Products of matrices and tensors, and what quantized models make of them.

import {
  add,
  amax,
  amin,
  clamp,
  det,
  div,
  einsum,
  F,
  matmul,
  maximum,
  minimum,
  mul,
  reshape,
  round,
  sub,
  type Tensor,
  transpose,
  zerosLike,
} from "../../index.js";
import { cast } from "../../ops/pointwise/cast.js";
import type { DType } from "../../shape/dtype.js";
import { by, type Call, type Rules, type Value } from "../call.js";
import { convolve } from "./window.js";

function gemm(c: Call): Tensor {
  const a = c.flag("transA") ? transpose(c.x(), 0, 1) : c.x(),
    bias = c.maybe(2),
    alpha = c.float("alpha", 1),
    beta = c.float("beta", 1);
  // The form of nn.Linear, in one kernel.
  if (
    c.flag("transB") &&
    alpha === 1 &&
    beta === 1 &&
    bias !== null &&
    bias.shape.length === 1 &&
    bias.shape[0] === c.x(1).shape[0]
  )
    return F.linear(a, c.x(1), bias);
  const b = c.flag("transB") ? transpose(c.x(1), 0, 1) : c.x(1);
  let y = matmul(a, b);
  if (alpha !== 1) y = cast(mul(y, alpha), y.dtype);
  return bias === null ? y : add(y, beta === 1 ? bias : cast(mul(bias, beta), bias.dtype));
}

/** Scales and zero points are single numbers, or one for each place along an axis. */
function along(t: Tensor, x: Tensor, axis: number): Tensor {
  return t.shape.length === 1 && t.shape[0] !== 1
    ? reshape(
        t,
        x.shape.map((n, d) => (d === axis ? n : 1)),
      )
    : t.shape.length === 1
      ? reshape(t, [])
      : t;
}

const limits: Partial<Record<DType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  int16: [-32768, 32767],
};

function quantized(c: Call, x: Tensor, scale: Tensor, zero: Value, axis: number): Tensor {
  const to = zero?.dtype ?? "uint8",
    [low, high] = limits[to] ?? c.wrong(`numbers are not quantized to ${to} here`);
  let y = round(div(x, along(scale, x, axis)));
  if (zero !== null) y = add(y, cast(along(zero, x, axis), y.dtype));
  return cast(clamp(y, low, high), to);
}
function dequantized(x: Tensor, scale: Tensor, zero: Value, axis: number): Tensor {
  const y = cast(x, scale.dtype);
  return mul(zero === null ? y : sub(y, cast(along(zero, x, axis), y.dtype)), along(scale, x, axis));
}

const axisOf = (c: Call): number => {
  const nd = c.x().shape.length,
    a = c.int("axis", 1);
  return a < 0 ? a + nd : a;
};

/** As float64, in which the sums of such products are exact, without the zero point. */
function exact(x: Tensor, zero: Value, shape?: readonly number[]): Tensor {
  const y = cast(x, "float64");
  if (zero === null) return y;
  const z = cast(zero, "float64");
  return sub(y, z.count === 1 ? reshape(z, []) : reshape(z, [...(shape ?? z.shape)]));
}
/** One zero point for each row of the left matrix, or each column of the right one. */
const perRow = (z: Value): number[] | undefined => (z === null || z.shape.length !== 1 ? undefined : [-1, 1]);
const perOut = (z: Value, w: Tensor): number[] | undefined =>
  z === null ? undefined : [-1, ...w.shape.slice(1).map(() => 1)];

function dynamicQuantized(c: Call): Value[] {
  const x = c.x();
  const low = minimum(amin(x), zerosLike(amin(x))),
    high = maximum(amax(x), zerosLike(amax(x)));
  const scale = div(sub(high, low), 255);
  const zero = cast(clamp(round(sub(0, div(low, scale))), 0, 255), "uint8");
  return [quantized(c, x, scale, zero, 1), scale, zero];
}

export const product: Rules = {
  ConvInteger: (c) =>
    cast(convolve(c, exact(c.x(), c.maybe(2)), exact(c.x(1), c.maybe(3), perOut(c.maybe(3), c.x(1))), null), "int32"),
  DequantizeLinear: (c) => dequantized(c.x(), c.x(1), c.maybe(2), axisOf(c)),
  Det: by(det),
  DynamicQuantizeLinear: dynamicQuantized,
  Einsum: (c) => einsum(c.text("equation"), ...c.all()),
  Gemm: gemm,
  MatMul: by((x, y) => matmul(x, y)),
  MatMulInteger: (c) => cast(matmul(exact(c.x(), c.maybe(2), perRow(c.maybe(2))), exact(c.x(1), c.maybe(3))), "int32"),
  QLinearConv: (c) => {
    const [x, xs, xz, w, ws, wz, ys, yz] = c.all() as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const bias = c.maybe(8);
    const scale = mul(xs, ws.count === 1 ? reshape(ws, []) : reshape(ws, [1, -1, ...w.shape.slice(2).map(() => 1)]));
    let sums = convolve(c, exact(x, xz), exact(w, wz, perOut(wz, w)), null);
    if (bias !== null) sums = add(sums, reshape(cast(bias, "float64"), [1, -1, ...w.shape.slice(2).map(() => 1)]));
    return quantized(c, cast(mul(sums, cast(scale, "float64")), "float32"), ys, yz, 1);
  },
  QLinearMatMul: (c) => {
    const [a, as, az, b, bs, bz, ys, yz] = c.all() as [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];
    const sums = matmul(exact(a, az, perRow(az)), exact(b, bz));
    return quantized(c, cast(mul(sums, cast(mul(as, bs), "float64")), "float32"), ys, yz, 1);
  },
  QuantizeLinear: (c) => quantized(c, c.x(), c.x(1), c.maybe(2), axisOf(c)),
};
