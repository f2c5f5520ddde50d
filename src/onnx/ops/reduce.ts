// Results that sum over elements: reductions, softmax, normalizations, scans, losses.

import {
  abs,
  add,
  amax,
  amin,
  argmax,
  argmin,
  cumsum,
  div,
  F,
  flip,
  log,
  logsumexp,
  mean,
  mul,
  prod,
  reshape,
  sqrt,
  square,
  onesLike,
  sub,
  sum,
  type Tensor,
  topk,
  unsqueeze,
  cat,
  zerosLike,
  noGrad,
  ge,
  scatter,
} from "../../index.js";
import { cast } from "../../ops/pointwise/cast.js";
import { isFloat } from "../../shape/dtype.js";
import { range } from "../../util/array.js";
import type { Call, Rule, Rules, Value } from "../call.js";

/** The axes that a reduction goes over: an attribute, and an input since opset 13 (ReduceSum) or 18 (the others). */
function axesOf(c: Call, nd: number): number[] {
  const given = c.ints("axes") ?? c.numbers(1);
  if (given === null || given.length === 0) return c.flag("noop_with_empty_axes") ? [] : range(nd);
  return given.map((a) => c.axis(a, nd));
}

const reduction =
  (f: (x: Tensor, dims: number[], keepdim: boolean) => Tensor): Rule =>
  (c) => {
    const x = c.x(),
      axes = axesOf(c, x.shape.length);
    if (axes.length === 0) return c.flag("noop_with_empty_axes") || x.shape.length > 0 ? x : f(x, [], false);
    return f(x, axes, c.flag("keepdims", true));
  };

/** Sums keep the dtype of what they add. */
const summed = (x: Tensor, dims: number[], keepdim: boolean): Tensor => cast(sum(x, dims, keepdim), x.dtype);
const averaged = (x: Tensor, dims: number[], keepdim: boolean): Tensor => {
  if (isFloat(x.dtype)) return mean(x, dims, keepdim);
  const n = dims.reduce((k, d) => k * x.shape[d]!, 1);
  return div(summed(x, dims, keepdim), n, { roundingMode: "trunc" });
};
const multiplied = (x: Tensor, dims: number[], keepdim: boolean): Tensor =>
  cast(
    dims.toSorted((a, b) => b - a).reduce((y, d) => prod(y, d, keepdim), x),
    x.dtype,
  );
/** In double precision and back where the numbers are whole. */
const asFloat = (x: Tensor): Tensor => (isFloat(x.dtype) ? x : cast(x, "float64"));

const extremePlace =
  (f: (x: Tensor, o: { dim: number; keepdim: boolean }) => Tensor): Rule =>
  (c) => {
    const x = c.x(),
      dim = c.axis(c.int("axis", 0), x.shape.length),
      keepdim = c.flag("keepdims", true);
    if (!c.flag("select_last_index")) return f(x, { dim, keepdim });
    return sub(x.shape[dim]! - 1, f(flip(x, [dim]), { dim, keepdim }));
  };

/** Before opset 13 softmax goes over all dimensions from `axis` on, together; since then over the one. */
const softened =
  (f: (x: Tensor, dim: number) => Tensor): Rule =>
  (c) => {
    const x = c.x(),
      nd = x.shape.length;
    if (c.opset >= 13) return f(x, c.axis(c.int("axis", -1), nd));
    const axis = c.axis(c.int("axis", 1), nd);
    const rows = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
    return reshape(f(reshape(x, [rows, rows === 0 ? 0 : x.count / rows]), 1), [...x.shape]);
  };

function hardmax(x: Tensor, dim: number): Tensor {
  return scatter(zerosLike(x), dim, argmax(x, { dim, keepdim: true }), 1);
}

