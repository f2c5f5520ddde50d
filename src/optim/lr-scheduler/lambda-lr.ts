import { type Placed, withDefaults } from "../../diagnose/arguments.js";
import { fail } from "../../diagnose/error.js";
import { checkSync } from "../../diagnose/sync.js";
import type { AnyOptimizer } from "../optimizer.js";
import { LRScheduler, type SchedulerStateDict } from "./scheduler.js";

/** A factor for each epoch. */
export type Factor = (epoch: number) => number;
/** Options of {@link LambdaLR} and MultiplicativeLR. */
export interface LambdaLROptions {
  /** Returns the factor for an epoch; one function for all groups, or one for each. */
  lrLambda: Factor | readonly Factor[];
  /** Default −1: a new run. */
  lastEpoch: number;
}

/** One function for each group. */
export function factors(optimizer: AnyOptimizer, given: Factor | readonly Factor[]): Factor[] {
  const n = optimizer.paramGroups.length;
  const list = Array.isArray(given) ? (given as readonly Factor[]) : Array<Factor>(n).fill(given as Factor);
  if (list.length !== n)
    fail(
      "lr-scheduler",
      `Expected ${n} lr_lambdas, but got ${list.length}`,
      "one for each parameter group, or one function for all.",
    );
  for (const f of list)
    if (typeof f !== "function")
      fail(
        "lr-scheduler",
        `lrLambda is a function from the epoch to a factor, but got ${typeof f}`,
        "(epoch) => 0.95 ** epoch",
      );
  for (const f of list) checkSync(f, "lrLambda");
  return [...list];
}

/** The arguments of {@link LambdaLR} after the optimizer, by position or by name: lrLambda, lastEpoch = −1. */
export type LambdaLRArguments = Placed<
  [lrLambda: Factor | readonly Factor[]],
  [lastEpoch: number],
  LambdaLROptions,
  "lrLambda"
>;
/**
 * Multiplies the initial rate by a function of the epoch; one function for all groups, or a list of them.
 *
 * Arguments after the optimizer, by position or by name: lrLambda, lastEpoch = −1.
 */
export class LambdaLR extends LRScheduler {
  static override readonly name: string = "LambdaLR";
  private readonly lrLambdas: Factor[];
  /**
   * Multiplies the initial rate by a function of the epoch; one function for all groups, or a list of them. Arguments
   * after the optimizer, by position or by name: lrLambda, lastEpoch = −1.
   *
   * @example
   * const optimizer = new optim.SGD([zeros(1, { requiresGrad: true })], { lr: 0.5 });
   * const scheduler = new optim.lrScheduler.LambdaLR(optimizer, (epoch) => 1 / (epoch + 1));
   * optimizer.step();
   * scheduler.step();
   * scheduler.getLastLr(); // → 0.25
   */
  constructor(optimizer: AnyOptimizer, ...options: LambdaLRArguments) {
    const o = withDefaults<LambdaLROptions>("LambdaLR", ["lrLambda", "lastEpoch"], { lastEpoch: -1 }, options);
    super(optimizer, o.lastEpoch);
    this.lrLambdas = factors(optimizer, o.lrLambda);
    this.begin();
  }
  protected rates(): number[] {
    return this.baseLrs.map((lr, i) => lr * this.lrLambdas[i]!(this.lastEpoch));
  }
  override stateDict(): SchedulerStateDict {
    return { ...super.stateDict(), lr_lambdas: this.lrLambdas.map(() => null) };
  }
}
