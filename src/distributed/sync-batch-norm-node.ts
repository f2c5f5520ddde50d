import { Function, type FunctionContext } from "../autograd/function.js";
import { empty, full } from "../core/dispatch.js";
import { noGrad } from "../core/modes.js";
import type { Tensor } from "../core/tensor.js";
import { noMore, readerOf, required } from "../diagnose/arguments.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { fail } from "../diagnose/error.js";
import { batchNormalized } from "../nn/functional/normalization.js";
import { BatchNorm1d, BatchNorm2d, BatchNorm3d, type NormArguments } from "../nn/layers/batch-norm.js";
import { NormBase, type NormOptions } from "../nn/layers/norm-base.js";
import type { Module } from "../nn/module.js";
import { isModule } from "../nn/module-state.js";
import { layer, type PythonForm } from "../nn/python-form.js";
import { add, div, mul, sub } from "../ops/pointwise/arithmetic.js";
import { cast, contiguous, copy_ } from "../ops/pointwise/cast.js";
import { rsqrt } from "../ops/pointwise/unary.js";
import { sum } from "../ops/reduce/reduce.js";
import { cat } from "../ops/view/join.js";
import { narrow, reshape } from "../ops/view/view.js";
import { add_ } from "../tensor/inplace.js";
import { summed } from "./collectives-node.js";
import { currentOrNull } from "./group-node.js";

/** The sum of everybody's tensors. Its gradient is the sum of everybody's gradients, since all ranks' results depend on each input. */
class SumOverRanks extends Function {
  static override readonly name: string = "SumOverRanks";
  static forward(_ctx: FunctionContext, x: Tensor): Tensor {
    return sumOf(x);
  }
  static backward(_ctx: FunctionContext, g: Tensor): Tensor {
    return sumOf(g);
  }
}
function sumOf(x: Tensor): Tensor {
  const own = contiguous(x),
    out = empty(x.shape, x.dtype);
  summed(own, out, 0);
  return out;
}

const python: PythonForm = { module: "torch.nn.modules.batchnorm" };
const read = readerOf<NormOptions>("SyncBatchNorm", ["eps", "momentum", "affine", "trackRunningStats"], ["dtype"]);

/**
 * A batch norm whose batch is that of all ranks together: means and variances are computed over all of their samples. For small
 * batches per rank, whose own statistics are poor. Inputs are `[N, C, …]`; ranks may have different N. After `eval()`, and with one
 * rank, it is a BatchNorm.
 *
 * Further arguments, by place or by name: eps = 1e−5, momentum = 0.1, affine = true, trackRunningStats = true; by name
 * only: dtype.
 *
 * @throws KindlingError `norm-shape`; `norm-single` for a single value per channel on all ranks together.
 */
export class SyncBatchNorm extends NormBase {
  static override readonly name: string = /* @__PURE__ */ layer(this, "SyncBatchNorm");
  static override readonly python = python;
  /**
   * A batch norm over the batches of all ranks. Further arguments, by place or by name: eps = 1e−5, momentum = 0.1, affine = true,
   * trackRunningStats = true; by name only: dtype.
   *
   * @example
   * new SyncBatchNorm(3)(rand(8, 3, 4, 4)).mean().abs().item() < 1e-5; // → true
   */
  constructor(numFeatures: number, ...options: NormArguments) {
    const [n, ...rest] = required<[number]>("SyncBatchNorm", ["numFeatures"], [numFeatures, ...options]);
    super(n, read(rest), true, true);
  }

