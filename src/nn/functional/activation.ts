import { needTensor } from "../../core/check.js";
import { fail } from "../../diagnose/error.js";
import { warn } from "../../diagnose/warn.js";
import type { Tensor } from "../../core/tensor.js";
import * as act from "../../ops/activation.js";
import { cast, copy_ } from "../../ops/cast.js";
import * as comp from "../../ops/composite.js";
import * as un from "../../ops/unary.js";
import type { DType } from "../../shape/dtype.js";
import { relu_ } from "../../tensor/inplace.js";

/** Whether the input itself is overwritten. Default false. */
export interface InplaceOptions { inplace?: boolean }
/** Options of {@link softmax} and {@link logSoftmax}: the dimension, and a dtype to convert to first. */
export interface SoftmaxOptions { dim?: number; dtype?: DType }

/** max(x, 0). */
export function relu(x: Tensor, o?: InplaceOptions): Tensor { return o?.inplace === true ? relu_(x) : un.relu(x); }
/** 1 / (1 + e^−x): any number into (0, 1). */
export function sigmoid(x: Tensor): Tensor { return un.sigmoid(x); }
/** Any number into (−1, 1). */
export function tanh(x: Tensor): Tensor { return un.tanh(x); }
/** x where it is positive, `negativeSlope · x` elsewhere. */
export function leakyRelu(x: Tensor, negativeSlope: number | (InplaceOptions & { negativeSlope?: number }) = 0.01, o: InplaceOptions = {}): Tensor {
  const all = typeof negativeSlope === "number" ? { ...o, negativeSlope } : negativeSlope;
  return written(x, act.leakyRelu(x, all.negativeSlope ?? 0.01), all);
}
/** x where it is positive, `alpha · (e^x − 1)` elsewhere. */
export function elu(x: Tensor, alpha: number | (InplaceOptions & { alpha?: number }) = 1, o: InplaceOptions = {}): Tensor {
  const all = typeof alpha === "number" ? { ...o, alpha } : alpha;
  return written(x, act.elu(x, all.alpha ?? 1), all);
}
/** `x · sigmoid(x)`, also called swish. */
export function silu(x: Tensor, o: InplaceOptions = {}): Tensor { return written(x, act.silu(x), o); }
/** x times the probability that a standard normal number lies below it; `approximate: "tanh"` is nearly that. */
export function gelu(x: Tensor, o: { approximate?: "none" | "tanh" } = {}): Tensor {
  const approximate = o.approximate ?? "none";
  if (approximate !== "none" && approximate !== "tanh") fail("activation-option", "approximate argument must be either none or tanh.");
  return act.gelu(x, approximate);
}
/** `log(1 + e^(beta·x)) / beta`, a smooth relu; x itself where `beta·x` exceeds the threshold. */
export function softplus(x: Tensor, beta = 1, threshold = 20): Tensor { return act.softplus(x, beta, threshold); }
/** log(sigmoid(x)), without overflow. */
export function logSigmoid(x: Tensor): Tensor { return un.logSigmoid(x); }

const written = (x: Tensor, y: Tensor, o: InplaceOptions): Tensor => (o.inplace === true ? copy_(x, y) : y);

/** e^x divided by its sum along `dim`: positive numbers that add up to 1. */
export function softmax(x: Tensor, dim?: number | SoftmaxOptions, o: SoftmaxOptions = {}): Tensor { return along("softmax", comp.softmax, x, dim, o); }
/** The logarithm of softmax, computed so that no small number is lost. */
export function logSoftmax(x: Tensor, dim?: number | SoftmaxOptions, o: SoftmaxOptions = {}): Tensor { return along("log_softmax", comp.logSoftmax, x, dim, o); }

function along(name: string, f: (x: Tensor, dim: number) => Tensor, x: Tensor, dim: number | SoftmaxOptions | undefined, o: SoftmaxOptions): Tensor {
  needTensor(x, name);
  const all = typeof dim === "object" ? dim : dim === undefined ? o : { ...o, dim };
  return f(all.dtype === undefined ? x : cast(x, all.dtype), all.dim ?? impliedDim(name, x));
}

/** What PyTorch takes where no dimension is given; it warns, since it is seldom what is meant. */
function impliedDim(name: string, x: Tensor): number {
  warn("softmax-dim", `Implicit dimension choice for ${name} has been deprecated. Change the call to include dim=X as an argument.\n  → for rows of class scores that is dim 1: { dim: 1 }.`);
  const nd = x.shape.length;
  return nd === 0 || nd === 1 || nd === 3 ? 0 : 1;
}
