import { empty } from "../core/dispatch.js";
import { live } from "../core/recorder.js";
import type { Tensor } from "../core/tensor.js";
import { fail } from "../diagnose/error.js";
import { addScaled_, lerpTo, lerpTo_, scale_ } from "../ops/pointwise/update.js";
import { showShape } from "../util/array.js";
import { checkOption, Optimizer, optimizer, type ParamGroup, type Params } from "./optimizer.js";
import { noMore } from "../diagnose/arguments.js";

/** Options of {@link Muon}, for all parameters or for one group. */
export interface MuonOptions {
  /** Learning rate. Default 0.001. */
  lr: number;
  /** Weight decay, decoupled from the gradient as in AdamW. Default 0.1. */
  weightDecay: number;
  /** Momentum factor. Default 0.95. */
  momentum: number;
  /** Whether to use Nesterov momentum. Default true. */
  nesterov: boolean;
  /** The polynomial a·x + b·x³ + c·x⁵ that is applied repeatedly. Default [3.4445, −4.775, 2.0315]. */
  nsCoefficients: readonly [number, number, number];
  /** The smallest norm to divide by. Default 1e-7. */
  eps: number;
  /** The number of applications of the polynomial, below 100. Default 5. */
  nsSteps: number;
  /**
   * How the learning rate follows from the shape [A, B] of a matrix: "original" is `lr · √max(1, A/B)`,
   * "match_rms_adamw" `lr · 0.2 · √max(A, B)`, which suits AdamW's learning rates. Default null: "original".
   */
  adjustLrFn: "original" | "match_rms_adamw" | null;
}

/** Arguments of {@link addParamGroup}, by name. */
interface ParamsNamed {
  /** The parameters of the group. */
  params: Iterable<Tensor> | Tensor;
}
/**
 * Muon: momentum with orthogonalized steps, so that a matrix moves equally in all directions. Use it for the matrices
 * inside a network, and AdamW for biases, embeddings and the last layer.
 *
 * Source: torch/optim/_muon.py (PyTorch 2.9 and later); Jordan et al. 2024, "Muon: An optimizer for hidden layers in
 * neural networks"; Liu et al. 2025, "Muon is Scalable for LLM Training", for "match_rms_adamw".
 *
 * Options, by name, or the learning rate alone: lr = 0.001, weightDecay = 0.1, momentum = 0.95, nesterov = true,
 * nsCoefficients = [3.4445, −4.775, 2.0315], eps = 1e−7, nsSteps = 5, adjustLrFn = null ("original").
 *
 * @throws KindlingError `optimizer-params` for a parameter that is not a matrix.
 */
export class Muon extends Optimizer<MuonOptions> {
  static override readonly name = /* @__PURE__ */ optimizer(this, "Muon");
  protected override readonly names = {
    lr: "lr",
    weightDecay: "weight_decay",
    momentum: "momentum",
    nesterov: "nesterov",
    nsCoefficients: "ns_coefficients",
    eps: "eps",
    nsSteps: "ns_steps",
    adjustLrFn: "adjust_lr_fn",
  };
  protected override readonly extras = {};

  /**
   * Muon: momentum with orthogonalized steps, so that a matrix moves equally in all directions. Options, by name, or
   * the learning rate alone: lr = 0.001, weightDecay = 0.1, momentum = 0.95, nesterov = true, nsCoefficients = [3.4445,
   * −4.775, 2.0315], eps = 1e−7, nsSteps = 5, adjustLrFn = null ("original").
   *
   * @throws KindlingError `optimizer-params` for a parameter that is not a matrix.
   * @example
   * const w = ones(2, 2, { requiresGrad: true });
   * const optimizer = new optim.Muon([w], { lr: 0.1, weightDecay: 0 });
   * w.get(0).mul(w.get(1)).sum().backward();
   * optimizer.step();
   * w.lt(1).all().item(); // → true
   */
  constructor(params: Params<MuonOptions>, options: number | Partial<MuonOptions> = {}) {
    noMore("Muon", 2, arguments, true);
    super(
      params,
      {
        lr: 1e-3,
        weightDecay: 0.1,
        momentum: 0.95,
        nesterov: true,
        nsCoefficients: [3.4445, -4.775, 2.0315],
        eps: 1e-7,
        nsSteps: 5,
        adjustLrFn: null,
      },
      options,
    );
  }