  /** Normalizes each channel: `[N, C, …]` to the same shape. */
  forward(x: Tensor): Tensor {
    const { training, trackRunningStats, numBatchesTracked, runningMean, runningVar } = this;
    const group = currentOrNull();
    let momentum: number | Tensor = this.momentum ?? 0;
    if (training && trackRunningStats && numBatchesTracked !== null) {
      noGrad(() => add_(numBatchesTracked, 1));
      if (this.momentum === null) momentum = noGrad(() => div(full([], "float64", 1), numBatchesTracked));
    }
    const keeps = !training || trackRunningStats,
      mean = keeps ? runningMean : null,
      variance = keeps ? runningVar : null;
    if (group === null || group.comm.size === 1 || !training)
      return batchNormalized(
        x,
        mean,
        variance,
        this.weight,
        this.bias,
        training || (runningMean === null && runningVar === null),
        momentum,
        this.eps,
      );
    return this.together(x, mean, variance, momentum);
  }

  private together(x: Tensor, mean: Tensor | null, variance: Tensor | null, momentum: number | Tensor): Tensor {
    const channels = this.numFeatures;
    if (x.shape.length < 2 || x.shape[1] !== channels)
      fail(
        "norm-shape",
        `expected at least 2D input with ${channels} channels (got ${x.shape.length}D input with ${x.shape[1] ?? 0})`,
        "the dimensions are [batch, channels, …].",
      );
    const dims = x.shape.map((_, d) => d).filter((d) => d !== 1),
      shape = x.shape.map((_, d) => (d === 1 ? channels : 1)),
      over = (t: Tensor): Tensor => reshape(cast(t, x.dtype), shape);
    // How many values each channel has on all ranks comes with their sum.
    const own = cat([sum(x, { dim: dims }), full([1], x.dtype, x.count / channels)]),
      all = SumOverRanks.apply(own),
      n = narrow(all, 0, channels, 1).detach();
    const centre = div(narrow(all, 0, 0, channels), n),
      away = sub(x, over(centre)),
      spread = div(SumOverRanks.apply(sum(mul(away, away), { dim: dims })), n);
    noGrad(() => {
      const approach = (running: Tensor, value: Tensor): void => {
        const keep = typeof momentum === "number" ? 1 - momentum : sub(full([], "float64", 1), momentum);
        copy_(running, add(mul(running, keep), mul(cast(value, running.dtype), momentum)));
      };
      if (mean !== null) approach(mean, centre);
      if (variance !== null) approach(variance, mul(spread, div(n, sub(n, 1)))); // what n samples tell of the variance of all
    });
    const normal = mul(away, over(rsqrt(add(spread, this.eps))));
    const scaled = this.weight === null ? normal : mul(normal, over(this.weight));
    return this.bias === null ? scaled : add(scaled, over(this.bias));
  }

  /**
   * The model with a SyncBatchNorm in place of each batch norm, with the same weights and running values; a batch norm itself gives
   * a new layer.
   *
   * @example
   * const model = SyncBatchNorm.convertSyncBatchnorm(new nn.Sequential(new nn.Linear(2, 3), new nn.BatchNorm1d(3)));
   * String(model.get(1).constructor.name); // → SyncBatchNorm
   */
  static convertSyncBatchnorm<M extends Module>(module: M): M {
    noMore("convertSyncBatchnorm", 1, arguments);
    if (!isModule(module))
      fail(
        "argument",
        `convertSyncBatchnorm() takes a model, but got ${shownValue(module)}`,
        "for example convertSyncBatchnorm(new Net()).",
      );
    return convert(module) as M;
  }
}

function convert(module: Module): Module {
  if (module instanceof BatchNorm1d || module instanceof BatchNorm2d || module instanceof BatchNorm3d) {
    const { numFeatures, eps, momentum, affine, trackRunningStats, weight, runningMean } = module;
    const dtype = (weight ?? runningMean)?.dtype;
    const sync = new SyncBatchNorm(numFeatures, {
      eps,
      momentum,
      affine,
      trackRunningStats,
      ...(dtype === undefined ? {} : { dtype }),
    } as never);
    sync.loadStateDict(module.stateDict());
    sync.train(module.training);
    return sync;
  }
  for (const [name, child] of module.namedChildren()) {
    const made = convert(child);
    if (made !== child) module.registerModule(name, made);
  }
  return module;
}