function batchNorm(c: Call): Value[] {
  const [x, scale, bias, mu, variance] = c.all() as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const eps = c.float("epsilon", Math.fround(1e-5)),
    momentum = c.float("momentum", Math.fround(0.9));
  const asked = c.opset >= 14 ? c.flag("training_mode") : c.opset < 7 && !c.flag("is_test");
  if (!asked && !c.host.training) return [F.batchNorm(x, mu, variance, { weight: scale, bias, training: false, eps })];
  if (!asked)
    // As nn.BatchNorm in training mode: statistics of the batch, and the running ones follow.
    return [F.batchNorm(x, mu, variance, { weight: scale, bias, training: true, momentum: 1 - momentum, eps })];
  const dims = range(x.shape.length).filter((d) => d !== 1);
  const y = F.batchNorm(x, null, null, { weight: scale, bias, training: true, eps });
  const batchMean = mean(x, dims),
    batchVar = mean(square(sub(x, mean(x, dims, true))), dims);
  const follow = (old: Tensor, now: Tensor): Tensor => add(mul(old, momentum), mul(now, 1 - momentum));
  return [y, ...noGrad(() => [follow(mu, batchMean), follow(variance, batchVar)])];
}

function layerNorm(c: Call): Value[] {
  const x = c.x(),
    nd = x.shape.length,
    axis = c.axis(c.int("axis", -1), nd),
    eps = c.float("epsilon", Math.fround(1e-5));
  const y = F.layerNorm(x, x.shape.slice(axis), { weight: c.x(1), bias: c.maybe(2), eps });
  if (!c.wants(1) && !c.wants(2)) return [y];
  const dims = range(nd).filter((d) => d >= axis);
  const mu = mean(x, dims, true),
    spread = div(1, sqrt(add(mean(square(sub(x, mu)), dims, true), eps)));
  return [y, mu, spread];
}

/** Sums of one axis: exclusive ones begin with 0, reversed ones at the end. */
function cumulated(c: Call): Tensor {
  let x = c.x();
  const dim = c.axis(c.number(1) ?? 0, x.shape.length),
    back = c.flag("reverse");
  if (back) x = flip(x, [dim]);
  let y = cast(cumsum(x, dim), x.dtype);
  if (c.flag("exclusive")) y = sub(y, x);
  return back ? flip(y, [dim]) : y;
}

function largest(c: Call): Value[] {
  const x = c.x(),
    k = (c.opset >= 10 ? c.number(1) : null) ?? c.int("k");
  const dim = c.axis(c.int("axis", -1), x.shape.length);
  return [...topk(x, k, dim, c.flag("largest", true), c.flag("sorted", true))];
}

type Reduction = "mean" | "sum" | "none";
const ignored = (c: Call): number => c.int("ignore_index", -100);

function crossEntropy(c: Call): Value[] {
  const [x, target] = [c.x(), c.x(1)],
    weight = c.maybe(2);
  const loss = F.crossEntropy(x, cast(target, "int64"), {
    reduction: c.text("reduction", "mean") as Reduction,
    ignoreIndex: ignored(c),
    ...(weight !== null && { weight }),
  });
  return [loss, F.logSoftmax(x, { dim: 1 })];
}

function nll(c: Call): Tensor {
  const [x, target] = [c.x(), c.x(1)],
    weight = c.maybe(2);
  return F.nllLoss(x, cast(target, "int64"), {
    reduction: c.text("reduction", "mean") as Reduction,
    ignoreIndex: ignored(c),
    ...(weight !== null && { weight }),
  });
}

function dropout(c: Call): Value[] {
  const x = c.x();
  const p = c.opset >= 12 ? (c.number(1) ?? 0.5) : c.float("ratio", 0.5);
  const asked = c.opset >= 12 && (c.number(2) ?? 0) !== 0;
  if ((!c.host.training && !asked) || p === 0) {
    if (!c.wants(1)) return [x];
    const mask = ge(abs(zerosLike(x)), 0);
    return [x, c.opset >= 10 ? mask : cast(mask, x.dtype)];
  }
  const noise = F.dropout(onesLike(x), { p, training: true }); // 0, or 1 / (1 − p)
  return [mul(x, noise), c.wants(1) ? cast(noise, "bool") : null];
}

