import * as angles from "../ops/angles.js";
import { i0 } from "../ops/bessel.js";
import * as compare from "../ops/compare.js";
import * as parts from "../ops/float-parts.js";
import * as gamma from "../ops/gamma.js";
import { histogram } from "../ops/histogram.js";
import * as logs from "../ops/logs.js";
import * as normal from "../ops/normal.js";
import { hardshrink, prelu } from "../ops/piecewise.js";
import * as aliases from "./aliases.js";
import { corrcoef } from "../ops/statistics.js";
import { msort } from "../ops/sort.js";
import * as order from "./order.js";
import * as pointwise from "./pointwise.js";
import * as stats from "./statistics.js";

// The part of the method table that is mathematics: special functions, comparisons, statistics, orders.

export const mathMethods = {
  ...aliases,
  positive: parts.positive, sgn: parts.sgn, signbit: parts.signbit, isposinf: parts.isposinf, isneginf: parts.isneginf, isreal: compare.isreal,
  copysign: parts.copysign, heaviside: parts.heaviside, nextafter: parts.nextafter, ldexp: parts.ldexp, frexp: parts.frexp,
  deg2rad: angles.deg2rad, rad2deg: angles.rad2deg, sinc: angles.sinc, hypot: angles.hypot,
  logaddexp: logs.logaddexp, logaddexp2: logs.logaddexp2, xlogy: logs.xlogy, logit: pointwise.logit, floatPower: logs.floatPower,
  erfc: normal.erfc, erfinv: normal.erfinv, lgamma: gamma.lgamma, digamma: gamma.digamma, polygamma: pointwise.polygammaOf,
  igamma: gamma.igamma, igammac: gamma.igammac, i0,
  sort: order.sort, argsort: order.argsort, msort, mode: order.mode,
  cumsum: order.cumsum, cumprod: order.cumprod, logcumsumexp: order.logcumsumexp, cummax: order.cummax, cummin: order.cummin, histc: order.histc, bincount: order.bincount,
  nansum: stats.nansum, nanmean: stats.nanmean, countNonzero: stats.countNonzero, aminmax: stats.aminmax,
  histogram,
  cov: stats.cov, corrcoef,
  prelu, hardshrink,
  fmax: compare.fmax, fmin: compare.fmin, gcd: compare.gcd, lcm: compare.lcm, equal: compare.equal,
} as const;