  override addParamGroup(group: ParamsNamed & Partial<MuonOptions>): void {
    super.addParamGroup(group);
    const wrong = this.paramGroups[this.paramGroups.length - 1]!.params.find((p) => p.shape.length !== 2);
    if (wrong === undefined) return;
    this.paramGroups.pop();
    fail(
      "optimizer-params",
      `Muon only supports 2D parameters whereas we found a parameter with size: torch.Size(${showShape(wrong.shape)})`,
      "pass model.parameters().filter((p) => p.ndim === 2), and give the rest to an AdamW.",
    );
  }

  protected override check(o: MuonOptions): void {
    checkOption("learning rate", o.lr, (v) => v >= 0);
    checkOption("momentum value", o.momentum, (v) => v >= 0);
    checkOption("weight_decay value", o.weightDecay, (v) => v >= 0);
    checkOption("ns_steps value", o.nsSteps, (v) => Number.isInteger(v) && v >= 0 && v < 100);
    if (!Array.isArray(o.nsCoefficients) || o.nsCoefficients.length !== 3)
      fail(
        "optimizer-option",
        "Coefficients must be a tuple of exactly 3 values",
        "leave them out to use Muon's defaults.",
      );
    if (o.adjustLrFn !== null && o.adjustLrFn !== "original" && o.adjustLrFn !== "match_rms_adamw") {
      fail(
        "optimizer-option",
        `Adjust learning rate function ${String(o.adjustLrFn)} is not supported (adjustLrFn)`,
        'it is "original" or "match_rms_adamw".',
      );
    }
  }

  protected override update(group: ParamGroup<MuonOptions>): void {
    for (const p of group.params) {
      const g = p.gradient;
      if (g === null) continue;
      const { momentum_buffer: buffer } = this.stateOf(p, () => ({ momentum_buffer: empty(p.shape, p.dtype) }));
      lerpTo_(
        buffer,
        g,
        live(() => 1 - group.momentum),
      );
      const direction = orthogonal(
        group.nesterov
          ? lerpTo(
              g,
              buffer,
              live(() => group.momentum),
            )
          : buffer,
        group,
      );
      const ratio = adjustment(group.adjustLrFn, p.shape[0]!, p.shape[1]!);
      scale_(
        p,
        live(() => 1 - group.lr * group.weightDecay),
      );
      addScaled_(
        p,
        direction,
        live(() => -group.lr * ratio),
      );
    }
  }
}

function adjustment(how: MuonOptions["adjustLrFn"], rows: number, columns: number): number {
  return how === "match_rms_adamw" ? 0.2 * Math.sqrt(Math.max(rows, columns)) : Math.sqrt(Math.max(1, rows / columns));
}

/** PyTorch iterates in bfloat16. The values are rounded to bfloat16 and multiplied as float32, which has fast products. */
const rounded = (x: Tensor): Tensor => x.bfloat16().float();

/**
 * The matrix with its singular values brought near 1 (between about 0.7 and 1.2), by Newton and Schulz's iteration:
 * X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X, which acts on each singular value as the polynomial does.
 */
function orthogonal(m: Tensor, { nsCoefficients: [a, b, c], nsSteps, eps }: MuonOptions): Tensor {
  const tall = m.shape[0]! > m.shape[1]!;
  let x = rounded(tall ? m.t() : m);
  x = rounded(x.div(rounded(x.norm()).clamp(eps))); // now no singular value is above 1
  for (let i = 0; i < nsSteps; i++) {
    const gram = rounded(x.matmul(x.t()));
    const update = rounded(gram.mul(b).add_(gram.matmul(gram), { alpha: c }));
    x = rounded(x.mul(a).add_(update.matmul(x)));
  }
  return tall ? x.t() : x;
}