export const reduce: Rules = {
  ArgMax: extremePlace((x, o) => argmax(x, o)),
  ArgMin: extremePlace((x, o) => argmin(x, o)),
  BatchNormalization: batchNorm,
  CumSum: cumulated,
  Dropout: dropout,
  GroupNormalization: (c) => {
    const x = c.x(),
      groups = c.int("num_groups");
    const y = F.groupNorm(x, groups, { eps: c.float("epsilon", Math.fround(1e-5)) });
    const [scale, bias] = [c.x(1), c.x(2)].map((t) => {
      // One for each group until opset 21, then one for each channel.
      const each =
        t.shape[0] === x.shape[1]
          ? t
          : reshape(
              cat(
                Array.from({ length: x.shape[1]! / groups }, () => unsqueeze(t, 1)),
                1,
              ),
              [-1],
            );
      return reshape(each, [1, -1, ...x.shape.slice(2).map(() => 1)]);
    }) as [Tensor, Tensor];
    return add(mul(y, scale), bias);
  },
  Hardmax: softened(hardmax),
  InstanceNormalization: (c) =>
    F.instanceNorm(c.x(), { weight: c.x(1), bias: c.x(2), eps: c.float("epsilon", Math.fround(1e-5)) }),
  LayerNormalization: layerNorm,
  LogSoftmax: softened((x, dim) => F.logSoftmax(x, { dim })),
  LpNormalization: (c) => {
    const x = c.x(),
      dim = c.axis(c.int("axis", -1), x.shape.length);
    return div(x, c.int("p", 2) === 1 ? sum(abs(x), dim, true) : sqrt(sum(square(x), dim, true)));
  },
  LRN: (c) =>
    F.localResponseNorm(c.x(), c.int("size"), {
      alpha: c.float("alpha", Math.fround(1e-4)),
      beta: c.float("beta", 0.75),
      k: c.float("bias", 1),
    }),
  MeanVarianceNormalization: (c) => {
    const x = c.x(),
      axes = (c.ints("axes") ?? [0, 2, 3]).map((a) => c.axis(a, x.shape.length));
    const centred = sub(x, mean(x, axes, true));
    return div(centred, add(sqrt(mean(square(centred), axes, true)), 1e-9));
  },
  NegativeLogLikelihoodLoss: nll,
  ReduceL1: reduction((x, d, k) => summed(abs(x), d, k)),
  ReduceL2: reduction((x, d, k) => cast(sqrt(sum(square(asFloat(x)), d, k)), x.dtype)),
  ReduceLogSum: reduction((x, d, k) => cast(log(sum(asFloat(x), d, k)), x.dtype)),
  ReduceLogSumExp: reduction((x, d, k) => cast(logsumexp(asFloat(x), d, k), x.dtype)),
  ReduceMax: reduction((x, d, k) => (x.dtype === "bool" ? cast(amax(cast(x, "uint8"), d, k), "bool") : amax(x, d, k))),
  ReduceMean: reduction(averaged),
  ReduceMin: reduction((x, d, k) => (x.dtype === "bool" ? cast(amin(cast(x, "uint8"), d, k), "bool") : amin(x, d, k))),
  ReduceProd: reduction(multiplied),
  ReduceSum: reduction(summed),
  ReduceSumSquare: reduction((x, d, k) => summed(mul(x, x), d, k)),
  RMSNormalization: (c) => {
    const x = c.x(),
      axis = c.axis(c.int("axis", -1), x.shape.length);
    return F.rmsNorm(x, x.shape.slice(axis), { weight: c.x(1), eps: c.float("epsilon", Math.fround(1e-5)) });
  },
  Softmax: softened((x, dim) => F.softmax(x, { dim })),
  SoftmaxCrossEntropyLoss: crossEntropy,
  TopK: largest,
};
