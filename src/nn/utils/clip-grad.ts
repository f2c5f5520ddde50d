import { needTensor } from "../../core/check.js";
import { empty, full } from "../../core/dispatch.js";
import { noGrad } from "../../core/modes.js";
import { recorder } from "../../core/recorder.js";
import { Tensor } from "../../core/tensor.js";
import { checkKind } from "../../diagnose/argument-kinds.js";
import { byName, type Rest, noMore } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { norm } from "../../ops/reduce/moments.js";
import { stack } from "../../ops/view/join.js";
import { amax } from "../../ops/reduce/reduce.js";
import { clamp } from "../../ops/pointwise/select.js";
import { clamp_, mul_ } from "../../tensor/inplace.js";
import { add, div } from "../../ops/pointwise/arithmetic.js";

// Clipping of large gradients before the optimizer's step.

const isNumber = (v: unknown): v is number => typeof v === "number" && !Number.isNaN(v);
/** The existing gradients of one parameter or several. */
function gradientsOf(parameters: Tensor | Iterable<Tensor>): Tensor[] {
  const list = parameters instanceof Tensor ? [parameters] : [...parameters];
  for (const p of list)
    if (!(p instanceof Tensor))
      fail("argument", "clip_grad takes parameters, but got other values among them", "pass model.parameters().");
  return list.map((p) => p.grad).filter((g): g is Tensor => g !== null);
}

/** Options of {@link clipGradNorm_}. */
export interface ClipNormOptions {
  /** The order of the norm. Default 2; Infinity takes the largest element. */
  normType?: number;
  /** Whether to throw if the norm is NaN or infinite. Default false. */
  errorIfNonfinite?: boolean;
}

/**
 * Scales all gradients down together so that their norm, as of one long vector, is at most `maxNorm`; smaller ones are
 * unchanged. Returns the norm before scaling. Call it between `backward()` and the optimizer's step.
 *
 * @throws KindlingError `grad-nonfinite` for a norm that is NaN or infinite, with `errorIfNonfinite`.
 * @example
 * const w = tensor([3, 4], { requiresGrad: true });
 * w.mul(w).sum().backward();
 * nn.utils.clipGradNorm_([w], 1).item(); // → 10
 * w.grad!.norm().item().toFixed(3); // → 1.000
 */
export function clipGradNorm_(
  parameters: Tensor | Iterable<Tensor>,
  maxNorm: number,
  ...options: ClipNormArguments
): Tensor {
  checkKind("clipGradNorm_", "maxNorm", maxNorm);
  if (!isNumber(maxNorm))
    fail(
      "argument",
      "clipGradNorm_ takes the maximum norm as its second argument",
      "for example nn.utils.clipGradNorm_(model.parameters(), 1).",
    );
  const list = parameters instanceof Tensor ? [parameters] : [...parameters],
    total = getTotalNorm(gradientsOf(list), ...options);
  clipGradsWithNorm_(list, maxNorm, total);
  return total;
}

/** Further arguments, by position or by name: normType = 2, errorIfNonfinite = false. */
export type ClipNormArguments = Rest<[normType: number, errorIfNonfinite: boolean], ClipNormOptions>;
/**
 * The norm of tensors, as of one long vector.
 *
 * Further arguments, by position or by name: normType = 2, errorIfNonfinite = false.
 *
 * @example
 * nn.utils.getTotalNorm([tensor([3, 0]), tensor([4])]).item(); // → 5
 */
export function getTotalNorm(tensors: Tensor | Iterable<Tensor>, ...options: ClipNormArguments): Tensor {
  const all = byName<ClipNormOptions>("getTotalNorm", ["normType", "errorIfNonfinite"], options);
  const list = tensors instanceof Tensor ? [tensors] : [...tensors],
    p = all.normType ?? 2;
  return noGrad(() => {
    if (list.length === 0) return empty([], "float32");
    const norms = stack(list.map((g) => norm(g, p)));
    const total = p === Infinity ? amax(norms) : norm(norms, p);
    if (all.errorIfNonfinite === true) {
      recorder?.refuse("a norm with errorIfNonfinite");
      if (!Number.isFinite(total.item()))
        fail(
          "grad-nonfinite",
          `The total norm of order ${p.toFixed(1)} for gradients from \`parameters\` is non-finite, so it cannot be clipped. To disable this error and scale the gradients by the non-finite norm anyway, set \`error_if_nonfinite=False\``,
          "look for NaN: detectAnomaly, or a smaller learning rate.",
        );
    }
    return total;
  });
}

/**
 * Scales all gradients by `maxNorm / totalNorm`, if that makes them smaller.
 *
 * @example
 * const w = tensor([3, 4], { requiresGrad: true });
 * w.mul(w).sum().backward(); // the gradient is [6, 8]
 * nn.utils.clipGradsWithNorm_([w], 1, nn.utils.getTotalNorm([w.grad!]));
 * w.grad!; // → tensor([0.6000, 0.8000])
 */
export function clipGradsWithNorm_(parameters: Tensor | Iterable<Tensor>, maxNorm: number, totalNorm: Tensor): void {
  noMore("clipGradsWithNorm_", ["parameters", "maxNorm", "totalNorm"], arguments);
  needTensor(totalNorm, "clipGradsWithNorm_", "totalNorm");
  const grads = gradientsOf(parameters);
  noGrad(() => {
    const scale = clamp(div(full([], totalNorm.dtype, maxNorm), add(totalNorm, 1e-6)), null, 1);
    for (const g of grads) mul_(g, scale);
  });
}
/** The same as {@link clipGradNorm_}, by its old name. */
export const clipGradNorm = clipGradNorm_;

/**
 * Clamps every element of every gradient to `[−clipValue, clipValue]`.
 *
 * @example
 * const w = tensor([3, 4], { requiresGrad: true });
 * w.mul(w).sum().backward(); // the gradient is [6, 8]
 * nn.utils.clipGradValue_([w], 7);
 * w.grad!.tolist(); // → 6,7
 */
export function clipGradValue_(parameters: Tensor | Iterable<Tensor>, clipValue: number): void {
  noMore("clipGradValue_", 2, arguments);
  checkKind("clipGradValue_", "clipValue", clipValue);
  if (!isNumber(clipValue))
    fail(
      "argument",
      "clipGradValue_ takes the maximum value as its second argument",
      "for example nn.utils.clipGradValue_(model.parameters(), 0.5).",
    );
  const grads = gradientsOf(parameters);
  noGrad(() => {
    for (const g of grads) clamp_(g, -clipValue, clipValue);
  });
}
/** The same as {@link clipGradValue_}. */
export const clipGradValue = clipGradValue_;
