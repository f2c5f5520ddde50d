import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { clone, copy_ } from "../../ops/pointwise/cast.js";
import { dot, mv } from "../../ops/product/contract.js";
import { detach, permute, reshape, transpose } from "../../ops/view/view.js";
import { normalizeDim } from "../../shape/shape.js";
import { empty } from "../../tensor/creation.js";
import { normal_ } from "../../tensor/fills.js";
import { range } from "../../util/array.js";
import { normalize } from "../functional/linear.js";
import type { Module } from "../module.js";
import {
  beforeForward,
  computed,
  removeBeforeForward,
  type Reparametrized,
  reparametrized,
  takeParameter,
} from "./reparametrize.js";
import { div } from "../../ops/pointwise/arithmetic.js";

const find = (m: Module, name: string): Reparametrized | undefined =>
  reparametrized(m).find((r) => r.kind === "spectral_norm" && r.name === name);

/** Options of {@link spectralNorm}. */
export interface SpectralNormOptions {
  /** The name of the parameter. Default "weight". */
  name?: string;
  /** The number of power iterations per forward in training. Default 1. */
  nPowerIterations?: number;
  /** The smallest norm to divide a vector by. Default 1e-12. */
  eps?: number;
  /** The dimension of the outputs. Default 0; 1 for transposed convolutions. */
  dim?: number | null;
}
/**
 * Further arguments, by position or by name: name = "weight", nPowerIterations = 1, eps = 1e−12, dim = null (1 for
 * transposed convolutions, else 0).
 */
export type SpectralNormArguments = Rest<
  [name: string, nPowerIterations: number, eps: number, dim: number | null],
  SpectralNormOptions
>;
/**
 * Divides a parameter, as a matrix, by its largest singular value, so that the layer has spectral norm 1 (Miyato et al.
 * 2018). Power iteration tracks that value, in the buffers `weight_u` and `weight_v`; the parameter is `weight_orig`.
 *
 * Further arguments, by position or by name: name = "weight", nPowerIterations = 1, eps = 1e−12, dim = null (1 for
 * transposed convolutions, else 0).
 *
 * @throws KindlingError `reparametrize`.
 * @example
 * const l = nn.utils.spectralNorm(new nn.Linear(3, 2));
 * [...l.stateDict().keys()]; // → bias,weight_orig,weight_u,weight_v
 */
export function spectralNorm<M extends Module>(module: M, ...options: SpectralNormArguments): M {
  const all = byName<SpectralNormOptions>("spectralNorm", ["name", "nPowerIterations", "eps", "dim"], options);
  const key = all.name ?? "weight",
    iterations = all.nPowerIterations ?? 1,
    least = all.eps ?? 1e-12;
  if (!(iterations > 0))
    fail(
      "reparametrize",
      `Expected n_power_iterations to be positive, but got n_power_iterations=${iterations}`,
      "leave nPowerIterations out: it is 1.",
    );
  if (find(module, key) !== undefined)
    fail(
      "reparametrize",
      `Cannot register two spectral_norm hooks on the same parameter ${key}`,
      "it already has one.",
    );
  const along = all.dim ?? (module.constructor.name.startsWith("ConvTranspose") ? 1 : 0);
  const weight = takeParameter(module, key),
    nd = weight.shape.length,
    d = normalizeDim(along, nd);
  const matrix = (w: Tensor): Tensor => {
    const turned = d === 0 ? w : permute(w, [d, ...range(nd).filter((i) => i !== d)]);
    return reshape(turned, [turned.shape[0]!, -1]);
  };
  const unit = (x: Tensor): Tensor => normalize(x, { dim: 0, eps: least });
  const [rows, cols] = matrix(detach(weight)).shape as [number, number];
  const draw = (n: number): Tensor => noGrad(() => unit(normal_(empty(n, { dtype: weight.dtype }))));
  const u = draw(rows),
    v = draw(cols),
    names = [`${key}_orig`, `${key}_u`, `${key}_v`] as const;
  module.registerParameter(names[0], weight);
  module.registerBuffer(names[1], u);
  module.registerBuffer(names[2], v);
  const value = (on: Module, iterate: boolean): Tensor => {
    // Read from the module each time, since loading or converting it may have replaced them.
    const own = on as unknown as Record<string, Tensor>,
      w = own[names[0]]!,
      m = matrix(w);
    let [a, b] = [own[names[1]]!, own[names[2]]!];
    if (iterate) {
      noGrad(() => {
        for (let i = 0; i < iterations; i++) {
          copy_(b, unit(mv(transpose(m, 0, 1), a)));
          copy_(a, unit(mv(m, b)));
        }
        // The gradient needs their current values, and the next forward will change them.
        [a, b] = [clone(a), clone(b)];
      });
    }
    return div(w, dot(a, mv(m, b)));
  };
  computed(module, key, detach(weight));
  beforeForward(module, { kind: "spectral_norm", name: key, others: names, value });
  return module;
}

/** Further arguments, by position or by name: name = "weight". */
type NameArguments = Rest<
  [name: string],
  {
    /** The name of the parameter. Default "weight". */
    name?: string;
  }
>;
/**
 * Turns the weight back into a parameter, with its current value.
 *
 * @example
 * const l = nn.utils.removeSpectralNorm(nn.utils.spectralNorm(new nn.Linear(3, 2)));
 * [...l.stateDict().keys()]; // → bias,weight
 */
export function removeSpectralNorm<M extends Module>(module: M, ...options: NameArguments): M {
  const { name = "weight" } = byName<{ name?: string }>("removeSpectralNorm", ["name"], options);
  const r =
    find(module, name) ??
    fail(
      "reparametrize",
      `spectral_norm of '${name}' not found in ${String(module)}`,
      "call spectralNorm(module) first.",
    );
  removeBeforeForward(
    module,
    r,
    noGrad(() => r.value(module, false)),
  );
  return module;
}
