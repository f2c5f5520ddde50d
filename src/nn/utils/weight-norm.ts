import { noGrad } from "../../core/modes.js";
import type { Tensor } from "../../core/tensor.js";
import { byName, type Rest } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { clone } from "../../ops/pointwise/cast.js";
import { norm } from "../../ops/reduce/moments.js";
import { abs } from "../../ops/pointwise/unary.js";
import { detach } from "../../ops/view/view.js";
import { normalizeDim } from "../../shape/shape.js";
import { range } from "../../util/array.js";
import type { Module } from "../module.js";
import { Parameter } from "../parameter.js";
import {
  beforeForward,
  computed,
  removeBeforeForward,
  type Reparametrized,
  reparametrized,
  takeParameter,
} from "./reparametrize.js";
import { div, mul } from "../../ops/pointwise/arithmetic.js";

const find = (m: Module, name: string): Reparametrized | undefined =>
  reparametrized(m).find((r) => r.kind === "weight_norm" && r.name === name);

/** The norm of `v` at each index of `dim`, in a shape that broadcasts; for null, of the whole tensor. */
function lengths(v: Tensor, dim: number | null): Tensor {
  const nd = v.shape.length;
  if (dim === null) return norm(v);
  const d = normalizeDim(dim, nd);
  if (nd === 1) return abs(v); // each part is one number
  return norm(v, 2, { dim: range(nd).filter((i) => i !== d), keepdim: true });
}

/** Options of {@link weightNorm}. */
export interface WeightNormOptions {
  /** The name of the parameter. Default "weight". */
  name?: string;
  /** The dimension along which each slice has its own norm; null for a single norm. Default 0. */
  dim?: number | null;
}
/** Further arguments, by position or by name: name = "weight", dim = 0. */
export type WeightNormArguments = Rest<[name: string, dim: number | null], WeightNormOptions>;
/**
 * Splits a parameter into its norm and its direction, which are learned separately: `weight = g · v / ‖v‖` (Salimans &
 * Kingma 2016). The module gets parameters `weight_g` and `weight_v`, and its weight is computed before each forward.
 *
 * Further arguments, by position or by name: name = "weight", dim = 0.
 *
 * @throws KindlingError `reparametrize` if it is already applied.
 * @example
 * const l = nn.utils.weightNorm(new nn.Linear(3, 2));
 * [...l.stateDict().keys()]; // → bias,weight_g,weight_v
 */
export function weightNorm<M extends Module>(module: M, ...options: WeightNormArguments): M {
  const all = byName<WeightNormOptions>("weightNorm", ["name", "dim"], options);
  const key = all.name ?? "weight",
    along = all.dim === undefined ? 0 : all.dim;
  if (find(module, key) !== undefined)
    fail("reparametrize", `Cannot register two weight_norm hooks on the same parameter ${key}`, "it already has one.");
  const weight = takeParameter(module, key);
  const g = new Parameter(noGrad(() => clone(lengths(weight, along)))),
    v = new Parameter(detach(weight));
  const names = [`${key}_g`, `${key}_v`] as const;
  module.registerParameter(names[0], g);
  module.registerParameter(names[1], v);
  // Read from the module each time, since loading or converting it may have replaced them.
  const value = (m: Module): Tensor => {
    const own = m as unknown as Record<string, Tensor>,
      direction = own[names[1]]!;
    return mul(direction, div(own[names[0]]!, lengths(direction, along)));
  };
  computed(module, key, value(module));
  beforeForward(module, { kind: "weight_norm", name: key, others: names, value });
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
 * const l = nn.utils.removeWeightNorm(nn.utils.weightNorm(new nn.Linear(3, 2)));
 * [...l.stateDict().keys()]; // → bias,weight
 */
export function removeWeightNorm<M extends Module>(module: M, ...options: NameArguments): M {
  const { name = "weight" } = byName<{ name?: string }>("removeWeightNorm", ["name"], options);
  const r =
    find(module, name) ??
    fail("reparametrize", `weight_norm of '${name}' not found in ${String(module)}`, "call weightNorm(module) first.");
  removeBeforeForward(
    module,
    r,
    noGrad(() => r.value(module, false)),
  );
  return module;
}
