import type { Arg } from "../core/op.js";
import { Tensor } from "../core/tensor.js";
import { shownValue } from "../diagnose/argument-kinds.js";
import { byName, type Rest } from "../diagnose/arguments.js";
import { fail } from "../diagnose/error.js";
import { broadcastTensors } from "../ops/view/broadcast.js";
import { tensor } from "../tensor/creation.js";
import { getDefaultDType } from "../shape/promotion.js";
import type { DistributionOptions } from "./distribution.js";

/** A parameter of a distribution. Numbers and tensors are broadcast together; numbers get the dtype of the tensors. */
export type Parameter = number | Tensor;

/** Required arguments, then options; or all by name. */
export type Named<P extends readonly unknown[], O> = P | readonly [...P, options: Partial<O>] | readonly [named: O];
/** The same, with `validateArgs` also by position. */
export type Given<P extends readonly unknown[], O> = Named<P, O> | readonly [...P, validateArgs: boolean | undefined];

/** Options of distributions of probabilities. */
export interface ProbsOptions extends DistributionOptions {
  /** Probabilities; pass either these or `logits`. */
  probs?: Parameter | null;
  /** Log odds, or logarithms of probabilities that need not add up to 1. */
  logits?: Parameter | null;
}
/** `(probs)`, `(null, logits)`, or by name. */
export type ProbsArguments = Rest<
  [probs: Parameter | null, logits: Parameter | null, validateArgs: boolean],
  ProbsOptions
>;

/** Reads required arguments, and `validateArgs`. */
export function read<O extends DistributionOptions>(
  what: string,
  names: readonly (keyof O & string)[],
  args: readonly unknown[],
  optional: readonly (keyof O & string)[] = [],
): O {
  const o = byName<O>(what, [...names, ...optional, "validateArgs"], args);
  for (const name of names)
    if (!optional.includes(name) && !(name in o))
      fail(
        "argument",
        `${what}() missing 1 required positional argument: '${name}'`,
        `pass it by position or by name: { ${name}: … }.`,
      );
  return o;
}

/** Whether `probs` or `logits` was given. */
export function either(options: ProbsOptions): readonly ["probs" | "logits", Parameter] {
  const probs = options.probs ?? null,
    logits = options.logits ?? null;
  if ((probs === null) === (logits === null))
    fail(
      "distribution-argument",
      "Either `probs` or `logits` must be specified, but not both.",
      "{ probs: … } are probabilities, { logits: … } a network's raw outputs.",
    );
  return probs !== null ? ["probs", probs] : ["logits", logits!];
}

/** Parameters as tensors of one shape: numbers get the dtype of the tensors, or the default one. */
export function broadcastAll<N extends readonly unknown[]>(...values: N): { [K in keyof N]: Tensor } {
  for (const v of values) {
    if (typeof v !== "number" && !(v instanceof Tensor)) {
      fail(
        "distribution-argument",
        "Input arguments must all be instances of numbers.Number, torch.Tensor or objects implementing __torch_function__.",
        Array.isArray(v)
          ? "make a tensor of the array first: tensor([…])."
          : `parameters must be numbers or tensors, but this is ${shownValue(v)}.`,
      );
    }
  }
  const dtype = (values as readonly Arg[]).find((v): v is Tensor => v instanceof Tensor)?.dtype ?? getDefaultDType();
  return broadcastTensors(
    ...(values as readonly (number | Tensor)[]).map((v) => (v instanceof Tensor ? v : tensor(v, { dtype }))),
  ) as unknown as { [K in keyof N]: Tensor };
}

/** A parameter that must be a tensor: a vector or a matrix. */
export function needParameter(what: string, name: string, v: unknown): asserts v is Tensor {
  if (!(v instanceof Tensor))
    fail(
      "argument",
      `${what}: argument '${name}' must be Tensor, not ${Array.isArray(v) ? "list" : typeof v === "number" ? "float" : v === null ? "NoneType" : typeof v}`,
      Array.isArray(v)
        ? "make a tensor of the array first: tensor([…])."
        : `it is ${shownValue(v)} here; for example tensor([0.25, 0.75]).`,
    );
}
